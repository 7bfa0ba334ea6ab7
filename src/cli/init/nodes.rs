//! `init --nodes`: what the nodes of a cluster say of themselves, by ssh.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::bail;
use secrecy::SecretString;

use super::{Init, axl};
use crate::attempts::Attempts;
use crate::cli::{AskNodes, say};
use crate::config::commands;
use crate::config::named::{self, Approach, NamedNode};
use crate::config::plan::DEADLINE_OF_SHELLS;
use crate::config::template::{Answer, Asked, BIND_PASSWORD, cluster};
use crate::evidence::deployment::{Axl, AxlFailure, Deployment};
use crate::evidence::node::{Node, ShellTroubleKind};
use crate::evidence::{self, Evidence, Observed, milliseconds};
use crate::gathered::{Gathered, Session};
use crate::inputs::transcript::{self, Transcript};
use crate::memory::Memory;
use crate::plan::{AxlAccess, DEFAULT_VANTAGE, Plan, ShellAccess};
use crate::probes;
use crate::progress::Line;
use crate::report::{Judging, Report};
use crate::secrets::Secrets;

/// Time for one connection.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Asks the nodes: first for their host keys, then, when all of these are known, for everything. Fails, before any password
/// is asked for, where a host key is not known, and where no node tells anything.
pub(super) async fn ask(arguments: &Init) -> anyhow::Result<Asked> {
    let asking = &arguments.asking;
    let approach = approach(asking)?;
    let whose = format!("{} on the nodes", approach.user);
    if !asking.ask_password {
        named::password(&whose, named::PASSWORD, false)?;
        axl::access(asking)?;
    }
    let known = asking.ssh_known_hosts.as_deref();
    let looks = asking.nodes.iter().map(|node| approach.access(node, known, None)).collect::<anyhow::Result<_>>()?;
    let (looked, _) = talk(looks, None, asking.bind_anyway).await;
    approved(arguments, &looked)?;
    let obtained = named::password(&whose, named::PASSWORD, asking.ask_password)?;
    obtained.warning.iter().for_each(|warning| say(&format!("warning: {warning}")));
    let (answers, said) = answers(asking, &approach, looked, &obtained.password).await?;
    if answers.iter().all(|answer| answer.session.node.machine.is_none() && answer.session.node.cluster.is_empty()) {
        let why: Vec<String> = answers.iter().map(|answer| format!("  {}", reason(answer))).collect();
        bail!("no node told what it is, so nothing was written\n{}", why.join("\n"));
    }
    for answer in answers.iter().filter(|answer| answer.trouble.is_some()) {
        say(&format!("warning: {}", reason(answer)));
    }
    let mut cluster = cluster(&answers);
    let axl = axl::told(asking, said).unwrap_or_else(|why| {
        cluster.untold.push(why);
        None
    });
    let variables = [named::PASSWORD, named::AXL_PASSWORD, BIND_PASSWORD].into_iter();
    let set = variables.filter(|name| !asking.ask_password && std::env::var_os(name).is_some()).collect();
    Ok(Asked { cluster, axl, user: approach.user, old_algorithms: approach.old_algorithms, set })
}

fn approach(asking: &AskNodes) -> anyhow::Result<Approach> {
    for (place, node) in asking.nodes.iter().enumerate() {
        if asking.nodes.iter().take(place).any(|other| other.name.eq_ignore_ascii_case(&node.name)) {
            bail!("--nodes: {} is given twice", node.name);
        }
    }
    let user = asking.ssh_user.clone().unwrap_or_default();
    Ok(Approach { user, keys: asking.ssh_host_key.clone(), old_algorithms: asking.ssh_old_algorithms })
}

/// The sessions, in the order in which they were asked for, and what AXL says, without the secrets of the run.
async fn talk(
    shells: Vec<ShellAccess>,
    axl: Option<AxlAccess>,
    anyway: bool,
) -> (Vec<Session>, Observed<Axl, AxlFailure>) {
    let asked = evidence::Asked {
        connect_timeout_ms: milliseconds(TIMEOUT),
        deadline_ms: milliseconds(DEADLINE_OF_SHELLS),
        ..evidence::Asked::default()
    };
    let attempts = Attempts::remembering(Memory::of_environment(anyway));
    let plan = Plan { shells, axl, attempts: attempts.clone(), ..Plan::of_network(asked, DEFAULT_VANTAGE) };
    let secrets = Secrets::of(&plan);
    let line = Line::new(false, Some(DEADLINE_OF_SHELLS));
    let Gathered { mut sessions, said, .. } = probes::gather(plan, std::future::pending(), &line).await;
    drop(line);
    if let Some(trouble) = attempts.memory().take_trouble() {
        say(&format!("warning: {trouble}"));
    }
    for session in &mut sessions {
        session.text = secrets.out_of_text(&String::from_utf8_lossy(&session.text)).into_bytes();
        if let Some(trouble) = &mut session.shell.trouble {
            trouble.raw = secrets.out_of_text(&trouble.raw);
        }
    }
    let deployment = Some(Deployment { axl: said.axl, ..Deployment::default() });
    let told = secrets.withheld(Evidence { deployment, ..Evidence::default() });
    (sessions, told.deployment.unwrap_or_default().axl)
}

