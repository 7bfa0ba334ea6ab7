//! The report as JSON: one document, a newline at the end, the same bytes for the same report.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::check::Stage;
use crate::evidence::Evidence;
use crate::render::escape::is_deceptive;
use crate::report::{DiagnosisEntry, Difference, OutcomeEntry, Report, ReportVerdict, Summary, Tool, once};

/// Writes the report, indented by two spaces, each item of a long list on one line. Errors are those of the writer.
///
/// Characters a terminal would obey or a reader could not see are
/// written as `\uXXXX`; every parser reads them back as they were.
pub fn render(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Visible::default());
    Written::of(report).serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// The report as it is written: people stand in the outcomes, and the evidence names their places there.
#[derive(Serialize)]
struct Written<'a> {
    schema_version: &'a str,
    tool: &'a Tool,
    verdict: ReportVerdict,
    exit_code: u8,
    taken_at: &'a str,
    duration_ms: u64,
    summary: Summary,
    diagnoses: &'a [DiagnosisEntry],
    outcomes: &'a [OutcomeEntry],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    only: &'a [Stage],
    #[serde(skip_serializing_if = "Option::is_none")]
    since: &'a Option<Difference>,
    evidence: Cow<'a, Evidence>,
}

impl<'a> Written<'a> {
    fn of(report: &'a Report) -> Self {
        // Every field by name: a new one is not forgotten.
        let Report {
            schema_version,
            tool,
            verdict,
            exit_code,
            taken_at,
            duration_ms,
            summary,
            diagnoses,
            outcomes,
            only,
            since,
            evidence,
            undecided: _,
        } = report;
        let evidence = without_people(report, evidence);
        let (verdict, exit_code, duration_ms, summary) = (*verdict, *exit_code, *duration_ms, *summary);
        Self {
            schema_version,
            tool,
            verdict,
            exit_code,
            taken_at,
            duration_ms,
            summary,
            diagnoses,
            outcomes,
            only,
            since,
            evidence,
        }
    }
}

/// The evidence, which may be that of thousands of places; a copy where people are left out of it.
fn without_people<'a>(report: &Report, evidence: &'a Evidence) -> Cow<'a, Evidence> {
    let Some(identity) = once::left_out(report) else { return Cow::Borrowed(evidence) };
    Cow::Owned(Evidence {
        asked: evidence.asked.clone(),
        stores: evidence.stores.clone(),
        certificates: evidence.certificates.clone(),
        vantages: evidence.vantages.clone(),
        identity: Some(identity),
        deployment: evidence.deployment.clone(),
        nodes: evidence.nodes.clone(),
        client_log: evidence.client_log.clone(),
        node_logs: evidence.node_logs.clone(),
        node_stores: evidence.node_stores.clone(),
        node_axl: evidence.node_axl.clone(),
        pseudonyms: evidence.pseudonyms.clone(),
    })
}

/// Lists of people, of which there may be hundreds of thousands: each of them stands on one line.
const LONG_LISTS: [&str; 5] = ["items", "differences", "undecided", "added", "inactive"];

/// The usual layout, with deceptive characters escaped, and long lists with one line for each item. serde_json itself
/// escapes only what is below U+0020.
#[derive(Default)]
struct Visible {
    pretty: PrettyFormatter<'static>,
    /// The key that was written last, and whether it is being written.
    key: String,
    in_key: bool,
    /// Arrays and objects that are open.
    depth: usize,
    /// How many were open where a long list began.
    list: Option<usize>,
}

impl Visible {
    /// Inside an item of a long list.
    fn is_folded(&self) -> bool {
        self.list.is_some_and(|at| self.depth > at)
    }

    fn opened(&mut self) {
        self.depth += 1;
    }

    fn closed(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }
}

impl Formatter for Visible {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, fragment: &str) -> io::Result<()> {
        if self.in_key {
            self.key.push_str(fragment);
        }
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|&(_, c)| is_deceptive(c)) {
            let (before, after) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = after.strip_prefix(c).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }

    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        let folded = self.is_folded();
        self.opened();
        if folded {
            return CompactFormatter.begin_array(out);
        }
        if self.list.is_none() && LONG_LISTS.contains(&self.key.as_str()) {
            self.list = Some(self.depth);
        }
        self.pretty.begin_array(out)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        let folded = self.is_folded();
        if self.list == Some(self.depth) {
            self.list = None;
        }
        self.closed();
        if folded { CompactFormatter.end_array(out) } else { self.pretty.end_array(out) }
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        if self.is_folded() {
            CompactFormatter.begin_array_value(out, first)
        } else {
            self.pretty.begin_array_value(out, first)
        }
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.is_folded() { CompactFormatter.end_array_value(out) } else { self.pretty.end_array_value(out) }
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        let within = self.list.is_some();
        self.opened();
        if within { CompactFormatter.begin_object(out) } else { self.pretty.begin_object(out) }
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.closed();
        if self.list.is_some() { CompactFormatter.end_object(out) } else { self.pretty.end_object(out) }
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.in_key = true;
        self.key.clear();
        if self.is_folded() {
            CompactFormatter.begin_object_key(out, first)
        } else {
            self.pretty.begin_object_key(out, first)
        }
    }

    fn end_object_key<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.in_key = false;
        self.pretty.end_object_key(out)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.is_folded() { CompactFormatter.begin_object_value(out) } else { self.pretty.begin_object_value(out) }
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        if self.is_folded() { CompactFormatter.end_object_value(out) } else { self.pretty.end_object_value(out) }
    }
}
