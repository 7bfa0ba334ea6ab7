//! TLS-012: several servers behind one name work or fail by chance.

use std::collections::BTreeMap;

use super::at::{AtServer, certificate, per_server};
use crate::check::{Check, Judged, Severity, Skip, fail, pass};

pub(super) static CHECK: Check = Check {
    code: "TLS-012",
    title: "all addresses behind one name present the same certificate",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-012.md"),
    run: |evidence| per_server(evidence, same_identity),
};

fn same_identity(at: AtServer<'_>) -> Judged {
    at.name()?;
    let mut by_leaf: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for endpoint in &at.server.endpoints {
        if let Some(leaf) = endpoint.tls.seen().and_then(|tls| tls.chain.first()) {
            by_leaf.entry(leaf).or_default().push(endpoint.address.ip().to_string());
        }
    }
    let seen: usize = by_leaf.values().map(Vec::len).sum();
    match (seen, by_leaf.len()) {
        (0 | 1, _) => Err(Skip::NotAsked("fewer than two addresses present a certificate".to_owned())),
        (_, 1) => Ok(pass(format!("{seen} addresses, one certificate")).into()),
        _ => {
            let groups = by_leaf.iter().map(|(leaf, addresses)| {
                let name = certificate(at.evidence, leaf).map_or_else(|| (*leaf).to_owned(), |c| c.label);
                format!("{} is \"{name}\"", addresses.join(", "))
            });
            let groups = groups.collect::<Vec<_>>().join("; ");
            Ok(fail("identity-differs", format!("several servers answer behind one name: {groups}"))
                .fault(at.server.url.host.clone())
                .fix("Configure each directory server by its own name, or give all of them a certificate that also has the common name")
                .into())
        }
    }
}
