//! The tables have invariants: file, code, page and case name each other.

mod architecture;
mod index;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use ucdoctor::causes::CAUSES;
use ucdoctor::checks::CHECKS;
use ucdoctor::report::OutcomeVerdict;

const HEADINGS: [&str; 8] = [
    "## What it proves",
    "## Why it matters",
    "## Evidence",
    "## Fix",
    "## Cost",
    "## See that it worked",
    "## See also",
    "## References",
];
const CAUSE_HEADINGS: [&str; 9] = [
    "## What it means",
    "## Why it matters",
    "## Evidence",
    "## Fix",
    "## Steps",
    "## Cost",
    "## See that it worked",
    "## See also",
    "## References",
];
/// Who can act.
const ROLES: [&str; 8] = [
    "Network administrator:",
    "Directory administrator:",
    "Call manager administrator:",
    "Presence administrator:",
    "Client administrator:",
    "Whoever runs",
    "The person:",
    "administrator:",
];

/// All of them, in this order.
fn assert_headings(page: &str, headings: &[&str], name: &str) {
    let found: Vec<&str> = page.lines().filter(|line| line.starts_with("## ")).collect();
    let wanted: Vec<&str> = found.iter().copied().filter(|heading| headings.contains(heading)).collect();
    assert_eq!(wanted, headings, "the page of {name}");
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn names(folder: &str, extension: &str) -> BTreeSet<String> {
    let entries = fs::read_dir(root().join(folder)).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned());
    let names = names.filter(|name| name != "README.md");
    names.filter_map(|name| name.strip_suffix(extension).map(str::to_owned)).collect()
}

#[test]
fn every_check_has_one_file_and_one_page() {
    let codes: Vec<&str> = CHECKS.iter().map(|check| check.code.name()).collect();
    let unique: BTreeSet<&str> = codes.iter().copied().collect();
    assert_eq!(codes.len(), unique.len(), "a code stands twice");
    let files = names("src/checks", ".rs");
    for check in CHECKS {
        let prefix = check.code.name().to_lowercase().replace('-', "_") + "_";
        let matching: Vec<_> = files.iter().filter(|file| file.starts_with(&prefix)).collect();
        assert_eq!(matching.len(), 1, "{}: {matching:?}", check.code);
        assert!(check.page.starts_with(&format!("# {}: {}\n", check.code, check.title)), "page of {}", check.code);
        assert_headings(check.page, &HEADINGS, check.code.name());
        let first = check.title.chars().next().unwrap();
        assert!(
            first.is_lowercase() || ["TLS", "LDAP"].iter().any(|name| check.title.starts_with(name)),
            "{}",
            check.title
        );
        assert!(!check.title.ends_with('.'), "{}", check.title);
    }
    let pages: BTreeSet<String> = names("docs/checks", ".md");
    assert_eq!(pages, codes.iter().map(|&code| code.to_owned()).collect(), "pages and codes differ");
}

#[test]
fn every_cause_has_one_page() {
    for cause in CAUSES {
        assert!(cause.page.starts_with(&format!("# {}: {}\n", cause.code, cause.title)), "page of {}", cause.code);
        assert_headings(cause.page, &CAUSE_HEADINGS, cause.code.name());
        let steps = cause.page.split("## Steps\n").nth(1).unwrap().split("\n## ").next().unwrap();
        for step in steps.lines().filter(|line| line.starts_with("- ")) {
            assert!(
                step.starts_with("- Or ") || ROLES.iter().any(|role| step.contains(role)),
                "{}: {step}",
                cause.code
            );
        }
    }
    let pages = names("docs/causes", ".md");
    assert_eq!(pages, CAUSES.iter().map(|cause| cause.code.to_string()).collect(), "pages and codes differ");
}

