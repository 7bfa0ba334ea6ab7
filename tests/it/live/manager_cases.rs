//! The manager's bind, as a real slapd answers it.

use super::doctor::Doctor;
use super::pki::Pki;
use super::slapd::{MANAGER, Setup, Slapd};

/// A slapd with TLS, and a doctor that trusts it.
fn lab(shape: impl FnOnce(Setup) -> Setup) -> (Slapd, Pki) {
    let pki = Pki::new("Lab");
    let slapd = shape(Setup::with_chain(&[&pki.server(), &pki.issuing])).start();
    (slapd, pki)
}

fn over_ldaps(slapd: &Slapd, pki: &Pki) -> Doctor {
    Doctor::new(&[&slapd.ldaps()]).trust("call_manager", &[&pki.root])
}

#[test]
fn a_sound_manager_binds_once_by_ldaps_and_by_start_tls() {
    let (slapd, pki) = lab(|setup| setup);
    let run = over_ldaps(&slapd, &pki).manager(&slapd.password).check();
    run.healthy().outcome("BIND-005", "pass", "binds").outcome("BIND-006", "pass", &format!("dn:{MANAGER}"));
    run.outcome("BIND-002", "pass", "call-manager");
    assert_eq!(slapd.stop_and_count_binds(), 1);

    let (slapd, pki) = lab(|setup| setup);
    let doctor = Doctor::new(&[&slapd.ldap()]).trust("call_manager", &[&pki.root]).start_tls();
    let run = doctor.manager(&slapd.password).check();
    // It works, and is not what the appliances do.
    run.finds(0, 0, "settings-contradict", "StartTLS");
    run.outcome("BIND-005", "pass", "binds").outcome("TLS-001", "pass", "StartTLS");
    assert_eq!(slapd.stop_and_count_binds(), 1);
}

/// The first rejection ends every further try, so a run costs the account one bad-password count.
#[test]
fn a_wrong_password_is_tried_once_on_one_of_two_servers() {
    let (first, pki) = lab(|setup| setup);
    let second = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let doctor = Doctor::new(&[&first.ldaps(), &second.ldaps()]).trust("call_manager", &[&pki.root]);
    let run = doctor.manager("not the password").check();
    run.finds(1, 1, "manager-rejected", &format!("{MANAGER}: wrong name or password"));
    assert_eq!((first.stop_and_count_binds(), second.stop_and_count_binds()), (1, 0));
}

#[test]
fn ten_scheduled_runs_with_an_old_password_lock_nobody() {
    let (slapd, pki) = lab(|setup| setup.password_policy(&["pwdLockout: TRUE", "pwdMaxFailure: 3"]));
    let old = over_ldaps(&slapd, &pki).manager("the password of last year");
    for round in 0..10 {
        let words = if round == 0 { "wrong name or password" } else { "in an earlier run" };
        old.check().finds(1, 1, "manager-rejected", words);
    }
    // The right one is tried at once, and the account is not locked.
    let right = over_ldaps(&slapd, &pki).manager(&slapd.password);
    right.check().outcome("BIND-005", "pass", "binds");
    assert_eq!(slapd.stop_and_count_binds(), 2);
}

#[test]
fn a_state_folder_that_cannot_be_written_is_told_and_ends_nothing() {
    let (slapd, pki) = lab(|setup| setup);
    let doctor = over_ldaps(&slapd, &pki).manager("the password of last year");
    std::fs::write(doctor.folder.path().join("state"), "no folder").unwrap();
    for _ in 0..2 {
        let run = doctor.check();
        run.finds(1, 1, "manager-rejected", "wrong name or password");
        assert!(run.stderr.contains("warning: the rejected password is not remembered"), "{}", run.stderr);
    }
    assert_eq!(slapd.stop_and_count_binds(), 2);
}

#[test]
fn a_sound_manager_binds_on_every_server() {
    let (first, pki) = lab(|setup| setup);
    let second = Setup::with_chain(&[&pki.server(), &pki.issuing]);
    let second = second.with_password(&first.password).start();
    let doctor = Doctor::new(&[&first.ldaps(), &second.ldaps()]).trust("call_manager", &[&pki.root]);
    doctor.manager(&first.password).check().healthy();
    assert_eq!((first.stop_and_count_binds(), second.stop_and_count_binds()), (1, 1));
}

