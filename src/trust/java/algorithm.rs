//! Keys and signatures that Java's TLS client refuses or lacks.
//!
//! `jdk.certpath.disabledAlgorithms` and `jdk.tls.disabledAlgorithms` as shipped, the signature schemes of JSSE, and
//! the curves of SunEC. What a node's own `java.security` adds, and what FIPS mode takes away, is not known.

use x509_parser::signature_algorithm::SignatureAlgorithm;
use x509_parser::x509::{AlgorithmIdentifier, SubjectPublicKeyInfo};

use super::Refusers;

/// A public key, as far as it decides.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Key {
    Rsa(usize),
    RsaPss(usize),
    Dsa(usize),
    /// The curve by OID; none where it is written out instead of named.
    Ec(Option<String>),
    /// Ed25519, Ed448.
    Edwards,
    Other(String),
}

/// A signature algorithm, as far as it decides.
#[derive(Clone, PartialEq, Eq)]
pub(super) enum Signature {
    /// RSA (PKCS #1) or ECDSA with a hash that has a signature scheme in TLS 1.3, or had in TLS 1.2 and is kept.
    Usual,
    /// DSA, or a hash of 224 bit: TLS 1.2 has schemes for them, TLS 1.3 has none.
    UntilTls12,
    /// RSASSA-PSS with SHA-256, SHA-384 or SHA-512.
    Pss,
    /// RSASSA-PSS with another hash.
    PssWithOtherHash,
    Edwards,
    /// By OID.
    Other(String),
}

/// Where a signature stands.
#[derive(Clone, Copy)]
pub(super) struct Use {
    /// On the server's own certificate.
    pub(super) leaf: bool,
    /// In a handshake of TLS 1.3.
    pub(super) tls_1_3: bool,
}

/// Curves of every Java: NIST P-256, P-384, P-521.
const CURVES: &[&str] = &["1.2.840.10045.3.1.7", "1.3.132.0.34", "1.3.132.0.35"];

/// RSA with SHA-1, SHA-256, SHA-384, SHA-512; ECDSA with the same.
const USUAL: &[&str] = &[
    "1.2.840.113549.1.1.5",
    "1.3.14.3.2.29",
    "1.2.840.113549.1.1.11",
    "1.2.840.113549.1.1.12",
    "1.2.840.113549.1.1.13",
    "1.2.840.10045.4.1",
    "1.2.840.10045.4.3.2",
    "1.2.840.10045.4.3.3",
    "1.2.840.10045.4.3.4",
];

/// RSA and ECDSA with SHA-224; DSA with SHA-1, SHA-224, SHA-256.
const UNTIL_TLS_1_2: &[&str] = &[
    "1.2.840.113549.1.1.14",
    "1.2.840.10045.4.3.1",
    "1.2.840.10040.4.3",
    "1.3.14.3.2.27",
    "2.16.840.1.101.3.4.3.1",
    "2.16.840.1.101.3.4.3.2",
];

const SHA_2: &[&str] = &["2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3"];

