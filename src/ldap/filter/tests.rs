use super::*;

/// A small generator of numbers (xorshift64), so that each run tries the same filters.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(limit).unwrap()).unwrap()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    fn name(&mut self) -> String {
        self.pick(&["cn", "memberOf", "cn;lang-de", "1.2.840", "x-y", "a"]).to_owned()
    }

    fn value(&mut self, shortest: usize) -> Vec<u8> {
        let length = shortest + self.below(6);
        let odd: Vec<u8> = b"*()\\\0 =\x7f\xc3\xbc\xff&|!<>~:,\n".to_vec();
        (0..length).map(|_| if self.below(2) == 0 { b'a' } else { odd[self.below(odd.len())] }).collect()
    }

    fn filter(&mut self, depth: usize) -> Filter {
        let choice = self.below(if depth == 0 { 7 } else { 11 });
        let it = |numbers: &mut Self, shortest| Assertion { attribute: numbers.name(), value: numbers.value(shortest) };
        let kind = match choice {
            0 => Kind::Present(self.name()),
            1 | 2 => Kind::Equal(it(self, 0)),
            3 => Kind::GreaterOrEqual(it(self, 1)),
            4 => Kind::LessOrEqual(it(self, 1)),
            5 => Kind::Approx(it(self, 1)),
            6 => self.complex(),
            7 => Kind::Not(Box::new(self.filter(depth - 1))),
            nth => {
                let parts = (0..self.below(4)).map(|_| self.filter(depth - 1)).collect();
                if nth == 8 { Kind::Or(parts) } else { Kind::And(parts) }
            }
        };
        Filter { span: 0..0, kind }
    }

    fn complex(&mut self) -> Kind {
        if self.below(2) == 0 {
            let mut parts = vec![self.value(0), self.value(1), self.value(0)];
            parts.truncate(3 - self.below(2));
            return Kind::Substrings { attribute: self.name(), parts };
        }
        let attribute = (self.below(3) > 0).then(|| self.name());
        let rule =
            (attribute.is_none() || self.below(2) == 0).then(|| self.pick(&["1.2.3", "caseExactMatch"]).to_owned());
        Kind::Extensible { attribute, dn: self.below(2) == 0, rule, value: self.value(1) }
    }
}

fn without_spans(mut filter: Filter) -> Filter {
    filter.span = 0..0;
    match &mut filter.kind {
        Kind::And(parts) | Kind::Or(parts) => {
            *parts = std::mem::take(parts).into_iter().map(without_spans).collect();
        }
        Kind::Not(part) => **part = without_spans(part.as_ref().clone()),
        _ => {}
    }
    filter
}

#[test]
fn what_is_written_is_read_back() {
    let mut numbers = Numbers(0x5eed);
    for _ in 0..5_000 {
        let filter = numbers.filter(4);
        let text = filter.to_string();
        assert_eq!(parse(&text).map(without_spans).as_ref(), Ok(&filter), "{text}");
    }
}

