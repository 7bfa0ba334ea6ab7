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

/// What the options of an attribute's description say about its value (RFC 4512 section 2.5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Options {
    /// It is a value like any other: no option, or one that does not change whose value it is.
    Plain,
    /// One of several forms of the value, as `;lang-de`: the plain one counts before it.
    Form,
    /// Some of the values; more follow under another range (MS-ADTS 3.1.1.3.1.3.3).
    Range,
    /// No value any more: 389 Directory Server keeps what was deleted, with its state.
    Deleted,
}

impl Options {
    fn of(description: &str) -> Self {
        let mut options = Self::Plain;
        for option in description.split(';').skip(1) {
            let starts = |with: &str| option.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
            if option.eq_ignore_ascii_case("deleted") || option.eq_ignore_ascii_case("deletedattribute") {
                return Self::Deleted;
            } else if starts("range=") {
                options = if option.ends_with("-*") { Self::Plain } else { Self::Range };
            } else if !(option.eq_ignore_ascii_case("binary") || STATES.iter().any(|state| starts(state))) {
                options = Self::Form;
            }
        }
        options
    }
}

/// Options in which 389 Directory Server keeps when a value was changed (`db2ldif -r`).
const STATES: [&str; 4] = ["adcsn-", "vucsn-", "vdcsn-", "mdcsn-"];

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
    /// Some attribute has values that are not shown.
    hidden: bool,
}

