//! CONF-010: what call manager's fields take of base, filter and manager name (Cisco Unified CM System Configuration Guide,
//! and the AXL schema's string types).

use super::base_and_filter::{MAX_FILTER, count_of};
use super::people::outcome;
use crate::check::{Check, Judged, Outcome, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf010,
    stage: Stage::Deployment,
    title: "base, filter and manager name fit into call manager's fields",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-010.md"),
    run: |case| run(case),
};

/// Characters of a search base and of the manager's name.
const MAX_BASE: usize = 255;
const MAX_MANAGER: usize = 128;

fn run(evidence: &Evidence) -> Vec<Outcome> {
    let searches = evidence.asked.search.iter().chain(&evidence.asked.further_searches);
    let of_search = |(nth, text, what, max): (usize, &str, &str, usize)| {
        let name = if nth == 0 { what.to_owned() } else { format!("{what} {}", nth + 1) };
        outcome(name.as_str(), fits(text, what, max).unwrap_or_else(Verdict::Skip))
    };
    let fields = searches.enumerate().flat_map(|(nth, search)| {
        [
            (nth, search.filter.as_str(), "search filter", MAX_FILTER),
            (nth, search.base.as_str(), "search base", MAX_BASE),
        ]
    });
    let mut all: Vec<Outcome> = fields.map(of_search).collect();
    if let Some(bind) = &evidence.asked.bind {
        let judged = fits(&bind.name, "manager account", MAX_MANAGER);
        all.push(outcome("manager account", judged.unwrap_or_else(Verdict::Skip)));
    }
    if all.is_empty() {
        let none = Skip::NotAsked("neither a search nor a manager account is configured".to_owned());
        all.push(outcome("fields", Verdict::Skip(none)));
    }
    all
}

fn fits(text: &str, what: &str, max: usize) -> Judged {
    let count = text.trim().chars().count();
    if count == 0 {
        return Err(Skip::NotAsked(format!("no {what} is configured")));
    }
    let characters = count_of(count as u64, "character", "characters");
    if count <= max {
        return Ok(pass(characters).into());
    }
    let shorter = match what {
        "search filter" => "Select the people by a group, (memberOf=…), or leave out what the base says already",
        "search base" => "Use a base further up, and select by the filter",
        _ => "Use the account's user principal name, or move the account further up in the tree",
    };
    Ok(fail(CauseCode::SettingsContradict, format!("{characters}, and call manager takes {max}"))
        .fault(what)
        .summary(format!("The {what} has {characters}, and call manager's field takes {max}: it may be cut or refused"))
        .refuted_if(&["the field of this release takes more"])
        .fix(shorter)
        .into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_characters_as_the_field_takes_fit() {
        for (text, what, max, passes) in [
            ("a".repeat(1024), "search filter", MAX_FILTER, true),
            ("a".repeat(1025), "search filter", MAX_FILTER, false),
            ("ä".repeat(255), "search base", MAX_BASE, true),
            ("ä".repeat(256), "search base", MAX_BASE, false),
            ("a".repeat(129), "manager account", MAX_MANAGER, false),
        ] {
            let judged = fits(&text, what, max).unwrap();
            assert_eq!(matches!(judged, Verdict::Pass(_)), passes, "{what}: {} characters", text.chars().count());
        }
        assert!(matches!(fits(" ", "search base", MAX_BASE), Err(Skip::NotAsked(_))));
    }
}
