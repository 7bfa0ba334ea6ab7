//! Sessions that came by ssh: read like the logs of sessions, and put where files would stand.

use crate::evidence::deployment::Deployment;
use crate::evidence::node::{Node, Shell, ShellTrouble, ShellTroubleKind, UnreadOutput};
use crate::inputs::transcript::{self, Transcript};

/// The session of one node, as its terminal showed it.
#[derive(Debug, Clone)]
pub struct Session {
    /// `call-manager/NAME` or `presence/NAME`.
    pub name: String,
    /// Names and addresses of the nodes of the configuration.
    pub nodes: Vec<String>,
    /// A file gives the LDAP hosts of this node.
    pub has_hosts: bool,
    /// What was shown.
    pub text: Vec<u8>,
    /// How the shell was reached, and how that ended.
    pub shell: Shell,
}

/// A session that was read.
pub(super) struct Read {
    pub(super) session: Transcript,
    has_hosts: bool,
}

/// Reads a session. One that is none, or that of two machines, says nothing of the node but that.
pub(super) fn read(session: Session) -> Read {
    let Session { name, nodes, has_hosts, text, mut shell } = session;
    let source = format!("ssh://{}@{}", shell.user, shell.endpoint);
    let mut read = match transcript::read(text, &name, &source, &nodes) {
        Ok(read) => read.table,
        Err(why) => {
            let unread = || ShellTrouble { kind: ShellTroubleKind::Unread, raw: why.to_string() };
            shell.trouble.get_or_insert_with(unread);
            Transcript { node: Node { name, source, ..Node::default() }, ..Transcript::default() }
        }
    };
    read.node.shell = Some(shell);
    Read { session: read, has_hosts }
}

/// Puts what the sessions show into the settings, where no file says it. What is damaged is kept as not understood.
pub(super) fn fill(settings: &mut Deployment, sessions: &mut [Read]) {
    for Read { session, has_hosts } in sessions.iter_mut() {
        match session.ldap_hosts() {
            Ok(list) => settings.ldap_hosts.extend(list.filter(|_| !*has_hosts)),
            Err(why) => unread(&mut session.node, "ldapauthenticationhost", &why),
        }
        match session.ldap_settings() {
            Ok(stored) => {
                let given = settings.ldap_settings.iter().any(|known| known.node == session.node.name);
                settings.ldap_settings.extend(stored.filter(|_| !given));
            }
            Err(why) => unread(&mut session.node, "ldapauthentication", &why),
        }
        if session.node.name.starts_with("presence/")
            && let Err(why) = session.take_sync_status()
        {
            unread(&mut session.node, "epassyncagentcfg", &why);
        }
    }
    if settings.call_manager.ldap_authentication.is_none() {
        settings.call_manager.ldap_authentication = settings.stored_logins().and_then(|stored| stored.authentication);
    }
    let of = |appliance: &str| {
        let nodes = sessions.iter().map(|read| &read.session.node);
        transcript::common_version(nodes.filter(|node| node.name.starts_with(appliance)))
    };
    settings.call_manager.version = settings.call_manager.version.take().or_else(|| of("call-manager/"));
    settings.presence.version = settings.presence.version.take().or_else(|| of("presence/"));
}

fn unread(node: &mut Node, table: &str, why: &anyhow::Error) {
    node.unread.push(UnreadOutput { command: format!("run sql … from {table}"), text: format!("{why:#}") });
}
