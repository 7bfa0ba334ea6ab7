//! Causes in user IDs that do not fit together.

use super::by_fault::by_fault;
use crate::cause::{Cause, Diagnosis, Failure, Feature};
use crate::check::{FaultKey, Owner, Severity, Step};
use crate::checks::elsewhere;
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Difference, Identity};

pub(super) static USER_ID_MISMATCH: Cause = Cause {
    code: CauseCode::UserIdMismatch,
    title: "The user ID in the directory is not the one in call manager",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::Presence, Feature::Chat],
    refuted_if: &["the exports were made at different times, with a synchronisation between them"],
    page: include_str!("../../docs/causes/user-id-mismatch.md"),
    explain: mismatch_of_all,
};

pub(super) static USER_ID_IS_EXTENSION: Cause = Cause {
    code: CauseCode::UserIdIsExtension,
    title: "Call manager knows users by their phone number",
    owner: Owner::Presence,
    breaks: &[Feature::Presence, Feature::Chat, Feature::CallerName],
    refuted_if: &["the client is set to the attribute that holds the number"],
    page: include_str!("../../docs/causes/user-id-is-extension.md"),
    explain: with_the_client,
};

pub(super) static DUPLICATE_USER_ID: Cause = Cause {
    code: CauseCode::DuplicateUserId,
    title: "Several users have one user ID",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::Presence, Feature::Chat],
    refuted_if: &["the exports were made before the last correction and synchronisation"],
    page: include_str!("../../docs/causes/duplicate-user-id.md"),
    explain: by_fault,
};

pub(super) static ILLEGAL_USER_ID: Cause = Cause {
    code: CauseCode::IllegalUserId,
    title: "User IDs hold characters the clients do not support",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::Presence],
    refuted_if: &["these users log in to the client, and others see them"],
    page: include_str!("../../docs/causes/illegal-user-id.md"),
    explain: by_fault,
};

pub(super) static NOT_IN_DIRECTORY: Cause = Cause {
    code: CauseCode::NotInDirectory,
    title: "Users of call manager are not in the directory",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["the directory's export holds only a part of the directory"],
    page: include_str!("../../docs/causes/not-in-directory.md"),
    explain: by_fault,
};

pub(super) static NOT_IN_CALL_MANAGER: Cause = Cause {
    code: CauseCode::NotInCallManager,
    title: "The synchronisation leaves people out",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::Presence],
    refuted_if: &["these people are not meant to have a phone"],
    page: include_str!("../../docs/causes/not-in-call-manager.md"),
    explain: by_fault,
};

pub(super) static INACTIVE_USER: Cause = Cause {
    code: CauseCode::InactiveUser,
    title: "Users are inactive in call manager, or are about to be",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::Presence],
    refuted_if: &["the next synchronisation makes them active again"],
    page: include_str!("../../docs/causes/inactive-user.md"),
    explain: graver_of_most,
};

/// Of fewer users, half may be those who left.
const FEWEST: usize = 5;

/// That some are inactive is usual; where half of all are whom the directory still has, nobody of them logs in, and all are
/// deleted soon.
fn graver_of_most(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    let is_told = |diagnosis: &&mut Diagnosis| {
        open.iter().any(|failure| failure.check == CheckCode::Id005 && diagnosis.because.contains(&failure.index))
    };
    if evidence.identity.as_ref().is_some_and(are_most_inactive) {
        let graver = diagnoses.iter_mut().filter(is_told);
        graver.for_each(|diagnosis| diagnosis.severity = Severity::Error);
    }
    diagnoses
}

/// Whether half of LDAP's users are inactive and should not be; without a directory, whether half are inactive at all.
fn are_most_inactive(identity: &Identity) -> bool {
    let Some(all) = identity.inactive.as_ref().filter(|_| identity.person.is_none()) else { return false };
    let counts = |found: &&Difference| found.class == Class::InScope || identity.rows.directory.is_none();
    let count = all.differences.iter().filter(counts).count();
    count >= FEWEST && count as u64 * 2 >= all.compared
}

pub(super) static ACCOUNTS_CLOSED: Cause = Cause {
    code: CauseCode::AccountsClosed,
    title: "Users of call manager have a closed account in the directory",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &[
        "the accounts were opened since the directory was read",
        "a lock has run out: lockoutTime stays until the next login",
    ],
    page: include_str!("../../docs/causes/accounts-closed.md"),
    explain: by_fault,
};

