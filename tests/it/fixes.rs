//! Every base and filter that is advised for users of call manager, tried on generated exports: less is wrong then, and
//! nothing that was right.

mod server;
mod trust;

use std::collections::BTreeSet;
use std::fs;

use ucdoctor::causes::explain;
use ucdoctor::check::{Change, Skip, Verdict};
use ucdoctor::checks;
use ucdoctor::evidence::identity::{Class, Settings};
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::identity::{Tables, join};
use ucdoctor::inputs::{call_manager, directory};
use ucdoctor::ldap::filter;

const DOMAIN: &str = "DC=works,DC=test";
const PEOPLE: usize = 40;
const SITES: u64 = 150;

/// Numbers that look drawn, the same in every run (Knuth's linear congruential generator).
pub(crate) struct Drawn(pub(crate) u64);

impl Drawn {
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % end
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[self.below(all.len())]
    }
}

/// A directory, and whom call manager has of it.
struct Site {
    ldif: String,
    users: Vec<String>,
}

const UNITS: [&str; 4] = [
    "OU=Plant,DC=works,DC=test",
    "OU=Lab,OU=Plant,DC=works,DC=test",
    "OU=Office,DC=works,DC=test",
    "OU=Gone,DC=works,DC=test",
];

fn site(drawn: &mut Drawn) -> Site {
    let mut ldif = format!("dn: {DOMAIN}\nobjectClass: domain\ndc: works\n\n");
    let mut users = Vec::new();
    for n in 0..PEOPLE {
        let unit = if n % 11 == 0 { UNITS[3] } else { UNITS[drawn.below(3)] };
        let control = drawn.of(&["512", "512", "512", "66048", "514"]);
        ldif.push_str(&format!(
            "dn: CN=W{n},{unit}\nobjectClass: person\nobjectClass: user\nsAMAccountName: w{n}\nsn: Worker{n}\n\
             mail: w{n}@works.test\nuserAccountControl: {control}\ndepartment: {}\nl: {}\n",
            drawn.of(&["Press", "Paint", "Press"]),
            drawn.of(&["Ulm", "Köln", "Bonn"]),
        ));
        if drawn.below(3) > 0 {
            ldif.push_str(&format!("memberOf: CN=Phone,OU=Groups,{DOMAIN}\n"));
        }
        ldif.push('\n');
        if control != "514" && drawn.below(6) > 0 {
            users.push(format!("w{n}"));
        }
    }
    for n in 0..4 {
        ldif.push_str(&format!(
            "dn: CN=PC{n},{}\nobjectClass: person\nobjectClass: user\nobjectClass: computer\nsAMAccountName: PC{n}$\n\
             department: Press\n\n",
            UNITS[n % 4]
        ));
    }
    Site { ldif, users }
}

fn search(drawn: &mut Drawn) -> (String, String) {
    let base = drawn.of(&[DOMAIN, DOMAIN, UNITS[0], UNITS[1], UNITS[2]]).to_owned();
    let group = format!("(memberOf=CN=Phone,OU=Groups,{DOMAIN})");
    let not_group = format!("(!{group})");
    let clauses = [
        "(objectClass=user)",
        "(objectClass=person)",
        "(department=Press)",
        "(l=Ulm)",
        "(|(l=Ulm)(l=Bonn))",
        "(!(l=Köln))",
        "(userAccountControl=512)",
        "(!(userAccountControl:1.2.840.113556.1.4.803:=2))",
        "(mail=*)",
        "(sn=X*)",
        group.as_str(),
        not_group.as_str(),
        "(objectCategory=computer)",
    ];
    let count = 1 + drawn.below(3);
    let chosen: Vec<&str> = (0..count).map(|_| drawn.of(&clauses)).collect();
    let filter = if count == 1 { chosen[0].to_owned() } else { format!("(&{})", chosen.concat()) };
    (base, filter)
}

