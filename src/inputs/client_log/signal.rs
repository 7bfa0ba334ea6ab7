//! What a line of a log means, if it is one of the known ones. Shapes: Cisco TAC 221845, 220225, 212084, 217581, 212107.

use super::appliance;
use crate::evidence::client_log::{ApplianceLineKind, LoginErrorKind, LoginStage};

/// The meaning of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Signal {
    /// The client was started: what follows is another attempt.
    Launched,
    /// The person signed out.
    SignedOut,
    /// The login has come this far.
    Reached(LoginStage),
    /// A stage failed.
    Failed(Failed),
    /// Words of the error that follows.
    Words(String),
    /// The client refused a certificate, and why if it says so; the error that follows tells whose.
    Certificate(String),
    /// A code that says nothing about a fault although it may look like one.
    Harmless(String),
    /// The client turns to a directory server, for its contact search.
    AsksDirectory,
    /// A line of an appliance's own log.
    Appliance(ApplianceLineKind, String),
}

/// A failure of one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failed {
    pub(super) stage: LoginStage,
    pub(super) kind: LoginErrorKind,
    /// As the log has it.
    pub(super) code: String,
    pub(super) how: How,
}

/// How sure a line is about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// The line tells the result of a stage.
    Result,
    /// The line tells a part, and the result follows.
    Part,
    /// The line is about one request, which may have nothing to do with the login.
    Request,
}

/// What the lines of interest contain; the search for these is the only pass over the whole text.
pub(super) const NEEDLES: [&str; 43] = [
    "Jabber launched, start logging",
    "Changing lifecycle State to: SIGNEDOUT",
    "ServiceDiscoveryHandlerResult return code",
    "DNS query ",
    "Discovery Failure -> ",
    "CUCM Result : ",
    "locatorUdsResult=[",
    "LocatorUdsQuery has failed with result: ",
    "curl_easy_perform for request",
    "HTTP response code ",
    "cucm-uds/",
    "Home Uds query failed responseCode",
    "homeUdsResult=[",
    "login cup async",
    "soap,endpoint:",
    "CLoginCup::OnLoginFailed",
    "LERR_",
    "starting TLS handshake",
    "TLS handshake failed!",
    "singleSignOnFailedWithErrors",
    "OnAuthenticationFailed",
    "OnSystemLoginFailed",
    "to connect [LDAP",
    "failed to get a searcher",
    "adding server",
    "verifyHostName:Exception",
    "Authenticating with SSL not enabled",
    "LDAP Search complete. Code:",
    "Successfully authenticated user",
    "zero users. Please verify",
    "users in database needing update",
    "SyncAgent is running on Subscriber node",
    "PKIX path building failed",
    "javax.naming.",
    "LDAP: error code ",
    "Directory login failed - timeout",
    "Directory login failed - User not present",
    "Failed to authenticate user against server",
    "from proxy after CONNECT",
    "OnNavigationCompleted( ",
    "erification Result: FAILURE",
    "erification result : FAILURE",
    "%UC_",
];

use LoginErrorKind as Kind;
use LoginStage as Stage;

/// The meaning of a line; none for lines that only mention a word.
pub(super) fn of(text: &str) -> Option<Signal> {
    mark(text)
        .or_else(|| certificate(text))
        .or_else(|| discovery(text))
        .or_else(|| call_manager(text))
        .or_else(|| presence(text))
        .or_else(|| directory(text))
        .or_else(|| appliance::of(text).map(|(kind, about)| Signal::Appliance(kind, about)))
        .or_else(|| general(text))
}

fn failed(how: How, stage: Stage, kind: Kind, code: &str) -> Option<Signal> {
    Some(Signal::Failed(Failed { stage, kind, code: code.to_owned(), how }))
}

fn mark(text: &str) -> Option<Signal> {
    if text.contains("Jabber launched, start logging") {
        Some(Signal::Launched)
    } else if text.contains("Changing lifecycle State to: SIGNEDOUT") {
        Some(Signal::SignedOut)
    } else {
        None
    }
}

/// `Certificate Verification Result: FAILURE`, `Verification result : FAILURE reason : [CN_NO_MATCH UNKNOWN]`.
fn certificate(text: &str) -> Option<Signal> {
    let result = after(text, "erification Result: ").or_else(|| after(text, "erification result : "))?;
    let reasons = between(result, "[", "]").unwrap_or_default();
    let plain = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '_' | ' ');
    let reasons: String = reasons.chars().filter(plain).take(80).collect();
    result.starts_with("FAILURE").then_some(Signal::Certificate(reasons))
}

