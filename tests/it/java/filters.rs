//! Filters as a real JNDI reads them: what it refuses is no filter for us either, and what it reads as it is meant is one.

use std::io::Write;
use std::process::{Command, Stdio};

use ucdoctor::ldap::ber::Reader;
use ucdoctor::ldap::filter::{self, Filter};

/// What people write, right and wrong; `<LF>` and `<TAB>` stand for these.
const FILTERS: &str = include_str!("filters.txt");

/// What JNDI reads and we do not, or otherwise, and why.
const OTHERWISE: &[(&str, &str)] = &[
    ("cn=a", "call manager wants parentheses around the whole filter"),
    ("(cn=**)", "no server finds anybody by stars with nothing between them"),
    ("(cn=***)", "the same"),
    ("(cn>=*)", "whoever writes a star there means any value, and finds nobody"),
    ("(cn~=*)", "the same"),
    ("(cn:=*)", "the same"),
    ("(cn:dn:=*)", "the same"),
    ("(cn:=a*b)", "the same"),
    ("(cn>=a*b)", "the same"),
    ("(!)", "no server takes it"),
    ("(! )", "the same"),
    ("(:=a)", "names neither attribute nor rule"),
    ("(:dn:=a)", "the same"),
    ("(cn:DN:=a)", "JNDI takes DN for a rule, RFC 4515 does not"),
    ("(cn:dn:dn:=a)", "dn is no rule"),
    ("(cn=a)(sn=b)", "servers read the first of two filters, or refuse both"),
];

/// What JNDI drops without a word in lists: whoever typed it may have meant something else.
const DROPPED: &[&str] = &["(&(cn=a)&(sn=b))", "(&(cn=a),(sn=b))", "(&(cn=a);(sn=b))", "(&(a=b)|(c=d))"];

fn by_jndi(lines: &[&str]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let shown = folder.path().display().to_string();
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/java/Filters.java");
    let compiled = Command::new("javac").args(["--release", "11", "-d", &shown, source]).status();
    assert!(compiled.expect("javac is missing: tests/run installs it").success());
    let mut child = Command::new("java")
        .args(["--add-opens", "java.naming/com.sun.jndi.ldap=ALL-UNNAMED", "-cp", &shown, "Filters"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("java is missing: tests/run installs it");
    child.stdin.take().unwrap().write_all((lines.join("\n") + "\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The filter that these bytes are; none where they are none.
fn decoded(hex: &str) -> Option<Filter> {
    let octet = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..hex.len()).step_by(2).map(octet).collect();
    filter::decode(&Reader::new(&bytes).any().ok()?).ok()
}

#[test]
fn we_read_filters_as_jndi_does() {
    let lines: Vec<&str> = FILTERS.lines().filter(|line| !line.starts_with('#')).collect();
    let answers = by_jndi(&lines);
    assert_eq!(answers.len(), lines.len());
    let mut wrong = Vec::new();
    for (line, answer) in lines.iter().zip(&answers) {
        let text = line.replace("<LF>", "\n").replace("<TAB>", "\t");
        let ours = filter::parse(&text);
        let taken = ours.as_ref().ok().filter(|parsed| filter::java_refuses(&text, parsed).is_none());
        let theirs = (answer != "NO").then(|| decoded(answer).map(|filter| filter.to_string()));
        let known = OTHERWISE.iter().any(|(known, _)| known == line) || DROPPED.contains(line);
        let agree = match (taken, &theirs) {
            (Some(parsed), Some(Some(theirs))) => parsed.to_string() == *theirs || known,
            (Some(_), _) => false,
            (None, None | Some(None)) => true,
            (None, Some(Some(theirs))) => {
                // Read otherwise than anybody means it.
                let meant = ours.as_ref().err().and_then(|error| error.suggestion.clone());
                known || meant.is_none_or(|meant| filter::parse(&meant).unwrap().to_string() != *theirs)
            }
        };
        if !agree {
            let ours = ours.map(|parsed| parsed.to_string()).map_err(|error| error.what);
            wrong.push(format!("{line}\n  JNDI {theirs:?}\n  ours {ours:?}"));
        }
    }
    assert!(lines.len() >= 150, "{}", lines.len());
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), lines.len(), wrong.join("\n"));
}
