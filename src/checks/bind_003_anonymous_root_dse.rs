//! BIND-003: RFC 4513 section 5.1 wants the rootDSE readable by anybody; the appliances do not need it.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::result::is_busy;
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind003,
    stage: Stage::Bind,
    title: "an anonymous client may read the rootDSE",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/BIND-003.md"),
    run: |case| per_endpoint(case, anonymous_root_dse),
};

fn anonymous_root_dse(at: At<'_>) -> Judged {
    match at.endpoint.ldap.failed().map(|failure| &failure.fault) {
        Some(Fault::Result { code, .. }) if is_busy(*code) => Err(Skip::Blocked(CheckCode::Bind001)),
        Some(Fault::Result { .. }) if at.simple_bind_refusal().is_some() => Err(Skip::Blocked(CheckCode::Bind004)),
        Some(Fault::Result { code, .. }) if at.endpoint.bind.seen().is_some_and(|bind| bind.code == 0) => {
            Err(Skip::NotAsked(format!(
                "closed to anonymous clients (result {code}), and open to the manager: nothing needs it"
            )))
        }
        Some(Fault::Result { code, text, .. }) => {
            let words = if text.is_empty() { String::new() } else { format!(" {text}") };
            let message = format!("the rootDSE is refused to anonymous clients: result {code}{words}");
            let finding = fail(CauseCode::AnonymousRefused, message)
                .fault(format!("result {code}"))
                .fix("Nothing, if the directory is meant to be closed: the appliances bind before they read");
            Ok(match at.case.asked.bind {
                Some(_) => finding,
                None => finding.fix("Give [directory.bind], so that this tool can look further"),
            }
            .into())
        }
        _ => {
            let root = at.ldap()?;
            Ok(pass(format!("{} attributes", root.attributes.len())).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, broken, diagnosed, expect, fail_ldap, result};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    /// Closed to everybody who has no account, and no account was given.
    fn closed(evidence: &mut Evidence, code: u32) {
        evidence.asked.bind = None;
        fail_ldap(evidence, 0, broken(result(code)));
        for endpoint in evidence.vantages[0].servers.iter_mut().flat_map(|server| &mut server.endpoints) {
            endpoint.bind = Observed::NotAsked("no bind".into());
        }
    }

    #[test]
    fn a_refused_root_dse_is_a_warning_of_its_own() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~2 attributes", "pass"]),
                (|e| fail_ldap(e, 0, broken(result(1))), &["not asked~open to the manager", "pass"]),
                (|e| closed(e, 1), &["anonymous-refused~result 1 words", "pass"]),
                (|e| fail_ldap(e, 0, broken(result(52))), &["blocked by BIND-001", "pass"]),
                // The bind's own answer tells that simple binds are fine.
                (|e| fail_ldap(e, 0, broken(result(13))), &["not asked~result 13", "pass"]),
                (
                    |e| {
                        e.asked.bind = None;
                        fail_ldap(e, 0, broken(result(8)));
                        at(e, 0).bind = Observed::NotAsked("no bind".into());
                    },
                    &["blocked by BIND-004", "pass"],
                ),
                (|e| fail_ldap(e, 0, broken(Fault::Closed { pending: 0 })), &["blocked by BIND-001", "pass"]),
            ],
        );
        assert_eq!(diagnosed(|e| fail_ldap(e, 0, broken(result(1)))), Vec::<String>::new());
        assert_eq!(diagnosed(|e| closed(e, 1)), ["anonymous-refused"]);
    }
}
