//! Why people are left out by a synchronisation, or made inactive: of everybody (ID-002, ID-005) and of one person
//! (USER-004, USER-005).

use crate::check::Owner;
use crate::evidence::identity::Class;

/// What somebody has that keeps them out of call manager, and the next action. None for a disabled account, which is
/// left out rightly.
pub(in crate::checks) fn left_out(class: Class) -> Option<(&'static str, &'static str)> {
    Some(match class {
        Class::Disabled => return None,
        Class::NoLastName => (
            "no surname (sn), which call manager needs",
            "Fill sn in the directory, then synchronise; only the DirSync log tells",
        ),
        Class::NoUserId => {
            ("no value in the user-ID attribute", "Fill the attribute, or exclude these entries by the filter")
        }
        Class::DuplicateMail => (
            "the mail address of somebody else, and of several only one is taken",
            "Give each account its own mail address, or none, then synchronise",
        ),
        Class::DuplicateId => {
            ("the user ID of somebody else", "Give one of them another user ID in the directory, then synchronise")
        }
        Class::IllegalId => (
            "a user ID with characters that are not supported",
            "Use A-Z a-z 0-9 . - _ ~ in user IDs, then synchronise",
        ),
        Class::LongId => (
            "a user ID of more than 128 characters, which is what call manager takes",
            "Shorten the user IDs in the directory to 128 characters, then synchronise",
        ),
        _ => ("no visible reason to be left out", "Start a synchronisation, and look at the DirSync log for their IDs"),
    })
}

/// How somebody who became inactive stands in the directory, and the next action.
pub(in crate::checks) fn inactive(class: Class) -> (&'static str, &'static str) {
    match class {
        Class::InScope => (
            "inactive although base and filter find them",
            "Start a synchronisation: they become active again, unless it is more than a day ago",
        ),
        Class::OutOfScope => (
            "inactive and in the directory outside base or filter",
            "Move the accounts back, or add a synchronisation agreement for where they are, within a day",
        ),
        Class::Disabled => (
            "inactive, or will be by the next synchronisation: the account in the directory is disabled",
            "Nothing, if they left: call manager deletes them a day or more later; else enable the accounts, and synchronise",
        ),
        Class::Gone => (
            "inactive and not seen in the directory",
            "Nothing, if they left: call manager deletes them after a day or more; else look for them in other domains",
        ),
        Class::NewAccount => (
            "inactive and in the directory with a new account, under another ID",
            "Synchronise, and give the user of the new account devices, presence and home cluster before call manager deletes the old one; then rename contacts",
        ),
        Class::NoUserId => (
            "inactive and in the directory without a value in the attribute of the user ID",
            "Fill the attribute with the ID they had, then synchronise, within a day",
        ),
        Class::NoLastName => (
            "inactive and in the directory without a last name (sn), which call manager needs",
            "Fill sn in the directory, then synchronise, within a day",
        ),
        Class::DuplicateMail => (
            "inactive and in the directory with the mail address of somebody else, of whom only one is taken",
            "Give each account its own mail address, or none, then synchronise, within a day",
        ),
        Class::Ambiguous => {
            ("inactive and may be one of several people", "Decide by hand; the facts name the candidates")
        }
        _ => (
            "inactive and in the directory under another ID",
            "Give the account its old ID back, then synchronise, within a day; or, where call manager has the new ID as another user, give that one devices, presence and home cluster before the old one is deleted, and rename contacts",
        ),
    }
}

/// Who must act on somebody who became inactive, where it is not the directory: whom base and filter find, under a new
/// account or the old one, it has as it should.
pub(in crate::checks) fn inactive_owner(class: Class) -> Option<Owner> {
    matches!(class, Class::InScope | Class::NewAccount).then_some(Owner::CallManager)
}
