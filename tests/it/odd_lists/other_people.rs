//! IDs that the directory has for other people than call manager.

use ucdoctor::evidence::identity::{AddressScheme, Class, Missing};

use super::site::{Person, Site, site};
use super::{one, told};

/// What is judged of a site whose bulk export has names and numbers, after the directory has changed.
fn with_names(guids: bool, change: impl Fn(&mut [Person])) -> (u8, Vec<(String, Option<u64>)>) {
    let mut site = site();
    let names = ["Ada", "Bo", "Cai", "Dag", "Eli", "Finn", "Gro", "Hege", "Ine", "Jan", "Kai", "Liv"];
    for (n, (person, name)) in site.people.iter_mut().zip(names).enumerate() {
        person.first_name = [name.into(), name.into()];
        person.telephone = [format!("+47 22 00 3{n:02}"), format!("+47 22 00 3{n:02}")];
    }
    let row = |person: &Person| {
        let guid = if guids { person.user_guid.as_str() } else { "" };
        format!("{},{},Mate,{},{},{guid}\n", person.user[0], person.first_name[1], person.user[1], person.telephone[1])
    };
    let users = site.people.iter().map(row).collect::<String>();
    let users = "USER ID,FIRST NAME,LAST NAME,MAIL ID,TELEPHONE NUMBER,UNIQUE IDENTIFIER\n".to_owned() + &users;
    change(&mut site.people);
    let texts = [site.directory(), users, site.presence()];
    let report = site.judge(texts, None);
    told(&report)
}

#[test]
fn an_id_that_another_person_has_is_left_open() {
    let given_away = |guids, first_name: &str, last_name: &str, mail: &str, telephone: &str| {
        with_names(guids, |people| {
            let person = &mut people[4];
            person.guid = if guids { 99 } else { person.guid };
            person.first_name[0] = first_name.into();
            person.last_name = last_name.into();
            person.mail = Some(mail.into());
            person.telephone[0] = telephone.into();
        })
    };
    let (own, open, closed) = ("+47 22 00 304", (3, vec![]), (0, vec![]));
    // Another object.
    assert_eq!(given_away(true, "Kai", "Olsen", "kai.olsen@quay.test", own), open);
    assert_eq!(given_away(true, "Even", "Mate", "even.mate@quay.test", own), open);
    // The account was made anew; the person has another mail address.
    assert_eq!(given_away(true, "Eli", "Mate", "eli.mate@shore.test", own), closed);
    // Nothing tells of objects: a successor with the same last name, and somebody with the desk of the one before.
    assert_eq!(given_away(false, "Even", "Mate", "even.mate@quay.test", "+47 22 00 777"), open);
    assert_eq!(given_away(false, "Kai", "Olsen", "kai.olsen@quay.test", own), open);
    // A marriage and another desk; a name in full; names the other way round.
    assert_eq!(given_away(false, "Eli", "Fjell", "eli.fjell@quay.test", "+47 22 00 777"), closed);
    assert_eq!(given_away(false, "Elisabeth", "Mate", "elisabeth@quay.test", "+47 22 00 777"), closed);
    assert_eq!(given_away(false, "Mate", "Eli", "eli.mate@quay.test", "+47 22 00 777"), closed);
    // Two who swapped their IDs; both mail addresses are known.
    let swapped = with_names(false, |people| {
        let (one, other) = (people[2].account.clone(), people[9].account.clone());
        for (person, id, last_name) in [(2, other, "Sand"), (9, one, "Vik")] {
            people[person].account = id;
            people[person].last_name = last_name.into();
        }
    });
    assert_eq!(swapped, open);
}

/// A column that was sorted alone.
#[test]
fn rows_that_were_torn_apart_are_to_be_exported_again() {
    let report = |sorted: bool| {
        let names = ["Zoe Aas", "Yngve Berg", "Vera Dahl", "Uno Foss", "Tor Hagen", "Siri Lund"];
        let names = names.iter().chain(&["Rolf Moen", "Pia Nes", "Odd Rud", "Nils Sand", "Mia Tveit", "Lars Vik"]);
        let people: Vec<(&str, &str)> = names.filter_map(|name| name.split_once(' ')).collect();
        let mut ids: Vec<String> = people.iter().map(|(first, last)| format!("{}{last}", &first[..1])).collect();
        let mut site = site();
        for ((person, (first, last)), id) in site.people.iter_mut().zip(&people).zip(&ids) {
            (person.account, person.mail) = (id.clone(), Some(format!("{first}.{last}@quay.test")));
            (person.first_name[0], person.last_name) = ((*first).into(), (*last).into());
            person.presence = [id.clone(), format!("{id}@quay.test"), String::new(), String::new()];
        }
        site.contacts = vec![(ids[0].clone(), ids[1].clone())];
        if sorted {
            ids.sort();
        }
        let row =
            |((first, last), id): (&(&str, &str), &String)| format!("{id},{first},{last},{first}.{last}@quay.test\n");
        let rows: String = people.iter().zip(&ids).map(row).collect();
        site.judge(
            [site.directory(), "USER ID,FIRST NAME,LAST NAME,MAIL ID\n".to_owned() + &rows, site.presence()],
            None,
        )
    };
    assert_eq!(told(&report(false)), (0, vec![]));
    let report = report(true);
    assert_eq!(told(&report), (3, vec![]));
    let gaps = &report.evidence.identity.as_ref().unwrap().gaps;
    assert!(gaps.iter().any(|gap| gap.kind == Missing::TornApart && gap.count == 12), "{gaps:?}");
}

