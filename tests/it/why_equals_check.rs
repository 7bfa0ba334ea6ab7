//! `why` names the cause that `check` names, for everybody of a generated site: here from exports alone; beside a live
//! directory in `live/why_equals_check.rs`.

use std::collections::{BTreeMap, BTreeSet};

use ucdoctor::evidence::identity::Identity;
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::identity::{self, Tables, join};
use ucdoctor::report::{Judging, Report};

use super::generate::Site;

/// One thousand people, one in twenty with a fault, one in twenty with a hazard.
pub(crate) const PEOPLE: usize = 1_000;
pub(crate) const EVERY: usize = 20;

/// The report on exports alone, of everybody or of one.
fn judged(identity: Identity, person: Option<&str>) -> Report {
    let asked = person.map(|id| AskedPerson { id: id.to_owned(), bind: false, ..AskedPerson::default() });
    let evidence = Evidence {
        asked: Asked { person: asked, ..Asked::default() },
        vantages: vec![crate::offline::place()],
        identity: Some(identity),
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
            let items = report.outcomes.iter().filter(same).flat_map(|outcome| &outcome.items);
            // Of several with one mail address SRCH-008 lists all, and ID-002 the one whom call manager leaves out.
            for item in items.filter(|item| because.check != "SRCH-008" || item.class != "duplicate-mail") {
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

/// Everybody whom call manager lists, and of the others those whom `check` names.
pub(crate) fn everybody(tables: &Tables, check: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let users = &tables.call_manager.as_ref().unwrap().id;
    let people = &tables.directory.as_ref().unwrap().id;
    let mut names: Vec<&str> = (0..users.len()).map(|row| users.at(row)).collect();
    // A disabled account is left out of call manager rightly.
    let listed = |id: &&str| !id.is_empty() && check.contains_key(&id.to_lowercase());
    names.extend((0..people.len()).map(|row| people.at(row)).filter(listed));
    names.sort_unstable();
    names.dedup_by_key(|name| name.to_lowercase());
    names.into_iter().map(str::to_owned).collect()
}

/// All names the systems have of the person a report is about.
fn known(name: &str, report: &Report) -> BTreeSet<String> {
    let mut known = BTreeSet::from([name.to_lowercase()]);
    if let Some(person) = report.evidence.identity.as_ref().and_then(|identity| identity.person.as_ref()) {
        known.extend(person.call_manager.iter().map(|row| row.id.to_lowercase()));
        known.extend(person.directory.iter().map(|row| row.dn.to_lowercase()));
        known.extend(person.directory.iter().filter_map(|row| row.id.as_deref()).map(str::to_lowercase));
        known.extend(person.presence.iter().map(|row| row.id.to_lowercase()));
        known.extend(person.presence.iter().filter_map(|row| row.address.as_deref()).map(str::to_lowercase));
    }
    known
}

/// What `why` says of one person otherwise than `check`: another cause, one where there is none, or none where there is
/// one. `for_all` are causes that name nobody.
pub(crate) fn differs(
    name: &str,
    why: &Report,
    (check, for_all): (&BTreeMap<String, BTreeSet<String>>, &BTreeSet<String>),
) -> Option<String> {
    let known = known(name, why);
    let expected: BTreeSet<&String> = known.iter().filter_map(|name| check.get(name)).flatten().collect();
    let codes = why.diagnoses.iter().map(|one| one.code.to_string());
    let found: Vec<String> = codes.filter(|code| !for_all.contains(code)).collect();
    let fits =
        |code: &String| expected.contains(code) || expected.iter().any(|cause| of_one(cause).contains(&code.as_str()));
    let equal = found.iter().all(fits) && found.is_empty() == expected.is_empty();
    (!equal).then(|| format!("{name}: why says {found:?}, check {expected:?}"))
}

/// Asks about everybody, in two halves at once.
pub(crate) fn wrong(names: &[String], asked: impl Fn(&str) -> Option<String> + Sync) -> Vec<String> {
    let of = |names: &[String]| names.iter().filter_map(|name| asked(name)).collect::<Vec<_>>();
    let (first, second) = names.split_at(names.len() / 2);
    std::thread::scope(|scope| {
        let other = scope.spawn(|| of(second));
        let mut wrong = of(first);
        wrong.extend(other.join().unwrap());
        wrong
    })
}

#[test]
fn in_exports_everybody_has_the_cause_that_check_names() {
    let site = Site::new(PEOPLE, EVERY, 11);
    let tables = site.tables();
    let joined = identity::everybody(&tables);
    let check = causes_by_name(&judged(join(&tables), None));
    let names = everybody(&tables, &check);
    let wrong = wrong(&names, |name| {
        let why = judged(joined.clone().person(&tables, name), Some(name));
        differs(name, &why, (&check, &BTreeSet::new()))
    });
    let on_presence = tables.presence.as_ref().unwrap().id.len();
    assert!(names.len() >= PEOPLE && on_presence > 500, "{} {on_presence}", names.len());
    assert!(wrong.is_empty(), "{} of {}: {:#?}", wrong.len(), names.len(), &wrong[..wrong.len().min(20)]);
}
