//! The usual explanation: findings of one cause with the same fault are one diagnosis.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};

use crate::cause::{Cause, Diagnosis, Failure, Feature};
use crate::check::{FaultKey, Finding, Item, Owner, Severity, Step};
use crate::evidence::Evidence;

/// At most so many next actions are listed; hundreds of servers may share a fault.
const STEPS: usize = 8;
/// At most so many subjects are named in one line.
const NAMED: usize = 3;

/// Groups the failures that point to `cause` by their fault, in the order of the first failure of each.
pub(super) fn by_fault(cause: &'static Cause, _: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut groups: Vec<Vec<Failure<'_>>> = Vec::new();
    let mut places: HashMap<&FaultKey, usize> = HashMap::new();
    for &failure in open.iter().filter(|failure| failure.finding.cause == cause.code) {
        let place = *places.entry(&failure.finding.fault).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(failure),
            None => groups.push(vec![failure]),
        }
    }
    groups.iter().filter_map(|group| diagnosis(cause, group)).collect()
}

fn diagnosis(cause: &'static Cause, group: &[Failure<'_>]) -> Option<Diagnosis> {
    let first = worst(group)?.finding;
    let mut fix: Vec<Step> = Vec::new();
    let mut by_people: Vec<&Finding> = group.iter().map(|failure| failure.finding).collect();
    by_people.sort_by_key(|finding| Reverse(finding.affected));
    for finding in by_people {
        add_steps(&mut fix, &finding.fix);
    }
    fix.sort_by_key(|step| step.last);
    let more = fix.len().saturating_sub(STEPS);
    if more > 0 {
        fix.truncate(STEPS);
        fix.push(format!("And likewise for the others: {more} more steps").into());
    }
    Some(Diagnosis {
        cause,
        severity: group.iter().map(|failure| failure.severity).min().unwrap_or(Severity::Warning),
        summary: summary(group),
        owner: owner(cause, group),
        breaks: breaks(cause, group),
        affected_users: affected(group),
        because: group.iter().map(|failure| failure.index).collect(),
        fix,
        refuted_if: first.refuted_if.unwrap_or(cause.refuted_if).iter().map(|&text| text.to_owned()).collect(),
    })
}

/// What the worst of them break, each as far as it reaches: a CA that two systems lack breaks what either does by it.
fn breaks(cause: &'static Cause, group: &[Failure<'_>]) -> Vec<Feature> {
    let severity = group.iter().map(|failure| failure.severity).min();
    let worst = group.iter().filter(|failure| Some(failure.severity) == severity);
    let mut broken: Vec<Feature> = Vec::new();
    for &feature in worst.flat_map(|failure| failure.finding.breaks.unwrap_or(cause.breaks)) {
        if !broken.contains(&feature) {
            broken.push(feature);
        }
    }
    broken
}

/// Who must act for most of the people concerned; else who must act on what is worst.
fn owner(cause: &'static Cause, group: &[Failure<'_>]) -> Owner {
    let severity = group.iter().map(|failure| failure.severity).min();
    let mut owners: Vec<(Owner, u64)> = Vec::new();
    for failure in group.iter().filter(|failure| Some(failure.severity) == severity) {
        let (own, people) = (failure.finding.owner.unwrap_or(cause.owner), failure.finding.affected.unwrap_or(0));
        match owners.iter_mut().find(|(known, _)| *known == own) {
            Some((_, known)) => *known += people,
            None => owners.push((own, people)),
        }
    }
    owners.sort_by_key(|&(_, people)| Reverse(people));
    owners.first().map_or(cause.owner, |&(owner, _)| owner)
}

/// Adds the steps that are not there yet. What several end with, as a restart, stays behind what each of them begins
/// with; of more steps than are listed, the first matter.
fn add_steps(fix: &mut Vec<Step>, steps: &[Step]) {
    for (nth, step) in steps.iter().enumerate() {
        if let Some(known) = fix.iter_mut().find(|known| known.words == step.words) {
            let new = step.changes.iter().filter(|change| !known.changes.contains(change)).cloned();
            known.changes = known.changes.iter().cloned().chain(new).collect();
            continue;
        }
        let is_known = |later: &Step| fix.iter().position(|known| known.words == later.words);
        let behind = steps.iter().skip(nth + 1).find_map(is_known);
        match behind.filter(|_| fix.len() < STEPS) {
            Some(place) => fix.insert(place, step.clone()),
            None => fix.push(step.clone()),
        }
    }
}

