//! Tells LDAP and other protocols apart by the first bytes a server sends.

use super::ber;
use crate::evidence::Protocol;

/// What other protocols begin with.
const FOREIGN: [(&[u8], Protocol); 8] = [
    // ChangeCipherSpec, alert, handshake, application data (RFC 8446 section 5.1), and major version 3.
    (b"\x14\x03", Protocol::Tls),
    (b"\x15\x03", Protocol::Tls),
    (b"\x16\x03", Protocol::Tls),
    (b"\x17\x03", Protocol::Tls),
    (b"HTTP/", Protocol::Http),
    (b"SSH-", Protocol::Ssh),
    (b"220 ", Protocol::Greeting),
    (b"220-", Protocol::Greeting),
];

/// What the first bytes of a connection are; `None` while more of them may still make them something known.
pub(crate) fn protocol(first: &[u8]) -> Option<Protocol> {
    if first.first() == Some(&ber::SEQUENCE) {
        return message(first);
    }
    let known = FOREIGN.iter().find(|(start, _)| first.starts_with(start)).map(|&(_, protocol)| protocol);
    let open = FOREIGN.iter().any(|(start, _)| start.starts_with(first));
    known.or((!open).then_some(Protocol::Unknown))
}

/// What they most likely are when no more will come; `Unknown` also when there are none.
pub(crate) fn likely(first: &[u8]) -> Protocol {
    protocol(first).unwrap_or(match first {
        [ber::SEQUENCE, ..] => Protocol::Ldap,
        // No text begins so, and no other protocol on such a port.
        [0x14..=0x17] => Protocol::Tls,
        _ => Protocol::Unknown,
    })
}

/// The first 32 bytes for people, as `48 54 54 50 "HTTP…"`: the first `exact` of them in hexadecimal, then all as text
/// with everything unprintable escaped.
pub(crate) fn sample(first: &[u8], exact: usize) -> String {
    let first = first.get(..32).unwrap_or(first);
    format!("{} \"{}\"", hexadecimal(first.get(..exact).unwrap_or(first)), first.escape_ascii())
}

/// Bytes in lower-case hexadecimal, separated by blanks.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// An LDAP message is a SEQUENCE that begins with a message id (RFC 4511 section 4.1.1).
fn message(first: &[u8]) -> Option<Protocol> {
    let head = match ber::header(first, 0) {
        Ok(head) => head?,
        Err(_) => return Some(Protocol::Unknown),
    };
    first.get(head.len).map(|&tag| if tag == ber::INTEGER { Protocol::Ldap } else { Protocol::Unknown })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes, after how many of them the protocol is certain (none: never), and what all of them most likely are.
    const TABLE: [(&[u8], Option<usize>, Protocol); 20] = [
        (b"", None, Protocol::Unknown),
        (b"\x16\x03\x03\x00\x7a\x02", Some(2), Protocol::Tls),
        (b"\x15\x03\x03\x00\x02\x02\x46", Some(2), Protocol::Tls),
        (b"\x17\x03", Some(2), Protocol::Tls),
        (b"\x15", None, Protocol::Tls),
        (b"\x16\x13", Some(2), Protocol::Unknown),
        (b"\x30", None, Protocol::Ldap),
        (b"\x30\x24\x02\x01\x00\x78\x1f", Some(3), Protocol::Ldap),
        (b"\x30\x84\x00\x00\x00\x24\x02\x01", Some(7), Protocol::Ldap),
        (b"\x30\x84\x00\x00", None, Protocol::Ldap),
        (b"\x30\x80\x02\x01", Some(2), Protocol::Unknown),
        (b"0 ready\r\n", Some(3), Protocol::Unknown),
        (b"HTTP/1.1 400 Bad Request\r\n", Some(5), Protocol::Http),
        (b"HTTP", None, Protocol::Unknown),
        (b"HELO", Some(2), Protocol::Unknown),
        (b"SSH-2.0-OpenSSH_9.2\r\n", Some(4), Protocol::Ssh),
        (b"220 mail.corp.example ESMTP\r\n", Some(4), Protocol::Greeting),
        (b"220-mail.corp.example ESMTP\r\n", Some(4), Protocol::Greeting),
        (b"2200", Some(4), Protocol::Unknown),
        (b"\x00", Some(1), Protocol::Unknown),
    ];

    #[test]
    fn protocols_are_known_as_soon_as_nothing_can_change_them() {
        for (first, certain, expected) in TABLE {
            let at = (0..=first.len()).find(|&len| protocol(&first[..len]).is_some());
            assert_eq!(at, certain, "{}", first.escape_ascii());
            assert_eq!(likely(first), expected, "{}", first.escape_ascii());
            for len in certain.unwrap_or(usize::MAX)..=first.len() {
                assert_eq!(protocol(&first[..len]), Some(expected), "{}", first.escape_ascii());
            }
        }
    }

    #[test]
    fn a_sample_is_read_by_people() {
        assert_eq!(sample(b"HTTP\r\n\0", 32), "48 54 54 50 0d 0a 00 \"HTTP\\r\\n\\x00\"");
        assert_eq!(sample(&[b'x'; 40], 2), format!("78 78 \"{}\"", "x".repeat(32)));
    }
}
