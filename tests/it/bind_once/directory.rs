//! A tiny LDAP server that counts: what was bound, and every byte it ever received in clear or decrypted.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use openssl::ssl::{SslAcceptor, SslMethod};
use ucdoctor::ldap::ber::{ENUMERATED, Element, INTEGER, OCTETS, Reader, SEQUENCE, SET, Writer, header};

use crate::live::pki::Issued;

/// What the server does with a bind.
#[derive(Clone, Copy)]
pub(crate) enum OnBind {
    /// Answers with this result code; 0 is success.
    Code(i64),
    /// Closes the connection.
    Close,
    /// Never answers.
    Silent,
    /// Rejects, and says the password back in the field of this number: diagnosticMessage, matchedDN, a referral.
    Echo(usize),
}

/// How the port is protected.
#[derive(Clone)]
pub(crate) enum Protection {
    Plain,
    Tls(Issued),
    StartTls(Issued),
    /// TLS on the first connection; every later one is closed at once.
    TlsOnce(Issued),
    /// StartTLS on so many connections. On every later one it is answered with this result code, as by somebody between
    /// who wants to read along, and the conversation goes on in clear.
    Stripped(Issued, usize, i64),
}

#[derive(Default)]
struct Log {
    connections: usize,
    binds: Vec<IpAddr>,
    received: Vec<u8>,
}

pub(crate) struct Directory {
    pub(crate) port: u16,
    log: Arc<Mutex<Log>>,
}

impl Directory {
    /// Listens on the same port of every address.
    pub(crate) fn start(addresses: &[&str], protection: Protection, on_bind: OnBind) -> Self {
        let (port, listeners) = listen(addresses);
        let log = Arc::new(Mutex::new(Log::default()));
        for listener in listeners {
            let (log, protection) = (Arc::clone(&log), protection.clone());
            thread::spawn(move || {
                for stream in listener.incoming().map_while(Result::ok) {
                    let (log, protection) = (Arc::clone(&log), protection.clone());
                    thread::spawn(move || serve(stream, &protection, on_bind, &log));
                }
            });
        }
        Self { port, log }
    }

    pub(crate) fn binds(&self) -> usize {
        self.log.lock().unwrap().binds.len()
    }

    pub(crate) fn received(&self, needle: &str) -> bool {
        self.log.lock().unwrap().received.windows(needle.len()).any(|window| window == needle.as_bytes())
    }
}

fn listen(addresses: &[&str]) -> (u16, Vec<TcpListener>) {
    for _ in 0..50 {
        let first = TcpListener::bind((addresses[0], 0)).unwrap();
        let port = first.local_addr().unwrap().port();
        let rest: Result<Vec<_>, _> =
            addresses[1..].iter().map(|address| TcpListener::bind((*address, port))).collect();
        if let Ok(rest) = rest {
            return (port, std::iter::once(first).chain(rest).collect());
        }
    }
    panic!("no port is free on all of {addresses:?}");
}

fn serve(stream: TcpStream, protection: &Protection, on_bind: OnBind, log: &Mutex<Log>) {
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream.set_nodelay(true).unwrap();
    let local = stream.local_addr().unwrap();
    let connection = {
        let mut log = log.lock().unwrap();
        log.connections += 1;
        log.connections
    };
    match protection {
        Protection::TlsOnce(_) if connection > 1 => {}
        Protection::Tls(identity) | Protection::TlsOnce(identity) => {
            if let Ok(mut tls) = acceptor(identity).accept(stream) {
                let _ = converse(&mut tls, local, (on_bind, 2), log);
            }
        }
        Protection::Stripped(_, honest, code) if connection > *honest => {
            let mut stream = stream;
            while converse(&mut stream, local, (on_bind, *code), log).is_ok_and(|granted| granted) {}
        }
        Protection::Plain | Protection::StartTls(_) | Protection::Stripped(..) => {
            let mut stream = stream;
            let upgrade = converse(&mut stream, local, (on_bind, 0), log).unwrap_or(false);
            if let (true, Protection::StartTls(identity) | Protection::Stripped(identity, ..)) = (upgrade, protection)
                && let Ok(mut tls) = acceptor(identity).accept(stream)
            {
                let _ = converse(&mut tls, local, (on_bind, 2), log);
            }
        }
    }
}

fn acceptor(identity: &Issued) -> SslAcceptor {
    let mut builder = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
    builder.set_certificate(&identity.certificate).unwrap();
    builder.set_private_key(&identity.key).unwrap();
    builder.build()
}

