//! People who are renamed, or lack what a synchronisation needs.

use ucdoctor::report::Report;

use super::site::{Site, site};
use super::{one, told};

/// Everybody, then the one person.
fn both(site: &Site, id: &str) -> [Report; 2] {
    let texts = || [site.directory(), site.users(), site.presence()];
    [site.judge(texts(), None), site.judge(texts(), Some(id))]
}

fn steps(report: &Report) -> String {
    report.diagnoses.iter().flat_map(|found| found.fix.clone()).collect::<Vec<_>>().join(" ")
}

/// Call manager needs a last name, and takes one of several people with one mail address.
#[test]
fn whom_the_next_synchronisation_passes_over_is_told() {
    let (mut nameless, mut shared) = (site(), site());
    nameless.people[6].last_name.clear();
    shared.people[6].mail = Some("h2.mate@quay.test".into());
    for (mut site, says) in [(nameless, "Fill"), (shared, "mail address of their own")] {
        for report in both(&site, "hand6") {
            assert_eq!(told(&report), (0, one("attribute-missing", 1)), "{says}");
            assert!(steps(&report).contains(says), "{}", steps(&report));
        }
        assert_eq!(told(&both(&site, "hand7")[1]), (0, vec![]), "somebody else");
        // No synchronisation makes them active again before that is mended.
        site.people[6].user[2] = "2".into();
        let [all, asked] = both(&site, "hand6");
        assert_eq!((told(&all).1, told(&asked).1), (one("inactive-user", 1), one("inactive-user", 1)));
        for report in [all, asked] {
            assert!(!steps(&report).contains("Start a synchronisation"), "{}", steps(&report));
        }
    }
    // Call manager has taken both already.
    let mut taken = site();
    taken.people[6].user[1] = "h2.mate@quay.test".into();
    taken.people[6].presence[3] = "h2.mate@quay.test".into();
    assert_eq!(told(&taken.check()), (0, vec![]));
    // An export in two parts, of which one has no last names.
    let mut parts = site();
    parts.people[5..].iter_mut().for_each(|person| person.last_name.clear());
    assert_eq!(told(&parts.check()), (3, vec![]));
}

/// Some are inactive everywhere; half of those who should not be, by a synchronisation that missed them, are all about to go.
#[test]
fn half_of_all_users_inactive_is_no_warning() {
    let inactive = |count: usize, control: u32| {
        let mut site = site();
        for person in site.people.iter_mut().take(count) {
            (person.user[2], person.control) = ("2".into(), control);
        }
        told(&site.check())
    };
    assert_eq!(inactive(5, 512), (0, one("inactive-user", 5)));
    assert_eq!(inactive(6, 512), (1, one("inactive-user", 6)));
    assert_eq!(inactive(8, 514), (0, one("inactive-user", 8)), "they left");
}

#[test]
fn a_person_of_whom_first_name_and_number_stayed_is_renamed() {
    let renamed = |change: fn(&mut Site)| {
        let mut site = site();
        for (n, person) in site.people.iter_mut().enumerate() {
            let number = format!("+47 22 00 3{n:02}");
            (person.first_name, person.telephone) = (["Ann".into(), "Ann".into()], [number.clone(), number]);
            person.user_guid.clear();
        }
        (site.people[4].account, site.people[4].mail) = ("afjell".into(), Some("ann.fjell@quay.test".into()));
        site.people[4].last_name = "Fjell".into();
        change(&mut site);
        told(&site.check())
    };
    assert_eq!(renamed(|_| ()), (1, one("user-id-mismatch", 1)));
    let both = || vec![("not-in-directory".to_owned(), Some(1)), ("not-in-call-manager".to_owned(), Some(1))];
    // A successor has the number; another object is another person; a number of two is that of a room.
    assert_eq!(renamed(|site| site.people[4].first_name[0] = "Bo".into()), (1, both()));
    let known = |site: &mut Site| {
        for person in &mut site.people {
            let guid = if person.account == "afjell" { 99 } else { person.guid };
            person.user_guid = format!("{guid:02x}").repeat(16);
        }
    };
    assert_eq!(renamed(known), (1, both()));
    let room = |site: &mut Site| {
        let number = site.people[4].telephone[0].clone();
        (site.people[5].account, site.people[5].telephone) = ("bskog".into(), [number.clone(), number]);
        site.people[5].mail = Some("bo.skog@quay.test".into());
    };
    assert_eq!(renamed(room).1.len(), 2);
}

