//! Logins at nodes for the tests of their checks.

use super::person::tests::{answer, found, verdict_of};
use crate::check::{Check, Skip, Verdict};
use crate::evidence::Observed;
use crate::evidence::login::{LoginAnswer, LoginFailure, LoginOutcome, LoginService, NodeLogin, UdsAccount};
use crate::evidence::person::{AskedPerson, Person};

/// How a node answers.
pub(super) enum Reply {
    Seen(LoginOutcome, u16),
    Account(UdsAccount),
    Failed(&'static str),
    NotAsked(&'static str),
    Cut,
    /// It is not to be asked.
    None,
}

/// jdoe, whose password the directory takes, and what nodes say.
pub(super) fn asked(replies: &[(LoginService, Reply)]) -> Person {
    let logins = replies.iter().filter_map(|(service, reply)| login(*service, reply)).collect();
    Person { bind: Observed::Seen(answer(0, None)), logins, ..found() }
}

fn login(service: LoginService, reply: &Reply) -> Option<NodeLogin> {
    let of = |outcome, status, account| {
        Observed::Seen(LoginAnswer { outcome, status, code: None, words: String::new(), account })
    };
    let answer = match reply {
        Reply::Seen(outcome, status) => of(*outcome, *status, None),
        Reply::Account(account) => of(LoginOutcome::Accepted, 200, Some(account.clone())),
        Reply::Failed(kind) => {
            let kind = serde_json::from_value((*kind).into()).unwrap();
            Observed::Failed(LoginFailure { kind, raw: "words".to_owned() })
        }
        Reply::NotAsked(why) => Observed::NotAsked((*why).to_owned()),
        Reply::Cut => Observed::Cut,
        Reply::None => return None,
    };
    let node = if service == LoginService::Uds { "call-manager/cm7" } else { "presence/p3" };
    Some(NodeLogin { answer, client_version: Some("14.2".to_owned()), ..NodeLogin::of(node, service) })
}

/// The verdict is of this kind, and its words have all these parts: `pass~in 3 ms`, `node-refuses-login~HTTP 401`.
pub(super) fn says(check: &Check, person: &Person, expected: &str) {
    let asked = AskedPerson { id: "jdoe".to_owned(), bind: true, nodes: true };
    let (kind, words) = match verdict_of(check, Some(person.clone()), asked) {
        Verdict::Pass(proof) => ("pass".to_owned(), proof.message),
        Verdict::Fail(finding) => {
            (finding.cause.to_string(), format!("{} {}", finding.message, finding.summary.unwrap_or_default()))
        }
        Verdict::Skip(Skip::Blocked(code)) => ("blocked".to_owned(), code.to_string()),
        Verdict::Skip(Skip::NotAsked(why)) => ("not asked".to_owned(), why),
        Verdict::Skip(Skip::Undecided(why)) => ("undecided".to_owned(), why),
    };
    let mut parts = expected.split('~');
    assert_eq!(parts.next(), Some(kind.as_str()), "{expected}: {words}");
    for part in parts {
        assert!(words.contains(part), "{expected}: {words}");
    }
}
