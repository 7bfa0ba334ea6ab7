//! What holds for the reports of every case, whatever they say.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use quick_xml::events::{BytesStart, Event};
use ucdoctor::render::text::Style;
use ucdoctor::render::{json, junit, text};
use ucdoctor::report::{OutcomeVerdict, Report, ReportVerdict};

use super::expected::written;

/// Check and subject of a failure.
type Failure = (String, String);

#[test]
fn json_reads_back_equal() {
    for (name, _, report) in super::all() {
        let document = written(|out| json::render(report, out));
        let read: Report = serde_json::from_str(&document).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(written(|out| json::render(&read, out)) == document, "{name}: written differently when read back");
        assert_eq!(
            serde_json::from_str::<serde_json::Value>(&document).unwrap(),
            serde_json::to_value(report).unwrap()
        );
        assert_eq!(read.outcomes, report.outcomes, "{name}");
        assert_eq!(read.diagnoses, report.diagnoses, "{name}");
    }
}

#[test]
fn json_fits_the_schema() {
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    let schema = serde_json::to_value(schemars::schema_for!(Report)).unwrap();
    compiler.add_resource("memory:report", schema).unwrap();
    let schema = compiler.compile("memory:report", &mut schemas).unwrap();
    for (name, _, report) in super::all() {
        let document = serde_json::to_value(report).unwrap();
        schemas.validate(&document, schema).unwrap_or_else(|error| panic!("{name}: {error:#}"));
    }
    assert!(schemas.validate(&serde_json::json!({"verdict": "fine"}), schema).is_err());
}

#[test]
fn junit_fits_the_schema() {
    let mut documents = Vec::new();
    for (_, _, report) in super::all() {
        for fail_on_warning in [false, true] {
            documents.push(written(|out| junit::render(report, fail_on_warning, out)));
        }
    }
    assert_valid_junit(&documents);
}

/// Asks libxml2, a parser that is not ours, whether the documents follow the schema of Jenkins.
pub(crate) fn assert_valid_junit(documents: &[String]) {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<PathBuf> = Vec::new();
    for (nth, document) in documents.iter().enumerate() {
        files.push(folder.path().join(format!("{nth}.xml")));
        std::fs::write(&files[nth], document).unwrap();
    }
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data/junit-10.xsd");
    let mut validator = Command::new("xmllint");
    validator.args(["--noout", "--nonet", "--schema"]).arg(schema).args(&files);
    let checked = validator
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("xmllint cannot be run ({error}); install it: apt-get install libxml2-utils"));
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}

/// Some programs make one of two test cases of one name, and the failure of the first is gone.
#[test]
fn junit_has_no_name_twice() {
    for (name, _, report) in super::all() {
        let document = written(|out| junit::render(report, true, out));
        let mut reader = quick_xml::Reader::from_str(&document);
        let mut names = BTreeSet::new();
        loop {
            match reader.read_event().unwrap() {
                Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == b"testcase" => {
                    let named = name_of(&tag);
                    assert!(names.insert(named.clone()), "{name}: {named}");
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
}

/// Whoever reads a finding knows what to do next, and nothing of it is a word of ours for a kind of difference.
#[test]
fn every_finding_has_a_next_action() {
    for (name, _, report) in super::all() {
        for finding in &report.diagnoses {
            assert!(!finding.fix.is_empty(), "{name}: {}", finding.code);
            for step in &finding.fix {
                // What is to be typed can be copied.
                let quoted = step.match_indices("run sql").all(|(at, _)| step[..at].matches('`').count() % 2 == 1);
                assert!(quoted, "{name}: {step}");
            }
        }
    }
}

#[test]
fn every_format_names_the_same_failures() {
    for (name, _, report) in super::all() {
        let failed: BTreeSet<Failure> = report
            .outcomes
            .iter()
            .filter(|outcome| matches!(outcome.verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn))
            .map(|outcome| (outcome.check.to_string(), outcome.subject.clone()))
            .collect();
        let as_junit = written(|out| junit::render(report, true, out));
        assert_eq!(failures_of_junit(&as_junit), failed, "{name}: JUnit");
        let style = Style {
            color: false,
            unicode: true,
            width: 10_000,
            quiet: false,
            verbose: true,
            local: None,
            plugin: false,
        };
        let as_text = written(|out| text::render(report, &style, out));
        let checks: BTreeSet<&str> = failed.iter().map(|(check, _)| check.as_str()).collect();
        assert_eq!(failures_of_text(&as_text), checks, "{name}: text\n{as_text}");
        for diagnosis in &report.diagnoses {
            assert!(as_text.contains(&format!(". {}", diagnosis.code)), "{name}: {} is not told", diagnosis.code);
            assert!(as_junit.contains(&format!("type=\"{}\"", diagnosis.code)), "{name}: {}", diagnosis.code);
        }
    }
}

/// The names of the test cases that hold a failure, which are `CODE title [subject]`.
fn failures_of_junit(document: &str) -> BTreeSet<Failure> {
    let mut reader = quick_xml::Reader::from_str(document);
    let (mut failures, mut current) = (BTreeSet::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => match tag.name().as_ref() {
                b"testcase" => current = name_of(&tag),
                b"failure" => _ = failures.insert(parted(&current)),
                _ => {}
            },
            Event::Eof => return failures,
            _ => {}
        }
    }
}

fn name_of(tag: &BytesStart<'_>) -> String {
    let attribute = tag.try_get_attribute("name").unwrap().expect("a name");
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned()
}

fn parted(name: &str) -> Failure {
    let (check, rest) = name.split_once(' ').unwrap();
    let (_, subject) = rest.strip_suffix(']').unwrap().split_once(" [").unwrap();
    let subject = subject.split(" (from ").next().unwrap();
    (check.to_owned(), subject.to_owned())
}

/// The codes of the checks that are marked as failed in the stages.
fn failures_of_text(text: &str) -> BTreeSet<&str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("  ✗  ").or_else(|| line.strip_prefix("  !  ")))
        .filter_map(|rest| rest.split_whitespace().next())
        .collect()
}

#[test]
fn the_exit_status_follows_from_the_verdict() {
    for (name, _, report) in super::all() {
        let expected = match report.verdict {
            ReportVerdict::Healthy | ReportVerdict::Degraded => 0,
            ReportVerdict::Broken => 1,
            ReportVerdict::Inconclusive => 3,
        };
        assert_eq!(report.exit_code, expected, "{name}");
    }
}
