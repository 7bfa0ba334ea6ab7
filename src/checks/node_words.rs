//! What lines of a node's own log leave open, and what would decide it.

use super::bind_answer::active_directory;
use crate::evidence::client_log::{ApplianceLine, ApplianceLineKind as Kind};

/// The words for one kind of line; none when it complains of nothing.
pub(super) fn leaves_open(line: &ApplianceLine) -> Option<String> {
    let about = if line.about.is_empty() { "a server" } else { line.about.as_str() };
    let times = times(line);
    Some(match line.kind {
        Kind::SearchCode if line.about != "0" => format!(
            "a search for a person ended with LDAP code {} ({times}): base, rights or server may be wrong; `ucdoctor check` with directory.search looks",
            line.about
        ),
        Kind::Untrusted => format!(
            "the node's Java found no way from the certificate of {about} to its trust store ({times}): its CA may be missing there; \
             export that node's tomcat-trust (`ucdoctor queries trust`) and run `ucdoctor check` with it"
        ),
        Kind::NobodySynchronised => {
            "DirSync says that a synchronisation brought nobody: the agreement's filter or base may be wrong; `ucdoctor check` with directory.search looks".to_owned()
        }
        Kind::CertificateExpired | Kind::CertificateExpiring => alarm_of_certificate(line),
        Kind::SynchronisationFails => format!(
            "the node's alarm {about} says that users are not synchronised: what presence or call manager has may be old; `ucdoctor check` with presence.sync_status and the lists of users looks"
        ),
        Kind::LoginTimedOut => format!(
            "the CTI manager gave logins up, since the directory did not answer in time ({times}), and later ones were taken: load, or one slow server of several; `ucdoctor check` measures each"
        ),
        Kind::NoConnection => format!(
            "the node had no connection to {about}, {times}: a firewall for this node alone, or the server; try host and port on that node (`utils network connectivity`), and run `ucdoctor check` from a place beside it"
        ),
        Kind::NameUnresolved => format!(
            "the node could not resolve the name of its LDAP server {about}, {times}: ask for it on that node (`utils network host`), and correct its name servers or the name"
        ),
        Kind::CertificateDates => format!(
            "the node's Java found a certificate of {about} outside its dates ({times}): `ucdoctor check` of that server says which and whose; a wrong clock of the node looks alike"
        ),
        Kind::TlsFailed => format!(
            "the node and the LDAP server did not agree on TLS, {times}: {about}; `ucdoctor check` of that server shows what it speaks"
        ),
        Kind::ResultCode => result_code(line),
        Kind::UsersNotUnique => format!(
            "the node's alarm {about} says that users share an ID or an address, or have a wrong one ({times}): `utils users validate all` names them, but for some; `ucdoctor check` with presence.users finds all"
        ),
        Kind::UsersInactive => format!(
            "DirSync made {about} users inactive ({times}): they cannot log in, and are deleted after a day or more; was a base or filter changed? Put it back and synchronise before that; `ucdoctor check` with directory.search and call_manager.users says who"
        ),
        Kind::SyncAgentWaits => format!(
            "presence's sync agent waits, since its node takes itself for a subscriber ({times}): right on a subscriber; on the publisher users and LDAP hosts stay as old as they are (Cisco bug CSCuy18383); compare presence.sync_status and presence.ldap_hosts"
        ),
        Kind::RoleMissing => format!(
            "the CTI manager knows a user who lacks the role to control phones ({times}); that is not LDAP: add the access control group Standard CTI Enabled"
        ),
        Kind::EdgeRefused => format!(
            "the edge asked call manager {about} about a user and was refused ({times}): the password, or call manager's way to the directory; log in at https://{about}/ucmuser with the same, without the edge, and run `ucdoctor why USER`"
        ),
        Kind::SearchCode | Kind::NameMismatch | Kind::PlainLdap | Kind::Authenticated => return None,
    })
}

/// "3 times, last at 2026-04-01 09:00:00,123".
pub(super) fn times(line: &ApplianceLine) -> String {
    let times = if line.count == 1 { "once".to_owned() } else { format!("{} times", line.count) };
    match &line.at {
        Some(at) if line.count == 1 => format!("at {at}"),
        Some(at) => format!("{times}, last at {at}"),
        None => times,
    }
}

