//! What an export does not show, so that what depends on it is undecided.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::System;

/// Something that is not known of one system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Gap {
    /// The system whose rows are concerned.
    pub system: System,
    /// What is missing.
    pub kind: Missing,
    /// Rows, values or people concerned.
    pub count: u64,
    /// Names that say more: attributes, groups, agreements, or how the server ended the export.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
}

/// What may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Missing {
    /// Rows that were not understood: whoever is missed may stand in one of them.
    Rows,
    /// Rows of contact lists that were not understood: whom they name is not looked up.
    ListRows,
    /// The server ended the export early.
    End,
    /// The export holds exactly as many entries as programs and servers stop at.
    Limit,
    /// The export is of another domain than the search base, and of other people.
    OtherDomain,
    /// User IDs that stand in other files (`ldapsearch -t`).
    Ids,
    /// User IDs with `?` where the program that exported them could not write a letter.
    Letters,
    /// User IDs with letters of another code page; the names have one of them, and what another list has for it.
    CodePage,
    /// The same, of the owners and contacts of contact lists.
    ListCodePage,
    /// The attribute of the user ID, of which no entry has a value.
    UserIds,
    /// Further values of people, as surnames or mail addresses, that stand in other files.
    Values,
    /// Attributes of the filter that the export does not show.
    Attributes,
    /// Groups of the filter of which only some members are shown.
    Members,
    /// Which groups are in the groups of the filter, where its rule follows them.
    Chains,
    /// What kind of server the export is of, which decides what a clause of the filter means.
    Server,
    /// Synchronisation agreements that users come from and whose base is not given.
    Agreement,
    /// Bases of agreements without an export of their own, below which the exports of others hold nobody.
    Bases,
    /// Contact lists under an address that somebody had earlier.
    EarlierAddresses,
    /// Users who stand in call manager's list otherwise than on presence and in the directory, which agree, or are not in it.
    Behind,
    /// Users whose ID is in the directory that of another person: another object, names and mail address, as far as known.
    GivenAway,
    /// The same of most users.
    TornApart,
    /// Users whose status the export does not tell, where it tells that of others.
    Statuses,
    /// Users who may be local, which the export tells of nobody.
    Origins,
    /// The users of call manager, where no list of them is given.
    Users,
    /// Numbers without the zeros and the `+` in front of them.
    Digits,
    /// The same, of the owners and contacts of contact lists.
    ListDigits,
    /// User IDs that are numbers with most of their digits gone (`4.93E+12`); the names have one of them.
    Shortened,
    /// Contact lists of which nobody is known.
    StrangeLists,
    /// Many users whom presence alone has: another telephony cluster that it serves may be their home.
    OtherCluster,
    /// Contacts whom no list has, where people may be at home on another cluster.
    Homes,
    /// A list that has nobody in common with the others: it is of another site.
    Strangers,
}

impl Missing {
    /// Whether it says what the filter asks for and an export does not tell.
    pub fn is_of_filter(self) -> bool {
        matches!(self, Self::Attributes | Self::Members | Self::Chains | Self::Server)
    }

    /// Whether somebody who is not found may be there all the same.
    pub fn hides_people(self) -> bool {
        matches!(
            self,
            Self::Rows | Self::End | Self::Limit | Self::OtherDomain | Self::Ids | Self::Letters | Self::Bases
        )
    }
}
