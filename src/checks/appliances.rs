//! What the checks of settings share: the settings in force, and names that mean one machine.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::case::Case;
use crate::check::{Judged, Outcome, Skip, Subject};
use crate::code::CheckCode;
use crate::evidence::deployment::LdapHost;
use crate::evidence::deployment::{Axl, AxlFailure, AxlFailureKind, Deployment, HostList, LdapSettings};
use crate::evidence::node_axl::NodeAxl;
use crate::evidence::{AskedSearch, Evidence, Observed};
use crate::ldap::dn;
use crate::server_url::{Scheme, ServerUrl};

/// What a list of LDAP hosts is called that stands in the configuration of this tool.
pub(super) const CONFIGURED: &str = "directory.servers";

/// The settings, or why there are none.
pub(super) fn deployment(evidence: &Evidence) -> Result<&Deployment, Skip> {
    let reason =
        "nothing is given about the settings of call manager and presence (version, ldap_hosts, sync_status, …)";
    evidence.deployment.as_ref().ok_or_else(|| Skip::NotAsked(reason.to_owned()))
}

/// An outcome about the settings of a system.
pub(super) fn outcome(about: impl Into<Subject>, judged: Judged) -> Outcome {
    Outcome::anywhere(about, judged)
}

/// Nothing asks for this.
pub(super) fn not_asked<T>(reason: &str) -> Result<T, Skip> {
    Err(Skip::NotAsked(reason.to_owned()))
}

/// Why something is not known that call manager was to tell: it did not answer, as CONF-009 says, or nothing asks for it.
pub(super) fn untold(evidence: &Evidence, reason: &str) -> Skip {
    match evidence.deployment.as_ref().map(|deployment| &deployment.axl) {
        Some(Observed::Failed(_)) => Skip::Blocked(CheckCode::Conf009),
        Some(Observed::Seen(axl)) if !axl.missing.is_empty() => Skip::Blocked(CheckCode::Conf009),
        Some(Observed::Cut) => Skip::Undecided("call manager was still answering when the run ended".to_owned()),
        _ => Skip::NotAsked(reason.to_owned()),
    }
}

/// Why the directory's account keeps nobody out.
pub(super) const OWN_PASSWORDS: &str = "LDAP authentication is off: everybody logs in with call manager's password";

/// Users log in with their directory password; none when nothing tells.
pub(super) fn authentication(evidence: &Evidence) -> Option<bool> {
    evidence.deployment.as_ref().and_then(Deployment::authentication)
}

/// Passwords are asked of a directory that no users come from: what then becomes of users follows (CONF-004).
pub(super) fn lacks_synchronization(evidence: &Evidence) -> bool {
    let deployment = evidence.deployment.as_ref();
    deployment.is_some_and(|deployment| {
        deployment.authentication() == Some(true) && deployment.synchronization() == Some(false)
    })
}

/// Nodes that account, address or certificate keep from telling what they have stored (CONF-012), and of whom no file tells
/// it.
pub(super) fn refusing_nodes(evidence: &Evidence) -> impl Iterator<Item = &str> {
    let lists = evidence.deployment.iter().flat_map(|deployment| &deployment.ldap_hosts);
    let refuses = |asked: &&NodeAxl| asked.answer.failed().is_some_and(is_refusal);
    let silent = evidence.node_axl.iter().filter(refuses);
    silent.map(|asked| asked.node.as_str()).filter(move |node| !lists.clone().any(|list| list.node == *node))
}

/// Whether a failure has to do with account, address or certificate.
pub(super) fn is_refusal(failure: &AxlFailure) -> bool {
    use AxlFailureKind::{Forbidden, NotFound, NotHttp, Redirected, Unauthorized, Untrusted};
    matches!(failure.kind, Unauthorized | Forbidden | NotFound | Untrusted | NotHttp | Redirected)
}

impl Deployment {
    /// Call manager's own words, else those of the configuration.
    pub(super) fn of_call_manager<T>(&self, own: impl Fn(&Axl) -> Option<T>, configured: Option<T>) -> Option<T> {
        self.axl.seen().and_then(own).or(configured)
    }

    /// Users log in with their directory password.
    pub(super) fn authentication(&self) -> Option<bool> {
        self.of_call_manager(|axl| axl.authentication, self.call_manager.ldap_authentication)
    }

    /// Users are synchronised from the directory.
    pub(super) fn synchronization(&self) -> Option<bool> {
        self.of_call_manager(|axl| axl.synchronization, self.call_manager.ldap_synchronization)
    }

