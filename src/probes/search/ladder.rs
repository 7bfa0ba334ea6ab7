//! Why nobody matches, found out by small searches, and filters that work better, each tried.

use super::super::account::text;
use super::base::{parts, value};
use super::inside::{self, Inside};
use super::schema;
use super::{Looker, clause, same, texts, with};
use crate::evidence::search::{Attribute, Base, Matched, Proposal, Trial, Tried};
use crate::evidence::{AskedSearch, LdapFailure};
use crate::ldap::dn;
use crate::ldap::filter::eval::IN_CHAIN;
use crate::ldap::filter::{self, Assertion, Filter, Kind, escape};
use crate::ldap::session::{Entry, Scope};
use crate::ldap::slips;

/// Small searches with a clause left out or alone.
const STEPS: usize = 12;
/// Names that a group's name may be meant to be, and that are looked up.
const SLIPS: usize = 8;
/// Groups that are looked for.
const GROUPS: usize = 3;
const GROUP_CLASSES: &str =
    "(|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))";

/// Tells what eats the users: a clause, the base, or missing rights. Also returns what works instead.
pub(super) async fn nobody(
    looker: &mut Looker<'_>,
    base: &str,
    filter: &Filter,
    (user_id, attributes): (&str, &[Attribute]),
) -> Result<(Vec<Trial>, Option<Proposal>), LdapFailure> {
    let mut trials = Vec::new();
    let proposal = corrected(looker, base, filter, user_id, &mut trials).await?;
    clauses(looker, base, filter, &mut trials).await?;
    // The base itself is found too: only a second entry is one below it.
    let below = more_than(looker, 1, Tried::AnythingBelow, base, &mut trials).await?;
    let context = looker.context.clone();
    if proposal.is_some() || context.is_empty() {
        return Ok((trials, proposal));
    }
    let candidates = in_this_schema(looker, filter, attributes);
    let proposal = best(looker, base, candidates, user_id).await?;
    if proposal.is_some() {
        return Ok((trials, proposal));
    }
    let found = tried(looker, Tried::WholeContext, &context, &filter.to_string(), &mut trials).await?;
    if !found && !below {
        more_than(looker, 2, Tried::AnythingElse, &context, &mut trials).await?;
    }
    let proposal = if found { looker.proposal(&context, filter, user_id).await? } else { None };
    Ok((trials, proposal))
}

/// The filter without the clauses on attributes of Active Directory that this server does not know: a proxy or a copy
/// without that schema never finds them true, and their names are right.
fn without_unknown(looker: &Looker<'_>, filter: &Filter, attributes: &[Attribute]) -> Option<Filter> {
    let foreign = |name: &str| {
        let known = attributes.iter().find(|known| known.name.eq_ignore_ascii_case(name)).and_then(|it| it.known);
        known == Some(false) && schema::is_active_directory(name)
    };
    let all = filter.clauses();
    let rest: Vec<Filter> = all.iter().filter(|part| !part.attributes().into_iter().any(foreign)).cloned().collect();
    (!looker.active_directory && !rest.is_empty() && rest.len() < all.len()).then(|| Filter::and(rest))
}

/// A filter for Active Directory in the words of another directory: without what this one does not know, with its classes,
/// and the usual one for people where nothing but classes is left.
fn in_this_schema(looker: &Looker<'_>, filter: &Filter, attributes: &[Attribute]) -> Vec<Filter> {
    if looker.active_directory {
        return Vec::new();
    }
    let without = without_unknown(looker, filter, attributes);
    let left = without.as_ref().unwrap_or(filter);
    let translated = rewritten(left, &|part| person_class(part, false));
    let of_class = |name: &&str| ["objectClass", "objectCategory"].iter().any(|known| name.eq_ignore_ascii_case(known));
    let usual = left.attributes().iter().all(of_class).then(|| AskedSearch::default().filter_on(false));
    let usual = usual.and_then(|text| filter::parse(&text).ok());
    let all = without.iter().cloned().chain([translated]).chain(usual);
    all.filter(|candidate| !same(candidate, filter)).collect()
}

/// Whether more than `few` entries of any kind are readable.
async fn more_than(
    looker: &mut Looker<'_>,
    few: usize,
    what: Tried,
    base: &str,
    trials: &mut Vec<Trial>,
) -> Result<bool, LdapFailure> {
    let filter = "(objectClass=*)".to_owned();
    let (entries, end) = looker.few(base, Scope::Subtree, &filter, &["1.1"], few + 1).await?;
    let found = entries.len() > few;
    trials.push(Trial { what, base: base.to_owned(), filter, found, code: end.code });
    Ok(found)
}

