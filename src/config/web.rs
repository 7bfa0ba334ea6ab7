//! The web services of nodes that an application user reads: where they are, who asks, and what they are verified with.

use std::collections::BTreeMap;

use secrecy::SecretString;

use super::file::{Node, WebService};
use super::parse::Loaded;
use super::plan::CheckOptions;
use super::secret::{self, Ways};
use super::{exports, logins, shells, transcripts};
use crate::check::Stage;
use crate::evidence::{Fingerprint, TrustStore};
use crate::https_url::HttpsUrl;
use crate::identity::Tables;
use crate::plan::{FetchLogs, NodeAxl, ShellAccess, WebAccess, Window, ssh_server};

/// A node of the file: the key of its table, what reports call the appliance, its place, and itself.
type Given<'a> = (&'static str, &'static str, usize, &'a Node);
/// Certificates that were given: stores, and PEM by fingerprint.
type Certificates<'a> = (&'a [TrustStore], &'a BTreeMap<Fingerprint, String>);

/// The logs that `--since` asks for; none without it. Fails when no node of the file says that it has any.
pub(super) fn logs(
    since: Option<Window>,
    loaded: Option<&Loaded>,
    certificates: Certificates<'_>,
    warnings: &mut Vec<String>,
) -> anyhow::Result<Option<FetchLogs>> {
    let Some(window) = since else { return Ok(None) };
    let Some(loaded) = loaded else { anyhow::bail!("--since needs a configuration that names nodes: give it with -c") };
    let mut nodes = Vec::new();
    for given in transcripts::nodes(&loaded.config) {
        let usual = |node: &Node| node.login.clone().unwrap_or_else(|| format!("https://{}:8443", node.name));
        if let Some(url) = url(loaded, &given, ("logs", given.3.logs.as_ref()), usual)? {
            nodes.push(access(loaded, &given, url, certificates, warnings)?);
        }
    }
    if nodes.is_empty() {
        anyhow::bail!(
            "--since fetches logs of nodes, and no node has logs = true under [[call_manager.nodes]] or [[presence.nodes]]"
        );
    }
    Ok(Some(FetchLogs { nodes, window }))
}

