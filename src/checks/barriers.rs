//! What base and filter leave out: in words, and what lets these users in again.

use super::base_and_filter::count_of;
use super::clause::{meant, mistaken, to_match};
use crate::check::{Change, Step};
use crate::evidence::Evidence;
use crate::evidence::identity::{Barrier, Class, Difference, Identity, LeftOut};
use crate::evidence::search::Proposal;
use crate::ldap::dn;
use crate::ldap::filter::{self, words};

/// So many users are hardly left out on purpose, where they are one in fifty.
const MANY: u64 = 25;
/// One user of a few is one user, and no share.
const SEVERAL: u64 = 2;
/// Ways to be left out that are told one by one.
const TOLD: usize = 3;

/// Users of call manager who are in the directory, outside base and filter.
pub(super) fn left_out(identity: &Identity) -> impl Iterator<Item = &Difference> {
    let comparisons = [&identity.in_directory, &identity.inactive].into_iter().flatten();
    comparisons.flat_map(|all| &all.differences).filter(|found| found.class == Class::OutOfScope)
}

/// What leaves out so many that base or filter is wrong, and not these users: a fifth, or many and one in fifty.
pub(super) fn too_narrow(evidence: &Evidence) -> Option<&LeftOut> {
    too_narrow_in(evidence.identity.as_ref()?)
}

fn too_narrow_in(identity: &Identity) -> Option<&LeftOut> {
    let found = identity.left_out.as_ref()?;
    let users = count(found);
    let share = users * 5 >= found.users && (users >= SEVERAL || users == found.users);
    let many = users >= MANY && users * 50 >= found.users;
    (users > 0 && (share || many)).then_some(found)
}

/// Base or filter is wrong for many, and the person asked about is one of them.
pub(super) fn is_left_out_with_many(identity: &Identity) -> bool {
    left_out(identity).next().is_some() && too_narrow_in(identity).is_some()
}

/// Users that are left out in all.
pub(super) fn count(found: &LeftOut) -> u64 {
    found.barriers.iter().map(|barrier| barrier.users).sum()
}

/// "(department=Voice)", "the search base OU=East,DC=corp,DC=example", or both.
pub(super) fn named(barrier: &Barrier) -> String {
    let s = if barrier.further.is_empty() { "" } else { "s" };
    if barrier.outside { format!("the search base{s} {}", named_alone(barrier)) } else { named_alone(barrier) }
}

/// The same without saying what it is: "OU=East,DC=corp; OU=West,DC=corp and 2 more and (department=Voice)".
pub(super) fn named_alone(barrier: &Barrier) -> String {
    let clauses = barrier.clauses.join(" and ");
    if !barrier.outside {
        return clauses;
    }
    let all: Vec<&str> = std::iter::once(&barrier.base).chain(&barrier.further).map(String::as_str).collect();
    let more = all.len().saturating_sub(TOLD);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let bases = format!("{}{more}", all.into_iter().take(TOLD).collect::<Vec<_>>().join("; "));
    if clauses.is_empty() { bases } else { format!("{bases} and {clauses}") }
}

/// The first ways, in words.
pub(super) fn all_named(barriers: &[Barrier]) -> String {
    let one = |barrier: &Barrier| match barriers {
        [_] => named(barrier),
        _ => format!("{} by {}", barrier.users, named(barrier)),
    };
    let mut told: Vec<String> = barriers.iter().take(TOLD).map(one).collect();
    let more: u64 = barriers.iter().skip(TOLD).map(|barrier| barrier.users).sum();
    if more > 0 {
        told.push(format!("{more} by others"));
    }
    told.join(", ")
}

/// What is true of those who are left out by clauses, for those who do not read filters.
pub(super) fn in_words(barrier: &Barrier) -> Option<String> {
    let parsed = barrier.clauses.iter().filter_map(|clause| filter::parse(clause).ok());
    let words: Vec<String> = parsed.map(|clause| words::of_unmatched(&clause)).collect();
    (!words.is_empty()).then(|| words.join("; "))
}

/// What lets the users in again: one action for each way, those of most users first.
pub(super) fn steps(barriers: &[Barrier]) -> Vec<Step> {
    barriers.iter().take(TOLD).map(of_one).collect()
}

