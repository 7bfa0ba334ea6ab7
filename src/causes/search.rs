//! Causes in search base and filter.

use super::by_fault::by_fault;
use crate::cause::{Cause, Feature};
use crate::check::Owner;
use crate::code::CauseCode;

/// What a search that finds the wrong people, or nobody, breaks.
const SEARCHING: &[Feature] = &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch];

pub(super) static BASE_MISSING: Cause = Cause {
    code: CauseCode::BaseMissing,
    title: "The search base does not exist",
    owner: Owner::CallManager,
    breaks: SEARCHING,
    refuted_if: &["an account with more rights reads this very entry on the same server"],
    page: include_str!("../../docs/causes/base-missing.md"),
    explain: by_fault,
};

pub(super) static BASE_NOT_CONTAINER: Cause = Cause {
    code: CauseCode::BaseNotContainer,
    title: "The search base is no container: nobody stands below it",
    owner: Owner::CallManager,
    breaks: SEARCHING,
    refuted_if: &["a search with this base and the filter (objectClass=*) returns people"],
    page: include_str!("../../docs/causes/base-not-container.md"),
    explain: by_fault,
};

pub(super) static BASE_ELSEWHERE: Cause = Cause {
    code: CauseCode::BaseElsewhere,
    title: "Another domain or server holds the search base, or a part below it",
    owner: Owner::CallManager,
    breaks: SEARCHING,
    refuted_if: &["the base ends in one of the server's naming contexts"],
    page: include_str!("../../docs/causes/base-elsewhere.md"),
    explain: by_fault,
};

pub(super) static SERVERS_DIFFER: Cause = Cause {
    code: CauseCode::ServersDiffer,
    title: "The configured servers do not hold the same people",
    owner: Owner::Directory,
    breaks: SEARCHING,
    refuted_if: &[
        "what is missing was written a few minutes ago, and is on its way",
        "the same search with the same account finds them on that server",
    ],
    page: include_str!("../../docs/causes/servers-differ.md"),
    explain: by_fault,
};

pub(super) static FILTER_INVALID: Cause = Cause {
    code: CauseCode::FilterInvalid,
    title: "The search filter is not what it is meant to be",
    owner: Owner::CallManager,
    breaks: SEARCHING,
    refuted_if: &["the filter on the appliances is another text than the one given to this check"],
    page: include_str!("../../docs/causes/filter-invalid.md"),
    explain: by_fault,
};

pub(super) static FILTER_MATCHES_NOBODY: Cause = Cause {
    code: CauseCode::FilterMatchesNobody,
    title: "Nobody matches search base and filter",
    owner: Owner::CallManager,
    breaks: SEARCHING,
    refuted_if: &["the same search with the same account returns people on another server"],
    page: include_str!("../../docs/causes/filter-matches-nobody.md"),
    explain: by_fault,
};

pub(super) static FILTER_TOO_WIDE: Cause = Cause {
    code: CauseCode::FilterTooWide,
    title: "The search filter lets in more than enabled people",
    owner: Owner::CallManager,
    breaks: &[Feature::ContactSearch],
    refuted_if: &["the entries named are meant to be found"],
    page: include_str!("../../docs/causes/filter-too-wide.md"),
    explain: by_fault,
};

pub(super) static FILTER_TOO_NARROW: Cause = Cause {
    code: CauseCode::FilterTooNarrow,
    title: "Search base or filter leave out users of call manager",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &[
        "another synchronisation agreement has these users: name its base as a [[directory.search]]",
        "these users are meant to go",
    ],
    page: include_str!("../../docs/causes/filter-too-narrow.md"),
    explain: by_fault,
};

pub(super) static RESULT_TRUNCATED: Cause = Cause {
    code: CauseCode::ResultTruncated,
    title: "The list of people is cut before its end",
    owner: Owner::Directory,
    breaks: &[Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the limit does not hold for the account the appliances use"],
    page: include_str!("../../docs/causes/result-truncated.md"),
    explain: by_fault,
};

pub(super) static ATTRIBUTE_MISSING: Cause = Cause {
    code: CauseCode::AttributeMissing,
    title: "People lack an attribute the synchronisation needs",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the attribute is filled, and only hidden from the account this check was given"],
    page: include_str!("../../docs/causes/attribute-missing.md"),
    explain: by_fault,
};

pub(super) static NOT_IN_GLOBAL_CATALOG: Cause = Cause {
    code: CauseCode::NotInGlobalCatalog,
    title: "The Global Catalog does not hold the user-ID attribute",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["isMemberOfPartialAttributeSet is TRUE for the attribute in the schema"],
    page: include_str!("../../docs/causes/not-in-global-catalog.md"),
    explain: by_fault,
};

pub(super) static INSUFFICIENT_RIGHTS: Cause = Cause {
    code: CauseCode::InsufficientRights,
    title: "The manager account may not read the people",
    owner: Owner::Directory,
    breaks: SEARCHING,
    refuted_if: &["the manager's own search with another tool shows people below the base"],
    page: include_str!("../../docs/causes/insufficient-rights.md"),
    explain: by_fault,
};

pub(super) static SEARCH_REFUSED: Cause = Cause {
    code: CauseCode::SearchRefused,
    title: "The directory refuses the search for another reason",
    owner: Owner::Directory,
    breaks: SEARCHING,
    refuted_if: &["the directory's log shows another reason for the same moment"],
    page: include_str!("../../docs/causes/search-refused.md"),
    explain: by_fault,
};
