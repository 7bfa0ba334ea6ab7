//! What to change in an entry so that it matches a clause of a filter.

use crate::ldap::ad::DISABLED_BIT;
use crate::ldap::dn::{self, Dn};
use crate::ldap::filter::eval::{ALL_BITS, ANY_BITS, IN_CHAIN};
use crate::ldap::filter::{self, Assertion, Filter, Kind, LintKind, Schema, escape, lint};

/// Whether a clause leaves out disabled accounts.
pub(super) fn asks_whether_open(clause: &str) -> bool {
    filter::parse(clause).is_ok_and(|parsed| is_open(&parsed))
}

fn is_open(clause: &Filter) -> bool {
    let (question, negated) = question(clause);
    negated && is_disabled(question)
}

/// What makes people match a clause.
pub(super) fn to_match(clause: &str) -> String {
    let otherwise = format!("change the entry so that it matches {clause}");
    let Ok(parsed) = filter::parse(clause) else { return otherwise };
    let (question, negated) = question(&parsed);
    if is_open(&parsed) {
        return "enable the account".to_owned();
    }
    match (group(question), &question.kind, negated) {
        (Some((group, _)), _, true) => format!("take them out of {group}"),
        (Some((group, true)), ..) => {
            format!("make them a member of {group} or, where the directory is Active Directory, of a group in it")
        }
        (Some((group, false)), ..) => {
            format!("make them a direct member of {group}; members of nested groups match only with {IN_CHAIN}")
        }
        (None, Kind::Present(name), false) => format!("fill {name}"),
        (None, Kind::Equal(it), false) if !it.attribute.to_ascii_lowercase().starts_with("object") => {
            format!("set {} to {}", it.attribute, escape(&it.value))
        }
        _ => otherwise,
    }
}

/// Why a filter that was tried asks otherwise for the group of a clause: that group stands elsewhere now, or the server is
/// none that knows of members of members.
pub(super) fn meant(clause: &str, filter: &str) -> Option<String> {
    let (clause, filter) = (filter::parse(clause).ok()?, filter::parse(filter).ok()?);
    let (old, chain) = group(&clause)?;
    let old = dn::parse(&old).ok()?;
    let asked: Vec<(Dn, bool)> = filter
        .required()
        .into_iter()
        .filter_map(group)
        .filter_map(|(group, chain)| Some((dn::parse(&group).ok()?, chain)))
        .collect();
    if let Some((_, still)) = asked.iter().find(|(group, _)| group.same_as(&old)) {
        let words = format!(
            "members of members are a rule of Active Directory alone ({IN_CHAIN}), and this directory is another"
        );
        return (chain && !still).then_some(words);
    }
    let alone = |name: &Dn| Dn { parts: name.parts.first().cloned().into_iter().collect() };
    let (now, _) = asked.into_iter().find(|(group, _)| alone(group).same_as(&alone(&old)))?;
    Some(format!("the group is {now} now"))
}

/// The group of all users of a domain, as the languages of Windows call it.
const DOMAIN_USERS: [&str; 5] =
    ["domain users", "domänen-benutzer", "utilisateurs du domaine", "usuarios del dominio", "utenti del dominio"];

fn is_domain_users(group: &str) -> bool {
    let name =
        group.split(',').next().and_then(|part| part.split_once('=')).map(|(_, name)| name.trim().to_lowercase());
    name.is_some_and(|name| DOMAIN_USERS.contains(&name.as_str()))
}

/// Doubts about a clause that are mistakes, whoever is in the directory.
const WRONG: [LintKind; 7] = [
    LintKind::XmlLeftover,
    LintKind::Placeholder,
    LintKind::MemberOfWildcard,
    LintKind::MemberOfNotDn,
    LintKind::EmptyValue,
    LintKind::StraySign,
    LintKind::BlankAroundValue,
];

/// What is wrong with a clause by its own words: then people are right as they are.
pub(super) fn mistaken(clause: &str) -> Option<String> {
    let parsed = filter::parse(clause).ok()?;
    if group(&parsed).is_some_and(|(group, _)| is_domain_users(&group)) {
        return Some(format!(
            "correct {clause}: memberOf does not have a person's primary group, which this is for nearly everybody; \
             probably meant: (primaryGroupID=513)"
        ));
    }
    if let Some(plain) = without_rule(&parsed) {
        return Some(format!(
            "correct {clause}: Active Directory has no such rule and does not look at names, so that nobody matches \
             there; probably meant: {plain}"
        ));
    }
    let mut found = lint(&parsed, &Schema { active_directory: true, ..Schema::default() });
    // The first explains the others: what XML left in a name makes it no name.
    let place = |kind| WRONG.iter().position(|known| *known == kind);
    found.retain(|one| place(one.kind).is_some());
    let wrong = found.into_iter().min_by_key(|one| place(one.kind))?;
    Some(match wrong.suggestion {
        Some(meant) => format!("correct {clause}: {}; probably meant: {meant}", wrong.what),
        None => format!("correct {clause}: {}", wrong.what),
    })
}

