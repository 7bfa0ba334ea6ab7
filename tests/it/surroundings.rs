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

/// Two exports of people, two silent servers, three reports.
fn slow_run(folder: &Path) -> Command {
    let silent = || {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        // Nobody accepts: the kernel makes the connections.
        std::mem::forget(listener);
        port
    };
    let text = format!(
        "[directory]\nservers = [\"ldap://127.0.0.1:{}\", \"ldaps://127.0.0.1:{}\"]\n\
         [directory.search]\nbase = \"dc=corp\"\nexport = \"people.ldif\"\n[call_manager]\nusers = \"users.csv\"\n\
         ldap_synchronization = true\n",
        silent(),
        silent()
    );
    fs::write(folder.join("ucdoctor.toml"), text).unwrap();
    let users: String = (0..2_000).map(|n| format!("user{n},Name\n")).collect();
    fs::write(folder.join("users.csv"), format!("USER ID,LAST NAME\n{users}")).unwrap();
    let person = |n| format!("dn: cn=u{n},dc=corp\nobjectClass: person\nsAMAccountName: user{n}\nsn: Name\n\n");
    fs::write(folder.join("people.ldif"), (0..1_000).map(person).collect::<String>()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.args([
        "check",
        "-q",
        "--deadline",
        "1",
        "-o",
        "json=out.json",
        "-o",
        "text=out.txt",
        "-o",
        "junit=out.xml",
    ]);
    command.current_dir(folder).env("UCDOCTOR_STATE_DIR", folder.join("state"));
    command
}

/// `SigCgt` of proc(5): the program has taken SIGTERM over, or has ended.
fn takes_signals(id: u32) -> bool {
    let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).map(str::trim);
    caught.is_none_or(|caught| u64::from_str_radix(caught, 16).unwrap() & (1 << 14) != 0)
}

/// `benches/signals` does the same 200 times.
#[test]
fn a_signal_at_any_moment_leaves_three_whole_reports() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = slow_run(folder.path());
    let began = std::time::Instant::now();
    crate::watchdog::output(&mut command);
    let whole = began.elapsed();
    for round in 0..20_u32 {
        for name in ["out.json", "out.txt", "out.xml"] {
            fs::remove_file(folder.path().join(name)).unwrap();
        }
        let child = command.spawn().unwrap();
        crate::watchdog::wait_until("signals are taken", || takes_signals(child.id()));
        std::thread::sleep(whole * round / 20);
        let signal = ["-INT", "-TERM", "-HUP"][round as usize % 3];
        let _ = Command::new("kill").args([signal, &child.id().to_string()]).status().unwrap();
        let output = crate::watchdog::output_of(child);
        let json: serde_json::Value =
            serde_json::from_slice(&fs::read(folder.path().join("out.json")).unwrap()).unwrap();
        assert_eq!(json["exit_code"].as_i64(), output.status.code().map(i64::from), "round {round}: {output:?}");
        assert!(fs::read_to_string(folder.path().join("out.txt")).unwrap().lines().count() > 1);
        assert!(fs::read_to_string(folder.path().join("out.xml")).unwrap().trim_end().ends_with("</testsuites>"));
        let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name());
        assert!(!left.into_iter().any(|name| name.to_string_lossy().ends_with(".tmp")), "round {round}");
    }
}
