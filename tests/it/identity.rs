//! The join on generated sites: everything planted is found, in the right class, and nothing else.

#[path = "generate/exports.rs"]
mod exports;
mod sites;

use std::fs;
use std::sync::Arc;

use ucdoctor::check::Stage;
use ucdoctor::evidence::Evidence;
use ucdoctor::evidence::identity::{Class, Comparison, Difference, Identity, Settings, Transform};
use ucdoctor::identity::{Tables, join};
use ucdoctor::people::{CallManagerUsers, DirectoryUsers, ID_ATTRIBUTES, Tri};
use ucdoctor::render::text::Style;
use ucdoctor::report::{Judging, Report};

use super::cli::{text, ucdoctor};
use super::generate::{self, Claim, Random, Site, files};

#[test]
fn all_that_is_planted_is_found_and_nothing_else() {
    for (size, every, seeds) in [(10, 10, 0..30), (1000, 10, 0..10), (20_000, 10, 0..1)] {
        for seed in seeds {
            let site = Site::new(size, every, seed);
            let wrong = site.wrong(&join(&site.tables()));
            assert!(wrong.is_empty(), "{size} people, seed {seed}:\n{}", wrong.join("\n"));
        }
    }
}

/// The large site has every class, so the test above means something.
#[test]
fn every_class_is_planted() {
    let classes: Vec<Class> = Site::new(20_000, 10, 0).planted.keys().map(|(_, class)| *class).collect();
    for class in [
        Class::WhiteSpace,
        Class::DomainPart,
        Class::LookAlike,
        Class::DigitsFormat,
        Class::Extension,
        Class::Renamed,
        Class::Gone,
        Class::OutOfScope,
        Class::InScope,
        Class::Ambiguous,
        Class::NoLastName,
        Class::NoUserId,
        Class::DuplicateMail,
        Class::DuplicateId,
        Class::IllegalId,
        Class::Disabled,
        Class::NotSynced,
        Class::Missing,
        Class::NotEnabled,
        Class::NoNode,
        Class::Extra,
        Class::Domain,
        Class::Scheme,
        Class::DuplicateUri,
    ] {
        assert!(classes.contains(&class), "{class:?}");
    }
}

#[test]
fn case_differences_are_counted_only() {
    let identity = join(&Site::new(1000, 10, 1).tables());
    let compared = identity.in_directory.unwrap();
    assert!(compared.case_only > 10 && compared.differences.iter().all(|found| found.class != Class::Case));
    assert!(compared.case_samples.len() <= 20 && !compared.case_samples.is_empty());
}

/// Where user IDs come from: attribute and transform, what `directory.search.user_id` says, and whether mail tells who is who.
fn advised_site(attribute: &str, transform: Transform, size: usize, with_mail: bool, random: &mut Random) -> Tables {
    let (mut users, mut directory) = (CallManagerUsers::default(), DirectoryUsers::default());
    for n in 0..size {
        let values: Vec<String> = ID_ATTRIBUTES.iter().map(|name| value(name, n, random)).collect();
        let place = ID_ATTRIBUTES.iter().position(|name| *name == attribute).unwrap();
        let digits: String = values[place].chars().filter(char::is_ascii_digit).collect();
        let end = |count: usize| digits[digits.len() - count..].to_owned();
        users.id.push(&match transform {
            Transform::AsIs => values[place].to_uppercase(),
            Transform::WithoutDomain => values[place].trim_start_matches("sip:").split('@').next().unwrap().to_owned(),
            Transform::Digits => digits.clone(),
            Transform::WithoutCountryCode => end(10),
            Transform::Last7 => end(7),
            Transform::Last5 => end(5),
            Transform::Last4 => end(4),
        });
        users.mail.push(if with_mail { &values[2] } else { "" });
        users.from_ldap.push(Tri::Yes);
        users.active.push(Tri::Yes);
        directory.dn.push(&format!("CN={n},DC=corp,DC=example"));
        directory.id.push(&values[0]);
        for (column, value) in directory.attributes.iter_mut().zip(&values) {
            column.push(value);
        }
        directory.disabled.push(Tri::No);
        directory.in_scope.push(Tri::Yes);
    }
    let settings = Settings {
        directory_attribute: Some("sAMAccountName".to_owned()),
        client_attribute: Some("sAMAccountName".to_owned()),
        ..Settings::default()
    };
    Tables { call_manager: Some(users.into()), directory: Some(directory), settings, ..Tables::default() }
}

