//! One address that shows one place a certificate which is trusted, and another place one which is not.

use super::at::At;
use super::elsewhere::trusted_by;
use crate::cause::Feature;
use crate::check::{Finding, Owner, fail};
use crate::code::CauseCode;
use crate::evidence::TrustStore;

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
