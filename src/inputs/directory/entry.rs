//! One entry of an export. It is filled again and again, so a million of them cost no allocation each.

use data_encoding::{DecodeError, Encoding};

/// Names of attributes that are told apart; a schema has more, a person's entry never.
const MAX_NAMES: usize = 1000;

/// Attributes that hold passwords, their hashes or keys: never copied.
const SECRET: [&str; 7] = [
    "supplementalCredentials",
    "krbPrincipalKey",
    "krbExtraData",
    "sshPrivateKey",
    "msPKIAccountCredentials",
    "pwdHistory",
    "authPassword",
];

/// How the names of further such attributes end: `userPassword`, `unicodePwd`, `ms-Mcs-AdmPwd`, `ntPwdHistory`.
const SECRET_ENDS: [&str; 6] = ["password", "pwd", "pwdhistory", "passwordhistory", "privatekey", "pin"];

/// An entry's name and attribute values.
#[derive(Debug, Default)]
pub struct Entry {
    /// Names met so far in the file, without options; they stay when the entry is cleared.
    names: Vec<Name>,
    /// The name after the last one: attributes mostly come in the same order.
    next: usize,
    dn: String,
    bytes: Vec<u8>,
    values: Vec<Value>,
}

#[derive(Debug)]
struct Name {
    text: String,
    secret: bool,
    /// Place in `values` of the first value of this entry.
    first: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Value {
    name: usize,
    start: usize,
    end: usize,
}

impl Entry {
    /// The distinguished name.
    pub fn dn(&self) -> &str {
        &self.dn
    }

    /// All values of an attribute; its name counts in any case, and without options.
    pub fn values<'e>(&'e self, attribute: &'e str) -> impl Iterator<Item = &'e [u8]> + 'e {
        let name = self.place(attribute);
        self.values.iter().filter(move |value| Some(value.name) == name).map(|value| self.bytes_of(value))
    }

    /// The first value of the attribute at a place that [`Entry::place`] gave; empty when there is none.
    pub(super) fn first(&self, place: Option<usize>) -> &[u8] {
        let first = place.and_then(|place| self.names.get(place)?.first);
        first.and_then(|first| self.values.get(first as usize)).map_or(&[], |value| self.bytes_of(value))
    }

    /// Where an attribute's name stands among those met so far.
    pub(super) fn place(&self, attribute: &str) -> Option<usize> {
        self.names.iter().position(|name| name.text.eq_ignore_ascii_case(attribute))
    }

    /// Names met so far; places found earlier stay valid while more are met.
    pub(super) fn names(&self) -> usize {
        self.names.len()
    }

    pub(crate) fn clear(&mut self) {
        for name in &mut self.names {
            name.first = None;
        }
        self.next = 0;
        self.dn.clear();
        self.bytes.clear();
        self.values.clear();
    }

    pub(crate) fn set_dn(&mut self, dn: &str) {
        self.dn.push_str(dn);
    }

    /// Adds a value, unless the attribute holds secrets.
    pub(crate) fn push(&mut self, attribute: &str, value: &[u8]) {
        let Some(name) = self.intern(attribute) else { return };
        let start = self.bytes.len();
        self.bytes.extend_from_slice(value);
        self.add(name, start);
    }

    /// Adds what a value stands for in base64 or hexadecimal digits, likewise. Fails when it is damaged.
    pub(super) fn push_decoded(&mut self, attribute: &str, value: &[u8], code: &Encoding) -> Result<(), DecodeError> {
        let Some(name) = self.intern(attribute) else { return code.decode(value).map(drop) };
        let start = self.bytes.len();
        self.bytes.resize(start + code.decode_len(value.len())?, 0);
        let decoded = code.decode_mut(value, self.bytes.get_mut(start..).unwrap_or_default());
        self.bytes.truncate(start + decoded.as_ref().copied().unwrap_or(0));
        decoded.map_err(|partial| partial.error)?;
        self.add(name, start);
        Ok(())
    }

    /// Makes the bytes from `start` on a value.
    fn add(&mut self, name: usize, start: usize) {
        let index = u32::try_from(self.values.len()).ok();
        let Some(known) = self.names.get_mut(name) else { return };
        known.first = known.first.or(index);
        self.values.push(Value { name, start, end: self.bytes.len() });
    }

    /// The place of a name that may be kept.
    fn intern(&mut self, attribute: &str) -> Option<usize> {
        let expected = self.names.get(self.next).is_some_and(|name| name.text.eq_ignore_ascii_case(attribute));
        let base = if expected { attribute } else { attribute.split(';').next().unwrap_or(attribute) };
        let place = match if expected { Some(self.next) } else { self.place(base) } {
            Some(place) => place,
            None if self.names.len() < MAX_NAMES => {
                self.names.push(Name { text: base.to_owned(), secret: is_secret(base), first: None });
                self.names.len() - 1
            }
            None => return None,
        };
        self.next = place + 1;
        self.names.get(place).filter(|name| !name.secret).map(|_| place)
    }

    fn bytes_of(&self, value: &Value) -> &[u8] {
        self.bytes.get(value.start..value.end).unwrap_or_default()
    }
}

/// Whether an attribute may hold a password, its hash, or a key.
pub(super) fn is_secret(attribute: &str) -> bool {
    let lower = attribute.to_ascii_lowercase();
    SECRET.iter().any(|name| name.eq_ignore_ascii_case(attribute)) || SECRET_ENDS.iter().any(|end| lower.ends_with(end))
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;

    use super::*;

    #[test]
    fn values_by_name_and_secrets_left_out() {
        let mut entry = Entry::default();
        for round in ["1", "2"] {
            entry.clear();
            entry.set_dn("cn=a");
            entry.push("objectClass", b"top");
            entry.push("userPassword", b"canary");
            entry.push("MEMBER;range=0-1", round.as_bytes());
            entry.push("objectclass", b"group");
            entry.push("pwdLastSet", b"0");
            entry.push_decoded("unicodePwd", b"Y2FuYXJ5", &BASE64).unwrap();
            entry.push_decoded("objectGUID", b"AAE=", &BASE64).unwrap();
            assert!(entry.push_decoded("objectGUID", b"AA#=", &BASE64).is_err());
        }
        assert_eq!(entry.values("objectClass").collect::<Vec<_>>(), [&b"top"[..], b"group"]);
        assert_eq!(entry.first(entry.place("member")), b"2");
        assert_eq!(entry.values("objectGUID").collect::<Vec<_>>(), [[0, 1]]);
        assert_eq!((entry.values("userPassword").count(), entry.values("pwdLastSet").count()), (0, 1));
        assert!(!format!("{entry:?}").contains("canary"));
    }
}
