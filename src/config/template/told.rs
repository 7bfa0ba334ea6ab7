//! What nodes said when they were asked what they are, put together to one cluster.

use crate::allowed::Word;
use crate::config::named::NamedNode;
use crate::evidence::deployment::{HostList, LdapHost, LdapSettings};
use crate::evidence::node::{ClusterMember, Node};
use crate::https_url::same_host;
use crate::inputs::transcript::Transcript;
use crate::server_url::ServerUrl;

/// Services that run on nodes of presence alone, and on nodes of call manager alone.
const OF_PRESENCE: [&str; 5] = [
    "Cisco Sync Agent",
    "Cisco Login Datastore",
    "Cisco Presence Engine",
    "Cisco XCP Router",
    "Cisco Client Profile Agent",
];
const OF_CALL_MANAGER: [&str; 3] = ["Cisco CallManager", "Cisco User Data Services", "Cisco DirSync"];
/// What a reason in the file may be long.
const WORDS: usize = 300;

/// What a node of the cluster is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Call manager.
    CallManager,
    /// IM and Presence.
    Presence,
}

/// A node as it was asked, and what it said.
pub struct Answer {
    /// As it was named.
    pub named: NamedNode,
    /// Its session.
    pub session: Transcript,
    /// Why it did not answer everything.
    pub trouble: Option<String>,
}

/// A node that was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Member {
    /// As the cluster calls it, else as it was named.
    pub name: String,
    /// Where to connect, when that is not the name.
    pub address: Option<String>,
    /// What it is; none when nothing tells.
    pub role: Option<Role>,
    /// The host key that it showed.
    pub host_key: Option<String>,
    /// The release it runs.
    pub version: Option<String>,
    /// Why it did not answer everything.
    pub trouble: Option<String>,
}

/// What is known of a cluster.
#[derive(Debug, Clone, Default)]
pub struct Cluster {
    /// The nodes that were asked.
    pub members: Vec<Member>,
    /// Nodes of call manager and presence that these listed and that were not asked.
    pub others: Vec<ClusterMember>,
    /// The servers of logins, in order.
    pub servers: Vec<ServerUrl>,
    /// How call manager searches at login.
    pub logins: Option<LdapSettings>,
    /// What was asked and not told, one sentence each.
    pub untold: Vec<String>,
}

/// Puts the answers together. Call manager's own settings count before presence's copies.
pub fn cluster(answers: &[Answer]) -> Cluster {
    let listed = listed(answers);
    let (mut told, mut asked_rows) = (Cluster::default(), Vec::new());
    for answer in answers {
        let own = own_row(answer, &listed);
        asked_rows.extend(own.map(|own| own.address.clone()));
        told.members.push(member(answer, own));
    }
    let is_other = |row: &ClusterMember| role(&row.role).is_some() && !asked_rows.contains(&row.address);
    told.others = listed.into_iter().filter(is_other).collect();
    let by_role = |role: Option<Role>| answers.iter().zip(&told.members).filter(move |(_, member)| member.role == role);
    let ordered: Vec<&Answer> = [Some(Role::CallManager), Some(Role::Presence), None]
        .into_iter()
        .flat_map(by_role)
        .map(|(answer, _)| answer)
        .collect();
    let mut untold = Vec::new();
    for answer in &ordered {
        match answer.session.ldap_hosts() {
            Ok(Some(HostList { hosts, .. })) if told.servers.is_empty() => told.servers = servers(&hosts),
            Ok(_) => {}
            Err(why) => untold.push(format!("{}: {why:#}", answer.named.name)),
        }
        match answer.session.ldap_settings() {
            Ok(stored) => told.logins = told.logins.take().or(stored),
            Err(why) => untold.push(format!("{}: {why:#}", answer.named.name)),
        }
    }
    for answer in answers {
        let refused = answer.session.node.refused.iter();
        untold.extend(refused.map(|one| format!("{}: `{}` is refused: {}", answer.named.name, one.command, one.text)));
    }
    told.untold = untold.into_iter().map(|why| why.chars().take(WORDS).collect()).collect();
    told
}

