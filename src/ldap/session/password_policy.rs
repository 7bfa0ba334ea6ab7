//! The password policy response control (draft-behera-ldap-password-policy-10 section 6.2).

use ldap3::controls::Control;

use crate::evidence::PasswordPolicy;
use crate::ldap::ber::{BerError, Element, Reader, SEQUENCE};

/// The control, in requests and responses.
pub(super) const CONTROL: &str = "1.3.6.1.4.1.42.2.27.8.5.1";

const WARNING: u8 = 0xa0;
const TIME_BEFORE_EXPIRATION: u8 = 0x80;
const GRACE_BINDS_REMAINING: u8 = 0x81;
const ERROR: u8 = 0x81;

/// What the response control among `controls` says; `None` without one, or when its value makes no sense.
pub(super) fn find(controls: &[Control]) -> Option<PasswordPolicy> {
    let control = controls.iter().find(|control| control.1.ctype == CONTROL)?;
    decode(control.1.val.as_deref()?).ok()
}

fn decode(value: &[u8]) -> Result<PasswordPolicy, BerError> {
    let whole = Reader::new(value).expect(SEQUENCE)?;
    let mut parts = Reader::inside(&whole);
    let mut policy = PasswordPolicy::default();
    if let Some(warning) = parts.optional(WARNING)? {
        let mut choice = Reader::inside(&warning);
        policy.expires_in_s = count(choice.optional(TIME_BEFORE_EXPIRATION)?)?;
        policy.grace_binds = count(choice.optional(GRACE_BINDS_REMAINING)?)?;
    }
    policy.error = count(parts.optional(ERROR)?)?.and_then(|number| u32::try_from(number).ok());
    Ok(policy)
}

fn count(element: Option<Element<'_>>) -> Result<Option<u64>, BerError> {
    let number = element.map(|element| element.number()).transpose()?;
    Ok(number.and_then(|number| u64::try_from(number).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes_warnings_and_errors_and_survives_garbage() {
        let policy = |expires_in_s, grace_binds, error| Some(PasswordPolicy { expires_in_s, grace_binds, error });
        for (value, expected) in [
            (&b"\x30\x00"[..], policy(None, None, None)),
            (b"\x30\x07\xa0\x05\x80\x03\x06\x97\x7f", policy(Some(431_999), None, None)),
            (b"\x30\x06\xa0\x04\x81\x02\x01\xf3", policy(None, Some(499), None)),
            (b"\x30\x03\x81\x01\x01", policy(None, None, Some(1))),
            (b"\x30\x08\xa0\x03\x81\x01\x02\x81\x01\x00", policy(None, Some(2), Some(0))),
            (b"\x30\x03\x81\x01\xff", policy(None, None, None)),
            (b"", None),
            (b"\x04\x02hi", None),
            (b"\x30\x80\x00\x00", None),
            (b"\x30\x03\x81\x07\x01", None),
            (b"\x30\x02\x81\x00", None),
            (b"\x30\x0b\x81\x09\x01\x02\x03\x04\x05\x06\x07\x08\x09", None),
        ] {
            assert_eq!(decode(value).ok(), expected, "{value:02x?}");
        }
    }
}
