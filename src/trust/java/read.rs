//! One certificate as Java's `X509CertImpl` reads it: what its path validation and its name check look at.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use openssl::x509::X509;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer;

use super::algorithm::{Key, Signature};
use super::constraint::{Kind, Subtrees};
use super::name::{self, Name};
use super::policy::Policies;

/// Extensions that path validation settles itself, critical or not (RFC 5280 section 4.2).
const UNDERSTOOD: &[&str] = &[
    "2.5.29.15", // key usage
    "2.5.29.17", // subject alternative name
    "2.5.29.19", // basic constraints
    "2.5.29.30", // name constraints
    "2.5.29.32", // certificate policies
    "2.5.29.33", // policy mappings
    "2.5.29.36", // policy constraints
    "2.5.29.37", // extended key usage
    "2.5.29.54", // inhibit anyPolicy
];

/// The facts of one certificate.
pub(super) struct Read {
    der: Vec<u8>,
    /// OpenSSL needs a tenth of a millisecond to read a certificate: only for those whose signature or key is asked for.
    x509: OnceCell<Option<X509>>,
    pub(super) subject: Name,
    pub(super) issuer: Name,
    /// `SubjectPublicKeyInfo`, as encoded.
    pub(super) public_key: Vec<u8>,
    /// 1, 2 or 3.
    pub(super) version: u32,
    pub(super) serial: Vec<u8>,
    /// Seconds since 1970.
    pub(super) validity: (i64, i64),
    pub(super) key: Key,
    pub(super) signature: Signature,
    pub(super) key_id: Option<Vec<u8>>,
    pub(super) authority_key_id: Option<Vec<u8>>,
    pub(super) authority_serial: Option<Vec<u8>>,
    /// As `getBasicConstraints`: none for no CA, else the CAs allowed below it.
    pub(super) ca: Option<u32>,
    /// Bits as RFC 5280 section 4.2.1.3 numbers them; none without the extension.
    pub(super) key_usage: Option<u16>,
    /// Purposes by OID; none without the extension.
    pub(super) purposes: Option<Vec<String>>,
    /// Netscape's certificate type, its first octet.
    pub(super) netscape_type: Option<u8>,
    /// Critical extensions that nothing settles, by OID.
    pub(super) unknown_critical: Vec<String>,
    pub(super) subtrees: Subtrees,
    pub(super) policies: Policies,
    /// The subjectAltName extension is there.
    pub(super) has_alternatives: bool,
    /// Its subject is empty, and no critical subjectAltName stands in for it (RFC 5280 section 4.1.2.6).
    pub(super) nameless: bool,
    pub(super) dns_names: Vec<String>,
    pub(super) addresses: Vec<Vec<u8>>,
    pub(super) mail_names: Vec<String>,
    pub(super) directory_names: Vec<Name>,
    /// Kinds of its other names.
    pub(super) unread_names: BTreeSet<Kind>,
    pub(super) common_name: Option<String>,
}

impl Read {
    /// None where x509-parser cannot read it: then nothing is decided.
    pub(super) fn new(der: Vec<u8>) -> Option<Self> {
        let (_, parsed) = X509Certificate::from_der(&der).ok()?;
        let mut read = Self {
            der: Vec::new(),
            x509: OnceCell::new(),
            subject: Name::new(parsed.subject()),
            issuer: Name::new(parsed.issuer()),
            public_key: parsed.public_key().raw.to_vec(),
            version: parsed.version().0.saturating_add(1),
            serial: trimmed(parsed.raw_serial()),
            validity: (parsed.validity().not_before.timestamp(), parsed.validity().not_after.timestamp()),
            key: Key::new(parsed.public_key()),
            signature: Signature::new(&parsed.signature_algorithm),
            key_id: None,
            authority_key_id: None,
            authority_serial: None,
            ca: None,
            key_usage: None,
            purposes: None,
            netscape_type: None,
            unknown_critical: Vec::new(),
            subtrees: Subtrees::default(),
            policies: Policies::default(),
            has_alternatives: false,
            nameless: parsed.subject().iter().next().is_none(),
            dns_names: Vec::new(),
            addresses: Vec::new(),
            mail_names: Vec::new(),
            directory_names: Vec::new(),
            unread_names: BTreeSet::new(),
            common_name: name::most_specific_common_name(parsed.subject()),
        };
        for extension in parsed.extensions() {
            let oid = extension.oid.to_id_string();
            if matches!(extension.parsed_extension(), ParsedExtension::ParseError { .. }) {
                return None;
            }
            read.extend(extension.parsed_extension(), extension.value);
            if extension.critical && oid == "2.5.29.17" {
                read.nameless = false;
            }
            if extension.critical && !UNDERSTOOD.contains(&oid.as_str()) {
                read.unknown_critical.push(oid);
            }
        }
        read.der = der;
        Some(read)
    }

