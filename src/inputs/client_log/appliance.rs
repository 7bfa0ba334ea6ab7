//! Lines of the appliances' own logs: Tomcat's security log, the trace of the CTI manager, alarms in syslog. Shapes: Cisco TAC
//! 212107, 217518, 220329, 220616.

use super::java;
use super::signal::{after, between, word};
use crate::evidence::client_log::ApplianceLineKind as Line;

/// What a line says of a directory server, and which.
pub(super) fn of(text: &str) -> Option<(Line, String)> {
    let line = |kind, about: &str| Some((kind, about.to_owned()));
    if text.contains("verifyHostName:Exception") {
        return line(Line::NameMismatch, between(text, "hostname of the server '", "'").unwrap_or_default());
    }
    if text.contains("Authenticating with SSL not enabled") {
        let server = text.find("ldap://").and_then(|at| text.get(at..)?.split([')', ' ']).next());
        return line(Line::PlainLdap, server.unwrap_or_default());
    }
    if let Some(code) = after(text, "LDAP Search complete. Code:") {
        return line(Line::SearchCode, word(code.trim_start()));
    }
    // The CTI manager's answer, in its own trace and in the log of the client that got it.
    if text.contains("Directory login failed - timeout") {
        return line(Line::LoginTimedOut, "");
    }
    if text.contains("Directory login failed - User not present") {
        return line(Line::RoleMissing, "");
    }
    // Expressway writes it once more for its developers.
    if text.contains("Failed to authenticate user against server") && !text.contains("Module=\"developer.") {
        let server = between(text, "Server=\"(", ")").and_then(|server| server.split('\'').nth(3));
        return line(Line::EdgeRefused, server.map_or("", word));
    }
    if let Some(told) = java::of(text).or_else(|| alarm(text)) {
        return Some(told);
    }
    if text.contains("zero users. Please verify") {
        return line(Line::NobodySynchronised, "");
    }
    if let Some(count) = between(text, "setUserInactive Found ", " users in database") {
        let some = count.bytes().all(|byte| byte.is_ascii_digit()) && count.bytes().any(|byte| byte != b'0');
        return some.then(|| (Line::UsersInactive, word(count).to_owned()));
    }
    if text.contains("SyncAgent is running on Subscriber node") {
        return line(Line::SyncAgentWaits, "");
    }
    text.contains("Successfully authenticated user").then(|| (Line::Authenticated, String::new()))
}

