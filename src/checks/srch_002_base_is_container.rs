//! SRCH-002: a group used as search base returns nobody, and no error: its members stand elsewhere in the tree.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, no_container, proposed};
use crate::check::{Check, Finding, Judged, Severity, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch002,
    stage: Stage::Search,
    title: "the search base is a container",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-002.md"),
    run: |case| per_search(case, is_container),
};

fn is_container(at: At<'_>) -> Judged {
    let search = at.base()?;
    let (base, classes) = (&search.base, search.base.object_classes.join(", "));
    let dn = base.dn.as_deref().unwrap_or_default();
    let Some(kind) = no_container(base) else {
        return Ok(pass(if classes.is_empty() { "its class is not readable".to_owned() } else { classes }).into());
    };
    let finding =
        fail(CauseCode::BaseNotContainer, format!("{dn} is {kind}: nobody stands below it, so a search finds nobody"))
            .fault("base")
            .summary(format!("The search base {dn} is {kind}: a search there finds nobody"))
            .fact("base", dn)
            .fact("classes", classes);
    if kind == "an alias" {
        return Ok(proposed(alias(finding, dn), search, base_name(&at)).into());
    }
    let finding = proposed(finding, search, base_name(&at));
    // A group whose members are whoever a search finds is in nobody's memberOf.
    let by_search = search.proposal.as_ref().is_some_and(|it| !it.filter.to_ascii_lowercase().contains("memberof"));
    Ok(match kind {
        "a group" if by_search => finding,
        "a group" => finding
            .fix(format!("Set the base to an OU or the domain, and select the group by the filter `(memberOf={dn})`")),
        _ => finding.fix("Set the base to the OU or the domain above it"),
    }
    .into())
}

/// It stands for another entry, and only a client that asks for it is led there.
fn alias(finding: Finding, dn: &str) -> Finding {
    finding
        .fix(format!("Set the base to the entry that {dn} stands for, its aliasedObjectName"))
        .refuted_if(&["the appliances follow aliases, which is not known"])
}
