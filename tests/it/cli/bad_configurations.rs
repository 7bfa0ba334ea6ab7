//! Mistakes in `ucdoctor.toml`, each answered with its place and what helps, before anything is contacted.

use std::os::unix::fs::PermissionsExt;

use super::{text, ucdoctor};

/// The secret that must never come back.
const SECRET: &str = "hunter2";

/// A mistake: the file, the position it must name, and the words it must say.
struct Mistake {
    toml: &'static str,
    at: &'static str,
    says: &'static [&'static str],
}

const fn mistake(toml: &'static str, at: &'static str, says: &'static [&'static str]) -> Mistake {
    Mistake { toml, at, says }
}

const SERVERS: &str = "[directory]\nservers = [\"ldaps://dc1.corp.example\"]\n";

/// Whole files.
const MISTAKES: &[Mistake] = &[
    mistake("[directory\n", "1:11", &["1 | [directory", "^"]),
    mistake(
        "[directory]\nserver = [\"ldaps://dc1\"]\n",
        "2:1",
        &["unknown key `server`", "did you mean `servers`?", "^^^^^^"],
    ),
    mistake("[directroy]\nservers = []\n", "1:2", &["unknown key `directroy`", "did you mean `directory`?"]),
    mistake("[call-manager]\ntrust = \"t\"\n", "1:2", &["did you mean `call_manager`?"]),
    mistake("[directory]\nservers = []\n", "2:1", &["the list of servers is empty"]),
    mistake("[directory]\nstart_tls = true\n", "1:2", &["no directory server is given", "servers ="]),
    mistake("", "1:1", &["no directory server is given"]),
    mistake("[directory]\nservers = \"ldaps://dc1\"\n", "2:11", &["expected a sequence", "write a list"]),
    mistake("[directory]\nservers = [\"ldaps://dc1\", \"dc2\"]\n", "2:27", &["did you mean ldaps://dc2?", "^^^^^"]),
    mistake("[directory]\nservers = [\"ldaps://dc1\", \"https://dc2\"]\n", "2:27", &["https"]),
    mistake("[directory]\nservers = [\"ldaps://dc1:99999\"]\n", "2:12", &["99999", "1 to 65535"]),
    mistake("[directory]\nservers = [\"ldaps://dc1/DC=corp\"]\n", "2:12", &["[directory.search]"]),
    mistake("[directory]\nservers = [\"ldaps://a:hunter2@dc1\"]\n", "2:12", &["password in the URL is refused"]),
    mistake("[directory]\nservers = [\n  \"ldaps://dc1\",\n  \"LDAPS://DC1:636\",\n]\n", "4:3", &["listed twice"]),
    mistake("[directory]\nservers = [\"ldaps://dc1\"]\nstart_tls = true\n", "2:12", &["start_tls", "ldap://"]),
    mistake(
        "[directory]\nservers = [\"ldap://dc1\"]\nstart_tls = \"yes\"\n",
        "3:13",
        &["expected a boolean", "true or false, without quotes"],
    ),
    mistake(
        "[directory]\nservers = [\"ldap://dc1\"]\nbase = \"DC=corp\"\n",
        "3:1",
        &["belongs under [directory.search]"],
    ),
    mistake(
        "\u{feff}[directory]\nservers = [\"ldap://dc1\"]\n[x]\n",
        "3:2",
        &["unknown key `x`", "allowed here: directory"],
    ),
    mistake("directory:\n  servers:\n    - ldaps://dc1\n", "1:11", &["looks like YAML"]),
    mistake("{\"directory\": {\"servers\": [\"ldaps://dc1\"]}}", "1:1", &["looks like JSON"]),
    mistake("[directory]\nservers = [“ldaps://dc1”]\n", "2:12", &["are typographic"]),
    mistake("[directory]\nservers = [\"ldap://dc1\"]\n[directory]\nx = 1\n", "3:2", &["stands twice"]),
];

