//! What systems do differently, one job a file, and each with its twin for Windows.

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
pub(crate) use self::unix::{errno, files, pair, process, resolver, signals};
#[cfg(windows)]
pub(crate) use self::windows::{errno, files, pair, process, resolver, signals};
