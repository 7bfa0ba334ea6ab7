//! The kinds of difference between the systems.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{EnumIter, IntoStaticStr};

/// The kinds of difference; the contract's `items[].class`.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    JsonSchema,
    IntoStaticStr,
    EnumIter,
)]
#[serde(rename_all = "kebab-case")]
#[strum(serialize_all = "kebab-case")]
pub enum Class {
    /// Upper and lower case only.
    Case,
    /// Blanks, or characters of no width.
    WhiteSpace,
    /// `jdoe@corp.example` or `CORP\jdoe` against `jdoe`.
    DomainPart,
    /// Other characters that look the same, as a Cyrillic `а`.
    LookAlike,
    /// The same number, written differently: `+`, country code, lost zeros, 1.23E+10.
    DigitsFormat,
    /// A phone number instead of a name.
    Extension,
    /// The same person (objectGUID, or a mail address or first name and number that nobody else has) under another ID.
    Renamed,
    /// The same person, whose account is gone or disabled, has another one under another ID.
    NewAccount,
    /// Nobody in the directory fits.
    #[default]
    Gone,
    /// In the directory under the same ID, outside base and filter.
    OutOfScope,
    /// In the directory, inside base and filter.
    InScope,
    /// Several people fit.
    Ambiguous,
    /// No surname.
    NoLastName,
    /// No user ID.
    NoUserId,
    /// Another person has the same mail address.
    DuplicateMail,
    /// Another person has the same ID.
    DuplicateId,
    /// Characters that are not supported in an ID.
    IllegalId,
    /// An ID of more characters than call manager takes.
    LongId,
    /// The account is disabled.
    Disabled,
    /// The account has expired.
    Expired,
    /// The account is locked.
    Locked,
    /// The password must be changed at the next login.
    MustChange,
    /// The account requires a smart card, so the directory takes no password.
    SmartCard,
    /// The directory keeps the person elsewhere than where the end of the user ID points.
    UpnSuffix,
    /// A local user of call manager, whom the directory has under the same ID.
    Local,
    /// The list of somebody who has no address any more.
    NoOwner,
    /// No reason is visible.
    NotSynced,
    /// Not on the presence server.
    Missing,
    /// Not enabled for presence.
    NotEnabled,
    /// Inactive in call manager.
    Inactive,
    /// Another directory URI on the presence server than in call manager.
    OtherUri,
    /// Not assigned to a presence node.
    NoNode,
    /// Another cluster, or none, is the user's home.
    NotHome,
    /// On the presence server only.
    Extra,
    /// Another domain than the presence domain.
    Domain,
    /// Not as the address scheme would make it.
    Scheme,
    /// Another user has the same directory URI.
    DuplicateUri,
    /// Would be added.
    Added,
    /// Would become inactive.
    BecomesInactive,
}

impl Class {
    /// What it means in a sentence, behind a name or a count.
    pub fn words(self) -> &'static str {
        match self {
            Self::Case => "upper and lower case",
            Self::WhiteSpace => "blanks",
            Self::DomainPart => "domain part",
            Self::LookAlike => "letters that look alike",
            Self::DigitsFormat => "digits written differently",
            Self::Extension => "phone number",
            Self::Renamed => "renamed",
            Self::NewAccount => "new account",
            Self::Gone => "gone",
            Self::OutOfScope => "outside base or filter",
            Self::InScope => "inside base and filter",
            Self::Ambiguous => "several people fit",
            Self::NoLastName => "without a last name",
            Self::NoUserId => "without a user ID",
            Self::DuplicateMail => "mail address of somebody else",
            Self::DuplicateId => "ID of somebody else",
            Self::IllegalId => "characters that are not supported",
            Self::LongId => "more than 128 characters",
            Self::Disabled => "account disabled",
            Self::Expired => "account expired",
            Self::Locked => "account locked",
            Self::MustChange => "password must be changed",
            Self::SmartCard => "smart card required",
            Self::UpnSuffix => "kept in another domain",
            Self::Local => "local user",
            Self::NoOwner => "owner without an address",
            Self::NotSynced => "no reason is visible",
            Self::Missing => "missing",
            Self::NotEnabled => "not enabled",
            Self::Inactive => "inactive",
            Self::OtherUri => "another directory URI",
            Self::NoNode => "without a node",
            Self::NotHome => "home cluster not ticked",
            Self::Extra => "on presence only",
            Self::Domain => "another domain",
            Self::Scheme => "not by the address scheme",
            Self::DuplicateUri => "URI of somebody else",
            Self::Added => "would be added",
            Self::BecomesInactive => "would become inactive",
        }
    }

    /// Its name, as the contract spells it.
    pub fn name(self) -> &'static str {
        self.into()
    }
}
