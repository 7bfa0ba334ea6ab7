//! Logs of clients and nodes: generated with known answers, healthy ones, hostile archives, secrets.

mod again;
mod archives;
mod nodes;
mod published;
mod write;

use std::io::Cursor;

use serde_json::json;
use ucdoctor::check::Stage;
use ucdoctor::evidence::Evidence;
use ucdoctor::evidence::client_log::ClientLog;
use ucdoctor::inputs::client_log::{self, Source};
use ucdoctor::report::{Judging, Report};

use super::cases::evidence;
use write::{FAULTS, FORMS, Form, Log, fault};

fn read(text: &str) -> ClientLog {
    read_bytes(text.as_bytes().to_vec()).unwrap()
}

fn read_bytes(bytes: Vec<u8>) -> anyhow::Result<ClientLog> {
    let open = || Ok(Box::new(Cursor::new(bytes)) as Box<dyn Source>);
    client_log::read([("report".to_owned(), open)])
}

fn read_files(files: &[(&str, String)]) -> ClientLog {
    let open = |text: &String| {
        let bytes = text.clone().into_bytes();
        move || Ok(Box::new(Cursor::new(bytes)) as Box<dyn Source>)
    };
    client_log::read(files.iter().map(|(name, text)| ((*name).to_owned(), open(text)))).unwrap()
}

fn judged(log: ClientLog) -> Report {
    let evidence = Evidence { client_log: Some(log), ..Evidence::default() };
    Report::judge(evidence, &Judging { only: vec![Stage::Logs], ..Judging::default() })
}

fn codes(report: &Report) -> Vec<&str> {
    report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect()
}

/// Every fault in two forms of lines, after a login that worked or one that failed otherwise, and before what people do
/// until they send a report.
#[test]
fn thirty_logs_end_in_the_error_that_was_planted() {
    for seed in 0..2 * FAULTS {
        let mut log = Log::new(FORMS[seed % FORMS.len()], seed as u64);
        log.launched();
        log.noise(5);
        match seed % 3 {
            0 => log.healthy(),
            1 => drop(fault(&mut log, (seed + 7) % FAULTS)),
            _ => {}
        }
        if seed % 3 < 2 {
            log.signed_out();
            log.launched();
        }
        let expected = fault(&mut log, seed % FAULTS);
        log.noise(9);
        match seed % 5 {
            0 => {}
            1 => log.signed_out(),
            2 => {
                log.signed_out();
                log.query();
            }
            _ => {
                log.launched();
                log.noise(2);
            }
        }
        let found = read(&log.text);
        let last = found.last.clone().unwrap_or_else(|| panic!("seed {seed}: no attempt\n{}", log.text));
        let error = last.error.unwrap_or_else(|| panic!("seed {seed}: no error\n{}", log.text));
        assert_eq!(
            (error.stage, error.kind, error.code.as_str()),
            (expected.stage, expected.kind, expected.code),
            "seed {seed}"
        );
        assert_eq!((&error.server, &error.at), (&expected.server, &expected.at), "seed {seed}\n{}", log.text);
        let report = judged(found);
        assert_eq!((codes(&report), report.exit_code), (vec![expected.cause], 1), "seed {seed}");
    }
}

#[test]
fn ten_healthy_logs_have_no_finding() {
    for seed in 0..10 {
        let form = if seed % 2 == 0 { Form::Windows } else { FORMS[seed % FORMS.len()] };
        let mut log = Log::new(form, 100 + seed as u64);
        log.launched();
        // What a login overcomes.
        match seed {
            1 | 2 => log.query(),
            3 | 4 => drop(fault(&mut log, 11)),
            5 => drop(fault(&mut log, 8)),
            6 => drop(fault(&mut log, 2)),
            7 => {
                drop(fault(&mut log, 6));
                log.signed_out();
                log.launched();
            }
            _ => log.noise(4),
        }
        log.healthy();
        if seed % 3 == 0 {
            log.signed_out();
            log.launched();
            log.query();
        }
        // A request that is no part of the login.
        log.asks(9, "users?name=****");
        let report = judged(read(&log.text));
        assert_eq!((codes(&report), report.exit_code), (vec![], 0), "seed {seed}\n{}", log.text);
    }
}

