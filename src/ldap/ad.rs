//! Active Directory's own words inside LDAP answers.

/// The hexadecimal code after `data` in a bind answer's text (`…, data 52e, v1db1`), if there is one.
///
/// Windows ends the text in a NUL byte, Samba does not; both are accepted. Only texts in Active Directory's own form
/// count, so the word "data" in another server's message means nothing.
pub fn data_code(text: &str) -> Option<u32> {
    if !text.contains("LdapErr") && !text.contains("AcceptSecurityContext") {
        return None;
    }
    text.match_indices("data").find_map(|(at, word)| {
        let starts_a_word = !text.get(..at)?.ends_with(|before: char| before.is_alphanumeric());
        let after = text.get(at + word.len()..)?;
        let number = after.trim_start();
        let digits = number.split(|c: char| !c.is_alphanumeric()).next()?;
        (starts_a_word && number.len() < after.len()).then(|| u32::from_str_radix(digits, 16).ok())?
    })
}

/// The bit of `userAccountControl` that disables an account (MS-ADTS 2.2.16), as filters write it.
pub const DISABLED_BIT: &[u8] = b"2";

/// Attributes of Active Directory that filters for people use (MS-ADA1 to MS-ADA3), in lower case.
const ATTRIBUTES: [&str; 18] = [
    "useraccountcontrol",
    "objectcategory",
    "samaccountname",
    "samaccounttype",
    "userprincipalname",
    "serviceprincipalname",
    "objectsid",
    "objectguid",
    "primarygroupid",
    "grouptype",
    "accountexpires",
    "lockouttime",
    "pwdlastset",
    "badpwdcount",
    "lastlogontimestamp",
    "iscriticalsystemobject",
    "showinaddressbook",
    "admincount",
];
/// How the names of further ones begin: of newer functions, of Lync and Skype, of Exchange.
const BEGINNINGS: [&str; 4] = ["msds-", "msrtcsip-", "msexch", "extensionattribute"];

/// Whether an attribute is one of Active Directory or of the products on it: then its name is right, and a server that
/// does not know it has another schema.
pub fn is_attribute(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(&name))
        || BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::{data_code, is_attribute};

    #[test]
    fn knows_its_own_attributes() {
        for (name, own) in [
            ("UserAccountControl", true),
            ("msDS-User-Account-Control-Computed", true),
            ("extensionAttribute12", true),
            ("userAcountControl", false),
            ("telephoneNumber", false),
        ] {
            assert_eq!(is_attribute(name), own, "{name}");
        }
    }

    #[test]
    fn reads_the_code_of_active_directory_only() {
        for (text, code) in [
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 52e, v1db1", Some(0x52e)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 530, v1db1", Some(0x530)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 531, v1db1", Some(0x531)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 532, v1db1", Some(0x532)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 533, v1db1", Some(0x533)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 701, v1db1", Some(0x701)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 773, v1db1", Some(0x773)),
            ("80090308: LdapErr: DSID-0C0903A9, comment: AcceptSecurityContext error, data 775, v1db1", Some(0x775)),
            ("80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data 52e, v4563\0", Some(0x52e)),
            ("80090308: LdapErr: DSID-0C0903C5, comment: AcceptSecurityContext error, data 533, v23f0", Some(0x533)),
            ("80090308: LdapErr: DSID-0C0903D9, comment: AcceptSecurityContext error, data 525, vece", Some(0x525)),
            (
                "80090308: LdapErr: DSID-0C0903D9, comment: AcceptSecurityContext error, data 80090346\0",
                Some(0x8009_0346),
            ),
            (
                "00002028: LdapErr: DSID-0C090256, comment: The server requires binds to turn on integrity checking \
                 if SSL\\TLS are not already active on the connection, data 0, v3839",
                Some(0),
            ),
            ("00000057: LdapErr: DSID-0C090000, comment: bad data format in metadata 7, data  57, v1db1", Some(0x57)),
            ("LdapErr: data 123456789abcdef, v1", None),
            ("LdapErr: comment: no data", None),
            ("LdapErr: data, v1", None),
            ("BindSimple: Transport encryption required.", None),
            ("the data 52e is not Active Directory's", None),
            ("", None),
        ] {
            assert_eq!(data_code(text), code, "{text:?}");
        }
    }
}
