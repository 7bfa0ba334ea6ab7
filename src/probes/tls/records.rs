//! Reads the part of a handshake that is not encrypted (RFC 5246 sections 6.2.1 and 7.4).

const HANDSHAKE_RECORD: u8 = 22;
const CERTIFICATE_REQUEST: u8 = 13;

/// Bytes of the server's request for a client certificate, as its header says; none when it asks for none.
///
/// Up to TLS 1.2 the request is plain; in TLS 1.3 it is encrypted and never found here.
pub(super) fn certificate_request(received: &[u8]) -> Option<u32> {
    let messages = handshake_messages(received);
    let mut rest = messages.as_slice();
    while let [kind, a, b, c, after @ ..] = rest {
        let len = u32::from_be_bytes([0, *a, *b, *c]);
        if *kind == CERTIFICATE_REQUEST {
            return Some(len);
        }
        rest = after.get(len as usize..).unwrap_or_default();
    }
    None
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
            (split, Some(2)),
            ([record(hello), record(request)].concat(), Some(2)),
            ([record(hello), alert.to_vec(), record(request)].concat(), None),
            (record(b"\x02\x00\x00\x06\x0d\x00\x00\x02\x01\x40"), None),
            (record(b"\x02\xff\xff\xff\x0d\x00\x00"), None),
            (b"\x16\x03\x03\xff\xff\x02\x00".to_vec(), None),
            (Vec::new(), None),
        ] {
            assert_eq!(certificate_request(&received), expected, "{received:02x?}");
        }
    }
}
