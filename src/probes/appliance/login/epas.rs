//! The presence login (EPAS, what Jabber asks first on a presence node): one `login` with `force="false"`, which throws
//! nobody out, and a `logout` of the session that it opened.
//!
//! Request and success as public clients of it have them (`/EPASSoap/service/v80`, SOAP 1.2, `login-resp/success/
//! session-key`; the key goes back in the header of what follows). A failure is `login-resp/failure` with a `reason`: so
//! types are called that a public client generated from the service's own description. Codes are those that the
//! developer's cookbook lists for this family of interfaces; the words about the client's version are the vendor's (TAC
//! 220225).

use std::time::Duration;

use secrecy::ExposeSecret;
use zeroize::Zeroizing;

use super::super::https::{Request, Response};
use super::{Conversation, Who, begun, by_status, ended, on_one_line, points_to};
use crate::evidence::login::{LoginAnswer, LoginOutcome, LoginService, NodeLogin};
use crate::plan::NodeAccess;
use crate::xml;

/// Where the service is, in the version that Jabber asks for.
const PATH: &str = "/EPASSoap/service/v80";
/// What the service says to a client that is too old: no code is its own.
const TOO_OLD: &str = "does not meet the minimal version requirement";
/// Characters of a session's key; real ones have some dozens.
const MAX_KEY: usize = 512;

/// Logs in once, and out again. Each state of it is told.
pub async fn log_in(access: &NodeAccess, who: Who<'_>, connect: Duration, tell: impl Fn(&NodeLogin)) -> NodeLogin {
    let mut login = begun(access, NodeLogin::of(&access.name, LoginService::Epas));
    login.client_version = Some(access.client_version.clone());
    tell(&login);
    let mut conversation = match Conversation::new(access, connect).await {
        Ok(conversation) => conversation,
        Err(failure) => return ended(login, Err(failure)),
    };
    let escaped = Zeroizing::new(quick_xml::escape::escape(who.password.expose_secret()).into_owned());
    let body = login_body(access, who.id, &escaped);
    let secrets = [who.password.expose_secret(), escaped.as_str()];
    let response = match call(&mut conversation, &mut login, ("login", &body), &secrets).await {
        Ok(response) => response,
        Err(failure) => return ended(login, Err(failure)),
    };
    let (answer, key) = judged(&response);
    let mut login = ended(login, Ok(answer));
    if let Some(key) = key {
        tell(&login);
        // Whatever it answers: the session ends by itself, too.
        let _ = call(&mut conversation, &mut login, ("logout", &logout_body(&key)), &secrets).await;
    }
    login
}

async fn call(
    conversation: &mut Conversation<'_>,
    login: &mut NodeLogin,
    (operation, body): (&str, &str),
    secrets: &[&str],
) -> Result<Response, super::LoginFailure> {
    let head = [
        Zeroizing::new("Content-Type: application/soap+xml; charset=utf-8".to_owned()),
        Zeroizing::new(format!("SOAPAction: urn:cisco:epas:soap/EpasSoapServiceInterface/{operation}")),
    ];
    let request = Request { method: "POST", path: PATH, head: &head, body };
    conversation.ask(login, (format!("POST {PATH} {operation}"), request), secrets).await
}

fn login_body(access: &NodeAccess, id: &str, password: &str) -> Zeroizing<String> {
    let escape = quick_xml::escape::escape;
    let inside = Zeroizing::new(format!(
        "<e:login client-version=\"{}\" client-type=\"CUPC\" force=\"false\"><e:username>{}</e:username>\
         <e:password>{password}</e:password></e:login>",
        escape(access.client_version.as_str()),
        escape(id)
    ));
    envelope("", &inside)
}

fn logout_body(key: &str) -> Zeroizing<String> {
    let key = Zeroizing::new(quick_xml::escape::escape(key).into_owned());
    let header = Zeroizing::new(format!("<soap:Header><e:session-key>{}</e:session-key></soap:Header>", key.as_str()));
    envelope(&header, "<e:logout/>")
}

fn envelope(header: &str, body: &str) -> Zeroizing<String> {
    Zeroizing::new(format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\" \
         xmlns:e=\"urn:cisco:epas:soap\">{header}<soap:Body>{body}</soap:Body></soap:Envelope>"
    ))
}

/// What a body says.
#[derive(Default)]
struct Said {
    key: Option<Zeroizing<String>>,
    /// There is a `login-resp` without a key.
    failure: bool,
    code: Option<i64>,
    words: Vec<String>,
}

/// What an answer amounts to, and the key of the session that was opened.
pub fn judged(response: &Response) -> (LoginAnswer, Option<Zeroizing<String>>) {
    let said = read(&response.body);
    let too_old = said.words.iter().any(|words| words.contains(TOO_OLD));
    let outcome = match (response.status, said.code) {
        (200, _) if said.key.is_some() => LoginOutcome::Accepted,
        _ if too_old => LoginOutcome::ClientTooOld,
        (_, Some(114)) => LoginOutcome::Refused,
        (_, Some(160)) => LoginOutcome::AlreadyLoggedIn,
        (_, Some(210 | 212)) => LoginOutcome::Busy,
        (_, Some(200 | 208)) => LoginOutcome::ServerError,
        (_, Some(111..=113)) => LoginOutcome::NotExpected,
        (_, Some(100 | 101)) => LoginOutcome::Other,
        _ if said.failure => LoginOutcome::Refused,
        (status, _) => by_status(status),
    };
    let mut words = said.words;
    words.push(points_to(response));
    words.retain(|words| !words.is_empty());
    let words = on_one_line(&words.join("; "));
    let key = said.key.filter(|_| outcome == LoginOutcome::Accepted);
    (LoginAnswer { outcome, status: response.status, code: said.code, words, account: None }, key)
}

