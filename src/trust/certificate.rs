//! One certificate, decoded (RFC 5280).

pub(super) mod fallback;
pub(super) mod subject;

use std::net::IpAddr;

use openssl::x509::{X509, X509Ref};
use time::OffsetDateTime;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;
use x509_parser::signature_algorithm::SignatureAlgorithm;

use super::pem::hexadecimal;
use crate::evidence::Fingerprint;

/// The facts of one certificate that judgements and texts need.
#[derive(Debug, Clone, PartialEq)]
pub struct Certificate {
    /// SHA-256 of its DER form, upper-case hexadecimal.
    pub fingerprint: Fingerprint,
    /// Subject, RFC 4514 form, most specific first: `CN=Corp Root CA,O=Corp`.
    pub subject: String,
    /// Issuer, the same form.
    pub issuer: String,
    /// The subject's common name, where there is one.
    pub common_name: Option<String>,
    /// The name by which a person would call it: the common name, else the subject, else the fingerprint's start.
    pub label: String,
    /// Subject equals issuer and its own key verifies its signature.
    pub self_signed: bool,
    /// Start of validity.
    pub not_before: OffsetDateTime,
    /// End of validity.
    pub not_after: OffsetDateTime,
    /// Subject key identifier, upper-case hexadecimal with colons.
    pub key_id: Option<String>,
    /// Authority key identifier, the same form.
    pub authority_key_id: Option<String>,
    /// DNS names of the subjectAltName extension, as written.
    pub dns_names: Vec<String>,
    /// IP addresses of the subjectAltName extension.
    pub ip_addresses: Vec<IpAddr>,
    /// Basic constraints: `Some(true)` for a CA; none without the extension.
    pub ca: Option<bool>,
    /// Basic constraints: CAs allowed below this one.
    pub path_len: Option<u32>,
    /// Key usage: `keyCertSign`; none without the extension.
    pub may_sign_certificates: Option<bool>,
    /// Key usage: `digitalSignature` or `keyEncipherment`; none without the extension.
    pub may_serve_tls: Option<bool>,
    /// Extended key usage contains serverAuth or anyExtendedKeyUsage; none without the extension.
    pub server_auth: Option<bool>,
    /// `RSA`, `EC` or the algorithm's OID.
    pub key_type: String,
    /// Size of the key in bits.
    pub key_bits: u32,
    /// Signature algorithm by name: `sha256WithRSAEncryption`.
    pub signature: String,
    /// The signature uses MD5 or SHA-1.
    pub weak_signature: bool,
}

/// Decodes a certificate of evidence. Never fails: what cannot be decoded by x509-parser is taken from OpenSSL,
/// and what OpenSSL cannot read either is none.
pub fn decode(pem: &str) -> Option<Certificate> {
    let der = super::pem::der(pem)?;
    let x509 = X509::from_der(&der).ok();
    let mut certificate = match (X509Certificate::from_der(&der), x509) {
        (Ok((_, parsed)), x509) => of_parsed(&der, &parsed, x509.as_deref()),
        (Err(_), Some(x509)) => fallback::decode(&der, &x509)?,
        (Err(_), None) => return None,
    };
    certificate.label = label(&certificate);
    Some(certificate)
}

fn label(certificate: &Certificate) -> String {
    match &certificate.common_name {
        Some(name) => name.clone(),
        None if !certificate.subject.is_empty() => certificate.subject.clone(),
        None => certificate.fingerprint.chars().take(16).collect(),
    }
}

fn of_parsed(der: &[u8], parsed: &X509Certificate<'_>, x509: Option<&X509Ref>) -> Certificate {
    let (key_type, key_bits) = x509.and_then(fallback::key).unwrap_or_else(|| parsed_key(parsed));
    let signature = x509.map_or_else(|| parsed.signature_algorithm.algorithm.to_id_string(), fallback::signature);
    let mut certificate = Certificate {
        fingerprint: super::pem::fingerprint(der),
        subject: subject::rfc4514(parsed.subject()),
        issuer: subject::rfc4514(parsed.issuer()),
        common_name: subject::common_name(parsed.subject()),
        label: String::new(),
        self_signed: x509.is_some_and(fallback::is_self_signed),
        not_before: parsed.validity().not_before.to_datetime(),
        not_after: parsed.validity().not_after.to_datetime(),
        key_id: None,
        authority_key_id: None,
        dns_names: Vec::new(),
        ip_addresses: Vec::new(),
        ca: None,
        path_len: None,
        may_sign_certificates: None,
        may_serve_tls: None,
        server_auth: None,
        key_type,
        key_bits,
        weak_signature: fallback::is_weak(&signature) || hashes_weakly(parsed),
        signature,
    };
    for extension in parsed.iter_extensions() {
        add_extension(&mut certificate, extension.parsed_extension());
    }
    certificate
}

