//! SRCH-009: a filter that parses may still say something else than was meant.

use std::collections::BTreeSet;

use super::at::{At, per_search};
use super::base_and_filter::{base_name, marked, undefined};
use crate::check::{Change, Check, Finding, Judged, Severity, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::Search;
use crate::ldap::filter::lint::{self, Lint, LintKind, Schema};
use crate::ldap::filter::{self, Filter};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch009,
    stage: Stage::Search,
    title: "the search filter says what it means",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-009.md"),
    run: |case| per_search(case, says_what_it_means),
};

fn says_what_it_means(at: At<'_>) -> Judged {
    let (search, _) = at.somebody()?;
    // It has been parsed once more than needed rather than carried along: a filter is short.
    let Ok(parsed) = filter::parse(&search.filter) else { return Ok(pass("").into()) };
    let doubts = doubts(search, &parsed);
    let (notes, warnings): (Vec<&Lint>, Vec<&Lint>) = doubts.iter().partition(|lint| lint.kind.is_note());
    let Some(first) = warnings.first() else {
        let proof = pass("nothing doubtful");
        return Ok(notes.iter().fold(proof, |proof, note| proof.fact(&place(search, note), &note.what)).into());
    };
    let finding = fail(CauseCode::FilterInvalid, format!("column {}: {}", column(search, first), first.what))
        .fault("filter meaning")
        .summary(format!("The search filter is doubtful, column {}: {}", column(search, first), first.what))
        .breaks(&[]);
    let finding = marked(finding, &search.filter, first.span.start, first.span.len());
    let others = doubts.iter().filter(|other| other != first);
    let finding = others.fold(finding, |finding, other| finding.fact(&place(search, other), &other.what));
    let better = warnings.iter().filter_map(|lint| lint.suggestion.as_ref());
    let meant = |better: &String| {
        let change = Change::Search { base: base_name(&at).to_owned(), filter: better.clone() };
        Step::from(format!("Probably meant: `{better}`")).changing(change)
    };
    let steps: Vec<Step> = better.map(meant).collect();
    if steps.is_empty() {
        return Ok(finding
            .fix("Correct this clause of the filter, or take it out (call manager, System > LDAP > LDAP Custom Filter)")
            .into());
    }
    Ok(steps.into_iter().fold(finding, Finding::fix).into())
}

/// What is doubtful, but for whom it lets in: SRCH-005 counts them.
fn doubts(search: &Search, parsed: &Filter) -> Vec<Lint> {
    let counted = |lint: &Lint| matches!(lint.kind, LintKind::ComputersIncluded | LintKind::DisabledIncluded);
    let mut doubts = lint::lint(parsed, &schema(search, parsed));
    doubts.retain(|lint| !counted(lint));
    doubts
}

/// The schema as far as it was looked up: the attributes of this very filter.
fn schema(search: &Search, parsed: &Filter) -> Schema {
    // Whoever matches has what must hold: behind another root entry these are Active Directory's people all the same.
    let category = |clause: &Filter| clause.attribute().is_some_and(|name| name.eq_ignore_ascii_case("objectCategory"));
    let shown = search.matched.as_ref().is_some_and(|matched| matched.entries > 0);
    let active_directory =
        search.active_directory || search.lightweight || (shown && parsed.clauses().iter().any(category));
    let readable = search.attributes.iter().all(|attribute| attribute.known.is_some());
    let known = search.attributes.iter().filter(|attribute| attribute.known == Some(true));
    let known: BTreeSet<String> = known.map(|attribute| attribute.name.to_ascii_lowercase()).collect();
    let attributes = (readable && !known.is_empty()).then_some(known);
    Schema { active_directory, attributes, undefined: undefined(search) }
}

fn column(search: &Search, lint: &Lint) -> usize {
    search.filter.get(..lint.span.start).unwrap_or_default().chars().count() + 1
}

fn place(search: &Search, lint: &Lint) -> String {
    format!("column {}", column(search, lint))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::search::Attribute;

    #[test]
    fn whoever_matches_shows_that_the_category_is_known() {
        use crate::evidence::search::Matched;
        let filter = "(&(objectCategory=person)(objectClass=user))";
        for (entries, doubtful) in [(0, true), (4, false)] {
            let matched = Some(Matched { entries, ..Matched::default() });
            let search = Search { filter: filter.to_owned(), matched, ..Search::default() };
            assert_eq!(!doubts(&search, &filter::parse(filter).unwrap()).is_empty(), doubtful, "{entries}");
        }
    }

    #[test]
    fn what_open_ldap_has_no_rule_for_is_doubted_there_alone() {
        use crate::evidence::search::{Base, Rules};
        let rules = |name: &str, ordering, substrings| Attribute {
            name: name.to_owned(),
            known: Some(true),
            in_global_catalog: None,
            rules: Some(Rules { equality: true, ordering, substrings }),
        };
        for (csn, filter, kinds) in [
            (Some("20261129215124.288478Z#000000#000#000000"), "(|(uid=a)(roomNumber>=4))", &[LintKind::Undefined][..]),
            (
                Some("20261129215124.288478Z#000000#001#000000"),
                "(|(uid=a)(!(seeAlso=*x*)))",
                &[LintKind::Undefined, LintKind::LeadingWildcard],
            ),
            (Some("20261129215124.288478Z#000000#001#000000"), "(|(roomNumber=4*)(shoeSize<=40)(roomNumber=*))", &[]),
            // Another directory behind it.
            (None, "(|(uid=a)(roomNumber>=4))", &[]),
        ] {
            let attributes = vec![
                rules("uid", false, true),
                rules("roomNumber", false, true),
                rules("shoeSize", true, false),
                rules("seeAlso", false, false),
            ];
            let base = Base { entry_csn: csn.map(str::to_owned), ..Base::default() };
            let search = Search { open_ldap: true, base, filter: filter.to_owned(), attributes, ..Search::default() };
            let mut found = doubts(&search, &filter::parse(filter).unwrap());
            found.sort_by_key(|lint| lint.kind != LintKind::Undefined);
            assert_eq!(found.iter().map(|lint| lint.kind).collect::<Vec<_>>(), kinds, "{filter}");
        }
    }

    #[test]
    fn doubts_what_is_silently_false_and_leaves_counting_to_another_check() {
        let search = |filter: &str, unknown: &str| {
            let attributes = ["objectClass", "memberOf", "cn", "sAMAccountName", unknown].map(|name| Attribute {
                name: name.to_owned(),
                known: Some(name != unknown),
                in_global_catalog: None,
                rules: None,
            });
            let filter = filter.to_owned();
            Search { active_directory: true, filter, attributes: attributes.to_vec(), ..Search::default() }
        };
        for (filter, unknown, kinds) in [
            ("(objectClass=user)", "x", &[][..]),
            ("(|(objectClass=user)(emploeeID=*))", "emploeeID", &[LintKind::UnknownAttribute]),
            ("(|(cn=*)(memberOf=Staff,OU=x))", "x", &[LintKind::MemberOfNotDn]),
            ("(memberOf=CN=Staff,DC=c)", "x", &[LintKind::NestedGroups]),
        ] {
            let search = search(filter, unknown);
            let found = doubts(&search, &filter::parse(filter).unwrap());
            assert_eq!(found.iter().map(|lint| lint.kind).collect::<Vec<_>>(), kinds, "{filter}");
        }
    }
}
