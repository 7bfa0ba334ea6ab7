//! The people and entries that findings are about, as CSV (RFC 4180): one row each, for a spreadsheet.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::report::Report;

const HEADER: [&str; 9] =
    ["finding", "check", "class", "call_manager_id", "directory_id", "dn", "contact", "suggestion", "subject"];

/// Writes a header and the rows, in the order of the checks. Errors are those of the writer.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    rows.write_record(HEADER)?;
    for outcome in &report.outcomes {
        let finding = report.finding_of(outcome).map_or("", |finding| finding.code.as_str());
        for item in &outcome.items {
            let optional = [&item.call_manager_id, &item.directory_id, &item.dn, &item.contact, &item.suggestion];
            let optional = optional.map(|value| cell(value.as_deref().unwrap_or_default()));
            let [call_manager_id, directory_id, dn, contact, suggestion] = &optional;
            let (class, subject) = (cell(&item.class), cell(&outcome.subject));
            let row =
                [finding, &outcome.check, &class, call_manager_id, directory_id, dn, contact, suggestion, &subject];
            rows.write_record(row)?;
        }
    }
    rows.flush()
}

/// A spreadsheet runs what looks like a formula: an apostrophe in front makes it text. Numbers as `+49 30 123` stay.
fn cell(text: &str) -> Cow<'_, str> {
    let formula = match text.chars().next() {
        Some('=' | '@' | '\t' | '\r') => true,
        Some('+' | '-') => text.chars().skip(1).any(|c| !c.is_ascii_digit() && !" ./()-".contains(c)),
        _ => false,
    };
    if formula { format!("'{text}").into() } else { text.into() }
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn a_formula_is_text_and_a_number_stays() {
        for (raw, shown) in [
            ("jdoe", "jdoe"),
            ("+49 (30) 1234-5", "+49 (30) 1234-5"),
            ("-12", "-12"),
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+cmd", "'+cmd"),
            ("@sum", "'@sum"),
        ] {
            assert_eq!(cell(raw), shown);
        }
    }
}
