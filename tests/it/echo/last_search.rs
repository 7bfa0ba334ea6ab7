//! A finished report that holds a secret after all: the last search sees it as each format writes it, and what is left
//! is still a document of its format.

use std::process::{Command, Stdio};

use secrecy::SecretString;
use ucdoctor::check::Item;
use ucdoctor::evidence::Asked;
use ucdoctor::plan::Plan;
use ucdoctor::report::Report;
use ucdoctor::secrets::Secrets;

use super::everywhere;
use crate::cases;

/// No format changes these letters.
const HEAD: &str = "Wq7Hd";
const TAIL: &str = "Xk29vLm";

/// What stands between them: what CSV, JSON, markup, Prometheus, GitHub, Markdown, terminals and wrapping change.
const BETWEEN: [&str; 18] = [
    "\"",
    "\"\"",
    ",;",
    "\\",
    "\\n",
    "\\\"",
    "%0A",
    ":,%",
    "&amp;",
    "<b>&'",
    "ä€𝄞",
    "|",
    "*[x]`",
    "two words",
    "\t\u{a0}",
    "\u{202e}",
    "=+-@",
    "a\"b\\c%d:e,f&g<h>i'j|k*l m",
];

fn holding(secret: &str, report: &Report) -> Report {
    let mut report = report.clone();
    let said = format!("the answer was \"{secret}\", and so on");
    for finding in &mut report.diagnoses {
        finding.code.push_str(secret);
        finding.summary = said.clone();
        finding.title = said.clone();
        finding.fix.push(said.clone());
        finding.refuted_if.push(secret.to_owned());
    }
    for outcome in &mut report.outcomes {
        outcome.subject.push_str(&format!(" x {secret}"));
        outcome.message = said.clone();
        outcome.facts.insert("answer".to_owned(), said.clone());
        let held = || Some(secret.to_owned());
        outcome.items.push(Item {
            call_manager_id: held(),
            dn: Some(format!("CN={secret}")),
            contact: held(),
            ..item()
        });
    }
    report
}

fn item() -> Item {
    serde_json::from_str(
        r#"{"call_manager_id":null,"directory_id":null,"dn":null,"class":"gone","contact":null,"suggestion":null}"#,
    )
    .unwrap()
}

#[test]
fn a_secret_is_seen_as_each_format_writes_it() {
    for (number, between) in BETWEEN.iter().enumerate() {
        let secret = format!("{HEAD}{between}{TAIL}");
        let password = Some(SecretString::from(secret.clone()));
        let secrets = Secrets::of(&Plan { password, ..Plan::of_network(Asked::default(), "place") });
        for (case, _, report) in cases::all().iter().skip(number).step_by(BETWEEN.len() + 5) {
            for (format, bytes) in everywhere::written(&secrets, &holding(&secret, report)) {
                let text = String::from_utf8(bytes).unwrap();
                for part in [HEAD, TAIL] {
                    let around = text.find(part).map(|at| {
                        text[text.floor_char_boundary(at.saturating_sub(60))..].chars().take(160).collect::<String>()
                    });
                    assert_eq!(around, None, "{secret:?} in {format} of {case}");
                }
                if !report.diagnoses.is_empty() {
                    assert!(text.contains("[withheld]"), "{secret:?} in {format} of {case}: {text}");
                }
                well_formed(format, &text);
            }
        }
    }
}

/// What reads the format reads what is left of it.
fn well_formed(format: &str, text: &str) {
    match format {
        "JSON" => drop(serde_json::from_str::<serde_json::Value>(text).unwrap()),
        "JUnit" => {
            let mut reader = quick_xml::Reader::from_str(text);
            while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        }
        "CSV" => {
            let mut reader = csv::Reader::from_reader(text.as_bytes());
            assert_eq!(reader.headers().unwrap().get(0), Some("finding"));
            assert!(reader.records().all(|row| row.is_ok_and(|row| row.len() == 9)), "{text}");
        }
        "github" => assert!(text.lines().all(|line| line.starts_with("::")), "{text}"),
        _ => {}
    }
}

/// Words that are the format's own are no secrets: the figures stay readable.
#[test]
fn a_password_that_is_a_word_of_the_format_leaves_the_document_whole() {
    for word in
        ["ucdoctor_findings", "severity", "directory", "verdict", "finding", "call_manager_id", "warning", "newline"]
    {
        let password = Some(SecretString::from(word));
        let secrets = Secrets::of(&Plan { password, ..Plan::of_network(Asked::default(), "place") });
        let report = cases::judged("certificate-expired");
        for (format, bytes) in everywhere::written(&secrets, &report) {
            let text = String::from_utf8(bytes).unwrap();
            well_formed(format, &text);
            if format == "prometheus" {
                promtool(&text);
                assert!(text.contains("\nucdoctor_findings{code=\"certificate-expired\""), "{word}: {text}");
            }
        }
    }
}

fn promtool(figures: &str) {
    let mut command = Command::new("promtool");
    command.args(["check", "metrics"]).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("promtool, of the Debian package prometheus");
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), figures.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}\n{figures}", String::from_utf8_lossy(&output.stderr));
}
