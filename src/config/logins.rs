//! The nodes that a person logs in to (`why --through-nodes`, `--node`).

use std::collections::BTreeMap;

use anyhow::bail;

use super::file::{Config, Node};
use super::parse::Loaded;
use super::plan::CheckOptions;
use super::{deployment, transcripts};
use crate::evidence::{Fingerprint, TrustStore};
use crate::https_url::HttpsUrl;
use crate::inputs::trust_store;
use crate::nearest::nearest;
use crate::plan::{Logins, NodeAccess, PresenceNodes};

/// Where UDS is on a node.
const UDS: &str = "/cucm-uds";

/// A node of the file: the key of its table, what reports call the appliance, its place, and itself.
type Given<'a> = (&'static str, &'static str, usize, &'a Node);

/// Certificates that were given: stores, and PEM by fingerprint.
type Certificates<'a> = (&'a [TrustStore], &'a BTreeMap<Fingerprint, String>);

/// Which nodes are asked; none when no flag wants any. Fails, before anything is sent, when the file does not say how.
pub(super) fn logins(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    certificates: Certificates<'_>,
) -> anyhow::Result<Option<Logins>> {
    if !options.through_nodes && options.node.is_none() {
        return Ok(None);
    }
    let Some(loaded) = loaded else { bail!("logins at nodes need a configuration that names nodes: give it with -c") };
    let named = options.node.as_deref().map(|name| named(&loaded.config, name)).transpose()?;
    let of = |table: &str, given: &Option<Given<'_>>| given.as_ref().is_some_and(|(key, ..)| *key == table);
    let access = |given: &Given<'_>| access(loaded, given, certificates);
    let call_manager = match &named {
        Some(given) if of("call_manager", &named) => Some(NodeAccess { named: true, ..access(given)? }),
        Some(_) if !options.through_nodes => None,
        _ => first_of_call_manager(loaded, certificates)?,
    };
    let presence = match &named {
        Some(given) if of("presence", &named) => PresenceNodes::Named(NodeAccess { named: true, ..access(given)? }),
        Some(_) if !options.through_nodes => PresenceNodes::None,
        _ => assigned(loaded, certificates)?,
    };
    if call_manager.is_none() && matches!(presence, PresenceNodes::None) {
        let help = "add login = \"https://NODE:8443\" to [[call_manager.nodes]] and [[presence.nodes]]";
        return Err(loaded.error(&["call_manager"], "no node has a login address", Some(help)));
    }
    Ok(Some(Logins { call_manager, presence, exported: None }))
}

/// The node that `--node` means: by its name, with or without its appliance before it, or without its domain.
fn named<'c>(config: &'c Config, name: &str) -> anyhow::Result<Given<'c>> {
    let is = |appliance: &str, node: &Node| {
        node.name.eq_ignore_ascii_case(name) || format!("{appliance}/{}", node.name).eq_ignore_ascii_case(name)
    };
    let short = |node: &Node| node.name.split('.').next().is_some_and(|first| first.eq_ignore_ascii_case(name));
    let mut found: Vec<Given<'_>> =
        transcripts::nodes(config).filter(|(_, appliance, _, node)| is(appliance, node)).collect();
    if found.is_empty() {
        found = transcripts::nodes(config).filter(|(.., node)| short(node)).collect();
    }
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let names = transcripts::nodes(config).map(|(.., node)| node.name.as_str());
            let hint = nearest(name, names).map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
            bail!(
                "--node: the configuration has no node {name:?} under [[call_manager.nodes]] or [[presence.nodes]]{hint}"
            )
        }
        several => {
            let names: Vec<String> =
                several.iter().map(|(_, appliance, _, node)| format!("{appliance}/{}", node.name)).collect();
            bail!("--node: {name:?} may be {}: write which", names.join(" or "))
        }
    }
}

