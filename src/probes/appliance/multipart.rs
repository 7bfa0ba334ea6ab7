//! The parts of a `multipart/related` body (RFC 2046 section 5.1, RFC 2387), in which appliances send files beside a
//! SOAP message.

use memchr::memmem;

/// Parts of an answer; there are two.
const MOST_PARTS: usize = 16;
/// Bytes before the blank line of a part.
const MAX_HEAD: usize = 8 << 10;

/// One part; both borrow from the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part<'b> {
    /// `Content-ID` without its brackets.
    pub id: Option<&'b str>,
    /// What follows the blank line.
    pub body: &'b [u8],
}

/// The parts of a body, that of the message first; none when the body is no multipart one. Errors say what is wrong
/// with it.
pub fn parts<'b>(content_type: &str, body: &'b [u8]) -> Result<Option<Vec<Part<'b>>>, String> {
    if !content_type.trim_start().to_ascii_lowercase().starts_with("multipart/") {
        return Ok(None);
    }
    let boundary = parameter(content_type, "boundary").filter(|boundary| (1..=70).contains(&boundary.len()));
    let boundary = boundary.ok_or("its Content-Type names no boundary")?;
    let mark = format!("--{boundary}");
    let mut found = Vec::new();
    let mut begins: Option<usize> = None;
    for at in memmem::find_iter(body, mark.as_bytes()) {
        let before = body.get(..at).unwrap_or_default();
        if !(before.is_empty() || before.ends_with(b"\n")) {
            continue;
        }
        if let Some(begin) = begins {
            // The line end before the boundary belongs to it.
            let inside = body.get(begin..at).unwrap_or_default();
            let inside =
                inside.strip_suffix(b"\n").map_or(inside, |inside| inside.strip_suffix(b"\r").unwrap_or(inside));
            found.push(part(inside)?);
        }
        let after = body.get(at + mark.len()..).unwrap_or_default();
        if after.starts_with(b"--") {
            let start = parameter(content_type, "start").map(|id| id.trim_matches(['<', '>']));
            let root = found.iter().position(|part| part.id.is_some() && part.id == start).unwrap_or(0);
            return match found.get_mut(..=root) {
                None => Err("it has no part".to_owned()),
                Some(up_to_root) => {
                    up_to_root.rotate_right(1);
                    Ok(Some(found))
                }
            };
        }
        if found.len() >= MOST_PARTS {
            return Err(format!("it has more than {MOST_PARTS} parts"));
        }
        let line = memchr::memchr(b'\n', after).ok_or("it ends in a boundary")?;
        begins = Some(at + mark.len() + line + 1);
    }
    Err("its last boundary is missing".to_owned())
}

fn part(inside: &[u8]) -> Result<Part<'_>, String> {
    let head = inside.get(..inside.len().min(MAX_HEAD)).unwrap_or_default();
    let (head, begin) = match (memmem::find(head, b"\r\n\r\n"), inside.starts_with(b"\r\n")) {
        (_, true) => (&b""[..], 2),
        (Some(end), _) => (head.get(..end).unwrap_or_default(), end + 4),
        (None, _) => return Err("the head of a part does not end".to_owned()),
    };
    let head = std::str::from_utf8(head).map_err(|_| "the head of a part is no text".to_owned())?;
    let id = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.trim().eq_ignore_ascii_case("content-id").then(|| value.trim().trim_matches(['<', '>']))
    });
    Ok(Part { id, body: inside.get(begin..).unwrap_or_default() })
}

/// The value of a parameter, without quotes.
fn parameter<'t>(content_type: &'t str, name: &str) -> Option<&'t str> {
    content_type.split(';').skip(1).find_map(|one| {
        let (key, value) = one.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TYPE: &str = "multipart/related; boundary=B_7; type=\"application/xop+xml\"; start=\"<0.a@b>\"";

    type Texts = Vec<(Option<String>, String)>;

    fn texts(content_type: &str, body: &str) -> Result<Option<Texts>, String> {
        let parts = parts(content_type, body.as_bytes())?;
        let text = |part: &Part<'_>| (part.id.map(str::to_owned), String::from_utf8_lossy(part.body).into_owned());
        Ok(parts.map(|parts| parts.iter().map(text).collect()))
    }

    #[test]
    fn the_message_comes_first_and_files_are_whole() {
        let body = "\r\n--B_7\r\nContent-ID: <1.a@b>\r\n\r\nfile --B_7 in it\r\n\r\n--B_7\r\ncontent-id: <0.a@b>\r\n\
            Content-Type: application/xop+xml\r\n\r\n<x/>\r\n--B_7--\r\n";
        let found = texts(TYPE, body).unwrap().unwrap();
        let expected = [("0.a@b", "<x/>"), ("1.a@b", "file --B_7 in it\r\n")];
        assert_eq!(found, expected.map(|(id, text)| (Some(id.to_owned()), text.to_owned())));
        assert_eq!(texts("text/xml; charset=utf-8", body), Ok(None));
        let bare = "--B_7\r\n\r\nonly\r\n--B_7--";
        assert_eq!(texts("Multipart/Related; Boundary=\"B_7\"", bare).unwrap().unwrap(), [(None, "only".to_owned())]);
    }

    #[test]
    fn what_is_cut_or_endless_is_refused() {
        let many = format!("{}--B_7--", "--B_7\r\n\r\nx\r\n".repeat(MOST_PARTS + 2));
        let long = format!("--B_7\r\nX: {}\r\n\r\nx\r\n--B_7--", "y".repeat(MAX_HEAD));
        for (content_type, body, says) in [
            (TYPE, "", "last boundary"),
            (TYPE, "--B_7\r\n\r\nhalf a file", "last boundary"),
            (TYPE, "--B_7", "ends in a boundary"),
            (TYPE, "--B_7--", "no part"),
            (TYPE, "--B_7\r\nno blank line\r\n--B_7--", "does not end"),
            (TYPE, &many, "more than"),
            (TYPE, &long, "does not end"),
            ("multipart/related", "--x\r\n\r\n\r\n--x--", "names no boundary"),
        ] {
            let refused = texts(content_type, body).unwrap_err();
            assert!(refused.contains(says), "{refused}");
        }
    }
}
