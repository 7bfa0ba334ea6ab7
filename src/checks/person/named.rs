//! The person by what they are called, or by an address: nobody logs in by it, so it is only a way to say whom one means.

use crate::check::Skip;
use crate::evidence::person::{AskedPerson, DISTINGUISHED_NAME, Elsewhere, Outsider, Person};

/// Why a local user is not looked for in the directory.
pub(in crate::checks) const LOCAL: &str =
    "a local user of call manager, whom the directory need not have: call manager's own password counts";

/// Attributes that hold names of people.
const NAMES: [&str; 5] = ["displayName", "cn", "givenName", "sn", DISTINGUISHED_NAME];

/// Attributes that hold addresses.
const ADDRESSES: [&str; 3] = ["mail", "userPrincipalName", "msRTCSIP-PrimaryUserAddress"];

/// The one whom what was typed names, when base and filter let them in and they have a user ID.
pub(in crate::checks) fn one<'a>(person: &'a Person, asked: &AskedPerson) -> Option<&'a Outsider> {
    let Elsewhere { people, .. } = person.elsewhere.seen()?;
    let [one] = people.as_slice() else { return None };
    (!one.is_left_out() && one.entry.id.is_some() && is_theirs(one, person, asked)).then_some(one)
}

/// Whether what was typed is a name or an address of this entry, and no ID.
pub(in crate::checks) fn is_theirs(one: &Outsider, person: &Person, asked: &AskedPerson) -> bool {
    let typed = asked.id.trim();
    let is_address = |by: &String| ADDRESSES.iter().any(|name| by.eq_ignore_ascii_case(name));
    says_whom(typed)
        && match typed.contains('@') {
            true => one.by.iter().any(is_address),
            false => all_called(std::slice::from_ref(one), person),
        }
}

/// Addresses and names of people say whom one means; anything else, and every number, is what somebody types at a login.
pub(in crate::checks) fn says_whom(typed: &str) -> bool {
    typed.contains(['@', ' ', ',']) && typed.contains(char::is_alphabetic)
}

/// Whether it is by a name, and by no ID, address or number, that each of them has what was typed.
pub(in crate::checks) fn all_called(people: &[Outsider], person: &Person) -> bool {
    people.iter().all(|one| !one.by.is_empty() && one.by.iter().all(|by| is_name(by, person)))
}

fn is_name(by: &str, person: &Person) -> bool {
    NAMES.iter().any(|name| by.eq_ignore_ascii_case(name)) && !by.eq_ignore_ascii_case(&person.search.user_id)
}

/// Several are called that: nobody's fault, and nothing to judge.
pub(in crate::checks) fn several(people: &[Outsider], asked: &AskedPerson) -> Skip {
    let ids: Vec<&str> = people.iter().map(|one| one.entry.id.as_deref().unwrap_or(&one.entry.dn)).collect();
    several_have(&asked.id, "", &ids)
}

/// What was typed is of several people; `by` says as what.
pub(in crate::checks) fn several_have(typed: &str, by: &str, ids: &[&str]) -> Skip {
    Skip::Undecided(format!(
        "{} people have {typed:?}{by}: {}; ask about one of them, as `ucdoctor why {}`",
        ids.len(),
        ids.join(", "),
        ids.first().copied().unwrap_or_default()
    ))
}
