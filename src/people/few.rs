//! A column of texts that repeat themselves.

use std::collections::HashMap;

use super::Column;

/// A column of few values, as domains or the nodes of a cluster: each is kept once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Few {
    values: Column,
    known: HashMap<Box<str>, u32>,
    /// Of each row, the place among the values plus 1; 0, or no row at all, where there is none.
    places: Vec<u32>,
}

impl Few {
    /// Appends a row.
    pub fn push(&mut self, value: &str) {
        self.put(self.places.len(), value);
    }

    /// Says what a row has. Rows come in order; those that are left out have nothing.
    pub fn put(&mut self, row: usize, value: &str) {
        self.places.resize(row, 0);
        let place = if value.is_empty() { 0 } else { self.place(value) };
        self.places.push(place);
    }

    fn place(&mut self, value: &str) -> u32 {
        // Most rows have what the one before has.
        let last = self.places.last().copied().filter(|&place| place > 0 && self.value(place) == value);
        if let Some(place) = last.or_else(|| self.known.get(value).copied()) {
            return place;
        }
        self.values.push(value);
        let place = self.values.len() as u32;
        self.known.insert(value.into(), place);
        place
    }

    fn value(&self, place: u32) -> &str {
        (place as usize).checked_sub(1).map_or("", |place| self.values.at(place))
    }

    /// The text of a row; empty when absent.
    #[inline]
    pub fn at(&self, row: usize) -> &str {
        self.value(self.places.get(row).copied().unwrap_or(0))
    }

    /// Rows up to the last one that was put.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether no row was put.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_as_they_went_in_and_texts_are_kept_once() {
        let texts = ["lab.example", "lab.example", "", "corp.example", "Corp.example", "lab.example"];
        let mut column = Few::default();
        texts.iter().for_each(|text| column.push(text));
        assert_eq!((0..7).map(|row| column.at(row)).collect::<Vec<_>>(), [&texts[..], &[""]].concat());
        assert_eq!((column.len(), column.values.len()), (6, 3));
    }

    #[test]
    fn rows_that_are_left_out_have_nothing() {
        let mut column = Few::default();
        column.put(2, "imp1");
        column.put(4, "imp1");
        assert_eq!((0..6).map(|row| column.at(row)).collect::<Vec<_>>(), ["", "", "imp1", "", "imp1", ""]);
    }
}
