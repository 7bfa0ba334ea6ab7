//! Active Directory's own words inside LDAP answers.

/// The hexadecimal code after `data` in a bind answer's text (`…, data 52e, v1db1`), if there is one.
///
/// Windows ends the text in a NUL byte, Samba does not; both are accepted.
pub fn data_code(text: &str) -> Option<u32> {
    let _ = text;
    todo!()
}
