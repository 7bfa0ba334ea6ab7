use super::*;
use crate::cause::Feature;
use crate::check::Verdict;
use crate::checks::sample::run;
use crate::compare::join;
use crate::compare::sample::{ADDRESS, Ending, Tls, evidence, place, place_at};
use crate::evidence::{Cut, TcpFailureKind, Unreached, Vantage};
use crate::report::{Judging, Report};

const OK: Ending = Ending::Answers("LEAF");

/// What PATH-001 says from a place, and the codes of all diagnoses.
fn judged(vantages: Vec<Vantage>, from: &str) -> (String, Vec<String>) {
    let report = Report::judge(join(vantages.into_iter().map(evidence).collect()), &Judging::default());
    let outcome = report.outcomes.iter().find(|o| o.check == "PATH-001" && o.vantage.as_deref() == Some(from)).unwrap();
    let verdict = format!("{:?} {}", outcome.verdict, outcome.message);
    let network = |code: &str| !code.starts_with("certificate") && !code.starts_with("ca-");
    (verdict, report.diagnoses.iter().map(|d| d.code.clone()).filter(|code| network(code)).collect())
}

#[test]
fn the_truth_table_of_two_places() {
    let refused = Ending::Tcp(TcpFailureKind::Refused);
    let dropped = Ending::Tcp(TcpFailureKind::Dropped);
    let prohibited = Ending::Tcp(TcpFailureKind::Prohibited);
    let all = [OK, refused, dropped, prohibited];
    for here in all {
        for there in all {
            let places = vec![place("presence", 0, here), place("call-manager", 4, there)];
            let (verdict, codes) = judged(places, "presence");
            let (expected, causes): (&str, &[&str]) = match (here == OK, there == OK) {
                (true, true) => ("Pass", &[]),
                (true, false) => ("Pass", &["path-blocked"]),
                (false, true) => ("Fail", &["path-blocked"]),
                (false, false) => ("Blocked blocked by NET-002", &["server-unreachable"]),
            };
            assert!(verdict.starts_with(expected), "{here:?} {there:?}: {verdict}");
            let distinct: std::collections::BTreeSet<&str> = codes.iter().map(String::as_str).collect();
            assert_eq!(distinct.into_iter().collect::<Vec<_>>(), causes, "{here:?} {there:?}");
        }
    }
}

#[test]
fn what_fails_on_this_host_is_no_block_of_the_network() {
    for (kind, left_to) in [
        (TcpFailureKind::SourceUnusable, "Blocked blocked by TOOL-001"),
        (TcpFailureKind::NoRoute, "Blocked blocked by TOOL-001"),
        (TcpFailureKind::Other, "Blocked blocked by NET-002"),
        (TcpFailureKind::HostLimited, "Blocked blocked by TOOL-001"),
    ] {
        let places = vec![place("presence", 0, Ending::Tcp(kind)), place("call-manager", 0, OK)];
        let (verdict, codes) = judged(places, "presence");
        assert!(verdict.starts_with(left_to), "{kind:?}: {verdict}");
        assert!(!codes.iter().any(|code| code == "path-blocked"), "{kind:?}: {codes:?}");
    }
}

#[test]
fn every_kind_of_block_is_told() {
    for (ending, words) in [
        (Ending::Tcp(TcpFailureKind::Reset), "made and reset at once"),
        (Ending::Tcp(TcpFailureKind::PortUnreachable), "rejected by 10.1.1.1 (ICMP port unreachable)"),
        (Ending::Tcp(TcpFailureKind::Prohibited), "prohibited by 10.1.1.1"),
        (Ending::Tls(Tls::DataDropped), "data is dropped on the way"),
        (Ending::Tls(Tls::DataReset), "any data on it is reset"),
        (Ending::Tls(Tls::Silent), "no answer comes back"),
        (Ending::Tls(Tls::Reset), "ended at the first message"),
    ] {
        let (verdict, codes) = judged(vec![place("presence", 0, ending), place("call-manager", 0, OK)], "presence");
        assert!(verdict.starts_with("Fail") && verdict.contains(words), "{ending:?}: {verdict}");
        assert_eq!(codes, ["path-blocked"], "{ending:?}");
    }
}