fn read(body: &[u8]) -> Said {
    let mut said = Said::default();
    let mut answered = false;
    let walked = xml::walk(body, &mut |path, text| {
        answered |= path.iter().any(|name| name == "login-resp");
        let (Some(name), Some(text)) = (path.last(), text) else { return };
        let text = text.trim();
        if path.ends_with(&["login-resp", "success", "session-key"].map(str::to_owned)) {
            let key = Some(text).filter(|key| !key.is_empty() && key.len() <= MAX_KEY);
            said.key = key.map(|key| Zeroizing::new(key.to_owned()));
            return;
        }
        let name = name.trim_start_matches('@').to_ascii_lowercase();
        // SOAP has its own codes one element deeper: `Code/Value`.
        let within = path.iter().rev().nth(1).is_some_and(|name| name.to_ascii_lowercase().contains("code"));
        if (name.contains("code") || within) && said.code.is_none() {
            said.code = text.parse().ok();
        }
        let worded = ["reason", "string", "text", "message", "description"].iter().any(|word| name.contains(word));
        if worded && !text.is_empty() && said.words.len() < 4 {
            said.words.push(on_one_line(text));
        }
    });
    if walked.is_err() {
        return Said::default();
    }
    said.failure = answered && said.key.is_none();
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    const OPEN: &str = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\"><s:Body>";
    const CLOSE: &str = "</s:Body></s:Envelope>";

    fn answer(status: u16, inside: &str) -> (LoginAnswer, Option<String>) {
        let body = Zeroizing::new(format!("{OPEN}{inside}{CLOSE}").into_bytes());
        let (answer, key) = judged(&Response { status, body, ..Response::default() });
        (answer, key.map(|key| key.as_str().to_owned()))
    }

    fn failed(code: i64) -> String {
        format!(
            "<e:login-resp xmlns:e=\"urn:cisco:epas:soap\"><e:failure><e:code>{code}</e:code><e:reason>no</e:reason>\
             </e:failure></e:login-resp>"
        )
    }

    #[test]
    fn every_documented_code_has_a_meaning() {
        use LoginOutcome::{AlreadyLoggedIn, Busy, NotExpected, Other, Refused, ServerError};
        for (code, outcome) in [
            (100, Other),
            (101, Other),
            (111, NotExpected),
            (112, NotExpected),
            (113, NotExpected),
            (114, Refused),
            (160, AlreadyLoggedIn),
            (200, ServerError),
            (208, ServerError),
            (210, Busy),
            (212, Busy),
            (999, Refused),
        ] {
            let (found, key) = answer(200, &failed(code));
            assert_eq!((found.outcome, found.code, key), (outcome, Some(code), None), "{code}");
        }
        let fault = "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>114</s:Value></s:Subcode></s:Code></s:Fault>";
        assert_eq!(answer(500, fault).0.outcome, Refused, "the code counts wherever it stands");
        for (status, outcome) in [(401, Refused), (404, LoginOutcome::NotFound), (503, Busy), (500, ServerError)] {
            assert_eq!(answer(status, "<x/>").0.outcome, outcome, "{status}");
        }
    }

    #[test]
    fn only_a_key_is_a_login() {
        let taken =
            "<e:login-resp xmlns:e=\"u\"><e:success><e:session-key>k3y</e:session-key></e:success></e:login-resp>";
        let (found, key) = answer(200, taken);
        assert_eq!((found.outcome, key.as_deref(), found.words.as_str()), (LoginOutcome::Accepted, Some("k3y"), ""));
        for (status, inside, outcome) in [
            (200, "<e:login-resp xmlns:e=\"u\"><e:success/></e:login-resp>", LoginOutcome::Refused),
            (200, "<e:login-resp xmlns:e=\"u\"><e:failure reason=\"no\"/></e:login-resp>", LoginOutcome::Refused),
            (200, "<html/>", LoginOutcome::Other),
            (500, taken, LoginOutcome::ServerError),
            (
                500,
                "<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text>busy</s:Text></s:Reason></s:Fault>",
                LoginOutcome::ServerError,
            ),
            (
                200,
                "<e:login-resp xmlns:e=\"u\"><e:failure><e:err-code>-1</e:err-code><e:err-string>The client does not meet \
                 the minimal version requirement.</e:err-string></e:failure></e:login-resp>",
                LoginOutcome::ClientTooOld,
            ),
        ] {
            let (found, key) = answer(status, inside);
            assert_eq!((found.outcome, key), (outcome, None), "{inside}");
        }
        let (found, _) =
            judged(&Response { status: 200, body: Zeroizing::new(b"<a><b></a>".to_vec()), ..Response::default() });
        assert_eq!(found.outcome, LoginOutcome::Other);
    }

    #[test]
    fn what_is_sent_is_escaped_and_forces_nothing() {
        let access = NodeAccess {
            name: "presence/p1".to_owned(),
            url: "https://p1:8443".parse().unwrap(),
            named: false,
            trust: Vec::new(),
            client_version: "14.2.0\"".to_owned(),
        };
        let body = login_body(&access, "k<im", "a&amp;b");
        for part in ["force=\"false\"", "client-type=\"CUPC\"", "14.2.0&quot;", "k&lt;im", "<e:password>a&amp;b<"] {
            assert!(body.contains(part), "{part}: {}", body.as_str());
        }
        assert!(logout_body("k<y").contains("<e:session-key>k&lt;y</e:session-key>"));
    }
}
