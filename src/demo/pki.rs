//! A certificate authority made at start: a root, an issuing CA, and whatever a fault needs below them.
//!
//! Keys are EC P-256: a whole scene is minted in a few milliseconds, where RSA takes near half a second.

use std::net::IpAddr;

use openssl::asn1::{Asn1Integer, Asn1Time};
use openssl::bn::{BigNum, MsbOption};
use openssl::ec::{EcGroup, EcKey};
use openssl::error::ErrorStack;
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslContext, SslContextBuilder, SslMethod, SslVerifyMode, SslVersion};
use openssl::x509::extension::{
    AuthorityKeyIdentifier, BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAlternativeName, SubjectKeyIdentifier,
};
use openssl::x509::{X509, X509Builder, X509Name, X509NameBuilder, X509Ref};
use time::{Duration, OffsetDateTime};

use crate::evidence::Fingerprint;

/// The CAs of the demo company, root first.
#[derive(Clone)]
pub struct Pki {
    /// `Demo Root CA`, which belongs into trust stores.
    pub root: Identity,
    /// `Demo Issuing CA`, signed by the root; it signs the servers' certificates.
    pub issuing: Identity,
}

/// A certificate and its private key.
#[derive(Clone)]
pub struct Identity {
    /// The certificate.
    pub certificate: X509,
    key: PKey<Private>,
}

/// A certificate to be signed: each method changes one property of a sound one.
#[derive(Debug, Clone)]
pub struct Draft {
    common_name: String,
    dns_names: Vec<String>,
    role: Role,
    old_signature: bool,
    from: Duration,
    until: Duration,
}

/// What a certificate is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Signs other certificates.
    Authority,
    /// Proves a TLS server (EKU serverAuth).
    Server,
    /// Proves a TLS client only (EKU clientAuth), which no server should present.
    Client,
}

/// What the server's TLS layer insists on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Demand {
    /// TLS 1.2 or 1.3 with today's ciphers: Mozilla's intermediate profile, version 5.
    Modern,
    /// The same, and a certificate from the client.
    ClientCertificate,
    /// TLS 1.0 and nothing newer, as Windows Server 2008 spoke it.
    Tls10Only,
}

impl Pki {
    /// Makes both CAs with fresh keys (P-256). Fails only when OpenSSL does.
    pub fn mint() -> Result<Self, ErrorStack> {
        let root = Draft::authority("Demo Root CA").valid(days(-400), days(3650)).sign(None)?;
        let issuing = Draft::authority("Demo Issuing CA").valid(days(-300), days(1825)).sign(Some(&root))?;
        Ok(Self { root, issuing })
    }
}

impl Draft {
    /// A CA of this name, valid for ten years.
    pub fn authority(common_name: &str) -> Self {
        Self {
            common_name: common_name.to_owned(),
            dns_names: Vec::new(),
            role: Role::Authority,
            old_signature: false,
            from: days(-400),
            until: days(3650),
        }
    }

    /// A TLS server's certificate for this host name or address, a month old and valid for eleven more.
    pub fn server(host: &str) -> Self {
        Self {
            common_name: host.to_owned(),
            dns_names: vec![host.to_owned()],
            role: Role::Server,
            old_signature: false,
            from: days(-30),
            until: days(335),
        }
    }

    /// Sets the validity, counted from now.
    pub fn valid(mut self, from: Duration, until: Duration) -> Self {
        self.from = from;
        self.until = until;
        self
    }

    /// Sets the DNS names of the subjectAltName extension; the first one becomes the common name too.
    pub fn names(mut self, names: &[&str]) -> Self {
        self.dns_names = names.iter().map(|&name| name.to_owned()).collect();
        if let Some(first) = self.dns_names.first() {
            self.common_name.clone_from(first);
        }
        self
    }

    /// Sets what it is for.
    pub fn role(mut self, role: Role) -> Self {
        self.role = role;
        self
    }

    /// Signs with SHA-1, which today's clients refuse.
    pub fn signed_with_sha1(mut self) -> Self {
        self.old_signature = true;
        self
    }