/// Values that have nothing to do with each other.
fn value(attribute: &str, n: usize, random: &mut Random) -> String {
    match attribute {
        "sAMAccountName" => format!("acc{}x{n}", random.below(1000)),
        "userPrincipalName" => format!("upn{n}@corp.example"),
        "mail" => format!("first.last{n}@corp.example"),
        "uid" => format!("uid-{n}"),
        "employeeNumber" => format!("E{:06}", 100_000 + n * 7),
        "employeeID" => format!("{}", 40_000_000 + n * 3),
        "telephoneNumber" => format!("+1 555 {:03} {:04}", 200 + n % 700, (n * 37 + 1111) % 10_000),
        "ipPhone" => format!("{}", 60_000 + n),
        "mobile" => format!("+49171{:07}", 5_000_000 + n * 11),
        "msRTCSIP-PrimaryUserAddress" => format!("sip:sipuser{n}@corp.example"),
        _ => format!("Person Number {n}"),
    }
}

#[test]
fn the_advisor_names_the_right_attribute_on_30_sites() {
    let truths = [
        ("sAMAccountName", Transform::AsIs),
        ("userPrincipalName", Transform::AsIs),
        ("userPrincipalName", Transform::WithoutDomain),
        ("mail", Transform::AsIs),
        ("mail", Transform::WithoutDomain),
        ("uid", Transform::AsIs),
        ("employeeNumber", Transform::AsIs),
        ("employeeID", Transform::AsIs),
        ("telephoneNumber", Transform::AsIs),
        ("telephoneNumber", Transform::Digits),
        ("telephoneNumber", Transform::Last4),
        ("ipPhone", Transform::AsIs),
        ("mobile", Transform::WithoutCountryCode),
        ("mobile", Transform::Last7),
        ("msRTCSIP-PrimaryUserAddress", Transform::WithoutDomain),
    ];
    let mut random = Random::new(4);
    for (nth, (attribute, transform)) in truths.iter().cycle().take(30).enumerate() {
        let tables = advised_site(attribute, *transform, 40 + nth * 20, nth < 15, &mut random);
        let advice = join(&tables).advice.unwrap();
        let best = advice.best.as_ref().map(|best| (best.attribute.as_str(), best.transform));
        assert_eq!(best, Some((*attribute, *transform)), "site {nth}: {advice:#?}");
    }
}

#[test]
fn noise_gets_no_advice() {
    let mut random = Random::new(9);
    for nth in 0..10 {
        let mut tables = advised_site("uid", Transform::AsIs, 200, nth % 2 == 0, &mut random);
        let users = tables.call_manager.as_mut().map(Arc::make_mut).unwrap();
        let mut ids = ucdoctor::people::Column::default();
        // Nine of ten IDs are right, or none is.
        (0..200).for_each(|n| {
            ids.push(&if nth < 5 && n % 10 != 0 { format!("uid-{n}") } else { format!("noise{}", random.next()) });
        });
        users.id = ids;
        let advice = join(&tables).advice.unwrap();
        // Without mail the tenth are nobody, as far as the exports tell, and say nothing about attributes.
        let expected = (nth < 5 && nth % 2 == 1).then_some("uid");
        assert_eq!(advice.best.as_ref().map(|best| best.attribute.as_str()), expected, "site {nth}: {advice:#?}");
    }
}

/// Users who left say nothing about attributes, however many of a small site they are; where most are nobody in the
/// directory, the exports may not belong together.
#[test]
fn users_who_are_nobody_do_not_count_against_an_attribute() {
    let mut random = Random::new(11);
    for (size, gone, expected) in [
        (6, 1, Some("ipPhone")),
        (40, 9, Some("ipPhone")),
        (300, 140, Some("ipPhone")),
        (40, 24, None),
        (300, 180, None),
    ] {
        let mut tables = advised_site("ipPhone", Transform::AsIs, size, true, &mut random);
        let people = tables.directory.as_mut().unwrap();
        people.in_scope[..gone].fill(Tri::No);
        for column in &mut people.attributes {
            let mut left = ucdoctor::people::Column::default();
            (0..size).for_each(|n| left.push(if n < gone { "" } else { column.at(n) }));
            *column = left;
        }
        let advice = join(&tables).advice.unwrap();
        let client = advice.client.as_ref().map(|client| client.covered);
        let best = advice.best.as_ref().map(|best| best.attribute.as_str());
        assert_eq!((best, client), (expected, Some(0)), "{gone} of {size}: {advice:#?}");
    }
}

