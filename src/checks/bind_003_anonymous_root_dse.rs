//! BIND-003: RFC 4513 section 5.1 wants the rootDSE readable by anybody; the appliances do not need it.

use super::at::{At, per_endpoint, refuses_simple_binds};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: "BIND-003",
    title: "an anonymous client may read the rootDSE",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/BIND-003.md"),
    run: |evidence| per_endpoint(evidence, anonymous_root_dse),
};

fn anonymous_root_dse(at: At<'_>) -> Judged {
    match at.endpoint.ldap.failed().map(|failure| &failure.fault) {
        Some(Fault::Result { code: 51 | 52, .. }) => Err(Skip::Blocked("BIND-001")),
        Some(Fault::Result { code, .. }) if refuses_simple_binds(*code) => Err(Skip::Blocked("BIND-004")),
        Some(Fault::Result { code, text, .. }) => {
            Ok(fail("anonymous-refused", format!("the rootDSE is refused to anonymous clients: result {code} {text}"))
                .fault(format!("result {code}"))
                .fix("Nothing, if the directory is meant to be closed: the appliances bind before they read")
                .fix("Give [directory.bind] so that this tool can look further")
                .into())
        }
        _ => {
            let root = at.ldap()?;
            Ok(pass(format!("{} attributes", root.attributes.len())).into())
        }
    }
}
