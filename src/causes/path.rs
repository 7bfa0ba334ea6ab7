//! The cause that takes two places to prove: one is cut off from a server that another one reaches.

use super::by_fault::by_fault;
use crate::cause::{Cause, Diagnosis, Failure, Feature};
use crate::check::Owner;
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;

/// Checks that report the same block as seen from the place that is cut off.
const FOLLOWERS: [CheckCode; 3] = [CheckCode::Net002, CheckCode::Tls002, CheckCode::Bind001];

pub(super) static PATH_BLOCKED: Cause = Cause {
    code: CauseCode::PathBlocked,
    title: "One place is cut off from a server that another one reaches",
    owner: Owner::Network,
    breaks: &[Feature::Login],
    refuted_if: &[
        "the two places reach different machines under this address (overlapping private networks, address translation)",
        "the server was down while one of them looked: run both again at the same time",
        "a capture on the server shows packets of the source that is cut off",
    ],
    page: include_str!("../../docs/causes/path-blocked.md"),
    explain: path_blocked,
};

/// The proof is PATH-001; what the same place saw of the same address goes with it.
fn path_blocked(cause: &'static Cause, evidence: &Evidence, open: &[Failure<'_>]) -> Vec<Diagnosis> {
    let mut diagnoses = by_fault(cause, evidence, open);
    for diagnosis in &mut diagnoses {
        let proofs: Vec<&Failure<'_>> =
            open.iter().filter(|failure| diagnosis.because.contains(&failure.index)).collect();
        let follows = |failure: &&Failure<'_>| {
            FOLLOWERS.contains(&failure.check)
                && proofs.iter().any(|proof| (proof.about, proof.seen_from) == (failure.about, failure.seen_from))
        };
        diagnosis.because.extend(open.iter().filter(follows).map(|failure| failure.index));
        diagnosis.because.sort_unstable();
    }
    diagnoses
}
