//! IDs, addresses and names that somebody may have meant who typed one that nobody has.

use crate::identity::text::{self, same};
use crate::identity::{Tables, attribute};
use crate::people::Column;

/// Similar ones that are named.
const NEAR: usize = 3;
/// Letters that may differ in a similar one.
const SLIPS: usize = 2;

/// IDs of any system that look like one that none has; for an address also addresses, and for a name the IDs of people
/// with a name like it.
pub(super) fn near(tables: &Tables, id: &str) -> Vec<String> {
    let mut near = Near { wanted: id.trim().to_lowercase(), found: Vec::new() };
    let (users, people, presence) = (&tables.call_manager, &tables.directory, &tables.presence);
    let ids = [users.as_ref().map(|of| &of.id), people.as_ref().map(|of| &of.id), presence.as_ref().map(|of| &of.id)];
    ids.into_iter().flatten().for_each(|column| near.all_of(column));
    if near.wanted.contains('@') {
        let mails = [users.as_ref().map(|of| &of.mail), people.as_ref().map(|of| attribute(of, "mail"))];
        let addresses = mails.into_iter().chain([presence.as_ref().map(|of| &of.im_address)]);
        addresses.flatten().for_each(|column| near.all_of(column));
    } else if near.wanted.contains([' ', ',']) {
        // `Last, First` is what directories sort by.
        if let Some((last, first)) = near.wanted.split_once(',') {
            near.wanted = format!("{} {}", first.trim(), last.trim());
        }
        let of_users = users.as_ref().map(|of| [&of.first_name, &of.last_name, &of.id]);
        let of_people = people.as_ref().map(|of| [&of.first_name, &of.last_name, &of.id]);
        [of_users, of_people].into_iter().flatten().for_each(|columns| near.named(columns));
    }
    near.found.sort();
    near.found.into_iter().take(NEAR).map(|(_, id)| id).collect()
}

struct Near {
    wanted: String,
    /// With how many letters differ.
    found: Vec<(usize, String)>,
}

impl Near {
    fn all_of(&mut self, column: &Column) {
        (0..column.len()).for_each(|row| self.offer(column.at(row).trim(), column.at(row).trim()));
    }

    fn named(&mut self, [first, last, id]: [&Column; 3]) {
        for row in 0..id.len() {
            let [first, last] = [first, last].map(|column| column.at(row).trim());
            // Most are seen to be too long or too short before anything is written.
            if (first.len() + 1 + last.len()).abs_diff(self.wanted.len()) <= SLIPS {
                self.offer(&format!("{first} {last}"), id.at(row).trim());
            }
        }
    }

    /// Whoever mistypes gets the first or the last letter right.
    fn offer(&mut self, own: &str, called: &str) {
        let wanted = &self.wanted;
        // Other letters that look the same are no slips of the hand, nor is a domain that was left out.
        let is_like = !wanted.is_ascii() && text::relation(own, wanted).is_some()
            || text::local_part(own) != own && same(text::local_part(own), wanted);
        if !is_like && (own.len().abs_diff(wanted.len()) > SLIPS || !shares_an_end(own, wanted)) {
            return;
        }
        let slips = if is_like { 0 } else { strsim::damerau_levenshtein(&own.to_lowercase(), wanted) };
        if slips <= SLIPS && !called.is_empty() && !self.found.iter().any(|(_, known)| same(known, called)) {
            self.found.push((slips, called.to_owned()));
        }
    }
}

fn shares_an_end(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let alike = |a: Option<&u8>, b: Option<&u8>| a.zip(b).is_some_and(|(a, b)| a.eq_ignore_ascii_case(b));
    alike(a.first(), b.first()) || alike(a.last(), b.last())
}
