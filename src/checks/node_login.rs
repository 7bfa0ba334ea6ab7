//! What the checks of logins at nodes share: the answer, why there is none, and the facts of both.

use super::person::AtPerson;
use crate::check::{Finding, Proof, Skip};
use crate::code::CheckCode;
use crate::evidence::Observed;
use crate::evidence::login::{
    Chosen, LoginAnswer, LoginFailure, LoginFailureKind, LoginOutcome, LoginService, NodeLogin, NodeRequest, UdsAccount,
};

/// A login at a node, and its answer.
#[derive(Clone, Copy)]
pub(super) struct Answered<'a> {
    pub(super) login: &'a NodeLogin,
    pub(super) answer: &'a LoginAnswer,
}

/// The answer of the one node that was asked.
pub(super) fn answered(at: AtPerson<'_>, service: LoginService) -> Result<Answered<'_>, Skip> {
    if !at.asked.nodes {
        let why = "--through-nodes, with --ask-password, logs in at call manager and presence too";
        return Err(Skip::NotAsked(why.to_owned()));
    }
    let person = at.person()?;
    at.found()?;
    let account = at.account()?;
    match &person.bind {
        Observed::Seen(answer) if answer.code == 0 => {}
        Observed::Seen(_) | Observed::Failed(_) => return Err(Skip::Blocked(CheckCode::User003)),
        Observed::NotAsked(_) if account.is_locked(at.vantage.taken_at) => {
            return Err(Skip::Blocked(CheckCode::User002));
        }
        Observed::NotAsked(why) => {
            return Err(Skip::Undecided(format!("no node is asked before the directory: {why}")));
        }
        Observed::Blocked(_) | Observed::Cut => return Err(cut()),
    }
    let Some(login) = of(at, service) else {
        return Err(match at.vantage.cut {
            Some(_) => cut(),
            None => Skip::NotAsked(nobody(service).to_owned()),
        });
    };
    match &login.answer {
        Observed::Seen(answer) => Ok(Answered { login, answer }),
        Observed::Failed(failure) => Err(Skip::Undecided(no_answer(login, failure))),
        Observed::NotAsked(_) if service == LoginService::Epas && call_manager_refuses(at) => {
            Err(Skip::Blocked(CheckCode::User007))
        }
        Observed::NotAsked(why) => Err(Skip::Undecided(why.clone())),
        Observed::Blocked(_) | Observed::Cut => Err(cut()),
    }
}

/// The login at this kind of node.
fn of(at: AtPerson<'_>, service: LoginService) -> Option<&NodeLogin> {
    at.vantage.person.as_ref()?.logins.iter().find(|login| login.service == service)
}

/// What call manager says of the user it let in.
pub(super) fn account(at: AtPerson<'_>) -> Option<&UdsAccount> {
    of(at, LoginService::Uds)?.answer.seen()?.account.as_ref()
}

/// Call manager took the password in this run.
pub(super) fn call_manager_takes_it(at: AtPerson<'_>) -> bool {
    of(at, LoginService::Uds).is_some_and(NodeLogin::accepted)
}

fn call_manager_refuses(at: AtPerson<'_>) -> bool {
    let refuses = |answer: &LoginAnswer| matches!(answer.outcome, LoginOutcome::Refused | LoginOutcome::RoleMissing);
    of(at, LoginService::Uds).and_then(|login| login.answer.seen()).is_some_and(refuses)
}

fn cut() -> Skip {
    Skip::Undecided("the run was cut before the node answered; --deadline gives it more time".to_owned())
}

fn nobody(service: LoginService) -> &'static str {
    match service {
        LoginService::Uds => {
            "no node of call manager is to be asked (login in [[call_manager.nodes]], or call_manager.uds)"
        }
        LoginService::Epas => "no node of presence is to be asked (login and client_version in [[presence.nodes]])",
    }
}

fn no_answer(login: &NodeLogin, failure: &LoginFailure) -> String {
    let (node, raw) = (&login.node, &failure.raw);
    match failure.kind {
        LoginFailureKind::Unreachable => {
            format!("{node} cannot be reached from here, and no password was sent: {raw}")
        }
        LoginFailureKind::Untrusted => format!(
            "the password was withheld: the certificate of {} is not verified ({raw}); give its tomcat certificate, or \
             its CA, as login_trust of the node",
            login.server
        ),
        LoginFailureKind::TimedOut => format!(
            "{node} gave {raw} to the login: so does a node whose directory does not answer, and one that is busy"
        ),
        LoginFailureKind::Broken | LoginFailureKind::NotHttp | LoginFailureKind::TooLarge => {
            format!("{node} did not answer the login, which may have been counted and was not repeated: {raw}")
        }
    }
}

