//! IDs that the directory has for other people than call manager.

use ucdoctor::evidence::identity::Missing;

use super::site::{Person, site};
use super::told;

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
        site.contacts.clear();
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
