//! SRCH-006: a limit of the server cuts the list, and whoever is behind the cut has no account.

use super::at::{At, per_search};
use super::base_and_filter::{base_name, count_of, unfinished};
use super::kept_elsewhere::for_people;
use super::proxy;
use super::search_refused::refused;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::{Again, Base};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch006,
    stage: Stage::Search,
    title: "the directory gives the whole result",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-006.md"),
    run: |case| per_search(case, gives_all),
};

fn gives_all(at: At<'_>) -> Judged {
    let (search, matched) = at.matched()?;
    let end = &matched.end;
    if end.code == 0 && end.is_open() {
        return Err(match end.again {
            Some(again) if again.open => full_and_open(again),
            _ => unfinished(),
        });
    }
    if let Some(again) = end.lost() {
        return Ok(lost(&at, again).into());
    }
    if end.code == 0 && matched.entries == 0 {
        return Err(Skip::Blocked(CheckCode::Srch004));
    }
    if let Some(finding) = proxy::refused_search(Some(at), end) {
        return Ok(finding.into());
    }
    if end.code != 0 {
        let name = base_name(&at);
        // A server that refers elsewhere for what it does not hold does so for the empty base, too.
        let empty = end.code == 10 && matched.entries == 0 && name.trim().is_empty();
        let finding =
            if end.code == 32 || empty { nothing_there(name, &search.base) } else { refused(matched.entries, end) };
        let summary = format!("The search does not end well: {}", finding.message);
        return Ok(finding
            .fault("result")
            .summary(summary)
            .fact("result", end.code)
            .fact("answer", &end.text)
            .fact("entries", matched.entries)
            .into());
    }
    let entries = count_of(matched.entries, "entry", "entries");
    let pages = count_of(end.pages.into(), "page", "pages");
    let proof = pass(match (end.paging_refused, end.again) {
        (_, Some(again)) => format!("{entries} in {pages}, and as many in pages of {}", again.page),
        (true, None) => format!("{entries}, without pages: the server refuses them"),
        (false, None) => format!("{entries} in {pages}"),
    });
    // Whether people stand there, SRCH-014 judges.
    Ok(if end.referrals.is_empty() { proof } else { proof.fact("not read from here", end.referrals.join("; ")) }.into())
}

/// A last page that is full proves nothing, and the second look at it was not finished.
fn full_and_open(again: Again) -> Skip {
    Skip::Undecided(format!(
        "the last page was full and came without a cookie, after {}; whether more follows, a second read in pages of {} \
         did not show in time; raise --deadline",
        count_of(again.before, "entry", "entries"),
        again.page
    ))
}

/// Two reads of the same that end after different numbers: the paging cookie gets lost on the way.
pub(super) fn lost(at: &At<'_>, again: Again) -> Finding {
    let vendor = at.endpoint.ldap.seen().map_or("", |root| root.vendor.as_str());
    let by = match vendor {
        "" | "unknown" => "a proxy in front of the directory".to_owned(),
        vendor => format!("{vendor} at {}, as a proxy in front of the directory", at.subject()),
    };
    let before = count_of(again.before, "entry", "entries");
    let (more, second) = match again.entries > again.before {
        true => (format!("there are more than {before}"), format!("there are {}", again.entries)),
        false => (format!("there are {before} or more"), format!("it ends after {}", again.entries)),
    };
    let message =
        format!("{more}: the last page was full and came without a cookie, and in pages of {} {second}", again.page);
    fail(CauseCode::ResultTruncated, message.clone())
        .fault("paging")
        .summary(format!("The list of people is cut: {message}"))
        .fact("entries", again.before)
        .fact("entries in smaller pages", again.entries)
        .fact("server", vendor)
        .fix(format!("Configure the directory servers themselves: what answers here, probably {by}, loses the cookie between the pages of a result"))
        .fix("Or correct the proxy, then run the check again (OpenLDAP back-ldap: `chase-referrals no`, or a base below the domain; OpenLDAP: back-ldap or back-meta instead of asyncmeta; 389 Directory Server: paged results off nsTransmittedControls)")
        .refuted_if(&["people were added or removed between the two reads"])
}

/// The base was read, and the search below it finds no such entry: the empty base, which is no entry but on a Global
/// Catalog, or one that went away in between.
fn nothing_there(name: &str, base: &Base) -> Finding {
    let contexts = for_people(&base.naming_contexts, ", or ");
    let finding = match name.trim() {
        "" => fail(CauseCode::BaseMissing, "the search base is empty, and this server has no people at its root"),
        name => fail(CauseCode::BaseMissing, format!("the directory has no {name} any more (result 32)")),
    };
    match contexts.as_str() {
        "" => finding.fix("Take the base from the directory itself: the distinguished name of the domain or of an OU"),
        contexts => finding.fix(format!("Use the search base {contexts}, or an OU in it")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::search::{End, Matched};

    #[test]
    fn an_empty_base_is_no_base_but_on_a_global_catalog() {
        let base = Base {
            naming_contexts: ["CN=Configuration,DC=corp,DC=example", "dc=corp,dc=example"].map(str::to_owned).to_vec(),
            ..Base::default()
        };
        let finding = nothing_there("", &base);
        assert_eq!(finding.cause, CauseCode::BaseMissing);
        assert!(finding.message.contains("base is empty"), "{}", finding.message);
        assert!(finding.fix[0].contains("search base dc=corp,dc=example, or an OU"), "{:?}", finding.fix);
        assert!(nothing_there("ou=x,dc=corp", &base).message.contains("no ou=x,dc=corp any more"));
    }

    #[test]
    fn every_result_has_its_cause() {
        let nobody = Matched { end: End { code: 10, ..End::default() }, ..Matched::default() };
        assert_eq!(refused(0, &nobody.end).cause.name(), "base-elsewhere");
        for (code, cause) in [
            (3, "result-truncated"),
            (4, "result-truncated"),
            (10, "result-truncated"),
            (11, "result-truncated"),
            (50, "insufficient-rights"),
            (51, "server-busy"),
            (12, "search-refused"),
            (53, "search-refused"),
        ] {
            let matched = Matched { entries: 500, end: End { code, ..End::default() }, ..Matched::default() };
            assert_eq!(refused(matched.entries, &matched.end).cause.name(), cause, "{code}");
        }
        for (text, cause) in [
            ("You do not have sufficient privileges to perform an unindexed search", "search-refused"),
            ("Insufficient access rights", "insufficient-rights"),
        ] {
            let end = End { code: 50, text: text.to_owned(), ..End::default() };
            let finding = refused(0, &end);
            assert_eq!(finding.cause.name(), cause, "{text}");
            assert_eq!(finding.fix[0].contains("index"), cause == "search-refused", "{:?}", finding.fix);
        }
    }
}
