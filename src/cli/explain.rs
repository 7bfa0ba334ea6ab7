//! `explain`: the manual, and one finding with its page.

use std::path::Path;

use anyhow::{Context, bail};

use super::color::Screen;
use super::output::{plain_style, stdout};
use super::{Explain, last, replay};
use crate::causes::CAUSES;
use crate::checks::CHECKS;
use crate::nearest::nearest;
use crate::render::{page, text};
use crate::report::Judging;

/// Prints the page of a check or cause; its code may be written in any case, as `tls4` too. A number is that of a finding. Fails on
/// another code, and names the one that may be meant.
pub fn run(arguments: &Explain, screen: Screen) -> anyhow::Result<u8> {
    let style = plain_style(Some(screen));
    let number = arguments.what.parse::<usize>().ok();
    match (number, &arguments.report) {
        (Some(number), Some(report)) => of_report(number, report, &style)?,
        (Some(number), None) => {
            let code = last::finding(number)?;
            let page = page_of(&code)?;
            stdout(|out| {
                page::paragraph(&format!("Finding {number} of the report that was shown last:"), 0, &style, out)?;
                writeln!(out)?;
                page::page(page, &style, out)
            })?;
        }
        (None, Some(_)) => bail!("a report has findings by number: `ucdoctor explain 1 REPORT.json`"),
        (None, None) => {
            let page = page_of(&arguments.what)?;
            stdout(|out| page::page(page, &style, out))?;
        }
    }
    Ok(0)
}

/// The finding as the report tells it, then its page.
fn of_report(number: usize, path: &Path, style: &text::Style) -> anyhow::Result<()> {
    let report = replay::report(path, &Judging::default())?;
    let finding = number.checked_sub(1).and_then(|nth| report.diagnoses.get(nth));
    let code = finding.map(|finding| finding.code.as_str());
    let code = code.with_context(|| last::no_finding(number, report.diagnoses.len()))?;
    let page = page_of(code)?;
    stdout(|out| {
        text::finding(&report, number, style, out)?;
        writeln!(out)?;
        page::page(page, style, out)
    })
}

fn page_of(code: &str) -> anyhow::Result<&'static str> {
    let checks = CHECKS.iter().map(|check| (check.code.name(), check.page));
    let pages: Vec<(&str, &str)> = checks.chain(CAUSES.iter().map(|cause| (cause.code.name(), cause.page))).collect();
    if let Some((_, page)) = pages.iter().find(|(known, _)| reduced(known) == reduced(code)) {
        return Ok(page);
    }
    if code.contains(' ') {
        bail!("there is no check or cause {code:?}; an error message of a log is read by `ucdoctor read -`");
    }
    let hint = match nearest(code, pages.iter().map(|(known, _)| *known)) {
        Some(meant) => format!("did you mean {meant}? "),
        None => String::new(),
    };
    bail!("there is no check or cause {code:?}; {hint}`ucdoctor list` names them all")
}

/// What is left of a code when it is typed in a hurry: letters without case, and numbers without the zeros before them.
fn reduced(code: &str) -> String {
    let letters = code.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase());
    letters.fold(String::new(), |mut all, c| {
        if c != '0' || all.ends_with(|last: char| last.is_ascii_digit()) {
            all.push(c);
        }
        all
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_code_is_known_as_it_is_typed_and_no_two_are_one() {
        for (typed, code) in
            [("srch4", "SRCH-004"), ("Id_012", "ID-012"), ("net 7", "NET-007"), ("CA missing", "ca-missing")]
        {
            assert_eq!(page_of(typed).ok(), page_of(code).ok(), "{typed}");
            assert!(page_of(code).is_ok(), "{code}");
        }
        assert!(page_of("tls40").is_err() && page_of("").is_err());
        let codes: Vec<&str> =
            CHECKS.iter().map(|check| check.code.name()).chain(CAUSES.iter().map(|cause| cause.code.name())).collect();
        assert_eq!(codes.iter().map(|code| reduced(code)).collect::<BTreeSet<_>>().len(), codes.len());
    }
}
