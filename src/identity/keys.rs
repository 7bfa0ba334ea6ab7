//! What to look for when an ID is not found: the keys under which it may stand in the directory.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::candidates::Kind;
use super::{digits, text};

/// Last digits that are compared when a number is long: enough to tell, and free of country and area codes.
const END: usize = 7;
/// Kinds of rounded numbers that are looked for; a spreadsheet makes two or three.
const ROUNDED: usize = 16;

/// Which keys of a directory entry anybody asks for.
#[derive(Debug, Default)]
pub(super) struct Shapes {
    /// Somebody's ID is a number.
    numbers: bool,
    /// How many last digits of a phone number are asked for.
    ends: BTreeSet<usize>,
    /// Digits shown and length of rounded numbers.
    rounded: BTreeSet<(usize, usize)>,
}

impl Shapes {
    /// Whether any phone number is worth reading.
    pub(super) fn asks_phones(&self) -> bool {
        !self.ends.is_empty()
    }
}

/// The keys of a call-manager ID, the most telling first.
pub(super) fn of_user<'a>(id: &'a str, shapes: &mut Shapes) -> Vec<(Kind, Cow<'a, str>)> {
    let mut keys = vec![(Kind::Loose, text::loose(id))];
    if let Some(number) = digits::number(id) {
        let significant = digits::significant(&number);
        shapes.numbers = true;
        keys.push((Kind::Number, significant.to_owned().into()));
        if let Some(end) = end(significant, END) {
            keys.push((Kind::NumberEnd, end.to_owned().into()));
        }
        let length = significant.len().min(END).max(number.len().min(END));
        shapes.ends.insert(length);
        keys.push((Kind::Phone, number.clone().into()));
        keys.extend(end(&number, length).map(|end| (Kind::PhoneEnd, end.to_owned().into())));
    }
    if let Some((shown, length)) = digits::scientific(id)
        && (shapes.rounded.len() < ROUNDED || shapes.rounded.contains(&(shown.len(), length)))
    {
        shapes.rounded.insert((shown.len(), length));
        keys.push((Kind::Rounded, rounded_key(&shown, length).into()));
    }
    keys
}

/// The keys of a directory ID that somebody may ask for.
pub(super) fn of_id(id: &str, shapes: &Shapes, mut offer: impl FnMut(Kind, &str)) {
    if id.is_empty() {
        return;
    }
    offer(Kind::Loose, &text::loose(id));
    let number = if shapes.numbers || !shapes.rounded.is_empty() { digits::number(id) } else { None };
    let Some(number) = number else { return };
    let significant = digits::significant(&number);
    offer(Kind::Number, significant);
    if let Some(end) = end(significant, END) {
        offer(Kind::NumberEnd, end);
    }
    for &(shown, length) in shapes.rounded.iter().filter(|&&(_, length)| length == significant.len()) {
        if let Some(digits) = digits::rounded(significant, shown) {
            offer(Kind::Rounded, &rounded_key(&digits, length));
        }
    }
}

/// The keys of a phone number that somebody may ask for.
pub(super) fn of_phone(phone: &str, shapes: &Shapes, mut offer: impl FnMut(Kind, &str)) {
    let Some(number) = digits::number(phone) else { return };
    offer(Kind::Phone, &number);
    for &length in &shapes.ends {
        if let Some(end) = end(&number, length) {
            offer(Kind::PhoneEnd, end);
        }
    }
}

fn end(digits: &str, length: usize) -> Option<&str> {
    digits.len().checked_sub(length).and_then(|start| digits.get(start..))
}

fn rounded_key(shown: &str, length: usize) -> String {
    format!("{shown}e{length}")
}