#[test]
fn damaged_filters_are_errors_inside_the_text_and_suggestions_parse() {
    let mut numbers = Numbers(0xbad);
    for _ in 0..5_000 {
        let mut text = numbers.filter(3).to_string();
        for _ in 0..=numbers.below(3) {
            let at = (0..=numbers.below(text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            if numbers.below(2) == 0 && at < text.len() {
                text.remove(at);
            } else {
                text.insert_str(at, numbers.pick(&["(", ")", "&", "!", "*", "\\", " ", "=", "\0", "&amp;", "ü"]));
            }
        }
        if let Err(error) = parse(&text) {
            assert!(text.is_char_boundary(error.at), "{text}: {error:?}");
            assert!(error.suggestion.as_deref().is_none_or(|meant| parse(meant).is_ok()), "{text}: {error:?}");
        }
    }
}

#[test]
fn an_option_that_is_empty_or_none_is_shown_where_it_stands() {
    for (name, column) in
        [("mail;", 5), ("sn;;t8ü", 3), ("cn;lang-ü", 9), ("cn;a;;b", 5), ("cn;a;b!", 7), ("cn;ü;x", 4)]
    {
        let error = parse(&format!("({name}=x)")).unwrap_err();
        assert_eq!(error.at, column, "{name}: {error:?}");
    }
}

#[test]
fn every_meaning_of_a_repair_is_told() {
    let readings = |text: &str| {
        let error = parse(text).unwrap_err();
        error.readings().map(str::to_owned).collect::<Vec<_>>()
    };
    // A parenthesis too late: nobody of either group, or everybody but the members of one of them.
    assert_eq!(
        readings("(&(a=1)(!(b=2)(&(!(c=3))(!(c=4)))))"),
        [
            "(&(a=1)(!(b=2))(&(!(c=3))(!(c=4))))",
            "(&(a=1)(!(|(b=2)(&(!(c=3))(!(c=4))))))",
            "(&(a=1)(!(&(b=2)(&(!(c=3))(!(c=4))))))",
        ]
    );
    // Where the one that is missing belongs, decides.
    assert_eq!(
        readings("(&(a=1)(|(b=2)(c=3)(d=4))"),
        ["(&(a=1)(|(b=2)(c=3)(d=4)))"],
        "only the outermost list is open"
    );
    assert_eq!(
        readings("(&(a=1)(|(b=2)(c=3)(d=4)"),
        ["(&(a=1)(|(b=2)(c=3)(d=4)))", "(&(a=1)(|(b=2)(c=3))(d=4))", "(&(a=1)(|(b=2))(c=3)(d=4))"]
    );
    assert_eq!(readings("(a=1))"), ["(a=1)"]);
    assert_eq!(readings("(a=1) x"), ["(a=1)"]);
}

/// No condition is dropped or turned round where people join them by words.
#[test]
fn words_inside_a_list_are_read_as_they_are_meant() {
    let readings = |text: &str| {
        let error = parse(text).unwrap_err();
        error.readings().map(str::to_owned).collect::<Vec<_>>()
    };
    for (typed, meant) in [
        ("(l=Ulm) and ou=Sales", &[][..]),
        ("(l=Ulm),ou=Sales", &[]),
        ("(!(l=Ulm) and (ou=IT))", &["(&(!(l=Ulm))(ou=IT))"]),
        ("(!(l=Ulm) or (ou=IT))", &["(|(!(l=Ulm))(ou=IT))"]),
        ("(&(sn=*)(!(l=Ulm) and (ou=IT)))", &["(&(sn=*)(&(!(l=Ulm))(ou=IT)))"]),
        ("(&(l=Ulm)not(ou=IT))", &["(&(l=Ulm)(!(ou=IT)))"]),
        ("(|(l=Ulm) NOT (ou=IT))", &["(|(l=Ulm)(!(ou=IT)))"]),
        ("(&(l=Ulm) or (ou=IT) and (sn=*))", &[]),
        ("(&(l=Ulm) and (ou=IT))", &["(&(l=Ulm)(ou=IT))"]),
        ("(&(l=Ulm) or (ou=IT))", &["(|(l=Ulm)(ou=IT))", "(&(l=Ulm)(ou=IT))"]),
        (
            "(&(sn=*)(l=Ulm) or (l=Bonn))",
            &["(&(sn=*)(|(l=Ulm)(l=Bonn)))", "(|(sn=*)(l=Ulm)(l=Bonn))", "(&(sn=*)(l=Ulm)(l=Bonn))"],
        ),
        ("ldap:///o=lab??sub?(cn=Ines%20Falk)", &["(cn=Ines Falk)"]),
    ] {
        let told: Vec<String> = readings(typed).iter().map(|text| parse(text).unwrap().to_string()).collect();
        assert_eq!(told, meant, "{typed}");
    }
}

#[test]
fn depth_and_length_are_limited() {
    let nested = |depth: usize| "(!".repeat(depth) + "(a=b)" + &")".repeat(depth);
    assert!(parse(&nested(DEPTH_LIMIT - 1)).is_ok());
    let error = parse(&nested(DEPTH_LIMIT)).unwrap_err();
    assert_eq!(error.at, 2 * DEPTH_LIMIT, "{error:?}");
    assert!(parse(&"(&".repeat(30_000)).is_err());
    let long = |bytes: usize| format!("(a={})", "b".repeat(bytes - 4));
    assert!(parse(&long(LENGTH_LIMIT)).is_ok());
    assert!(parse(&long(LENGTH_LIMIT + 1)).is_err());
}

#[test]
fn parts_and_attributes_are_listed() {
    let filter = parse("(&(a=1)(|(B>=2)(!(b=*)))(c:dn:=x))").unwrap();
    let spans: Vec<_> = filter.walk().map(|part| part.span.start).collect();
    assert_eq!(spans, [0, 2, 7, 9, 15, 17, 24]);
    assert_eq!(filter.attributes(), ["a", "B", "c"]);
    assert_eq!(filter.clauses().len(), 3);
    let rest = Filter::and(filter.clauses()[1..].to_vec());
    assert_eq!((rest.to_string().as_str(), rest.span.clone()), ("(&(|(B>=2)(!(b=*)))(c:dn:=x))", 7..33));
    assert_eq!(Filter::and(rest.clauses()[..1].to_vec()), filter.clauses()[1]);
    assert_eq!(Filter::and(Vec::new()).to_string(), "(&)");
}

#[test]
fn layouts_that_java_refuses() {
    for (text, at) in [
        ("(!cn=a)", Some(2)),
        ("(&(a=b)(! cn=a))", Some(10)),
        ("( cn=a)", Some(1)),
        (" ( &(a=b))", Some(2)),
        ("(&\n(a=b))", Some(2)),
        ("(&(a=b)\t(c=d))", Some(7)),
        ("(&(x=y)(\n a=b))", Some(8)),
        ("(cn=a)\n", Some(6)),
        ("\n(cn=a)", Some(0)),
        (" (& (a=b) ( |(c=d) ) ) ", None),
        ("(cn=a\tb)", None),
        ("(!(cn=a))", None),
    ] {
        let found = java_refuses(text, &parse(text).unwrap());
        assert_eq!(found.map(|(at, _)| at), at, "{text:?}");
    }
}

#[test]
fn members_of_nested_groups() {
    for (text, nested) in [
        ("(memberOf=CN=A,DC=c)", Some("(memberOf:1.2.840.113556.1.4.1941:=CN=A,DC=c)")),
        ("(&(cn=*)(&(memberOf=CN=A,DC=c)))", Some("(&(cn=*)(memberOf:1.2.840.113556.1.4.1941:=CN=A,DC=c))")),
        ("(&(cn=*)(!(memberOf=CN=A,DC=c)))", None),
        ("(cn=*)", None),
    ] {
        assert_eq!(
            parse(text).unwrap().with_nested_groups().map(|filter| filter.to_string()).as_deref(),
            nested,
            "{text}"
        );
    }
}

#[test]
fn values_stand_as_they_are_meant() {
    for (typed, plain) in [
        ("(&(ou= Sales )(title=“Lead”))", "(&(ou=Sales)(title=Lead))"),
        ("(|(l==Ulm)(l='Bonn'))", "(|(l=Ulm)(l=Bonn))"),
        ("(memberOf=\"CN=R&amp;D,DC=c\")", "(memberOf=CN=R&D,DC=c)"),
        ("(memberOf:1.2.840.113556.1.4.1941:= CN=A,DC=c)", "(memberOf:1.2.840.113556.1.4.1941:=CN=A,DC=c)"),
        ("(cn=The \"Mill\")", "(cn=The \"Mill\")"),
        ("(cn=O'Hara)", "(cn=O'Hara)"),
        ("(mail=)", "(mail=)"),
        ("(mail=*)", "(mail=*)"),
    ] {
        assert_eq!(parse(typed).unwrap().with_plain_values().to_string(), plain, "{typed}");
    }
}

#[test]
fn states_are_asked_for_by_what_is_the_same_in_all() {
    for (typed, meant) in [
        ("(&(sn=*)(userAccountControl=512))", "(&(sn=*)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"),
        ("(userAccountControl=66048)", "(!(userAccountControl:1.2.840.113556.1.4.803:=2))"),
        ("(userAccountControl=514)", "(userAccountControl=514)"),
        ("(userAccountControl=262656)", "(userAccountControl=262656)"),
        ("(!(userAccountControl=512))", "(!(userAccountControl=512))"),
        ("(|(userAccountControl=512)(userAccountControl=544))", "(|(!(userAccountControl:1.2.840.113556.1.4.803:=2)))"),
        ("(accountExpires=0)", "(|(accountExpires=0)(accountExpires=9223372036854775807))"),
        ("(accountExpires=133000000000000000)", "(accountExpires=133000000000000000)"),
    ] {
        assert_eq!(parse(typed).unwrap().with_states().to_string(), meant, "{typed}");
    }
}
