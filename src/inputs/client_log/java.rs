//! Java's own words about LDAP, which appliances write into their logs as they are: `javax.naming.…Exception: …` with the
//! directory's result code, or with the root exception of the connection. The forms are those of JDK 8 to 25, measured.

use super::signal::after;
use crate::evidence::client_log::ApplianceLineKind as Line;
use crate::ldap::ad;

/// Characters kept of what Java says.
const LONGEST: usize = 80;

/// What a line with an exception of JNDI says, and of which server or with which code.
pub(super) fn of(text: &str) -> Option<(Line, String)> {
    if let Some(told) = result_code(text) {
        return Some((Line::ResultCode, told));
    }
    let untrusted = text.contains("PKIX path building failed");
    if !text.contains("javax.naming.") {
        return untrusted.then(|| (Line::Untrusted, String::new()));
    }
    let server = server(text);
    if untrusted {
        return Some((Line::Untrusted, server.to_owned()));
    }
    if text.contains("CertificateExpiredException") || text.contains("CertificateNotYetValidException") {
        return Some((Line::CertificateDates, server.to_owned()));
    }
    if let Some(name) = unnamed(text) {
        let name = if name.is_empty() { host(server.rsplit_once(':').map_or(server, |(host, _)| host)) } else { name };
        return Some((Line::NameMismatch, name.to_owned()));
    }
    // References to other servers that JNDI was not told to follow.
    if text.contains("Unprocessed Continuation Reference") {
        return Some((Line::ResultCode, format!("10{}", asked_for(text))));
    }
    if let Some(name) = after(text, "UnknownHostException: ") {
        return Some((Line::NameUnresolved, host(name).to_owned()));
    }
    if text.contains("javax.net.ssl.SSL") {
        return Some((Line::TlsFailed, with_words(server, root(text))));
    }
    let words = no_connection(text)?;
    Some((Line::NoConnection, with_words(server, words)))
}

/// `[LDAP: error code 49 - 80090308: LdapErr: …, data 52e, v1db1]; remaining name 'OU=…'`: the code, Active Directory's own
/// number, and the name that was asked for.
fn result_code(text: &str) -> Option<String> {
    let rest = after(text, "LDAP: error code ")?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let code: u32 = rest.get(..end)?.parse().ok()?;
    let data = ad::data_code(rest).filter(|_| code == 49).map(|data| format!(" data {data:x}"));
    // Active Directory always says why; a line that was cut does not.
    let cut_off = code == 49 && data.is_none() && (rest.contains("8009") || rest.contains("LdapErr"));
    let data = data.or_else(|| cut_off.then(|| " data missing".to_owned()));
    Some(format!("{code}{}{}", data.unwrap_or_default(), asked_for(rest)))
}

/// The name that was asked for: `; remaining name 'OU=…'`.
fn asked_for(text: &str) -> String {
    // The closing quote is missing where a line was cut.
    let name = after(text, "remaining name '").map(|name| name.split('\'').next().unwrap_or_default());
    name.filter(|name| !name.is_empty()).map(|name| format!(" '{}'", cut(name))).unwrap_or_default()
}

/// `CommunicationException: HOST:PORT [Root exception is …]`; `simple bind failed: ` and the like stand before it.
fn server(text: &str) -> &str {
    let head = after(text, "javax.naming.").unwrap_or_default();
    let head = after(head, "Exception: ").unwrap_or_default();
    let head = head.split("[Root exception").next().unwrap_or_default();
    head.split([' ', ';', ',', '[', ']']).find(|part| is_authority(part)).unwrap_or_default()
}

fn is_authority(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    part.rsplit_once(':').is_some_and(|(host, port)| {
        let number = !port.is_empty() && port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
        number && !host.is_empty() && host.len() <= 255 && host.chars().all(plain)
    })
}

/// The name that no certificate had, in the words of the JDK's name check.
fn unnamed(text: &str) -> Option<&str> {
    let marks = [
        "No subject alternative DNS name matching ",
        "No subject alternative names matching IP address ",
        "No name matching ",
    ];
    let rest = marks.iter().find_map(|mark| after(text, mark))?;
    Some(host(rest.split(" found").next()?))
}

/// The name or address at the beginning.
fn host(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | ':')));
    let host = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    if host.len() <= 255 { host.trim_end_matches([':', '.']) } else { "" }
}

/// Why there was no connection, or no answer on it.
fn no_connection(text: &str) -> Option<&str> {
    if text.contains("java.net.") || text.contains("java.io.") {
        return Some(root(text));
    }
    let said =
        ["LDAP response read timed out", "LDAP connection has been closed", "socket closed", "connection closed"];
    said.into_iter().find(|said| text.contains(said))
}

/// What the root exception says, without the names of classes.
fn root(text: &str) -> &str {
    let root = after(text, "Root exception is ").unwrap_or(text);
    let root = root.split(']').next().unwrap_or_default();
    root.rsplit("Exception: ").next().unwrap_or_default()
}

fn with_words(server: &str, words: &str) -> String {
    let server = if server.is_empty() { "a server" } else { server };
    let words: String = words.chars().filter(|c| c.is_ascii_alphanumeric() || " .,-_'/()".contains(*c)).collect();
    match cut(words.trim()) {
        "" => server.to_owned(),
        words => format!("{server} ({words})"),
    }
}

