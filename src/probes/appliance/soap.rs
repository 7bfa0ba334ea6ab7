//! What the SOAP services of an appliance answer: HTTP status, fault, or a body that is well-formed.

use super::https::{HttpsFailure, Response, cut};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::xml;

/// Characters of a server's words that are kept.
const WORDS: usize = 300;

/// An answer that is one, to what `verb` names.
pub(super) fn judged(verb: &str, response: Response) -> Result<Response, AxlFailure> {
    let well_formed = enveloped(&response.body);
    let words = || plain(&response.body);
    match (response.status, fault(&response)) {
        (401, _) => Err(failure(verb, AxlFailureKind::Unauthorized, "HTTP 401")),
        (403, _) => Err(failure(verb, AxlFailureKind::Forbidden, "HTTP 403")),
        (404, _) => Err(failure(verb, AxlFailureKind::NotFound, "HTTP 404")),
        (429 | 503, _) => Err(failure(verb, AxlFailureKind::Busy, &format!("HTTP {}", response.status))),
        (599, _) => Err(failure(verb, AxlFailureKind::VersionUnsupported, &words())),
        (300..=399, _) => {
            let to = response.location.as_deref().unwrap_or("nowhere");
            Err(failure(verb, AxlFailureKind::Redirected, &format!("HTTP {} to {to}", response.status)))
        }
        (_, Some(text)) if text.to_ascii_lowercase().contains("axl version") => {
            Err(failure(verb, AxlFailureKind::VersionUnsupported, &text))
        }
        (_, Some(text)) => Err(failure(verb, AxlFailureKind::Fault, &text)),
        (200, None) => match well_formed {
            Ok(()) => Ok(response),
            Err(why) => Err(failure(verb, AxlFailureKind::Malformed, &why)),
        },
        (status, None) => Err(failure(verb, AxlFailureKind::Status, &format!("HTTP {status}"))),
    }
}

/// Whether the body is a SOAP envelope with something in it: a page of a proxy or of a login may be well-formed, too, and an
/// answer of nothing would count as a list of nobody.
fn enveloped(body: &[u8]) -> Result<(), String> {
    let (mut root, mut answers) = (String::new(), false);
    xml::walk(body, &mut |path, _| match path {
        [envelope, body, _, ..] if envelope == "Envelope" && body == "Body" => answers = true,
        [outermost] => root = outermost.clone(),
        _ => {}
    })?;
    match root.as_str() {
        "Envelope" if answers => Ok(()),
        "Envelope" => Err("its body is empty".to_owned()),
        other => Err(format!("it is no envelope, and begins with <{other}>")),
    }
}

/// The words of a SOAP fault, with AXL's own code.
fn fault(response: &Response) -> Option<String> {
    let (mut text, mut code, mut is_fault) = (String::new(), String::new(), false);
    let walked = xml::walk(&response.body, &mut |path, value| match (path, value) {
        ([.., fault], None) if fault == "Fault" => is_fault = true,
        // Of SOAP 1.1, of SOAP 1.2, and AXL's own.
        ([.., last], Some(value))
            if last == "faultstring" || (matches!(last.as_str(), "axlmessage" | "Text") && text.is_empty()) =>
        {
            text = value.trim().to_owned();
        }
        ([.., last], Some(value)) if last == "axlcode" => code = value.trim().to_owned(),
        _ => {}
    });
    let code = if code.is_empty() { code } else { format!(" (AXL code {code})") };
    if text.is_empty() {
        text = "a fault without words".to_owned();
    }
    (walked.is_ok() && is_fault).then(|| format!("{text}{code}"))
}

/// A body without its markup.
fn plain(body: &[u8]) -> String {
    const MOST: usize = 4096;
    let text = String::from_utf8_lossy(body.get(..MOST).unwrap_or(body));
    let end = if body.len() > MOST { "…" } else { "" };
    let mut inside = false;
    text.chars()
        .chain(end.chars())
        .filter(|c| {
            inside = (inside || *c == '<') && *c != '>';
            !inside && *c != '>'
        })
        .collect()
}

pub(super) fn kind(https: &HttpsFailure) -> AxlFailureKind {
    match https {
        HttpsFailure::Unreachable(_) => AxlFailureKind::Unreachable,
        HttpsFailure::TimedOut(_) => AxlFailureKind::TimedOut,
        HttpsFailure::Untrusted(_) => AxlFailureKind::Untrusted,
        HttpsFailure::Broken(_) => AxlFailureKind::Broken,
        HttpsFailure::NotHttp(_) => AxlFailureKind::NotHttp,
        HttpsFailure::TooLarge(_) => AxlFailureKind::TooLarge,
    }
}

/// A failure with the first of the words, on one line.
pub(super) fn failure(verb: &str, kind: AxlFailureKind, words: &str) -> AxlFailure {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    AxlFailure { verb: verb.to_owned(), kind, raw: cut(&line, WORDS) }
}

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn response(status: u16, body: &str) -> Response {
        Response { status, body: Zeroizing::new(body.as_bytes().to_vec()), ..Response::default() }
    }

    #[test]
    fn every_answer_has_a_kind() {
        use AxlFailureKind::*;
        let fault = "<e:Envelope xmlns:e=\"u\"><e:Body><e:Fault><faultcode>e:Server</faultcode>\
            <faultstring>Item not valid</faultstring><detail><axlError><axlcode>5007</axlcode></axlError></detail>\
            </e:Fault></e:Body></e:Envelope>";
        for (status, body, expected, says) in [
            (401, "<html/>", Unauthorized, "401"),
            (403, "", Forbidden, "403"),
            (404, "", NotFound, "404"),
            (503, "", Busy, "503"),
            (302, "", Redirected, "nowhere"),
            (
                599,
                "<html><h1>Incorrect axl version. Supported axl versions: [12.5]</h1></html>",
                VersionUnsupported,
                "[12.5]",
            ),
            (500, fault, Fault, "Item not valid (AXL code 5007)"),
            (200, fault, Fault, "Item not valid"),
            (500, &fault.replace("faultstring>", "why>").replace("axlcode>", "code>"), Fault, "without words"),
            (500, &fault.replace("faultstring>", "Text>"), Fault, "Item not valid"),
            (500, "oops", Status, "500"),
            (200, "<a><b></a>", Malformed, "damaged"),
            (200, "<html><body><form>Sign in</form></body></html>", Malformed, "begins with <html>"),
            (200, "<e:Envelope xmlns:e=\"u\"><e:Body/></e:Envelope>", Malformed, "body is empty"),
            (200, "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>", Malformed, "document type"),
        ] {
            let failure = judged("getLdapSystem", response(status, body)).err().unwrap();
            assert_eq!(failure.kind, expected, "{status} {body}");
            assert!(failure.raw.contains(says), "{failure:?}");
        }
        let whole = "<s:Envelope xmlns:s=\"u\"><s:Body><r><x/></r></s:Body></s:Envelope>";
        assert!(judged("getCCMVersion", response(200, whole)).is_ok());
    }
}