/// Every row that any of the nodes listed, once.
fn listed(answers: &[Answer]) -> Vec<ClusterMember> {
    let mut rows: Vec<ClusterMember> = Vec::new();
    for row in answers.iter().flat_map(|answer| &answer.session.node.cluster) {
        if rows.iter().all(|known| known.address != row.address) {
            rows.push(row.clone());
        }
    }
    rows
}

/// The row of the cluster that is this node: by its own address, by the name it gives itself, else by how it was named.
fn own_row<'r>(answer: &Answer, rows: &'r [ClusterMember]) -> Option<&'r ClusterMember> {
    let Node { machine, network, .. } = &answer.session.node;
    let address = network.as_ref().and_then(|network| network.address.as_deref());
    let by_address = |address: &str| rows.iter().find(|row| row.address == address);
    let by_name = |name: &str| rows.iter().find(|row| same_host(&row.host, name));
    address
        .and_then(by_address)
        .or_else(|| machine.as_deref().and_then(by_name))
        .or_else(|| by_name(&answer.named.name))
        .or_else(|| by_address(&answer.named.name))
}

fn member(answer: &Answer, own: Option<&ClusterMember>) -> Member {
    let node = &answer.session.node;
    let named = &answer.named;
    let name = own.and_then(|own| name_of(own, named)).unwrap_or_else(|| named.name.clone());
    let typed = named.address.clone().or_else(|| Some(named.name.clone()).filter(|typed| *typed != name));
    let shown = node.shell.as_ref().and_then(|shell| shell.host_key.as_ref());
    Member {
        name,
        address: typed,
        role: own.and_then(|own| role(&own.role)).or_else(|| by_services(node)),
        host_key: shown.map(|key| key.sha256.clone()),
        version: node.version.clone(),
        trouble: answer.trouble.clone(),
    }
}

/// The whole name that the cluster has for a node, where what was typed is a part of it or an address: the other nodes
/// know that name.
fn name_of(own: &ClusterMember, named: &NamedNode) -> Option<String> {
    let is_address = |text: &str| text.parse::<std::net::IpAddr>().is_ok();
    let whole = Word::new(&own.host).filter(|_| !is_address(&own.host))?.to_string();
    let typed = &named.name;
    let extends = is_address(typed) || whole.len() > typed.len() && same_host(&whole, typed);
    (extends && named.address.is_none()).then_some(whole)
}

/// The role as `show network cluster` names it.
pub(super) fn role(word: &str) -> Option<Role> {
    match word {
        "callmanager" => Some(Role::CallManager),
        "cups" => Some(Role::Presence),
        _ => None,
    }
}

/// What its services tell: the list has those of other products as "not activated" at most.
fn by_services(node: &Node) -> Option<Role> {
    let runs = |names: &[&str]| {
        let of = |name: &&str| node.services.iter().any(|one| one.name == **name && one.state == "STARTED");
        names.iter().any(of)
    };
    match (runs(&OF_CALL_MANAGER), runs(&OF_PRESENCE)) {
        (true, false) => Some(Role::CallManager),
        (false, true) => Some(Role::Presence),
        _ => None,
    }
}

