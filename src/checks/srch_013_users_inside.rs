//! SRCH-013: whom base and filter leave out becomes inactive, and cannot log in: many at once are a mistake in them.

use super::barriers::{all_named, count, in_words, left_out, named_alone, steps, too_narrow};
use super::base_and_filter::{capitalised, people as people_of};
use super::id_001_same_id_in_directory::why_not;
use super::people::{One, gaps, identity, items, outcome, users};
use crate::case::Case;
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Barrier, Class, Difference, Identity, LeftOut, System};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Srch013,
    stage: Stage::Search,
    title: "base and filter keep the users of call manager",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/SRCH-013.md"),
    run: |case| vec![outcome("base and filter", judge(case).unwrap_or_else(Verdict::Skip))],
};

const SYNC: &str = "Then run a full synchronisation on call manager: whoever became inactive is active again, unless that is more than a day ago";

fn judge(case: &Case<'_>) -> Judged {
    let identity = identity(case)?;
    let one = One::asked(case);
    let Some(compared) = &identity.in_directory else {
        return Err(finds_nobody(identity).filter(|_| one.is_none()).unwrap_or_else(|| why_not(case, identity)));
    };
    let out: Vec<&Difference> = left_out(identity).collect();
    match too_narrow(case) {
        Some(found) if !out.is_empty() => return Ok(narrow(found, &out, one).into()),
        Some(_) => return Err(Skip::NotAsked("base and filter leave out others, not this user".to_owned())),
        None => {}
    }
    let open: Vec<Difference> =
        compared.undecided.iter().filter(|found| found.class == Class::OutOfScope).cloned().collect();
    if !open.is_empty() {
        return Err(gaps::undecided(identity, &[System::Directory, System::CallManager], &open));
    }
    if let Some(one) = one {
        return Err(Skip::NotAsked(format!(
            "nothing speaks for it: base and filter leave out few, if any, beside {}",
            one.id
        )));
    }
    Ok(told(identity, out.len() as u64, compared.compared))
}

/// Nobody of an export is inside: either base and filter are wrong, or the export is of other people.
fn finds_nobody(identity: &Identity) -> Option<Skip> {
    let people = identity.rows.directory.filter(|people| *people > 0 && identity.live.is_none())?;
    let untold = identity.gaps.iter().any(|gap| gap.system == System::Directory);
    (identity.rows.directory_in_scope == Some(0) && !untold).then(|| {
        let people = people_of(people);
        Skip::Undecided(format!(
            "base and filter match nobody of {people} in the directory's export; if that export is of the whole tree, \
             nobody is synchronised: with call manager's users (call_manager.users) this check says what leaves them out"
        ))
    })
}

/// Few are left out, or nobody: then it is about those few, and ID-001 tells of them.
fn told(identity: &Identity, out: u64, compared: u64) -> Verdict {
    let inside = identity.left_out.as_ref().map(|found| found.inside);
    let proof = match out {
        0 => pass(format!("nobody of {} is left out", users(compared))),
        out => pass(format!("{out} of {} left out: see ID-001", users(compared))),
    };
    inside.into_iter().fold(proof, |proof, inside| proof.fact("inside", inside)).into()
}

fn narrow(found: &LeftOut, out: &[&Difference], one: Option<One<'_>>) -> Finding {
    let (count, message) = (count(found), message(found));
    let summary = match one {
        Some(one) => format!("{} cannot log in: {message}", one.id),
        None => capitalised(&message),
    };
    let mut finding = fail(CauseCode::FilterTooNarrow, message)
        .fault("base and filter")
        .summary(summary)
        .items(items(out.iter().copied()))
        .affected(if one.is_some() { 1 } else { count })
        .fact("inside", found.inside)
        .fact("left_out", count);
    for barrier in &found.barriers {
        finding = finding.fact("base", &barrier.base).fact("filter", &barrier.filter);
        for place in &barrier.places {
            finding = finding.fact(&format!("users in {}", place.dn), place.users);
        }
        if let Some(words) = in_words(barrier) {
            finding = finding.fact(&format!("who does not match {}", barrier.clauses.join(" and ")), words);
        }
    }
    steps(&found.barriers).into_iter().fold(finding, Finding::fix).fix(SYNC)
}

/// "the filter leaves out 12 of 40 users of call manager: (department=Voice)"
fn message(found: &LeftOut) -> String {
    let has = |of: fn(&Barrier) -> bool| found.barriers.iter().any(of);
    let (what, s) = match (has(|barrier| barrier.outside), has(|barrier| !barrier.clauses.is_empty())) {
        (true, false) if found.barriers.iter().any(|barrier| !barrier.further.is_empty()) => ("the search bases", ""),
        (true, false) => ("the search base", "s"),
        (true, true) => ("base and filter", ""),
        (false, _) => ("the filter", "s"),
    };
    let nobody = if found.inside == 0 {
        format!("match{} nobody, and ", if s.is_empty() { "" } else { "es" })
    } else {
        String::new()
    };
    let count = count(found);
    let who = match count == found.users {
        true => format!("all {}", users(count)),
        false => format!("{count} of {}", users(found.users)),
    };
    let by = match found.barriers.as_slice() {
        [only] => named_alone(only),
        several => all_named(several),
    };
    format!("{what} {nobody}leave{s} out {who} of call manager: {by}")
}

#[cfg(test)]
mod tests {
    use super::super::barriers::tests::barrier;
    use super::super::people::tests::{comparison, difference, evidence};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::Comparison;

    #[test]
    fn says_which_of_base_and_filter_and_whom_it_finds() {
        let (base, clause) = (|users| barrier(users, true, &[]), |users| barrier(users, false, &["(l=Bern)"]));
        for (barriers, inside, words) in [
            (vec![clause(5)], 4, "the filter leaves out 5 of 9 users of call manager: (l=Bern)"),
            (vec![base(5)], 4, "the search base leaves out 5 of 9 users of call manager: OU=East,DC=corp"),
            (vec![clause(9)], 0, "the filter matches nobody, and leaves out all 9 users of call manager: (l=Bern)"),
            (
                vec![clause(4), base(3)],
                2,
                "base and filter leave out 7 of 9 users of call manager: 4 by (l=Bern), 3 by the search base OU=East,DC=corp",
            ),
        ] {
            assert_eq!(message(&LeftOut { users: 9, inside, barriers }), words);
        }
    }

    #[test]
    fn fails_for_many_passes_for_few_and_leaves_open_what_is_not_shown() {
        let judged = |out: u64, undecided: bool| {
            let found = (0..out).map(|_| difference(Class::OutOfScope, "a")).collect();
            let open = if undecided { vec![difference(Class::OutOfScope, "b")] } else { Vec::new() };
            let barriers = if out > 0 { vec![barrier(out, false, &["(l=Bern)"])] } else { Vec::new() };
            let identity = Identity {
                in_directory: Some(Comparison { undecided: open, ..comparison(found) }),
                left_out: Some(LeftOut { users: 100, inside: 50, barriers }),
                ..Identity::default()
            };
            run(&CHECK, &evidence(identity)).remove(0).verdict
        };
        assert!(matches!(judged(0, false), Verdict::Pass(_)));
        assert!(matches!(judged(3, false), Verdict::Pass(proof) if proof.message.contains("see ID-001")));
        assert!(matches!(judged(30, true), Verdict::Fail(finding) if finding.affected == Some(30)
            && finding.cause == CauseCode::FilterTooNarrow && !finding.fix.iter().any(|step| step.contains("emove"))));
        assert!(matches!(judged(3, true), Verdict::Skip(Skip::Undecided(_))));
    }
}
