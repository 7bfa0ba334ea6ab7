//! Causes in one person's way to a login.

use super::by_fault::by_fault;
use crate::cause::{Cause, Diagnosis, Failure, Feature};
use crate::check::Owner;
use crate::code::CauseCode;
use crate::evidence::Evidence;

pub(super) static USER_UNKNOWN: Cause = Cause {
    code: CauseCode::UserUnknown,
    title: "The search of the nodes does not find this user",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &[
        "another search base, filter or user-ID attribute is configured on call manager",
        "the entry was changed since, or has not yet reached this server",
    ],
    page: include_str!("../../docs/causes/user-unknown.md"),
    explain: one_person,
};

pub(super) static USER_AMBIGUOUS: Cause = Cause {
    code: CauseCode::UserAmbiguous,
    title: "Several directory entries have this user ID",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["base and filter on call manager differ from those given here and leave one entry"],
    page: include_str!("../../docs/causes/user-ambiguous.md"),
    explain: one_person,
};

pub(super) static USER_DISABLED: Cause = Cause {
    code: CauseCode::UserDisabled,
    title: "The user's account is disabled",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["the account is enabled when its attributes are read again (userAccountControl)"],
    page: include_str!("../../docs/causes/user-disabled.md"),
    explain: one_person,
};

pub(super) static USER_EXPIRED: Cause = Cause {
    code: CauseCode::UserExpired,
    title: "The user's account has expired",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["accountExpires is never or in the future"],
    page: include_str!("../../docs/causes/user-expired.md"),
    explain: one_person,
};

pub(super) static USER_LOCKED: Cause = Cause {
    code: CauseCode::UserLocked,
    title: "The user's account is locked",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &[
        "another domain controller, asked at the same moment, does not show the lock (lockoutTime)",
        "the lock has run out since: lockoutTime stays until the next login",
    ],
    page: include_str!("../../docs/causes/user-locked.md"),
    explain: one_person,
};

pub(super) static USER_PASSWORD_EXPIRED: Cause = Cause {
    code: CauseCode::UserPasswordExpired,
    title: "The user's password has expired or must be changed",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["pwdLastSet is recent and the password policy does not expire it"],
    page: include_str!("../../docs/causes/user-password-expired.md"),
    explain: one_person,
};

pub(super) static USER_RESTRICTED: Cause = Cause {
    code: CauseCode::UserRestricted,
    title: "The user's account may not log on at this hour or from here",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["the account has no logon hours, workstations or smart-card requirement"],
    page: include_str!("../../docs/causes/user-restricted.md"),
    explain: one_person,
};

pub(super) static USER_PASSWORD_WRONG: Cause = Cause {
    code: CauseCode::UserPasswordWrong,
    title: "The directory does not accept the user's password",
    owner: Owner::Directory,
    breaks: &[Feature::Login],
    refuted_if: &["the password was mistyped here: the same one works at a PC"],
    page: include_str!("../../docs/causes/user-password-wrong.md"),
    explain: one_person,
};

/// As usual, and it is about one person.
fn one_person(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    for diagnosis in &mut diagnoses {
        diagnosis.affected_users = diagnosis.affected_users.or(Some(1));
    }
    diagnoses
}
