//! SRCH-010: a login searches for the user ID first, and the appliances wait 5 s for that.

use super::at::{At, per_search};
use super::srch_012_login_finds_person::{judge, looked_for};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};

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
