//! The formats for tickets, monitoring and build servers: each tells the same findings as the report.

mod alike;
mod command_line;

use std::collections::BTreeMap;

use time::macros::date;
use ucdoctor::check::Severity;
use ucdoctor::evidence::Accept;
use ucdoctor::render::text::Style;
use ucdoctor::render::{github, html, nagios, people, prometheus, text, ticket};
use ucdoctor::report::{Difference, Judging, OutcomeVerdict, Report, ReportVerdict};

use crate::cases;
use crate::cases::expected::written;

pub(crate) const STYLE: Style =
    Style { color: false, unicode: true, width: 80, quiet: false, verbose: false, local: None, plugin: false };

#[test]
fn an_annotation_for_each_finding_and_no_other_command() {
    for (name, _, report) in cases::all() {
        let log = written(|out| github::render(report, out));
        let told: Vec<(&str, &str)> = log
            .lines()
            .map(|line| line.strip_prefix("::").unwrap().split_once(" title=").unwrap())
            .map(|(kind, rest)| (kind, rest.split_once("::").unwrap().0))
            .collect();
        let mut expected: Vec<(&str, &str)> = report
            .diagnoses
            .iter()
            .map(|finding| {
                (if finding.severity == Severity::Error { "error" } else { "warning" }, finding.code.as_str())
            })
            .collect();
        match report.verdict {
            ReportVerdict::Inconclusive => expected.push(("warning", "inconclusive")),
            ReportVerdict::Healthy => expected.push(("notice", "ucdoctor")),
            _ => {}
        }
        assert_eq!(told, expected, "{name}");
    }
}

#[test]
fn monitoring_gets_the_state_in_one_short_line_and_every_finding_below() {
    for (name, _, report) in cases::all() {
        let output = written(|out| nagios::render(report, out));
        let (first, findings) = output.split_once('\n').unwrap();
        let (words, figures) = first.split_once(" | ").unwrap();
        let (state, status) = match report.verdict {
            ReportVerdict::Healthy => ("OK", 0),
            ReportVerdict::Degraded => ("WARNING", 1),
            ReportVerdict::Broken => ("CRITICAL", 2),
            ReportVerdict::Inconclusive => ("UNKNOWN", 3),
        };
        assert!(words.starts_with(&format!("{state} - ")) && words.len() <= 80 && words.is_ascii(), "{name}: {words}");
        assert_eq!(nagios::state(report) as u8, status, "{name}");
        let figures: BTreeMap<&str, &str> = figures.split(' ').map(|figure| figure.split_once('=').unwrap()).collect();
        assert_eq!(figures["findings"], report.diagnoses.len().to_string(), "{name}");
        assert_eq!(figures["fail"], report.summary.fail.to_string(), "{name}");
        let codes: Vec<&str> =
            findings.lines().map(|l| l.split_once("] ").unwrap().1.split_once(':').unwrap().0).collect();
        assert_eq!(codes, report.diagnoses.iter().map(|finding| finding.code.as_str()).collect::<Vec<_>>(), "{name}");
        assert!(!findings.contains('|'), "{name}: figures would begin");
    }
}

#[test]
fn prometheus_counts_the_same_findings() {
    for (name, _, report) in cases::all() {
        let output = written(|out| prometheus::render(report, out));
        let samples = output.lines().filter(|line| !line.starts_with('#'));
        let samples: Vec<(&str, f64)> = samples
            .map(|line| line.rsplit_once(' ').unwrap())
            .map(|(metric, value)| (metric, value.parse().unwrap()))
            .collect();
        let sum = |family: &str| -> f64 {
            samples.iter().filter(|(metric, _)| metric.starts_with(family)).map(|(_, value)| value).sum()
        };
        assert_eq!(sum("ucdoctor_findings{") as usize, report.diagnoses.len(), "{name}");
        assert_eq!(sum("ucdoctor_outcomes{") as usize, report.outcomes.len(), "{name}");
        let value = |metric: &str| samples.iter().find(|(name, _)| *name == metric).map(|(_, value)| *value);
        assert_eq!(value("ucdoctor_exit_code"), Some(f64::from(report.exit_code)), "{name}");
        let verdict: &str = report.verdict.into();
        assert_eq!(value(&format!("ucdoctor_verdict{{verdict=\"{verdict}\"}}")), Some(1.0), "{name}");
    }
}

