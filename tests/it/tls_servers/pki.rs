//! The chain these servers send.

use crate::live::pki::{Draft, HOST, Issued};

/// Root, issuing CA and leaf; the leaf is for `dc1.corp.example` and 127.0.0.1. Issuers are found by name, so that a
/// CA with another key is tried and fails.
pub(super) struct Pki {
    pub(super) root: Issued,
    pub(super) issuing: Issued,
    pub(super) leaf: Issued,
}

impl Pki {
    pub(super) fn new() -> Self {
        Self::with(leaf())
    }

    /// The same with a leaf that expired yesterday.
    pub(super) fn expired() -> Self {
        Self::with(leaf().days(-100, -1))
    }

    fn with(leaf: Draft) -> Self {
        let root = Draft::authority("Corp", "Root CA").without_key_ids().sign(None);
        let issuing = Draft::authority("Corp", "Issuing CA 1").without_key_ids().sign(Some(&root));
        let leaf = leaf.sign(Some(&issuing));
        Self { root, issuing, leaf }
    }

    /// Leaf, issuing CA, root: fingerprints as evidence writes them.
    pub(super) fn fingerprints(&self) -> Vec<String> {
        [&self.leaf, &self.issuing, &self.root].map(Issued::fingerprint).to_vec()
    }
}

fn leaf() -> Draft {
    Draft::server(&[HOST, "127.0.0.1"]).without_key_ids()
}
