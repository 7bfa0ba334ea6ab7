//! Distinguished names as `javax.security.auth.x500.X500Principal` compares them.
//!
//! Two names are the same when their canonical texts are: only PrintableString and UTF8String are read as text, with
//! blanks and case folded; every other string type counts by its encoding, and so does every attribute without a
//! keyword in RFC 2253 (JDK, `sun.security.x509.AVA.toRFC2253CanonicalString`).

use unicode_normalization::UnicodeNormalization;
use x509_parser::asn1_rs::Tag;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

use crate::trust::pem::hexadecimal;

/// Attribute types with a keyword in RFC 2253.
const KEYWORDS: &[&str] = &[
    "2.5.4.3",                    // CN
    "2.5.4.6",                    // C
    "2.5.4.7",                    // L
    "2.5.4.8",                    // ST
    "2.5.4.9",                    // STREET
    "2.5.4.10",                   // O
    "2.5.4.11",                   // OU
    "0.9.2342.19200300.100.1.25", // DC
    "0.9.2342.19200300.100.1.1",  // UID
];

/// A name: one canonical text for each relative name, as encoded.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Name {
    canonical: Vec<String>,
    /// The same by what a reader sees: string types and case forgotten.
    seen: Vec<String>,
    /// Addresses in an emailAddress attribute.
    pub(super) mail: Vec<String>,
}

impl Name {
    pub(super) fn new(name: &X509Name<'_>) -> Self {
        let rdn = |part: fn(&AttributeTypeAndValue<'_>) -> String| {
            name.iter_rdn()
                .map(|rdn| {
                    let mut parts: Vec<String> = rdn.iter().map(part).collect();
                    parts.sort();
                    parts.join("+")
                })
                .collect()
        };
        let mail = name.iter_attributes().filter(|a| a.attr_type().to_id_string() == "1.2.840.113549.1.9.1");
        Self { canonical: rdn(canonical), seen: rdn(seen), mail: mail.map(text).collect() }
    }

    pub(super) fn same(&self, other: &Self) -> bool {
        self.canonical == other.canonical
    }

    /// A reader takes them for one name, Java does not.
    pub(super) fn looks_like(&self, other: &Self) -> bool {
        self.seen == other.seen
    }

    pub(super) fn is_empty(&self) -> bool {
        self.canonical.is_empty()
    }

    /// Whether this name is `base`, or below it (RFC 5280 section 4.2.1.10).
    pub(super) fn within(&self, base: &Self) -> bool {
        self.canonical.starts_with(&base.canonical)
    }
}

fn canonical(attribute: &AttributeTypeAndValue<'_>) -> String {
    let (oid, value) = (attribute.attr_type().to_id_string(), attribute.attr_value());
    let is_text = matches!(value.tag(), Tag::PrintableString | Tag::Utf8String);
    match is_text && KEYWORDS.contains(&oid.as_str()) {
        true => format!("{oid}={}", folded(&text(attribute))),
        false => format!("{oid}=#{}.{}", value.tag().0, hexadecimal(value.data, "")),
    }
}

fn seen(attribute: &AttributeTypeAndValue<'_>) -> String {
    format!("{}={}", attribute.attr_type().to_id_string(), folded(&text(attribute)))
}

/// Decomposed, in small letters, each run of blanks one.
fn folded(text: &str) -> String {
    let decomposed: String = text.nfkd().collect();
    decomposed.to_uppercase().to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text(attribute: &AttributeTypeAndValue<'_>) -> String {
    let value = attribute.attr_value();
    match value.tag() {
        Tag::BmpString => {
            let units =
                value.data.chunks(2).map(|pair| pair.iter().fold(0, |code: u16, byte| (code << 8) | u16::from(*byte)));
            char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
        }
        Tag::T61String => value.data.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(value.data).into_owned(),
    }
}

/// The last common name, the one that Java's name check falls back on.
pub(super) fn most_specific_common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name().last().map(text)
}

/// Text of a certificate, safe to print and short.
pub(super) fn printable(text: &str) -> String {
    let shown = |c: char| c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric();
    text.chars().take(80).map(|c| if shown(c) { c } else { char::REPLACEMENT_CHARACTER }).collect()
}
