//! TLS-011: RFC 8996 retires TLS 1.0 and 1.1; today's clients refuse them.

use super::at::{At, per_endpoint};
use crate::check::{Check, Judged, Severity, fail, pass};
use crate::trust::judgement;

pub(super) static CHECK: Check = Check {
    code: "TLS-011",
    title: "every server speaks TLS 1.2 or later",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-011.md"),
    run: |evidence| per_endpoint(evidence, version_current),
};

fn version_current(at: At<'_>) -> Judged {
    let version = &at.tls()?.version;
    if !judgement::outdated(version) {
        return Ok(pass(version.clone()).into());
    }
    let shown = version.replace("TLSv", "TLS ");
    let shown = if shown == "TLS 1" { "TLS 1.0".to_owned() } else { shown };
    Ok(fail("tls-version-unsupported", format!("speaks {shown} at best; today's clients want TLS 1.2"))
        .fact("version", version)
        .fix("Enable TLS 1.2 on the directory server")
        .fix("Old appliances may still accept it: compare `show tls min-version` on every node")
        .into())
}