/// Answers until the client leaves, StartTLS with this code. True when it asked for that and was told to go on.
fn converse(
    stream: &mut (impl Read + Write),
    local: SocketAddr,
    (on_bind, start_tls_code): (OnBind, i64),
    log: &Mutex<Log>,
) -> io::Result<bool> {
    const START_TLS: &[u8] = b"1.3.6.1.4.1.1466.20037";
    loop {
        let message = read_message(stream, log)?;
        let whole = Reader::new(&message).expect(SEQUENCE).unwrap();
        let mut fields = Reader::inside(&whole);
        let id = fields.expect(INTEGER).unwrap().number().unwrap();
        let operation = fields.any().unwrap();
        match operation.tag {
            0x60 => {
                log.lock().unwrap().binds.push(local.ip());
                match on_bind {
                    OnBind::Echo(field) => stream.write_all(&echo(id, field, &password(&operation)))?,
                    OnBind::Code(code) => stream.write_all(&result(id, 0x61, code))?,
                    OnBind::Close => return Ok(false),
                    OnBind::Silent => thread::sleep(Duration::from_secs(10)),
                }
            }
            0x63 => {
                let mut inside = Reader::inside(&operation);
                if inside.expect(OCTETS).unwrap().content.is_empty() {
                    stream.write_all(&root_dse(id))?;
                }
                stream.write_all(&result(id, 0x65, 0))?;
            }
            0x77 => {
                let start_tls = Reader::inside(&operation).any().unwrap().content == START_TLS;
                let code = if start_tls { start_tls_code } else { 2 };
                stream.write_all(&result(id, 0x78, code))?;
                if code == 0 {
                    return Ok(true);
                }
            }
            _ => return Ok(false),
        }
    }
}

/// Reads one message, byte by byte at first so that nothing behind it is swallowed, and logs all of it.
fn read_message(stream: &mut impl Read, log: &Mutex<Log>) -> io::Result<Vec<u8>> {
    let mut message = Vec::new();
    loop {
        let mut byte = [0];
        stream.read_exact(&mut byte)?;
        message.push(byte[0]);
        log.lock().unwrap().received.push(byte[0]);
        if let Some(head) = header(&message, 0).map_err(io::Error::other)? {
            let mut content = vec![0; head.content as usize];
            stream.read_exact(&mut content)?;
            log.lock().unwrap().received.extend_from_slice(&content);
            message.extend_from_slice(&content);
            return Ok(message);
        }
    }
}

fn result(id: i64, tag: u8, code: i64) -> Vec<u8> {
    let mut message = Writer::new();
    message.constructed(SEQUENCE, |w| {
        w.number(INTEGER, id).constructed(tag, |w| {
            w.number(ENUMERATED, code).octets("").octets("");
        });
    });
    message.into_bytes()
}

fn root_dse(id: i64) -> Vec<u8> {
    let mut message = Writer::new();
    message.constructed(SEQUENCE, |w| {
        w.number(INTEGER, id).constructed(0x64, |w| {
            w.octets("").constructed(SEQUENCE, |w| {
                w.constructed(SEQUENCE, |w| {
                    w.octets("namingContexts").constructed(SET, |w| {
                        w.octets("dc=corp,dc=example");
                    });
                });
            });
        });
    });
    message.into_bytes()
}

/// The password of a simple bind.
fn password(bind: &Element<'_>) -> Vec<u8> {
    let mut fields = Reader::inside(bind);
    let (_, _) = (fields.expect(INTEGER).unwrap(), fields.expect(OCTETS).unwrap());
    fields.any().unwrap().content.to_vec()
}

/// "Invalid credentials", with these bytes in one of its fields.
fn echo(id: i64, field: usize, secret: &[u8]) -> Vec<u8> {
    let said = format!("you sent {} to us", String::from_utf8_lossy(secret));
    let at = |number: usize| if number == field { said.as_str() } else { "" };
    let mut message = Writer::new();
    message.constructed(SEQUENCE, |w| {
        w.number(INTEGER, id).constructed(0x61, |w| {
            w.number(ENUMERATED, 49).octets(at(1)).octets(at(0));
            if field == 2 {
                w.constructed(0xa3, |w| {
                    w.octets(format!("ldap://x/{said}"));
                });
            }
        });
    });
    message.into_bytes()
}