    /// What to look at first where the configuration says that synchronisation is off, call manager itself did not tell, and
    /// active users of the export come from LDAP all the same.
    pub(super) fn look_first(&self, evidence: &Evidence) -> Option<String> {
        let told = self.of_call_manager(|axl| axl.synchronization, None);
        let identity =
            evidence.identity.as_ref().filter(|_| told.is_none() && self.synchronization() == Some(false))?;
        let all = identity.inactive.as_ref()?;
        let active = all.compared.saturating_sub((all.differences.len() + all.undecided.len()) as u64);
        (active > 0).then(|| {
            format!(
                "Look at System > LDAP > LDAP System first: {active} active users of the export come from LDAP; where synchronisation is on there, correct ldap_synchronization in the configuration of this check, and nothing else"
            )
        })
    }

    /// The attribute that becomes the user ID.
    pub(super) fn user_id_attribute(&self) -> Option<String> {
        let configured = self.user_id.clone().filter(|name| !name.trim().is_empty());
        self.of_call_manager(|axl| axl.user_id.clone(), configured)
    }

    /// What each appliance has stored of logins; call manager's own words replace those of its file.
    pub(super) fn logins(&self) -> Vec<Cow<'_, LdapSettings>> {
        let told = self.axl.seen().filter(|axl| axl.manager.is_some() || axl.base.is_some());
        let live = told.map(|axl| LdapSettings {
            node: "call-manager".to_owned(),
            authentication: axl.authentication,
            manager: axl.manager.clone(),
            bases: axl.base.iter().cloned().collect(),
        });
        let replaced = live.is_some();
        let files = self.ldap_settings.iter().filter(|own| !(replaced && own.node == "call-manager"));
        live.map(Cow::Owned).into_iter().chain(files.map(Cow::Borrowed)).collect()
    }

    /// The configured servers as such a list.
    pub(super) fn configured(&self) -> HostList {
        let host = |server: &ServerUrl| LdapHost {
            host: server.host.clone(),
            port: Some(server.port),
            priority: None,
            tls: Some(server.scheme == Scheme::Ldaps),
        };
        HostList { node: CONFIGURED.to_owned(), hosts: self.servers.iter().map(host).collect() }
    }
}

/// `dc1.corp.example:636`.
pub(super) fn named(host: &LdapHost) -> String {
    host.port.map_or_else(|| host.host.clone(), |port| format!("{}:{port}", host.host))
}

/// Hosts of one list that the other lacks.
pub(super) fn only_in<'a>(case: &Case<'_>, one: &'a HostList, other: &HostList) -> Vec<&'a LdapHost> {
    let known = |host: &LdapHost| other.hosts.iter().any(|of| case.named.same_machine(&of.host, &host.host));
    one.hosts.iter().filter(|host| !known(host)).collect()
}

/// Hosts that both lists have, with another port, or TLS in one of them only: "dc1: 389 without TLS, 636 with TLS".
pub(super) fn other_ports(case: &Case<'_>, one: &HostList, other: &HostList) -> Vec<String> {
    let differs = |host: &LdapHost, of: &LdapHost| {
        let port = host.port.zip(of.port).is_some_and(|(one, other)| one != other);
        port || host.tls.zip(of.tls).is_some_and(|(one, other)| one != other)
    };
    let shown = |host: &LdapHost| {
        let port = host.port.map_or_else(|| "its port".to_owned(), |port| port.to_string());
        let tls = host.tls.map_or("", |tls| if tls { " with TLS" } else { " without TLS" });
        format!("{port}{tls}")
    };
    let mut found = Vec::new();
    for host in &one.hosts {
        let mut same = other.hosts.iter().filter(|of| case.named.same_machine(&of.host, &host.host)).peekable();
        // A server may stand there twice, with two ports.
        if same.peek().is_some() && !same.clone().any(|of| !differs(host, of)) {
            let of = same.map(shown).collect::<Vec<_>>().join(" and ");
            found.push(format!("{}: {} on {}, {of} in {}", host.host, shown(host), one.node, other.node));
        }
    }
    found
}

/// Names in a sentence.
pub(super) fn listed(hosts: &[&LdapHost]) -> String {
    let mut once = BTreeSet::new();
    let mut names: Vec<&str> = hosts.iter().map(|host| host.host.as_str()).collect();
    names.retain(|name| once.insert(name.to_lowercase()));
    names.join(", ")
}

/// The configured search, when it says something.
pub(super) fn search(evidence: &Evidence) -> Option<&AskedSearch> {
    evidence.asked.search.as_ref()
}

