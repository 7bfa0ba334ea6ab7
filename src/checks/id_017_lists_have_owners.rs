//! ID-017: a contact list whose owner has no address any more is read by nobody, and breaks nobody's login or presence.

use std::collections::HashSet;

use super::id_008_contacts_exist::{EXPORTED_BEFORE, LISTS_MOVED, follows, lists};
use super::people::{Meaning, PeopleCheck, strangers};
use crate::case::Case;
use crate::check::{Check, FaultKey, Finding, Severity, Skip, Stage, Step};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Comparison, Difference, Identity, System};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id017,
    stage: Stage::Identity,
    title: "every contact list is somebody's",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/ID-017.md"),
    run: |case| PEOPLE.run(case),
};

static PEOPLE: PeopleCheck = PeopleCheck {
    compared,
    passed: |all| match all.compared {
        1 => "1 owner".to_owned(),
        owners => format!("{owners} owners"),
    },
    meaning: |_, class, count| Some(meaning(class, count)),
    summary: |_, cause, told| match cause {
        CauseCode::PresenceDomainMismatch => {
            format!("Contact lists stand under another domain than the addresses of presence: {told}")
        }
        _ => format!("Contact lists belong to nobody: {told}"),
    },
    of_one,
    follows: |one, found| follows(one, found).map(Skip::Blocked),
    last: |case, finding| {
        if finding.cause == CauseCode::PresenceDomainMismatch {
            finding.refuted_if = Some(EXPORTED_BEFORE);
            return;
        }
        finding.breaks = Some(&[]);
        if !are_contacts(case, finding) {
            finding.fault = FaultKey::Named("owners".to_owned());
        }
    },
    gaps: &[System::CallManager, System::Presence, System::Directory],
    ..PeopleCheck::of("owners of contact lists")
};

fn compared<'a>(_: &Case<'_>, identity: &'a Identity) -> Result<&'a Comparison, Skip> {
    if let Some(skip) = strangers::on_presence(identity) {
        return Err(skip);
    }
    lists(identity, &identity.owners)
}

/// Other lists hold the same addresses: whoever had them left, or has another ID, and that is one fault.
fn are_contacts(case: &Case<'_>, finding: &Finding) -> bool {
    let contacts = case.identity.as_ref().and_then(|identity| identity.contacts.as_ref());
    let stale = contacts.into_iter().flat_map(|all| &all.differences);
    let gone: HashSet<String> = stale.filter_map(|found| Some(found.contact.as_ref()?.to_lowercase())).collect();
    let is_gone = |address: &String| gone.contains(&address.to_lowercase());
    finding.items.iter().all(|item| item.contact.as_ref().is_some_and(is_gone))
}

fn of_one(found: &Difference) -> String {
    let owner = found.contact.as_deref().unwrap_or_default();
    match &found.suggestion {
        Some(right) => format!("the contact list of {owner} is nobody's: the address is {right}"),
        None => format!("the contact list of {owner} is nobody's: no user has that address any more"),
    }
}

fn meaning(class: Class, count: usize) -> Meaning {
    let whose = if count == 1 { "1 contact list is".to_owned() } else { format!("{count} contact lists are") };
    let (cause, of, fix) = match class {
        Class::Domain => {
            let of = "under the address that its owner would have in another domain";
            (CauseCode::PresenceDomainMismatch, of, Step::from(LISTS_MOVED))
        }
        Class::DomainPart => (
            CauseCode::StaleContact,
            "under the address that its owner would have in another domain",
            "Import these lists under the address that the owner has (Bulk Administration > Contact List); nobody reads them until then".into(),
        ),
        _ => (
            CauseCode::StaleContact,
            "of somebody who has no address any more",
            Step::removing(
                "Delete these lists (Bulk Administration > Contact List), or import them under the owner's new ID; nobody reads them until then",
            ),
        ),
    };
    Meaning { cause, message: format!("{whose} {of}"), fix: vec![fix] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, evidence, told};
    use super::*;
    use crate::checks::sample::run;

    #[test]
    fn a_list_of_nobody_breaks_nothing() {
        let of = |owners: Option<Vec<Difference>>| {
            let owners = owners.map(comparison);
            evidence(Identity { owners, ..Identity::default() })
        };
        let left = || {
            let contact = Some("kfalk@west.test".to_owned());
            vec![Difference { class: Class::NoOwner, contact, lists: Some(4), ..Difference::default() }]
        };
        let found = crate::causes::explain(&of(Some(left())), &crate::checks::run(&of(Some(left()))));
        let [only] = found.as_slice() else { unreachable!("{}", found.len()) };
        assert_eq!((only.cause.code, only.severity), (CauseCode::StaleContact, Severity::Warning));
        assert!(only.breaks.is_empty());
        assert_eq!(told(&run(&CHECK, &of(Some(Vec::new()))))[0].1, "pass");
        assert!(told(&run(&CHECK, &of(None)))[0].1.contains("no contact lists are given"));
    }

    /// Somebody left, or has another ID: their own list and those that hold them are of one fault.
    #[test]
    fn whoever_stands_in_lists_too_is_one_finding() {
        let of = |listed: &str| {
            let at =
                |class, contact: &str| Difference { class, contact: Some(contact.to_owned()), ..Difference::default() };
            let owners = Some(comparison(vec![at(Class::NoOwner, "kfalk@west.test")]));
            let contacts = Some(comparison(vec![at(Class::Gone, listed)]));
            let evidence = evidence(Identity { owners, contacts, ..Identity::default() });
            let found = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
            found.iter().map(|one| (one.because.len(), one.severity, one.fix.len())).collect::<Vec<_>>()
        };
        assert_eq!(of("KFalk@west.test"), [(2, Severity::Error, 2)]);
        assert_eq!(of("other@west.test"), [(1, Severity::Error, 1), (1, Severity::Warning, 1)]);
    }
}
