//! Reports with pseudonyms: nothing of the site is left in them, and they can still be judged beside each other.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;
use ucdoctor::evidence::Evidence;
use ucdoctor::pseudonyms::Pseudonyms;
use ucdoctor::render::{github, html, json, junit, nagios, people, prometheus, text, ticket};
use ucdoctor::report::{Judging, Report, saved};

use crate::cases;
use crate::cases::expected::written;
use crate::cli::ucdoctor;
use crate::formats::STYLE;

/// Names that cases are told with, and what stands there instead: short ones, words of ours, other scripts, signs.
const RENAMED: [(&str, &[&str]); 5] = [
    ("demo.example", &["kranich.invalid", "a-b.c9.invalid", "users.invalid"]),
    ("alice", &["zoë.weiß", "user", "o'brien", "Ørsted", "x.y+z"]),
    ("Archer", &["Mc\u{301}Fly", "D-Artagnan"]),
    ("svc-ucm", &["svc_uc$", "ldap"]),
    ("Demo Root CA", &["Kranich Root", "CA"]),
];

fn key(folder: &Path) -> Pseudonyms {
    let file = folder.join("key");
    fs::write(&file, "a key of the site, long enough").unwrap();
    Pseudonyms::read(&file).unwrap()
}

/// What names somebody or something of the site, by the keys under which it is certain to be that.
fn names(tree: &Value, key: &str, found: &mut BTreeSet<String>) {
    const KEYS: [&str; 14] = [
        "dn",
        "dns",
        "call_manager_id",
        "directory_id",
        "contact",
        "candidates",
        "host",
        "dns_host_name",
        "servers",
        "addresses",
        "dnsHostName",
        "defaultNamingContext",
        "presence_domain",
        "who_am_i",
    ];
    match tree {
        Value::Object(object) => object.iter().for_each(|(key, value)| names(value, key, found)),
        Value::Array(list) => list.iter().for_each(|value| names(value, key, found)),
        Value::String(text) if KEYS.contains(&key) => {
            let text = text.trim().to_lowercase();
            let loopback = text.starts_with("127.") || text.contains("localhost") || text == "::1";
            if text.chars().count() > 3 && !loopback && !["user", "users", "ldap"].contains(&text.as_str()) {
                found.insert(text);
            }
        }
        _ => {}
    }
}

fn assert_gone(shown: &str, names: &BTreeSet<String>, what: &str) {
    let shown = shown.to_lowercase();
    for name in names {
        let alone = |at: usize| {
            let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            edge(shown[..at].chars().next_back()) && edge(shown[at + name.len()..].chars().next())
        };
        let left = shown.match_indices(name.as_str()).find(|(at, _)| alone(*at));
        assert!(
            left.is_none(),
            "{what}: {name} is left: …{}…",
            &shown[left.unwrap().0.saturating_sub(80)..].chars().take(200).collect::<String>()
        );
    }
}

fn proven(name: &str, report: &Report, pseudonyms: &Pseudonyms) {
    let replaced = pseudonyms.applied(report).unwrap_or_else(|error| panic!("{name}: {error:#}"));
    let mut originals = BTreeSet::new();
    names(&serde_json::to_value(&report.evidence).unwrap(), "", &mut originals);
    for (format, shown) in [
        ("json", written(|out| json::render(&replaced, out))),
        ("text", written(|out| text::render(&replaced, &STYLE, out))),
        ("junit", written(|out| junit::render(&replaced, true, out))),
        ("html", written(|out| html::render(&replaced, None, out))),
        ("ticket", written(|out| ticket::render(&replaced, None, &STYLE, out))),
        ("csv", written(|out| people::render(&replaced, out))),
        ("nagios", written(|out| nagios::render(&replaced, out))),
        ("prometheus", written(|out| prometheus::render(&replaced, out))),
        ("github", written(|out| github::render(&replaced, out))),
    ] {
        assert_gone(&shown, &originals, &format!("{name} as {format}"));
        assert!(!shown.contains("BEGIN CERTIFICATE"), "{name} as {format}");
    }
    let codes = |report: &Report| report.diagnoses.iter().map(|finding| finding.code.clone()).collect::<Vec<_>>();
    assert_eq!((replaced.verdict, replaced.exit_code), (report.verdict, report.exit_code), "{name}");
    assert_eq!(codes(&replaced), codes(report), "{name}");
    assert_eq!(replaced.outcomes.len(), report.outcomes.len(), "{name}");
    let bytes = written(|out| json::render(&replaced, out));
    let again = saved::report(bytes.as_bytes(), &Judging::default()).unwrap();
    assert_eq!(codes(&again), codes(report), "{name}");
    assert_eq!(written(|out| json::render(&pseudonyms.applied(report).unwrap(), out)), bytes, "{name}: the same again");
}