/// A login that the directory refused for the account's sake, which happens every day, where other logins were taken.
pub(super) fn is_everyday(line: &ApplianceLine, logins: u64) -> bool {
    // A wrong or missing channel binding token refuses everybody alike.
    let of_everybody = line.about.contains("80090346");
    line.kind == Kind::ResultCode && code(line) == Some(49) && logins > 0 && !of_everybody
}

/// A refused login in words.
pub(super) fn refused_login(line: &ApplianceLine) -> String {
    let Some((_, data)) = line.about.split_once("data ") else { return "wrong name or password".to_owned() };
    let data = u32::from_str_radix(word(data), 16);
    data.map_or_else(|_| "the line is cut before the reason".to_owned(), |data| active_directory(data).1)
}

fn code(line: &ApplianceLine) -> Option<u32> {
    word(&line.about).parse().ok()
}

fn word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

fn result_code(line: &ApplianceLine) -> String {
    let (times, about) = (times(line), &line.about);
    match code(line) {
        Some(49) => format!(
            "the directory refused a login with result 49, {} ({times}): of a person, or of the manager account, which the line does not tell; `ucdoctor check` tries the manager, `ucdoctor why USER` reads the person's account",
            refused_login(line)
        ),
        Some(8 | 13) => format!(
            "the directory wants signing or TLS (result {about}, {times}): use ldaps, port 636 or 3269, for LDAP Directory and LDAP Authentication; `ucdoctor check` says whether the server offers it"
        ),
        Some(32) => format!(
            "the directory has no entry of the name that was asked for (result {about}, {times}): a search base that was moved, renamed or mistyped; `ucdoctor check` with directory.search looks"
        ),
        Some(10) => format!(
            "the directory pointed to another server (result {about}, {times}): the base lies in another domain; its own server, or the Global Catalog's port, has it"
        ),
        Some(1) => format!(
            "the directory did not take a request (result {about}, {times}): Active Directory answers so when nobody is bound; `ucdoctor check` tries the manager account"
        ),
        Some(50) => format!(
            "the manager account lacks a right in the directory (result {about}, {times}); `ucdoctor check` looks"
        ),
        Some(3 | 4 | 11) => format!(
            "the directory ended a search at a limit of its own (result {about}, {times}): people may be missing; `ucdoctor check` with directory.search looks"
        ),
        Some(51 | 52) => format!(
            "the directory was busy or unavailable (result {about}, {times}); `ucdoctor check` shows whether it is now"
        ),
        _ => format!("the directory answered with result {about} ({times}); `ucdoctor check` asks it the same"),
    }
}

fn alarm_of_certificate(line: &ApplianceLine) -> String {
    let about = &line.about;
    let expires = if line.kind == Kind::CertificateExpired { "has expired" } else { "expires within a day" };
    if about.contains("trust") {
        return format!(
            "the node's alarm says that {about} {expires}: logins by LDAP over TLS may break if a directory server's certificate leads to it; \
             export that node's tomcat-trust (`ucdoctor queries trust`) and run `ucdoctor check` with it"
        );
    }
    format!(
        "the node's alarm says that its own {about} {expires}: clients may warn or refuse to log in; renew it on that node (OS Administration > Security > Certificate Management)"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_result_code_says_what_would_decide_it() {
        for (about, says) in [
            ("49 data 775", "the account is locked (data 775)"),
            ("49 data 532", "the password has expired"),
            ("49", "wrong name or password"),
            ("49 data missing", "the line is cut before the reason"),
            ("8", "wants signing or TLS"),
            ("32 'OU=Peple,DC=lab,DC=example'", "result 32 'OU=Peple,DC=lab,DC=example'"),
            ("10", "Global Catalog"),
            ("1", "nobody is bound"),
            ("4", "people may be missing"),
            ("53", "answered with result 53"),
        ] {
            let line =
                ApplianceLine { kind: Kind::ResultCode, about: about.into(), at: None, count: 2, taken_after: 0 };
            let words = leaves_open(&line).unwrap();
            assert!(words.contains(says) && words.contains("2 times"), "{about}: {words}");
            let everyday = about.starts_with("49");
            assert_eq!((is_everyday(&line, 1), is_everyday(&line, 0)), (everyday, false), "{about}");
        }
    }
}
