//! The matrix: every dimension of trust, each bad one with good neighbours.

mod algorithms;
mod dates;
mod names;
mod paths;
mod uses;

use super::pki::{Draft, HOST, Issued};

/// A server, a store, and the name it is asked by.
pub(super) struct Case {
    pub(super) dimension: &'static str,
    pub(super) name: String,
    /// As sent, the server's own first.
    pub(super) sent: Vec<Issued>,
    pub(super) store: Vec<Issued>,
    pub(super) host: String,
    pub(super) tls_1_2: bool,
    /// OpenSSL's list for TLS 1.2; empty for its own.
    pub(super) ciphers: &'static str,
}

impl Case {
    fn new(dimension: &'static str, name: &str, sent: &[&Issued], store: &[&Issued]) -> Self {
        let owned = |all: &[&Issued]| all.iter().map(|&issued| issued.clone()).collect();
        let (sent, store) = (owned(sent), owned(store));
        Self { dimension, name: name.to_owned(), sent, store, host: HOST.to_owned(), tls_1_2: false, ciphers: "" }
    }

    fn asked_by(self, host: &str) -> Self {
        Self { host: host.to_owned(), ..self }
    }

    fn over(self, ciphers: &'static str) -> Self {
        Self { tls_1_2: true, ciphers, ..self }
    }
}

/// A root, an issuing CA and a sound leaf.
struct Sound {
    root: Issued,
    issuing: Issued,
    leaf: Issued,
}

impl Sound {
    fn new() -> Self {
        let root = Draft::ca("Lab Root").self_signed();
        let issuing = Draft::ca("Lab Issuing").by(&root);
        let leaf = Draft::leaf().by(&issuing);
        Self { root, issuing, leaf }
    }
}

/// A sound chain, over TLS 1.2.
pub(super) fn sound() -> Case {
    let Sound { root, issuing, leaf } = Sound::new();
    Case { tls_1_2: true, ..Case::new("sound", "sound", &[&leaf, &issuing], &[&root]) }
}

pub(super) fn all() -> Vec<Case> {
    [paths::all(), dates::all(), uses::all(), algorithms::all(), names::all()].into_iter().flatten().collect()
}