/// Whoever ends a connection has a list of addresses; who loses large packets has none, and who is silent may be both.
#[test]
fn the_first_step_follows_from_how_the_connection_ended() {
    let first_step = |ending: Ending, passes: Option<u16>| {
        let mut here = place("presence", 0, ending);
        if let crate::evidence::Observed::Failed(failure) = &mut here.servers[0].endpoints[0].tls {
            failure.wire.passes = passes.and_then(std::num::NonZeroU16::new);
        }
        let report =
            Report::judge(join(vec![evidence(here), evidence(place("call-manager", 0, OK))]), &Judging::default());
        report.diagnoses[0].fix[0].clone()
    };
    for (ending, passes, words) in [
        (
            Ending::Tls(Tls::Reset),
            None,
            "the list of permitted addresses of a load balancer, proxy or TCP wrapper must admit 10.1.1.10",
        ),
        (Ending::Tcp(TcpFailureKind::Reset), None, "must admit 10.1.1.20"),
        (Ending::Tls(Tls::Silent), Some(1200), "loses large packets"),
        (Ending::Tls(Tls::Silent), None, "with established connections passed uninspected"),
    ] {
        let step = first_step(ending, passes);
        assert!(step.contains(words), "{ending:?}: {step}");
    }
}

/// A server that another place reached an hour later may have been down, or this place is cut off.
#[test]
fn what_was_reached_at_another_time_is_to_be_looked_at_again() {
    let dropped = Ending::Tcp(TcpFailureKind::Dropped);
    let first_step = |apart: i64, there: Ending| {
        let places = vec![place("presence", 0, dropped), place("call-manager", apart, there)];
        let report = Report::judge(join(places.into_iter().map(evidence).collect()), &Judging::default());
        let found = report.diagnoses.iter().find(|found| found.code == "server-unreachable");
        found.map(|found| found.fix[0].clone())
    };
    assert!(first_step(70, OK).unwrap().starts_with("First find out whether it is the place or the moment"));
    assert!(first_step(3, OK).is_none());
    assert!(!first_step(70, dropped).unwrap().starts_with("First find out"));
}

#[test]
fn what_is_no_proof_is_no_verdict() {
    let dropped = Ending::Tcp(TcpFailureKind::Dropped);
    let presence = || place("presence", 0, dropped);
    let other_version = Vantage { tool_version: "0.2.0".into(), ..place("call-manager", 0, OK) };
    let same_release = Vantage { tool_version: "0.1.9".into(), ..place("call-manager", 0, OK) };
    let elsewhere = || place_at("call-manager", 0, &[("10.7.7.7:636", OK)]);
    let cut = Vantage { cut: Some(Cut::Deadline), ..place("call-manager", 0, Ending::Cut) };
    let intercepted = place("client", 0, Ending::Answers("OTHER"));
    let rows: [(Vec<Vantage>, &str); 9] = [
        (vec![presence(), place("call-manager", 15, OK)], "Fail"),
        (
            vec![presence(), place("call-manager", 16, OK)],
            "Skipped presence and call-manager looked more than 15 minutes",
        ),
        (vec![presence(), other_version], "Skipped presence was looked from by ucdoctor 0.1.0, call-manager by 0.2.0"),
        (vec![presence(), same_release], "Fail"),
        (vec![presence(), elsewhere()], "Skipped another address: it is 10.9.9.5 from presence and 10.7.7.7"),
        (vec![presence(), cut], "Skipped call-manager does not know"),
        (
            vec![presence(), place("call-manager", 0, OK), intercepted],
            "Skipped call-manager and client are shown different",
        ),
        (
            vec![place("presence", 0, Ending::Tls(Tls::DataDropped)), place("call-manager", 0, Ending::TcpOnly)],
            "Skipped call-manager does not know",
        ),
        (vec![place("presence", 0, Ending::Tls(Tls::NoCommonVersion)), place("call-manager", 0, OK)], "Pass"),
    ];
    for (places, expected) in rows {
        let (verdict, _) = judged(places, "presence");
        assert!(verdict.starts_with(expected), "expected {expected}, is {verdict}");
    }
}

