//! What makes the comparison fast with half a million rows, kept apart so that everything else can be plain.
//!
//! Directories hold more than the users of call manager: computers, alumni, several domains. Half a million entries are
//! nothing unusual, and an administrator waits for the answer. Where time goes is not the arithmetic but memory: a
//! `HashMap<String, usize>` copies every ID, allocates once a row, and waits for one cache line after the other. The
//! three parts here do none of that; each can be replaced by the plain thing without a change of any result.
//!
//! - [`Index`] finds the first row of a text. It keeps no text: a slot has half of the hash and the number of the row,
//!   and the caller passes the column to compare with. Rows come in blocks of 64: first the slots of all of them are
//!   read, then each is used, so that the waits for memory overlap (`black_box` keeps the compiler from dropping reads
//!   whose values nobody wants). Plain: `HashMap<String, usize>` of the lower-case text.
//! - [`Seed`] hashes a text without regard to case and without a lower-case copy: eight bytes a step, capitals made
//!   small by bit arithmetic; text beyond ASCII goes the slow way. The seed is drawn in each run, since who writes an
//!   export could otherwise make IDs that all collide. Plain: `RandomState::hash_one(text.to_lowercase())`.
//! - [`AsHashed`] takes such a hash as it is for the key of a `HashMap`. Plain: no hasher named.
//!
//! What must hold: two texts that are the same by [`super::text::same`] have the same hash (tested), row numbers fit in
//! 32 bits (`inputs` takes 2 GiB of a file at most), and an index is at most half full, so every search ends at a free slot.
//!
//! The columns these work on stand in `people::Column`; the readers that take a file in pieces, so that no second copy
//! of it is in memory, in `inputs::pieces`. `benches/identity` measures all of it against a user's patience.

mod as_hashed;
mod hash;
mod index;

pub(crate) use self::as_hashed::AsHashed;
pub(crate) use self::hash::Seed;
pub(super) use self::index::{Index, Places};