/// Why an answer that is neither yes nor no decides nothing, and what would.
pub(super) fn undecided(Answered { login, answer }: Answered<'_>) -> Skip {
    let (node, code) = (&login.node, coded(answer));
    let words = if answer.words.is_empty() { String::new() } else { format!(": {}", answer.words) };
    Skip::Undecided(match answer.outcome {
        LoginOutcome::Busy => format!("{node} is busy ({code}){words}; ask again later"),
        LoginOutcome::ServerError => {
            format!("{node} answers with an error of its own ({code}){words}; its Tomcat log of that minute says why")
        }
        LoginOutcome::NotFound => match login.service {
            LoginService::Uds => format!("{node} has no UDS at this address, or no such user ({code}){words}"),
            LoginService::Epas => {
                format!("{node} has no presence login of this version at this address ({code}){words}")
            }
        },
        LoginOutcome::NotExpected => {
            format!("{node} does not expect what was asked ({code}){words}; its release may have another interface")
        }
        LoginOutcome::AlreadyLoggedIn => format!(
            "{node} says that there is a session already ({code}){words}: it may say so only after it took the \
             password; sign the client out, and ask again"
        ),
        _ => format!("{node} answers {code}, which says nothing of the login{words}"),
    })
}

/// What would refute that a node refuses a login.
pub(super) const REFUTED_IF: &[&str] = &[
    "the same login succeeds when it is tried again: the node was starting, or its directory was slow",
    "the node asks another directory, in which the user has another password",
];

/// "HTTP 200, code 114".
pub(super) fn coded(answer: &LoginAnswer) -> String {
    let code = answer.code.map(|code| format!(", code {code}")).unwrap_or_default();
    format!("HTTP {}{code}", answer.status)
}

/// The same with the node's own words: `HTTP 200, "login failed"`.
pub(super) fn quoted(answer: &LoginAnswer) -> String {
    let words = if answer.words.is_empty() { String::new() } else { format!(", {:?}", answer.words) };
    format!("{}{words}", coded(answer))
}

/// How long the request with the password took.
pub(super) fn time(login: &NodeLogin) -> String {
    login.requests.first().map(|request| request.ms.to_string()).unwrap_or_default()
}

/// What was asked and measured, by name.
fn facts(login: &NodeLogin, answer: &LoginAnswer) -> Vec<(String, String)> {
    let chosen = login.chosen.map(|chosen| match chosen {
        Chosen::First => "the first that is configured",
        Chosen::Listed => "call manager lists it for the user",
        Chosen::Exported => "the export of call manager's users has the user there",
        Chosen::Named => "--node",
    });
    let asked = |request: &NodeRequest| {
        let status = request.status.map_or_else(|| "no answer".to_owned(), |status| format!("HTTP {status}"));
        format!("{}: {status} in {}, {}", request.request, request.ms, request.at)
    };
    let requests = login.requests.iter().enumerate();
    let mut facts: Vec<(String, String)> =
        requests.map(|(nth, request)| (format!("request {}", nth + 1), asked(request))).collect();
    let mut add = |name: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            facts.push((name.to_owned(), value.to_owned()));
        }
    };
    add("server", Some(&login.server));
    add("node", Some(&login.node));
    add("chosen", chosen);
    add("client version", login.client_version.as_deref());
    add("answer", Some(&answer.words));
    facts
}

/// A proof with what was asked and measured.
pub(super) fn proof_with_facts(proof: Proof, Answered { login, answer }: Answered<'_>) -> Proof {
    facts(login, answer).into_iter().fold(proof, |proof, (name, value)| proof.fact(&name, value))
}

/// A finding with what was asked and measured.
pub(super) fn finding_with_facts(finding: Finding, Answered { login, answer }: Answered<'_>) -> Finding {
    facts(login, answer).into_iter().fold(finding, |finding, (name, value)| finding.fact(&name, value))
}
