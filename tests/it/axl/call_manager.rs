//! A call manager of the tests: HTTPS, and answers in the shapes Cisco documents.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use openssl::ssl::Ssl;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_openssl::SslStream;
use ucdoctor::demo::pki::{Demand, Draft, Pki, pem};

/// What it does with a request.
pub(crate) enum Reply {
    /// Status and body.
    Http(u16, String),
    /// These bytes, and the end.
    Raw(Vec<u8>),
    /// A byte now and then, for ever.
    Drip,
    /// Nothing, for ever.
    Silent,
    /// As `Http`, and the end of the connection without a word about it.
    Last(u16, String),
}

/// A running server, which ends when it is dropped.
pub(crate) struct CallManager {
    pub(crate) address: SocketAddr,
    host: String,
    pub(crate) root: String,
    /// Head and body of each request.
    pub(crate) requests: Arc<Mutex<Vec<(String, String)>>>,
    /// Connections that were taken.
    pub(crate) connections: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

impl Drop for CallManager {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl CallManager {
    /// Listens on loopback, as `localhost`; `reply` gets verb, head and body.
    pub(crate) async fn start(reply: impl Fn(&str, &str, &str) -> Reply + Send + Sync + 'static) -> Self {
        Self::start_at(std::net::TcpListener::bind("127.0.0.1:0").unwrap(), "localhost", reply)
    }

    /// The same at a listener, wherever it is, by this name.
    pub(crate) fn start_at(
        listener: std::net::TcpListener,
        host: &str,
        reply: impl Fn(&str, &str, &str) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let pki = Pki::mint().unwrap();
        let leaf = Draft::server(host).names(&[host]).sign(Some(&pki.issuing)).unwrap();
        let context = leaf.server_context(&[&pki.issuing], Demand::Modern, &pki.root).unwrap();
        listener.set_nonblocking(true).unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        let address = listener.local_addr().unwrap();
        let requests = Arc::new(Mutex::new(Vec::new()));
        let connections = Arc::new(AtomicUsize::new(0));
        let (reply, seen, count) = (Arc::new(reply), Arc::clone(&requests), Arc::clone(&connections));
        let task = tokio::spawn(async move {
            while let Ok((tcp, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::Relaxed);
                let (ssl, reply, seen) = (Ssl::new(&context).unwrap(), Arc::clone(&reply), Arc::clone(&seen));
                tokio::spawn(async move {
                    let mut stream = SslStream::new(ssl, tcp).unwrap();
                    if std::pin::Pin::new(&mut stream).accept().await.is_ok() {
                        while serve(&mut stream, &*reply, &seen).await {}
                    }
                });
            }
        });
        Self {
            address,
            host: host.to_owned(),
            root: pem(&pki.root.certificate).unwrap().1,
            requests,
            connections,
            task,
        }
    }

    /// One that answers as a healthy call manager with so many users does, unless `other` has an answer.
    pub(crate) async fn healthy(
        users: usize,
        other: impl Fn(&str, &str, &str) -> Option<Reply> + Send + Sync + 'static,
    ) -> Self {
        Self::start(move |verb, head, body| other(verb, head, body).unwrap_or_else(|| documented(verb, body, users)))
            .await
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("https://{}:{}{path}", self.host, self.address.port())
    }

    pub(crate) fn verbs(&self) -> Vec<String> {
        self.requests.lock().unwrap().iter().map(|(_, body)| verb(body)).collect()
    }
}

/// Answers one request; whether the connection stays open.
async fn serve(
    stream: &mut SslStream<TcpStream>,
    reply: &(dyn Fn(&str, &str, &str) -> Reply + Send + Sync),
    seen: &Mutex<Vec<(String, String)>>,
) -> bool {
    let Some((head, body)) = request(stream).await else { return false };
    let verb = verb(&body);
    seen.lock().unwrap().push((head.clone(), body.clone()));
    let reply = reply(&verb, &head, &body);
    let stays = matches!(reply, Reply::Http(..));
    let bytes = match reply {
        Reply::Http(status, body) | Reply::Last(status, body) => {
            format!("HTTP/1.1 {status} Said\r\nContent-Type: text/xml\r\nContent-Length: {}\r\n\r\n{body}", body.len())
                .into_bytes()
        }
        Reply::Raw(bytes) => bytes,
        Reply::Silent => return std::future::pending().await,
        Reply::Drip => {
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ").await;
            while stream.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            return false;
        }
    };
    let sent = stream.write_all(&bytes).await.is_ok();
    if !stays {
        let _ = stream.shutdown().await;
    }
    sent && stays
}

async fn request(stream: &mut SslStream<TcpStream>) -> Option<(String, String)> {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).map_or(0, |n| n.parse().unwrap());
            if body.len() >= length {
                return Some((head.to_owned(), body.to_owned()));
            }
        }
        match stream.read(&mut buffer).await {
            Ok(n @ 1..) => bytes.extend_from_slice(&buffer[..n]),
            _ => return None,
        }
    }
}

