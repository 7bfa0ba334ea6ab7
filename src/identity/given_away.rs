//! IDs that the directory has for another person than call manager: given to somebody else, swapped, or rows that a
//! spreadsheet tore apart.

use super::{Links, attribute, is_phone, text};
use crate::evidence::identity::{Gap, Missing, System};
use crate::people::{CallManagerUsers, Column, DirectoryUsers};

/// Of fewer users, all may have other names for a reason of their own.
const FEWEST: u64 = 10;

/// Whether another objectGUID is another person. It is not where those who are found by their ID have other ones too: after
/// a move to another domain, or in an export that writes them otherwise.
pub(super) fn guids_tell(users: &CallManagerUsers, directory: &DirectoryUsers, links: &Links) -> bool {
    let (mut alike, mut other) = (0_usize, 0_usize);
    for row in 0..users.id.len() {
        let Some(found) = links.directory_row(row) else { continue };
        if let Some((ours, theirs)) = users.guid.at(row).zip(directory.guid.at(found)) {
            *(if ours == theirs { &mut alike } else { &mut other }) += 1;
        }
    }
    other <= alike
}

/// Another person has the ID. No single sign tells: people marry, get a new mail address or telephone, and their account is
/// made anew. It takes another name and three signs; both names are enough where no mail address is known. One export may
/// also be older than that.
pub(super) fn is_somebody_else(
    users: &CallManagerUsers,
    directory: &DirectoryUsers,
    (row, found): (usize, usize),
    guids_tell: bool,
) -> bool {
    let guids = users.guid.at(row).zip(directory.guid.at(found));
    if guids.is_some_and(|(ours, theirs)| ours == theirs) {
        return false;
    }
    let other_object = guids_tell && guids.is_some();
    let name = |ours: &Column, theirs: &Column, other: &Column| {
        let (ours, theirs) = (ours.at(row), theirs.at(found));
        // Some exports have the names the other way round, and some people go by half of theirs.
        differ(ours, theirs).map(|differ| differ && !text::same(ours, other.at(found)) && !is_half(ours, theirs))
    };
    let first = name(&users.first_name, &directory.first_name, &directory.last_name);
    if first == Some(false) && !other_object {
        return false;
    }
    let last = name(&users.last_name, &directory.last_name, &directory.first_name);
    let [first, last] = [first, last].map(|differs| differs == Some(true));
    if !first && !last {
        return false;
    }
    let mail = differ(text::local_part(users.mail.at(row)), text::local_part(attribute(directory, "mail").at(found)));
    let phone = || {
        let (ours, theirs) = (users.telephone.at(row), attribute(directory, "telephoneNumber").at(found));
        differ(ours, theirs) == Some(true) && !is_phone(ours, theirs)
    };
    match mail {
        Some(false) => false,
        Some(true) => other_object || first && (last || phone()),
        None => first && last,
    }
}

/// One is the beginning of the other: Rob and Robert, Ann and Ann Marie.
fn is_half(one: &str, other: &str) -> bool {
    let starts = |long: &str, short: &str| long.get(..short.len()).is_some_and(|start| text::same(start, short));
    starts(one, other) || starts(other, one)
}

/// Both are known: whether they differ.
fn differ(ours: &str, theirs: &str) -> Option<bool> {
    (!ours.is_empty() && !theirs.is_empty()).then(|| !text::same(ours, theirs))
}

/// The IDs that somebody else has.
#[derive(Default)]
pub(super) struct GivenAway {
    count: u64,
    first: String,
}

impl GivenAway {
    pub(super) fn add(&mut self, id: &str) {
        if self.count == 0 {
            id.clone_into(&mut self.first);
        }
        self.count += 1;
    }

    /// What is to be said of them, of so many users whom the directory has under their ID.
    pub(super) fn gap(self, of: u64) -> Option<Gap> {
        let torn = self.count >= FEWEST && self.count * 2 > of;
        let kind = if torn { Missing::TornApart } else { Missing::GivenAway };
        let (system, count) = (System::CallManager, self.count);
        (count > 0).then(|| Gap { system, kind, count, names: vec![self.first] })
    }
}
