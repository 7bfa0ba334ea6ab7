//! TLS-014: hellos larger than one segment, as post-quantum clients send them, get through like the appliances' own.

use super::at::{At, per_endpoint};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{HelloKind, Sample, Wire};
use crate::ldap::fault::Fault;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls014,
    stage: Stage::Tls,
    title: "TLS hellos of every size get through",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/TLS-014.md"),
    run: |case| per_endpoint(case, every_size),
};

fn every_size(at: At<'_>) -> Judged {
    at.tls()?;
    let of = |wanted: fn(&Sample) -> bool| at.endpoint.samples.iter().filter(move |sample| wanted(sample));
    let large = || of(|sample| sample.hello == Some(HelloKind::Large));
    let small = of(|sample| sample.hello.is_some_and(|kind| kind != HelloKind::Large) && !sample.unanswered());
    let Some(largest) = large().map(|sample| sample.hello_bytes).max() else {
        return Err(Skip::NotAsked("no large hello was sent".to_owned()));
    };
    if large().any(|sample| !sample.unanswered()) {
        return Ok(pass(format!("{largest} bytes are answered")).into());
    }
    if at.differs() {
        return Err(Skip::Blocked(CheckCode::Net007));
    }
    // Whoever answers nobody any more has no opinion of sizes.
    let Some(usual) = small.map(|sample| sample.hello_bytes).max() else {
        return Err(Skip::NotAsked("no further hello was answered, small or large".to_owned()));
    };
    let message = format!(
        "a TLS hello of {largest} bytes gets no answer, one of {usual} bytes does: something on the way stops large ones"
    );
    let finding =
        fail(CauseCode::PathFiltered, message).fault(LOST).fact("large_hello", largest).fact("usual_hello", usual);
    if large_answer_lost(at).is_some() {
        return Ok(finding.fix(LARGER_PACKETS).into());
    }
    Ok(finding
        .breaks(&[])
        .fix("Nothing for the appliances: their hellos have less than 500 bytes")
        .fix("Let the firewall or inspection on the way pass hellos of several segments before clients with post-quantum keys come (browsers, newer Java and OpenSSL); check the MTU of the path")
        .into())
}

/// The fault of a way that loses what is large, by whatever it is met.
const LOST: &str = "large hello";

pub(super) const LARGER_PACKETS: &str = "Find the tunnel or firewall on the way that loses large packets: `ping -M do -s 1400` to the server must work, and back; let it pass ICMP \"fragmentation needed\", or limit the size of TCP segments there (MSS)";

/// What got through with small segments, and never with the usual ones.
pub(super) fn lost_when_large(wire: &Wire) -> Option<Finding> {
    let passes = wire.passes?;
    let message = format!(
        "the connection is made, and large packets on it are lost on the way: with TCP segments of at most {passes} bytes \
         everything is answered, with those of the usual size nothing is"
    );
    let fit = format!("{LARGER_PACKETS}: {passes} bytes got through");
    Some(fail(CauseCode::PathFiltered, message).fault(LOST).fact("segment_bytes", passes).fix(fit))
}

/// A conversation that was answered until its first large answer, on a way that loses large hellos, too.
pub(super) fn large_answer_lost(at: At<'_>) -> Option<Finding> {
    let large = || at.endpoint.samples.iter().filter(|sample| sample.hello == Some(HelloKind::Large));
    let lost = large().next().is_some() && large().all(Sample::unanswered);
    let search = at.endpoint.search.failed().filter(|_| lost && at.endpoint.bind.seen().is_some())?;
    let (Fault::Silent { .. } | Fault::Stalled { .. }) = search.fault else { return None };
    let message = "small answers come, the first large one does not, and neither does a large TLS hello get through: \
                   large packets are lost on the way";
    Some(fail(CauseCode::PathFiltered, message).fault(LOST).fix(LARGER_PACKETS))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::case::Case;
    use crate::check::Verdict;
    use crate::checks::sample::{at, diagnosed, expect, sampled};
    use crate::evidence::*;
    use crate::ldap::fault::Fault;

    #[test]
    fn a_large_hello_without_an_answer_is_a_warning_beside_small_ones_that_have_one() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked", "not asked"]),
                (|e| large(e, true), &["pass~1900 bytes", "not asked"]),
                (|e| large(e, false), &["path-filtered~1900 bytes~400 bytes", "not asked"]),
                (
                    |e| {
                        large(e, false);
                        at(e, 0).samples.remove(0);
                    },
                    &["not asked~no further hello", "not asked"],
                ),
            ],
        );
        assert_eq!(diagnosed(|e| large(e, false)), ["path-filtered"]);
    }

    /// One hole in the way is one fault, and no server is to be restarted for it.
    #[test]
    fn a_search_that_goes_silent_where_large_hellos_are_lost_is_the_way() {
        let silent = |e: &mut Evidence, answered: bool| {
            large(e, answered);
            e.asked.search = Some(AskedSearch { base: "o=quay".to_owned(), ..AskedSearch::default() });
            let fault = Fault::Silent { waited_ms: 7000 };
            at(e, 0).search =
                Observed::Failed(LdapFailure { fault, wire: Wire::default(), follow_up: None, ms: Millis(7000.0) });
        };
        assert_eq!(diagnosed(|e| silent(e, false)), ["path-filtered"]);
        assert_eq!(diagnosed(|e| silent(e, true)), ["server-silent"]);
        let mut evidence = crate::checks::sample::healthy();
        silent(&mut evidence, true);
        let told = crate::checks::srch_001_base_exists::CHECK.run;
        let Verdict::Fail(finding) = &told(&Case::new(&evidence))[0].verdict else { unreachable!("no failure") };
        assert!(finding.fix[0].contains("waits for"), "{:#?}", finding.fix);
    }

    fn large(evidence: &mut Evidence, answered: bool) {
        sampled(evidence, 0, None, None);
        let sample = at(evidence, 0).samples[0].clone();
        let tls = if answered {
            sample.tls.clone()
        } else {
            Observed::Failed(TlsFailure {
                kind: TlsFailureKind::Closed,
                chain: Vec::new(),
                wire: Wire { sent: 1900, ..Wire::default() },
                ms: Millis(1.0),
                raw: "the connection ended".into(),
            })
        };
        let large = Sample { hello: Some(HelloKind::Large), hello_bytes: 1900, tls, ..sample };
        at(evidence, 0).samples.push(large);
    }
}