pub(super) static LOCAL_USER: Cause = Cause {
    code: CauseCode::LocalUser,
    title: "The user is local in call manager, so the directory's password does not count",
    owner: Owner::CallManager,
    breaks: &[Feature::Login],
    refuted_if: &["a synchronisation since made the user one of LDAP again (fkdirectorypluginconfig is set)"],
    page: include_str!("../../docs/causes/local-user.md"),
    explain: by_fault,
};

pub(super) static NOT_ON_PRESENCE: Cause = Cause {
    code: CauseCode::NotOnPresence,
    title: "Call manager and the presence server do not have the same users",
    owner: Owner::Presence,
    breaks: &[Feature::Presence, Feature::Chat],
    refuted_if: &["the exports were made at different times, with changes between them"],
    page: include_str!("../../docs/causes/not-on-presence.md"),
    explain: by_fault,
};

pub(super) static NOT_ENABLED_FOR_PRESENCE: Cause = Cause {
    code: CauseCode::NotEnabledForPresence,
    title: "Users are not enabled for presence",
    owner: Owner::CallManager,
    breaks: &[Feature::Presence, Feature::Chat],
    refuted_if: &["these users are on another presence cluster"],
    page: include_str!("../../docs/causes/not-enabled-for-presence.md"),
    explain: by_fault,
};

pub(super) static STALE_CONTACT: Cause = Cause {
    code: CauseCode::StaleContact,
    title: "Contact lists point to addresses that nobody has",
    owner: Owner::Presence,
    breaks: &[Feature::Presence, Feature::Chat],
    refuted_if: &[
        "the address belongs to another presence cluster of the same domain",
        "the same people have accounts under that domain too, in a system that still runs",
    ],
    page: include_str!("../../docs/causes/stale-contact.md"),
    explain: by_fault,
};

pub(super) static PRESENCE_DOMAIN_MISMATCH: Cause = Cause {
    code: CauseCode::PresenceDomainMismatch,
    title: "Addresses contradict the presence domain or the address scheme",
    owner: Owner::Presence,
    breaks: &[Feature::Presence, Feature::Chat],
    refuted_if: &["domain and address_scheme of this configuration are not those of the presence server"],
    page: include_str!("../../docs/causes/presence-domain-mismatch.md"),
    explain: by_fault,
};

pub(super) static DIRECTORY_URI_CONFLICT: Cause = Cause {
    code: CauseCode::DirectoryUriConflict,
    title: "Directory URIs are shared, missing or no addresses",
    owner: Owner::Directory,
    breaks: &[Feature::Presence, Feature::Chat],
    refuted_if: &["`utils users validate uri` finds nothing after the next synchronisation"],
    page: include_str!("../../docs/causes/directory-uri-conflict.md"),
    explain: by_fault,
};

pub(super) static CLIENT_ATTRIBUTE_MISMATCH: Cause = Cause {
    code: CauseCode::ClientAttributeMismatch,
    title: "The client takes the user ID from the wrong attribute",
    owner: Owner::Client,
    breaks: &[Feature::Presence, Feature::Chat, Feature::CallerName],
    refuted_if: &["the clients get another setting from the service profile, which wins over the file"],
    page: include_str!("../../docs/causes/client-attribute-mismatch.md"),
    explain: by_fault,
};

/// When the IDs are in a phone attribute, the client belongs to that cause.
fn mismatch_of_all(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let are_numbers = open.iter().any(|failure| failure.finding.cause == USER_ID_IS_EXTENSION.code);
    if are_numbers { by_fault(cause, evidence, open) } else { with_the_client(cause, evidence, open) }
}

/// Where all IDs are in another attribute than the configured one, the client that reads the wrong one too is no fault
/// of its own: all are to be mapped to the same.
fn with_the_client(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    if let (Some(diagnosis), true) = (diagnoses.first_mut(), elsewhere(evidence).is_some()) {
        for failure in open.iter().filter(|failure| failure.finding.fault == FaultKey::ClientAttribute) {
            diagnosis.because.push(failure.index);
            let new = |step: &&Step| !diagnosis.fix.contains(step);
            let steps: Vec<Step> = failure.finding.fix.iter().filter(new).cloned().collect();
            diagnosis.fix.extend(steps);
        }
    }
    diagnoses
}
