//! Lists that are odd in themselves or beside the others: one fault is one finding, of whoever has it, and what the lists
//! leave open is no finding.

mod limits;
mod new_accounts;
mod other_people;
mod people;
mod presence;
mod site;
mod why;

use ucdoctor::evidence::identity::AddressScheme;
use ucdoctor::inputs::directory;
use ucdoctor::people::Tri;
use ucdoctor::report::{OutcomeEntry, Report};

use self::site::{BASE, Person, Site, site};

/// Exit status, and the causes with how many people each concerns.
fn told(report: &Report) -> (u8, Vec<(String, Option<u64>)>) {
    let diagnoses = report.diagnoses.iter();
    (report.exit_code, diagnoses.map(|found| (found.code.to_string(), found.affected_users)).collect())
}

fn one(code: &str, affected: u64) -> Vec<(String, Option<u64>)> {
    vec![(code.to_owned(), Some(affected))]
}

/// A name, what is wrong, the exit status, the cause, and whom it concerns.
type Case = (&'static str, fn(&mut Site), u8, &'static str, u64);

#[test]
fn one_fault_is_one_finding() {
    assert_eq!(told(&site().check()), (0, vec![]));
    let cases: [Case; 9] = [
        // Whose account is disabled is inactive rightly: nobody is to synchronise, and presence follows by itself.
        ("leaver", |s| (s.people[3].control, s.people[3].user[2]) = (514, "2".into()), 0, "inactive-user", 1),
        ("inactive", |s| s.people[3].user[2] = "2".into(), 0, "inactive-user", 1),
        // Presence has everybody under the ID before a change of the attribute.
        (
            "renamed in call manager",
            |s| {
                for person in &mut s.people {
                    person.account = person.user[1].clone();
                    person.user[0] = person.user[1].clone();
                }
            },
            1,
            "not-on-presence",
            12,
        ),
        ("an address for an ID", |s| s.people[2].presence[0] = "hand2@quay.test".into(), 1, "not-on-presence", 1),
        // A move to another domain gives everybody another objectGUID.
        (
            "moved domain",
            |s| {
                s.people.iter_mut().for_each(|person| person.user_guid = "ab".repeat(16));
                s.people[1].account = "hand1.mate".into();
            },
            1,
            "user-id-mismatch",
            1,
        ),
        (
            "Kelvin sign",
            |s| {
                let person = &mut s.people[5];
                person.account = "kedge".into();
                person.user[0] = "\u{212a}edge".into();
                person.presence[0] = person.user[0].clone();
            },
            1,
            "user-id-mismatch",
            1,
        ),
        // No list but the directory's has anything else of them: the attribute tells.
        (
            "another attribute",
            |s| {
                s.people.iter_mut().enumerate().for_each(|(n, person)| {
                    person.number = format!("70{n:03}");
                    (person.user[0], person.user[1]) = (person.number.clone(), String::new());
                    (person.presence[0], person.presence[3]) = (person.number.clone(), String::new());
                    person.user_guid = String::new();
                });
            },
            1,
            "user-id-mismatch",
            12,
        ),
        // Contacts have the address that these people should have.
        ("domain of two", |s| s.people[3].presence[1] = "hand3@shore.test".into(), 1, "presence-domain-mismatch", 1),
        ("one URI twice", two_with_one_uri, 1, "directory-uri-conflict", 2),
    ];
    for (name, change, status, code, affected) in cases {
        let mut site = site();
        change(&mut site);
        assert_eq!(told(&site.check()), (status, one(code, affected)), "{name}");
    }
}

/// Two people whose mail address, and so directory URI and address, is one.
fn two_with_one_uri(site: &mut Site) {
    site.settings.address_scheme = Some(AddressScheme::DirectoryUri);
    for person in &mut site.people {
        let mail = person.user[1].clone();
        (person.presence[1], person.presence[2]) = (mail.clone(), mail);
    }
    site.contacts = (0..12).map(|n| (format!("h{n}.mate"), format!("h{}.mate", (n + 5) % 12))).collect();
    let first = site.people[7].presence.clone();
    (site.people[8].presence[1], site.people[8].presence[2]) = (first[1].clone(), first[2].clone());
}

