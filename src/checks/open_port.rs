//! A port that takes no connection on a host that is up.

use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::{TcpFailure, TcpFailureKind};

/// The host is up, since another of its ports answers: what is wrong is wrong with this port.
pub(super) fn beside_an_open_port(
    failure: &TcpFailure,
    (port, open): (u16, u16),
    source: &str,
    firewall: String,
) -> Finding {
    let beside = format!("while port {open} of the same address takes connections");
    let dropped = failure.kind == TcpFailureKind::Dropped;
    let finding = match dropped {
        true => fail(
            CauseCode::ServerUnreachable,
            format!(
                "no answer within {}, {beside}: the host is up, and packets to port {port} are dropped",
                failure.ms.rounded()
            ),
        )
        .fault(format!("dropped beside {open}"))
        .fix(firewall)
        .fix(format!("If they allow it: the server's own firewall must allow TCP {port}, too")),
        false => fail(
            CauseCode::ServerUnreachable,
            format!("refused, {beside}: nothing listens on port {port}, or a firewall rejects it"),
        ),
    };
    let listens = match port {
        3268 | 3269 => format!(
            "Look whether this controller is a Global Catalog (Active Directory Sites and Services, NTDS Settings of the server), which alone listens on port {port}; if not, make it one, name one that is, or, for one domain alone, use port {open}"
        ),
        636 => "On the directory server, check that its service listens on port 636 (OpenLDAP: ldaps:/// among the URLs it is started with; 389 Directory Server: nsslapd-security)".to_owned(),
        _ => format!("On the directory server, check that its LDAP service listens on port {port}: it may be told to serve TLS alone, and then port 636 with TLS is the one to use"),
    };
    let finding = finding.fact("open port", open);
    match dropped {
        true if matches!(port, 3268 | 3269) => finding.fix(listens),
        true => finding,
        false => finding
            .fix(listens)
            .fix(format!("If something does: a firewall rejects TCP {port} from {source}; allow it")),
    }
}
