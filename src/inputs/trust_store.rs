//! Trust stores from files: PEM with text around it, several per file, DER, PKCS#7; junk is named and skipped.

mod content;
mod missing;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;

use anyhow::Context;

pub use self::content::certificates_in;
pub use self::missing::write_missing;
use crate::evidence::{Fingerprint, Junk, TrustStore};

/// Largest file that is read, in bytes.
const MAX_FILE: u64 = 16 << 20;

/// Files that are read of one store.
const MAX_FILES: usize = 10_000;

/// Reads a folder or a file as the trust store `name`; certificates come as PEM by fingerprint.
/// Fails only when the path cannot be read at all.
///
/// Of a folder, the files are read in the order of their names, and those of its subfolders, but no deeper; hidden
/// files are skipped and links are followed. A file counts for what it contains, not for its name.
pub fn load(name: &str, path: &Path) -> anyhow::Result<(TrustStore, BTreeMap<Fingerprint, String>)> {
    let unreadable = || format!("cannot read {} as the trust store of {name}", path.display());
    let mut store = Loading::default();
    let metadata = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            anyhow::bail!("{}: there is no such file or folder", unreadable())
        }
        found => found.with_context(unreadable)?,
    };
    if metadata.is_dir() {
        store.read_folder(path, "").with_context(unreadable)?;
    } else if metadata.is_file() {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
        let bytes = read_capped(path).with_context(unreadable)?;
        store.add(&file, bytes);
    } else {
        anyhow::bail!("{}: it is neither a file nor a folder", unreadable());
    }
    Ok(store.finish(name, &path.to_string_lossy(), false))
}

/// The trust store `name` of certificates that a node showed, each by the name that the node has for it, as PEM.
pub fn shown(name: &str, source: &str, held: Vec<(String, String)>) -> (TrustStore, BTreeMap<Fingerprint, String>) {
    let mut store = Loading::default();
    for (file, pem) in held.into_iter().take(MAX_FILES) {
        store.add(&file, Some(pem.into_bytes()));
    }
    store.finish(name, source, false)
}

/// What is in the place of a store that has no certificate at all, and what would be right.
pub fn without_certificates(store: &TrustStore) -> String {
    let files: BTreeSet<&str> = store.junk.iter().map(|junk| junk.file.as_str()).collect();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    for file in &files {
        let kind = Path::new(file).extension().map_or_else(|| "others".to_owned(), |e| format!(".{}", e.display()));
        *kinds.entry(kind).or_default() += 1;
    }
    let found = match (files.len(), store.junk.first()) {
        (0, _) | (_, None) => "it is empty".to_owned(),
        (1, Some(junk)) => format!("{}: {}", junk.file, junk.what),
        (files, _) => {
            let kinds = kinds.into_iter().map(|(kind, count)| format!("{count} {kind}")).collect::<Vec<_>>();
            format!("{files} files: {}", kinds.join(", "))
        }
    };
    format!(
        "no certificate in {} ({found}); expected the certificates of {}'s trust store, as PEM, DER or PKCS#7",
        store.source, store.name
    )
}

/// What to do about a store of which only a list was given: its certificates are not known, and so nothing is judged.
pub fn only_listed(store: &TrustStore) -> Option<String> {
    let listed = store.certificates.is_empty() && store.junk.iter().any(|junk| junk.what == content::LISTING);
    listed.then(|| {
        format!(
            "{} lists certificates of {}'s trust store and shows none, so that store is not judged: save what `show cert trust NAME` prints for each of them (the part from BEGIN to END CERTIFICATE), or download them under Security > Certificate Management",
            store.source, store.name
        )
    })
}

/// This host's own bundle, used when no store is given.
///
/// OpenSSL's places are read: the bundle file and the hashed folder, or what SSL_CERT_FILE and SSL_CERT_DIR name
/// instead. Read once: several configurations of one run have the same.
pub fn load_system() -> (TrustStore, BTreeMap<Fingerprint, String>) {
    static SYSTEM: LazyLock<(TrustStore, BTreeMap<Fingerprint, String>)> = LazyLock::new(read_system);
    SYSTEM.clone()
}

