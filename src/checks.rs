//! Every check, in the order a person would try them.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

use crate::check::Check;

/// All checks, in human order.
pub static CHECKS: &[&Check] = &[];
