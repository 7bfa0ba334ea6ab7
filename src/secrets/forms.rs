//! One secret, and the forms in which it may come back: plain, escaped, encoded, cut.

use std::borrow::Cow;

use data_encoding::{BASE64, HEXLOWER};
use openssl::x509::X509;
use secrecy::{ExposeSecret, SecretString};

use super::WITHHELD;
use crate::trust::certificate;

/// A shorter secret is found in texts that have nothing to do with it: what is left around it would tell where it was,
/// so the whole text goes.
const SHORT: usize = 6;
/// The beginning of a secret at the end of a text that was cut, in bytes or letters, from which on it is taken for one.
pub(super) const BEGINNING: usize = 4;
/// Texts that are cut are longer than this.
const CUT_FROM: usize = 250;

/// One secret.
#[derive(Debug, Clone)]
pub(super) struct Word {
    plain: SecretString,
    /// In small letters: names come back in any case.
    small: SecretString,
    /// As base64 has it inside of anything, whatever stands before and after.
    encoded: Vec<SecretString>,
    /// In hexadecimal, small letters.
    hexadecimal: SecretString,
    said: bool,
}

impl Word {
    /// `user` is the account it is sent with by HTTP; `said` that the run says the same word openly.
    pub(super) fn new(plain: SecretString, user: Option<&str>, said: bool) -> Self {
        let bytes = plain.expose_secret().as_bytes();
        let mut encoded = vec![BASE64.encode(bytes)];
        if bytes.len() >= SHORT {
            encoded.extend((0..3).map(|before| inside_base64(bytes, before)));
        }
        encoded.extend(user.map(|user| BASE64.encode(format!("{user}:{}", plain.expose_secret()).as_bytes())));
        let encoded = encoded.into_iter().map(|text| SecretString::from(text.trim_end_matches('=').to_owned()));
        let encoded = encoded.collect();
        let hexadecimal = SecretString::from(HEXLOWER.encode(bytes));
        let small = SecretString::from(plain.expose_secret().to_lowercase());
        Self { plain, small, encoded, hexadecimal, said }
    }

    pub(super) fn said(&self) -> bool {
        self.said
    }

    pub(super) fn plain(&self) -> &str {
        self.plain.expose_secret()
    }

    pub(super) fn is_short(&self) -> bool {
        self.plain().len() < SHORT
    }

    /// Whether it stands in a text, in any form.
    pub(super) fn is_in(&self, text: &str) -> bool {
        self.out_of(text).is_some()
    }

    /// The text without it, or none when it is not in there. Where it is short or not written plainly, nothing of the
    /// text is left.
    pub(super) fn out_of(&self, text: &str) -> Option<String> {
        let shown = self.replaced(text);
        if shown.is_some() {
            return shown.map(|shown| self.without_beginning(&shown).unwrap_or(shown));
        }
        if self.is_hidden_in(text) {
            return Some(WITHHELD.to_owned());
        }
        self.without_beginning(text)
    }

    /// The same for the first bytes of an answer, in hexadecimal and as text, which may end within it.
    pub(super) fn out_of_first_bytes(&self, text: &str) -> Option<String> {
        let pairs = text.split(' ').map_while(|pair| HEXLOWER.decode(pair.as_bytes()).ok().filter(|b| b.len() == 1));
        let bytes: Vec<u8> = pairs.flatten().collect();
        let ends = [String::from_utf8_lossy(&bytes), text.trim_end_matches('"').into()];
        let cut = !self.is_short() && ends.iter().any(|text| self.beginning_at_end(text).is_some());
        if cut || ends.iter().any(|text| self.is_in(text)) { Some(WITHHELD.to_owned()) } else { self.out_of(text) }
    }

    /// Written plainly, in any case.
    fn replaced(&self, text: &str) -> Option<String> {
        if self.is_short() {
            return text.contains(self.plain()).then(|| WITHHELD.to_owned());
        }
        let (wanted, small) = match self.plain().is_ascii() {
            true => (self.small.expose_secret(), text.to_ascii_lowercase()),
            // Letters beyond ASCII may have another length in another case, so no part of the text can be kept then.
            false if text.contains(self.plain()) => (self.plain(), text.to_owned()),
            false => return text.to_lowercase().contains(self.small.expose_secret()).then(|| WITHHELD.to_owned()),
        };
        let mut shown: Option<String> = None;
        let mut done = 0;
        for (at, _) in small.match_indices(wanted) {
            let shown = shown.get_or_insert_default();
            shown.push_str(text.get(done..at).unwrap_or_default());
            shown.push_str(WITHHELD);
            done = at + wanted.len();
        }
        shown.map(|shown| shown + text.get(done..).unwrap_or_default())
    }

