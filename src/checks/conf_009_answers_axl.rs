//! CONF-009: AXL is optional; when it is configured and does not work, this says why.

use super::appliances::{deployment, outcome};
use super::nodes::BY_HAND;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::{Evidence, Observed};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf009,
    stage: Stage::Deployment,
    title: "call manager answers AXL",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-009.md"),
    run: |evidence| vec![outcome("call-manager AXL", answers(evidence))],
};

/// AXL is a convenience: everything it tells can be given.
const INSTEAD: &str = "Until then give what it would tell: `ucdoctor queries` prints how to export users and LDAP hosts; \
                       settings go under [call_manager]";

fn answers(evidence: &Evidence) -> Judged {
    match &deployment(evidence)?.axl {
        Observed::NotAsked(reason) => Err(Skip::NotAsked(reason.clone())),
        Observed::Cut => Err(Skip::Undecided(
            "call manager was still answering when the run ended; allow more time with --deadline".to_owned(),
        )),
        Observed::Blocked(_) => Err(Skip::NotAsked("it was not asked".to_owned())),
        Observed::Failed(failure) => judge(failure, &[]),
        Observed::Seen(axl) => match axl.missing.first() {
            Some(failure) => judge(failure, &axl.missing),
            None => {
                let users = axl.users.map(|users| format!(", {users} users")).unwrap_or_default();
                Ok(pass(format!("{} agreements{users}", axl.agreements.len()))
                    .fact("version", axl.version.as_deref().unwrap_or("not told"))
                    .into())
            }
        },
    }
}

/// A finding for whatever went wrong first; `unanswered` is all that was asked and not answered.
fn judge(failure: &AxlFailure, unanswered: &[AxlFailure]) -> Judged {
    let AxlFailure { verb, raw, .. } = failure;
    let finding = contradiction(failure);
    let does_not = if finding.is_some() { "does not let us ask" } else { "does not answer AXL" };
    let finding = finding.unwrap_or_else(|| not_now(failure));
    let summary = format!("Call manager {does_not}, so what only it knows was not compared: {}", finding.message);
    let verbs = unanswered.iter().map(|failure| failure.verb.as_str());
    let verbs = if unanswered.is_empty() { verb.clone() } else { verbs.collect::<Vec<_>>().join(", ") };
    Ok(finding.fault("axl").summary(summary).fact("verb", verbs).fact("answer", raw).fix(INSTEAD).into())
}

/// What the AXL user and the address have to do with it.
fn contradiction(failure: &AxlFailure) -> Option<Finding> {
    let raw = &failure.raw;
    let wrong = |message: String, owner, fix: &str| {
        Some(fail(CauseCode::SettingsContradict, message).refuted_if(BY_HAND).owner(owner).fix(fix))
    };
    match failure.kind {
        AxlFailureKind::Unauthorized => wrong(
            "it refuses the AXL user or its password (HTTP 401); it was asked once".to_owned(),
            Owner::Ucdoctor,
            "Correct call_manager.axl_user and its password; try them once by hand, since wrong ones may lock the user",
        ),
        AxlFailureKind::Forbidden => wrong(
            "the AXL user lacks the right to use AXL (HTTP 403)".to_owned(),
            Owner::CallManager,
            "Give the user the role \"Standard AXL API Access\" by an access control group",
        ),
        AxlFailureKind::NotFound => wrong(
            "there is no AXL at this address (HTTP 404)".to_owned(),
            Owner::CallManager,
            "Activate Cisco AXL Web Service on that node, or correct call_manager.axl (https://NODE:8443/axl/)",
        ),
        AxlFailureKind::Untrusted => wrong(
            format!("its own certificate is not verified by the certificates given for call manager: {raw}"),
            Owner::Ucdoctor,
            "Add call manager's tomcat certificate, or its CA, to the folder of call_manager.trust, and name the node in call_manager.axl as its certificate does",
        ),
        AxlFailureKind::NotHttp | AxlFailureKind::Redirected => wrong(
            format!("what answers at call_manager.axl is not AXL: {raw}"),
            Owner::Ucdoctor,
            "Correct call_manager.axl (https://NODE:8443/axl/)",
        ),
        AxlFailureKind::VersionUnsupported => wrong(
            format!("it speaks no AXL that is known here: {raw}"),
            Owner::Ucdoctor,
            "Set call_manager.version to its release, or leave axl out",
        ),
        _ => None,
    }
}