/// A group used as search base: its members are found by a clause, from the head of the naming context.
pub(super) async fn members(
    looker: &mut Looker<'_>,
    group: &str,
    filter: &Filter,
    user_id: &str,
) -> Result<Option<Proposal>, LdapFailure> {
    let context = looker.context.clone();
    let corrections = corrections(looker, filter, &mut Vec::new()).await?;
    let member_of = |nested| clause(member_of(group.as_bytes().to_vec(), nested));
    let mut candidates: Vec<Filter> = Vec::new();
    for nested in [false, true] {
        candidates.extend(corrections.iter().chain([filter]).map(|filter| with(filter, vec![member_of(nested)])));
        if nested && !looker.active_directory {
            candidates.truncate(candidates.len() / 2);
        }
    }
    best(looker, &context, candidates, user_id).await
}

/// The filter narrowed to enabled people.
pub(super) fn narrowed(filter: &Filter, matched: &Matched, active_directory: bool, by_bits: bool) -> Filter {
    let people: &[&str] =
        match (matched.computers.count + matched.contacts.count + matched.others.count, active_directory) {
            (0, _) => &[],
            (_, true) => &["(objectCategory=person)", "(objectClass=user)"],
            // A class that the schema does not know makes even its negation match nobody (RFC 4511 section 4.5.1.7).
            (_, false) if matched.computers.count == 0 => &["(objectClass=person)"],
            (_, false) => &["(objectClass=person)", "(!(objectClass=computer))"],
        };
    let enabled: &[&str] = match (matched.disabled.count, active_directory || by_bits) {
        (0, _) => &[],
        (_, true) => &["(!(userAccountControl:1.2.840.113556.1.4.803:=2))"],
        (_, false) => &["(!(nsAccountLock=TRUE))"],
    };
    with(filter, people.iter().chain(enabled).filter_map(|text| filter::parse(text).ok()).collect())
}

/// Corrections of what is usually wrong, tried at the base.
async fn corrected(
    looker: &mut Looker<'_>,
    base: &str,
    filter: &Filter,
    user_id: &str,
    trials: &mut Vec<Trial>,
) -> Result<Option<Proposal>, LdapFailure> {
    let candidates = corrections(looker, filter, trials).await?;
    best(looker, base, candidates, user_id).await
}

/// The first candidate that matches somebody.
async fn best(
    looker: &mut Looker<'_>,
    base: &str,
    candidates: Vec<Filter>,
    user_id: &str,
) -> Result<Option<Proposal>, LdapFailure> {
    for candidate in candidates {
        if looker.any(base, &candidate.to_string()).await?.0 {
            return looker.proposal(base, &candidate, user_id).await;
        }
    }
    Ok(None)
}

/// Filters that may be meant: groups by their full name, then their members' members, then classes of this directory.
async fn corrections(
    looker: &mut Looker<'_>,
    filter: &Filter,
    trials: &mut Vec<Trial>,
) -> Result<Vec<Filter>, LdapFailure> {
    let groups = named_groups(looker, filter, trials).await?;
    let dn_of = |part: &Filter| groups.iter().find(|(old, _)| same(old, part)).map(|(_, dn)| dn.as_str());
    let full_names =
        |nested| rewritten(filter, &|part| dn_of(part).map(|dn| member_of(dn.as_bytes().to_vec(), nested)));
    let active_directory = looker.active_directory;
    let mut candidates = vec![full_names(false)];
    if active_directory {
        candidates.push(full_names(true));
        let primary = primary_tokens(looker, &groups).await?;
        if !primary.is_empty() {
            candidates.push(rewritten(filter, &|part| {
                let dn = dn_of(part)?;
                let (_, token) = primary.iter().find(|(of, _)| *of == dn)?;
                Some(with_primary_group(dn, token))
            }));
        }
    }
    if !active_directory {
        candidates.extend(through_groups(looker, filter, &groups, trials).await?);
    }
    let classes = |part: &Filter| person_class(part, active_directory);
    candidates.extend(candidates.clone().iter().map(|candidate| rewritten(candidate, &classes)));
    let mut different: Vec<Filter> = Vec::new();
    for candidate in candidates {
        if !same(&candidate, filter) && !different.iter().any(|known| same(known, &candidate)) {
            different.push(candidate);
        }
    }
    Ok(different)
}

