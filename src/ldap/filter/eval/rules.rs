//! Matching rules that a filter names, and `:dn:`.

use super::value::{self, Text};
use super::{ALL_BITS, ANY_BITS, IN_CHAIN, Node, Test, equal, named};

pub(super) fn extensible(name: String, dn: bool, rule: Option<&str>, value: &[u8]) -> Node {
    let bits = |test: fn(i64) -> Test, name| {
        value::integer(value).map_or(Node::Undefined, |bits| Node::Value(name, test(bits)))
    };
    match rule.map(str::to_ascii_lowercase).as_deref() {
        Some(ALL_BITS) => bits(Test::AllBits, name),
        Some(ANY_BITS) => bits(Test::AnyBits, name),
        Some(IN_CHAIN) if name == "memberof" => here(Node::Nested(String::from_utf8_lossy(value).into_owned())),
        // The chains of other attributes are not followed: only their first link counts.
        Some(IN_CHAIN) => here(named(name, &String::from_utf8_lossy(value))),
        Some("2.5.13.5" | "caseexactmatch") => elsewhere(Node::Value(name, Test::Exact(value.to_vec()))),
        None if dn => Node::Either(Box::new(equal(name.clone(), value)), Box::new(component(name, value))),
        Some("2.5.13.2" | "caseignorematch") if dn => elsewhere(component(name, value)),
        None => equal(name, value),
        Some("2.5.13.2" | "caseignorematch") => elsewhere(equal(name, value)),
        Some(_) => Node::Foreign,
    }
}

/// Active Directory knows three rules alone, on bits and chains, and takes no part of a name for a value (MS-ADTS
/// 3.1.1.3.1.3.1, 3.1.1.3.4.4).
fn elsewhere(node: Node) -> Node {
    Node::Either(Box::new(Node::Undefined), Box::new(node))
}

/// Nobody else has the rule for chains: OpenLDAP and 389 Directory Server answer as to a clause that they cannot judge.
fn here(node: Node) -> Node {
    Node::Either(Box::new(node), Box::new(Node::Undefined))
}

fn component(name: String, value: &[u8]) -> Node {
    Node::Component(name, Text::new(value))
}