/// An old presence domain is one fault of all lists, and of a few it is theirs.
#[test]
fn contact_lists_under_another_domain_than_the_addresses() {
    for (owner, contact, code) in [
        ("@shore.test", "@shore.test", (1, one("presence-domain-mismatch", 12))),
        ("@shore.test", "", (0, one("presence-domain-mismatch", 12))),
        ("", "@shore.test", (1, one("stale-contact", 12))),
    ] {
        let mut site = site();
        for (of, to) in &mut site.contacts {
            of.push_str(owner);
            to.push_str(contact);
        }
        let report = site.check();
        assert_eq!(told(&report), code, "{owner} {contact}");
        let renames = ucdoctor::identity::renames(report.evidence.identity.as_ref().unwrap()).count();
        assert_eq!(renames, if owner.is_empty() { 12 } else { 0 }, "{owner} {contact}");
    }
    let mut site = site();
    site.contacts[3].0.push_str("@shore.test");
    assert_eq!(told(&site.check()), (0, one("stale-contact", 1)));
    // The configuration has the old one: that is what contradicts.
    site.settings.presence_domain = Some("shore.test".into());
    assert_eq!(told(&site.check()).1[0].0, "presence-domain-mismatch");
}

/// Half of the people have an address in the new domain already, and all contacts are of before.
#[test]
fn a_change_of_domain_that_was_done_by_halves_is_one_finding() {
    let mut site = site();
    site.settings.presence_domain = Some("shore.test".into());
    for person in &mut site.people[..7] {
        person.presence[1] = person.presence[1].replace("quay.test", "shore.test");
    }
    assert_eq!(told(&site.check()), (1, one("presence-domain-mismatch", 12)));
}

/// Directory URIs bring their own domain: the default one, which no address has, is that of before.
#[test]
fn lists_of_before_a_new_domain_of_directory_uris_are_one_finding() {
    let mut site = site();
    site.settings.address_scheme = Some(ucdoctor::evidence::identity::AddressScheme::DirectoryUri);
    for person in &mut site.people {
        let uri = format!("{}@shore.test", person.user[0]);
        (person.presence[1], person.presence[2]) = (uri.clone(), uri);
    }
    assert_eq!(told(&site.check()), (1, one("presence-domain-mismatch", 12)));
}

#[test]
fn a_number_as_it_is_stored_is_called_so() {
    let mut site = site();
    site.people[3].telephone[0] = "+47 22 00 303".into();
    site.people[5].number = "81774".into();
    for (asked, says) in [("+47 22 00 303", "it is the telephone number of"), ("81774", "it is the employeeNumber of")]
    {
        let report = site.judge([site.directory(), site.users(), site.presence()], Some(asked));
        assert_eq!(told(&report), (1, one("user-unknown", 1)), "{asked}");
        assert!(report.diagnoses[0].summary.contains(says), "{}", report.diagnoses[0].summary);
    }
}