fn add_extension(certificate: &mut Certificate, extension: &ParsedExtension<'_>) {
    match extension {
        ParsedExtension::SubjectKeyIdentifier(id) => certificate.key_id = Some(hexadecimal(id.0, ":")),
        ParsedExtension::AuthorityKeyIdentifier(authority) => {
            certificate.authority_key_id = authority.key_identifier.as_ref().map(|id| hexadecimal(id.0, ":"));
        }
        ParsedExtension::SubjectAlternativeName(names) => {
            for name in &names.general_names {
                add_name(certificate, name);
            }
        }
        ParsedExtension::BasicConstraints(constraints) => {
            certificate.ca = Some(constraints.ca);
            certificate.path_len = constraints.path_len_constraint;
        }
        ParsedExtension::KeyUsage(usage) => {
            certificate.may_sign_certificates = Some(usage.key_cert_sign());
            certificate.may_serve_tls = Some(usage.digital_signature() || usage.key_encipherment());
        }
        ParsedExtension::ExtendedKeyUsage(usage) => certificate.server_auth = Some(usage.server_auth || usage.any),
        _ => {}
    }
}

fn add_name(certificate: &mut Certificate, name: &GeneralName<'_>) {
    match name {
        GeneralName::DNSName(name) => certificate.dns_names.push(subject::clean(name)),
        // A name that is not UTF-8 still counts as one: the common name is not used beside it (RFC 6125 section 6.4.4).
        GeneralName::Invalid(tag, bytes) if tag.0 == 2 => {
            certificate.dns_names.push(subject::clean(&String::from_utf8_lossy(bytes)));
        }
        GeneralName::IPAddress(bytes) => certificate.ip_addresses.extend(fallback::address(bytes)),
        _ => {}
    }
}

/// RSA-PSS names its hash in its parameters only; without them it is SHA-1 (RFC 4055 section 3.1).
fn hashes_weakly(parsed: &X509Certificate<'_>) -> bool {
    // x509-parser writes to standard error about what it does not know, so it is asked about RSA-PSS only.
    if parsed.signature_algorithm.algorithm.to_id_string() != "1.2.840.113549.1.1.10" {
        return false;
    }
    match SignatureAlgorithm::try_from(&parsed.signature_algorithm) {
        Ok(SignatureAlgorithm::RSASSA_PSS(parameters)) => {
            ["1.3.14.3.2.26", "1.2.840.113549.2.5"].contains(&parameters.hash_algorithm_oid().to_id_string().as_str())
        }
        _ => false,
    }
}