fn verb(body: &str) -> String {
    let (_, rest) = body.split_once("<soapenv:Body><ns:").unwrap_or(("", ""));
    rest.split(['>', ' ', '/']).next().unwrap_or_default().to_owned()
}

/// An answer around its `return`.
pub(crate) fn soap(verb: &str, inside: &str) -> String {
    format!(
        "<?xml version='1.0' encoding='UTF-8'?><soapenv:Envelope \
         xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><ns:{verb}Response \
         xmlns:ns=\"http://www.cisco.com/AXL/API/14.0\"><return>{inside}</return></ns:{verb}Response></soapenv:Body></soapenv:Envelope>"
    )
}

pub(crate) fn fault(text: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"><soapenv:Body><soapenv:Fault>\
         <faultcode>soapenv:Server</faultcode><faultstring>{text}</faultstring><detail><axlError><axlcode>-1</axlcode>\
         <axlmessage>{text}</axlmessage><request>r</request></axlError></detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
}

const SERVERS: &str = "<servers><server><hostName>dc1.corp.example</hostName><ldapPortNumber>636</ldapPortNumber>\
    <sslEnabled>true</sslEnabled></server><server><hostName>dc2.corp.example</hostName>\
    <ldapPortNumber>636</ldapPortNumber><sslEnabled>true</sslEnabled></server></servers>";

/// The manager's password as the answers carry it.
pub(crate) const LDAP_PASSWORD: &str = "c4nary-ldap-password";

pub(crate) fn documented(verb: &str, body: &str, users: usize) -> Reply {
    let inside = match verb {
        "getCCMVersion" => "<componentVersion><version>14.0.1.13900-155</version></componentVersion>".to_owned(),
        "getLdapSystem" => {
            "<ldapSystem><syncEnabled>true</syncEnabled><ldapServer>Microsoft Active Directory</ldapServer>\
            <userIdAttribute>sAMAccountName</userIdAttribute></ldapSystem>"
                .to_owned()
        }
        "getLdapAuthentication" => format!(
            "<ldapAuthentication><authenticateEndUsers>true</authenticateEndUsers>\
             <distinguishedName>CN=svc-ucm,DC=corp,DC=example</distinguishedName><ldapPassword>{LDAP_PASSWORD}</ldapPassword>\
             <userSearchBase>OU=People,DC=corp,DC=example</userSearchBase>{SERVERS}</ldapAuthentication>"
        ),
        "listLdapDirectory" => "<ldapDirectory uuid=\"{1}\"><name>corp &amp; co</name></ldapDirectory>".to_owned(),
        "getLdapDirectory" => {
            assert!(body.contains("<name>corp &amp; co</name>"), "{body}");
            format!(
                "<ldapDirectory uuid=\"{{1}}\"><name>corp &amp; co</name><ldapDn>CN=svc-ucm,DC=corp,DC=example</ldapDn>\
                 <ldapPassword>{LDAP_PASSWORD}</ldapPassword><userSearchBase>OU=People,DC=corp,DC=example</userSearchBase>\
                 <ldapFilter uuid=\"{{2}}\">staff</ldapFilter>{SERVERS}</ldapDirectory>"
            )
        }
        "listLdapFilter" => "<ldapFilter uuid=\"{2}\"><name>staff</name>\
            <filter>(&amp;(objectCategory=person)(objectClass=user))</filter></ldapFilter>"
            .to_owned(),
        "executeSQLQuery" => return rows(body, users),
        other => panic!("a verb that is not on the list: {other}"),
    };
    Reply::Http(200, soap(verb, &inside))
}

/// The part of the rows that a query asks for.
pub(crate) fn chunk(body: &str, all: usize) -> std::ops::Range<usize> {
    let number = |word: &str| {
        let rest = body.split_once(word).unwrap().1;
        rest.split(' ').next().unwrap().parse::<usize>().unwrap()
    };
    let skip = number("SKIP ").min(all);
    skip..all.min(skip + number("FIRST "))
}

/// Rows `SKIP n FIRST m` of so many users; of the columns asked for, and of two that nobody asks for.
pub(crate) fn rows(body: &str, users: usize) -> Reply {
    let few = !body.contains("lastname");
    let row = |n: usize| {
        let more = if few {
            String::new()
        } else {
            format!(
                "<firstname>A&amp;{n}</firstname><lastname>B</lastname><mailid/><enablecups>t</enablecups><primarynodeid>2</primarynodeid>"
            )
        };
        format!(
            "<row><userid>user{n:06}</userid><status>1</status><fkdirectorypluginconfig>x</fkdirectorypluginconfig>{more}\
             <passwordreverse>{LDAP_PASSWORD}{n}</passwordreverse></row>"
        )
    };
    let rows: String = chunk(body, users).map(row).collect();
    Reply::Http(200, soap("executeSQLQuery", &rows))
}
