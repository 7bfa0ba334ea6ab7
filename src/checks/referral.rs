//! What the URL of a referral or of a reference among entries names (RFC 4516).

use percent_encoding::percent_decode_str;

use crate::server_url::ServerUrl;

/// `ldap://host:port`; none where it names no host.
pub(super) fn server_of(url: &str) -> Option<ServerUrl> {
    let (scheme, rest) = url.trim().split_once("://")?;
    let authority = rest.split(['/', '?']).next().filter(|authority| !authority.is_empty())?;
    format!("{scheme}://{authority}").parse().ok()
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
