//! SRCH-015: nodes that come to a further server find what that one holds.

use super::at::At;
use super::base_and_filter::{base_name, count_of, result, unfinished};
use super::likewise::{comparable, first, lacks_ids, lacks_names, lost, per_further, servers_differ};
use super::search_refused::refused;
use super::srch_006_result_whole::lost as lost_page;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::search::{Counted, Likewise, Search};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch015,
    stage: Stage::Search,
    title: "base and filter find somebody on every further server",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-015.md"),
    run: |case| per_further(case, finds_somebody),
};

fn finds_somebody(at: At<'_>, search: &Search, found: &Likewise) -> Judged {
    let matched = comparable(at, search)?;
    if let Some(lost) = lost_base(at, search, found) {
        return Ok(lost.into());
    }
    let Some(counted) = &found.matched else { return Err(Skip::Blocked(CheckCode::Srch003)) };
    if counted.end.code != 0 {
        return Ok(cut(at, counted).into());
    }
    if let Some(again) = counted.end.lost() {
        let finding = lost_page(&at, again);
        let summary = format!("{}: the list of people is cut there: {}", at.subject(), finding.message);
        return Ok(finding.fault(format!("paging of {}", at.subject())).summary(summary).into());
    }
    match counted.entries {
        0 if counted.end.is_open() => Err(unfinished()),
        here if let Some(name) = not_in_catalog(at, search)
            && (here == 0 || lacks_ids(search, found)) =>
        {
            Ok(of_the_catalog(at, found, name).into())
        }
        0 => Ok(nobody(at, found, matched.entries).into()),
        here if lacks_ids(search, found) => {
            let what = format!("none of {} has {} there", count_of(here, "entry", "entries"), search.user_id);
            Ok(lacking(at, found, &what).into())
        }
        here if lacks_names(search, found) => {
            let what = format!("none of {} has a last name (sn) there", count_of(here, "entry", "entries"));
            Ok(lacking(at, found, &what).into())
        }
        here => Ok(pass(count_of(here, "entry", "entries")).into()),
    }
}

/// A base that the first server has, and this one does not show.
fn lost_base(at: At<'_>, search: &Search, found: &Likewise) -> Option<Finding> {
    if !found.there {
        let what = format!("{} is not there ({})", base_name(&at), result(&found.base));
        return Some(lacking(at, found, &what));
    }
    let lost = lost(search, found)?;
    let whose = if lost.login { "where logins search" } else { "the base of another agreement" };
    Some(lacking(at, found, &format!("{}, {whose}, is not there (result {})", lost.base, lost.base_code)))
}

fn nobody(at: At<'_>, found: &Likewise, there: u64) -> Finding {
    let there = count_of(there, "entry", "entries");
    lacking(at, found, &format!("base and filter find nobody there, and {there} on {}", first(at, found)))
}

fn lacking(at: At<'_>, found: &Likewise, what: &str) -> Finding {
    let (server, first) = (at.subject(), first(at, found));
    servers_differ(&server, &first, format!("{server} lacks what {first} has: {what}"))
}

/// The user-ID attribute, or one of the filter, that this Global Catalog does not hold, and the first server's domain does.
fn not_in_catalog<'s>(at: At<'_>, search: &'s Search) -> Option<&'s str> {
    let catalog = at.server.url.global_catalog() && search.active_directory && !search.global_catalog;
    let lacking = search.attributes.iter().find(|attribute| catalog && attribute.in_global_catalog == Some(false));
    lacking.map(|attribute| attribute.name.as_str())
}

fn of_the_catalog(at: At<'_>, found: &Likewise, name: &str) -> Finding {
    let (server, first) = (at.subject(), &found.server);
    let message = format!(
        "{server} is a Global Catalog, which does not hold {name}: logins there find nobody, on {first} they do"
    );
    fail(CauseCode::NotInGlobalCatalog, message.clone())
        .fault("user-id")
        .summary(message)
        .fix("Use the ports 389 or 636 of a domain controller, which have every attribute")
        .fix(format!("Or let {name} be replicated to the Global Catalog (schema snap-in of Active Directory)"))
}

