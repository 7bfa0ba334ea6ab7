//! The list of all pages, made of the tables: `UCDOCTOR_BLESS=1` writes it again.

use std::fs;

use ucdoctor::causes::CAUSES;
use ucdoctor::checks::CHECKS;

/// What introduces a table of pages, then its lines of code and title.
fn index<'a>(title: &str, about: &str, pages: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut text = format!("# {title}\n\n{about}\n\n| Code | Title |\n|---|---|\n");
    for (code, title) in pages {
        text += &format!("| [{code}]({code}.md) | {} |\n", title.replace('|', "\\|"));
    }
    text
}

#[test]
fn the_index_lists_every_page() {
    let checks = index(
        "Checks",
        "What `ucdoctor` looks at, in the order of a run: each title is true when the check passes. \
         `ucdoctor explain CODE` prints the page.",
        CHECKS.iter().map(|check| (check.code.name(), check.title)),
    );
    let causes = index(
        "Causes",
        "What a report can name as the reason. `ucdoctor explain CODE` prints the page.",
        CAUSES.iter().map(|cause| (cause.code.name(), cause.title)),
    );
    for (folder, wanted) in [("docs/checks", checks), ("docs/causes", causes)] {
        let path = super::root().join(folder).join("README.md");
        if std::env::var_os("UCDOCTOR_BLESS").is_some() {
            fs::write(&path, &wanted).unwrap();
        }
        let found = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, wanted, "{folder}/README.md is old: UCDOCTOR_BLESS=1 cargo test … catalogue writes it");
    }
}