#[derive(Debug)]
struct Name {
    text: String,
    secret: bool,
    /// Place in `values` of the first value of this entry.
    first: Option<u32>,
    /// That value is one of several forms: a plain one takes its place.
    form: bool,
    /// The entry has values that are not shown: they stand in another file, or further ranges of them follow.
    hidden: bool,
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
        self.values_at(self.place(attribute))
    }

    /// All values of the attribute at a place that [`Entry::place`] gave.
    pub(super) fn values_at(&self, place: Option<usize>) -> impl Iterator<Item = &[u8]> {
        self.values.iter().filter(move |value| Some(value.name) == place).map(|value| self.bytes_of(value))
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

    /// Whether any attribute has values that the file does not show.
    pub(super) fn hides_any(&self) -> bool {
        self.hidden
    }

    /// Whether the attribute has values that the file does not show.
    pub(super) fn hides(&self, attribute: &str) -> bool {
        self.place(attribute).and_then(|place| self.names.get(place)).is_some_and(|name| name.hidden)
    }

    /// The attribute has values that stand somewhere else.
    pub(super) fn hide(&mut self, attribute: &str) {
        let name = self.intern(name_of(attribute)).and_then(|place| self.names.get_mut(place));
        if let Some(name) = name {
            (name.hidden, self.hidden) = (true, true);
        }
    }

    pub(crate) fn clear(&mut self) {
        for name in &mut self.names {
            (name.first, name.form, name.hidden) = (None, false, false);
        }
        self.next = 0;
        self.hidden = false;
        self.dn.clear();
        self.bytes.clear();
        self.values.clear();
    }

    pub(crate) fn set_dn(&mut self, dn: &str) {
        self.dn.push_str(without_ids(dn));
    }

    /// Adds a value, unless the attribute holds secrets.
    pub(crate) fn push(&mut self, attribute: &str, value: &[u8]) {
        let Some((name, options)) = self.described(attribute) else { return };
        let start = self.bytes.len();
        let named = value.starts_with(b"<").then(|| std::str::from_utf8(value).ok()).flatten();
        self.bytes.extend_from_slice(named.map_or(value, |name| without_ids(name).as_bytes()));
        self.add(name, start, options);
    }

    /// Adds what a value stands for in base64 or hexadecimal digits, likewise. Fails when it is damaged.
    pub(super) fn push_decoded(&mut self, attribute: &str, value: &[u8], code: &Encoding) -> Result<(), DecodeError> {
        let Some((name, options)) = self.described(attribute) else { return code.decode(value).map(drop) };
        let start = self.bytes.len();
        self.bytes.resize(start + code.decode_len(value.len())?, 0);
        let decoded = code.decode_mut(value, self.bytes.get_mut(start..).unwrap_or_default());
        self.bytes.truncate(start + decoded.as_ref().copied().unwrap_or(0));
        decoded.map_err(|partial| partial.error)?;
        self.add(name, start, options);
        Ok(())
    }

    /// The place of the name in a description, and what its options say; none when no value is to be kept.
    fn described(&mut self, description: &str) -> Option<(usize, Options)> {
        // Names come in the same order and spelling from entry to entry, some several times, most without options.
        for place in [self.next, self.next.wrapping_sub(1)] {
            if let Some(known) = self.names.get(place).filter(|name| name.text == description) {
                self.next = place + 1;
                return (!known.secret).then_some((place, Options::Plain));
            }
        }
        let options = Options::of(description);
        let place = self.intern(name_of(description));
        place.filter(|_| options != Options::Deleted).map(|place| (place, options))
    }

    /// Makes the bytes from `start` on a value.
    fn add(&mut self, name: usize, start: usize, options: Options) {
        let index = u32::try_from(self.values.len()).ok();
        let Some(known) = self.names.get_mut(name) else { return };
        let form = options == Options::Form;
        if known.first.is_none() || (known.form && !form) {
            (known.first, known.form) = (index, form);
        }
        if options == Options::Range {
            (known.hidden, self.hidden) = (true, true);
        }
        self.values.push(Value { name, start, end: self.bytes.len() });
    }

    /// The place of a name that may be kept.
    fn intern(&mut self, attribute: &str) -> Option<usize> {
        let place = match self.place(attribute) {
            Some(place) => place,
            None if self.names.len() < MAX_NAMES => {
                let (text, secret) = (attribute.to_owned(), is_secret(attribute));
                self.names.push(Name { text, secret, first: None, form: false, hidden: false });
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

/// An attribute's name without options.
fn name_of(description: &str) -> &str {
    description.split(';').next().unwrap_or(description)
}

/// A name without the identifiers before it: `<GUID=…>;<SID=…>;CN=a,DC=x` (`ldbsearch --extended-dn`, and the control
/// LDAP_SERVER_EXTENDED_DN, MS-ADTS 3.1.1.3.4.1.5).
fn without_ids(dn: &str) -> &str {
    let mut rest = dn;
    while ["<GUID=", "<SID=", "<RMD_"].iter().any(|id| rest.starts_with(id)) {
        match rest.split_once(">;") {
            Some((_, name)) => rest = name,
            None => return dn,
        }
    }
    rest
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
    fn options_decide_which_value_counts() {
        let first = |pairs: &[(&str, &str)]| {
            let mut entry = Entry::default();
            pairs.iter().for_each(|(name, value)| entry.push(name, value.as_bytes()));
            (String::from_utf8_lossy(entry.first(entry.place("uid"))).into_owned(), entry.hides("uid"))
        };
        for (pairs, expected, hidden) in [
            (&[("uid;lang-fr", "autre"), ("uid", "ruth")][..], "ruth", false),
            (&[("uid", "ruth"), ("uid;lang-fr", "autre")], "ruth", false),
            (&[("uid;lang-fr", "autre")], "autre", false),
            (&[("uid;x-hidden;lang-fr", "autre"), ("UID;vucsn-5f0000;mdcsn-5f0001", "ruth")], "ruth", false),
            (&[("uid;vucsn-5f00;deleted", "old"), ("uid;vucsn-5f01", "ruth")], "ruth", false),
            (&[("uid;adcsn-5f00;deletedattribute;deleted", "old")], "", false),
            (&[("uid;range=0-1499", "ruth")], "ruth", true),
            (&[("uid;Range=1500-*", "ruth")], "ruth", false),
            (&[("uid;binary", "ruth")], "ruth", false),
        ] {
            assert_eq!(first(pairs), (expected.to_owned(), hidden), "{pairs:?}");
        }
        let mut entry = Entry::default();
        entry.hide("userPassword");
        entry.hide("sn");
        assert!(entry.hides("SN") && !entry.hides("userPassword"));
        entry.clear();
        assert!(!entry.hides("sn"));
    }

    #[test]
    fn names_without_the_identifiers_before_them() {
        let mut entry = Entry::default();
        entry.set_dn("<GUID=01ab>;<SID=S-1-5-21-7>;CN=Ruth,DC=x");
        entry.push("memberOf", b"<GUID=02ab>;CN=Voice,DC=x");
        entry.push("info", b"<no name>;x");
        assert_eq!(entry.dn(), "CN=Ruth,DC=x");
        assert_eq!(entry.first(entry.place("memberOf")), b"CN=Voice,DC=x");
        assert_eq!(entry.first(entry.place("info")), b"<no name>;x");
    }

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
