//! BIND-004: result 8 or 13: the directory wants signing or TLS before it looks at credentials (Microsoft ADV190023).

use super::at::{At, per_endpoint};
use super::over_tls;
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Bind004,
    stage: Stage::Bind,
    title: "the directory accepts simple binds on this port",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/BIND-004.md"),
    run: |case| per_endpoint(case, simple_bind_accepted),
};

fn simple_bind_accepted(at: At<'_>) -> Judged {
    let Some((code, text)) = at.simple_bind_refusal() else {
        return match at.bind()?.code {
            0 => Ok(pass("the manager's simple bind is accepted").into()),
            // Nobody looks at a password that may not come this way.
            49 => Ok(pass("a simple bind is looked at").into()),
            _ => Err(Skip::Blocked(CheckCode::Bind005)),
        };
    };
    if let Some(tls) = at.endpoint.tls.seen() {
        return Ok(behind_tls((code, text), &tls.cipher).into());
    }
    let finding = fail(
        CauseCode::SigningRequired,
        format!("the directory refuses simple binds on this port: it wants signing or TLS (result {code})"),
    )
    .fault(format!("result {code}"))
    .fact("answer", text);
    Ok(over_tls::instead(at, finding).into())
}

/// The connection is encrypted as far as somebody: the directory itself sees one in clear, or wants a stronger cipher.
fn behind_tls((code, text): (u32, &str), cipher: &str) -> Finding {
    let finding = fail(
        CauseCode::SigningRequired,
        format!("the directory refuses simple binds even over TLS (result {code}), as if they came in clear"),
    )
    .owner(Owner::Directory)
    .fault(format!("result {code} over TLS"))
    .fact("answer", text)
    .fact("cipher", cipher)
    .refuted_if(&["the directory's log shows TLS for this very connection, and it wants a stronger cipher"])
    .fix(
        "Look for a balancer or proxy before the directory that ends TLS and goes on in clear (HAProxy, nginx, stunnel): \
         let it use TLS towards the directory too, or let TLS through unopened",
    );
    match code {
        13 => finding.fix(format!(
            "If there is none: let the directory demand no more than {cipher} gives (OpenLDAP: `security`)"
        )),
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, diagnosed, expect, plain, reject};
    use crate::evidence::*;

    #[test]
    fn results_8_and_13_refuse_the_way_not_the_password() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["pass~accepted", "pass"]),
                (|e| reject(e, 49, Some(0x52e)), &["pass~looked at", "blocked by BIND-005"]),
                (|e| reject(e, 53, None), &["blocked by BIND-005", "blocked by BIND-005"]),
                (
                    |e| {
                        plain(e);
                        reject(e, 8, None);
                    },
                    &["signing-required~result 8~ldaps://dc1.corp.example:636", "pass"],
                ),
                (
                    |e| reject(e, 13, None),
                    &["signing-required~even over TLS~ends TLS and goes on in clear~`security`", "pass"],
                ),
                (|e| at(e, 0).bind = Observed::NotAsked("no bind".into()), &["not asked~no bind", "pass"]),
            ],
        );
        assert_eq!(diagnosed(|e| reject(e, 8, None)), ["signing-required"]);
    }
}
