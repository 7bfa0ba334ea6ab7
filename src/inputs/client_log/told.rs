//! What nodes say, and codes that say nothing, counted as they come by. Only how often and when last is kept of each kind, so
//! that what a log tells every minute never pushes out what it told once.

use std::collections::{BTreeMap, VecDeque};

use super::signal::Signal;
use super::stamp::Moment;
use crate::evidence::client_log::{ApplianceLine, ApplianceLineKind};
use crate::inputs::excerpt::excerpt;

/// Kinds of lines kept of one file; of more those go that were seen longest ago.
const MOST_KINDS: usize = 200;

type Kind = (ApplianceLineKind, String);

/// Where a line stands: when it was written, in which file, and after how many others of it.
type Place = (Moment, usize, u64);

/// What was told, of one file or of all.
#[derive(Debug, Default)]
pub(super) struct Told {
    kinds: BTreeMap<Kind, Times>,
    harmless: BTreeMap<String, u64>,
    /// Where logins were taken; of many the newest.
    taken: VecDeque<Place>,
    lines: u64,
}

#[derive(Debug, Default)]
struct Times {
    count: u64,
    /// The last time that a line of this kind bears.
    at: Option<String>,
    last: Place,
}

impl Told {
    /// Counts a signal that is none of a client's login; whether it is one.
    pub(super) fn take(&mut self, signal: &Signal, (at, order): (Option<&str>, Moment), most: usize) -> bool {
        match signal {
            Signal::Harmless(code) => *self.harmless.entry(code.clone()).or_default() += 1,
            Signal::Appliance(kind, about) => {
                self.lines += 1;
                let place = (order, 0, self.lines);
                self.line((*kind, about.clone()), at, place);
                if *kind == ApplianceLineKind::Authenticated {
                    self.taken.push_back(place);
                    self.taken.drain(..self.taken.len().saturating_sub(most));
                }
            }
            _ => return false,
        }
        true
    }

    fn line(&mut self, kind: Kind, at: Option<&str>, place: Place) {
        if self.kinds.len() >= MOST_KINDS && !self.kinds.contains_key(&kind) {
            let oldest = self.kinds.iter().min_by_key(|(_, times)| times.last).map(|(kind, _)| kind.clone());
            oldest.and_then(|kind| self.kinds.remove(&kind));
        }
        let times = self.kinds.entry(kind).or_default();
        times.count += 1;
        times.at = at.map(str::to_owned).or(times.at.take());
        times.last = place;
    }

    /// All files together: each line once, and the harmless codes.
    pub(super) fn together(
        files: impl Iterator<Item = Self>,
        most: usize,
    ) -> (Vec<ApplianceLine>, BTreeMap<String, u64>) {
        let (mut all, mut taken) = (Self::default(), Vec::new());
        for (nth, file) in files.enumerate() {
            let here = |(order, _, line): Place| (order, nth, line);
            taken.extend(file.taken.into_iter().map(here));
            for (code, count) in file.harmless {
                *all.harmless.entry(code).or_default() += count;
            }
            for (kind, times) in file.kinds {
                all.kinds.entry(kind).or_default().join(Times { last: here(times.last), ..times });
            }
        }
        taken.sort_unstable();
        let line = |((kind, about), times): (Kind, Times)| {
            let taken_after = taken.len() - taken.partition_point(|place| *place <= times.last);
            let about = excerpt(&about);
            ApplianceLine { kind, about, at: times.at, count: times.count, taken_after: taken_after as u64 }
        };
        (fairly(all.kinds, most).into_iter().map(line).collect(), all.harmless)
    }
}

impl Times {
    /// Those of another file, too.
    fn join(&mut self, other: Self) {
        let (earlier, later) =
            if self.last <= other.last { (self.at.take(), other.at) } else { (other.at, self.at.take()) };
        self.at = later.or(earlier);
        self.last = self.last.max(other.last);
        self.count += other.count;
    }
}

