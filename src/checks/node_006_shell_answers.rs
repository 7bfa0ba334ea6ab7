//! NODE-006: a node that is asked by ssh is a convenience; where it does not answer, this says why.

use super::nodes::{BY_HAND, owner};
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::node::{Node, Shell, ShellTrouble, ShellTroubleKind as Kind};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Node006,
    stage: Stage::Deployment,
    title: "every node that is asked by ssh answers to the end",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/NODE-006.md"),
    run: |evidence| evidence.nodes.iter().filter_map(outcome).collect(),
};

/// What can be done without ssh.
const INSTEAD: &str = "or give its logged session: `ucdoctor queries --node` prints what to type";

fn outcome(node: &Node) -> Option<Outcome> {
    let shell = node.shell.as_ref()?;
    Some(Outcome::anywhere(node.name.as_str(), judge(node, shell)))
}

fn judge(node: &Node, shell: &Shell) -> Judged {
    let Some(trouble) = &shell.trouble else {
        return Ok(pass(format!("asked as {} at {}", shell.user, shell.endpoint)).into());
    };
    match trouble.kind {
        Kind::HostKeyUnknown => Err(Skip::NotAsked("nothing was sent, since its host key is not known".to_owned())),
        Kind::HostKeyChanged => Err(Skip::Blocked(CheckCode::Node007)),
        _ => match contradiction(node, shell, trouble) {
            Some(finding) => {
                let summary = format!("{} does not let itself be asked by ssh: {}", node.name, finding.message);
                Ok(finding.fault(format!("ssh {}", node.name)).breaks(&[]).summary(summary).into())
            }
            None => Err(Skip::Undecided(open(shell, trouble))),
        },
    }
}

/// What the configuration has to do with it.
fn contradiction(node: &Node, shell: &Shell, trouble: &ShellTrouble) -> Option<Finding> {
    let Shell { user, endpoint: at, .. } = shell;
    let wrong = |message: String, owner, fix: String| {
        Some(
            fail(CauseCode::SettingsContradict, message)
                .refuted_if(BY_HAND)
                .owner(owner)
                .fact("answer", &trouble.raw)
                .fix(fix),
        )
    };
    match trouble.kind {
        Kind::Rejected => wrong(
            format!("it refuses the account {user} or its password; it was sent once"),
            Owner::Ucdoctor,
            format!(
                "Correct ssh and its password in the entry of this node; try them once by hand, since a few wrong ones lock the account, {INSTEAD}"
            ),
        ),
        Kind::NotSent => wrong(
            format!("the password of {user} was not sent again: {}", trouble.raw),
            Owner::Ucdoctor,
            "Correct the password; `--bind-anyway` sends the same one once more".to_owned(),
        ),
        Kind::PasswordChange => wrong(
            format!("{user} must change its password before it can do anything"),
            owner(node),
            format!("Log in once as {user} by hand and choose a new password, then give that one here"),
        ),
        Kind::NoPasswordLogin => wrong(
            format!("it takes no password from {user}: {}", trouble.raw),
            Owner::Ucdoctor,
            format!("Give an account that logs in with a password alone, {INSTEAD}"),
        ),
        Kind::NoCommonAlgorithm => wrong(
            format!("{at} and this host share no algorithm: {}", trouble.raw),
            Owner::Ucdoctor,
            format!("Of an old release: ssh_old_algorithms = true in the entry of this node, {INSTEAD}"),
        ),
        _ => None,
    }
}

/// What happened, and what would decide it.
fn open(shell: &Shell, trouble: &ShellTrouble) -> String {
    let (at, raw) = (&shell.endpoint, &trouble.raw);
    match trouble.kind {
        Kind::Unreachable => format!("{at} cannot be reached from here ({raw}): let this host reach it, {INSTEAD}"),
        Kind::NotSsh => {
            format!("what answers at {at} does not speak SSH as agreed ({raw}): see what listens there, {INSTEAD}")
        }
        Kind::NoShell => {
            format!("it accepted the login and gave no shell ({raw}): see whether one comes by hand, {INSTEAD}")
        }
        Kind::StartingUp => format!("the platform was still starting up ({raw}): ask again when it has started"),
        Kind::NoPrompt => format!("no prompt came ({raw}): see what it shows by hand, {INSTEAD}"),
        Kind::Silent => format!("`{raw}` did not come to its end; what follows it was not asked: ask again later"),
        Kind::Asked => format!("a command asked for more, and \"n\" was no answer to it ({raw}): type it by hand"),
        Kind::Ended => format!("the node ended the session ({raw}); what follows was not asked: ask again"),
        Kind::TooMuch => format!("it printed {raw}; the rest is not read"),
        Kind::Cut => format!("{raw}; allow more time with --deadline"),
        _ => format!("what it printed cannot be read ({raw}): `--save-transcripts` keeps it"),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::Evidence;
    use crate::evidence::node::{HostKey, Node, Shell, ShellTrouble, ShellTroubleKind as Kind};

    fn ends(evidence: &mut Evidence, kind: Option<Kind>) {
        let trouble = kind.map(|kind| ShellTrouble { kind, raw: "its words".to_owned() });
        let (endpoint, user, host_key) = ("10.3.2.1:22".to_owned(), "admin".to_owned(), Some(HostKey::default()));
        let shell = Shell { endpoint, user, host_key, trouble, ..Shell::default() };
        evidence.nodes = vec![Node { name: "presence/im7".to_owned(), shell: Some(shell), ..Node::default() }];
    }

    #[test]
    fn what_contradicts_the_configuration_is_found_and_all_else_is_open() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (|e| e.nodes = vec![Node::default()], &[]),
                (|e| ends(e, None), &["pass~admin at 10.3.2.1:22"]),
                (|e| ends(e, Some(Kind::Rejected)), &["settings-contradict~sent once"]),
                (|e| ends(e, Some(Kind::NotSent)), &["settings-contradict~its words~--bind-anyway"]),
                (|e| ends(e, Some(Kind::PasswordChange)), &["settings-contradict~must change"]),
                (|e| ends(e, Some(Kind::NoPasswordLogin)), &["settings-contradict~takes no password"]),
                (|e| ends(e, Some(Kind::NoCommonAlgorithm)), &["settings-contradict~its words~ssh_old_algorithms"]),
                (|e| ends(e, Some(Kind::HostKeyUnknown)), &["not asked~host key"]),
                (|e| ends(e, Some(Kind::HostKeyChanged)), &["blocked by NODE-007"]),
                (|e| ends(e, Some(Kind::Unreachable)), &["undecided~10.3.2.1:22~queries --node"]),
                (|e| ends(e, Some(Kind::NotSsh)), &["undecided~does not speak SSH"]),
                (|e| ends(e, Some(Kind::NoShell)), &["undecided~no shell"]),
                (|e| ends(e, Some(Kind::StartingUp)), &["undecided~starting up"]),
                (|e| ends(e, Some(Kind::NoPrompt)), &["undecided~no prompt"]),
                (|e| ends(e, Some(Kind::Silent)), &["undecided~did not come to its end"]),
                (|e| ends(e, Some(Kind::Asked)), &["undecided~asked for more"]),
                (|e| ends(e, Some(Kind::Ended)), &["undecided~ended the session"]),
                (|e| ends(e, Some(Kind::TooMuch)), &["undecided~not read"]),
                (|e| ends(e, Some(Kind::Unread)), &["undecided~cannot be read"]),
                (|e| ends(e, Some(Kind::Cut)), &["undecided~--deadline"]),
            ],
        );
        assert_eq!(diagnosed(|e| ends(e, Some(Kind::Rejected))), ["settings-contradict"]);
    }
}
