//! `init`: writes a commented configuration, filled from DNS and the directory when a TARGET is given, and from nodes that
//! are asked.

mod axl;
mod nodes;

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};

use super::output::{stdout, to_file};
use super::{Init, say};
use crate::check::Stage;
use crate::config::plan::DEFAULT_FILE;
use crate::config::template::{Asked as AskedCluster, Known, render};
use crate::evidence::{Asked, Endpoint, Evidence, Observed, RootDse, Srv, milliseconds};
use crate::plan::{DEFAULT_VANTAGE, Plan};
use crate::probes::{self, dns};
use crate::progress::Line;
use crate::server_url::ServerUrl;

/// Servers taken over from SRV records at most.
const MAX_SERVERS: usize = 8;

/// Time for one answer.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Time for everything.
const DEADLINE: Duration = Duration::from_secs(10);

/// Writes the file and returns the exit status. Fails, and writes nothing, when the file exists and `--force` is not
/// given, or when no directory server is found for a domain.
pub async fn run(arguments: &Init) -> anyhow::Result<u8> {
    let to_stdout = arguments.config == Path::new("-");
    if !to_stdout && !arguments.force && arguments.config.symlink_metadata().is_ok() {
        bail!("{} exists; --force overwrites it, -c FILE writes another one", arguments.config.display());
    }
    let known = match &arguments.target {
        Some(target) => learn(servers_of_target(target).await?).await,
        None if arguments.asking.nodes.is_empty() => Known::default(),
        None => {
            let asked = nodes::ask(arguments).await?;
            let known = learn(asked.cluster.servers.clone()).await;
            Known { asked: Some(asked), ..known }
        }
    };
    let text = render(&known);
    if to_stdout {
        stdout(|out| out.write_all(text.as_bytes()))?;
        return Ok(0);
    }
    write(&arguments.config, &text, arguments.force)?;
    say(&next_steps(&arguments.config, &known));
    Ok(0)
}

/// What there is to do now, in order.
fn next_steps(file: &Path, known: &Known) -> String {
    let (default, file) = (file == Path::new(DEFAULT_FILE), file.display());
    let option = if default { String::new() } else { format!(" -c {file}") };
    let check = format!("ucdoctor check{option}");
    if let Some(asked) = &known.asked {
        return next_steps_of_cluster(asked, &option, &file.to_string());
    }
    let servers =
        if known.servers.is_empty() { "put your servers and the manager account" } else { "put the manager account" };
    format!(
        "note: wrote {file}. Next:\n  \
         1. {servers} in it, and name the password's variable, file or command ([directory.bind])\n  \
         2. ucdoctor queries trust           how to export the certificates that the nodes trust: the most useful input\n  \
         3. {check:<31}  then `ucdoctor queries missing{option}` for what else could be told"
    )
}

/// The same when nodes were asked: nothing has to be written into the file.
fn next_steps_of_cluster(AskedCluster { cluster, set, .. }: &AskedCluster, option: &str, file: &str) -> String {
    let flag = if set.is_empty() { " --ask-password" } else { "" };
    let check = format!("ucdoctor check{option}{flag}");
    let others: Vec<&str> = cluster.others.iter().map(|row| row.host.as_str()).collect();
    let more = match others.as_slice() {
        [] => String::new(),
        others => format!("\nnote: in the cluster too, and not asked: {}; --nodes takes them", others.join(", ")),
    };
    format!(
        "note: wrote {file} with {} nodes and {} directory servers; what the nodes did not tell stands at its top. Next:\n  \
         1. {check}\n  \
         2. ucdoctor queries missing{option}   what else could be told{more}",
        cluster.members.len(),
        cluster.servers.len(),
    )
}