    /// Encoded or escaped.
    fn is_hidden_in(&self, text: &str) -> bool {
        self.is_encoded_in(text)
            || [unescaped_markup, unescaped_percent, unescaped_backslash, without_padding]
                .iter()
                .any(|decode| decode(text).is_some_and(|decoded| self.replaced(&decoded).is_some()))
    }

    /// A text that was cut in the midst of the secret: at its end, where it is long, and before each `…`.
    fn without_beginning(&self, text: &str) -> Option<String> {
        let long = text.len() >= CUT_FROM;
        if self.is_short() || !(long || text.contains('…')) {
            return None;
        }
        let cuts = text.matches('…').count();
        let mut found = false;
        let parts = text.split('…').enumerate().map(|(at, part)| {
            let beginning = self.beginning_at_end(part).filter(|_| long || at < cuts);
            found |= beginning.is_some();
            match beginning.and_then(|bytes| part.get(..part.len() - bytes)) {
                Some(kept) => format!("{kept}{WITHHELD}"),
                None => part.to_owned(),
            }
        });
        let shown = parts.collect::<Vec<_>>().join("…");
        found.then_some(shown)
    }

    /// How many bytes at the end of a text are the beginning of the secret.
    fn beginning_at_end(&self, text: &str) -> Option<usize> {
        let plain = self.plain();
        let lengths = plain.char_indices().map(|(at, _)| at).rev().take_while(|at| *at >= BEGINNING);
        let mut beginnings = lengths.filter_map(|at| plain.get(..at));
        beginnings.find(|beginning| text.ends_with(beginning)).map(str::len)
    }

    fn is_encoded_in(&self, text: &str) -> bool {
        let hexadecimal = self.hexadecimal.expose_secret();
        if hexadecimal.len() >= SHORT && text.len() >= hexadecimal.len() {
            let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ' | '-')).collect();
            if digits.to_ascii_lowercase().contains(hexadecimal) {
                return true;
            }
        }
        let text: Cow<'_, str> = match text.contains(['-', '_', '\n', '\r']) {
            true => text.chars().filter(|c| !matches!(c, '\n' | '\r')).map(url_safe).collect::<String>().into(),
            false => text.into(),
        };
        self.encoded.iter().any(|form| text.contains(form.expose_secret()))
    }

    /// Whether the names or values of a certificate hold it, as one byte a character or two. A short one is only looked
    /// for as a whole word of its names.
    pub(super) fn is_in_certificate(&self, pem: &str) -> bool {
        if self.said {
            return false;
        }
        if self.is_short() {
            let names = certificate::decode(pem)
                .map_or_else(Vec::new, |read| [vec![read.subject, read.issuer], read.dns_names].concat());
            let mut words = names.iter().flat_map(|name| name.split(|c: char| !c.is_alphanumeric()));
            return words.any(|word| word == self.plain());
        }
        let Ok(der) = X509::from_pem(pem.as_bytes()).and_then(|certificate| certificate.to_der()) else {
            return self.is_in(pem);
        };
        let narrow: Vec<u8> = der.iter().copied().filter(|byte| *byte != 0).collect();
        let latin: String = der.iter().map(|byte| char::from(*byte)).collect();
        [String::from_utf8_lossy(&der), String::from_utf8_lossy(&narrow), latin.into()]
            .iter()
            .any(|text| self.replaced(text).is_some() || self.is_hidden_in(text))
    }
}

fn url_safe(c: char) -> char {
    match c {
        '-' => '+',
        '_' => '/',
        c => c,
    }
}

/// What base64 makes of these bytes when `before` others (modulo 3) stand in front: the characters that depend on
/// nothing else.
fn inside_base64(bytes: &[u8], before: usize) -> String {
    let padded: Vec<u8> = std::iter::repeat_n(0, before).chain(bytes.iter().copied()).collect();
    let encoded = BASE64.encode(&padded);
    let from = (before * 8).div_ceil(6);
    let to = padded.len() * 8 / 6;
    encoded.get(from..to).unwrap_or_default().to_owned()
}