/// What a spreadsheet takes from all numbers of one list is no fault of the others.
#[test]
fn lists_of_addresses_that_were_in_a_spreadsheet_are_to_be_exported_again() {
    let mut site = site();
    for (n, person) in site.people.iter_mut().enumerate() {
        person.account = format!("00{}", 6200 + n);
        (person.user[0], person.presence[0]) = (person.account.clone(), person.account.clone());
        person.presence[1] = format!("{}@quay.test", person.account);
    }
    let entries = |front: &str| (0..12).map(|n| (format!("{front}{}", 6200 + n), format!("{front}{}", 6205))).collect();
    site.contacts = entries("00");
    assert_eq!(told(&site.check()), (0, vec![]));
    site.contacts = entries("");
    let report = site.check();
    assert_eq!(told(&report), (3, vec![]));
    let says = |words: &str| report.outcomes.iter().any(|outcome| outcome.message.contains(words));
    assert!(says("no number in the contact lists") && !says("another cluster") && !says("had earlier"));
    // Presence's list as CSV, whose addresses are text and keep their zeros.
    site.contacts = entries("00");
    for keeps in [true, false] {
        let rows = site.people.iter().map(|person| {
            let lost = person.account.trim_start_matches('0');
            format!("{lost},{}@quay.test,t\n", if keeps { &person.account } else { lost })
        });
        let presence = "userid,imaddress,enablecups\n".to_owned() + &rows.collect::<String>();
        let report = site.judge([site.directory(), site.users(), presence], None);
        assert_eq!(told(&report), (3, vec![]), "{keeps}");
    }
}

/// Whoever is one too many on presence has no address that could be right.
#[test]
fn users_of_another_presence_cluster_are_one_finding() {
    let site = site();
    let row = |(id, domain): (String, &str)| format!("{id},{id}@{domain},t\n");
    let own = site.people.iter().map(|person| (person.account.clone(), "quay.test"));
    let rows: String = own.chain((0..3).map(|n| (format!("cook{n}"), "shore.test"))).map(row).collect();
    for below in ["", "(15 rows affected)\n", "\n15 row(s) retrieved.\n"] {
        let presence = format!("userid,imaddress,enablecups\n{rows}{below}");
        let report = site.judge([site.directory(), site.users(), presence], None);
        assert_eq!(told(&report), (1, one("not-on-presence", 3)), "{below}");
    }
}

#[test]
fn who_has_the_id_of_somebody_else_now_is_one_finding_with_it() {
    for knows_guid in [true, false] {
        let mut site = site();
        site.people[3].account = "hand4".into();
        site.people.iter_mut().filter(|_| !knows_guid).for_each(|person| person.user_guid.clear());
        for asked in [None, Some("hand3"), Some("hand4")] {
            let report = site.judge([site.directory(), site.users(), site.presence()], asked);
            let codes: Vec<&str> = report.diagnoses.iter().map(|found| found.code.as_str()).collect();
            assert_eq!((report.exit_code, codes), (1, vec!["duplicate-user-id"]), "{knows_guid} {asked:?}");
        }
    }
}

/// The directory's addresses got a new domain: no other attribute is to be mapped.
#[test]
fn a_new_domain_of_all_ids_is_asked_about_first() {
    let mut site = site();
    for person in &mut site.people {
        let id = format!("{}@quay.test", person.account);
        person.account = format!("{}@shore.test", person.account);
        (person.user[0], person.presence[0]) = (id.clone(), id.clone());
        person.presence[1] = format!("{}@quay.test", id.replace('@', "\\40"));
    }
    site.contacts.clear();
    let report = site.check();
    assert_eq!(told(&report), (1, one("user-id-mismatch", 12)));
    assert!(steps(&report).contains("shore.test in place of quay.test"), "{}", steps(&report));
    assert!(!steps(&report).contains("ID-006"), "{}", steps(&report));
}

/// Whoever is outside base and filter stays out of call manager for a reason that is seen.
#[test]
fn a_contact_outside_the_base_is_told_so() {
    let mut site = site();
    let people = site.people[3].dn.replace("OU=Crew", "OU=Shore");
    let other = format!("dn: {people}\nobjectClass: user\nsn: Mate\nsAMAccountName: hand3\n\n");
    site.people.remove(3);
    site.contacts.retain(|(owner, _)| owner != "hand3");
    let report = site.judge([site.directory() + &other, site.users(), site.presence()], None);
    assert_eq!(told(&report), (1, one("not-in-call-manager", 1)));
    assert!(steps(&report).contains("below the search base"), "{}", steps(&report));
}

