//! Searches that the directory ends by another result than success.

use super::base_and_filter::{busy, count_of, result};
use super::referral::server_of;
use super::srch_017_gives_pages::{LET_PAGE, refused as no_pages};
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::result::is_busy;
use crate::evidence::search::End;

/// What an end that is no success means, after so many entries.
pub(super) fn refused(matched: u64, end: &End) -> Finding {
    let entries = count_of(matched, "entry", "entries");
    // Measured on 389 Directory Server: the limits for pages count beside the others, in the account's entry as in general.
    let by = |limit: &str, of_389: &str| {
        let message = format!("cut after {entries} by {limit} (result {})", end.code);
        match no_pages(end) {
            Some(words) => fail(CauseCode::ResultTruncated, format!("{message}, and {words}")).fix(LET_PAGE),
            None => fail(CauseCode::ResultTruncated, message),
        }
            .fix(format!("Exempt the manager account from the limit, or raise it (OpenLDAP: limits; 389 Directory Server: {of_389} in the account's entry; Active Directory: query policy)"))
            .fix("Or split the synchronisation: one agreement per OU")
    };
    match end.code {
        3 => by("the server's time limit", "nsTimeLimit"),
        4 => by("the server's size limit", "nsSizeLimit and nsPagedSizeLimit"),
        11 => by("an administrative limit of the server", "nsLookThroughLimit and nsPagedLookThroughLimit"),
        10 => referred(matched, end, &entries),
        50 if unindexed(end) => fail(
            CauseCode::SearchRefused,
            format!("the directory refuses a search for which it has no index ({})", result(end)),
        )
        .fix("Give the attributes of the filter an index on the directory server: the account is not allowed searches without one")
        .fix("Or let the manager account search without an index (OpenDJ, Oracle and Ping directories: privilege unindexed-search)"),
        1 | 50 => fail(CauseCode::InsufficientRights, format!("the manager may not search here ({})", result(end)))
            .fix("Give the manager account the right to list and read this part of the tree"),
        code if is_busy(code) => busy(format!("the server is busy or unavailable ({})", result(end))),
        _ => fail(CauseCode::SearchRefused, format!("the directory refuses the search: {}", result(end)))
            .fix("Look into the directory server's log for this moment; the answer above is its own"),
    }
}

/// Directories of the OpenDJ family answer to a search without an index as to one without rights: their words alone tell.
fn unindexed(end: &End) -> bool {
    let said = end.text.to_ascii_lowercase();
    said.contains("unindexed") || said.contains("not indexed")
}

/// Nobody but another server is named: the people are kept there. After some people, the rest of them is.
fn referred(matched: u64, end: &End, entries: &str) -> Finding {
    let to = end.referrals.join(", ");
    let finding = match matched {
        0 => {
            fail(CauseCode::BaseElsewhere, format!("the directory refers to another server instead of searching: {to}"))
        }
        _ => fail(CauseCode::ResultTruncated, format!("after {entries} the directory refers to another server: {to}")),
    };
    let look = end.referrals.first().and_then(|url| server_of(url));
    let finding = look.into_iter().fold(finding, |finding, server| {
        finding.fix(format!(
            "Look at the server that it refers to: `ucdoctor check {server}`; the appliances do not follow referrals"
        ))
    });
    finding.fix("Configure the server that holds the base for it, by an agreement of its own; in Active Directory a Global Catalog port of the forest does, too")
}