/// The first node of call manager with a login address, else where UDS is.
fn first_of_call_manager(loaded: &Loaded, certificates: Certificates<'_>) -> anyhow::Result<Option<NodeAccess>> {
    let with_login = |(key, _, _, node): &Given<'_>| *key == "call_manager" && node.login.is_some();
    if let Some(given) = transcripts::nodes(&loaded.config).find(with_login) {
        return access(loaded, &given, certificates).map(Some);
    }
    let Some(uds) = deployment::uds(Some(loaded), certificates)? else { return Ok(None) };
    let name = format!("call-manager/{}", uds.url.host);
    Ok(Some(NodeAccess { name, url: uds.url, named: false, trust: uds.trust, client_version: String::new() }))
}

fn assigned(loaded: &Loaded, certificates: Certificates<'_>) -> anyhow::Result<PresenceNodes> {
    let with_login = |(key, _, _, node): &Given<'_>| *key == "presence" && node.login.is_some();
    let given = transcripts::nodes(&loaded.config).filter(with_login);
    let nodes = given.map(|given| access(loaded, &given, certificates)).collect::<anyhow::Result<Vec<_>>>()?;
    Ok(match nodes.is_empty() {
        true => PresenceNodes::None,
        false => PresenceNodes::Assigned(nodes),
    })
}

/// How one node is asked.
fn access(loaded: &Loaded, given: &Given<'_>, certificates: Certificates<'_>) -> anyhow::Result<NodeAccess> {
    let (key, appliance, _, node) = given;
    let presence = *key == "presence";
    let mut url = url(loaded, given)?;
    let client_version = node.client_version.as_deref().map(str::trim).unwrap_or_default().to_owned();
    if presence && client_version.is_empty() {
        let what = "a presence login says which client it is, and client_version is missing";
        let help = "add client_version = \"…\", that of the site's clients: the node may refuse older ones";
        return Err(error(loaded, given, "login", what, help));
    }
    if !presence {
        UDS.clone_into(&mut url.path);
    }
    let name = format!("{appliance}/{}", node.name);
    let trust = trust(loaded, given, &name, certificates)?;
    Ok(NodeAccess { name, url, named: false, trust, client_version })
}

/// What is wrong with a key of a node.
fn error(loaded: &Loaded, (key, _, place, _): &Given<'_>, last: &str, what: &str, help: &str) -> anyhow::Error {
    loaded.error(&[key, "nodes", &place.to_string(), last], what, Some(help))
}

/// Where its web service is.
fn url(loaded: &Loaded, given: &Given<'_>) -> anyhow::Result<HttpsUrl> {
    let (.., node) = given;
    let like = "it looks like login = \"https://cups1.corp.example:8443\"";
    let Some(login) = &node.login else {
        let what = format!("the node {:?} has no login address", node.name);
        return Err(error(loaded, given, "login", &what, "add login = \"https://NODE:8443\", its web service"));
    };
    let url: HttpsUrl = login.parse().map_err(|why| error(loaded, given, "login", &format!("{why}"), like))?;
    if url.path != "/" {
        return Err(error(loaded, given, "login", "the address of a node's web service has no path", like));
    }
    Ok(url)
}

/// What it is verified with.
pub(super) fn trust(
    loaded: &Loaded,
    given: &Given<'_>,
    name: &str,
    certificates: Certificates<'_>,
) -> anyhow::Result<Vec<String>> {
    let (_, appliance, _, node) = given;
    let Some(path) = &node.login_trust else { return deployment::trust(certificates, appliance) };
    let help = "give the node's tomcat certificate, or its CA";
    let pointed = |what: &str| error(loaded, given, "login_trust", what, help);
    let (store, pems) = trust_store::load(name, &loaded.resolve(path)).map_err(|why| pointed(&format!("{why:#}")))?;
    match store.certificates.is_empty() {
        true => Err(pointed(&trust_store::without_certificates(&store))),
        false => Ok(pems.into_values().collect()),
    }
}