/// The servers as URLs, each once; without a switch the port tells whether TLS starts at once.
fn servers(hosts: &[LdapHost]) -> Vec<ServerUrl> {
    let mut all: Vec<ServerUrl> = Vec::new();
    for host in hosts {
        let tls = host.tls.unwrap_or(matches!(host.port, Some(636 | 3269)));
        let scheme = if tls { "ldaps" } else { "ldap" };
        let name = if host.host.contains(':') { format!("[{}]", host.host) } else { host.host.clone() };
        let port = host.port.map(|port| format!(":{port}")).unwrap_or_default();
        let url = format!("{scheme}://{name}{port}").parse().ok();
        all.extend(url.filter(|url| !all.contains(url)));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inputs::transcript;

    const CLUSTER: &str = "10.4.0.1 ucm7.lab.example ucm7 Publisher callmanager DBPub authenticated\n\
        10.4.0.2 ucm8.lab.example ucm8 Subscriber callmanager DBSub authenticated using TCP since Wed Nov 23 12:58:02 2022\n\
        10.4.9.1 im7.lab.example im7 Subscriber cups DBPub authenticated using TCP since Wed Nov 23 12:58:02 2022\n\
        10.4.9.9 vm7.lab.example vm7 Subscriber connection DBPub authenticated using TCP since Wed Nov 23 12:58:02 2022\n";

    fn answer(typed: &str, outputs: &[(&str, &str)]) -> Answer {
        let text: String = outputs.iter().map(|(command, output)| format!("admin:{command}\n{output}\n")).collect();
        let named = NamedNode::parse(typed).unwrap();
        let session = transcript::read(format!("{text}admin:").into_bytes(), &named.name, "", &[]).unwrap().table;
        Answer { named, session, trouble: None }
    }

    fn hosts(name: &str) -> String {
        format!(
            "hostname        priority sslenabled portnumber\n=============== ======== ========== ==========\n{name:<15} 1        t          3269\n"
        )
    }

    #[test]
    fn nodes_are_called_as_their_cluster_calls_them() {
        let (own, copy) = (hosts("ad3.lab.example"), hosts("ad-old"));
        let table = "run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost";
        let told = cluster(&[
            answer("10.4.9.1", &[("show network cluster", CLUSTER), (table, &copy)]),
            answer("ucm7", &[("show myself", "Machine Name : ucm7"), (table, &own)]),
        ]);
        let said: Vec<_> =
            told.members.iter().map(|one| (one.name.as_str(), one.address.as_deref(), one.role)).collect();
        let expected = [
            ("im7.lab.example", Some("10.4.9.1"), Some(Role::Presence)),
            ("ucm7.lab.example", Some("ucm7"), Some(Role::CallManager)),
        ];
        assert_eq!(said, expected);
        let others: Vec<&str> = told.others.iter().map(|row| row.host.as_str()).collect();
        assert_eq!(others, ["ucm8.lab.example"]);
        assert_eq!(told.servers, ["ldaps://ad3.lab.example:3269".parse().unwrap()]);
    }

    #[test]
    fn without_a_cluster_the_services_tell_and_what_is_refused_is_told() {
        let told = cluster(&[
            answer("im9=127.0.0.1:2209", &[("utils service list", "Cisco Tomcat[STARTED]\nCisco Sync Agent[STARTED]")]),
            answer(
                "ucm9",
                &[
                    (
                        "utils service list",
                        "Cisco CallManager[STARTED]\nCisco Sync Agent[STOPPED]  Service Not Activated",
                    ),
                    (
                        "run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication",
                        "Incomplete command entered",
                    ),
                ],
            ),
            answer("odd9", &[("show myself", "Machine Name : odd9")]),
        ]);
        let said: Vec<_> =
            told.members.iter().map(|one| (one.name.as_str(), one.address.as_deref(), one.role)).collect();
        let expected = [
            ("im9", Some("127.0.0.1:2209"), Some(Role::Presence)),
            ("ucm9", None, Some(Role::CallManager)),
            ("odd9", None, None),
        ];
        assert_eq!(said, expected);
        assert!(told.servers.is_empty() && told.logins.is_none());
        assert!(
            told.untold[0].starts_with("ucm9: ") && told.untold[0].contains("Incomplete command"),
            "{:?}",
            told.untold
        );
    }

    #[test]
    fn servers_are_those_of_logins() {
        let host = |host: &str, port, tls| LdapHost { host: host.to_owned(), port, priority: None, tls };
        let all = servers(&[
            host("dc4", Some(3269), None),
            host("dc4", Some(3269), Some(true)),
            host("dc5", None, Some(true)),
            host("2001:db8::4", Some(3268), None),
            host("not a host", Some(636), None),
        ]);
        let text: Vec<String> = all.iter().map(ToString::to_string).collect();
        assert_eq!(text, ["ldaps://dc4:3269", "ldaps://dc5:636", "ldap://[2001:db8::4]:3268"]);
    }
}
