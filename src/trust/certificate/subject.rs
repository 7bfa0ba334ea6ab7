//! Distinguished names in the text form of RFC 4514, safe to print.

use x509_parser::asn1_rs::Tag;
use x509_parser::x509::{AttributeTypeAndValue, X509Name};

/// Longest attribute value that is shown, in characters; RFC 5280's upper bounds are far below it.
const MAX_VALUE: usize = 256;

/// Longest name that is shown, in characters.
const MAX_NAME: usize = 1024;

/// Attribute types with a short name: RFC 4514 section 3, then the names OpenSSL prints.
const SHORT_NAMES: &[(&str, &str)] = &[
    ("2.5.4.3", "CN"),
    ("2.5.4.7", "L"),
    ("2.5.4.8", "ST"),
    ("2.5.4.10", "O"),
    ("2.5.4.11", "OU"),
    ("2.5.4.6", "C"),
    ("2.5.4.9", "STREET"),
    ("0.9.2342.19200300.100.1.25", "DC"),
    ("0.9.2342.19200300.100.1.1", "UID"),
    ("1.2.840.113549.1.9.1", "emailAddress"),
    ("2.5.4.4", "SN"),
    ("2.5.4.5", "serialNumber"),
    ("2.5.4.12", "title"),
    ("2.5.4.15", "businessCategory"),
    ("2.5.4.17", "postalCode"),
    ("2.5.4.42", "GN"),
    ("2.5.4.97", "organizationIdentifier"),
];

/// A name as text, most specific part first: `CN=dc1,OU=Servers,DC=corp,DC=example`.
pub(super) fn rfc4514(name: &X509Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .iter_rdn()
        .map(|rdn| rdn.iter().map(|part| assertion(&short_name(part), &value(part))).collect::<Vec<_>>().join("+"))
        .collect();
    parts.reverse();
    shorten(&parts.join(","), MAX_NAME).into_owned()
}

/// The most specific common name, unescaped and safe to print.
pub(super) fn common_name(name: &X509Name<'_>) -> Option<String> {
    name.iter_common_name().last().map(|attribute| clean(&value(attribute))).filter(|name| !name.is_empty())
}

/// A name such that two names OpenSSL takes for equal have the same text: ASCII case and blanks folded, whatever the
/// string types (RFC 5280 section 7.1).
pub(crate) fn folded(name: &X509Name<'_>) -> String {
    let mut text = String::new();
    for rdn in name.iter_rdn() {
        for attribute in rdn.iter() {
            text.push_str(&attribute.attr_type().to_id_string());
            for word in value(attribute).split_ascii_whitespace() {
                text.push(' ');
                text.push_str(&word.to_ascii_lowercase());
            }
            text.push('\n');
        }
    }
    text
}

/// One attribute as `CN=value`, escaped.
pub(super) fn assertion(name: &str, value: &str) -> String {
    format!("{name}={}", escape(value))
}

/// Text of a certificate, safe to print: characters that steer a terminal or reorder text become U+FFFD.
pub(super) fn clean(text: &str) -> String {
    shorten(text, MAX_VALUE).chars().map(|c| if steers(c) { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// Bytes of a string type unknown, as fallback: UTF-8, or big-endian UTF-16 where every other byte is zero.
pub(super) fn guess(bytes: &[u8]) -> String {
    let wide = bytes.len() >= 2 && bytes.len().is_multiple_of(2) && bytes.iter().step_by(2).all(|byte| *byte == 0);
    if wide { utf16(bytes) } else { String::from_utf8_lossy(bytes).into_owned() }
}

/// An attribute's short name; a type that has none stays an OID.
fn short_name(attribute: &AttributeTypeAndValue<'_>) -> String {
    let oid = attribute.attr_type().to_id_string();
    SHORT_NAMES.iter().find(|(known, _)| *known == oid).map(|(_, name)| (*name).to_owned()).unwrap_or(oid)
}

/// An attribute's value by its ASN.1 type; what is no string becomes `#` and its contents in hexadecimal.
fn value(attribute: &AttributeTypeAndValue<'_>) -> String {
    let any = attribute.attr_value();
    match any.tag() {
        Tag::BmpString => utf16(any.data),
        Tag::UniversalString => any
            .data
            .chunks(4)
            .map(|unit| {
                let code = unit.iter().fold(0, |code: u32, byte| (code << 8) | u32::from(*byte));
                char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER)
            })
            .collect(),
        // T.61 strings hold Latin-1 in practice; OpenSSL reads them so, too.
        Tag::T61String => any.data.iter().map(|byte| char::from(*byte)).collect(),
        Tag::Utf8String | Tag::PrintableString | Tag::Ia5String | Tag::NumericString | Tag::VisibleString => {
            String::from_utf8_lossy(any.data).into_owned()
        }
        _ => format!("#{}", crate::trust::pem::hexadecimal(any.data, "")),
    }
}

fn utf16(bytes: &[u8]) -> String {
    let units = bytes.chunks(2).map(|unit| unit.iter().fold(0, |code: u16, byte| (code << 8) | u16::from(*byte)));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

/// RFC 4514 section 2.4, and `\XX` for every byte of a character that would steer a terminal or reorder text.
fn escape(value: &str) -> String {
    let value = shorten(value, MAX_VALUE);
    let last = value.chars().count().saturating_sub(1);
    let mut text = String::with_capacity(value.len());
    for (index, c) in value.chars().enumerate() {
        match c {
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => text.extend(['\\', c]),
            ' ' if index == 0 || index == last => text.push_str("\\ "),
            '#' if index == 0 => text.push_str("\\#"),
            c if steers(c) => {
                for byte in c.encode_utf8(&mut [0; 4]).bytes() {
                    text.push('\\');
                    text.push_str(&crate::trust::pem::hexadecimal(&[byte], ""));
                }
            }
            c => text.push(c),
        }
    }
    text
}

fn shorten(text: &str, most: usize) -> std::borrow::Cow<'_, str> {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()).into(),
        None => text.into(),
    }
}

/// Control characters, invisible ones and those that change the direction of text.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
