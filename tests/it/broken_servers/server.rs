//! Servers of a few lines that do exactly what they are told, once.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use ucdoctor::ldap::ber::{self, ENUMERATED, INTEGER, SEQUENCE, SET, Writer};

/// One step of a broken server.
#[derive(Clone)]
pub(crate) enum Act {
    /// Waits for one request.
    Read,
    /// Sends these bytes.
    Send(Vec<u8>),
    /// Sends these bytes one by one, with this pause between them.
    Drip(Vec<u8>, Duration),
    /// Sends these bytes again and again, until the client goes or this many bytes are sent.
    Endless(Vec<u8>, usize),
    /// Keeps the connection open and says nothing.
    Hold,
    /// Closes the connection with a reset.
    Reset,
}

/// Starts a server that takes one connection, goes through the acts and closes.
pub(crate) async fn serve(acts: Vec<Act>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        for act in acts {
            match act {
                Act::Read => {
                    request(&mut stream).await;
                }
                Act::Send(bytes) => drop(stream.write_all(&bytes).await),
                Act::Drip(bytes, pause) => {
                    for byte in bytes {
                        tokio::time::sleep(pause).await;
                        let _ = stream.write_all(&[byte]).await;
                    }
                }
                Act::Endless(bytes, most) => {
                    let block = bytes.repeat(1 + 16_384 / bytes.len());
                    let mut sent = 0;
                    while sent < most && stream.write_all(&block).await.is_ok() {
                        sent += block.len();
                    }
                }
                Act::Hold => std::future::pending().await,
                Act::Reset => stream.set_zero_linger().unwrap(),
            }
        }
    });
    address
}

/// Starts a server that answers every request, by its message id, with what `answer` makes of it.
pub(crate) async fn answering(answer: impl Fn(i64) -> Vec<u8> + Send + 'static) -> SocketAddr {
    answering_to(move |id, _| answer(id)).await
}

/// Starts a server that answers every request, by its message id and its bytes.
pub(crate) async fn answering_to(answer: impl Fn(i64, &[u8]) -> Vec<u8> + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        while let Some((id, bytes)) = request(&mut stream).await {
            let _ = stream.write_all(&answer(id, &bytes)).await;
        }
    });
    address
}

/// Reads one request and returns its message id and its bytes.
async fn request(stream: &mut TcpStream) -> Option<(i64, Vec<u8>)> {
    let mut bytes = Vec::new();
    loop {
        if let Ok(Some(head)) = ber::header(&bytes, 0)
            && bytes.len() == head.len + head.content as usize
        {
            let whole = ber::Reader::new(&bytes).expect(SEQUENCE).unwrap();
            let id = ber::Reader::inside(&whole).expect(INTEGER).unwrap().number().unwrap();
            return Some((id, bytes));
        }
        bytes.push(stream.read_u8().await.ok()?);
    }
}

/// An LDAPMessage around an operation's bytes.
pub(crate) fn message(id: i64, op: u8, content: &[u8], behind: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(SEQUENCE, |w| {
        w.number(INTEGER, id).primitive(op, content).raw(behind);
    });
    writer.into_bytes()
}

/// The content of an LDAPResult.
pub(crate) fn outcome(code: i64, text: impl AsRef<[u8]>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.number(ENUMERATED, code).octets("").octets(text);
    writer.into_bytes()
}

/// An LDAPMessage that is a result.
pub(crate) fn result(id: i64, op: u8, code: i64, text: impl AsRef<[u8]>) -> Vec<u8> {
    message(id, op, &outcome(code, text), b"")
}

/// A search result entry.
pub(crate) fn entry(id: i64, dn: impl AsRef<[u8]>, attributes: &[(&str, &[&[u8]])]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.octets(dn).constructed(SEQUENCE, |list| {
        for (name, values) in attributes {
            list.constructed(SEQUENCE, |w| {
                w.octets(name).constructed(SET, |set| {
                    for value in *values {
                        set.octets(value);
                    }
                });
            });
        }
    });
    message(id, 0x64, &writer.into_bytes(), b"")
}

/// A list of one control.
pub(crate) fn control(kind: &str, value: Option<&[u8]>) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(0xa0, |list| {
        list.constructed(SEQUENCE, |w| {
            w.octets(kind);
            if let Some(value) = value {
                w.octets(value);
            }
        });
    });
    writer.into_bytes()
}

/// The value of a paged results control.
pub(crate) fn page(cookie: &[u8]) -> Vec<u8> {
    let mut writer = Writer::new();
    writer.constructed(SEQUENCE, |w| {
        w.number(INTEGER, 0).octets(cookie);
    });
    writer.into_bytes()
}
