//! The manager's password leaves by the bind, and by nothing else.

use std::fs;
use std::process::{Command, Stdio};

use super::doctor::{self, Doctor};
use super::interruption::SilentServer;
use super::pki::Pki;
use super::slapd::{MANAGER, Setup};

#[test]
fn no_output_of_any_format_has_the_password() {
    let pki = Pki::new("Lab");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let wrong = "Wrong-5c1f0d2e77";
    // A good bind, a rejected one, and one that is withheld.
    let cases = [
        (slapd.ldaps(), slapd.password.as_str(), 0),
        (slapd.ldaps(), wrong, 1),
        (slapd.ldap(), slapd.password.as_str(), 3),
    ];
    for (url, password, status) in cases {
        let doctor = Doctor::new(&[&url]).trust("call_manager", &[&pki.root]).manager(password);
        for format in ["text", "json", "junit"] {
            let output = doctor.command(&["-v", "-o", format]).output().unwrap();
            let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
            assert_eq!(output.status.code(), Some(status), "{told}");
            assert!(told.contains("BIND-005"), "{told}");
            assert!(!told.contains(password), "{format} of {url} has the password");
        }
    }
}

#[test]
fn the_running_process_shows_no_password() {
    let server = SilentServer::start();
    let doctor = Doctor::new(&[&server.url("ldaps")]).manager("Pw-94b7e1").allow("allow_untrusted");
    let mut process = doctor.command(&["--deadline", "20"]).stdout(Stdio::null()).spawn().unwrap();
    server.wait_for_client();
    let arguments = fs::read(format!("/proc/{}/cmdline", process.id())).unwrap();
    process.kill().unwrap();
    process.wait().unwrap();
    let arguments = String::from_utf8_lossy(&arguments).into_owned();
    assert!(arguments.contains("--deadline") && !arguments.contains("Pw-94b7e1"), "{arguments}");
}

#[test]
fn a_password_among_the_arguments_or_in_the_file_is_refused_and_not_repeated() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ucdoctor.toml");
    fs::write(&file, format!("[directory.bind]\ndn = \"{MANAGER}\"\npassword = \"Pw-94b7e1\"\n")).unwrap();
    let argument_lists: [&[&str]; 4] = [
        &["-w", "Pw-94b7e1"],
        &["--password=Pw-94b7e1"],
        &["ldaps://svc-ucm:Pw-94b7e1@127.0.0.1:1"],
        &["-c", file.to_str().unwrap()],
    ];
    for arguments in argument_lists {
        let mut command = Command::new(doctor::binary());
        let output = command.arg("check").args(arguments).stdin(Stdio::null()).output().unwrap();
        let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(2), "{told}");
        assert!(told.contains("password") && !told.contains("Pw-94b7e1"), "{told}");
    }
}
