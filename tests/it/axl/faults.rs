//! Every way in which call manager does not answer, and what the report makes of it.

use ucdoctor::check::Stage;
use ucdoctor::evidence::Evidence;
use ucdoctor::evidence::deployment::AxlFailureKind;
use ucdoctor::plan::AxlAccess;
use ucdoctor::report::{Judging, OutcomeVerdict, Report, ReportVerdict};

use super::call_manager::{CallManager, Reply, documented, fault};
use super::{access, axl, look, outcome};
use crate::watchdog;

/// Diagnoses, what is blocked by CONF-009, verdict and exit status.
type Told = (Vec<String>, Vec<String>, ReportVerdict, u8);

fn told(evidence: &Evidence) -> Told {
    let report = Report::judge(evidence.clone(), &Judging::default());
    let strict = Report::judge(evidence.clone(), &Judging { fail_on_warning: true, ..Judging::default() });
    assert_eq!(strict.exit_code, if report.diagnoses.is_empty() { report.exit_code } else { 1 }, "--fail-on warning");
    let blocked = report.outcomes.iter().filter(|outcome| outcome.blocked_by.as_deref() == Some("CONF-009"));
    let blocked = blocked.map(|outcome| outcome.check.to_string()).collect();
    let codes = report.diagnoses.into_iter().map(|diagnosis| diagnosis.code).collect();
    (codes, blocked, report.verdict, report.exit_code)
}

/// What a failure of the first question is to become.
fn expected(kind: Option<AxlFailureKind>) -> Told {
    use AxlFailureKind::{Forbidden, NotFound, NotHttp, Redirected, Unauthorized, Untrusted, VersionUnsupported};
    let code = match kind {
        // The run was cut.
        None => return (Vec::new(), Vec::new(), ReportVerdict::Inconclusive, 3),
        Some(Unauthorized | Forbidden | NotFound | Untrusted | NotHttp | Redirected | VersionUnsupported) => {
            "settings-contradict"
        }
        Some(_) => "axl-unavailable",
    };
    let blocked = [
        "SRCH-013", "ID-001", "ID-002", "ID-005", "ID-006", "ID-014", "ID-015", "ID-016", "CONF-004", "CONF-007",
        "CONF-008",
    ];
    (vec![code.to_owned()], blocked.map(str::to_owned).to_vec(), ReportVerdict::Inconclusive, 3)
}

