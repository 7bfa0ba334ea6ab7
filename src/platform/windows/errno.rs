//! Numbers of errors, as evidence keeps them: those of Linux, whichever system saw them, so that a report is judged
//! alike everywhere.

use std::io;

pub(crate) const EPERM: i32 = 1;
pub(crate) const EAGAIN: i32 = 11;
pub(crate) const ENOMEM: i32 = 12;
pub(crate) const EACCES: i32 = 13;
pub(crate) const EINVAL: i32 = 22;
pub(crate) const ENFILE: i32 = 23;
pub(crate) const EMFILE: i32 = 24;
pub(crate) const EPIPE: i32 = 32;
pub(crate) const EPROTONOSUPPORT: i32 = 93;
pub(crate) const EAFNOSUPPORT: i32 = 97;
pub(crate) const EADDRNOTAVAIL: i32 = 99;
pub(crate) const ENETDOWN: i32 = 100;
pub(crate) const ENETUNREACH: i32 = 101;
pub(crate) const ECONNABORTED: i32 = 103;
pub(crate) const ECONNRESET: i32 = 104;
pub(crate) const ENOBUFS: i32 = 105;
pub(crate) const ETIMEDOUT: i32 = 110;
pub(crate) const ECONNREFUSED: i32 = 111;
pub(crate) const EHOSTDOWN: i32 = 112;
pub(crate) const EHOSTUNREACH: i32 = 113;

/// What getaddrinfo says when it has no memory (`WSA_NOT_ENOUGH_MEMORY`).
pub(crate) const LOOKUP_OUT_OF_MEMORY: i32 = 8;

/// `WSAEWOULDBLOCK`.
const WOULD_BLOCK: i32 = 10035;

/// The number of an error of the system; that of Windows itself where Linux has none for it ("Windows Sockets Error
/// Codes", Microsoft).
pub(crate) fn of(error: &io::Error) -> Option<i32> {
    error.raw_os_error().map(|number| match number {
        8 => ENOMEM,
        10013 => EACCES,
        10022 => EINVAL,
        10024 => EMFILE,
        WOULD_BLOCK => EAGAIN,
        10043 => EPROTONOSUPPORT,
        10047 => EAFNOSUPPORT,
        10049 => EADDRNOTAVAIL,
        10050 => ENETDOWN,
        10051 => ENETUNREACH,
        10053 => ECONNABORTED,
        10054 => ECONNRESET,
        10055 => ENOBUFS,
        10060 => ETIMEDOUT,
        10061 => ECONNREFUSED,
        10064 => EHOSTDOWN,
        10065 => EHOSTUNREACH,
        other => other,
    })
}

/// A connection that was begun and is not decided yet.
pub(crate) fn is_in_progress(error: &io::Error) -> bool {
    error.raw_os_error() == Some(WOULD_BLOCK)
}
