//! Everything that is ever typed on a node: this list, and no other text.
//!
//! No command of it changes anything, asks for a password, or names a file. Parameters are [`Word`]s of the
//! configuration, and a key answers the shell, never a question with "yes".

use std::fmt;
use std::num::NonZeroU16;
use std::time::Duration;

/// A name or address as it may stand in a command.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Word(String);

impl Word {
    /// None unless the text is of letters, digits and `.:_-` alone, is no option, and no longer than a host name.
    pub fn new(text: &str) -> Option<Self> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || ".:_-".contains(c);
        let is_word = (1..=253).contains(&text.len()) && !text.starts_with('-') && text.chars().all(allowed);
        is_word.then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One command of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Of this session only: long answers come without a pager.
    PaginationOff,
    /// Which machine and account.
    Myself,
    /// The release.
    Version,
    /// Address and name servers.
    Network,
    /// The nodes of the cluster.
    Cluster,
    /// A TCP connection from the node. Without the port it would test the cluster, so there is no such form.
    Connectivity(Word, NonZeroU16),
    /// How the node resolves a name.
    Host(Word),
    /// The clock.
    Ntp,
    /// The services.
    Services,
    /// The names of trusted certificates.
    TrustNames,
    /// The LDAP servers that the node has stored. Explicit columns: others of this database hold passwords.
    LdapHosts,
    /// How it searches at login. Explicit columns: the table has the manager's password too.
    LdapSettings,
    /// The state of presence's sync agent.
    SyncStatus,
}

impl Command {
    /// The words before the parameters: an account may use all of them or none.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::PaginationOff => "set cli pagination off",
            Self::Myself => "show myself",
            Self::Version => "show version active",
            Self::Network => "show network eth0",
            Self::Cluster => "show network cluster",
            Self::Connectivity(..) => "utils network connectivity",
            Self::Host(_) => "utils network host",
            Self::Ntp => "utils ntp status",
            Self::Services => "utils service list",
            Self::TrustNames => "show cert list trust",
            Self::LdapHosts => "run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost",
            Self::LdapSettings => {
                "run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication"
            }
            Self::SyncStatus => "run sql select syncstatus from epassyncagentcfg",
        }
    }

    /// How long its answer is waited for. A connection may take what Linux allows (127 s), the list of services 120 s.
    pub fn patience(&self) -> Duration {
        Duration::from_secs(match self {
            Self::Connectivity(..) => 140,
            Self::Services => 120,
            _ => 60,
        })
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.verb())?;
        match self {
            Self::Connectivity(host, port) => write!(f, " {host} {port}"),
            Self::Host(name) => write!(f, " {name}"),
            _ => Ok(()),
        }
    }
}

/// A key that answers the shell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// The next page of a long answer.
    Page,
    /// The next page of a file.
    NextOfFile,
    /// "No", whatever the question.
    No,
    /// Ends a command that does not end by itself (Ctrl-C).
    Interrupt,
}

/// What is typed.
#[derive(Debug, Clone, Copy)]
pub enum Typed<'a> {
    /// A command, and Enter.
    Command(&'a Command),
    /// A key.
    Key(Key),
}

impl Typed<'_> {
    /// As it is sent.
    pub fn bytes(self) -> Vec<u8> {
        match self {
            Self::Command(command) => format!("{command}\n").into_bytes(),
            Self::Key(Key::Page) => b" ".to_vec(),
            Self::Key(Key::NextOfFile) => b"n".to_vec(),
            Self::Key(Key::No) => b"n\n".to_vec(),
            Self::Key(Key::Interrupt) => vec![3],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(typed: Typed<'_>) -> String {
        String::from_utf8(typed.bytes()).unwrap()
    }

    /// One of each; a command that is added is missing here until somebody thinks about it.
    fn every(word: &Word, port: NonZeroU16) -> Vec<Command> {
        let all = [
            Command::PaginationOff,
            Command::Myself,
            Command::Version,
            Command::Network,
            Command::Cluster,
            Command::Connectivity(word.clone(), port),
            Command::Host(word.clone()),
            Command::Ntp,
            Command::Services,
            Command::TrustNames,
            Command::LdapHosts,
            Command::LdapSettings,
            Command::SyncStatus,
        ];
        for command in &all {
            match command {
                Command::PaginationOff
                | Command::Myself
                | Command::Version
                | Command::Network
                | Command::Cluster
                | Command::Connectivity(..)
                | Command::Host(_)
                | Command::Ntp
                | Command::Services
                | Command::TrustNames
                | Command::LdapHosts
                | Command::LdapSettings
                | Command::SyncStatus => {}
            }
        }
        all.to_vec()
    }

    #[test]
    fn these_lines_and_no_others_can_be_typed() {
        let (word, port) = (Word::new("dc7.lab.example").unwrap(), NonZeroU16::new(3269).unwrap());
        let lines: Vec<String> = every(&word, port).iter().map(|command| sent(Typed::Command(command))).collect();
        let expected = [
            "set cli pagination off\n",
            "show myself\n",
            "show version active\n",
            "show network eth0\n",
            "show network cluster\n",
            "utils network connectivity dc7.lab.example 3269\n",
            "utils network host dc7.lab.example\n",
            "utils ntp status\n",
            "utils service list\n",
            "show cert list trust\n",
            "run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost\n",
            "run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication\n",
            "run sql select syncstatus from epassyncagentcfg\n",
        ];
        assert_eq!(lines, expected);
        let keys = [Key::Page, Key::NextOfFile, Key::No, Key::Interrupt].map(|key| sent(Typed::Key(key)));
        assert_eq!(keys, [" ", "n", "n\n", "\u{3}"]);
    }

    /// Every character there is, alone and inside a name: none but the allowed ones ever becomes part of a command.
    #[test]
    fn a_parameter_is_one_plain_word() {
        let allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.:_-";
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let (alone, inside) = (Word::new(&c.to_string()), Word::new(&format!("dc{c}1")));
            assert_eq!(inside.is_some(), allowed.contains(c), "{c:?}");
            assert_eq!(alone.is_some(), allowed.contains(c) && c != '-', "{c:?}");
        }
        for text in ["", "-rf", "--x", "dc1 636", "dc1\nutils system restart", "dc1;x", &"a".repeat(254)] {
            assert_eq!(Word::new(text), None, "{text:?}");
        }
        for text in ["::1", "10.1.2.3", "dc-1_a.lab.example", &"a".repeat(253)] {
            let word = Word::new(text).unwrap();
            for command in every(&word, NonZeroU16::MAX) {
                let line = command.to_string();
                assert!(line.starts_with(command.verb()) && !line.contains(char::is_control), "{line:?}");
                assert_eq!(sent(Typed::Command(&command)), format!("{line}\n"));
            }
        }
    }

    /// Bytes reach a shell in one place, and that place takes nothing but this list.
    #[test]
    fn nothing_else_writes_to_a_shell() {
        let sources = [
            include_str!("probes/shell.rs"),
            include_str!("probes/shell/conversation.rs"),
            include_str!("probes/shell/link.rs"),
            include_str!("probes/shell/login.rs"),
        ];
        let whole = sources.concat();
        for (writes, times) in
            [(".data_bytes(", 1), (".data(", 0), (".exec(", 0), (".request_shell(", 1), ("set_env", 0)]
        {
            assert_eq!(whole.matches(writes).count(), times, "{writes}");
        }
        assert!(whole.contains("data_bytes(typed.bytes())") && whole.contains("typed: Typed<'_>"));
    }
}
