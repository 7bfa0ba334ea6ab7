//! Filters and names: what the field uses is accepted, and each mistake is found where it is.

use ucdoctor::ldap::{dn, filter};

/// Filters with a mistake: the `^` in front of a character marks where the caret goes (`^` at the end: at the end);
/// then words the message must have, and the filter that was meant.
const BAD: &[(&str, &str, Option<&str>)] = &[
    // The filter of the field case: no outer parenthesis in front.
    (
        "^&(objectcategory=person)(memberof=Presence Users,OU=Company Groups,DC=blah,DC=net))",
        "begins with `(`",
        Some("(&(objectcategory=person)(memberof=Presence Users,OU=Company Groups,DC=blah,DC=net))"),
    ),
    ("^cn=a", "begins with `(`", Some("(cn=a)")),
    ("^&(a=b)(c=d)", "begins with `(`", Some("(&(a=b)(c=d))")),
    ("  ^|(a=b)(c=d)\n", "begins with `(`", Some("(|(a=b)(c=d))")),
    ("^\"(cn=a)\"", "quotation mark", Some("(cn=a)")),
    ("^", "empty", None),
    ("   ^", "empty", None),
    ("(&(a=b)(c=d)^", "`(&(a=b)(c=d)`, opened in column 1, is not closed", Some("(&(a=b)(c=d))")),
    ("(cn=a^", "opened in column 1", Some("(cn=a)")),
    ("(&(a=b)(!(c=d)^", "opened in column 8", Some("(&(a=b)(!(c=d)))")),
    ("(a=b)^)", "too many", Some("(a=b)")),
    ("(&(a=b)(c=d))^)", "too many", Some("(&(a=b)(c=d))")),
    ("^)(a=b)", "too many", Some("(a=b)")),
    ("(a=b)^(c=d)", "side by side", Some("(&(a=b)(c=d))")),
    ("(&(a=b))^(c=d)", "side by side", Some("(&(a=b)(c=d))")),
    ("(|(a=b)(c=d))^(e=f))", "side by side", Some("(|(a=b)(c=d)(e=f))")),
    // Joined as other languages join conditions: no condition is lost.
    ("(a=b) ^and (c=d)", "ends before `and (c=d)`", Some("(&(a=b)(c=d))")),
    ("(title=Lead) ^OR (title=Head)", "ends before", Some("(|(title=Lead)(title=Head))")),
    ("(a=b) ^unless (c=d)", "ends before", None),
    ("(a=b) ^-- the staff", "ends before", Some("(a=b)")),
    ("(^(l=Ulm)|(l=Bonn))", "operator is missing", Some("(|(l=Ulm)(l=Bonn))")),
    ("(^(l=Ulm) and (sn=*))", "operator is missing", Some("(&(l=Ulm)(sn=*))")),
    ("(&(l=Ulm) ^or (l=Bonn))", "`(` is missing", Some("(|(l=Ulm) (l=Bonn))")),
    // A colon in place of `=`, and half of a `:=`.
    ("(memberOf^:CN=Phones,DC=x)", "`:` does not belong", Some("(memberOf=CN=Phones,DC=x)")),
    ("(department^: Sales=x)", "`:` does not belong", Some("(department=Sales=x)")),
    ("(groupType^:1.2.840.113556.1.4.803=2)", "`:` does not belong", Some("(groupType:1.2.840.113556.1.4.803:=2)")),
    ("(memberOf^:1.2.840.113556.1.4.1941:CN=A,DC=x)", "`:`", Some("(memberOf:1.2.840.113556.1.4.1941:=CN=A,DC=x)")),
    ("(cn^:caseExactMatch=Lee)", "`:` does not belong", Some("(cn:caseExactMatch:=Lee)")),
    ("^ldap://dc7.corp.example/DC=corp,DC=example?mail?sub?(ipPhone=*)", "URL of a search", Some("(ipPhone=*)")),
    ("^ldap://dc7/DC=corp,DC=example?sub?(mail=*)", "URL of a search", Some("(mail=*)")),
    ("^ldap://dc7/DC=corp,DC=example", "URL of a search", None),
    ("^ldaps://dc7/DC=corp,DC=example??sub?ipPhone=*", "URL of a search", Some("(ipPhone=*)")),
    ("(^(a=b)(c=d))", "operator is missing", Some("(&(a=b)(c=d))")),
    ("(&(x=y)(^(a=b)(c=d)))", "operator is missing", Some("(&(x=y)(&(a=b)(c=d)))")),
    ("(&(a=b)^cn=c)", "`(` is missing", Some("(&(a=b)(cn=c))")),
    ("(&(a=b)^&(c=d))", "`(` is missing", Some("(&(a=b)(c=d))")),
    ("(^)", "nothing between", None),
    ("(&(a=b)(^))", "nothing between", Some("(&(a=b))")),
    ("(!^)", "`!` needs a filter", None),
    ("(!(a=b)^(c=d))", "takes one filter", Some("(!(|(a=b)(c=d)))")),
    ("(cn^)", "`=` is missing after `cn`", Some("(cn=*)")),
    ("(uidNumber^<500)", "`<=` and `>=` only", Some("(uidNumber<=500)")),
    ("(cn^!=a)", "no `!=`", Some("(!(cn=a))")),
    ("(^=a)", "name is missing", None),
    ("(object^ class=user)", "has no blank", Some("(objectclass=user)")),
    ("(cn^ =a)", "no blank may stand", Some("(cn=a)")),
    ("(^ünit=a)", "`ü` does not belong", None),
    ("(cn=a^\\2)", "hexadecimal", Some("(cn=a\\5c2)")),
    ("(cn=^\\zz)", "hexadecimal", Some("(cn=\\5czz)")),
    ("(sAMAccountName=CORP^\\jdoe)", "hexadecimal", Some("(sAMAccountName=CORP\\5cjdoe)")),
    ("(memberOf=CN=Doe^\\, John,DC=x)", "hexadecimal", Some("(memberOf=CN=Doe\\5c, John,DC=x)")),
    ("(&(objectClass=user^(cn=a))", "in column 3 is still open", Some("(&(objectClass=user)(cn=a))")),
    ("(cn=a^\0b)", "`\\00`", Some("(cn=a\\00b)")),
    ("(uid>=1^*)", "`\\2a`", Some("(uid>=1\\2a)")),
    ("(cn=^**)", "by one `*`", Some("(cn=*)")),
    ("(&(a=b)(!(mail=^***)))", "by one `*`", Some("(&(a=b)(!(mail=*)))")),
    ("(uid>=^)", "value is missing", None),
    ("(userAccountControl:1.2.840.113556.1.4.803:=^)", "value is missing", None),
    ("(userAccountControl:1.2.^.803:=2)", "no matching rule", None),
    ("(userAccountControl:^:=2)", "no matching rule", None),
    ("(a:dn:r:^s:=2)", "one matching rule", None),
    ("(^:=2)", "belongs in front of `:=`", None),
    ("(^&amp;(a=b)(c=d))", "XML", Some("(&(a=b)(c=d))")),
    ("(uidNumber^&lt;=500)", "XML", Some("(uidNumber<=500)")),
    // Several mistakes: the caret marks the first, the suggestion repairs all.
    ("^&(a=b)(memberOf=CN=Doe\\, John,DC=x)", "begins with `(`", Some("(&(a=b)(memberOf=CN=Doe\\5c, John,DC=x))")),
];