#[test]
fn no_case_shows_a_name() {
    let folder = tempfile::tempdir().unwrap();
    let pseudonyms = key(folder.path());
    for (name, _, report) in cases::all() {
        proven(name, report, &pseudonyms);
    }
}

#[test]
fn whatever_the_names_are() {
    let folder = tempfile::tempdir().unwrap();
    let pseudonyms = key(folder.path());
    for (nth, (name, _, report)) in cases::all().iter().enumerate().step_by(3) {
        let mut evidence = serde_json::to_string(&report.evidence).unwrap();
        for (from, to) in RENAMED {
            evidence = evidence.replace(from, to[nth % to.len()]);
        }
        let Ok(evidence) = serde_json::from_str::<Evidence>(&evidence) else { continue };
        proven(&format!("{name}, renamed"), &Report::judge(evidence, &Judging::default()), &pseudonyms);
    }
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    ucdoctor(folder).args(arguments).output().unwrap()
}

/// A report of one place of the case, with pseudonyms, by the program itself.
fn saved_as(folder: &Path, evidence: &Evidence, place: &str, file: &str, key: &str) {
    let mut evidence = evidence.clone();
    evidence.vantages.retain(|vantage| vantage.name == place);
    let report = Report::judge(evidence, &Judging::default());
    fs::write(folder.join("plain.json"), written(|out| json::render(&report, out))).unwrap();
    let output = format!("json={file}");
    let done = run(folder, &["check", "--replay", "plain.json", "-o", &output, "--pseudonyms", key]);
    assert!(matches!(done.status.code(), Some(0 | 1 | 3)), "{}", crate::cli::text(&done.stderr));
}

#[test]
fn places_are_compared_and_days_differ_by_pseudonyms_of_one_key() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    fs::write(here.join("key"), "the key of the first site").unwrap();
    fs::write(here.join("other"), "the key of another site!").unwrap();
    let blocked = cases::judged("path-blocked").evidence;
    let places: Vec<String> = blocked.vantages.iter().map(|vantage| vantage.name.clone()).collect();
    saved_as(here, &blocked, &places[0], "a.json", "key");
    saved_as(here, &blocked, &places[1], "b.json", "key");
    saved_as(here, &blocked, &places[1], "c.json", "other");
    let joined = run(here, &["compare", "a.json", "b.json", "-o", "github"]);
    let shown = crate::cli::text(&joined.stdout);
    assert!(shown.contains("title=path-blocked::") && joined.status.code() == Some(1), "{shown}");
    assert!(!shown.contains("demo.example"), "{shown}");
    for command in ["compare", "diff"] {
        let refused = run(here, &[command, "a.json", "c.json"]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(crate::cli::text(&refused.stderr).contains("different keys"), "{}", crate::cli::text(&refused.stderr));
    }
    let healthy = cases::judged("healthy").evidence;
    let broken = cases::judged("user-id-mismatch").evidence;
    let place = healthy.vantages[0].name.clone();
    saved_as(here, &healthy, &place, "old.json", "key");
    saved_as(here, &broken, &broken.vantages[0].name, "new.json", "key");
    let changed = run(here, &["diff", "old.json", "new.json"]);
    let shown = crate::cli::text(&changed.stdout);
    assert!(changed.status.code() == Some(1) && shown.contains("user-id-mismatch"), "{shown}");
    let same = run(here, &["diff", "new.json", "new.json"]);
    assert_eq!(same.status.code(), Some(0), "{}", crate::cli::text(&same.stdout));
}

#[test]
fn a_key_that_is_none_is_refused_before_anything_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("short"), "short").unwrap();
    for (key, says) in [("nowhere", "head -c 32 /dev/urandom > nowhere"), ("short", "5 bytes; a key has 16 to 4096")] {
        let output = run(folder.path(), &["check", "ldap://127.0.0.1:1", "--pseudonyms", key]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0));
        assert!(crate::cli::text(&output.stderr).contains(says), "{}", crate::cli::text(&output.stderr));
    }
}