/// Every way to answer the first question badly: what is recorded, what CONF-009 says, which diagnosis that is, and
/// that nobody waits. What only call manager could tell is open, so the run is inconclusive.
#[tokio::test]
async fn every_bad_answer_is_a_finding_about_call_manager() {
    use AxlFailureKind::*;
    let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbbbb\"><!ENTITY c \"&b;&b;&b;&b;&b;\">]><a>&c;</a>";
    let huge = || Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n<a>".to_vec());
    let endless = || Reply::Raw([b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b'x'; (16 << 20) + 1]].concat());
    type Make = Box<dyn Fn() -> Reply + Send + Sync>;
    let http = |status, body: String| -> Make { Box::new(move || Reply::Http(status, body.clone())) };
    let raw = |bytes: &'static [u8]| -> Make { Box::new(move || Reply::Raw(bytes.to_vec())) };
    let table: Vec<(&str, Make, Option<AxlFailureKind>, &str)> = vec![
        ("401", http(401, "<html/>".into()), Some(Unauthorized), "refuses the AXL user"),
        ("403", http(403, String::new()), Some(Forbidden), "lacks the right"),
        ("404", http(404, String::new()), Some(NotFound), "no AXL at this address"),
        ("503", http(503, String::new()), Some(Busy), "busy"),
        ("502", http(502, "<html>proxy</html>".into()), Some(Status), "502"),
        (
            "redirect",
            raw(b"HTTP/1.1 302 Found\r\nLocation: https://elsewhere/\r\nContent-Length: 0\r\n\r\n"),
            Some(Redirected),
            "elsewhere",
        ),
        ("fault", http(500, fault("Internal error")), Some(Fault), "Internal error"),
        (
            "no version",
            http(599, "Supported axl versions: []".into()),
            Some(VersionUnsupported),
            "no AXL that is known",
        ),
        ("half a document", http(200, "<a><b>".into()), Some(Malformed), "well-formed"),
        ("wrong tags", http(200, "<a></b>".into()), Some(Malformed), "well-formed"),
        ("bomb", http(200, bomb.into()), Some(Malformed), "document type"),
        ("deep", http(200, "<a>".repeat(100_000)), Some(Malformed), "inside each other"),
        ("not UTF-8", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n<a>\xff"), Some(Malformed), "UTF-8"),
        ("announced", Box::new(huge), Some(TooLarge), "16 MiB"),
        ("endless", Box::new(endless), Some(TooLarge), "16 MiB"),
        ("cut", raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n<a>"), Some(Broken), "3 of 10"),
        ("closed", raw(b""), Some(Broken), "ended the connection"),
        ("no HTTP", raw(b"220 mail ready\r\n"), Some(NotHttp), "220 mail"),
        ("silent", Box::new(|| Reply::Silent), None, "--deadline"),
        ("drip", Box::new(|| Reply::Drip), None, "--deadline"),
    ];
    for (name, make, kind, says) in table {
        let server = CallManager::start(move |_, _, _| make()).await;
        // An answer that is one is found out without the deadline, which is short only where there is none.
        let deadline_ms = if kind.is_some() { 600_000 } else { 2_500 };
        let evidence = watchdog::ends(name, look(access(&server), deadline_ms)).await;
        assert_eq!(axl(&evidence).failed().map(|failure| failure.kind), kind, "{name}: {:?}", axl(&evidence));
        let outcome = outcome(&evidence, "CONF-009");
        assert!(outcome.message.contains(says), "{name}: {}", outcome.message);
        assert_eq!(told(&evidence), expected(kind), "{name}");
    }
}

#[tokio::test]
async fn a_later_failure_keeps_what_was_said_before() {
    let table = [(500, true, "axl-unavailable"), (503, false, "axl-unavailable"), (401, false, "settings-contradict")];
    for (status, more, code) in table {
        let server = CallManager::healthy(3, move |verb, _, _| {
            (verb == "getLdapAuthentication").then(|| Reply::Http(status, fault("no")))
        })
        .await;
        let evidence = look(access(&server), 20_000).await;
        let axl = axl(&evidence).seen().unwrap();
        assert_eq!((axl.synchronization, axl.authentication), (Some(true), None), "{status}");
        assert_eq!(axl.missing[0].verb, "getLdapAuthentication");
        assert_eq!(axl.users, more.then_some(3), "{status}");
        assert_eq!(told(&evidence).0, [code], "{status}");
        // What was told is judged; what was not, is blocked.
        let blocked = outcome(&evidence, "ID-001").blocked_by;
        assert_eq!(blocked.is_some(), !more, "{status} {blocked:?}");
    }
}

/// A refused AXL user is refused once: whatever is asked when, no password goes after the first 401, so no account locks.
#[tokio::test]
async fn the_first_rejection_is_the_last_request() {
    let second_chunk = |body: &str| body.contains("SKIP 2000");
    for (status, last, verb) in [
        (401, 1, "getCCMVersion"),
        (401, 2, "getLdapSystem"),
        (401, 3, "getLdapAuthentication"),
        (401, 4, "listLdapFilter"),
        (401, 5, "listLdapDirectory"),
        (401, 6, "getLdapDirectory"),
        (401, 7, "executeSQLQuery"),
        (401, 8, "second chunk"),
        (403, 4, "listLdapFilter"),
        (503, 4, "listLdapFilter"),
    ] {
        for closes in [false, true] {
            let server = CallManager::start(move |asked, _, body| {
                let here = asked == verb || (verb == "second chunk" && second_chunk(body));
                match (here, closes) {
                    (false, _) => documented(asked, body, 4500),
                    (true, true) => Reply::Last(status, fault("no")),
                    (true, false) => Reply::Http(status, fault("no")),
                }
            })
            .await;
            let evidence = look(access(&server), 20_000).await;
            let requests = server.requests.lock().unwrap();
            let with_password = requests.iter().filter(|(head, _)| head.contains("Authorization: Basic ")).count();
            assert_eq!((with_password, requests.len()), (last, last), "{status} at {verb}");
            let code = if status == 503 { "axl-unavailable" } else { "settings-contradict" };
            assert_eq!((told(&evidence).0, told(&evidence).3), (vec![code.to_owned()], 3), "{status} at {verb}");
        }
    }
}

/// Where all that was asked for stands behind AXL, nothing was checked.
#[tokio::test]
async fn a_stage_that_only_axl_could_tell_is_inconclusive() {
    let server = CallManager::start(|_, _, _| Reply::Http(401, String::new())).await;
    let evidence = look(access(&server), 5_000).await;
    let report = Report::judge(evidence, &Judging { only: vec![Stage::Identity], ..Judging::default() });
    assert_eq!((report.verdict, report.exit_code), (ReportVerdict::Inconclusive, 3));
    let warned = report.outcomes.iter().find(|outcome| outcome.check == "CONF-009").unwrap();
    assert_eq!(warned.verdict, OutcomeVerdict::Warn);
}

#[tokio::test]
async fn only_a_verified_call_manager_gets_the_password() {
    let server = CallManager::healthy(1, |_, _, _| None).await;
    let stranger = CallManager::healthy(1, |_, _, _| None).await;
    let other_name = format!("https://127.0.0.1:{}/axl/", server.address.port());
    let plain = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = format!("https://localhost:{}/axl/", plain.local_addr().unwrap().port());
    drop(plain);
    for (access, kind) in [
        (AxlAccess { trust: vec![stranger.root.clone()], ..access(&server) }, AxlFailureKind::Untrusted),
        (AxlAccess { trust: Vec::new(), ..access(&server) }, AxlFailureKind::Untrusted),
        (AxlAccess { url: other_name.parse().unwrap(), ..access(&server) }, AxlFailureKind::Untrusted),
        (AxlAccess { url: closed.parse().unwrap(), ..access(&server) }, AxlFailureKind::Unreachable),
    ] {
        let evidence = look(access, 5_000).await;
        assert_eq!(axl(&evidence).failed().unwrap().kind, kind);
        assert_eq!(told(&evidence), expected(Some(kind)), "{kind:?}");
    }
    assert!(server.verbs().is_empty());
}
