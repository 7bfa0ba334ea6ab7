//! NODE-007: who has the host key is the node; a password goes to nobody else.

use super::nodes::owner;
use crate::check::{Check, Judged, Outcome, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::node::{HostKey, Node, Shell, ShellTroubleKind as Kind};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node007,
    stage: Stage::Deployment,
    title: "every node has the host key that is known",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NODE-007.md"),
    run: |evidence| evidence.nodes.iter().filter_map(outcome).collect(),
};

fn outcome(node: &Node) -> Option<Outcome> {
    let shell = node.shell.as_ref()?;
    Some(Outcome::anywhere(node.name.as_str(), judge(node, shell)))
}

fn judge(node: &Node, shell: &Shell) -> Judged {
    let Some(HostKey { algorithm, sha256 }) = &shell.host_key else {
        return Err(Skip::NotAsked("no host key was seen".to_owned()));
    };
    match shell.trouble.as_ref().map(|trouble| trouble.kind) {
        Some(Kind::HostKeyUnknown) => Err(Skip::Undecided(format!(
            "nothing was sent: {} shows a host key that is not known, {algorithm} {sha256}. When it is the node's own, add ssh_host_key = \"{sha256}\" to its entry",
            shell.endpoint
        ))),
        Some(Kind::HostKeyChanged) => Ok(changed(node, shell, algorithm, sha256).into()),
        _ => Ok(pass(format!("{algorithm} {sha256}")).into()),
    }
}

fn changed(node: &Node, shell: &Shell, algorithm: &str, sha256: &str) -> crate::check::Finding {
    let known = shell.known.join(" and ");
    fail(CauseCode::HostKeyChanged, format!("{algorithm} {sha256} is not the key that is known; nothing was sent"))
        .summary(format!(
            "{} at {} shows the host key {sha256} ({algorithm}), and {known} is known: nothing was sent",
            node.name, shell.endpoint
        ))
        .fault(&node.name)
        .owner(owner(node))
        .fact("algorithm", algorithm)
        .fact("shown", sha256)
        .fact("known", known)
        .fix("Ask who looks after the node whether it was installed anew, and that what answers at this address is the node")
        .fix(format!("If it is, replace the known key: ssh_host_key = \"{sha256}\" in its entry, or its line in the file of ssh_known_hosts"))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::Evidence;
    use crate::evidence::node::{HostKey, Node, Shell, ShellTrouble, ShellTroubleKind as Kind};

    fn shows(evidence: &mut Evidence, kind: Option<Kind>) {
        let host_key = HostKey { algorithm: "ssh-rsa".to_owned(), sha256: "SHA256:abc".to_owned() };
        let trouble = kind.map(|kind| ShellTrouble { kind, raw: "nothing was sent".to_owned() });
        let shell = Shell {
            endpoint: "10.3.2.1:22".to_owned(),
            host_key: Some(host_key),
            known: vec!["SHA256:def".to_owned()],
            trouble,
            ..Shell::default()
        };
        evidence.nodes = vec![Node { name: "presence/im7".to_owned(), shell: Some(shell), ..Node::default() }];
    }

    #[test]
    fn an_unknown_key_is_an_open_question_and_a_changed_one_a_finding() {
        expect(
            &CHECK,
            &[
                (|e| e.nodes = vec![Node::default()], &[]),
                (|e| e.nodes = vec![Node { shell: Some(Shell::default()), ..Node::default() }], &["not asked"]),
                (|e| shows(e, None), &["pass~ssh-rsa SHA256:abc"]),
                (|e| shows(e, Some(Kind::Rejected)), &["pass"]),
                (
                    |e| shows(e, Some(Kind::HostKeyUnknown)),
                    &["undecided~ssh-rsa SHA256:abc~ssh_host_key = \"SHA256:abc\""],
                ),
                (|e| shows(e, Some(Kind::HostKeyChanged)), &["host-key-changed~SHA256:abc"]),
            ],
        );
        assert_eq!(diagnosed(|e| shows(e, Some(Kind::HostKeyChanged))), ["host-key-changed"]);
    }
}