/// One exception of a few users is a renamed person, and not another attribute for all.
#[test]
fn one_renamed_person_of_a_few_leaves_the_attribute_decided() {
    let mut random = Random::new(12);
    for (size, expected) in [(4, None), (5, Some("employeeID")), (12, Some("employeeID"))] {
        let mut tables = advised_site("employeeID", Transform::AsIs, size, true, &mut random);
        let users = tables.call_manager.as_mut().map(Arc::make_mut).unwrap();
        let mut ids = ucdoctor::people::Column::default();
        (0..size).for_each(|n| ids.push(if n == 1 { "smith" } else { users.id.at(n) }));
        users.id = ids;
        let advice = join(&tables).advice.unwrap();
        assert_eq!(advice.best.as_ref().map(|best| best.attribute.as_str()), expected, "{size}: {advice:#?}");
    }
}

/// Two attributes with the same values: sAMAccountName wins, two others are a tie.
#[test]
fn equal_attributes_are_a_tie_unless_one_is_the_usual_one() {
    let mut random = Random::new(2);
    let mut tables = advised_site("uid", Transform::AsIs, 100, true, &mut random);
    let people = tables.directory.as_mut().unwrap();
    people.attributes[5] = people.attributes[3].clone();
    let advice = join(&tables).advice.unwrap();
    assert!(advice.tie && advice.best.is_none());
    let people = tables.directory.as_mut().unwrap();
    people.attributes[0] = people.attributes[3].clone();
    let advice = join(&tables).advice.unwrap();
    assert_eq!(advice.best.unwrap().attribute, "sAMAccountName");
}

/// Every user has the value of this attribute as ID, and so have many others in the directory: it tells nobody apart.
#[test]
fn an_attribute_that_many_share_is_not_advised() {
    let mut random = Random::new(3);
    let mut tables = advised_site("ipPhone", Transform::AsIs, 100, true, &mut random);
    assert_eq!(join(&tables).advice.unwrap().best.unwrap().attribute, "ipPhone");
    let place = ID_ATTRIBUTES.iter().position(|name| *name == "ipPhone").unwrap();
    let people = tables.directory.as_mut().unwrap();
    for n in 0..100 {
        people.dn.push(&format!("CN=again {n},DC=corp,DC=example"));
        people.id.push(&format!("again{n}"));
        for (column, name) in people.attributes.iter_mut().zip(ID_ATTRIBUTES) {
            let shared = if name == "ipPhone" { value(name, n / 2, &mut random) } else { format!("{name} {n}") };
            column.push(&shared);
        }
        people.disabled.push(Tri::No);
        people.in_scope.push(Tri::Yes);
    }
    let advice = join(&tables).advice.unwrap();
    assert_eq!(advice.best, None, "{place}: {advice:#?}");
}

/// A folder with the exports of a site and a configuration that names them and no server.
fn folder(site: &Site) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let [users, directory, presence, contacts] = files(&site.tables());
    for (name, text) in [("cm.csv", users), ("ad.ldif", directory), ("imp.csv", presence), ("lists.csv", contacts)] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let configuration = "[directory.search]\nbase = \"OU=People,DC=corp,DC=example\"\nexport = \"ad.ldif\"\n\
        [call_manager]\nusers = \"cm.csv\"\nldap_synchronization = true\n\
        [presence]\nusers = \"imp.csv\"\ncontacts = \"lists.csv\"\ndomain = \"corp.example\"\naddress_scheme = \"user-id\"\n";
    fs::write(folder.path().join("ucdoctor.toml"), configuration).unwrap();
    folder
}

