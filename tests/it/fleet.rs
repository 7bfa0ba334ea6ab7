//! `check` of several configurations at once, as it is typed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

use crate::bind_once::directory::{Directory, OnBind, Protection};
use crate::cases::invariants::assert_valid_junit;
use crate::cli::{text, ucdoctor};

const PASSWORD: &str = "rope ladder 88";

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = ucdoctor(folder);
    command.env("UCDOCTOR_STATE_DIR", folder.join("state")).env("PW", PASSWORD);
    command.arg("check").args(arguments).output().unwrap()
}

/// A configuration for a server on loopback, bound at without TLS.
fn bound_at(port: u16, account: &str) -> String {
    format!(
        "[directory]\nservers = [\"ldap://127.0.0.1:{port}\"]\n\
         [directory.bind]\ndn = \"{account}\"\npassword_env = \"PW\"\nallow_plaintext = true\n"
    )
}

fn report(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The codes that a bind at the first server was answered with, by cluster.
fn codes(folder: &Path, names: &[&str]) -> Vec<Option<u64>> {
    let code = |name: &&str| {
        let report = report(&folder.join("out").join(format!("{name}.json")));
        report.pointer("/evidence/vantages/0/servers/0/endpoints/0/bind/seen/code").and_then(Value::as_u64)
    };
    names.iter().map(code).collect()
}

#[test]
fn clusters_of_one_directory_bind_once() {
    for (answer, expected) in [(0, 0), (49, 49), (53, 53)] {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("all")).unwrap();
        let shared = Directory::start(&["127.0.0.1"], Protection::Plain, OnBind::Code(answer));
        let apart = Directory::start(&["127.0.0.1"], Protection::Plain, OnBind::Code(0));
        let names = ["bern", "graz", "lyon", "oslo", "turin"];
        for name in names {
            let base = format!("[directory.search]\nbase = \"ou={name},dc=corp,dc=example\"\n");
            let config = bound_at(shared.port, "cn=svc,dc=corp,dc=example") + &base;
            fs::write(folder.path().join(format!("all/{name}.toml")), config).unwrap();
        }
        let other = bound_at(apart.port, "cn=svc,dc=other,dc=example").replace("127.0.0.1", "localhost");
        fs::write(folder.path().join("all/zug.toml"), other).unwrap();
        let output = run(folder.path(), &["-c", "all/*.toml", "-o", "json=out/"]);
        let shown = text(&output.stdout);
        assert_eq!(shared.binds(), 1, "{answer}: {shown}");
        // Another directory knows nothing of it.
        assert_eq!(apart.binds(), 1, "{answer}: {shown}");
        assert_eq!(codes(folder.path(), &names), [Some(expected); 5], "{answer}: {shown}");
        assert!(shown.contains("6 clusters: "), "{shown}");
        if answer == 0 {
            // Each has its own base looked for, in the one conversation.
            for name in names {
                let report = report(&folder.path().join(format!("out/{name}.json")));
                let search = report.pointer("/evidence/vantages/0/servers/0/endpoints/0/search/seen");
                assert!(search.is_some(), "{name}: {report:#}");
            }
        } else {
            assert_eq!(output.status.code(), Some(1), "{shown}");
        }
    }
}

