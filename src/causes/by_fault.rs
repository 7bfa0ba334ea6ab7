//! The usual explanation: findings of one cause with the same fault are one diagnosis.

use std::collections::{BTreeSet, HashSet};

use crate::cause::{Cause, Diagnosis, Failure};
use crate::check::{Finding, Item, Severity, Verdict};
use crate::evidence::Evidence;

/// At most so many subjects are named in one line.
const NAMED: usize = 3;

/// Groups the failures that point to `cause` by their fault, in the order of the first failure of each.
pub(super) fn by_fault(cause: &'static Cause, _: &Evidence, open: &[&Failure]) -> Vec<Diagnosis> {
    let mut groups: Vec<(&str, Vec<(&Failure, &Finding)>)> = Vec::new();
    for &failure in open {
        let Verdict::Fail(finding) = &failure.outcome.verdict else { continue };
        if finding.cause != cause.code {
            continue;
        }
        match groups.iter_mut().find(|(fault, _)| *fault == finding.fault) {
            Some((_, group)) => group.push((failure, finding)),
            None => groups.push((&finding.fault, vec![(failure, finding)])),
        }
    }
    groups.iter().filter_map(|(_, group)| diagnosis(cause, group)).collect()
}

fn diagnosis(cause: &'static Cause, group: &[(&Failure, &Finding)]) -> Option<Diagnosis> {
    let (_, first) = group.first()?;
    let mut fix: Vec<String> = Vec::new();
    for (_, finding) in group {
        fix.extend(finding.fix.iter().filter(|step| !fix.contains(step)).cloned().collect::<Vec<_>>());
    }
    Some(Diagnosis {
        cause,
        severity: group.iter().map(|(failure, _)| failure.severity).min().unwrap_or(Severity::Warning),
        summary: summary(group),
        owner: first.owner.unwrap_or(cause.owner),
        breaks: first.breaks.unwrap_or(cause.breaks).to_vec(),
        affected_users: affected(group),
        because: group.iter().map(|(failure, _)| failure.index).collect(),
        fix,
        refuted_if: cause.refuted_if.iter().map(|&text| text.to_owned()).collect(),
    })
}

/// People concerned: those that are named, each once, or more where a finding counted more.
fn affected(group: &[(&Failure, &Finding)]) -> Option<u64> {
    let about_people = || group.iter().filter(|(_, finding)| finding.affected.is_some());
    let counted = about_people().filter_map(|(_, finding)| finding.affected).max()?;
    let person = |item: &Item| {
        let name = [&item.call_manager_id, &item.directory_id, &item.dn, &item.contact].into_iter().flatten().next();
        name.map(|name| name.to_lowercase())
    };
    let named: HashSet<String> = about_people().flat_map(|(_, finding)| &finding.items).filter_map(person).collect();
    Some(counted.max(named.len() as u64))
}

/// One line: the finding's own words, or "SUBJECT, SUBJECT: MESSAGE".
fn summary(group: &[(&Failure, &Finding)]) -> String {
    let own: Vec<&str> = group.iter().filter_map(|(_, finding)| finding.summary.as_deref()).collect();
    let distinct: BTreeSet<&str> = own.iter().copied().collect();
    if let Some(first) = own.first() {
        return match distinct.len() {
            1 => (*first).to_owned(),
            n => format!("{first} (and {} more like it)", n - 1),
        };
    }
    let mut subjects: Vec<&str> = Vec::new();
    for (failure, _) in group {
        if !subjects.contains(&failure.outcome.subject.as_str()) {
            subjects.push(&failure.outcome.subject);
        }
    }
    let named = subjects.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    let more = match subjects.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = group.first().map_or("", |(_, finding)| finding.message.as_str());
    format!("{named}{more}: {message}")
}
