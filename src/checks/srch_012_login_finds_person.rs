//! SRCH-012: a login searches for the user ID before it binds; whom that search does not find cannot log in.

use super::at::{At, per_search};
use super::base_and_filter::{busy, result_of, unfinished};
use super::proxy;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::result::is_busy;
use crate::evidence::search::{End, Login, Search};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch012,
    stage: Stage::Search,
    title: "the search of a login finds the person",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-012.md"),
    run: |case| per_search(case, finds_person),
};

fn finds_person(at: At<'_>) -> Judged {
    let (search, _) = at.somebody()?;
    let login = looked_for(search)?;
    if login.cut {
        return Err(unfinished());
    }
    Ok(match judge(search, login) {
        Some(finding) => finding.into(),
        None => pass(format!("{} found", login.entries)).into(),
    })
}

/// The login that was tried; SRCH-010 asks too.
pub(super) fn looked_for(search: &Search) -> Result<&Login, Skip> {
    let nobody = || Skip::NotAsked(format!("nobody who matches has a {}", search.user_id));
    search.login.as_ref().ok_or_else(nobody)
}

/// What is wrong with the answer, its time left aside.
pub(super) fn judge(search: &Search, login: &Login) -> Option<Finding> {
    let who = if login.who.is_empty() { "somebody" } else { login.who.as_str() };
    let finding = match (login.code, login.entries) {
        (0 | 4, 1..) => return None,
        (0, 0) => not_found(search, who),
        (code, _) => refused(code, &login.text),
    };
    let summary = format!("Nobody can log in: {}", finding.message);
    let summary = finding.summary.clone().unwrap_or(summary);
    Some(finding.summary(summary).fault("login").fact("filter", &login.filter).fact("entries", login.entries))
}

/// The ID is readable, and not searchable.
fn not_found(search: &Search, who: &str) -> Finding {
    let id = &search.user_id;
    let message =
        format!("the search of a login does not find {who} by {id}, which was read from that entry just before");
    fail(CauseCode::InsufficientRights, message)
        .fix(format!("Give the manager account the right to search by {id}, not only to read it (OpenLDAP: `search` or `read` on attrs={id}; 389: `search` in the access rule)"))
        .fix(format!("If it has that right: look whether {id} can be compared at all (an equality rule in the schema, a sound index), and whether a proxy on the way rewrites it"))
}

fn refused(code: u32, text: &str) -> Finding {
    let end = End { code, text: text.to_owned(), ..End::default() };
    if let Some(finding) = proxy::refused_search(None, &end) {
        return finding;
    }
    let words = result_of(code, text);
    let message = format!("the directory refuses the search of a login ({words})");
    match code {
        1 | 50 => fail(CauseCode::InsufficientRights, message)
            .fix("Give the manager account the right to search the people by their user ID"),
        code if is_busy(code) => busy(message),
        3 | 11 => fail(CauseCode::SearchRefused, message)
            .fix("Have an index made on the user-ID attribute: the server gives up before it has looked everywhere"),
        _ => fail(CauseCode::SearchRefused, message)
            .fix("Look into the directory server's log for this moment; the answer above is its own"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_answer_holds_is_judged() {
        for (code, entries, text, cause) in [
            (0, 1, "", None),
            (0, 2, "", None),
            (4, 10, "", None),
            (0, 0, "", Some(CauseCode::InsufficientRights)),
            (50, 0, "no access", Some(CauseCode::InsufficientRights)),
            (52, 0, "", Some(CauseCode::ServerBusy)),
            (52, 0, "Proxy operation retry failed", Some(CauseCode::NoLiveBackend)),
            (53, 0, "Minimum SSF not met.", Some(CauseCode::SigningRequired)),
            (11, 0, "", Some(CauseCode::SearchRefused)),
            (80, 1, "", Some(CauseCode::SearchRefused)),
        ] {
            let login =
                Login { code, entries, text: text.to_owned(), who: "uid=ann,ou=x".to_owned(), ..Login::default() };
            let search = Search { user_id: "uid".to_owned(), ..Search::default() };
            let finding = judge(&search, &login);
            assert_eq!(finding.as_ref().map(|finding| finding.cause), cause, "{code} {entries} {text}");
            assert!(finding.is_none_or(|finding| !finding.fix.is_empty() && finding.summary.is_some()));
        }
    }
}
