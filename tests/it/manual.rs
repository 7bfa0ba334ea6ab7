//! The manual and the lists, as they are typed.

use std::fs;
use std::path::Path;
use std::process::Output;

use ucdoctor::config::parse::Loaded;
use ucdoctor::demo::faults;

use crate::cli::{text, ucdoctor};

fn run(folder: &Path, arguments: &[&str]) -> Output {
    ucdoctor(folder).env("UCDOCTOR_STATE_DIR", folder.join("state")).args(arguments).output().unwrap()
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_finding_is_explained_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let before = run(here, &["explain", "1"]);
    assert_eq!(before.status.code(), Some(2));
    assert!(text(&before.stderr).contains("no report was shown here yet; `ucdoctor explain 1 REPORT.json`"));
    assert_eq!(run(here, &["demo", "base-missing", "-o", "text", "-o", "json=r.json"]).status.code(), Some(0));
    let page = words(&text(&run(here, &["explain", "base-missing"]).stdout));
    let of_last = run(here, &["explain", "1"]);
    assert_eq!(of_last.status.code(), Some(0));
    assert!(words(&text(&of_last.stdout)).ends_with(&page));
    let of_report = text(&run(here, &["explain", "1", "r.json"]).stdout);
    assert!(of_report.starts_with("1. base-missing") && words(&of_report).ends_with(&page), "{of_report}");
    for (arguments, says) in [
        (&["explain", "2"][..], "there is no finding 2; the report has 1"),
        (&["explain", "0", "r.json"], "there is no finding 0; the report has 1"),
        (&["explain", "base-missing", "r.json"], "by number"),
        (&["explain", "base-misisng"], "did you mean base-missing?"),
    ] {
        let output = run(here, arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
    // What is kept names no server and nobody.
    let kept = fs::read_to_string(here.join("state/last-findings.json")).unwrap();
    assert_eq!(kept, "[\"base-missing\"]");
}

#[test]
fn reports_of_one_place_are_for_diff() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    for file in ["a.json", "b.json"] {
        assert_eq!(run(here, &["demo", "ca-missing", "-o", &format!("json={file}")]).status.code(), Some(0));
    }
    for second in ["a.json", "b.json"] {
        let output = run(here, &["compare", "a.json", second]);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{said}");
        assert!(said.contains("two of these reports are from this-host; `ucdoctor diff OLD.json NEW.json`"), "{said}");
    }
    // Another machine under the same name is another place.
    let other = fs::read_to_string(here.join("b.json")).unwrap();
    let mut other: serde_json::Value = serde_json::from_str(&other).unwrap();
    other["evidence"]["vantages"][0]["host"] = "jump7".into();
    fs::write(here.join("b.json"), other.to_string()).unwrap();
    let output = run(here, &["compare", "a.json", "b.json"]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("this-host on jump7"), "{}", text(&output.stdout));
}

/// Eighty columns where there is no terminal to ask; only what is there to be copied may be longer.
#[test]
fn lists_and_pages_fit_the_screen() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["list"][..], &["demo", "--list"], &["queries"], &["queries", "trust"], &["explain", "TLS-004"]]
    {
        let output = run(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(0));
        for line in text(&output.stdout).lines().filter(|line| line.chars().count() > 80) {
            assert!(line.starts_with("    run sql ") || line.starts_with("    ldapsearch "), "{arguments:?}: {line}");
        }
    }
    let listed = words(&text(&run(folder.path(), &["demo", "--list"]).stdout));
    assert!(faults::all().all(|fault| listed.contains(&words(&format!("{} {}", fault.name, fault.story)))));
}

