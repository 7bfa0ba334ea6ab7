//! Rows found by their text, ignoring case, without keeping any text twice: eight bytes a row and slot.

use super::text::{Seed, same};

/// Kind of the hashes in an index.
const ID: u64 = 1;

/// The first row of each text. The caller passes the column to every call, so nothing is borrowed or copied.
pub(super) struct Index {
    /// Upper half of the hash, and row + 1; 0 is free. A power of two, at most half full.
    slots: Vec<u64>,
    seed: Seed,
}

impl Index {
    /// An empty index with room for `rows`.
    pub(super) fn with_room(rows: usize) -> Self {
        let slots = (rows.max(4) * 2).next_power_of_two();
        Self { slots: vec![0; slots], seed: Seed::random() }
    }

    /// Puts a row in, unless its text is empty or known; then the row that was first.
    pub(super) fn insert<'a>(&mut self, row: usize, key: impl Fn(usize) -> &'a str) -> Option<usize> {
        let text = key(row);
        if text.is_empty() {
            return None;
        }
        let (hash, mask) = (self.seed.hash(ID, text), self.slots.len() - 1);
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.get_mut(at)?;
            if *slot == 0 {
                *slot = (hash & HIGH) | (row as u64 + 1);
                return None;
            }
            if let Some(first) = hit(*slot, hash).filter(|&first| same(key(first), text)) {
                return Some(first);
            }
            at = (at + 1) & mask;
        }
    }

    /// The first row with this text.
    pub(super) fn find<'a>(&self, text: &str, key: impl Fn(usize) -> &'a str) -> Option<usize> {
        if text.is_empty() {
            return None;
        }
        let (hash, mask) = (self.seed.hash(ID, text), self.slots.len() - 1);
        let mut at = hash as usize & mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot == 0 {
                return None;
            }
            if let Some(row) = hit(slot, hash).filter(|&row| same(key(row), text)) {
                return Some(row);
            }
            at = (at + 1) & mask;
        }
    }
}

/// The half of a hash that is kept; the other half chose the slot.
const HIGH: u64 = 0xffff_ffff_0000_0000;

fn hit(slot: u64, hash: u64) -> Option<usize> {
    ((slot ^ hash) & HIGH == 0).then(|| (slot & !HIGH) as usize - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_of_a_text_is_found_in_any_case() {
        let ids = ["jdoe", "", "asmith", "JDOE", "müller", "MÜLLER"];
        let mut index = Index::with_room(ids.len());
        let known: Vec<_> = (0..ids.len()).map(|row| index.insert(row, |row| ids[row])).collect();
        assert_eq!(known, [None, None, None, Some(0), None, Some(4)]);
        for (text, expected) in [("JDoe", Some(0)), ("asmith", Some(2)), ("Müller", Some(4)), ("", None), ("x", None)]
        {
            assert_eq!(index.find(text, |row| ids[row]), expected, "{text}");
        }
    }

    #[test]
    fn many_rows_keep_apart() {
        let ids: Vec<String> = (0..50_000).map(|n| format!("user{n}")).collect();
        let mut index = Index::with_room(ids.len());
        assert!((0..ids.len()).all(|row| index.insert(row, |row| ids[row].as_str()).is_none()));
        assert!((0..ids.len()).all(|row| index.find(&ids[row].to_uppercase(), |row| ids[row].as_str()) == Some(row)));
    }
}
