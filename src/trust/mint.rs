//! Certificates for tests, minted on the spot.

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509NameBuilder};
use time::{Duration, OffsetDateTime};

use super::{certificate, pem};

/// The day of every test.
pub(crate) const NOW: OffsetDateTime = time::macros::datetime!(2026-11-23 12:00 UTC);

/// A certificate that is about to be minted: EC key, SHA-256, valid from 30 days before [`NOW`] to 300 days after.
#[derive(Clone)]
pub(crate) struct Certificate {
    subject: Vec<(&'static str, String)>,
    names: Vec<String>,
    days: (i64, i64),
    hash: MessageDigest,
    key: Option<PKey<Private>>,
    ca: bool,
    path_len: Option<u32>,
    client_only: bool,
    names_serial: bool,
}

/// A certificate and its key.
#[derive(Clone)]
pub(crate) struct Minted {
    pub(crate) x509: X509,
    pub(crate) key: PKey<Private>,
}

impl Certificate {
    pub(crate) fn leaf(common_name: &str) -> Self {
        Self {
            subject: vec![("CN", common_name.to_owned())],
            names: Vec::new(),
            days: (-30, 300),
            hash: MessageDigest::sha256(),
            key: None,
            ca: false,
            path_len: None,
            client_only: false,
            names_serial: false,
        }
    }

    pub(crate) fn ca(common_name: &str) -> Self {
        Self { ca: true, ..Self::leaf(common_name) }
    }

    /// The whole subject, least specific first.
    pub(crate) fn subject(mut self, parts: &[(&'static str, &str)]) -> Self {
        self.subject = parts.iter().map(|(kind, value)| (*kind, (*value).to_owned())).collect();
        self
    }

    /// Entries of subjectAltName: addresses where they parse as one, unless written `dns:…`.
    pub(crate) fn names(mut self, names: &[&str]) -> Self {
        self.names = names.iter().map(|name| (*name).to_owned()).collect();
        self
    }

    /// Validity, in days from [`NOW`].
    pub(crate) fn days(mut self, from: i64, to: i64) -> Self {
        self.days = (from, to);
        self
    }

    pub(crate) fn hash(mut self, hash: MessageDigest) -> Self {
        self.hash = hash;
        self
    }

    pub(crate) fn rsa(mut self, bits: u32) -> Self {
        self.key = Some(PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap());
        self
    }

    pub(crate) fn key_of(mut self, other: &Minted) -> Self {
        self.key = Some(other.key.clone());
        self
    }

    pub(crate) fn path_len(mut self, path_len: u32) -> Self {
        self.path_len = Some(path_len);
        self
    }

    /// Extended key usage clientAuth alone.
    pub(crate) fn client_only(mut self) -> Self {
        self.client_only = true;
        self
    }

    /// Names its issuer by serial number, beside the key identifier.
    pub(crate) fn issuer_by_serial(mut self) -> Self {
        self.names_serial = true;
        self
    }

    pub(crate) fn self_signed(self) -> Minted {
        self.mint(None)
    }

    pub(crate) fn signed_by(self, issuer: &Minted) -> Minted {
        self.mint(Some(issuer))
    }

    fn mint(self, issuer: Option<&Minted>) -> Minted {
        let key = self.key.clone().unwrap_or_else(ec_key);
        let mut name = X509NameBuilder::new().unwrap();
        for (kind, value) in self.subject.iter().filter(|(_, value)| !value.is_empty()) {
            name.append_entry_by_text(kind, value).unwrap();
        }
        let name = name.build();
        let mut builder = X509Builder::new().unwrap();
        let mut serial = BigNum::new().unwrap();
        serial.rand(120, openssl::bn::MsbOption::MAYBE_ZERO, false).unwrap();
        builder.set_version(2).unwrap();
        builder.set_serial_number(&Asn1Integer::from_bn(&serial).unwrap()).unwrap();
        builder.set_subject_name(&name).unwrap();
        builder.set_issuer_name(issuer.map_or(&name, |issuer| issuer.x509.subject_name())).unwrap();
        builder.set_not_before(&day(self.days.0)).unwrap();
        builder.set_not_after(&day(self.days.1)).unwrap();
        builder.set_pubkey(&key).unwrap();
        self.extend(&mut builder, issuer);
        builder.sign(issuer.map_or(&key, |issuer| &issuer.key), self.hash).unwrap();
        Minted { x509: builder.build(), key }
    }

    fn extend(&self, builder: &mut X509Builder, issuer: Option<&Minted>) {
        if self.ca {
            let mut constraints = BasicConstraints::new();
            constraints.critical().ca();
            if let Some(path_len) = self.path_len {
                constraints.pathlen(path_len);
            }
            builder.append_extension(constraints.build().unwrap()).unwrap();
            builder.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap()).unwrap();
        } else {
            builder.append_extension(KeyUsage::new().critical().digital_signature().build().unwrap()).unwrap();
            let mut usage = ExtendedKeyUsage::new();
            let usage = if self.client_only { usage.client_auth() } else { usage.server_auth() };
            builder.append_extension(usage.build().unwrap()).unwrap();
        }
        let identifier = SubjectKeyIdentifier::new().build(&builder.x509v3_context(None, None)).unwrap();
        builder.append_extension(identifier).unwrap();
        if let Some(issuer) = issuer {
            let context = builder.x509v3_context(Some(&issuer.x509), None);
            let identifier =
                AuthorityKeyIdentifier::new().keyid(false).issuer(self.names_serial).build(&context).unwrap();
            builder.append_extension(identifier).unwrap();
        }
        let mut names = SubjectAlternativeName::new();
        for name in &self.names {
            match (name.strip_prefix("dns:"), name.parse::<std::net::IpAddr>()) {
                (None, Ok(_)) => names.ip(name),
                (stripped, _) => names.dns(stripped.unwrap_or(name)),
            };
        }
        if !self.names.is_empty() {
            let names = names.build(&builder.x509v3_context(None, None)).unwrap();
            builder.append_extension(names).unwrap();
        }
    }
}

impl Minted {
    pub(crate) fn der(&self) -> Vec<u8> {
        self.x509.to_der().unwrap()
    }

    pub(crate) fn pem(&self) -> String {
        pem::encode(&self.der())
    }

    pub(crate) fn fingerprint(&self) -> String {
        pem::fingerprint(&self.der())
    }

    pub(crate) fn decoded(&self) -> certificate::Certificate {
        certificate::decode(&self.pem()).unwrap()
    }
}

fn ec_key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn day(days: i64) -> Asn1Time {
    Asn1Time::from_unix((NOW + Duration::days(days)).unix_timestamp()).unwrap()
}
