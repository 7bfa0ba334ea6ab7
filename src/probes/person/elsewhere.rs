//! Where somebody is whom base and filter do not find: outside the base, kept out by a clause, under another
//! attribute, or spelt otherwise.

mod number;

use strsim::damerau_levenshtein;

use self::number::NUMBERS;
use super::super::account::values;
use super::{KEPT, Wanted, unless_broken};
use crate::evidence::LdapFailure;
use crate::evidence::person::{Clause, DISTINGUISHED_NAME, Elsewhere, Outsider, Sighting};
use crate::identity;
use crate::ldap::dn;
use crate::ldap::filter;
use crate::ldap::session::{Entry, Scope, Session};
use crate::people::{ID_ATTRIBUTES, without_scheme};

/// Parts of a filter that are tried one by one.
const CLAUSES: usize = 24;
/// Entries whose user IDs are compared with the one asked for.
const COMPARED: usize = 200;
/// What a person is called; nobody logs in by it.
const NAMES: [&str; 3] = ["displayName", "givenName", "sn"];
/// User IDs that are suggested.
const SUGGESTED: usize = 3;

/// Searches the naming contexts without the filter, and when nobody is there, for names that look alike.
pub(super) async fn look(session: &mut Session, wanted: &Wanted) -> Result<Elsewhere, LdapFailure> {
    let mut elsewhere = Elsewhere { contexts: wanted.contexts.clone(), ..Elsewhere::default() };
    let attributes = attributes(&wanted.search.user_id);
    let filter = any_of(&attributes, &wanted.id);
    if let Some(entry) = by_its_name(session, wanted, &attributes).await? {
        let found = outsider(session, wanted, &attributes, &entry).await?;
        elsewhere.people.push(Outsider { by: vec![DISTINGUISHED_NAME.to_owned()], ..found });
        return Ok(elsewhere);
    }
    for context in &wanted.contexts {
        let entries = session.read(context, Scope::Subtree, &filter, &attributes, KEPT).await;
        for entry in unless_broken(entries)? {
            if elsewhere.people.len() < KEPT && !elsewhere.people.iter().any(|known| known.entry.dn == entry.dn) {
                elsewhere.people.push(outsider(session, wanted, &attributes, &entry).await?);
            }
        }
    }
    if elsewhere.people.is_empty() {
        elsewhere.people = number::owners(session, wanted, &attributes).await?;
    }
    // Who has the very user ID is meant, whoever else carries the same text somewhere.
    let user_id = |outsider: &Outsider| outsider.by.iter().any(|by| by.eq_ignore_ascii_case(&wanted.search.user_id));
    elsewhere.people.sort_by_key(|outsider| !user_id(outsider));
    if elsewhere.people.first().is_some_and(user_id) {
        elsewhere.people.retain(user_id);
    }
    if elsewhere.people.is_empty() {
        elsewhere.near = near(session, wanted).await?;
    }
    Ok(elsewhere)
}

/// The person with the distinguished name that was typed, wherever the entry is.
async fn by_its_name(
    session: &mut Session,
    wanted: &Wanted,
    attributes: &[&str],
) -> Result<Option<Entry>, LdapFailure> {
    const PEOPLE: &str = "(|(objectClass=person)(objectClass=user)(objectClass=account)(objectClass=posixAccount))";
    let name = wanted.id.trim();
    if !name.contains('=') || dn::parse(name).is_err() {
        return Ok(None);
    }
    let entries = unless_broken(session.read(name, Scope::Base, PEOPLE, attributes, 1).await)?;
    Ok(entries.into_iter().next())
}

/// The first value of a distinguished name: an entry that was moved still has it.
fn first_value(id: &str) -> Option<String> {
    let name = dn::parse(id.trim()).ok().filter(|name| id.contains('=') && name.parts.len() > 1)?;
    name.parts.first()?.values.first().map(|(_, value)| value.clone())
}

