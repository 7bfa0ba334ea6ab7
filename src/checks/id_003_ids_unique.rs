//! ID-003: two users with one ID are one user to the next system.

use std::collections::{BTreeMap, BTreeSet};

use super::at::{At, per_search};
use super::base_and_filter::{self, unfinished};
use super::people::{One, Twice, gaps, identity, items, people, unique};
use crate::case::Case;
use crate::check::{Check, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Class, Difference, InSystem, Missing, System};
use crate::evidence::search::{Agreement, Search};
use crate::identity::is_shortened;
use crate::ldap::dn;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id003,
    stage: Stage::Identity,
    title: "user IDs are unique in each system",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-003.md"),
    run,
};

fn run(case: &Case<'_>) -> Vec<Outcome> {
    if is_alone(case) { per_search(case, alone_in_directory) } else { compared(case) }
}

/// The directory is searched, its user IDs are counted, and nothing is compared with it. Of one person USER-001 tells who
/// shares an ID, and others are not asked about.
fn is_alone(case: &Case<'_>) -> bool {
    let endpoints = case.vantages.iter().flat_map(|vantage| &vantage.servers).flat_map(|server| &server.endpoints);
    let mut searches = endpoints.filter_map(|endpoint| endpoint.search.seen()?.matched.as_ref());
    let counted = searches.any(|matched| matched.duplicate_user_id.is_some());
    counted && case.identity.is_none() && case.asked.person.is_none()
}

/// Of a directory that is searched and compared with nothing.
fn alone_in_directory(at: At<'_>) -> Judged {
    let (search, matched) = at.somebody()?;
    let none = || Skip::NotAsked("no export of users is given".to_owned());
    let shared = matched.duplicate_user_id.as_ref().ok_or_else(none)?;
    if shared.count == 0 && matched.without_user_id.count >= matched.people() {
        return Err(Skip::Blocked(CheckCode::Srch007));
    }
    // Whoever was not read may have the ID of somebody who was.
    if shared.count == 0 && !matched.end.is_whole() {
        return Err(if matched.end.is_open() { unfinished() } else { Skip::Blocked(CheckCode::Srch006) });
    }
    if shared.count == 0 && search.agreements.iter().any(|further| further.compared == Some(false)) {
        return Err(unfinished());
    }
    if shared.count == 0 {
        return Ok(pass(format!("nobody has the {} of somebody else{}", search.user_id, not_compared(search))).into());
    }
    let message = match shared.count {
        2 => format!("2 people of the directory share one {}, case ignored", search.user_id),
        count => {
            format!("{count} people of the directory share their {} with somebody else, case ignored", search.user_id)
        }
    };
    let finding = fail(CauseCode::DuplicateUserId, message.clone())
        .fault(System::Directory.name())
        .summary(message)
        .items(base_and_filter::items(shared, Class::DuplicateId.name()))
        .affected(shared.count)
        .refuted_if(&["call manager has another base, filter or user-ID attribute than those given here"]);
    // A few who stand twice are second accounts: only where nearly everybody does, one of the two is left out.
    let nearly_everybody = shared.count * 10 >= matched.people() * 9;
    if let Some(trees) = two_trees(&shared.dns).filter(|_| nearly_everybody) {
        return Ok(one_too_many(finding, trees).into());
    }
    let finding = owned(finding, System::Directory);
    Ok(steps(System::Directory).iter().fold(finding, |finding, step| finding.fix(*step)).into())
}

/// The base holds the same people twice, in two parts of the tree.
fn one_too_many(finding: Finding, (one, other): (String, String)) -> Finding {
    finding
        .owner(Owner::CallManager)
        .fact("each stands twice", format!("below {one} and below {other}"))
        .fix(format!(
            "The same people stand below {one} and below {other}, one of which is a copy or a view of the other (FreeIPA: cn=compat): set the search base to the one with their own entries, with mail address and last name"
        ))
        .fix("If both are real: leave one of them out by base or filter; change no user ID")
}

/// Fewer who stand twice may be people who share an ID by chance.
const OF_A_TREE: usize = 6;

