//! SRCH-011: when nobody has a last name, a synchronisation takes nobody, and makes everybody inactive.

use super::at::{At, per_search};
use super::base_and_filter::items;
use super::likewise::names_hidden_on_first;
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::Matched;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch011,
    stage: Stage::Search,
    title: "the manager account can read last names",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-011.md"),
    run: |case| per_search(case, last_names_readable),
};

fn last_names_readable(at: At<'_>) -> Judged {
    let (_, matched) = at.somebody()?;
    match names_hidden_on_first(at.case, at.vantage) {
        Some(finding) => Ok(finding.into()),
        None => judge(matched),
    }
}

fn judge(matched: &Matched) -> Judged {
    let nameless = &matched.without_last_name;
    if matched.people() == 0 {
        return Err(Skip::NotAsked("nobody who matches is a person".to_owned()));
    }
    if !matched.nobody_has_a_last_name() {
        return Ok(pass("sn is readable").into());
    }
    Ok(fail(CauseCode::AttributeMissing, "nobody has a last name (sn), without which call manager takes nobody")
        .summary("Nobody has a last name (sn) that the manager account can read: call manager would take nobody")
        .fault("names")
        .affected(nameless.count)
        .items(items(nameless, "no-last-name"))
        .fix("Let the manager account read sn, if it is filled; else fill it")
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use crate::evidence::search::Sample;

    #[test]
    fn some_without_a_name_are_not_all() {
        let judged = |entries, nameless| {
            let without_last_name = Sample { count: nameless, dns: Vec::new() };
            judge(&Matched { entries, without_last_name, ..Matched::default() })
        };
        for (entries, nameless, fails) in [(9, 0, false), (9, 8, false), (9, 9, true)] {
            assert_eq!(matches!(judged(entries, nameless), Ok(Verdict::Fail(_))), fails, "{nameless} of {entries}");
        }
        assert!(matches!(judged(0, 0), Err(Skip::NotAsked(_))));
    }
}
