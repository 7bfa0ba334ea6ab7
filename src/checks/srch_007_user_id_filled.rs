//! SRCH-007: who has no user ID in the directory gets no account, and nobody is told.

use super::at::{At, per_search};
use super::base_and_filter::{capitalised, items, people};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::{Matched, Search};

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
    let finding = why(search, matched);
    let summary = capitalised(&finding.message);
    Ok(finding
        .summary(summary)
        .fact("user_id", &search.user_id)
        .fact("without", without.count)
        .affected(without.count)
        .items(items(without, "no-user-id"))
        .into())
}

fn why(search: &Search, matched: &Matched) -> Finding {
    let (name, count) = (&search.user_id, matched.without_user_id.count);
    let schema = search.attribute(name);
    if search.global_catalog && schema.and_then(|attribute| attribute.in_global_catalog) == Some(false) {
        return fail(
            CauseCode::NotInGlobalCatalog,
            format!("{name} is not in the Global Catalog: {} without it", people(count)),
        )
        .fault("user-id")
        .fix("Use the ports 389 or 636 of a domain controller, which have every attribute")
        .fix(format!("Or let {name} be replicated to the Global Catalog (schema snap-in of Active Directory)"));
    }
    if schema.and_then(|attribute| attribute.known) == Some(false) {
        return fail(CauseCode::AttributeMissing, format!("the server's schema has no attribute {name}"))
            .fault("user-id")
            .fix("Correct the user-ID attribute: sAMAccountName in Active Directory, uid elsewhere");
    }
    let all = if count == matched.people() { "nobody has" } else { "not everybody has" };
    fail(CauseCode::AttributeMissing, format!("{all} {name}: {} without it", people(count)))
        .fault("user-id")
        .fix(format!("Fill {name} for the people listed, or choose an attribute that everybody has"))
        .fix("If it is filled: give the manager account the right to read it")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::search::{Attribute, Sample};

    #[test]
    fn tells_gaps_of_data_schema_and_catalog_apart() {
        let attribute =
            |known, in_global_catalog| Attribute { name: "employeeNumber".into(), known, in_global_catalog };
        for (schema, global_catalog, cause, words) in [
            (attribute(Some(true), Some(false)), true, "not-in-global-catalog", "3 people without it"),
            (attribute(Some(true), Some(true)), true, "attribute-missing", "not everybody has"),
            (attribute(Some(true), Some(false)), false, "attribute-missing", "not everybody has"),
            (attribute(Some(false), None), false, "attribute-missing", "schema has no attribute"),
            (attribute(None, None), false, "attribute-missing", "not everybody has"),
        ] {
            let user_id = schema.name.clone();
            let search = Search { user_id, attributes: vec![schema], global_catalog, ..Search::default() };
            let without_user_id = Sample { count: 3, dns: Vec::new() };
            let finding = why(&search, &Matched { entries: 9, without_user_id, ..Matched::default() });
            assert_eq!(finding.cause.name(), cause);
            assert!(finding.message.contains(words), "{}", finding.message);
        }
    }
}
