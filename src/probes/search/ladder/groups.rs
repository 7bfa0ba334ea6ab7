//! Groups that a filter names: which are meant, what they hold, and clauses that find their members.

mod inside;

use percent_encoding::percent_decode_str;

use self::inside::Inside;
use super::super::super::account::text;
use super::super::base::{parts, value};
use super::super::{Looker, clause, same, texts};
use super::rewritten;
use crate::evidence::LdapFailure;
use crate::evidence::search::{Base, Trial, Tried};
use crate::ldap::dn;
use crate::ldap::filter::eval::IN_CHAIN;
use crate::ldap::filter::{self, Assertion, Filter, Kind, escape};
use crate::ldap::session::{Entry, Scope};
use crate::ldap::slips;

/// Names that a group's name may be meant to be, and that are looked up.
const SLIPS: usize = 8;
/// Groups that are looked for.
const GROUPS: usize = 3;
const MEMBERSHIPS: [&str; 3] = ["memberOf", "member", "isMemberOf"];
const GROUP_CLASSES: &str =
    "(|(objectClass=group)(objectClass=groupOfNames)(objectClass=groupOfUniqueNames)(objectClass=posixGroup))";

/// The filter for the members of the groups inside the groups that it names: only Active Directory has a rule for that. What
/// the groups hold is told.
pub(super) async fn through(
    looker: &mut Looker<'_>,
    filter: &Filter,
    groups: &[(Filter, String)],
    trials: &mut Vec<Trial>,
) -> Result<Option<Filter>, LdapFailure> {
    let mut wider: Vec<(&Filter, Kind)> = Vec::new();
    for (part, dn) in groups {
        let inside = inside::look(looker, dn).await?;
        let context = looker.context.clone();
        let (found, code) = looker.any(&context, &clause(member_of(dn, false)).to_string()).await?;
        let Inside { groups: inner, others, unseen, cut, by_id } = inside;
        let what = Tried::Members { group: dn.clone(), groups: inner.len() as u64, others, unseen, cut, by_id };
        trials.push(Trial { what, base: context, filter: part.to_string(), found, code });
        // A filter of some of the groups would leave people out.
        if !inner.is_empty() && !cut {
            let all = std::iter::once(dn).chain(&inner);
            wider.push((part, Kind::Or(all.map(|dn| clause(member_of(dn, false))).collect())));
        }
    }
    let of = |part: &Filter| wider.iter().find(|(old, _)| same(old, part)).map(|(_, wider)| wider.clone());
    Ok((!wider.is_empty()).then(|| rewritten(filter, &of)))
}

/// What the groups hold that a filter names in full, for Active Directory: whoever is in one directly has it in `memberOf`.
pub(super) async fn members_told(
    looker: &mut Looker<'_>,
    filter: &Filter,
    trials: &mut Vec<Trial>,
) -> Result<(), LdapFailure> {
    let parts = filter.walk().filter_map(|part| Some((part, named_group(part)?)));
    for (part, dn) in parts.take(GROUPS) {
        if looker.entry(&dn, &["objectClass"]).await?.is_some_and(|entry| is_group(&entry)) {
            let inside = inside::look(looker, &dn).await?;
            let (context, asked) = (looker.context.clone(), part.to_string());
            let (found, code) = looker.any(&context, &asked).await?;
            let Inside { groups, others, unseen, cut, by_id } = inside;
            let what = Tried::Members { group: dn, groups: groups.len() as u64, others, unseen, cut, by_id };
            trials.push(Trial { what, base: context, filter: asked, found, code });
        }
    }
    Ok(())
}

/// The part of the tree that a clause names as a group.
pub(super) async fn named_branch(looker: &mut Looker<'_>, part: &Filter) -> Result<Option<String>, LdapFailure> {
    let Some(named) = named_group(part) else { return Ok(None) };
    let Some(entry) = looker.entry(&named, &["objectClass"]).await? else { return Ok(None) };
    let object_classes = texts(&entry, "objectClass");
    Ok(Base { object_classes, ..Base::default() }.is_branch().then_some(entry.dn))
}

/// The search that a group is whose members are whoever it finds (`memberURL`, RFC 4516), where that is one of a whole
/// subtree.
pub(super) async fn computed(looker: &mut Looker<'_>, dn: &str) -> Result<Option<(String, Filter)>, LdapFailure> {
    let Some(entry) = looker.entry(dn, &["memberURL"]).await? else { return Ok(None) };
    Ok(match texts(&entry, "memberURL").as_slice() {
        [only] => of_url(only),
        _ => None,
    })
}

/// The same for the group that a clause names.
pub(super) async fn named_computed(
    looker: &mut Looker<'_>,
    part: &Filter,
) -> Result<Option<(String, String, Filter)>, LdapFailure> {
    let Some(named) = named_group(part) else { return Ok(None) };
    Ok(computed(looker, &named).await?.map(|(base, filter)| (named, base, filter)))
}

fn of_url(url: &str) -> Option<(String, Filter)> {
    let (_, path) = url.trim().split_once("://")?.1.split_once('/')?;
    let decoded = |part: &str| percent_decode_str(part).decode_utf8_lossy().into_owned();
    let mut parts = path.split('?').map(decoded);
    let (base, _, scope, filter) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
    let filter = filter::parse(&filter).ok()?;
    (scope.eq_ignore_ascii_case("sub") && dn::parse(&base).is_ok()).then_some((base, filter))
}

