//! The answer of an HTTP/1.1 server (RFC 9112), read with limits.

use tokio::io::{AsyncBufRead, AsyncBufReadExt, AsyncRead, AsyncReadExt};
use zeroize::Zeroizing;

use super::{HttpsFailure, broken};

/// Bytes of a line of the head, and of all lines together.
const MAX_HEAD: usize = 64 << 10;

/// An answer.
#[derive(Debug, Default)]
pub struct Response {
    /// Status code (RFC 9110 section 15).
    pub status: u16,
    /// Where it points to, when it does.
    pub location: Option<String>,
    /// What its body is, as it says (RFC 9110 section 8.3).
    pub content_type: Option<String>,
    /// Its body, which may hold what must not stay in memory.
    pub body: Zeroizing<Vec<u8>>,
    /// The server lets the connection be used again (RFC 9112 section 9.3).
    pub stays_open: bool,
}

/// How the end of the body is known (RFC 9112 section 6.3).
enum Length {
    Known(u64),
    Chunked,
    UntilClosed,
}

/// What comes before the body.
struct Head {
    status: u16,
    length: Length,
    location: Option<String>,
    content_type: Option<String>,
    stays_open: bool,
}

/// Reads an answer whose body has at most `limit` bytes.
pub(super) async fn read<R: AsyncBufRead + Unpin>(reader: &mut R, limit: usize) -> Result<Response, HttpsFailure> {
    let mut left = MAX_HEAD;
    loop {
        let Head { status, length, location, content_type, stays_open } = head(reader, &mut left).await?;
        // "100 Continue" and its like come before the answer.
        if !(100..200).contains(&status) {
            let stays_open = stays_open && !matches!(length, Length::UntilClosed);
            let body = body(reader, length, status, limit).await?;
            return Ok(Response { status, location, content_type, body, stays_open });
        }
    }
}

async fn head<R: AsyncBufRead + Unpin>(reader: &mut R, left: &mut usize) -> Result<Head, HttpsFailure> {
    let first = line(reader, left).await?;
    let stays_open = first.starts_with("HTTP/1.1 ");
    let (status, length) = (status(&first)?, Length::UntilClosed);
    let mut head = Head { status, length, location: None, content_type: None, stays_open };
    loop {
        let line = line(reader, left).await?;
        if line.is_empty() {
            return Ok(head);
        }
        let Some((name, value)) = line.split_once(':') else {
            return Err(HttpsFailure::NotHttp("a line of the answer's head has no colon".to_owned()));
        };
        match (name.trim().to_ascii_lowercase().as_str(), value.trim()) {
            ("content-length", value) => {
                let bytes = value.parse().map_err(|_| HttpsFailure::NotHttp("Content-Length is no number".into()))?;
                if !matches!(head.length, Length::Chunked) {
                    head.length = Length::Known(bytes);
                }
            }
            ("transfer-encoding", value) if value.eq_ignore_ascii_case("chunked") => head.length = Length::Chunked,
            ("transfer-encoding", _) => {
                return Err(HttpsFailure::NotHttp("an encoding of the answer that was not asked for".to_owned()));
            }
            ("connection", value) if value.to_ascii_lowercase().contains("close") => head.stays_open = false,
            ("content-type", value) => head.content_type = Some(cut(value, 500)),
            ("location", value) => head.location = Some(cut(value, 200)),
            _ => {}
        }
    }
}

/// At most so many characters; that some are left out is shown, so that nobody takes half a word for a whole one.
pub(in crate::probes::appliance) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// `HTTP/1.1 200 OK`.
fn status(line: &str) -> Result<u16, HttpsFailure> {
    let shown = || cut(&line.replace(char::is_control, ""), 60);
    let mut words = line.split(' ');
    match (words.next(), words.next().and_then(|code| code.parse().ok())) {
        (Some(version), Some(code @ 100..1000)) if version.starts_with("HTTP/1.") => Ok(code),
        _ => Err(HttpsFailure::NotHttp(format!("the answer begins with {:?}", shown()))),
    }
}

