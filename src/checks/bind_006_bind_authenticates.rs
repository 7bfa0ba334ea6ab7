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
    match at.bound()?.who_am_i.as_deref() {
        None => Err(Skip::NotAsked("the directory does not offer WhoAmI (RFC 4532)".to_owned())),
        // An empty identity (RFC 4532 section 2.2), or Windows' name for it.
        Some("" | "dn:" | "u:" | "u:NT AUTHORITY\\ANONYMOUS LOGON") => Ok(fail(
            "unauthenticated-bind-accepted",
            "the bind succeeds, but the directory takes the manager for an anonymous client",
        )
        .fix("Let the directory refuse unauthenticated binds (OpenLDAP: do not allow bind_anon_cred)")
        .fix("Check that the password on the appliances is not empty")
        .into()),
        Some(identity) => Ok(pass(identity.to_owned()).into()),
    }
}
