//! The bytes of a file or of standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use anyhow::{Context, bail};

use super::Loaded;

/// Largest input, in bytes. A million users with all their columns take less than half of it.
pub(super) const MAX_BYTES: u64 = 2 << 30;

/// Reads a file, or standard input for `-`, and hands its bytes to a reader. `purpose` says what it was read for, as
/// "the users of call manager", and starts the error together with the file's name.
pub(super) fn load<T>(
    path: &Path,
    purpose: &str,
    read: impl FnOnce(Vec<u8>) -> anyhow::Result<Loaded<T>>,
) -> anyhow::Result<Loaded<T>> {
    let name = if path == Path::new("-") { "standard input".into() } else { path.to_string_lossy() };
    let bytes = bytes(path).with_context(|| format!("cannot read {name} for {purpose}"))?;
    read(bytes).with_context(|| format!("cannot use {name} for {purpose}"))
}

fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        return capped(io::stdin().lock(), 0);
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        bail!("expected a file, found a folder");
    }
    capped(file, metadata.len())
}

/// `expected` is only a hint: a pipe has no length, and a file may grow.
fn capped(from: impl Read, expected: u64) -> anyhow::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(usize::try_from(expected.min(MAX_BYTES)).unwrap_or(0).saturating_add(1))?;
    from.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        bail!("expected at most {} MiB, found more", MAX_BYTES >> 20);
    }
    Ok(bytes)
}
