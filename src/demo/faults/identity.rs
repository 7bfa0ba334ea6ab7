//! What can be wrong with user IDs, and with what the appliances know of users.

use openssl::error::ErrorStack;

use super::super::setup::Setup;
use super::super::staff::{Member, Staff};
use super::Fault;
use crate::evidence::identity::{Complaint, UserFault};

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "user-id-mismatch",
        story: "one person's user ID in call manager ends in @demo.example, the directory's does not",
        expected: Some("user-id-mismatch"),
        plant: |setup| member(setup, |alice| alice.call_manager_id = Some("alice@demo.example".to_owned())),
    },
    Fault {
        name: "user-id-is-extension",
        story: "call manager knows everybody by extension, the directory by name",
        expected: Some("user-id-is-extension"),
        plant: |setup| staff(setup, Staff::number_everybody),
    },
    Fault {
        name: "client-attribute-mismatch",
        story: "call manager takes the user ID from ipPhone, and the client was never told",
        expected: Some("client-attribute-mismatch"),
        plant: |setup| {
            staff(setup, |staff| {
                staff.number_everybody();
                (staff.attribute, staff.client_attribute) = ("ipPhone", Some("sAMAccountName"));
            })
        },
    },
    Fault {
        name: "not-in-directory",
        story: "somebody left, and call manager still has the user",
        expected: Some("not-in-directory"),
        plant: |setup| member(setup, |alice| alice.in_directory = false),
    },
    Fault {
        name: "not-in-call-manager",
        story: "a new colleague's account has no surname, so the synchronisation skips it",
        expected: Some("not-in-call-manager"),
        plant: |setup| member(setup, |alice| (alice.call_manager_id, alice.last_name) = (None, String::new())),
    },
    Fault {
        name: "inactive-user",
        story: "call manager marked somebody inactive whom the directory has",
        expected: Some("inactive-user"),
        plant: |setup| member(setup, |alice| alice.active = false),
    },
    Fault {
        name: "duplicate-user-id",
        story: "the presence server has one user twice",
        expected: Some("duplicate-user-id"),
        plant: |setup| member(setup, |alice| alice.presence_rows = 2),
    },
    Fault {
        name: "duplicate-on-another-node",
        story: "a user is on another presence node, too: no export shows it, the server's own check does",
        expected: Some("duplicate-user-id"),
        plant: |setup| {
            staff(setup, |staff| {
                staff.complaints = ["imp-1", "imp-2"].map(|node| twice("alice", node)).to_vec();
            })
        },
    },
    Fault {
        name: "illegal-user-id",
        story: "a local user of call manager has a blank in the user ID",
        expected: Some("illegal-user-id"),
        plant: |setup| {
            member(setup, |alice| {
                (alice.in_directory, alice.from_ldap) = (false, false);
                alice.call_manager_id = Some("front desk".to_owned());
            })
        },
    },
    Fault {
        name: "not-on-presence",
        story: "the sync agent lost somebody on the way to the presence server",
        expected: Some("not-on-presence"),
        plant: |setup| member(setup, |alice| alice.presence_rows = 0),
    },
    Fault {
        name: "not-enabled-for-presence",
        story: "somebody is on the presence server without being enabled there",
        expected: Some("not-enabled-for-presence"),
        plant: |setup| member(setup, |alice| alice.presence_enabled = false),
    },
    Fault {
        name: "stale-contact",
        story: "a contact list holds an address from before somebody's user ID changed",
        expected: Some("stale-contact"),
        plant: |setup| staff(setup, |staff| staff.old_contact = Some("alice@demo.example@demo.example")),
    },
    Fault {
        name: "presence-domain-mismatch",
        story: "one person's address has the domain from before the merger",
        expected: Some("presence-domain-mismatch"),
        plant: |setup| member(setup, |alice| alice.domain = "old.demo.example"),
    },
    Fault {
        name: "directory-uri-conflict",
        story: "two people have one directory URI",
        expected: Some("directory-uri-conflict"),
        plant: |setup| member(setup, |alice| alice.directory_uri = "BOB@demo.example".to_owned()),
    },
];

/// One line of the complaint that a user ID is on several nodes.
fn twice(user_id: &str, node: &str) -> Complaint {
    let (user_id, node) = (user_id.to_owned(), node.to_owned());
    Complaint { fault: UserFault::DuplicateUserId, user_id, directory_uri: None, node }
}

/// Changes the first person of the company.
fn member(setup: &mut Setup, change: impl FnOnce(&mut Member)) -> Result<(), ErrorStack> {
    setup.staff.members.first_mut().map(change);
    Ok(())
}

/// Changes what the exports list.
fn staff(setup: &mut Setup, change: impl FnOnce(&mut Staff)) -> Result<(), ErrorStack> {
    change(&mut setup.staff);
    Ok(())
}
