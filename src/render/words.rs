//! Plain words for what the report names by code.

use std::borrow::Cow;
use std::fmt::Write as _;

use time::{OffsetDateTime, UtcOffset};

use crate::cause::Feature;
use crate::check::{Owner, Stage};
use crate::evidence::Vantage;
use crate::report::{Report, ReportVerdict};

/// Who must act.
pub(super) fn owner(owner: Owner) -> &'static str {
    match owner {
        Owner::Network => "network administrator",
        Owner::Directory => "directory administrator",
        Owner::CallManager => "call manager administrator",
        Owner::Presence => "presence administrator",
        Owner::Client => "administrator of the users' clients",
        Owner::Ucdoctor => "whoever runs ucdoctor",
    }
}

/// The same in one or two words, for a column.
pub(super) fn owner_short(owner: Owner) -> &'static str {
    match owner {
        Owner::Network => "network",
        Owner::Directory => "directory",
        Owner::CallManager => "call manager",
        Owner::Presence => "presence",
        Owner::Client => "clients",
        Owner::Ucdoctor => "ucdoctor",
    }
}

/// What stops working.
pub(super) fn feature(feature: Feature) -> &'static str {
    match feature {
        Feature::Login => "login",
        Feature::DirectorySync => "directory sync",
        Feature::ContactSearch => "contact search",
        Feature::CallerName => "caller names",
        Feature::Presence => "presence",
        Feature::Chat => "chat",
    }
}

/// The heading of a stage.
pub(super) fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Network => "Network",
        Stage::Tls => "TLS",
        Stage::Bind => "Bind",
        Stage::Search => "Search",
        Stage::Identity => "Identity",
        Stage::Deployment => "Deployment",
        Stage::Logs => "Logs",
        Stage::Tool => "ucdoctor itself",
    }
}

/// The whole in one word.
pub(super) fn verdict(verdict: ReportVerdict) -> &'static str {
    match verdict {
        ReportVerdict::Healthy => "HEALTHY",
        ReportVerdict::Degraded => "DEGRADED",
        ReportVerdict::Broken => "BROKEN",
        ReportVerdict::Inconclusive => "INCONCLUSIVE",
    }
}

/// What the exit status means (contract, "Exit status").
pub(super) fn exit_status(report: &Report) -> &'static str {
    match (report.exit_code, report.verdict) {
        (0, _) if report.since.is_some() => "nothing is new since the earlier report",
        (1, _) if report.since.is_some() => "something is new since the earlier report",
        (0, ReportVerdict::Degraded) => "no problem found; warnings count with --fail-on warning",
        (0, _) => "healthy",
        (1, ReportVerdict::Degraded) => "warnings, which count because of --fail-on warning",
        (1, _) => "at least one problem was found",
        (3, _) => "inconclusive, neither healthy nor broken is proven",
        _ => "see ucdoctor --help",
    }
}

/// Milliseconds as a person says them.
pub(super) fn duration(ms: u64) -> String {
    match (ms / 1000, ms % 1000 / 100) {
        (0, _) => format!("{ms} ms"),
        (seconds, 0) => format!("{seconds} s"),
        (seconds, tenths) => format!("{seconds}.{tenths} s"),
    }
}

/// "presence (imp1)": what a place stands for, and which machine it is, where that is known.
pub(super) fn place(vantage: &Vantage) -> Cow<'_, str> {
    match &vantage.host {
        Some(host) if *host != vantage.name => format!("{} ({host})", vantage.name).into(),
        _ => vantage.name.as_str().into(),
    }
}

/// "1 user", "412 users".
pub(super) fn users(count: u64) -> String {
    if count == 1 { "1 user".to_owned() } else { format!("{count} users") }
}

/// "2026-11-28 18:26Z", and what the clock on the wall showed: "2026-11-28 18:26Z (19:26 +01:00)".
pub(super) fn moment(at: OffsetDateTime, local: Option<UtcOffset>) -> String {
    let utc = at.to_offset(UtcOffset::UTC);
    let mut words = format!("{} {:02}:{:02}Z", utc.date(), utc.hour(), utc.minute());
    if let Some(offset) = local.filter(|offset| !offset.is_utc()) {
        let there = at.to_offset(offset);
        let (hours, minutes, _) = offset.as_hms();
        let sign = if offset.is_negative() { '-' } else { '+' };
        let (hours, minutes) = (hours.unsigned_abs(), minutes.unsigned_abs());
        let _ = write!(words, " ({:02}:{:02} {sign}{hours:02}:{minutes:02})", there.hour(), there.minute());
    }
    words
}
