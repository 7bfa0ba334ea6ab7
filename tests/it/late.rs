//! A server that answers after its time is told from one that never does.

use std::future::pending;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::Duration;

use ucdoctor::check::Stage;
use ucdoctor::evidence::Asked;
use ucdoctor::plan::Plan;
use ucdoctor::probes::{Progress, gather};

use crate::watchdog;

/// A root entry without attributes, and the end of the search (message 1).
const ROOT_ENTRY: &[u8] =
    b"\x30\x09\x02\x01\x01\x64\x04\x04\x00\x30\x00\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

struct Quiet;

impl Progress for Quiet {
    fn step(&self, _: &str) {}
}

/// Answers the first request of every connection after this time, or never.
fn serve(after: Option<Duration>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = [0; 512];
                let mut read = || stream.read(&mut request).is_ok_and(|read| read > 0);
                let asked = read();
                if let (true, Some(after)) = (asked, after) {
                    std::thread::sleep(after);
                    let _ = stream.write_all(ROOT_ENTRY);
                }
                let mut rest = Vec::new();
                let _ = stream.read_to_end(&mut rest);
            });
        }
    });
    port
}

#[tokio::test]
async fn an_answer_after_its_time_is_waited_for_beside_the_rest() {
    let (slow, silent, quick) = (serve(Some(Duration::from_secs(3))), serve(None), serve(Some(Duration::ZERO)));
    let urls = [slow, silent, quick].map(|port| format!("ldap://127.0.0.1:{port}").parse().unwrap());
    let asked = Asked {
        servers: urls.to_vec(),
        connect_timeout_ms: 1_000,
        answer_timeout_ms: 1_000,
        deadline_ms: 12_000,
        ..Asked::default()
    };
    let plan = Plan { last_stage: Stage::Bind, ..Plan::of_network(asked, "here") };
    let seen = watchdog::ends("the run", gather(plan, pending(), &Quiet)).await;
    let endpoints = seen.evidence.vantages[0].servers.iter().map(|server| &server.endpoints[0]);
    let seen: Vec<(bool, Option<bool>)> =
        endpoints.map(|one| (one.is_silent(), one.late.map(|late| late.0 >= 3_000.0))).collect();
    assert_eq!(seen, [(true, Some(true)), (true, None), (false, None)]);
}
