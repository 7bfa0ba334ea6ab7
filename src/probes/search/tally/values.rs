//! Values of which everybody should have one of their own.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hasher};

use super::{LISTED, note};
use crate::evidence::search::Sample;

/// Shared values of which everybody is looked up; of further ones, all but the first met are known.
const SHARED: usize = 200;

/// Values of which everybody should have one of their own.
#[derive(Default)]
pub(in crate::probes::search) struct Values {
    /// Hashes of those seen: 8 bytes a person instead of the text.
    seen: HashSet<u64>,
    shared: HashMap<u64, Vec<u8>>,
}

impl Values {
    /// Everybody who has one of these shares it.
    pub(super) fn all_shared(values: &[Vec<u8>]) -> Self {
        Self { seen: values.iter().map(|value| hash(value)).collect(), ..Self::default() }
    }

    /// Notes somebody whose value was seen before.
    pub(super) fn add(&mut self, value: &[u8], dn: &[u8], sample: &mut Sample) {
        let hashed = hash(value);
        if self.seen.insert(hashed) {
            return;
        }
        note(sample, dn, LISTED);
        if self.shared.len() < SHARED {
            self.shared.entry(hashed).or_insert_with(|| value.to_vec());
        }
    }

    /// Those that several have.
    pub(in crate::probes::search) fn shared(&self) -> Vec<Vec<u8>> {
        self.shared.values().cloned().collect()
    }
}

/// Alike for texts that differ in case and blanks around them.
pub(super) fn hash(text: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for byte in text.trim_ascii() {
        hasher.write_u8(byte.to_ascii_lowercase());
    }
    hasher.finish()
}
