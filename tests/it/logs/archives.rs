//! Problem reports as zip archives, whole and hostile, through the command line.

use std::fs;
use std::io::{Cursor, Write};
use std::process::{Command, Output};

use ucdoctor::report::Report;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::read_bytes;
use super::write::{Form, Log, fault};

pub(super) fn archive(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        writer.start_file(name.as_str(), SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn failing(seed: u64) -> String {
    let mut log = Log::new(Form::Windows, seed);
    log.launched();
    log.noise(20);
    drop(fault(&mut log, 6));
    log.text
}

fn run(arguments: &[&str], files: &[(&str, &[u8])]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let before = fs::read_dir(folder.path()).unwrap().count();
    let output =
        Command::new(env!("CARGO_BIN_EXE_ucdoctor")).args(arguments).current_dir(folder.path()).output().unwrap();
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before, "reading writes nothing");
    output
}

fn report(output: &Output) -> Report {
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|why| panic!("{why}: {}", String::from_utf8_lossy(&output.stderr)))
}

#[test]
fn a_problem_report_is_read_alone_and_with_a_person() {
    let log = failing(41);
    let half = log[..log.len() / 2].rfind('\n').unwrap() + 1;
    // The newer half stands first in the archive, and the older one was rolled over.
    let zip = archive(&[
        ("Logs/jabber.log".to_owned(), log.as_bytes()[half..].to_vec()),
        ("Logs/jabber.log.1".to_owned(), log.as_bytes()[..half].to_vec()),
        ("screen.png".to_owned(), vec![1, 2, 3]),
        ("Logs/other.log".to_owned(), b"lines of a form\nthat nobody knows\n".to_vec()),
    ]);
    let output = run(&["read", "report.zip", "-o", "json"], &[("report.zip", &zip)]);
    let read = report(&output);
    assert_eq!((output.status.code(), read.diagnoses[0].code.as_str()), (Some(1), "client-error"));
    assert!(read.outcomes.iter().all(|outcome| outcome.check.starts_with("LOG-") || outcome.check == "TOOL-001"));
    let log = read.evidence.client_log.as_ref().unwrap();
    assert_eq!((log.files.len(), log.others.as_slice()), (2, &["Logs/other.log".to_owned()][..]));
    assert!(read.outcomes[0].message.contains("Logs/other.log has no line of a known form"), "{:?}", read.outcomes[0]);
    let configuration = "[call_manager]\nusers = \"users.txt\"\n";
    let users = "admin:run sql select userid,status from enduser\nuserid status\n====== ======\nkim    1      \n";
    let files: [(&str, &[u8]); 3] =
        [("report.zip", &zip), ("ucdoctor.toml", configuration.as_bytes()), ("users.txt", users.as_bytes())];
    let output = run(&["why", "kim", "--problem-report", "report.zip", "-o", "json"], &files);
    let why = report(&output);
    assert_eq!((output.status.code(), why.diagnoses[0].code.as_str()), (Some(1), "client-error"));
    assert_eq!(why.diagnoses[0].because[0].subject, "kim");
}

/// Two reports may be those of two people: that one of them logs in later says nothing of the other.
#[test]
fn a_login_of_one_report_does_not_overcome_the_error_of_another() {
    let mut log = Log::new(Form::Windows, 44);
    log.launched();
    drop(fault(&mut log, 6));
    let failed = std::mem::take(&mut log.text);
    log.pause(3_000);
    log.launched();
    log.healthy();
    let zip = |text: &str| archive(&[("jabber.log".to_owned(), text.as_bytes().to_vec())]);
    let (failed, healthy) = (zip(&failed), zip(&log.text));
    let read = |files: &[(&str, &[u8])]| {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let output = run(&[&["read"], names.as_slice(), &["-o", "json"]].concat(), files);
        (output.status.code(), report(&output))
    };
    let (status, report) = read(&[("ann.zip", &failed), ("bob.zip", &healthy)]);
    assert_eq!((status, report.diagnoses.len()), (Some(3), 0));
    assert!(report.outcomes[0].message.contains("ann.zip ends at"), "{:?}", report.outcomes[0]);
    assert_eq!(read(&[("bob.zip", &healthy)]).0, Some(0));
    assert_eq!(read(&[("ann.zip", &failed), ("again.zip", &failed)]).0, Some(1));
}