/// Whether two texts are one distinguished name; none when one of them is no such name.
pub(super) fn same_name(one: &str, other: &str) -> Option<bool> {
    let (one, other) = (dn::parse(one).ok()?, dn::parse(other).ok()?);
    Some(one.same_as(&other))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::{Check, Verdict};
    use crate::checks::sample::{healthy, run};
    use crate::evidence::deployment::SyncStatus;
    use crate::evidence::deployment::{CallManager, Client, Presence};
    use crate::evidence::identity::{AddressScheme, Comparison, Difference, Identity};

    /// Says whether call manager uses LDAP for passwords and for users.
    pub(in crate::checks) fn ldap_used(
        evidence: &mut Evidence,
        authentication: Option<bool>,
        synchronization: Option<bool>,
    ) {
        let call_manager = &mut settled(evidence).call_manager;
        (call_manager.ldap_authentication, call_manager.ldap_synchronization) = (authentication, synchronization);
    }

    /// A list as `run sql` shows it: `dc1.corp.example:636:t`.
    pub(in crate::checks) fn list(node: &str, hosts: &[&str]) -> HostList {
        let host = |text: &&str| {
            let mut parts = text.split(':');
            LdapHost {
                host: parts.next().unwrap_or_default().to_owned(),
                port: parts.next().and_then(|port| port.parse().ok()),
                priority: None,
                tls: parts.next().map(|tls| tls == "t"),
            }
        };
        HostList { node: node.to_owned(), hosts: hosts.iter().map(host).collect() }
    }

    /// Everything is given, and fits.
    pub(in crate::checks) fn settled(evidence: &mut Evidence) -> &mut Deployment {
        let hosts = ["dc1.corp.example:636:t", "dc2.corp.example:636:t"];
        let keys = [("UserAccountName", "sAMAccountName"), ("PresenceDomain", "corp.example"), ("ServerPort1", "636")];
        evidence.asked.search = Some(AskedSearch {
            base: "OU=People,DC=corp,DC=example".into(),
            filter: String::new(),
            user_id: "sAMAccountName".into(),
        });
        evidence.deployment.insert(Deployment {
            servers: evidence.asked.servers.clone(),
            start_tls: false,
            user_id: Some("sAMAccountName".into()),
            ldap_settings: Vec::new(),
            call_manager: CallManager {
                version: Some("14.0.1.13900-155".into()),
                ldap_authentication: Some(true),
                ldap_synchronization: Some(true),
            },
            presence: Presence {
                version: Some("14.0.1.13900-155".into()),
                domain: Some("corp.example".into()),
                address_scheme: Some(AddressScheme::UserId),
                sync_status: Some(SyncStatus {
                    text: "Completed 2026-11-22 15:03:55".into(),
                    completed: true,
                    at: Some("2026-11-22 15:03:55".into()),
                }),
            },
            ldap_hosts: ["call-manager", "presence"].map(|node| list(node, &hosts)).to_vec(),
            client: Some(Client {
                keys: Some(keys.map(|(key, value)| (key.to_owned(), value.to_owned())).into()),
                ..Client::default()
            }),
            axl: Observed::NotAsked("no AXL access is given (call_manager.axl)".into()),
            person_known: Observed::default(),
            person_homes: Vec::new(),
        })
    }

    /// The same, as a case of a table.
    pub(in crate::checks) fn fits(evidence: &mut Evidence) {
        settled(evidence);
    }

    /// The export has users of LDAP who are active: then the configuration may be the one that is wrong.
    pub(in crate::checks) fn looks_at_users_of_ldap_first(check: &Check, authentication: bool) {
        for (inactive, looks) in [(1, true), (3, false)] {
            let mut evidence = healthy();
            ldap_used(&mut evidence, Some(authentication), Some(false));
            let differences = vec![Difference::default(); inactive];
            let inactive = Some(Comparison { compared: 3, differences, ..Comparison::default() });
            evidence.identity = Some(Identity { inactive, ..Identity::default() });
            let Verdict::Fail(finding) = &run(check, &evidence)[0].verdict else { unreachable!() };
            assert_eq!(finding.fix[0].starts_with("Look at System > LDAP"), looks, "{:?}", finding.fix);
        }
    }

    #[test]
    fn names_of_one_machine() {
        let evidence = healthy();
        let case = Case::new(&evidence);
        for (one, other, same) in [
            ("DC1.corp.example.", "dc1.corp.example", true),
            ("dc1", "dc1.corp.example", true),
            ("10.0.0.1", "dc1.corp.example", true),
            ("10.0.0.1", "10", false),
            ("dc1.corp.example", "dc2.corp.example", false),
            ("dc1.old.example", "dc1.corp.example", false),
            ("10.0.0.2", "dc1.corp.example", false),
        ] {
            assert_eq!(case.named.same_machine(one, other), same, "{one} {other}");
        }
    }
}
