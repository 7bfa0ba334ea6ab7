//! LOG-003: what a node's own log says of its directory servers.

use std::collections::BTreeMap;

use super::client_log::unknown;
use super::node_words::{is_everyday, leaves_open, refused_login, times};
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::client_log::{ApplianceLine, ApplianceLineKind as Kind, ClientLog};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Log003,
    stage: Stage::Logs,
    title: "the appliances' own logs complain of no directory server",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/LOG-003.md"),
    run: |evidence| {
        let given = evidence.client_log.iter().flat_map(|log| outcomes(None, log));
        let fetched = evidence.node_logs.iter().filter_map(|logs| Some((&logs.node, &logs.answer.seen()?.log)));
        given.chain(fetched.flat_map(|(node, log)| outcomes(Some(node), log))).collect()
    },
};

/// `node` is the one that the log was fetched from.
fn outcomes(node: Option<&str>, log: &ClientLog) -> Vec<Outcome> {
    let judged = |line: &ApplianceLine| Some(Outcome::anywhere(subject(node, line), Ok(finding(line)?.into())));
    let mut outcomes: Vec<Outcome> = log.appliance.iter().filter_map(judged).collect();
    if outcomes.is_empty() || !open(log).is_empty() {
        let subject = node.map_or_else(|| "appliance logs".to_owned(), |node| format!("{node} logs"));
        outcomes.push(Outcome::anywhere(Subject::from(subject.as_str()), complain(log)));
    }
    outcomes
}

fn subject(node: Option<&str>, line: &ApplianceLine) -> Subject {
    let server = if line.about.is_empty() { "a directory server" } else { line.about.as_str() };
    Subject::from(node.map_or_else(|| server.to_owned(), |node| format!("{node} {server}")).as_str())
}

/// What a line proves by itself.
fn finding(line: &ApplianceLine) -> Option<Finding> {
    let finding = match line.kind {
        Kind::NameMismatch => other_name(line),
        // A login that was taken later shows that the directory answers.
        Kind::LoginTimedOut if line.taken_after == 0 => timed_out(line),
        _ => return None,
    };
    let finding = finding.fact("times", line.count);
    Some(match &line.at {
        Some(at) => finding.fact("at", at),
        None => finding,
    })
}

fn other_name(line: &ApplianceLine) -> Finding {
    let host = line.about.to_lowercase();
    fail(
        CauseCode::NameMismatch,
        format!("the node's own check refused the certificate, which does not name \"{}\" ({})", line.about, times(line)),
    )
    .fault(&host)
    .fix(format!("Issue a certificate with {host} among its subject alternative names, or configure a name that it has on call manager and presence"))
}

fn timed_out(line: &ApplianceLine) -> Finding {
    let server = match line.about.as_str() {
        "" => String::new(),
        server => format!(" (asked last: {server})"),
    };
    let words = format!(
        "call manager's CTI manager (control of phones) gave a login up: the directory did not answer in time{server}"
    );
    let finding = fail(CauseCode::SlowServer, format!("{words}, {}", times(line)));
    let finding = if line.about.is_empty() { finding } else { finding.fact("server", &line.about) };
    finding
        .fault(line.about.to_lowercase())
        .owner(Owner::CallManager)
        .refuted_if(&["the log is older than the last change: the next login from the desk phone or the client is taken"])
        .summary(words)
        .fix("On that node resolve each host of System > LDAP > LDAP Authentication (`utils network host`), and try its port (`utils network connectivity`)")
        .fix("From a place beside the node `ucdoctor check` measures each server; what takes 5 s and more is too slow")
        .fix("Where all hosts answer, use the port of the Global Catalog for LDAP Authentication (3268, with TLS 3269), if that has the attribute of the user ID; then restart Cisco CTIManager, which ends the control of phones for a moment")
}

/// What the lines leave open, and what would decide it; the first of each kind, so that many servers with one complaint hide
/// no other.
fn open(log: &ClientLog) -> Vec<String> {
    let logins = logins(log);
    let left = log.appliance.iter().filter(|line| finding(line).is_none() && !is_everyday(line, logins));
    let (mut told, mut of_kind): (Vec<(usize, String)>, BTreeMap<Kind, usize>) = Default::default();
    for (kind, words) in left.filter_map(|line| Some((line.kind, leaves_open(line)?))) {
        if told.iter().all(|(_, known)| *known != words) {
            let nth = of_kind.entry(kind).or_default();
            told.push((*nth, words));
            *nth += 1;
        }
    }
    told.sort_by_key(|(nth, _)| *nth);
    let further = told.len().saturating_sub(NAMED);
    let more = (further > 0).then(|| format!("{further} further complaints are not listed"));
    told.into_iter().take(NAMED).map(|(_, words)| words).chain(more).collect()
}

/// Complaints that are told together.
const NAMED: usize = 8;

fn logins(log: &ClientLog) -> u64 {
    log.appliance.iter().filter(|line| line.kind == Kind::Authenticated).map(|line| line.count).sum()
}

fn complain(log: &ClientLog) -> Judged {
    if log.appliance.is_empty() {
        return Err(Skip::NotAsked("the files hold no line of an appliance's log that is known here".to_owned()));
    }
    let open = open(log);
    if !open.is_empty() {
        return Err(Skip::Undecided(open.join("; ")));
    }
    if let Some(why) = log.cut.first() {
        return Err(Skip::Undecided(format!("not everything was read: {why}")));
    }
    let logins = logins(log);
    let words = match logins {
        0 => "the lines that are known complain of nothing".to_owned(),
        count => format!("{count} logins were taken by the directory"),
    };
    let more = unknown(log).map(|unknown| format!("; {unknown}")).unwrap_or_default();
    let plain = log.appliance.iter().filter(|line| line.kind == Kind::PlainLdap);
    let plain = plain.map(|line| ("plain LDAP", format!("passwords go unprotected to {}", line.about)));
    let refused = log.appliance.iter().filter(|line| is_everyday(line, logins));
    let refused = refused.map(|line| ("refused", format!("{}, {}", refused_login(line), times(line))));
    let proof = pass(format!("{words}{more}"));
    let facts = plain.enumerate().chain(refused.enumerate());
    Ok(facts.fold(proof, |proof, (nth, (name, value))| proof.fact(&format!("{name} {:02}", nth + 1), value)).into())
}