/// Alarms that a node sends to syslog, `%UC_CERT-0-CertExpired: %[Message=…][AppID=…]…`, as far as they are about what logins
/// and copies of users need.
fn alarm(text: &str) -> Option<(Line, String)> {
    let (facility, parameters) = after(text, "%UC_")?.split_once(": ")?;
    let name = facility.rsplit('-').next().map_or("", word);
    let value =
        |of: &str| after(parameters, of).and_then(|rest| rest.split([' ', ']', '[']).next()).map_or("", str::trim);
    match name {
        "CertExpired" | "CertValidLessthanADay" => {
            let until = between(parameters, "Expiration:", "]").map_or("", str::trim);
            let (own, unit, kind) = (value("Certificate name:"), value("Unit:"), value("Type:"));
            let until: String = until
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || matches!(c, ' ' | ':' | '+' | '-'))
                .take(40)
                .collect();
            let kind_of = if name == "CertExpired" { Line::CertificateExpired } else { Line::CertificateExpiring };
            Some((kind_of, format!("{} ({}, {}, {until})", word(own), word(unit), word(kind))))
        }
        "CiscoDirSyncStartFailure"
        | "CUPSyncAgentAXLConnectionFailed"
        | "CUPSyncAgentCucmDbmonConnectionFailed"
        | "CupNotInCucmAppServerListError" => Some((Line::SynchronisationFails, name.to_owned())),
        "DuplicateUserid"
        | "DuplicateDirectoryURI"
        | "DuplicateDirectoryURIWarning"
        | "InvalidDirectoryURI"
        | "InvalidDirectoryURIWarning" => Some((Line::UsersNotUnique, name.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_nodes_tell_kind_and_server() {
        for (text, kind, about) in [
            (
                "00895261.043 |08:59:17.149 |AppInfo |Authenticating with SSL not enabled ( ldap://10.9.8.7:3268 )",
                Line::PlainLdap,
                "ldap://10.9.8.7:3268",
            ),
            (
                "33538217.042 |07:32:28.921 |AppInfo |Authenticating with SSL not enabled (0)-(ldap://ad4.lab.example:389)",
                Line::PlainLdap,
                "ldap://ad4.lab.example:389",
            ),
            (
                "33538233.003 |07:32:38.647 |AppInfo |[CTI-APP] [CTIHandler::OutputCtiMessage ] CTI ProviderOpenCompletedEvent \
                 (seq#=2) provider id=1 error code=2362179701 description=Directory login failed - timeout enableIpv6=0",
                Line::LoginTimedOut,
                "",
            ),
            (
                "Mar 11 07:15:02 imp7 local7 0 : 42: %UC_CERT-0-CertExpired: %[Message=Certificate expiration Notification. \
                 Certificate name:Lab_CA.pem Unit:tomcat-trust Type:trust-cert Expiration:Sun Mar 10 12:30:59:000 \
                 CET][AppID=Cisco Certificate Monitor][NodeID=imp7]: gone",
                Line::CertificateExpired,
                "Lab_CA.pem (tomcat-trust, trust-cert, Sun Mar 10 12:30:59:000 CET)",
            ),
            (
                "%UC_CUPSYNCAGENT-3-CUPSyncAgentAXLConnectionFailed: %[AppID=x]: y",
                Line::SynchronisationFails,
                "CUPSyncAgentAXLConnectionFailed",
            ),
            (
                "MatchedEvent : May 21 08:10:24 imp7 local7 1 : 62: imp7.lab.example: May 21 2021 13:10:24.476 UTC : \
                 %UC_ReplWatcher-1-DuplicateUserid: %[AppID=Cisco IM and Presence Data Monitor][NodeID=imp7]: has detected",
                Line::UsersNotUnique,
                "DuplicateUserid",
            ),
            (
                "[CDPProvider::HandleEvent_ProviderOpenCompleted] - ProviderOpen failed: reason: 0x8ccc005f, Directory login failed \
                 - User not present in Standard CTI Users group.",
                Line::RoleMissing,
                "",
            ),
            (
                "2014-09-25T13:46:20-04:00 exp7 edgeconfigprovisioning: Level=\"INFO\" Detail=\"Failed to authenticate user against \
                 server\" Username=\"kim\" Server=\"('https', 'ucm7.lab.example', 8443)\" Reason=\"<twisted.python.failure.Failure>\"",
                Line::EdgeRefused,
                "ucm7.lab.example",
            ),
            ("DSDBInterface.setUserInactive Found 1660 users in database needing update", Line::UsersInactive, "1660"),
            (
                "2021-11-15 12:13:16,950 INFO  [main] sync.CcmSyncAgent - SyncAgent is running on Subscriber node. Put it in \
                 wait mode",
                Line::SyncAgentWaits,
                "",
            ),
        ] {
            assert_eq!(of(text), Some((kind, about.to_owned())), "{text}");
        }
        for other in [
            "DSDBInterface.setUserInactive Found 0 users in database needing update",
            "%UC_CALLMANAGER-3-DeviceUnregistered: %[AppID=x]: y",
            "UTCTime=\"x\" Module=\"developer.edgeconfigprovisioning.server\" Level=\"DEBUG\" Detail=\"Failed to authenticate user against \
             server\" Server=\"('https', 'ucm7.lab.example', 8443)\"",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
    }
}