impl Key {
    pub(super) fn new(info: &SubjectPublicKeyInfo<'_>) -> Self {
        let bits = || info.parsed().map_or(0, |key| key.key_size());
        match info.algorithm.algorithm.to_id_string().as_str() {
            "1.2.840.113549.1.1.1" => Self::Rsa(bits()),
            "1.2.840.113549.1.1.10" => Self::RsaPss(bits()),
            "1.2.840.10040.4.1" => Self::Dsa(bits()),
            "1.2.840.10045.2.1" => {
                let curve = info.algorithm.parameters.as_ref().and_then(|any| any.as_oid().ok());
                Self::Ec(curve.map(|oid| oid.to_id_string()))
            }
            "1.3.101.112" | "1.3.101.113" => Self::Edwards,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Why Java refuses this key, and which Java.
    pub(super) fn refusal(&self) -> Option<(String, Refusers)> {
        match self {
            Self::Rsa(bits) | Self::RsaPss(bits) if *bits < 1024 => {
                Some((format!("its RSA key has {bits} bit, and Java refuses less than 1024"), Refusers::All))
            }
            Self::RsaPss(_) => Some(("its key is for RSASSA-PSS only".to_owned(), Refusers::BeforePss)),
            Self::Dsa(bits) if *bits > 0 && *bits < 1024 => {
                Some((format!("its DSA key has {bits} bit, and Java refuses less than 1024"), Refusers::All))
            }
            Self::Ec(Some(curve)) if CURVES.contains(&curve.as_str()) => None,
            Self::Ec(Some(curve)) => {
                Some((format!("its key is on the curve {}, which Java lacks", curve_name(curve)), Refusers::All))
            }
            Self::Ec(None) => Some(("its key's curve is written out, not named".to_owned(), Refusers::Unsure)),
            Self::Edwards => Some(("its key is an Edwards key (EdDSA)".to_owned(), Refusers::BeforeEdwards)),
            Self::Other(oid) => Some((format!("its key is of a type ({oid}) that Java lacks"), Refusers::All)),
            Self::Rsa(_) | Self::Dsa(_) => None,
        }
    }
}

impl Signature {
    pub(super) fn new(algorithm: &AlgorithmIdentifier<'_>) -> Self {
        match algorithm.algorithm.to_id_string().as_str() {
            // x509-parser writes to standard error about what it does not know, so it is asked about RSA-PSS only.
            "1.2.840.113549.1.1.10" => match SignatureAlgorithm::try_from(algorithm) {
                Ok(SignatureAlgorithm::RSASSA_PSS(parameters))
                    if SHA_2.contains(&parameters.hash_algorithm_oid().to_id_string().as_str()) =>
                {
                    Self::Pss
                }
                _ => Self::PssWithOtherHash,
            },
            "1.3.101.112" | "1.3.101.113" => Self::Edwards,
            known if USUAL.contains(&known) => Self::Usual,
            known if UNTIL_TLS_1_2.contains(&known) => Self::UntilTls12,
            other => Self::Other(other.to_owned()),
        }
    }

    /// Why Java refuses this signature, and which Java.
    pub(super) fn refusal(&self, used: Use) -> Option<(String, Refusers)> {
        match self {
            Self::Usual => None,
            Self::UntilTls12 => {
                let what = "it is signed with DSA or a 224 bit hash, which TLS 1.3 does not have".to_owned();
                used.tls_1_3.then_some((what, Refusers::OverTls13))
            }
            Self::Pss => Some(("it is signed with RSASSA-PSS".to_owned(), Refusers::BeforePss)),
            // Below the leaf nobody asks: the peer's schemes are compared with the leaf's signature only.
            Self::PssWithOtherHash => used.leaf.then_some((
                "it is signed with RSASSA-PSS and a hash other than SHA-256, 384 or 512".to_owned(),
                Refusers::All,
            )),
            Self::Edwards => Some(("it is signed with EdDSA".to_owned(), Refusers::BeforeEdwards)),
            Self::Other(oid) => {
                Some((format!("it is signed with {}, which Java refuses", signature_name(oid)), Refusers::All))
            }
        }
    }
}

fn curve_name(oid: &str) -> &str {
    match oid {
        "1.3.132.0.10" => "secp256k1",
        "1.3.132.0.33" => "P-224",
        "1.2.840.10045.3.1.1" => "P-192",
        _ if oid.starts_with("1.3.36.3.3.2.8.1.1.") => "of the brainpool family",
        other => other,
    }
}

fn signature_name(oid: &str) -> &str {
    match oid {
        "1.2.840.113549.1.1.4" => "MD5",
        "1.2.840.113549.1.1.2" => "MD2",
        _ if oid.starts_with("2.16.840.1.101.3.4.3.") => "SHA-3",
        other => other,
    }
}
