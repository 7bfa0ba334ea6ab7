//! From flags and file to what `gather` looks at.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use secrecy::SecretString;

use super::file::{Bind, Config, Node, Vantage};
use super::parse::Loaded;
use super::secret;
use super::{accept, clusters, deployment, exports, found, logins, shells, stores, transcripts, web};
use crate::check::Stage;
use crate::evidence::{Asked, AskedBind, AskedSearch, milliseconds};
use crate::gathered::Files;
use crate::identity::Tables;
use crate::plan::{DEFAULT_VANTAGE, Plan, ReadPeople, Window};
use crate::server_url::{Scheme, ServerUrl};
use crate::vantage::via::Via;
use crate::versions::{self, Version};

/// The file that is read when neither a TARGET nor a file is named.
pub const DEFAULT_FILE: &str = "ucdoctor.toml";

/// What a run may take when nobody says.
pub const DEADLINE: Duration = Duration::from_secs(30);
/// The same where nodes are asked by ssh: a shell takes seconds for each command, and minutes while it starts up.
pub const DEADLINE_OF_SHELLS: Duration = Duration::from_secs(300);

/// The flags of `check` that decide what is looked at.
#[derive(Debug, Clone)]
pub struct CheckOptions {
    /// Servers named on the command line; they replace those of the file.
    pub targets: Vec<ServerUrl>,
    /// The configuration file.
    pub file: Option<PathBuf>,
    /// What this host stands for.
    pub vantage: Option<String>,
    /// Local address to connect from.
    pub source: Option<IpAddr>,
    /// Trust stores named on the command line; they replace those of the same name of the file.
    pub trust: Vec<(String, PathBuf)>,
    /// Another filter to try on the directory's export.
    pub what_if_filter: Option<String>,
    /// Another base to try on the directory's export.
    pub what_if_base: Option<String>,
    /// Ask for the manager's password on the terminal, whatever the file says.
    pub ask_password: bool,
    /// Stages to report; empty is all.
    pub only: Vec<Stage>,
    /// A person logs in at call manager and presence too.
    pub through_nodes: bool,
    /// The node at which a person logs in.
    pub node: Option<String>,
    /// How far back the logs of nodes are fetched.
    pub since: Option<Window>,
    /// Time allowed for one connection attempt, and for each answer after it.
    pub connect_timeout: Duration,
    /// Time allowed for the whole run; without it [`DEADLINE`], or [`DEADLINE_OF_SHELLS`] where shells are asked.
    pub deadline: Option<Duration>,
}

/// A plan, and what the user should know before it is carried out.
pub struct Prepared {
    /// What to look at.
    pub plan: Plan,
    /// What files and configuration say, to be compared.
    pub files: Files,
    /// Further places to look from, their files resolved.
    pub places: Vec<Vantage>,
    /// Files and folders that were read for it.
    pub read: Vec<PathBuf>,
    /// What works, and is not as it should be.
    pub warnings: Vec<String>,
    /// What was left aside.
    pub notes: Vec<String>,
}

/// Reads and checks everything a run needs. Nothing is contacted, apart from a password command.
///
/// Fails with what to correct when a file cannot be read, or file and flags contradict one another or lack something.
pub fn plan(options: &CheckOptions) -> anyhow::Result<Prepared> {
    let mut notes = Vec::new();
    let loaded = load(options, &mut notes)?;
    let config = loaded.as_ref().map(|loaded| &loaded.config);
    let mut warnings = Vec::new();
    let mut people = exports::load(options, loaded.as_ref(), &mut warnings, &mut notes)?;
    let mut sessions =
        transcripts::load(loaded.as_ref(), &mut exports::Told { warnings: &mut warnings, notes: &mut notes })?;
    transcripts::people(loaded.as_ref(), &mut sessions, &mut people)?;
    transcripts::sync_status(loaded.as_ref(), &mut sessions)?;
    let live = exports::live(options, loaded.as_ref());
    // Files alone need no directory server.
    let offline = deployment::offline(options, config, people.is_some() && live.is_none());
    let (servers, start_tls) = match offline {
        true => (Vec::new(), false),
        false => servers(options, loaded.as_ref(), people.is_some() || config.is_some_and(deployment::names_any))?,
    };
    let (stores, certificates) = stores::given(options, loaded.as_ref(), &mut notes)?;
    let vantage = options.vantage.as_deref().unwrap_or(DEFAULT_VANTAGE);
    let mut plan = Plan {
        source: options.source,
        stores,
        certificates,
        last_stage: if offline { Stage::Network } else { last_stage(options) },
        old_tls: config.is_some_and(speaks_tls_1_0_only),
        secret_variables: loaded.as_ref().map(Loaded::secret_variables).unwrap_or_default(),
        ..Plan::of_network(asked(options, config, (servers, start_tls)), vantage)
    };
    let settings = deployment::settings(loaded.as_ref(), &sessions, &mut people, (&mut warnings, &mut notes))?;
    appliances(&mut plan, options, loaded.as_ref(), &mut people, (&mut warnings, &mut notes))?;
    let live = people.as_ref().zip(live);
    plan.people = live.map(|(tables, live)| ReadPeople { users: tables.call_manager.clone(), ..live });
    (plan.asked.bind, plan.password) = account(options, loaded.as_ref(), plan.last_stage, (&mut warnings, &mut notes))?;
    if plan.stores.is_empty() && plan.last_stage >= Stage::Tls {
        (plan.stores, plan.certificates) = stores::system();
    }
    let places = loaded.as_ref().map(places).unwrap_or_default();
    let files =
        Files { people, settings, nodes: sessions.into_iter().map(|of| of.session.node).collect(), client_log: None };
    let trusted = options.trust.iter().map(|(_, path)| path.clone());
    let read = loaded.as_ref().map(Loaded::read_paths).into_iter().flatten().chain(trusted).collect();
    Ok(Prepared { plan, files, places, read, warnings, notes })
}