    /// Makes a key and signs with the issuer's, or with its own when there is none (a root).
    pub fn sign(&self, issuer: Option<&Identity>) -> Result<Identity, ErrorStack> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let key = PKey::from_ec_key(EcKey::generate(&group)?)?;
        let subject = distinguished_name(&self.common_name)?;
        let mut builder = X509::builder()?;
        builder.set_version(2)?; // X.509 v3
        let serial = serial()?;
        builder.set_serial_number(&serial)?;
        builder.set_subject_name(&subject)?;
        builder.set_issuer_name(issuer.map_or(&*subject, |issuer| issuer.certificate.subject_name()))?;
        builder.set_pubkey(&key)?;
        let now = OffsetDateTime::now_utc();
        let (from, until) = (asn1_time(now + self.from)?, asn1_time(now + self.until)?);
        builder.set_not_before(&from)?;
        builder.set_not_after(&until)?;
        self.extend(&mut builder, issuer.map(|issuer| &*issuer.certificate))?;
        let digest = if self.old_signature { MessageDigest::sha1() } else { MessageDigest::sha256() };
        builder.sign(issuer.map_or(&key, |issuer| &issuer.key), digest)?;
        Ok(Identity { certificate: builder.build(), key })
    }

    /// Adds the extensions of RFC 5280 section 4.2 that the role calls for.
    fn extend(&self, builder: &mut X509Builder, issuer: Option<&X509Ref>) -> Result<(), ErrorStack> {
        let key_id = SubjectKeyIdentifier::new().build(&builder.x509v3_context(issuer, None))?;
        builder.append_extension(key_id)?;
        if issuer.is_some() {
            let authority = AuthorityKeyIdentifier::new().keyid(true).build(&builder.x509v3_context(issuer, None))?;
            builder.append_extension(authority)?;
        }
        if self.role == Role::Authority {
            builder.append_extension(BasicConstraints::new().critical().ca().build()?)?;
            return builder.append_extension(KeyUsage::new().critical().key_cert_sign().crl_sign().build()?);
        }
        builder.append_extension(BasicConstraints::new().critical().build()?)?;
        builder.append_extension(KeyUsage::new().critical().digital_signature().build()?)?;
        let mut purpose = ExtendedKeyUsage::new();
        let purpose = if self.role == Role::Server { purpose.server_auth() } else { purpose.client_auth() };
        builder.append_extension(purpose.build()?)?;
        let mut names = SubjectAlternativeName::new();
        for name in &self.dns_names {
            match name.parse::<IpAddr>() {
                Ok(_) => names.ip(name),
                Err(_) => names.dns(name),
            };
        }
        let names = names.build(&builder.x509v3_context(issuer, None))?;
        builder.append_extension(names)
    }
}

impl Identity {
    /// A server's TLS settings: this identity, `intermediates` sent after it, and what it insists on of clients,
    /// whose certificates `clients` would have to sign.
    pub fn server_context(
        &self,
        intermediates: &[&Identity],
        demand: Demand,
        clients: &Identity,
    ) -> Result<SslContext, ErrorStack> {
        if demand == Demand::Tls10Only {
            let mut builder = tls_1_0()?;
            self.present(&mut builder, intermediates)?;
            return Ok(builder.build());
        }
        let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server())?;
        // The server presents whatever a fault plants; refusing weak signatures is for clients to do.
        builder.set_security_level(0);
        self.present(&mut builder, intermediates)?;
        if demand == Demand::ClientCertificate {
            builder.add_client_ca(&clients.certificate)?;
            builder.set_verify(SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT);
        }
        Ok(builder.build().into_context())
    }

    fn present(&self, builder: &mut SslContextBuilder, intermediates: &[&Identity]) -> Result<(), ErrorStack> {
        builder.set_certificate(&self.certificate)?;
        builder.set_private_key(&self.key)?;
        for sent in intermediates {
            builder.add_extra_chain_cert(sent.certificate.clone())?;
        }
        builder.check_private_key()
    }
}

/// A certificate as evidence keeps it: its fingerprint, and itself as PEM.
pub fn pem(certificate: &X509Ref) -> Result<(Fingerprint, String), ErrorStack> {
    let digest = certificate.digest(MessageDigest::sha256())?;
    let fingerprint = digest.iter().map(|byte| format!("{byte:02X}")).collect();
    let pem = String::from_utf8_lossy(&certificate.to_pem()?).into_owned();
    Ok((fingerprint, pem))
}

/// A number of days, past ones negative.
pub fn days(number: i64) -> Duration {
    Duration::days(number)
}

/// OpenSSL only speaks TLS 1.0 at security level 0, since it signs with SHA-1 there.
fn tls_1_0() -> Result<SslContextBuilder, ErrorStack> {
    let mut builder = SslContextBuilder::new(SslMethod::tls_server())?;
    builder.set_security_level(0);
    builder.set_cipher_list("ALL:!aNULL:@SECLEVEL=0")?;
    builder.set_min_proto_version(Some(SslVersion::TLS1))?;
    builder.set_max_proto_version(Some(SslVersion::TLS1))?;
    Ok(builder)
}

fn distinguished_name(common_name: &str) -> Result<X509Name, ErrorStack> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_text("O", "Demo Company")?;
    name.append_entry_by_text("CN", common_name)?;
    Ok(name.build())
}

/// Random, since two certificates of one issuer must differ in it (RFC 5280 section 4.1.2.2).
fn serial() -> Result<Asn1Integer, ErrorStack> {
    let mut number = BigNum::new()?;
    number.rand(127, MsbOption::MAYBE_ZERO, false)?;
    number.to_asn1_integer()
}

fn asn1_time(at: OffsetDateTime) -> Result<Asn1Time, ErrorStack> {
    Asn1Time::from_unix(at.unix_timestamp())
}
