//! ID-009: everybody computes addresses; all must compute the same.

use super::people::{Meaning, PeopleCheck};
use crate::check::{Check, Severity, Skip, Stage};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::identity::{AddressScheme, Class, Identity, System};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id009,
    stage: Stage::Identity,
    title: "addresses follow the presence domain and the address scheme",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-009.md"),
    run: |case| PEOPLE.run(case),
};

static PEOPLE: PeopleCheck = PeopleCheck {
    compared: |_, identity| identity.addresses.as_ref().ok_or_else(|| Skip::NotAsked(why_not(identity).to_owned())),
    passed: |all| format!("{} addresses", all.compared),
    meaning: |case, class, count| Some(meaning(case, class, count)),
    summary: |_, cause, told| match cause {
        CauseCode::DirectoryUriConflict => format!("Directory URIs are missing, or are no addresses: {told}"),
        _ => format!("Addresses contradict the configured domain or address scheme: {told}"),
    },
    of_one: |found| {
        let address = found.contact.as_deref().unwrap_or_default();
        match &found.suggestion {
            Some(right) if address.is_empty() => {
                format!("presence has no address of the user; by domain and address scheme it would be {right}")
            }
            None if address.is_empty() => "presence has no address of the user".to_owned(),
            Some(right) => format!("the address is {address}; by domain and address scheme it would be {right}"),
            None => format!("the address {address} is not what the address scheme makes"),
        }
    },
    gaps: &[System::Presence],
    ..PeopleCheck::of("addresses")
};

fn why_not(identity: &Identity) -> &'static str {
    match (identity.rows.presence, &identity.settings.presence_domain, identity.settings.address_scheme) {
        (None, ..) => "no users of the presence server are given (presence.users)",
        (_, None, None) => "neither domain nor address_scheme is given under [presence]",
        (.., Some(AddressScheme::DirectoryUri)) => {
            "no export has directory URIs (directoryuri), of which presence makes addresses"
        }
        _ => "the export has no addresses (imaddress)",
    }
}

/// What makes an address anew.
const MAKE_AGAIN: &str = "See that the sync agent works, then untick and tick \"Enable User for Unified CM IM and Presence\" of these people, so that presence makes their addresses again";

fn meaning(evidence: &Evidence, class: Class, count: usize) -> Meaning {
    let who = if count == 1 { "1 address has".to_owned() } else { format!("{count} addresses have") };
    let few = are_few(evidence, count) || class == Class::OtherUri;
    let by_uri = evidence.identity.as_ref().and_then(|identity| identity.settings.address_scheme)
        == Some(AddressScheme::DirectoryUri);
    if !few && class != Class::Domain {
        return of_all(by_uri, format!("{who} another form than the address scheme gives"));
    }
    let (message, fix) = match class {
        Class::Domain if few => (
            format!("{who} another domain than the others"),
            "If these people are meant to have a domain of their own, presence (10 or later) must make addresses of the directory URI; else see that the sync agent works, then untick and tick \"Enable User for Unified CM IM and Presence\" of them",
        ),
        Class::OtherUri => (
            format!("{who} another form than the directory URI of these people, which is new or has not arrived"),
            MAKE_AGAIN,
        ),
        _ if few && by_uri => (
            format!("{who} no directory URI behind it that is an address, or another one"),
            "Fill the attribute that feeds the directory URI of these people (mail or msRTCSIP-PrimaryUserAddress) with one address each, user@domain, then synchronise",
        ),
        Class::Domain => (
            format!("{who} another domain"),
            "Set the same domain everywhere: presence (Presence > Settings), jabber-config.xml (PresenceDomain), this configuration",
        ),
        _ => (format!("{who} another form than user ID and domain, or nothing in it"), MAKE_AGAIN),
    };
    // Then the setting is right, and these people's own values are not.
    let of_people = few && by_uri && class == Class::Scheme;
    let cause = if of_people { CauseCode::DirectoryUriConflict } else { CauseCode::PresenceDomainMismatch };
    Meaning { cause, message, fix: vec![fix.into()] }
}

/// Most addresses have another form: to change the scheme of the server changes everybody's address, so it is to be looked
/// at first.
fn of_all(by_uri: bool, message: String) -> Meaning {
    let other = if by_uri { "user ID and default domain" } else { "directory URI" };
    let fix = vec![
        format!(
            "Look at the IM address scheme that is set: Presence > Settings > Advanced Configuration; where it is {other}, correct address_scheme of this configuration, and change nothing on the server"
        ),
        "Where it is the one given here, or clusters differ: choose one for every presence cluster, which changes everybody's address, and set UseSIPURIToResolveContacts to match".to_owned(),
    ];
    Meaning { cause: CauseCode::PresenceDomainMismatch, message, fix: fix.into_iter().map(Into::into).collect() }
}

/// Less than half: then the setting that makes all addresses is right, and these are not.
fn are_few(evidence: &Evidence, count: usize) -> bool {
    let compared = evidence.identity.as_ref().and_then(|identity| identity.addresses.as_ref());
    compared.is_some_and(|all| match all.everybody {
        Some(everybody) => everybody.differ * 2 < everybody.compared,
        None => (count as u64) * 2 < all.compared,
    })
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::check::Verdict;
    use crate::checks::sample::run;

    #[test]
    fn domain_and_scheme_are_one_cause() {
        let of = |found| {
            told(&run(&CHECK, &evidence(Identity { addresses: Some(comparison(found)), ..Identity::default() })))
        };
        assert_eq!(of(Vec::new())[0].1, "pass");
        let both = of(vec![difference(Class::Domain, "a"), difference(Class::Scheme, "b")]);
        assert!(both.iter().all(|(_, cause)| cause == "presence-domain-mismatch") && both.len() == 2, "{both:?}");
        assert!(told(&run(&CHECK, &evidence(Identity::default())))[0].1.contains("presence.users"));
    }

    #[test]
    fn a_few_addresses_do_not_change_the_setting_of_all() {
        let advice = |class, count, address_scheme| {
            let found = (0..count).map(|_| difference(class, "a")).collect();
            let mut identity = Identity { addresses: Some(comparison(found)), ..Identity::default() };
            identity.settings.address_scheme = address_scheme;
            let Verdict::Fail(finding) = run(&CHECK, &evidence(identity)).remove(0).verdict else {
                unreachable!("{class:?}")
            };
            finding.fix[0].clone()
        };
        for (class, count, scheme, says) in [
            (Class::Domain, 100, None, "Set the same domain everywhere"),
            (Class::Domain, 3, None, "a domain of their own"),
            (Class::Scheme, 100, Some(AddressScheme::DirectoryUri), "correct address_scheme"),
            (Class::Scheme, 3, Some(AddressScheme::DirectoryUri), "Fill the attribute"),
            (Class::Scheme, 3, Some(AddressScheme::UserId), "untick and tick"),
        ] {
            assert!(advice(class, count, scheme).contains(says), "{class:?} {count}");
        }
    }
}
