//! Tables of cases: what a check says of a change, and that each report holds together.

use super::healthy;
use crate::check::{Check, Outcome, Skip, Stage, Verdict};
use crate::code::CheckCode;
use crate::evidence::Evidence;
use crate::{causes, checks};

/// A change of the healthy deployment, and what the check then says of each subject: `pass`, `CAUSE`, `blocked by CODE`,
/// `not asked` or `undecided` at its beginning, and after each `~` a part of its words.
type Case = (fn(&mut Evidence), &'static [&'static str]);

/// Runs a table of cases against one check. In each of them the whole report must hold together.
#[track_caller]
pub(crate) fn expect(check: &Check, cases: &[Case]) {
    for (index, (change, expected)) in cases.iter().enumerate() {
        let mut evidence = healthy();
        change(&mut evidence);
        let said: Vec<String> = run(check, &evidence).iter().map(line).collect();
        assert_eq!(said.len(), expected.len(), "case {index}: {said:#?}");
        for (said, expected) in said.iter().zip(*expected) {
            let mut parts = expected.split('~');
            assert!(said.starts_with(parts.next().unwrap()), "case {index}: {expected}: {said}");
            assert!(parts.all(|part| said.contains(part)), "case {index}: {expected}: {said}");
        }
        holds_together(&evidence, index);
    }
}

/// The causes of the diagnoses, in order, after a change.
pub(crate) fn diagnosed(change: impl FnOnce(&mut Evidence)) -> Vec<&'static str> {
    let mut evidence = healthy();
    change(&mut evidence);
    holds_together(&evidence, 0);
    causes::explain(&evidence, &checks::run(&evidence)).iter().map(|diagnosis| diagnosis.cause.code.name()).collect()
}

/// What blocks has failed, at the same server or, for a bind, at an earlier one, or on the host that looks (an outcome about no server may be
/// blocked by any); each failure is explained once.
#[track_caller]
fn holds_together(evidence: &Evidence, case: usize) {
    let all = checks::run(evidence);
    let failed = |code: CheckCode, server: Option<&str>| {
        all.iter().any(|(check, other)| {
            check.code == code
                && matches!(other.verdict, Verdict::Fail(_))
                && (other.about.server() == server
                    || server.is_none()
                    || check.stage == Stage::Search
                    || matches!(
                        code,
                        CheckCode::Bind005
                            | CheckCode::User001
                            | CheckCode::Node002
                            | CheckCode::Node006
                            | CheckCode::Node007
                            | CheckCode::Tool001
                    ))
        })
    };
    for (check, outcome) in &all {
        if let Verdict::Skip(Skip::Blocked(code)) = &outcome.verdict {
            let what = format!("case {case}: {} {} is blocked by {code}", check.code, outcome.about);
            assert!(failed(*code, outcome.about.server()), "{what}, which did not fail");
        }
    }
    let diagnoses = causes::explain(evidence, &all);
    for (index, (check, outcome)) in all.iter().enumerate() {
        let claims = diagnoses.iter().flat_map(|diagnosis| &diagnosis.because).filter(|&&claimed| claimed == index);
        let expected = usize::from(matches!(outcome.verdict, Verdict::Fail(_)));
        assert_eq!(claims.count(), expected, "case {case}: {} {}", check.code, outcome.about);
    }
}

fn line(outcome: &Outcome) -> String {
    match &outcome.verdict {
        Verdict::Pass(proof) => format!("pass: {} {:?}", proof.message, proof.facts),
        Verdict::Fail(finding) => {
            let fix: Vec<&str> = finding.fix.iter().map(|step| step.words.as_str()).collect();
            format!("{}: {} {:?} {fix:?}", finding.cause, finding.message, finding.facts)
        }
        Verdict::Skip(Skip::Blocked(code)) => format!("blocked by {code}"),
        Verdict::Skip(Skip::NotAsked(reason)) => format!("not asked: {reason}"),
        Verdict::Skip(Skip::Undecided(reason)) => format!("undecided: {reason}"),
    }
}

/// What one check makes of the evidence.
pub(crate) fn run(check: &Check, evidence: &Evidence) -> Vec<Outcome> {
    (check.run)(&crate::case::Case::new(evidence))
}