#[test]
fn each_mistake_is_found_where_it_is() {
    for (marked, words, meant) in BAD {
        let at = marked.find('^').unwrap();
        let text = marked.replacen('^', "", 1);
        let error = filter::parse(&text).expect_err(&text);
        assert_eq!(error.at, at, "{text}: {error:?}");
        assert!(error.what.contains(words), "{text}: {error:?}");
        assert_eq!(error.suggestion.as_deref(), *meant, "{text}: {error:?}");
    }
}

/// Filters from manuals, guides and the field, with what they print as; `None`: the same.
const GOOD: &[(&str, Option<&str>)] = &[
    // Call manager's defaults, per kind of server.
    ("(&(objectclass=user)(!(objectclass=Computer))(!(UserAccountControl:1.2.840.113556.1.4.803:=2)))", None),
    ("(&(objectclass=user)(!(objectclass=Computer))(!(msDS-UserAccountDisabled=TRUE)))", None),
    ("(objectclass=inetOrgPerson)", None),
    // Jabber's BaseFilter, and what administrators make of it.
    ("(&(objectCategory=person)(objectClass=user))", None),
    ("(&(objectCategory=person)(objectClass=user)(memberOf=CN=Presence Users,OU=Groups,DC=corp,DC=example))", None),
    ("(&(objectCategory=person)(|(telephoneNumber=*)(ipPhone=*)))", None),
    // Active Directory.
    ("(memberOf:1.2.840.113556.1.4.1941:=CN=All Phones,OU=Groups,DC=corp,DC=example)", None),
    ("(userAccountControl:1.2.840.113556.1.4.804:=65568)", None),
    (
        "(&(objectCategory=person)(objectClass=user)(!userAccountControl:1.2.840.113556.1.4.803:=2))",
        Some("(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"),
    ),
    ("(!cn=a)", Some("(!(cn=a))")),
    ("(sAMAccountType=805306368)", None),
    ("(&(sAMAccountType=805306368)(!(sAMAccountName=*$)))", None),
    ("(&(objectCategory=computer)(operatingSystem=*server*))", None),
    ("(anr=smi)", None),
    ("(proxyAddresses=smtp:jdoe@corp.example)", None),
    ("(proxyAddresses=sip:*)", None),
    ("(msRTCSIP-PrimaryUserAddress=sip:*)", None),
    (
        "(objectGUID=\\90\\39\\5f\\19\\1a\\b5\\1b\\4a\\9e\\96\\86\\c6\\6c\\b1\\8d\\11)",
        Some("(objectGUID=\\909_\\19\\1a\\b5\\1bJ\\9e\\96\\86\\c6l\\b1\\8d\\11)"),
    ),
    ("(lockoutTime>=1)", None),
    ("(whenCreated>=20260101000000.0Z)", None),
    ("(pwdLastSet<=132223104000000000)", None),
    ("(&(|(accountExpires=0)(accountExpires=9223372036854775807))(objectClass=user))", None),
    ("(memberOf=CN=Doe\\5c, John,OU=Groups,DC=corp,DC=example)", None),
    ("(manager=CN=Ann\\5c2c Lee,DC=corp,DC=example)", None),
    ("(extensionAttribute1=Cisco)", None),
    ("(objectClass=*)", None),
    // OpenLDAP and others.
    ("(&(objectClass=posixAccount)(uid=jdoe))", None),
    ("(|(uid=j.doe)(mail=j.doe@corp.example))", None),
    ("(&(objectClass=inetOrgPerson)(ou:dn:=People))", None),
    ("(cn:caseExactMatch:=Fred Flintstone)", None),
    ("(cn~=Muller)", None),
    ("(cn;lang-de=Müller)", None),
    ("(userCertificate;binary=*)", None),
    ("(&)", None),
    ("(|)", None),
    // RFC 4515 section 4.
    ("(&(objectClass=Person)(|(sn=Jensen)(cn=Babs J*)))", None),
    ("(o=univ*of*mich*)", None),
    ("(seeAlso=)", None),
    ("(sn:dn:2.4.6.8.10:=Barney Rubble)", None),
    ("(:1.2.3:=Wilma Flintstone)", None),
    ("(:DN:2.4.6.8.10:=Dino)", Some("(:dn:2.4.6.8.10:=Dino)")),
    ("(o=Parens R Us \\28for all your parenthetical needs\\29)", None),
    ("(cn=*\\2A*)", Some("(cn=*\\2a*)")),
    ("(filename=C:\\5cMyFile)", None),
    ("(sn=Lu\\c4\\8di\\c4\\87)", Some("(sn=Lučić)")),
    ("(1.3.6.1.4.1.1466.0=\\04\\02\\48\\69)", Some("(1.3.6.1.4.1.1466.0=\\04\\02Hi)")),
    // Not as the RFC has it, and read by Java, and so by the appliances, as it is meant.
    (
        "(memberOf=CN=Phones (West),OU=Groups,DC=corp,DC=example)",
        Some("(memberOf=CN=Phones \\28West\\29,OU=Groups,DC=corp,DC=example)"),
    ),
    ("(cn=Bob (Jr))", Some("(cn=Bob \\28Jr\\29)")),
    ("(cn=Bob \\(Jr\\))", Some("(cn=Bob \\28Jr\\29)")),
    ("(sAMAccountName=CORP\\\\jdoe)", Some("(sAMAccountName=CORP\\5cjdoe)")),
    ("(&(x=y)((a=b)))", Some("(&(x=y)(a=b))")),
    ("(ext_attr=a)", None),
    // Blanks, as they are pasted.
    (" ( & ( a=b) (c=d) ) \r\n", Some("(&(a=b)(c=d))")),
    ("(&\n\t(objectClass=user)\n\t(!\n\t\t(cn=x)\n\t)\n)\n", Some("(&(objectClass=user)(!(cn=x)))")),
    ("(cn= a )", None),
    ("(cn=a**b)", Some("(cn=a*b)")),
];