/// A line without its end; `left` is what all lines together may still have.
async fn line<R: AsyncBufRead + Unpin>(reader: &mut R, left: &mut usize) -> Result<String, HttpsFailure> {
    let mut bytes = Vec::new();
    let read = (&mut *reader).take(*left as u64).read_until(b'\n', &mut bytes).await.map_err(broken)?;
    *left -= read.min(*left);
    if bytes.pop() != Some(b'\n') {
        return Err(match *left {
            0 => HttpsFailure::NotHttp("the head of the answer does not end".to_owned()),
            _ if read == 0 => HttpsFailure::Broken("the connection was closed without an answer".to_owned()),
            _ => HttpsFailure::NotHttp("the answer ends in its first lines".to_owned()),
        });
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

async fn body<R: AsyncBufRead + Unpin>(
    reader: &mut R,
    length: Length,
    status: u16,
    limit: usize,
) -> Result<Zeroizing<Vec<u8>>, HttpsFailure> {
    let mut body = Zeroizing::new(Vec::new());
    match length {
        _ if matches!(status, 204 | 304) => {}
        Length::Known(bytes) => exactly(reader, bytes, &mut body, limit).await?,
        Length::Chunked => chunks(reader, &mut body, limit).await?,
        Length::UntilClosed => {
            // Some servers close without the goodbye of TLS, and this is the end all the same.
            let end = reader.take(limit as u64 + 1).read_to_end(&mut body).await;
            if let Err(error) = end
                && error.kind() != std::io::ErrorKind::UnexpectedEof
            {
                return Err(broken(error));
            }
            if body.len() > limit {
                return Err(HttpsFailure::TooLarge(limit));
            }
        }
    }
    Ok(body)
}

async fn exactly<R: AsyncRead + Unpin>(
    reader: &mut R,
    bytes: u64,
    body: &mut Vec<u8>,
    limit: usize,
) -> Result<(), HttpsFailure> {
    if (body.len() as u64).saturating_add(bytes) > limit as u64 {
        return Err(HttpsFailure::TooLarge(limit));
    }
    let read = reader.take(bytes).read_to_end(body).await.map_err(broken)?;
    if (read as u64) < bytes {
        return Err(HttpsFailure::Broken(format!("the answer ends after {read} of {bytes} bytes")));
    }
    Ok(())
}

/// Chunks until the one of size 0, and the lines after it (RFC 9112 section 7.1).
async fn chunks<R: AsyncBufRead + Unpin>(reader: &mut R, body: &mut Vec<u8>, limit: usize) -> Result<(), HttpsFailure> {
    loop {
        let size = line(reader, &mut 1024).await?;
        let size = size.split(';').next().unwrap_or_default().trim().to_owned();
        let bytes = u64::from_str_radix(&size, 16)
            .map_err(|_| HttpsFailure::NotHttp("the size of a chunk is no number".to_owned()))?;
        if bytes == 0 {
            let mut left = 1024;
            while !line(reader, &mut left).await?.is_empty() {}
            return Ok(());
        }
        exactly(reader, bytes, body, limit).await?;
        if !line(reader, &mut 1024).await?.is_empty() {
            return Err(HttpsFailure::NotHttp("a chunk is longer than it says".to_owned()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn answer(text: &str) -> Result<(u16, String), HttpsFailure> {
        let mut reader = tokio::io::BufReader::new(text.as_bytes());
        let response = read(&mut reader, 100).await?;
        Ok((response.status, String::from_utf8_lossy(&response.body).into_owned()))
    }

    #[tokio::test]
    async fn a_connection_is_used_again_where_the_end_of_the_answer_is_known() {
        for (text, again) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nTrailer: x\r\n\r\n", true),
            ("HTTP/1.1 200 OK\r\nConnection: Close\r\nContent-Length: 2\r\n\r\nok", false),
            ("HTTP/1.1 200 OK\r\n\r\nok", false),
            ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", false),
        ] {
            let mut reader = tokio::io::BufReader::new(text.as_bytes());
            let response = read(&mut reader, 100).await.unwrap();
            assert_eq!((response.body.as_slice(), response.stays_open), (&b"ok"[..], again), "{text}");
            assert!(reader.buffer().is_empty(), "{text}");
        }
    }

    #[tokio::test]
    async fn every_way_to_end_an_answer() {
        let long = format!("HTTP/1.1 200 OK\r\n\r\n{}", "x".repeat(101));
        let head = format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(MAX_HEAD));
        for (text, expected) in [
            ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokmore", Ok((200, "ok"))),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 503 Busy\r\ncontent-length: 0\r\n\r\n", Ok((503, ""))),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n1\r\n!\r\n0\r\n\r\n",
                Ok((200, "ok!")),
            ),
            ("HTTP/1.0 200 OK\n\nuntil the end", Ok((200, "until the end"))),
            ("HTTP/1.1 204\r\n\r\n", Ok((204, ""))),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", Err("after 5 of 9 bytes")),
            ("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n", Err("larger")),
            ("HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n", Err("no number")),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", Err("larger")),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nokay\r\n", Err("longer than it says")),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", Err("not asked for")),
            (&long, Err("larger")),
            (&head, Err("does not end")),
            ("SSH-2.0-OpenSSH_9\r\n", Err("SSH-2.0")),
            ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", Err("no colon")),
            ("HTTP/1.1 20", Err("first lines")),
            ("", Err("without an answer")),
        ] {
            let got = answer(text).await.map_err(|failure| failure.to_string());
            match (&got, expected) {
                (Ok((status, body)), Ok(expected)) => assert_eq!((*status, body.as_str()), expected, "{text}"),
                (Err(error), Err(says)) => assert!(error.contains(says), "{text}: {error}"),
                _ => unreachable!("{}: {got:?}", text.get(..80).unwrap_or(text)),
            }
        }
    }
}
