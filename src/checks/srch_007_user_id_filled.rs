//! SRCH-007: who has no user ID in the directory gets no account, and nobody is told.

use super::at::{At, per_search};
use super::base_and_filter::{capitalised, items, people};
use super::likewise::hidden_here;
use super::mapped::in_another;
use crate::case::Case;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Comparison};
use crate::evidence::search::{Matched, Search};
use crate::server_url::{Scheme, ServerUrl};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch007,
    stage: Stage::Search,
    title: "the user-ID attribute is filled for everybody who matches",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-007.md"),
    run: |case| per_search(case, filled),
};

fn filled(at: At<'_>) -> Judged {
    let (search, matched) = at.somebody()?;
    let without = &matched.without_user_id;
    if matched.people() == 0 && matched.others.count > 0 {
        return Err(Skip::Blocked(CheckCode::Srch005));
    }
    if without.count == 0 {
        return Ok(pass(format!("{} is filled", search.user_id)).into());
    }
    if without.count == matched.people() && ids_are_elsewhere(at.case) {
        return Err(Skip::Blocked(CheckCode::Id001));
    }
    let finding = why(at, search, matched);
    let summary = capitalised(&finding.message);
    Ok(finding
        .summary(summary)
        .fact("user_id", &search.user_id)
        .fact("without", without.count)
        .affected(without.count)
        .items(items(without, "no-user-id"))
        .into())
}

/// Whether the users of call manager have their IDs from another attribute, by which the people were found.
fn ids_are_elsewhere(case: &Case<'_>) -> bool {
    let compared = case.identity.as_ref().and_then(|identity| identity.in_directory.as_ref());
    let unfilled = |all: &Comparison| all.differences.iter().any(|found| found.class == Class::NoUserId);
    compared.is_some_and(unfilled) && in_another(case).is_some()
}

fn why(at: At<'_>, search: &Search, matched: &Matched) -> Finding {
    let (name, count) = (&search.user_id, matched.without_user_id.count);
    let schema = search.attribute(name);
    if search.lacks_ids_of_the_domain() {
        return not_in_catalog(at, search, count);
    }
    if schema.and_then(|attribute| attribute.known) == Some(false) {
        return fail(CauseCode::AttributeMissing, format!("the server's schema has no attribute {name}"))
            .fault("user-id")
            .owner(Owner::CallManager)
            .fix("Correct the user-ID attribute: sAMAccountName in Active Directory, uid elsewhere");
    }
    if count == matched.people()
        && let Some(finding) = hidden_here(at, name, |found| found.with_id == Some(true))
    {
        return finding;
    }
    let all = if count == matched.people() { "nobody has" } else { "not everybody has" };
    fail(CauseCode::AttributeMissing, format!("{all} {name}: {} without it", people(count)))
        .fault("user-id")
        .fix(format!("Fill {name} for the people listed, or choose an attribute that everybody has"))
        .fix("If it is filled: give the manager account the right to read it")
}