fn cut(text: &str) -> &str {
    text.char_indices().nth(LONGEST).map_or(text, |(end, _)| text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "[Root exception is ";

    #[test]
    fn what_the_directory_answered_is_its_code() {
        let ad = |data: &str| {
            format!(
                "x javax.naming.AuthenticationException: [LDAP: error code 49 - 80090308: LdapErr: DSID-0C090446, comment: \
                 AcceptSecurityContext error, data {data}, v2580\0]"
            )
        };
        for (text, about) in [
            (ad("775"), "49 data 775"),
            (ad("52e"), "49 data 52e"),
            ("[LDAP: error code 49 - 80090308: LdapErr: DSID-0C090".into(), "49 data missing"),
            ("javax.naming.AuthenticationException: [LDAP: error code 49 - Invalid Credentials]".into(), "49"),
            (
                "javax.naming.NameNotFoundException: [LDAP: error code 32 - 0000208D: NameErr: DSID-03100241, problem 2001 \
                 (NO_OBJECT), data 0, best match of: 'DC=lab,DC=example']; remaining name 'OU=Peple,DC=lab,DC=example'"
                    .into(),
                "32 'OU=Peple,DC=lab,DC=example'",
            ),
            ("[LDAP: error code 8 - 00002028: LdapErr: DSID-0C090257, comment: The server requires binds".into(), "8"),
        ] {
            assert_eq!(of(&text), Some((Line::ResultCode, about.to_owned())), "{text}");
        }
        assert_eq!(of("LDAP: error code unknown"), None);
    }

    #[test]
    fn what_broke_the_connection_is_told_with_the_server() {
        for (text, kind, about) in [
            (
                format!("javax.naming.CommunicationException: ad4.lab.example:389 {ROOT}java.net.ConnectException: Connection refused (Connection refused)]"),
                Line::NoConnection,
                "ad4.lab.example:389 (Connection refused (Connection refused))",
            ),
            (
                format!("javax.naming.CommunicationException: 10.9.8.7:636 {ROOT}java.net.SocketTimeoutException: connect timed out]"),
                Line::NoConnection,
                "10.9.8.7:636 (connect timed out)",
            ),
            (
                "javax.naming.NamingException: LDAP response read timed out, timeout used:5000ms.; remaining name 'DC=x'".into(),
                Line::NoConnection,
                "a server (LDAP response read timed out)",
            ),
            (
                "javax.naming.ServiceUnavailableException: ad4.lab.example:636; socket closed; remaining name 'DC=x'".into(),
                Line::NoConnection,
                "ad4.lab.example:636 (socket closed)",
            ),
            (
                format!("javax.naming.CommunicationException: ad5.lab.example:636 {ROOT}java.net.UnknownHostException: ad5.lab.example]"),
                Line::NameUnresolved,
                "ad5.lab.example",
            ),
            (
                format!("javax.naming.CommunicationException: simple bind failed: ad4.lab.example:636 {ROOT}javax.net.ssl.SSLHandshakeException: sun.security.validator.ValidatorException: PKIX path building failed: x]"),
                Line::Untrusted,
                "ad4.lab.example:636",
            ),
            (
                format!("javax.naming.CommunicationException: simple bind failed: ad4.lab.example:636 {ROOT}javax.net.ssl.SSLHandshakeException: PKIX path validation failed: java.security.cert.CertificateExpiredException: NotAfter: Sat May 02 10:00:00 UTC 2026]"),
                Line::CertificateDates,
                "ad4.lab.example:636",
            ),
            (
                format!("javax.naming.CommunicationException: simple bind failed: 10.9.8.7:636 {ROOT}javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateException: No subject alternative names matching IP address 10.9.8.7 found]"),
                Line::NameMismatch,
                "10.9.8.7",
            ),
            (
                format!("javax.naming.CommunicationException: simple bind failed: ad4:636 {ROOT}javax.net.ssl.SSLHandshakeException: No name matching ad4 found]"),
                Line::NameMismatch,
                "ad4",
            ),
            (
                format!("simple bind failed: ad4.lab.example:636; nested exception is javax.naming.CommunicationException: simple bind failed: ad4.lab.example:636 {ROOT}javax.net.ssl.SSLHandshakeException: java.security.cert.CertificateException: No subject alternative DNS name matching ad4.lab.example found.]"),
                Line::NameMismatch,
                "ad4.lab.example",
            ),
            (
                format!("javax.naming.CommunicationException: simple bind failed: ad4.lab.example:636 {ROOT}javax.net.ssl.SSLHandshakeException: No name matching \"lab name\" found]"),
                Line::NameMismatch,
                "ad4.lab.example",
            ),
            (
                "Caused by: javax.naming.PartialResultException: Unprocessed Continuation Reference(s); remaining name 'dc=lab,dc=example'".into(),
                Line::ResultCode,
                "10 'dc=lab,dc=example'",
            ),
            (
                format!("javax.naming.CommunicationException: simple bind failed: ad4.lab.example:636 {ROOT}javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version]"),
                Line::TlsFailed,
                "ad4.lab.example:636 (Received fatal alert protocol_version)",
            ),
        ] {
            assert_eq!(of(&text), Some((kind, about.to_owned())), "{text}");
        }
        // Other connections of the same Tomcat, and exceptions that say nothing of the kind.
        for other in [
            "java.net.ConnectException: Connection refused",
            "javax.net.ssl.SSLHandshakeException: No name matching web.lab.example found",
            "javax.naming.NameNotFoundException: Name [jdbc/users] is not bound in this Context.",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
