//! Whether the server knows the attributes at all: a filter on one it does not know matches nobody, without a word.

use super::{Looker, texts};
use crate::evidence::search::{Attribute, Rules};
use crate::evidence::{LdapFailure, RootDse};
use crate::ldap::filter::{Filter, escape};
use crate::ldap::session::Scope;

/// Attributes that are looked up; no sane filter has more.
const LIMIT: usize = 30;

/// Attribute types above one another; real ones have two.
const DEEPEST: usize = 8;

/// Looks up the attributes of the filter and the user-ID attribute.
pub(super) async fn look(
    looker: &mut Looker<'_>,
    root_dse: Option<&RootDse>,
    filter: Option<&Filter>,
    user_id: &str,
) -> Result<Vec<Attribute>, LdapFailure> {
    let mut names: Vec<String> = Vec::new();
    for name in std::iter::once(user_id).chain(filter.iter().flat_map(|filter| filter.attributes())) {
        let bare = name.split(';').next().unwrap_or(name);
        // An object identifier is not looked up by name.
        let by_name = bare.starts_with(|c: char| c.is_ascii_alphabetic());
        if by_name && names.len() < LIMIT && !names.iter().any(|known| known.eq_ignore_ascii_case(bare)) {
            names.push(bare.to_owned());
        }
    }
    let first = |attribute| root_dse.and_then(|root| root.values(attribute).first()).cloned();
    let schema = first("schemaNamingContext").filter(|_| looker.active_directory);
    match (schema, first("subschemaSubentry")) {
        (Some(schema), _) => active_directory(looker, &schema, names).await,
        (None, Some(subentry)) => subschema(looker, &subentry, names).await,
        (None, None) => Ok(unknown(names)),
    }
}

/// Active Directory has an entry per attribute, and says there whether the Global Catalog has it.
async fn active_directory(
    looker: &mut Looker<'_>,
    schema: &str,
    names: Vec<String>,
) -> Result<Vec<Attribute>, LdapFailure> {
    let either: String = names.iter().map(|name| format!("(lDAPDisplayName={})", escape(name.as_bytes()))).collect();
    let filter = format!("(&(objectClass=attributeSchema)(|{either}))");
    let wanted = ["lDAPDisplayName", "isMemberOfPartialAttributeSet"];
    let (entries, end) = looker.few(schema, Scope::OneLevel, &filter, &wanted, 2 * LIMIT).await?;
    if end.code != 0 || entries.is_empty() {
        // Not one attribute found is no schema at all: it is not readable.
        return Ok(unknown(names));
    }
    Ok(names
        .into_iter()
        .map(|name| {
            let entry = entries.iter().find(|entry| {
                texts(entry, "lDAPDisplayName").iter().any(|display| display.eq_ignore_ascii_case(&name))
            });
            let in_global_catalog = entry.map(|entry| {
                texts(entry, "isMemberOfPartialAttributeSet").iter().any(|flag| flag.eq_ignore_ascii_case("true"))
            });
            Attribute { name, known: Some(entry.is_some()), in_global_catalog, rules: None }
        })
        .collect())
}

/// Other servers publish their attribute types in one entry (RFC 4512 section 4.2).
async fn subschema(looker: &mut Looker<'_>, subentry: &str, names: Vec<String>) -> Result<Vec<Attribute>, LdapFailure> {
    let filter = "(objectClass=subschema)";
    let (entries, _) = looker.few(subentry, Scope::Base, filter, &["attributeTypes"], 1).await?;
    let types = entries.first().map(|entry| texts(entry, "attributeTypes")).unwrap_or_default();
    if types.is_empty() {
        return Ok(unknown(names));
    }
    let look_up = |name: String| {
        let known = definition_of(&types, &name).is_some();
        Attribute { known: Some(known), in_global_catalog: None, rules: rules_of(&types, &name), name }
    };
    Ok(names.into_iter().map(look_up).collect())
}

