//! The evidence of a saved report, to be judged again.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;

use crate::evidence::Evidence;
use crate::report::SCHEMA_VERSION;

/// Bytes a saved report may have.
const MAX_BYTES: u64 = 512 << 20;

/// What tells a report from other JSON, before the rest is believed.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<String>,
}

/// The part of a report that is judged again; verdicts are not taken over.
#[derive(Deserialize)]
struct Saved {
    evidence: Evidence,
}

/// Reads the evidence of a JSON report; `-` is standard input.
pub fn load(path: &Path) -> anyhow::Result<Evidence> {
    let (name, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), read(std::io::stdin().lock()))
    } else {
        let file = File::open(path).with_context(|| format!("cannot read {}", path.display()))?;
        (path.display().to_string(), read(file))
    };
    let bytes = bytes.with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        bail!("{name} is larger than 512 MiB; this is no report of ucdoctor");
    }
    evidence(&bytes).with_context(|| name)
}

fn read(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Takes the evidence out of a report whose major version is ours.
fn evidence(bytes: &[u8]) -> anyhow::Result<Evidence> {
    const EXPECTED: &str = "expected a report as `ucdoctor check -o json` writes it";
    let head: Head = serde_json::from_slice(bytes).with_context(|| format!("not a JSON report; {EXPECTED}"))?;
    let Some(version) = head.schema_version else {
        bail!("this JSON has no schema_version; {EXPECTED}");
    };
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&version) != major(SCHEMA_VERSION) {
        bail!("the report's schema_version is {version:?}; this version of ucdoctor reads {SCHEMA_VERSION}");
    }
    let saved: Saved = serde_json::from_slice(bytes).with_context(|| format!("the evidence is damaged; {EXPECTED}"))?;
    Ok(saved.evidence)
}