    pub(super) fn x509(&self) -> Option<&X509> {
        self.x509.get_or_init(|| X509::from_der(&self.der).ok()).as_ref()
    }

    /// Length of its encoding in bytes.
    pub(super) fn size(&self) -> usize {
        self.der.len()
    }

    fn extend(&mut self, extension: &ParsedExtension<'_>, value: &[u8]) {
        match extension {
            ParsedExtension::SubjectKeyIdentifier(id) => self.key_id = Some(id.0.to_vec()),
            ParsedExtension::AuthorityKeyIdentifier(authority) => {
                self.authority_key_id = authority.key_identifier.as_ref().map(|id| id.0.to_vec());
                self.authority_serial = authority.authority_cert_serial.map(trimmed);
            }
            ParsedExtension::BasicConstraints(basic) if basic.ca => {
                self.ca = Some(basic.path_len_constraint.unwrap_or(u32::MAX));
            }
            ParsedExtension::KeyUsage(usage) => self.key_usage = Some(usage.flags),
            ParsedExtension::ExtendedKeyUsage(_) => self.purposes = oids(value),
            ParsedExtension::NSCertType(_) => self.netscape_type = value.get(3).copied(),
            ParsedExtension::NameConstraints(constraints) => self.subtrees = Subtrees::new(constraints),
            ParsedExtension::SubjectAlternativeName(names) => {
                self.has_alternatives = true;
                names.general_names.iter().for_each(|name| self.add_name(name));
            }
            other => self.policies.add(other),
        }
    }

    fn add_name(&mut self, name: &GeneralName<'_>) {
        match name {
            GeneralName::DNSName(name) => self.dns_names.push((*name).to_owned()),
            GeneralName::Invalid(tag, bytes) if tag.0 == 2 => {
                self.dns_names.push(String::from_utf8_lossy(bytes).into_owned());
            }
            GeneralName::IPAddress(bytes) => self.addresses.push(bytes.to_vec()),
            GeneralName::RFC822Name(name) => self.mail_names.push((*name).to_owned()),
            GeneralName::DirectoryName(name) => self.directory_names.push(Name::new(name)),
            other => drop(self.unread_names.insert(Kind::of(other))),
        }
    }

    /// Whether a bit of key usage is set; without the extension every use is allowed.
    pub(super) fn may(&self, bit: u16) -> bool {
        self.key_usage.is_none_or(|usage| usage & (1 << bit) != 0)
    }

    /// Subject and issuer are the same name, whoever signed it.
    pub(super) fn self_issued(&self) -> bool {
        self.subject.same(&self.issuer)
    }

    /// Both names and the key are the same: to Java the certificate in the store stands for this one.
    pub(super) fn same_identity(&self, other: &Self) -> bool {
        self.subject.same(&other.subject) && self.public_key == other.public_key
    }
}

/// An integer without its leading zeros.
fn trimmed(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().copied().skip_while(|byte| *byte == 0).collect()
}

/// `SEQUENCE OF OBJECT IDENTIFIER`, as text.
fn oids(der: &[u8]) -> Option<Vec<String>> {
    use x509_parser::der_parser::asn1_rs::{Oid, SequenceOf};
    let (_, found) = SequenceOf::<Oid<'_>>::from_der(der).ok()?;
    Some(found.iter().map(Oid::to_id_string).collect())
}
