//! Families of LDAP result codes (RFC 4511 appendix A).

/// `busy` (51) and `unavailable` (52): nothing was looked at.
pub fn is_busy(code: u32) -> bool {
    matches!(code, 51 | 52)
}

/// `strongerAuthRequired` (8) and `confidentialityRequired` (13): simple binds are refused on this connection, whoever
/// binds.
pub fn wants_protection(code: u32) -> bool {
    matches!(code, 8 | 13)
}

/// The password of a bind was never compared: 8, 13, `authMethodNotSupported` (7), `inappropriateAuthentication` (48) and
/// `busy` (51).
///
/// `unavailable` (52) does not say so: an LDAP proxy says it when the directory behind it hung up in the midst of the
/// bind, which may have counted it (slapd's back-ldap: "Proxy operation retry failed").
pub fn leaves_the_password_alone(code: u32) -> bool {
    wants_protection(code) || matches!(code, 7 | 48 | 51)
}