/// The filter for the members of the groups inside the groups that it names: only Active Directory has a rule for that. What
/// the groups hold is told.
async fn through_groups(
    looker: &mut Looker<'_>,
    filter: &Filter,
    groups: &[(Filter, String)],
    trials: &mut Vec<Trial>,
) -> Result<Option<Filter>, LdapFailure> {
    let mut wider: Vec<(&Filter, Kind)> = Vec::new();
    for (part, dn) in groups {
        let Inside { groups: inner, others } = inside::look(looker, dn).await?;
        let context = looker.context.clone();
        let (found, code) = looker.any(&context, &clause(member_of(dn.as_bytes().to_vec(), false)).to_string()).await?;
        let what = Tried::Members { group: dn.clone(), groups: inner.len() as u64, others };
        trials.push(Trial { what, base: context, filter: part.to_string(), found, code });
        if !inner.is_empty() {
            let all = std::iter::once(dn).chain(&inner);
            wider.push((part, Kind::Or(all.map(|dn| clause(member_of(dn.as_bytes().to_vec(), false))).collect())));
        }
    }
    let of = |part: &Filter| wider.iter().find(|(old, _)| same(old, part)).map(|(_, wider)| wider.clone());
    Ok((!wider.is_empty()).then(|| rewritten(filter, &of)))
}

/// The clauses that name a group by less than its DN, each with the DN of the group, where there is one.
async fn named_groups(
    looker: &mut Looker<'_>,
    filter: &Filter,
    trials: &mut Vec<Trial>,
) -> Result<Vec<(Filter, String)>, LdapFailure> {
    let mut groups = Vec::new();
    for part in filter.walk().filter(|part| named_group(part).is_some()).take(GROUPS) {
        let named = named_group(part).unwrap_or_default();
        let dn = group(looker, part, &named).await?;
        trials.push(Trial {
            what: Tried::Group { named, dn: dn.clone() },
            base: looker.context.clone(),
            filter: part.to_string(),
            found: dn.is_some(),
            code: 0,
        });
        groups.extend(dn.map(|dn| (part.clone(), dn)));
    }
    Ok(groups)
}

/// The number by which people name each of these groups as their primary one, which `memberOf` leaves out.
async fn primary_tokens<'g>(
    looker: &mut Looker<'_>,
    groups: &'g [(Filter, String)],
) -> Result<Vec<(&'g str, String)>, LdapFailure> {
    let mut primary = Vec::new();
    for (_, dn) in groups {
        let token = looker.entry(dn, &["primaryGroupToken"]).await?.and_then(|group| text(&group, "primaryGroupToken"));
        primary.extend(token.map(|token| (dn.as_str(), token)));
    }
    Ok(primary)
}

/// The filter with each part replaced for which there is something better.
fn rewritten(filter: &Filter, better: &dyn Fn(&Filter) -> Option<Kind>) -> Filter {
    if let Some(kind) = better(filter) {
        return clause(kind);
    }
    // Two clauses may become the same one.
    let all = |parts: &[Filter]| {
        let mut different: Vec<Filter> = Vec::new();
        for part in parts.iter().map(|part| rewritten(part, better)) {
            if !different.iter().any(|known| same(known, &part)) {
                different.push(part);
            }
        }
        different
    };
    match &filter.kind {
        Kind::And(parts) => Filter::and(all(parts)),
        Kind::Or(parts) => clause(Kind::Or(all(parts))),
        Kind::Not(part) => clause(Kind::Not(Box::new(rewritten(part, better)))),
        _ => filter.clone(),
    }
}

fn member_of(dn: Vec<u8>, nested: bool) -> Kind {
    let attribute = "memberOf".to_owned();
    match nested {
        false => Kind::Equal(Assertion { attribute, value: dn }),
        true => Kind::Extensible { attribute: Some(attribute), dn: false, rule: Some(IN_CHAIN.to_owned()), value: dn },
    }
}

/// Members of a group, and those whose primary group it is: Active Directory keeps these out of memberOf, as it does all
/// people of Domain Users (MS-ADTS 3.1.1.4.5.11).
fn with_primary_group(dn: &str, token: &str) -> Kind {
    let primary = Assertion { attribute: "primaryGroupID".to_owned(), value: token.as_bytes().to_vec() };
    Kind::Or(vec![clause(member_of(dn.as_bytes().to_vec(), false)), clause(Kind::Equal(primary))])
}

/// The name that a clause is, when it is nothing but the name of an entry: `(CN=Staff,OU=Groups,DC=c)`.
fn bare_name(part: &Filter) -> Option<String> {
    let Kind::Equal(Assertion { attribute, value }) = &part.kind else { return None };
    let value = String::from_utf8_lossy(value);
    let name = format!("{attribute}={value}");
    let naming = ["cn", "ou", "uid", "o"].iter().any(|kind| attribute.eq_ignore_ascii_case(kind));
    (naming && dn::parse(&name).is_ok_and(|name| name.parts.len() > 1)).then_some(name)
}

