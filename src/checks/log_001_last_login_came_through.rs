//! LOG-001: the last attempt to log in that a client's log tells of.

use super::client_log::{about_files, of, told, unknown, with_facts};
use super::people::One;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::client_log::{ClientLog, LoginAttempt, LoginError, LoginErrorKind, LoginStage};
use crate::evidence::login::LoginService;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Log001,
    stage: Stage::Logs,
    title: "the client's last login ends without an error",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/LOG-001.md"),
    run: |evidence| {
        let judged = |log| Outcome::anywhere(subject(evidence), came_through(evidence, log));
        evidence.client_log.iter().map(judged).collect()
    },
};

fn subject(evidence: &Evidence) -> Subject {
    match &evidence.asked.person {
        Some(person) => Subject::Person(person.id.clone()),
        None => Subject::from("the last login"),
    }
}

fn came_through(evidence: &Evidence, log: &ClientLog) -> Judged {
    let Some(last) = &log.last else { return Err(nothing(log)) };
    if let Some(error) = &last.error {
        return Ok(failed(evidence, log, last, error).into());
    }
    if let Some((report, error)) = other_report(log, None) {
        let end = format!("{} ends at {}: {}", report, error.stage.words(), told(error));
        return Err(Skip::Undecided(format!(
            "{end}; the last login of all reports has no error, and nothing tells whether they are one person's: read each alone"
        )));
    }
    if let Some(why) = log.cut.first() {
        return Err(Skip::Undecided(format!("not everything was read: {why}")));
    }
    let far = format!("the log ends at {}, without an error that is known here", last.reached.words());
    let more = unknown(log).map(|unknown| format!("; {unknown}")).unwrap_or_default();
    if last.reached < LoginStage::Xmpp {
        return Err(Skip::Undecided(format!("{far}{more}")));
    }
    let began = last.began.as_deref().map(|began| format!(" of {began}")).unwrap_or_default();
    let proof =
        pass(format!("the login{began} came as far as the XMPP session, and no error that is known follows{more}"));
    Ok(about_files(log).into_iter().fold(proof, |proof, (name, value)| proof.fact(&name, value)).into())
}

/// The end of a problem report that is another error than this one.
fn other_report<'a>(log: &'a ClientLog, but: Option<&LoginError>) -> Option<(&'a str, &'a LoginError)> {
    let mut ends = log.reports.iter().filter_map(|end| Some((end.name.as_str(), end.error.as_ref()?)));
    ends.rfind(|(_, error)| Some(*error) != but)
}

/// A log without any line of a login.
fn nothing(log: &ClientLog) -> Skip {
    let more = unknown(log).map(|unknown| format!("; {unknown}")).unwrap_or_default();
    if log.appliance.is_empty() {
        Skip::Undecided(format!("no line of a login was recognised{more}"))
    } else {
        Skip::NotAsked(format!("no line of a client's login: only what nodes say of the directory{more}"))
    }
}

fn failed(evidence: &Evidence, log: &ClientLog, last: &LoginAttempt, error: &LoginError) -> Finding {
    let meaning = of(error.kind);
    let told = format!("{} ends at {}: {}", "the client's last login", error.stage.words(), told(error));
    let again = if last.tried_again { "; it was tried again, and the log does not say how that ended" } else { "" };
    let more = unknown(log).map(|unknown| format!("; {unknown}")).unwrap_or_default();
    let other = other_report(log, Some(error)).map(|(name, other)| {
        format!("; {name}, which may be another person's, ends at {}: {}", other.stage.words(), self::told(other))
    });
    let more = other.unwrap_or_default() + &more;
    let message = format!("ends at {}: {}{again}{more}", error.stage.words(), meaning.words);
    let finding = match node(error.kind).filter(|_| directory_takes_it(evidence)) {
        Some((_, node, service)) if takes_it(evidence, service) => over(&told, node),
        Some((owner, node, _)) => refuses(format!("{told}, though the directory takes the password now"), owner, node),
        None => {
            let finding =
                fail(meaning.cause, message).owner(meaning.owner).summary(format!("{told}, {}{again}", meaning.words));
            fixes(evidence, error.kind).iter().fold(finding, |finding, step| finding.fix(*step))
        }
    };
    // The exports tell of the same box.
    let fault = if has_no_home(evidence, error.kind) { meaning.cause.name() } else { "last login" };
    let finding = with_facts(finding.fault(fault), error);
    let finding = match &last.began {
        Some(began) => finding.fact("began", began),
        None => finding,
    };
    about_files(log).into_iter().fold(finding, |finding, (name, value)| finding.fact(&name, value))
}

