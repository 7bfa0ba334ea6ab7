use super::*;
use crate::check::Verdict;
use crate::checks::sample::run;
use crate::compare::join;
use crate::compare::sample::{Ending, evidence, place_at};
use crate::evidence::{Observed, TcpFailureKind};

#[test]
fn different_addresses_matter_only_when_one_is_dead() {
    let (near, far, old) = ("10.9.9.5:636", "10.7.7.7:636", "10.9.9.1:636");
    let (ok, dead) = (Ending::Answers("LEAF"), Ending::Tcp(TcpFailureKind::Dropped));
    for (presence, call_manager, expected) in [
        (vec![(near, ok)], vec![(near, ok)], "10.9.9.5 everywhere"),
        (vec![(near, dead)], vec![(near, ok)], "10.9.9.5 everywhere"),
        (vec![(near, ok)], vec![(far, ok)], "each of them answers"),
        (vec![(old, dead)], vec![(near, ok)], "10.9.9.1 does not answer"),
        (vec![(near, ok), (old, dead)], vec![(near, ok)], "10.9.9.1 does not answer"),
        (vec![(old, dead)], vec![(near, dead)], "Blocked(Net002)"),
        (vec![(old, Ending::Cut)], vec![(near, ok)], "each of them answers"),
    ] {
        let joined = join(vec![
            evidence(place_at("presence", 0, &presence)),
            evidence(place_at("call-manager", 0, &call_manager)),
        ]);
        let outcome = &run(&CHECK, &joined)[0];
        let said = match &outcome.verdict {
            Verdict::Pass(proof) => proof.message.clone(),
            Verdict::Fail(finding) => finding.message.clone(),
            Verdict::Skip(skip) => format!("{skip:?}"),
        };
        assert!(said.contains(expected), "{presence:?} {call_manager:?}: {said}");
        let warned = expected.ends_with("does not answer");
        assert_eq!(matches!(outcome.verdict, Verdict::Fail(_)), warned, "{said}");
    }
}

/// Of a name with hundreds of addresses each place may look at others.
#[test]
fn what_places_did_not_look_at_is_no_difference() {
    let dead = Ending::Tcp(TcpFailureKind::Dropped);
    let mut one = place_at("presence", 0, &[("10.9.9.1:636", dead), ("10.9.9.5:636", Ending::Answers("LEAF"))]);
    if let Observed::Seen(name) = &mut one.servers[0].name {
        name.left_out = 3;
    }
    let other = place_at("call-manager", 0, &[("10.9.9.5:636", Ending::Answers("LEAF"))]);
    let outcome = &run(&CHECK, &join(vec![evidence(one), evidence(other)]))[0];
    assert!(matches!(outcome.verdict, Verdict::Skip(Skip::NotAsked(_))), "{:?}", outcome.verdict);
}

/// The firewall is not to blame for an address that nobody has any more.
#[test]
fn what_is_met_at_a_dead_address_goes_with_its_record() {
    let joined = join(vec![
        evidence(place_at("presence", 0, &[("10.9.9.1:636", Ending::Tcp(TcpFailureKind::Dropped))])),
        evidence(place_at("call-manager", 0, &[("10.9.9.5:636", Ending::Answers("LEAF"))])),
    ]);
    let found = crate::causes::explain(&joined, &crate::checks::run(&joined));
    let [only] = found.as_slice() else { unreachable!("{found:?}") };
    assert_eq!((only.cause.code, only.severity, only.because.len()), (CauseCode::DnsFailure, Severity::Error, 2));
}
