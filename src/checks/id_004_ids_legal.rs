//! ID-004: call manager takes almost any character in a user ID, the clients few.

use super::people::{Meaning, PeopleCheck, people};
use crate::check::{Check, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::Class;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id004,
    stage: Stage::Identity,
    title: "user IDs use characters the clients support",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-004.md"),
    run: |case| PEOPLE.run(case),
};

static PEOPLE: PeopleCheck = PeopleCheck {
    compared: |_, identity| {
        let why = || Skip::NotAsked("no users of call manager or directory are given".to_owned());
        identity.illegal_ids.as_ref().ok_or_else(why)
    },
    passed: |all| format!("{} IDs", all.compared),
    meaning: |_, class, count| Some(meaning(class, count)),
    summary: |_, _, told| format!("User IDs are not as the clients and call manager support them: {told}"),
    of_one: |found| {
        let id = found.call_manager_id.as_deref().unwrap_or_default();
        match found.class {
            Class::LongId => {
                format!("the ID {id:?} is {} characters long, and call manager takes 128", id.chars().count())
            }
            _ => format!("the ID {id:?} holds characters the clients do not support"),
        }
    },
    ..PeopleCheck::of("user IDs")
};

fn meaning(class: Class, count: usize) -> Meaning {
    let who = people(count);
    let (message, fix) = match class {
        Class::LongId => (
            format!("{who} known by an ID of more than 128 characters, which is what call manager takes"),
            "Shorten the IDs at their source, the directory, then synchronise and rename contacts",
        ),
        _ => (
            format!("{who} known by an ID with characters outside A-Z a-z 0-9 . - _ ~ (and one @)"),
            "Change the IDs at their source, the directory, then synchronise and rename contacts",
        ),
    };
    Meaning { cause: CauseCode::IllegalUserId, message, fix: vec![fix.into()] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::Identity;

    #[test]
    fn illegal_ids_are_named() {
        let of = |found| {
            told(&run(&CHECK, &evidence(Identity { illegal_ids: Some(comparison(found)), ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        assert_eq!(of(vec![difference(Class::IllegalId, "o'brien")])[0].1, "illegal-user-id");
        let both = of(vec![difference(Class::IllegalId, "o'brien"), difference(Class::LongId, &"n".repeat(131))]);
        assert_eq!(both.iter().map(|told| told.0.as_str()).collect::<Vec<_>>(), ["illegal-id", "long-id"]);
    }
}
