//! TLS hellos as the appliances' Java sends them: classical groups in one segment, a name only where Java sends one.

use std::net::IpAddr;

use openssl::error::ErrorStack;
use openssl::pkey::Id;
use openssl::ssl::{Ssl, SslContext, SslContextBuilder, SslMethod, SslOptions, SslRef, SslVerifyMode, SslVersion};

use crate::evidence::HelloKind;
use crate::trust::java;

/// The first one is sent as a key share. Without this list OpenSSL 3.5 and later add a post-quantum share of 1,216
/// bytes; the hellos of Java 8 to 25 have 383 to 489 bytes in all, and some devices on the way take no larger ones.
const GROUPS: &str = "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192";

/// Every suite OpenSSL has, the ones without authentication or encryption last, so that a server with a
/// certificate shows it even where it leaves the choice to the client.
const EVERY_CIPHER: &str = "ALL:COMPLEMENTOFALL:+aNULL:+eNULL:@SECLEVEL=0";

/// Suites up to TLS 1.2 whose keys are made for the connection (Java refuses all others since 2026).
const FORWARD_SECRET: &str = "ECDHE:DHE:!aNULL:!eNULL:@SECLEVEL=0";

/// Suites up to TLS 1.2 for servers with keys of one kind. A server that has a certificate of each shows the other one.
const RSA_KEY: &str = "aRSA:!aNULL:!eNULL:@SECLEVEL=0";
const ELLIPTIC_KEY: &str = "aECDSA:!aNULL:!eNULL:@SECLEVEL=0";

/// Suites that some Java of the appliances takes, at OpenSSL's lowest level: sizes and signatures are judged by us.
const AS_JAVA: &str = "HIGH:!aNULL:!eNULL:!PSK:!SRP:!3DES:!CAMELLIA:!ARIA:!AESCCM:@SECLEVEL=0";

/// `SSL_OP_LEGACY_SERVER_CONNECT`: servers without secure renegotiation (RFC 5746) are let in too, as by Java.
const LEGACY_SERVER_CONNECT: SslOptions = SslOptions::from_bits_retain(1 << 2);

/// Bytes of one made-up protocol name, and how many make a hello larger than one segment (1,460 bytes).
const PADDING: (usize, usize) = (200, 8);

/// A client that refuses nothing a server may offer.
pub(super) fn permissive(host: &str, kind: HelloKind) -> Result<Ssl, ErrorStack> {
    let mut context = context()?;
    context.set_cipher_list(match kind {
        HelloKind::ForwardSecret => FORWARD_SECRET,
        HelloKind::RsaKey => RSA_KEY,
        HelloKind::EllipticKey => ELLIPTIC_KEY,
        _ => EVERY_CIPHER,
    })?;
    context.set_min_proto_version(Some(SslVersion::TLS1))?;
    context.set_max_proto_version(Some(match kind {
        HelloKind::Tls10 => SslVersion::TLS1,
        HelloKind::Tls12 | HelloKind::ForwardSecret | HelloKind::RsaKey | HelloKind::EllipticKey => SslVersion::TLS1_2,
        HelloKind::Usual | HelloKind::Large => SslVersion::TLS1_3,
    }))?;
    // Whole chunks are read, so that the first bytes of a stranger are all there for a look.
    context.set_read_ahead(true);
    if kind == HelloKind::Large {
        let (len, count) = PADDING;
        let name = [&[u8::try_from(len).unwrap_or(u8::MAX)], vec![b'x'; len].as_slice()].concat();
        // A server that looks at the names finds none it knows, and says so; an answer is all that is wanted.
        context.set_alpn_protos(&name.repeat(count))?;
    }
    named(context, host)
}

/// The hello that asks for the certificate of the other kind of key than the one that a server has shown.
pub fn other_key(ssl: &SslRef) -> Option<HelloKind> {
    match ssl.peer_certificate()?.public_key().ok()?.id() {
        Id::RSA => Some(HelloKind::EllipticKey),
        Id::EC => Some(HelloKind::RsaKey),
        _ => None,
    }
}

/// A client no stricter than the appliances in anything but the certificate, which whoever uses it must compare.
pub(super) fn as_java(host: &str) -> Result<Ssl, ErrorStack> {
    let mut context = context()?;
    context.set_cipher_list(AS_JAVA)?;
    context.set_min_proto_version(Some(SslVersion::TLS1_2))?;
    named(context, host)
}

fn context() -> Result<SslContextBuilder, ErrorStack> {
    let mut context = SslContext::builder(SslMethod::tls_client())?;
    context.set_verify(SslVerifyMode::NONE);
    context.set_security_level(0);
    context.set_options(LEGACY_SERVER_CONNECT);
    classical(&mut context)?;
    Ok(context)
}

/// Leaves out post-quantum key shares.
pub(super) fn classical(context: &mut SslContextBuilder) -> Result<(), ErrorStack> {
    context.set_groups_list(GROUPS)
}

fn named(context: SslContextBuilder, host: &str) -> Result<Ssl, ErrorStack> {
    let mut ssl = Ssl::new(&context.build())?;
    if let Some(name) = server_name(host) {
        ssl.set_hostname(name)?;
    }
    Ok(ssl)
}

/// The name a Java client sends in its hello (`sun.security.ssl.Utilities.rawToSNIHostName`): one with a dot and
/// without a final one, no address (RFC 6066 section 3), nothing that is no host name to Java. Servers on GnuTLS end the
/// handshake without a word where such a name, as `dc_1.corp.example`, is sent.
pub(super) fn server_name(host: &str) -> Option<&str> {
    let dotted = host.find('.').is_some_and(|at| at > 0) && !host.ends_with('.');
    let legal = !host.is_ascii() || java::is_legal(host);
    (dotted && legal && host.parse::<IpAddr>().is_err()).then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_sent_as_java_sends_it() {
        for (host, sent) in [
            ("ldap7.north.example", Some("ldap7.north.example")),
            ("ldap7", None),
            ("ldap7.north.example.", None),
            (".example", None),
            ("ldap_7.north.example", None),
            ("ldap7-.north.example", None),
            ("192.0.2.7", None),
            ("2001:db8::7", None),
        ] {
            assert_eq!(server_name(host), sent, "{host}");
        }
    }
}
