//! User and password as HTTP sends them, and what of them a server sends back.

use secrecy::{ExposeSecret, SecretString};
use zeroize::{Zeroize, Zeroizing};

use super::https::Response;

/// The line `Authorization` (RFC 7617).
pub(super) fn basic(user: &str, password: &SecretString) -> Zeroizing<String> {
    let pair = Zeroizing::new(format!("{user}:{}", password.expose_secret()));
    let mut encoded = openssl::base64::encode_block(pair.as_bytes());
    let line = Zeroizing::new(format!("Authorization: Basic {encoded}"));
    encoded.zeroize();
    line
}

/// User and password in that line.
pub(super) fn encoded(authorization: &str) -> &str {
    authorization.rsplit(' ').next().unwrap_or_default()
}

/// Blots out what was sent as a secret, should the server send it back. What is shorter than any password worth the name
/// is left, since it would be found everywhere.
pub(super) fn withhold(response: &mut Response, secrets: &[&str]) {
    for secret in secrets.iter().filter(|secret| secret.len() >= 6) {
        if memchr::memmem::find(&response.body, secret.as_bytes()).is_some() {
            let text = String::from_utf8_lossy(&response.body).replace(secret, "[withheld]");
            response.body = Zeroizing::new(text.into_bytes());
        }
        response.location = response.location.take().map(|text| text.replace(secret, "[withheld]"));
    }
}
