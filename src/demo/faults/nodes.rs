//! What only the nodes themselves show.

use super::super::cluster::Cluster;
use super::Fault;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "node-path-blocked",
        story: "an access list lets call manager through and presence not: the presence node's own test shows it",
        expected: Some("path-blocked"),
        plant: |setup| {
            setup.cluster = Some(Cluster { cut_off: true, ..Cluster::default() });
            Ok(())
        },
    },
    Fault {
        name: "node-stale-hosts",
        story: "a domain controller was replaced, and one presence node still has the old one on its list",
        expected: Some("ldap-hosts-differ"),
        plant: |setup| {
            setup.cluster = Some(Cluster { stale_host: Some("dc0.demo.example"), ..Cluster::default() });
            Ok(())
        },
    },
    Fault {
        name: "node-dns-failure",
        story: "a presence node asks a name server of the old network, which does not know the directory",
        expected: Some("node-dns-failure"),
        plant: |setup| {
            setup.cluster = Some(Cluster { lost: true, ..Cluster::default() });
            Ok(())
        },
    },
    Fault {
        name: "service-stopped",
        story: "Cisco Client Profile Agent of a presence node stopped last night",
        expected: Some("service-stopped"),
        plant: |setup| {
            setup.cluster = Some(Cluster { stopped: Some("Cisco Client Profile Agent"), ..Cluster::default() });
            Ok(())
        },
    },
];
