//! LOG-004: what the nodes have logged lately was asked for and read, with the trace level that it was written at.

use super::client_log::{about_files, unknown};
use super::nodes::BY_HAND;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Subject, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::node_logs::{FetchedLogs, NodeLogs, ServiceLogs};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Log004,
    stage: Stage::Logs,
    title: "the logs of the nodes were read",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/LOG-004.md"),
    run: |evidence| {
        let judged = |logs: &NodeLogs| Outcome::anywhere(Subject::from(logs.node.as_str()), read(logs));
        evidence.node_logs.iter().map(judged).collect()
    },
};

/// Trace levels at which a service writes down each step.
const DETAILED: [&str; 2] = ["Debug", "Detailed"];

fn read(logs: &NodeLogs) -> Judged {
    match &logs.answer {
        Observed::Seen(fetched) => whole(logs, fetched),
        Observed::Failed(failure) => match contradiction(logs, failure) {
            Some(finding) => Ok(finding.fault(&logs.node).fact("answer", &failure.raw).into()),
            None => Err(Skip::Undecided(format!("{} did not answer {}: {}", logs.server, failure.verb, failure.raw))),
        },
        Observed::NotAsked(why) => Err(Skip::Undecided(why.clone())),
        Observed::Blocked(_) | Observed::Cut => {
            Err(Skip::Undecided("the run was cut before all logs were read; --deadline gives it more time".to_owned()))
        }
    }
}

fn whole(logs: &NodeLogs, fetched: &FetchedLogs) -> Judged {
    if fetched.services.is_empty() {
        let why = "the node lists none of the services whose lines are known here";
        return Err(Skip::Undecided(why.to_owned()));
    }
    let refused = |service: &ServiceLogs| Some(format!("{}: {}", service.name, service.missing.as_deref()?));
    if let Some(why) = fetched.services.iter().find_map(refused).or_else(|| fetched.log.cut.first().cloned()) {
        return Err(Skip::Undecided(format!("not everything was read: {why}")));
    }
    let files: u64 = fetched.services.iter().map(|service| service.files).sum();
    let more = unknown(&fetched.log).map(|unknown| format!("; {unknown}")).unwrap_or_default();
    let count = fetched.services.len();
    let proof = pass(format!("{files} files of {count} services, of the last {}{more}", logs.since));
    let levels = fetched.services.iter().map(|service| (service.name.clone(), level(service, fetched)));
    let facts = levels.chain(about_files(&fetched.log));
    Ok(facts.fold(proof, |proof, (name, value)| proof.fact(&name, value)).into())
}

/// "2 files, trace level Informational: it may leave out details".
fn level(service: &ServiceLogs, fetched: &FetchedLogs) -> String {
    let level = match (&service.trace_level, &fetched.levels_unknown) {
        (Some(level), _) if DETAILED.contains(&level.as_str()) => format!("trace level {level}"),
        (Some(level), _) => {
            format!("trace level {level}: details may be missing, and nothing here changes it")
        }
        (None, Some(why)) => format!("trace level not known ({why})"),
        (None, None) => "trace level not known: the database lists none".to_owned(),
    };
    format!("{} files, {level}", service.files)
}

