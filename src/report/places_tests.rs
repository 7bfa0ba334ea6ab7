//! What several places saw is one finding with several places, whatever they are called.

use super::*;
use crate::checks::sample::{ca, healthy, leaf, pki, present, trust, withhold};
use crate::evidence::{Cut, Observed, Vantage};

/// Names that a text could not be cut at.
const NAMES: [&str; 3] = ["Site A, floor 2", "lab x presence", "DMZ, x, 3"];

/// dc1 shows an expired certificate, dc2 is well; seen alike from so many places.
fn expired_from(places: usize) -> Evidence {
    let mut evidence = healthy();
    let certificate = leaf("dc1.corp.example").days(-9, -1).signed_by(&pki().issuing);
    present(&mut evidence, 0, &[&certificate, &pki().issuing]);
    withhold(&mut evidence, 0);
    alike(&mut evidence, places);
    evidence
}

fn alike(evidence: &mut Evidence, places: usize) {
    let here = evidence.vantages.swap_remove(0);
    let named = NAMES.iter().take(places).map(|name| Vantage { name: (*name).to_owned(), ..here.clone() });
    evidence.vantages = named.collect();
}

/// The run ended before this place saw anything but names.
fn cut_off(place: &mut Vantage) {
    place.cut = Some(Cut::Deadline);
    for endpoint in place.servers.iter_mut().flat_map(|server| &mut server.endpoints) {
        endpoint.tcp = Observed::Cut;
        endpoint.tls = Observed::Cut;
        endpoint.ldap = Observed::Cut;
        endpoint.session = Observed::Cut;
        endpoint.bind = Observed::Cut;
        endpoint.account = Observed::Cut;
        endpoint.search = Observed::Cut;
    }
}

fn only(stage: Stage) -> Judging {
    Judging { only: vec![stage], fail_on_warning: false }
}

#[test]
fn what_blocks_a_stage_is_reported_with_it_from_however_many_places_it_was_seen() {
    for places in 1..=3 {
        let report = Report::judge(expired_from(places), &only(Stage::Bind));
        let codes: Vec<&str> = report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
        assert_eq!((report.exit_code, codes), (1, vec!["certificate-expired"]), "{places} places");
        let because = &report.diagnoses[0].because;
        let names: Vec<&str> = NAMES[..places].to_vec();
        match places {
            1 => assert_eq!(because[0].vantage.as_deref(), Some(NAMES[0])),
            _ => assert!(because.iter().all(|one| one.vantage.is_none() && sorted(&one.place) == sorted(&names))),
        }
    }
    // The trust of one appliance, for its two servers: the bind is not made, and why stands beside it.
    let mut evidence = healthy();
    for name in ["call-manager", "presence"] {
        trust(&mut evidence, name, &[&ca("Other CA").self_signed()]);
    }
    withhold(&mut evidence, 0);
    withhold(&mut evidence, 1);
    alike(&mut evidence, 2);
    let report = Report::judge(evidence, &only(Stage::Bind));
    let codes: Vec<&str> = report.diagnoses.iter().map(|diagnosis| diagnosis.code.as_str()).collect();
    assert!(codes.iter().all(|code| *code == "ca-missing") && !codes.is_empty(), "{codes:?}");
}

fn sorted<T: AsRef<str>>(names: &[T]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| name.as_ref().to_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_place_that_saw_nothing_takes_no_working_server_away_from_the_others() {
    let mut evidence = expired_from(3);
    cut_off(&mut evidence.vantages[2]);
    let report = Report::judge(evidence, &Judging::default());
    let first = &report.diagnoses[0];
    assert_eq!((first.code.as_str(), first.breaks.as_slice()), ("certificate-expired", [].as_slice()));
    assert!(first.summary.ends_with("; dc2.corp.example:636 still works"), "{}", first.summary);
    let seen = report.outcomes.iter().find(|outcome| outcome.check == "TLS-005" && !outcome.place.is_empty()).unwrap();
    assert_eq!(sorted(&seen.place), sorted(&NAMES[..2]));
    assert_eq!(seen.vantage.as_deref(), Some("Site A, floor 2, lab x presence"));
}

#[test]
fn a_server_that_one_of_the_places_cannot_use_is_no_replacement() {
    let mut evidence = expired_from(2);
    let other_ca = ca("Other CA").self_signed();
    let foreign = leaf("dc2.corp.example").signed_by(&other_ca);
    present(&mut evidence, 1, &[&foreign]);
    withhold(&mut evidence, 1);
    let report = Report::judge(evidence, &Judging::default());
    let expired = report.diagnoses.iter().find(|diagnosis| diagnosis.code == "certificate-expired").unwrap();
    assert!(!expired.summary.contains("still works"), "{}", expired.summary);
}
