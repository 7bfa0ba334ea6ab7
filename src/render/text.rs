//! The report as text.

use std::io::{self, Write};

use crate::report::Report;

/// How the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Escape sequences for colour.
    pub color: bool,
    /// Characters beyond ASCII.
    pub unicode: bool,
    /// Columns.
    pub width: usize,
    /// Only diagnoses and failures.
    pub quiet: bool,
    /// Also the details of what passed.
    pub verbose: bool,
}

/// Writes the report.
pub fn render(report: &Report, _: &Style, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{:?}", report.verdict)
}
