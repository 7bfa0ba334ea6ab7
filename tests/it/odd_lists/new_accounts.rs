//! People whose account was made anew under another ID: who comes back, or was a contractor and is employed.

use ucdoctor::evidence::identity::Class;
use ucdoctor::report::Report;

use super::site::{Site, site};
use super::{one, told};

/// Everybody is called Ida; the fifth has a new account, and the old one is gone.
fn anew(change: impl Fn(&mut Site)) -> Site {
    let mut site = site();
    for person in &mut site.people {
        person.first_name = ["Ida".into(), "Ida".into()];
    }
    (site.people[4].account, site.people[4].guid) = ("ifjord".into(), 77);
    change(&mut site);
    site
}

#[test]
fn a_person_with_a_new_account_is_one_finding() {
    let judged = |change: fn(&mut Site)| told(&anew(change).check());
    assert_eq!(judged(|_| ()), (1, one("user-id-mismatch", 1)));
    assert_eq!(judged(|site| site.people[4].user[2] = "2".into()), (0, one("inactive-user", 1)));
    let both = || vec![("not-in-directory".to_owned(), Some(1)), ("not-in-call-manager".to_owned(), Some(1))];
    // A successor has the mail address; one that several have is nobody's.
    assert_eq!(judged(|site| site.people[4].first_name[0] = "Bo".into()), (1, both()));
    let shared = |site: &mut Site| site.people[5].mail = Some(site.people[4].user[1].clone());
    assert_ne!(judged(shared).1, one("user-id-mismatch", 1));
    // What of the directory was not read may hold the old account.
    let site = anew(|_| ());
    let [mut people, users, presence] = [site.directory(), site.users(), site.presence()];
    people.push_str("dn: CN=Hand 12,OU=Crew,DC=quay,DC=test\nsAMAccountName");
    assert_eq!(told(&site.judge([people, users, presence], None)), (3, vec![]));
}

/// Old accounts are mostly disabled first, and deleted much later.
fn kept(change: impl Fn(&mut Site)) -> Site {
    anew(|site| {
        let mut old = site.people[4].clone();
        (old.account, old.guid, old.control, old.dn) =
            ("hand4".into(), 4, 514, "CN=Old,OU=Crew,DC=quay,DC=test".into());
        site.people.push(old);
        change(site);
    })
}

#[test]
fn a_disabled_account_beside_the_new_one_is_no_second_finding() {
    let judged = |site: Site, person| {
        let only_new = |text: String| {
            let rows: Vec<&str> = text.lines().collect();
            rows[..rows.len() - 1].iter().map(|row| format!("{row}\n")).collect::<String>()
        };
        told(&site.judge([site.directory(), only_new(site.users()), only_new(site.presence())], person))
    };
    assert_eq!(judged(kept(|_| ()), None), (1, one("user-id-mismatch", 1)));
    assert_eq!(judged(kept(|_| ()), Some("hand4")), (1, one("user-id-mismatch", 1)));
    assert_eq!(judged(kept(|_| ()), Some("ifjord")), (1, one("user-id-mismatch", 1)));
    let inactive = || kept(|site| site.people[4].user[2] = "2".into());
    assert_eq!(judged(inactive(), None), (0, one("inactive-user", 1)));
    assert_eq!(judged(inactive(), Some("hand4")), (1, one("inactive-user", 1)));
    // Somebody else is new.
    let other = kept(|site| site.people[4].first_name[0] = "Bo".into());
    assert_eq!(judged(other, None).1.len(), 2);
}

#[test]
fn why_tells_it_by_the_new_id_and_by_the_old_one() {
    let site = anew(|site| site.people[4].user[2] = "2".into());
    for id in ["hand4", "ifjord"] {
        let report = site.judge([site.directory(), site.users(), site.presence()], Some(id));
        assert_eq!(told(&report), (1, one("inactive-user", 1)), "{id}");
        let summary = &report.diagnoses[0].summary;
        let other = if id == "hand4" { "ifjord" } else { "hand4" };
        assert!(summary.contains(&format!("{other:?}")), "{summary}");
    }
}

/// The old user is inactive, the new one is there, and contact lists hold the old address.
fn joined(presence_has_new: bool) -> Report {
    let site = anew(|site| {
        let person = &mut site.people[4];
        (person.user[0], person.user_guid) = ("ifjord".into(), "4d".repeat(16));
        person.presence = ["ifjord", "ifjord@quay.test", "", ""].map(str::to_owned);
        site.contacts.retain(|(of, _)| of != "hand4");
    });
    let [people, mut users, mut presence] = [site.directory(), site.users(), site.presence()];
    let row = users.lines().nth(2 + 4).unwrap().replace("ifjord", "hand4 ").replace(&"4d".repeat(16), &"04".repeat(16));
    users.push_str(&format!("{}\n", row.replace(" 1 ", " 2 ")));
    if !presence_has_new {
        presence = presence.lines().filter(|line| !line.contains("ifjord")).map(|line| format!("{line}\n")).collect();
    }
    site.judge([people, users, presence], None)
}

#[test]
fn contacts_of_the_old_user_are_renamed_to_the_new_one() {
    let report = joined(true);
    assert_eq!(told(&report), (1, one("inactive-user", 1)));
    let identity = report.evidence.identity.as_ref().unwrap();
    assert_eq!(identity.inactive.as_ref().unwrap().differences[0].class, Class::NewAccount);
    let renames: Vec<_> = ucdoctor::identity::renames(identity).map(|rename| (rename.from, rename.to)).collect();
    assert_eq!(renames, [("hand4@quay.test", "ifjord@quay.test")]);
    assert!(report.diagnoses[0].fix.iter().any(|step| step.contains("Rename the contacts")), "{:?}", report.diagnoses);
    let without = joined(false);
    assert_eq!(ucdoctor::identity::renames(without.evidence.identity.as_ref().unwrap()).count(), 0);
}