/// The attributes that may carry what was typed: the configured one first.
fn attributes(user_id: &str) -> Vec<&str> {
    let others = ID_ATTRIBUTES.into_iter().chain(NAMES).filter(|name| !name.eq_ignore_ascii_case(user_id));
    std::iter::once(user_id).chain(others).collect()
}

/// Given name and surname in either order, as "Jane van Doe" and "Doe, Jane" may mean them.
fn full_names(id: &str) -> Vec<(String, String)> {
    let plain = id.replace(',', " ");
    let words: Vec<&str> = plain.split_whitespace().collect();
    let cut = |at: usize| {
        let (one, other) = words.split_at_checked(at)?;
        Some((one.join(" "), other.join(" ")))
    };
    let cuts = [Some(1), words.len().checked_sub(1)].into_iter().flatten().filter_map(cut);
    let mut names: Vec<(String, String)> = cuts.flat_map(|(a, b)| [(a.clone(), b.clone()), (b, a)]).collect();
    names.retain(|(first, last)| !first.is_empty() && !last.is_empty());
    names.sort();
    names.dedup();
    names
}

/// What was typed, in any attribute; with and without a domain, as a name, and as the end of a telephone number.
fn any_of(attributes: &[&str], typed: &str) -> String {
    let id = without_scheme(typed);
    let mut filter = String::from("(|");
    let mut add = |name: &str, value: String| filter.push_str(&format!("({name}={value})"));
    for name in attributes.iter().filter(|name| !matches!(**name, "givenName" | "sn")) {
        add(name, filter::escape(id.as_bytes()));
    }
    if id != typed {
        add("msRTCSIP-PrimaryUserAddress", filter::escape(typed.as_bytes()));
    }
    // DOMAIN\name is how Windows writes it (MS-ADTS section 5.1.1.1.1); the appliances know the name alone.
    if let Some((_, name)) = id.rsplit_once('\\').filter(|(_, name)| !name.is_empty()) {
        ["sAMAccountName", "uid"].iter().for_each(|attribute| add(attribute, filter::escape(name.as_bytes())));
    }
    let with_domain = ["userPrincipalName", "mail", "msRTCSIP-PrimaryUserAddress"];
    match id.split_once('@') {
        None => with_domain.iter().for_each(|name| add(name, format!("{}@*", filter::escape(id.as_bytes())))),
        Some(("", _)) => {}
        Some((local, _)) => {
            ["sAMAccountName", "uid"].iter().for_each(|name| add(name, filter::escape(local.as_bytes())))
        }
    }
    if is_extension(id) {
        NUMBERS.iter().for_each(|name| add(name, format!("*{}", filter::escape(id.as_bytes()))));
    }
    // A word by itself may be anybody's name.
    if id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '\'' | ' ')) && id.contains(char::is_alphabetic) {
        ["givenName", "sn"].iter().for_each(|name| add(name, filter::escape(id.as_bytes())));
    }
    if let Some(value) = first_value(id) {
        ["cn", "uid"].iter().for_each(|name| add(name, filter::escape(value.as_bytes())));
    }
    for (first, last) in full_names(id) {
        let (first, last) = (filter::escape(first.as_bytes()), filter::escape(last.as_bytes()));
        filter.push_str(&format!("(&(givenName={first})(sn={last}))"));
    }
    filter.push(')');
    filter
}

fn is_extension(id: &str) -> bool {
    (3..=15).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_digit())
}

async fn outsider(
    session: &mut Session,
    wanted: &Wanted,
    attributes: &[&str],
    entry: &Entry,
) -> Result<Outsider, LdapFailure> {
    let carrying = |matches: &dyn Fn(&[u8], &str) -> bool| -> Vec<String> {
        let by = attributes.iter().filter(|name| values(entry, name).iter().any(|value| matches(value, name)));
        by.map(|name| (*name).to_owned()).collect()
    };
    let mut by = carrying(&|value, _| same(value, &wanted.id) || same(value, without_scheme(&wanted.id)));
    if by.is_empty() {
        by = carrying(&|value, name| stands_for(value, &wanted.id, name));
    }
    let has = |name: &str, text: &str| values(entry, name).iter().any(|value| same(value, text));
    if by.is_empty() && full_names(&wanted.id).iter().any(|(first, last)| has("givenName", first) && has("sn", last)) {
        by = vec!["givenName".to_owned(), "sn".to_owned()];
    }
    Ok(Outsider {
        entry: wanted.sighting(entry),
        by,
        in_base: is_within(&entry.dn, &wanted.search.base),
        clauses: clauses(session, &entry.dn, &wanted.search.filter).await?,
    })
}

