//! A directory over TLS whose every answer is a function of the request.

use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;

use openssl::ssl::{SslAcceptor, SslMethod};
use ucdoctor::ldap::ber::{INTEGER, OCTETS, Reader, SEQUENCE, header};

use crate::live::pki::Issued;

pub(crate) const BIND: u8 = 0x60;
pub(crate) const SEARCH: u8 = 0x63;
pub(crate) const EXTENDED: u8 = 0x77;

/// What a client wants.
pub(crate) struct Request {
    pub(crate) operation: u8,
    pub(crate) id: i64,
    /// The name of a bind, the base of a search.
    pub(crate) name: String,
    /// The password of a simple bind.
    pub(crate) password: String,
    pub(crate) bytes: Vec<u8>,
}

/// Listens on 127.0.0.1 until the process ends. No answer at all closes the connection.
pub(crate) fn serve(chain: &[&Issued], answer: impl Fn(&Request) -> Vec<u8> + Send + Sync + 'static) -> u16 {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    builder.set_certificate(&chain[0].certificate).unwrap();
    builder.set_private_key(&chain[0].key).unwrap();
    for issuer in &chain[1..] {
        builder.add_extra_chain_cert(issuer.certificate.clone()).unwrap();
    }
    let (acceptor, answer) = (Arc::new(builder.build()), Arc::new(answer));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (acceptor, answer) = (Arc::clone(&acceptor), Arc::clone(&answer));
            std::thread::spawn(move || converse(&acceptor, stream, &*answer));
        }
    });
    port
}

fn converse(acceptor: &SslAcceptor, stream: TcpStream, answer: &dyn Fn(&Request) -> Vec<u8>) {
    let Ok(mut stream) = acceptor.accept(stream) else { return };
    while let Ok(bytes) = read_message(&mut stream) {
        let answer = answer(&request(bytes));
        if answer.is_empty() || stream.write_all(&answer).is_err() {
            return;
        }
    }
}

fn request(bytes: Vec<u8>) -> Request {
    let whole = Reader::new(&bytes).expect(SEQUENCE).unwrap();
    let mut fields = Reader::inside(&whole);
    let id = fields.expect(INTEGER).unwrap().number().unwrap();
    let operation = fields.any().unwrap();
    let mut inside = Reader::inside(&operation);
    let (mut name, mut password) = (String::new(), String::new());
    let text = |content: &[u8]| String::from_utf8_lossy(content).into_owned();
    match operation.tag {
        BIND => {
            inside.expect(INTEGER).unwrap();
            name = text(inside.expect(OCTETS).unwrap().content);
            password = text(inside.any().unwrap().content);
        }
        SEARCH => name = text(inside.expect(OCTETS).unwrap().content),
        _ => {}
    }
    Request { operation: operation.tag, id, name, password, bytes }
}

fn read_message(stream: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        message.push(byte[0]);
        if let Some(head) = header(&message, 0).map_err(io::Error::other)? {
            let mut content = vec![0; head.content as usize];
            stream.read_exact(&mut content)?;
            return Ok([message, content].concat());
        }
    }
}
