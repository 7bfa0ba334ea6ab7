//! One question to one name server: UDP, and TCP when the answer is truncated (RFC 1035 section 4.2, RFC 7766).

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Message, MessageType, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout_at};

use crate::evidence::DnsFailure;

/// A lost datagram is sent again after this time, as often as the deadline allows.
const RESEND_AFTER: Duration = Duration::from_secs(1);

/// An answer that fits its question.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) message: Message,
    /// The UDP answer was truncated, and this one came by TCP.
    pub(super) truncated: bool,
}

/// Asks `server` for records of one type, until `deadline` at most.
pub(super) async fn ask(
    server: SocketAddr,
    name: Name,
    record_type: RecordType,
    deadline: Instant,
) -> Result<Reply, DnsFailure> {
    let mut question = Message::query();
    question.metadata.recursion_desired = true;
    question.add_query(Query::query(name, record_type));
    let bytes = question.to_vec().map_err(|error| DnsFailure::Other(error.to_string()))?;
    let message = within(deadline, by_udp(server, &question, &bytes)).await?;
    if !message.metadata.truncation {
        return Ok(Reply { message, truncated: false });
    }
    match within(deadline, by_tcp(server, &question, &bytes)).await {
        Ok(message) => Ok(Reply { message, truncated: true }),
        Err(DnsFailure::Malformed(what)) => Err(DnsFailure::Malformed(what)),
        Err(failure) => Err(DnsFailure::Other(format!("the UDP answer is truncated, and TCP {}", words(&failure)))),
    }
}

async fn within<T>(deadline: Instant, work: impl Future<Output = Result<T, DnsFailure>>) -> Result<T, DnsFailure> {
    timeout_at(deadline, work).await.unwrap_or(Err(DnsFailure::TimedOut))
}

/// A connected socket of its own for each question: the kernel filters by sender and reports an ICMP refusal.
async fn by_udp(server: SocketAddr, question: &Message, bytes: &[u8]) -> Result<Message, DnsFailure> {
    let any = match server {
        SocketAddr::V4(_) => SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0)),
        SocketAddr::V6(_) => SocketAddr::from((Ipv6Addr::UNSPECIFIED, 0)),
    };
    let socket = UdpSocket::bind(any).await.map_err(failure)?;
    socket.connect(server).await.map_err(failure)?;
    let mut buffer = vec![0; usize::from(u16::MAX)];
    loop {
        socket.send(bytes).await.map_err(failure)?;
        if let Ok(received) = tokio::time::timeout(RESEND_AFTER, socket.recv(&mut buffer)).await {
            let length = received.map_err(failure)?;
            return fitting(question, buffer.get(..length).unwrap_or_default());
        }
    }
}

async fn by_tcp(server: SocketAddr, question: &Message, bytes: &[u8]) -> Result<Message, DnsFailure> {
    let length = u16::try_from(bytes.len()).map_err(|error| DnsFailure::Other(error.to_string()))?;
    let mut stream = TcpStream::connect(server).await.map_err(failure)?;
    stream.write_all(&[&length.to_be_bytes(), bytes].concat()).await.map_err(failure)?;
    let length = stream.read_u16().await.map_err(failure)?;
    let mut buffer = vec![0; usize::from(length)];
    stream.read_exact(&mut buffer).await.map_err(failure)?;
    fitting(question, &buffer)
}

/// Decodes an answer, and holds it against the question it claims to answer.
fn fitting(question: &Message, bytes: &[u8]) -> Result<Message, DnsFailure> {
    let answer = Message::from_vec(bytes).map_err(|error| DnsFailure::Malformed(format!("no DNS message: {error}")))?;
    let malformed = |what: &str| Err(DnsFailure::Malformed(what.to_owned()));
    if answer.metadata.id != question.metadata.id {
        return malformed("the id of another question");
    }
    if answer.metadata.message_type != MessageType::Response {
        return malformed("a question instead of an answer");
    }
    // A server that refuses may leave the question out.
    let left_out = answer.queries.is_empty() && answer.metadata.response_code != ResponseCode::NoError;
    let same = |a: &Query, b: &Query| a.query_type == b.query_type && a.name.eq_ignore_root(&b.name);
    let repeated = answer.queries.len() == question.queries.len()
        && answer.queries.iter().zip(&question.queries).all(|(a, b)| same(a, b));
    if left_out || repeated { Ok(answer) } else { malformed("the answer to another question") }
}

fn failure(error: io::Error) -> DnsFailure {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => DnsFailure::Refused,
        io::ErrorKind::PermissionDenied => DnsFailure::Forbidden,
        io::ErrorKind::UnexpectedEof => DnsFailure::Malformed("the connection ended within the answer".to_owned()),
        _ => DnsFailure::Other(error.to_string()),
    }
}

fn words(failure: &DnsFailure) -> String {
    match failure {
        DnsFailure::TimedOut => "is not answered".to_owned(),
        DnsFailure::Refused => "is refused".to_owned(),
        DnsFailure::Forbidden => "is forbidden by this host's own rules".to_owned(),
        DnsFailure::NoServer => "has no server".to_owned(),
        DnsFailure::Malformed(what) | DnsFailure::Other(what) => format!("fails: {what}"),
    }
}