fn same(value: &[u8], id: &str) -> bool {
    String::from_utf8_lossy(value).to_lowercase() == id.to_lowercase()
}

/// Whether the value is the ID with a domain, without one, or a number that ends in it.
fn stands_for(value: &[u8], id: &str, attribute: &str) -> bool {
    let (value, id) = (String::from_utf8_lossy(value).to_lowercase(), without_scheme(id).to_lowercase());
    let local = |name: &str| name.split_once('@').map(|(local, _)| local.to_owned());
    local(&value).is_some_and(|local| local == id || local.strip_prefix("sip:") == Some(&*id))
        || local(&id).is_some_and(|local| local == value)
        || id.rsplit_once('\\').is_some_and(|(_, name)| name == value)
        || (["cn", "uid"].contains(&attribute) && first_value(&id).is_some_and(|first| first == value))
        || (NUMBERS.iter().any(|name| name.eq_ignore_ascii_case(attribute)) && identity::is_phone(&id, &value))
}

fn is_within(name: &str, base: &str) -> Option<bool> {
    Some(dn::parse(name).ok()?.is_within(&dn::parse(base).ok()?))
}

/// Tries each part of the filter that must match, on this entry alone: the server judges, with its own matching rules.
async fn clauses(session: &mut Session, dn: &str, filter: &str) -> Result<Vec<Clause>, LdapFailure> {
    let mut tried = Vec::new();
    let Ok(parsed) = filter::parse(filter) else { return Ok(tried) };
    for clause in parsed.required().into_iter().take(CLAUSES) {
        let found = unless_broken(session.read(dn, Scope::Base, &clause.to_string(), &["1.1"], 1).await)?;
        let text = filter.get(clause.span.clone()).unwrap_or_default().to_owned();
        tried.push(Clause { text, matches: !found.is_empty() });
    }
    Ok(tried)
}

/// User IDs near the one asked for, among those that begin alike; first where the nodes look, then everywhere.
async fn near(session: &mut Session, wanted: &Wanted) -> Result<Vec<Sighting>, LdapFailure> {
    let local = wanted.id.split('@').next().unwrap_or_default();
    for letters in [3, 1] {
        let prefix: String = local.chars().take(letters).collect();
        if prefix.is_empty() || (letters == 3 && local.chars().count() <= 3) {
            continue;
        }
        let filter = format!("({}={}*)", wanted.search.user_id, filter::escape(prefix.as_bytes()));
        for base in std::iter::once(&wanted.search.base).chain(&wanted.contexts) {
            let entries = session.read(base, Scope::Subtree, &filter, &wanted.identity(), COMPARED).await;
            let entries = unless_broken(entries)?;
            let nearest = nearest(local, entries.iter().map(|entry| wanted.sighting(entry)));
            if !nearest.is_empty() {
                return Ok(nearest);
            }
        }
    }
    Ok(Vec::new())
}

