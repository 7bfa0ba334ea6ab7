//! The command line as users and scripts meet it, with the real binary.

mod bad_configurations;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use ucdoctor::config::parse::Loaded;

/// The binary in an empty environment and an empty folder, so that nothing of this machine shows through.
pub(crate) fn ucdoctor(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.env_clear().env("LANG", "C.UTF-8").env("PATH", "/usr/bin:/bin").current_dir(folder).stdin(Stdio::null());
    command
}

/// Runs it with arguments in a folder of its own.
fn run(arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    ucdoctor(folder.path()).args(arguments).output().unwrap()
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

const COMMANDS: [&str; 10] =
    ["check", "why", "queries", "explain", "list", "init", "demo", "schema", "completions", "man"];

#[test]
fn help_is_readable_and_exits_0() {
    let mut calls: Vec<Vec<&str>> = vec![
        vec!["--help"],
        vec!["-h"],
        vec!["--version"],
        vec!["help", "why"],
        vec!["version"],
        vec!["check", "--version"],
    ];
    calls.extend(COMMANDS.iter().flat_map(|command| [vec![*command, "--help"], vec![*command, "-h"]]));
    for call in calls {
        let output = run(&call);
        assert_eq!(output.status.code(), Some(0), "{call:?}");
        assert!(output.stderr.is_empty() && !output.stdout.is_empty(), "{call:?}");
        let help = text(&output.stdout);
        assert!(!help.contains('\u{1b}'), "{call:?}");
        for line in help.lines() {
            assert!(line.chars().count() <= 100, "{call:?}: {line}");
        }
    }
    for call in ["--version", "version"] {
        let versions = (env!("CARGO_PKG_VERSION"), openssl::version::version());
        assert_eq!(text(&run(&[call]).stdout), format!("ucdoctor {}\n{}\n", versions.0, versions.1));
    }
}

#[test]
fn usage_errors_exit_2_and_leave_stdout_empty() {
    for (arguments, says) in [
        (&[][..], "Usage"),
        (&["chek"], "check"),
        (&["check"], "ucdoctor init"),
        (&["check", "-c", "absent.toml"], "absent.toml: there is no such file; `ucdoctor init -c absent.toml`"),
        (&["check", "--wait"], "'--wait'"),
        (&["check", "--write-missin", "x"], "'--write-missing'"),
        (&["why", "jdoe", "--ask-passwrd"], "'--ask-password'"),
        (&["check", "ldaps://dc1", "--trust", "presence"], "expected NAME=PATH"),
        (&["check", "ldaps://dc1", "--trust", "cups=trust"], "call-manager, presence or client"),
        (&["check", "ldaps://dc1", "--trust", "presence=absent"], "--trust presence=absent"),
        (&["init", "localhost:21636"], "did you mean ldaps://localhost:21636?"),
        (&["init", "127.0.0.1"], "did you mean ldaps://127.0.0.1?"),
        (&["check", "dc1.corp.example"], "did you mean ldaps://dc1.corp.example?"),
        (&["check", "https://dc1"], "https"),
        (&["check", "ldaps://dc1", "ldaps://DC1:636"], "given twice"),
        (&["check", "ldaps://dc1", "--connect-timeout", "0"], "0.1 to 3600"),
        (&["check", "ldaps://dc1", "--deadline", "3601"], "0.1 to 3600"),
        (&["check", "ldaps://dc1", "--deadline", "nan"], "0.1 to 3600"),
        (&["check", "ldaps://dc1", "--only", "tls1"], "possible values"),
        (&["check", "ldaps://dc1", "--only", "tool"], "possible values"),
        (&["check", "ldaps://dc1", "--vantage", ""], "printable name"),
        (&["check", "ldaps://dc1", "--source", "here"], "--source"),
        (&["check", "ldaps://dc1", "--source", "192.0.2.77"], "192.0.2.77 is no address of this host"),
        (&["check", "ldap//dc1"], "did you mean ldap://dc1?"),
        (&["check", "ldaps://dc1", "--ask-password"], "dn under [directory.bind]"),
        (&["check", "ldaps://dc1", "-o", "jsn"], "did you mean json?"),
        (&["check", "ldaps://dc1", "-o", "text", "-o", "json"], "standard output"),
        (&["check", "ldaps://dc1", "-o", "json=a", "-o", "junit=a"], "two formats want a"),
        (&["check", "ldaps://dc1", "-o", "json=no/such/folder/a.json"], "no folder"),
        (&["check", "ldaps://dc1", "-q", "-v"], "cannot be used"),
        (&["check", "ldaps://dc1", "--replay", "a.json"], "cannot be used"),
        (&["check", "--replay", "absent.json"], "absent.json"),
        (&["explain", "TLS-999x"], "ucdoctor list"),
        (&["demo", "ca-mising"], "did you mean ca-missing?"),
        (&["demo", "--all", "-o", "json"], "cannot be used"),
        (&["schema", "reprot"], "report"),
        (&["why"], "USER"),
        (&["why", " "], "user ID"),
        (&["why", "jdoe"], "ucdoctor.toml"),
    ] {
        let output = run(arguments);
        let (out, err) = (text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(out.is_empty() && err.contains(says), "{arguments:?}: {out} {err}");
        for misleading in ["internal error", "os error 2", "a password on the command line", "-- --"] {
            assert!(!err.contains(misleading), "{arguments:?}: {err}");
        }
    }
}

#[test]
fn a_password_on_the_command_line_is_refused_and_never_repeated() {
    for arguments in [
        &["check", "ldaps://dc1", "--password", "hunter2"][..],
        &["check", "ldaps://dc1", "--password=hunter2"],
        &["check", "ldaps://dc1", "--bind-password=hunter2"],
        &["check", "ldaps://dc1", "-w", "hunter2"],
        &["check", "ldaps://dc1", "-whunter2"],
        &["check", "ldaps://dc1", "--ask-password=hunter2"],
        &["why", "jdoe", "--ask-password=hunter2"],
        &["check", "ldaps://admin:hunter2@dc1"],
        &["check", "admin:hunter2@dc1"],
        &["check", "https://admin:hunter2@dc1"],
        &["init", "ldaps://admin:hunter2@dc1"],
        &["init", "admin:hunter2@dc1"],
    ] {
        let output = run(arguments);
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {err}");
        assert!(output.stdout.is_empty() && !err.contains("hunter2"), "{arguments:?}: {err}");
        if arguments.iter().any(|argument| argument.starts_with("--p") || argument.starts_with("-w")) {
            assert!(err.contains("password_env") && err.contains("--ask-password"), "{err}");
        }
    }
}

#[test]
fn color_reaches_help_and_reports_by_flag_and_environment() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, environment, colored) in [
        (&["check", "--help"][..], None, false),
        (&["--color", "always", "check", "--help"], None, true),
        (&["check", "--help", "--color=always"], Some(("NO_COLOR", "1")), true),
        (&["check", "--help"], Some(("CLICOLOR_FORCE", "1")), true),
        (&["--color=never", "check", "--help"], Some(("CLICOLOR_FORCE", "1")), false),
        (&["check", "ldap://127.0.0.1:1", "--color=always"], Some(("NO_COLOR", "1")), true),
        (&["check", "ldap://127.0.0.1:1", "--color=never"], Some(("CLICOLOR_FORCE", "1")), false),
        (&["check", "ldap://127.0.0.1:1"], Some(("CLICOLOR_FORCE", "1")), true),
        (&["check", "ldap://127.0.0.1:1"], None, false),
    ] {
        let output = ucdoctor(folder.path()).args(arguments).envs(environment).output().unwrap();
        assert_eq!(output.stdout.contains(&0x1b), colored, "{arguments:?} {environment:?}");
    }
}

