//! Logs of nodes: what Java says of LDAP, once for each time, and logins that the CTI manager gave up.

use serde_json::json;
use ucdoctor::evidence::client_log::ApplianceLineKind as Kind;
use ucdoctor::report::{Judging, Report};

use super::super::cases::evidence;
use super::{codes, judged, read};

const HEAD: &str = "2026-02-11 10:11:12,124 ERROR [http-nio-81-exec-3] impl.AuthenticationLDAP - ";
const REFUSED: &str = "javax.naming.CommunicationException: ad7.lab.example:3269 [Root exception is java.net.ConnectException: \
                       Connection refused (Connection refused)]";

fn lines(text: &str) -> Vec<(Kind, String, u64)> {
    read(text).appliance.into_iter().map(|line| (line.kind, line.about, line.count)).collect()
}

/// A timed-out login in the words of the trace, and of the client that got the answer.
fn given_up(server: &str) -> [String; 2] {
    let trace = format!(
        "33538217.042 |07:32:28.921 |AppInfo  |Authenticating with SSL not enabled (0)-(ldap://{server}:389)\n\
         33538233.003 |07:32:38.647 |AppInfo  |[CTI-APP] [CTIHandler::OutputCtiMessage ] CTI ProviderOpenCompletedEvent \
         (seq#=2) provider id=16777428 error code=2362179701 description=Directory login failed - timeout enableIpv6=0\n"
    );
    let client = "2026-01-24 07:32:38,598 WARN [0x000026e0] [rc\\DPProvider.cpp(598)] [csf.ecc] \
                  [CDPProvider::HandleEvent_ProviderOpenCompleted] - ProviderOpen failed: reason: 0x8ccc0075, Directory login \
                  failed - timeout\n";
    [trace, client.to_owned()]
}

#[test]
fn an_exception_with_its_stack_trace_is_one_line() {
    let trace = format!(
        "{HEAD}bind failed {REFUSED}\n{REFUSED}\n\tat com.sun.jndi.ldap.Connection.<init>(Connection.java:1)\n\
         Caused by: {REFUSED}\n{HEAD}{REFUSED}\nCaused by: {REFUSED}\n"
    );
    let about = "ad7.lab.example:3269 (Connection refused (Connection refused))".to_owned();
    assert_eq!(lines(&trace), [(Kind::NoConnection, about.clone(), 2)]);
    // The message names no exception: the trace below it does.
    let below = format!("{HEAD}bind failed\n{REFUSED}\n\tat x\nCaused by: {REFUSED}\n");
    assert_eq!(lines(&below), [(Kind::NoConnection, about.clone(), 1)]);
    // Messages that somebody pasted stand for themselves.
    assert_eq!(lines(&format!("{REFUSED}\n{REFUSED}\n")), [(Kind::NoConnection, about, 2)]);
}

#[test]
fn what_java_says_is_told_and_decides_nothing() {
    for (words, says) in [
        (REFUSED.to_owned(), "no connection to ad7.lab.example:3269"),
        (
            "javax.naming.AuthenticationException: [LDAP: error code 49 - 80090308: LdapErr: DSID-0C090400, comment: \
             AcceptSecurityContext error, data 701, v1db1]"
                .to_owned(),
            "the account has expired (data 701)",
        ),
        (
            "javax.naming.CommunicationException: ad7.lab.example:636 [Root exception is java.net.UnknownHostException: \
             ad7.lab.example]"
                .to_owned(),
            "could not resolve the name of its LDAP server ad7.lab.example",
        ),
    ] {
        for text in [format!("{HEAD}{words}\n"), words.clone()] {
            let report = judged(read(&text));
            let told = report.outcomes.iter().any(|outcome| outcome.message.contains(says));
            assert_eq!((codes(&report), report.exit_code, told), (vec![], 3, true), "{text}");
        }
    }
}

#[test]
fn of_many_complaints_the_rest_is_counted() {
    let one = |nth: u32| format!("{HEAD}{}\n", REFUSED.replace("ad7", &format!("ad{nth}")));
    let report = judged(read(&(10..21).map(one).collect::<String>()));
    let outcome = report.outcomes.iter().find(|outcome| outcome.check == "LOG-003").unwrap();
    assert!(outcome.message.ends_with("3 further complaints are not listed"), "{}", outcome.message);
    assert_eq!(outcome.message.matches("had no connection to").count(), 8);
}

