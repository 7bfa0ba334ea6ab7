//! A hash of a text that ignores case, eight bytes at a time.

/// A hash that ignores case. The seed differs from run to run, so no export can be made of colliding IDs.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seed(u64);

impl Seed {
    pub(crate) fn random() -> Self {
        use std::hash::BuildHasher;
        Self(std::hash::RandomState::new().hash_one(0u8) | 1)
    }

    /// The hash of a text; `kind` keeps hashes of different things apart.
    pub(crate) fn hash(self, kind: u64, text: &str) -> u64 {
        if text.is_ascii() {
            self.bytes(kind, text.as_bytes())
        } else {
            let lower: String = text.chars().flat_map(char::to_lowercase).collect();
            self.bytes(kind, lower.as_bytes())
        }
    }

    fn bytes(self, kind: u64, bytes: &[u8]) -> u64 {
        let mut state = mix(self.0 ^ kind, 0x9e37_79b9_7f4a_7c15 ^ bytes.len() as u64);
        for word in bytes.chunks_exact(8) {
            let mut eight = [0; 8];
            eight.copy_from_slice(word);
            state = mix(state ^ lower(u64::from_le_bytes(eight)), self.0);
        }
        // The last eight bytes, some of them a second time; of a shorter text all.
        let last = bytes.last_chunk().copied().unwrap_or_else(|| {
            let mut few = [0; 8];
            few.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
            few
        });
        mix(state ^ lower(u64::from_le_bytes(last)), self.0 ^ 0xe703_7ed1_a0b4_28db)
    }
}

fn mix(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b | 1);
    (product as u64) ^ ((product >> 64) as u64)
}

/// Eight bytes at once: ASCII capitals become small, everything else stays.
fn lower(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    let low = word & (0x7f * ONES);
    let beyond_z = low + u64::from(0x7f - b'Z') * ONES;
    let from_a = low + u64::from(0x80 - b'A') * ONES;
    let capital = (from_a ^ beyond_z) & !word & (0x80 * ONES);
    word | (capital >> 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::text::same;

    #[test]
    fn the_hash_ignores_what_equality_ignores() {
        let seed = Seed::random();
        for (a, b) in [("JDoe@CORP.example", "jdoe@corp.EXAMPLE"), ("ÄÖÜ-Long-Enough", "äöü-long-enough"), ("", "")]
        {
            assert!(same(a, b));
            assert_eq!(seed.hash(1, a), seed.hash(1, b), "{a}");
        }
        assert_ne!(seed.hash(1, "[doe"), seed.hash(1, "{doe"));
        assert_ne!(seed.hash(1, "a@b"), seed.hash(1, "a`b"));
        assert_ne!(seed.hash(1, "jdoe"), seed.hash(2, "jdoe"));
        assert_eq!(lower(u64::from_le_bytes(*b"AZ@[az09")), u64::from_le_bytes(*b"az@[az09"));
    }
}