/// Whom to ask among call manager, presence and their nodes, verified by the stores of the plan.
fn appliances(
    plan: &mut Plan,
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    people: &mut Option<Tables>,
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<()> {
    let access = (plan.stores.as_slice(), &plan.certificates);
    plan.axl = deployment::axl(options, loaded, access, people, (&mut *warnings, &mut *notes))?;
    plan.uds = deployment::uds(loaded, access)?;
    plan.other_uds = clusters::others(loaded, access)?;
    plan.node_logs = web::logs(options.since, loaded, access, warnings)?;
    plan.logins = logins::logins(options, loaded, access)?;
    plan.node_axl = web::axl(options, loaded, access, people, (&mut *warnings, &mut *notes))?;
    plan.shells = shells::shells(options, loaded, (&mut *warnings, &mut *notes))?;
    plan.node_certificates = web::stores(options, loaded, (access, &plan.shells), (warnings, notes))?;
    if options.deadline.is_none() && !plan.shells.is_empty() {
        plan.asked.deadline_ms = milliseconds(DEADLINE_OF_SHELLS);
    }
    Ok(())
}

/// Whether the configured call manager may speak no newer TLS than 1.0.
fn speaks_tls_1_0_only(config: &Config) -> bool {
    let version = config.call_manager.as_ref().and_then(|table| Version::parse(table.version.as_deref()?));
    version.is_some_and(versions::speaks_tls_1_0_only)
}

/// The last stage to look at with the directory; what comes after is judged without it.
fn last_stage(options: &CheckOptions) -> Stage {
    options.only.iter().copied().max().unwrap_or(Stage::Search).min(Stage::Search)
}

/// The appliances wait 5 s for an answer: what comes later is slow, and only what does not come then is silent.
const PATIENCE: Duration = Duration::from_secs(7);

/// What is asked for, as evidence keeps it.
fn asked(options: &CheckOptions, config: Option<&Config>, (servers, start_tls): (Vec<ServerUrl>, bool)) -> Asked {
    Asked {
        servers,
        start_tls,
        // Told by the account, which is asked for last.
        bind: None,
        search: asked_search(config),
        search_told: false,
        further_searches: asked_searches(config).into_iter().skip(1).collect(),
        login_bases: login_bases(config),
        accepts: accept::accepts(config),
        person: None,
        connect_timeout_ms: milliseconds(options.connect_timeout),
        answer_timeout_ms: milliseconds(options.connect_timeout.max(PATIENCE)),
        deadline_ms: milliseconds(options.deadline.unwrap_or(DEADLINE)),
    }
}

/// `[directory.authentication]`.
fn login_bases(config: Option<&Config>) -> Vec<String> {
    let table = config.and_then(|config| config.directory.as_ref()).and_then(|table| table.authentication.as_ref());
    table.map_or_else(Vec::new, |table| table.bases.clone())
}

/// The further places of the file; paths are relative to it.
fn places(loaded: &Loaded) -> Vec<Vantage> {
    let resolved = |vantage: &Vantage| match &vantage.via {
        Via::Report(path) => Vantage { via: Via::Report(loaded.resolve(path)), ..vantage.clone() },
        Via::Ssh(_) | Via::Source(_) => vantage.clone(),
    };
    loaded.config.vantage.iter().map(resolved).collect()
}

/// The file that was named, or else the one in this folder. Beside a TARGET that one gives its stores and account alone.
fn load(options: &CheckOptions, notes: &mut Vec<String>) -> anyhow::Result<Option<Loaded>> {
    match &options.file {
        Some(path) => Loaded::read(path).map(Some),
        None if !options.targets.is_empty() => {
            let path = Path::new(DEFAULT_FILE);
            if !path.is_file() {
                return Ok(None);
            }
            let mut loaded = Loaded::read(path)?;
            loaded.config.keep_stores_and_account();
            notes.push(format!("stores and account from {DEFAULT_FILE}; -c {DEFAULT_FILE} uses all of it"));
            Ok(Some(loaded))
        }
        None => {
            let path = Path::new(DEFAULT_FILE);
            if !path.try_exists().with_context(|| format!("cannot read {DEFAULT_FILE}"))? {
                bail!(
                    "nothing to check: no TARGET is given and there is no {DEFAULT_FILE} in this folder\n\
                     Name a server, as `ucdoctor check ldaps://dc1.corp.example`, \
                     or write a file with `ucdoctor init`."
                );
            }
            found::trusted(path)?;
            Loaded::read(path).map(Some)
        }
    }
}

/// The servers to look at, and whether StartTLS is asked for.
fn servers(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    has_people: bool,
) -> anyhow::Result<(Vec<ServerUrl>, bool)> {
    let directory = loaded.and_then(|loaded| loaded.config.directory.as_ref());
    let start_tls = directory.is_some_and(|directory| directory.start_tls);
    if options.targets.is_empty() {
        let given = directory.and_then(|directory| directory.servers.clone());
        return match (given, loaded) {
            (Some(servers), _) => Ok((servers, start_tls)),
            (None, _) if has_people => Ok((Vec::new(), start_tls)),
            (None, Some(loaded)) => {
                let help = "add servers = [\"ldaps://dc1.corp.example:636\"] under [directory], or name a TARGET";
                Err(loaded.error(&["directory"], "no directory server is given", Some(help)))
            }
            (None, None) => bail!("no directory server is given"),
        };
    }
    for (index, target) in options.targets.iter().enumerate() {
        if options.targets.iter().take(index).any(|earlier| earlier == target) {
            bail!("{target} is given twice");
        }
        if start_tls && target.scheme == Scheme::Ldaps {
            bail!("start_tls = true of the file does not go with {target}; use ldap://, or start_tls = false");
        }
    }
    Ok((options.targets.clone(), start_tls))
}

/// The account to bind as, and its password when the stage is asked for and one is given.
fn account(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    last_stage: Stage,
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<(Option<AskedBind>, Option<SecretString>)> {
    let given = loaded.and_then(|loaded| {
        let bind = loaded.config.directory.as_ref()?.bind.as_ref()?;
        Some((loaded, bind, bind.dn.clone()?))
    });
    let Some((loaded, bind, name)) = given else {
        if options.ask_password && !asks_nodes(loaded) {
            bail!("--ask-password needs an account: give dn under [directory.bind] in a file and name it with -c");
        }
        return Ok((None, None));
    };
    let asked = asked_bind(bind, name.clone());
    if last_stage < Stage::Bind {
        return Ok((Some(asked), None));
    }
    let obtained = if options.ask_password { Some(secret::ask(&name)?) } else { secret::obtain(loaded, bind)? };
    let Some(obtained) = obtained else {
        notes.push(
            "[directory.bind] gives no password, so no bind is tried; \
             add password_env, password_file or password_command, or use --ask-password"
                .to_owned(),
        );
        return Ok((Some(asked), None));
    };
    warnings.extend(obtained.warning);
    let padded = secret::padded(&obtained.password);
    Ok((Some(AskedBind { padded, ..asked }), Some(obtained.password)))
}

/// Whether a node's password is one that is asked for.
fn asks_nodes(loaded: Option<&Loaded>) -> bool {
    let ways = |node: &Node| {
        node.ssh_password_env.is_some() || node.ssh_password_file.is_some() || node.ssh_password_command.is_some()
    };
    let mut nodes = loaded.into_iter().flat_map(|loaded| transcripts::nodes(&loaded.config));
    nodes.any(|(.., node)| node.ssh.is_some() && !ways(node))
}

fn asked_bind(bind: &Bind, name: String) -> AskedBind {
    AskedBind { name, allow_plaintext: bind.allow_plaintext, allow_untrusted: bind.allow_untrusted, padded: false }
}

/// Where and how people are looked for. Without a base nothing is: the appliances have no default for it.
fn asked_search(config: Option<&Config>) -> Option<AskedSearch> {
    asked_searches(config).into_iter().next()
}

/// The searches of all agreements that name a base; the first is the one that is looked at closely.
pub(super) fn asked_searches(config: Option<&Config>) -> Vec<AskedSearch> {
    let searches = config.and_then(|config| config.directory.as_ref()?.search.as_ref());
    let Some(searches) = searches else { return Vec::new() };
    let user_id = searches.user_id().unwrap_or_default();
    let asked = searches.all.iter().filter_map(|search| {
        let filter = search.filter.clone().unwrap_or_default();
        Some(AskedSearch { base: search.base.clone()?, filter, user_id: user_id.to_owned() })
    });
    asked.collect()
}
