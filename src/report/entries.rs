//! Outcomes and diagnoses as the report writes them.

use std::collections::{BTreeMap, BTreeSet};

use time::OffsetDateTime;

use super::accepted::{Acceptance, Accepted, acceptance};
use super::{Because, DiagnosisEntry, Judgement, OutcomeEntry, OutcomeVerdict, Summary};
use crate::cause::Diagnosis;
use crate::check::{Outcome, Severity, Skip, Verdict};
use crate::evidence::{Accept, Evidence};

/// What is kept, in its order. From the last on, so that what is judged gives its memory back as what is written grows: of
/// thousands of places there are hundreds of thousands of outcomes.
pub(super) fn entries(
    mut all: Vec<Judgement>,
    kept: &BTreeSet<usize>,
    mut accepted: BTreeMap<usize, Accepted>,
) -> Vec<OutcomeEntry> {
    const GIVEN_BACK: usize = 1 << 14;
    let mut entries = Vec::with_capacity(kept.len());
    while let Some(judgement) = all.pop() {
        let index = all.len();
        if kept.contains(&index) {
            entries.push(OutcomeEntry { accepted: accepted.remove(&index).map(Box::new), ..entry(judgement) });
        }
        if all.len().is_multiple_of(GIVEN_BACK) {
            all.shrink_to_fit();
        }
    }
    entries.reverse();
    entries
}

/// Takes what an outcome holds: it may list hundreds of thousands of people.
fn entry((check, outcome): Judgement) -> OutcomeEntry {
    let blank = OutcomeEntry {
        check: check.code.name().into(),
        fingerprint: fingerprint(check.code.name(), [outcome.about.to_string()]),
        stage: check.stage,
        title: check.title.into(),
        subject: outcome.about.to_string(),
        vantage: outcome.seen_from.vantage(),
        place: places(&outcome),
        verdict: OutcomeVerdict::Skipped,
        message: String::new(),
        facts: BTreeMap::new(),
        fix: None,
        items: Vec::new(),
        blocked_by: None,
        accepted: None,
    };
    match outcome.verdict {
        Verdict::Pass(proof) => OutcomeEntry {
            verdict: OutcomeVerdict::Pass,
            message: proof.message,
            facts: proof.facts,
            items: proof.items,
            ..blank
        },
        Verdict::Fail(finding) => OutcomeEntry {
            verdict: match check.severity {
                Severity::Error => OutcomeVerdict::Fail,
                Severity::Warning => OutcomeVerdict::Warn,
            },
            message: finding.message,
            facts: finding.facts,
            items: finding.items,
            fix: finding.fix.first().map(ToString::to_string),
            ..blank
        },
        Verdict::Skip(Skip::Blocked(code)) => OutcomeEntry {
            verdict: OutcomeVerdict::Blocked,
            message: format!("blocked by {code}"),
            blocked_by: Some(code.name().into()),
            ..blank
        },
        Verdict::Skip(Skip::NotAsked(reason) | Skip::Undecided(reason)) => OutcomeEntry { message: reason, ..blank },
    }
}

/// What stays the same from run to run: the code and the subjects, whatever was measured; 16 hexadecimal digits.
fn fingerprint(code: &str, subjects: impl IntoIterator<Item = String>) -> String {
    let mut hash = openssl::sha::Sha256::new();
    hash.update(code.as_bytes());
    for subject in subjects {
        // No text holds a zero byte of its own that would make two lists look alike.
        hash.update(&[0]);
        hash.update(subject.as_bytes());
    }
    data_encoding::HEXLOWER.encode(hash.finish().get(..8).unwrap_or_default())
}

/// The places that saw it alike, where they are several.
fn places(outcome: &Outcome) -> Vec<String> {
    let names: Vec<String> = outcome.seen_from.names().map(ToString::to_string).collect();
    if names.len() > 1 { names } else { Vec::new() }
}

/// The diagnoses that what is kept belongs to, and what is accepted, by the failures of the diagnosis it accepts.
pub(super) fn diagnosis_entries(
    diagnoses: &[Diagnosis],
    all: &[Judgement],
    kept: &BTreeSet<usize>,
    evidence: &Evidence,
) -> (Vec<DiagnosisEntry>, BTreeMap<usize, Accepted>) {
    let shown = |diagnosis: &&Diagnosis| diagnosis.because.iter().any(|index| kept.contains(index));
    let now = evidence.vantages.first().map(|vantage| vantage.taken_at);
    let mut accepted = BTreeMap::new();
    let mut told = |diagnosis: &Diagnosis| {
        let entry = diagnosis_entry(diagnosis, all, (&evidence.asked.accepts, now));
        accepted.extend(diagnosis.because.iter().filter_map(|&index| Some((index, entry.accepted.clone()?))));
        entry
    };
    (diagnoses.iter().filter(shown).map(&mut told).collect(), accepted)
}

fn diagnosis_entry(
    diagnosis: &Diagnosis,
    all: &[Judgement],
    (accepts, now): (&[Accept], Option<OffsetDateTime>),
) -> DiagnosisEntry {
    let because = diagnosis.because.iter().filter_map(|&index| all.get(index)).map(|(check, outcome)| Because {
        check: check.code.to_string(),
        subject: outcome.about.to_string(),
        vantage: outcome.seen_from.vantage(),
        place: places(outcome),
    });
    let subjects = diagnosis.because.iter().filter_map(|&index| all.get(index)).map(|(_, o)| o.about.to_string());
    let subjects: BTreeSet<String> = subjects.collect();
    let (accepted, accepted_before) = match acceptance(accepts, diagnosis.cause.code.name(), &subjects, now) {
        Acceptance::Open => (None, None),
        Acceptance::Accepted(told) => (Some(told), None),
        Acceptance::Ended(told) => (None, Some(told)),
    };
    DiagnosisEntry {
        code: diagnosis.cause.code.to_string(),
        fingerprint: fingerprint(diagnosis.cause.code.name(), subjects),
        severity: diagnosis.severity,
        title: diagnosis.cause.title.to_owned(),
        summary: diagnosis.summary.clone(),
        owner: diagnosis.owner,
        breaks: diagnosis.breaks.clone(),
        affected_users: diagnosis.affected_users,
        because: because.collect(),
        fix: diagnosis.fix.iter().map(ToString::to_string).collect(),
        refuted_if: diagnosis.refuted_if.clone(),
        accepted,
        accepted_before,
    }
}

pub(super) fn summary(outcomes: &[OutcomeEntry]) -> Summary {
    let count = |verdict| outcomes.iter().filter(|outcome| outcome.verdict == verdict).count();
    Summary {
        pass: count(OutcomeVerdict::Pass),
        warn: count(OutcomeVerdict::Warn),
        fail: count(OutcomeVerdict::Fail),
        blocked: count(OutcomeVerdict::Blocked),
        skipped: count(OutcomeVerdict::Skipped),
    }
}
