//! One stage: a line per check, with its subjects folded.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::flow::{Flow, Paint};
use super::group::{CheckGroup, Gap, NotRun, not_run};
use super::{Style, marks, seen_from};
use crate::check::Stage;
use crate::render::words;
use crate::report::{Item, OutcomeEntry, OutcomeVerdict};

/// Failed subjects, and people of one subject, that are shown; the JSON report has all (contract, `items`).
const SHOWN: usize = 10;
/// Subjects named in a list of those that did not fail.
const NAMED: usize = 3;
/// The least part of a filter that is shown around a mark, in columns.
const MARKED: usize = 30;
/// Columns of the mark and of the check's code.
const MARK: usize = 2;

/// What holds for every line of the stages.
#[derive(Debug, Clone, Copy)]
pub(super) struct Layout<'a> {
    /// How to write.
    pub(super) style: &'a Style,
    /// The longest code of a check, so that titles stand in one column.
    pub(super) code: usize,
    /// Checks were seen from more than one place, so the place is named.
    pub(super) places: bool,
}

/// Writes the heading and the lines of one stage.
pub(super) fn write(
    stage: Stage,
    groups: &[CheckGroup<'_>],
    layout: Layout<'_>,
    out: &mut dyn Write,
) -> io::Result<()> {
    Flow::new(layout.style).lead(words::stage(stage), Paint::Bold).write(layout.style, 0, out)?;
    let mut rest = groups;
    while let Some((first, others)) = rest.split_first() {
        let gap = first.gap().filter(|_| !layout.style.verbose);
        let run = 1 + others.iter().take_while(|next| gap.is_some() && next.gap() == gap).count();
        let (folded, after) = rest.split_at(run);
        match gap {
            Some(Gap::For(reason)) => layout.write_not_run(folded, reason.verdict(), &reason.words(), out)?,
            Some(Gap::Mixed) => layout.write_not_run(folded, first.verdict(), "did not run, as told below", out)?,
            None => layout.write_check(first, out)?,
        }
        rest = after;
    }
    if layout.style.verbose { Ok(()) } else { layout.write_left_out(groups, out) }
}

/// Writes the checks of a stage that failed or warn, without a heading.
pub(super) fn write_failed(groups: &[CheckGroup<'_>], layout: Layout<'_>, out: &mut dyn Write) -> io::Result<()> {
    let failed = |check: &&CheckGroup<'_>| matches!(check.verdict(), OutcomeVerdict::Fail | OutcomeVerdict::Warn);
    groups.iter().filter(failed).try_for_each(|check| layout.write_check(check, out))
}

fn is_failure(outcome: &OutcomeEntry) -> bool {
    matches!(outcome.verdict, OutcomeVerdict::Fail | OutcomeVerdict::Warn)
}

/// Whether a code is the one that is counted after another: `ID-011` after `ID-010`.
fn is_next(before: &str, code: &str) -> bool {
    let parts =
        |code: &str| code.rsplit_once('-').and_then(|(kind, n)| Some((kind.to_owned(), n.parse::<u32>().ok()?)));
    match (parts(before), parts(code)) {
        (Some((kind, n)), Some((other, next))) => kind == other && n.checked_add(1) == Some(next),
        _ => true,
    }
}

impl Layout<'_> {
    /// Column of the titles and of everything below them.
    fn text(&self) -> usize {
        MARK + self.mark_width() + 2 + self.code + 2
    }

    fn mark_width(&self) -> usize {
        if self.style.unicode { 1 } else { 2 }
    }

    /// The beginning of a check's line, up to its code.
    fn line(&self, verdict: OutcomeVerdict, code: &str) -> Flow {
        self.mark(verdict).lead(code, Paint::Bold)
    }

    fn mark(&self, verdict: OutcomeVerdict) -> Flow {
        let (mark, paint) = marks::mark(verdict, self.style);
        Flow::new(self.style).lead("  ", Paint::Plain).lead(mark, paint).lead("  ", Paint::Plain)
    }

    /// A line below a check's title.
    fn below(&self) -> Flow {
        Flow::new(self.style).lead(&" ".repeat(self.text()), Paint::Plain)
    }

    /// Checks in a row that did not run, for one reason: one entry.
    fn write_not_run(
        &self,
        checks: &[CheckGroup<'_>],
        verdict: OutcomeVerdict,
        why: &str,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let [first, .., last] = checks else {
            let only = checks.first();
            let line = self.line(verdict, only.map_or("", |check| check.code)).pad_to(self.text());
            let title = only.map_or("", |check| check.title());
            let line = line.words(title, Paint::Plain).words(&format!("({why})"), Paint::Faint);
            return line.write(self.style, self.text() + 2, out);
        };
        // A range that leaves out codes between its last two would seem to hold them.
        let apart = match checks {
            [_, .., before, last] if !is_next(before.code, last.code) => Some((before, last)),
            _ => None,
        };
        let between = if checks.len() == 2 + usize::from(apart.is_some()) { "and" } else { "to" };
        let mut line = self
            .line(verdict, first.code)
            .lead(" ", Paint::Plain)
            .words(between, Paint::Faint)
            .atom(apart.map_or(last, |(before, _)| before).code, Paint::Bold);
        if let Some((_, last)) = apart {
            line = line.words("and", Paint::Faint).atom(last.code, Paint::Bold);
        }
        line.words(why, Paint::Faint).write(self.style, self.text(), out)
    }

    fn write_check(&self, check: &CheckGroup<'_>, out: &mut dyn Write) -> io::Result<()> {
        let verdict = check.verdict();
        let [fail, warn, pass] =
            [OutcomeVerdict::Fail, OutcomeVerdict::Warn, OutcomeVerdict::Pass].map(|verdict| check.with(verdict));
        let count = match (verdict, pass.len(), check.outcomes.len()) {
            (OutcomeVerdict::Pass, passed, all) if passed < all => format!("({passed} of {all})"),
            (OutcomeVerdict::Pass, passed, _) if passed > 1 => format!("({passed})"),
            _ => String::new(),
        };
        let (word, paint) = marks::word(verdict).unwrap_or(("", Paint::Plain));
        self.line(verdict, check.code)
            .pad_to(self.text())
            .words(word, paint)
            .words(check.title(), Paint::Plain)
            .words(&count, Paint::Faint)
            .write(self.style, self.text(), out)?;
        self.write_failures(&fail, out)?;
        self.write_failures(&warn, out)?;
        if self.style.verbose {
            let mut others = check.outcomes.iter().filter(|outcome| !is_failure(outcome));
            return others.try_for_each(|outcome| self.write_subject(outcome, out));
        }
        if verdict == OutcomeVerdict::Pass || pass.is_empty() {
            return Ok(());
        }
        let subjects = pass.iter().map(|outcome| self.subject(outcome));
        let flow = self.below().words("passed:", Paint::Faint).list(subjects, NAMED);
        flow.write(self.style, self.text() + 2, out)
    }

    /// What is wrong, subject by subject.
    fn write_failures(&self, failures: &[&OutcomeEntry], out: &mut dyn Write) -> io::Result<()> {
        let shown = if self.style.verbose { failures.len() } else { SHOWN };
        for outcome in failures.iter().take(shown) {
            self.write_subject(outcome, out)?;
            self.write_marked(outcome, out)?;
            self.write_items(&outcome.items, failures.len(), out)?;
            if self.style.verbose {
                for (name, value) in &outcome.facts {
                    let fact = format!("{name}: {value}");
                    let flow = self.below().lead("  ", Paint::Plain).words(&fact, Paint::Faint);
                    flow.write(self.style, self.text() + 4, out)?;
                }
            }
        }
        self.write_more(failures.len().saturating_sub(shown), out)
    }

    /// "dc1.corp.example:636: no answer within 3 s".
    fn write_subject(&self, outcome: &OutcomeEntry, out: &mut dyn Write) -> io::Result<()> {
        let (message, paint) = match not_run(outcome) {
            Some(reason) => (Cow::Owned(reason.words()), Paint::Faint),
            None => (Cow::Borrowed(outcome.message.as_str()), Paint::Plain),
        };
        let subject = self.subject(outcome);
        let flow = match (subject.is_empty(), message.is_empty()) {
            (true, true) => return Ok(()),
            (true, false) => self.below(),
            (false, true) => self.below().atom(&subject, Paint::Bold),
            (false, false) => self.below().atom(&subject, Paint::Bold).glue(":"),
        };
        flow.words(&message, paint).write(self.style, self.text() + 2, out)
    }

    /// The filter with carets under the part that is wrong; of a long one, what is around it.
    fn write_marked(&self, outcome: &OutcomeEntry, out: &mut dyn Write) -> io::Result<()> {
        let (Some(filter), Some(marks)) = (outcome.facts.get("filter"), outcome.facts.get("marked")) else {
            return Ok(());
        };
        let room = self.style.width.saturating_sub(self.text() + 2).max(MARKED);
        let first = marks.chars().take_while(|mark| *mark == ' ').count();
        let skipped = if filter.chars().count() <= room { 0 } else { first.saturating_sub(room / 4) };
        for (line, paint) in [(filter, Paint::Plain), (marks, Paint::Bad)] {
            let shown: String = line.chars().skip(skipped).take(room).collect();
            self.below().lead("  ", Paint::Plain).lead(&shown, paint).write(self.style, self.text() + 2, out)?;
        }
        Ok(())
    }

    /// People or entries, each with what it should be.
    fn write_items(&self, items: &[Item], failures: usize, out: &mut dyn Write) -> io::Result<()> {
        // Ten for the check, however many kinds of fault there are; at least one of each kind.
        let shown = if self.style.verbose { SHOWN } else { (SHOWN / failures.max(1)).max(1) };
        let hidden = items.len().saturating_sub(shown);
        for (nth, item) in items.iter().take(shown).enumerate() {
            let name = item.name().unwrap_or("?");
            let mut flow = self.below().lead("  ", Paint::Plain).atom(name, Paint::Plain);
            let meant = item.suggestion.as_deref().or(item.directory_id.as_deref());
            if let Some(suggestion) = meant.filter(|&meant| meant != name) {
                flow = flow.words("should be", Paint::Faint).atom(suggestion, Paint::Plain);
            }
            flow = flow.words(&format!("({})", item.class), Paint::Faint);
            if hidden > 0 && nth + 1 == shown {
                let whole = if failures == 1 { "; the JSON report has all" } else { "" };
                flow = flow.words(&format!("and {hidden} more{whole}"), Paint::Faint);
            }
            flow.write(self.style, self.text() + 4, out)?;
        }
        Ok(())
    }

    fn write_more(&self, hidden: usize, out: &mut dyn Write) -> io::Result<()> {
        if hidden == 0 {
            return Ok(());
        }
        self.below().words(&format!("and {hidden} more; the JSON report has all"), Paint::Faint).write(
            self.style,
            self.text() + 2,
            out,
        )
    }

    /// Subjects left out by checks that judged others: one entry per reason, since one dead server
    /// leaves a gap in every check.
    fn write_left_out(&self, groups: &[CheckGroup<'_>], out: &mut dyn Write) -> io::Result<()> {
        let mut reasons: BTreeMap<NotRun<'_>, LeftOut<'_>> = BTreeMap::new();
        for check in groups.iter().filter(|check| check.not_run().is_none()) {
            for outcome in &check.outcomes {
                if let Some(reason) = not_run(outcome) {
                    let left_out = reasons.entry(reason).or_default();
                    left_out.checks.insert(check.code);
                    left_out.subjects.insert(self.subject(outcome));
                }
            }
        }
        for (reason, left_out) in reasons.iter().take(SHOWN) {
            let checks = match left_out.checks.len() {
                1 => "(1 check)".to_owned(),
                checks => format!("({checks} checks)"),
            };
            self.mark(reason.verdict())
                .words(&reason.words(), Paint::Faint)
                .glue(":")
                .list(left_out.subjects.iter().cloned(), NAMED)
                .words(&checks, Paint::Faint)
                .write(self.style, self.text(), out)?;
        }
        self.write_more(reasons.len().saturating_sub(SHOWN), out)
    }

    fn subject<'a>(&self, outcome: &'a OutcomeEntry) -> Cow<'a, str> {
        seen_from(&outcome.subject, outcome.vantage.as_deref(), self.places)
    }
}

#[derive(Default)]
struct LeftOut<'a> {
    checks: BTreeSet<&'a str>,
    subjects: BTreeSet<Cow<'a, str>>,
}
