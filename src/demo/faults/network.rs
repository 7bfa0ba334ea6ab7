//! What can be wrong on the way to the directory.

use super::super::elsewhere;
use super::super::server::Quirk;
use super::super::setup::{HOST, Machines, SECOND_HOST};
use super::{Fault, quirk};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "path-blocked",
        story: "an access list lets call manager reach the directory and drops what the presence server sends (recorded)",
        expected: Some("path-blocked"),
        plant: |setup| {
            setup.elsewhere = Some(elsewhere::behind_a_filter);
            Ok(())
        },
    },
    Fault {
        name: "server-unreachable",
        story: "the directory service on the domain controller is stopped",
        expected: Some("server-unreachable"),
        plant: |setup| {
            setup.machines = Machines::Stopped;
            Ok(())
        },
    },
    Fault {
        name: "server-silent",
        story: "the directory service hangs: it accepts connections and never answers",
        expected: Some("server-silent"),
        plant: |setup| quirk(setup, Quirk::Silent),
    },
    Fault {
        name: "no-failover",
        story: "the second server that was configured is another name of the first",
        expected: Some("no-failover"),
        plant: |setup| {
            setup.machines = Machines::TwoNames;
            setup.leaf = setup.leaf.clone().names(&[HOST, SECOND_HOST]);
            Ok(())
        },
    },
    Fault {
        name: "not-ldap",
        story: "the port belongs to a web server",
        expected: Some("not-ldap"),
        plant: |setup| quirk(setup, Quirk::Http),
    },
    Fault {
        name: "scheme-mismatch",
        story: "the appliances are set to LDAPS, but the port speaks plain LDAP",
        expected: Some("scheme-mismatch"),
        plant: |setup| {
            setup.speaks_tls = false;
            Ok(())
        },
    },
];
