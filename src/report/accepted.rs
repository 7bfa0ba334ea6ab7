//! Which findings are accepted: told as ever, and not counted.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use time::{Date, OffsetDateTime};

use crate::evidence::{Accept, accept};

/// Why a finding does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Accepted {
    /// As the configuration says.
    pub reason: String,
    /// Who answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The last day, UTC, on which it does not count; in the past, it counts again.
    #[serde(with = "accept::day")]
    #[schemars(with = "String")]
    pub until: Date,
}

/// What the configuration says of a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Acceptance {
    /// Nothing, or not of all its subjects.
    Open,
    /// It does not count.
    Accepted(Accepted),
    /// It did not count until this day.
    Ended(Accepted),
}

/// The acceptance of a finding: every subject must be covered, and the one that ends first decides.
pub(super) fn acceptance(
    accepts: &[Accept],
    code: &str,
    subjects: &BTreeSet<String>,
    now: Option<OffsetDateTime>,
) -> Acceptance {
    let ours = || accepts.iter().filter(|accept| accept.code == code);
    let covering = |subject: &String| {
        let fitting = ours().filter(|accept| fits(&accept.subject, subject));
        fitting.max_by_key(|accept| accept.until)
    };
    let Some(covered) = subjects.iter().map(covering).collect::<Option<Vec<_>>>() else { return Acceptance::Open };
    let Some(first) = covered.into_iter().min_by_key(|accept| accept.until) else { return Acceptance::Open };
    let told = Accepted { reason: first.reason.clone(), owner: first.owner.clone(), until: first.until };
    if now.is_some_and(|now| first.holds(now)) { Acceptance::Accepted(told) } else { Acceptance::Ended(told) }
}

fn fits(pattern: &str, subject: &str) -> bool {
    wildmatch::WildMatch::new(pattern).matches(subject)
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn accept(subject: &str, until: Date) -> Accept {
        let (code, reason) = ("no-failover".to_owned(), "until the move".to_owned());
        Accept { code, subject: subject.to_owned(), reason, owner: None, until }
    }

    #[test]
    fn every_subject_must_be_covered_and_the_first_end_decides() {
        let now = Some(datetime!(2027-01-31 23:00 UTC));
        let subjects = |names: &[&str]| names.iter().map(ToString::to_string).collect::<BTreeSet<_>>();
        let (long, short, over) = (date!(2027 - 06 - 30), date!(2027 - 01 - 31), date!(2027 - 01 - 30));
        let both = [accept("dc1*", long), accept("*[fd00::2]:636*", short)];
        let until = |acceptance| match acceptance {
            Acceptance::Accepted(told) => Ok(told.until),
            Acceptance::Ended(told) => Err(Some(told.until)),
            Acceptance::Open => Err(None),
        };
        for (accepts, names, expected) in [
            (&both[..], &["dc1:636 x presence"][..], Ok(long)),
            (&both[..], &["dc1:636", "[fd00::2]:636"][..], Ok(short)),
            (&both[..], &["dc1:636", "dc3:636"][..], Err(None)),
            (&[accept("*", over)][..], &["dc1:636"][..], Err(Some(over))),
            (&[accept("*", over), accept("dc1*", short)][..], &["dc1:636"][..], Ok(short)),
            (&[][..], &["dc1:636"][..], Err(None)),
        ] {
            assert_eq!(until(acceptance(accepts, "no-failover", &subjects(names), now)), expected, "{names:?}");
            assert_eq!(until(acceptance(accepts, "ca-missing", &subjects(names), now)), Err(None));
        }
    }
}
