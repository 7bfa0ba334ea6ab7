//! Causes in the manager's bind.

use super::by_fault::by_fault;
use crate::cause::{Cause, Feature};
use crate::check::Owner;
use crate::code::CauseCode;

pub(super) static MANAGER_REJECTED: Cause = Cause {
    code: CauseCode::ManagerRejected,
    title: "The directory rejects the manager's name or password",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &[
        "the name and password given to this check are not those on the appliances",
        "the directory answers alike for a locked or expired account, or one that may bind from certain addresses only (OpenLDAP without ppolicy_use_lockout, or with `peername` in its access rules; Samba: one that requires a smart card)",
    ],
    page: include_str!("../../docs/causes/manager-rejected.md"),
    explain: by_fault,
};

pub(super) static MANAGER_LOCKED: Cause = Cause {
    code: CauseCode::ManagerLocked,
    title: "The manager account is locked",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the account is unlocked when its attributes are read (lockoutTime, pwdAccountLockedTime)"],
    page: include_str!("../../docs/causes/manager-locked.md"),
    explain: by_fault,
};

pub(super) static MANAGER_DISABLED: Cause = Cause {
    code: CauseCode::ManagerDisabled,
    title: "The manager account is disabled",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the account is enabled when its attributes are read (userAccountControl)"],
    page: include_str!("../../docs/causes/manager-disabled.md"),
    explain: by_fault,
};

pub(super) static MANAGER_EXPIRED: Cause = Cause {
    code: CauseCode::ManagerExpired,
    title: "The manager account has expired",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["accountExpires is never or in the future"],
    page: include_str!("../../docs/causes/manager-expired.md"),
    explain: by_fault,
};

pub(super) static MANAGER_PASSWORD_EXPIRED: Cause = Cause {
    code: CauseCode::ManagerPasswordExpired,
    title: "The manager's password has expired or must be changed",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["pwdLastSet is recent and the password policy does not expire it"],
    page: include_str!("../../docs/causes/manager-password-expired.md"),
    explain: by_fault,
};

pub(super) static MANAGER_RESTRICTED: Cause = Cause {
    code: CauseCode::ManagerRestricted,
    title: "The manager account may not log on at this hour or from here",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the account has no logon hours, workstations or denied logon rights"],
    page: include_str!("../../docs/causes/manager-restricted.md"),
    explain: by_fault,
};

pub(super) static MANAGER_AT_RISK: Cause = Cause {
    code: CauseCode::ManagerAtRisk,
    title: "The manager account is about to lock or to expire",
    owner: Owner::Directory,
    breaks: &[],
    refuted_if: &["the policy does not apply to this account"],
    page: include_str!("../../docs/causes/manager-at-risk.md"),
    explain: by_fault,
};

pub(super) static SIGNING_REQUIRED: Cause = Cause {
    code: CauseCode::SigningRequired,
    title: "The directory refuses simple binds on this port",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the appliances already use the TLS port"],
    page: include_str!("../../docs/causes/signing-required.md"),
    explain: by_fault,
};

pub(super) static BIND_NAME_FORM: Cause = Cause {
    code: CauseCode::BindNameForm,
    title: "The directory does not take this form of bind name",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the appliances are configured with another name than this check was given"],
    page: include_str!("../../docs/causes/bind-name-form.md"),
    explain: by_fault,
};

pub(super) static ANONYMOUS_REFUSED: Cause = Cause {
    code: CauseCode::AnonymousRefused,
    title: "The directory shows its root entry to nobody who has not bound",
    owner: Owner::Directory,
    breaks: &[],
    refuted_if: &["nothing is broken by it alone: the appliances bind first"],
    page: include_str!("../../docs/causes/anonymous-refused.md"),
    explain: by_fault,
};

pub(super) static UNAUTHENTICATED_BIND_ACCEPTED: Cause = Cause {
    code: CauseCode::UnauthenticatedBindAccepted,
    title: "The directory accepts a bind without authenticating anybody",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["WhoAmI names the manager when the bind is repeated by another client"],
    page: include_str!("../../docs/causes/unauthenticated-bind-accepted.md"),
    explain: by_fault,
};

pub(super) static BIND_REFUSED: Cause = Cause {
    code: CauseCode::BindRefused,
    title: "The directory refuses the bind for another reason",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the directory's log shows another reason for the same moment"],
    page: include_str!("../../docs/causes/bind-refused.md"),
    explain: by_fault,
};
