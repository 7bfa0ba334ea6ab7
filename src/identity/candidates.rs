//! Who may be meant: people of the directory by a key, looked up the cheap way round.
//!
//! Only the keys that somebody asks for are kept; then the directory is read once. Lists are short and of fixed size, so
//! a million people with one mail address cost no more than two.

use std::collections::HashMap;

use super::scale::{AsHashed, Seed};

/// Rows kept for one key; more than one is ambiguous anyway.
const KEPT: usize = 4;

/// What is compared; keeps the hashes of different things apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub(super) enum Kind {
    /// objectGUID.
    Guid = 2,
    /// Mail address.
    Mail,
    /// The ID without case, blanks, domain part and look-alikes.
    Loose,
    /// All digits of a number, without leading zeros.
    Number,
    /// The last seven digits of a number that is an ID.
    NumberEnd,
    /// What a spreadsheet shows of a number.
    Rounded,
    /// All digits of a phone number.
    Phone,
    /// The last digits of a phone number.
    PhoneEnd,
    /// Given name and surname.
    Name,
    /// A value of one of the ID attributes, transformed.
    Value,
}

/// The rows that answer to each key somebody asked for.
pub(super) struct Candidates {
    slots: HashMap<u64, Slot, AsHashed>,
    seed: Seed,
}

#[derive(Debug, Default, Clone, Copy)]
struct Slot {
    rows: [u32; KEPT],
    /// Rows that are kept.
    kept: u8,
    /// How many of them are wanted; those stand first.
    wanted: u8,
    /// More that are wanted were seen.
    more: bool,
}

impl Candidates {
    pub(super) fn with_room(keys: usize) -> Self {
        Self { slots: HashMap::with_capacity_and_hasher(keys, AsHashed), seed: Seed::random() }
    }

    /// Somebody asks for this key.
    pub(super) fn ask(&mut self, kind: Kind, text: &str) {
        if !text.is_empty() {
            self.slots.entry(self.seed.hash(kind as u64, text)).or_default();
        }
    }

    /// A row that answers to this key. Those that are wanted have the first claim on a place.
    pub(super) fn offer(&mut self, kind: Kind, text: &str, row: usize, wanted: bool) {
        if text.is_empty() {
            return;
        }
        if let Some(slot) = self.slots.get_mut(&self.seed.hash(kind as u64, text)) {
            slot.push(row as u32, wanted);
        }
    }

    /// The rows that answered and fit. When more answered than were kept, all that were kept: nobody can choose.
    pub(super) fn rows(&self, kind: Kind, text: &str, fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let slot = if text.is_empty() { None } else { self.slots.get(&self.seed.hash(kind as u64, text)) };
        let Some(slot) = slot else { return Vec::new() };
        let rows = slot.rows.iter().take(usize::from(slot.kept)).map(|&row| row as usize);
        rows.filter(|&row| slot.more || fits(row)).collect()
    }
}

impl Slot {
    fn push(&mut self, row: u32, wanted: bool) {
        let kept = usize::from(self.kept);
        if self.rows.iter().take(kept).any(|&known| known == row) {
            return;
        }
        if kept < KEPT {
            self.kept += 1;
        } else if !wanted {
            return;
        } else if usize::from(self.wanted) == KEPT {
            self.more = true;
            return;
        }
        // The wanted ones stand first; what stood in the place moves to the end, or out.
        let end = usize::from(self.kept) - 1;
        let place = if wanted { usize::from(self.wanted) } else { end };
        let displaced = self.rows.get(place).copied().unwrap_or(row);
        if let Some(last) = self.rows.get_mut(end) {
            *last = displaced;
        }
        if let Some(first) = self.rows.get_mut(place) {
            *first = row;
        }
        self.wanted += u8::from(wanted);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wanted_rows_are_kept_however_many_others_there_are() {
        let mut candidates = Candidates::with_room(1);
        candidates.ask(Kind::Mail, "info@corp.example");
        for row in 0..100 {
            candidates.offer(Kind::Mail, "INFO@corp.example", row, row == 77);
            candidates.offer(Kind::Loose, "info@corp.example", row, true);
        }
        let rows = candidates.rows(Kind::Mail, "info@corp.example", |_| true);
        assert_eq!((rows.len(), rows[0]), (KEPT, 77));
        assert!(candidates.rows(Kind::Loose, "info@corp.example", |_| true).is_empty(), "nobody asked");
        for row in 200..210 {
            candidates.offer(Kind::Mail, "info@corp.example", row, true);
        }
        assert_eq!(
            candidates.rows(Kind::Mail, "info@corp.example", |_| false),
            [77, 200, 201, 202],
            "nobody can choose"
        );
    }
}
