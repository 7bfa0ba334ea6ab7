//! Every cause, most specific first; each failure is claimed once.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::cause::Cause;

/// All causes, most specific first.
pub static CAUSES: &[&Cause] = &[];