/// What follows a good `[directory]`.
const MISTAKES_BELOW: &[Mistake] = &[
    mistake(
        "[directory.bind]\npassword = \"hunter2\"\n",
        "4:1",
        &["refused", "password_env =", "password_file =", "password_command ="],
    ),
    mistake("bind = { dn = \"a\", password = \"hunter2\" }\n", "3:20", &["refused", "password_command"]),
    mistake("[directory.bind]\npasswd = 'hunter2'\n", "4:1", &["refused", "`passwd`"]),
    mistake("[directory.bind]\npasword = \"hunter2\"\n", "4:1", &["refused", "`pasword`"]),
    mistake("[directory.bind]\n\"Password\" = \"\"\"\nhunter2\n\"\"\"\n", "4:1", &["refused"]),
    mistake("[call_manager]\naxl_password = \"hunter2\"\n", "4:1", &["refused", "`axl_password`"]),
    mistake("[[presence.nodes]]\nname = \"a\"\npw = \"hunter2\"\n", "5:1", &["refused"]),
    mistake("[directory.bind]\npassword = \"hunter2\n", "4:1", &["refused"]),
    mistake("[directory.bind]\npassword = hunter2\n", "4:1", &["refused"]),
    mistake("[directory.bind]\ndn = \"a\"\npassword_env = \"hunter2\n", "5:24", &["not shown"]),
    mistake("[directory.bind]\npassword_command = \"hunter2\"\n", "4:20", &["expected a sequence"]),
    mistake("[directory.bind]\npassword_file = [\"hunter2\"]\n", "4:17", &["path"]),
    mistake("[directory.bind]\npasswordenv = \"hunter2\"\n", "4:1", &["did you mean `password_env`?"]),
    mistake(
        "[directory.bind]\ndn = \"a\"\npassword_env = \"hunter2!\"\n",
        "5:1",
        &["not the name of an environment variable"],
    ),
    mistake("[directory.bind]\ndn = \"a\"\npassword_env = \"hunter2\"\n", "5:1", &["is not set"]),
    mistake("[directory.bind]\ndn = \"a\"\npassword_env = \"EMPTY\"\n", "5:1", &["password is empty"]),
    mistake(
        "[directory.bind]\ndn = \"a\"\npassword_env = \"SET\"\npassword_file = \"f\"\n",
        "6:1",
        &["`password_env` and `password_file` both"],
    ),
    mistake("[directory.bind]\ndn = \"a\"\npassword_file = \"absent\"\n", "5:1", &["cannot read the file named here"]),
    mistake("[directory.bind]\ndn = \"a\"\npassword_file = \"empty\"\n", "5:1", &["password is empty"]),
    mistake("[directory.bind]\ndn = \"a\"\npassword_command = []\n", "5:1", &["names no program"]),
    mistake(
        "[directory.bind]\ndn = \"a\"\npassword_command = [\"sh\", \"-c\", \"cat secret; echo sorry >&2; false\"]\n",
        "5:1",
        &["sorry"],
    ),
    mistake("[directory.bind]\npassword_env = \"SET\"\n", "3:12", &["no account"]),
    mistake("[directory.bind]\ndn = \" \"\npassword_env = \"SET\"\n", "4:1", &["name of the account is empty"]),
    mistake(
        "[presence]\naddress_scheme = \"userid\"\n",
        "4:18",
        &["unknown value", "did you mean `user-id`?", "directory-uri"],
    ),
    mistake("[presence]\ndomain = \"a\"\ndomain = \"b\"\n", "5:1", &["stands twice"]),
    mistake("[[presence.nodes]]\ntrust = \"t\"\n", "3:1", &["missing field `name`"]),
    mistake("[[presence.nodes]]\nname = \"a\"\n[[presence.nodes]]\nname = \"a\"\n", "6:1", &["listed twice"]),
    mistake("[[call_manager.nodes]]\nname = \"../x\"\n", "4:1", &["not a node's name"]),
    mistake("[[vantage]]\nname = \"presence\"\nvia = \"telnet:x\"\n", "5:7", &["ssh:USER@HOST"]),
    mistake("[[vantage]]\nname = \"p\"\nvia = \"ssh:-oProxyCommand=x\"\n", "5:1", &["no destination for ssh"]),
    mistake("[[vantage]]\nname = \"p\"\nvia = \"ssh:a b\"\n", "5:1", &["no destination for ssh"]),
    mistake("[[vantage]]\nname = \"p\"\nvia = \"ssh://a:b@c\"\n", "5:1", &["a password in a destination"]),
    mistake("[[vantage]]\nname = \"\"\nvia = \"ssh:a\"\n", "4:1", &["not a vantage point's name"]),
    mistake(
        "[[vantage]]\nname = \"p\"\nvia = \"ssh:a\"\n[[vantage]]\nname = \"p\"\nvia = \"ssh:b\"\n",
        "7:1",
        &["\"p\" is listed twice"],
    ),
    mistake("[client]\nuser-id = \"x\"\n", "4:1", &["did you mean `user_id`?"]),
    mistake("[call_manager]\nusers = \"C:\\Users\\mia\\u.csv\"\n", "4:14", &["in single quotes"]),
    mistake("[presence]\nusers = \"C:\\temp\\new.txt\"\n", "4:9", &["`\\t` has become", "in single quotes"]),
    mistake("[client]\ntrust = \"\\\\fs7\\stores\"\n", "4:16", &["in single quotes"]),
    mistake("[directory.search]\nbase = \"OU=Kiel\\, Nord,O=lab\"\n", "4:17", &["in single quotes"]),
    mistake("[directory.search]\nfilter = \"(cn=\\28x\\29)\"\n", "4:16", &["in single quotes"]),
    mistake("[directory.search]\nfilter = \"(cn=\\fa)\"\n", "4:10", &["`\\f` has become", "in single quotes"]),
    mistake("[directory.bind]\ndn = \"LAB\\reader\"\n", "4:6", &["`\\r` has become", "in single quotes"]),
    mistake("[directory.bind]\ndn = \"LAB\\sync\"\npassword_env = \"X\"\n", "4:11", &["in single quotes", "not shown"]),
];