fn of_one(barrier: &Barrier) -> Step {
    let who = count_of(barrier.users, "user", "users");
    let by = if barrier.outside { "outside the base".to_owned() } else { format!("by {}", named(barrier)) };
    let head = format!("{who} {by}");
    let corrected_base = barrier.empty.first().filter(|_| barrier.outside).map(|base| {
        let meant = barrier.places.first().map(|place| format!(" ({} ?)", as_high(base, &place.dn)));
        let meant = meant.unwrap_or_default();
        format!("correct the search base {base}, below which nobody stands{meant}")
    });
    let agreement = barrier.places.first().filter(|_| barrier.outside).map(|place| match barrier.places.as_slice() {
        [only] => format!("add a synchronisation agreement with the base {}", only.dn),
        _ => format!("add a synchronisation agreement for each place they are in, as {} ({})", place.dn, place.users),
    });
    let meant = barrier.clauses.iter().find_map(|clause| meant(clause, &barrier.without.as_ref()?.filter));
    let changed = match barrier.clauses.as_slice() {
        _ if barrier.outside || meant.is_some() => None,
        [only] if mistaken(only).is_some() => None,
        [only] => Some(to_match(only)),
        _ => Some("change the entries so that they match".to_owned()),
    };
    let corrected = barrier.clauses.iter().find_map(|clause| mistaken(clause));
    let widened = widened(barrier).map(|words| match &meant {
        Some(why) => format!("{why}: {words}"),
        None => words,
    });
    let ways: Vec<String> =
        corrected.into_iter().chain(corrected_base).chain(agreement).chain(widened).chain(changed).collect();
    let words = match ways.as_slice() {
        [] => format!("{head}: widen base or filter, or move the accounts"),
        ways => format!("{head}: {}", ways.join("; or ")),
    };
    let search = |found: &Proposal| Change::Search { base: found.base.clone(), filter: found.filter.clone() };
    Step::from(words).changing(barrier.without.as_ref().map(search))
}

/// What stands above a place as high in the tree as the base: a base that is mistyped has the right number of parts.
fn as_high(base: &str, place: &str) -> String {
    let (Ok(base), Ok(mut name)) = (dn::parse(base), dn::parse(place)) else { return place.to_owned() };
    let below = name.parts.len().saturating_sub(base.parts.len());
    name.parts.drain(..below);
    if base.parts.is_empty() { place.to_owned() } else { name.to_string() }
}

/// Base and filter that let them in, as they were tried.
fn widened(barrier: &Barrier) -> Option<String> {
    barrier.without.as_ref().map(|found| {
        let unwanted = match found.unwanted {
            0 => String::new(),
            n => format!(", {n} of them no enabled people"),
        };
        let matches = count_of(found.entries, "entry", "entries");
        match (barrier.outside, barrier.clauses.is_empty()) {
            (true, true) => format!("use the search base {} (tried: it matches {matches}{unwanted})", found.base),
            (true, false) => format!(
                "use the search base {} with the filter `{}` (tried: it matches {matches}{unwanted})",
                found.base, found.filter
            ),
            (false, _) => format!("use the filter `{}` (tried: it matches {matches}{unwanted})", found.filter),
        }
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// One way to be left out.
    pub(in crate::checks) fn barrier(users: u64, outside: bool, clauses: &[&str]) -> Barrier {
        Barrier {
            base: "OU=East,DC=corp".into(),
            outside,
            clauses: clauses.iter().map(|&clause| clause.to_owned()).collect(),
            users,
            ..Barrier::default()
        }
    }

    #[test]
    fn a_fifth_or_many_make_the_filter_too_narrow() {
        for (out, users, narrow) in [
            (0, 10, false),
            (1, 10, false),
            (1, 4, false),
            (1, 1, true),
            (2, 10, true),
            (24, 1000, false),
            (25, 1000, true),
            (25, 2000, false),
        ] {
            let left_out = Some(LeftOut { users, barriers: vec![barrier(out, false, &["(l=Bern)"])], inside: 0 });
            let identity = Some(Identity { left_out, ..Identity::default() });
            assert_eq!(too_narrow(&Evidence { identity, ..Evidence::default() }).is_some(), narrow, "{out} of {users}");
        }
    }

    #[test]
    fn every_way_is_told_with_its_count_and_what_was_tried() {
        let tried = Proposal { base: "DC=corp".into(), filter: "(cn=*)".into(), entries: 9, unwanted: 2 };
        let place = |dn: &str| crate::evidence::identity::Place { dn: dn.into(), users: 3 };
        let base =
            Barrier { places: vec![place("OU=West,DC=corp")], without: Some(tried.clone()), ..barrier(5, true, &[]) };
        let clause = Barrier { without: Some(tried), ..barrier(3, false, &["(l=Bern)"]) };
        let two = barrier(1, false, &["(a=b)", "(c=d)"]);
        let found = [base, clause, two];
        assert_eq!(all_named(&found), "5 by the search base OU=East,DC=corp, 3 by (l=Bern), 1 by (a=b) and (c=d)");
        assert_eq!(
            steps(&found),
            [
                "5 users outside the base: add a synchronisation agreement with the base OU=West,DC=corp; or use the search base DC=corp (tried: it matches 9 entries, 2 of them no enabled people)",
                "3 users by (l=Bern): use the filter `(cn=*)` (tried: it matches 9 entries, 2 of them no enabled people); or set l to Bern",
                "1 user by (a=b) and (c=d): change the entries so that they match",
            ]
        );
    }
}
