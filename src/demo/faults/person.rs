//! What can be wrong with one person's account.

use openssl::error::ErrorStack;
use time::OffsetDateTime;

use super::super::company;
use super::super::pki::days;
use super::super::setup::Setup;

/// An attribute of an account and its value.
type Attribute = (&'static str, String);

/// Asks about a person, without their password, whose account has these attributes.
pub(super) fn ask(setup: &mut Setup, id: &str, attributes: &[Attribute]) -> Result<(), ErrorStack> {
    for (attribute, value) in attributes {
        set(setup, id, attribute, value);
    }
    setup.ask_about(id, false);
    Ok(())
}

pub(super) fn set(setup: &mut Setup, id: &str, attribute: &str, value: &str) {
    if let Some(dn) = company::dn_of(id) {
        setup.directory.set(&dn, attribute, value);
    }
}

/// The last of the tries that are allowed, just now, with the password that was changed just now.
pub(super) fn locked_now() -> [Attribute; 4] {
    let now = company::file_time(OffsetDateTime::now_utc());
    [
        ("lockoutTime", now.clone()),
        ("badPwdCount", "3".to_owned()),
        ("msDS-User-Account-Control-Computed", "16".to_owned()),
        ("pwdLastSet", now),
    ]
}

/// A password that must be changed first: it may expire (512), and the computed flag says that it has.
pub(super) fn fresh() -> [Attribute; 3] {
    [
        ("userAccountControl", "512".to_owned()),
        ("pwdLastSet", "0".to_owned()),
        ("msDS-User-Account-Control-Computed", "8388608".to_owned()),
    ]
}

pub(super) fn expired_yesterday() -> [Attribute; 1] {
    [("accountExpires", company::file_time(OffsetDateTime::now_utc() - days(1)))]
}
