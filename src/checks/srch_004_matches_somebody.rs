//! SRCH-004: a filter nobody matches stops the synchronisation without an error; one clause is usually to blame.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, count_of, marked, proposed, unfinished};
use crate::check::{Check, Finding, Judged, Severity, Skip, fail, pass};
use crate::evidence::search::{Search, Trial, Tried};
use crate::ldap::filter;

pub(super) static CHECK: Check = Check {
    code: "SRCH-004",
    title: "the search filter matches somebody",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-004.md"),
    run: |evidence| per_search(evidence, matches_somebody),
};

fn matches_somebody(at: At<'_>) -> Judged {
    let (search, matched) = at.matched()?;
    if matched.entries > 0 {
        let entries = count_of(matched.entries, "entry", "entries");
        return Ok(pass(format!("{entries}, in {}", matched.end.ms)).fact("entries", matched.entries).into());
    }
    if matched.end.code != 0 {
        return Err(Skip::Blocked("SRCH-006"));
    }
    if matched.end.cut {
        return Err(unfinished());
    }
    Ok(proposed(why(search, base_name(&at)), search, base_name(&at)).into())
}

/// Who eats the users: missing rights, the base, or a clause.
fn why(search: &Search, base: &str) -> Finding {
    let found = |what: &Tried| search.trials.iter().find(|trial| trial.what == *what).map(|trial| trial.found);
    let below = found(&Tried::AnythingBelow);
    // What the server says is below the base, and does not show, is hidden.
    let hidden = search.base.has_subordinates.unwrap_or(found(&Tried::AnythingElse) == Some(false));
    if below == Some(false) && hidden {
        return fail(
            "insufficient-rights",
            format!("the manager may read nothing below {base}: success, and no entry"),
        )
        .fault("base")
        .summary(format!("The manager account may read nothing below {base}"))
        .fix("Give the manager account the right to list and read the people of this part of the tree");
    }
    if below == Some(false) {
        return nobody(format!("nothing stands below the search base {base}"))
            .fix("Set the search base to the OU that holds the people, or to the domain");
    }
    if found(&Tried::WholeContext) == Some(true) {
        return nobody(format!("whoever matches the filter stands outside the search base {base}"));
    }
    let Some((culprit, at)) = culprit(search) else {
        let message = "nobody matches the filter: no single clause is to blame, together they exclude everybody";
        return nobody(message.to_owned()).fact("filter", &search.filter);
    };
    let words = match group(search, &culprit) {
        Some(Trial { what: Tried::Group { named, dn: None }, .. }) => format!("there is no group {named}"),
        Some(Trial { what: Tried::Group { dn: Some(dn), .. }, .. }) => format!("the group's full name is {dn}"),
        _ if unknown(search, &culprit) => "the server's schema has no such attribute, so it is never true".to_owned(),
        _ => "without it somebody does".to_owned(),
    };
    let length = filter::parse(&search.filter)
        .ok()
        .and_then(|parsed| parsed.walk().find(|part| part.span.start == at).map(|part| part.span.len()));
    marked(nobody(format!("nobody matches because of {culprit}: {words}")), &search.filter, at, length.unwrap_or(1))
        .fact("clause", culprit)
}

fn nobody(message: String) -> Finding {
    let summary = format!("The search finds nobody: {}", message.trim_start_matches("nobody matches "));
    fail("filter-matches-nobody", message).fault("filter").summary(summary)
}

/// The clause without which somebody matches, else one that matches nobody alone, else the only one.
fn culprit(search: &Search) -> Option<(String, usize)> {
    let without = search.trials.iter().find_map(|trial| match &trial.what {
        Tried::Without { clause, at } if trial.found => Some((clause.clone(), *at)),
        _ => None,
    });
    let alone = search.trials.iter().find_map(|trial| match &trial.what {
        Tried::Alone { clause, at } if !trial.found => Some((clause.clone(), *at)),
        _ => None,
    });
    let only = filter::parse(&search.filter).ok().filter(|parsed| parsed.clauses().len() == 1);
    let only = only.and_then(|parsed| parsed.clauses().first().map(|clause| (clause.to_string(), clause.span.start)));
    without.or(alone).or(only)
}

/// What was found out about the group a clause names.
fn group<'a>(search: &'a Search, clause: &str) -> Option<&'a Trial> {
    search.trials.iter().find(|trial| {
        let Tried::Group { named, dn } = &trial.what else { return false };
        // A group that is there under this very name is not what is wrong.
        clause.contains(&trial.filter) && !dn.as_ref().is_some_and(|dn| dn.eq_ignore_ascii_case(named))
    })
}

fn unknown(search: &Search, clause: &str) -> bool {
    let parsed = filter::parse(clause);
    parsed.is_ok_and(|clause| {
        let known = |name: &str| search.attribute(name).and_then(|attribute| attribute.known);
        clause.attributes().iter().any(|name| known(name) == Some(false))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::search::Attribute;

    fn trial(what: Tried, found: bool) -> Trial {
        Trial { what, base: String::new(), filter: "(memberOf=Staff)".into(), found, code: 0 }
    }

    fn without(clause: &str, at: usize, found: bool) -> Trial {
        trial(Tried::Without { clause: clause.into(), at }, found)
    }

    #[test]
    fn names_who_eats_the_users() {
        let filter = "(&(objectClass=user)(memberOf=Staff))";
        let steps = || vec![without("(objectClass=user)", 2, false), without("(memberOf=Staff)", 20, true)];
        let group = |dn: Option<&str>| Tried::Group { named: "Staff".into(), dn: dn.map(str::to_owned) };
        let nothing = || vec![trial(Tried::AnythingBelow, false), trial(Tried::WholeContext, false)];
        for (trials, cause, words) in [
            (steps(), "filter-matches-nobody", "(memberOf=Staff): without it somebody does"),
            ([vec![trial(group(None), false)], steps()].concat(), "filter-matches-nobody", "there is no group Staff"),
            (
                [vec![trial(group(Some("CN=Staff,DC=c")), true)], steps()].concat(),
                "filter-matches-nobody",
                "full name is CN=Staff,DC=c",
            ),
            (vec![trial(Tried::AnythingBelow, true)], "filter-matches-nobody", "no single clause"),
            (
                vec![trial(Tried::AnythingBelow, true), trial(Tried::WholeContext, true)],
                "filter-matches-nobody",
                "outside the search base",
            ),
            (
                [nothing(), vec![trial(Tried::AnythingElse, true)]].concat(),
                "filter-matches-nobody",
                "nothing stands below",
            ),
            ([nothing(), vec![trial(Tried::AnythingElse, false)]].concat(), "insufficient-rights", "may read nothing"),
        ] {
            let finding = why(&Search { filter: filter.into(), trials, ..Search::default() }, "OU=x");
            assert_eq!(finding.cause, cause, "{}", finding.message);
            assert!(finding.message.contains(words), "{}", finding.message);
        }
    }

    #[test]
    fn marks_the_clause() {
        let filter = "(&(objectClass=user)(emploeeID=*))";
        let attributes = vec![Attribute { name: "emploeeID".into(), known: Some(false), in_global_catalog: None }];
        let trials = vec![without("(objectClass=user)", 2, false), without("(emploeeID=*)", 20, true)];
        let finding = why(&Search { filter: filter.into(), trials, attributes, ..Search::default() }, "OU=x");
        assert!(finding.message.contains("schema has no such attribute"), "{}", finding.message);
        assert_eq!(finding.facts["marked"], format!("{}{}", " ".repeat(20), "^".repeat(13)));
        assert_eq!(finding.facts["column"], "21");
    }
}
