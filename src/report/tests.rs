use super::*;
use crate::checks::sample::{at, broken, ca, fail_ldap, fail_tcp, healthy, leaf, pki, present, reject, trust};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind, Deployment};
use crate::evidence::{Cut, Observed, TcpFailureKind};
use crate::ldap::fault::Fault;

fn judged(change: impl FnOnce(&mut Evidence), judging: &Judging) -> Report {
    let mut evidence = healthy();
    change(&mut evidence);
    Report::judge(evidence, judging)
}

fn nothing(evidence: &mut Evidence) {
    evidence.vantages[0].servers.clear();
}

fn expiring(evidence: &mut Evidence) {
    present(evidence, 0, &[&leaf("dc1.corp.example").days(-9, 9).signed_by(&pki().issuing), &pki().issuing]);
}

fn undecided(evidence: &mut Evidence) {
    at(evidence, 1).account = Observed::Cut;
}

fn axl_refused(evidence: &mut Evidence) {
    let (verb, raw) = ("getCCMVersion".to_owned(), "HTTP 401".to_owned());
    let refused = AxlFailure { verb, kind: AxlFailureKind::Unauthorized, raw };
    evidence.deployment = Some(Deployment { axl: Observed::Failed(refused), ..Deployment::default() });
}

#[test]
fn a_problem_beats_inconclusive_and_nothing_checked_is_never_healthy() {
    use ReportVerdict::{Broken, Degraded, Healthy, Inconclusive};
    let cut = |e: &mut Evidence| e.vantages[0].cut = Some(Cut::Deadline);
    let bug = |e: &mut Evidence| e.vantages[0].bugs.push("panicked".into());
    let locked = |e: &mut Evidence| reject(e, 49, Some(0x775));
    type Change<'a> = &'a dyn Fn(&mut Evidence);
    let table: [(&str, &[Change<'_>], ReportVerdict, u8, u8); 15] = [
        ("healthy", &[], Healthy, 0, 0),
        ("warning", &[&expiring], Degraded, 0, 1),
        ("error", &[&locked], Broken, 1, 1),
        ("error and warning", &[&locked, &expiring], Broken, 1, 1),
        ("undecided", &[&undecided], Inconclusive, 3, 3),
        ("undecided and warning", &[&undecided, &expiring], Inconclusive, 3, 1),
        ("undecided and error", &[&undecided, &|e| fail_tcp(e, 0, TcpFailureKind::Refused)], Broken, 1, 1),
        ("cut", &[&cut], Inconclusive, 3, 3),
        ("cut and error", &[&cut, &locked], Broken, 1, 1),
        ("nothing executed", &[&nothing], Inconclusive, 3, 3),
        ("AXL refused, all else well", &[&axl_refused], Inconclusive, 3, 1),
        ("AXL refused and undecided", &[&axl_refused, &undecided], Inconclusive, 3, 1),
        ("AXL refused and nothing else", &[&nothing, &axl_refused], Inconclusive, 3, 1),
        ("bug", &[&bug], Inconclusive, 3, 3),
        ("bug and error", &[&bug, &locked], Broken, 1, 1),
    ];
    for (name, changes, verdict, exit_code, strict) in table {
        let all = |e: &mut Evidence| changes.iter().for_each(|change| change(e));
        let report = judged(all, &Judging::default());
        assert_eq!((report.verdict, report.exit_code), (verdict, exit_code), "{name}");
        let report = judged(all, &Judging { fail_on_warning: true, ..Judging::default() });
        assert_eq!(report.exit_code, strict, "{name} under --fail-on warning");
    }
}

#[test]
fn only_keeps_a_stage_and_what_stands_in_its_way() {
    let only = |stage, change: fn(&mut Evidence)| {
        let report = judged(change, &Judging { only: vec![stage], ..Judging::default() });
        let other = |outcome: &&OutcomeEntry| outcome.stage != stage && outcome.stage != Stage::Tool;
        let others =
            report.outcomes.iter().filter(other).map(|outcome| format!("{} {}", outcome.check, outcome.subject));
        let codes: Vec<String> = report.diagnoses.iter().map(|diagnosis| diagnosis.code.clone()).collect();
        (codes.join(" "), others.collect::<Vec<_>>().join(", "), report.exit_code)
    };
    let expected = |codes: &str, others: &str, exit| (codes.to_owned(), others.to_owned(), exit);
    assert_eq!(only(Stage::Tls, |_| {}), expected("", "", 0));
    assert_eq!(only(Stage::Tls, |e| at(e, 0).account = Observed::Cut), expected("", "", 0));
    assert_eq!(
        only(Stage::Tls, |e| fail_tcp(e, 1, TcpFailureKind::Dropped)),
        expected("server-unreachable", "NET-002 dc2.corp.example:636", 1)
    );
    assert_eq!(only(Stage::Network, expiring), expected("", "", 0));
    assert_eq!(
        only(Stage::Network, |e| fail_ldap(e, 0, broken(Fault::Closed { pending: 0 }))),
        expected("connection-lost", "BIND-001 dc1.corp.example:636", 1)
    );
    assert_eq!(only(Stage::Search, |_| {}), expected("", "", 3));
    // A bug of ours is in every report.
    assert_eq!(only(Stage::Tls, |e| e.vantages[0].bugs.push("x".into())), expected("ucdoctor-bug", "", 3));
    // The reason why a bind was not tried stands at another server.
    assert_eq!(only(Stage::Bind, |e| reject(e, 49, None)).0, "manager-rejected");
}

#[test]
fn every_outcome_is_counted_and_every_block_named() {
    let report = judged(|e| trust(e, "presence", &[&ca("Other CA").self_signed()]), &Judging::default());
    let Summary { pass, warn, fail, blocked, skipped } = report.summary;
    assert_eq!(pass + warn + fail + blocked + skipped, report.outcomes.len());
    assert_eq!((warn, fail), (0, 2));
    assert_eq!(report.taken_at, "2026-11-23T12:00:00Z");
    for outcome in report.outcomes {
        assert_eq!(outcome.blocked_by.is_some(), outcome.verdict == OutcomeVerdict::Blocked, "{}", outcome.check);
        assert!(!outcome.message.is_empty(), "{}", outcome.check);
    }
}
