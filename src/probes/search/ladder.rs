//! Why nobody matches, found out by small searches, and filters that work better, each tried.

mod groups;

use self::groups::{member_of, with_primary_group};
use super::schema;
use super::{Looker, clause, same, with};
use crate::evidence::search::{Attribute, Matched, Proposal, Trial, Tried};
use crate::evidence::{AskedSearch, LdapFailure};
use crate::ldap::dn;
use crate::ldap::filter::{self, Assertion, Filter, Kind};
use crate::ldap::session::Scope;
use crate::nearest::nearest;

/// Small searches with a clause left out or alone.
const STEPS: usize = 12;

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
    if looker.active_directory {
        groups::members_told(looker, filter, &mut trials).await?;
    }
    let by_url = computed(looker, base, filter, user_id, &mut trials).await?;
    if by_url.is_some() {
        return Ok((trials, by_url));
    }
    let by_branch = branch(looker, filter, user_id, &mut trials).await?;
    if by_branch.is_some() {
        return Ok((trials, by_branch));
    }
    let found = tried(looker, Tried::WholeContext, &context, &filter.to_string(), &mut trials).await?;
    if !found && !below {
        more_than(looker, 2, Tried::AnythingElse, &context, &mut trials).await?;
    }
    let wider = if found { looker.proposal(&context, filter, user_id).await? } else { None };
    // A wider base that leads to groups and computers only is no help: the filter is for something else.
    let proposal = match wider {
        Some(wider) if wider.unwanted >= wider.entries => looker.for_people(base, user_id).await?,
        wider => wider,
    };
    Ok((trials, proposal))
}

/// A part of the tree that a clause names, as if people were members of it: as search base, with the rest of the filter.
async fn branch(
    looker: &mut Looker<'_>,
    filter: &Filter,
    user_id: &str,
    trials: &mut Vec<Trial>,
) -> Result<Option<Proposal>, LdapFailure> {
    let all = filter.clauses();
    for (nth, part) in all.iter().enumerate() {
        let Some(named) = groups::named_branch(looker, part).await? else { continue };
        let what = Tried::NoGroup { named: named.clone() };
        trials.push(Trial { what, base: named.clone(), filter: part.to_string(), found: true, code: 0 });
        let mut rest = all.to_vec();
        rest.remove(nth);
        if !rest.is_empty() {
            return looker.proposal(&named, &Filter::and(rest), user_id).await;
        }
    }
    Ok(None)
}

/// The search that a group is which a clause names, in place of that clause: below its base or ours, whichever is within the
/// other.
async fn computed(
    looker: &mut Looker<'_>,
    base: &str,
    filter: &Filter,
    user_id: &str,
    trials: &mut Vec<Trial>,
) -> Result<Option<Proposal>, LdapFailure> {
    let all = filter.clauses();
    for (nth, part) in all.iter().enumerate() {
        let Some((group, of, whom)) = groups::named_computed(looker, part).await? else { continue };
        // The server computes memberOf, too: this clause is no reason.
        let context = looker.context.clone();
        if looker.any(&context, &part.to_string()).await?.0 {
            continue;
        }
        trials.push(Trial {
            what: Tried::Computed { group },
            base: of.clone(),
            filter: part.to_string(),
            found: true,
            code: 0,
        });
        let mut rest = all.to_vec();
        rest.splice(nth..=nth, [whom]);
        let within = |one: &str, other: &str| {
            dn::parse(one).is_ok_and(|one| dn::parse(other).is_ok_and(|it| one.is_within(&it)))
        };
        let narrower = if within(base, &of) { base } else { of.as_str() };
        if within(narrower, base) {
            return looker.proposal(narrower, &Filter::and(rest), user_id).await;
        }
    }
    Ok(None)
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
    if let Some((base, of)) = groups::computed(looker, group).await? {
        return looker.proposal(&base, &with(filter, vec![of]), user_id).await;
    }
    let context = looker.context.clone();
    let corrections = corrections(looker, filter, &mut Vec::new()).await?;
    let member_of = |nested| clause(member_of(group, nested));
    let mut candidates: Vec<Filter> = Vec::new();
    for nested in [false, true] {
        candidates.extend(corrections.iter().chain([filter]).map(|filter| with(filter, vec![member_of(nested)])));
        if nested && !looker.active_directory {
            candidates.truncate(candidates.len() / 2);
        }
    }
    best(looker, &context, candidates, user_id).await
}

