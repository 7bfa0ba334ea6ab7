//! Linux.

pub(crate) mod errno;
pub(crate) mod files;
pub(crate) mod pair;
pub(crate) mod process;
pub(crate) mod resolver;
pub(crate) mod signals;