fn discovery(text: &str) -> Option<Signal> {
    let at_once = |kind, code: &str| failed(How::Result, Stage::ServiceDiscovery, kind, code);
    if let Some(code) = after(text, "ServiceDiscoveryHandlerResult return code ") {
        return match word(code) {
            "SUCCESS" => Some(Signal::Reached(Stage::HomeCluster)),
            // No credentials yet, or a name typed without a domain: what every first start writes.
            code @ ("FAILED_MALFORMED_EMAIL_ADDRESS"
            | "FAILED_UCM90_CREDENTIALS_NOT_SET"
            | "FAILED_EDGE_CREDENTIALS_NOT_SET") => Some(Signal::Harmless(code.to_owned())),
            code @ "FAILED_NO_SRV_RECORDS_FOUND" => at_once(Kind::NoSrvRecords, code),
            code @ "FAILED_UCM90_CONNECTION" => at_once(Kind::CallManagerUnreachable, code),
            code @ ("FAILED_UCM90_AUTHENTICATION" | "FAILED_TO_AUTHENTICATE_WITH_CALL_MANAGER") => {
                failed(How::Result, Stage::CallManagerLogin, Kind::CallManagerRefuses, code)
            }
            code @ "FAILED_EDGE_AUTHENTICATION" => {
                failed(How::Result, Stage::CallManagerLogin, Kind::EdgeRefuses, code)
            }
            code => at_once(Kind::Other, code),
        };
    }
    if text.contains("ServiceDiscoveryNoSRVRecordsFound") {
        return at_once(Kind::NoSrvRecords, "ServiceDiscoveryNoSRVRecordsFound (1005)");
    }
    if let Some(failure) = after(text, "Discovery Failure -> ") {
        let name = failure.rsplit(") ").next().map_or("", word);
        return at_once(Kind::Other, name);
    }
    // A query that failed is no error yet: the client asks for several names, and the result line decides.
    text.contains("DNS query ").then_some(Signal::Reached(Stage::ServiceDiscovery))
}

fn call_manager(text: &str) -> Option<Signal> {
    let result = |stage, kind, code: &str| failed(How::Result, stage, kind, code);
    let locator = after(text, "locatorUdsResult=[").or_else(|| after(text, "LocatorUdsQuery has failed with result: "));
    if let Some(code) = locator.map(word) {
        return match code {
            "NO_HOME_UDS_FOUND" => result(Stage::HomeCluster, Kind::NoHomeCluster, code),
            "SUCCESS" => Some(Signal::Reached(Stage::CallManagerLogin)),
            code => result(Stage::HomeCluster, Kind::Other, code),
        };
    }
    if let Some(code) = after(text, "homeUdsResult=[").map(word) {
        return match code {
            "HOME_UDS_AUTHENTICATION_FAILED" => result(Stage::CallManagerLogin, Kind::CallManagerRefuses, code),
            "SUCCESS" => Some(Signal::Reached(Stage::PresenceLogin)),
            code => result(Stage::CallManagerLogin, Kind::Other, code),
        };
    }
    if let Some(code) = after(text, "Home Uds query failed responseCode") {
        let code = word(code.trim_start_matches([' ', '=', '[']));
        return failed(How::Part, Stage::CallManagerLogin, http(code), &format!("HTTP {code}"));
    }
    // The result of a lookup, of which the line before it had the code.
    let words = after(text, "CUCM Result : ")?;
    Some(Signal::Words(words.to_owned()))
}

/// What an HTTP status of the home cluster's user data service means.
pub(super) fn http(code: &str) -> Kind {
    match code {
        "401" => Kind::CallManagerRefuses,
        "403" => Kind::RoleMissing,
        "0" | "500" | "502" | "503" | "504" => Kind::CallManagerUnreachable,
        _ => Kind::Other,
    }
}

fn presence(text: &str) -> Option<Signal> {
    if text.contains("login cup async") || text.contains("soap,endpoint:") {
        return Some(Signal::Reached(Stage::PresenceLogin));
    }
    if text.contains("minimal version requirement") {
        return failed(How::Part, Stage::PresenceLogin, Kind::ClientTooOld, "err-code -1");
    }
    if text.contains("CLoginCup::OnLoginFailed") {
        let number = after(text, "errcode: ").or_else(|| after(text, "err-code: ")).map_or("", word);
        let certificate = text.contains("certificate verify failed");
        let kind = if certificate { Kind::PresenceCertificate } else { Kind::Other };
        return failed(How::Part, Stage::PresenceLogin, kind, &format!("errcode {number}"));
    }
    if let Some(code) = after(text, "OnLoginError: ") {
        let code = code.split(':').next().unwrap_or_default().trim();
        let (stage, kind) = login_error(word(code));
        return failed(How::Result, stage, kind, &code_of(code));
    }
    // The client's other TLS connections write nothing of the kind.
    let xmpp = text.contains("@XmppSDK") || text.contains("gloox");
    if xmpp && text.contains("starting TLS handshake") {
        return Some(Signal::Reached(Stage::Xmpp));
    }
    let handshake = || failed(How::Part, Stage::Xmpp, Kind::Other, "TLS handshake failed");
    (xmpp && text.contains("TLS handshake failed!")).then(handshake).flatten()
}

/// `LERR_CUP_AUTH <12>`: the name and its number.
fn code_of(text: &str) -> String {
    let name = word(text);
    let number =
        between(text, "<", ">").filter(|number| number.len() <= 6 && number.bytes().all(|b| b.is_ascii_digit()));
    number.map_or_else(|| name.to_owned(), |number| format!("{name} <{number}>"))
}

