//! `why USER` on Active Directory: every state of an account, and the binds it costs, as the controller counts them.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::dc::{Bind, SHARED};
use super::seed::{GROUP, MANAGER, PASSWORD, PEOPLE};
use crate::live::doctor::{Doctor, Run};

const EVERYBODY: &str = "(&(objectCategory=person)(objectClass=user))";

fn doctor(filter: &str) -> Doctor {
    SHARED.doctor(&["ldaps://dc1.lab.example"]).bind_as(MANAGER, PASSWORD).search(PEOPLE, filter)
}

fn why(doctor: &Doctor, user: &str) -> Run {
    Run::read(&doctor.call("why", &[user, "-o", "json"]).output().unwrap())
}

/// Types the password where the tool asks for it, on a terminal of its own.
fn why_with_password(doctor: &Doctor, user: &str, password: &str) -> Run {
    let tool = doctor.call("why", &[user, "--ask-password", "-o", "json"]);
    let terminal = nix::pty::openpty(None, None).unwrap();
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait"]).arg(tool.get_program()).args(tool.get_args());
    command.envs(tool.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.stdin(terminal.slave.as_fd().try_clone_to_owned().unwrap()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().unwrap();
    // The terminal ends when the tool does, not when this program does.
    drop((terminal.slave, command));
    let mut keyboard = File::from(terminal.master);
    let (mut prompt, end) = (String::new(), Instant::now() + crate::watchdog::HANGS);
    while !prompt.contains(&format!("Password of {user}: ")) {
        let mut bytes = [0; 256];
        let read = keyboard.read(&mut bytes).unwrap_or(0);
        assert!(read > 0 && Instant::now() < end, "no prompt: {prompt}");
        prompt.push_str(&String::from_utf8_lossy(&bytes[..read]));
    }
    keyboard.write_all(format!("{password}\n").as_bytes()).unwrap();
    Run::read(&child.wait_with_output().unwrap())
}

/// The state is read, not tried: no bind as the person. With `--ask-password` there is one; none where the account is
/// locked already.
#[test]
fn every_state_of_an_account_has_its_cause() {
    for (account, cause, words, status) in [
        ("bob", "user-disabled", "the account is disabled", "ACCOUNT_DISABLED"),
        ("carol", "user-locked", "3 failed tries of 3", ""),
        ("dave", "user-expired", "the account expired at 2024-12-30", "ACCOUNT_EXPIRED"),
        ("erin", "user-password-expired", "the password has expired", "PASSWORD_EXPIRED"),
        ("kim", "user-password-expired", "the password must be changed first", "PASSWORD_MUST_CHANGE"),
        ("frank", "user-restricted", "no logon hours", "INVALID_LOGON_HOURS"),
        ("grace", "user-restricted", "PC-GRACE", "INVALID_WORKSTATION"),
    ] {
        let failures = SHARED.value(account, "badPwdCount");
        why(&doctor(EVERYBODY), account).finds(1, 1, cause, words);
        assert_eq!(SHARED.binds(account), [], "{account}");
        why_with_password(&doctor(EVERYBODY), account, PASSWORD).finds(1, 1, cause, words);
        let binds: Vec<String> = SHARED.binds(account).into_iter().map(|bind| bind.status).collect();
        let expected = if status.is_empty() { vec![] } else { vec![format!("NT_STATUS_{status}")] };
        assert_eq!(binds, expected, "{account}");
        assert_eq!(SHARED.value(account, "badPwdCount"), failures, "{account}");
    }
}

#[test]
fn a_locked_account_names_who_locks_it_and_advises_against_a_sync() {
    let run = why(&doctor(EVERYBODY), "carol");
    let fix = run.diagnoses()[0]["fix"].to_string();
    assert!(fix.contains("old password") && fix.contains("Do not re-synchronise"), "{fix}");
}

#[test]
fn a_person_who_may_log_in_binds_once_and_only_when_asked() {
    for account in ["alice", "jmueller"] {
        let run = why(&doctor(""), account);
        run.outcome("USER-001", "pass", "CN=").outcome("USER-002", "pass", "0 failed tries of 3");
        run.outcome("USER-003", "skipped", "--ask-password");
        assert_eq!((run.status, SHARED.binds(account)), (Some(0), vec![]), "{}", run.told());
        let run = why_with_password(&doctor(""), account, PASSWORD);
        run.outcome("USER-003", "pass", "accepted");
        let once = Bind { status: "NT_STATUS_OK".to_owned(), port: 636 };
        assert_eq!((run.status, SHARED.binds(account)), (Some(0), vec![once]), "{}", run.told());
    }
}

#[test]
fn a_wrong_password_costs_one_try() {
    let run = why_with_password(&doctor(""), "ivan", "Old-Horse-6");
    run.finds(1, 1, "user-password-wrong", "52e");
    assert_eq!(SHARED.binds("ivan"), [Bind { status: "NT_STATUS_WRONG_PASSWORD".to_owned(), port: 636 }]);
    assert_eq!(SHARED.value("ivan", "badPwdCount"), "1");
}

/// Two of three tries are used up: a third failure would lock.
#[test]
fn a_password_is_not_tried_when_a_failure_could_lock() {
    let run = why_with_password(&doctor(""), "nick", PASSWORD);
    run.outcome("USER-003", "skipped", "2 failed tries are counted and the account locks at 3");
    assert_eq!((run.status, SHARED.binds("nick")), (Some(3), vec![]), "{}", run.told());
    assert_eq!(SHARED.value("nick", "badPwdCount"), "2");
}

#[test]
fn who_is_not_found_is_told_why() {
    let members = format!("(&(objectCategory=person)(memberOf={GROUP}))");
    for (filter, user, words) in [
        (EVERYBODY, "alise", "alice"),
        (EVERYBODY, "alice@other.example", "has alice"),
        (EVERYBODY, "2001", "alice"),
        (EVERYBODY, "svc-ucm", "outside the search base"),
        (EVERYBODY, "PC-01$", "does not match (objectCategory=person)"),
        (members.as_str(), "judy", "does not match (memberOf="),
    ] {
        let run = why(&doctor(filter), user);
        let first = &run.diagnoses()[0];
        assert_eq!(first["code"], "user-unknown", "{user}: {}", run.told());
        assert!(first["summary"].as_str().unwrap().contains(words), "{user}: {}", run.told());
        assert_eq!(run.status, Some(1), "{user}: {}", run.told());
    }
}

/// Leo and Lea have one mail address, in two spellings.
#[test]
fn two_people_with_one_user_id_are_ambiguous() {
    let run = why(&doctor("(&(objectClass=user)(mail=*))").user_id("mail"), "l.lang@lab.example");
    run.finds(1, 1, "user-ambiguous", "l.lang@lab.example");
    assert_eq!((SHARED.binds("leo"), SHARED.binds("lea")), (vec![], vec![]));
}

#[test]
fn a_base_or_filter_wrong_for_everybody_comes_before_the_person() {
    let group_as_base = SHARED.doctor(&["ldaps://dc1.lab.example"]).bind_as(MANAGER, PASSWORD).search(GROUP, "");
    why(&group_as_base, "heidi").finds(1, 1, "base-not-container", "is a group");
    let unbalanced = "&(objectcategory=person)(memberof=Presence Users,OU=Company Groups,DC=blah,DC=net))";
    why(&doctor(unbalanced), "heidi").finds(1, 1, "filter-invalid", "column 1");
    assert_eq!(SHARED.binds("heidi"), []);
}

/// Oscar's own policy locks at two, one try is used up, and only administrators may read that policy.
#[test]
fn a_password_is_not_tried_when_it_is_unknown_whether_a_failure_locks() {
    let run = why_with_password(&doctor(""), "oscar", "Old-Horse-6");
    assert_eq!((SHARED.binds("oscar"), SHARED.value("oscar", "badPwdCount")), (vec![], "1".to_owned()));
    run.outcome("USER-003", "skipped", "polic");
}

/// Judy is found and her account is open, but call manager takes nobody without a last name.
#[test]
fn who_has_no_last_name_is_found_and_left_out() {
    let run = why(&doctor(""), "judy");
    run.finds(1, 1, "attribute-missing", "judy cannot log in").outcome("USER-001", "fail", "no last name");
    run.outcome("USER-002", "pass", "");
}

/// That others have no mail address keeps them out, not Heidi, who has one.
#[test]
fn what_others_lack_does_not_keep_this_person_out() {
    let doctor = doctor("").user_id("mail");
    let output = doctor.call("why", &["heidi@lab.example"]).output().unwrap();
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(words.contains("heidi@lab.example can log in"), "{words}");
}