fn evidence(site: &Site, base: &str, filter: &str) -> Evidence {
    let parsed = filter::parse(filter).unwrap();
    let query = directory::Query { user_id: "sAMAccountName", base: Some(base), filter: Some(&parsed) };
    let people = directory::read(site.ldif.clone().into_bytes(), &query).unwrap().table;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cm.csv");
    let rows: String = site.users.iter().map(|id| format!("W,Worker{},{id},{id}@works.test\n", &id[1..])).collect();
    fs::write(&path, format!("FIRST NAME,LAST NAME,USER ID,MAIL ID\n{rows}")).unwrap();
    let tables = Tables {
        call_manager: Some(call_manager::load(&path).unwrap().table.into()),
        directory: Some(people),
        settings: Settings {
            ldap_synchronization: Some(true),
            directory_attribute: Some("sAMAccountName".into()),
            ..Settings::default()
        },
        ..Tables::default()
    };
    Evidence {
        asked: Asked::default(),
        vantages: vec![crate::offline::place()],
        identity: Some(join(&tables)),
        ..Evidence::default()
    }
}

/// What each check says of each subject: passed, failed, or left open.
pub(crate) fn said(evidence: &Evidence) -> [BTreeSet<String>; 3] {
    let mut said: [BTreeSet<String>; 3] = Default::default();
    for (check, outcome) in checks::run(evidence) {
        let place = match outcome.verdict {
            Verdict::Pass(_) => 0,
            Verdict::Fail(_) => 1,
            Verdict::Skip(Skip::Undecided(_)) => 2,
            Verdict::Skip(_) => continue,
        };
        said[place].insert(format!("{} {}", check.code, outcome.about));
    }
    said
}

/// The changes that the report advises, each with its words.
pub(crate) fn advised(evidence: &Evidence) -> Vec<(String, Change)> {
    let outcomes = checks::run(evidence);
    let steps = explain(evidence, &outcomes).into_iter().flat_map(|diagnosis| diagnosis.fix);
    steps.flat_map(|step| step.changes.clone().into_iter().map(move |change| (step.to_string(), change))).collect()
}

/// A synchronisation with the new search: whoever is inside and has nothing that keeps them out comes.
fn synchronised(mut site: Site, after: &Evidence) -> Site {
    let missing = after.identity.as_ref().unwrap().in_call_manager.as_ref().unwrap();
    let come = missing.differences.iter().filter(|found| found.class == Class::NotSynced);
    site.users.extend(come.filter_map(|found| found.directory_id.clone()));
    site
}

#[test]
fn every_search_that_is_advised_mends_something_and_breaks_nothing() {
    let (mut tried, mut wrong) = (0, Vec::new());
    for seed in 0..SITES {
        let mut drawn = Drawn(seed);
        let site_now = site(&mut drawn);
        let (base, filter) = search(&mut drawn);
        let before = evidence(&site_now, &base, &filter);
        let [passed, failed, _] = said(&before);
        for (words, change) in advised(&before) {
            let Change::Search { base: new_base, filter: new_filter } = change else { continue };
            tried += 1;
            let site_then = Site { ldif: site_now.ldif.clone(), users: site_now.users.clone() };
            let after = evidence(&site_then, &new_base, &new_filter);
            let site_then = synchronised(site_then, &after);
            let inside = after.identity.as_ref().unwrap().rows.directory_in_scope.unwrap();
            let [_, fail_after, open] = said(&evidence(&site_then, &new_base, &new_filter));
            let broken: Vec<&String> = fail_after.intersection(&passed).collect();
            let lost = |identity: &Evidence| {
                let found = identity.identity.as_ref().unwrap().left_out.as_ref().unwrap();
                found.barriers.iter().map(|barrier| barrier.users).sum::<u64>()
            };
            let told = format!("it matches {inside} entries");
            let fewer = lost(&after) < lost(&before) && fail_after.len() <= failed.len() && open.is_empty();
            if !broken.is_empty() || !fewer || !(words.contains(&told) || words.contains("1 entry")) {
                wrong.push(format!(
                    "site {seed}, {base} {filter}:\n  {words}\n  broken {broken:?}, left out {} then {}, inside {inside}, open {open:?}",
                    lost(&before),
                    lost(&after)
                ));
            }
        }
    }
    assert!(tried > 50, "only {tried}");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}