/// The IDs of which at most a third of the letters differ, or that only go on or stop earlier; the nearest first.
fn nearest(asked: &str, known: impl Iterator<Item = Sighting>) -> Vec<Sighting> {
    let asked = asked.to_lowercase();
    let mut ranked: Vec<(usize, Sighting)> = known
        .filter_map(|sighting| {
            let id = sighting.id.as_deref()?.to_lowercase();
            let local = id.split('@').next().unwrap_or_default();
            // What is far longer than any user ID is not compared letter by letter.
            let distance = if local.len() <= 256 { damerau_levenshtein(&asked, local) } else { usize::MAX };
            let longer = asked.len() >= 3 && (local.starts_with(&asked) || asked.starts_with(local));
            (distance <= asked.chars().count().max(3) / 3 || longer).then_some((distance, sighting))
        })
        .collect();
    ranked.sort();
    ranked.dedup_by(|one, other| one.1.dn == other.1.dn);
    ranked.into_iter().take(SUGGESTED).map(|(_, sighting)| sighting).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_every_form_of_a_name() {
        assert_eq!(
            any_of(&["uid", "mail"], "j*"),
            r"(|(uid=j\2a)(mail=j\2a)(userPrincipalName=j\2a@*)(mail=j\2a@*)(msRTCSIP-PrimaryUserAddress=j\2a@*))"
        );
        assert_eq!(any_of(&["mail"], "j@x"), "(|(mail=j@x)(sAMAccountName=j)(uid=j))");
        assert_eq!(any_of(&["mail"], "@x"), "(|(mail=@x))");
        assert_eq!(
            any_of(&["mail"], "SIP:j@x"),
            "(|(mail=j@x)(msRTCSIP-PrimaryUserAddress=SIP:j@x)(sAMAccountName=j)(uid=j))"
        );
        assert!(any_of(&["mail"], "4711").contains("(telephoneNumber=*4711)(ipPhone=*4711)(mobile=*4711)"));
        assert!(any_of(&["uid"], r"CORP\jdoe").contains("(sAMAccountName=jdoe)(uid=jdoe)"));
        assert!(any_of(&["uid"], "Doe, Jane").ends_with("(&(givenName=Doe)(sn=Jane))(&(givenName=Jane)(sn=Doe)))"));
        assert!(any_of(&["uid"], "Jo van Doe").contains("(&(givenName=Jo)(sn=van Doe))"));
        assert_eq!((full_names("jdoe").len(), full_names(" ").len()), (0, 0));
        assert_eq!(attributes("MAIL").iter().filter(|name| name.eq_ignore_ascii_case("mail")).count(), 1);
    }

    #[test]
    fn knows_why_an_entry_was_found() {
        for (value, id, attribute, expected) in [
            ("JDoe", "jdoe", "sAMAccountName", true),
            ("jdoe@corp.example", "jdoe", "mail", true),
            ("sip:jdoe@corp.example", "jdoe", "msRTCSIP-PrimaryUserAddress", true),
            ("jdoe", "jdoe@corp.example", "sAMAccountName", true),
            ("jdoe", "CORP\\jdoe", "sAMAccountName", true),
            ("+1 555 010-4711", "4711", "telephoneNumber", true),
            ("+1 555 010-4711", "711x", "telephoneNumber", false),
            ("+1 555 010-4711", "15550104711", "telephoneNumber", true),
            ("+1 555 010 4711", "+1 (555) 010-4711", "telephoneNumber", true),
            ("030/555-010 77", "0049 30 55501077", "ipPhone", true),
            ("+49 30 55501077", "030 55501077", "mobile", true),
            ("+49 30 55501078", "030 55501077", "mobile", false),
            ("+49 30 55501077", "0049 30 55501077", "mail", false),
            ("jdoe", "sip:jdoe@corp.example", "uid", true),
            ("cn4711", "4711", "cn", false),
            ("doe", "jdoe", "sn", false),
        ] {
            let found = same(value.as_bytes(), id) || stands_for(value.as_bytes(), id, attribute);
            assert_eq!(found, expected, "{value} {id}");
        }
    }

    #[test]
    fn suggests_the_nearest_names_only() {
        let known = ["jdeo", "jdoe1", "john", "JDOE", "jdoe@corp.example", "xavier", ""];
        let sightings = known.iter().map(|id| Sighting { dn: format!("cn={id}"), id: Some((*id).to_owned()) });
        let ids: Vec<String> = nearest("jdoe", sightings).into_iter().filter_map(|sighting| sighting.id).collect();
        assert_eq!(ids, ["JDOE", "jdoe@corp.example", "jdeo"]);
        assert_eq!(nearest("zzz", std::iter::empty()), []);
    }
}
