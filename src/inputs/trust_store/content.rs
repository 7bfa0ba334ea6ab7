//! The certificates in the bytes of one file, recognised by content.

use std::collections::BTreeSet;

use openssl::pkcs7::Pkcs7;
use openssl::x509::{X509, X509Crl, X509Req};
use x509_parser::certificate::X509Certificate;
use x509_parser::prelude::FromDer;

use crate::evidence::{Fingerprint, Junk};
use crate::trust::pem::{self, Block};

/// Parts of one file that are reported as junk; a file with more is no trust store.
const MAX_JUNK: usize = 100;

/// Finds every certificate in a file, each once, and names what else is in it.
///
/// Read are PEM with any text around it (also in UTF-16 with a byte order mark), DER, and PKCS#7 in either form.
/// Never fails and never panics: what cannot be used is junk.
pub fn certificates_in(file: &str, bytes: &[u8]) -> (Vec<(Fingerprint, String)>, Vec<Junk>) {
    let mut found = Found { file, certificates: Vec::new(), seen: BTreeSet::new(), junk: Vec::new() };
    match text(bytes) {
        Text::Of(text) => found.read_text(&text),
        Text::No => found.read_binary(bytes),
    }
    (found.certificates, found.junk)
}

/// What one DER structure is.
enum Der {
    Certificates(Vec<Vec<u8>>),
    Other(&'static str),
    Unknown,
}

const PRIVATE_KEY: &str = "a private key: remove it from here";
const PKCS12: &str = "a PKCS#12 file: export the certificate alone, as PEM";
const JAVA: &str = "a Java keystore: export its certificates, as PEM";
const REQUEST: &str = "a certificate request, not a certificate";
const REVOCATIONS: &str = "a revocation list, not a certificate";
const NOTHING: &str = "not a certificate";
/// What `show cert list trust`, or `show cert trust` without the certificate itself, is.
pub(super) const LISTING: &str = "a list of certificates, none of which it shows";

struct Found<'a> {
    file: &'a str,
    certificates: Vec<(Fingerprint, String)>,
    seen: BTreeSet<Fingerprint>,
    junk: Vec<Junk>,
}

impl Found<'_> {
    fn read_text(&mut self, text: &str) {
        if text.trim().is_empty() {
            return self.reject(None, "empty");
        }
        let blocks = pem::blocks(text);
        if blocks.is_empty() {
            return self.reject(Some(1), if is_listing(text) { LISTING } else { NOTHING });
        }
        for block in blocks {
            self.read_block(block);
        }
    }

    fn read_block(&mut self, block: Block) {
        let line = Some(block.line);
        if block.label.is_empty() {
            return self.reject(line, "an END line without its BEGIN line");
        }
        if let Some(what) = by_label(&block.label) {
            return self.reject(line, what);
        }
        let cut = || "cut off: its END line is missing";
        match block.bytes {
            Err(_) if !block.ended => self.reject(line, cut()),
            Err(line) => self.reject(Some(line), "base64 damaged"),
            Ok(bytes) => match by_content(&bytes) {
                Der::Certificates(certificates) => self.add(certificates),
                Der::Other(what) => self.reject(line, what),
                Der::Unknown if !block.ended => self.reject(line, cut()),
                Der::Unknown => self.reject(line, NOTHING),
            },
        }
    }

    /// One DER structure, or several in a row; zeros and blanks may follow.
    fn read_binary(&mut self, mut bytes: &[u8]) {
        if let [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] = bytes {
            return self.reject(None, JAVA);
        }
        while bytes.iter().any(|byte| !matches!(byte, 0 | b' ' | b'\r' | b'\n')) {
            match by_content(bytes) {
                Der::Certificates(certificates) => self.add(certificates),
                Der::Other(what) => return self.reject(None, what),
                Der::Unknown => return self.reject(None, NOTHING),
            }
            bytes = split_element(bytes).map_or(&[], |(_, rest)| rest);
        }
    }

    fn add(&mut self, certificates: Vec<Vec<u8>>) {
        for der in certificates {
            let fingerprint = pem::fingerprint(&der);
            if self.seen.insert(fingerprint.clone()) {
                self.certificates.push((fingerprint, pem::encode(&der)));
            }
        }
    }

    fn reject(&mut self, line: Option<usize>, what: &str) {
        if self.junk.len() == MAX_JUNK {
            self.junk.push(Junk {
                file: self.file.to_owned(),
                line,
                what: "and more of the like from here on".to_owned(),
            });
        } else if self.junk.len() < MAX_JUNK {
            self.junk.push(Junk { file: self.file.to_owned(), line, what: what.to_owned() });
        }
    }
}

/// Whether a text is what an appliance's command line tells of its certificates: `tomcat-trust/Corp_Root.pem: …`, or the
/// fields of one.
fn is_listing(text: &str) -> bool {
    let named = |line: &str| line.split_once("-trust/").is_some_and(|(_, name)| name.contains(".pem"));
    let has = |word: &str| text.contains(word);
    text.lines().any(named) || (has("Serial Number:") && (has("Issuer Name:") || has("Subject Name:")))
}

