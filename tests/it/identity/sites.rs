//! Sites as administrators find them: one fault is one diagnosis, and what is no fault is none.

use ucdoctor::check::Stage;
use ucdoctor::evidence::Evidence;
use ucdoctor::evidence::identity::{AddressScheme, Settings};
use ucdoctor::identity::{Tables, join, renames};
use ucdoctor::people::{CallManagerUsers, Contacts, DirectoryUsers, PresenceUsers, Tri};
use ucdoctor::report::{Judging, Report};

/// One person, as each system has them.
#[derive(Clone)]
struct Person {
    account: String,
    id: String,
    mail: String,
    number: String,
    address: String,
    disabled: Tri,
    in_scope: bool,
    in_directory: bool,
    in_call_manager: bool,
    active: Tri,
    from_ldap: Tri,
    home: Tri,
    enabled: Tri,
    node_by_call_manager: Tri,
    on_presence: bool,
    /// What two others have in their lists for this person.
    contact: String,
}

fn people() -> Vec<Person> {
    let person = |n: usize| Person {
        account: format!("user{n}"),
        id: format!("user{n}"),
        mail: format!("first.last{n}@corp.example"),
        number: format!("{}", 2000 + n),
        address: format!("user{n}@corp.example"),
        disabled: Tri::No,
        in_scope: true,
        in_directory: true,
        in_call_manager: true,
        active: Tri::Yes,
        from_ldap: Tri::Yes,
        home: Tri::Yes,
        enabled: Tri::Yes,
        node_by_call_manager: Tri::Yes,
        on_presence: true,
        contact: format!("user{n}@corp.example"),
    };
    (0..40).map(person).collect()
}

fn tables(people: &[Person]) -> Tables {
    let (mut users, mut presence) = (CallManagerUsers::default(), PresenceUsers::default());
    let (mut contacts, mut directory) = (Contacts::default(), DirectoryUsers::default());
    for person in people {
        if person.in_call_manager {
            users.id.push(&person.id);
            users.mail.push(&person.mail);
            users.extension.push(&person.number);
            users.active.push(person.active);
            users.from_ldap.push(person.from_ldap);
            users.home.push(person.home);
            users.presence.push(person.enabled);
            users.assigned.push(person.node_by_call_manager);
        }
        if person.on_presence {
            presence.id.push(&person.id);
            presence.im_address.push(&person.address);
            presence.directory_uri.push(&person.mail);
            presence.enabled.push(Tri::Yes);
            presence.assigned.push(Tri::Yes);
        }
        if person.in_directory {
            directory.dn.push(&format!("CN={},DC=corp,DC=example", person.account));
            directory.id.push(&person.account);
            let values = [person.account.as_str(), "", &person.mail, "", "", "", "", &person.number, "", "", ""];
            directory.attributes.iter_mut().zip(values).for_each(|(column, value)| column.push(value));
            directory.last_name.push("Last");
            directory.disabled.push(person.disabled);
            directory.in_scope.push(person.in_scope.into());
        }
        let (node, domain) = person.contact.rsplit_once('@').unwrap();
        for owner in ["user38", "user39"] {
            contacts.owner.push(owner);
            contacts.owner_domain.push("corp.example");
            contacts.contact.push(node);
            contacts.contact_domain.push(domain);
        }
    }
    let settings = Settings {
        directory_attribute: Some("sAMAccountName".to_owned()),
        presence_domain: Some("corp.example".to_owned()),
        ..Settings::default()
    };
    let given = (Some(users), Some(presence), Some(contacts), Some(directory));
    let (call_manager, presence, contacts, directory) = given;
    Tables { call_manager: call_manager.map(Into::into), presence, contacts, directory, settings, ..Tables::default() }
}

fn judge(tables: &Tables) -> Report {
    let evidence = Evidence { identity: Some(join(tables)), ..Evidence::default() };
    Report::judge(evidence, &Judging { only: vec![Stage::Identity], ..Judging::default() })
}

