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
        let open: &[&str] = match matched.disabled.count {
            0 => &[],
            _ => &["(!(userAccountControl:1.2.840.113556.1.4.803:=2))"],
        };
        assert_eq!(narrowed(&parsed(text), matched, active_directory, open).to_string(), narrow);
    }
}

#[test]
fn leaves_out_who_is_disabled_by_the_attribute_that_says_so() {
    use crate::evidence::search::Sample;
    let disabled = Matched { disabled: Sample { count: 2, dns: Vec::new() }, ..Matched::default() };
    let bits = "(&(objectclass=user)(!(UserAccountControl:1.2.840.113556.1.4.803:=2)))";
    let lightweight = ["(!(msDS-UserAccountDisabled=TRUE))"];
    assert_eq!(
        narrowed(&parsed(bits), &disabled, false, &lightweight).to_string(),
        "(&(objectclass=user)(!(UserAccountControl:1.2.840.113556.1.4.803:=2))(!(msDS-UserAccountDisabled=TRUE)))"
    );
    let two = ["(!(nsAccountLock=TRUE))", "(!(loginDisabled=TRUE))"];
    assert_eq!(
        narrowed(&parsed("(uid=*)"), &disabled, false, &two).to_string(),
        "(&(uid=*)(!(nsAccountLock=TRUE))(!(loginDisabled=TRUE)))"
    );
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
