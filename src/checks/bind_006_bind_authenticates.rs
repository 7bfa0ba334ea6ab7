//! BIND-006: RFC 4513 section 5.1.2: a bind may succeed without authenticating anybody.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};

pub(super) static CHECK: Check = Check {
    code: "BIND-006",
    title: "the bind gives the manager an identity",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-006.md"),
    run: |evidence| per_endpoint(evidence, authenticates),
};

fn authenticates(at: At<'_>) -> Judged {
    let answer = at.bind()?;
    match (answer.code, answer.who_am_i.as_deref()) {
        (0, None) => Err(Skip::NotAsked("the directory does not offer WhoAmI (RFC 4532)".to_owned())),
        (0, Some("")) => Ok(fail(
            "unauthenticated-bind-accepted",
            "the bind succeeds, but the directory takes the manager for an anonymous client",
        )
        .fix("Let the directory refuse unauthenticated binds (OpenLDAP: do not allow bind_anon_cred)")
        .fix("Check that the password on the appliances is not empty")
        .into()),
        (0, Some(identity)) => Ok(pass(identity.to_owned()).into()),
        (code, _) if super::at::refuses_simple_binds(code) => Err(Skip::Blocked("BIND-004")),
        _ => Err(Skip::Blocked("BIND-005")),
    }
}