#[test]
fn what_cannot_be_read_is_an_input_error() {
    let no_log = archive(&[("picture.png".to_owned(), vec![0; 9])]);
    let cut = archive(&[("jabber.log".to_owned(), failing(42).into_bytes())]);
    let cut = &cut[..cut.len() - 30];
    for (bytes, words) in [
        (b"PK\x03\x04 and nothing of a zip".as_slice(), "zip"),
        (no_log.as_slice(), "none of its 1 members is a log"),
        (cut, "zip"),
        (b"\xff\xfeh\0i\0".as_slice(), "no line of a known log"),
        (b"just some prose, and nothing of a log\n".as_slice(), "no line of a known log"),
        (b"".as_slice(), "no line of a known log"),
    ] {
        let output = run(&["read", "x"], &[("x", bytes)]);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{stderr}");
        assert!(stderr.contains(words) && stderr.contains("cannot read x"), "{stderr}");
    }
    assert_eq!(run(&["read", "absent.zip"], &[]).status.code(), Some(2));
}

#[test]
fn names_of_members_never_become_paths() {
    let log = failing(43).into_bytes();
    let names =
        ["../../../../tmp/ucdoctor-escape.log", "/tmp/ucdoctor-absolute.log", "C:\\Windows\\x.log", "a\u{1b}[31m.log"];
    let zip = archive(&names.map(|name| (name.to_owned(), log.clone())));
    let output = run(&["read", "r.zip", "-v"], &[("r.zip", &zip)]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!output.stdout.contains(&0x1b), "a name is shown by number where a terminal would obey it");
    assert!(!std::path::Path::new("/tmp/ucdoctor-absolute.log").exists());
}

#[test]
fn a_member_that_unpacks_without_end_costs_itself_only() {
    let bomb = vec![b'x'; 20 << 20];
    let zip = archive(&[("bomb.log".to_owned(), bomb), ("jabber.log".to_owned(), failing(44).into_bytes())]);
    let found = read_bytes(zip.clone()).unwrap();
    assert!(found.cut[0].contains("bomb.log") && found.cut[0].contains("more than a log"), "{:?}", found.cut);
    assert!(found.last.unwrap().error.is_some());
    // The same with a list that lies about the size.
    let mut lies = zip;
    let size = (20_u32 << 20).to_le_bytes();
    let places: Vec<usize> = (0..lies.len() - 4).filter(|&at| lies[at..at + 4] == size).collect();
    for at in places {
        lies[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    assert!(!read_bytes(lies).unwrap().cut.is_empty());
}

#[test]
fn damage_is_said_and_a_healthy_rest_is_no_green() {
    let mut log = Log::new(Form::Windows, 45);
    log.healthy();
    let other = "2022-06-01 10:00:00,000 INFO [1] [a.cpp(1)] [m] [f] - nothing of a login\n".repeat(50).into_bytes();
    let mut zip = archive(&[("jabber.log".to_owned(), log.text.clone().into_bytes()), ("other.log".to_owned(), other)]);
    assert_eq!(super::judged(read_bytes(zip.clone()).unwrap()).exit_code, 0);
    let at = zip.windows(9).rposition(|name| name == b"other.log").unwrap();
    // The checksum of the second member, in the list at the end.
    zip[at - 46 + 16] ^= 0xff;
    let found = read_bytes(zip).unwrap();
    assert!(found.cut[0].contains("other.log"), "{:?}", found.cut);
    assert_eq!(super::judged(found).exit_code, 3);
}

#[test]
fn many_members_and_a_long_list_are_bounded() {
    let line = b"2022-06-01 10:00:00,000 INFO [1] [a.cpp(1)] [m] [f] - x\n".to_vec();
    let many: Vec<_> = (0..260).map(|nth| (format!("{nth}.log"), line.clone())).collect();
    let found = read_bytes(archive(&many)).unwrap();
    assert_eq!((found.files.len(), found.cut.len()), (200, 1), "{:?}", found.cut);
    let endless: Vec<_> = (0..2000).map(|nth| (format!("{nth:0>2500}.log"), Vec::new())).collect();
    let why = format!("{:#}", read_bytes(archive(&endless)).unwrap_err());
    assert!(why.contains("too long for a problem report"), "{why}");
}
