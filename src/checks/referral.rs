//! What the URL of a referral or of a reference among entries names (RFC 4516).

use std::net::IpAddr;

use percent_encoding::percent_decode_str;

use super::at::At;
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::{BindAnswer, Endpoint};
use crate::server_url::{Scheme, ServerUrl};

/// A server that holds no such account, and says which one may: the nodes do not follow.
pub(super) fn of_bind(name: &str, answer: &BindAnswer) -> Option<Finding> {
    // Below a referral object, OpenLDAP answers a bind as to a wrong password, and a search by the reference.
    let by_search = answer.code == 49 && !answer.referrals.is_empty();
    if answer.code != 10 && !by_search {
        return None;
    }
    let to = answer.referrals.first();
    let server = to.and_then(|url| server_of(url)).map(|server| server.to_string());
    let whom = server.as_ref().or(to).map_or("another server", String::as_str);
    let how = if by_search { "when asked for it, and refuses the bind (result 49)" } else { "(result 10)" };
    let message = format!("{name}: this server does not hold the account, and refers to {whom} {how}");
    let finding =
        fail(CauseCode::BindRefused, &message).summary(&message).fact("referrals", answer.referrals.join("; "));
    let finding = match server {
        Some(server) => finding.fix(format!(
            "Look at the server that it refers to: `ucdoctor check {server}`; if the account is there, configure that server in place of this one: the appliances do not follow referrals"
        )),
        None => finding.fix("Configure the server that holds the account: the appliances do not follow referrals"),
    };
    Some(finding.fix("Or correct the end of the account's name: it must be in what this server holds"))
}

/// `ldap://host:port`; none where it names no host.
pub(super) fn server_of(url: &str) -> Option<ServerUrl> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?']).next().filter(|authority| !authority.is_empty())?;
    format!("{scheme}://{authority}").parse().ok()
}

/// Whether the URL names the server that sent it: by its configured name or one of its addresses, and the
/// same port, or the usual ones with TLS and without. By another port a second directory may answer on the same machine.
pub(super) fn is_itself(at: At<'_>, url: &str) -> bool {
    let own = &at.server.url;
    server_of(url).is_some_and(|to| {
        let name = |host: &str| host.trim_end_matches('.').to_ascii_lowercase();
        let address = |endpoint: &Endpoint| to.host.parse().is_ok_and(|host: IpAddr| host == endpoint.address.ip());
        let host = name(&to.host) == name(&own.host) || at.server.endpoints.iter().any(address);
        let usual = |url: &ServerUrl| matches!((url.scheme, url.port), (Scheme::Ldap, 389) | (Scheme::Ldaps, 636));
        host && (to.port == own.port || (to.scheme != own.scheme && usual(&to) && usual(own)))
    })
}

/// The name of the branch, without percent-encoding (RFC 3986 section 2.1); none where it names none.
pub(super) fn branch_of(url: &str) -> Option<String> {
    let (_, path) = url.trim().split_once("://")?.1.split_once('/')?;
    let name = percent_decode_str(path.split('?').next()?).decode_utf8_lossy();
    (!name.trim().is_empty()).then(|| name.into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bind_that_is_referred_names_the_other_server() {
        let told = |code, urls: &[&str]| {
            let mut answer = crate::checks::person::tests::answer(code, None);
            answer.referrals = urls.iter().map(|&url| url.to_owned()).collect();
            of_bind("cn=svc,o=far", &answer).map(|finding| (finding.message, finding.fix))
        };
        let (message, fix) = told(10, &["ldap://keep.lab.example:1389/o=far"]).unwrap();
        assert!(message.contains("refers to ldap://keep.lab.example:1389"), "{message}");
        assert!(fix[0].words.contains("`ucdoctor check ldap://keep.lab.example:1389`"), "{fix:?}");
        let (message, _) = told(10, &[]).unwrap();
        assert!(message.contains("refers to another server"), "{message}");
        assert_eq!(told(49, &[]), None);
        let (message, _) = told(49, &["ldap://keep.lab.example:1389/o=far"]).unwrap();
        assert!(
            message.ends_with(
                "refers to ldap://keep.lab.example:1389 when asked for it, and refuses the bind (result 49)"
            )
        );
        assert_eq!(told(53, &["ldap://keep.lab.example:1389/o=far"]), None);
    }

    #[test]
    fn a_url_names_a_server_and_a_branch() {
        for (url, server, branch) in [
            (
                "ldap://sales.corp.example/ou=Sales%20Berlin,dc=corp,dc=example??sub",
                "ldap://sales.corp.example:389",
                "ou=Sales Berlin,dc=corp,dc=example",
            ),
            (
                "ldaps://dc9.lab.example:3269/DC=emea,DC=lab,DC=example",
                "ldaps://dc9.lab.example:3269",
                "DC=emea,DC=lab,DC=example",
            ),
            ("ldap:///ou=x", "", "ou=x"),
            ("ldap://dc9.lab.example", "ldap://dc9.lab.example:389", ""),
            ("ldap://dc9.lab.example/?sub", "ldap://dc9.lab.example:389", ""),
            ("ldap://h.lab.example/cn=100%,o=%C3%A4%", "ldap://h.lab.example:389", "cn=100%,o=ä%"),
            ("anywhere", "", ""),
        ] {
            assert_eq!(server_of(url).map(|server| server.to_string()).unwrap_or_default(), server, "{url}");
            assert_eq!(branch_of(url).unwrap_or_default(), branch, "{url}");
        }
    }
}