#[test]
fn pages_name_only_codes_that_exist() {
    let known: BTreeSet<&str> =
        CHECKS.iter().map(|check| check.code.name()).chain(CAUSES.iter().map(|cause| cause.code.name())).collect();
    for page in CHECKS.iter().map(|check| check.page).chain(CAUSES.iter().map(|cause| cause.page)) {
        for word in page.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')) {
            let check_like =
                ["NET-", "TLS-", "BIND-", "SRCH-", "ID-", "USER-", "CONF-", "PATH-", "NODE-", "LOG-", "TOOL-"]
                    .iter()
                    .any(|prefix| {
                        word.strip_prefix(prefix)
                            .is_some_and(|rest| rest.len() == 3 && rest.chars().all(|c| c.is_ascii_digit()))
                    });
            assert!(!check_like || known.contains(word), "a page names {word}");
        }
    }
}

#[test]
fn every_check_fails_in_one_case_and_passes_in_another() {
    let (mut passed, mut failed) = (BTreeSet::new(), BTreeSet::new());
    let mut explained = BTreeSet::new();
    for (_, _, report) in super::cases::all() {
        for outcome in &report.outcomes {
            match outcome.verdict {
                OutcomeVerdict::Pass => passed.insert(outcome.check.to_string()),
                OutcomeVerdict::Fail | OutcomeVerdict::Warn => failed.insert(outcome.check.to_string()),
                _ => continue,
            };
        }
        explained.extend(report.diagnoses.iter().map(|diagnosis| diagnosis.code.clone()));
    }
    let lacking = |seen: &BTreeSet<String>| {
        CHECKS.iter().map(|c| c.code.name()).filter(|&c| !seen.contains(c)).collect::<Vec<_>>()
    };
    assert_eq!(lacking(&failed), Vec::<&str>::new(), "no case in which these fail");
    assert_eq!(lacking(&passed), Vec::<&str>::new(), "no case in which these pass");
    let causes: Vec<&str> = CAUSES.iter().map(|c| c.code.name()).filter(|&c| !explained.contains(c)).collect();
    assert_eq!(causes, Vec::<&str>::new(), "no case ends in these causes");
}

/// "A failure belongs to exactly one diagnosis", in every case.
#[test]
fn every_failure_is_explained_once() {
    for (name, _, report) in super::cases::all() {
        for outcome in &report.outcomes {
            let failed = matches!(outcome.verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn);
            let explained = report.diagnoses.iter().flat_map(|diagnosis| &diagnosis.because).filter(|because| {
                because.check == outcome.check
                    && because.subject == outcome.subject
                    && because.vantage == outcome.vantage
            });
            assert_eq!(explained.count(), usize::from(failed), "{name}: {} {}", outcome.check, outcome.subject);
        }
    }
}

#[test]
fn what_blocks_has_failed() {
    for (name, _, report) in super::cases::all() {
        for outcome in report.outcomes.iter().filter(|outcome| outcome.verdict == OutcomeVerdict::Blocked) {
            let blocker = outcome.blocked_by.as_deref().unwrap();
            let failed = report.outcomes.iter().any(|other| {
                other.check == blocker && matches!(other.verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn)
            });
            assert!(
                failed,
                "{name}: {} {} is blocked by {blocker}, which did not fail",
                outcome.check, outcome.subject
            );
        }
    }
}

/// Scripts match on the classes of people and entries: the report's page has all of them.
#[test]
fn every_class_stands_on_the_page_of_the_report() {
    let page = fs::read_to_string(root().join("docs/report.md")).unwrap();
    let schema = serde_json::to_value(schemars::schema_for!(ucdoctor::evidence::identity::Class)).unwrap();
    let mut classes: BTreeSet<String> =
        schema["oneOf"].as_array().unwrap().iter().map(|class| class["const"].as_str().unwrap().to_owned()).collect();
    assert!(classes.len() > 20, "{schema}");
    for (_, _, report) in super::cases::all() {
        classes.extend(report.outcomes.iter().flat_map(|outcome| &outcome.items).map(|item| item.class.clone()));
    }
    for class in classes {
        assert!(page.contains(&format!("`{class}`")), "docs/report.md does not name {class}");
    }
}
