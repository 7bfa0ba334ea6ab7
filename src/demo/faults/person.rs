//! What can be wrong with one person's account.

use openssl::error::ErrorStack;
use time::OffsetDateTime;

use super::super::company;
use super::super::pki::days;
use super::super::setup::Setup;
use super::Fault;

pub(super) const FAULTS: &[Fault] = &[
    Fault {
        name: "user-unknown",
        story: "somebody types alise, and the directory knows alice",
        expected: Some("user-unknown"),
        plant: |setup| ask(setup, "alise", &[]),
    },
    Fault {
        name: "user-ambiguous",
        story: "two people were given the same user ID",
        expected: Some("user-ambiguous"),
        plant: |setup| {
            set(setup, "frank", "sAMAccountName", "bob");
            ask(setup, "bob", &[])
        },
    },
    Fault {
        name: "user-disabled",
        story: "somebody came back from a long leave, and the account is still disabled",
        expected: Some("user-disabled"),
        plant: |setup| ask(setup, "dave", &[("userAccountControl", "66050".to_owned())]),
    },
    Fault {
        name: "user-expired",
        story: "a contractor's account had an end date, and the contract was extended",
        expected: Some("user-expired"),
        plant: |setup| ask(setup, "dave", &expired_yesterday()),
    },
    Fault {
        name: "user-locked",
        story: "carol changed her password; her mobile phone still sends the old one and locks the account",
        expected: Some("user-locked"),
        plant: |setup| ask(setup, "carol", &locked_now()),
    },
    Fault {
        name: "user-password-expired",
        story: "a new colleague must change the first password, which the client cannot do",
        expected: Some("user-password-expired"),
        plant: |setup| ask(setup, "erin", &fresh()),
    },
    Fault {
        name: "user-restricted",
        story: "an account may log on to two computers only, and the domain controller is none of them",
        expected: Some("user-restricted"),
        plant: |setup| ask(setup, "erin", &[("userWorkstations", "PC-4711,PC-4712".to_owned())]),
    },
    Fault {
        name: "user-password-wrong",
        story: "somebody types the password of last week; one try is spent to find out",
        expected: Some("user-password-wrong"),
        plant: |setup| {
            setup.ask_about("frank", true);
            setup.person_password = secrecy::SecretString::from("the password of last week");
            Ok(())
        },
    },
];

/// An attribute of an account and its value.
type Attribute = (&'static str, String);

/// Asks about a person, without their password, whose account has these attributes.
fn ask(setup: &mut Setup, id: &str, attributes: &[Attribute]) -> Result<(), ErrorStack> {
    for (attribute, value) in attributes {
        set(setup, id, attribute, value);
    }
    setup.ask_about(id, false);
    Ok(())
}

fn set(setup: &mut Setup, id: &str, attribute: &str, value: &str) {
    if let Some(dn) = company::dn_of(id) {
        setup.directory.set(&dn, attribute, value);
    }
}

/// The last of the tries that are allowed, just now, with the password that was changed just now.
fn locked_now() -> [Attribute; 4] {
    let now = company::file_time(OffsetDateTime::now_utc());
    [
        ("lockoutTime", now.clone()),
        ("badPwdCount", "3".to_owned()),
        ("msDS-User-Account-Control-Computed", "16".to_owned()),
        ("pwdLastSet", now),
    ]
}

/// A password that must be changed first: it may expire (512), and the computed flag says that it has.
fn fresh() -> [Attribute; 3] {
    [
        ("userAccountControl", "512".to_owned()),
        ("pwdLastSet", "0".to_owned()),
        ("msDS-User-Account-Control-Computed", "8388608".to_owned()),
    ]
}

fn expired_yesterday() -> [Attribute; 1] {
    [("accountExpires", company::file_time(OffsetDateTime::now_utc() - days(1)))]
}
