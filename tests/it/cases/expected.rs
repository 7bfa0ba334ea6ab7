//! What is expected of a case, as text that a person reads in a diff.

use std::fs;
use std::path::Path;

use ucdoctor::render::text::Style;
use ucdoctor::render::{json, junit, text};
use ucdoctor::report::{OutcomeEntry, OutcomeVerdict, Report, ReportVerdict};

/// The cases whose reports are kept whole: nothing wrong, a fault of trust, two places, people, and one person.
pub(super) const WHOLE: [&str; 5] =
    ["ca-missing", "healthy", "healthy__one_person_by_exports", "path-blocked", "user-id-mismatch"];

const PLAIN: Style =
    Style { color: false, unicode: true, width: 80, quiet: false, verbose: false, local: None, plugin: false };

/// The report of `-q`, each outcome that failed or warns, and the exit status.
pub(super) fn in_short(report: &Report) -> String {
    let mut quiet = written(|out| text::render(report, &Style { quiet: true, ..PLAIN }, out));
    // How many checks passed stands in counts.txt alone: a new check would change it in every healthy case.
    if report.verdict == ReportVerdict::Healthy {
        quiet = quiet.replacen(&format!("{} checks passed", report.summary.pass), "its checks passed", 1);
    }
    // Where and when it was seen is the same for nearly all of them.
    let quiet = quiet.rsplit_once("\nSeen from").map_or(quiet.as_str(), |(findings, _)| findings);
    let mut lines = format!("{quiet}\n");
    for outcome in &report.outcomes {
        let verdict = match outcome.verdict {
            OutcomeVerdict::Fail => "fail",
            OutcomeVerdict::Warn => "warn",
            OutcomeVerdict::Pass | OutcomeVerdict::Blocked | OutcomeVerdict::Skipped => continue,
        };
        lines += &format!("{verdict}  {}  {}\n", outcome.check, about(outcome));
    }
    lines + &format!("exit  {}\n", report.exit_code)
}

/// The outcomes by verdict, then each failure that blocks others, with what it blocks.
pub(super) fn counts(name: &str, report: &Report) -> String {
    let summary = &report.summary;
    let mut lines = format!(
        "{name}: {} pass, {} warn, {} fail, {} blocked, {} skipped\n",
        summary.pass, summary.warn, summary.fail, summary.blocked, summary.skipped
    );
    let mut blocked: Vec<(String, Vec<&str>)> = Vec::new();
    for outcome in &report.outcomes {
        let Some(blocker) = &outcome.blocked_by else { continue };
        let key = format!("{blocker} blocks {}:", about(outcome));
        match blocked.iter_mut().find(|(other, _)| *other == key) {
            Some((_, checks)) => checks.push(&outcome.check),
            None => blocked.push((key, vec![&outcome.check])),
        }
    }
    for (blocker, checks) in blocked {
        lines += &format!("  {blocker} {}\n", checks.join(" "));
    }
    lines
}

fn about(outcome: &OutcomeEntry) -> String {
    match &outcome.vantage {
        Some(place) => format!("{} (from {place})", outcome.subject),
        None => outcome.subject.clone(),
    }
}

/// The report in every format, one after the other; without the evidence, which stands in its own file already.
pub(super) fn whole(report: &Report) -> String {
    let as_json = written(|out| json::render(report, out));
    let mut value: serde_json::Value = serde_json::from_str(&as_json).unwrap();
    value.as_object_mut().unwrap().remove("evidence");
    let formats = [
        ("text", written(|out| text::render(report, &PLAIN, out))),
        (
            "text -v, in ASCII",
            written(|out| text::render(report, &Style { unicode: false, verbose: true, ..PLAIN }, out)),
        ),
        ("json", serde_json::to_string_pretty(&value).unwrap() + "\n"),
        ("junit", written(|out| junit::render(report, false, out))),
    ];
    formats.into_iter().map(|(format, report)| format!("==== {format}\n{report}\n")).collect()
}

pub(crate) fn written(render: impl Fn(&mut dyn std::io::Write) -> std::io::Result<()>) -> String {
    let mut out = Vec::new();
    render(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Whether what is expected is written down instead of being compared.
pub(crate) fn blessing() -> bool {
    std::env::var_os("UCDOCTOR_BLESS").is_some()
}

/// Compares with the file, or writes it, see [`blessing`].
pub(crate) fn agrees(path: &Path, actual: &str) {
    if blessing() {
        fs::write(path, actual).unwrap();
    }
    let expected = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    assert!(expected == actual, "{} differs. Expected:\n{expected}\nActual:\n{actual}", path.display());
}

/// A case holds its evidence and what is expected, so that no file stays behind that nothing reads.
pub(super) fn nothing_else(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        let whole = WHOLE.iter().any(|name| folder.ends_with(name));
        if name == "evidence.json" || name == "expected.txt" || whole && name == "whole.txt" {
            continue;
        }
        if blessing() {
            fs::remove_file(&path).unwrap();
        } else {
            panic!("nothing reads {}", path.display());
        }
    }
}