/// A clause with `:dn:` or a rule that Active Directory lacks (MS-ADTS 3.1.1.3.4.4), as a plain comparison.
fn without_rule(clause: &Filter) -> Option<Filter> {
    let known = |rule: &String| [ALL_BITS, ANY_BITS, IN_CHAIN].contains(&rule.as_str());
    match &clause.kind {
        Kind::Extensible { attribute: Some(name), dn, rule, value }
            if *dn || rule.as_ref().is_some_and(|r| !known(r)) =>
        {
            let plain = Assertion { attribute: name.clone(), value: value.clone() };
            Some(Filter { span: 0..0, kind: Kind::Equal(plain) })
        }
        _ => None,
    }
}

/// What a clause asks, and whether the answer must be no.
fn question(clause: &Filter) -> (&Filter, bool) {
    match &clause.kind {
        Kind::Not(inner) => {
            let (question, negated) = question(inner);
            (question, !negated)
        }
        _ => (clause, false),
    }
}

/// The group that a question is about, and whether groups in it count.
fn group(question: &Filter) -> Option<(String, bool)> {
    let value = match &question.kind {
        Kind::Equal(it) if it.attribute.eq_ignore_ascii_case("memberOf") => (&it.value, false),
        Kind::Extensible { attribute: Some(name), rule: Some(rule), value, .. }
            if name.eq_ignore_ascii_case("memberOf") && rule == IN_CHAIN =>
        {
            (value, true)
        }
        _ => return None,
    };
    Some((String::from_utf8_lossy(value.0).into_owned(), value.1))
}

/// Asks whether an account is disabled.
fn is_disabled(question: &Filter) -> bool {
    match &question.kind {
        Kind::Extensible { attribute: Some(name), rule: Some(rule), value, .. } => {
            name.eq_ignore_ascii_case("userAccountControl") && rule == ALL_BITS && value == DISABLED_BIT
        }
        Kind::Equal(it) => {
            let names = ["nsAccountLock", "msDS-UserAccountDisabled", "loginDisabled", "ds-pwp-account-disabled"];
            names.iter().any(|name| it.attribute.eq_ignore_ascii_case(name)) && it.value.eq_ignore_ascii_case(b"TRUE")
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_changes_whoever_does_not_match() {
        for (clause, change) in [
            ("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", "enable the account"),
            ("(!(nsAccountLock=TRUE))", "enable the account"),
            ("(!(ds-pwp-account-disabled=true))", "enable the account"),
            ("(userAccountControl=512)", "set userAccountControl to 512"),
            ("(memberOf=CN=Voice,DC=c)", "make them a direct member of CN=Voice,DC=c"),
            ("(!(memberOf=CN=Leavers,DC=c))", "take them out of CN=Leavers,DC=c"),
            (
                "(memberOf:1.2.840.113556.1.4.1941:=CN=Voice,DC=c)",
                "make them a member of CN=Voice,DC=c or, where the directory is Active Directory, of a group in it",
            ),
            ("(!(objectClass=computer))", "change the entry"),
            ("(objectCategory=group)", "change the entry"),
            ("(ipPhone=*)", "fill ipPhone"),
            ("(!(ipPhone=*))", "change the entry"),
            ("(department=Voice)", "set department to Voice"),
            ("(|(l=Bern)(l=Basel))", "change the entry"),
            ("not a filter", "change the entry"),
        ] {
            assert!(to_match(clause).starts_with(change), "{clause}: {}", to_match(clause));
        }
    }

    #[test]
    fn what_is_wrong_by_its_own_words_is_corrected_in_the_filter() {
        for (clause, told) in [
            ("(memberOf=CN=A &amp; B,DC=c)", Some("probably meant: (memberOf=CN=A & B,DC=c)")),
            ("(memberOf=Voice)", Some("no distinguished name")),
            ("(title=<title>)", Some("placeholder")),
            ("(memberOf=CN=Domain Users,CN=Users,DC=c)", Some("(primaryGroupID=513)")),
            ("(title:caseExactMatch:=Lead)", Some("probably meant: (title=Lead)")),
            ("(ou:dn:=Sales)", Some("probably meant: (ou=Sales)")),
            ("(title:=Lead)", None),
            ("(groupType:1.2.840.113556.1.4.804:=3)", None),
            ("(memberOf=CN=Voice,DC=c)", None),
            ("(department=IT)", None),
        ] {
            let found = mistaken(clause);
            assert_eq!(found.is_some(), told.is_some(), "{clause}: {found:?}");
            assert!(told.is_none_or(|told| found.as_ref().is_some_and(|found| found.contains(told))), "{found:?}");
        }
    }
}