#[test]
fn pages_lists_and_schemas() {
    let list = text(&run(&["list"]).stdout);
    let codes = ucdoctor::checks::CHECKS.iter().map(|check| (check.code.name(), check.page));
    let pages: Vec<_> =
        codes.chain(ucdoctor::causes::CAUSES.iter().map(|cause| (cause.code.name(), cause.page))).collect();
    let beginnings: Vec<&str> = list.lines().filter(|line| !line.starts_with(' ')).collect();
    assert_eq!(beginnings.len(), pages.len());
    for (line, (code, page)) in beginnings.iter().zip(pages) {
        assert!(line.starts_with(code), "{line}");
        let heading = page.lines().next().unwrap().trim_start_matches("# ");
        for written in [code.to_lowercase(), code.to_uppercase()] {
            let output = run(&["explain", &written]);
            let first =
                text(&output.stdout).split("\n\n").next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
            assert_eq!((output.status.code(), first.as_str()), (Some(0), heading));
        }
    }
    for line in list.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for (of, has) in [("report", "/properties/diagnoses"), ("config", "/properties/directory")] {
        let schema: serde_json::Value = serde_json::from_slice(&run(&["schema", of]).stdout).unwrap();
        assert!(schema.pointer(has).is_some(), "{of}");
    }
}