#[test]
fn a_ticket_is_one_page_about_the_worst_finding() {
    for (name, _, report) in cases::all() {
        let page = written(|out| ticket::render(report, None, &STYLE, out));
        assert!(page.lines().count() <= 40 && page.matches("\n```").count() % 2 == 0, "{name}: {page}");
        for line in page.lines() {
            let copied = ["Linux", "Windows", "Call manager: ", "## "].iter().any(|system| line.starts_with(system))
                || line.split_whitespace().count() <= 3;
            assert!(line.chars().count() <= 100 || copied || line.contains("fingerprint "), "{name}: {line}");
        }
        match report.diagnoses.first() {
            Some(first) => {
                assert!(page.contains(&first.code) && page.contains(&first.fingerprint), "{name}: {page}");
                for finding in &report.diagnoses {
                    let own = written(|out| ticket::render(report, Some(finding.owner), &STYLE, out));
                    let first = report.diagnoses.iter().find(|other| other.owner == finding.owner).unwrap();
                    assert!(own.starts_with(&format!("## [ucdoctor] {}: ", first.code)), "{name}: {own}");
                    let foot = format!(", fingerprint {}", first.fingerprint);
                    assert!(own.trim_end().ends_with(&foot), "{name}: {own}");
                }
            }
            None => {
                let verdict: &str = report.verdict.into();
                assert!(page.starts_with(&format!("## [ucdoctor] {verdict}\n- **What:** ")), "{name}: {page}");
            }
        }
    }
}

#[test]
fn a_ticket_shows_how_to_see_it_by_hand_without_a_bind_that_counts() {
    let page = |case: &str| {
        let report = cases::judged(case);
        written(|out| ticket::render(&report, None, &STYLE, out))
    };
    let expired = page("certificate-expired");
    for part in ["**SHA-256:** ", "**SHA-1:** ", "**Serial:** ", "Thumbprint -eq ", "openssl s_client -connect "] {
        assert!(expired.contains(part), "{part} is missing in\n{expired}");
    }
    for case in ["manager-rejected", "manager-locked"] {
        let page = page(case);
        assert!(page.contains("Get-ADUser -LDAPFilter '(") && !page.contains(" -W"), "{page}");
    }
}

#[test]
fn people_are_one_row_each() {
    for (name, _, report) in cases::all() {
        let rows = written(|out| people::render(report, out));
        let mut reader = csv::Reader::from_reader(rows.as_bytes());
        let items: usize = report.outcomes.iter().map(|outcome| outcome.items.len()).sum();
        assert_eq!(
            reader.records().map(|row| row.unwrap().len()).filter(|&columns| columns == 9).count(),
            items,
            "{name}"
        );
    }
}

/// libxml2 reads the page: every element is closed, and what a server said is text, never markup.
#[test]
fn a_page_holds_every_finding_and_no_markup_of_a_peer() {
    let folder = tempfile::tempdir().unwrap();
    for (name, _, report) in cases::all() {
        let mut hostile = report.clone();
        for finding in &mut hostile.diagnoses {
            finding.summary += "</p><script>alert(1)</script><img src=x onerror=alert(1)>\u{202e}";
        }
        for outcome in &mut hostile.outcomes {
            outcome.subject += "\"><b onclick='x'>";
            outcome.message += "<style>*{display:none}</style>";
        }
        let page = written(|out| html::render(&hostile, None, out));
        for finding in &report.diagnoses {
            assert!(page.contains(&finding.code), "{name}: {}", finding.code);
        }
        assert_eq!(page.matches("<script").count() + page.matches("<style").count(), 2, "{name}: only our own");
        assert!(!page.contains("<img") && !page.contains("<b ") && !page.contains('\u{202e}'), "{name}");
        let plain = written(|out| html::render(report, None, out));
        let mut without: serde_json::Value =
            serde_json::from_str(&written(|out| ucdoctor::render::json::render(report, out))).unwrap();
        without.as_object_mut().unwrap().remove("evidence");
        let without = serde_json::to_string_pretty(&without).unwrap().len();
        assert!(plain.len() * 2 <= without * 3, "{name}: {} bytes, JSON without evidence {without}", plain.len());
        std::fs::write(folder.path().join(format!("{name}.html")), page).unwrap();
    }
    let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
    let read =
        std::process::Command::new("xmllint").args(["--html", "--noout", "--nonet"]).args(files).output().unwrap();
    let said = String::from_utf8_lossy(&read.stderr);
    // libxml2 knows the elements of HTML 4; those of HTML 5 it calls invalid, and reads all the same.
    let wrong: Vec<&str> =
        said.lines().filter(|line| line.contains("error : ") && !line.contains(" invalid")).take(5).collect();
    assert!(read.status.success() && wrong.is_empty(), "{wrong:#?}");
}

