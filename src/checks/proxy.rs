//! What a proxy says about the directory behind it. Its result codes are the ones a directory uses of itself, so only
//! its own words tell the two apart.

use super::at::At;
use super::base_and_filter::result_of;
use super::over_tls;
use crate::check::{Finding, Owner, fail};
use crate::code::CauseCode;
use crate::evidence::search::End;

/// Result codes (RFC 4511 appendix A) under which proxies report that they reach no directory: operationsError,
/// noSuchObject, busy, unavailable, unwillingToPerform, other.
const CODES: [u32; 6] = [1, 32, 51, 52, 53, 80];
/// What proxies call themselves and what is behind them: slapd's back-ldap ("Proxy operation retry failed"), back-meta
/// and asyncmeta ("Unable to bind to remote target"), 389 Directory Server's chaining ("FARM SERVER TEMPORARY
/// UNAVAILABLE"), and the usual words of others.
const WORDS: [&str; 11] = [
    "proxy",
    "proxied",
    "remote target",
    "remote server",
    "remote ldap",
    "farm server",
    "backend server",
    "back-end server",
    "upstream",
    "target down",
    "chaining",
];
/// slapd's back-ldap and back-meta say so where the directory behind them accepts connections and does not answer in their
/// `timeout`; a limit of the server itself has other words, and no bind meets one.
const ADMIN_LIMIT_EXCEEDED: u32 = 11;
const TIMED_OUT: &str = "operation timed out";
/// What Active Directory and Samba say to whoever is not bound.
const UNBOUND: [&str; 3] =
    ["000004dc", "successful bind must be completed", "operation unavailable without authentication"];
/// 389 Directory Server below `nsslapd-minssf`; it has no result code of its own for it.
const TOO_WEAK: &str = "minimum ssf not met";

/// The finding, where a refusal is a proxy's word about its own directory.
pub(super) fn finding(code: u32, text: &str) -> Option<Finding> {
    let said = text.to_lowercase();
    let speaks = CODES.contains(&code) && WORDS.iter().any(|word| said.contains(word))
        || code == ADMIN_LIMIT_EXCEEDED && said == TIMED_OUT;
    speaks.then(|| {
        let words = result_of(code, text);
        fail(CauseCode::NoLiveBackend, format!("a proxy answers here, and cannot reach the directory behind it ({words})"))
            .summary(format!("The proxy at this address cannot reach the directory behind it ({words})"))
            .fault("proxy")
            .fact("result", code)
            .fact("answer", text)
            .owner(Owner::Directory)
            .fix("Ask whoever runs this proxy to look at the directory server behind it, and at its log for this moment: the answer above is the proxy's own")
            .fix("Until then, configure a directory server itself, if the nodes may reach one")
    })
}

/// What a refused search is, when it is not about the search: a proxy without its directory, or a connection that is not
/// protected enough.
pub(super) fn refused_search(at: Option<At<'_>>, end: &End) -> Option<Finding> {
    if wants_encryption(end.code, &end.text) {
        let words = result_of(end.code, &end.text);
        let finding = fail(CauseCode::SigningRequired, format!("the directory refuses searches without TLS ({words})"))
            .summary(format!("The directory refuses searches without TLS ({words})"))
            .fault("search without TLS")
            .fact("answer", &end.text);
        return Some(match at {
            Some(at) => over_tls::instead(at, finding),
            None => finding.fix("Use the directory's TLS port on call manager and presence, after its CA is uploaded to every node as tomcat-trust"),
        });
    }
    finding(end.code, &end.text).or_else(|| unbound(end))
}

/// Active Directory does not know that somebody is bound. The bind was answered, so what was asked after it came to the
/// directory by another connection.
fn unbound(end: &End) -> Option<Finding> {
    let said = end.text.to_lowercase();
    if end.code != 1 || !UNBOUND.iter().any(|words| said.contains(words)) {
        return None;
    }
    let words = result_of(end.code, &end.text);
    let message = "the bind is answered, and the directory takes the search after it for one of nobody";
    Some(
        fail(CauseCode::SearchRefused, format!("{message} ({words})"))
            .summary(format!("The directory does not know who searches: {message}"))
            .fault("bind lost")
            .fact("answer", &end.text)
            .owner(Owner::Directory)
            .refuted_if(&["no balancer or proxy stands before the directory, and its log shows bind and search on one connection"])
            .fix("Look for a balancer or proxy that hands the requests of one connection to several of its own, or opens a new one to the directory after a pause: let it keep one to one (HAProxy, nginx: mode tcp, stream)")
            .fix("Until then, configure a domain controller itself, if the nodes may reach one"),
    )
}

/// Whether a refusal wants TLS or signing, where its code alone does not say so.
pub(super) fn wants_encryption(code: u32, text: &str) -> bool {
    code == 53 && text.to_lowercase().contains(TOO_WEAK)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxys_own_words_are_about_a_directory_behind_it() {
        for (code, text, about) in [
            (52, "Proxy operation retry failed", true),
            (32, "Unable to bind to remote target - target down or unavailable", true),
            (1, "FARM SERVER TEMPORARY UNAVAILABLE", true),
            (51, "no upstream is ready", true),
            (11, "Operation timed out", true),
            (11, "", false),
            (11, "Too many entries looked at", false),
            (3, "Operation timed out", false),
            (52, "", false),
            (52, "shutting down", false),
            (32, "acl_read: Error retrieving instanceType for base.", false),
            (1, "00002020: Operation unavailable without authentication", false),
            (49, "proxy", false),
        ] {
            assert_eq!(finding(code, text).is_some(), about, "{code} {text}");
        }
        let of = |code, text: &str| refused_search(None, &End { code, text: text.to_owned(), ..End::default() });
        let lost = of(1, "00002020: Operation unavailable without authentication").unwrap();
        assert!(lost.fix.iter().all(|step| !step.words.contains("right")), "{:?}", lost.fix);
        assert!(of(1, "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation").is_some());
        assert!(of(1, "000020D6: SvcErr").is_none() && of(50, "000004DC").is_none());
        assert!(wants_encryption(53, "Minimum SSF not met."));
        assert!(!wants_encryption(53, "Account inactivated."));
    }
}
