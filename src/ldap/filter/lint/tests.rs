use super::super::parse;
use super::LintKind::*;
use super::*;

const GROUP: &str = "CN=Presence Users,OU=Groups,DC=corp,DC=example";
const ENABLED: &str = "(!(userAccountControl:1.2.840.113556.1.4.803:=2))";

fn active_directory() -> Schema {
    Schema { active_directory: true, ..Schema::default() }
}

fn open_ldap() -> Schema {
    let known = ["cn", "uid", "mail", "objectclass", "memberof", "sn"];
    let attributes = Some(known.iter().map(|&name| name.to_owned()).collect());
    let undefined = [("sn", Matching::Order), ("mail", Matching::Order), ("objectclass", Matching::Pieces)];
    let undefined = undefined.map(|(name, comparison)| (name.to_owned(), comparison)).into();
    Schema { active_directory: false, attributes, undefined }
}

fn kinds(text: &str, schema: &Schema) -> Vec<LintKind> {
    lint(&parse(text).unwrap(), schema).iter().map(|lint| lint.kind).collect()
}

#[test]
fn doubts_about_filters_for_active_directory() {
    let in_group = format!("(&(objectCategory=person)(memberOf={GROUP}){ENABLED})");
    let in_chain = format!("(&(objectCategory=person)(memberOf:1.2.840.113556.1.4.1941:={GROUP}){ENABLED})");
    let table: &[(&str, &[LintKind])] = &[
        // The filter of the field case, its parentheses repaired.
        (
            "(&(objectcategory=person)(memberof=Presence Users,OU=Company Groups,DC=blah,DC=net))",
            &[DisabledIncluded, MemberOfNotDn],
        ),
        (&in_group, &[NestedGroups]),
        (&in_chain, &[]),
        ("(memberOf=CN=Presence*)", &[MemberOfWildcard]),
        ("(memberOf=*)", &[]),
        ("(memberOf=Presence Users)", &[MemberOfNotDn]),
        ("(memberOf=CN=Presence Users)", &[MemberOfNotDn]),
        ("(memberOf=<GUID=0123456789abcdef0123456789abcdef>)", &[NestedGroups]),
        // Cisco's defaults.
        ("(&(objectclass=user)(!(objectclass=Computer))(!(UserAccountControl:1.2.840.113556.1.4.803:=2)))", &[]),
        ("(&(objectclass=user)(!(objectclass=Computer))(!(msDS-UserAccountDisabled=TRUE)))", &[]),
        ("(&(objectCategory=person)(objectClass=user))", &[DisabledIncluded]),
        ("(objectClass=user)", &[ComputersIncluded, DisabledIncluded]),
        ("(objectClass=*)", &[ComputersIncluded, DisabledIncluded]),
        ("(&(objectClass=user)(mail=*))", &[DisabledIncluded, ComputersIncluded]),
        ("(&(objectClass=user)(sn=*))", &[DisabledIncluded]),
        ("(&(objectClass=user)(!(sAMAccountName=*$)))", &[DisabledIncluded, LeadingWildcard]),
        ("(&(sAMAccountType=805306368)(!(userAccountControl=514)))", &[DisabledIncluded]),
        ("(&(sAMAccountType=805306368)(userAccountControl=512))", &[ExactState]),
        ("(|(userAccountControl=544)(userAccountControl=66048))", &[]),
        ("(accountExpires=0)", &[ExactState]),
        ("(|(accountExpires=0)(accountExpires=9223372036854775807))", &[]),
        ("(userAccountControl=4096)", &[ComputersIncluded]),
        ("(manager=*OU=Board*)", &[MemberOfWildcard, LeadingWildcard]),
        ("(objectCategory=pers*)", &[MemberOfWildcard]),
        ("(department=“Sales”)", &[StraySign]),
        ("(department=\"Sales\")", &[StraySign]),
        ("(department==Sales)", &[StraySign]),
        ("(department=The \"Old\" Mill)", &[]),
        ("(sAMAccountName=%(user)s)", &[Placeholder]),
        ("(userPrincipalName=%u@corp.example)", &[Placeholder]),
        ("(memberOf={})", &[NestedGroups, Placeholder]),
        ("(cn=50%@noon)", &[]),
        ("(sAMAccountName=jdoe)", &[]),
        ("(objectClass=group)", &[]),
        ("(cn=*smith)", &[LeadingWildcard]),
        ("(mail=*@corp.example)", &[LeadingWildcard]),
        ("(sAMAccountName=%USERNAME%)", &[Placeholder]),
        ("(sAMAccountName=%u)", &[Placeholder]),
        ("(sAMAccountName={0})", &[Placeholder]),
        ("(sAMAccountName=${user})", &[Placeholder]),
        ("(sAMAccountName=$user)", &[Placeholder]),
        ("(cn=*<name>*)", &[Placeholder, LeadingWildcard]),
        ("(memberOf=CN=x,<base>)", &[NestedGroups, Placeholder]),
        ("(cn=100%)", &[]),
        ("(cn=a$)", &[]),
        ("(cn={01234567-89ab-cdef-0123-456789abcdef})", &[]),
        ("(ou=R&amp;D)", &[XmlLeftover]),
        ("(cn= a)", &[BlankAroundValue]),
        ("(mail=)", &[EmptyValue]),
    ];
    for (text, expected) in table {
        assert_eq!(kinds(text, &active_directory()), *expected, "{text}");
    }
}

