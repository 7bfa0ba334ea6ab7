//! The directory's clock, as its rootDSE tells it.

use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime, UtcOffset};

use super::at::At;

/// More than any network delay; Kerberos tolerates as much (RFC 4120 section 1.6).
pub(super) const TOLERATED: Duration = Duration::minutes(5);

/// `currentTime` of the rootDSE (Active Directory), a generalized time such as `20261124215000.0Z`.
pub(super) fn directory(at: At<'_>) -> Option<OffsetDateTime> {
    let text = at.endpoint.ldap.seen()?.values("currentTime").first()?;
    let digits = text.get(..14)?;
    let format = format_description!("[year][month][day][hour][minute][second]");
    PrimitiveDateTime::parse(digits, format).ok().map(PrimitiveDateTime::assume_utc)
}

/// A moment as people read it, to the second: `2026-11-24 21:50:00 UTC`.
pub(super) fn shown(moment: OffsetDateTime) -> String {
    let format = format_description!("[year]-[month]-[day] [hour]:[minute]:[second] UTC");
    moment.to_offset(UtcOffset::UTC).format(&format).unwrap_or_else(|_| moment.to_string())
}

/// Time that is left, in the unit that suits it: `12 days`, `30 hours`, `5 minutes`.
pub(super) fn span(left: Duration) -> String {
    match (left.whole_days(), left.whole_hours()) {
        (days, _) if days >= 2 => format!("{days} days"),
        (_, hours) if hours >= 2 => format!("{hours} hours"),
        _ => format!("{} minutes", left.whole_minutes().max(0)),
    }
}

/// Whether two clocks differ by more than delay explains.
pub(super) fn differs(one: OffsetDateTime, other: OffsetDateTime) -> bool {
    (one - other).abs() > TOLERATED
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn five_minutes_are_tolerated_either_way() {
        let noon = datetime!(2026-11-24 12:00 UTC);
        for (minutes, apart) in [(0, false), (4, false), (5, false), (6, true), (50, true)] {
            let other = noon + Duration::minutes(minutes);
            assert_eq!((differs(noon, other), differs(other, noon)), (apart, apart), "{minutes}");
        }
    }

    #[test]
    fn what_is_left_has_the_unit_that_suits_it() {
        for (left, shown) in [
            (Duration::hours(49), "2 days"),
            (Duration::hours(47), "47 hours"),
            (Duration::minutes(119), "119 minutes"),
            (Duration::minutes(-3), "0 minutes"),
        ] {
            assert_eq!(span(left), shown);
        }
    }
}
