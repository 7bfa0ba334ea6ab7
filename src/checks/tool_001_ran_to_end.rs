//! TOOL-001: a bug of ours is reported as ours.

use crate::check::{Check, Outcome, Severity, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tool001,
    stage: Stage::Tool,
    title: "every probe of ucdoctor ran to its end",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TOOL-001.md"),
    run: ran_to_end,
};

fn ran_to_end(evidence: &Evidence) -> Vec<Outcome> {
    let judge = |vantage: &crate::evidence::Vantage| {
        let verdict = match vantage.bugs.as_slice() {
            [] => pass("no probe failed by our fault").into(),
            bugs => bug(bugs.join("; ")),
        };
        Outcome { subject: "ucdoctor".to_owned(), vantage: Some(vantage.name.clone()), server: None, verdict }
    };
    evidence.vantages.iter().map(judge).collect()
}

/// The outcome of a check that panicked.
pub(super) fn panicked(code: CheckCode) -> Outcome {
    let verdict = bug(format!("check {code} panicked"));
    Outcome { subject: code.to_string(), vantage: None, server: None, verdict }
}

fn bug(what: String) -> Verdict {
    fail(CauseCode::UcdoctorBug, what)
        .fault("bug")
        .fix("Report it with the JSON report attached (`-o json=report.json`); it holds no password")
        .into()
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::expect;

    #[test]
    fn a_bug_of_ours_is_no_finding_about_the_system() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass"]),
                (
                    |e| e.vantages[0].bugs.push("the look at dc1 panicked".into()),
                    &["ucdoctor-bug~the look at dc1 panicked"],
                ),
                (|e| e.vantages.clear(), &[]),
            ],
        );
    }
}