#[test]
fn doubts_about_filters_for_other_servers() {
    let in_group = format!("(memberOf={GROUP})");
    let table: &[(&str, &[LintKind])] = &[
        ("(objectClass=inetOrgPerson)", &[]),
        (&in_group, &[]),
        ("(objectClass=user)", &[]),
        ("(objectCategory=person)", &[ActiveDirectoryOnly]),
        ("(memberOf:1.2.840.113556.1.4.1941:=CN=a,DC=b)", &[ActiveDirectoryOnly]),
        ("(UID=a)", &[]),
        ("(cn;lang-de=a)", &[]),
        ("(2.5.4.3=a)", &[]),
        ("(mial=a)", &[UnknownAttribute]),
        ("(sAMAccountName=a)", &[UnknownAttribute]),
    ];
    for (text, expected) in table {
        assert_eq!(kinds(text, &open_ldap()), *expected, "{text}");
    }
}

#[test]
fn suggestions_are_whole_filters_that_lose_the_doubt() {
    let long = format!("(&(objectClass=user)(mail=*){ENABLED})");
    for (text, kind, schema, suggested) in [
        (
            "(&(objectcategory=person)(memberof=Presence Users,OU=Company Groups,DC=blah,DC=net))",
            MemberOfNotDn,
            active_directory(),
            "(&(objectcategory=person)(memberof=CN=Presence Users,OU=Company Groups,DC=blah,DC=net))",
        ),
        (
            "(|(cn=a)(memberOf=CN=g,DC=x))",
            NestedGroups,
            active_directory(),
            "(|(cn=a)(memberOf:1.2.840.113556.1.4.1941:=CN=g,DC=x))",
        ),
        (
            "( & (objectClass=user) (mail=*) )",
            ComputersIncluded,
            active_directory(),
            "(&(objectCategory=person)(objectClass=user)(mail=*))",
        ),
        ("(&(objectClass=user)(mail=*))", DisabledIncluded, active_directory(), &long),
        (
            "(|(objectClass=user)(objectClass=contact))",
            ComputersIncluded,
            active_directory(),
            "(&(objectCategory=person)(|(objectClass=user)(objectClass=contact)))",
        ),
        ("(!(mial=a))", UnknownAttribute, open_ldap(), "(!(mail=a))"),
        ("(&(cn=a)(objectCategory=person))", ActiveDirectoryOnly, open_ldap(), "(&(cn=a)(objectClass=person))"),
        ("(ou=R&amp;D)", XmlLeftover, active_directory(), "(ou=R&D)"),
        ("(cn= a )", BlankAroundValue, active_directory(), "(cn=a)"),
        ("(mail=)", EmptyValue, active_directory(), "(mail=*)"),
    ] {
        let lints = lint(&parse(text).unwrap(), &schema);
        let found = lints.iter().find(|lint| lint.kind == kind).expect(text);
        assert_eq!(found.suggestion.as_deref(), Some(suggested), "{text}");
        assert!(!kinds(suggested, &schema).contains(&kind), "{suggested}");
        assert!(text.get(found.span.clone()).is_some_and(|part| part.starts_with('(')), "{text}: {:?}", found.span);
    }
}
