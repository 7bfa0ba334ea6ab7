//! USER-003: the answer to the one bind as the person, decoded.

use super::bind_001_answers_ldap::{conversation, wire};
use super::bind_answer::{Refusal, decode};
use super::person::state::{cause, changed_lately, fixes, states};
use super::person::{AtPerson, per_vantage};
use crate::check::{Check, Finding, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::CheckCode;
use crate::evidence::person::PersonAccount;
use crate::evidence::{BindAnswer, Observed};

pub(super) static CHECK: Check = Check {
    code: CheckCode::User003,
    stage: Stage::Bind,
    title: "the user's password is accepted",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-003.md"),
    run: |case| per_vantage(case, password_accepted),
};

fn password_accepted(at: AtPerson<'_>) -> Judged {
    if !at.asked.bind {
        return Err(Skip::NotAsked("--ask-password asks for the person's password and tries it once".to_owned()));
    }
    let person = at.person()?;
    at.found()?;
    let account = at.account()?;
    let answer = match &person.bind {
        Observed::Seen(answer) => answer,
        Observed::Failed(failure) => {
            let finding = conversation(failure)?;
            let message = format!("after the person's bind was sent: {}", finding.message);
            return Ok(wire(Finding { message, ..finding }, failure)
                .fix("The bind may have been counted as a failed try: it was not repeated")
                .into());
        }
        Observed::NotAsked(reason) => return Err(not_tried(at, account, reason)),
        Observed::Blocked(_) | Observed::Cut => {
            return Err(Skip::Undecided("the run was cut before the bind was answered".to_owned()));
        }
    };
    let Some((refusal, words)) = decode(answer, at.root_dse()) else {
        return Ok(accepted(answer, account).into());
    };
    // The account says why already, and what to do: the answer is more proof of it, also where it is about the password.
    let states = states(at, account);
    let known = refusal == Refusal::Rejected || states.iter().any(|(known, _)| *known == refusal);
    let told = states.first().map(|(first, _)| *first).filter(|_| known);
    let finding = refused(at, account, answer, refusal, &words);
    Ok(match told {
        Some(first) => Finding { cause: cause(first), fix: Vec::new(), ..finding },
        None => finding,
    }
    .into())
}

/// A locked account is the answer already; else the evidence does not decide.
fn not_tried(at: AtPerson<'_>, account: &PersonAccount, reason: &str) -> Skip {
    if account.is_locked(at.vantage.taken_at) {
        return Skip::Blocked(CheckCode::User002);
    }
    Skip::Undecided(reason.to_owned())
}

fn accepted(answer: &BindAnswer, account: &PersonAccount) -> crate::check::Proof {
    let proof = pass(format!("accepted in {}", answer.ms));
    match account.lockout_threshold {
        None => proof.fact("warning", "the lockout policy could not be read: how many tries were left was not known"),
        Some(_) => proof,
    }
}

fn refused(at: AtPerson<'_>, account: &PersonAccount, answer: &BindAnswer, refusal: Refusal, words: &str) -> Finding {
    let lately = changed_lately(account, at.vantage.taken_at).filter(|_| refusal == Refusal::Rejected);
    let words = match refusal {
        // The entry was found, so it is not the name.
        Refusal::Rejected => words.replace("wrong name or password", "wrong password"),
        _ => words.to_owned(),
    };
    let words = match &answer.remembered {
        Some(earlier) => {
            format!("{words}, said {} in an earlier run ({}); it was not sent again", earlier.server, earlier.at)
        }
        None => words,
    };
    let what = lately.into_iter().fold(words, |words, lately| format!("{words}; {lately}"));
    let mut finding = fail(cause(refusal), &what)
        .summary(at.cannot_log_in(&what))
        .fault(&at.asked.id)
        .fact("result", answer.code)
        .fact("answer", &answer.text);
    if answer.remembered.is_some() {
        finding = finding.fix("Try the password that is right now; `--bind-anyway` sends the same one once more");
    }
    if let Some(count) = account.bad_password_count {
        finding = finding.fact("failed_tries_before", count);
    }
    if account.lockout_threshold.is_none() {
        finding = finding.fact("warning", "the lockout policy could not be read: how many tries are left is not known");
    }
    fixes(refusal).iter().fold(finding, |finding, step| finding.fix(*step))
}

#[cfg(test)]
mod tests {
    use super::super::person::tests::{answer, found, verdict};
    use super::*;
    use crate::check::Verdict;
    use crate::code::CauseCode;
    use crate::evidence::person::Person;

    fn bound(code: u32, data: Option<u32>) -> Person {
        Person { bind: Observed::Seen(answer(code, data)), ..found() }
    }

    #[test]
    fn the_answer_is_decoded() {
        for (code, data, cause) in [
            (49, Some(0x52e), "user-password-wrong"),
            (49, None, "user-password-wrong"),
            (49, Some(0x775), "user-locked"),
            (19, None, "user-locked"),
            (49, Some(0x533), "user-disabled"),
            (49, Some(0x701), "user-expired"),
            (49, Some(0x773), "user-password-expired"),
            (49, Some(0x530), "user-restricted"),
            (51, None, "server-busy"),
            (80, None, "bind-refused"),
        ] {
            match verdict(&CHECK, Some(bound(code, data)), true) {
                Verdict::Fail(finding) => assert_eq!(finding.cause.name(), cause, "{code} {data:x?}"),
                other => unreachable!("{code} {data:x?}: {other:?}"),
            }
        }
        assert!(matches!(verdict(&CHECK, Some(bound(0, None)), true), Verdict::Pass(_)));
    }

    /// The bind was made and counted, so its answer is shown; the account's state stays the one cause.
    #[test]
    fn the_answer_is_shown_beside_the_state_of_the_account() {
        for (data, says) in [(0x533, "533"), (0x52e, "wrong password"), (0x701, "701")] {
            let expires_at = Some("2026-11-20T12:00:00Z".into());
            let account = PersonAccount { disabled: Some(true), expires_at, ..PersonAccount::default() };
            let person = Person { account: Observed::Seen(account), ..bound(49, Some(data)) };
            match verdict(&CHECK, Some(person), true) {
                Verdict::Fail(finding) => {
                    assert_eq!((finding.cause, finding.fix.len()), (CauseCode::UserDisabled, 0));
                    assert!(finding.message.contains(says), "{}", finding.message);
                }
                other => unreachable!("{other:?}"),
            }
        }
    }

    #[test]
    fn a_password_that_was_changed_lately_is_mentioned() {
        let account =
            PersonAccount { password_set_at: Some("2026-11-20T12:00:00Z".into()), ..PersonAccount::default() };
        let person = Person { account: Observed::Seen(account), ..bound(49, Some(0x52e)) };
        match verdict(&CHECK, Some(person), true) {
            Verdict::Fail(finding) => assert!(finding.message.contains("changed 3 days ago"), "{}", finding.message),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn what_was_not_tried_says_why() {
        assert!(matches!(verdict(&CHECK, Some(found()), false), Verdict::Skip(Skip::NotAsked(_))));
        match verdict(&CHECK, Some(found()), true) {
            Verdict::Skip(Skip::Undecided(why)) => assert!(why.contains("one more would lock")),
            other => unreachable!("{other:?}"),
        }
        let locked = PersonAccount { locked: Some(true), ..PersonAccount::default() };
        let person = Person { account: Observed::Seen(locked), ..found() };
        assert_eq!(verdict(&CHECK, Some(person), true), Verdict::Skip(Skip::Blocked(CheckCode::User002)));
    }
}
