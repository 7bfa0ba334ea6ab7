//! Tells application protocols apart by the first bytes a server sends.

use super::wire::hexadecimal;
use crate::evidence::Protocol;
use crate::ldap::ber;

/// What the first bytes of a connection look like; `Unknown` also when there are none.
pub(super) fn protocol(first: &[u8]) -> Protocol {
    match first {
        // ChangeCipherSpec, alert, handshake, application data (RFC 8446 section 5.1), and major version 3.
        [0x14..=0x17] | [0x14..=0x17, 0x03, ..] => Protocol::Tls,
        [ber::SEQUENCE, ..] if ldap(first) => Protocol::Ldap,
        [b'H', b'T', b'T', b'P', b'/', ..] => Protocol::Http,
        [b'S', b'S', b'H', b'-', ..] => Protocol::Ssh,
        [b'2', b'2', b'0', b' ' | b'-', ..] => Protocol::Greeting,
        _ => Protocol::Unknown,
    }
}

/// The first bytes for people: hexadecimal, then as text with everything unprintable escaped.
pub(super) fn sample(first: &[u8]) -> String {
    let first = first.get(..32).unwrap_or(first);
    format!("{} \"{}\"", hexadecimal(first), first.escape_ascii())
}

/// A SEQUENCE that begins with a message id (RFC 4511 section 4.1.1), as far as it is there.
fn ldap(first: &[u8]) -> bool {
    match ber::header(first, 0) {
        Ok(Some(head)) => first.get(head.len).is_none_or(|&tag| tag == ber::INTEGER),
        Ok(None) => true,
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_by_first_bytes() {
        for (first, expected) in [
            (&b""[..], Protocol::Unknown),
            (b"\x16\x03\x03\x00\x7a\x02", Protocol::Tls),
            (b"\x15", Protocol::Tls),
            (b"\x16\x13", Protocol::Unknown),
            (b"\x30", Protocol::Ldap),
            (b"\x30\x24\x02\x01\x00\x78\x1f", Protocol::Ldap),
            (b"\x30\x84\x00\x00\x00\x24\x02\x01", Protocol::Ldap),
            (b"\x30\x80\x02\x01", Protocol::Unknown),
            (b"0 ready\r\n", Protocol::Unknown),
            (b"HTTP/1.1 400 Bad Request\r\n", Protocol::Http),
            (b"SSH-2.0-OpenSSH_9.2\r\n", Protocol::Ssh),
            (b"220 mail.corp.example ESMTP\r\n", Protocol::Greeting),
            (b"2200", Protocol::Unknown),
        ] {
            assert_eq!(protocol(first), expected, "{}", first.escape_ascii());
        }
        assert_eq!(sample(b"HTTP\r\n\0"), "48 54 54 50 0d 0a 00 \"HTTP\\r\\n\\x00\"");
    }
}