/// Whether the domain itself has what the catalog does not hold.
fn not_in_catalog(at: At<'_>, search: &Search, count: u64) -> Finding {
    let name = &search.user_id;
    let replicate = format!("Or let {name} be replicated to the Global Catalog (schema snap-in of Active Directory)");
    let lacking = fail(
        CauseCode::NotInGlobalCatalog,
        format!("{name} is not in the Global Catalog: {} without it", people(count)),
    )
    .fault("user-id");
    match search.in_domain {
        Some(true) => {
            lacking.fix("Use the ports 389 or 636 of a domain controller, which have every attribute").fix(replicate)
        }
        Some(false) => fail(
            CauseCode::AttributeMissing,
            format!("nobody has {name}, also where the whole domain is read: {} without it", people(count)),
        )
        .fault("user-id")
        .fix(format!("Fill {name} for the people listed, or choose an attribute that everybody has"))
        .fix(format!(
            "If {name} stays the user ID: use the ports 389 or 636, since the Global Catalog does not hold it"
        )),
        None => {
            let port = if at.server.url.scheme == Scheme::Ldaps { 636 } else { 389 };
            let there = ServerUrl { port, ..at.server.url.clone() };
            lacking
                .fix(format!(
                    "Look whether the people have {name} at all: `ucdoctor check {there}` asks port {port} of this server, which has every attribute"
                ))
                .fix("If they have: use the ports 389 or 636 of a domain controller")
                .fix(format!("If nobody has it: choose an attribute that everybody has, or fill {name}"))
                .fix(replicate)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Case;
    use crate::checks::sample::{at, diagnosed, healthy};
    use crate::evidence::search::{Attribute, Base, Sample};
    use crate::evidence::{Evidence, Observed};

    /// Of nine people three, or all, have no value.
    fn searched(schema: Attribute, global_catalog: bool, without: u64) -> Search {
        let without_user_id = Sample { count: without, dns: Vec::new() };
        let matched = Some(Matched { entries: 9, without_user_id, ..Matched::default() });
        let user_id = schema.name.clone();
        let base = Base { dn: Some("OU=Crew,DC=corp,DC=example".into()), ..Base::default() };
        let filter = "(objectClass=user)".to_owned();
        Search { user_id, base, filter, attributes: vec![schema], global_catalog, matched, ..Search::default() }
    }

    fn number(known: Option<bool>, in_global_catalog: Option<bool>) -> Attribute {
        Attribute { name: "employeeNumber".into(), known, in_global_catalog, rules: None }
    }

    #[test]
    fn tells_gaps_of_data_schema_and_catalog_apart() {
        let evidence = healthy();
        let case = Case::new(&evidence);
        let (vantage, server) = (&evidence.vantages[0], &evidence.vantages[0].servers[0]);
        let place = At { case: &case, vantage, server, endpoint: &server.endpoints[0] };
        for (schema, global_catalog, cause, words) in [
            (number(Some(true), Some(false)), true, "not-in-global-catalog", "3 people without it"),
            (number(Some(true), Some(true)), true, "attribute-missing", "not everybody has"),
            (number(Some(true), Some(false)), false, "attribute-missing", "not everybody has"),
            (number(Some(false), None), false, "attribute-missing", "schema has no attribute"),
            (number(None, None), false, "attribute-missing", "not everybody has"),
        ] {
            let search = searched(schema, global_catalog, 3);
            let finding = why(place, &search, search.matched.as_ref().unwrap());
            assert_eq!(finding.cause.name(), cause);
            assert!(finding.message.contains(words), "{}", finding.message);
            // A name that the schema does not have is corrected where it was typed.
            assert_eq!(finding.owner == Some(Owner::CallManager), words.starts_with("schema"), "{}", finding.message);
        }
    }

    #[test]
    fn another_port_is_advised_where_somebody_has_the_attribute() {
        let of = |in_domain: Option<bool>| {
            let mut evidence = healthy();
            let search = searched(number(Some(true), Some(false)), true, 9);
            at(&mut evidence, 0).search = Observed::Seen(Search { in_domain, ..search });
            evidence
        };
        let told = |evidence: &Evidence| {
            let outcomes = crate::checks::sample::run(&CHECK, evidence);
            let crate::check::Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
            (finding.cause.name(), finding.fix[0].words.clone())
        };
        let (cause, fix) = told(&of(Some(true)));
        assert!(cause == "not-in-global-catalog" && fix.starts_with("Use the ports 389 or 636"), "{cause} {fix}");
        let (cause, fix) = told(&of(Some(false)));
        assert!(cause == "attribute-missing" && fix.starts_with("Fill employeeNumber"), "{cause} {fix}");
        let (cause, fix) = told(&of(None));
        assert!(cause == "not-in-global-catalog" && fix.starts_with("Look whether the people have"), "{cause} {fix}");
        assert_eq!(diagnosed(|evidence| *evidence = of(Some(false)))[0], "attribute-missing");
    }
}
