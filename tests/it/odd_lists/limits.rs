//! Exports that end where programs and servers stop, are of another domain, or hold nobody.

use super::site::{Site, site};
use super::told;

/// So many people as users of call manager; the directory's export has the first of them.
fn of(users: usize, people: usize) -> (Site, String) {
    let mut site = site();
    let first = site.people[0].clone();
    site.people = (0..users)
        .map(|n| {
            let mut person = first.clone();
            let id = format!("crew{n:04}");
            (person.account, person.dn) = (id.clone(), format!("CN={id},{}", super::BASE));
            person.user = [id.clone(), format!("{id}@quay.test"), "1".into(), "agreement-1".into()];
            person.presence = [id.clone(), format!("{id}@quay.test"), String::new(), format!("{id}@quay.test")];
            person.user_guid = String::new();
            person
        })
        .collect();
    site.contacts = vec![("crew0001".into(), "crew0002".into())];
    let entries = site.directory().replace("objectGUID:: AAAAAAAAAAAAAAAAAAAAAA==\n", "");
    let text = entries.split_inclusive("\n\n").take(people).collect();
    (site, text)
}

#[test]
fn an_export_that_ends_at_a_limit_accuses_nobody_who_is_missing() {
    for (users, people, status) in [(540, 500, 3), (540, 499, 1), (500, 500, 0), (1010, 1000, 3)] {
        let (site, text) = of(users, people);
        let report = site.judge([text, site.users(), site.presence()], None);
        assert_eq!(report.exit_code, status, "{people} of {users}: {:?}", told(&report).1);
        let says = report.outcomes.iter().any(|outcome| outcome.message.contains("is where programs and servers stop"));
        assert_eq!(says, status == 3, "{people} of {users}");
    }
}

#[test]
fn an_export_of_another_domain_decides_nothing() {
    let own = site();
    let [people, users, presence] = [own.directory(), own.users(), own.presence()];
    // Another directory, in which some have the same names.
    let guid = |n: u8| format!("objectGUID:: {}", data_encoding::BASE64.encode(&[n; 16]));
    let other = (0..12_u8).fold(people.replace("DC=quay,DC=test", "DC=dock,DC=test"), |text, n| {
        text.replace(&format!("{}\n", guid(n)), &format!("{}\n", guid(n + 90)))
    });
    for asked in [None, Some("hand4")] {
        let report = own.judge([other.clone(), users.clone(), presence.clone()], asked);
        assert_eq!(told(&report), (3, vec![]), "{asked:?}");
        assert!(report.outcomes.iter().any(|outcome| outcome.message.contains("is of DC=dock,DC=test")), "{asked:?}");
    }
    // The same people: the base is wrong.
    let same = people.replace("DC=quay,DC=test", "DC=dock,DC=test");
    assert_eq!(told(&own.judge([same, users, presence], None)).1[0].0, "filter-too-narrow");
}

#[test]
fn contact_lists_of_nobody_prove_nothing() {
    let mut site = site();
    site.contacts.clear();
    assert_eq!(told(&site.check()), (3, vec![]));
}