/// What is accepted is told everywhere, and counts nowhere.
#[test]
fn an_accepted_finding_is_told_and_does_not_count() {
    for (name, _, report) in cases::all() {
        // What the tool says of itself makes a run undecided, whoever accepts it.
        if report.diagnoses.is_empty() || name.starts_with("ucdoctor-bug") || name.starts_with("this-host-limited") {
            continue;
        }
        let mut evidence = report.evidence.clone();
        evidence.asked.accepts = report
            .diagnoses
            .iter()
            .map(|finding| Accept {
                code: finding.code.clone(),
                subject: "*".to_owned(),
                reason: "known since spring".to_owned(),
                owner: Some("directory team".to_owned()),
                until: date!(2099 - 12 - 31),
            })
            .collect();
        let accepted = Report::judge(evidence.clone(), &Judging { fail_on_warning: true, ..Judging::default() });
        assert!(matches!(accepted.verdict, ReportVerdict::Healthy | ReportVerdict::Inconclusive), "{name}");
        assert!(matches!(accepted.exit_code, 0 | 3), "{name}");
        assert_eq!(accepted.diagnoses.len(), report.diagnoses.len(), "{name}");
        let counts = |outcome: &ucdoctor::report::OutcomeEntry| {
            matches!(outcome.verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn) && outcome.accepted.is_none()
        };
        assert!(!accepted.outcomes.iter().any(counts), "{name}");
        let told = written(|out| text::render(&accepted, &STYLE, out));
        assert!(told.contains("Accepted: ") && told.contains("known since spring"), "{name}: {told}");
        evidence.asked.accepts.iter_mut().for_each(|accept| accept.until = date!(2020 - 01 - 01));
        let over = Report::judge(evidence, &Judging::default());
        assert_eq!((over.verdict, over.exit_code), (report.verdict, report.exit_code), "{name}");
        assert!(over.diagnoses.iter().all(|finding| finding.accepted_before.is_some()), "{name}");
    }
}

#[test]
fn nothing_is_new_beside_itself_and_all_is_new_beside_the_healthy_case() {
    let healthy = cases::judged("healthy");
    for (name, _, report) in cases::all() {
        let same = Difference::between(report, report);
        assert!(same.fixed.is_empty() && same.appeared.is_empty() && !same.is_worse(true), "{name}");
        assert_eq!(same.same.len(), report.diagnoses.len(), "{name}");
        let new = Difference::between(&healthy, report);
        assert_eq!(new.appeared.len(), report.diagnoses.len(), "{name}");
        let errors = report.diagnoses.iter().any(|finding| finding.severity == Severity::Error);
        assert_eq!(new.is_worse(false), errors, "{name}");
        assert_eq!(Difference::between(report, &healthy).fixed.len(), report.diagnoses.len(), "{name}");
    }
}

#[test]
fn one_finding_can_be_told_alone() {
    for (name, _, report) in cases::all() {
        for (nth, finding) in report.diagnoses.iter().enumerate() {
            let alone = written(|out| text::finding(report, nth + 1, &STYLE, out));
            assert!(alone.starts_with(&format!("{}. {}", nth + 1, finding.code)), "{name}: {alone}");
            for because in &finding.because {
                assert!(alone.contains(&because.check), "{name}: {alone}");
            }
        }
    }
}

/// A healthy run fits a third of a screen, one fault half of one and a half.
#[test]
fn what_needs_no_attention_takes_no_room() {
    for (name, most) in [("healthy", 12), ("ca-missing", 40), ("server-unreachable", 40), ("certificate-expired", 40)] {
        let told = written(|out| text::render(&cases::judged(name), &STYLE, out));
        assert!(told.lines().count() <= most, "{name}: {} lines\n{told}", told.lines().count());
    }
}