/// Two of three places decide, whatever the third is good for.
#[test]
fn a_place_that_proves_it_is_enough() {
    let places = vec![
        place("call-manager", 90, OK),
        place("client", 1, OK),
        place("presence", 0, Ending::Tcp(TcpFailureKind::Dropped)),
    ];
    let (verdict, _) = judged(places, "presence");
    assert!(verdict.contains("from client (10.1.1.10) it is reached"), "{verdict}");
}

/// Another address is the same server when it shows the same certificate.
#[test]
fn address_translation_is_seen_through_by_the_certificate() {
    let mut presence = place_at("presence", 0, &[("192.168.9.5:636", OK)]);
    // The handshake came through; the answers to LDAP did not.
    presence.servers[0].endpoints[0].ldap = crate::evidence::Observed::Failed(crate::evidence::LdapFailure {
        fault: crate::ldap::fault::Fault::Silent { waited_ms: 3000 },
        wire: crate::evidence::Wire { unacknowledged: true, ..Default::default() },
        follow_up: None,
        ms: Default::default(),
    });
    let (verdict, codes) = judged(vec![presence, place("call-manager", 0, OK)], "presence");
    assert!(verdict.starts_with("Fail the connection is made, and its data is dropped"), "{verdict}");
    assert_eq!(codes, ["path-blocked"]);
}

#[test]
fn one_diagnosis_names_all_an_administrator_needs() {
    let prohibited = Ending::Tcp(TcpFailureKind::Prohibited);
    let two = |name: &str, ending| place_at(name, 0, &[(ADDRESS, ending), ("10.9.9.6:636", ending)]);
    let joined = join(vec![evidence(two("presence", prohibited)), evidence(two("call-manager", OK))]);
    let report = Report::judge(joined, &Judging::default());
    let blocked = &report.diagnoses[0];
    assert_eq!(
        (blocked.code.as_str(), blocked.breaks.as_slice(), report.exit_code),
        ("path-blocked", &[Feature::Login][..], 1)
    );
    for words in ["presence (10.1.1.20)", "dc1.corp.example:636 (10.9.9.5)", "10.1.1.1", "call-manager (10.1.1.10)"] {
        assert!(blocked.summary.contains(words), "{words} is not in {}", blocked.summary);
    }
    let rule = "In the access list of 10.1.1.1: permit TCP from host 10.1.1.20, any port, to host 10.9.9.5 port 636";
    assert!(blocked.fix[0].starts_with(rule), "{}", blocked.fix[0]);
    assert_eq!(blocked.because.len(), 4, "both addresses, by NET-002 and PATH-001: {:?}", blocked.because);
}

#[test]
fn a_call_manager_that_is_cut_off_loses_its_synchronisation_too() {
    let dropped = Ending::Tcp(TcpFailureKind::Dropped);
    let joined = join(vec![evidence(place("presence", 0, OK)), evidence(place("call-manager", 0, dropped))]);
    let report = Report::judge(joined, &Judging::default());
    assert_eq!(report.diagnoses[0].breaks, [Feature::Login, Feature::DirectorySync]);
}

#[test]
fn a_place_that_could_not_be_used_leaves_the_run_open() {
    let unreached = Vantage {
        servers: Vec::new(),
        unreached: Some(Unreached {
            via: "ssh:admin@10.1.2.3".into(),
            why: "ssh admin@10.1.2.3 failed (exit status 255): Permission denied (publickey)".into(),
            exit_status: Some(255),
            stderr: String::new(),
        }),
        ..place("presence", 0, OK)
    };
    let (verdict, _) = judged(vec![unreached.clone(), place("this-host", 0, OK)], "presence");
    assert!(verdict.contains("nothing was seen from presence: ssh admin@10.1.2.3 failed"), "{verdict}");
    let joined = join(vec![evidence(unreached), evidence(place("this-host", 0, OK))]);
    let only = Judging { only: vec![crate::check::Stage::Network], ..Judging::default() };
    assert_eq!(Report::judge(joined, &only).exit_code, 3);
}

#[test]
fn one_place_proves_nothing() {
    let outcomes = run(&CHECK, &evidence(place("presence", 0, OK)));
    assert!(matches!(&outcomes[0].verdict, Verdict::Skip(Skip::NotAsked(why)) if why.starts_with("one vantage point")));
}
