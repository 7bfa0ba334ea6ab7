//! What is offered to a node: today's algorithms, and those of old releases where its entry says so.

use russh::keys::{Algorithm, EcdsaCurve, HashAlg};
use russh::{Preferred, cipher, kex, mac};

/// Key exchanges of today. Sites with FIPS mode or restricted ciphers may offer the curves of NIST alone.
const KEX: [kex::Name; 13] = [
    kex::MLKEM768X25519_SHA256,
    kex::CURVE25519,
    kex::CURVE25519_PRE_RFC_8731,
    kex::ECDH_SHA2_NISTP256,
    kex::ECDH_SHA2_NISTP384,
    kex::ECDH_SHA2_NISTP521,
    kex::DH_GEX_SHA256,
    kex::DH_G14_SHA256,
    kex::DH_G16_SHA512,
    kex::DH_G18_SHA512,
    kex::EXTENSION_SUPPORT_AS_CLIENT,
    kex::EXTENSION_OPENSSH_STRICT_KEX_AS_CLIENT,
    kex::DH_G15_SHA512,
];
/// Of OpenSSH 5.3, which release 11.5 runs.
const OLD_KEX: [kex::Name; 3] = [kex::DH_G14_SHA1, kex::DH_GEX_SHA1, kex::DH_G1_SHA1];

const CIPHERS: [cipher::Name; 6] = [
    cipher::CHACHA20_POLY1305,
    cipher::AES_256_GCM,
    cipher::AES_128_GCM,
    cipher::AES_256_CTR,
    cipher::AES_192_CTR,
    cipher::AES_128_CTR,
];
const OLD_CIPHERS: [cipher::Name; 3] = [cipher::AES_256_CBC, cipher::AES_192_CBC, cipher::AES_128_CBC];

const MACS: [mac::Name; 4] = [mac::HMAC_SHA512_ETM, mac::HMAC_SHA256_ETM, mac::HMAC_SHA512, mac::HMAC_SHA256];
const OLD_MACS: [mac::Name; 2] = [mac::HMAC_SHA1_ETM, mac::HMAC_SHA1];

/// Kinds of host keys. A node has one key of each at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Ed25519,
    Ecdsa,
    Rsa,
}

/// All of them, in the order in which they are asked for.
pub(super) const FAMILIES: [Family; 3] = [Family::Ed25519, Family::Ecdsa, Family::Rsa];

impl Family {
    /// That of a key's algorithm, by its name on the wire.
    pub(super) fn of(algorithm: &str) -> Option<Self> {
        match algorithm {
            "ssh-ed25519" => Some(Self::Ed25519),
            "ssh-rsa" | "rsa-sha2-256" | "rsa-sha2-512" => Some(Self::Rsa),
            name if name.starts_with("ecdsa-sha2-") => Some(Self::Ecdsa),
            _ => None,
        }
    }

    fn algorithms(self, old: bool) -> Vec<Algorithm> {
        match self {
            Self::Ed25519 => vec![Algorithm::Ed25519],
            Self::Ecdsa => [EcdsaCurve::NistP256, EcdsaCurve::NistP384, EcdsaCurve::NistP521]
                .map(|curve| Algorithm::Ecdsa { curve })
                .to_vec(),
            Self::Rsa => {
                let hashes = [Some(HashAlg::Sha512), Some(HashAlg::Sha256)].into_iter().chain(old.then_some(None));
                hashes.map(|hash| Algorithm::Rsa { hash }).collect()
            }
        }
    }
}

/// What is offered: host keys of these families, in this order.
pub(super) fn offered(families: &[Family], old: bool) -> Preferred {
    let more = |old_ones: &'static [_]| if old { old_ones } else { &[] };
    Preferred {
        kex: KEX.iter().chain(if old { OLD_KEX.as_slice() } else { &[] }).copied().collect(),
        key: families.iter().flat_map(|family| family.algorithms(old)).collect(),
        cipher: CIPHERS.iter().chain(if old { OLD_CIPHERS.as_slice() } else { &[] }).copied().collect(),
        mac: MACS.iter().chain(more(&OLD_MACS)).copied().collect(),
        compression: vec![russh::compression::NONE].into(),
        ..Preferred::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_algorithms_are_offered_on_request_only() {
        let names = |old: bool| -> Vec<String> {
            let offer = offered(&FAMILIES, old);
            let kex = offer.kex.iter().map(|name| name.as_ref().to_owned());
            let keys = offer.key.iter().map(|name| name.as_str().to_owned());
            let ciphers = offer.cipher.iter().map(|name| name.as_ref().to_owned());
            kex.chain(keys).chain(ciphers).chain(offer.mac.iter().map(|name| name.as_ref().to_owned())).collect()
        };
        let is_old = |name: &String| name.contains("sha1") || name.ends_with("-cbc") || name == "ssh-rsa";
        assert!(!names(false).iter().any(is_old), "{:?}", names(false));
        for old in ["diffie-hellman-group14-sha1", "ssh-rsa", "aes128-cbc", "hmac-sha1"] {
            assert!(names(true).iter().any(|name| name == old), "{old}");
        }
    }
}
