//! HTTPS to an appliance: one verified request after the other, one bounded answer each, nothing followed.
//!
//! By hand, because a POST over the TLS that is here anyway is some 200 lines, where reqwest would add 18 crates and 0.8 MB.

mod response;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_openssl::SslStream;
use zeroize::Zeroizing;

pub use self::response::Response;
pub(super) use self::response::cut;
use crate::https_url::HttpsUrl;
use crate::probes::name;
use crate::probes::tls::{self, Client, StrictFailure, Target};

/// A request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Path and query.
    pub path: &'a str,
    /// Further lines of the head, each `Name: value`; one may carry a credential.
    pub head: &'a [Zeroizing<String>],
    /// What follows the head.
    pub body: &'a str,
}

/// What a request may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the name, each connection attempt, and the handshake.
    pub connect: Duration,
    /// For the whole request.
    pub answer: Duration,
    /// Bytes of the answer's body.
    pub bytes: usize,
}

/// Why there is no answer. The texts are the system's own words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HttpsFailure {
    /// The name does not resolve, or no address takes a connection.
    #[error("{0}")]
    Unreachable(String),
    /// Nothing within the time allowed.
    #[error("no answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    /// The certificate or its name is not accepted.
    #[error("{0}")]
    Untrusted(String),
    /// The connection ended before the answer did.
    #[error("{0}")]
    Broken(String),
    /// What came is not HTTP.
    #[error("{0}")]
    NotHttp(String),
    /// The answer is larger than allowed, in bytes.
    #[error("the answer is larger than {} MiB", .0 >> 20)]
    TooLarge(usize),
}

/// The connection to a server between two requests, when it leaves it open. It belongs to one client and one URL.
#[derive(Debug, Default)]
pub struct Connection(Option<Stream>);

type Stream = BufReader<SslStream<TcpStream>>;

/// Sends a request over a connection that `client` verifies, the one of before or a new one, and reads the answer,
/// whatever its status.
pub async fn send(
    connection: &mut Connection,
    client: &Client,
    url: &HttpsUrl,
    request: Request<'_>,
    limits: Limits,
) -> Result<Response, HttpsFailure> {
    let end = Instant::now() + limits.answer;
    let exchange = async {
        let bytes = head(url, request);
        // A server may close what it left open at any moment: then it has not answered a single byte.
        let mut open = connection.0.take();
        if let Some(stream) = &mut open
            && ask(stream, &bytes).await.is_err()
        {
            open = None;
        }
        let mut stream = match open {
            Some(stream) => stream,
            None => {
                let mut stream = BufReader::new(connect(client, url, limits.connect).await?);
                ask(&mut stream, &bytes).await?;
                stream
            }
        };
        let response = response::read(&mut stream, limits.bytes).await?;
        // More than the answer is the answer to nothing. What is not accepted is not asked twice either.
        let reusable = response.status == 200 && response.stays_open && stream.buffer().is_empty();
        connection.0 = reusable.then_some(stream);
        Ok(response)
    };
    timeout_at(end, exchange).await.unwrap_or(Err(HttpsFailure::TimedOut(limits.answer)))
}

/// Sends a request and waits for the first byte of the answer.
async fn ask(stream: &mut Stream, bytes: &[u8]) -> Result<(), HttpsFailure> {
    stream.write_all(bytes).await.map_err(broken)?;
    stream.flush().await.map_err(broken)?;
    match stream.fill_buf().await.map_err(broken)? {
        [] => Err(HttpsFailure::Broken("the connection was closed without an answer".to_owned())),
        _ => Ok(()),
    }
}

/// The first address that takes a connection, and the handshake with it.
async fn connect(client: &Client, url: &HttpsUrl, limit: Duration) -> Result<SslStream<TcpStream>, HttpsFailure> {
    let addresses = name::addresses(&url.host, limit).await.map_err(HttpsFailure::Unreachable)?;
    let mut failure = HttpsFailure::Unreachable("the name has no address".to_owned());
    for address in addresses {
        let address = SocketAddr::new(address, url.port);
        match timeout_at(Instant::now() + limit, TcpStream::connect(address)).await {
            Err(_) => {
                failure =
                    HttpsFailure::Unreachable(format!("{address} does not answer within {} s", limit.as_secs_f64()))
            }
            Ok(Err(error)) => failure = HttpsFailure::Unreachable(format!("{address}: {error}")),
            Ok(Ok(tcp)) => {
                let host = url.host.clone();
                let target = Target { address, host, source: None, start_tls: false, timeout: limit };
                return tls::strict(tcp, &target, client).await.map_err(|failure| match failure {
                    StrictFailure::Refused(why) => HttpsFailure::Untrusted(why),
                    StrictFailure::Broken(why) => HttpsFailure::Broken(format!("TLS: {why}")),
                });
            }
        }
    }
    Err(failure)
}

fn head(url: &HttpsUrl, request: Request<'_>) -> Zeroizing<Vec<u8>> {
    let size = 512 + request.body.len() + request.head.iter().map(|line| line.len() + 2).sum::<usize>();
    let mut bytes = Zeroizing::new(Vec::with_capacity(size));
    let mut line = |text: &str| {
        bytes.extend_from_slice(text.as_bytes());
        bytes.extend_from_slice(b"\r\n");
    };
    line(&format!("{} {} HTTP/1.1", request.method, request.path));
    line(&format!("Host: {}", url.authority()));
    line(concat!("User-Agent: ucdoctor/", env!("CARGO_PKG_VERSION")));
    if !request.body.is_empty() {
        line(&format!("Content-Length: {}", request.body.len()));
    }
    request.head.iter().for_each(|text| line(text));
    line("");
    bytes.extend_from_slice(request.body.as_bytes());
    bytes
}

fn broken(error: std::io::Error) -> HttpsFailure {
    HttpsFailure::Broken(error.to_string())
}
