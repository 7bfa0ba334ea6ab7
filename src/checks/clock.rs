//! The directory's clock, as its rootDSE tells it.

use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::at::At;

/// More than any network delay; Kerberos tolerates as much (RFC 4120 section 1.6).
const TOLERATED: Duration = Duration::minutes(5);

/// `currentTime` of the rootDSE (Active Directory), a generalized time such as `20261124215000.0Z`.
pub(super) fn directory(at: At<'_>) -> Option<OffsetDateTime> {
    let text = at.endpoint.ldap.seen()?.values("currentTime").first()?;
    let digits = text.get(..14)?;
    let format = format_description!("[year][month][day][hour][minute][second]");
    PrimitiveDateTime::parse(digits, format).ok().map(PrimitiveDateTime::assume_utc)
}

/// Whether two clocks differ by more than delay explains.
pub(super) fn differs(one: OffsetDateTime, other: OffsetDateTime) -> bool {
    (one - other).abs() > TOLERATED
}
