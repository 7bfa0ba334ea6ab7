//! The table: what the server does, what is asked, and the fault it is.

use std::time::Duration;

use ucdoctor::evidence::Protocol;
use ucdoctor::ldap::ber::{SEQUENCE, Writer};
use ucdoctor::ldap::fault::Fault;

use super::Ask;
use super::server::{Act, control, entry, message, outcome, result};

pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) ask: Ask,
    pub(crate) acts: Vec<Act>,
    pub(crate) answer_timeout: Duration,
    pub(crate) fault: Fault,
}

/// A fault that must be seen without waiting: the time allowed is longer than the watchdog's.
const LONG: Duration = Duration::from_secs(300);
/// A fault that is only seen by waiting.
const SHORT: Duration = Duration::from_millis(800);

pub(crate) fn rows() -> Vec<Row> {
    [ends(), foreign(), framing(), messages(), entries()].into_iter().flatten().collect()
}

/// Reads the request, sends the bytes and holds the connection: only the bytes can be what is wrong.
fn row(name: &'static str, ask: Ask, bytes: Vec<u8>, fault: Fault) -> Row {
    Row { name, ask, acts: vec![Act::Read, Act::Send(bytes), Act::Hold], answer_timeout: LONG, fault }
}

fn malformed(what: &str) -> Fault {
    Fault::Malformed { what: what.to_owned() }
}

/// Silence, ends and resets.
fn ends() -> Vec<Row> {
    let half = result(1, 0x61, 0, "")[..7].to_vec();
    let one = entry(1, "", &[("vendorName", &[b"x"])]);
    let acted = |name, ask, acts, answer_timeout, fault| Row { name, ask, acts, answer_timeout, fault };
    let silent = || Fault::Silent { waited_ms: 0 };
    let stalled = |received, announced| Fault::Stalled { received, announced, waited_ms: 0 };
    vec![
        acted("silent", Ask::Bind, vec![Act::Hold], SHORT, silent()),
        acted("silent after an entry", Ask::Root, vec![Act::Read, Act::Send(one.clone()), Act::Hold], SHORT, silent()),
        acted("closes", Ask::Bind, vec![Act::Read], LONG, Fault::Closed { pending: 0 }),
        acted("resets", Ask::Bind, vec![Act::Read, Act::Reset], LONG, Fault::Reset { pending: 0 }),
        acted("half, closes", Ask::Bind, vec![Act::Read, Act::Send(half.clone())], LONG, Fault::Closed { pending: 7 }),
        acted("half, hangs", Ask::Bind, vec![Act::Read, Act::Send(half), Act::Hold], SHORT, stalled(7, 14)),
        acted(
            "half a header, hangs",
            Ask::Root,
            vec![Act::Read, Act::Send(b"\x30\x84\x00".to_vec()), Act::Hold],
            SHORT,
            stalled(3, 0),
        ),
        acted(
            "an entry, closes",
            Ask::Root,
            vec![Act::Read, Act::Send(one.clone())],
            LONG,
            Fault::Closed { pending: 0 },
        ),
        acted(
            "an entry, half an entry, closes",
            Ask::Root,
            vec![Act::Read, Act::Send([&one[..], &one[..9]].concat())],
            LONG,
            Fault::Closed { pending: 9 },
        ),
    ]
}

/// What is not LDAP at all.
fn foreign() -> Vec<Row> {
    let not_ldap = |protocol, sample: &str| Fault::NotLdap { protocol, sample: sample.to_owned() };
    let banner = |name, bytes: &[u8], fault| Row {
        name,
        ask: Ask::Root,
        acts: vec![Act::Send(bytes.to_vec()), Act::Hold],
        answer_timeout: LONG,
        fault,
    };
    vec![
        row(
            "HTTP",
            Ask::Bind,
            b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec(),
            not_ldap(Protocol::Http, "48 54 54 50 2f 31 2e 31 \"HTTP/1.1 400 Bad Request\\r\\n\\r\\n\""),
        ),
        banner(
            "SSH",
            b"SSH-2.0-OpenSSH_9.2p1\r\n",
            not_ldap(Protocol::Ssh, "53 53 48 2d 32 2e 30 2d \"SSH-2.0-OpenSSH_9.2p1\\r\\n\""),
        ),
        banner("SMTP", b"220 mail\r\n", not_ldap(Protocol::Greeting, "32 32 30 20 6d 61 69 6c \"220 mail\\r\\n\"")),
        row(
            "TLS alert",
            Ask::Root,
            b"\x15\x03\x01\x00\x02\x02\x0a".to_vec(),
            not_ldap(Protocol::Tls, "15 03 01 00 02 02 0a \"\\x15\\x03\\x01\\x00\\x02\\x02\\n\""),
        ),
        banner("noise", b"\x00\xff\x1b[2J", not_ldap(Protocol::Unknown, "00 ff 1b 5b 32 4a \"\\x00\\xff\\x1b[2J\"")),
        Row {
            name: "one letter, closes",
            ask: Ask::Root,
            acts: vec![Act::Read, Act::Send(b"H".to_vec())],
            answer_timeout: LONG,
            fault: not_ldap(Protocol::Unknown, "48 \"H\""),
        },
        Row {
            name: "one letter, hangs",
            ask: Ask::Root,
            acts: vec![Act::Read, Act::Send(b"S".to_vec()), Act::Hold],
            answer_timeout: SHORT,
            fault: not_ldap(Protocol::Unknown, "53 \"S\""),
        },
    ]
}