#[test]
fn the_password_policy_tells_why() {
    let three_tries = ["pwdLockout: TRUE", "pwdMaxFailure: 3"];
    let manager_after_three_tries = |shape: fn(Setup) -> Setup| {
        let (slapd, pki) = lab(|setup| shape(setup.password_policy(&three_tries)));
        for _ in 0..3 {
            slapd.bind_with_a_wrong_password();
        }
        over_ldaps(&slapd, &pki).manager(&slapd.password).check()
    };
    let told = manager_after_three_tries(|setup| setup.overlay_directive("ppolicy_use_lockout"));
    told.finds(1, 1, "manager-locked", &format!("{MANAGER}: the account is locked"));
    // By default slapd keeps the lock to itself, and a rejection is all that anybody can know.
    let untold = manager_after_three_tries(|setup| setup);
    untold.finds(1, 1, "manager-rejected", &format!("{MANAGER}: wrong name or password"));
    assert!(untold.diagnoses()[0]["fix"][0].as_str().unwrap().contains("pwdAccountLockedTime"), "{}", untold.told());

    let ages = ["pwdMaxAge: 86400"];
    let (slapd, pki) = lab(|setup| setup.password_policy(&ages).manager("pwdChangedTime: 20200101000000Z"));
    let run = over_ldaps(&slapd, &pki).manager(&slapd.password).check();
    run.finds(1, 1, "manager-password-expired", &format!("{MANAGER}: the password has expired"));

    let must_change = ["pwdMustChange: TRUE"];
    let (slapd, pki) = lab(|setup| setup.password_policy(&must_change).manager("pwdReset: TRUE"));
    let run = over_ldaps(&slapd, &pki).manager(&slapd.password).check();
    run.finds(1, 1, "manager-password-expired", "must change its password");
    let fix = run.diagnoses()[0]["fix"].to_string();
    assert!(fix.contains("pwdReset") && !fix.contains("at next logon"), "the words of another directory: {fix}");
}

#[test]
fn a_password_that_expires_soon_warns() {
    let week = ["pwdMaxAge: 604800", "pwdExpireWarning: 604799"];
    let changed = time::OffsetDateTime::now_utc() - time::Duration::hours(1);
    let format = time::macros::format_description!("[year][month][day][hour][minute][second]Z");
    let changed = format!("pwdChangedTime: {}", changed.format(&format).unwrap());
    let (slapd, pki) = lab(|setup| setup.password_policy(&week).manager(&changed));
    let run = over_ldaps(&slapd, &pki).manager(&slapd.password).check();
    run.finds(0, 0, "manager-at-risk", "the manager's password expires in 6 days");
}

#[test]
fn a_user_principal_name_is_no_name_for_openldap() {
    let (slapd, pki) = lab(|setup| setup);
    let run = over_ldaps(&slapd, &pki).bind_as("svc-ucm@corp.example", &slapd.password).check();
    run.finds(1, 1, "bind-name-form", "svc-ucm@corp.example: the directory takes no name of this form");
}

/// Below a referral object OpenLDAP answers a bind as to a wrong password; a search tells whose account it is.
#[test]
fn an_account_that_another_server_holds_is_no_wrong_password() {
    let branch = "ou=Plant,dc=corp,dc=example";
    let reference = format!(
        "dn: {branch}\nobjectClass: referral\nobjectClass: extensibleObject\nou: Plant\nref: ldap://plant.corp.example:1389/{branch}"
    );
    let open = "access to attrs=userPassword by anonymous auth\naccess to * by * read";
    let (slapd, pki) = lab(|setup| setup.entries(&reference).access(open));
    let run = over_ldaps(&slapd, &pki).bind_as(&format!("cn=voice,{branch}"), &slapd.password).check();
    run.finds(1, 1, "bind-refused", "does not hold the account, and refers to ldap://plant.corp.example:1389");
    // Of a branch that is here, it is the name or the password.
    let run = over_ldaps(&slapd, &pki).bind_as("cn=voice,ou=Service,dc=corp,dc=example", &slapd.password).check();
    run.finds(1, 1, "manager-rejected", "wrong name or password");
    let padded = format!("{} ", slapd.password);
    let run = over_ldaps(&slapd, &pki).manager(&padded).check();
    run.finds(1, 1, "manager-rejected", "wrong name or password");
    assert!(run.diagnoses()[0]["fix"].to_string().contains("a blank stands at one of its ends"), "{}", run.told());
}

