//! CONF-009: AXL is optional; when it is configured and does not work, this says why.

use super::appliances::{deployment, outcome};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, fail, pass};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::{Evidence, Observed};

pub(super) static CHECK: Check = Check {
    code: "CONF-009",
    title: "call manager answers AXL",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-009.md"),
    run: |evidence| vec![outcome("call-manager AXL", answers(evidence))],
};

fn answers(evidence: &Evidence) -> Judged {
    match &deployment(evidence)?.axl {
        Observed::NotAsked(reason) => Err(Skip::NotAsked(reason.clone())),
        Observed::Cut => Err(Skip::Undecided(
            "call manager was still answering when the run ended; allow more time with --deadline".to_owned(),
        )),
        Observed::Blocked(_) => Err(Skip::NotAsked("it was not asked".to_owned())),
        Observed::Failed(failure) => judge(failure),
        Observed::Seen(axl) => match axl.missing.first() {
            Some(failure) => judge(failure),
            None => {
                let users = axl.users.map(|users| format!(", {users} users")).unwrap_or_default();
                Ok(pass(format!("{} agreements{users}", axl.agreements.len()))
                    .fact("version", axl.version.as_deref().unwrap_or("not told"))
                    .into())
            }
        },
    }
}

/// Whether a failure shows that configuration and call manager do not fit, and not only that it cannot answer now.
pub(super) fn contradicts(failure: &AxlFailure) -> bool {
    contradiction(failure).is_some()
}

fn judge(failure: &AxlFailure) -> Judged {
    let AxlFailure { verb, raw, .. } = failure;
    match contradiction(failure) {
        Some(finding) => {
            let summary = format!("Call manager does not let us ask: {}", finding.message);
            Ok(finding.fault("axl").summary(summary).fact("verb", verb).fact("answer", raw).into())
        }
        None => Err(Skip::Undecided(format!("{verb}: {}", not_now(failure)))),
    }
}

fn contradiction(failure: &AxlFailure) -> Option<Finding> {
    let raw = &failure.raw;
    let wrong = |message: String, owner, fix: &str| Some(fail("settings-contradict", message).owner(owner).fix(fix));
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

/// Why it does not answer, and who can tell more.
fn not_now(failure: &AxlFailure) -> String {
    let raw = &failure.raw;
    match failure.kind {
        AxlFailureKind::Busy => format!(
            "call manager is busy ({raw}): it limits AXL requests; ask again later, or look at Cisco AXL Web Service"
        ),
        AxlFailureKind::TimedOut => format!("call manager gave {raw}; whoever runs it can see its load in RTMT"),
        AxlFailureKind::Unreachable => {
            format!("call manager cannot be reached from here ({raw}); whoever runs the network opens port 8443 to it")
        }
        AxlFailureKind::Broken => format!(
            "call manager ended the connection ({raw}); whoever runs it finds the reason in the log of Cisco Tomcat"
        ),
        AxlFailureKind::Malformed => {
            format!("call manager's answer is no well-formed SOAP ({raw}); something else may answer in its place")
        }
        AxlFailureKind::TooLarge => format!("call manager's answer is too large ({raw})"),
        AxlFailureKind::Fault => format!("call manager refuses it: {raw}"),
        _ => {
            format!("call manager answers {raw}; whoever runs it finds the reason in the log of Cisco AXL Web Service")
        }
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
                (|e| fails(e, Busy), &["undecided~getLdapSystem~busy"]),
                (|e| fails(e, TimedOut), &["undecided~words"]),
                (|e| fails(e, Unreachable), &["undecided~8443"]),
                (|e| fails(e, Broken), &["undecided~ended the connection"]),
                (|e| fails(e, Malformed), &["undecided~well-formed"]),
                (|e| fails(e, TooLarge), &["undecided~too large"]),
                (|e| fails(e, Fault), &["undecided~refuses it"]),
                (|e| fails(e, Status), &["undecided~answers words"]),
            ],
        );
        assert_eq!(diagnosed(|e| fails(e, Unauthorized)), ["settings-contradict"]);
        assert!(diagnosed(|e| fails(e, Busy)).is_empty());
    }
}