/// Lengths, tags and depth.
fn framing() -> Vec<Row> {
    let mut nested = Vec::new();
    for depth in 0..200_000_u32 {
        nested.extend([0x30, 0x84]);
        nested.extend(((199_999 - depth) * 6).to_be_bytes());
    }
    let mut many = Writer::new();
    many.primitive(SEQUENCE, &b"\x04\x00".repeat(1_000_000));
    vec![
        row(
            "2 GiB",
            Ask::Bind,
            b"\x30\x84\x7f\xff\xff\xff\x02\x01\x01".to_vec(),
            malformed("a message announces 2147483647 bytes, at most 2097152 are accepted"),
        ),
        row(
            "2^64-1",
            Ask::Root,
            b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff".to_vec(),
            malformed("a message announces 18446744073709551615 bytes, at most 2097152 are accepted"),
        ),
        row(
            "a length of 9 octets",
            Ask::Root,
            b"\x30\x89\x01\x01\x01".to_vec(),
            malformed("element at byte 0 (tag 0x30) has a length of 9 octets"),
        ),
        row(
            "inner longer than outer",
            Ask::Bind,
            b"\x30\x08\x02\x01\x01\x61\x50\x0a\x01\x00".to_vec(),
            malformed("element at byte 5 (tag 0x61) claims 80 bytes, its parent ends after 3"),
        ),
        row(
            "indefinite length",
            Ask::Bind,
            b"\x30\x80\x02\x01\x01\x61\x00\x00\x00".to_vec(),
            malformed("element at byte 0 (tag 0x30) has an indefinite length, which LDAP forbids"),
        ),
        row(
            "long tag",
            Ask::Bind,
            b"\x30\x03\x1f\x01\x00".to_vec(),
            malformed("element at byte 2 has a multi-byte tag (0x1f)"),
        ),
        row("200 000 nested", Ask::Root, nested, malformed("element at byte 240 is nested more than 40 deep")),
        row("a million elements", Ask::Root, many.into_bytes(), malformed("the message has more than 300000 elements")),
        row(
            "LDAP, then not",
            Ask::Root,
            [entry(1, "", &[]), b"HTTP/1.1".to_vec()].concat(),
            malformed("message 2 begins with 0x48 instead of 0x30"),
        ),
    ]
}