#[test]
fn nothing_is_told_of_a_password_that_is_taken() {
    let account = "cn=quay,dc=corp,dc=example";
    // "quay ", with the blank.
    let entry = format!(
        "dn: {account}\nobjectClass: device\nobjectClass: simpleSecurityObject\ncn: quay\nuserPassword:: cXVheSA="
    );
    let (slapd, pki) = lab(|setup| setup.entries(&entry));
    for (password, taken) in [("quay ", true), ("quay  ", false)] {
        let run = over_ldaps(&slapd, &pki).bind_as(account, password).check();
        let asked = &run.report["evidence"]["asked"]["bind"];
        assert_eq!(asked.get("padded").is_none(), taken, "{asked}");
        assert_eq!(run.diagnoses().iter().any(|it| it["code"] == "manager-rejected"), !taken, "{}", run.told());
    }
}

#[test]
fn confidentiality_required_asks_for_tls() {
    let slapd = Setup::plain().directive("security simple_bind=128").start();
    let doctor = Doctor::new(&[&slapd.ldap()]).manager(&slapd.password).allow("allow_plaintext");
    let run = doctor.check();
    run.finds(1, 1, "signing-required", "it wants signing or TLS (result 13)");
    assert_eq!(slapd.stop_and_count_binds(), 1);
}

#[test]
fn a_password_stays_home_on_a_plain_port() {
    let slapd = Setup::plain().start();
    let run = Doctor::new(&[&slapd.ldap()]).manager(&slapd.password).check();
    assert_eq!((run.status, run.diagnoses().len()), (Some(3), 0), "{}", run.told());
    run.outcome("BIND-002", "skipped", "allow_plaintext = true under [directory.bind]");
    assert_eq!(slapd.stop_and_count_binds(), 0);

    let slapd = Setup::plain().start();
    let run = Doctor::new(&[&slapd.ldap()]).manager(&slapd.password).allow("allow_plaintext").check();
    run.healthy().outcome("BIND-002", "pass", "sent in clear, because allow_plaintext is set");
    assert_eq!(slapd.stop_and_count_binds(), 1);
}

#[test]
fn a_password_stays_home_on_a_server_nobody_trusts() {
    let (slapd, _) = lab(|setup| setup);
    let other = Pki::new("Elsewhere");
    let run = over_ldaps(&slapd, &other).manager(&slapd.password).check();
    run.finds(1, 1, "ca-missing", "call-manager does not trust 127.0.0.1:");
    assert_eq!(slapd.stop_and_count_binds(), 0);

    let (slapd, _) = lab(|setup| setup);
    let run = over_ldaps(&slapd, &other).manager(&slapd.password).allow("allow_untrusted").check();
    run.finds(1, 1, "ca-missing", "call-manager does not trust 127.0.0.1:");
    run.outcome("BIND-002", "pass", "because allow_untrusted is set").outcome("BIND-005", "pass", "binds");
    assert_eq!(slapd.stop_and_count_binds(), 1);
}

#[test]
fn a_directory_closed_to_strangers_only_warns() {
    let (slapd, pki) = lab(|setup| setup.directive("require authc"));
    let run = over_ldaps(&slapd, &pki).manager(&slapd.password).check();
    run.healthy().outcome("BIND-005", "pass", "binds").outcome("BIND-003", "skipped", "result 53");
    // Nobody needs the anonymous bind itself.
    let (slapd, pki) = lab(|setup| setup.directive("disallow bind_anon"));
    over_ldaps(&slapd, &pki).manager(&slapd.password).check().healthy();
}

#[test]
fn a_directory_without_simple_binds_is_named() {
    let (slapd, pki) = lab(|setup| setup.directive("disallow bind_simple"));
    let run = over_ldaps(&slapd, &pki).manager(&slapd.password).check();
    run.finds(1, 1, "bind-refused", "result 53: unwilling to perform simple authentication");
}

/// With `allow bind_anon_cred` a bind without password succeeds as nobody; the tool does not even send it.
#[test]
fn an_empty_password_is_refused_before_anything_is_sent() {
    let (slapd, pki) = lab(|setup| setup.directive("allow bind_anon_cred"));
    let output = over_ldaps(&slapd, &pki).manager("").command(&["-o", "json"]).output().unwrap();
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{words}");
    assert!(words.contains("empty"), "{words}");
    assert_eq!(slapd.stop_and_count_binds(), 0);
}
