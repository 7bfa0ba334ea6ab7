use super::*;

type Attributes<'a> = &'a [(&'a str, &'a [&'a str])];

fn tally(people: &[(&str, Attributes<'_>)]) -> Matched {
    let mut tally = Tally::new("sAMAccountName");
    for (dn, attributes) in people {
        let mut seen = Seen::default();
        for (name, values) in *attributes {
            seen.note(name.as_bytes(), values.iter().map(|value| value.as_bytes()), b"sAMAccountName");
        }
        tally.count(dn.as_bytes(), &seen);
    }
    tally.finish(ReadEnd::default()).matched
}

#[test]
fn every_entry_is_of_one_kind() {
    let user: &[&str] = &["top", "Person", "user"];
    let matched = tally(&[
        ("cn=a", &[("objectClass", user), ("SAMACCOUNTNAME", &["a"]), ("sn", &["A"]), ("mail", &["A@corp"])]),
        ("cn=b", &[("objectClass", user), ("sAMAccountName", &["b"]), ("sn", &[" "]), ("mail", &["a@Corp "])]),
        ("cn=pc", &[("objectClass", &["user", "computer"]), ("userAccountControl", &["4098"])]),
        ("cn=pc2", &[("objectClass", user), ("sAMAccountName", &["PC2$"])]),
        ("cn=c", &[("objectClass", &["person", "contact"])]),
        ("cn=g", &[("objectClass", &["top", "group"]), ("sAMAccountName", &["g"])]),
        (
            "cn=off",
            &[("objectClass", user), ("sAMAccountName", &["off"]), ("sn", &["O"]), ("userAccountControl", &["514"])],
        ),
        (
            "cn=neg",
            &[
                ("objectClass", user),
                ("sAMAccountName", &["neg"]),
                ("sn", &["N"]),
                ("userAccountControl", &["-2147483646"]),
            ],
        ),
        ("cn=svc", &[("objectClass", user), ("sAMAccountName", &["svc-ucm"]), ("sn", &["S"])]),
        (
            "cn=sql",
            &[
                ("objectClass", user),
                ("sAMAccountName", &["sql"]),
                ("sn", &["S"]),
                ("servicePrincipalName", &["MSSQL/x"]),
            ],
        ),
        ("cn=none", &[("objectClass", user), ("sn", &["N"])]),
        ("cn=hidden", &[("sAMAccountName", &["h"]), ("sn", &["H"])]),
        ("cn=policy", &[("cn", &["policy"])]),
        ("cn=built-in", &[("objectClass", user), ("isCriticalSystemObject", &["TRUE"])]),
        ("cn=off2", &[("objectClass", user), ("mail", &["a@corp"]), ("userAccountControl", &["514"])]),
    ]);
    let counts = [
        matched.entries,
        matched.computers.count,
        matched.contacts.count,
        matched.others.count,
        matched.disabled.count,
        matched.service_like.count,
        matched.without_user_id.count,
        matched.without_last_name.count,
        matched.duplicate_mail.count,
    ];
    assert_eq!(counts, [15, 2, 1, 2, 3, 3, 1, 1, 1]);
    assert_eq!(matched.duplicate_mail.dns, ["cn=b"]);
    assert_eq!((matched.unwanted(), matched.people()), (8, 4));
}

#[test]
fn a_second_look_lists_everybody_who_shares_an_address() {
    let people = ["a@corp", "b@corp", " A@Corp"].map(|mail| Seen {
        person: true,
        mail: Some(mail.as_bytes()),
        ..Seen::default()
    });
    let count = |mut tally: Tally<'_>| {
        people.iter().zip(["cn=a", "cn=b", "cn=c"]).for_each(|(seen, dn)| tally.count(dn.as_bytes(), seen));
        tally.finish(ReadEnd::default())
    };
    let first = count(Tally::new("uid"));
    assert_eq!((first.matched.duplicate_mail.dns, first.shared.len()), (vec!["cn=c".to_owned()], 1));
    let second = count(Tally::sharing("uid", Of::Mail, &first.shared));
    assert_eq!(second.matched.duplicate_mail.dns, ["cn=a", "cn=c"]);
}

#[test]
fn user_ids_are_told_where_nobody_compares_them() {
    let people = ["jroth", "mfalk", "JRoth ", ""].map(|id| Seen {
        person: true,
        last_name: true,
        user_id: Some(id.as_bytes()).filter(|id| !id.is_empty()),
        ..Seen::default()
    });
    let count = |mut tally: Tally<'_>| {
        people.iter().zip(["cn=a", "cn=b", "cn=c", "cn=d"]).for_each(|(seen, dn)| tally.count(dn.as_bytes(), seen));
        tally.finish(ReadEnd::default())
    };
    assert_eq!(count(Tally::new("uid")).matched.duplicate_user_id, None);
    let first = count(Tally::new("uid").with_ids());
    let shared = first.ids.shared();
    assert_eq!((first.matched.duplicate_user_id.unwrap().dns, shared.len()), (vec!["cn=c".to_owned()], 1));
    let second = count(Tally::sharing("uid", Of::UserId, &shared));
    assert_eq!(second.matched.duplicate_user_id.unwrap().dns, ["cn=a", "cn=c"]);
    let of_another_base = count(Tally::new("uid").after(first.ids));
    assert_eq!(of_another_base.matched.duplicate_user_id.unwrap().dns, ["cn=a", "cn=b", "cn=c"]);
}

#[test]
fn tells_services_by_their_names() {
    for (name, service) in [
        ("svc-ucm", true),
        ("svc_backup", true),
        ("sql.service", true),
        ("test01", true),
        ("Test", true),
        ("jdoe-admin", true),
        ("HealthMailbox1a2b", true),
        ("krbtgt", true),
        ("jdoe", false),
        ("testa", false),
        ("admiral", false),
        ("contest", false),
        ("jdoe@test.example", false),
    ] {
        assert_eq!(like_a_service(name.as_bytes()), service, "{name}");
    }
}

#[test]
fn keeps_few_names() {
    let mut sample = Sample::default();
    (0..5000).for_each(|_| note(&mut sample, b"cn=x", EXAMPLES));
    assert_eq!((sample.count, sample.dns.len()), (5000, EXAMPLES));
}
