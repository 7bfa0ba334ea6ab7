//! What is wrong with a text that is no filter, and what was probably meant.

use super::{FilterError, parse::parse};

/// Repairs one after the other; whoever makes more mistakes starts anew.
const ROUNDS: usize = 6;

/// Longest text for which repairs are tried, in bytes: four times what the appliances take.
const REPAIR_LIMIT: usize = 4096;

/// A mistake, and texts that may have been meant.
#[derive(Debug)]
pub(super) struct Mistake {
    at: usize,
    what: String,
    /// Whole texts with this mistake repaired, the likeliest first; each may hold further mistakes.
    repairs: Vec<String>,
}

impl Mistake {
    pub(super) fn new(at: usize, what: impl Into<String>) -> Self {
        Self { at, what: what.into(), repairs: Vec::new() }
    }

    pub(super) fn repaired(mut self, text: impl Into<String>) -> Self {
        self.repairs.push(text.into());
        self
    }

    /// The error for the user; the suggestion is a text that parses.
    pub(super) fn with_suggestion(self, text: &str) -> FilterError {
        let suggestion = if text.len() > REPAIR_LIMIT { None } else { meant(self.repairs) };
        FilterError { at: self.at, what: self.what, suggestion }
    }
}

/// The first repair that leaves nothing wrong; when none does, the likeliest is repaired further.
fn meant(mut repairs: Vec<String>) -> Option<String> {
    for _ in 0..ROUNDS {
        let mut next = None;
        for text in repairs {
            match parse(&text) {
                Ok(_) => return Some(text),
                Err(mistake) => next = next.or(Some(mistake)),
            }
        }
        repairs = next?.repairs;
    }
    None
}

/// `text` with the bytes from `start` to `end` replaced.
pub(super) fn replaced(text: &str, start: usize, end: usize, by: &str) -> String {
    [text.get(..start).unwrap_or_default(), by, text.get(end..).unwrap_or_default()].concat()
}

/// `text` with something put in at each of two places, the first before the second.
pub(super) fn wrapped(text: &str, (start, before): (usize, &str), (end, after): (usize, &str)) -> String {
    replaced(&replaced(text, end, end, after), start, start, before)
}

/// Where the parenthesis opened at `open` closes.
pub(super) fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            _ => continue,
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Column of a byte, counted in characters from 1, as editors do.
pub(super) fn column(text: &str, at: usize) -> usize {
    text.get(..at).unwrap_or_default().chars().count() + 1
}

/// Characters that are written differently in XML, put back.
pub(super) fn without_xml(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (written, meant)| text.replace(written, meant))
}