enum Text {
    Of(String),
    No,
}

/// A file's text, whatever its encoding; a file that begins like DER or a keystore, or has NULs, is none.
fn text(bytes: &[u8]) -> Text {
    let utf16 = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.as_chunks::<2>().0.iter().map(|pair| unit(*pair));
        Text::Of(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => Text::Of(String::from_utf8_lossy(rest).into_owned()),
        [0x30, second, ..] if *second >= 0x80 => Text::No,
        [0xfe, 0xed, 0xfe, 0xed, ..] | [0xce, 0xce, 0xce, 0xce, ..] => Text::No,
        _ => {
            let text = String::from_utf8_lossy(bytes);
            if bytes.contains(&0) && !text.contains("-----BEGIN ") { Text::No } else { Text::Of(text.into_owned()) }
        }
    }
}

/// What a BEGIN line says that is not to be decoded; none for what may hold certificates.
fn by_label(label: &str) -> Option<&'static str> {
    match label {
        "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE" => None,
        "PKCS7" | "PKCS #7 SIGNED DATA" | "CMS" => None,
        "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Some(REQUEST),
        "X509 CRL" => Some(REVOCATIONS),
        "PKCS12" => Some(PKCS12),
        label if label.ends_with("PRIVATE KEY") => Some(PRIVATE_KEY),
        label if label.ends_with("PUBLIC KEY") => Some("a public key, not a certificate"),
        label if label.ends_with("PARAMETERS") => Some("key parameters, not a certificate"),
        _ => Some(NOTHING),
    }
}

/// What the first DER structure of `bytes` is. What follows it (as in TRUSTED CERTIFICATE) is ignored.
fn by_content(bytes: &[u8]) -> Der {
    let Some((0x30, contents)) = contents_of(bytes) else { return Der::Unknown };
    if let Some(certificate) = certificate(bytes) {
        return Der::Certificates(vec![certificate]);
    }
    // The first INTEGER of a structure is its version: 3 for PKCS#12 (RFC 7292), 0 or 1 for keys (RFC 5958, 8017, 5915).
    match contents {
        [0x02, 0x01, 3, ..] => return Der::Other(PKCS12),
        [0x02, 0x01, 0 | 1, ..] => return Der::Other(PRIVATE_KEY),
        _ => {}
    }
    // An encrypted key (RFC 5958 section 3) begins with an algorithm of PKCS#5 or PKCS#12.
    const PKCS: [u8; 7] = [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01];
    let algorithm = contents_of(contents);
    if matches!(algorithm, Some((0x30, [0x06, _, oid @ ..])) if matches!(oid.strip_prefix(&PKCS), Some([5 | 12, ..]))) {
        return Der::Other(PRIVATE_KEY);
    }
    if let Ok(bundle) = Pkcs7::from_der(bytes) {
        let certificates = bundle.signed().and_then(|signed| signed.certificates());
        let certificates: Vec<_> = certificates.into_iter().flatten().filter_map(|one| one.to_der().ok()).collect();
        return match certificates.is_empty() {
            true => Der::Other("PKCS#7 without a certificate"),
            false => Der::Certificates(certificates),
        };
    }
    if X509Req::from_der(bytes).is_ok() {
        return Der::Other(REQUEST);
    }
    if X509Crl::from_der(bytes).is_ok() {
        return Der::Other(REVOCATIONS);
    }
    Der::Unknown
}

/// The certificate that `bytes` begin with. OpenSSL reads more of them and takes seven times as long, so it comes second.
fn certificate(bytes: &[u8]) -> Option<Vec<u8>> {
    match X509Certificate::from_der(bytes) {
        Ok((rest, _)) => bytes.strip_suffix(rest).map(<[u8]>::to_vec),
        Err(_) => X509::from_der(bytes).and_then(|certificate| certificate.to_der()).ok(),
    }
}

/// Tag and contents of the first element; contents that are cut off end where the bytes end.
fn contents_of(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let tag = *bytes.first()?;
    let (header, length) = measure(bytes)?;
    let end = header.saturating_add(length).min(bytes.len());
    Some((tag, bytes.get(header..end)?))
}

/// The first element and what follows it; none when the element is cut off.
fn split_element(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (header, length) = measure(bytes)?;
    bytes.split_at_checked(header.checked_add(length)?)
}

/// Length of the header and of the contents of the first element (X.690 section 8.1.3).
fn measure(bytes: &[u8]) -> Option<(usize, usize)> {
    let first = *bytes.get(1)?;
    match first {
        // The indefinite form, as streaming writers of PKCS#7 use it: it ends somewhere in the rest.
        0x80 => return Some((2, bytes.len().saturating_sub(2))),
        0..0x80 => return Some((2, usize::from(first))),
        _ => {}
    }
    let count = usize::from(first & 0x7f);
    let digits = bytes.get(2..2 + count).filter(|digits| (1..=4).contains(&digits.len()))?;
    let length = digits.iter().fold(0_usize, |length, digit| (length << 8) | usize::from(*digit));
    Some((2 + count, length))
}
