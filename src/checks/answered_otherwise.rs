//! One address that shows one place a certificate which is trusted, and another place one which is not.

use std::net::SocketAddr;

use super::at::At;
use super::elsewhere::trusted_by;
use crate::cause::Feature;
use crate::check::{Finding, Owner, Step, fail};
use crate::code::CauseCode;
use crate::evidence::TrustStore;

/// Another place is told another address for the same name, and what is there is trusted: then this address may be none
/// of the directory's.
pub(super) fn told_another_address(at: At<'_>, store: &TrustStore) -> Option<Step> {
    let own = |address: &SocketAddr| at.server.endpoints.iter().any(|one| one.address == *address);
    let others = at.case.sightings.addresses(&at.server.url).filter(|address| !own(address));
    let mut trusted = others.flat_map(|address| at.case.trusted_at(address, store));
    let seen = trusted.find(|seen| seen.vantage.name != at.vantage.name)?;
    let (there, address) = (&seen.vantage.name, seen.endpoint.address.ip());
    let (here, met) = (&at.vantage.name, at.endpoint.address.ip());
    Some(Step::from(format!(
        "First find out whether {met} is a directory server at all: {here} is told that address for {}, and {there} is \
         told {address}, whose certificate is trusted; a proxy that opens TLS, or a stale record, looks like this, and \
         then no CA is to be uploaded",
        at.server.url.host
    )))
}

/// What is missing in no store: somebody else answers to this place.
pub(super) fn answered_otherwise(at: At<'_>, store: &TrustStore) -> Option<Finding> {
    let (here, there, address) = (&at.vantage.name, &trusted_by(at, store)?.name, at.endpoint.address.ip());
    let finding = fail(
        CauseCode::IdentityDiffers,
        format!("to {there} the same address shows a certificate that {} trusts", store.name),
    )
    .summary(format!(
        "{here} meets another certificate at {} ({address}) than {there}, whose one is trusted: something on the way \
         from {here} answers in the server's place, or several servers stand behind the address",
        at.server.url.authority()
    ))
    .fault(format!("{here} {address}"))
    .owner(Owner::Network)
    .breaks(&[Feature::Login])
    .refuted_if(&["the server's certificate was replaced between the two looks: run both again"])
    .fact("trusted_from", there);
    let finding = match at.endpoint.tls.seen().and_then(|tls| tls.chain.first()) {
        Some(leaf) => finding.fact("met_sha256", leaf),
        None => finding,
    };
    Some(
        finding
            .fix(format!(
                "Find what stands between {here} and {address}: a firewall that opens TLS, a proxy, a balancer; let LDAP \
                 over TLS pass unopened"
            ))
            .fix(
                "Upload no CA of what answers there, unless whoever runs the directory knows that very certificate as \
                 its own: anything else would read every password",
            ),
    )
}

#[cfg(test)]
mod tests {
    use crate::check::Verdict;
    use crate::checks::sample::{at, ca, healthy, leaf, present, run};
    use crate::checks::tls_004_store_holds_ca::CHECK;

    #[test]
    fn what_another_address_shows_is_not_uploaded_before_it_is_known() {
        for (trusted_elsewhere, told) in [(true, true), (false, false)] {
            let mut evidence = healthy();
            let mut annex = evidence.vantages[0].clone();
            "annex".clone_into(&mut annex.name);
            evidence.vantages.push(annex);
            at(&mut evidence, 0).address = "10.4.4.4:636".parse().unwrap();
            present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&ca("Glass CA").self_signed())]);
            if !trusted_elsewhere {
                evidence.vantages.truncate(1);
            }
            let outcomes = run(&CHECK, &evidence);
            let finding = outcomes.iter().find_map(|outcome| match &outcome.verdict {
                Verdict::Fail(finding) => Some(finding),
                _ => None,
            });
            let first = &finding.unwrap().fix[0].words;
            assert_eq!(first.contains("annex is told 10.0.0.1, whose certificate is trusted"), told, "{first}");
        }
    }
}
