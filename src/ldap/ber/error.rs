//! What can be wrong with an encoding.

use crate::evidence::fault::Fault;

/// What breaks the encoding, with the position in the message.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BerError {
    /// Identifier octets 0x1f, 0x3f …: LDAP has none of them.
    #[error("element at byte {at} has a multi-byte tag (0x{tag:02x})")]
    LongTag {
        /// Position.
        at: usize,
        /// The identifier octet.
        tag: u8,
    },
    /// Length octet 0x80.
    #[error("element at byte {at} (tag 0x{tag:02x}) has an indefinite length, which LDAP forbids")]
    Indefinite {
        /// Position.
        at: usize,
        /// The identifier octet.
        tag: u8,
    },
    /// More than eight length octets, or 0xff.
    #[error("element at byte {at} (tag 0x{tag:02x}) has a length of {octets} octets")]
    LongLength {
        /// Position.
        at: usize,
        /// The identifier octet.
        tag: u8,
        /// Length octets announced.
        octets: usize,
    },
    /// The content reaches past the end of what contains it.
    #[error("element at byte {at} (tag 0x{tag:02x}) claims {claimed} bytes, its parent ends after {left}")]
    Overrun {
        /// Position.
        at: usize,
        /// The identifier octet.
        tag: u8,
        /// Bytes claimed.
        claimed: u64,
        /// Bytes left in the parent.
        left: usize,
    },
    /// The parent ends inside a header.
    #[error("the element at byte {at} ends inside its header")]
    Truncated {
        /// Position.
        at: usize,
    },
    /// Another element was expected.
    #[error("element at byte {at} has tag 0x{found:02x}, expected 0x{expected:02x}")]
    Tag {
        /// Position.
        at: usize,
        /// The identifier octet found.
        found: u8,
        /// The identifier octet expected.
        expected: u8,
    },
    /// An element is missing.
    #[error("an element is missing at byte {at}")]
    Missing {
        /// Position.
        at: usize,
    },
    /// An INTEGER or ENUMERATED of no bytes, or of more than eight.
    #[error("the number at byte {at} has {len} bytes")]
    Number {
        /// Position.
        at: usize,
        /// Its length.
        len: usize,
    },
    /// Nested deeper than any LDAP message.
    #[error("element at byte {at} is nested more than {limit} deep")]
    Depth {
        /// Position.
        at: usize,
        /// The limit.
        limit: usize,
    },
    /// More elements than any LDAP message of use, so that a small message cannot become a huge tree.
    #[error("the message has more than {limit} elements")]
    Elements {
        /// The limit.
        limit: usize,
    },
}

impl From<BerError> for Fault {
    fn from(error: BerError) -> Self {
        Self::Malformed { what: error.to_string() }
    }
}