/// Forty sites from files alone: thirty-six like the example, two with a mistake in the file, two that tell nothing.
#[test]
fn forty_clusters_are_told_in_one_list() {
    let folder = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    fs::create_dir(folder.path().join("clusters")).unwrap();
    let site = fs::read_to_string(examples.join("ucdoctor.toml")).unwrap();
    let site = site.replace("\"exports/", &format!("\"{}/exports/", examples.display()));
    for nth in 0..40 {
        let config = match nth {
            0 | 1 => "[directory]\nserver = []\n".to_owned(),
            2 | 3 => "[call_manager]\nversion = \"14.0.1.13900-155\"\n[presence]\nversion = \"14.0.1.13900-155\"\n"
                .to_owned(),
            _ => site.clone(),
        };
        fs::write(folder.path().join(format!("clusters/site{nth:02}.toml")), config).unwrap();
    }
    fs::write(folder.path().join("clusters/notes.txt"), "no configuration").unwrap();
    let formats = ["-o", "json=out/", "-o", "prometheus=out/", "-o", "html=out/", "-o", "junit=all.xml"];
    let only = ["-c", "clusters/*.toml", "--only", "identity", "--only", "deployment"];
    let output = run(folder.path(), &[&only[..], &formats].concat());
    let (shown, said) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(1), "{shown}{said}");
    assert_eq!(shown.lines().filter(|line| line.starts_with("site")).count(), 40, "{shown}");
    assert!(shown.contains("site00  ERR") && shown.contains("site04  FAIL"), "{shown}");
    assert!(shown.contains("40 clusters: ") && shown.contains("2 not run as asked"), "{shown}");
    assert!(shown.lines().all(|line| line.chars().count() <= 80), "{shown}");
    assert!(said.contains("error: site01: clusters/site01.toml:2:1"), "{said}");
    let documents = [fs::read_to_string(folder.path().join("all.xml")).unwrap()];
    assert_eq!(documents[0].matches("<testsuite ").count(), 40);
    assert!(
        documents[0].contains("<testsuite name=\"site04\"") && !documents[0].contains("<testsuite name=\"identity\"")
    );
    assert_valid_junit(&documents);
    for nth in 2..40 {
        let report = report(&folder.path().join(format!("out/site{nth:02}.json")));
        assert!(report["exit_code"].is_u64());
        let figures = fs::read_to_string(folder.path().join(format!("out/site{nth:02}.prom"))).unwrap();
        assert!(figures.contains(&format!("cluster=\"site{nth:02}\"")), "{figures}");
        assert!(folder.path().join(format!("out/site{nth:02}.html")).is_file());
    }
    assert!(!folder.path().join("out/site00.json").exists());
}

#[test]
fn what_is_for_one_configuration_is_refused_for_several() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["a.toml", "b.toml"] {
        fs::write(folder.path().join(name), "").unwrap();
    }
    for (arguments, says) in [
        (&["-c", "a.toml", "-c", "b.toml", "-o", "json"][..], "each has a report of its own: -o json=DIR/"),
        (&["-c", "a.toml", "-c", "b.toml", "-o", "nagios=x"], "-o nagios=DIR/"),
        (&["-c", "a.toml", "-c", "b.toml", "--finding", "1"], "--finding is for one configuration"),
        (&["-c", "*.toml", "ldaps://dc1"], "TARGET is for one configuration"),
        (&["-c", "*.toml", "--write-missing", "x"], "--write-missing is for one"),
        (&["-c", "a.toml", "-c", "a.toml"], "would both be called a"),
        (&["-c", "*.tml"], "there is no such file"),
    ] {
        let output = run(folder.path(), arguments);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{arguments:?}");
        assert!(text(&output.stderr).contains(says), "{arguments:?}: {}", text(&output.stderr));
    }
    // A pattern finds files, and a found one that others may write is a program of theirs.
    fs::write(folder.path().join("left-here.toml"), "").unwrap();
    fs::set_permissions(folder.path().join("left-here.toml"), fs::Permissions::from_mode(0o666)).unwrap();
    let found = run(folder.path(), &["-c", "*.toml"]);
    assert_eq!((found.status.code(), found.stdout.len()), (Some(2), 0));
    assert!(text(&found.stderr).contains("left-here.toml was found, not named"), "{}", text(&found.stderr));
    fs::remove_file(folder.path().join("left-here.toml")).unwrap();
    // All of them could not be run as asked: nothing to look at.
    let output = run(folder.path(), &["-c", "*.toml"]);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stdout));
    let nagios = run(folder.path(), &["-c", "*.toml", "--exit-style", "nagios"]);
    assert_eq!(nagios.status.code(), Some(3), "{}", text(&nagios.stdout));
}
