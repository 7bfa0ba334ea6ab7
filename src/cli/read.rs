//! `read`: log files alone, without any network or configuration.

use std::path::PathBuf;

use time::OffsetDateTime;

use super::Read;
use super::color::Screen;
use super::output::Outputs;
use crate::check::Stage;
use crate::evidence::{Evidence, Vantage, milliseconds};
use crate::inputs::client_log;
use crate::plan::DEFAULT_VANTAGE;
use crate::probes::this_machine;
use crate::report::{Judging, Report};
use crate::secrets::Secrets;

/// Reads, judges, writes the report, and returns the exit status.
pub fn run(arguments: &Read, screen: Screen) -> anyhow::Result<u8> {
    let outputs = Outputs::new(&arguments.judge, screen)?;
    outputs.apart(&[], &arguments.files.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let (start, taken_at) = (std::time::Instant::now(), OffsetDateTime::now_utc());
    let log = client_log::load(&arguments.files)?;
    let here = Vantage {
        host: this_machine(),
        tool_version: env!("CARGO_PKG_VERSION").to_owned(),
        duration_ms: milliseconds(start.elapsed()),
        ..Vantage::begun(DEFAULT_VANTAGE, taken_at)
    };
    let evidence = Evidence { client_log: Some(log), vantages: vec![here], ..Evidence::default() };
    // Nothing else was looked at: what other checks would need is no news.
    let judging = arguments.judge.judging();
    let only = if judging.only.is_empty() { vec![Stage::Logs] } else { judging.only };
    let report = Report::judge(evidence, &Judging { only, ..judging });
    outputs.write(&report, &Secrets::default())?;
    Ok(arguments.judge.status(&report))
}
