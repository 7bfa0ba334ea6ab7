//! A pseudonym has the shape of what it stands for: addresses stay addresses, distinguished names keep their depth,
//! filters their clauses.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::known::{Known, is_common};
use super::{Kind, Pseudonyms};

impl Pseudonyms {
    /// The pseudonym of a text, by its shape; each part of it is remembered. Blanks around it stay: they are findings.
    pub(super) fn shape(&self, text: &str, kind: Kind, known: &mut Known) -> String {
        let inner = text.trim();
        if inner.is_empty() || inner.chars().all(|c| c == '*') {
            return text.to_owned();
        }
        let shaped = self.of(inner, kind, known);
        known.add(inner, shaped.clone());
        text.replacen(inner, &shaped, 1)
    }

    fn of(&self, text: &str, kind: Kind, known: &mut Known) -> String {
        if let Some((scheme, rest)) = text.split_once("://") {
            let (host, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            let path = match path.strip_prefix('/') {
                None => String::new(),
                Some("") => "/".to_owned(),
                Some(path) => format!("/{}", self.shape(path, Kind::Name, known)),
            };
            return format!("{scheme}://{}{path}", self.shape(host, Kind::Label, known));
        }
        if text.starts_with('(') && text.ends_with(')') {
            return self.filter(text, known);
        }
        if text.parse::<IpAddr>().is_ok() {
            return self.address(text);
        }
        if let Some((host, port)) = text.rsplit_once(':').filter(|(_, port)| port.parse::<u16>().is_ok()) {
            let bare = host.trim_start_matches('[').trim_end_matches(']');
            let shaped = self.shape(bare, Kind::Label, known);
            return if bare.len() < host.len() { format!("[{shaped}]:{port}") } else { format!("{shaped}:{port}") };
        }
        if text.contains('=') && !text.contains(' ') || is_dn(text) {
            return self.dn(text, known);
        }
        if let Some((local, domain)) = text.rsplit_once('@') {
            return format!("{}@{}", self.shape(local, Kind::User, known), self.shape(domain, Kind::Label, known));
        }
        if let Some((domain, user)) = text.split_once('\\').filter(|_| !text.contains(' ')) {
            let domain = match domain.split_once(':') {
                // "u:CORP\svc", the authorization identity of RFC 4513.
                Some((form, domain)) => format!("{form}:{}", self.shape(domain, Kind::Label, known)),
                None => self.shape(domain, Kind::Label, known),
            };
            return format!("{domain}\\{}", self.shape(user, Kind::User, known));
        }
        let host = text.contains('.') && text.chars().all(|c| c.is_alphanumeric() || "._-*".contains(c));
        if kind != Kind::User && (host || kind == Kind::Label && !text.contains(' ')) {
            return self.labels(text);
        }
        self.pseudonym(kind, text)
    }

    /// Each label by itself, so that a host stays below its domain. `_ldap._tcp` and `*` stay.
    fn labels(&self, host: &str) -> String {
        let label = |label: &str| match label {
            "" | "*" => label.to_owned(),
            known if known.starts_with('_') => known.to_owned(),
            label => self.pseudonym(Kind::Label, label),
        };
        host.split('.').map(label).collect::<Vec<_>>().join(".")
    }

    /// Attribute types stay, and with them the depth; values are replaced, those of DC as labels of a domain.
    fn dn(&self, text: &str, known: &mut Known) -> String {
        let mut shaped = Vec::new();
        for part in parts(text) {
            let Some((attribute, value)) = part.split_once('=') else {
                shaped.push(self.shape(&part, Kind::Name, known));
                continue;
            };
            let kind = match attribute.trim().to_lowercase().as_str() {
                "dc" => Kind::Label,
                "uid" | "samaccountname" => Kind::User,
                _ => Kind::Name,
            };
            // Of a name, a single word as "Users" may be a word of ours too: it is known together with its attribute.
            let is_word = kind == Kind::Name && value.chars().all(char::is_alphabetic);
            let plain = value.trim().replace('\\', "");
            let value = match is_common(&plain) {
                true => plain,
                false if kind == Kind::Label => self.labels(&plain),
                false if is_word => self.pseudonym(kind, &plain),
                false => self.shape(&plain, kind, known),
            };
            let whole = format!("{attribute}={value}");
            known.add(&part, whole.clone());
            shaped.push(whole);
        }
        shaped.join(",")
    }

    /// Attributes and operators stay; asserted values are replaced, unless everybody uses them.
    fn filter(&self, text: &str, known: &mut Known) -> String {
        let mut shaped = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('=') {
            let (before, after) = rest.split_at(at + 1);
            let end = after.find(')').unwrap_or(after.len());
            let (value, others) = after.split_at(end);
            shaped.push_str(before);
            let plain = value.chars().all(|c| c.is_ascii_digit() || c == '*');
            match plain || is_common(value) {
                true => shaped.push_str(value),
                false => {
                    let pieces = value.split('*').map(|piece| self.shape(piece, Kind::Name, known));
                    shaped.push_str(&pieces.collect::<Vec<_>>().join("*"));
                }
            }
            rest = others;
        }
        shaped.push_str(rest);
        shaped
    }

    /// An address of a private range in the same family. Loopback stays: it is everybody's.
    pub(super) fn address(&self, text: &str) -> String {
        let Ok(address) = text.parse::<IpAddr>() else { return self.pseudonym(Kind::Name, text) };
        if address.is_loopback() || address.is_unspecified() {
            return text.to_owned();
        }
        let digits = self.hmac("address", &address.to_string());
        let byte =
            |at: usize| digits.get(2 * at..2 * at + 2).and_then(|two| u8::from_str_radix(two, 16).ok()).unwrap_or(0);
        let word = |at: usize| u16::from_be_bytes([byte(at), byte(at + 1)]);
        match address {
            IpAddr::V4(_) => Ipv4Addr::new(10, byte(0), byte(1), byte(2)).to_string(),
            IpAddr::V6(_) => {
                Ipv6Addr::new(0xfd00, word(0), word(2), word(4), 0, word(6), word(8), word(10)).to_string()
            }
        }
    }
}

/// Addresses and long numbers in a sentence that no evidence names, as a proposal does.
pub(super) fn sentence(text: &str, pseudonyms: &Pseudonyms) -> String {
    let edge = |c: char| "\"'`,;:.()[]{}<>".contains(c);
    let word = |word: &str| {
        let inner = word.trim_matches(edge);
        let digits = inner.len() >= 16 && inner.chars().all(|c| c.is_ascii_hexdigit() || c == ':');
        if digits && !inner.contains("::") && inner.parse::<IpAddr>().is_err() {
            word.replacen(inner, &pseudonyms.pseudonym(Kind::Digits, inner), 1)
        } else {
            word.to_owned()
        }
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Whether every part is `attribute=value`.
fn is_dn(text: &str) -> bool {
    let attribute = |part: &str| {
        let attribute = part.split_once('=').map(|(attribute, _)| attribute.trim());
        attribute.is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.'))
    };
    let parts = parts(text);
    parts.first().is_some_and(|part| attribute(part)) && parts.iter().skip(1).all(|part| part.contains('='))
}

/// The parts between commas that are not escaped (RFC 4514).
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut part, mut escaped) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        match c {
            ',' if !escaped => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(part);
    parts
}