/// Exports alone: no server is configured and none is asked.
#[test]
fn exports_are_checked_without_any_network() {
    let site = Site::new(20_000, 10, 3);
    let folder = folder(&site);
    let output = ucdoctor(folder.path())
        .args(["check", "--only", "identity", "-o", "text", "-o", "json=r.json", "--write-renames", "renames.csv"])
        .output()
        .unwrap();
    let shown = text(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{shown}{}", text(&output.stderr));
    assert!(shown.contains("stale-contact") && shown.contains("user-id-mismatch"), "{shown}");
    let bytes = fs::read(folder.path().join("r.json")).unwrap();
    let report: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
    let found = identity(&bytes);
    assert_eq!(site.wrong(&found), Vec::<String>::new(), "what is read from files is what was written to them");
    let items = |class: &str| {
        let outcomes = report["outcomes"].as_array().unwrap().iter();
        outcomes.flat_map(|o| o["items"].as_array().unwrap()).filter(|item| item["class"] == class).count()
    };
    let planted = |claim, class| site.planted.get(&(claim, class)).map_or(0, Vec::len);
    assert_eq!(items("no-last-name"), planted(Claim::InCallManager, Class::NoLastName));
    let extensions = planted(Claim::InDirectory, Class::Extension) + planted(Claim::Contacts, Class::Extension);
    assert_eq!(items("extension"), extensions);
    let renames = fs::read_to_string(folder.path().join("renames.csv")).unwrap();
    assert!(renames.starts_with("Contact ID, New Contact ID\n") && renames.lines().count() > 1, "{renames}");
}

fn identity(report: &[u8]) -> Identity {
    ucdoctor::report::saved::evidence(report).unwrap().identity.unwrap()
}

/// Every form of every file tells the same: nothing is lost or invented by reading.
#[test]
fn what_is_planted_is_found_in_every_form_of_export() {
    let site = Site::new(20_000, 10, 4);
    let folder = tempfile::tempdir().unwrap();
    exports::write(folder.path(), &site.tables());
    for configuration in ["ldif.toml", "csvde.toml", "contacts.toml"] {
        let run = ucdoctor(folder.path())
            .args(["check", "--only", "identity", "-o", "json", "-c", configuration])
            .output()
            .unwrap();
        let mut wrong = site.wrong(&identity(&run.stdout));
        wrong.retain(|what| configuration == "contacts.toml" || !what.starts_with("(Contacts"));
        assert_eq!(wrong, Vec::<String>::new(), "{configuration}");
    }
}

/// A filter that matches one person is shouted; the same filter tried is harmless; a broken one is told with its place.
#[test]
fn a_filter_is_tried_before_call_manager_tries_it() {
    let site = Site::new(100, 0, 5);
    let folder = folder(&site);
    let directory = site.tables().directory.unwrap();
    let one = format!("(sAMAccountName={})", directory.id.at(7));
    for (filter, code, says) in [
        (one.as_str(), 1, "ONE person is matched"),
        ("(sAMAccountName=nobody)", 1, "nobody is matched"),
        ("(sAMAccountName=*)", 0, ""),
        ("(&(sAMAccountName=*)(mail=*)", 2, "--what-if-filter"),
    ] {
        let output =
            ucdoctor(folder.path()).args(["check", "--only", "identity", "--what-if-filter", filter]).output().unwrap();
        let (shown, errors) = (text(&output.stdout), text(&output.stderr));
        let said = format!("{shown}{errors}");
        let flat = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(says), "{filter}: {said}");
        assert_eq!(output.status.code(), Some(code), "{filter}: {said}");
    }
}

/// A site of 200 000 users of whom 5 000 differ, in every class: the text is a page or so, the JSON has all.
#[test]
fn the_text_stays_short_and_the_json_has_everybody() {
    let classes =
        [Class::WhiteSpace, Class::DomainPart, Class::LookAlike, Class::DigitsFormat, Class::Renamed, Class::Ambiguous];
    let difference = |n: usize| Difference {
        class: classes[n % classes.len()],
        call_manager_id: Some(format!("user{n}@corp.example")),
        directory_id: Some(format!("user{n}")),
        suggestion: Some(format!("user{n}")),
        ..Difference::default()
    };
    let differences = (0..5000).map(difference).collect();
    let in_directory = Some(Comparison { compared: 200_000, differences, ..Comparison::default() });
    let identity = Some(Identity { in_directory, ..Identity::default() });
    let evidence = Evidence { identity, ..Evidence::default() };
    let report = Report::judge(evidence, &Judging { only: vec![Stage::Identity], ..Judging::default() });
    let style =
        Style { color: false, unicode: true, width: 100, quiet: false, verbose: false, local: None, plugin: false };
    let mut shown = Vec::new();
    ucdoctor::render::text::render(&report, &style, &mut shown).unwrap();
    let shown = text(&shown);
    assert!(shown.lines().count() < 70, "{} lines:\n{shown}", shown.lines().count());
    assert_eq!(report.outcomes.iter().map(|outcome| outcome.items.len()).sum::<usize>(), 5000);
    assert_eq!(report.diagnoses.len(), 1);
    assert_eq!(report.diagnoses[0].affected_users, Some(5000));
}
