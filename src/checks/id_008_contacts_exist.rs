//! ID-008: a contact keeps the address it was added with; when that is nobody's, it is offline for ever.

use super::mapped::elsewhere;
use super::people::{Meaning, One, PeopleCheck, gaps, strangers};
use crate::case::Case;
use crate::check::{Check, Outcome, Owner, Severity, Skip, Stage, Step};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Difference, Identity, Missing, System};
use crate::identity::{gets_new_id, is_domain_open, same};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id008,
    stage: Stage::Identity,
    title: "every contact of our own domains is somebody on the presence server",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-008.md"),
    run,
};

static PEOPLE: PeopleCheck = PeopleCheck {
    compared: |_, identity| match strangers::on_presence(identity) {
        Some(skip) => Err(skip),
        None => lists(identity, &identity.contacts),
    },
    passed: |all| format!("{} entries of contact lists", all.compared),
    meaning: |case, class, count| Some(meaning(case, class, count)),
    summary: |_, cause, told| summary(cause, told),
    of_one,
    last: |case, finding| {
        // ID-009 tells which domains contradict each other, or ID-017.
        if finding.cause == CauseCode::PresenceDomainMismatch {
            finding.summary = None;
            let is_open = case.identity.as_ref().is_some_and(is_domain_open);
            finding.refuted_if = (!is_open).then_some(EXPORTED_BEFORE);
        }
    },
    follows: |one, found| follows(one, found).map(Skip::Blocked),
    // Nobody left.
    owner: |case, class| (class == Class::Inactive && are_renamed(case)).then_some(Owner::CallManager),
    gaps: &[System::CallManager, System::Presence, System::Directory],
    ..PeopleCheck::of("contact lists")
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let mut outcomes = PEOPLE.run(case);
    outcomes.extend(gaps::rows(case, System::Presence, Missing::ListRows));
    outcomes
}

fn of_one(found: &Difference) -> String {
    let contact = found.contact.as_deref().unwrap_or_default();
    let lists = match found.lists {
        Some(1) => "1 contact list holds".to_owned(),
        Some(lists) => format!("{lists} contact lists hold"),
        None => "contact lists hold".to_owned(),
    };
    let wrong = match (found.class, &found.suggestion) {
        (_, Some(right)) => format!("and the address is {right}"),
        (Class::Ambiguous, None) => format!("which may mean {}", found.candidates.join(", ")),
        (Class::Missing, None) => "whom the presence server lacks".to_owned(),
        (Class::NotEnabled, None) => "who is not enabled for presence".to_owned(),
        (Class::Inactive, None) => "who is inactive in call manager".to_owned(),
        (Class::Disabled, None) => "whose account is disabled".to_owned(),
        (Class::OutOfScope, None) => "who is outside base or filter, and not in call manager".to_owned(),
        (Class::NotSynced, None) => "whom call manager does not have".to_owned(),
        (_, None) => "which is nobody's address".to_owned(),
    };
    format!("{lists} {contact}, {wrong}")
}

/// What to do where all lists stand under another domain than the addresses.
pub(super) const LISTS_MOVED: &str = "Export the contact lists again; where they still stand under the old domain, write the new one into both columns of domains, and import them (Bulk Administration > Contact List)";

pub(super) const EXPORTED_BEFORE: &[&str] =
    &["the contact lists were exported before the domain of presence was changed"];

/// The earlier step of the same person that makes the contact what it is.
pub(super) fn follows(one: &One<'_>, found: &Difference) -> Option<CheckCode> {
    let contact = found.contact.as_deref().unwrap_or_default();
    let node = contact.rsplit_once('@').map_or(contact, |(node, _)| node);
    let is = |name: &Option<String>, text: &str| name.as_deref().is_some_and(|name| same(name, text));
    let by_other_id = one.differences(&one.identity.in_directory).iter().any(|other| is(&other.directory_id, node));
    let by_wrong_address = one.differences(&one.identity.addresses).iter().any(|other| is(&other.suggestion, contact));
    match found.class {
        Class::NotSynced | Class::OutOfScope => Some(CheckCode::User004),
        Class::Disabled => Some(CheckCode::User002),
        Class::Inactive => Some(CheckCode::User005),
        Class::Missing | Class::NotEnabled if one.is_inactive() => Some(CheckCode::User005),
        Class::Missing | Class::NotEnabled if !one.differences(&one.identity.on_presence).is_empty() => {
            Some(CheckCode::Id007)
        }
        _ if by_other_id => Some(CheckCode::Id001),
        _ if by_wrong_address => Some(CheckCode::Id009),
        _ => None,
    }
}

