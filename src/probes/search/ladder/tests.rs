use super::*;

fn parsed(text: &str) -> Filter {
    filter::parse(text).unwrap()
}

#[test]
fn narrows_to_enabled_people_without_repeating_a_clause() {
    use crate::evidence::search::Sample;
    let some = || Sample { count: 1, dns: Vec::new() };
    let wide = Matched { computers: some(), disabled: some(), ..Matched::default() };
    for (text, matched, active_directory, narrow) in [
        (
            "(objectClass=user)",
            &wide,
            true,
            "(&(objectClass=user)(objectCategory=person)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))",
        ),
        (
            "(&(objectcategory=PERSON)(mail=*))",
            &Matched { contacts: some(), ..Matched::default() },
            true,
            "(&(objectcategory=PERSON)(mail=*)(objectClass=user))",
        ),
        (
            "(|(uid=*)(cn=*))",
            &Matched { others: some(), ..Matched::default() },
            false,
            "(&(|(uid=*)(cn=*))(objectClass=person))",
        ),
        (
            "(uid=*)",
            &Matched { computers: some(), ..Matched::default() },
            false,
            "(&(uid=*)(objectClass=person)(!(objectClass=computer)))",
        ),
    ] {
        assert_eq!(narrowed(&parsed(text), matched, active_directory, false).to_string(), narrow);
    }
}

#[test]
fn speaks_the_words_of_this_directory() {
    let better = |text: &str, active_directory| {
        rewritten(&parsed(text), &|part| person_class(part, active_directory)).to_string()
    };
    assert_eq!(better("(&(objectCategory=person)(mail=*))", false), "(&(objectClass=person)(mail=*))");
    assert_eq!(better("(&(objectCategory=person)(objectClass=user))", false), "(objectClass=person)");
    assert_eq!(better("(!(objectClass=user))", false), "(!(objectClass=person))");
    assert_eq!(better("(objectClass=inetOrgPerson)", true), "(&(objectCategory=person)(objectClass=user))");
    assert_eq!(better("(objectClass=user)", true), "(objectClass=user)");
}

#[test]
fn a_class_that_is_almost_one_of_people_is_that_one() {
    for (class, active_directory, meant) in [
        ("users", true, Some("user")),
        ("persons", true, Some("person")),
        ("inetOrgPersn", false, Some("inetOrgPerson")),
        ("intOrgPerson", false, Some("inetOrgPerson")),
        ("eduPerson", false, None),
        ("natperson", true, None),
        ("computer", true, None),
        ("contact", true, None),
        ("user", false, None),
        ("printer", true, None),
    ] {
        assert_eq!(mistyped_class(class.as_bytes(), active_directory), meant, "{class}");
    }
}
