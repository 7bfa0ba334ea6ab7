//! Base and filter are looked at once from each place, on the first server where the manager binds.

use super::{At, AtServer, no_address};
use crate::check::{Judged, Outcome, Skip, Subject, Verdict};
use crate::code::CheckCode;
use crate::evidence::{Evidence, Observed, Vantage};

/// Judges what base and filter find, once a vantage point: they are the same on every server, so the outcome
/// concerns none of them.
pub(in crate::checks) fn per_search(evidence: &Evidence, judge: impl Fn(At<'_>) -> Judged) -> Vec<Outcome> {
    evidence.vantages.iter().filter_map(|vantage| searched(evidence, vantage, &judge)).collect()
}

/// What stands in the way of a directory that was to be read and was not.
pub(in crate::checks) fn unread(evidence: &Evidence) -> Skip {
    let not_whole =
        || Skip::Undecided("the people of the directory could not all be read; raise --deadline".to_owned());
    let outcomes = per_search(evidence, |at| {
        let (_, matched) = at.somebody()?;
        Err(if matched.end.code == 0 { not_whole() } else { Skip::Blocked(CheckCode::Srch006) })
    });
    let skips = outcomes.into_iter().filter_map(|outcome| match outcome.verdict {
        Verdict::Skip(skip) => Some(skip),
        _ => None,
    });
    skips.into_iter().next().unwrap_or_else(not_whole)
}

/// The outcome at the address where base and filter were looked at, else at the one that came nearest to it.
fn searched(evidence: &Evidence, vantage: &Vantage, judge: impl Fn(At<'_>) -> Judged) -> Option<Outcome> {
    let at = vantage
        .servers
        .iter()
        .flat_map(|server| server.endpoints.iter().map(move |endpoint| At { evidence, vantage, server, endpoint }));
    let rank = |at: &At<'_>| match &at.endpoint.search {
        Observed::Seen(_) | Observed::Failed(_) => 0,
        Observed::Cut => 1,
        Observed::Blocked(_) => 2,
        Observed::NotAsked(_) => 3,
    };
    match at.min_by_key(rank) {
        Some(at) => Some(Outcome::seen_from(vantage, Subject::Search(at.server_name()), judge(at))),
        None => {
            let server = AtServer { evidence, vantage, server: vantage.servers.first()? };
            let skip = match evidence.asked.search {
                None => Skip::NotAsked("no [directory.search] is configured".to_owned()),
                Some(_) => server.name().map_or_else(|skip| skip, |_| no_address()),
            };
            Some(Outcome::seen_from(vantage, Subject::Search(server.server_name()), Err(skip)))
        }
    }
}
