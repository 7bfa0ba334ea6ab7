//! The figures of a report for the textfile collector of Prometheus' node exporter.
//!
//! Gauges only, without timestamps of their own, as the collector wants it; `ucdoctor_taken_timestamp_seconds` says how
//! old they are.

use std::io::{self, Write};
use std::sync::atomic::AtomicU64;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::registry::Registry;
use strum::IntoEnumIterator;

use super::escape;
use crate::report::{OutcomeVerdict, Report, ReportVerdict};

/// A count, an age or a time.
type Number = Gauge<f64, AtomicU64>;

/// A label's value that came from a server or file, shown as the text report shows it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Shown(String);

impl EncodeLabelValue for Shown {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> Result<(), std::fmt::Error> {
        escape::text(&self.0).as_ref().encode(encoder)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfVerdict {
    verdict: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfFinding {
    code: Shown,
    severity: &'static str,
    owner: &'static str,
    accepted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfCode {
    code: Shown,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfServer {
    server: Shown,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfTool {
    version: Shown,
}

/// Writes it. Errors are those of the writer.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    render_of(report, None, out)
}

/// The same of one cluster among several, which every figure names. Errors are those of the writer.
pub fn render_of(report: &Report, cluster: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
    let labels = cluster.map(|name| ("cluster".into(), escape::text(name).into_owned().into()));
    let mut registry = Registry::with_prefix_and_labels("ucdoctor", labels.into_iter());
    verdict(report, &mut registry);
    findings(report, &mut registry);
    certificates(report, &mut registry);
    run(report, &mut registry);
    let mut text = String::new();
    encode(&mut text, &registry).map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}

fn verdict(report: &Report, registry: &mut Registry) {
    let verdicts = Family::<OfVerdict, Number>::default();
    for verdict in ReportVerdict::iter() {
        let is = if verdict == report.verdict { 1.0 } else { 0.0 };
        verdicts.get_or_create(&OfVerdict { verdict: verdict.into() }).set(is);
    }
    registry.register("verdict", "1 for the verdict of the last run", verdicts);
    registry.register("exit_code", "Exit status of the last run", number(f64::from(report.exit_code)));
    let outcomes = Family::<OfVerdict, Number>::default();
    for verdict in OutcomeVerdict::iter() {
        let count = report.outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
        outcomes.get_or_create(&OfVerdict { verdict: verdict.into() }).set(count as f64);
    }
    registry.register("outcomes", "Checks by what they said", outcomes);
}

fn findings(report: &Report, registry: &mut Registry) {
    let (findings, users) = (Family::<OfFinding, Number>::default(), Family::<OfCode, Number>::default());
    for finding in &report.diagnoses {
        let labels = OfFinding {
            code: Shown(finding.code.clone()),
            severity: finding.severity.into(),
            owner: finding.owner.into(),
            accepted: finding.accepted.is_some(),
        };
        findings.get_or_create(&labels).inc_by(1.0);
        if let Some(affected) = finding.affected_users {
            users.get_or_create(&OfCode { code: Shown(finding.code.clone()) }).inc_by(affected as f64);
        }
    }
    registry.register("findings", "Findings of the last run", findings);
    registry.register("affected_users", "People concerned, by finding", users);
}

fn certificates(report: &Report, registry: &mut Registry) {
    let ends = Family::<OfServer, Number>::default();
    for certificate in report.certificates() {
        let labels = OfServer { server: Shown(certificate.server) };
        ends.get_or_create(&labels).set(certificate.not_after.unix_timestamp() as f64);
    }
    registry.register("certificate_not_after_timestamp_seconds", "End of the server's certificate", ends);
}

fn run(report: &Report, registry: &mut Registry) {
    if let Some(taken) = report.moment() {
        let taken = number(taken.unix_timestamp() as f64);
        registry.register("taken_timestamp_seconds", "When the evidence of the last run was taken", taken);
    }
    registry.register("run_duration_seconds", "How long that took", number(report.duration_ms as f64 / 1000.0));
    let info = Family::<OfTool, Number>::default();
    info.get_or_create(&OfTool { version: Shown(report.tool.version.clone()) }).set(1.0);
    registry.register("build_info", "Version of ucdoctor", info);
}

fn number(value: f64) -> Number {
    let gauge = Number::default();
    gauge.set(value);
    gauge
}
