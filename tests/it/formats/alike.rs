//! The same evidence in every format: the same findings, the same exit status, told by readers that are not ours where
//! there are any.

use std::collections::BTreeMap;
use std::process::Output;

use quick_xml::events::Event;
use serde_json::Value;
use ucdoctor::render::{github, html, json, junit, nagios, prometheus, text, ticket};
use ucdoctor::report::{Report, ReportVerdict};

use super::STYLE;
use crate::cases;
use crate::cases::expected::written;
use crate::cli::{self, ucdoctor};

/// Codes, and how often each is found.
type Codes = BTreeMap<String, usize>;

fn counted<'c>(codes: impl IntoIterator<Item = &'c str>) -> Codes {
    let mut counted = Codes::new();
    for code in codes {
        *counted.entry(code.to_owned()).or_default() += 1;
    }
    counted
}

fn of_text(report: &Report) -> (Codes, String) {
    let shown = written(|out| text::render(report, &STYLE, out));
    let finding = |line: &str| {
        let (number, rest) = line.split_once(". ").or_else(|| line.split_once('.'))?;
        number.parse::<usize>().ok()?;
        rest.trim_start().starts_with(|c: char| c.is_ascii_lowercase()).then_some(())?;
        Some(rest.trim_start().split([':', ' ']).next()?.to_owned())
    };
    let codes: Vec<String> = shown.lines().filter_map(finding).collect();
    (counted(codes.iter().map(String::as_str)), shown.lines().last().unwrap_or_default().to_owned())
}

/// The causes that failures name; several failures may have one.
fn of_junit(report: &Report) -> Vec<String> {
    let document = written(|out| junit::render(report, true, out));
    let mut reader = quick_xml::Reader::from_str(&document);
    let mut causes = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) if tag.name().as_ref() == b"failure" => {
                // Codes have no character that is escaped.
                let cause = tag
                    .try_get_attribute("type")
                    .unwrap()
                    .map(|value| String::from_utf8(value.value.to_vec()).unwrap());
                causes.extend(cause);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    causes.sort();
    causes.dedup();
    causes
}

fn of_prometheus(report: &Report) -> (Codes, String) {
    let figures = written(|out| prometheus::render(report, out));
    let mut codes = Codes::new();
    let mut status = String::new();
    for line in figures.lines() {
        if let Some(rest) = line.strip_prefix("ucdoctor_findings{code=\"") {
            let (code, rest) = rest.split_once('"').unwrap();
            let value: f64 = rest.rsplit_once(' ').unwrap().1.parse().unwrap();
            *codes.entry(code.to_owned()).or_default() += value as usize;
        }
        if let Some(value) = line.strip_prefix("ucdoctor_exit_code ") {
            value.clone_into(&mut status);
        }
    }
    (codes, status)
}

#[test]
fn every_format_tells_the_same_findings_and_the_same_end() {
    for (name, _, report) in cases::all() {
        let expected = counted(report.diagnoses.iter().map(|finding| finding.code.as_str()));
        let status = report.exit_code;
        let (codes, end) = of_text(report);
        assert_eq!(codes, expected, "{name}: text");
        assert!(end.starts_with(&format!("Exit status {status}: ")), "{name}: {end}");

        let document: Value = serde_json::from_str(&written(|out| json::render(report, out))).unwrap();
        let findings = document["diagnoses"].as_array().unwrap();
        assert_eq!(counted(findings.iter().map(|finding| finding["code"].as_str().unwrap())), expected, "{name}: JSON");
        assert_eq!(document["exit_code"], u64::from(status), "{name}: JSON");

        let kinds: Vec<String> = expected.keys().cloned().collect();
        assert_eq!(of_junit(report), kinds, "{name}: JUnit");

        let page = written(|out| html::render(report, None, out));
        let explained = page.split("<code>ucdoctor explain ").skip(1).map(|rest| rest.split('<').next().unwrap());
        assert_eq!(counted(explained), expected, "{name}: HTML");

        let (codes, figure) = of_prometheus(report);
        assert_eq!(codes, expected, "{name}: Prometheus");
        assert_eq!(figure.parse::<f64>().unwrap(), f64::from(status), "{name}: Prometheus");

        let output = written(|out| nagios::render(report, out));
        let below = output.lines().skip(1).filter_map(|line| line.split_once("] ")?.1.split(':').next());
        assert_eq!(counted(below), expected, "{name}: plugin");

        let log = written(|out| github::render(report, out));
        let titles = log.lines().map(|line| line.split_once("title=").unwrap().1.split("::").next().unwrap());
        let ours = titles.filter(|title| !["ucdoctor", "inconclusive"].contains(title));
        assert_eq!(counted(ours), expected, "{name}: GitHub");

        let page = written(|out| ticket::render(report, None, &STYLE, out));
        let told = report.diagnoses.iter().take(6).filter(|finding| !page.contains(&finding.code)).count();
        assert_eq!(told, 0, "{name}: ticket\n{page}");
    }
}

/// The process ends alike, whatever it writes.
#[test]
fn every_format_ends_the_process_alike() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| -> Output { ucdoctor(folder.path()).args(arguments).output().unwrap() };
    for case in ["healthy", "ca-missing", "certificate-expiring", "ucdoctor-bug"] {
        let report = cases::judged(case);
        let file = format!("{case}.json");
        std::fs::write(folder.path().join(&file), written(|out| json::render(&report, out))).unwrap();
        for format in ["text", "json", "junit", "html", "ticket", "csv", "nagios", "prometheus", "github"] {
            let output = run(&["check", "--replay", &file, "-o", format]);
            let expected = i32::from(report.exit_code);
            assert_eq!(output.status.code(), Some(expected), "{case} as {format}: {}", cli::text(&output.stderr));
            let plugin = run(&["check", "--replay", &file, "-o", format, "--exit-style", "nagios"]);
            let state = match report.verdict {
                ReportVerdict::Healthy => 0,
                ReportVerdict::Degraded => 1,
                ReportVerdict::Broken => 2,
                ReportVerdict::Inconclusive => 3,
            };
            assert_eq!(plugin.status.code(), Some(state), "{case} as {format}");
        }
    }
}