/// Ids, kinds and the shape of results.
fn messages() -> Vec<Row> {
    let notice = |text: &str| Fault::Notice { code: 52, text: text.to_owned() };
    let name = b"\x8a\x161.3.6.1.4.1.1466.20036";
    let rfc = message(0, 0x78, &[outcome(52, "bye"), name.to_vec()].concat(), b"");
    let windows = message(0, 0x78, &outcome(52, "00000003: LdapErr: DSID-0C06061A, data 0, v4563\0"), name);
    vec![
        row("empty SEQUENCE", Ask::Bind, b"\x30\x00".to_vec(), malformed("an element is missing at byte 2")),
        row("only an id", Ask::Bind, b"\x30\x03\x02\x01\x01".to_vec(), malformed("an element is missing at byte 5")),
        row(
            "an empty id",
            Ask::Bind,
            b"\x30\x04\x02\x00\x61\x00".to_vec(),
            malformed("the number at byte 2 has 0 bytes"),
        ),
        row("no code", Ask::Bind, message(1, 0x61, b"", b""), malformed("an element is missing at byte 7")),
        row(
            "code of the wrong type",
            Ask::Bind,
            message(1, 0x61, b"\x02\x01\x00\x04\x00\x04\x00", b""),
            malformed("element at byte 7 has tag 0x02, expected 0x0a"),
        ),
        row("negative code", Ask::Bind, result(1, 0x61, -3, ""), malformed("the result code at byte 7 is -3")),
        row(
            "no text",
            Ask::Bind,
            message(1, 0x61, b"\x0a\x01\x00\x04\x00", b""),
            malformed("an element is missing at byte 12"),
        ),
        row(
            "primitive result",
            Ask::Bind,
            message(1, 0x41, &outcome(0, ""), b""),
            malformed("a bind request (0x60) was answered by an unexpected operation (0x41), result 0"),
        ),
        row(
            "wrong id",
            Ask::Bind,
            result(77, 0x61, 0, ""),
            malformed("a bind response (0x61) to message 77, which asks nothing"),
        ),
        row(
            "negative id",
            Ask::Bind,
            result(-1, 0x61, 0, ""),
            malformed("a bind response (0x61) to message -1, which asks nothing"),
        ),
        row(
            "search answered by an extended response",
            Ask::Root,
            result(1, 0x78, 12, ""),
            malformed("a search request (0x63) was answered by an extended response (0x78), result 12"),
        ),
        row(
            "bind answered by a search result",
            Ask::Bind,
            result(1, 0x65, 0, ""),
            malformed("a bind request (0x60) was answered by a search result (0x65), result 0"),
        ),
        row(
            "intermediate response",
            Ask::WhoAmI,
            message(1, 0x79, b"", b""),
            malformed("an extended request (0x77) was answered by an unexpected operation (0x79)"),
        ),
        row("notice of the RFC", Ask::Bind, rfc, notice("bye")),
        row("notice of Windows", Ask::Root, windows, notice("00000003: LdapErr: DSID-0C06061A, data 0, v4563")),
        row(
            "id 0 that is no notice",
            Ask::Bind,
            result(0, 0x61, 0, ""),
            malformed("message id 0 with a bind response (0x61), which only a notice of disconnection may have"),
        ),
        row(
            "control without a type",
            Ask::Bind,
            message(1, 0x61, &outcome(0, ""), b"\xa0\x02\x30\x00"),
            malformed("an element is missing at byte 18"),
        ),
    ]
}

/// Searches.
fn entries() -> Vec<Row> {
    let paged = |value: Option<&[u8]>| message(1, 0x65, &outcome(0, ""), &control("1.2.840.113556.1.4.319", value));
    let refused = |code, text: &str| Fault::Result { code, text: text.to_owned(), matched: String::new() };
    let mut no_list = Writer::new();
    no_list.octets("cn=x");
    let mut no_values = Writer::new();
    no_values.octets("cn=x").constructed(SEQUENCE, |list| {
        list.constructed(SEQUENCE, |w| {
            w.octets("cn");
        });
    });
    let mut list_of_texts = Writer::new();
    list_of_texts.octets("cn=x").constructed(SEQUENCE, |list| {
        list.octets("cn");
    });
    let second = [entry(1, "", &[]), entry(1, "", &[])].concat();
    vec![
        row(
            "no list",
            Ask::Root,
            message(1, 0x64, &no_list.into_bytes(), b""),
            malformed("an element is missing at byte 13"),
        ),
        row(
            "no values",
            Ask::Root,
            message(1, 0x64, &no_values.into_bytes(), b""),
            malformed("an element is missing at byte 21"),
        ),
        row(
            "list of texts",
            Ask::Root,
            message(1, 0x64, &list_of_texts.into_bytes(), b""),
            malformed("element at byte 15 has tag 0x04, expected 0x30"),
        ),
        row(
            "paging without a value",
            Ask::Read(10),
            paged(None),
            malformed("the paged results control at byte 16 has no value"),
        ),
        row(
            "paging with garbage",
            Ask::Read(10),
            paged(Some(b"\x30\x50")),
            malformed(
                "the paged results control at byte 16: element at byte 0 (tag 0x30) claims 80 bytes, its parent ends after 0",
            ),
        ),
        row("result", Ask::Root, result(1, 0x65, 1, "Opera\u{e7}\u{e3}o"), refused(1, "Opera\u{e7}\u{e3}o")),
        row(
            "result not UTF-8",
            Ask::Root,
            result(1, 0x65, 53, b"nicht m\xf6glich"),
            refused(53, "nicht m\u{fffd}glich"),
        ),
        row("size limit before the first entry", Ask::Read(10), result(1, 0x65, 4, ""), refused(4, "")),
        row(
            "rootDSE hidden",
            Ask::Root,
            result(1, 0x65, 0, ""),
            refused(0, "the search for the rootDSE succeeded without an entry"),
        ),
        row("two rootDSEs", Ask::Root, second, malformed("the rootDSE search returned a second entry")),
    ]
}
