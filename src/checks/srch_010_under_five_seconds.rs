//! SRCH-010: a login searches for the user ID first, and the appliances wait 5 s for that.

use super::at::{At, per_search};
use super::base_and_filter::unfinished;
use super::srch_012_login_finds_person::{judge, looked_for};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Millis;

/// The appliances' own limit, in milliseconds.
const LIMIT_MS: f64 = 5000.0;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch010,
    stage: Stage::Search,
    title: "the search for one user takes less than the appliances' 5 s",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-010.md"),
    run: |case| per_search(case, under_five_seconds),
};

fn under_five_seconds(at: At<'_>) -> Judged {
    let (search, _) = at.somebody()?;
    let login = looked_for(search)?;
    if login.cut {
        // The run was over before this search was answered; the first one, for one entry, tells how long they take.
        let base = search.base.end.ms;
        return if base.0 < LIMIT_MS { Err(unfinished()) } else { Ok(slow_at_all(base).into()) };
    }
    if judge(search, login).is_some() {
        return Err(Skip::Blocked(CheckCode::Srch012));
    }
    if login.ms.0 < LIMIT_MS {
        return Ok(pass(format!("{} found in {}", login.entries, login.ms)).into());
    }
    Ok(fail(CauseCode::SlowServer, format!("one user is found after {}, the appliances wait 5 s", login.ms.rounded()))
        .fault("slow")
        .fact("search", login.ms)
        .fix(format!("Have an index on {} made (Active Directory has one on sAMAccountName)", search.user_id))
        .fix("Use a directory server nearer to the nodes, or a narrower search base")
        .into())
}

/// The base alone, one entry, takes too long already.
fn slow_at_all(ms: Millis) -> Finding {
    let message = format!("the search base alone is read after {}, the appliances wait 5 s", ms.rounded());
    fail(CauseCode::SlowServer, message)
        .fault("slow")
        .fact("base", ms)
        .fix("Find what every search waits for on the server: its load, its disks, a directory behind it (proxy, virtual directory)")
        .fix("Use a directory server nearer to the nodes")
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, expect};
    use crate::evidence::search::{End, Login, Matched, Search};
    use crate::evidence::{AskedSearch, Evidence, Millis, Observed};

    const BASE: &str = "OU=Crew,DC=corp,DC=example";

    fn took(e: &mut Evidence, base: f64, login: Login) {
        e.asked.search = Some(AskedSearch { base: BASE.to_owned(), ..AskedSearch::default() });
        let mut search = Search { filter: "(sn=*)".to_owned(), user_id: "uid".to_owned(), ..Search::default() };
        search.base.dn = Some(BASE.to_owned());
        search.base.end = End { ms: Millis(base), ..End::default() };
        search.matched = Some(Matched { entries: 40, ..Matched::default() });
        search.login = Some(login);
        at(e, 0).search = Observed::Seen(search);
        at(e, 1).search = Observed::NotAsked("looked at elsewhere".to_owned());
    }

    #[test]
    fn a_search_that_was_left_is_no_search_that_found_nobody() {
        expect(
            &CHECK,
            &[
                (|e| took(e, 3.0, Login { entries: 1, ms: Millis(40.0), ..Login::default() }), &["pass~1 found"]),
                (
                    |e| took(e, 3.0, Login { entries: 1, ms: Millis(8200.0), ..Login::default() }),
                    &["slow-server~found after 8 s~index on uid"],
                ),
                (
                    |e| took(e, 3.0, Login { cut: true, code: 3, ..Login::default() }),
                    &["undecided~did not come to its end"],
                ),
                (
                    |e| took(e, 9400.0, Login { cut: true, code: 3, ..Login::default() }),
                    &["slow-server~base alone is read after 9"],
                ),
            ],
        );
    }
}
