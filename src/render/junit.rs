//! The report as JUnit XML, for build servers: it validates against the schema of Jenkins.

use std::collections::HashMap;
use std::io::{self, Write};
use std::time::Duration;

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use crate::check::Stage;
use crate::render::{escape, text};
use crate::report::{OutcomeEntry, OutcomeVerdict, Report};
use strum::IntoEnumIterator;

/// Writes one `testsuite` per stage and one `testcase` per outcome. Warnings are failures only with
/// `fail_on_warning`; otherwise they pass and speak in `system-out`. Errors are those of the writer.
pub fn render(report: &Report, fail_on_warning: bool, out: &mut dyn Write) -> io::Result<()> {
    let told = Told::new(report)?;
    let time = Duration::from_millis(report.duration_ms);
    let mut suites = Vec::new();
    for stage in Stage::iter() {
        let mut suite = begun(stage.name(), report);
        for outcome in report.outcomes.iter().filter(|outcome| outcome.stage == stage) {
            suite.add_test_case(test_case(outcome, fail_on_warning, &told));
        }
        if suite.tests > 0 {
            suites.push(suite);
        }
    }
    write(suites, time, out)
}

/// The whole report as one suite, for a document of several. Errors are those of writing to memory.
pub fn suite(name: &str, report: &Report, fail_on_warning: bool) -> io::Result<TestSuite> {
    let told = Told::new(report)?;
    let mut suite = begun(name, report);
    for outcome in &report.outcomes {
        suite.add_test_case(test_case(outcome, fail_on_warning, &told));
    }
    Ok(suite)
}

/// The suite of a configuration that could not be run.
pub fn could_not_run(name: &str, why: &str) -> TestSuite {
    let mut error = TestCaseStatus::non_success(NonSuccessKind::Error);
    error.set_message(escape::text(why));
    let mut suite = TestSuite::new(escape::text(name));
    let mut case = TestCase::new("the configuration can be run", error);
    case.set_classname("configuration");
    suite.add_test_case(case);
    suite
}

fn begun(name: &str, report: &Report) -> TestSuite {
    let mut suite = TestSuite::new(escape::text(name));
    suite.extra.insert("timestamp".into(), escape::text(&report.taken_at).into());
    suite
}

/// Writes a document of these suites. Errors are those of the writer.
pub fn write(suites: Vec<TestSuite>, time: Duration, out: &mut dyn Write) -> io::Result<()> {
    let mut document = Document::new("ucdoctor");
    document.set_time(time);
    document.add_test_suites(suites);
    let xml = document.to_string().map_err(io::Error::other)?;
    // The schema allows `skipped` on a suite, not on the root, where quick-junit adds it. Only our own
    // name and figures stand before it, so the first match is the right one.
    let root = format!(" skipped=\"{}\"", document.skipped);
    out.write_all(xml.replacen(&root, "", 1).as_bytes())
}

fn test_case(outcome: &OutcomeEntry, fail_on_warning: bool, told: &Told<'_>) -> TestCase {
    let message = escape::text(&outcome.message);
    let status = match outcome.verdict {
        OutcomeVerdict::Pass => TestCaseStatus::success(),
        OutcomeVerdict::Warn if !fail_on_warning => TestCaseStatus::success(),
        OutcomeVerdict::Warn | OutcomeVerdict::Fail => {
            let mut failure = TestCaseStatus::non_success(NonSuccessKind::Failure);
            failure.set_message(&message).set_description(told.body(outcome));
            if let Some(cause) = told.cause(outcome) {
                failure.set_type(escape::text(cause.code));
            }
            failure
        }
        OutcomeVerdict::Blocked | OutcomeVerdict::Skipped => {
            let mut skipped = TestCaseStatus::skipped();
            match &outcome.blocked_by {
                Some(check) => skipped.set_message(format!("blocked by {}", escape::text(check))),
                None => skipped.set_message(&message),
            };
            skipped
        }
    };
    let subject = text::seen_from(&outcome.subject, outcome.vantage.as_deref(), told.places);
    let name = format!("{} {} [{subject}]", outcome.check, outcome.title);
    let mut case = TestCase::new(escape::text(&name), status);
    case.set_classname(outcome.stage.name());
    if outcome.verdict == OutcomeVerdict::Warn && !fail_on_warning {
        case.set_system_out(format!("warning: {message}\n\n{}", told.body(outcome)));
    }
    case
}

/// What the report says about each failed outcome; written once per fault, not once per failure.
struct Told<'a> {
    causes: Vec<Cause<'a>>,
    by_outcome: HashMap<Name<'a>, usize>,
    /// Whether a name has its place: of two test cases of one name some programs show the later one alone.
    places: bool,
}

/// Check, subject and place.
type Name<'a> = (&'a str, &'a str, Option<&'a str>);

struct Cause<'a> {
    code: &'a str,
    text: String,
}

impl<'a> Told<'a> {
    fn new(report: &'a Report) -> io::Result<Self> {
        let places = text::has_several_places(report);
        let mut told = Self { causes: Vec::new(), by_outcome: HashMap::new(), places };
        for (index, diagnosis) in report.diagnoses.iter().enumerate() {
            let text = text::diagnosis(diagnosis, index + 1, places)?;
            told.causes.push(Cause { code: &diagnosis.code, text });
            for because in &diagnosis.because {
                told.by_outcome.insert((&because.check, &because.subject, because.vantage.as_deref()), index);
            }
        }
        Ok(told)
    }

    fn cause(&self, outcome: &OutcomeEntry) -> Option<&Cause<'a>> {
        let name = (&*outcome.check, outcome.subject.as_str(), outcome.vantage.as_deref());
        self.causes.get(*self.by_outcome.get(&name)?)
    }

    /// The observations, then the diagnosis.
    fn body(&self, outcome: &OutcomeEntry) -> String {
        let mut body = String::new();
        for (name, value) in &outcome.facts {
            body.push_str(&format!("{}: {}\n", escape::text(name), escape::text(value)));
        }
        if let Some(cause) = self.cause(outcome) {
            if !body.is_empty() {
                body.push('\n');
            }
            body.push_str(&cause.text);
        }
        body
    }
}
