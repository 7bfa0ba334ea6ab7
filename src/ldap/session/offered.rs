//! What a server offers by its root entry: nothing else is asked of it.

use std::collections::BTreeSet;

use crate::evidence::RootDse;

/// "Who am I?" (RFC 4532).
pub(super) const WHO_AM_I: &str = "1.3.6.1.4.1.4203.1.11.3";

/// Object identifiers of controls and extended operations (RFC 4512 section 5.1).
#[derive(Debug, Default)]
pub(super) struct Offered {
    controls: BTreeSet<String>,
    extensions: BTreeSet<String>,
}

impl Offered {
    /// What the root entry lists.
    pub(super) fn by(root: &RootDse) -> Self {
        let listed = |attribute| root.values(attribute).iter().map(|oid| oid.trim().to_owned()).collect();
        Self { controls: listed("supportedControl"), extensions: listed("supportedExtension") }
    }

    /// Whether requests may carry this control.
    pub(super) fn control(&self, oid: &str) -> bool {
        self.controls.contains(oid)
    }

    /// Whether this operation may be asked for.
    pub(super) fn extension(&self, oid: &str) -> bool {
        self.extensions.contains(oid)
    }
}
