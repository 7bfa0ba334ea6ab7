//! ID-009: everybody computes addresses; all must compute the same.

use super::people::{Comparing, Meaning, by_class, identity};
use crate::check::{Check, Outcome, Severity, Skip};
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Identity};

pub(super) static CHECK: Check = Check {
    code: "ID-009",
    title: "addresses follow the presence domain and the address scheme",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-009.md"),
    run,
};

fn run(evidence: &Evidence) -> Vec<Outcome> {
    let of = Comparing { evidence, check: CHECK.code, subject: "addresses" };
    let compared = identity(evidence)
        .and_then(|identity| identity.addresses.as_ref().ok_or_else(|| Skip::NotAsked(why_not(identity).to_owned())));
    let passed = |all: &Comparison| format!("{} addresses", all.compared);
    let summary = |_, told: &str| format!("Addresses contradict the configured domain or address scheme: {told}");
    by_class(of, compared, passed, |class, count| Some(meaning(class, count)), summary)
}

fn why_not(identity: &Identity) -> &'static str {
    match (identity.rows.presence, &identity.settings.presence_domain, identity.settings.address_scheme) {
        (None, ..) => "no users of the presence server are given (presence.users)",
        (_, None, None) => "neither domain nor address_scheme is given under [presence]",
        _ => "the export has no addresses (imaddress)",
    }
}

fn meaning(class: Class, count: usize) -> Meaning {
    let who = if count == 1 { "1 address has".to_owned() } else { format!("{count} addresses have") };
    let (message, fix) = match class {
        Class::Domain => (
            format!("{who} another domain"),
            "Set the same domain everywhere: presence (Presence > Settings), jabber-config.xml (PresenceDomain), this configuration",
        ),
        _ => (
            format!("{who} another form than the address scheme gives"),
            "Choose one scheme on every presence cluster (user ID or directory URI), and set UseSIPURIToResolveContacts to match",
        ),
    };
    Meaning { cause: "presence-domain-mismatch", message, fix: vec![fix.to_owned()] }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;

    #[test]
    fn domain_and_scheme_are_one_cause() {
        let of = |found| told(&run(&evidence(Identity { addresses: Some(comparison(found)), ..Identity::default() })));
        assert_eq!(of(Vec::new())[0].1, "pass");
        let both = of(vec![difference(Class::Domain, "a"), difference(Class::Scheme, "b")]);
        assert!(both.iter().all(|(_, cause)| cause == "presence-domain-mismatch") && both.len() == 2, "{both:?}");
        assert!(told(&run(&evidence(Identity::default())))[0].1.contains("presence.users"));
    }
}
