use super::*;
use crate::evidence::search::End;

#[test]
fn names_what_is_wrong_with_a_base() {
    let contexts = vec!["DC=corp,DC=example".to_owned()];
    let of = |code, right: Option<&str>, near: &[&str], referrals: &[&str]| Base {
        end: End { code, referrals: referrals.iter().map(|&url| url.to_owned()).collect(), ..End::default() },
        naming_contexts: contexts.clone(),
        inside: right.map(str::to_owned),
        last_right: right.map(str::to_owned),
        near: near.iter().map(|&dn| dn.to_owned()).collect(),
        ..Base::default()
    };
    let corp = Some("DC=corp,DC=example");
    for (name, base, cause, words) in [
        (
            "OU=Peple,DC=corp,DC=example",
            of(32, corp, &["OU=People,DC=corp,DC=example"], &[]),
            "base-missing",
            "right up to DC=corp",
        ),
        ("Users,DC=corp,DC=example", of(34, corp, &[], &[]), "base-missing", "is no distinguished name"),
        ("OU=x,DC=other,DC=example", of(32, None, &[], &[]), "base-elsewhere", "outside what this server holds"),
        ("OU=x,DC=crop,DC=example", of(32, None, &[], &[]), "base-missing", "there is no"),
        ("DC=example,DC=corp,OU=x", of(32, None, &["OU=x,DC=corp,DC=example"], &[]), "base-missing", "there is no"),
        ("OU=x,DC=sub,DC=corp,DC=example", of(10, corp, &[], &["ldap://sub"]), "base-elsewhere", "ldap://sub"),
        ("OU=x,DC=corp,DC=example", of(50, corp, &[], &[]), "insufficient-rights", "result 50"),
        ("OU=x,DC=corp,DC=example", of(0, corp, &[], &[]), "insufficient-rights", "hidden"),
        ("OU=x,DC=corp,DC=example", of(53, None, &[], &[]), "search-refused", "result 53"),
    ] {
        let finding = why_not(name, &base, ("(cn=*)", Holds::Domain));
        assert_eq!(finding.cause.name(), cause, "{name}");
        assert!(finding.message.contains(words), "{}", finding.message);
    }
    // A Global Catalog has the domains of its forest, and other directories have none.
    for (holds, words) in [(Holds::Forest, "it is in another forest"), (Holds::Suffixes, "use a server that holds it")]
    {
        let child = why_not("OU=x,DC=isle,DC=corp,DC=example", &of(32, corp, &[], &[]), ("(cn=*)", holds));
        let told = format!("{:?}", child.fix);
        assert!(told.contains(words) && !told.contains("ports 3268"), "{told}");
    }
    let sister = why_not("OU=x,DC=carp,DC=example", &of(32, None, &[], &[]), ("(cn=*)", Holds::Domain));
    let child = why_not("OU=x,DC=sales,DC=corp,DC=example", &of(32, corp, &[], &[]), ("(cn=*)", Holds::Domain));
    assert!(child.fix[0].starts_with("If it is a domain of its own"), "{:?}", child.fix);
    let fix = format!("{:?}", sister.fix);
    assert!(fix.contains("must end in one of DC=corp,DC=example") && fix.contains("Global Catalog"), "{fix}");
}

/// 32 is also what OpenLDAP and 389 Directory Server say of what an account may not read.
#[test]
fn where_not_even_the_head_is_shown_rights_may_lack() {
    let base = |inside: &str, right: Option<&str>| Base {
        end: End { code: 32, ..End::default() },
        naming_contexts: vec![inside.to_owned()],
        inside: Some(inside.to_owned()),
        last_right: right.map(str::to_owned),
        ..Base::default()
    };
    for (name, base, words, rights) in [
        ("ou=Crew,o=harbour", base("o=harbour", None), "may not read it: o=harbour is not shown", true),
        ("o=harbour", base("o=harbour", None), "may not read it: the server says that it holds it", true),
        ("ou=Crew,o=harbour", base("o=harbour", Some("o=harbour")), "right up to o=harbour", false),
    ] {
        let finding = why_not(name, &base, ("(cn=*)", Holds::Suffixes));
        assert!(finding.message.contains(words), "{}", finding.message);
        assert_eq!(finding.fix[0].words.contains("addresses of the nodes"), rights, "{:?}", finding.fix);
    }
}

#[test]
fn what_a_referral_names_is_to_be_looked_at_and_a_right_end_is_no_fault() {
    let of = |referral: &str, holds| {
        let base = Base {
            end: End { code: 10, referrals: vec![referral.to_owned()], ..End::default() },
            naming_contexts: vec!["dc=quay,dc=test".to_owned()],
            ..Base::default()
        };
        let finding = why_not("ou=Far,dc=quay,dc=test", &base, ("(cn=*)", holds));
        finding.fix.iter().map(|step| step.words.clone()).collect::<Vec<_>>()
    };
    let told = of("ldaps://dir9.quay.test:3636/ou=Far,dc=quay,dc=test??sub", Holds::Suffixes);
    assert!(told[0].contains("`ucdoctor check ldaps://dir9.quay.test:3636`"), "{told:?}");
    assert!(told.iter().all(|step| !step.contains("must end in") && !step.contains("Global Catalog")), "{told:?}");
    assert!(of("ldap:///ou=Far", Holds::Suffixes)[0].starts_with("Or take a base"), "no host, no server");
    assert!(of("ldap://dir9/", Holds::Domain)[0].contains("Global Catalog"));
}