/// What call manager has to do with it, or the way to it.
fn not_now(failure: &AxlFailure) -> Finding {
    let AxlFailure { verb, raw, .. } = failure;
    let (message, fix) = match failure.kind {
        AxlFailureKind::Busy => (
            format!("it is busy ({raw}): it limits AXL requests, or the service is starting"),
            "Ask again later; when it lasts, look at Cisco AXL Web Service under Cisco Unified Serviceability",
        ),
        AxlFailureKind::TimedOut => (
            format!("it gave {raw} to {verb}"),
            "Look at the load of call manager in RTMT, and ask again when it is low",
        ),
        AxlFailureKind::Unreachable => (
            format!("it cannot be reached from here: {raw}"),
            "Let this host reach the port of call_manager.axl (8443), or correct the address",
        ),
        AxlFailureKind::Broken => (
            format!("it ended the connection at {verb}: {raw}"),
            "Find the reason in the log of Cisco Tomcat on that node",
        ),
        AxlFailureKind::Malformed => (
            format!("its answer to {verb} is no well-formed SOAP: {raw}"),
            "See whether a proxy answers in its place; else find the reason in the log of Cisco AXL Web Service",
        ),
        AxlFailureKind::TooLarge => {
            (format!("its answer to {verb} is too large: {raw}"), "See whether something else answers in its place")
        }
        AxlFailureKind::Fault => (
            format!("it refuses {verb}: {raw}"),
            "Find the reason in the log of Cisco AXL Web Service; the user needs \"Standard AXL API Access\"",
        ),
        _ => (
            format!("it answers {verb} with {raw}"),
            "Find the reason in the log of Cisco AXL Web Service on that node",
        ),
    };
    let finding = fail(CauseCode::AxlUnavailable, message).fix(fix);
    match failure.kind {
        AxlFailureKind::Unreachable => finding.owner(Owner::Network),
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{fits, settled};
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::deployment::AxlFailureKind::*;
    use crate::evidence::deployment::{Axl, AxlFailure, AxlFailureKind};
    use crate::evidence::{Evidence, Observed};

    fn fails(evidence: &mut Evidence, kind: AxlFailureKind) {
        let failure = AxlFailure { verb: "getLdapSystem".into(), kind, raw: "words".into() };
        settled(evidence).axl = Observed::Failed(failure);
    }

    #[test]
    fn every_failure_is_a_finding_or_says_who_can_tell() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked"]),
                (fits, &["not asked~call_manager.axl"]),
                (|e| settled(e).axl = Observed::Seen(Axl { users: Some(7), ..Axl::default() }), &["pass~7 users"]),
                (|e| settled(e).axl = Observed::Cut, &["undecided~--deadline"]),
                (|e| fails(e, Unauthorized), &["settings-contradict~401~asked once"]),
                (|e| fails(e, Forbidden), &["settings-contradict~Standard AXL API Access"]),
                (|e| fails(e, NotFound), &["settings-contradict~Cisco AXL Web Service"]),
                (|e| fails(e, Untrusted), &["settings-contradict~call_manager.trust"]),
                (|e| fails(e, NotHttp), &["settings-contradict~not AXL"]),
                (|e| fails(e, Redirected), &["settings-contradict~not AXL"]),
                (|e| fails(e, VersionUnsupported), &["settings-contradict~call_manager.version"]),
                (|e| fails(e, Busy), &["axl-unavailable~busy"]),
                (|e| fails(e, TimedOut), &["axl-unavailable~words~getLdapSystem"]),
                (|e| fails(e, Unreachable), &["axl-unavailable~reached"]),
                (|e| fails(e, Broken), &["axl-unavailable~ended the connection"]),
                (|e| fails(e, Malformed), &["axl-unavailable~well-formed"]),
                (|e| fails(e, TooLarge), &["axl-unavailable~too large"]),
                (|e| fails(e, Fault), &["axl-unavailable~refuses getLdapSystem"]),
                (|e| fails(e, Status), &["axl-unavailable~with words"]),
            ],
        );
        assert_eq!(diagnosed(|e| fails(e, Unauthorized)), ["settings-contradict"]);
        assert_eq!(diagnosed(|e| fails(e, Busy)), ["axl-unavailable"]);
    }
}
