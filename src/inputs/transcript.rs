//! A terminal session on a node of call manager or presence, as evidence: what the node itself reaches, resolves, runs
//! and has stored.
//!
//! One file a command. What is not recognised is kept as it is and judged by nobody.

mod connectivity;
mod host;
mod network;
mod screen;
mod session;
mod settings;
mod state;
pub mod waiting;

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::bail;

use super::excerpt::excerpt;
use super::{Loaded, Log, source, text};
use crate::evidence::node::{Node, RefusedCommand, UnreadOutput};
use session::{Command, session};

pub use self::settings::common_version;

/// Outputs kept that are not recognised.
const MOST_UNREAD: usize = 100;
/// The account's privilege level is too low for a command, or the command is mistyped.
pub const NO_RIGHT: &str = "Incomplete command entered";
/// With these the shell refuses a command; they are never an answer of the network.
const REFUSALS: [&str; 3] = [NO_RIGHT, "Executed command unsuccessfully", "Invalid command"];

/// What a session holds.
#[derive(Debug, Default)]
pub struct Transcript {
    /// What the node says of itself.
    pub node: Node,
    /// Outputs of `run sql`, whole, each with its statement: read like the files that hold them.
    pub tables: Vec<Table>,
    /// The output of `utils users validate`.
    pub validate: Option<String>,
}

/// One output of `run sql`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The statement, in lower case.
    pub statement: String,
    /// What was printed.
    pub text: String,
}

impl Transcript {
    /// The last whole output of a statement on this table of the database.
    pub fn table(&self, name: &str) -> Option<Vec<u8>> {
        self.tables.iter().rfind(|table| table.is_of(name)).map(|table| table.text.clone().into_bytes())
    }

    /// The same, which is then no longer here: a table of all users is as large as the file.
    pub fn take_table(&mut self, name: &str) -> Option<Vec<u8>> {
        let last = self.tables.iter().rposition(|table| table.is_of(name))?;
        Some(self.tables.swap_remove(last).text.into_bytes())
    }
}

impl Table {
    fn is_of(&self, name: &str) -> bool {
        self.statement.split_whitespace().skip_while(|word| *word != "from").nth(1) == Some(name)
    }
}

/// Reads the session of the node `name` from a file, or from standard input for `-`. See [`read`].
pub fn load(path: &Path, name: &str, nodes: &[String]) -> anyhow::Result<Loaded<Transcript>> {
    let read = |bytes| read(bytes, name, &path.display().to_string(), nodes);
    source::load(path, "the session of a node", read)
}

/// Reads a session of the node `name`, as reports call it; `nodes` are names and addresses of nodes of its cluster that
/// the configuration has. Fails, with what was expected, on a text without a single command, and on sessions of two
/// machines.
pub fn read(bytes: Vec<u8>, name: &str, source: &str, nodes: &[String]) -> anyhow::Result<Loaded<Transcript>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let session = session(&text);
    // From here on the lines are what is kept of it.
    drop(text);
    if session.commands.is_empty() {
        bail!(
            "expected the log of a terminal session on the node, found no line that begins with the prompt admin: and a command"
        );
    }
    let mut read = Transcript::default();
    (read.node.name, read.node.source) = (name.to_owned(), source.to_owned());
    read.node.dns_unreachable = session.dns_unreachable;
    let mut machines = BTreeSet::new();
    let mut answered = Vec::new();
    for mut command in session.commands {
        take(&mut command, &mut read);
        machines.extend(read.node.machine.as_ref().map(|machine| machine.to_ascii_lowercase()));
        answered.extend(Some(command).filter(|command| refusal(command).is_none()));
    }
    if machines.len() > 1 {
        let machines: Vec<String> = machines.into_iter().collect();
        bail!("expected the session of one node, found those of {}: give each its own file", machines.join(" and "));
    }
    read.node.reach = connectivity::read(&answered, &cluster(&read.node, nodes));
    let cut = answered.iter().filter(|command| !command.whole).count() as u64;
    log.note_count(cut, "{n} outputs do not come to their end: what needs all of it is left out");
    log.note_count(session.dropped as u64, "{n} commands more than are read");
    Ok(log.finish("session of a node", answered.len(), read))
}

/// Names and addresses of nodes of the cluster, whole and short.
fn cluster(node: &Node, configured: &[String]) -> BTreeSet<String> {
    let members = node.cluster.iter().flat_map(|member| [&member.address, &member.host]);
    let own = node.network.iter().filter_map(|network| network.address.as_ref()).chain(&node.machine);
    let names = configured.iter().chain(members).chain(own).map(|name| name.to_ascii_lowercase());
    let mut all = BTreeSet::new();
    for name in names.filter(|name| !name.is_empty()) {
        if name.parse::<std::net::IpAddr>().is_err() {
            all.extend(name.split('.').next().map(str::to_owned));
        }
        all.insert(name);
    }
    all
}

/// The words with which the shell refused a command.
fn refusal(command: &Command) -> Option<&String> {
    command.output.iter().find(|line| REFUSALS.iter().any(|words| line.trim().starts_with(words)))
}

/// Puts one output where it belongs.
fn take(command: &mut Command, read: &mut Transcript) {
    if let Some(text) = refusal(command) {
        let refused = RefusedCommand { command: excerpt(&command.words), text: excerpt(text) };
        return read.node.refused.push(refused);
    }
    if connectivity::asked(&command.words).is_some() || command.words.starts_with("set cli pagination ") {
        return;
    }
    if !known(command, read) && !command.output.is_empty() && read.node.unread.len() < MOST_UNREAD {
        // A table may have columns that are nobody's business.
        let text = if command.words.starts_with("run ") { String::new() } else { excerpt(&command.output.join(" ")) };
        read.node.unread.push(UnreadOutput { command: excerpt(&command.words), text });
    }
}

/// The readers, one after the other; an output that was cut is taken only where its rows stand for themselves.
fn known(command: &mut Command, read: &mut Transcript) -> bool {
    let node = &mut read.node;
    if let Some(statement) = command.words.strip_prefix("run sql ") {
        // Half a table would make people missing who are not.
        if command.whole {
            let text = std::mem::take(&mut command.output).join("\n");
            read.tables.push(Table { statement: statement.to_ascii_lowercase(), text });
        }
        return command.whole;
    }
    if command.words.starts_with("utils users validate") {
        read.validate = command.whole.then(|| command.output.join("\n"));
        return command.whole;
    }
    if put_all(&mut node.services, state::services(command)) {
        node.services_whole = command.whole;
        node.primary = state::primary(command);
        return true;
    }
    if put_all(&mut node.trust_names, state::trust_names(command)) {
        node.trust_names_whole = command.whole;
        return true;
    }
    put(&mut node.version, state::version(command))
        || put(&mut node.machine, state::machine(command))
        || put(&mut node.network, network::eth0(command))
        || put(&mut node.clock, state::clock(command))
        || put_all(&mut node.cluster, network::cluster(command))
        || put_all(&mut node.replication, state::replication(command))
        || host::read(command).map(|name| node.names.push(name)).is_some()
}

/// The later answer to the same question counts.
fn put<T>(place: &mut Option<T>, read: Option<T>) -> bool {
    let some = read.is_some();
    if some {
        *place = read;
    }
    some
}

fn put_all<T>(place: &mut Vec<T>, read: Option<Vec<T>>) -> bool {
    let some = read.is_some();
    if let Some(read) = read {
        *place = read;
    }
    some
}
