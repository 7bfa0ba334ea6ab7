//! The login at call manager: the user's own data by UDS (Cisco User Data Services reference, `/user/{userId}`), with
//! user ID and password by Basic authentication. 200 is a login that works on this node, by a fresh look at the
//! directory: what call manager caches does not count for LDAP (security guide, release 15).

use std::time::Duration;

use secrecy::ExposeSecret;

use super::super::credential::{basic, encoded};
use super::super::https::{Request, Response};
use super::super::uds::escaped;
use super::{Conversation, Who, begun, by_status, ended, on_one_line, points_to};
use crate::evidence::login::{LoginAnswer, LoginOutcome, LoginService, NodeLogin, UdsAccount};
use crate::plan::NodeAccess;
use crate::xml;

/// Logs in once. Each state of it is told.
pub async fn log_in(access: &NodeAccess, who: Who<'_>, connect: Duration, tell: impl Fn(&NodeLogin)) -> NodeLogin {
    let mut login = begun(access, NodeLogin::of(&access.name, LoginService::Uds));
    tell(&login);
    let mut conversation = match Conversation::new(access, connect).await {
        Ok(conversation) => conversation,
        Err(failure) => return ended(login, Err(failure)),
    };
    let path = format!("{}/user/{}", access.url.path.trim_end_matches('/'), escaped(who.id));
    let authorization = [basic(who.id, who.password)];
    let request = Request { method: "GET", path: &path, head: &authorization, body: "" };
    let [line] = &authorization;
    let secrets = [who.password.expose_secret(), encoded(line)];
    let answer = conversation.ask(&mut login, (format!("GET {path}"), request), &secrets).await;
    let mut answer = answer.map(|response| judged(&response));
    if let Ok(LoginAnswer { account: Some(account), .. }) = &mut answer
        && account.home == Some(false)
    {
        account.home_elsewhere = home(&mut conversation, &mut login, who.id).await;
    }
    ended(login, answer)
}

/// The cluster that call manager calls the user's home, asked without a password (`clusterUser`).
async fn home(conversation: &mut Conversation<'_>, login: &mut NodeLogin, id: &str) -> Option<String> {
    let path = format!("{}/clusterUser?username={}", conversation.access.url.path.trim_end_matches('/'), escaped(id));
    let request = Request { method: "GET", path: &path, head: &[], body: "" };
    let response = conversation.ask(login, (format!("GET {path}"), request), &[]).await.ok()?;
    let mut home = None;
    xml::walk(&response.body, &mut |path, text| {
        if *path == ["clusterUser", "homeCluster"] {
            home = text.map(on_one_line).filter(|home| !home.is_empty());
        }
    })
    .ok()?;
    home.filter(|_| response.status == 200)
}

/// What an answer amounts to; shapes and codes as documented: 200, 401, 403, 404, 405, 409, 500, 503.
pub fn judged(response: &Response) -> LoginAnswer {
    let mut answer = LoginAnswer {
        outcome: by_status(response.status),
        status: response.status,
        code: None,
        words: points_to(response),
        account: None,
    };
    match response.status {
        200 => match account(&response.body) {
            Ok(account) => {
                answer.outcome = LoginOutcome::Accepted;
                answer.account = Some(account);
            }
            Err(why) => answer.words = on_one_line(&format!("the answer is none of UDS: {why}")),
        },
        403 => answer.outcome = LoginOutcome::RoleMissing,
        _ => {}
    }
    answer
}

/// `<user …>` with what it says of the account.
fn account(body: &[u8]) -> Result<UdsAccount, String> {
    let (mut account, mut is_user) = (UdsAccount::default(), false);
    xml::walk(body, &mut |path, text| {
        is_user |= path.first().is_some_and(|root| root == "user");
        let told = || text.and_then(|text| text.trim().to_ascii_lowercase().parse::<bool>().ok());
        let names: Vec<&str> = path.iter().skip(1).map(String::as_str).collect();
        match names.as_slice() {
            ["accountType", "@useLdapAuth"] => account.ldap = told(),
            ["homeCluster"] => account.home = told(),
            ["homeCluster", "@enableImAndPresence"] => account.presence = told(),
            ["imAndPresence", "server"] if account.presence_servers.len() < MOST_SERVERS => {
                account.presence_servers.extend(text.map(on_one_line).filter(|server| !server.is_empty()));
            }
            _ => {}
        }
    })?;
    if is_user { Ok(account) } else { Err("it has no user".to_owned()) }
}

/// Presence servers that are kept; a person has two.
const MOST_SERVERS: usize = 8;

#[cfg(test)]
mod tests {
    use zeroize::Zeroizing;

    use super::*;

    fn answer(status: u16, body: &str) -> LoginAnswer {
        judged(&Response { status, body: Zeroizing::new(body.as_bytes().to_vec()), ..Response::default() })
    }

    #[test]
    fn every_documented_status_has_a_meaning() {
        use LoginOutcome::{Busy, NotExpected, NotFound, Other, Refused, RoleMissing, ServerError};
        for (status, outcome) in [
            (401, Refused),
            (403, RoleMissing),
            (404, NotFound),
            (405, NotExpected),
            (409, NotExpected),
            (500, ServerError),
            (503, Busy),
            (302, Other),
            (204, Other),
        ] {
            assert_eq!(answer(status, "<html/>").outcome, outcome, "{status}");
        }
    }

    #[test]
    fn the_user_says_what_counts() {
        let body = "<user uri=\"https://cm7:8443/cucm-uds/user/kim\"><userName>kim</userName>\
            <accountType useLdapAuth=\"true\">ldap</accountType><homeCluster enableImAndPresence=\"false\">true</homeCluster>\
            <imAndPresence><server>p1.lab.example</server><server>p2.lab.example</server></imAndPresence></user>";
        let found = answer(200, body);
        let account = found.account.unwrap();
        assert_eq!((found.outcome, account.ldap, account.home), (LoginOutcome::Accepted, Some(true), Some(true)));
        assert_eq!((account.presence, account.presence_servers.len()), (Some(false), 2));
        let bare = answer(200, "<user><userName>kim</userName></user>").account.unwrap();
        assert_eq!(bare, UdsAccount::default());
        for other in ["<html><body>Log in</body></html>", "", "<users><user/></users>", "<user><a></user>"] {
            let found = answer(200, other);
            assert_eq!((found.outcome, found.account), (LoginOutcome::Other, None), "{other}");
        }
    }
}