/// The texts of a JSON document, decoded: values and keys.
pub(super) fn texts(json: &[u8]) -> impl Iterator<Item = Cow<'_, str>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + memchr::memchr(b'"', json.get(at..)?)? + 1;
        let mut end = start;
        loop {
            end += memchr::memchr2(b'"', b'\\', json.get(end..)?)?;
            match json.get(end) {
                Some(b'\\') => end += 2,
                _ => break,
            }
        }
        at = end + 1;
        let raw = json.get(start..end)?;
        let plain = std::str::from_utf8(raw).unwrap_or_default();
        Some(match memchr::memchr(b'\\', raw) {
            None => Cow::Borrowed(plain),
            Some(_) => Cow::Owned(serde_json::from_str(&format!("\"{plain}\"")).unwrap_or_else(|_| plain.to_owned())),
        })
    })
}

/// `&lt;` and `&#60;`, twice over for text that was written as markup within markup.
fn unescaped_markup(text: &str) -> Option<String> {
    fn once(text: &str) -> String {
        let mut decoded = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('&') {
            decoded.push_str(before);
            let named = after.split_once(';').filter(|(name, _)| name.len() <= 10);
            match named.and_then(|(name, behind)| Some((entity(name)?, behind))) {
                Some((character, behind)) => {
                    decoded.push(character);
                    rest = behind;
                }
                None => {
                    decoded.push('&');
                    rest = after;
                }
            }
        }
        decoded.push_str(rest);
        decoded
    }
    text.contains('&').then(|| {
        let decoded = once(text);
        let twice = once(&decoded);
        format!("{decoded}\n{twice}")
    })
}

pub(super) fn entity(name: &str) -> Option<char> {
    let number = name.strip_prefix('#');
    match (name, number) {
        ("lt", _) => Some('<'),
        ("gt", _) => Some('>'),
        ("amp", _) => Some('&'),
        ("quot", _) => Some('"'),
        ("apos", _) => Some('\''),
        (_, Some(number)) => {
            let value = match number.strip_prefix(['x', 'X']) {
                Some(hexadecimal) => u32::from_str_radix(hexadecimal, 16),
                None => number.parse(),
            };
            value.ok().and_then(char::from_u32)
        }
        _ => None,
    }
}

/// `%41`, and `+` for a blank.
fn unescaped_percent(text: &str) -> Option<String> {
    text.contains(['%', '+']).then(|| {
        let plain = numbered(text, "%", (2, 16));
        format!("{plain}\n{}", plain.replace('+', " "))
    })
}

/// `\u0041`, `\x41`, `\41` of filters and names, `\065` of DNS, and a backslash before the character itself.
fn unescaped_backslash(text: &str) -> Option<String> {
    text.contains('\\').then(|| {
        let json = numbered(text, "\\u", (4, 16));
        let hexadecimal = numbered(text, "\\x", (2, 16));
        let ldap = numbered(text, "\\", (2, 16));
        let dns = numbered(text, "\\", (3, 10));
        let plain = |text: &str| text.replace("\\\\", "\u{0}").replace('\\', "").replace('\u{0}', "\\");
        [plain(&hexadecimal), plain(text), json, hexadecimal, ldap, dns].join("\n")
    })
}

/// One byte of nothing after each, as UTF-16 looks when it is read as bytes.
fn without_padding(text: &str) -> Option<String> {
    text.contains('\0').then(|| text.replace('\0', ""))
}

/// Replaces `mark` and so many digits of this base by the byte or character they stand for.
fn numbered(text: &str, mark: &str, (digits, base): (usize, u32)) -> String {
    let mut decoded: Vec<u8> = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(mark) {
        decoded.extend_from_slice(before.as_bytes());
        let number = after.get(..digits).and_then(|digits| u32::from_str_radix(digits, base).ok());
        match number {
            Some(value) => {
                match u8::try_from(value) {
                    Ok(byte) if digits < 4 || byte.is_ascii() => decoded.push(byte),
                    _ => decoded.extend(char::from_u32(value).unwrap_or('?').to_string().as_bytes()),
                }
                rest = after.get(digits..).unwrap_or_default();
            }
            None => {
                decoded.extend_from_slice(mark.as_bytes());
                rest = after;
            }
        }
    }
    decoded.extend_from_slice(rest.as_bytes());
    String::from_utf8_lossy(&decoded).into_owned()
}
