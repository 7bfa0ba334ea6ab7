//! What appliances have stored of logins (`ldapauthentication`): the copies are alike, and are what is checked.

use super::appliances::{outcome, same_name};
use super::conf_008_configuration_current::compare;
use crate::cause::Feature;
use crate::check::{Judged, Outcome, Owner, fail, pass};
use crate::code::CauseCode;
use crate::evidence::Evidence;
use crate::evidence::deployment::{Deployment, LdapSettings};

/// Every copy against call manager's own (CONF-002).
pub(super) fn copies(deployment: &Deployment) -> Vec<Outcome> {
    let all = deployment.logins();
    let Some(reference) = all.iter().find(|settings| settings.node.starts_with("call-manager")) else {
        return Vec::new();
    };
    let others = all.iter().filter(|other| other.node != reference.node);
    others
        .map(|other| outcome(format!("{} and {}: logins", other.node, reference.node), alike(other, reference)))
        .collect()
}

fn alike(copy: &LdapSettings, own: &LdapSettings) -> Judged {
    let mut wrong = Vec::new();
    let differ = |one: &str, other: &str| same_name(one, other) == Some(false);
    if let (Some(one), Some(other)) = (&copy.manager, &own.manager)
        && another_account(one, other)
    {
        wrong.push(format!("the manager is {one} there and {other} here"));
    }
    let lacks = |bases: &[String], base: &String| bases.iter().all(|other| differ(other, base));
    if !copy.bases.is_empty() && !own.bases.is_empty() && own.bases.iter().any(|base| lacks(&copy.bases, base)) {
        wrong.push(format!("the search base is {} there and {} here", copy.bases.join("; "), own.bases.join("; ")));
    }
    if let (Some(one), Some(other)) = (copy.authentication, own.authentication)
        && one != other
    {
        let word = |on: bool| if on { "on" } else { "off" };
        wrong.push(format!("LDAP authentication is {} there and {} here", word(one), word(other)));
    }
    if wrong.is_empty() {
        return Ok(pass("the same manager and base").into());
    }
    let message = format!("{} searches otherwise than {}: {}", copy.node, own.node, wrong.join("; "));
    let owner = if copy.node.starts_with("presence") { Owner::Presence } else { Owner::CallManager };
    Ok(fail(CauseCode::LdapHostsDiffer, &message)
        .fault(format!("logins {}", copy.node))
        .fact("node", &copy.node)
        .summary(message)
        .owner(owner)
        .breaks(&[Feature::Login])
        .fix("On the presence publisher, look whether the copy is kept up to date: `run sql select syncstatus from epassyncagentcfg`")
        .fix("Restart Cisco Sync Agent there (Cisco UP Sync Agent up to 8.x), and wait until it reports Completed")
        .fix("Then compare again: `run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication` prints the same on every node")
        .into())
}

/// A copy is the same text, but for what a name may be written like; another form of name may still be the same account.
fn another_account(one: &str, other: &str) -> bool {
    let form = |name: &str| (name.contains('@'), name.contains('\\'), name.contains('='));
    let written_alike = one.trim().eq_ignore_ascii_case(other.trim());
    same_name(one, other).map_or(form(one) == form(other) && !written_alike, |same| !same)
}

/// Call manager's own against the configuration (CONF-008).
pub(super) fn against_configuration(evidence: &Evidence, deployment: &Deployment) -> Vec<Outcome> {
    // What call manager says by AXL is newer than a file.
    if deployment.axl.seen().is_some() {
        return Vec::new();
    }
    let Some(stored) = deployment.stored_logins() else { return Vec::new() };
    let said = |on: bool| if on { "on" } else { "off" }.to_owned();
    let manager = evidence.asked.bind.as_ref().map(|bind| bind.name.clone());
    let told = [
        compare("manager account", manager, stored.manager.clone(), same_name),
        compare(
            "LDAP authentication",
            deployment.call_manager.ldap_authentication.map(said),
            stored.authentication.map(said),
            |one, other| Some(one == other),
        ),
    ];
    told.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use crate::checks::appliances::tests::settled;
    use crate::checks::sample::healthy;

    fn stored(node: &str, manager: &str, base: &str) -> LdapSettings {
        LdapSettings {
            node: node.into(),
            authentication: Some(true),
            manager: Some(manager.into()),
            bases: vec![base.into()],
        }
    }

    #[test]
    fn a_copy_that_stayed_behind_is_named_with_what_differs() {
        const OWN: &str = "CN=svc,DC=mill,DC=test";
        for (manager, base, says) in [
            ("cn=svc, dc=mill, dc=test", "DC=MILL,DC=test", None),
            ("CN=old,DC=mill,DC=test", "DC=mill,DC=test", Some("the manager is CN=old")),
            (OWN, "OU=Old,DC=mill,DC=test", Some("the search base is OU=Old")),
            ("svc@mill.test", "DC=mill,DC=test", None),
        ] {
            let mut evidence = healthy();
            let all = vec![stored("call-manager", OWN, "DC=mill,DC=test"), stored("presence", manager, base)];
            settled(&mut evidence).ldap_settings = all;
            let outcomes = copies(evidence.deployment.as_ref().unwrap());
            match (&outcomes[0].verdict, says) {
                (Verdict::Pass(_), None) => {}
                (Verdict::Fail(finding), Some(says)) => assert!(finding.message.contains(says), "{}", finding.message),
                other => unreachable!("{other:?}"),
            }
        }
        for (one, other, another) in [
            ("svc@mill.test", "SVC@mill.test", false),
            ("svc@mill.test", "old-svc@mill.test", true),
            ("MILL\\svc", "MILL\\old", true),
            ("svc@mill.test", "MILL\\svc", false),
        ] {
            assert_eq!(another_account(one, other), another, "{one} {other}");
        }
    }
}
