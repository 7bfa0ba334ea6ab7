//! Certificates as the tests want them: any name, key, signature, purpose and validity.

use openssl::asn1::Asn1Time;
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509NameBuilder};

/// The host name that every test gives to a directory server.
pub(crate) const HOST: &str = "dc1.corp.example";

/// A certificate and its private key.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) certificate: X509,
    pub(crate) key: PKey<Private>,
}

impl Issued {
    pub(crate) fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    /// As evidence writes it: SHA-256 in upper-case hexadecimal.
    pub(crate) fn fingerprint(&self) -> String {
        let digest = self.certificate.digest(MessageDigest::sha256()).unwrap();
        digest.iter().map(|byte| format!("{byte:02X}")).collect()
    }
}

/// Two CAs: `NAME Root CA` and, signed by it, `NAME Issuing CA`.
pub(crate) struct Pki {
    pub(crate) root: Issued,
    pub(crate) issuing: Issued,
}

/// A certificate to be signed; each method changes one property of a sound one.
#[derive(Clone)]
pub(crate) struct Draft {
    organisation: String,
    common_name: String,
    names: Vec<String>,
    kind: Kind,
    rsa_bits: Option<u32>,
    digest: MessageDigest,
    days: (i64, i64),
    key_ids: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Authority,
    Server,
    Client,
}

impl Pki {
    pub(crate) fn new(name: &str) -> Self {
        let root = Draft::authority(name, "Root CA").sign(None);
        let issuing = Draft::authority(name, "Issuing CA").sign(Some(&root));
        Self { root, issuing }
    }

    /// A sound certificate for the server at 127.0.0.1, also known as [`HOST`].
    pub(crate) fn server(&self) -> Issued {
        Draft::server(&[HOST, "127.0.0.1"]).sign(Some(&self.issuing))
    }
}

impl Draft {
    pub(crate) fn authority(organisation: &str, role: &str) -> Self {
        Self {
            organisation: organisation.to_owned(),
            common_name: format!("{organisation} {role}"),
            names: Vec::new(),
            kind: Kind::Authority,
            rsa_bits: None,
            digest: MessageDigest::sha256(),
            days: (-100, 1000),
            key_ids: true,
        }
    }

    /// A server with these names, DNS or IP; the first is the common name too.
    pub(crate) fn server(names: &[&str]) -> Self {
        Self {
            organisation: "Lab".to_owned(),
            common_name: names[0].to_owned(),
            names: names.iter().map(|&name| name.to_owned()).collect(),
            kind: Kind::Server,
            days: (-10, 300),
            ..Self::authority("Lab", "")
        }
    }

    /// Sets the validity, in days from now.
    pub(crate) fn days(self, from: i64, until: i64) -> Self {
        Self { days: (from, until), ..self }
    }

    pub(crate) fn rsa(self, bits: u32) -> Self {
        Self { rsa_bits: Some(bits), ..self }
    }

    pub(crate) fn digest(self, digest: MessageDigest) -> Self {
        Self { digest, ..self }
    }

    /// Leaves only the common name.
    pub(crate) fn without_alternative_names(self) -> Self {
        Self { names: Vec::new(), ..self }
    }

    /// Leaves the issuer to be found by name alone.
    pub(crate) fn without_key_ids(self) -> Self {
        Self { key_ids: false, ..self }
    }

    pub(crate) fn for_clients_only(self) -> Self {
        Self { kind: Kind::Client, ..self }
    }

    /// Signs with the issuer's key, or with its own when there is none.
    pub(crate) fn sign(&self, issuer: Option<&Issued>) -> Issued {
        let key = self.key();
        let mut subject = X509NameBuilder::new().unwrap();
        subject.append_entry_by_text("O", &self.organisation).unwrap();
        subject.append_entry_by_text("CN", &self.common_name).unwrap();
        let subject = subject.build();
        let mut builder = X509::builder().unwrap();
        builder.set_version(2).unwrap();
        let mut serial = BigNum::new().unwrap();
        serial.rand(120, MsbOption::MAYBE_ZERO, false).unwrap();
        builder.set_serial_number(&serial.to_asn1_integer().unwrap()).unwrap();
        builder.set_subject_name(&subject).unwrap();
        builder.set_issuer_name(issuer.map_or(&*subject, |issuer| issuer.certificate.subject_name())).unwrap();
        builder.set_pubkey(&key).unwrap();
        builder.set_not_before(&from_now(self.days.0)).unwrap();
        builder.set_not_after(&from_now(self.days.1)).unwrap();
        self.extend(&mut builder, issuer);
        builder.sign(issuer.map_or(&key, |issuer| &issuer.key), self.digest).unwrap();
        Issued { certificate: builder.build(), key }
    }

    fn key(&self) -> PKey<Private> {
        match self.rsa_bits {
            Some(bits) => PKey::from_rsa(Rsa::generate(bits).unwrap()).unwrap(),
            None => {
                let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
                PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
            }
        }
    }

    fn extend(&self, builder: &mut X509Builder, issuer: Option<&Issued>) {
        let issuer = issuer.map(|issuer| &*issuer.certificate);
        if self.key_ids {
            let key_id = SubjectKeyIdentifier::new().build(&builder.x509v3_context(issuer, None)).unwrap();
            builder.append_extension(key_id).unwrap();
        }
        if self.key_ids && issuer.is_some() {
            let key_id = AuthorityKeyIdentifier::new().keyid(true).build(&builder.x509v3_context(issuer, None));
            builder.append_extension(key_id.unwrap()).unwrap();
        }
        if self.kind == Kind::Authority {
            builder.append_extension(BasicConstraints::new().critical().ca().build().unwrap()).unwrap();
            let usage = KeyUsage::new().critical().key_cert_sign().crl_sign().build().unwrap();
            return builder.append_extension(usage).unwrap();
        }
        let usage = KeyUsage::new().critical().digital_signature().key_encipherment().build().unwrap();
        builder.append_extension(usage).unwrap();
        let mut purpose = ExtendedKeyUsage::new();
        let purpose = if self.kind == Kind::Server { purpose.server_auth() } else { purpose.client_auth() };
        builder.append_extension(purpose.build().unwrap()).unwrap();
        if self.names.is_empty() {
            return;
        }
        let mut names = SubjectAlternativeName::new();
        for name in &self.names {
            match name.parse::<std::net::IpAddr>() {
                Ok(_) => names.ip(name),
                Err(_) => names.dns(name),
            };
        }
        let names = names.build(&builder.x509v3_context(issuer, None)).unwrap();
        builder.append_extension(names).unwrap();
    }
}

/// Certificates one after the other, as PEM.
pub(crate) fn bundle(certificates: &[&Issued]) -> String {
    certificates.iter().map(|issued| issued.pem()).collect()
}

fn from_now(days: i64) -> Asn1Time {
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    Asn1Time::from_unix(now + days * 86_400).unwrap()
}
