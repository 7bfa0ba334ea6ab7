//! The first story of the project: a real directory with a private CA, and a presence server that lacks it.

use std::fs;
use std::process::{Command, Stdio};

use super::doctor::{self, Doctor, Run};
use super::pki::Pki;
use super::slapd::Setup;

#[test]
fn without_any_file_the_missing_ca_is_named() {
    let pki = Pki::new("Lab");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(doctor::binary());
    command.args(["check", &slapd.ldaps(), "-o", "json"]).current_dir(folder.path()).stdin(Stdio::null());
    let run = Run::read(&command.output().unwrap());
    run.finds(1, 1, "ca-missing", "system does not trust 127.0.0.1:");
    run.finds(1, 1, "ca-missing", "it lacks the CA \"Lab Root CA\"");
    run.outcome("BIND-001", "pass", "");
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
