//! `why` names the cause that `check` names, for everybody of a generated site: from exports, from a live directory with
//! exports, and where call manager's users alone are given beside a live directory.

use std::collections::{BTreeMap, BTreeSet};

use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence, Vantage};
use ucdoctor::identity::{Tables, join};
use ucdoctor::report::{Judging, Report};

use super::generate::Site;

/// One thousand people, one in forty with a fault or a hazard.
const PEOPLE: usize = 1_000;
const EVERY: usize = 20;

/// The report on tables alone, of everybody or of one.
fn judged(tables: &Tables, person: Option<&str>) -> Report {
    let vantage = Vantage {
        name: "this-host".into(),
        tool_version: String::new(),
        taken_at: time::macros::datetime!(2026-11-25 01:00 UTC),
        duration_ms: 0,
        cut: None,
        servers: Vec::new(),
        person: None,
        bugs: Vec::new(),
        unreached: None,
    };
    let asked = person.map(|id| AskedPerson { id: id.to_owned(), bind: false });
    let tables = Tables { person: person.map(str::to_owned), ..tables.clone() };
    let evidence = Evidence {
        asked: Asked { person: asked, ..Asked::default() },
        vantages: vec![vantage],
        identity: Some(join(&tables)),
        ..Evidence::default()
    };
    Report::judge(evidence, &Judging::default())
}

/// The causes that `check` names for each person, by every name the items have of them.
pub(crate) fn causes_by_name(report: &Report) -> BTreeMap<String, BTreeSet<String>> {
    let mut causes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for diagnosis in &report.diagnoses {
        for because in &diagnosis.because {
            let same = |outcome: &&ucdoctor::report::OutcomeEntry| {
                outcome.check == because.check && outcome.subject == because.subject
            };
            for item in report.outcomes.iter().filter(same).flat_map(|outcome| &outcome.items) {
                let names = [&item.call_manager_id, &item.directory_id, &item.dn, &item.contact];
                for name in names.into_iter().flatten() {
                    causes.entry(name.to_lowercase()).or_default().insert(diagnosis.code.to_string());
                }
            }
        }
    }
    causes
}

/// What `why` calls a state that `check` tells of several.
pub(crate) fn of_one(cause: &str) -> &[&'static str] {
    match cause {
        "accounts-closed" => &["user-disabled", "user-expired", "user-locked"],
        // Who is left out of call manager for a reason is told the reason.
        "not-in-call-manager" => &["not-in-call-manager", "attribute-missing", "user-disabled", "duplicate-user-id"],
        "duplicate-user-id" => &["duplicate-user-id", "user-ambiguous"],
        "attribute-missing" => &["attribute-missing", "not-in-call-manager"],
        _ => &[],
    }
}

#[test]
fn in_exports_everybody_has_the_cause_that_check_names() {
    let site = Site::new(PEOPLE, EVERY, 11);
    let tables = site.tables();
    let all = causes_by_name(&judged(&tables, None));
    let users = &tables.call_manager.as_ref().unwrap().id;
    let people = &tables.directory.as_ref().unwrap();
    let presence = tables.presence.as_ref().unwrap();
    let mut names: Vec<&str> = (0..users.len()).map(|row| users.at(row)).collect();
    // Of those whom call manager lacks, the ones `check` names: a disabled account is left out rightly.
    let listed = |id: &&str| !id.is_empty() && all.contains_key(&id.to_lowercase());
    names.extend((0..people.id.len()).map(|row| people.id.at(row)).filter(listed));
    names.sort_unstable();
    names.dedup_by_key(|name| name.to_lowercase());
    let half = names.len() / 2;
    let wrong = |names: &[&str]| -> Vec<String> {
        names
            .iter()
            .filter_map(|name| {
                let report = judged(&tables, Some(name));
                let person = report.evidence.identity.as_ref()?.person.as_ref()?;
                // All names the systems have of this person.
                let mut known: BTreeSet<String> = BTreeSet::from([name.to_lowercase()]);
                known.extend(person.call_manager.iter().map(|row| row.id.to_lowercase()));
                known.extend(
                    person
                        .directory
                        .iter()
                        .flat_map(|row| [Some(row.dn.to_lowercase()), row.id.as_ref().map(|id| id.to_lowercase())])
                        .flatten(),
                );
                known.extend(
                    person
                        .presence
                        .iter()
                        .flat_map(|row| [Some(row.id.to_lowercase()), row.address.as_ref().map(|of| of.to_lowercase())])
                        .flatten(),
                );
                let expected: BTreeSet<&String> = known.iter().filter_map(|name| all.get(name)).flatten().collect();
                let found: Vec<String> = report.diagnoses.iter().map(|one| one.code.to_string()).collect();
                let fits = |code: &String| {
                    expected.contains(code) || expected.iter().any(|cause| of_one(cause).contains(&code.as_str()))
                };
                let equal =
                    found.first().map_or(expected.is_empty(), |_| found.iter().all(fits) && !expected.is_empty());
                (!equal).then(|| format!("{name}: why says {found:?}, check {expected:?}"))
            })
            .collect()
    };
    let (first, second) = names.split_at(half);
    let wrong = std::thread::scope(|scope| {
        let other = scope.spawn(|| wrong(second));
        let mut all = wrong(first);
        all.extend(other.join().unwrap());
        all
    });
    assert!(names.len() >= PEOPLE && presence.id.len() > 500, "{}", names.len());
    assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), names.len(), &wrong[..wrong.len().min(20)]);
}
