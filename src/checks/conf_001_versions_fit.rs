//! CONF-001: from 9.0 on both need the same release; of older pairs some are known to fail.

use super::appliances::{deployment, not_asked, outcome, untold};
use super::base_and_filter::capitalised;
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::versions::{Fit, Version, fit};

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf001,
    stage: Stage::Deployment,
    title: "call manager and presence versions go together",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/CONF-001.md"),
    run: |evidence| vec![outcome("call-manager and presence", fits(evidence))],
};

fn fits(evidence: &Evidence) -> Judged {
    let deployment = deployment(evidence)?;
    let call_manager = deployment.of_call_manager(|axl| axl.version.clone(), deployment.call_manager.version.clone());
    let (call_manager, presence) = match (call_manager, &deployment.presence.version) {
        (Some(call_manager), Some(presence)) => (call_manager, presence),
        (None, None) => return not_asked("no versions are given (call_manager.version, presence.version)"),
        (None, _) => {
            return Err(untold(evidence, "the version of call manager is not given (call_manager.version)"));
        }
        (_, None) => return not_asked("the version of presence is not given (presence.version)"),
    };
    let parsed = |text: &str, whose: &str| {
        let reason = format!("{whose} is no version; give it as `show version active` prints it");
        Version::parse(text).ok_or(Skip::NotAsked(reason))
    };
    let fit = fit(parsed(&call_manager, "call_manager.version")?, parsed(presence, "presence.version")?);
    match fit {
        Fit::Together => {
            Ok(pass("the same release").fact("call_manager", &call_manager).fact("presence", presence).into())
        }
        Fit::Unknown(why) => Err(Skip::NotAsked(why)),
        Fit::Apart(why) => {
            let summary = capitalised(&why);
            Ok(fail(CauseCode::VersionMismatch, &why)
                .fault("versions")
                .summary(summary)
                .fact("call_manager", call_manager)
                .fact("presence", presence)
                .fix("Bring both to releases that Cisco's compatibility matrix lists together; usually presence is upgraded to call manager's release")
                .fix("Start Cisco Sync Agent (Cisco UP Sync Agent up to 8.x) afterwards, and wait for a completed sync")
                .into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::checks::appliances::tests::{fits, settled};
    use crate::checks::sample::{diagnosed, expect};
    use crate::evidence::Evidence;
    use crate::evidence::Observed;
    use crate::evidence::deployment::Axl;

    fn versions(evidence: &mut Evidence, call_manager: Option<&str>, presence: Option<&str>) {
        let deployment = settled(evidence);
        deployment.call_manager.version = call_manager.map(str::to_owned);
        deployment.presence.version = presence.map(str::to_owned);
    }

    #[test]
    fn known_pairs_are_judged_and_no_other() {
        expect(
            &CHECK,
            &[
                (|_| {}, &["not asked~nothing is given"]),
                (fits, &["pass~same release"]),
                (|e| versions(e, Some("7.0(1)"), Some("6.0(3)")), &["version-mismatch~sync agent"]),
                (|e| versions(e, Some("14.0.1"), Some("12.5.1")), &["version-mismatch~same release"]),
                (|e| versions(e, Some("8.6.2"), Some("8.6.4")), &["not asked~not known"]),
                (|e| versions(e, Some("6.0"), Some("7.0")), &["not asked~seen in the field"]),
                (|e| versions(e, Some("14.0.1"), None), &["not asked~presence.version"]),
                (|e| versions(e, Some("new"), Some("14.0.1")), &["not asked~call_manager.version is no version"]),
                (
                    |e| {
                        versions(e, None, Some("12.5.1"));
                        let axl = Axl { version: Some("14.0.1.13900-155".into()), ..Axl::default() };
                        e.deployment.as_mut().unwrap().axl = Observed::Seen(axl);
                    },
                    &["version-mismatch~14.0.1"],
                ),
            ],
        );
    }

    /// The user's seventh case: the sync agent that does not start is no fault of its own.
    #[test]
    fn a_sync_agent_that_fails_is_explained_by_the_versions() {
        let agent = |evidence: &mut Evidence| {
            let status = evidence.deployment.as_mut().unwrap().presence.sync_status.as_mut().unwrap();
            (status.completed, status.text) = (false, "Not started".into());
        };
        let found = diagnosed(|e| {
            versions(e, Some("7.0"), Some("6.0.3"));
            agent(e);
        });
        assert_eq!(found, ["version-mismatch"]);
        let found = diagnosed(|e| {
            settled(e);
            agent(e);
        });
        assert_eq!(found, ["sync-agent-failed"]);
    }
}
