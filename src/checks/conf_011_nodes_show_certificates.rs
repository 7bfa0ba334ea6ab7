//! CONF-011: whether the nodes showed the trust stores that they are to be judged by.

use super::nodes::BY_HAND;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::node_stores::NodeStore;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf011,
    stage: Stage::Deployment,
    title: "the nodes show their certificates",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-011.md"),
    run: |evidence| {
        let judged = |shown: &NodeStore| Outcome::anywhere(Subject::from(shown.node.as_str()), judge(shown));
        evidence.node_stores.iter().map(judged).collect()
    },
};

/// How else a store comes here.
const INSTEAD: &str = "Or export the node's tomcat-trust (OS Administration > Security > Certificate Management) and give it as trust of the node";

fn judge(shown: &NodeStore) -> Judged {
    match &shown.answer {
        Observed::Seen(count) => Ok(pass(format!("{count} certificates in its tomcat-trust")).into()),
        Observed::Failed(failure) => match contradiction(shown, failure) {
            Some(finding) => Ok(finding.fault(&shown.node).fact("answer", &failure.raw).fix(INSTEAD).into()),
            None => Err(Skip::Undecided(format!(
                "{} did not show its trust store, which is not judged: {}",
                shown.server, failure.raw
            ))),
        },
        Observed::NotAsked(why) => Err(Skip::Undecided(why.clone())),
        Observed::Blocked(_) | Observed::Cut => {
            Err(Skip::Undecided("the run was cut before the node answered; --deadline gives it more time".to_owned()))
        }
    }
}

/// What account and address have to do with it.
fn contradiction(shown: &NodeStore, failure: &AxlFailure) -> Option<Finding> {
    let (node, raw) = (&shown.node, &failure.raw);
    let (message, fix) = match failure.kind {
        AxlFailureKind::Unauthorized => (
            format!("{node} refuses the platform account or its password ({raw}); it was asked once"),
            "Correct ssh and its password; try them once by hand, since wrong ones may lock the account",
        ),
        AxlFailureKind::Forbidden => (
            format!("the platform account may not read certificates of {node} ({raw})"),
            "Give the platform account of the node level 0 at least",
        ),
        AxlFailureKind::Untrusted => (
            format!("the password was withheld: the certificate of {} is not verified ({raw})", shown.server),
            "Give the node's tomcat certificate, or its CA, as login_trust of the node",
        ),
        AxlFailureKind::NotHttp | AxlFailureKind::Redirected => (
            format!("what answers at {} is no certificate management: {raw}", shown.server),
            "Correct certificates of the node (true, or https://NODE)",
        ),
        _ => return None,
    };
    let summary = format!("The trust store of {node} was not read, and is not judged: {message}");
    Some(
        fail(CauseCode::SettingsContradict, message)
            .refuted_if(BY_HAND)
            .owner(Owner::Ucdoctor)
            .summary(summary)
            .fix(fix),
    )
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::expect;
    use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
    use crate::evidence::node_stores::NodeStore;
    use crate::evidence::{Evidence, Observed};

    fn shows(evidence: &mut Evidence, answer: Observed<u64, AxlFailure>) {
        let (node, server) = ("presence/p3".to_owned(), "p3.lab.example:443".to_owned());
        evidence.node_stores = vec![NodeStore { node, server, answer }];
    }

    fn fails(evidence: &mut Evidence, kind: AxlFailureKind) {
        let (verb, raw) = ("GET snapshot/server".to_owned(), "its words".to_owned());
        shows(evidence, Observed::Failed(AxlFailure { verb, kind, raw }));
    }

    #[test]
    fn shown_or_not() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (|e| shows(e, Observed::Seen(17)), &["pass~17 certificates"]),
                (|e| shows(e, Observed::Cut), &["undecided~--deadline"]),
                (|e| shows(e, Observed::NotAsked("spent".into())), &["undecided~spent"]),
                (|e| fails(e, AxlFailureKind::Unauthorized), &["settings-contradict~asked once"]),
                (|e| fails(e, AxlFailureKind::Forbidden), &["settings-contradict~may not read"]),
                (|e| fails(e, AxlFailureKind::Untrusted), &["settings-contradict~withheld"]),
                (|e| fails(e, AxlFailureKind::NotHttp), &["settings-contradict~no certificate management"]),
                // An older release, or a node that is starting: nobody's fault.
                (|e| fails(e, AxlFailureKind::NotFound), &["undecided~its words"]),
                (|e| fails(e, AxlFailureKind::Busy), &["undecided~its words"]),
            ],
        );
    }
}
