//! What the checks of log files share: what a code means, whose it is, and what to do.

mod meanings;

pub(super) use self::meanings::of;
use crate::check::{Finding, Owner};
use crate::code::CauseCode;
use crate::evidence::client_log::{ClientLog, LoginError};

/// What an error of a client's log means to people.
pub(super) struct Meaning {
    /// One clause: "the presence server refuses user ID or password".
    pub(super) words: &'static str,
    pub(super) cause: CauseCode,
    pub(super) owner: Owner,
    pub(super) fixes: &'static [&'static str],
}

/// "LERR_CUP_AUTH <12> from cups1.corp.example at 2024-03-01 09:00:00,000".
pub(super) fn told(error: &LoginError) -> String {
    let server = error.server.as_deref().map(|server| format!(" from {server}")).unwrap_or_default();
    let at = error.at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    format!("{}{server}{at}", error.code)
}

/// The error's own facts.
pub(super) fn with_facts(finding: Finding, error: &LoginError) -> Finding {
    let facts = [
        ("stage", Some(error.stage.words())),
        ("code", Some(error.code.as_str())),
        ("server", error.server.as_deref()),
        ("at", error.at.as_deref()),
        ("line", Some(error.text.as_str())),
        ("line before", error.words.as_deref()),
    ];
    facts.into_iter().fold(finding, |finding, (name, value)| match value {
        Some(value) if !value.is_empty() => finding.fact(name, value),
        _ => finding,
    })
}

/// What the log has that is not known here, in words; none when everything is known.
pub(super) fn unknown(log: &ClientLog) -> Option<String> {
    let lines: u64 = log.unknown.iter().map(|lines| lines.count).sum::<u64>() + log.more_unknown;
    let kinds = log.unknown.len();
    let more = if log.more_unknown > 0 { " and more" } else { "" };
    let lines = (lines > 0)
        .then(|| format!("{lines} warnings and errors of {kinds}{more} kinds are not known here (-v lists them)"));
    let others = match log.others.as_slice() {
        [] => None,
        [one] => Some(format!("{one} has no line of a known form")),
        several => Some(format!("{} files have no line of a known form (-v lists them)", several.len())),
    };
    match (lines, others) {
        (Some(lines), Some(others)) => Some(format!("{lines}; {others}")),
        (one, other) => one.or(other),
    }
}

/// The facts of what is not known here, of files, and of codes that mean nothing.
pub(super) fn about_files(log: &ClientLog) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    for (nth, file) in log.files.iter().enumerate() {
        let span = |time: &Option<String>| time.clone().unwrap_or_else(|| "no time".to_owned());
        let words = format!("{} ({} to {})", file.name, span(&file.first), span(&file.last));
        facts.push((format!("file {:02}", nth + 1), words));
    }
    for (nth, lines) in log.unknown.iter().enumerate() {
        let last = lines.last.as_deref().map(|last| format!(", last {last}")).unwrap_or_default();
        facts.push((
            format!("not known {:02}", nth + 1),
            format!("{} x {}{last}: {}", lines.count, lines.from, lines.sample),
        ));
    }
    if !log.harmless.is_empty() {
        let codes: Vec<String> = log.harmless.iter().map(|(code, count)| format!("{code} ({count})")).collect();
        facts.push(("no errors".to_owned(), codes.join(", ")));
    }
    if let Some(earlier) = &log.earlier {
        facts.push(("earlier attempt".to_owned(), told(earlier)));
    }
    for (nth, name) in log.others.iter().enumerate() {
        facts.push((format!("no known form {:02}", nth + 1), name.clone()));
    }
    for (nth, why) in log.cut.iter().enumerate() {
        facts.push((format!("not read {:02}", nth + 1), why.clone()));
    }
    facts
}
