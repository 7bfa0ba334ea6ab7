//! Whom a filter lets in besides people: it is tried on a computer and on a disabled account as Active Directory
//! makes them, of which everything else is unknown.

use super::super::eval::{ALL_BITS, Entry, Matcher};
use super::super::{Assertion, Filter, Kind};
use super::{Lint, LintKind, equal};

/// An account of which only some attributes are known.
struct Account {
    values: &'static [(&'static str, &'static [&'static str])],
}

const PERSON: &str = "CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example";
const CLASSES: &[&str] = &["top", "person", "organizationalPerson", "user"];

const COMPUTER: Account = Account {
    values: &[
        ("objectclass", &["top", "person", "organizationalPerson", "user", "computer"]),
        ("objectcategory", &["CN=Computer,CN=Schema,CN=Configuration,DC=corp,DC=example"]),
        ("samaccountname", &["PC1$"]),
        ("samaccounttype", &["805306369"]),
        ("useraccountcontrol", &["4096"]),
        ("primarygroupid", &["515"]),
        ("sn", &[]),
        ("givenname", &[]),
    ],
};

const ENABLED: Account = Account {
    values: &[
        ("objectclass", CLASSES),
        ("objectcategory", &[PERSON]),
        ("samaccounttype", &["805306368"]),
        ("useraccountcontrol", &["512"]),
        ("msds-useraccountdisabled", &["FALSE"]),
    ],
};

/// Disabled, and disabled with a password that never expires: `(!(userAccountControl=514))` misses the second.
const DISABLED: [Account; 2] = [
    Account {
        values: &[
            ("objectclass", CLASSES),
            ("objectcategory", &[PERSON]),
            ("samaccounttype", &["805306368"]),
            ("useraccountcontrol", &["514"]),
            ("msds-useraccountdisabled", &["TRUE"]),
        ],
    },
    Account {
        values: &[
            ("objectclass", CLASSES),
            ("objectcategory", &[PERSON]),
            ("samaccounttype", &["805306368"]),
            ("useraccountcontrol", &["66050"]),
            ("msds-useraccountdisabled", &["TRUE"]),
        ],
    },
];

impl Entry for Account {
    fn dn(&self) -> &'static str {
        ""
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let found = self.values.iter().filter(move |(name, _)| *name == attribute);
        found.flat_map(|(_, values)| values.iter().map(|value| value.as_bytes()))
    }

    fn knows(&self, attribute: &str) -> bool {
        self.values.iter().any(|(name, _)| *name == attribute)
    }

    fn active_directory(&self) -> Option<bool> {
        Some(true)
    }
}

/// Computers match, because a class of people was asked for and computers have it too.
pub(super) fn computers(filter: &Filter) -> Option<Lint> {
    let matches = evaluate(filter, &COMPUTER);
    let class = filter.walk().find(|part| is_class_of_people(&part.kind));
    if matches == Some(false) || (matches.is_none() && class.is_none()) {
        return None;
    }
    let person = Filter { span: 0..0, kind: equal("objectCategory", "person") };
    Some(Lint {
        span: class.unwrap_or(filter).span.clone(),
        kind: LintKind::ComputersIncluded,
        what: "computers match too: they are users in Active Directory; `(objectCategory=person)` leaves them out"
            .to_owned(),
        suggestion: Some(narrowed(filter, person, true)),
    })
}

/// Disabled accounts match where enabled ones do.
pub(super) fn disabled(filter: &Filter) -> Option<Lint> {
    let people = filter.walk().any(|part| is_class_of_people(&part.kind) || is_category_person(&part.kind));
    let all_out = DISABLED.iter().all(|account| evaluate(filter, account) == Some(false));
    let enabled = evaluate(filter, &ENABLED);
    if all_out || enabled == Some(false) || (enabled.is_none() && !people) {
        return None;
    }
    let rule = Kind::Extensible {
        attribute: Some("userAccountControl".to_owned()),
        dn: false,
        rule: Some(ALL_BITS.to_owned()),
        value: b"2".to_vec(),
    };
    let enabled = Kind::Not(Box::new(Filter { span: 0..0, kind: rule }));
    Some(Lint {
        span: filter.span.clone(),
        kind: LintKind::DisabledIncluded,
        what: format!("disabled accounts match too: `(!(userAccountControl:{ALL_BITS}:=2))` leaves them out"),
        suggestion: Some(narrowed(filter, Filter { span: 0..0, kind: enabled }, false)),
    })
}

fn evaluate(filter: &Filter, account: &Account) -> Option<bool> {
    Matcher::new(filter).evaluate(account, &|_, _| false)
}

fn is_class_of_people(kind: &Kind) -> bool {
    let people = ["user", "person", "organizationalPerson", "top"];
    match kind {
        Kind::Equal(Assertion { attribute, value }) => {
            attribute.eq_ignore_ascii_case("objectClass")
                && people.iter().any(|class| value.eq_ignore_ascii_case(class.as_bytes()))
        }
        Kind::Present(attribute) => attribute.eq_ignore_ascii_case("objectClass"),
        _ => false,
    }
}

fn is_category_person(kind: &Kind) -> bool {
    matches!(kind, Kind::Equal(Assertion { attribute, value }) if attribute.eq_ignore_ascii_case("objectCategory")
        && (value.eq_ignore_ascii_case(b"person") || value.eq_ignore_ascii_case(b"user")))
}

/// The filter with one more condition.
fn narrowed(filter: &Filter, by: Filter, first: bool) -> String {
    let mut clauses = filter.clauses().to_vec();
    let at = if first { 0 } else { clauses.len() };
    clauses.insert(at, by);
    Filter::and(clauses).to_string()
}
