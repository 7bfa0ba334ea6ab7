//! The whole report in one sentence.

use std::borrow::Cow;

use super::words;
use crate::check::{Owner, Stage};
use crate::code::CheckCode;
use crate::evidence::Cut;
use crate::report::{DiagnosisEntry, Login, OutcomeEntry, OutcomeVerdict, Report, ReportVerdict};

/// One sentence, without the verdict's word.
pub(super) struct Headline<'a> {
    /// "presence does not trust dc1.corp.example:636".
    pub(super) sentence: Cow<'a, str>,
    /// The finding whose summary it is, if it is one.
    pub(super) tells: Option<&'a DiagnosisEntry>,
}

/// Of `why`, what it says of the person; else the first finding that counts, or what was or was not found out.
pub(super) fn of(report: &Report) -> Headline<'_> {
    if let Some(headline) = of_login(report) {
        return headline;
    }
    let own = |sentence: Cow<'static, str>| Headline { sentence, tells: None };
    match (report.verdict, report.open().next()) {
        (ReportVerdict::Healthy, _) => own(passed(report).into()),
        (ReportVerdict::Inconclusive, Some(first)) if first.owner != Owner::Ucdoctor => {
            let sentence = format!("{}; beyond this warning, {}", first.summary, undecided(report));
            Headline { sentence: sentence.into(), tells: Some(first) }
        }
        (ReportVerdict::Inconclusive, None) => own(undecided(report).into()),
        (_, Some(first)) => Headline { sentence: first.summary.as_str().into(), tells: Some(first) },
        (_, None) => own("see the checks below".into()),
    }
}

fn of_login(report: &Report) -> Option<Headline<'_>> {
    let (id, login) = report.login()?;
    let own = |sentence: String| Headline { sentence: sentence.into(), tells: None };
    let decided = report.verdict != ReportVerdict::Inconclusive;
    let logs_in = report.logs_in_as().map(|own| format!("; the user ID to log in by is {own}")).unwrap_or_default();
    Some(match login {
        Login::Cannot(fault) => {
            let opening = format!("{id} cannot log in: ");
            let why = fault.summary.strip_prefix(&opening).unwrap_or(&fault.summary);
            Headline { sentence: format!("{opening}{why}").into(), tells: Some(fault) }
        }
        Login::Offline(fault) => {
            let sentence = format!("{id} shows as offline to others: {}", fault.summary);
            Headline { sentence: sentence.into(), tells: Some(fault) }
        }
        Login::NothingFound if decided && without_presence(report) => {
            own(format!("nothing in the exports keeps {id} out{logs_in}; {NO_PRESENCE}; no directory server was asked"))
        }
        Login::NothingFound if decided => {
            own(format!("nothing in the exports keeps {id} out, or offline{logs_in}; no directory server was asked"))
        }
        Login::Can if decided && without_presence(report) => {
            own(format!("{id} can log in, as far as {}{logs_in}; {NO_PRESENCE}", tellers(report)))
        }
        Login::Can if decided => own(format!("{id} can log in, as far as {}{logs_in}", tellers(report))),
        _ => return None,
    })
}

/// "the directory tells", "the directory, call-manager/cm7 and presence/p3 tell".
fn tellers(report: &Report) -> String {
    let people = report.evidence.vantages.iter().filter_map(|vantage| vantage.person.as_ref());
    let logins = people.flat_map(|person| &person.logins).filter(|login| login.accepted());
    let nodes: Vec<&str> = logins.map(|login| login.node.as_str()).collect();
    match nodes.split_last() {
        None => "the directory tells".to_owned(),
        Some((last, [])) => format!("the directory and {last} tell"),
        Some((last, others)) => format!("the directory, {} and {last} tell", others.join(", ")),
    }
}

const NO_PRESENCE: &str = "not enabled for presence in call manager, so others see them offline";

/// Call manager's export has the person, and not enabled for presence: often meant so, and then no finding.
fn without_presence(report: &Report) -> bool {
    let person = report.evidence.identity.as_ref().and_then(|identity| identity.person.as_ref());
    person.is_some_and(|person| {
        !person.call_manager.is_empty() && person.call_manager.iter().all(|row| row.presence == Some(false))
    })
}

/// "14 checks passed on 2 servers".
fn passed(report: &Report) -> String {
    let checks = match report.summary.pass {
        1 => "1 check passed".to_owned(),
        passed => format!("{passed} checks passed"),
    };
    let only: Vec<String> = report.only.iter().map(|&stage| words::stage(stage).to_lowercase()).collect();
    let only = if only.is_empty() { String::new() } else { format!(" ({} only)", only.join(", ")) };
    match report.evidence.asked.servers.as_slice() {
        [] => format!("{checks}{only}"),
        [server] => format!("{checks} on {}{only}", server.authority()),
        servers => format!("{checks} on {} servers{only}", servers.len()),
    }
}

fn undecided(report: &Report) -> String {
    let judged = |outcome: &&OutcomeEntry| {
        outcome.stage != Stage::Tool
            && outcome.check != CheckCode::Conf010.name()
            && !matches!(outcome.verdict, OutcomeVerdict::Blocked | OutcomeVerdict::Skipped)
    };
    match (cut(report), &report.undecided) {
        (Some(cut), _) => format!("{cut}, too early to decide"),
        (None, Some(reason)) if no_store(report) => {
            // What is open stands first; what to do about it stands at the foot, and with the check.
            let open = reason.split_once("; ").map_or(reason.as_str(), |(open, _)| open);
            format!("no problem is proven, but {open}")
        }
        (None, Some(reason)) => format!("no problem is proven, but not all could be judged: {reason}"),
        (None, None) if !report.outcomes.iter().any(|outcome| judged(&outcome)) => {
            "nothing was checked: `-v` says what each check would need".to_owned()
        }
        (None, None) => {
            "no problem is proven, but the evidence does not decide; see what was not checked, and why".to_owned()
        }
    }
}

/// A server presented a certificate, and no trust store was given to judge it by.
pub(super) fn no_store(report: &Report) -> bool {
    let evidence = &report.evidence;
    !evidence.certificates.is_empty() && evidence.stores.iter().all(|store| store.system)
}

/// "the deadline of 30 s ended the run", when the run was cut.
pub(super) fn cut(report: &Report) -> Option<String> {
    let cut = report.evidence.vantages.iter().find_map(|vantage| vantage.cut)?;
    Some(match cut {
        Cut::Deadline => {
            let deadline = words::duration(report.evidence.asked.deadline_ms);
            format!("the deadline of {deadline} ended the run (`--deadline` raises it)")
        }
        Cut::Signal => "a signal ended the run".to_owned(),
    })
}