/// Some releases make a renamed person anew, and delete the old user with all that belongs to it.
#[test]
fn an_inactive_user_who_is_another_user_now_is_renamed() {
    let renamed = |change: fn(&mut Person)| {
        let mut site = site();
        site.people.iter_mut().for_each(|person| person.user_guid.clear());
        let names = |person: &mut Person, name: &str| person.first_name = [name.into(), name.into()];
        site.people.iter_mut().for_each(|person| names(person, "Ann"));
        let mut old = site.people[4].clone();
        old.user[2] = "2".into();
        let new = &mut site.people[4];
        (new.account, new.user[0]) = ("afjell".into(), "afjell".into());
        new.last_name = "Fjell".into();
        new.presence = ["afjell", "afjell@quay.test", "", ""].map(str::to_owned);
        change(new);
        let [people, mut users, presence] = [site.directory(), site.users(), site.presence()];
        let row = site.users().lines().nth(2 + 4).unwrap().replace("afjell", "hand4 ");
        users.push_str(&format!("{}\n", row.replace(" 1 ", " 2 ")));
        site.contacts.retain(|(of, to)| of != "hand4" && to != "hand4");
        let report = site.judge([people, users, presence], None);
        let inactive = report.evidence.identity.as_ref().unwrap().inactive.as_ref().unwrap().differences.clone();
        assert_eq!(inactive.len(), 1, "{inactive:?}");
        (inactive[0].class, inactive[0].directory_id.clone())
    };
    assert_eq!(renamed(|_| ()), (Class::Renamed, Some("afjell".to_owned())));
    // A successor has the mail address.
    let successor = |person: &mut Person| person.first_name[0] = "Bo".into();
    assert_eq!(renamed(successor), (Class::Gone, None));
}

/// Where user IDs are mail addresses, one that two have is one fault.
#[test]
fn a_shared_mail_address_that_is_the_user_id_is_one_finding() {
    let mut by_mail = site();
    by_mail.settings.directory_attribute = Some("mail".into());
    for person in &mut by_mail.people {
        person.user[0] = person.user[1].clone();
        person.presence[0] = person.user[1].clone();
        person.presence[1] = format!("{}@quay.test", person.user[1]);
    }
    by_mail.contacts = vec![(by_mail.people[1].presence[1].clone(), by_mail.people[2].presence[1].clone())];
    assert_eq!(told(&by_mail.check()), (0, vec![]));
    by_mail.people[7].mail = Some(by_mail.people[3].user[1].clone());
    assert_eq!(told(&by_mail.check()), (1, one("duplicate-user-id", 2)));
}

#[test]
fn a_mistyped_address_or_name_is_offered() {
    let mut site = site();
    for (n, person) in site.people.iter_mut().enumerate() {
        let name = ["Bjarne", "Solveig", "Torunn", "Eskil"][n % 4];
        person.first_name = [name.into(), name.into()];
        person.last_name = format!("Strand{n}");
    }
    let near = |typed: &str| {
        let texts = [site.directory(), site.users(), site.presence()];
        let report = site.judge(texts, Some(typed));
        report.evidence.identity.as_ref().unwrap().person.as_ref().unwrap().near.clone()
    };
    assert_eq!(near("h11.maet@quay.test")[0], "h11.mate@quay.test");
    assert_eq!(near("Torun Strand10"), ["hand10"]);
    assert_eq!(near("Strand10, Torun"), ["hand10"]);
    assert_eq!(near("Nobody Like-This"), [""; 0]);
}

/// Which attribute holds the addresses that presence makes of directory URIs.
#[test]
fn the_attribute_of_directory_uris_is_found() {
    let mut site = site();
    site.settings.address_scheme = Some(AddressScheme::DirectoryUri);
    for person in &mut site.people {
        (person.presence[1], person.presence[2]) = (person.user[1].clone(), person.user[1].clone());
    }
    site.people[2].mail = Some("changed@quay.test".into());
    let best = |site: &Site| {
        let report = site.check();
        let advice = report.evidence.identity.as_ref().unwrap().uri_advice.clone();
        advice.map(|advice| (advice.users, advice.best.map(|best| (best.attribute, best.covered))))
    };
    assert_eq!(best(&site), Some((12, Some(("mail".to_owned(), 11)))));
    site.people.iter_mut().for_each(|person| person.mail = Some(format!("{}@old.test", person.account)));
    assert_eq!(best(&site), Some((12, None)));
    site.settings.address_scheme = Some(AddressScheme::UserId);
    assert_eq!(best(&site), None);
}

/// Who gets a new mail address keeps the old one as a further address; so does whoever takes over from a leaver.
#[test]
fn a_person_is_known_by_the_address_of_before() {
    let judged = |first_name: &str| {
        let mut site = site();
        for person in &mut site.people {
            person.first_name = ["Ann".into(), "Ann".into()];
            person.user_guid.clear();
        }
        let person = &mut site.people[6];
        (person.account, person.last_name) = ("akvist".into(), "Kvist".into());
        person.first_name[0] = first_name.into();
        person.mail = Some("ann.kvist@quay.test".into());
        let people = site.directory().replace(
            "mail: ann.kvist@quay.test\n",
            "mail: ann.kvist@quay.test\nproxyAddresses: SMTP:ann.kvist@quay.test\nproxyAddresses: smtp:h6.mate@quay.test\n",
        );
        told(&site.judge([people, site.users(), site.presence()], None))
    };
    assert_eq!(judged("Ann"), (1, one("user-id-mismatch", 1)));
    let both = vec![("not-in-directory".to_owned(), Some(1)), ("not-in-call-manager".to_owned(), Some(1))];
    assert_eq!(judged("Bo"), (1, both));
}
