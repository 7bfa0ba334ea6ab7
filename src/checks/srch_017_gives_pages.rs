//! SRCH-017: a directory that refuses pages may give nobody to whoever asks for them.

use super::at::{At, per_search};
use super::base_and_filter::{count_of, result_of};
use crate::cause::Feature;
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::End;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch017,
    stage: Stage::Search,
    title: "the directory does not refuse to give its result in pages",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/SRCH-017.md"),
    run: |case| per_search(case, gives_pages),
};

/// How a directory lets an account read in pages.
pub(super) const LET_PAGE: &str = "Let the manager account read in pages (OpenLDAP: `limits` with size.pr and size.prtotal; 389 Directory Server: nsslapd-maxsimplepaged-per-conn)";

fn gives_pages(at: At<'_>) -> Judged {
    let (_, matched) = at.somebody()?;
    let end = &matched.end;
    if end.code != 0 {
        return Err(Skip::Blocked(CheckCode::Srch006));
    }
    let Some(words) = refused(end) else {
        return Ok(pass(count_of(end.pages.into(), "page", "pages")).into());
    };
    let message = format!(
        "{words}: it was read in one piece, and a synchronisation that asks for pages, as Active Directory demands beyond 1000 people, may find nobody"
    );
    Ok(fail(CauseCode::SearchRefused, message.clone())
        .fault("no pages")
        .summary(message)
        .breaks(&[Feature::DirectorySync])
        .refuted_if(&["a synchronisation of call manager with this server brings everybody"])
        .fix(LET_PAGE)
        .fix("Where a proxy stands before the directory: let it hand on paged results (control 1.2.840.113556.1.4.319), or configure the directory servers themselves")
        .into())
}

/// That pages are refused, and by which words.
pub(super) fn refused(end: &End) -> Option<String> {
    let by = end.no_pages.as_ref().map(|(code, text)| format!(" ({})", result_of(*code, text))).unwrap_or_default();
    end.paging_refused.then(|| format!("the directory refuses to give its result in pages{by}"))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::sample::{at, diagnosed, expect};
    use crate::evidence::search::{End, Login, Matched, Search};
    use crate::evidence::{AskedSearch, Evidence, Observed};

    const BASE: &str = "OU=Crew,DC=corp,DC=example";

    fn ended(e: &mut Evidence, end: End) {
        e.asked.search = Some(AskedSearch { base: BASE.to_owned(), ..AskedSearch::default() });
        let mut search = Search { filter: "(sn=*)".to_owned(), user_id: "uid".to_owned(), ..Search::default() };
        search.base.dn = Some(BASE.to_owned());
        search.matched = Some(Matched { entries: 40, end, ..Matched::default() });
        search.login = Some(Login { entries: 1, ..Login::default() });
        at(e, 0).search = Observed::Seen(search);
        at(e, 1).search = Observed::NotAsked("looked at elsewhere".to_owned());
    }

    /// What was said to the question for pages, and the code of the whole read.
    fn unpaged(e: &mut Evidence, code: u32, answer: Option<(u32, &str)>) {
        let no_pages = answer.map(|(code, text)| (code, text.to_owned()));
        ended(e, End { code, paging_refused: true, no_pages, ..End::default() });
    }

    #[test]
    fn refused_pages_are_told_once() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked"]),
                (|e| ended(e, End { pages: 3, ..End::default() }), &["pass~3 pages"]),
                (
                    |e| unpaged(e, 0, Some((12, "paged results are off"))),
                    &["search-refused~(result 12: paged results are off)~may find nobody"],
                ),
                (|e| unpaged(e, 0, None), &["search-refused~in pages: it was read"]),
                (|e| unpaged(e, 4, Some((11, "no"))), &["blocked by SRCH-006"]),
            ],
        );
        assert_eq!(diagnosed(|e| unpaged(e, 0, Some((53, "")))), ["search-refused"]);
        assert_eq!(diagnosed(|e| unpaged(e, 4, Some((11, "")))), ["result-truncated"]);
    }
}