/// Stops where a host key is not known, with what was shown and the whole line that approves it.
fn approved(arguments: &Init, looked: &[Session]) -> anyhow::Result<()> {
    let asking = &arguments.asking;
    let unknown = |session: &&Session| {
        let kind = session.shell.trouble.as_ref().map(|trouble| trouble.kind);
        matches!(kind, Some(ShellTroubleKind::HostKeyUnknown | ShellTroubleKind::HostKeyChanged))
    };
    let mut keys = asking.ssh_host_key.clone();
    let mut lines = Vec::new();
    for session in looked.iter().filter(unknown) {
        let Some(key) = &session.shell.host_key else { continue };
        lines.push(format!("  {} at {}: {} {}", session.name, session.shell.endpoint, key.algorithm, key.sha256));
        keys.extend(Some(key.sha256.clone()).filter(|key| !keys.contains(key)));
    }
    let Some(first) = looked.iter().find(|session| unknown(session)) else { return Ok(()) };
    bail!(
        "these host keys are not known, and nothing was sent:\n{}\n\
         Compare them with what an ssh client already knows of the nodes (`ssh-keygen -lF {}` prints it), or with the \
         nodes themselves. When they are the nodes' own:\n  {}\n\
         or name the file of that client: --ssh-known-hosts ~/.ssh/known_hosts",
        lines.join("\n"),
        first.name,
        again(arguments, &keys),
    );
}

/// The same command with these host keys.
fn again(arguments: &Init, keys: &[String]) -> String {
    let asking = &arguments.asking;
    let node = |node: &NamedNode| {
        node.address.as_ref().map_or_else(|| node.name.clone(), |address| format!("{}={address}", node.name))
    };
    let nodes: Vec<String> = asking.nodes.iter().map(node).collect();
    let mut words = vec!["ucdoctor".to_owned(), "init".to_owned(), "--nodes".to_owned(), nodes.join(",")];
    let mut flag = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
    flag("--ssh-user", asking.ssh_user.as_deref().unwrap_or_default());
    keys.iter().for_each(|key| flag("--ssh-host-key", key));
    if let Some(path) = &asking.ssh_known_hosts {
        flag("--ssh-known-hosts", &path.display().to_string());
    }
    for (name, value) in [("--axl", &asking.axl), ("--axl-user", &asking.axl_user)] {
        value.iter().for_each(|value| flag(name, value));
    }
    if arguments.config.as_os_str() != crate::config::plan::DEFAULT_FILE {
        flag("-c", &arguments.config.display().to_string());
    }
    let switches = [
        (asking.ask_password, "--ask-password"),
        (asking.ssh_old_algorithms, "--ssh-old-algorithms"),
        (asking.bind_anyway, "--bind-anyway"),
        (arguments.force, "--force"),
    ];
    words.extend(switches.into_iter().filter(|(given, _)| *given).map(|(_, name)| name.to_owned()));
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// One word for a shell, in quotes only where it needs them.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.,:=/+@%[]".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

/// What each node says. One whose host key could not even be looked at is not asked again.
async fn answers(
    asking: &AskNodes,
    approach: &Approach,
    looked: Vec<Session>,
    password: &SecretString,
) -> anyhow::Result<(Vec<Answer>, Observed<Axl, AxlFailure>)> {
    let known = asking.ssh_known_hosts.as_deref();
    let mut shells = Vec::new();
    for (node, _) in asking.nodes.iter().zip(&looked).filter(|(_, session)| session.shell.trouble.is_none()) {
        shells.push(approach.access(node, known, Some((password, commands::of_stranger())))?);
    }
    let (told, said) = talk(shells, axl::access(asking)?, asking.bind_anyway).await;
    let mut told: BTreeMap<String, Session> = told.into_iter().map(|session| (session.name.clone(), session)).collect();
    let sessions = looked.into_iter().map(|session| told.remove(&session.name).unwrap_or(session));
    let both = asking.nodes.iter().cloned().zip(sessions.map(read));
    Ok((both.map(|(named, session)| answer(named, session)).collect(), said))
}

/// Reads a session; one that is none says nothing but how it ended.
fn read(session: Session) -> Transcript {
    let Session { name, text, shell, .. } = session;
    let blank = || Transcript { node: Node { name: name.clone(), ..Node::default() }, ..Transcript::default() };
    let mut read = transcript::read(text, &name, "", &[]).map_or_else(|_| blank(), |read| read.table);
    read.node.shell = Some(shell);
    read
}

/// In the words with which a check tells why a shell did not answer.
fn answer(named: NamedNode, session: Transcript) -> Answer {
    let evidence = Evidence { nodes: vec![session.node.clone()], ..Evidence::default() };
    let troubled = session.node.shell.as_ref().is_some_and(|shell| shell.trouble.is_some());
    let trouble = message(evidence, "NODE-006").filter(|_| troubled);
    Answer { named, session, trouble }
}

/// The words of a check.
pub(super) fn message(evidence: Evidence, check: &str) -> Option<String> {
    let outcomes = Report::judge(evidence, &Judging::default()).outcomes;
    outcomes.into_iter().find(|outcome| outcome.check == check).map(|outcome| outcome.message)
}

fn reason(answer: &Answer) -> String {
    let why = answer.trouble.as_deref().unwrap_or("it showed nothing of itself");
    format!("{}: {why}", answer.named.name)
}