/// The key as x509-parser sees it, where OpenSSL does not know its type.
fn parsed_key(parsed: &X509Certificate<'_>) -> (String, u32) {
    let bits = parsed.public_key().parsed().map_or(0, |key| key.key_size());
    (parsed.public_key().algorithm.algorithm.to_id_string(), u32::try_from(bits).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use openssl::hash::MessageDigest;

    use super::*;
    use crate::trust::mint::{Certificate as Mint, NOW};

    #[test]
    fn writes_names_as_rfc_4514_says() {
        type Row<'a> = (&'a [(&'static str, &'a str)], &'a str, &'a str);
        let table: &[Row<'_>] = &[
            (
                &[("DC", "example"), ("DC", "corp"), ("OU", "DCs"), ("CN", "dc1")],
                "CN=dc1,OU=DCs,DC=corp,DC=example",
                "dc1",
            ),
            (
                &[("C", "CH"), ("ST", "Bern"), ("L", "Thun"), ("O", "Corp"), ("CN", "x"), ("emailAddress", "a@b")],
                "emailAddress=a@b,CN=x,O=Corp,L=Thun,ST=Bern,C=CH",
                "x",
            ),
            (
                &[("CN", "Corp, \"Root\" <CA>; a+b\\c")],
                r#"CN=Corp\, \"Root\" \<CA\>\; a\+b\\c"#,
                "Corp, \"Root\" <CA>; a+b\\c",
            ),
            (&[("CN", " #x ")], r"CN=\ #x\ ", " #x "),
            (&[("CN", "#x")], r"CN=\#x", "#x"),
            (&[("CN", "a\u{1b}[31m\nb")], r"CN=a\1B[31m\0Ab", "a\u{fffd}[31m\u{fffd}b"),
            (&[("CN", "a\u{202e}b")], r"CN=a\E2\80\AEb", "a\u{fffd}b"),
            (&[("CN", "Zürich 日本")], "CN=Zürich 日本", "Zürich 日本"),
            (&[("CN", "first"), ("CN", "last")], "CN=last,CN=first", "last"),
            (&[("O", "Corp"), ("OU", "PKI")], "OU=PKI,O=Corp", "OU=PKI,O=Corp"),
        ];
        for (parts, subject, label) in table {
            let minted = Mint::ca("").subject(parts).self_signed();
            let certificate = minted.decoded();
            assert_eq!((certificate.subject.as_str(), certificate.label.as_str()), (*subject, *label));
            assert_eq!(certificate.issuer, *subject);
            let plain = !subject.contains('\\') && subject.is_ascii();
            if plain {
                let other = fallback::decode(&minted.der(), &minted.x509).unwrap();
                assert_eq!((other.subject, other.common_name), (certificate.subject, certificate.common_name));
            }
        }
    }

    #[test]
    fn tells_what_judgements_need() {
        let root = Mint::ca("Root").path_len(1).rsa(1024).hash(MessageDigest::sha1()).self_signed();
        let leaf = Mint::leaf("x").names(&["dc1.corp.example", "10.0.0.1", "::1"]).client_only().signed_by(&root);
        for decode in [decode_parsed, decode_fallback] {
            let (root, leaf) = (decode(&root), decode(&leaf));
            assert!(root.self_signed && !leaf.self_signed);
            assert_eq!((root.ca, root.path_len, root.may_sign_certificates), (Some(true), Some(1), Some(true)));
            assert_eq!((root.key_type.as_str(), root.key_bits, root.server_auth), ("RSA", 1024, None));
            assert_eq!((root.signature.as_str(), root.weak_signature), ("sha1WithRSAEncryption", true));
            assert_eq!((leaf.signature.as_str(), leaf.weak_signature), ("sha256WithRSAEncryption", false));
            assert_eq!((leaf.key_type.as_str(), leaf.key_bits), ("EC", 256));
            assert_eq!((leaf.may_serve_tls, leaf.server_auth, leaf.ca), (Some(true), Some(false), None));
            assert_eq!(leaf.dns_names, ["dc1.corp.example"]);
            assert_eq!(leaf.ip_addresses, ["10.0.0.1".parse::<IpAddr>().unwrap(), "::1".parse().unwrap()]);
            assert_eq!((leaf.authority_key_id.as_ref(), leaf.issuer.as_str()), (root.key_id.as_ref(), "CN=Root"));
            assert_eq!(leaf.key_id.unwrap().len(), 59);
            assert_eq!((NOW - leaf.not_before).whole_days(), 30);
            assert_eq!((leaf.not_after - NOW).whole_days(), 300);
        }
    }

    fn decode_parsed(minted: &crate::trust::mint::Minted) -> Certificate {
        minted.decoded()
    }

    fn decode_fallback(minted: &crate::trust::mint::Minted) -> Certificate {
        fallback::decode(&minted.der(), &minted.x509).unwrap()
    }

    #[test]
    fn knows_weak_signatures_by_name() {
        for (name, weak) in [
            ("md5WithRSAEncryption", true),
            ("sha1WithRSAEncryption", true),
            ("ecdsa-with-SHA1", true),
            ("dsaWithSHA", true),
            ("sha256WithRSAEncryption", false),
            ("ecdsa-with-SHA512", false),
            ("ED25519", false),
        ] {
            assert_eq!(fallback::is_weak(name), weak, "{name}");
        }
    }

    #[test]
    fn survives_every_damage() {
        let der = Mint::leaf("dc1.corp.example").names(&["dc1.corp.example"]).self_signed().der();
        let mut by_openssl = 0;
        for index in 0..der.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut damaged = der.clone();
                damaged[index] ^= change;
                let parsed = X509Certificate::from_der(&damaged).is_ok();
                let decoded = decode(&crate::trust::pem::encode(&damaged));
                by_openssl += usize::from(decoded.is_some() && !parsed);
                let texts = decoded.iter().flat_map(|c| [&c.subject, &c.issuer, &c.label]);
                assert!(texts.flat_map(|text| text.chars()).all(|c| !c.is_control()));
            }
            let _ = decode(&crate::trust::pem::encode(&der[..index]));
        }
        assert!(by_openssl > 0, "the fallback is never used");
        assert_eq!(decode(""), None);
    }
}