#[test]
fn rows_that_stand_in_two_tables_are_one_user() {
    let site = site();
    let [people, users, presence] = [site.directory(), site.users(), site.presence()];
    let half = |text: &str, from: usize, to: usize| {
        let lines: Vec<&str> = text.lines().collect();
        let rows = lines[2..].iter().skip(from).take(to - from);
        lines[..2].iter().chain(rows).map(|line| format!("{line}\n")).collect::<String>()
    };
    let overlapping = |text: &str| half(text, 0, 8) + "admin:\n" + &half(text, 5, 12);
    let entries: Vec<&str> = people.split_inclusive("\n\n").collect();
    let twice = entries[..9].concat() + &entries[4..].concat();
    let bulk: String =
        site.people.iter().map(|person| format!("Mate,{},{}\n", person.user[0], person.user[1])).collect();
    let head = "LAST NAME,USER ID,MAIL ID\n";
    for (name, texts) in [
        ("twice", [people.clone(), users.clone() + &users, presence.clone() + &presence]),
        ("pages that overlap", [people.clone(), overlapping(&users), overlapping(&presence)]),
        ("searches that overlap", [twice, users.clone(), presence.clone()]),
        ("files behind one another", [people.clone(), format!("{head}{bulk}{head}{bulk}"), presence.clone()]),
    ] {
        assert_eq!(told(&site.judge(texts, None)), (0, vec![]), "{name}");
    }
    // Two rows in one table of presence are two.
    let row = presence.lines().nth(4).unwrap();
    let doubled = format!("{presence}{row}\n");
    assert_eq!(told(&site.judge([people, users, doubled], None)).1[0].0, "duplicate-user-id");
}

#[test]
fn a_list_that_was_cut_or_is_of_another_site_accuses_nobody() {
    let own = site();
    let [people, users, presence] = [own.directory(), own.users(), own.presence()];
    let cut = |text: &str| text[..text.trim_end().len() - 14].to_owned();
    let comma = |text: &str| {
        let rows = text.lines().filter(|line| !line.starts_with('='));
        rows.map(|line| line.split_whitespace().collect::<Vec<_>>().join(",")).collect::<Vec<_>>().join("\n")
    };
    let mut other = site();
    for (n, person) in other.people.iter_mut().enumerate() {
        let mail = format!("n{n}@shore.test");
        person.user = [format!("pilot{n}"), mail.clone(), "1".into(), "agreement-2".into()];
        person.user_guid = format!("{:02x}", n + 100).repeat(16);
        person.presence = [format!("pilot{n}"), format!("pilot{n}@quay.test"), String::new(), mail];
        (person.account, person.guid) = (format!("pilot{n}"), n as u8 + 100);
    }
    for (name, texts) in [
        ("call manager's", [people.clone(), other.users(), presence.clone()]),
        ("the directory's", [other.directory(), users.clone(), presence.clone()]),
        ("presence's", [people.clone(), users.clone(), other.presence()]),
        ("cut", [people.clone(), cut(&users), presence.clone()]),
        ("cut CSV", [people.clone(), cut(&comma(&users)), presence.clone()]),
    ] {
        let report = own.judge(texts, None);
        assert_eq!(told(&report), (3, vec![]), "{name}");
    }
}

