//! A fault of what one place meets, where another place meets something else under the same name that has no such fault.

use super::at::At;
use crate::case::{Sighting, about_the_same_time, leaf};
use crate::check::{Judged, Step, Verdict};

/// The judgement of this place; where the fault is not everywhere, with the machine that has it before all other steps.
pub(super) fn by_place<'a>(at: At<'a>, judge: impl Fn(At<'a>) -> Judged) -> Judged {
    let mut judged = judge(at)?;
    if let Verdict::Fail(finding) = &mut judged
        && let Some(words) = first_step(at, &judge)
    {
        finding.fix.insert(0, Step::from(words));
    }
    Ok(judged)
}

fn first_step<'a>(at: At<'a>, judge: &impl Fn(At<'a>) -> Judged) -> Option<String> {
    let own = |other: &Sighting<'_>| other.vantage.name == at.vantage.name;
    let others = || at.case.sightings.various(&at.server.url).filter(|other| !own(other));
    let is_well = |other: &Sighting<'a>| {
        let there = At { case: at.case, vantage: other.vantage, server: other.server, endpoint: other.endpoint };
        leaf(other.endpoint) != leaf(at.endpoint) && matches!(judge(there), Ok(Verdict::Pass(_)))
    };
    let address = at.endpoint.address;
    let same = || others().filter(|other| other.endpoint.address == address).find(is_well);
    let well = same().or_else(|| others().find(is_well))?;
    let (there, address) = (&well.vantage.name, address.ip());
    Some(match well.endpoint.address.ip() {
        other if other != address => format!(
            "Look at the machine at {address}: {there} is told {other} for {}, and what answers there has no such fault",
            at.server.url.host
        ),
        _ if well.vantage.taken_at > at.vantage.taken_at && !about_the_same_time(well.vantage, at.vantage) => {
            format!("Run the check again first: what {there} met at {address} later has no such fault")
        }
        _ => format!(
            "Find out who answers first: what {there} meets at {address} has no such fault, so several machines stand \
             behind that address, or something on the way answers"
        ),
    })
}

#[cfg(test)]
mod tests {
    use time::Duration;

    use crate::check::{Check, Verdict};
    use crate::checks::sample::{at, fail_tls, healthy, leaf, pki, present, run};
    use crate::checks::{tls_001_scheme_fits, tls_005_inside_validity, tls_006_names_host, tls_009_issued_for_use};
    use crate::evidence::{Evidence, TlsFailureKind};

    type Fault<'a> = &'a dyn Fn(&mut Evidence);

    const HOST: &str = "dc1.corp.example";

    /// A second place, which meets the sound server as the sample has it, after so long.
    fn with_annex(evidence: &mut Evidence, later: Duration) {
        let mut annex = evidence.vantages[0].clone();
        "annex".clone_into(&mut annex.name);
        annex.taken_at += later;
        evidence.vantages.push(annex);
    }

    /// What is to be done first, by a check, where the first place meets what `fault` makes of the server.
    fn first(check: &Check, fault: impl Fn(&mut Evidence), address: &str, later: Option<Duration>) -> (String, String) {
        let mut evidence = healthy();
        if let Some(later) = later {
            with_annex(&mut evidence, later);
        }
        at(&mut evidence, 0).address = address.parse().unwrap();
        fault(&mut evidence);
        let finding = run(check, &evidence).into_iter().find_map(|outcome| match outcome.verdict {
            Verdict::Fail(finding) => Some(finding),
            _ => None,
        });
        let finding = finding.unwrap();
        (finding.fix[0].words.clone(), finding.summary.clone().unwrap_or_default())
    }

    fn shows(of: impl Fn() -> crate::trust::mint::Certificate) -> impl Fn(&mut Evidence) {
        move |evidence| present(evidence, 0, &[&of().signed_by(&pki().issuing), &pki().issuing])
    }

    #[test]
    fn the_machine_that_has_the_fault_is_named_before_it_is_mended() {
        let (own, other) = ("10.0.0.1:636", "10.7.7.7:636");
        let expired = shows(|| leaf(HOST).days(-400, -9));
        let elsewhere = shows(|| leaf("db9.corp.example"));
        let for_clients = shows(|| leaf(HOST).client_only());
        let plain = |evidence: &mut Evidence| fail_tls(evidence, 0, TlsFailureKind::PlainLdap, 14);
        let cases: [(&Check, Fault<'_>); 4] = [
            (&tls_005_inside_validity::CHECK, &expired),
            (&tls_006_names_host::CHECK, &elsewhere),
            (&tls_009_issued_for_use::CHECK, &for_clients),
            (&tls_001_scheme_fits::CHECK, &plain),
        ];
        for (check, fault) in cases {
            let (step, _) = first(check, fault, other, Some(Duration::ZERO));
            assert!(step.starts_with("Look at the machine at 10.7.7.7: annex is told 10.0.0.1 for dc1"), "{step}");
            let (step, _) = first(check, fault, own, Some(Duration::ZERO));
            assert!(step.contains("what annex meets at 10.0.0.1 has no such fault"), "{step}");
            let (step, _) = first(check, fault, own, Some(Duration::hours(5)));
            assert!(step.starts_with("Run the check again first"), "{step}");
            let (step, _) = first(check, fault, own, None);
            assert!(!step.contains("no such fault"), "{step}");
        }
        let (_, summary) = first(&tls_005_inside_validity::CHECK, &expired, other, Some(Duration::ZERO));
        assert!(summary.contains("dc1.corp.example:636 at 10.7.7.7: its certificate expired"), "{summary}");
    }

    #[test]
    fn a_fault_that_every_place_meets_is_mended_at_once() {
        let mut evidence = healthy();
        shows(|| leaf(HOST).days(-400, -9))(&mut evidence);
        with_annex(&mut evidence, Duration::ZERO);
        for outcome in run(&tls_005_inside_validity::CHECK, &evidence) {
            if let Verdict::Fail(finding) = outcome.verdict {
                assert!(finding.fix[0].words.starts_with("Renew"), "{}", finding.fix[0].words);
            }
        }
    }
}
