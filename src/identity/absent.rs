//! People in base and filter whom call manager does not have, and why it left them out.

use std::collections::{BTreeMap, HashSet};

use super::lacks::Lacks;
use super::{about_person, is_in_scope, is_scope_untold, is_wanted, text, tri};
use crate::evidence::identity::{Class, Comparison};
use crate::people::{DirectoryUsers, Tri};

/// Everybody in base and filter whose row is not taken; `repeated` has the rows there that share an ID.
pub(super) fn compare(
    directory: &DirectoryUsers,
    taken: &[bool],
    repeated: &BTreeMap<u32, Vec<u32>>,
    lacks: &Lacks<'_>,
) -> Comparison {
    let is_taken = |row: usize| taken.get(row).copied().unwrap_or(false);
    // A computer that the filter lets in is the filter's fault, and no person who is missing.
    let is_person = |row: &usize| !directory.bars.no_people.contains(row);
    let scope = || (0..directory.id.len()).filter(|&row| is_in_scope(directory, row)).filter(is_person);
    let absent: Vec<usize> = scope().filter(|&row| !is_taken(row)).collect();
    let twins = repeated.values().flat_map(|rows| twins(directory, rows, is_taken)).collect();
    let reasons = Reasons { directory, lacks, twins };
    let hidden = |row: usize| directory.hidden_ids.contains(&row) || directory.hidden.contains(&row);
    let open = |row: usize| is_scope_untold(directory, row) && tri(&directory.disabled, row) != Tri::Yes;
    let open = (0..directory.id.len()).filter(|&row| open(row) && !is_taken(row));
    let open = open.chain(absent.iter().copied().filter(|&row| hidden(row)));
    let undecided = open.map(|row| about_person(Class::NotSynced, directory, row)).collect();
    let told = absent.iter().filter(|&&row| !hidden(row));
    Comparison {
        compared: scope().count() as u64,
        differences: told.map(|&row| about_person(reasons.class(row), directory, row)).collect(),
        undecided,
        ..Comparison::default()
    }
}

/// What must be known of others to say why somebody is left out.
struct Reasons<'a> {
    directory: &'a DirectoryUsers,
    lacks: &'a Lacks<'a>,
    twins: HashSet<usize>,
}

impl Reasons<'_> {
    /// The first reason in the order in which it would stop a synchronisation.
    fn class(&self, row: usize) -> Class {
        let id = self.directory.id.at(row);
        if id.is_empty() {
            Class::NoUserId
        } else if tri(&self.directory.disabled, row) == Tri::Yes {
            Class::Disabled
        } else if self.lacks.last_name(row) {
            Class::NoLastName
        } else if self.twins.contains(&row) {
            Class::DuplicateId
        } else if self.lacks.own_mail(row) {
            Class::DuplicateMail
        } else if !text::is_legal(id) {
            text::illegal_class(id)
        } else {
            Class::NotSynced
        }
    }
}

/// The absent ones of the rows with one ID: beside others who are absent or wanted.
fn twins(directory: &DirectoryUsers, rows: &[u32], is_taken: impl Fn(usize) -> bool) -> Vec<usize> {
    let rows = || rows.iter().map(|&row| row as usize);
    let counts = |row: &usize| !is_taken(*row) || is_wanted(directory, *row);
    let shared = rows().filter(counts).count() > 1;
    rows().filter(|&row| shared && !is_taken(row)).collect()
}