/// `LERR_CUP_…` is the presence server's SOAP interface, `LERR_JABBER_…` the XMPP service. Names, not numbers, decide.
fn login_error(code: &str) -> (Stage, Kind) {
    let stage = if code.starts_with("LERR_JABBER") { Stage::Xmpp } else { Stage::PresenceLogin };
    let kind = match (stage, code.rsplit('_').next().unwrap_or_default()) {
        _ if !code.starts_with("LERR_JABBER_") && !code.starts_with("LERR_CUP_") => Kind::Other,
        (Stage::Xmpp, "CERT") => Kind::XmppCertificate,
        (Stage::Xmpp, "AUTH") => Kind::XmppRefuses,
        (Stage::Xmpp, "UNREACHABLE" | "TIMEOUT") => Kind::XmppUnreachable,
        (_, "CERT") => Kind::PresenceCertificate,
        (_, "AUTH") => Kind::PresenceRefuses,
        (_, "UNREACHABLE" | "TIMEOUT") => Kind::PresenceUnreachable,
        (Stage::PresenceLogin, _) if code == "LERR_CUP_INTERNAL_ERROR" => Kind::PresenceFails,
        _ => Kind::Other,
    };
    (stage, kind)
}

fn directory(text: &str) -> Option<Signal> {
    let at = |kind, code: &str| failed(How::Result, Stage::DirectorySearch, kind, code);
    if let Some(searcher) = after(text, "failed to get a searcher") {
        let code = between(searcher, "[", "]").map_or("no searcher", word);
        return at(windows(code), code);
    }
    if text.contains("to connect [LDAP") {
        return Some(Signal::AsksDirectory);
    }
    let lost = text.contains("Directory searcher LDAP://") && text.contains("adding server");
    lost.then(|| at(Kind::DirectoryUnreachable, "not found")).flatten()
}

/// What an HRESULT of Windows says: 0x8007 and a system error code, which for accounts is Active Directory's own.
fn windows(code: &str) -> Kind {
    let number = code.strip_prefix("0x").and_then(|digits| u32::from_str_radix(digits, 16).ok());
    match number.filter(|number| number >> 16 == 0x8007).map(|number| number & 0xffff) {
        Some(0x525 | 0x52e..=0x533 | 0x701 | 0x773 | 0x775) => Kind::DirectoryRefuses,
        // ERROR_DS_NO_SUCH_OBJECT, ERROR_DS_REFERRAL.
        Some(0x2030 | 0x202b) => Kind::DirectoryBase,
        // ERROR_DS_STRONG_AUTH_REQUIRED.
        Some(0x2028) => Kind::DirectoryWantsTls,
        _ => Kind::DirectoryUnreachable,
    }
}

/// Names of failures without a stage of their own: the stage is where the login stands.
fn general(text: &str) -> Option<Signal> {
    let sso = "singleSignOnFailedWithErrors";
    if text.contains(sso) {
        return failed(How::Result, Stage::CallManagerLogin, Kind::SingleSignOn, sso);
    }
    // The window in which the person signs on; what a page that loads says is no result yet.
    if let Some(result) = between(text, "OnNavigationCompleted( ", " )").map(word).filter(|&result| result != "Success")
    {
        let code = format!("OnNavigationCompleted( {result} )");
        return failed(How::Result, Stage::CallManagerLogin, Kind::SingleSignOn, &code);
    }
    let named = ["OnAuthenticationFailed", "OnSystemLoginFailed"].into_iter().find(|name| text.contains(name))?;
    failed(How::Result, Stage::ServiceDiscovery, Kind::Other, named)
}

/// The host of the first URL of a line: `https://HOST…`, `LDAP://HOST…`; or after `server:`.
pub(super) fn server(text: &str) -> Option<&str> {
    let rest = after(text, "https://").or_else(|| after(text, "LDAP://")).or_else(|| after(text, "ldap://"));
    let rest = rest.or_else(|| after(text, "server:"))?;
    let authority = rest.split(['/', ',', ' ', '}', ']', '"', '\'', '>']).next()?;
    // What stands before an @ is an account, and perhaps its password.
    let host = authority.rsplit('@').next()?.split(':').next()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    (!host.is_empty() && host.len() <= 255 && host.chars().all(plain)).then_some(host)
}

pub(super) fn after<'a>(text: &'a str, mark: &str) -> Option<&'a str> {
    text.split_once(mark).map(|(_, rest)| rest)
}

pub(super) fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    after(text, from)?.split_once(to).map(|(inside, _)| inside)
}

/// The word at the beginning: letters, digits, `_`, `.`, `-`; a code is not longer than this.
pub(super) fn word(text: &str) -> &str {
    let end = text.char_indices().find(|(_, c)| !(c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')));
    let end = end.map_or(text.len(), |(at, _)| at);
    // Every character before the end is one byte.
    text.get(..end.min(64)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