/// What was compared of the contact lists. Lists of nobody prove nothing about anybody.
pub(super) fn lists<'a>(identity: &Identity, compared: &'a Option<Comparison>) -> Result<&'a Comparison, Skip> {
    let why = match identity.rows.contacts {
        None => "no contact lists are given (presence.contacts)",
        Some(0) => {
            return Err(Skip::Undecided("the export of the contact lists holds nobody: export them again".into()));
        }
        Some(_) => "contact lists are given, but no users to compare them with (presence.users)",
    };
    compared.as_ref().ok_or_else(|| Skip::NotAsked(why.to_owned()))
}

fn summary(cause: CauseCode, told: &str) -> String {
    match cause {
        CauseCode::NotEnabledForPresence => format!("Contacts are people who are not enabled for presence: {told}"),
        CauseCode::NotInCallManager => {
            format!("People of the directory are not in call manager, and stand in contact lists: {told}")
        }
        CauseCode::InactiveUser => format!("Users are inactive in call manager, and stand in contact lists: {told}"),
        CauseCode::NotOnPresence => format!("Contacts are people whom the presence server lacks: {told}"),
        _ => format!("Contact lists hold addresses that nobody has: {told}"),
    }
}

/// All inactive users in contact lists are other users now.
fn are_renamed(evidence: &Evidence) -> bool {
    let contacts = evidence.identity.iter().filter_map(|identity| identity.contacts.as_ref());
    let mut inactive = contacts.flat_map(|all| &all.differences).filter(|found| found.class == Class::Inactive);
    inactive.all(|found| found.suggestion.is_some())
}

/// Call manager knows somebody by an old ID, and takes the new one at the next synchronisation.
fn new_ids_are_coming(evidence: &Evidence) -> bool {
    let Some(identity) = &evidence.identity else { return false };
    let mut people = identity.in_directory.iter().flat_map(|all| &all.differences);
    people.any(|found| gets_new_id(identity, found)) && elsewhere(evidence).is_none()
}

