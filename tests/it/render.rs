//! What users and their scripts see of a report.

mod sample;

use ucdoctor::check::Owner;
use ucdoctor::evidence::Cut;
use ucdoctor::render::text::Style;
use ucdoctor::render::{json, junit, text};
use ucdoctor::report::{Report, ReportVerdict, Summary};

use crate::cases::expected::written;
use crate::cases::invariants::assert_valid_junit;

const PLAIN: Style =
    Style { color: false, unicode: false, width: 80, quiet: false, verbose: false, local: None, plugin: false };

/// An escape sequence that sets the terminal's title, line breaks, a bidirectional override, NUL, an
/// eight-bit control, a zero-width space, a noncharacter, markup, and a name in another script.
const HOSTILE: &str =
    "\u{1b}]0;owned\u{7} a\r\nb \u{202e}x\u{202c} \0 \u{9b}31m \u{200b} \u{ffff} ]]></failure> & \"q\" 日本";

#[test]
fn quiet_text_is_the_faults_and_where_and_when() {
    let whole = as_text(&sample::broken(), PLAIN);
    let quiet = as_text(&sample::broken(), Style { quiet: true, ..PLAIN });
    let (faults, seen) = quiet.rsplit_once("\n\n").unwrap();
    assert!(whole.starts_with(faults) && faults.ends_with("ucdoctor explain manager-at-risk"), "{quiet}");
    assert!(seen.starts_with("Seen from ") && seen.lines().count() == 1 && whole.contains(seen), "{quiet}");
    let healthy = sample::healthy();
    let quiet = as_text(&healthy, Style { quiet: true, ..PLAIN });
    let (passed, server) = (healthy.summary.pass, healthy.evidence.asked.servers[0].authority());
    let headline = format!("HEALTHY  {passed} checks passed on {server}\n\nSeen from ");
    assert!(quiet.starts_with(&headline) && quiet.lines().count() == 3, "{quiet}");
}

#[test]
fn what_a_system_keeps_from_us_is_said_once() {
    let mut report = sample::broken();
    let mut second = report.evidence.vantages[0].clone();
    second.name = "elsewhere".into();
    report.evidence.vantages.push(second);
    for at in &mut report.evidence.vantages {
        at.untold = Some("This system does not tell the weather".into());
    }
    for style in [PLAIN, Style { quiet: true, ..PLAIN }] {
        assert_eq!(as_text(&report, style).matches("does not tell the weather").count(), 1);
    }
}

#[test]
fn first_and_last_line_say_what_the_verdict_and_the_exit_status_mean() {
    type Change = fn(&mut Report);
    let table: [(Change, &str, &str); 6] = [
        (|_| (), "BROKEN  presence does not trust", "1: at least one problem was found"),
        (
            |report| report.evidence.vantages[0].cut = Some(Cut::Signal),
            "BROKEN  presence does not trust",
            "1: at least one problem was found",
        ),
        (
            |report| (report.verdict, report.exit_code) = (ReportVerdict::Degraded, 0),
            "DEGRADED  presence does not trust",
            "0: no problem found; warnings count with --fail-on warning",
        ),
        (
            |report| report.verdict = ReportVerdict::Degraded,
            "DEGRADED  presence does not trust",
            "1: warnings, which count because of --fail-on warning",
        ),
        (
            |report| {
                (report.verdict, report.exit_code, report.summary) =
                    (ReportVerdict::Inconclusive, 3, Summary::default());
                report.undecided = None;
                report.outcomes.clear();
                report.diagnoses.clear();
            },
            "INCONCLUSIVE  nothing was checked",
            "3: inconclusive, neither healthy nor broken is proven",
        ),
        (
            |report| {
                (report.verdict, report.exit_code) = (ReportVerdict::Inconclusive, 3);
                report.diagnoses[0].owner = Owner::Ucdoctor;
            },
            "INCONCLUSIVE  presence does not trust",
            "3: inconclusive, neither healthy nor broken is proven",
        ),
    ];
    for (change, first, last) in table {
        let mut report = sample::broken();
        change(&mut report);
        let text = as_text(&report, PLAIN);
        assert!(text.starts_with(first), "{first} is not the beginning of\n{text}");
        assert!(text.ends_with(&format!("\nExit status {last}\n")), "{last} is not the end of\n{text}");
        assert_eq!(text.contains("a signal ended the run"), report.evidence.vantages[0].cut.is_some());
    }
}

#[test]
fn escape_sequences_come_with_colour_only_and_change_no_word() {
    colored::control::set_override(true);
    let (plain, painted) =
        (as_text(&sample::broken(), PLAIN), as_text(&sample::broken(), Style { color: true, ..PLAIN }));
    colored::control::unset_override();
    assert!(!plain.contains('\u{1b}') && painted.contains("\u{1b}[1;31mBROKEN\u{1b}[0m"), "{painted:?}");
    let mut stripped = String::new();
    for part in painted.split('\u{1b}') {
        stripped.push_str(if stripped.is_empty() { part } else { part.split_once('m').unwrap().1 });
    }
    assert_eq!(stripped.trim_start_matches("[1;31m"), plain);
}