/// The definition with this name or object identifier.
fn definition_of<'t>(types: &'t [String], name: &str) -> Option<&'t String> {
    let by_number = |definition: &str| definition.trim_start_matches(['(', ' ']).split(' ').next() == Some(name);
    types.iter().find(|it| names_of(it).any(|own| own.eq_ignore_ascii_case(name)) || by_number(it))
}

/// Its own matching rules, and those of the attribute types above it. What is above and not shown may have any.
fn rules_of(types: &[String], name: &str) -> Option<Rules> {
    let mut rules = Rules::default();
    let mut next = Some(name.to_owned());
    for _ in 0..DEEPEST {
        let Some(name) = next else { return Some(rules) };
        let definition = definition_of(types, &name)?;
        let bare = outside_quotes(definition);
        let mut words = bare.split_ascii_whitespace();
        next = None;
        while let Some(word) = words.next() {
            match word {
                "EQUALITY" => rules.equality = true,
                "ORDERING" => rules.ordering = true,
                "SUBSTR" => rules.substrings = true,
                "SUP" => next = words.next().map(str::to_owned),
                _ => {}
            }
        }
    }
    None
}

/// A definition without its names and descriptions, in which words may stand that are none of it.
fn outside_quotes(definition: &str) -> String {
    definition.split('\'').step_by(2).collect::<Vec<_>>().join(" ")
}

/// The names of an attribute type: `NAME 'sn'` or `NAME ( 'sn' 'surname' )` (RFC 4512 section 4.1.2).
fn names_of(definition: &str) -> impl Iterator<Item = &str> {
    let names = definition.split_once(" NAME ").map_or("", |(_, after)| after.trim_start());
    let (list, at_most) = match names.strip_prefix('(') {
        Some(list) => (list.split(')').next().unwrap_or_default(), usize::MAX),
        None => (names, 1),
    };
    list.split('\'').skip(1).step_by(2).take(at_most)
}

fn unknown(names: Vec<String>) -> Vec<Attribute> {
    names.into_iter().map(|name| Attribute { name, known: None, in_global_catalog: None, rules: None }).collect()
}

/// Whether a name is one that Active Directory or the products on it define (MS-ADA1 to MS-ADA3): then it is right, and
/// a server that does not know it has another schema.
pub(super) fn is_active_directory(name: &str) -> bool {
    crate::ldap::ad::is_attribute(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_rules_and_those_above() {
        let types = [
            "( 2.5.4.41 NAME 'name' DESC 'no ORDERING here' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch )",
            "( 2.5.4.4 NAME ( 'sn' 'surname' ) SUP name )",
            "( 1.2.3 NAME 'shoe' SUP 2.5.4.4 ORDERING integerOrderingMatch )",
            "( 1.2.4 NAME 'photo' )",
            "( 1.2.5 NAME 'orphan' SUP gone )",
            "( 1.2.6 NAME 'loop' SUP loop )",
        ]
        .map(str::to_owned);
        let shown = |name: &str| rules_of(&types, name).map(|it| (it.equality, it.ordering, it.substrings));
        for (name, rules) in [
            ("name", Some((true, false, true))),
            ("SurName", Some((true, false, true))),
            ("shoe", Some((true, true, true))),
            ("photo", Some((false, false, false))),
            ("orphan", None),
            ("loop", None),
            ("unheard", None),
        ] {
            assert_eq!(shown(name), rules, "{name}");
        }
    }

    #[test]
    fn reads_names_of_attribute_types() {
        for (definition, names) in [
            ("( 2.5.4.4 NAME ( 'sn' 'surname' ) DESC 'the \\27last\\27 name' SUP name )", &["sn", "surname"][..]),
            ("( 0.9.2342.19200300.100.1.3 NAME 'mail' EQUALITY caseIgnoreIA5Match SYNTAX 'x' )", &["mail"]),
            ("( 1.2.3 DESC 'nameless' )", &[]),
            ("( 1.2.3 NAME", &[]),
            ("( 1.2.3 NAME ('a'", &["a"]),
        ] {
            assert_eq!(names_of(definition).collect::<Vec<_>>(), names, "{definition}");
        }
    }
}