/// The value of a `memberOf` clause, or a clause that is the name of a group itself.
fn named_group(part: &Filter) -> Option<String> {
    if let Some(name) = bare_name(part) {
        return Some(name);
    }
    if !part.attribute().is_some_and(|name| name.eq_ignore_ascii_case("memberOf")) {
        return None;
    }
    let value = match &part.kind {
        Kind::Equal(assertion) => assertion.value.clone(),
        Kind::Extensible { value, .. } => value.clone(),
        Kind::Substrings { parts, .. } => parts.join(&b'*'),
        _ => return None,
    };
    Some(String::from_utf8_lossy(&value).into_owned())
}

/// The one group that is meant: under this name, under this name with a type, or by its own part alone.
async fn group(looker: &mut Looker<'_>, part: &Filter, named: &str) -> Result<Option<String>, LdapFailure> {
    if bare_name(part).is_some() {
        let entry = looker.entry(named, &["objectClass"]).await?;
        return Ok(entry.filter(is_group).map(|entry| entry.dn));
    }
    if !matches!(part.kind, Kind::Substrings { .. }) {
        for dn in [named.to_owned(), format!("CN={named}")] {
            if let Some(entry) = looker.entry(&dn, &["objectClass"]).await? {
                return Ok(Some(entry.dn));
            }
        }
        // As a search base is typed: a comma that is not escaped, from the top down, out of a console.
        for dn in slips::meant(named, &looker.context).into_iter().take(SLIPS) {
            if let Some(entry) = looker.entry(&dn, &["objectClass"]).await?.filter(is_group) {
                return Ok(Some(entry.dn));
            }
        }
    }
    let pieces = parts(named);
    let name = pieces.first().map(|piece| value(piece)).unwrap_or_default();
    let pattern: Vec<String> = name.split('*').map(|piece| escape(piece.as_bytes())).collect();
    if pattern.iter().all(String::is_empty) || looker.context.is_empty() {
        return Ok(None);
    }
    let context = looker.context.clone();
    let filter = format!("(&{GROUP_CLASSES}(cn={}))", pattern.join("*"));
    let (entries, _) = looker.few(&context, Scope::Subtree, &filter, &["1.1"], 2).await?;
    // Two groups of one name are not this one alone.
    match entries.as_slice() {
        [only] => Ok(Some(only.dn.clone())),
        _ => Ok(None),
    }
}

pub(super) fn is_group(entry: &Entry) -> bool {
    let object_classes = texts(entry, "objectClass");
    Base { object_classes, ..Base::default() }.is_group()
}

/// A class or category of the other kind of directory, in this one's words.
fn person_class(part: &Filter, active_directory: bool) -> Option<Kind> {
    let Kind::Equal(Assertion { attribute, value: class }) = &part.kind else { return None };
    let equal = |attribute: &str, value: &str| {
        Kind::Equal(Assertion { attribute: attribute.to_owned(), value: value.as_bytes().to_vec() })
    };
    if active_directory && attribute.eq_ignore_ascii_case("objectClass") && class.eq_ignore_ascii_case(b"inetOrgPerson")
    {
        return Some(Kind::And(vec![clause(equal("objectCategory", "person")), clause(equal("objectClass", "user"))]));
    }
    let foreign = !active_directory
        && ((attribute.eq_ignore_ascii_case("objectCategory"))
            || (attribute.eq_ignore_ascii_case("objectClass") && class.eq_ignore_ascii_case(b"user")));
    foreign.then(|| equal("objectClass", "person"))
}

/// Leaves out one clause of the topmost "and" after the other, then tries each alone.
async fn clauses(
    looker: &mut Looker<'_>,
    base: &str,
    filter: &Filter,
    trials: &mut Vec<Trial>,
) -> Result<(), LdapFailure> {
    let all = filter.clauses();
    if all.len() < 2 {
        return Ok(());
    }
    let mut left = STEPS;
    for (nth, one) in all.iter().enumerate() {
        let mut rest = all.to_vec();
        rest.remove(nth);
        let what = Tried::Without { clause: one.to_string(), at: one.span.start };
        if left == 0 || tried(looker, what, base, &Filter::and(rest).to_string(), trials).await? {
            return Ok(());
        }
        left -= 1;
    }
    for one in all.iter().take(left) {
        let text = one.to_string();
        tried(looker, Tried::Alone { clause: text.clone(), at: one.span.start }, base, &text, trials).await?;
    }
    Ok(())
}

async fn tried(
    looker: &mut Looker<'_>,
    what: Tried,
    base: &str,
    filter: &str,
    trials: &mut Vec<Trial>,
) -> Result<bool, LdapFailure> {
    let (found, code) = looker.any(base, filter).await?;
    trials.push(Trial { what, base: base.to_owned(), filter: filter.to_owned(), found, code });
    Ok(found)
}

#[cfg(test)]
mod tests;
