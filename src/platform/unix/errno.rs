//! Numbers of errors (errno(3)), as evidence keeps them.

use std::io;

pub(crate) use nix::libc::{
    EACCES, EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN, ECONNABORTED, ECONNREFUSED, ECONNRESET, EHOSTDOWN, EHOSTUNREACH,
    EINVAL, EMFILE, ENETDOWN, ENETUNREACH, ENFILE, ENOBUFS, ENOMEM, EPERM, EPIPE, EPROTONOSUPPORT, ETIMEDOUT,
};

/// What getaddrinfo says when it has no memory.
pub(crate) const LOOKUP_OUT_OF_MEMORY: i32 = nix::libc::EAI_MEMORY;

/// The number of an error of the system.
pub(crate) fn of(error: &io::Error) -> Option<i32> {
    error.raw_os_error()
}

/// A connection that was begun and is not decided yet.
pub(crate) fn is_in_progress(error: &io::Error) -> bool {
    error.raw_os_error() == Some(nix::libc::EINPROGRESS)
}
