//! The person by what they are called: nobody logs in by it, so it is only a way to say whom one means.

use crate::check::Skip;
use crate::evidence::person::{AskedPerson, Elsewhere, Outsider, Person};

/// Why a local user is not looked for in the directory.
pub(in crate::checks) const LOCAL: &str =
    "a local user of call manager, whom the directory need not have: call manager's own password counts";

/// Attributes that hold names of people.
const NAMES: [&str; 4] = ["displayName", "cn", "givenName", "sn"];

/// The one whom what was typed names, when base and filter let them in and they have a user ID.
pub(in crate::checks) fn one<'a>(person: &'a Person, asked: &AskedPerson) -> Option<&'a Outsider> {
    let Elsewhere { people, .. } = person.elsewhere.seen()?;
    let [one] = people.as_slice() else { return None };
    let fits = one.in_base != Some(false) && one.clauses.iter().all(|clause| clause.matches);
    (fits && one.entry.id.is_some() && is_theirs(one, person, asked)).then_some(one)
}

/// Whether what was typed is a name of this entry, and no ID.
pub(in crate::checks) fn is_theirs(one: &Outsider, person: &Person, asked: &AskedPerson) -> bool {
    let is_name = |by: &String| {
        NAMES.iter().any(|name| by.eq_ignore_ascii_case(name)) && !by.eq_ignore_ascii_case(&person.search.user_id)
    };
    asked.id.trim().contains([' ', ',']) && !one.by.is_empty() && one.by.iter().all(is_name)
}

/// Several are called that: nobody's fault, and nothing to judge.
pub(in crate::checks) fn several(people: &[Outsider], asked: &AskedPerson) -> Skip {
    let ids: Vec<&str> = people.iter().map(|one| one.entry.id.as_deref().unwrap_or(&one.entry.dn)).collect();
    Skip::Undecided(format!(
        "{} people are called {:?}: {}; ask about one of them, as `ucdoctor why {}`",
        people.len(),
        asked.id,
        ids.join(", "),
        ids.first().copied().unwrap_or_default()
    ))
}