/// By call manager's export this cluster is the home: the client asked another one, or by another name.
const IS_HOME: &[&str] = &[
    "By call manager's export Home Cluster is ticked: see which cluster the client asked (_cisco-uds._tcp of the domain that was typed), and by which user ID or mail address (`ucdoctor why` takes both)",
    "If the export is older than the last change: look at Home Cluster again (User Management > End User)",
];

/// The exports have the user as at home elsewhere, and ID-018 says what to do.
fn has_no_home(evidence: &Evidence, kind: LoginErrorKind) -> bool {
    let one = One::asked(evidence).filter(|_| kind == LoginErrorKind::NoHomeCluster);
    one.is_some_and(|one| !one.differences(&one.identity.home).is_empty())
}

/// What to do about an error, with what the exports say of the person.
fn fixes(evidence: &Evidence, kind: LoginErrorKind) -> &'static [&'static str] {
    let one = One::asked(evidence).filter(|_| kind == LoginErrorKind::NoHomeCluster);
    let is_home = one.is_some_and(|one| {
        one.person.call_manager.iter().any(|user| user.home == Some(true) && user.active != Some(false))
    });
    match (has_no_home(evidence, kind), is_home) {
        (true, _) => &[],
        (false, true) => IS_HOME,
        (false, false) => of(kind).fixes,
    }
}

/// Who refuses a user ID and password, where the answer says that somebody does.
fn node(kind: LoginErrorKind) -> Option<(Owner, &'static str, LoginService)> {
    match kind {
        LoginErrorKind::CallManagerRefuses => Some((Owner::CallManager, "call manager", LoginService::Uds)),
        LoginErrorKind::PresenceRefuses => Some((Owner::Presence, "presence", LoginService::Epas)),
        _ => None,
    }
}

/// The one bind as the person was accepted.
fn directory_takes_it(evidence: &Evidence) -> bool {
    let people = evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref());
    people.filter_map(|person| person.bind.seen()).any(|answer| answer.code == 0)
}

/// A node of this kind took the password in this run.
fn takes_it(evidence: &Evidence, service: LoginService) -> bool {
    let people = evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref());
    people.flat_map(|person| &person.logins).any(|login| login.service == service && login.accepted())
}

/// What refused then lets in now: the log is history, or the client sends something else.
fn over(told: &str, node: &str) -> Finding {
    fail(CauseCode::ClientError, format!("{node} takes the password that was typed here"))
        .owner(Owner::Client)
        .summary(format!(
            "{told}, and {node} takes the password typed here: the client sends another one, or the log is older than \
             what was mended"
        ))
        .fix("Sign in to the client again, and type the same password as here: clients keep an old one")
}

fn refuses(summary: String, owner: Owner, node: &str) -> Finding {
    fail(CauseCode::NodeRefusesLogin, format!("{node} refuses a password that the directory takes"))
        .owner(owner)
        .summary(summary)
        .fix(format!("Compare the {node} node's own LDAP hosts, trust store and route with those of a node that takes it: `run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost`, `show cert list trust`, `utils network connectivity HOST PORT` on the node"))
        .fix("Try the login once more: the log may be older than the password")
}
