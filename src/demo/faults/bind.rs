//! What can be wrong with the conversation and with the manager account.

use openssl::error::ErrorStack;

use super::super::company;
use super::super::directory::Policy;
use super::super::server::Quirk;
use super::super::setup::Setup;
use super::{Fault, quirk};
use crate::server_url::Scheme;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "server-busy",
        story: "the directory is overloaded and answers every request with busy",
        expected: Some("server-busy"),
        plant: |setup| policy(setup, Policy::Busy),
    },
    Fault {
        name: "connection-lost",
        story: "the directory service crashes in the middle of its first answer",
        expected: Some("connection-lost"),
        plant: |setup| quirk(setup, Quirk::HalfAnswer),
    },
    Fault {
        name: "malformed-answer",
        story: "something that rewrites LDAP on the way breaks the lengths inside the answer",
        expected: Some("malformed-answer"),
        plant: |setup| quirk(setup, Quirk::OverlongEntry),
    },
    Fault {
        name: "anonymous-refused",
        story: "the directory tells strangers nothing about itself, on purpose; the manager account works",
        expected: None,
        plant: |setup| {
            setup.directory.anonymous_root_dse = false;
            Ok(())
        },
    },
    Fault {
        name: "signing-required",
        story: "the appliances use plain LDAP, and the domain controller now requires signing",
        expected: Some("signing-required"),
        plant: |setup| {
            (setup.speaks_tls, setup.scheme, setup.allow_plaintext) = (false, Scheme::Ldap, true);
            policy(setup, Policy::RequireSigning)
        },
    },
    Fault {
        name: "bind-name-form",
        story: "the manager is configured as user@domain, and this directory binds distinguished names only",
        expected: Some("bind-name-form"),
        plant: |setup| {
            setup.manager = company::MANAGER_UPN;
            policy(setup, Policy::NamesAreDn)
        },
    },
    Fault {
        name: "manager-rejected",
        story: "the manager account's password was changed in the directory only",
        expected: Some("manager-rejected"),
        plant: |setup| policy(setup, Policy::Refuse("52e")),
    },
    Fault {
        name: "manager-locked",
        story: "something keeps trying the manager account's old password, so the account is locked",
        expected: Some("manager-locked"),
        plant: |setup| policy(setup, Policy::Refuse("775")),
    },
    Fault {
        name: "manager-disabled",
        story: "somebody disabled the manager account while tidying up",
        expected: Some("manager-disabled"),
        plant: |setup| policy(setup, Policy::Refuse("533")),
    },
    Fault {
        name: "manager-expired",
        story: "the manager account was created for a project that has ended",
        expected: Some("manager-expired"),
        plant: |setup| policy(setup, Policy::Refuse("701")),
    },
    Fault {
        name: "manager-password-expired",
        story: "the manager account's password expired like anybody's",
        expected: Some("manager-password-expired"),
        plant: |setup| policy(setup, Policy::Refuse("532")),
    },
    Fault {
        name: "manager-restricted",
        story: "the manager account may log on from certain computers only, and this is none of them",
        expected: Some("manager-restricted"),
        plant: |setup| policy(setup, Policy::Refuse("531")),
    },
    Fault {
        name: "unauthenticated-bind-accepted",
        story: "the directory says yes to the manager's bind and treats the connection as anonymous",
        expected: Some("unauthenticated-bind-accepted"),
        plant: |setup| policy(setup, Policy::Anonymise),
    },
    Fault {
        name: "manager-at-risk",
        story: "one more wrong password locks the manager account",
        expected: Some("manager-at-risk"),
        plant: |setup| {
            setup.directory.set_bad_password_count(2);
            Ok(())
        },
    },
];

fn policy(setup: &mut Setup, policy: Policy) -> Result<(), ErrorStack> {
    setup.directory.policy = policy;
    Ok(())
}