/// Presence has its users from call manager: where it has the directory's IDs, call manager's list is the odd one.
#[test]
fn a_list_that_is_behind_or_was_in_a_spreadsheet_is_to_be_exported_again() {
    let mut behind = site();
    (behind.people[4].account, behind.people[4].presence[0]) = ("bosun".into(), "bosun".into());
    assert_eq!(told(&behind.check()), (3, vec![]));
    // All numbers have lost what stands in front.
    let mut numbers = site();
    for (n, person) in numbers.people.iter_mut().enumerate() {
        person.account = format!("00{}", 4700 + n);
        (person.user[0], person.presence[0]) = (person.account.clone(), person.account.clone());
    }
    assert_eq!(told(&numbers.check()), (0, vec![]));
    let bulk = |site: &Site, id: fn(&str) -> String| {
        let row = |person: &Person| format!("Mate,{},{},t\n", id(&person.user[0]), person.user[1]);
        let head = "LAST NAME,USER ID,MAIL ID,ENABLE USER FOR UNIFIED CM IM AND PRESENCE\n";
        head.to_owned() + &site.people.iter().map(row).collect::<String>()
    };
    let shortened: fn(&str) -> String = |id| id.trim_start_matches('0').to_owned();
    let texts = |users| [numbers.directory(), users, numbers.presence()];
    assert_eq!(told(&numbers.judge(texts(bulk(&numbers, str::to_owned)), None)), (0, vec![]));
    assert_eq!(told(&numbers.judge(texts(bulk(&numbers, shortened)), None)), (3, vec![]));
    let properties = |site: &Site, id: fn(&str) -> String| {
        let row = |person: &Person| {
            format!(
                "\"{}\",\"{}\",\"user\",\"{}\",\"Mate\",\"{}\"\n",
                person.dn,
                if person.control == 512 { "True" } else { "False" },
                id(&person.account),
                person.user[1]
            )
        };
        let head =
            "\"DistinguishedName\",\"Enabled\",\"ObjectClass\",\"SamAccountName\",\"Surname\",\"EmailAddress\"\n";
        head.to_owned() + &site.people.iter().map(row).collect::<String>()
    };
    let texts = |people| [people, numbers.users(), numbers.presence()];
    assert_eq!(told(&numbers.judge(texts(properties(&numbers, str::to_owned)), None)), (0, vec![]));
    assert_eq!(told(&numbers.judge(texts(properties(&numbers, shortened)), None)), (3, vec![]));
    // Long ones are shortened to a few digits, all to the same.
    let mut long = site();
    for (n, person) in long.people.iter_mut().enumerate() {
        person.account = format!("4722003{}", 41_000 + n);
        (person.user[0], person.presence[0]) = (person.account.clone(), person.account.clone());
    }
    let rounded: fn(&str) -> String = |_| "4.722E+11".to_owned();
    for mail in [true, false] {
        for person in long.people.iter_mut().filter(|_| !mail) {
            (person.user[1], person.presence[3]) = (String::new(), String::new());
        }
        let texts = [long.directory(), bulk(&long, rounded), long.presence()];
        assert_eq!(told(&long.judge(texts, None)), (3, vec![]), "{mail}");
    }
    let texts = [properties(&long, rounded), long.users(), long.presence()];
    assert_eq!(told(&long.judge(texts, None)).0, 3);
    // Of some it is their own: the others have their zeros.
    numbers.people[2].user[0] = "4702".into();
    numbers.people[2].presence[0] = "4702".into();
    assert_eq!(told(&numbers.check()), (1, one("user-id-mismatch", 1)));
    // What PowerShell calls properties are attributes.
    let mut closed = site();
    closed.people[8].control = 514;
    let texts = [properties(&closed, str::to_owned), closed.users(), closed.presence()];
    assert_eq!(told(&closed.judge(texts, None)), (0, one("accounts-closed", 1)));
}

/// PowerShell shows one class, and Enabled; category and userAccountControl follow.
#[test]
fn what_an_export_implies_decides_a_filter() {
    let text = "\"DistinguishedName\",\"Enabled\",\"ObjectClass\",\"SamAccountName\",\"Surname\"\n\
        \"CN=Kai,OU=Crew,DC=quay,DC=test\",\"True\",\"user\",\"kai\",\"Mate\"\n\
        \"CN=Lea,OU=Crew,DC=quay,DC=test\",\"False\",\"user\",\"lea\",\"Mate\"\n\
        \"CN=PC7,OU=Crew,DC=quay,DC=test\",\"True\",\"computer\",\"PC7$\",\"\"\n";
    let enabled = "(!(userAccountControl:1.2.840.113556.1.4.803:=2))";
    for (filter, inside, open) in [
        ("(&(objectCategory=person)(objectClass=user))".to_owned(), 2, 0),
        (format!("(&(objectClass=user)(!(objectClass=computer)){enabled})"), 1, 0),
        (format!("(&(objectCategory=person){enabled}(department=Deck))"), 0, 1),
        ("(&(objectCategory=person)(!(userAccountControl:1.2.840.113556.1.4.803:=65536)))".to_owned(), 0, 2),
    ] {
        let parsed = ucdoctor::ldap::filter::parse(&filter).unwrap();
        let query = directory::Query { user_id: "sAMAccountName", base: Some(BASE), filter: Some(&parsed) };
        let people = directory::read(text.into(), &query).unwrap().table;
        let count = |wanted| people.in_scope.iter().filter(|&&scope| scope == wanted).count();
        assert_eq!((count(Tri::Yes), count(Tri::Unknown)), (inside, open), "{filter}");
    }
}

