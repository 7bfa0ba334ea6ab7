//! CONF-012: whether the nodes told what they have stored themselves.

use super::nodes::BY_HAND;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::node_axl::{NodeAxl, NodeSaid};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf012,
    stage: Stage::Deployment,
    title: "the nodes answer AXL",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-012.md"),
    run: |evidence| {
        let judged = |asked: &NodeAxl| Outcome::anywhere(Subject::from(format!("{} AXL", asked.node)), judge(asked));
        evidence.node_axl.iter().map(judged).collect()
    },
};

/// How else it comes here.
const INSTEAD: &str = "Or give what the node would tell by files: `ucdoctor queries --node NAME` prints the statements";

/// The table whose columns no source names: releases may call them otherwise.
const UNSURE: &str = "ldapauthentication";

fn judge(asked: &NodeAxl) -> Judged {
    match &asked.answer {
        Observed::Seen(said) => told(asked, said),
        Observed::Failed(failure) => match contradiction(asked, failure) {
            Some(finding) => Ok(finding.into()),
            None => Err(untold(asked, &failure.raw)),
        },
        Observed::NotAsked(why) => Err(Skip::Undecided(why.clone())),
        Observed::Blocked(_) | Observed::Cut => {
            Err(Skip::Undecided("the run was cut before the node answered; --deadline gives it more time".to_owned()))
        }
    }
}

fn told(asked: &NodeAxl, said: &NodeSaid) -> Judged {
    if let Some(finding) = said.missing.iter().find_map(|failure| contradiction(asked, failure)) {
        return Ok(finding.into());
    }
    let is_unsure = |failure: &AxlFailure| failure.verb == UNSURE && failure.kind == AxlFailureKind::Fault;
    if let Some(failure) = said.missing.iter().find(|failure| !is_unsure(failure)) {
        return Err(untold(asked, &format!("{}: {}", failure.verb, failure.raw)));
    }
    let count = |what: &str, count: Option<u64>| count.map(|count| format!("{count} {what}"));
    let told: Vec<String> = count("LDAP hosts", said.hosts).into_iter().chain(count("users", said.users)).collect();
    let proof = pass(told.join(", "));
    Ok(match said.missing.first() {
        Some(failure) => proof.fact("not told", format!("{} ({})", failure.verb, failure.raw)).into(),
        None => proof.into(),
    })
}

fn untold(asked: &NodeAxl, raw: &str) -> Skip {
    Skip::Undecided(format!(
        "{} did not tell everything by AXL, and what is missing is not compared: {raw}",
        asked.server
    ))
}

/// What account and address have to do with it.
fn contradiction(asked: &NodeAxl, failure: &AxlFailure) -> Option<Finding> {
    let (node, raw) = (&asked.node, &failure.raw);
    let (message, owner, fix) = match failure.kind {
        AxlFailureKind::Unauthorized => (
            format!("{node} refuses the application user or its password ({raw}); it was asked once"),
            Owner::Ucdoctor,
            "Correct axl_user and its password; try them once by hand, since wrong ones may lock the user. A presence node may know the user only after the next sync",
        ),
        AxlFailureKind::Forbidden => (
            format!("the application user may not use AXL on {node} ({raw})"),
            Owner::CallManager,
            "Give the user the role \"Standard AXL API Access\" by an access control group",
        ),
        AxlFailureKind::NotFound => (
            format!("there is no AXL at {} ({raw})", asked.server),
            if node.starts_with("presence") { Owner::Presence } else { Owner::CallManager },
            "Activate Cisco AXL Web Service on that node, or correct axl of the node (https://NODE:8443/axl/)",
        ),
        AxlFailureKind::Untrusted => (
            format!("the password was withheld: the certificate of {} is not verified ({raw})", asked.server),
            Owner::Ucdoctor,
            "Give the node's tomcat certificate, or its CA, as login_trust of the node",
        ),
        AxlFailureKind::NotHttp | AxlFailureKind::Redirected => (
            format!("what answers at {} is not AXL: {raw}", asked.server),
            Owner::Ucdoctor,
            "Correct axl of the node (true, or https://NODE:8443/axl/)",
        ),
        _ => return None,
    };
    let summary = format!("What {node} has stored itself was not read, and is not compared: {message}");
    let finding = fail(CauseCode::SettingsContradict, message)
        .refuted_if(BY_HAND)
        .owner(owner)
        .summary(summary)
        .fix(fix)
        .fix(INSTEAD);
    Some(finding.fault(format!("AXL {node}")).fact("answer", raw))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::expect;
    use crate::evidence::deployment::AxlFailureKind::*;
    use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
    use crate::evidence::node_axl::{NodeAxl, NodeSaid};
    use crate::evidence::{Evidence, Observed};

    fn answers(evidence: &mut Evidence, answer: Observed<NodeSaid, AxlFailure>) {
        let (node, server) = ("presence/p3".to_owned(), "p3.lab.example:8443".to_owned());
        evidence.node_axl = vec![NodeAxl { node, server, answer }];
    }

    fn failure(verb: &str, kind: AxlFailureKind) -> AxlFailure {
        AxlFailure { verb: verb.into(), kind, raw: "its words".into() }
    }

    fn fails(evidence: &mut Evidence, kind: AxlFailureKind) {
        answers(evidence, Observed::Failed(failure("executeSQLQuery", kind)));
    }

    fn lacks(evidence: &mut Evidence, table: &str, kind: AxlFailureKind) {
        let missing = vec![failure(table, kind)];
        answers(evidence, Observed::Seen(NodeSaid { hosts: Some(2), users: Some(7), missing, ..NodeSaid::default() }));
    }

    #[test]
    fn told_or_not() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (
                    |e| answers(e, Observed::Seen(NodeSaid { hosts: Some(2), users: Some(7), ..NodeSaid::default() })),
                    &["pass~2 LDAP hosts, 7 users"],
                ),
                (|e| answers(e, Observed::Cut), &["undecided~--deadline"]),
                (|e| answers(e, Observed::NotAsked("spent".into())), &["undecided~spent"]),
                (|e| fails(e, Unauthorized), &["settings-contradict~asked once"]),
                (|e| fails(e, Forbidden), &["settings-contradict~Standard AXL API Access"]),
                (|e| fails(e, NotFound), &["settings-contradict~Cisco AXL Web Service"]),
                (|e| fails(e, Untrusted), &["settings-contradict~withheld"]),
                (|e| fails(e, NotHttp), &["settings-contradict~is not AXL"]),
                (|e| fails(e, Redirected), &["settings-contradict~is not AXL"]),
                // Nobody's fault: an old release, a busy node, a fault of its own.
                (|e| fails(e, VersionUnsupported), &["undecided~its words"]),
                (|e| fails(e, Busy), &["undecided~its words"]),
                (|e| fails(e, Unreachable), &["undecided~its words"]),
                (|e| lacks(e, "enduser", Fault), &["undecided~enduser: its words"]),
                (|e| lacks(e, "enduser", Unauthorized), &["settings-contradict~asked once"]),
                (|e| lacks(e, "enduser", TimedOut), &["undecided~enduser"]),
                // The columns of this table are sure in no release.
                (|e| lacks(e, "ldapauthentication", Fault), &["pass~2 LDAP hosts, 7 users"]),
                (|e| lacks(e, "ldapauthentication", Malformed), &["undecided~ldapauthentication"]),
            ],
        );
    }
}