#[test]
fn each_is_told_with_its_place_and_what_helps() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("empty"), "\n").unwrap();
    std::fs::write(folder.path().join("secret"), SECRET).unwrap();
    let below = MISTAKES_BELOW.iter().map(|mistake| (format!("{SERVERS}{}", mistake.toml), mistake));
    for (toml, mistake) in MISTAKES.iter().map(|mistake| (mistake.toml.to_owned(), mistake)).chain(below) {
        std::fs::write(folder.path().join("ucdoctor.toml"), &toml).unwrap();
        let output = ucdoctor(folder.path()).arg("check").envs([("SET", SECRET), ("EMPTY", "")]).output().unwrap();
        let err = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{toml}\n{err}");
        assert!(output.stdout.is_empty(), "{toml}");
        assert!(err.starts_with(&format!("error: ucdoctor.toml:{}: ", mistake.at)), "{toml}\n{err}");
        for says in mistake.says {
            assert!(err.contains(says), "{says:?} is missing\n{toml}\n{err}");
        }
        assert!(!err.contains(SECRET), "{toml}\n{err}");
        assert!(!err.contains("internal error"), "{toml}\n{err}");
    }
}

#[test]
fn files_that_are_no_text() {
    let folder = tempfile::tempdir().unwrap();
    for (bytes, says) in [
        (b"[directory]\nservers = [\"\xff\"]".to_vec(), "c.toml:2:13: this byte is not UTF-8"),
        (b"\xff\xfe[\0d\0".to_vec(), "UTF-16"),
        (vec![b'#'; (1 << 20) + 1], "larger than 1 MiB"),
    ] {
        std::fs::write(folder.path().join("c.toml"), bytes).unwrap();
        let output = ucdoctor(folder.path()).args(["check", "-c", "c.toml"]).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(says), "{}", text(&output.stderr));
    }
}

#[test]
fn the_environment_names_the_file_and_the_flag_wins() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.toml"), "[a]").unwrap();
    std::fs::write(folder.path().join("b.toml"), "[b]").unwrap();
    for (arguments, says) in [(&["check"][..], "error: a.toml:1:2"), (&["check", "-c", "b.toml"], "error: b.toml:1:2")]
    {
        let output = ucdoctor(folder.path()).args(arguments).env("UCDOCTOR_CONFIG", "a.toml").output().unwrap();
        assert!(text(&output.stderr).starts_with(says), "{}", text(&output.stderr));
    }
}

/// A slip in the path of a store is no statement about an appliance.
#[test]
fn a_store_without_certificates_is_refused_with_what_is_there_instead() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("empty")).unwrap();
    std::fs::create_dir(path("exports")).unwrap();
    for name in ["users.csv", "contacts.csv", "notes.txt"] {
        std::fs::write(path("exports").join(name), "USER ID,LAST NAME\njdoe,Doe\n").unwrap();
    }
    std::fs::write(path("users.csv"), "USER ID,LAST NAME\njdoe,Doe\n").unwrap();
    for (store, says) in
        [("empty", "(it is empty)"), ("exports", "(3 files: 2 .csv, 1 .txt)"), ("users.csv", "(users.csv: ")]
    {
        std::fs::write(path("ucdoctor.toml"), format!("{SERVERS}[presence]\ntrust = \"{store}\"\n")).unwrap();
        let by_file = ucdoctor(folder.path()).arg("check").output().unwrap();
        std::fs::remove_file(path("ucdoctor.toml")).unwrap();
        let flag = format!("presence={store}");
        let by_flag = ucdoctor(folder.path()).args(["check", "ldaps://dc1", "--trust", &flag]).output().unwrap();
        for (output, place) in [(by_file, "error: ucdoctor.toml:"), (by_flag, &*format!("error: --trust {flag}: "))] {
            let err = text(&output.stderr);
            assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{store}: {err}");
            assert!(err.starts_with(place) && err.contains("no certificate in ") && err.contains(says), "{err}");
            assert!(err.contains("PEM, DER or PKCS#7"), "{err}");
        }
    }
}

#[test]
fn asking_for_a_password_needs_a_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    std::fs::write(&secret, SECRET).unwrap();
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o644)).unwrap();
    let toml =
        format!("{SERVERS}[directory.bind]\ndn = \"a\"\npassword_file = \"secret\"\n[client]\ntrust = \"absent\"\n");
    std::fs::write(folder.path().join("ucdoctor.toml"), toml.replace("[client]\ntrust = \"absent\"\n", "")).unwrap();
    let output = ucdoctor(folder.path()).args(["check", "--only", "bind", "--ask-password"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("needs a terminal"), "{}", text(&output.stderr));
}
