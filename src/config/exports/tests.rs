use super::agreements::misspelt;
use super::*;
use crate::people::DirectoryUsers;

#[test]
fn a_base_typed_otherwise_is_refused_with_what_is_meant() {
    let mut people = DirectoryUsers::default();
    for name in ["CN=Ada,OU=Crew,DC=firm,DC=test", "CN=Ben,OU=Crew,DC=firm,DC=test"] {
        people.dn.push(name);
        people.in_scope.push(Tri::No);
    }
    for (typed, meant) in [
        ("'OU=Crew,DC=firm,DC=test'", Some("OU=Crew,DC=firm,DC=test (2 of")),
        ("firm.test/Crew", Some("OU=Crew,DC=firm,DC=test (2 of")),
        ("LDAP://dc1.firm.test/OU=Crew,DC=firm,DC=test", Some("OU=Crew,DC=firm,DC=test (2 of")),
        ("Crew", Some("OU=Crew,DC=firm,DC=test (2 of")),
        ("everybody here", Some("is no distinguished name")),
        // A sound name of another place is told by the comparison.
        ("OU=Other,DC=firm,DC=test", None),
        ("OU=Crew,DC=firm,DC=test", None),
    ] {
        let why = misspelt(typed, &people);
        match meant {
            Some(meant) => assert!(why.as_deref().is_some_and(|why| why.contains(meant)), "{typed}: {why:?}"),
            None => assert_eq!(why, None, "{typed}"),
        }
    }
    people.in_scope.fill(Tri::Yes);
    assert_eq!(misspelt("'OU=Crew,DC=firm,DC=test'", &people), None);
}

#[test]
fn the_name_of_a_group_is_no_filter() {
    let why = format!("{:#}", parse("CN=Night (East),OU=Groups,DC=firm,DC=test").unwrap_err());
    assert!(why.contains(r"(memberOf=CN=Night \28East\29,OU=Groups,DC=firm,DC=test)"), "{why}");
    assert!(parse("(cn=Night)").is_ok());
}
