use super::*;
use crate::evidence::Evidence;
use crate::report::Judging;

fn finding(code: &str, subjects: &[&str], users: Option<u64>) -> DiagnosisEntry {
    let because = subjects.iter().map(|subject| crate::report::Because {
        check: "TLS-004".to_owned(),
        subject: (*subject).to_owned(),
        vantage: None,
        place: Vec::new(),
    });
    DiagnosisEntry {
        code: code.to_owned(),
        fingerprint: format!("{code} {}", subjects.join(",")),
        severity: Severity::Error,
        title: String::new(),
        summary: format!("{code} at {}", subjects.join(" and ")),
        owner: Owner::Presence,
        breaks: Vec::new(),
        affected_users: users,
        because: because.collect(),
        fix: Vec::new(),
        refuted_if: Vec::new(),
        accepted: None,
        accepted_before: None,
    }
}

fn report(findings: Vec<DiagnosisEntry>) -> Report {
    Report { diagnoses: findings, ..Report::judge(Evidence::default(), &Judging::default()) }
}

fn codes(changes: &[Change]) -> Vec<&str> {
    changes.iter().map(|change| change.code.as_str()).collect()
}

#[test]
fn what_is_gone_new_and_still_there() {
    let old = report(vec![
        finding("ca-missing", &["dc1:636 x presence"], None),
        finding("dns-failure", &["dc7"], None),
        finding("user-id-mismatch", &["users (case)"], Some(44)),
    ]);
    let new = report(vec![
        finding("user-id-mismatch", &["users (case)"], Some(41)),
        finding("ca-missing", &["dc1:636 x presence", "dc2:636 x presence"], None),
        finding("certificate-expired", &["dc1:636"], None),
    ]);
    let difference = Difference::between(&old, &new);
    assert_eq!(codes(&difference.fixed), ["dns-failure"]);
    assert_eq!(codes(&difference.appeared), ["certificate-expired"]);
    assert_eq!(codes(&difference.same), ["user-id-mismatch", "ca-missing"]);
    let users = &difference.same[0];
    assert_eq!((users.users_before, users.users_now, users.more.len()), (Some(44), Some(41), 0));
    assert_eq!(difference.same[1].more, ["TLS-004 dc2:636 x presence"]);
    assert!(difference.is_worse(false));
    let back = Difference::between(&new, &old);
    assert_eq!((codes(&back.fixed), codes(&back.appeared)), (vec!["certificate-expired"], vec!["dns-failure"]));
}

#[test]
fn nothing_new_is_not_worse_and_a_warning_only_when_asked_for() {
    let mut warning = finding("no-failover", &["dc1:636"], None);
    warning.severity = Severity::Warning;
    let (old, new) = (report(vec![finding("ca-missing", &["a", "b"], None)]), report(vec![warning.clone()]));
    assert!(!Difference::between(&old, &report(vec![finding("ca-missing", &["a"], None)])).is_worse(true));
    let difference = Difference::between(&old, &new);
    assert_eq!((difference.is_worse(false), difference.is_worse(true)), (false, true));
    warning.accepted = Some(crate::report::Accepted {
        reason: "one is enough here".to_owned(),
        owner: None,
        until: time::macros::date!(2027 - 03 - 31),
    });
    assert!(!Difference::between(&old, &report(vec![warning])).is_worse(true));
}