#[test]
fn no_line_is_wider_than_the_terminal() {
    for report in [sample::broken(), sample::healthy(), sample::inconclusive(), sample::crowded(30)] {
        for width in [60, 80, 120] {
            for (unicode, verbose) in [(false, false), (true, false), (false, true)] {
                let text = as_text(&report, Style { width, unicode, verbose, ..PLAIN });
                for line in text.lines() {
                    // A single word may be longer: a fingerprint is not cut.
                    let fits = line.chars().count() <= width || line.split_whitespace().count() == 1;
                    assert!(fits && !line.ends_with(' '), "{width} columns: {line:?}");
                }
                assert!(!text.contains("636\n x presence") && text.ends_with('\n'));
            }
        }
    }
}

#[test]
fn a_subject_stays_on_one_line() {
    for width in 56..100 {
        let text = as_text(&sample::broken(), Style { width, ..PLAIN });
        assert!(text.matches("dc1.demo.example:636 x presence").count() == 2, "{width} columns:\n{text}");
    }
}

#[test]
fn hostile_strings_stay_data_in_every_format() {
    let report = sample::hostile(HOSTILE);
    for unicode in [false, true] {
        for verbose in [false, true] {
            let text = as_text(&report, Style { unicode, verbose, ..PLAIN });
            let raw = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{202c}\u{200b}\u{ffff}".contains(c));
            assert!(!text.contains(raw) && text.contains(r"\x1b]0;owned\x07"), "{text}");
            assert!(unicode || text.is_ascii());
        }
    }
    let document = as_json(&report);
    assert!(!document.contains(|c: char| c != '\n' && c.is_control() || c == '\u{202e}'), "{document}");
    let read: Report = serde_json::from_str(&document).unwrap();
    assert_eq!(read.outcomes[0].message, HOSTILE);
    for fail_on_warning in [false, true] {
        let xml = as_junit(&report, fail_on_warning);
        assert!(xml.contains(r"\x1b]0;owned\x07") && !xml.contains(|c: char| c != '\n' && c.is_control()));
    }
    assert_valid_junit(&[false, true].map(|fail_on_warning| as_junit(&report, fail_on_warning)));
}

#[test]
fn ten_thousand_failures_are_ten_lines_and_a_count() {
    let report = sample::crowded(10_000);
    let text = as_text(&report, PLAIN);
    let (document, xml) = (as_json(&report), as_junit(&report, false));
    assert!(text.lines().count() < 60 && text.contains("and 9990 more; the JSON report has all"), "{text}");
    assert_eq!(document.matches("dc9999.corp.example:636").count(), 2);
    assert_eq!(xml.matches("<failure ").count(), 10_000);
}

#[test]
fn json_is_one_document_and_reads_back_the_same() {
    for report in [sample::broken(), sample::healthy(), sample::inconclusive(), sample::hostile(HOSTILE)] {
        let document = as_json(&report);
        assert!(document.ends_with("}\n") && !document.ends_with("\n\n"));
        let read: Report = serde_json::from_str(&document).unwrap();
        assert_eq!(as_json(&read), document);
        assert_eq!(read.outcomes, report.outcomes);
        assert_eq!(read.diagnoses, report.diagnoses);
    }
}

#[test]
fn junit_is_what_jenkins_reads() {
    let report = sample::broken();
    let xml = as_junit(&report, false);
    let root = format!(
        r#"<testsuites name="ucdoctor" tests="{}" failures="2" errors="0" time="{:.3}">"#,
        report.outcomes.len(),
        std::time::Duration::from_millis(report.duration_ms).as_secs_f64()
    );
    let timestamp = format!(r#"timestamp="{}">"#, report.taken_at);
    for wanted in [
        root.as_str(),
        r#"<testsuite name="tls" tests="#,
        timestamp.as_str(),
        r#"<testcase name="TLS-004 every trust store holds the issuing CA [dc1.demo.example:636 x presence]" classname="tls">"#,
        r#"type="ca-missing">"#,
        "Owner     presence administrator",
        r#"<skipped message="blocked by NET-002"/>"#,
        "<system-out>warning: ",
    ] {
        assert!(xml.contains(wanted), "{wanted} is missing in\n{xml}");
    }
    assert_eq!(as_junit(&sample::broken(), true).matches("<failure ").count(), 3);
}

fn as_text(report: &Report, style: Style) -> String {
    written(|out| text::render(report, &style, out))
}

fn as_json(report: &Report) -> String {
    written(|out| json::render(report, out))
}

fn as_junit(report: &Report, fail_on_warning: bool) -> String {
    written(|out| junit::render(report, fail_on_warning, out))
}
