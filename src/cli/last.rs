//! Which findings the report that was shown last had, so that `explain 1` knows what 1 is. Their codes alone are kept,
//! beside the rejected passwords: nothing of a site stands in them.

use std::fs::{self, File};
use std::io::Read;

use anyhow::{Context, bail};

use crate::files;
use crate::memory;
use crate::report::Report;

/// The file in the state folder.
const FILE: &str = "last-findings.json";
/// Bytes of it at most.
const MAX_BYTES: u64 = 1 << 16;
/// Findings that are kept.
const MOST: usize = 500;

/// Keeps the codes, in the order of the report. Where that cannot be done, `explain` asks for a report.
pub(super) fn keep(report: &Report) {
    let Some(folder) = memory::folder() else { return };
    let codes: Vec<&str> = report.diagnoses.iter().take(MOST).map(|finding| finding.code.as_str()).collect();
    let Ok(text) = serde_json::to_vec(&codes) else { return };
    if memory::make(&folder).is_ok() {
        let _ = files::write(&folder.join(FILE), |out| out.write_all(&text));
    }
}

/// The code of a finding of the report that was shown last.
pub(super) fn finding(number: usize) -> anyhow::Result<String> {
    let Some(codes) = read() else {
        bail!("no report was shown here yet; `ucdoctor explain {number} REPORT.json` takes a saved one");
    };
    let code = number.checked_sub(1).and_then(|nth| codes.get(nth)).cloned();
    code.with_context(|| no_finding(number, codes.len()))
}

/// What is said of a number that the report does not have.
pub(super) fn no_finding(number: usize, findings: usize) -> String {
    format!("there is no finding {number}; the report has {findings}")
}

fn read() -> Option<Vec<String>> {
    let mut bytes = Vec::new();
    let path = memory::folder()?.join(FILE);
    if !fs::symlink_metadata(&path).ok()?.is_file() {
        return None;
    }
    File::open(path).ok()?.take(MAX_BYTES).read_to_end(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}
