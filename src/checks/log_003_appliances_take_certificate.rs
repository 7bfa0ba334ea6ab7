//! LOG-003: Tomcat's security log says which server's certificate was refused for its name.

use super::client_log::unknown;
use crate::check::{Check, Finding, Judged, Outcome, Severity, Skip, Stage, Subject, fail, pass};
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
    let refused: Vec<&ApplianceLine> = log.appliance.iter().filter(|line| line.kind == Kind::NameMismatch).collect();
    if refused.is_empty() {
        let subject = node.map_or_else(|| "appliance logs".to_owned(), |node| format!("{node} logs"));
        return vec![Outcome::anywhere(Subject::from(subject.as_str()), complain(log))];
    }
    refused.into_iter().map(|line| Outcome::anywhere(subject(node, line), Ok(other_name(line).into()))).collect()
}

fn subject(node: Option<&str>, line: &ApplianceLine) -> Subject {
    let server = if line.about.is_empty() { "a directory server" } else { line.about.as_str() };
    Subject::from(node.map_or_else(|| server.to_owned(), |node| format!("{node} {server}")).as_str())
}

fn other_name(line: &ApplianceLine) -> Finding {
    let host = line.about.to_lowercase();
    let at = line.at.as_deref().map(|at| format!(", last at {at}")).unwrap_or_default();
    let finding = fail(
        CauseCode::NameMismatch,
        format!("the node's own check refused the certificate, which does not name \"{}\" ({} times{at})", line.about, line.count),
    )
    .fault(&host)
    .fact("times", line.count)
    .fix(format!("Issue a certificate with {host} among its subject alternative names, or configure a name that it has on call manager and presence"));
    match &line.at {
        Some(at) => finding.fact("at", at),
        None => finding,
    }
}

/// What the lines leave open, and what would decide it; each kind once.
fn open(log: &ClientLog) -> Vec<String> {
    let mut told: Vec<String> = log.appliance.iter().filter_map(leaves_open).collect();
    told.dedup();
    told.truncate(NAMED);
    told
}

/// Complaints that are told together.
const NAMED: usize = 5;

fn leaves_open(line: &ApplianceLine) -> Option<String> {
    let (about, count) = (&line.about, line.count);
    Some(match line.kind {
        Kind::SearchCode if about != "0" => format!(
            "a search for a person ended with LDAP code {about} ({count} times): base, rights or server may be wrong; `ucdoctor check` with directory.search looks"
        ),
        Kind::Untrusted => {
            let server = if about.is_empty() { "a server" } else { about.as_str() };
            format!(
                "the node's Java found no way from the certificate of {server} to its trust store ({count} times): its CA may be missing there; \
                 export that node's tomcat-trust (`ucdoctor queries trust`) and run `ucdoctor check` with it"
            )
        }
        Kind::NobodySynchronised => {
            "DirSync says that a synchronisation brought nobody: the agreement's filter or base may be wrong; `ucdoctor check` with directory.search looks".to_owned()
        }
        Kind::CertificateExpired | Kind::CertificateExpiring if about.contains("trust") => format!(
            "the node's alarm says that {about} {}: logins by LDAP over TLS may break if a directory server's certificate leads to it; \
             export that node's tomcat-trust (`ucdoctor queries trust`) and run `ucdoctor check` with it",
            expires(line.kind)
        ),
        Kind::CertificateExpired | Kind::CertificateExpiring => format!(
            "the node's alarm says that its own {about} {}: clients may warn or refuse to log in; renew it on that node (OS Administration > Security > Certificate Management)",
            expires(line.kind)
        ),
        Kind::SynchronisationFails => format!(
            "the node's alarm {about} says that users are not synchronised: what presence or call manager has may be old; `ucdoctor check` with presence.sync_status and the lists of users looks"
        ),
        _ => return None,
    })
}

fn expires(kind: Kind) -> &'static str {
    if kind == Kind::CertificateExpired { "has expired" } else { "expires within a day" }
}

fn complain(log: &ClientLog) -> Judged {
    if log.appliance.is_empty() {
        return Err(Skip::NotAsked("the files hold no line of an appliance's log that is known here".to_owned()));
    }
    let of = |kind| log.appliance.iter().filter(move |line| line.kind == kind);
    let open = open(log);
    if !open.is_empty() {
        return Err(Skip::Undecided(open.join("; ")));
    }
    let logins: u64 = of(Kind::Authenticated).map(|line| line.count).sum();
    let words = match logins {
        0 => "the lines that are known complain of nothing".to_owned(),
        count => format!("{count} logins were taken by the directory"),
    };
    let more = unknown(log).map(|unknown| format!("; {unknown}")).unwrap_or_default();
    let proof = pass(format!("{words}{more}"));
    Ok(of(Kind::PlainLdap)
        .enumerate()
        .fold(proof, |proof, (nth, line)| {
            proof.fact(&format!("plain LDAP {:02}", nth + 1), format!("passwords go unprotected to {}", line.about))
        })
        .into())
}
