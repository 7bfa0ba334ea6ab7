//! Words of a log or session as they may stand in a report: cut, and without what may be a password, a token or a key.

/// Characters kept of a text.
const LONGEST: usize = 300;
/// A run of letters and digits mixed from which on it may be a token, a session key or a hash.
const TOKEN: usize = 20;
/// What stands where something was left out.
const LEFT_OUT: &str = "…";

/// Names of what is secret; whatever follows one of them and a sign such as `=` is left out, to the end of the text.
const NAMES: [&str; 16] = [
    "authorization",
    "password",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pin",
    "secret",
    "token",
    "cookie",
    "sessionid",
    "session-key",
    "session_key",
    "sessionkey",
    "credential",
    "credentials",
];

/// Schemes of HTTP whose next word is a secret.
const SCHEMES: [&str; 5] = ["basic", "bearer", "digest", "negotiate", "ntlm"];

/// A text of a log or session as it may stand in a report.
pub(crate) fn excerpt(text: &str) -> String {
    let text: String = text.chars().take(LONGEST).collect();
    let (kept, named) = before_secret(&text);
    let mut words: Vec<&str> = Vec::new();
    let mut hide_next = false;
    for word in kept.split(' ') {
        let hidden = hide_next && !word.is_empty() || may_be_token(word) || holds_account(word);
        hide_next = SCHEMES.iter().any(|scheme| word.trim_matches(quote).eq_ignore_ascii_case(scheme))
            || hide_next && word.is_empty();
        words.push(if hidden { LEFT_OUT } else { word });
    }
    let mut shown = words.join(" ").trim().to_owned();
    if named {
        shown.push_str(LEFT_OUT);
    }
    shown
}

fn quote(c: char) -> bool {
    matches!(c, '"' | '\'' | ':' | '=' | '>' | '[' | '(')
}

/// What stands before the value of the first name of a secret, and whether there is one.
fn before_secret(text: &str) -> (&str, bool) {
    // ASCII letters only change, so positions are the same.
    let lower = text.to_ascii_lowercase();
    let ends = NAMES.iter().flat_map(|name| lower.match_indices(name).map(move |(at, _)| at + name.len()));
    let value = |end: usize| {
        let rest = lower.get(end..).unwrap_or_default();
        let sign = rest.find(|c: char| !(c.is_whitespace() || matches!(c, '"' | '\'' | ']' | 's')))?;
        let is_sign = rest.get(sign..).is_some_and(|rest| rest.starts_with(['=', ':', '>']));
        is_sign.then_some(end + sign + 1)
    };
    match ends.filter_map(value).min() {
        Some(at) => (text.get(..at).unwrap_or_default(), true),
        None => (text, false),
    }
}

/// Letters and digits mixed, as no word of a language is, and no code of the logs.
fn may_be_token(word: &str) -> bool {
    let mut runs = word.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '+' | '=' | '-' | '_' | '/' | '.'));
    runs.any(|run| {
        let run: Vec<&str> = run.split('/').filter(|piece| !may_be_host(piece)).collect();
        let run = run.join("/");
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        let code = run.contains('_') && digits <= 4 && !run.bytes().any(|b| b.is_ascii_lowercase());
        let parts = run.split(['.', '/', '-']).map(str::len).max().unwrap_or(0);
        let mixed = digits > 0 && run.bytes().any(|b| b.is_ascii_alphabetic());
        // A host or a path of short parts is none; base64 and keys have long ones, or many digits.
        run.len() >= TOKEN && mixed && !code && (parts >= TOKEN || digits * 4 >= run.len())
    })
}

/// A name of several parts that ends in letters, as `ip-10-20-30-40.corp.example`: its digits stand together, as those of a
/// token do not.
fn may_be_host(text: &str) -> bool {
    let changes = |part: &str| {
        let pairs = part.as_bytes().windows(2);
        pairs.filter(|pair| matches!(pair, [a, b] if a.is_ascii_digit() != b.is_ascii_digit())).count()
    };
    // A date at most; a session may be a long number.
    let digits = |part: &str| part.bytes().filter(u8::is_ascii_digit).count();
    let ends_in_letters = |end: &str| end.len() > 1 && end.bytes().all(|b| b.is_ascii_alphabetic());
    text.rsplit_once('.').is_some_and(|(_, end)| ends_in_letters(end))
        && text.split(['.', '-']).all(|part| part.len() < TOKEN && changes(part) <= 3 && digits(part) <= 8)
}

/// `https://user:password@host`.
fn holds_account(word: &str) -> bool {
    word.split_once("://")
        .is_some_and(|(_, rest)| rest.split('/').next().is_some_and(|authority| authority.contains('@')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_is_left_and_codes_stay() {
        for text in [
            "header Authorization: Basic amRvZTpzM2NyZXQ=",
            "sends Basic s3cret now",
            "uses bearer  s3cret",
            "login password=s3cret for x",
            "Password : s3cret",
            "{\"password\":\"s3cret\",\"x\":1}",
            "<password>s3cret</password>",
            "pwd='s3cret'",
            "credentials: user s3cret",
            "https://jane:s3cret@host/",
            "Cookie: JSESSIONIDSSO=s3cret",
            "key 0123456789abcdefs3cret01234567",
            "route 9s3cret8b7c6d5e4f.worker",
            "session 123456789s3cret.worker",
            "key 1s3cret2-4455-6677-8899-001122334455",
        ] {
            assert!(!excerpt(text).contains("s3cret"), "{text}: {}", excerpt(text));
        }
        for text in [
            "return code FAILED_UCM90_CREDENTIALS_NOT_SET",
            "connect to https://cups2.site17.lab.example:8443/EPASSoap/service/v80",
            "with tokens [1]",
            "OnLoginError: LERR_CUP_CERT <11>:",
            "pinned window",
            "no connection to nyc01dc0123.corp.example:636",
            "asks https://ip-10-120-130-140.lab.example:8443/EPASSoap/service/v80",
            "dc20260101.corp.example (refused)",
            "SSL_ERROR_SSL error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed",
        ] {
            assert_eq!(excerpt(text), text);
        }
        assert_eq!(excerpt(&"word ".repeat(100)).chars().count(), 299);
    }
}