/// The clauses that name a group by less than its DN, each with the DN of the group, where there is one.
pub(super) async fn named(
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
pub(super) async fn primary_tokens<'g>(
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

/// Membership in this group, or also in groups inside it.
pub(super) fn member_of(dn: &str, nested: bool) -> Kind {
    let (attribute, value) = ("memberOf".to_owned(), dn.as_bytes().to_vec());
    match nested {
        false => Kind::Equal(Assertion { attribute, value }),
        true => Kind::Extensible { attribute: Some(attribute), dn: false, rule: Some(IN_CHAIN.to_owned()), value },
    }
}

/// Members of a group, and those whose primary group it is: Active Directory keeps these out of memberOf, as it does all
/// people of Domain Users (MS-ADTS 3.1.1.4.5.11).
pub(super) fn with_primary_group(dn: &str, token: &str) -> Kind {
    let primary = Assertion { attribute: "primaryGroupID".to_owned(), value: token.as_bytes().to_vec() };
    Kind::Or(vec![clause(member_of(dn, false)), clause(Kind::Equal(primary))])
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
    // `member` is what groups have, and `isMemberOf` what other servers call it: asked of people, both mean memberOf.
    if !part.attribute().is_some_and(|name| MEMBERSHIPS.iter().any(|known| name.eq_ignore_ascii_case(known))) {
        return None;
    }
    let value = match &part.kind {
        Kind::Equal(assertion) => assertion.value.clone(),
        Kind::Extensible { value, .. } => value.clone(),
        Kind::Substrings { parts, .. } => parts.join(&b'*'),
        _ => return None,
    };
    Some(as_typed(value))
}

/// A value as it was typed: `CORP\Admins` is an escaped byte to a filter, and a group of a domain to whoever wrote it.
fn as_typed(value: Vec<u8>) -> String {
    match String::from_utf8(value) {
        Ok(text) if !text.contains(char::is_control) => text,
        Ok(text) => escape(text.as_bytes()),
        Err(error) => escape(error.as_bytes()),
    }
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
                let object_classes = texts(&entry, "objectClass");
                return Ok((!Base { object_classes, ..Base::default() }.is_branch()).then_some(entry.dn));
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
    // `CORP\Voice`, as Windows names a group.
    let name = if pieces.len() == 1 { name.rsplit('\\').next().unwrap_or_default() } else { name };
    let pattern: Vec<String> = name.split('*').map(|piece| escape(piece.as_bytes())).collect();
    if pattern.iter().all(String::is_empty) || looker.context.is_empty() {
        return Ok(None);
    }
    let context = looker.context.clone();
    let pattern = pattern.join("*");
    let account = if looker.active_directory { format!("(sAMAccountName={pattern})") } else { String::new() };
    let filter = format!("(&{GROUP_CLASSES}(|(cn={pattern}){account}))");
    let (entries, _) = looker.few(&context, Scope::Subtree, &filter, &["1.1"], 2).await?;
    // Two groups of one name are not this one alone.
    match entries.as_slice() {
        [only] => Ok(Some(only.dn.clone())),
        _ => Ok(None),
    }
}

fn is_group(entry: &Entry) -> bool {
    let object_classes = texts(entry, "objectClass");
    Base { object_classes, ..Base::default() }.is_group()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_groups_a_filter_names() {
        let named = |text: &str| filter::parse(text).unwrap().walk().filter_map(named_group).collect::<Vec<_>>();
        assert_eq!(named("(&(cn=a)(|(MEMBEROF=Staff,OU=x)(memberOf=CN=St*)))"), ["Staff,OU=x", "CN=St*"]);
        assert_eq!(named("(memberOf:1.2.840.113556.1.4.1941:=CN=a,DC=b)"), ["CN=a,DC=b"]);
        assert_eq!(named("(memberOf=*)"), [""; 0]);
        assert_eq!(named(r"(memberOf=CORP\Admins)"), [r"CORP\admins"]);
        assert_eq!(named("(memberOf=CN=Müller,DC=b)"), ["CN=Müller,DC=b"]);
        assert_eq!(named("(&(objectClass=user)(cn=Voice,OU=Groups,DC=c))"), ["cn=Voice,OU=Groups,DC=c"]);
        assert_eq!(named("(|(cn=Doe, Jane)(l=Bern,OU=x)(cn=x))"), [""; 0]);
    }

    #[test]
    fn a_group_may_be_a_search_of_a_subtree() {
        let read = |url: &str| of_url(url).map(|(base, filter)| (base, filter.to_string()));
        let of = |base: &str, filter: &str| Some((base.to_owned(), filter.to_owned()));
        assert_eq!(read("ldap:///ou=Deck%20A,o=s??sub?(uid=*)"), of("ou=Deck A,o=s", "(uid=*)"));
        assert_eq!(read("ldap://ds1/o=s?cn?SUB?(cn=a%2A)"), of("o=s", "(cn=a*)"));
        for other in
            ["ldap:///o=s??one?(uid=*)", "ldap:///o=s??sub", "ldap:///o=s", "o=s??sub?(uid=*)", "ldap:///o=s??sub?uid)"]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
