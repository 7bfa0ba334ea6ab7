//! SRCH-016: a server that lags behind hides people from whoever comes to it.

use super::at::At;
use super::base_and_filter::count_of;
use super::kept_elsewhere::branches;
use super::likewise::{comparable, first, lacks_ids, lacks_names, lost, per_further, servers_differ};
use crate::check::{Check, Judged, Severity, Skip, Stage, pass};
use crate::code::CheckCode;
use crate::evidence::search::{Counted, End, Likewise, Search};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch016,
    stage: Stage::Search,
    title: "every further server finds about as many people",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-016.md"),
    run: |case| per_further(case, finds_alike),
};

/// A few that are on one server alone may be on their way to the other.
const MANY: u64 = 25;

fn finds_alike(at: At<'_>, search: &Search, found: &Likewise) -> Judged {
    let matched = comparable(at, search)?;
    let Some(counted) = usable(search, found) else { return Err(Skip::Blocked(CheckCode::Srch015)) };
    let (there, here) = (matched.entries, counted.entries);
    if found.person == Some(true) && !was_found(at) {
        return Err(Skip::Blocked(CheckCode::User001));
    }
    if let Some(who) = missed(at, search, found) {
        let (server, first) = (at.subject(), first(at, found));
        let message =
            format!("{server} does not find {who}, whom {first} finds ({here} entries there, {there} on {first})");
        return Ok(servers_differ(&server, &first, message).into());
    }
    if !counted.end.is_whole() || !matched.end.is_whole() {
        return Err(Skip::NotAsked("too many people to count them here in an eighth of the run".to_owned()));
    }
    if !differ(there, here) {
        return Ok(pass(count_of(here, "entry", "entries")).into());
    }
    let (server, first) = (at.subject(), first(at, found));
    let refers = |end: &End| !branches(at, search, end).elsewhere.is_empty();
    if there < here && refers(&matched.end) {
        return Err(Skip::NotAsked(format!(
            "{first} refers to others for a part of the tree (SRCH-014), and finds fewer"
        )));
    }
    let (fewer, more, lacks, has) =
        if here < there { (here, there, server, first) } else { (there, here, first, server) };
    let message = format!("{lacks} finds {}, and {has} {more}", count_of(fewer, "entry", "entries"));
    let mut finding = servers_differ(&lacks, &has, message);
    if refers(&counted.end) {
        finding.fix.insert(0, elsewhere_there(search.active_directory).into());
    }
    Ok(finding.into())
}

/// What the further server counted, where SRCH-015 has nothing to say of it.
fn usable<'a>(search: &Search, found: &'a Likewise) -> Option<&'a Counted> {
    let is_sound = !lacks_ids(search, found) && !lacks_names(search, found) && lost(search, found).is_none();
    let counted = found.matched.as_ref().filter(|_| is_sound);
    counted.filter(|counted| counted.end.code == 0 && counted.entries > 0 && counted.end.lost().is_none())
}

/// The server that finds fewer refers to others for a part of the tree.
fn elsewhere_there(active_directory: bool) -> &'static str {
    match active_directory {
        true => {
            "Use the Global Catalog ports 3268 and 3269 on all of them: a server that refers to others for a part of the tree does not find who is there"
        }
        false => {
            "Name only servers that hold the whole tree: one that refers to others for a part of it does not find who is there"
        }
    }
}

/// Somebody whom the first server found, by name.
fn missed<'a>(at: At<'a>, search: &'a Search, found: &Likewise) -> Option<&'a str> {
    match at.case.asked.person.as_ref().filter(|_| found.person == Some(false) && was_found(at)) {
        Some(person) => Some(person.id.as_str()),
        None => search.login.as_ref().filter(|_| found.login == Some(false)).map(|login| login.who.as_str()),
    }
}

/// The first server found the person asked about by base, filter and user ID.
fn was_found(at: At<'_>) -> bool {
    let seen = at.vantage.person.as_ref().and_then(|person| person.found.seen());
    seen.is_some_and(|seen| !seen.is_empty())
}

/// A fifth, or many and one in fifty.
fn differ(one: u64, other: u64) -> bool {
    let (apart, most) = (one.abs_diff(other), one.max(other));
    (apart > 1 && apart * 5 >= most) || (apart >= MANY && apart * 50 >= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_few_are_on_their_way_and_many_are_missing() {
        for (one, other, expected) in [
            (10, 10, false),
            (10, 9, false),
            (10, 8, true),
            (1, 2, false),
            (4000, 3976, false),
            (4000, 3975, false),
            (1000, 1025, true),
            (1000, 976, false),
        ] {
            assert_eq!(differ(one, other), expected, "{one} {other}");
        }
    }
}
