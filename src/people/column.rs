//! A column of texts, one a row.

use std::collections::BTreeMap;

/// One column: the texts of all rows back to back. An empty text is an absent value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Column {
    text: String,
    /// Where the texts stand; rows before the first text are not listed.
    blocks: Vec<Block>,
    /// Rows that are listed.
    rows: usize,
    /// Texts whose length does not fit, by its place.
    long: BTreeMap<usize, Box<str>>,
    /// Rows before the first text. Most columns of most exports are empty, and cost nothing then.
    blank: usize,
}

/// Where the texts of some rows that follow one another stand: a place of its own for each would take three times as much.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Block {
    /// Where the first of them begins, in bytes.
    start: u32,
    /// Bytes of each; 0 for those that are kept apart.
    lengths: [u8; BLOCK],
}

/// Bytes of one value; what is longer is no ID, name, number or address, and is cut with a mark.
const MAX_VALUE: usize = 4096;

/// Rows whose lengths are added up to find a text, all at once in the bytes of a number.
const BLOCK: usize = 8;

/// Bytes that have room from the start. Allocators map blocks of this size one by one: pages that are not used take no
/// memory, and columns that grow side by side leave no holes among each other.
const ROOM: usize = 1 << 20;

impl Column {
    /// A column without rows.
    pub const NONE: Self = Self { text: String::new(), blocks: Vec::new(), rows: 0, long: BTreeMap::new(), blank: 0 };

    /// A column that will have the rows of another one, each with so many more bytes.
    pub fn with_room_of(other: &Self, more: usize) -> Self {
        let text = String::with_capacity(other.text.len() + other.len() * more);
        Self { text, blocks: Vec::with_capacity(other.len() / BLOCK + 1), ..Self::NONE }
    }

    /// Appends a row. Beyond 4 GiB of text nothing is kept, so places stay small.
    pub fn push(&mut self, value: &str) {
        if value.is_empty() && self.rows == 0 {
            self.blank += 1;
            return;
        }
        if self.blocks.capacity() == 0 {
            self.blocks.reserve(ROOM / size_of::<Block>());
            self.text.reserve(ROOM);
        }
        if self.rows.is_multiple_of(BLOCK) {
            self.blocks.push(Block { start: self.text.len() as u32, lengths: [0; BLOCK] });
        }
        let length = match u8::try_from(value.len()) {
            Ok(length) if u32::try_from(self.text.len() + value.len()).is_ok() => length,
            Ok(_) => 0,
            Err(_) => {
                let kept = value.get(..value.floor_char_boundary(MAX_VALUE)).unwrap_or_default();
                let mark = if kept.len() < value.len() { "…" } else { "" };
                self.long.insert(self.rows, [kept, mark].concat().into());
                0
            }
        };
        if length > 0 {
            self.text.push_str(value);
            let place = self.blocks.last_mut().and_then(|block| block.lengths.get_mut(self.rows % BLOCK));
            place.into_iter().for_each(|place| *place = length);
        }
        self.rows += 1;
    }

    /// Appends a row of another column.
    pub(super) fn push_from(&mut self, other: &Self, row: usize) {
        self.push(other.at(row));
    }

    /// The text of a row; empty when absent.
    #[inline]
    pub fn at(&self, row: usize) -> &str {
        let Some(row) = row.checked_sub(self.blank) else { return "" };
        let Some(block) = self.blocks.get(row / BLOCK) else { return "" };
        match block.lengths.get(row % BLOCK) {
            None | Some(0) => self.long.get(&row).map_or("", |text| text),
            Some(&length) => {
                let before = u64::from_le_bytes(block.lengths) & !(u64::MAX << (8 * (row % BLOCK)));
                let start = block.start as usize + sum(before);
                self.text.get(start..start + usize::from(length)).unwrap_or_default()
            }
        }
    }

    /// How many rows were read; every column of a table has as many.
    pub fn len(&self) -> usize {
        self.blank + self.rows
    }

    /// Whether not a single row was read, which is not the same as a column that the export does not have.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The sum of the eight bytes of a number: first of pairs, which leaves room for what is carried.
fn sum(bytes: u64) -> usize {
    const EVERY_SECOND: u64 = 0x00FF_00FF_00FF_00FF;
    let pairs = (bytes & EVERY_SECOND) + (bytes >> 8 & EVERY_SECOND);
    (pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of every length around the ends of blocks and of what a length can say, with and without blank rows before.
    #[test]
    fn texts_come_back_as_they_went_in() {
        for blank in [0, 3, 40] {
            let texts: Vec<String> = (0..600_usize)
                .map(|row| if row < blank { String::new() } else { "né".repeat(row * 7 % 171) })
                .collect();
            let mut column = Column::default();
            texts.iter().for_each(|text| column.push(text));
            assert_eq!((0..texts.len()).map(|row| column.at(row)).collect::<Vec<_>>(), texts);
            assert_eq!((column.len(), column.at(texts.len())), (texts.len(), ""));
        }
    }

    #[test]
    fn bytes_are_added_up() {
        for (bytes, expected) in
            [(0, 0), (u64::MAX, 8 * 255), (0x0102_0304_0506_0708, 36), (0xFF00_0000_0000_00FE, 509)]
        {
            assert_eq!(sum(bytes), expected, "{bytes:x}");
        }
    }

    #[test]
    fn no_value_takes_more_than_its_bytes() {
        let mut column = Column::default();
        for (given, kept) in [(4096, 4096), (4097, 4096), (1 << 20, 4096)] {
            column.push(&"x".repeat(given));
            let mark = if given > kept { "…" } else { "" };
            assert_eq!(column.at(column.len() - 1), ["x".repeat(kept), mark.to_owned()].concat(), "{given}");
        }
        column.push("after");
        assert_eq!(column.at(3), "after");
    }
}
