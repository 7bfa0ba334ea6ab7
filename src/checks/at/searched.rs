//! Base and filter are looked at once from each place, on the first server where the manager binds.

use super::super::base_and_filter::result;
use super::{At, AtServer, no_address};
use crate::case::Case;
use crate::check::{Judged, Outcome, Skip, Subject, Verdict};
use crate::code::CheckCode;
use crate::evidence::{Evidence, Observed, Vantage};

/// Judges what base and filter find, once a vantage point: they are the same on every server, so the outcome
/// concerns none of them.
pub(in crate::checks) fn per_search(case: &Case<'_>, judge: impl Fn(At<'_>) -> Judged) -> Vec<Outcome> {
    case.vantages.iter().filter_map(|vantage| searched(case, vantage, &judge)).collect()
}

/// What stands in the way of a directory that was to be read and was not.
pub(in crate::checks) fn unread(case: &Case<'_>) -> Skip {
    let outcomes = per_search(case, |at| {
        let (_, matched) = at.somebody()?;
        Err(if matched.end.is_whole() || matched.end.is_open() {
            not_whole(case)
        } else {
            Skip::Blocked(CheckCode::Srch006)
        })
    });
    let skips = outcomes.into_iter().filter_map(|outcome| match outcome.verdict {
        Verdict::Skip(skip) => Some(skip),
        _ => None,
    });
    skips.into_iter().next().unwrap_or_else(|| not_whole(case))
}

/// How the read of the people ended, which is another one than that of base and filter.
fn not_whole(evidence: &Evidence) -> Skip {
    let live = evidence.identity.as_ref().and_then(|identity| identity.live.as_ref());
    let why = match live.map(|live| &live.end) {
        Some(Observed::Seen(end)) if end.code != 0 => {
            format!("the directory ends the read of its people by {}", result(end))
        }
        Some(Observed::Seen(end)) if end.lost().is_some() => {
            "the people of the directory did not all come: a page was lost on the way".to_owned()
        }
        Some(Observed::Failed(failure)) => format!("the read of the people broke: {}", failure.fault),
        _ => "the people of the directory could not all be read; raise --deadline".to_owned(),
    };
    Skip::Undecided(why)
}

/// Every address that a place looked at.
pub(in crate::checks) fn everywhere<'a>(case: &'a Case<'a>, vantage: &'a Vantage) -> impl Iterator<Item = At<'a>> {
    let endpoints = vantage.servers.iter().flat_map(|server| server.endpoints.iter().map(move |one| (server, one)));
    endpoints.map(move |(server, endpoint)| At { case, vantage, server, endpoint })
}

/// The outcome at the address where base and filter were looked at, else at the one that came nearest to it.
fn searched<'a>(case: &'a Case<'a>, vantage: &'a Vantage, judge: impl Fn(At<'_>) -> Judged) -> Option<Outcome> {
    let rank = |at: &At<'_>| match &at.endpoint.search {
        Observed::Seen(_) | Observed::Failed(_) => 0,
        Observed::Cut => 1,
        Observed::Blocked(_) => 2,
        Observed::NotAsked(_) => 3,
    };
    match everywhere(case, vantage).min_by_key(rank) {
        Some(at) => Some(Outcome::seen_from(vantage, Subject::Search(at.server_name()), judge(at))),
        None => {
            let server = AtServer { case, vantage, server: vantage.servers.first()? };
            let skip = match case.asked.search {
                None => Skip::NotAsked("no [directory.search] is configured".to_owned()),
                Some(_) => server.name().map_or_else(|skip| skip, |_| no_address()),
            };
            Some(Outcome::seen_from(vantage, Subject::Search(server.server_name()), Err(skip)))
        }
    }
}
