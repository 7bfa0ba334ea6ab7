//! Moments within sentences, as the clock on the wall shows them.

use std::borrow::Cow;

use time::format_description::well_known::Rfc3339;
use time::macros::format_description;
use time::{OffsetDateTime, PrimitiveDateTime, UtcOffset};

use crate::render::words;

/// The sentence with the local time beside each moment in UTC, where the clock on the wall shows another one.
pub(super) fn beside_local(text: &str, local: Option<UtcOffset>) -> Cow<'_, str> {
    let local = local.filter(|offset| !offset.is_utc());
    if local.is_none() {
        return text.into();
    }
    let (mut shown, mut rest) = (String::new(), text);
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        let (before, from) = rest.split_at(at);
        shown.push_str(before);
        let (words, length) = match moment(from) {
            Some((moment, length)) => (words::moment(moment, local).into(), length),
            None => {
                let digits = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
                (Cow::Borrowed(from.get(..digits).unwrap_or_default()), digits)
            }
        };
        shown.push_str(&words);
        rest = from.get(length..).unwrap_or_default();
    }
    if shown.is_empty() { text.into() } else { (shown + rest).into() }
}

/// The moment that a text begins with, as checks write it, and how long that is.
fn moment(text: &str) -> Option<(OffsetDateTime, usize)> {
    let rfc = "2026-11-28T07:53:10Z".len();
    if let Some(moment) = text.get(..rfc).and_then(|text| OffsetDateTime::parse(text, &Rfc3339).ok()) {
        return Some((moment, rfc));
    }
    let utc = "2026-11-28 07:53:10 UTC".len();
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    let moment = PrimitiveDateTime::parse(text.get(..utc)?, format).ok()?;
    Some((moment.assume_utc(), utc))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_on_the_wall_stands_beside_utc() {
        let berlin = UtcOffset::from_hms(1, 0, 0).ok();
        for (text, shown) in [
            ("expired at 2026-11-28T07:53:10Z.", "expired at 2026-11-28 07:53Z (08:53 +01:00)."),
            ("now 2026-11-28 23:53:10 UTC, so", "now 2026-11-28 23:53Z (00:53 +01:00), so"),
            ("5 of 12 users since 2026-11-28", "5 of 12 users since 2026-11-28"),
            ("2026-99-28T07:53:10Z", "2026-99-28T07:53:10Z"),
            ("äö 1€", "äö 1€"),
            ("", ""),
        ] {
            assert_eq!(beside_local(text, berlin), shown);
            assert_eq!(beside_local(text, None), text);
            assert_eq!(beside_local(text, Some(UtcOffset::UTC)), text);
        }
    }
}
