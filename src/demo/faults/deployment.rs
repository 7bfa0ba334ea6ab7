//! What can be wrong with the settings of the appliances.

use openssl::error::ErrorStack;

use super::super::appliances::Appliances;
use super::super::setup::Setup;
use super::Fault;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "version-mismatch",
        story: "the sync agent of presence 6.0.3 does not start since call manager was upgraded to 7.0",
        expected: Some("version-mismatch"),
        plant: |setup| {
            set(setup, |it| {
                (it.call_manager, it.presence, it.sync_status) = ("7.0.1.11000-2", "6.0.3.1000-12", "Not started");
            })
        },
    },
    Fault {
        name: "ldap-hosts-differ",
        story: "a domain controller was replaced, and the presence server still asks the old one",
        expected: Some("ldap-hosts-differ"),
        plant: |setup| set(setup, |it| it.stale_host = Some("dc-old.demo.example")),
    },
    Fault {
        name: "sync-agent-failed",
        story: "the presence server's sync agent lost its connection to call manager",
        expected: Some("sync-agent-failed"),
        plant: |setup| {
            set(setup, |it| {
                it.sync_status =
                    "Sync Completed, but currently failed to connect to the CUCM Database Monitor. Retrying...";
            })
        },
    },
    Fault {
        name: "settings-contradict",
        story: "call manager asks the directory for passwords, and does not take its users from there",
        expected: Some("settings-contradict"),
        plant: |setup| set(setup, |it| it.synchronization = false),
    },
    Fault {
        name: "ldap-not-used",
        story: "call manager uses no LDAP at all, and users wonder why they find nobody",
        expected: Some("ldap-not-used"),
        plant: |setup| set(setup, without_ldap),
    },
];

/// Changes the settings of the appliances.
fn set(setup: &mut Setup, change: impl FnOnce(&mut Appliances)) -> Result<(), ErrorStack> {
    change(&mut setup.appliances);
    Ok(())
}

/// Neither users nor passwords come from the directory.
fn without_ldap(appliances: &mut Appliances) {
    (appliances.authentication, appliances.synchronization) = (false, false);
}
