//! The numbers by which other tools list a certificate.

use openssl::hash::MessageDigest;
use openssl::x509::X509;

/// Serial number and SHA-1, upper-case hexadecimal without separators: the "Thumbprint" of Windows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers {
    /// As the CA gave it (RFC 5280 section 4.1.2.2).
    pub serial: String,
    /// SHA-1 of the DER form.
    pub sha1: String,
}

/// The numbers of a certificate; none when OpenSSL cannot read it.
pub fn numbers(pem: &str) -> Option<Numbers> {
    let certificate = X509::from_der(&super::pem::der(pem)?).ok()?;
    let serial = certificate.serial_number().to_bn().ok()?.to_hex_str().ok()?.to_string();
    let sha1 = data_encoding::HEXUPPER.encode(&certificate.digest(MessageDigest::sha1()).ok()?);
    Some(Numbers { serial, sha1 })
}