/// What a terminal or a mail has broken is one message; the next line of a log is not.
#[test]
fn many_servers_with_one_complaint_hide_no_other() {
    let refused = |nth: u32| format!("{HEAD}{}\n", REFUSED.replace("ad7", &format!("ad{nth}")));
    let path = format!(
        "{HEAD}javax.naming.CommunicationException: ldap.lab.example:636 [Root exception is \
         javax.net.ssl.SSLHandshakeException: PKIX path building failed]\n"
    );
    let told = judged(read(&format!("{path}{}", (10..60).map(refused).collect::<String>())));
    let reason = told.outcomes.iter().find(|outcome| outcome.check == "LOG-003").unwrap();
    assert!(reason.message.contains("ldap.lab.example:636"), "{}", reason.message);
}

#[test]
fn a_message_that_was_broken_is_read_whole() {
    let broken = "Error while connecting: javax.naming.AuthenticationException: [LDAP: error code 49 - 80090308:\r\n\
                  LdapErr: DSID-0C090400, comment: AcceptSecurityContext\r\nerror, data 775, v1db1]\r\n";
    assert_eq!(lines(broken), [(Kind::ResultCode, "49 data 775".to_owned(), 1)]);
    let cut = format!(
        "{HEAD}javax.naming.AuthenticationException: [LDAP: error code 49 - 80090308: LdapErr: DSID\n{HEAD}data 533\n"
    );
    assert_eq!(lines(&cut), [(Kind::ResultCode, "49 data missing".to_owned(), 1)]);
    let refused =
        REFUSED.replace(" [Root exception is", "\n[Root exception is").replace(": Connection", ":\nConnection");
    let about = "ad7.lab.example:3269 (Connection refused (Connection refused))".to_owned();
    assert_eq!(lines(&refused), [(Kind::NoConnection, about, 1)]);
}

/// Somebody mistypes a password every day.
#[test]
fn a_refused_login_among_others_is_no_complaint() {
    let refused = format!("{HEAD}javax.naming.AuthenticationException: [LDAP: error code 49 - Invalid Credentials]\n");
    assert_eq!(judged(read(&refused)).exit_code, 3, "nobody logged in: the manager may be refused");
    let taken = "00881200.013 |10:11:12.120 |AppInfo | Successfully authenticated user: kim\n";
    let report = judged(read(&format!("{refused}{taken}")));
    assert_eq!((codes(&report), report.exit_code), (vec![], 0));
    let mut part = read(taken);
    part.cut.push("security00000003.log: 9000000 bytes are too many".to_owned());
    assert_eq!(judged(part).exit_code, 3, "what was not read may complain");
    let other = refused.replace("error code 49 - Invalid Credentials", "error code 8 - strong auth required");
    assert_eq!(judged(read(&format!("{other}{taken}"))).exit_code, 3);
}

#[test]
fn a_login_that_was_given_up_is_a_fault_until_one_is_taken() {
    let taken = "33538299.013 |07:40:12.120 |AppInfo  | Successfully authenticated user: kim\n";
    for (nth, text) in given_up("ad9.lab.example").into_iter().enumerate() {
        let report = judged(read(&text));
        assert_eq!((codes(&report), report.exit_code), (vec!["slow-server"], 1), "{text}");
        let named = report.diagnoses[0].summary.contains("ad9.lab.example");
        assert_eq!(named, nth == 0, "a client does not know whom call manager asked: {}", report.diagnoses[0].summary);
        let earlier = judged(read(&format!("{taken}{text}").replace("07:40:12", "07:30:12")));
        assert_eq!(codes(&earlier), ["slow-server"]);
    }
    let [trace, _] = given_up("ad9.lab.example");
    let report = judged(read(&format!("{trace}{taken}")));
    assert_eq!((codes(&report), report.exit_code), (vec![], 3));
}

/// "The node gave up" and "its server is not reached" are one fault.
#[test]
fn what_keeps_a_server_from_answering_has_one_finding() {
    let of = |text: &str| serde_json::to_value(read(text)).unwrap();
    let [trace, client] = given_up("DC1.demo.example");
    let [other, _] = given_up("dc7.demo.example");
    for (case, log, expected) in [
        // Presence alone is cut off, and call manager's CTI manager gave up.
        ("path-blocked", of(&trace), 2),
        ("server-silent", of(&trace), 1),
        ("slow-server", of(&trace), 1),
        ("slow-server", of(&other), 2),
        ("ca-missing", of(&other), 2),
        ("healthy", of(&client), 1),
    ] {
        let mut whole = evidence::of(case);
        whole["client_log"] = json!(log);
        let report = Report::judge(serde_json::from_value(whole).unwrap(), &Judging::default());
        assert_eq!(codes(&report).len(), expected, "{case}: {:?}", codes(&report));
        let because = report.diagnoses.iter().flat_map(|diagnosis| &diagnosis.because);
        assert_eq!(because.filter(|because| because.check == "LOG-003").count(), 1, "{case}");
    }
}