#[test]
fn what_the_field_uses_is_accepted_and_written_back() {
    for (text, written) in GOOD {
        let parsed = filter::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"));
        assert_eq!(parsed.to_string(), written.unwrap_or(text));
        let again = filter::parse(&parsed.to_string()).unwrap();
        assert_eq!(again.to_string(), parsed.to_string());
        for part in parsed.walk() {
            let shown = &text[part.span.clone()];
            assert!(shown.ends_with(')') || text.contains("(!"), "{text}: {shown}");
        }
    }
}

/// Names: how they are written back, or the `^` where the mistake is and words the message must have.
const NAMES: &[(&str, Result<&str, &str>)] = &[
    ("", Ok("")),
    ("DC=corp,DC=example", Ok("DC=corp,DC=example")),
    ("CN=Presence Users, OU=Groups , dc = corp; DC=example", Ok("CN=Presence Users,OU=Groups,dc=corp,DC=example")),
    ("CN=Doe\\, John,OU=x", Ok("CN=Doe\\, John,OU=x")),
    ("CN=Doe\\2C John,OU=x", Ok("CN=Doe\\, John,OU=x")),
    ("CN=\"Doe, John\",OU=x", Ok("CN=Doe\\, John,OU=x")),
    ("CN=J\\c3\\bcrgen", Ok("CN=Jürgen")),
    ("CN=a+UID=b,DC=x", Ok("CN=a+UID=b,DC=x")),
    ("CN=old\\0aDEL:1234,DC=x", Ok("CN=old\\0aDEL:1234,DC=x")),
    ("CN=\\#1\\+\\ ,DC=x", Ok("CN=\\#1\\+\\ ,DC=x")),
    ("CN=a=b,DC=x", Ok("CN=a=b,DC=x")),
    ("CN=#04024869,DC=x", Ok("CN=Hi,DC=x")),
    ("2.5.4.3=a,OID.2.5.4.11=b", Ok("2.5.4.3=a,2.5.4.11=b")),
    ("CN=,DC=x", Ok("CN=,DC=x")),
    ("^Presence Users,OU=Company Groups,DC=blah,DC=net", Err("did you mean `CN=Presence Users`?")),
    ("OU=People,DC=corp,^example", Err("did you mean `DC=example`?")),
    ("CN=Doe, ^John,OU=x", Err("did you mean `CN=Doe\\, John`?")),
    ("OU=People,^Staff,DC=x", Err("did you mean `OU=Staff`?")),
    ("CN=a,^,DC=x", Err("empty part")),
    ("CN=a,DC=x,^", Err("ends with a separator")),
    ("^=a,DC=x", Err("attribute type")),
    ("C^_N=a", Err("`_` does not belong")),
    ("CN=a^\\x,DC=x", Err("two hexadecimal digits")),
    ("CN=^\"a", Err("not closed")),
    ("CN=\"a\" ^b", Err("closing quotation mark")),
    ("CN=#^zz", Err("hexadecimal digits belong")),
    ("CN=#0402^4,DC=x", Err("pairs")),
    ("CN=^\\ff", Err("no UTF-8")),
    ("CN=^<name>,DC=x", Err("`\\3c`")),
];

#[test]
fn names_are_read_or_the_mistake_is_shown() {
    for (marked, expected) in NAMES {
        match expected {
            Ok(written) => {
                let name = dn::parse(marked).unwrap_or_else(|error| panic!("{marked}: {error:?}"));
                assert_eq!(name.to_string(), *written, "{marked}");
                assert_eq!(dn::parse(written).unwrap(), name, "{marked}");
            }
            Err(words) => {
                let at = marked.find('^').unwrap();
                let error = dn::parse(&marked.replacen('^', "", 1)).expect_err(marked);
                assert!(error.what.contains(words), "{marked}: {error:?}");
                assert_eq!(error.at, at, "{marked}: {error:?}");
            }
        }
    }
}
