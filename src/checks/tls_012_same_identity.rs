//! TLS-012: several servers behind one name work or fail by chance.

use std::collections::BTreeMap;

use super::at::{AtServer, Differing, Second, differing, endpoints, per_server};
use super::lacking::uploads;
use super::shown_otherwise::Shown;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::trust::certificate::Certificate;
use crate::trust::names::{self, NameMatch};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls012,
    stage: Stage::Tls,
    title: "all addresses behind one name are alike in what matters",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-012.md"),
    run: |case| {
        let shown = Shown::of(case);
        per_server(case, |at| match same_identity(at) {
            told @ (Ok(Verdict::Pass(_)) | Err(Skip::NotAsked(_))) => {
                shown.otherwise(at).or_else(|| second_key(at)).map_or(told, |finding| Ok(finding.into()))
            }
            // What is told of the addresses of this place comes first.
            told => told,
        })
    },
};

fn same_identity(at: AtServer<'_>) -> Judged {
    at.name()?;
    let mut by_leaf: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for endpoint in &at.server.endpoints {
        if let Some(leaf) = endpoint.tls.seen().and_then(|tls| tls.chain.first()) {
            by_leaf.entry(leaf).or_default().push(endpoint.address.ip().to_string());
        }
    }
    let named = |leaf: &Certificate| {
        !matches!(names::matches(leaf, &at.server.url.host), NameMatch::None(_) | NameMatch::ShortName(_))
    };
    if by_leaf.len() > 1 && !by_leaf.keys().filter_map(|leaf| at.case.certificate(leaf)).all(named) {
        return Err(Skip::Blocked(CheckCode::Tls006));
    }
    let seen: usize = by_leaf.values().map(Vec::len).sum();
    match (seen, by_leaf.len()) {
        (0 | 1, _) => Err(Skip::NotAsked("fewer than two addresses present a certificate".to_owned())),
        (_, 1) => Ok(pass(format!("{seen} addresses, one certificate")).into()),
        _ => match differing(&endpoints(at)?) {
            None => Ok(pass(format!("{seen} addresses, {} certificates, alike in what matters", by_leaf.len())).into()),
            Some(Differing { told_by: Some(check), .. }) => Err(Skip::Blocked(check)),
            Some(Differing { each, .. }) => Ok(by_address(at, &each.join("; ")).into()),
        },
    }
}

/// One server has a certificate for each kind of key. Java takes those on elliptic curves first, where the server leaves
/// it the choice; who allows suites of one kind alone is shown the other certificate.
fn second_key(at: AtServer<'_>) -> Option<Finding> {
    let seconds = endpoints(at).ok()?.into_iter().filter_map(|at| Some((at, at.second()?)));
    let mut wrong = seconds.filter(|(_, second)| second.usual_accepted && !second.accepted);
    let (at, Second { kind, words, chain, .. }) = wrong.next()?;
    let message = format!("to clients with {kind} suites alone the server shows another certificate: {words}");
    let mut finding = fail(CauseCode::IdentityDiffers, message)
        .owner(Owner::Directory)
        .breaks(&[])
        .fault(format!("{kind} key of {}", at.endpoint.address))
        .refuted_if(&["no node is limited to suites of this kind (Cipher Management, FIPS mode)"]);
    finding.fix = uploads(at, &[chain]);
    let or = if finding.fix.is_empty() { "Issue" } else { "Or issue" };
    Some(finding.fix(format!("{or} it again like the server's usual one, or take it from the server")))
}

/// Where no store is given that refuses one of them.
fn by_address(at: AtServer<'_>, each: &str) -> Finding {
    let message = format!("the servers behind one name differ in what the appliances make of them: {each}");
    fail(CauseCode::IdentityDiffers, message)
        .fault(at.server.url.host.clone())
        .refuted_if(&["each of these addresses shows the same certificate when it is asked again"])
        .fix("Renew what is not accepted, or configure each server by its own name: the appliances try only the first address of a name")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::pki;
    use crate::checks::sample::{ca, diagnosed, expect, fail_name, leaf, second_address, shown_to};
    use crate::evidence::*;
    use crate::trust::mint::Minted;

    #[test]
    fn addresses_of_one_name_show_one_certificate() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~fewer than two", "not asked"]),
                (|e| second_address(e, "10.0.0.3:636"), &["pass~2 addresses, one certificate", "not asked"]),
                (|e| second(e, "dc1.corp.example", 300), &["pass~2 certificates, alike", "not asked"]),
                (|e| second(e, "dc1.corp.example", -1), &["blocked by TLS-005", "not asked"]),
                (
                    |e| {
                        second(e, "dc1.corp.example", -1);
                        e.stores.clear();
                    },
                    &["identity-differs~10.0.0.1 shows~accepted~10.0.0.3 shows~outside its validity", "not asked"],
                ),
                (|e| second(e, "old.corp.example", 300), &["blocked by TLS-006", "not asked"]),
                (|e| fail_name(e, 0, LookupFailureKind::NoSuchName), &["blocked by NET-001", "not asked"]),
            ],
        );
        assert_eq!(diagnosed(|e| second(e, "dc1.corp.example", 300)), Vec::<&str>::new());
    }

    #[test]
    fn the_certificate_for_the_other_kind_of_key_is_looked_at() {
        let rsa = || leaf("dc1.corp.example").rsa(2048);
        let asked = |other: &Minted| diagnosed(|e| shown_to(e, HelloKind::RsaKey, other));
        assert_eq!(asked(&rsa().signed_by(&pki().issuing)), Vec::<&str>::new());
        assert_eq!(asked(&rsa().signed_by(&ca("South CA").self_signed())), ["identity-differs"]);
        assert_eq!(asked(&rsa().days(-300, -9).signed_by(&pki().issuing)), ["identity-differs"]);
    }

    fn second(evidence: &mut Evidence, name: &str, until: i64) {
        second_address(evidence, "10.0.0.3:636");
        let certificate = leaf(name).days(-9, until).signed_by(&pki().issuing);
        evidence.certificates.insert(certificate.fingerprint(), certificate.pem());
        let Observed::Seen(tls) = &mut evidence.vantages[0].servers[0].endpoints[1].tls else { unreachable!() };
        tls.chain[0] = certificate.fingerprint();
    }
}
