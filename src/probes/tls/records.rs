//! Reads the part of a handshake that is not encrypted (RFC 5246 sections 6.2.1 and 7.4).

const HANDSHAKE_RECORD: u8 = 22;
const CERTIFICATE_REQUEST: u8 = 13;

/// Whether the server's side of a handshake asks for a client certificate.
///
/// Up to TLS 1.2 the request is plain; in TLS 1.3 it is encrypted and never found here.
pub(super) fn ask_for_client_certificate(received: &[u8]) -> bool {
    let messages = handshake_messages(received);
    let mut rest = messages.as_slice();
    while let [kind, a, b, c, after @ ..] = rest {
        if *kind == CERTIFICATE_REQUEST {
            return true;
        }
        let len = u32::from_be_bytes([0, *a, *b, *c]) as usize;
        rest = after.get(len..).unwrap_or_default();
    }
    false
}

/// The handshake messages up to the first record of another kind, which is an alert or begins encryption.
fn handshake_messages(mut received: &[u8]) -> Vec<u8> {
    let mut messages = Vec::new();
    while let [HANDSHAKE_RECORD, _, _, high, low, after @ ..] = received {
        let len = usize::from(u16::from_be_bytes([*high, *low])).min(after.len());
        let (content, rest) = after.split_at(len);
        messages.extend_from_slice(content);
        received = rest;
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_request_across_records() {
        let hello = b"\x02\x00\x00\x03abc";
        let request = b"\x0d\x00\x00\x02\x01\x40";
        let record = |content: &[u8]| [&[22, 3, 3, 0, content.len() as u8][..], content].concat();
        let alert = b"\x15\x03\x03\x00\x02\x02\x28";
        let split = [record(&hello[..5]), record(&[&hello[5..], request].concat()), alert.to_vec()].concat();
        for (received, expected) in [
            (split, true),
            ([record(hello), record(request)].concat(), true),
            ([record(hello), alert.to_vec(), record(request)].concat(), false),
            (record(b"\x02\x00\x00\x06\x0d\x00\x00\x02\x01\x40"), false),
            (record(b"\x02\xff\xff\xff\x0d\x00\x00"), false),
            (b"\x16\x03\x03\xff\xff\x02\x00".to_vec(), false),
            (Vec::new(), false),
        ] {
            assert_eq!(ask_for_client_certificate(&received), expected, "{received:02x?}");
        }
    }
}