/// A file that appeared in the meantime is not overwritten either.
fn write(path: &Path, text: &str, force: bool) -> anyhow::Result<()> {
    if force {
        return to_file(path, |out| out.write_all(text.as_bytes()));
    }
    File::create_new(path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The servers that a TARGET names.
async fn servers_of_target(target: &str) -> anyhow::Result<Vec<ServerUrl>> {
    // A domain has no @ either; the parser of URLs refuses it without repeating what may be a password.
    // With a port, or as an address, it is a server whose scheme was forgotten: the parser names it.
    let address = target.parse::<std::net::IpAddr>().is_ok();
    if address || target.contains([':', '/', '@']) {
        return Ok(vec![target.parse::<ServerUrl>().context("TARGET")?]);
    }
    servers_of(target).await
}

/// What DNS and the directory tell without any account.
async fn learn(servers: Vec<ServerUrl>) -> Known {
    if servers.is_empty() {
        return Known::default();
    }
    let evidence =
        probes::gather(plan(servers.clone()), std::future::pending(), &Line::new(false, None)).await.evidence;
    let root = root_dse(&evidence);
    if root.is_none() {
        say("note: no server answered a read of its root entry, so the search base is only an example");
    }
    Known {
        also: also(&servers, &evidence),
        vendor: root.map(|root| root.vendor.clone()),
        base: root.and_then(base),
        servers,
        asked: None,
    }
}

/// The servers that the SRV records of a domain list, by priority, as LDAPS.
async fn servers_of(domain: &str) -> anyhow::Result<Vec<ServerUrl>> {
    let host: ServerUrl = format!("ldap://{domain}")
        .parse()
        .ok()
        .filter(|url: &ServerUrl| url.address().is_none() && !domain.contains([':', '/']))
        .with_context(|| format!("TARGET is {domain:?}; expected ldaps://host, or a domain as corp.example"))?;
    // `srv` asks for the domain a host stands in.
    let srv = match dns::srv(&format!("any.{}", host.host), TIMEOUT).await {
        Observed::Seen(srv) if !srv.targets.is_empty() => srv,
        Observed::Seen(srv) => {
            bail!("{} has no SRV record ({}); name a server, as ldaps://dc1.{}", srv.query, srv.rcode, host.host)
        }
        _ => bail!("no name server told the SRV records of {}; name a server, as ldaps://dc1.{}", host.host, host.host),
    };
    let mut servers = Vec::new();
    for server in ldaps(&srv) {
        if !servers.contains(&server) && servers.len() < MAX_SERVERS {
            servers.push(server);
        }
    }
    Ok(servers)
}

/// The targets of SRV records, which carry the plain port, on the port of LDAPS.
fn ldaps(srv: &Srv) -> impl Iterator<Item = ServerUrl> {
    srv.targets.iter().filter_map(|target| format!("ldaps://{}", target.host).parse().ok())
}

/// A look without any password.
fn plan(servers: Vec<ServerUrl>) -> Plan {
    let asked = Asked {
        servers,
        connect_timeout_ms: milliseconds(TIMEOUT),
        answer_timeout_ms: 0,
        deadline_ms: milliseconds(DEADLINE),
        ..Asked::default()
    };
    Plan { last_stage: Stage::Tls, ..Plan::of_network(asked, DEFAULT_VANTAGE) }
}

/// The first root entry that was readable.
fn root_dse(evidence: &Evidence) -> Option<&RootDse> {
    let servers = evidence.vantages.iter().flat_map(|vantage| &vantage.servers);
    servers.flat_map(|server| &server.endpoints).find_map(|endpoint: &Endpoint| endpoint.ldap.seen())
}

/// Where the users probably are: what Active Directory calls the default, else the first naming context.
fn base(root: &RootDse) -> Option<String> {
    let contexts = root.values("defaultNamingContext").iter().chain(root.values("namingContexts"));
    contexts.into_iter().find(|context| !context.trim().is_empty()).cloned()
}

/// Servers of the domain that are not in the list.
fn also(servers: &[ServerUrl], evidence: &Evidence) -> Vec<String> {
    let seen = evidence.vantages.iter().flat_map(|vantage| &vantage.servers);
    let mut also: Vec<ServerUrl> = Vec::new();
    for server in seen.filter_map(|server| server.srv.seen()).flat_map(ldaps) {
        let known = servers.iter().chain(&also).any(|other| other.host == server.host);
        if !known && also.len() < MAX_SERVERS {
            also.push(server);
        }
    }
    also.iter().map(ToString::to_string).collect()
}