/// A limit or a refusal that only this server has.
fn cut(at: At<'_>, counted: &Counted) -> Finding {
    let finding = refused(counted.entries, &counted.end);
    let summary = format!("{}: the search does not end well: {}", at.subject(), finding.message);
    finding.fault(format!("result on {}", at.subject())).summary(summary).fact("result", counted.end.code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample::{at, diagnosed, healthy};
    use crate::evidence::search::{Agreement, Attribute, End, Login, Matched, Sample};
    use crate::evidence::{AskedSearch, Evidence, Observed};

    const BASE: &str = "OU=Crew,DC=corp,DC=example";

    fn all(count: u64) -> Sample {
        Sample { count, dns: Vec::new() }
    }

    fn searched(e: &mut Evidence, further: impl FnOnce(&mut Search, &mut Likewise)) {
        e.asked.search = Some(AskedSearch { base: BASE.to_owned(), ..AskedSearch::default() });
        let mut search = Search { filter: "(sn=*)".to_owned(), user_id: "uid".to_owned(), ..Search::default() };
        search.base.dn = Some(BASE.to_owned());
        search.matched = Some(Matched { entries: 40, ..Matched::default() });
        search.login = Some(Login { entries: 1, ..Login::default() });
        let matched = Some(Counted { entries: 40, ..Counted::default() });
        let server = "dc1.corp.example:636".to_owned();
        let mut found = Likewise { server, there: true, matched, with_id: Some(true), ..Likewise::default() };
        further(&mut search, &mut found);
        at(e, 0).search = Observed::Seen(search);
        at(e, 1).search = Observed::NotAsked("looked at elsewhere".to_owned());
        at(e, 1).likewise = Some(Observed::Seen(found));
    }

    #[test]
    fn what_the_further_server_lacks_is_its_fault_and_breaks_failover_alone() {
        type Change = fn(&mut Search, &mut Likewise);

        let table: [(&str, Change, &[&str]); 8] = [
            ("alike", |_, _| {}, &[]),
            (
                "no base",
                |_, found| {
                    found.there = false;
                    found.matched = None;
                },
                &["servers-differ"],
            ),
            ("nobody", |_, found| found.matched = Some(Counted::default()), &["servers-differ"]),
            ("no user ID", |_, found| found.with_id = Some(false), &["servers-differ"]),
            ("no last name", |_, found| found.with_last_name = Some(false), &["servers-differ"]),
            (
                "base of logins",
                |search, found| {
                    let login =
                        |there| Agreement { base: "DC=corp".into(), login: true, there, ..Agreement::default() };
                    search.agreements = vec![login(true)];
                    found.agreements = vec![login(false)];
                },
                &["servers-differ"],
            ),
            (
                "a limit of its own",
                |_, found| {
                    let end = End { code: 4, ..End::default() };
                    found.matched = Some(Counted { entries: 5, end });
                },
                &["result-truncated"],
            ),
            (
                "nobody anywhere",
                |search, found| {
                    search.matched = Some(Matched::default());
                    found.matched = Some(Counted::default());
                },
                &["filter-matches-nobody"],
            ),
        ];
        for (name, change, causes) in table {
            assert_eq!(diagnosed(|e| searched(e, change)), causes, "{name}");
        }
        let mut evidence = healthy();
        searched(&mut evidence, |_, found| found.matched = Some(Counted::default()));
        let told = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
        assert!(told[0].breaks.is_empty(), "{:?}", told[0].breaks);
        assert!(told[0].summary.ends_with("dc1.corp.example:636 still works"), "{}", told[0].summary);
    }

    #[test]
    fn what_only_the_global_catalog_lacks_is_its_own_cause() {
        let found = |port: u16, name: &'static str| {
            diagnosed(move |e| {
                searched(e, |search, found| {
                    let attribute = |name: &str, held| Attribute {
                        name: name.to_owned(),
                        known: Some(true),
                        in_global_catalog: Some(held),
                        rules: None,
                    };
                    search.active_directory = true;
                    search.attributes = vec![attribute("sn", true), attribute(name, name == "uid")];
                    found.with_id = Some(false);
                });
                e.vantages[0].servers[1].url.port = port;
            })
        };
        assert_eq!(found(3269, "extensionAttribute7"), ["not-in-global-catalog"]);
        assert_eq!(found(3269, "uid"), ["servers-differ"]);
        assert_eq!(found(636, "extensionAttribute7"), ["servers-differ"]);
    }

    /// What a server of another domain, or a Global Catalog, has beside it is no fault of the first one's copy.
    #[test]
    fn servers_of_other_domains_do_not_lag_behind() {
        let found = |url: &'static str, context: &'static str| {
            diagnosed(move |e| {
                searched(e, |search, _| {
                    search.base.dn = None;
                    search.base.end.code = 32;
                    search.base.naming_contexts = vec![context.to_owned()];
                    search.matched = None;
                });
                let Observed::Seen(root) = &mut at(e, 0).ldap else { unreachable!("no root entry") };
                root.attributes.insert("namingContexts".into(), vec![context.into()]);
                e.vantages[0].servers[1].url = url.parse().unwrap();
            })
        };
        assert_eq!(found("ldaps://dc2.corp.example", "DC=corp,DC=example"), ["servers-differ"]);
        assert_eq!(found("ldaps://dc2.corp.example", "DC=far,DC=test"), ["base-elsewhere"]);
        assert_eq!(found("ldaps://dc2.corp.example:3269", "DC=corp,DC=example"), ["base-missing"]);
    }

    #[test]
    fn where_the_first_server_alone_lacks_the_people_it_is_named() {
        type Change = fn(&mut Search, &mut Likewise);
        let table: [(&str, Change); 4] = [
            ("no user ID", |search, found| {
                found.with_id = Some(true);
                search.login = None;
                search.matched = Some(Matched { entries: 40, without_user_id: all(40), ..Matched::default() });
            }),
            ("no last name", |search, found| {
                found.with_last_name = Some(true);
                search.matched = Some(Matched { entries: 40, without_last_name: all(40), ..Matched::default() });
            }),
            ("no base", |search, _| {
                search.base.dn = None;
                search.base.end.code = 32;
                search.matched = None;
            }),
            ("nobody", |search, _| search.matched = Some(Matched::default())),
        ];
        for (name, change) in table {
            let mut evidence = healthy();
            searched(&mut evidence, change);
            let told = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
            assert_eq!(told.len(), 1, "{name}");
            assert_eq!(told[0].cause.code.name(), "servers-differ", "{name}");
            let summary = &told[0].summary;
            assert!(summary.contains("dc1.corp.example:636 lacks what dc2.corp.example:636 has"), "{summary}");
            assert!(!told[0].breaks.is_empty(), "{name}: the nodes ask that server first");
        }
    }
}
