//! Filters and names: what the field uses is accepted, and each mistake is found where it is.

use ucdoctor::ldap::filter;

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
    ("(a=b) ^and (c=d)", "ends before `and (c=d)`", Some("(a=b)")),
    ("(^(a=b)(c=d))", "operator is missing", Some("(&(a=b)(c=d))")),
    ("(&(x=y)(^(a=b)))", "operator is missing", Some("(&(x=y)(a=b))")),
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
    ("(sam^_account=a)", "`_` does not belong", None),
    ("(^ünit=a)", "`ü` does not belong", None),
    ("(cn=a^\\2)", "hexadecimal", Some("(cn=a\\5c2)")),
    ("(cn=^\\zz)", "hexadecimal", Some("(cn=\\5czz)")),
    ("(sAMAccountName=CORP^\\jdoe)", "hexadecimal", Some("(sAMAccountName=CORP\\5cjdoe)")),
    ("(memberOf=CN=Doe^\\, John,DC=x)", "hexadecimal", Some("(memberOf=CN=Doe\\5c, John,DC=x)")),
    ("(cn=Bob ^(Jr))", "written `\\28`", Some("(cn=Bob \\28Jr\\29)")),
    ("(&(objectClass=user^(cn=a))", "in column 3 is still open", Some("(&(objectClass=user)(cn=a))")),
    ("(cn=a^\0b)", "`\\00`", Some("(cn=a\\00b)")),
    ("(uid>=1^*)", "`\\2a`", Some("(uid>=1\\2a)")),
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
