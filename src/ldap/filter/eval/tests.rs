use super::super::parse;
use super::*;

struct Person {
    dn: &'static str,
    values: Vec<(&'static str, &'static [u8])>,
}

impl Entry for Person {
    fn dn(&self) -> &str {
        self.dn
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.values.iter().filter(move |(name, _)| name.eq_ignore_ascii_case(attribute)).map(|(_, value)| *value)
    }

    fn knows(&self, attribute: &str) -> bool {
        attribute != "unseen"
    }
}

fn ann() -> Person {
    Person {
        dn: "CN=Ann Lee,OU=People,DC=corp,DC=example",
        values: vec![
            ("objectClass", b"top"),
            ("objectClass", b"user"),
            ("objectCategory", b"CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example"),
            ("sAMAccountName", b"alee"),
            ("displayName", "Ann Müller-Lee ".as_bytes()),
            ("userAccountControl", b"66048"),
            ("groupType", b"-2147483646"),
            ("memberOf", b"CN=Presence Users,OU=Groups,DC=corp,DC=example"),
            ("memberOf", b"CN=Doe\\, Friends,OU=Groups,DC=corp,DC=example"),
            ("whenCreated", b"20200101000000.0Z"),
            ("photo", b"\xff\xd8A"),
            ("info", b""),
        ],
    }
}

const TABLE: &[(&str, Option<bool>)] = &[
    ("(sAMAccountName=ALEE)", Some(true)),
    ("(samaccountname= alee )", Some(true)),
    ("(sAMAccountName=ale)", Some(false)),
    ("(displayName=ann mÜLLER-lee)", Some(true)),
    ("(displayName=*MÜLL*)", Some(true)),
    ("(displayName=ann*lee)", Some(true)),
    ("(sAMAccountName=al*lee)", Some(false)),
    ("(sAMAccountName=a*e)", Some(true)),
    ("(sAMAccountName=*a*l*e*e*)", Some(true)),
    ("(sAMAccountName=*e*l*)", Some(false)),
    ("(displayName=Ann *)", Some(true)),
    ("(sAMAccountName=bo *)", Some(false)),
    ("(sAMAccountName=alee *)", None),
    ("(displayName=* Lee)", None),
    ("(photo=\\ff\\d8\\41)", Some(true)),
    ("(photo=\\ff\\d8*)", Some(true)),
    ("(cn;lang-de=x)", Some(false)),
    ("(mail=*)", Some(false)),
    ("(!(mail=*))", Some(true)),
    ("(info=*)", Some(true)),
    ("(objectClass=*)", Some(true)),
    ("(objectClass=Person)", Some(true)),
    ("(objectClass=computer)", Some(false)),
    ("(objectCategory=person)", Some(true)),
    ("(objectCategory=user)", Some(true)),
    ("(objectCategory=computer)", Some(false)),
    ("(objectCategory=CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example)", Some(true)),
    ("(memberOf=cn=presence users, ou=groups,dc=CORP,dc=example)", Some(true)),
    ("(memberOf=CN=Presence  Users,OU=Groups,DC=corp,DC=example)", Some(true)),
    ("(memberOf=CN=Doe\\5c2c Friends,OU=Groups,DC=corp,DC=example)", Some(true)),
    ("(memberOf=CN=Presence,OU=Groups,DC=corp,DC=example)", Some(false)),
    ("(memberOf=Presence Users,OU=Groups,DC=corp,DC=example)", None),
    ("(memberOf=CN=Presence*)", None),
    ("(memberOf:1.2.840.113556.1.4.1941:=CN=All)", Some(true)),
    ("(memberOf:1.2.840.113556.1.4.1941:=CN=None)", Some(false)),
    ("(distinguishedName=cn=ann lee,ou=people,dc=corp,dc=example)", Some(true)),
    ("(userAccountControl:1.2.840.113556.1.4.803:=512)", Some(true)),
    ("(userAccountControl:1.2.840.113556.1.4.803:=514)", Some(false)),
    ("(userAccountControl:1.2.840.113556.1.4.804:=514)", Some(true)),
    ("(userAccountControl:1.2.840.113556.1.4.803:=x)", None),
    ("(groupType:1.2.840.113556.1.4.803:=2147483648)", Some(true)),
    ("(userAccountControl>=66048)", Some(true)),
    ("(userAccountControl>=100000)", Some(false)),
    ("(userAccountControl<=9)", Some(false)),
    ("(sAMAccountName>=5)", None),
    ("(whenCreated>=20191231000000.0Z)", Some(true)),
    ("(whenCreated<=20191231000000.0Z)", Some(false)),
    ("(sAMAccountName:=Alee)", Some(true)),
    ("(ou:dn:=peoples)", Some(false)),
    ("(:caseIgnoreMatch:=alee)", None),
    ("(sAMAccountName:1.2.3:=alee)", None),
    ("(unseen=x)", None),
    ("(!(unseen=x))", None),
    ("(&(unseen=x)(mail=*))", Some(false)),
    ("(&(unseen=x)(info=*))", None),
    ("(|(unseen=x)(info=*))", Some(true)),
    ("(|(unseen=x)(mail=*))", None),
    ("(&)", Some(true)),
    ("(|)", Some(false)),
    ("(&(objectclass=user)(!(objectclass=Computer))(!(UserAccountControl:1.2.840.113556.1.4.803:=2)))", Some(true)),
];