/// Two parts of the tree that hold the same people: whoever shares an ID stands in both, half of the entries in each.
fn two_trees(dns: &[String]) -> Option<(String, String)> {
    let mut entries: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for dn in dns {
        let above = dn::parse(dn).ok()?.parent()?.to_string();
        entries.entry(above.to_lowercase()).or_insert((above, 0)).1 += 1;
    }
    let mut parts = entries.into_values();
    let ((one, first), (other, second), None) = (parts.next()?, parts.next()?, parts.next()) else { return None };
    (first == second && first + second >= OF_A_TREE).then_some((one, other))
}

/// The agreements whose people were not compared with the others: another server has them, or their base overlaps another's.
fn not_compared(search: &Search) -> String {
    let is_told = |further: &&Agreement| further.login || further.compared.is_some() || further.found == Some(false);
    let others = search.agreements.iter().filter(|further| !is_told(further));
    let bases: Vec<&str> = others.map(|further| further.base.as_str()).collect();
    if bases.is_empty() { String::new() } else { format!("; nobody was compared with people of {}", bases.join(", ")) }
}

fn compared(case: &Case<'_>) -> Vec<Outcome> {
    let twice = identity(case).map(Twice::of);
    let judge = |found: &InSystem| judge(found, twice.as_ref().ok());
    let mut outcomes =
        unique(case, ("user IDs", "no export of users is given"), |all| &all.duplicate_ids, follows, judge);
    let systems = [System::CallManager, System::Directory, System::Presence];
    outcomes.extend(systems.into_iter().filter_map(|system| gaps::rows(case, system, Missing::Rows)));
    outcomes
}

/// Where the directory itself finds several, USER-001 tells.
fn follows(one: &One<'_>, _: &Difference) -> Option<Skip> {
    one.found_live().filter(|found| *found > 1).map(|_| Skip::Blocked(CheckCode::User001))
}

/// The ID in the system that has it twice.
fn id_of(found: &Difference) -> Option<&str> {
    found.call_manager_id.as_deref().or(found.directory_id.as_deref())
}

fn judge(InSystem { system, comparison }: &InSystem, twice: Option<&Twice>) -> Verdict {
    let shortened = |found: &&Difference| id_of(found).is_some_and(is_shortened);
    let (shortened, found): (Vec<&Difference>, Vec<&Difference>) = comparison.differences.iter().partition(shortened);
    let from = |found: &Difference| twice.and_then(|twice| twice.inherited(*system, found));
    let (inherited, found): (Vec<&Difference>, Vec<&Difference>) =
        found.into_iter().partition(|found| from(found).is_some());
    let count = found.len();
    if let ([one, ..], 0) = (shortened.as_slice(), count) {
        return Verdict::Skip(Skip::Undecided(format!(
            "{} IDs were shortened by a spreadsheet, as {}: which of them are one cannot be told; export again, and give the file \
             as it was exported",
            shortened.len(),
            id_of(one).unwrap_or_default()
        )));
    }
    if count == 0
        && let Some(first) = inherited.first().and_then(|found| from(found))
    {
        return handed_on(&inherited, first).into();
    }
    if count == 0 {
        return pass(format!("{} different IDs", comparison.compared)).into();
    }
    let (message, count) = match system {
        System::Presence => several_rows(&found),
        _ => (shared(count), count),
    };
    let finding = fail(CauseCode::DuplicateUserId, message.clone())
        .fault(system.name())
        .summary(format!("{}: {message}", system.name()))
        .items(items(found))
        .affected(count as u64);
    let finding = owned(finding, *system);
    steps(*system).iter().fold(finding, |finding, step| finding.fix(*step)).into()
}

/// What to do about users of this system who share an ID.
fn steps(system: System) -> &'static [&'static str] {
    match system {
        System::CallManager => &["Delete or rename one of each pair in call manager: presence ignores case"],
        System::Directory => &[
            "Give one of each pair another user ID in the directory, or leave out whoever needs no phone by base or filter, then synchronise",
        ],
        // Call manager has these people once: to delete them there would delete their only account.
        System::Presence => &[
            "Look which cluster the second row is from: `utils users validate all` on its nodes, and Home Cluster under User Management > End User of each call manager; it may be ticked on one of them only",
            "Where the person does not belong, untick Home Cluster and \"Enable User for Unified CM IM and Presence\", let the sync agent run, and tick them again where the person belongs",
            "If the row stays, restart Cisco Sync Agent on the presence publisher, then run `utils users validate all` again",
        ],
    }
}