/// A deleted agreement leaves its users inactive and without one; the next one takes them again.
#[test]
fn an_inactive_user_without_an_agreement_is_told_where_the_search_finds_them() {
    let mut left = site();
    (left.people[8].user[2], left.people[8].user[3]) = ("2".into(), "NULL".into());
    for report in both(&left, "hand8") {
        assert_eq!(told(&report).1, one("inactive-user", 1));
        assert!(steps(&report).contains("Start a synchronisation"), "{}", steps(&report));
    }
    // Nobody but an administrator closed a user whom the directory does not have.
    let entry = |report: &str| report.replace("sAMAccountName: hand8\n", "sAMAccountName: other8\n");
    left.people[8].guid = 77;
    left.people[8].mail = Some("somebody.else@quay.test".into());
    let asked = left.judge([entry(&left.directory()), left.users(), left.presence()], Some("hand8"));
    assert!(steps(&asked).contains("User Status"), "{}", steps(&asked));
}

/// Call manager has another attribute than presence and directory: one finding, of everybody and of one person.
#[test]
fn an_id_that_presence_and_directory_share_is_one_finding() {
    let mut by_mail = site();
    for person in &mut by_mail.people {
        person.user[0].clone_from(&person.user[1].clone());
        person.presence[3].clear();
    }
    let mut by_number = site();
    for (n, person) in by_number.people.iter_mut().enumerate() {
        let number = format!("61{n:02}");
        person.telephone = [format!("+44 20 7946 {number}"), String::new()];
        (person.user[0], person.presence[3]) = (number, String::new());
    }
    for (site, code) in [(by_mail, "user-id-mismatch"), (by_number, "user-id-is-extension")] {
        for report in both(&site, "hand5") {
            let codes: Vec<String> = told(&report).1.into_iter().map(|(code, _)| code).collect();
            assert_eq!(codes, [code]);
        }
    }
}

/// A number is one with and without what stands in front of it.
#[test]
fn a_contact_by_another_form_of_a_number_is_found() {
    let mut site = site();
    for (n, person) in site.people.iter_mut().enumerate() {
        let number = format!("3460055{n:04}");
        person.account.clone_from(&number);
        person.presence[..2].clone_from_slice(&[number.clone(), format!("{number}@quay.test")]);
        person.user[0] = number;
    }
    site.contacts = (0..12).map(|n| (format!("3460055{n:04}"), format!("3460055{:04}", (n + 5) % 12))).collect();
    assert_eq!(told(&site.check()), (0, vec![]));
    site.contacts[2].1 = "+34600550007".into();
    site.contacts[3].1 = "0034600550008".into();
    let report = site.check();
    assert_eq!(told(&report), (1, one("stale-contact", 2)));
    assert!(steps(&report).contains("--write-renames"), "{}", steps(&report));
}

/// Exchange keeps earlier addresses of a mailbox, and that of SIP, in `proxyAddresses`.
#[test]
fn a_contact_by_a_further_address_is_found() {
    let mut site = site();
    site.contacts[0].1 = "kaptein.mate".into();
    let with = |addresses: &str| {
        site.directory().replace("sAMAccountName: hand7\n", &format!("sAMAccountName: hand7\n{addresses}"))
    };
    let judged = |directory: String, person| site.judge([directory, site.users(), site.presence()], person);
    let exact = "proxyAddresses: X500:/o=quay\nproxyAddresses: SIP:kaptein.mate@quay.test\nproxyAddresses: smtp:h7@shore.test\n";
    for (addresses, suggests) in [(exact, true), ("proxyAddresses: smtp:other@quay.test\n", false)] {
        let report = judged(with(addresses), None);
        assert_eq!(told(&report), (1, one("stale-contact", 1)), "{addresses}");
        assert_eq!(steps(&report).contains("--write-renames"), suggests, "{}", steps(&report));
    }
    let asked = judged(with(exact), Some("h7@shore.test"));
    assert_eq!(told(&asked), (1, one("stale-contact", 1)), "who is asked for by it is found");
}
