//! Plain words for what the report names by code.

use super::Style;
use super::flow::Paint;
use crate::cause::Feature;
use crate::check::{Owner, Stage};
use crate::report::{OutcomeVerdict, Report, ReportVerdict};

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
        Stage::Tool => "ucdoctor itself",
    }
}

/// The whole in one word.
pub(super) fn verdict(verdict: ReportVerdict) -> (&'static str, Paint) {
    match verdict {
        ReportVerdict::Healthy => ("HEALTHY", Paint::Good),
        ReportVerdict::Degraded => ("DEGRADED", Paint::Caution),
        ReportVerdict::Broken => ("BROKEN", Paint::Bad),
        ReportVerdict::Inconclusive => ("INCONCLUSIVE", Paint::Caution),
    }
}

/// The mark in front of a check, two columns wide without UTF-8 and one with it.
pub(super) fn mark(verdict: OutcomeVerdict, style: &Style) -> (&'static str, Paint) {
    let (unicode, ascii, paint) = match verdict {
        OutcomeVerdict::Pass => ("✓", "ok", Paint::Good),
        OutcomeVerdict::Warn => ("!", " !", Paint::Caution),
        OutcomeVerdict::Fail => ("✗", "!!", Paint::Bad),
        OutcomeVerdict::Blocked => ("·", "..", Paint::Faint),
        OutcomeVerdict::Skipped => ("–", "--", Paint::Faint),
    };
    (if style.unicode { unicode } else { ascii }, paint)
}

/// What the exit status means (contract, "Exit status").
pub(super) fn exit_status(report: &Report) -> &'static str {
    match (report.exit_code, report.verdict) {
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
