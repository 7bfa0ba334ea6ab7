//! What stands around the program: files that it reads and must not replace, and OpenSSL's configuration.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

fn ucdoctor(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.args(arguments).current_dir(folder).env("UCDOCTOR_STATE_DIR", folder.join("state"));
    command.output().unwrap()
}

const CONFIGURATION: &str = "[directory]\nservers = [\"ldaps://127.0.0.1:1\"]\n\
    [directory.bind]\ndn = \"CN=svc\"\npassword_file = \"word\"\n\
    [directory.search]\nbase = \"DC=x\"\nexport = \"people.ldif\"\n\
    [call_manager]\nusers = \"users.csv\"\nldap_hosts = \"hosts.txt\"\n\
    [presence]\ncontacts = \"contacts.csv\"\n";

#[test]
fn no_output_replaces_a_file_that_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let files = [
        ("ucdoctor.toml", CONFIGURATION),
        ("word", "Secret-4711\n"),
        (
            "people.ldif",
            "dn: DC=x\nobjectClass: domain\n\ndn: CN=a,DC=x\nobjectClass: person\nsAMAccountName: a\nsn: a\n",
        ),
        ("users.csv", "USER ID,LAST NAME\na,a\n"),
        ("hosts.txt", "hostname,portnumber,sslenabled\n127.0.0.1,636,t\n"),
        ("contacts.csv", "User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name,State\na,x,b,x,b,g,3\n"),
    ];
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    std::os::unix::fs::symlink("users.csv", folder.path().join("link")).unwrap();
    let outputs = files.iter().map(|(name, _)| *name).chain(["link", "./users.csv"]);
    for output in outputs {
        for option in ["-o", "--write-renames"] {
            let value = if option == "-o" { format!("json={output}") } else { output.to_owned() };
            let run = ucdoctor(folder.path(), &["check", option, &value]);
            let told = String::from_utf8_lossy(&run.stderr).into_owned();
            assert_eq!(run.status.code(), Some(2), "{option} {value}: {told}");
            assert!(told.contains("is read by this run"), "{option} {value}: {told}");
        }
    }
    for (name, text) in files {
        assert_eq!(fs::read_to_string(folder.path().join(name)).unwrap(), text, "{name}");
    }
}

/// A configuration that takes every algorithm away stands for one that loads something.
#[test]
fn no_configuration_of_openssl_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("openssl.cnf");
    fs::write(&file, "openssl_conf = a\n[a]\nalg_section = b\n[b]\ndefault_properties = provider=nobody\n").unwrap();
    let mut digest = Command::new("openssl");
    let digest = digest.args(["dgst", "-sha256", "/dev/null"]).env("OPENSSL_CONF", &file).output().unwrap();
    assert!(!digest.status.success(), "the configuration does nothing");
    let mut demo = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    let demo = demo.args(["demo", "-o", "json"]).env("OPENSSL_CONF", &file).output().unwrap();
    assert!(demo.status.success(), "{}", String::from_utf8_lossy(&demo.stderr));
}

/// What the administrator set is not ours to take away from others.
#[test]
fn children_find_the_configuration_of_openssl_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let text = "[directory]\nservers = [\"ldaps://127.0.0.1:1\"]\n[directory.bind]\ndn = \"CN=svc\"\n\
        password_command = [\"sh\", \"-c\", \"printf %s ${OPENSSL_CONF-none} >seen; echo word\"]\n";
    fs::write(folder.path().join("ucdoctor.toml"), text).unwrap();
    for (given, seen) in [(Some("/etc/ssl/other.cnf"), "/etc/ssl/other.cnf"), (None, "none")] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
        command.args(["check", "-q"]).current_dir(folder.path()).env_remove("OPENSSL_CONF");
        command.env("UCDOCTOR_STATE_DIR", folder.path().join("state"));
        command.envs(given.map(|given| ("OPENSSL_CONF", given))).output().unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("seen")).unwrap(), seen);
    }
}