/// What is wrong with whom, and what the report makes of it: `CAUSE AFFECTED` each.
type Case = (&'static str, fn(&mut Vec<Person>), &'static [&'static str]);

const CASES: &[Case] = &[
    ("nothing", |_| {}, &[]),
    ("letters in another case", |all| all.iter_mut().step_by(3).for_each(|p| p.id = p.id.to_uppercase()), &[]),
    (
        "half the accounts disabled, and left out by the filter",
        |all| all.iter_mut().step_by(2).for_each(|p| (p.disabled, p.in_scope) = (Tri::Yes, false)),
        &["accounts-closed 20"],
    ),
    (
        "a few moved out of the base",
        |all| all[..3].iter_mut().for_each(|p| p.in_scope = false),
        &["not-in-directory 3"],
    ),
    (
        "contacts whose home is another cluster",
        |all| {
            all[..5].iter_mut().for_each(|p| (p.home, p.enabled, p.on_presence) = (Tri::No, Tri::No, false));
        },
        &[],
    ),
    (
        "contacts whom call manager does not enable",
        |all| all[..5].iter_mut().for_each(|p| (p.enabled, p.on_presence) = (Tri::No, false)),
        &["not-enabled-for-presence 5"],
    ),
    (
        "contacts who are inactive, and whom presence has dropped",
        |all| all[..5].iter_mut().for_each(|p| (p.active, p.on_presence) = (Tri::No, false)),
        &["inactive-user 5"],
    ),
    (
        "contacts who left: disabled, and in no other system",
        |all| {
            for p in &mut all[..5] {
                (p.disabled, p.in_scope, p.in_call_manager, p.on_presence) = (Tri::Yes, false, false, false);
            }
        },
        &["stale-contact 5"],
    ),
    (
        "contacts whom the synchronisation left out",
        |all| all[..5].iter_mut().for_each(|p| (p.in_call_manager, p.on_presence) = (false, false)),
        &["not-in-call-manager 5"],
    ),
    (
        "the domain was changed, the contacts were not",
        |all| all.iter_mut().for_each(|p| p.contact = p.contact.replace("corp", "old")),
        &["stale-contact 40"],
    ),
    (
        "partners, some of whom are called like one of ours",
        |all| {
            for (n, p) in all.iter_mut().enumerate() {
                let node = if n % 2 == 0 { p.account.clone() } else { format!("partner{n}") };
                p.contact = format!("{node}@partner.example");
            }
        },
        &[],
    ),
    // Each part before the @ is a user here, and nobody at that domain is anybody else: an old domain of ours, however
    // few they are. Partners of whom some are only called so stand above.
    (
        "a few contacts at another domain, each of them somebody here",
        |all| all[..5].iter_mut().for_each(|p| p.contact = p.contact.replace("corp", "webex")),
        &["stale-contact 5"],
    ),
    (
        "a few contacts at a former domain, one of whom presence lost",
        |all| {
            all[..6].iter_mut().for_each(|p| p.contact = p.contact.replace("corp", "before"));
            all[2].on_presence = false;
        },
        &["stale-contact 5", "not-on-presence 1"],
    ),
    (
        "a few contacts at a former domain, one of whom has another name since",
        |all| {
            all[..5].iter_mut().for_each(|p| p.contact = p.contact.replace("corp", "merged"));
            all[4].contact = "maiden@merged.example".to_owned();
        },
        &["stale-contact 5"],
    ),
    (
        "a contact whom presence lost, and who is called like somebody else but for a blank",
        |all| {
            let (id, address) = ("user 3".to_owned(), "user 3@corp.example".to_owned());
            all[4].contact = address.clone();
            (all[4].account, all[4].id, all[4].address) = (id.clone(), id, address);
            all[3].on_presence = false;
        },
        &["not-on-presence 1", "illegal-user-id 1"],
    ),
    (
        "addresses made of directory URIs",
        |all| all.iter_mut().for_each(|p| p.address = p.mail.clone()),
        &["stale-contact 40"],
    ),
    ("a bulk export that has no nodes", |all| all.iter_mut().for_each(|p| p.node_by_call_manager = Tri::No), &[]),
    (
        "every ID is an extension, and the client reads the name",
        |all| all.iter_mut().for_each(number_is_id),
        &["user-id-is-extension 40"],
    ),
    (
        "every ID is the mail address, and the client reads the name",
        |all| {
            for p in all {
                p.id = p.mail.clone();
                p.address = format!("{}@corp.example", p.mail);
                p.contact = p.address.clone();
            }
        },
        &["user-id-mismatch 40"],
    ),
    ("one ID is an extension", |all| number_is_id(&mut all[3]), &["user-id-is-extension 1"]),
];

fn number_is_id(person: &mut Person) {
    person.id = person.number.clone();
    person.address = format!("{}@corp.example", person.number);
    person.contact = person.address.clone();
}

#[test]
fn one_fault_is_one_diagnosis() {
    for (what, change, expected) in CASES {
        let mut people = people();
        change(&mut people);
        let mut tables = tables(&people);
        if what.contains("client reads") {
            tables.settings.client_attribute = Some("sAMAccountName".to_owned());
        }
        let report = judge(&tables);
        let found: Vec<String> = report
            .diagnoses
            .iter()
            .map(|found| format!("{} {}", found.code, found.affected_users.unwrap_or_default()))
            .collect();
        assert_eq!(&found, expected, "{what}: {:#?}", report.diagnoses);
    }
}

/// What one person needs is not what all need: the advice for the exceptions leaves the settings of the site alone.
#[test]
fn exceptions_are_corrected_alone() {
    let mut people = people();
    number_is_id(&mut people[3]);
    people[5].id = "user5@corp.example".to_owned();
    people[5].address = "user5@corp.example@corp.example".to_owned();
    people[5].contact = people[5].address.clone();
    let fixes: Vec<String> = judge(&tables(&people)).diagnoses.into_iter().flat_map(|found| found.fix).collect();
    assert_eq!(fixes.len(), 2, "{fixes:?}");
    assert!(fixes.iter().all(|fix| fix.starts_with("Most IDs are right")), "{fixes:?}");
}

/// A changed domain is put right by the rename file.
#[test]
fn contacts_of_a_former_domain_are_renamed() {
    let mut people = people();
    people.iter_mut().for_each(|p| p.contact = p.contact.replace("corp", "old"));
    let identity = join(&tables(&people));
    let found: Vec<_> = renames(&identity).collect();
    assert_eq!(found.len(), 40);
    assert!(found.iter().any(|one| one.from == "user7@old.example" && one.to == "user7@corp.example"));
}

/// Exports write the user part of an address with or without escapes; both are the same address. And a partner who
/// counts people as this site does is no former domain of it.
#[test]
fn escaped_contacts_and_numbers_of_a_partner_are_no_fault() {
    for (address, contact) in
        [("b@usa@corp.example", "b\\40usa@corp.example"), ("b\\40usa@corp.example", "b@usa@corp.example")]
    {
        let mut people = people();
        people[3].account = "b@usa".to_owned();
        people[3].id = "b@usa".to_owned();
        people[3].address = address.to_owned();
        people[3].contact = contact.to_owned();
        let found = join(&tables(&people)).contacts.unwrap();
        assert_eq!(found.differences, [], "{contact}");
    }
    let mut people = people();
    people.iter_mut().enumerate().for_each(|(n, p)| {
        (p.account, p.id) = (format!("{}", 1000 + n), format!("{}", 1000 + n));
        p.address = format!("{}@corp.example", 1000 + n);
        p.contact = format!("{}@partner.example", 1000 + n);
    });
    assert_eq!(join(&tables(&people)).contacts.unwrap().differences, []);
}

/// A contact that has the new ID of somebody is right after the synchronisation that is advised.
#[test]
fn contacts_that_have_the_new_id_already_are_not_renamed() {
    let mut people = people();
    people[3].account = "newname".to_owned();
    people[3].contact = "newname@corp.example".to_owned();
    people[4].contact = "first.last4@corp.example".to_owned();
    let identity = join(&tables(&people));
    let found: Vec<&str> = renames(&identity).map(|one| one.from).collect();
    assert_eq!(found, ["first.last4@corp.example"]);
}

/// Under the scheme that is configured, a person without a directory URI is an exception, not a wrong scheme.
#[test]
fn a_person_without_directory_uri_is_an_exception() {
    let mut people = people();
    people.iter_mut().for_each(|p| {
        p.address = p.mail.clone();
        p.contact = p.mail.clone();
    });
    people[3].mail = String::new();
    let mut tables = tables(&people);
    tables.settings.address_scheme = Some(AddressScheme::DirectoryUri);
    let report = judge(&tables);
    assert_eq!(report.diagnoses.len(), 1, "{:#?}", report.diagnoses);
    assert!(report.diagnoses[0].fix[0].starts_with("Fill the attribute"), "{:?}", report.diagnoses[0].fix);
}