/// What account and address have to do with it.
fn contradiction(logs: &NodeLogs, failure: &AxlFailure) -> Option<Finding> {
    let (node, raw) = (&logs.node, &failure.raw);
    let (message, owner, fix) = match failure.kind {
        AxlFailureKind::Unauthorized => (
            format!("{node} refuses the application user or its password ({raw}); it was asked once"),
            Owner::Ucdoctor,
            "Correct axl_user and its password; try them once by hand, since wrong ones may lock the user",
        ),
        AxlFailureKind::Forbidden => (
            format!("the application user may not collect logs of {node} ({raw})"),
            Owner::CallManager,
            "Add the application user to the access control group \"Standard CCM Server Monitoring\"",
        ),
        AxlFailureKind::NotFound => (
            format!("{node} has no Log Collection at this address ({raw})"),
            Owner::Ucdoctor,
            "Correct logs (https://NODE:8443), and see that \"SOAP - Log Collection APIs\" runs (Cisco Unified Serviceability > Tools > Control Center - Network Services)",
        ),
        AxlFailureKind::Untrusted => (
            format!("the password was withheld: the certificate of {} is not verified ({raw})", logs.server),
            Owner::Ucdoctor,
            "Give the node's tomcat certificate, or its CA, as login_trust of the node",
        ),
        AxlFailureKind::NotHttp | AxlFailureKind::Redirected => (
            format!("what answers at {} is not Log Collection: {raw}", logs.server),
            Owner::Ucdoctor,
            "Correct logs of the node (https://NODE:8443)",
        ),
        _ => return None,
    };
    let summary = format!("The logs of {node} were not read: {message}");
    Some(fail(CauseCode::SettingsContradict, message).refuted_if(BY_HAND).owner(owner).summary(summary).fix(fix))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::expect;
    use crate::evidence::client_log::ClientLog;
    use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
    use crate::evidence::node_logs::{FetchedLogs, NodeLogs, ServiceLogs};
    use crate::evidence::{Evidence, Observed};

    fn answers(evidence: &mut Evidence, answer: Observed<FetchedLogs, AxlFailure>) {
        let (node, server) = ("presence/p3".to_owned(), "p3.lab.example:8443".to_owned());
        evidence.node_logs = vec![NodeLogs { node, server, since: "30 minutes".to_owned(), answer }];
    }

    fn fails(evidence: &mut Evidence, kind: AxlFailureKind) {
        let (verb, raw) = ("listNodeServiceLogs".to_owned(), "its words".to_owned());
        answers(evidence, Observed::Failed(AxlFailure { verb, kind, raw }));
    }

    fn fetched(evidence: &mut Evidence, missing: Option<&str>, cut: &[&str]) {
        let missing = missing.map(str::to_owned);
        let service = ServiceLogs { name: "Cisco CTIManager".to_owned(), trace_level: None, files: 2, missing };
        let cut = cut.iter().map(|&why| why.to_owned()).collect();
        let log = ClientLog { cut, ..ClientLog::default() };
        answers(evidence, Observed::Seen(FetchedLogs { services: vec![service], log, levels_unknown: None }));
    }

    #[test]
    fn every_way_to_get_logs_or_none() {
        expect(
            &CHECK,
            &[
                (|_| {}, &[]),
                (|e| fetched(e, None, &[]), &["pass~2 files of 1 services, of the last 30 minutes"]),
                (
                    |e| fetched(e, Some("logcollectionservice -101"), &[]),
                    &["undecided~Cisco CTIManager: logcollection"],
                ),
                (|e| fetched(e, None, &["a.log: too large"]), &["undecided~a.log: too large"]),
                (|e| answers(e, Observed::Seen(FetchedLogs::default())), &["undecided~none of the services"]),
                (|e| answers(e, Observed::Cut), &["undecided~--deadline"]),
                (|e| answers(e, Observed::NotAsked("spent".into())), &["undecided~spent"]),
                (|e| fails(e, AxlFailureKind::Unauthorized), &["settings-contradict~asked once"]),
                (|e| fails(e, AxlFailureKind::Forbidden), &["settings-contradict~may not collect"]),
                (|e| fails(e, AxlFailureKind::NotFound), &["settings-contradict~no Log Collection"]),
                (|e| fails(e, AxlFailureKind::Untrusted), &["settings-contradict~withheld"]),
                (|e| fails(e, AxlFailureKind::Redirected), &["settings-contradict~is not Log Collection"]),
                (|e| fails(e, AxlFailureKind::Busy), &["undecided~its words"]),
                (|e| fails(e, AxlFailureKind::TimedOut), &["undecided~did not answer listNodeServiceLogs"]),
            ],
        );
    }
}