#[test]
fn the_schema_of_the_configuration_knows_every_key_of_the_contract() {
    let schema = text(&run(&["schema", "config"]).stdout);
    for key in [
        "servers start_tls dn password_env password_file password_command allow_plaintext allow_untrusted",
        "base filter user_id export version ldap_authentication ldap_synchronization users trust ldap_hosts",
        "axl axl_user axl_password_env axl_password_file axl_password_command uds nodes name contacts validate sync_status",
        "domain address_scheme vantage via client jabber_config",
    ]
    .iter()
    .flat_map(|keys| keys.split(' '))
    {
        assert!(schema.contains(&format!("\"{key}\": {{")), "{key}");
    }
}

#[test]
fn completions_and_man_page() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = run(&["completions", shell]);
        assert_eq!(output.status.code(), Some(0));
        assert!(text(&output.stdout).contains("write-missing"), "{shell}");
    }
    let man = text(&run(&["man"]).stdout);
    assert!(man.contains(".TH"));
    for command in COMMANDS {
        assert!(man.contains(&format!(".SH \"UCDOCTOR {}\"", command.to_uppercase())), "{command}");
    }
    assert!(man.contains("\\-\\-write\\-missing") && man.contains("UCDOCTOR_CONFIG"));
}

#[test]
fn init_writes_a_file_once_and_it_parses_back() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ucdoctor.toml");
    let init = |arguments: &[&str]| ucdoctor(folder.path()).arg("init").args(arguments).output().unwrap();
    let first = init(&[]);
    assert_eq!(first.status.code(), Some(0), "{}", text(&first.stderr));
    assert!(first.stdout.is_empty() && text(&first.stderr).contains("ucdoctor.toml"));
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(Loaded::read(&path).unwrap().config.directory.is_some());

    std::fs::write(&path, "mine").unwrap();
    let second = init(&[]);
    assert_eq!(second.status.code(), Some(2));
    assert!(text(&second.stderr).contains("--force"));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "mine");

    assert_eq!(init(&["--force"]).status.code(), Some(0));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), written);
    assert_eq!(text(&init(&["-c", "-"]).stdout), written);
}

#[test]
fn a_closed_pipe_ends_quietly() {
    for arguments in [&["completions", "bash"][..], &["schema", "report"], &["man"], &["init", "-c", "-"]] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let folder = tempfile::tempdir().unwrap();
        let output = ucdoctor(folder.path()).args(arguments).stdout(writer).stderr(Stdio::piped()).output().unwrap();
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{arguments:?}");
    }
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let output = ucdoctor(folder.path()).arg("man").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("cannot write to standard output"));
}