#[test]
fn an_entry_matches_as_in_active_directory() {
    let ann = At(ann(), Some(true));
    for (text, expected) in TABLE {
        let matcher = Matcher::new(&parse(text).unwrap());
        let nested = |dn: &str, group: &str| dn.starts_with("CN=Ann") && group == "CN=All";
        assert_eq!(matcher.evaluate(&ann, &nested), *expected, "{text}");
        assert_eq!(matcher.matches(&ann, &nested), *expected == Some(true), "{text}");
    }
}

/// Someone whose server is known, or is not.
struct At(Person, Option<bool>);

impl Entry for At {
    fn dn(&self) -> &str {
        self.0.dn
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        self.0.values(attribute)
    }

    fn knows(&self, attribute: &str) -> bool {
        self.0.knows(attribute)
    }

    fn active_directory(&self) -> Option<bool> {
        self.1
    }
}

#[test]
fn servers_read_some_clauses_otherwise() {
    let (yes, no, open) = (Some(true), Some(false), None);
    for (filter, here, elsewhere, unknown) in [
        ("(sAMAccountName~=ALEE)", yes, yes, yes),
        ("(sAMAccountName~=aleigh)", no, open, open),
        ("(ou:dn:=people)", no, yes, open),
        ("(ou:dn:=sales)", no, no, no),
        ("(unseen:dn:=sales)", open, open, open),
        ("(dc:dn:=corp)", no, yes, open),
        ("(sAMAccountName:caseExactMatch:=alee)", open, yes, open),
        ("(!(sAMAccountName:2.5.13.5:=ALEE))", open, yes, open),
        ("(sAMAccountName:caseIgnoreMatch:=ALEE)", open, yes, open),
        ("(sAMAccountName:=ALEE)", yes, yes, yes),
        ("(sAMAccountName:1.2.3.4:=ALEE)", open, open, open),
        ("(userAccountControl:1.2.840.113556.1.4.803:=512)", yes, yes, yes),
        ("(memberOf:1.2.840.113556.1.4.1941:=CN=Any,DC=x)", yes, open, open),
        ("(!(memberOf:1.2.840.113556.1.4.1941:=CN=Any,DC=x))", no, open, open),
    ] {
        let of = |server| Matcher::new(&parse(filter).unwrap()).evaluate(&At(ann(), server), &|_, _| true);
        assert_eq!([of(yes), of(no), of(None)], [here, elsewhere, unknown], "{filter}");
    }
}
