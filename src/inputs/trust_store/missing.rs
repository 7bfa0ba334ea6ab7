//! Files with the certificates that a store lacks, ready for upload.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use crate::files;
use crate::trust::certificate;
use crate::trust::pem;

/// Writes certificates that a store lacks into `dir`, one PEM file per store, named after it, and returns the paths.
///
/// `dir` is created where needed. A file that is there already is replaced as a whole or not at all. Stores that lack
/// nothing get no file. Fails when `dir` cannot be written or a certificate cannot be decoded.
///
/// Above each certificate stands where it was seen: `holders` names the store by fingerprint.
pub fn write_missing(
    dir: &Path,
    missing: &BTreeMap<String, Vec<String>>,
    holders: &BTreeMap<String, String>,
) -> anyhow::Result<Vec<PathBuf>> {
    fs::create_dir_all(dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let mut taken = BTreeSet::new();
    let mut paths = Vec::new();
    for (store, pems) in missing.iter().filter(|(_, pems)| !pems.is_empty()) {
        let path = dir.join(format!("{}.pem", free_name(store, &mut taken)));
        let text = upload(store, pems, holders)?;
        files::write(&path, |out| out.write_all(text.as_bytes()))
            .with_context(|| format!("cannot write {}", path.display()))?;
        paths.push(path);
    }
    Ok(paths)
}

/// The file's text: above each certificate a line that says which one it is.
fn upload(store: &str, pems: &[String], holders: &BTreeMap<String, String>) -> anyhow::Result<String> {
    let mut text = String::new();
    for pem in pems {
        let found = certificate::decode(pem).zip(pem::der(pem));
        let (certificate, der) =
            found.with_context(|| format!("a certificate that {store} lacks cannot be decoded"))?;
        // A subject may hold anything, but must not look like an armour line.
        let subject = certificate.subject.replace("--", "- -");
        let seen = match holders.get(&certificate.fingerprint) {
            Some(holder) => format!("seen in the store of {}", plain(holder)),
            None => "UNVERIFIED: taken from the connection. Before you upload it, compare the whole SHA-256 with the \
                     one that the owner of the CA tells you"
                .to_owned(),
        };
        text.push_str(&format!("# {seen}\n"));
        text.push_str(&format!("# {subject} SHA-256 {}\n", certificate.fingerprint));
        text.push_str(&pem::encode(&der));
    }
    Ok(text)
}

/// On one line, and unlike an armour line.
fn plain(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().replace("--", "- -")
}

/// A file name of a store's name, `presence-imp2` for `presence/imp2`, different from those taken.
fn free_name(store: &str, taken: &mut BTreeSet<String>) -> String {
    let plain = |(index, c): (usize, char)| match c {
        '/' | '\\' | ':' => '-',
        '.' if index == 0 => '-',
        c if c.is_control() => '-',
        c => c,
    };
    let mut base: String = store.chars().take(60).enumerate().map(plain).collect();
    if base.is_empty() {
        base.push_str("store");
    }
    let mut name = base.clone();
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{base}-{number}");
        number += 1;
    }
    name
}