fn meaning(evidence: &Evidence, class: Class, count: usize) -> Meaning {
    let (who, verb) = match count {
        1 => ("1 address".to_owned(), "is"),
        _ => (format!("{count} addresses"), "are"),
    };
    let renames =
        "Run `ucdoctor check --write-renames FILE`, and upload the file by Bulk Administration > Rename Contact IDs";
    let (cause, message, fix) = match class {
        Class::NotEnabled => (
            CauseCode::NotEnabledForPresence,
            format!("{who} {verb} of users who are not enabled for presence"),
            "Where call manager does not enable them: enable them there (\"Enable User for Unified CM IM and Presence\"), or remove the contacts",
        ),
        Class::Missing => (
            CauseCode::NotOnPresence,
            format!("{who} {verb} of users of call manager whom the presence server lacks"),
            super::id_007_on_presence::LOOK_AT_AGENT,
        ),
        Class::Gone => (
            CauseCode::StaleContact,
            format!("{who} {verb} of nobody"),
            "Remove the contacts (Bulk Administration > Contact List), if the people left",
        ),
        Class::Disabled => (
            CauseCode::StaleContact,
            format!("{who} {verb} of people whose account in the directory is disabled"),
            "Remove the contacts (Bulk Administration > Contact List), if the people left",
        ),
        Class::Inactive => (
            CauseCode::InactiveUser,
            format!("{who} {verb} of users who are inactive in call manager"),
            match are_renamed(evidence) {
                true => {
                    "Rename the contacts: whoever had these addresses is another user now (`ucdoctor check --write-renames FILE`)"
                }
                false => {
                    "Remove their contacts too (Bulk Administration > Contact List), if the people left; whoever is another user now is in the file of `ucdoctor check --write-renames FILE`"
                }
            },
        ),
        Class::NotSynced => (
            CauseCode::NotInCallManager,
            format!("{who} {verb} of people of the directory whom call manager does not have"),
            "If these people are not meant to be in call manager, remove the contacts (Bulk Administration > Contact List)",
        ),
        Class::OutOfScope => (
            CauseCode::NotInCallManager,
            format!("{who} {verb} of people of the directory outside base and filter, whom call manager does not have"),
            "If these people shall be in call manager, move them below the search base, or widen base or filter, and synchronise; else remove the contacts (Bulk Administration > Contact List)",
        ),
        Class::Ambiguous => (
            CauseCode::StaleContact,
            format!("{who} may be of several people"),
            "Decide by hand; the facts name the candidates",
        ),
        Class::Renamed if new_ids_are_coming(evidence) => (
            CauseCode::StaleContact,
            format!("{who} {verb} of people who have another address"),
            "Do first what ID-001 says, and synchronise: some of these addresses are right then; the rename file leaves them out (`ucdoctor check --write-renames FILE`)",
        ),
        Class::DomainPart if evidence.identity.as_ref().is_some_and(is_domain_open) => (
            CauseCode::PresenceDomainMismatch,
            format!(
                "{who} {verb} in another domain than the addresses of presence, which contradict the configured one"
            ),
            "Settle the domain first: these contacts may be right then",
        ),
        Class::Domain => (
            CauseCode::PresenceDomainMismatch,
            format!("{who} {verb} in the domain of the contact lists, and the people have an address in another"),
            LISTS_MOVED,
        ),
        _ => (CauseCode::StaleContact, format!("{who} {verb} of people who have another address"), renames),
    };
    let removes = matches!(class, Class::Gone | Class::Disabled) || class == Class::Inactive && !are_renamed(evidence);
    let fix = if removes { Step::removing(fix) } else { fix.into() };
    Meaning { cause, message, fix: vec![fix] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::check::Verdict;
    use crate::checks;
    use crate::checks::sample::run;

    /// Whether contacts or addresses have the right domain is one question.
    #[test]
    fn contacts_wait_for_the_domain() {
        let of = |differing: usize| {
            let domains = (0..differing).map(|n| difference(Class::Domain, &format!("u{n}"))).collect();
            let identity = Identity {
                contacts: Some(comparison(vec![difference(Class::DomainPart, "u1")])),
                addresses: Some(comparison(domains)),
                ..Identity::default()
            };
            let evidence = evidence(identity);
            let found = crate::causes::explain(&evidence, &checks::run(&evidence));
            let codes: Vec<_> = found.iter().map(|one| one.cause.code).collect();
            (codes, evidence.identity.as_ref().is_some_and(is_domain_open))
        };
        assert_eq!(of(90), (vec![CauseCode::PresenceDomainMismatch], true));
        let (codes, open) = of(3);
        assert!(codes.contains(&CauseCode::StaleContact) && !open, "{codes:?}");
    }

    #[test]
    fn stale_contacts_are_told_from_people_without_presence() {
        let of = |found| {
            told(&run(&CHECK, &evidence(Identity { contacts: Some(comparison(found)), ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        let classes = [
            Class::DomainPart,
            Class::Gone,
            Class::Disabled,
            Class::NotSynced,
            Class::Missing,
            Class::NotEnabled,
            Class::Inactive,
        ];
        let causes: Vec<String> =
            of(classes.map(|class| difference(class, "x")).to_vec()).into_iter().map(|(_, cause)| cause).collect();
        let expected = [
            "stale-contact",
            "stale-contact",
            "stale-contact",
            "not-in-call-manager",
            "not-on-presence",
            "not-enabled-for-presence",
            "inactive-user",
        ];
        assert_eq!(causes, expected);
    }

    #[test]
    fn contacts_are_renamed_after_the_users() {
        for (users, says) in
            [(Class::Renamed, "Do first what ID-001 says"), (Class::Gone, "Run `ucdoctor check --write-renames")]
        {
            let of = |class| Some(comparison(vec![difference(class, "x")]));
            let identity = Identity { contacts: of(Class::Renamed), in_directory: of(users), ..Identity::default() };
            let Verdict::Fail(finding) = run(&CHECK, &evidence(identity)).remove(0).verdict else {
                unreachable!("{users:?}")
            };
            assert!(finding.fix[0].starts_with(says), "{:?}", finding.fix);
        }
    }
}
