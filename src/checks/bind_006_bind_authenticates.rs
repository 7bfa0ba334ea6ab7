//! BIND-006: RFC 4513 section 5.1.2: a bind may succeed without authenticating anybody.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind006,
    stage: Stage::Bind,
    title: "the bind gives the manager an identity",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-006.md"),
    run: |case| per_endpoint(case, authenticates),
};

fn authenticates(at: At<'_>) -> Judged {
    match at.bound()?.who_am_i.as_deref() {
        None => Err(Skip::NotAsked("the directory does not offer WhoAmI (RFC 4532)".to_owned())),
        // An empty identity (RFC 4532 section 2.2), or Windows' name for it.
        Some("" | "dn:" | "u:" | "u:NT AUTHORITY\\ANONYMOUS LOGON") => Ok(fail(
            CauseCode::UnauthenticatedBindAccepted,
            "the bind succeeds, but the directory takes the manager for an anonymous client",
        )
        .fix("Let the directory refuse unauthenticated binds (OpenLDAP: do not allow bind_anon_cred)")
        .fix("Check that the password on the appliances is not empty")
        .into()),
        Some(identity) => Ok(pass(identity.to_owned()).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, expect, reject};
    use crate::evidence::*;

    #[test]
    fn a_success_must_be_the_manager() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~u:CORP", "pass"]),
                (|e| who(e, Some("")), &["unauthenticated-bind-accepted~anonymous", "pass"]),
                (|e| who(e, Some("u:NT AUTHORITY\\ANONYMOUS LOGON")), &["unauthenticated-bind-accepted", "pass"]),
                (|e| who(e, None), &["not asked~WhoAmI", "pass"]),
                (|e| reject(e, 49, None), &["blocked by BIND-005", "blocked by BIND-005"]),
                (|e| reject(e, 8, None), &["blocked by BIND-004", "pass"]),
            ],
        );
    }

    fn who(evidence: &mut Evidence, identity: Option<&str>) {
        let Observed::Seen(answer) = &mut at(evidence, 0).bind else { unreachable!() };
        answer.who_am_i = identity.map(str::to_owned);
    }
}