#[test]
fn a_log_that_ends_in_the_middle_is_not_healthy() {
    let mut log = Log::new(Form::Windows, 3);
    log.launched();
    assert_eq!(judged(read(&log.text)).exit_code, 3, "nobody logged in yet");
    log.discovered();
    log.asks_presence();
    let report = judged(read(&log.text));
    assert_eq!((report.exit_code, codes(&report)), (3, vec![]));
    assert!(report.outcomes[0].message.contains("ends at the presence login"), "{}", report.outcomes[0].message);
    let android = "06-11 09:12:13.123  4711  4711 E JabberApp: login failed somehow\n".repeat(3);
    assert_eq!(judged(read(&android)).exit_code, 3, "what nobody knows the client to write is not called healthy");
}

#[test]
fn what_is_not_known_is_listed_and_counted() {
    let mut log = Log::new(Form::Windows, 4);
    log.healthy();
    for _ in 0..3 {
        log.line("ERROR", r"a\b.cpp", "csf.new", "csf::New::thing", "the flux capacitor is off");
    }
    log.line("INFO", r"a\b.cpp", "csf.new", "csf::New::other", "state LERR_SOMETHING_ELSE <5>");
    let found = read(&log.text);
    let of = |from: &str| found.unknown.iter().find(|lines| lines.from == from).map(|lines| lines.count);
    assert_eq!((of("csf::New::thing"), of("csf::New::other")), (Some(3), Some(1)), "{:?}", found.unknown);
    let report = judged(found);
    assert!(report.outcomes[0].message.contains("not known here"), "{}", report.outcomes[0].message);
}

#[test]
fn errors_of_a_phone_are_listed_though_its_lines_are_not_known() {
    let log = read(
        "03-11 07:15:02.118  1234  5678 I LoginTask: begins\n\
         03-11 07:15:02.318  1234  5678 E LoginTask: no luck with 17\n\
         03-11 07:15:03.318  1234  5679 E LoginTask: no luck with 18\n\
         03-11 07:15:04.000 W/Store( 1234): full\n",
    );
    let listed: Vec<(&str, u64)> = log.unknown.iter().map(|lines| (lines.from.as_str(), lines.count)).collect();
    assert_eq!(listed, [("LoginTask", 2), ("Store", 1)]);
    let report = judged(log);
    let outcome = report.outcomes.iter().find(|outcome| outcome.check == "LOG-001").unwrap();
    assert!(outcome.message.contains("3 warnings and errors of 2 kinds"), "{}", outcome.message);
    assert_eq!(report.exit_code, 3);
}

#[test]
fn logs_of_the_nodes_are_read() {
    let refused = "2023-02-11 10:11:12,123 DEBUG [http-nio-81-exec-3] impl.LDAPHostnameVerifier - check : subjectAlts = [ad7.lab.example]\n\
        2023-02-11 10:11:12,124 ERROR [http-nio-81-exec-3] impl.AuthenticationLDAP - verifyHostName:Exception.javax.net.ssl.SSLPeerUnverifiedException: hostname of the server 'AD9.lab.example' does not match the hostname in the server's certificate.\n";
    let report = judged(read(refused));
    assert_eq!((codes(&report), report.exit_code), (vec!["name-mismatch"], 1));
    assert!(report.diagnoses[0].summary.contains("AD9.lab.example"), "{}", report.diagnoses[0].summary);
    let taken = "00881200.011 |10:11:12.100 |AppInfo |Authenticating with SSL not enabled ( ldap://10.9.8.7:3268 )\n\
        00881200.012 |10:11:12.110 |AppInfo |LDAP Search complete. Code: 0\n\
        00881200.013 |10:11:12.120 |AppInfo | Successfully authenticated user: kim\n";
    let report = judged(read(taken));
    assert_eq!((codes(&report), report.exit_code), (vec![], 0));
    // How a node writes a search that fails is documented nowhere.
    assert_eq!(judged(read(&taken.replace("Code: 0", "Code: 32"))).exit_code, 3);
}