fn shared(count: usize) -> String {
    match count {
        2 => "2 users share one ID, case ignored".to_owned(),
        count => format!("{} not the only one with their ID, case ignored", people(count)),
    }
}

/// Users who stand on presence more than once, and how many they are: call manager has each of them once.
fn several_rows(rows: &[&Difference]) -> (String, usize) {
    let ids: BTreeSet<String> = rows.iter().filter_map(|found| Some(id_of(found)?.to_lowercase())).collect();
    let message = match ids.first() {
        Some(id) if ids.len() == 1 => format!("{id:?} stands there {} times", rows.len()),
        _ => format!("{} users stand there more than once ({} rows)", ids.len(), rows.len()),
    };
    (message, ids.len())
}

/// They came from an earlier system as they are: what is to be done is done there.
fn handed_on(inherited: &[&Difference], first: System) -> Finding {
    let message = format!("{}, as in {}", shared(inherited.len()), first.name());
    let finding = fail(CauseCode::DuplicateUserId, message)
        .fault(first.name())
        .items(items(inherited.iter().copied()))
        .affected(inherited.len() as u64);
    owned(finding, first)
}

/// Who mends what begins in this system, where it is not call manager's administrator.
fn owned(finding: Finding, system: System) -> Finding {
    if system == System::Directory { finding.owner(Owner::Directory) } else { finding }
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{comparison, difference, evidence, told};
    use super::*;
    use crate::checks;
    use crate::checks::sample::{at, healthy, run};
    use crate::evidence::Observed;
    use crate::evidence::identity::{Class, Identity};
    use crate::evidence::search::{Base, Matched, Sample};

    #[test]
    fn each_system_is_judged_alone() {
        let twice = vec![difference(Class::DuplicateId, "JDoe"), difference(Class::DuplicateId, "jdoe")];
        let duplicate_ids = vec![
            InSystem { system: System::CallManager, comparison: comparison(Vec::new()) },
            InSystem { system: System::Presence, comparison: comparison(twice) },
        ];
        let outcomes = told(&run(&CHECK, &evidence(Identity { duplicate_ids, ..Identity::default() })));
        let expected = [("call-manager", "pass"), ("presence", "duplicate-user-id")];
        assert_eq!(outcomes, expected.map(|(subject, word)| (subject.to_owned(), word.to_owned())));
    }

    #[test]
    fn a_directory_that_nothing_is_compared_with_is_judged_alone() {
        let judged = |change: fn(&mut Matched)| {
            let mut evidence = healthy();
            let duplicate_user_id = Some(Sample::default());
            let mut matched = Matched { entries: 9, duplicate_user_id, ..Matched::default() };
            change(&mut matched);
            let base = Base { dn: Some("OU=Crew,DC=corp,DC=example".into()), ..Base::default() };
            let (filter, user_id) = ("(objectClass=user)".to_owned(), "uid".to_owned());
            let search = Search { base, filter, user_id, matched: Some(matched), ..Search::default() };
            at(&mut evidence, 0).search = Observed::Seen(search);
            told(&run(&CHECK, &evidence))[0].1.clone()
        };
        assert_eq!(judged(|_| {}), "pass");
        assert_eq!(
            judged(|matched| matched.duplicate_user_id = Some(Sample { count: 2, dns: Vec::new() })),
            "duplicate-user-id"
        );
        // A green needs everybody, and IDs.
        assert!(judged(|matched| matched.end.code = 4).contains("Srch006"));
        assert!(judged(|matched| matched.without_user_id.count = 9).contains("Srch007"));
        assert!(judged(|matched| matched.end.cut = true).starts_with("Undecided"));
    }

    #[test]
    fn two_trees_of_the_same_people_are_told_from_people_who_share_an_id() {
        let dns = |places: &[&str]| -> Vec<String> {
            places.iter().enumerate().map(|(nth, place)| format!("uid=p{nth},{place}")).collect()
        };
        let (own, view) = ("cn=users,cn=accounts,dc=fjord,dc=example", "cn=users,cn=compat,dc=fjord,dc=example");
        let found = two_trees(&dns(&[own, view, own, view, "CN=Users,CN=Accounts,DC=fjord,DC=example", view]));
        assert_eq!(found, Some((own.to_owned(), view.to_owned())));
        for places in
            [&[own, view][..], &[own; 6], &[own, view, own, own, own, view], &[own, view, own, view, "ou=c,dc=d", view]]
        {
            assert_eq!(two_trees(&dns(places)), None, "{places:?}");
        }
    }

    /// Whoever has a second account stands in two parts of the tree, too.
    #[test]
    fn a_few_second_accounts_are_no_copy_of_the_tree() {
        let advice = |entries| {
            let mut evidence = healthy();
            let dns = (0..6).map(|nth| format!("uid=p{nth},ou={},o=fjord", ["Crew", "Admins"][nth % 2])).collect();
            let duplicate_user_id = Some(Sample { count: 6, dns });
            let matched = Matched { entries, duplicate_user_id, ..Matched::default() };
            let base = Base { dn: Some("o=fjord".into()), ..Base::default() };
            let (filter, user_id) = ("(sn=*)".to_owned(), "uid".to_owned());
            let search = Search { base, filter, user_id, matched: Some(matched), ..Search::default() };
            at(&mut evidence, 0).search = Observed::Seen(search);
            let outcomes = run(&CHECK, &evidence);
            let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:?}") };
            finding.fix[0].words.starts_with("The same people stand below")
        };
        assert_eq!([6, 187].map(advice), [true, false]);
    }

    #[test]
    fn what_was_not_compared_is_said() {
        let of = |base: &str, compared, found, login| Agreement {
            base: base.into(),
            compared,
            found,
            login,
            ..Agreement::default()
        };
        let agreements = vec![
            of("OU=Crew,DC=bay,DC=example", Some(true), Some(true), false),
            of("OU=Nobody,DC=bay,DC=example", None, Some(false), false),
            of("DC=bay,DC=example", None, None, true),
        ];
        let mut search = Search { agreements, ..Search::default() };
        assert_eq!(not_compared(&search), "");
        search.agreements.push(of("DC=fjord,DC=example", None, None, false));
        let told = not_compared(&search);
        assert!(told.ends_with("people of DC=fjord,DC=example"), "{told}");
    }

    #[test]
    fn what_one_system_hands_to_the_next_is_one_cause() {
        let of = |system, ids: &[&str]| {
            let twice = ids.iter().map(|id| difference(Class::DuplicateId, id)).collect();
            InSystem { system, comparison: comparison(twice) }
        };
        let found = |duplicate_ids| {
            let evidence = evidence(Identity { duplicate_ids, ..Identity::default() });
            crate::causes::explain(&evidence, &checks::run(&evidence))
        };
        let all = found(vec![
            of(System::CallManager, &["kfrey", "KFrey"]),
            of(System::Directory, &["kfrey", "kfrey"]),
            of(System::Presence, &["kfrey", "kfrey"]),
        ]);
        assert_eq!(all.len(), 1, "{all:?}");
        assert_eq!((all[0].owner, all[0].because.len(), all[0].fix.len()), (Owner::Directory, 3, 1));
        // One more of its own on presence is another one.
        let two = found(vec![
            of(System::CallManager, &["kfrey", "KFrey"]),
            of(System::Presence, &["kfrey", "kfrey", "mroth", "mroth"]),
        ]);
        assert_eq!(two.iter().map(|one| one.affected_users).collect::<Vec<_>>(), [Some(2), Some(1)]);
    }

    #[test]
    fn numbers_that_a_spreadsheet_shortened_are_not_one() {
        let of = |ids: &[&str]| {
            let twice = ids.iter().map(|id| difference(Class::DuplicateId, id)).collect();
            let duplicate_ids = vec![InSystem { system: System::CallManager, comparison: comparison(twice) }];
            told(&run(&CHECK, &evidence(Identity { duplicate_ids, ..Identity::default() })))[0].1.clone()
        };
        assert!(of(&["4.18E+11", "4.18E+11"]).starts_with("Undecided"));
        assert_eq!(of(&["4.18E+11", "4.18E+11", "jdoe", "JDoe"]), "duplicate-user-id");
    }
}
