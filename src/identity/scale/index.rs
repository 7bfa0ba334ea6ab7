//! Rows found by their text, ignoring case, without keeping any text twice: eight bytes a row and slot.

use super::hash::Seed;
use crate::identity::text::same;

/// Kind of the hashes in an index.
const ID: u64 = 1;
/// Rows whose slots are read together.
const BLOCK: usize = 64;

/// The first row of each text. The caller passes the column to every call, so nothing is borrowed or copied.
pub(in crate::identity) struct Index {
    /// Upper half of the hash, and row + 1; 0 is free. A power of two, at most half full.
    slots: Vec<u64>,
    seed: Seed,
}

/// Where texts were found.
#[derive(Debug, Default)]
pub(in crate::identity) struct Places {
    /// The first row of each text, plus 1; 0 is none.
    pub(in crate::identity) rows: Vec<u32>,
    /// Whether the text there is written in another case.
    pub(in crate::identity) recased: Vec<bool>,
}

impl Index {
    /// An empty index with room for `rows`.
    pub(in crate::identity) fn with_room(rows: usize) -> Self {
        let slots = (rows.max(4) * 2).next_power_of_two();
        Self { slots: vec![0; slots], seed: Seed::random() }
    }

    /// Puts a row in, unless its text is empty or known; then the row that was first.
    pub(in crate::identity) fn insert<'a>(&mut self, row: usize, key: impl Fn(usize) -> &'a str) -> Option<usize> {
        let hash = self.seed.hash(ID, key(row));
        self.put(row, hash, key)
    }

    fn put<'a>(&mut self, row: usize, hash: u64, key: impl Fn(usize) -> &'a str) -> Option<usize> {
        let (text, mask) = (key(row), self.slots.len() - 1);
        if text.is_empty() {
            return None;
        }
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

    /// Puts many rows in, and says which texts were known: each such row with the first one.
    pub(in crate::identity) fn fill<'a>(
        &mut self,
        rows: impl Iterator<Item = usize>,
        key: impl Fn(usize) -> &'a str,
    ) -> Vec<(u32, u32)> {
        let mut repeated = Vec::new();
        let mut rows = rows.peekable();
        while rows.peek().is_some() {
            let block: Vec<(usize, u64)> =
                rows.by_ref().take(BLOCK).map(|row| (row, self.seed.hash(ID, key(row)))).collect();
            self.fetch(block.iter().map(|&(_, hash)| hash));
            for (row, hash) in block {
                if let Some(first) = self.put(row, hash, &key) {
                    repeated.push((row as u32, first as u32));
                }
            }
        }
        repeated
    }

    /// Looks `count` texts up.
    pub(in crate::identity) fn find_all<'a, 'b>(
        &self,
        count: usize,
        text: impl Fn(usize) -> &'b str,
        key: impl Fn(usize) -> &'a str,
    ) -> Places {
        let mut places = Places { rows: Vec::with_capacity(count), recased: Vec::with_capacity(count) };
        for start in (0..count).step_by(BLOCK) {
            let block: Vec<u64> = (start..count.min(start + BLOCK)).map(|row| self.seed.hash(ID, text(row))).collect();
            self.fetch(block.iter().copied());
            self.fetch_texts(block.iter().copied(), &key);
            for (row, hash) in (start..).zip(block) {
                let found = self.look(text(row), hash, &key);
                places.rows.push(found.map_or(0, |row| row as u32 + 1));
                places.recased.push(found.is_some_and(|found| key(found) != text(row)));
            }
        }
        places
    }

    /// Reads the slots of a block of hashes, so that the waits for memory overlap instead of adding up.
    fn fetch(&self, hashes: impl Iterator<Item = u64>) {
        let mask = self.slots.len() - 1;
        let seen = hashes.fold(0, |seen, hash| seen ^ self.slots.get(hash as usize & mask).copied().unwrap_or(0));
        std::hint::black_box(seen);
    }

    /// Reads where the texts begin that a block of hashes most likely finds, for the same reason.
    fn fetch_texts<'a>(&self, hashes: impl Iterator<Item = u64>, key: impl Fn(usize) -> &'a str) {
        let first = |hash| self.look_for(hash, |_| true).and_then(|row| key(row).bytes().next()).unwrap_or(0);
        std::hint::black_box(hashes.fold(0, |seen, hash| seen ^ first(hash)));
    }

    /// The first row with this text.
    pub(in crate::identity) fn find<'a>(&self, text: &str, key: impl Fn(usize) -> &'a str) -> Option<usize> {
        self.look(text, self.seed.hash(ID, text), key)
    }

    fn look<'a>(&self, text: &str, hash: u64, key: impl Fn(usize) -> &'a str) -> Option<usize> {
        if text.is_empty() { None } else { self.look_for(hash, |row| same(key(row), text)) }
    }

    /// The first row with this hash that fits.
    fn look_for(&self, hash: u64, fits: impl Fn(usize) -> bool) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = *self.slots.get(at)?;
            if slot == 0 {
                return None;
            }
            if let Some(row) = hit(slot, hash).filter(|&row| fits(row)) {
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
    fn places_tell_of_another_case() {
        let ids = ["jdoe", "asmith"];
        let mut index = Index::with_room(ids.len());
        assert!(index.fill(0..ids.len(), |row| ids[row]).is_empty());
        let texts = ["asmith", "JDoe", "", "nobody"];
        let places = index.find_all(texts.len(), |row| texts[row], |row| ids[row]);
        assert_eq!((places.rows, places.recased), (vec![2, 1, 0, 0], vec![false, true, false, false]));
    }

    #[test]
    fn many_rows_keep_apart() {
        let ids: Vec<String> = (0..50_000).map(|n| format!("user{n}")).collect();
        let mut index = Index::with_room(ids.len());
        assert!((0..ids.len()).all(|row| index.insert(row, |row| ids[row].as_str()).is_none()));
        assert!((0..ids.len()).all(|row| index.find(&ids[row].to_uppercase(), |row| ids[row].as_str()) == Some(row)));
    }
}