#[test]
fn what_is_missing_is_what_this_configuration_lacks() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let none = run(here, &["queries", "missing"]);
    assert_eq!(none.status.code(), Some(2));
    assert!(text(&none.stderr).contains("ucdoctor init"), "{}", text(&none.stderr));
    let all = text(&run(here, &["queries"]).stdout);
    assert!(!all.contains("lacks"), "{all}");
    let config = "[call_manager]\nusers = \"u.csv\"\ntrust = \"ucm\"\n[presence]\nsync_status = \"s.txt\"\n";
    fs::write(here.join("ucdoctor.toml"), config).unwrap();
    assert!(Loaded::read(&here.join("ucdoctor.toml")).is_ok());
    let missing = text(&run(here, &["queries", "missing"]).stdout);
    for (key, lacks) in [
        ("-> call_manager.users", false),
        ("-> call_manager.trust", false),
        ("-> presence.sync_status", false),
        ("-> presence.trust", true),
        ("-> presence.contacts", true),
        ("-> directory.search.export", true),
    ] {
        assert_eq!(words(&missing).contains(key), lacks, "{key}: {missing}");
    }
    assert!(words(&text(&run(here, &["queries"]).stdout)).contains("ucdoctor.toml lacks "));
    let trust = text(&run(here, &["queries", "trust"]).stdout);
    assert!(trust.contains("Certificate Management") && !trust.contains("enduser"), "{trust}");
}

#[test]
fn init_ends_with_the_next_steps() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, check) in
        [(&["init"][..], "3. ucdoctor check  "), (&["init", "-c", "berlin.toml"], "3. ucdoctor check -c berlin.toml ")]
    {
        let said = text(&run(folder.path(), arguments).stderr);
        assert!(said.contains("2. ucdoctor queries trust") && said.contains(check), "{said}");
    }
}

#[test]
fn codes_faults_and_formats_are_completed() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = text(&run(folder.path(), &["completions", shell]).stdout);
        for word in ["chain-incomplete", "SRCH-009", "manager-locked", "prometheus"] {
            // The others complete the values of flags alone.
            assert!(script.contains(word) || !["bash", "zsh"].contains(&shell), "{shell}: {word}");
        }
    }
    // A slip is still told in words of ours.
    let slip = run(folder.path(), &["check", "ldap://127.0.0.1:1", "-o", "jsn"]);
    assert!(text(&slip.stderr).contains("did you mean json?"), "{}", text(&slip.stderr));
}

/// A real bash, which is asked as the Tab key asks it.
#[test]
fn bash_completes_what_is_begun() {
    let folder = tempfile::tempdir().unwrap();
    let script = text(&run(folder.path(), &["completions", "bash"]).stdout);
    let ask = r#"
        ask() {
            COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
            local function; function=$(complete -p ucdoctor | sed -n 's/.*-F \([^ ]*\).*/\1/p')
            "$function" ucdoctor "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            echo "${COMPREPLY[*]}"
        }
        ask ucdoctor explain ca-
        ask ucdoctor explain SRCH-00
        ask ucdoctor demo user-a
        ask ucdoctor check -o pro
        ask ucdoctor why jdoe --output ju
        ask ucdoctor com
        ask ucdoctor queries dir
        ask ucdoctor check --owner pre
    "#;
    let output =
        std::process::Command::new("bash").args(["--norc", "-c", &format!("{script}\n{ask}")]).output().unwrap();
    let told = text(&output.stdout);
    let expected = [
        "ca-missing ca-replaced",
        "SRCH-001 SRCH-002 SRCH-003 SRCH-004 SRCH-005 SRCH-006 SRCH-007 SRCH-008 SRCH-009",
        "user-ambiguous",
        "prometheus",
        "junit",
        "completions compare",
        "directory",
        "presence",
    ];
    assert_eq!(told.lines().collect::<Vec<_>>(), expected, "{}", text(&output.stderr));
}

#[test]
fn each_command_has_a_man_page_and_the_busy_ones_have_examples() {
    let folder = tempfile::tempdir().unwrap();
    for command in [
        "check",
        "why",
        "queries",
        "compare",
        "diff",
        "accept",
        "read",
        "explain",
        "init",
        "demo",
        "completions",
        "man",
    ] {
        let page = text(&run(folder.path(), &["man", command]).stdout);
        assert!(page.contains(&format!(".TH ucdoctor-{command} 1")), "{page}");
        assert!(page.contains("Examples:") && page.contains(&format!("ucdoctor {command}")), "{command}: {page}");
    }
    for command in ["list", "schema", "version"] {
        assert_eq!(run(folder.path(), &["man", command]).status.code(), Some(0));
    }
    let unknown = run(folder.path(), &["man", "chekc"]);
    assert_eq!(unknown.status.code(), Some(2));
    assert!(text(&unknown.stderr).contains("did you mean check?"), "{}", text(&unknown.stderr));
}
