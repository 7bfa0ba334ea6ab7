//! The manager's bind, as Active Directory answers it by each port, name and state of the account.

use super::dc::{Bind, DOMAIN, Dc, HOST, SHARED};
use super::seed::{MANAGER, PASSWORD};
use crate::live::doctor::{Doctor, Run};

const LDAPS: &str = "ldaps://dc1.lab.example";
const LDAP: &str = "ldap://dc1.lab.example";

fn service(account: &str) -> String {
    format!("CN={account},OU=Service,{DOMAIN}")
}

/// Binds as one of the accounts in OU=Service by LDAPS, with the right password.
fn check(account: &str) -> Run {
    SHARED.doctor(&[LDAPS]).bind_as(&service(account), PASSWORD).check()
}

#[test]
fn every_port_and_form_of_name_is_healthy() {
    let plain = |doctor: Doctor| doctor.allow("allow_plaintext");
    let upgraded = |doctor: Doctor| doctor.start_tls();
    let as_it_is = |doctor: Doctor| doctor;
    type Shape<'a> = &'a dyn Fn(Doctor) -> Doctor;
    let urls: [(String, Shape<'_>, bool); 6] = [
        (LDAPS.to_owned(), &as_it_is, false),
        (format!("{LDAPS}:3269"), &as_it_is, false),
        (LDAP.to_owned(), &upgraded, true),
        (format!("{LDAP}:3268"), &upgraded, true),
        (LDAP.to_owned(), &plain, false),
        (format!("{LDAP}:3268"), &plain, false),
    ];
    for (url, shape, by_start_tls) in &urls {
        let run = shape(SHARED.doctor(&[url]).bind_as(MANAGER, PASSWORD)).check();
        assert!(run.is_sound(*by_start_tls), "{}", run.told());
        run.outcome("BIND-005", "pass", "binds").outcome("BIND-007", "pass", "wrong passwords: 0 of 3");
        run.outcome("BIND-004", "pass", "").outcome("BIND-001", "pass", "Samba Team");
    }
    for name in ["svc-ucm@lab.example", r"LAB\svc-ucm", "cn=svc-ucm, ou=service, dc=lab, dc=example"] {
        let run = SHARED.doctor(&[LDAPS]).bind_as(name, PASSWORD).check();
        run.healthy().outcome("BIND-005", "pass", "binds").outcome("BIND-007", "pass", "wrong passwords: 0 of 3");
    }
}

#[test]
fn the_root_entry_tells_what_the_server_is() {
    let run = SHARED.doctor(&[LDAPS]).check();
    run.healthy();
    let endpoint = &run.report["evidence"]["vantages"][0]["servers"][0]["endpoints"][0];
    let root = &endpoint["ldap"]["seen"];
    assert_eq!(root["active_directory"], true, "{endpoint:#}");
    assert_eq!(root["attributes"]["defaultNamingContext"][0], DOMAIN);
    assert_eq!(root["attributes"]["dnsHostName"][0], HOST);
    assert_eq!(root["attributes"]["isGlobalCatalogReady"][0], "TRUE");
}

/// The first rejection ends every further try: over two ports of one controller the account pays once.
#[test]
fn a_wrong_password_costs_the_account_exactly_one_try() {
    assert_eq!(SHARED.value("svc-typo", "badPwdCount"), "0");
    let global_catalog = format!("{LDAPS}:3269");
    let doctor = SHARED.doctor(&[LDAPS, &global_catalog]).bind_as(&service("svc-typo"), "Wrong-Horse-7");
    let run = doctor.check();
    run.finds(1, 1, "manager-rejected", "wrong name or password").outcome("BIND-005", "fail", "52e");
    assert_eq!(SHARED.value("svc-typo", "badPwdCount"), "1");
    let wrong = || Bind { status: "NT_STATUS_WRONG_PASSWORD".to_owned(), port: 636 };
    assert_eq!(SHARED.binds("svc-typo"), [wrong()]);
    // Scheduled runs with the same old password: it is remembered, and never sent again.
    for _ in 0..9 {
        doctor.check().finds(1, 1, "manager-rejected", "in an earlier run").outcome(
            "BIND-005",
            "fail",
            "not sent again",
        );
    }
    assert_eq!(SHARED.value("svc-typo", "badPwdCount"), "1");
    doctor.check_with(&["--bind-anyway"]).finds(1, 1, "manager-rejected", "wrong name or password");
    assert_eq!(SHARED.binds("svc-typo"), [wrong(), wrong()]);
}

#[test]
fn names_that_active_directory_does_not_take_are_rejected() {
    for (name, cause) in [
        ("svc-ucm", "bind-name-form"),
        (r"lab.example\svc-ucm", "manager-rejected"),
        ("CN=svc-ucm,OU=Gone,DC=lab,DC=example", "manager-rejected"),
    ] {
        SHARED.doctor(&[LDAPS]).bind_as(name, PASSWORD).check().finds(1, 1, cause, name);
    }
}

#[test]
fn the_state_of_the_account_is_told() {
    for (account, cause, words) in [
        ("svc-locked", "manager-locked", "locked"),
        ("svc-disabled", "manager-disabled", "disabled"),
        ("svc-expired", "manager-expired", "expired"),
        ("svc-old", "manager-password-expired", "the password has expired"),
        ("svc-new", "manager-password-expired", "the password must be changed first"),
        ("svc-night", "manager-restricted", "hour"),
        ("svc-desk", "manager-restricted", "workstation"),
        ("svc-guarded", "manager-restricted", "an account restriction forbids this logon (data 52f)"),
    ] {
        let run = check(account);
        run.finds(1, 1, cause, &format!("{}: ", service(account))).finds(1, 1, cause, words);
        let guarded = run.diagnoses()[0]["fix"].to_string().contains("Protected Users");
        assert_eq!(guarded, account == "svc-guarded", "{}", run.told());
        assert_eq!(SHARED.binds(account).len(), 1, "{account}");
    }
}

#[test]
fn a_suffix_that_is_none_of_the_domain_is_told() {
    let named = |name: &str| {
        let run = SHARED.doctor(&[LDAPS]).bind_as(name, "wrong-Horse-7").check();
        run.finds(1, 1, "manager-rejected", name).diagnoses()[0]["fix"].to_string()
    };
    let told = named("svc-suffix@labb.example");
    assert!(told.contains("Look whether labb.example is right: the domain here is lab.example"), "{told}");
    assert!(!named("svc-suffix@LAB.example").contains("Look whether"), "its own suffix, however it is written");
}

/// A bind that succeeds clears the count, so what is read over it is 0, however many failed before.
#[test]
fn the_managers_own_success_clears_the_failures_before_it() {
    assert_eq!(SHARED.value("svc-risk", "badPwdCount"), "2");
    check("svc-risk").healthy().outcome("BIND-007", "pass", "wrong passwords: 0 of 3");
    assert_eq!(SHARED.value("svc-risk", "badPwdCount"), "0");
}

/// Samba's default, and what Microsoft asks for: simple binds on 389 only after TLS.
#[test]
fn a_controller_that_requires_signing_refuses_port_389_only() {
    for strong_auth in ["yes", "allow_sasl_over_tls"] {
        let dc = Dc::start(strong_auth);
        let plain = dc.doctor(&[LDAP]).bind_as(MANAGER, PASSWORD).allow("allow_plaintext").check();
        plain.finds(1, 1, "signing-required", "it wants signing or TLS (result 8)");
        plain.outcome("BIND-004", "fail", "").outcome("BIND-001", "pass", "Samba Team");
        assert_eq!(dc.binds("svc-ucm"), [], "the password was refused before it was looked at");
        dc.doctor(&[LDAPS]).bind_as(MANAGER, PASSWORD).check().healthy();
        let upgraded = dc.doctor(&[LDAP]).bind_as(MANAGER, PASSWORD).start_tls().check();
        assert!(upgraded.is_sound(true), "{}", upgraded.told());
        assert_eq!(dc.binds("svc-ucm").len(), 2);
    }
}