fn read_system() -> (TrustStore, BTreeMap<Fingerprint, String>) {
    let places = openssl_probe::probe();
    let mut store = Loading::default();
    let mut sources = Vec::new();
    if let Some(file) = &places.cert_file {
        store.add_file(file, &file.to_string_lossy());
        sources.push(file.display().to_string());
    }
    // The same folder may be named twice.
    for folder in BTreeSet::from_iter(&places.cert_dir) {
        let Ok(names) = names_in(folder) else { continue };
        // Only files named after a hash are looked up by OpenSSL; the others are their originals, and the bundle.
        for path in names.iter().filter(|name| is_hashed(name)).map(|name| folder.join(name)) {
            store.add_file(&path, &path.to_string_lossy());
        }
        sources.push(folder.display().to_string());
    }
    let source = if sources.is_empty() { "none where OpenSSL looks for one".to_owned() } else { sources.join(", ") };
    store.finish("system", &source, true)
}

/// A store being read.
#[derive(Default)]
struct Loading {
    certificates: Vec<Fingerprint>,
    pems: BTreeMap<Fingerprint, String>,
    junk: Vec<Junk>,
    files: usize,
}

impl Loading {
    /// Reads a folder; `prefix` is empty for the store itself and `NAME/` for a folder in it.
    fn read_folder(&mut self, folder: &Path, prefix: &str) -> std::io::Result<()> {
        for name in names_in(folder)? {
            let path = folder.join(&name);
            let shown = format!("{prefix}{name}", name = name.to_string_lossy());
            match fs::metadata(&path) {
                Ok(found) if found.is_dir() && prefix.is_empty() => {
                    if let Err(error) = self.read_folder(&path, &format!("{shown}/")) {
                        self.reject(&shown, &format!("cannot be read: {error}"));
                    }
                }
                Ok(found) if found.is_dir() => self.reject(&shown, "a folder within a folder: not read"),
                Ok(found) if !found.is_file() => self.reject(&shown, "neither a file nor a folder"),
                Ok(_) if self.files == MAX_FILES => {
                    self.reject(&shown, &format!("the store has more than {MAX_FILES} files: not read from here on"));
                    self.files += 1;
                }
                Ok(_) if self.files > MAX_FILES => return Ok(()),
                Ok(_) => self.add_file(&path, &shown),
                Err(error) => self.reject(&shown, &format!("cannot be read: {error}")),
            }
        }
        Ok(())
    }

    fn add_file(&mut self, path: &Path, shown: &str) {
        self.files += 1;
        match read_capped(path) {
            Ok(bytes) => self.add(shown, bytes),
            Err(error) => self.reject(shown, &format!("cannot be read: {error}")),
        }
    }

    /// Takes a file's contents; none is a file over the limit.
    fn add(&mut self, shown: &str, bytes: Option<Vec<u8>>) {
        let Some(bytes) = bytes else {
            return self.reject(shown, &format!("larger than {} MiB: not read", MAX_FILE >> 20));
        };
        let (certificates, junk) = certificates_in(shown, &bytes);
        self.junk.extend(junk);
        for (fingerprint, pem) in certificates {
            if !self.pems.contains_key(&fingerprint) {
                self.certificates.push(fingerprint.clone());
                self.pems.insert(fingerprint, pem);
            }
        }
    }

    fn reject(&mut self, file: &str, what: &str) {
        self.junk.push(Junk { file: file.to_owned(), line: None, what: what.to_owned() });
    }

    fn finish(self, name: &str, source: &str, system: bool) -> (TrustStore, BTreeMap<Fingerprint, String>) {
        let Self { certificates, pems, junk, .. } = self;
        (TrustStore { name: name.to_owned(), source: source.to_owned(), system, certificates, junk }, pems)
    }
}

/// Names in a folder that are not hidden, in order.
fn names_in(folder: &Path) -> std::io::Result<Vec<std::ffi::OsString>> {
    let mut names = fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name())).collect::<std::io::Result<Vec<_>>>()?;
    names.retain(|name| !name.as_encoded_bytes().starts_with(b"."));
    names.sort();
    Ok(names)
}

/// A file's contents, or none when it is over the limit.
fn read_capped(path: &Path) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MAX_FILE).then_some(bytes))
}

/// `5ed36f99.0`: a certificate's subject hash and a counter (c_rehash(1)).
fn is_hashed(name: &std::ffi::OsStr) -> bool {
    name.to_str().and_then(|name| name.split_once('.')).is_some_and(|(hash, counter)| {
        hash.len() == 8
            && hash.bytes().all(|byte| byte.is_ascii_hexdigit())
            && !counter.is_empty()
            && counter.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests;