/// The filter narrowed to enabled people; `open` leaves out those who are not.
pub(super) fn narrowed(filter: &Filter, matched: &Matched, active_directory: bool, open: &[&str]) -> Filter {
    let people: &[&str] =
        match (matched.computers.count + matched.contacts.count + matched.others.count, active_directory) {
            (0, _) => &[],
            (_, true) => &["(objectCategory=person)", "(objectClass=user)"],
            // A class that the schema does not know makes even its negation match nobody (RFC 4511 section 4.5.1.7).
            (_, false) if matched.computers.count == 0 => &["(objectClass=person)"],
            (_, false) => &["(objectClass=person)", "(!(objectClass=computer))"],
        };
    with(filter, people.iter().chain(open).filter_map(|text| filter::parse(text).ok()).collect())
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

/// Filters that may be meant: without what does not belong to values, groups by their full name, then their members' members, then classes of this directory.
async fn corrections(
    looker: &mut Looker<'_>,
    filter: &Filter,
    trials: &mut Vec<Trial>,
) -> Result<Vec<Filter>, LdapFailure> {
    let active_directory = looker.active_directory;
    let typed = filter;
    let plain = filter.with_plain_values();
    let filter = &plain;
    let groups = groups::named(looker, filter, trials).await?;
    let dn_of = |part: &Filter| groups.iter().find(|(old, _)| same(old, part)).map(|(_, dn)| dn.as_str());
    // Who asks for members of members means them.
    let in_chain = |part: &Filter| active_directory && matches!(part.kind, Kind::Extensible { .. });
    let full_names = |nested| rewritten(filter, &|part| dn_of(part).map(|dn| member_of(dn, nested || in_chain(part))));
    let mut candidates = vec![typed.without_blanks(), plain.clone(), full_names(false)];
    if active_directory {
        candidates.push(full_names(true));
        let primary = groups::primary_tokens(looker, &groups).await?;
        if !primary.is_empty() {
            candidates.push(rewritten(filter, &|part| {
                let dn = dn_of(part)?;
                let (_, token) = primary.iter().find(|(of, _)| *of == dn)?;
                Some(with_primary_group(dn, token))
            }));
        }
    }
    if !active_directory {
        candidates.extend(groups::through(looker, filter, &groups, trials).await?);
    }
    if active_directory {
        candidates.extend(candidates.clone().iter().map(Filter::with_states));
    }
    let slips = slips_of_class(looker, filter).await?;
    let slip = |part: &Filter| slips.iter().any(|slip| same(slip, part)).then(|| slip_of_class(part, active_directory));
    let classes = |part: &Filter| slip(part).flatten().or_else(|| person_class(part, active_directory));
    candidates.extend(candidates.clone().iter().map(|candidate| rewritten(candidate, &classes)));
    let mut different: Vec<Filter> = Vec::new();
    for candidate in candidates {
        if !same(&candidate, typed) && !different.iter().any(|known| same(known, &candidate)) {
            different.push(candidate);
        }
    }
    Ok(different)
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

/// A class or category of the other kind of directory, in this one's words.
fn person_class(part: &Filter, active_directory: bool) -> Option<Kind> {
    let Kind::Equal(Assertion { attribute, value: class }) = &part.kind else { return None };
    let equal = |attribute: &str, value: &str| {
        Kind::Equal(Assertion { attribute: attribute.to_owned(), value: value.as_bytes().to_vec() })
    };
    let of_class = attribute.eq_ignore_ascii_case("objectClass");
    if active_directory && of_class && class.eq_ignore_ascii_case(b"inetOrgPerson") {
        return Some(Kind::And(vec![clause(equal("objectCategory", "person")), clause(equal("objectClass", "user"))]));
    }
    let foreign = !active_directory
        && ((attribute.eq_ignore_ascii_case("objectCategory"))
            || (attribute.eq_ignore_ascii_case("objectClass") && class.eq_ignore_ascii_case(b"user")));
    foreign.then(|| equal("objectClass", "person"))
}

/// A class or category that is written almost like one of people, corrected.
fn slip_of_class(part: &Filter, active_directory: bool) -> Option<Kind> {
    let Kind::Equal(Assertion { attribute, value }) = &part.kind else { return None };
    let of_classes = ["objectClass", "objectCategory"].iter().any(|name| attribute.eq_ignore_ascii_case(name));
    let meant = mistyped_class(value, active_directory).filter(|_| of_classes)?;
    Some(Kind::Equal(Assertion { attribute: attribute.clone(), value: meant.as_bytes().to_vec() }))
}

/// Clauses on classes that look mistyped, and that nobody in the whole directory has.
async fn slips_of_class(looker: &mut Looker<'_>, filter: &Filter) -> Result<Vec<Filter>, LdapFailure> {
    let (context, active_directory) = (looker.context.clone(), looker.active_directory);
    let mut slips: Vec<Filter> = Vec::new();
    for part in filter.walk().filter(|part| slip_of_class(part, active_directory).is_some()) {
        if !slips.iter().any(|known| same(known, part)) && !looker.any(&context, &part.to_string()).await?.0 {
            slips.push(part.clone());
        }
    }
    Ok(slips)
}

/// A class of people that is written almost like this one.
fn mistyped_class(class: &[u8], active_directory: bool) -> Option<&'static str> {
    let people: &[&'static str] = match active_directory {
        true => &["user", "person", "organizationalPerson"],
        false => &["person", "inetOrgPerson", "organizationalPerson", "posixAccount"],
    };
    let others = ["computer", "contact", "group", "user", "person", "account", "top"];
    let class = std::str::from_utf8(class).ok()?;
    if people.iter().chain(&others).any(|known| known.eq_ignore_ascii_case(class)) {
        return None;
    }
    // `eduPerson` is a class of its own, and no slip.
    let is_longer =
        |known: &&str| class.len() > known.len() && class.to_ascii_lowercase().ends_with(&known.to_ascii_lowercase());
    nearest(class, people.iter().copied()).filter(|known| !is_longer(known))
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