/// People concerned: those that are named, each once, or more where a finding counted more.
fn affected(group: &[Failure<'_>]) -> Option<u64> {
    let about_people = || group.iter().map(|failure| failure.finding).filter(|finding| finding.affected.is_some());
    let counted = about_people().filter_map(|finding| finding.affected).max()?;
    let person = |item: &Item| {
        let name = [&item.call_manager_id, &item.directory_id, &item.dn, &item.contact].into_iter().flatten().next();
        name.map(|name| name.to_lowercase())
    };
    let named: HashSet<String> = about_people().flat_map(|finding| &finding.items).filter_map(person).collect();
    Some(counted.max(named.len() as u64))
}

/// The first of the worst failures speaks for the group.
fn worst<'a>(group: &[Failure<'a>]) -> Option<Failure<'a>> {
    group.iter().min_by_key(|failure| failure.severity).copied()
}

/// One line: the finding's own words, or "SUBJECT, SUBJECT: MESSAGE".
fn summary(group: &[Failure<'_>]) -> String {
    let speaker = worst(&group.iter().filter(|one| one.finding.summary.is_some()).copied().collect::<Vec<_>>());
    if let Some((failure, first)) = speaker.and_then(|one| Some((one, one.finding.summary.as_ref()?))) {
        let others: BTreeSet<&str> = group.iter().filter_map(|other| other.about.server()).collect();
        let others = others.into_iter().filter(|server| failure.about.server() != Some(server));
        let others: Vec<&str> = others.filter(|server| !first.contains(server)).collect();
        // What another check says of it is the same once more: the worst one's words are enough.
        let subject = failure.about.to_string();
        let like_it = |other: &&Failure<'_>| {
            other.about.to_string() != subject
                && (other.check == failure.check || other.about.server() != failure.about.server())
        };
        let mut more: BTreeSet<&str> =
            group.iter().filter(like_it).filter_map(|other| other.finding.summary.as_deref()).collect();
        more.remove(first.as_str());
        return match (more.len(), others.as_slice()) {
            (0, _) => first.clone(),
            (_, [other]) => format!("{first} (the same for {other})"),
            (n, _) => format!("{first} (and {n} more like it)"),
        };
    }
    let mut seen = HashSet::new();
    let mut subjects: Vec<String> = group.iter().map(|failure| failure.about.to_string()).collect();
    subjects.retain(|subject| seen.insert(subject.clone()));
    let named = subjects.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = match subjects.len().saturating_sub(NAMED) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let message = worst(group).map_or("", |failure| failure.finding.message.as_str());
    format!("{named}{more}: {message}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::bind::MANAGER_REJECTED;
    use crate::check::{Finding, Places, ServerName, StoreName, Subject, fail};
    use crate::code::{CauseCode, CheckCode};

    /// A failure that owns what it is about.
    #[derive(Clone)]
    struct Owned {
        index: usize,
        check: CheckCode,
        severity: Severity,
        about: Subject,
        finding: Finding,
    }

    fn failure(index: usize, server: &str, severity: Severity, finding: Finding) -> Owned {
        let about = Subject::Store(ServerName::new(server, None), StoreName::new(index.to_string()));
        Owned { index, check: CheckCode::Bind005, severity, about, finding }
    }

    fn explained(failures: &[Owned]) -> Vec<Diagnosis> {
        fn borrowed(Owned { index, check, severity, about, finding }: &Owned) -> Failure<'_> {
            Failure { index: *index, check: *check, severity: *severity, about, seen_from: &Places::Anywhere, finding }
        }
        let failures: Vec<Failure<'_>> = failures.iter().map(borrowed).collect();
        by_fault(&MANAGER_REJECTED, &crate::checks::sample::healthy(), &failures)
    }

    #[test]
    fn findings_of_one_fault_are_one_diagnosis_that_the_worst_speaks_for() {
        use Severity::{Error, Warning};
        let finding = |message: &str| fail(CauseCode::ManagerRejected, message).fault("f").fix("same").fix(message);
        let found = explained(&[
            failure(0, "dc1", Warning, finding("mild").summary("mild")),
            failure(3, "dc2", Error, finding("bad").summary("dc2 is bad")),
            failure(4, "dc2", Error, fail(CauseCode::ManagerRejected, "other fault")),
            failure(5, "dc2", Error, fail(CauseCode::ManagerLocked, "other cause")),
        ]);
        let [one, two] = found.as_slice() else { unreachable!("{found:?}") };
        assert_eq!(
            (one.severity, one.because.as_slice(), one.summary.as_str()),
            (Error, [0, 3].as_slice(), "dc2 is bad (the same for dc1)")
        );
        assert_eq!(one.fix, ["same", "mild", "bad"]);
        let restarted =
            |what: &str| fail(CauseCode::ManagerRejected, "m").fault("f").fix("first").fix(what).fix("restart");
        let both = explained(&[failure(0, "dc1", Error, restarted("one")), failure(1, "dc2", Error, restarted("two"))]);
        assert_eq!(both[0].fix, ["first", "one", "two", "restart"]);
        let refuted = fail(CauseCode::ManagerRejected, "m").refuted_if(&["another test"]);
        assert_eq!(explained(&[failure(0, "dc1", Error, refuted)])[0].refuted_if, ["another test"]);
        assert_eq!((two.summary.as_str(), two.because.as_slice()), ("dc2 x 4: other fault", [4].as_slice()));
    }

    #[test]
    fn what_any_of_the_worst_breaks_is_broken_in_whatever_order_they_stand() {
        use Severity::{Error, Warning};
        let breaks = |severity, what: &'static [Feature]| {
            failure(0, "dc1", severity, fail(CauseCode::ManagerRejected, "m").fault("f").breaks(what))
        };
        let presence = breaks(Error, &[Feature::Login]);
        let call_manager = breaks(Error, &[Feature::DirectorySync, Feature::Login]);
        let mild = breaks(Warning, &[Feature::Chat]);
        for order in [[&presence, &call_manager, &mild], [&mild, &call_manager, &presence]] {
            let mut broken = explained(&order.map(Owned::clone))[0].breaks.clone();
            broken.sort_unstable();
            assert_eq!(broken, [Feature::Login, Feature::DirectorySync]);
        }
    }

    #[test]
    fn whoever_must_act_for_most_people_is_the_owner() {
        let of = |owner: Option<Owner>, people: u64| {
            let finding = fail(CauseCode::ManagerRejected, "m").fault("f").affected(people);
            failure(0, "dc1", Severity::Error, Finding { owner, ..finding })
        };
        let presence = Some(Owner::Presence);
        for (groups, expected) in [
            (vec![of(None, 2), of(presence, 40)], Owner::Presence),
            (vec![of(presence, 30), of(None, 20), of(None, 21)], MANAGER_REJECTED.owner),
            (vec![of(presence, 0), of(None, 0)], Owner::Presence),
        ] {
            assert_eq!(explained(&groups)[0].owner, expected);
        }
    }

    #[test]
    fn several_checks_of_one_fault_are_told_by_the_worst_and_several_subjects_are_counted() {
        let about = |index, check, subject: &str, summary: &str| {
            let finding = fail(CauseCode::ManagerRejected, summary).fault("f").summary(summary);
            let mut failure = failure(index, "dc1", Severity::Error, finding);
            (failure.check, failure.about) = (check, subject.into());
            failure
        };
        let first = about(0, CheckCode::Bind005, "dc1", "dc1 is bad");
        for (second, expected) in [
            (about(1, CheckCode::Bind007, "dc1", "also bad"), "dc1 is bad"),
            (about(1, CheckCode::Bind007, "jdoe", "jdoe is out"), "dc1 is bad"),
            (about(1, CheckCode::Bind005, "dc1", "dc1 is bad twice"), "dc1 is bad"),
            (about(1, CheckCode::Bind005, "dc2", "dc2 is bad"), "dc1 is bad (and 1 more like it)"),
        ] {
            assert_eq!(explained(&[first.clone(), second])[0].summary, expected);
        }
    }

    #[test]
    fn hundreds_of_servers_stay_readable() {
        let finding = |n: usize| fail(CauseCode::ManagerRejected, "down").fix(format!("step {n}"));
        let many: Vec<Owned> = (0..200).map(|n| failure(n, "a", Severity::Error, finding(n))).collect();
        let found = explained(&many);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].summary, "a x 0, a x 1, a x 2 and 197 more: down");
        assert_eq!((found[0].fix.len(), found[0].because.len()), (STEPS + 1, 200));
        assert!(found[0].fix[STEPS].contains("192 more steps"), "{:?}", found[0].fix);
    }
}
