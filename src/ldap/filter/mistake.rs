//! What is wrong with a text that is no filter, and what was probably meant.

use super::{Filter, FilterError, Kind, parse::parse};

/// Repairs one after the other; whoever makes more mistakes starts anew.
const ROUNDS: usize = 6;

/// Meanings that are told apart; whoever may have meant more is asked to write it anew.
const READINGS: usize = 4;

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
        let mut readings = if text.len() > REPAIR_LIMIT { Vec::new() } else { meant(self.repairs) }.into_iter();
        FilterError { at: self.at, what: self.what, suggestion: readings.next(), others: readings.collect() }
    }
}

/// The repairs that leave nothing wrong, each with another meaning; when none does, the likeliest is repaired further.
fn meant(mut repairs: Vec<String>) -> Vec<String> {
    for _ in 0..ROUNDS {
        let (mut next, mut whole, mut meanings) = (None, Vec::new(), Vec::new());
        for text in repairs {
            match parse(&text) {
                Ok(filter) => {
                    let meaning = plain(&filter).to_string();
                    if whole.len() < READINGS && !meanings.contains(&meaning) {
                        meanings.push(meaning);
                        whole.push(text);
                    }
                }
                Err(mistake) => next = next.or(Some(mistake)),
            }
        }
        match next {
            _ if !whole.is_empty() => return whole,
            Some(mistake) => repairs = mistake.repairs,
            None => return whole,
        }
    }
    Vec::new()
}

/// The same question without lists in lists of their own kind, and without lists of one.
fn plain(filter: &Filter) -> Filter {
    let all = |parts: &[Filter], and: bool| {
        let mut flat: Vec<Filter> = Vec::new();
        for part in parts.iter().map(plain) {
            let inside = match part.kind {
                Kind::And(inside) if and => inside,
                Kind::Or(inside) if !and => inside,
                kind => vec![Filter { kind, ..part }],
            };
            for new in inside {
                if !flat.iter().any(|known| known.to_string() == new.to_string()) {
                    flat.push(new);
                }
            }
        }
        flat
    };
    let (parts, and) = match &filter.kind {
        Kind::And(parts) => (all(parts, true), true),
        Kind::Or(parts) => (all(parts, false), false),
        Kind::Not(part) => return Filter { kind: Kind::Not(Box::new(plain(part))), ..filter.clone() },
        _ => return filter.clone(),
    };
    match parts.as_slice() {
        [only] => only.clone(),
        _ => Filter { kind: if and { Kind::And(parts) } else { Kind::Or(parts) }, ..filter.clone() },
    }
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