/// So many of them, in their order: the newest of each kind before the second newest of any, so that many servers with one
/// complaint do not hide another one.
fn fairly(kinds: BTreeMap<Kind, Times>, most: usize) -> Vec<(Kind, Times)> {
    let mut newest: Vec<(Kind, Times)> = kinds.into_iter().collect();
    newest.sort_by(|a, b| a.0.0.cmp(&b.0.0).then(b.1.last.cmp(&a.1.last)));
    let mut before: BTreeMap<ApplianceLineKind, usize> = BTreeMap::new();
    let rank = |line: (Kind, Times)| {
        let rank = before.entry(line.0.0).or_default();
        *rank += 1;
        (*rank, line)
    };
    let mut ranked: Vec<_> = newest.into_iter().map(rank).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let mut kept: Vec<(Kind, Times)> = ranked.into_iter().take(most).map(|(_, line)| line).collect();
    kept.sort_by(|a, b| a.0.cmp(&b.0));
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use ApplianceLineKind::{Authenticated, LoginTimedOut};

    fn lines(told: impl IntoIterator<Item = Told>) -> Vec<(ApplianceLineKind, u64, Option<String>, u64)> {
        let (lines, _) = Told::together(told.into_iter(), 20);
        lines.into_iter().map(|line| (line.kind, line.count, line.at, line.taken_after)).collect()
    }

    fn file(told: &[(ApplianceLineKind, &str)]) -> Told {
        let mut all = Told::default();
        for (kind, at) in told {
            let signal = Signal::Appliance(*kind, String::new());
            assert!(all.take(&signal, (Some(at), Moment::of(at).unwrap()), 100));
        }
        all
    }

    #[test]
    fn what_was_told_once_stays_whatever_comes_a_thousand_times_after_it() {
        let mut told = file(&[(LoginTimedOut, "2026-03-01 01:00:00,000")]);
        for second in 0..3000_u64 {
            let at = format!("2026-03-01 02:{:02}:{:02},000", second / 60 % 60, second % 60);
            told.take(&Signal::Appliance(Authenticated, String::new()), (Some(&at), Moment::of(&at).unwrap()), 500);
        }
        let all = lines([told]);
        let of = |kind| all.iter().find(|line| line.0 == kind).unwrap();
        assert_eq!((of(LoginTimedOut).1, of(LoginTimedOut).3), (1, 500));
        assert_eq!((of(Authenticated).1, of(Authenticated).3), (3000, 0));
    }

    #[test]
    fn of_many_kinds_the_newest_stay() {
        let mut told = Told::default();
        for nth in 0..MOST_KINDS as u64 + 50 {
            let order = Moment::of(&format!("2026-03-01 02:{:02}:{:02},000", nth / 60, nth % 60)).unwrap();
            told.take(&Signal::Appliance(LoginTimedOut, format!("dc{nth}")), (None, order), 100);
        }
        assert_eq!(told.kinds.len(), MOST_KINDS);
        assert!(told.kinds.contains_key(&(LoginTimedOut, format!("dc{}", MOST_KINDS + 49))));
    }

    #[test]
    fn many_servers_with_one_complaint_hide_no_other() {
        let mut told = file(&[(LoginTimedOut, "2026-03-01 01:00:00,000")]);
        for nth in 0..50 {
            told.take(&Signal::Appliance(Authenticated, format!("dc{nth}")), (None, Moment::default()), 100);
        }
        let kinds: Vec<ApplianceLineKind> = lines([told]).iter().map(|line| line.0).collect();
        assert_eq!((kinds.len(), kinds.last()), (20, Some(&LoginTimedOut)));
    }

    /// The file whose lines are later is not always the one that is named later.
    #[test]
    fn files_are_joined_by_their_times() {
        let late = file(&[(LoginTimedOut, "2026-03-02 09:00:00,000"), (Authenticated, "2026-03-02 09:00:01,000")]);
        let early = file(&[(Authenticated, "2026-03-01 07:00:00,000"), (LoginTimedOut, "2026-03-01 08:00:00,000")]);
        let (last, once) = (Some("2026-03-02 09:00:00,000".to_owned()), Some("2026-03-02 09:00:01,000".to_owned()));
        assert_eq!(lines([late, early]), [(Authenticated, 2, once, 0), (LoginTimedOut, 2, last, 1)]);
    }
}
