//! LOG-002: the client's own directory search, which finds contacts and is no part of a login.

use super::client_log::{of, told, with_facts};
use crate::cause::Feature;
use crate::check::{Check, Judged, Outcome, Severity, Skip, Stage, fail, pass};
use crate::code::CheckCode;
use crate::evidence::client_log::ClientLog;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Log002,
    stage: Stage::Logs,
    title: "the client's last contact search had no error",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/LOG-002.md"),
    run: |evidence| {
        let judged = |log| Outcome::anywhere("contact search", searches(log));
        evidence.client_log.iter().map(judged).collect()
    },
};

fn searches(log: &ClientLog) -> Judged {
    let Some(error) = &log.directory else {
        if log.last.is_none() {
            return Err(Skip::NotAsked("the files hold no line of a client's login or contact search".to_owned()));
        }
        return Ok(pass("no error of a directory search that is known here").into());
    };
    let meaning = of(error.kind);
    let finding = fail(meaning.cause, format!("{}: {}", told(error), meaning.words))
        .owner(meaning.owner)
        .breaks(&[Feature::ContactSearch, Feature::CallerName])
        .summary(format!("the client's contact search fails: {}", told(error)))
        .fault("contact search");
    Ok(with_facts(meaning.fixes.iter().fold(finding, |finding, step| finding.fix(*step)), error).into())
}
