//! The same with the real binary: what is written where, and what the process exits with.

use std::fs;
use std::path::Path;

use ucdoctor::render::json;

use crate::cases;
use crate::cases::expected::written;
use crate::cli::{text, ucdoctor};

/// Writes the report of a case into a folder.
fn save(folder: &Path, case: &str) -> String {
    let file = format!("{case}.json");
    fs::write(folder.join(&file), written(|out| json::render(&cases::judged(case), out))).unwrap();
    file
}

fn run(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = ucdoctor(folder).args(arguments).output().unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn every_format_at_once_and_the_exit_status_of_plugins() {
    let folder = tempfile::tempdir().unwrap();
    for (case, ours, plugin) in
        [("healthy", 0, 0), ("certificate-expiring", 0, 1), ("ca-missing", 1, 2), ("axl-unavailable__busy", 3, 3)]
    {
        let report = save(folder.path(), case);
        let formats = ["text", "json", "junit", "html", "ticket", "csv", "prometheus", "github"]
            .map(|format| format!("{format}={format}.out"));
        let mut arguments = vec!["check", "--replay", &report, "-o", "nagios"];
        arguments.extend(formats.iter().flat_map(|format| ["-o", format]));
        let (status, stdout, _) = run(folder.path(), &arguments);
        assert_eq!(status, Some(ours), "{case}");
        assert!(stdout.contains(" | findings="), "{stdout}");
        for format in &formats {
            let file = folder.path().join(format.split_once('=').unwrap().1);
            assert!(fs::metadata(&file).unwrap().len() > 0, "{format}");
        }
        arguments.extend(["--exit-style", "nagios"]);
        assert_eq!(run(folder.path(), &arguments).0, Some(plugin), "{case}");
    }
    let (_, told, _) = run(folder.path(), &["check", "--replay", "ca-missing.json", "--exit-style", "nagios"]);
    assert!(told.ends_with("\nExit status 2 of a monitoring plugin: CRITICAL\n"), "{told}");
    // A plugin that cannot run is not critical.
    for arguments in
        [&["check", "--replay", "none.json", "--exit-style", "nagios"][..], &["check", "--exit-style=nagios", "--x"]]
    {
        assert_eq!(run(folder.path(), arguments).0, Some(3), "{arguments:?}");
    }
    assert_eq!(run(folder.path(), &["check", "--replay", "none.json"]).0, Some(2));
}

/// `accept` writes what the next run reads, and leaves a file that would not be valid as it was.
#[test]
fn a_finding_is_accepted_by_its_number() {
    let folder = tempfile::tempdir().unwrap();
    let report = save(folder.path(), "ca-missing");
    let kept = |arguments: &[&str]| {
        let mut command = ucdoctor(folder.path());
        let output = command.env("UCDOCTOR_STATE_DIR", folder.path().join("state")).args(arguments).output().unwrap();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let file = folder.path().join("ucdoctor.toml");
    let before = "# ours\n[call_manager]\nversion = \"14.0.1.13900-155\"";
    fs::write(&file, before).unwrap();
    let until = (time::OffsetDateTime::now_utc().date() + time::Duration::days(90)).to_string();
    let accept =
        |more: &[&str]| kept(&[&["accept", "1"][..], more, &["--reason", "a \"new\" CA\\", "--owner", "PKI"]].concat());
    for (more, says) in [
        (&[&report, "--until", "2099-01-01"][..], "a year at most"),
        (&[&report, "--until", "soon"], "write it as 2027-03-31"),
        (&["none.json", "--until", &until], "there is no such file"),
        (&["--until", &until], "no report was shown here yet"),
    ] {
        let (status, _, told) = accept(more);
        assert!(status == Some(2) && told.contains(says), "{more:?}: {told}");
        assert_eq!(fs::read_to_string(&file).unwrap(), before);
    }
    let (status, _, told) = accept(&[&report, "--until", &until]);
    assert!(status == Some(0) && told.contains("accepts ca-missing until"), "{told}");
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.starts_with(before) && after.contains(" x presence\"\nreason = "), "{after}");
    let (status, told, _) = kept(&["check", "--replay", &report, "-c", "ucdoctor.toml"]);
    assert!(status == Some(0) && told.contains("a \"new\" CA\\"), "{told}");
    // What was shown last can be named by its number alone.
    assert_eq!(kept(&["check", "--replay", &report]).0, Some(1));
    let (status, _, told) = accept(&["--until", &until]);
    assert_eq!(status, Some(0), "{told}");
    assert!(fs::read_to_string(&file).unwrap().contains("subject = \"*\""));
}

/// What was found yesterday, by what is accepted today.
#[test]
fn a_saved_report_is_judged_by_what_is_accepted_now() {
    let folder = tempfile::tempdir().unwrap();
    let report = save(folder.path(), "ca-missing");
    let until = time::OffsetDateTime::now_utc().date() + time::Duration::days(30);
    let accept = format!("[[accept]]\ncode = \"ca-missing\"\nreason = \"rebuilt next week\"\nuntil = {until}\n");
    fs::write(folder.path().join("site.toml"), accept).unwrap();
    let again = |config: &[&str]| run(folder.path(), &[&["check", "--replay", &report][..], config].concat());
    assert_eq!(again(&[]).0, Some(1));
    let (status, told, _) = again(&["-c", "site.toml"]);
    assert!(status == Some(0) && told.contains("rebuilt next week"), "{told}");
    fs::write(folder.path().join("site.toml"), "[[accept]]\ncode = \"ca-misssing\"\n").unwrap();
    assert_eq!(again(&["-c", "site.toml"]).0, Some(2));
}

#[test]
fn only_files_are_named_on_standard_error() {
    let folder = tempfile::tempdir().unwrap();
    let report = save(folder.path(), "ca-missing");
    let (_, stdout, stderr) =
        run(folder.path(), &["check", "--replay", &report, "-o", "ticket=t.md", "-o", "csv=p.csv"]);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", "note: wrote t.md, p.csv: BROKEN, 1 finding\n"));
    let (status, stdout, stderr) = run(folder.path(), &["check", "--replay", &report, "--finding", "2"]);
    assert_eq!((status, stdout.as_str()), (Some(2), ""));
    assert_eq!(stderr, "error: there is no finding 2; the report has 1\n");
    let (status, _, stderr) = run(folder.path(), &["check", "--replay", &report, "--owner", "presence"]);
    assert!(status == Some(2) && stderr.contains("-o ticket"), "{stderr}");
}

#[test]
fn diff_and_baseline_exit_by_what_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let [healthy, missing, expired] =
        ["healthy", "ca-missing", "certificate-expired"].map(|case| save(folder.path(), case));
    for (old, new, status, says) in [
        (&healthy, &missing, 1, "new    ca-missing"),
        (&missing, &healthy, 0, "fixed  ca-missing"),
        (&missing, &missing, 0, "same   ca-missing"),
        (&missing, &expired, 1, "fixed  ca-missing"),
    ] {
        let (found, stdout, _) = run(folder.path(), &["diff", old, new]);
        assert!(found == Some(status) && stdout.contains(says), "{old} {new}: {found:?}\n{stdout}");
        let (found, stdout, _) = run(folder.path(), &["check", "--replay", new, "--baseline", old]);
        assert!(found == Some(status) && stdout.contains(says), "{old} {new}: {found:?}\n{stdout}");
        let (_, document, _) = run(folder.path(), &["diff", old, new, "-o", "json"]);
        let document: serde_json::Value = serde_json::from_str(&document).unwrap();
        assert!(document["old"]["taken_at"].is_string() && document["same"].is_array());
    }
    let (status, _, stderr) = run(folder.path(), &["diff", &healthy, "none.json"]);
    assert!(status == Some(2) && stderr.contains("none.json"), "{stderr}");
}

#[test]
fn an_acceptance_is_checked_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    for (lines, says) in [
        ("code = \"ca-mising\"\nreason = \"x\"\nuntil = 2027-01-01", "did you mean ca-missing?"),
        ("code = \"TLS-004\"\nreason = \"x\"\nuntil = 2027-01-01", "no finding has the code"),
        ("code = \"ca-missing\"\nreason = \" \"\nuntil = 2027-01-01", "the reason is empty"),
        ("code = \"ca-missing\"\nreason = \"x\"\nuntil = 2199-01-01", "for a year at most"),
        ("code = \"ca-missing\"\nreason = \"x\"", "until"),
    ] {
        fs::write(folder.path().join("ucdoctor.toml"), format!("[[accept]]\n{lines}\n")).unwrap();
        let (status, stdout, stderr) = run(folder.path(), &["check"]);
        assert!(status == Some(2) && stdout.is_empty(), "{lines}");
        assert!(stderr.starts_with("error: ucdoctor.toml:") && stderr.contains(says), "{stderr}");
    }
}
