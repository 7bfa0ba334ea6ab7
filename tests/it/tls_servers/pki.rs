//! A small certificate authority, minted in the process.

use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::x509::extension::{BasicConstraints, KeyUsage, SubjectAlternativeName};
use openssl::x509::{X509, X509NameBuilder};

/// A certificate with its key.
pub(super) struct Identity {
    pub(super) certificate: X509,
    pub(super) key: PKey<Private>,
}

/// Root, issuing CA and leaf; the leaf is for `dc1.corp.example` and 127.0.0.1.
pub(super) struct Pki {
    pub(super) root: Identity,
    pub(super) issuing: Identity,
    pub(super) leaf: Identity,
}

impl Pki {
    pub(super) fn new() -> Self {
        let root = Identity::mint("Corp Root CA", None, true, (-10, 3650));
        let issuing = Identity::mint("Corp Issuing CA 1", Some(&root), true, (-10, 1000));
        let leaf = Identity::mint("dc1.corp.example", Some(&issuing), false, (-10, 365));
        Self { root, issuing, leaf }
    }

    /// The same with a leaf that expired yesterday.
    pub(super) fn expired() -> Self {
        let pki = Self::new();
        let leaf = Identity::mint("dc1.corp.example", Some(&pki.issuing), false, (-100, -1));
        Self { leaf, ..pki }
    }

    /// Leaf, issuing CA, root: fingerprints as evidence writes them.
    pub(super) fn fingerprints(&self) -> Vec<String> {
        let digest = |identity: &Identity| hex(&identity.certificate.digest(MessageDigest::sha256()).unwrap());
        [&self.leaf, &self.issuing, &self.root].map(digest).to_vec()
    }
}

impl Identity {
    /// A certificate valid between two numbers of days from now, self-signed without an issuer.
    pub(super) fn mint(name: &str, issuer: Option<&Self>, ca: bool, (from, until): (i64, i64)) -> Self {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
        let key = PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap();
        let mut subject = X509NameBuilder::new().unwrap();
        subject.append_entry_by_text("CN", name).unwrap();
        let subject = subject.build();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        let mut serial = BigNum::new().unwrap();
        serial.rand(64, MsbOption::ONE, false).unwrap();
        builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
        builder.set_subject_name(&subject).unwrap();
        builder.set_issuer_name(issuer.map_or(&subject, |issuer| issuer.certificate.subject_name())).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&days_from_now(from)).unwrap();
        builder.set_not_after(&days_from_now(until)).unwrap();
        if ca {
            builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
            builder.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap()).unwrap();
        } else {
            let mut names = SubjectAlternativeName::new();
            names.dns(name).ip("127.0.0.1");
            let names = names.build(&builder.x509v3_context(None, None)).unwrap();
            builder.append_extension(names).unwrap();
        }
        builder.sign(issuer.map_or(&key, |issuer| &issuer.key), MessageDigest::sha256()).unwrap();
        Self { certificate: builder.build(), key }
    }

    pub(super) fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }
}

fn days_from_now(days: i64) -> Asn1Time {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() as i64;
    Asn1Time::from_unix(now + days * 86_400).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}
