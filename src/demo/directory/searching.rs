//! How far searches come, in the words of a domain controller.

use super::super::company;
use super::super::message::{Answer, Scope};
use super::{Directory, normal_dn};

/// How searches are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Searching {
    /// By base, scope and filter.
    Normal,
    /// After so many entries the server stops, pages or not.
    Limit(usize),
    /// Access rules hide everything below an OU, without a word.
    Hidden(&'static str),
    /// The server is not willing to search.
    Refused,
}

impl Directory {
    /// Why a search does not even begin.
    pub(super) fn refused(&self, written: &str, base: &str) -> Option<Answer> {
        if self.searching == Searching::Refused {
            return Some(Answer::new(
                53,
                "0000200A: SvcErr: DSID-03210F93, problem 5003 (WILL_NOT_PERFORM), data 0\n\0",
            ));
        }
        if base.split(',').any(|part| !part.contains('=')) {
            return Some(Answer::new(34, INVALID_NAME));
        }
        if self.entries.iter().any(|entry| normal_dn(&entry.dn) == base) {
            return None;
        }
        if !Scope::Subtree.covers(&normal_dn(company::DOMAIN_DN), base) {
            let labels = written
                .split(',')
                .filter_map(|part| part.trim().split_once('=').filter(|(kind, _)| kind.eq_ignore_ascii_case("dc")));
            let domain: Vec<&str> = labels.map(|(_, label)| label).collect();
            let referrals = vec![format!("ldap://{}/{written}", domain.join("."))];
            return Some(Answer { referrals, ..Answer::new(10, REFERRAL) });
        }
        Some(Answer { matched: company::DOMAIN_DN.to_owned(), ..Answer::new(32, NO_OBJECT) })
    }

    /// Whether a search comes to this entry. The configuration is a naming context of its own: a search from the
    /// domain does not enter it.
    pub(super) fn reaches(&self, scope: Scope, base: &str, dn: &str) -> bool {
        let configuration = normal_dn(&format!("CN=Configuration,{}", company::DOMAIN_DN));
        let inside = |dn: &str| Scope::Subtree.covers(&configuration, dn);
        let hidden = matches!(self.searching, Searching::Hidden(ou) if dn != normal_dn(ou) && Scope::Subtree.covers(&normal_dn(ou), dn));
        scope.covers(base, dn) && (!inside(dn) || inside(base)) && !hidden
    }
}

/// Answers of Windows end in a NUL byte, so these do too.
const INVALID_NAME: &str = "0000208F: NameErr: DSID-03100233, problem 2006 (BAD_NAME), data 8350, best match of:\n\0";
const REFERRAL: &str = "0000202B: RefErr: DSID-0310082F, data 0, 1 access points\n\0";
const NO_OBJECT: &str = "0000208D: NameErr: DSID-0310028D, problem 2001 (NO_OBJECT), data 0, best match of:\n\t\
     'DC=demo,DC=example'\n\0";