/// Alarms as collectors keep them: an alarm stays in the log when its reason is gone, so none is a verdict.
#[test]
fn alarms_of_the_nodes_are_told() {
    let expired = |unit: &str, kind: &str| {
        format!(
            " %UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. Certificate name:{unit}.pem \
             Unit:{unit} Type:{kind} Expiration:Tue May 06 08:00:00:000 UTC][AppID=Cisco Certificate Monitor]\
             [ClusterID=][NodeID=imp7]: Certificate has Expired\n"
        )
    };
    for before in [
        "May  7 06:00:01 imp7 local7 0 : 42: imp7.lab.example: May 07 2025 04:00:01.19 UTC : ",
        "<184>1 2025-05-07T04:00:01Z imp7 42 - - :",
        "",
    ] {
        for (alarm, says) in [
            (expired("tomcat-trust", "trust-cert"), "logins by LDAP over TLS may break"),
            (
                expired("tomcat", "own-cert"),
                "its own tomcat.pem (tomcat, own-cert, Tue May 06 08:00:00:000 UTC) has expired",
            ),
            (
                " %UC_CUPSYNCAGENT-3-CUPSyncAgentAXLConnectionFailed: %[AppID=Cisco Sync Agent][NodeID=imp7]: failed\n"
                    .to_owned(),
                "users are not synchronised",
            ),
        ] {
            let report = judged(read(&format!("{before}{alarm}")));
            let told = report.outcomes.iter().any(|outcome| outcome.message.contains(says));
            assert_eq!((codes(&report), report.exit_code, told), (vec![], 3, true), "{before}{alarm}");
        }
    }
}

/// "LERR_CUP_AUTH with a blocked path is one cause, not two."
#[test]
fn what_the_network_or_a_store_explains_is_one_cause() {
    let mut log = Log::new(Form::Windows, 21);
    drop(fault(&mut log, 6));
    let presence_refuses = serde_json::to_value(read(&log.text)).unwrap();
    let mut log = Log::new(Form::Windows, 22);
    drop(fault(&mut log, 4));
    let call_manager_refuses = serde_json::to_value(read(&log.text)).unwrap();
    let mut log = Log::new(Form::Windows, 23);
    drop(fault(&mut log, 8));
    let certificate = serde_json::to_value(read(&log.text)).unwrap();
    for (case, log, expected) in [
        ("path-blocked", &presence_refuses, vec!["path-blocked"]),
        ("ca-missing", &presence_refuses, vec!["ca-missing"]),
        ("user-locked", &presence_refuses, vec!["user-locked"]),
        ("user-locked", &call_manager_refuses, vec!["user-locked"]),
        // Presence's store says nothing about call manager, and no LDAP fault about the XMPP certificate.
        ("ca-missing", &call_manager_refuses, vec!["ca-missing", "client-error"]),
        ("path-blocked", &certificate, vec!["path-blocked", "client-error"]),
        ("healthy__password_of_one_person", &presence_refuses, vec!["node-refuses-login"]),
        ("healthy__one_person_of_the_directory", &presence_refuses, vec!["client-error"]),
    ] {
        let mut whole = evidence::of(case);
        whole["client_log"] = json!(log);
        let report = Report::judge(serde_json::from_value(whole).unwrap(), &Judging::default());
        assert_eq!(codes(&report), expected, "{case}");
        let because = report.diagnoses.iter().flat_map(|diagnosis| &diagnosis.because);
        assert_eq!(because.filter(|because| because.check == "LOG-001").count(), 1, "{case}");
    }
}

#[test]
fn no_secret_of_a_log_reaches_the_report() {
    let mut log = Log::new(Form::Windows, 31);
    log.launched();
    log.asks_presence();
    for text in [
        "sending Authorization: Basic Y2FuYXJ5OmNhbmFyeQ==",
        "login with password=canary1 failed",
        "<password>canary2</password>",
        "GET https://kim:canary3@host.example/cucm-uds/user/kim",
        "Cookie: JSESSIONIDSSO=canary4canary4canary4",
        "one time token canary5Aa0Bb1Cc2Dd3Ee4Ff5Gg6",
        "header is Bearer canary6",
    ] {
        log.line("ERROR", r"a\b.cpp", "csf.new", &format!("csf::F{}", text.len()), text);
        log.line(
            "INFO",
            r"x\y.cpp",
            "csf.jwcpp",
            "CLoginCup::OnLoginFailed",
            &format!("CLoginCup::OnLoginFailed errcode: 3, soapFaultString: {text}"),
        );
        log.line(
            "INFO",
            r"x\y.cpp",
            "IMPServices",
            "Login::OnLoginError",
            &format!("OnLoginError: LERR_CUP_AUTH <12>: {text}"),
        );
    }
    let report = judged(read(&log.text));
    let json = serde_json::to_string(&report).unwrap();
    assert!(
        json.contains("LERR_CUP_AUTH") && !json.to_lowercase().contains("canary") && !json.contains("Y2FuYXJ5"),
        "{json}"
    );
}