/// The nodes that are asked for their trust stores, but for those whose store a flag gives. The password
/// is that of the shells that are `asked`, where these are asked too; a node without one is not asked, and that is noted.
pub(super) fn stores(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    (certificates, asked): (Certificates<'_>, &[ShellAccess]),
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<Vec<WebAccess>> {
    let mut all = Vec::new();
    let Some(loaded) = loaded else { return Ok(all) };
    for given in transcripts::nodes(&loaded.config) {
        let (key, appliance, place, node) = given;
        let name = format!("{appliance}/{}", node.name);
        if options.trust.iter().any(|(known, _)| *known == name) {
            continue;
        }
        let usual = |node: &Node| format!("https://{}", node.name);
        let Some(url) = url(loaded, &given, ("certificates", node.certificates.as_ref()), usual)? else { continue };
        let user = platform_account(loaded, &given)?;
        let password = match asked.iter().find(|shell| shell.name == name) {
            Some(shell) => Some(shell.password.clone()),
            None => secret::obtain_by(loaded, &Ways::shell(key, place, node))?.map(|obtained| {
                warnings.extend(obtained.warning);
                obtained.password
            }),
        };
        let Some(password) = password else {
            notes.push(format!("{name} gives no password for ssh, so it is not asked for its trust store"));
            continue;
        };
        // Whichever door it is tried at, it is one account.
        let (host, port) = shells::address(node);
        let of_host = ssh_server(&host, port);
        let trust = logins::trust(loaded, &given, &name, certificates)?;
        all.push(WebAccess { name, url, user, password, trust, of_host: Some(of_host) });
    }
    Ok(all)
}

/// The nodes that are asked by AXL, when a stage that wants it is. Users of presence nodes, for whom `people` then gets a
/// place, are asked for where no file lists them. A node without a password is not asked, and that is noted.
pub(super) fn axl(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    certificates: Certificates<'_>,
    people: &mut Option<Tables>,
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<Vec<NodeAxl>> {
    let wanted = |stage| options.only.is_empty() || options.only.contains(&stage);
    let (settings, users) = (wanted(Stage::Deployment), wanted(Stage::Identity));
    let Some(loaded) = loaded.filter(|_| settings || users) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for given in transcripts::nodes(&loaded.config) {
        let (key, appliance, _, node) = given;
        let Some(url) = axl_url(loaded, &given)? else { continue };
        let (user, password) = application_user(loaded, &given, warnings)?;
        let name = format!("{appliance}/{}", node.name);
        let Some(password) = password else {
            notes.push(format!(
                "{name} gives no password for AXL, so it is not asked; add axl_password_env, axl_password_file or \
                 axl_password_command"
            ));
            continue;
        };
        let trust = logins::trust(loaded, &given, &name, certificates)?;
        let own = || Tables { settings: exports::settings(&loaded.config), ..Tables::default() };
        let users = users && key == "presence" && people.get_or_insert_with(own).presence.is_none();
        let version = match key {
            "presence" => loaded.config.presence.as_ref().and_then(|table| table.version.clone()),
            _ => loaded.config.call_manager.as_ref().and_then(|table| table.version.clone()),
        };
        all.push(NodeAxl { access: WebAccess { name, url, user, password, trust, of_host: None }, version, users });
    }
    Ok(all)
}

/// Where a node's AXL is; none where it is not to be asked.
fn axl_url(loaded: &Loaded, given: &Given<'_>) -> anyhow::Result<Option<HttpsUrl>> {
    let (.., node) = given;
    let text = match &node.axl {
        None | Some(WebService::Usual(false)) => return Ok(None),
        Some(WebService::Usual(true)) => format!("https://{}:8443", node.name),
        Some(WebService::At(text)) => text.clone(),
    };
    let like = "it looks like \"https://cups1.corp.example:8443/axl/\"";
    let mut url: HttpsUrl = text.parse().map_err(|why| error(loaded, given, "axl", &format!("{why}"), like))?;
    match url.path.as_str() {
        "/" => "/axl/".clone_into(&mut url.path),
        "/axl" => url.path.push('/'),
        _ => {}
    }
    Ok(Some(url))
}

/// Who reads certificates there.
fn platform_account(loaded: &Loaded, given: &Given<'_>) -> anyhow::Result<String> {
    let user = given.3.ssh.clone().filter(|user| !user.is_empty() && !user.contains(':'));
    user.ok_or_else(|| {
        let what = "certificates are read by the platform account, which is missing";
        let help = "add ssh = \"…\", the platform account of this node, and a way to give its password";
        error(loaded, given, "certificates", what, help)
    })
}

/// Where a web service of a node is, `usual` without an address of its own; none where it is not to be asked.
fn url(
    loaded: &Loaded,
    given: &Given<'_>,
    (key, service): (&str, Option<&WebService>),
    usual: impl FnOnce(&Node) -> String,
) -> anyhow::Result<Option<HttpsUrl>> {
    let (.., node) = given;
    let text = match service {
        None | Some(WebService::Usual(false)) => return Ok(None),
        Some(WebService::At(text)) => text.clone(),
        Some(WebService::Usual(true)) => usual(node),
    };
    let like = "it looks like \"https://cups1.corp.example:8443\", without a path";
    let wrong = |what: &str| error(loaded, given, key, what, like);
    let url: HttpsUrl = text.parse().map_err(|why| wrong(&format!("{why}")))?;
    if url.path != "/" {
        return Err(wrong("the address of a node's web service has no path"));
    }
    Ok(Some(url))
}

/// Who asks there: the node's own application user, else call manager's.
fn access(
    loaded: &Loaded,
    given: &Given<'_>,
    url: HttpsUrl,
    certificates: Certificates<'_>,
    warnings: &mut Vec<String>,
) -> anyhow::Result<WebAccess> {
    let (_, appliance, _, node) = given;
    let (user, password) = application_user(loaded, given, warnings)?;
    let Some(password) = password else {
        let help = "add axl_password_env, axl_password_file or axl_password_command where axl_user stands";
        return Err(error(loaded, given, "name", "no password is given for the application user", help));
    };
    let name = format!("{appliance}/{}", node.name);
    let trust = logins::trust(loaded, given, &name, certificates)?;
    Ok(WebAccess { name, url, user, password, trust, of_host: None })
}

/// The application user of a node, and its password where one is given.
fn application_user(
    loaded: &Loaded,
    given: &Given<'_>,
    warnings: &mut Vec<String>,
) -> anyhow::Result<(String, Option<SecretString>)> {
    let (key, _, place, node) = given;
    let own = Ways::of_node(key, *place, node);
    let table = loaded.config.call_manager.as_ref();
    let (user, ways) = match &node.axl_user {
        Some(user) => (Some(user), Some(own)),
        None if !own.is_empty() => {
            let help = "add axl_user = \"…\", the application user whose password this is";
            return Err(error(loaded, given, "axl_user", "a password is given, but no application user", help));
        }
        None => (table.and_then(|table| table.axl_user.as_ref()), table.map(Ways::axl)),
    };
    let Some(user) = user.filter(|user| !user.is_empty() && !user.contains(':') && !user.chars().any(char::is_control))
    else {
        let help = "add axl_user = \"…\" here or under [call_manager], with axl_password_env, _file or _command";
        return Err(error(loaded, given, "name", "no application user is given for this node", help));
    };
    let obtained = ways.map(|ways| secret::obtain_by(loaded, &ways)).transpose()?.flatten();
    let password = obtained.map(|obtained| {
        warnings.extend(obtained.warning.filter(|warning| !warnings.contains(warning)));
        obtained.password
    });
    Ok((user.clone(), password))
}

fn error(loaded: &Loaded, (key, _, place, _): &Given<'_>, last: &str, what: &str, help: &str) -> anyhow::Error {
    loaded.error(&[key, "nodes", &place.to_string(), last], what, Some(help))
}
