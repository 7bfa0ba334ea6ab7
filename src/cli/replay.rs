//! The evidence of a saved report, to be judged again.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::config;
use crate::evidence::Evidence;
use crate::report::{Judging, Report, saved};

/// Bytes a saved report may have.
const MAX_BYTES: u64 = 512 << 20;

/// Reads the evidence of a JSON report; `-` is standard input. Fails when it cannot be read or is no such report.
pub fn load(path: &Path) -> anyhow::Result<Evidence> {
    let (name, bytes) = bytes(path)?;
    saved::evidence(&bytes).context(name)
}

/// Reads a JSON report and judges it again; one with pseudonyms is taken as it is. Fails as [`load`] does.
pub fn report(path: &Path, judging: &Judging) -> anyhow::Result<Report> {
    let (name, bytes) = bytes(path)?;
    saved::report(&bytes, judging).context(name)
}

/// The same, by what a configuration accepts today; without one, by what was accepted then.
pub fn by(path: &Path, config: Option<&PathBuf>, judging: &Judging) -> anyhow::Result<Report> {
    let Some(config) = config else { return report(path, judging) };
    let accepts = config::accepted(config)?;
    let mut evidence = load(path)?;
    if evidence.pseudonyms.is_some() {
        bail!("{}: a report with pseudonyms is taken as it is; leave out -c", path.display());
    }
    evidence.asked.accepts = accepts;
    Ok(Report::judge(evidence, judging))
}

fn bytes(path: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let (name, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), read(std::io::stdin().lock()))
    } else {
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                bail!("{}: there is no such file; `-o json={0}` of a run writes one", path.display())
            }
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        (path.display().to_string(), read(file))
    };
    let bytes = bytes.with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > MAX_BYTES {
        bail!("{name} is larger than 512 MiB; this is no report of ucdoctor");
    }
    Ok((name, bytes))
}

fn read(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}
