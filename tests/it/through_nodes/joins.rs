//! A node that refuses a login, joined with what is known of it: one cause, and the right one.

use serde_json::{Value, json};
use ucdoctor::evidence::client_log::{ClientLog, LoginAttempt, LoginError, LoginErrorKind, LoginStage};
use ucdoctor::report::{Judging, Report};

use crate::cases::evidence;

/// How call manager and presence answer, and by which names they are known.
struct Answers {
    call_manager: (&'static str, &'static str),
    presence: (&'static str, &'static str),
}

/// frank, whom the directory lets in, in the world of a case.
fn judged(case: &str, answers: &Answers, log: Option<LoginErrorKind>) -> Report {
    let whole = evidence::of("healthy__login_through_nodes");
    let mut world = evidence::of(case);
    world["asked"]["person"] = whole["asked"]["person"].clone();
    let mut person = whole["vantages"][0]["person"].clone();
    for (place, (node, outcome)) in [answers.call_manager, answers.presence].into_iter().enumerate() {
        let login = &mut person["logins"][place];
        login["node"] = node.into();
        login["answer"]["seen"]["outcome"] = outcome.into();
        login["answer"]["seen"]["status"] = if outcome == "accepted" { 200 } else { 401 }.into();
    }
    if answers.call_manager.1 != "accepted" {
        person["logins"][1]["answer"] = json!({"not-asked": "call manager has not taken the password"});
    }
    world["vantages"][0]["person"] = person;
    if let Some(kind) = log {
        let stage = LoginStage::PresenceLogin;
        let code = "LERR_CUP_AUTH <12>".to_owned();
        let text = "OnLoginError: LERR_CUP_AUTH <12>".to_owned();
        let error = Some(LoginError { stage, kind, code, server: None, at: None, text, words: None });
        let last = LoginAttempt { began: None, reached: stage, error, tried_again: false, signed_out: false };
        world["client_log"] = json!(ClientLog { last: Some(last), attempts: 1, ..ClientLog::default() });
    }
    Report::judge(serde_json::from_value(world).unwrap(), &Judging::default())
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

const TAKES: (&str, &str) = ("call-manager/ucm1", "accepted");
const REFUSES: (&str, &str) = ("presence/cups1", "refused");

#[test]
fn what_is_known_of_the_node_explains_its_refusal() {
    let presence = Answers { call_manager: TAKES, presence: REFUSES };
    for case in [
        "path-blocked",
        "path-blocked__by_the_test_of_a_node",
        "ca-missing",
        "service-stopped",
        "node-dns-failure",
        "ldap-hosts-differ",
        "sync-agent-failed",
        "version-mismatch",
    ] {
        let report = judged(case, &presence, None);
        let expected = case.split("__").next().unwrap();
        assert_eq!((codes(&report), report.exit_code), (vec![expected], 1), "{case}");
        let summary = &report.diagnoses[0].summary;
        let begins = "the directory takes frank's password, call manager takes it, presence/cups1 does not: ";
        assert!(summary.starts_with(begins), "{case}: {summary}");
        assert!(report.diagnoses[0].because.iter().any(|because| because.check == "USER-008"), "{case}");
    }
}

#[test]
fn what_concerns_another_node_explains_nothing() {
    let other = Answers { call_manager: TAKES, presence: ("presence/cups7", "refused") };
    for case in ["path-blocked__by_the_test_of_a_node", "service-stopped", "node-dns-failure"] {
        let report = judged(case, &other, None);
        let expected = [case.split("__").next().unwrap(), "node-refuses-login"];
        assert_eq!(codes(&report), expected, "{case}");
    }
    // Presence lacks the CA, and it is call manager that refuses.
    let call_manager = Answers { call_manager: ("call-manager/ucm1", "refused"), presence: REFUSES };
    assert_eq!(codes(&judged("ca-missing", &call_manager, None)), ["ca-missing", "node-refuses-login"]);
    // What everybody would meet stops nobody here, since call manager got through.
    let report = judged("slow-server", &Answers { call_manager: TAKES, presence: REFUSES }, None);
    assert!(codes(&report).contains(&"node-refuses-login"), "{:?}", codes(&report));
}

#[test]
fn a_login_and_the_log_of_another_are_one_cause() {
    let (refuses, takes) = (
        Answers { call_manager: TAKES, presence: REFUSES },
        Answers { call_manager: TAKES, presence: ("presence/cups1", "accepted") },
    );
    let log = Some(LoginErrorKind::PresenceRefuses);
    for (case, answers, expected) in [
        ("healthy", &refuses, "node-refuses-login"),
        ("path-blocked__by_the_test_of_a_node", &refuses, "path-blocked"),
        // It works now.
        ("healthy", &takes, "client-error"),
    ] {
        let report = judged(case, answers, log);
        assert_eq!((codes(&report), report.exit_code), (vec![expected], 1), "{case}");
        let because: Vec<&str> = report.diagnoses[0].because.iter().map(|because| because.check.as_str()).collect();
        assert!(because.contains(&"LOG-001"), "{case}: {because:?}");
    }
    let over = judged("healthy", &takes, log);
    assert!(over.diagnoses[0].summary.contains("presence takes the password typed here"), "{:?}", over.diagnoses[0]);
    let value: Value = serde_json::to_value(&over).unwrap();
    assert_eq!(value["diagnoses"][0]["owner"], "client");
}
