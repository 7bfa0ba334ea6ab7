//! Parts of the tree below the base that other servers hold, as this one refers to them.

use std::collections::BTreeMap;

use super::at::At;
use super::base_and_filter::base_name;
use super::referral::{branch_of, is_itself, server_of};
use crate::case::Case;
use crate::evidence::search::{Base, End, Search};
use crate::ldap::dn::{self, Dn};

/// Branches with people, as far as can be told.
pub(super) struct Branches<'a> {
    /// By name, each with the first URL that refers to it.
    pub(super) elsewhere: BTreeMap<String, &'a String>,
    /// So many more have an agreement of their own.
    pub(super) covered: usize,
    /// A reference that names no branch.
    pub(super) unnamed: Option<&'a String>,
}

/// What the references of a search name.
pub(super) fn branches<'a>(at: At<'_>, search: &Search, end: &'a End) -> Branches<'a> {
    // Several servers may hold the same branch.
    let mut elsewhere: BTreeMap<String, &String> = BTreeMap::new();
    let base = search.base.dn.as_deref().and_then(|base| dn::parse(base).ok());
    let searched =
        |branch: &str| dn::parse(branch).ok().zip(base.as_ref()).is_some_and(|(it, base)| it.is_within(base));
    let named = end.referrals.iter().filter_map(|url| Some((branch_of(url)?, url)));
    // What the server holds itself was found.
    let named = named.filter(|(branch, url)| !(is_itself(at, url) && searched(branch)));
    for (branch, url) in named.filter(|(branch, _)| !holds_no_people(branch, &search.base)) {
        elsewhere.entry(branch).or_insert(url);
    }
    let all = elsewhere.len();
    elsewhere.retain(|branch, _| !of_another_agreement(at.case, base_name(&at), branch));
    let covered = all - elsewhere.len();
    let unnamed = end.referrals.iter().find(|url| branch_of(url).is_none());
    Branches { elsewhere, covered, unnamed }
}

/// The server that a reference names, or the whole of it.
pub(super) fn server(url: &str) -> String {
    server_of(url).map_or_else(|| url.to_owned(), |server| server.to_string())
}

/// What people of such a branch need.
pub(super) fn agreement_for(branch: &str) -> String {
    format!(
        "If people of {branch} are to log in: give them an agreement of their own, with that base and a server that holds it"
    )
}

/// Partitions of Active Directory for its own use, and whatever else this server names among its contexts and so holds.
fn holds_no_people(branch: &str, base: &Base) -> bool {
    let Ok(branch) = dn::parse(branch) else { return false };
    let own = base.naming_contexts.iter().filter_map(|context| dn::parse(context).ok());
    own.into_iter().any(|context| branch.same_as(&context)) || is_of_the_directory_itself(&branch)
}

/// Partitions of Active Directory that it keeps for itself.
fn is_of_the_directory_itself(name: &Dn) -> bool {
    let is_for_itself = |(kind, value): &(String, String)| {
        let of = |name: &str| value.eq_ignore_ascii_case(name);
        match kind.to_ascii_lowercase().as_str() {
            "dc" => of("DomainDnsZones") || of("ForestDnsZones"),
            "cn" => of("Configuration") || of("Schema"),
            _ => false,
        }
    };
    name.parts.first().is_some_and(|first| first.values.iter().any(is_for_itself))
}

/// What a server holds that may have people, to be offered as a search base.
pub(super) fn for_people(contexts: &[String], or: &str) -> String {
    let may = |context: &&String| !dn::parse(context).is_ok_and(|name| is_of_the_directory_itself(&name));
    contexts.iter().filter(may).map(String::as_str).collect::<Vec<_>>().join(or)
}

/// Whether another base than this one reaches into the branch.
fn of_another_agreement(case: &Case<'_>, base: &str, branch: &str) -> bool {
    let Ok(branch) = dn::parse(branch) else { return false };
    let of_axl = case.deployment.iter().flat_map(|deployment| deployment.axl.seen()).flat_map(|axl| &axl.agreements);
    let asked = case.asked.search.iter().chain(&case.asked.further_searches).map(|search| search.base.as_str());
    let bases = asked.chain(of_axl.filter_map(|agreement| agreement.base.as_deref()));
    let mut others = bases.filter(|other| *other != base).filter_map(|other| dn::parse(other).ok());
    let above = |other: &Dn| dn::parse(base).is_ok_and(|base| base.is_within(other));
    others.any(|other| other.is_within(&branch) || (branch.is_within(&other) && !above(&other)))
}
