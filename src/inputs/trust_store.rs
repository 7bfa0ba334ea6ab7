//! Trust stores from files: PEM with text around it, several per file, DER, PKCS#7; junk is named and skipped.

use std::collections::BTreeMap;
use std::path::Path;

use crate::evidence::{Fingerprint, TrustStore};

/// Reads a folder or a file as the trust store `name`; certificates come as PEM by fingerprint.
/// Fails only when the path cannot be read at all.
pub fn load(name: &str, path: &Path) -> anyhow::Result<(TrustStore, BTreeMap<Fingerprint, String>)> {
    let _ = (name, path);
    todo!()
}

/// This host's own bundle, used when no store is given.
pub fn load_system() -> anyhow::Result<(TrustStore, BTreeMap<Fingerprint, String>)> {
    todo!()
}

/// Writes certificates that a store lacks into `dir`, one PEM file per store, named after it, and returns the paths.
pub fn write_missing(dir: &Path, missing: &BTreeMap<String, Vec<String>>) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let _ = (dir, missing);
    todo!()
}
