//! The first story of the project: a real directory with a private CA, and a presence server that lacks it.

use std::fs;
use std::process::{Command, Stdio};

use super::doctor::{self, Doctor, Run};
use super::pki::Pki;
use super::slapd::Setup;

fn checked(folder: &std::path::Path, arguments: &[&str]) -> Run {
    let mut command = Command::new(doctor::binary());
    command.arg("check").args(arguments).args(["-o", "json"]).current_dir(folder).stdin(Stdio::null());
    Run::read(&command.output().unwrap())
}

/// The first command of a new user: the CA is named, and nobody is called broken for a store that was not given.
#[test]
fn without_any_store_the_ca_is_named_and_nothing_is_decided() {
    let pki = Pki::new("Lab");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let folder = tempfile::tempdir().unwrap();
    let run = checked(folder.path(), &[&slapd.ldaps()]);
    assert_eq!((run.status, run.diagnoses().len()), (Some(3), 0), "{:?}", run.diagnoses());
    run.outcome("TLS-004", "skipped", "they would have to hold \"Lab Root CA\", which issued");
    run.outcome("TLS-004", "skipped", "whether call manager and presence trust 127.0.0.1");
    run.outcome("TLS-004", "skipped", "--trust call-manager=DIR");
    run.outcome("BIND-001", "pass", "");
}

#[test]
fn a_store_named_by_a_flag_is_judged() {
    let (pki, other) = (Pki::new("Lab"), Pki::new("Elsewhere"));
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lab.pem"), pki.root.pem()).unwrap();
    fs::create_dir(folder.path().join("elsewhere")).unwrap();
    fs::write(folder.path().join("elsewhere/root.pem"), other.root.pem()).unwrap();
    let run = checked(folder.path(), &[&slapd.ldaps(), "--trust", "call-manager=lab.pem"]);
    assert_eq!(run.status, Some(0), "{:?}", run.diagnoses());
    let both = ["--trust", "call-manager=lab.pem", "--trust", "presence=elsewhere"];
    let run = checked(folder.path(), &[&[slapd.ldaps().as_str()][..], &both].concat());
    run.finds(1, 1, "ca-missing", "presence does not trust 127.0.0.1:");
    // A flag replaces the store of the same name; the file beside the TARGET gives the other one.
    fs::write(
        folder.path().join("ucdoctor.toml"),
        "[call_manager]\ntrust = \"elsewhere\"\n[presence]\ntrust = \"lab.pem\"\n",
    )
    .unwrap();
    let run = checked(folder.path(), &[&slapd.ldaps(), "--trust", "call-manager=lab.pem"]);
    assert_eq!(run.status, Some(0), "{:?}", run.diagnoses());
    assert!(run.stderr.contains("note: stores and account from ucdoctor.toml"), "{}", run.stderr);
    let run = checked(folder.path(), &[&slapd.ldaps()]);
    run.finds(1, 1, "ca-missing", "call-manager does not trust 127.0.0.1:");
}

#[test]
fn a_trust_folder_with_the_root_is_healthy() {
    let pki = Pki::new("Lab");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    Doctor::new(&[&slapd.ldaps()])
        .trust("call_manager", &[&pki.root])
        .trust("presence", &[&pki.root])
        .check()
        .healthy()
        .outcome("TLS-004", "pass", "\"Lab Root CA\" is in presence")
        .outcome("BIND-001", "pass", "");
}

#[test]
fn what_presence_lacks_is_named_written_and_accepted() {
    let (pki, other) = (Pki::new("Lab"), Pki::new("Elsewhere"));
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let doctor = Doctor::new(&[&slapd.ldaps()])
        .trust("call_manager", &[&pki.root])
        .trust("presence", &[&other.root])
        .manager(&slapd.password);
    let missing = doctor.folder.path().join("missing");
    let run = doctor.check_with(&["--write-missing", missing.to_str().unwrap()]);
    run.finds(1, 1, "ca-missing", "presence does not trust 127.0.0.1:");
    run.finds(1, 1, "ca-missing", "\"Lab Root CA\" is in call-manager's store only");
    assert_eq!(run.diagnoses()[0]["owner"], "presence");
    // Call manager's store verifies the server, so the manager's password may leave.
    run.outcome("BIND-005", "pass", "binds");

    let written: Vec<String> =
        fs::read_dir(&missing).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(written, ["presence.pem"]);
    fs::copy(missing.join("presence.pem"), doctor.trust_folder("presence").join("presence.pem")).unwrap();
    doctor.check().healthy();
}