/// Where addresses are made of directory URIs, a value that is no address gives nobody one.
#[test]
fn a_directory_uri_that_is_no_address_is_told() {
    for (uri, code) in [("h3.mate", 1), ("h3 mate@quay.test", 1), ("h3@mate@quay.test", 1), ("h3.mate@quay.test", 0)] {
        let mut site = site();
        site.settings.address_scheme = Some(AddressScheme::DirectoryUri);
        for person in &mut site.people {
            let mail = person.user[1].clone();
            (person.presence[1], person.presence[2]) = (mail.clone(), mail);
        }
        (site.people[3].presence[1], site.people[3].presence[2]) = (uri.into(), uri.into());
        site.contacts = vec![("h1.mate".into(), "h2.mate".into())];
        let found = if code == 0 { vec![] } else { one("directory-uri-conflict", 1) };
        assert_eq!(told(&site.check()), (code, found), "{uri}");
    }
}

#[test]
fn contact_lists_of_another_cluster_are_not_to_be_deleted() {
    let mut site = site();
    site.contacts = (0..12).map(|n| (format!("cook{n}"), format!("cook{}", (n + 1) % 12))).collect();
    assert_eq!(told(&site.check()), (3, vec![]));
    site.contacts.push(("hand1".into(), "hand2".into()));
    assert_eq!(told(&site.check()).0, 1);
}

#[test]
fn a_contact_list_of_a_living_person_is_not_to_be_deleted() {
    let mut site = site();
    // The directory renamed them, and everything followed but the export of contact lists.
    for list in [0, 1] {
        site.people[list].account = format!("mate{list}");
        site.people[list].user[0] = format!("mate{list}");
        site.people[list].presence[0] = format!("mate{list}");
        site.people[list].presence[1] = format!("mate{list}@quay.test");
    }
    site.contacts.retain(|(_, contact)| contact != "hand0" && contact != "hand1");
    // Their mail address has the old name.
    for list in [0, 1] {
        site.people[list].user[1] = format!("hand{list}@quay.test");
    }
    assert_eq!(told(&site.check()), (3, vec![]));
    site.people[0].user[1] = "x@quay.test".into();
    site.people[1].user[1] = "y@quay.test".into();
    assert_eq!(told(&site.check()).1[0].0, "stale-contact");
}

#[test]
fn people_are_found_by_whatever_names_them() {
    let site = site();
    let texts = || [site.directory(), site.users(), site.presence()];
    for (asked, status) in [
        ("sip:h4.mate@quay.test", 0),
        ("XMPP:hand4@quay.test", 0),
        ("cn=hand 4, ou=crew, dc=quay, dc=test", 0),
        ("QUAY\\hand4", 1),
        ("\u{ff48}and4", 1),
    ] {
        let report = site.judge(texts(), Some(asked));
        assert_eq!(report.exit_code, status, "{asked}: {:?}", told(&report));
        if status == 1 {
            assert_eq!(told(&report).1, one("user-unknown", 1), "{asked}");
            assert!(report.diagnoses[0].fix[0].contains("hand4"), "{asked}: {:?}", report.diagnoses[0].fix);
        }
    }
    let mut site = self::site();
    (site.people[3].control, site.people[3].user[2]) = (514, "2".into());
    let report = site.judge([site.directory(), site.users(), site.presence()], Some("hand3"));
    assert_eq!(told(&report), (1, one("user-disabled", 1)));
}

/// New people came between two exports: whom presence and the directory have, call manager's older list lacks.
#[test]
fn whom_presence_and_directory_have_call_manager_did_not_lose_for_sure() {
    let (new, mut old) = (site(), site());
    old.people.truncate(10);
    let texts = || [new.directory(), old.users(), new.presence()];
    for person in [None, Some("hand11")] {
        let report = new.judge(texts(), person);
        assert_eq!(told(&report), (3, vec![]), "{person:?}");
        let says = |outcome: &&OutcomeEntry| outcome.message.contains("lacks people, or has other IDs");
        assert!(report.outcomes.iter().any(|outcome| says(&outcome)), "{person:?}");
    }
    // Whom the directory does not have either, presence has one too many.
    let report = new.judge([old.directory(), old.users(), new.presence()], None);
    assert_eq!(told(&report), (1, one("not-on-presence", 2)));
}
