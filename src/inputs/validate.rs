//! The output of `utils users validate` of the presence server: duplicate user IDs, missing, invalid and duplicate
//! directory URIs.

use std::path::Path;

use anyhow::bail;

use super::run_sql::Lines;
use super::{Loaded, Log, source, text};
use crate::evidence::identity::{Complaint, UserFault};

/// Reads the complaints from a file, or from standard input for `-`. None at all does not mean that there are no
/// duplicates: the appliance is known to miss some.
///
/// Fails, with what was expected and what was found, on a file that holds none of the four sections, unless it shows
/// the command and the prompt after it with nothing between them.
pub fn load(path: &Path) -> anyhow::Result<Loaded<Vec<Complaint>>> {
    source::load(path, "the presence server's own check of its users", read)
}

/// The headings of the sections.
const SECTIONS: [(&str, UserFault); 4] = [
    ("users with duplicate user ids", UserFault::DuplicateUserId),
    ("users with no directory uri configured", UserFault::NoDirectoryUri),
    ("users with invalid directory uri configured", UserFault::InvalidDirectoryUri),
    ("users with duplicate directory uris", UserFault::DuplicateDirectoryUri),
];

/// Reads the complaints from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<Vec<Complaint>>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut reading = Reading::default();
    for (number, line) in Lines::new(&text) {
        if let Err(why) = reading.line(line) {
            log.reject(number, why);
        }
    }
    if reading.section.is_none() && reading.session != Session::Over {
        bail!(
            "expected the output of `utils users validate all` on a presence node, with a section as \
             \"Users with Duplicate User IDs\", or from the command to the next prompt; found none"
        );
    }
    let rows = reading.complaints.len();
    Ok(log.finish("utils users validate", rows, reading.complaints))
}

/// Where the reader stands.
#[derive(Default)]
struct Reading {
    complaints: Vec<Complaint>,
    section: Option<UserFault>,
    /// `User ID: x`, `Node Name: x` or `Directory URI: x`, that the lines below belong to.
    subject: String,
    /// Byte at which the second column of a small table begins.
    second: Option<usize>,
    session: Session,
}

/// How much of the terminal session the file shows: output that nothing stands in is whole when a prompt follows.
#[derive(Default, PartialEq)]
enum Session {
    /// No command yet.
    #[default]
    Unknown,
    /// The command, and nothing after it.
    Asked,
    /// The next prompt.
    Over,
    /// Something else than the four sections after the command.
    Unclear,
}

impl Reading {
    fn line(&mut self, line: &str) -> Result<(), &'static str> {
        let trimmed = line.trim();
        let lower = trimmed.to_ascii_lowercase();
        if let Some((_, fault)) = SECTIONS.iter().find(|(heading, _)| lower.starts_with(heading)) {
            self.section = Some(*fault);
            self.subject.clear();
            self.second = None;
            return Ok(());
        }
        let Some(section) = self.section else {
            self.session(&lower);
            return Ok(());
        };
        if trimmed.is_empty() || trimmed.starts_with("---") || lower.starts_with("admin:") {
            return Ok(());
        }
        let subject = ["user id:", "node name:", "directory uri:"].iter().find_map(|name| lower.strip_prefix(name));
        if let Some(subject) = subject {
            let start = trimmed.len() - subject.len();
            self.subject = trimmed.get(start..).unwrap_or_default().trim().to_owned();
            self.second = None;
            return Ok(());
        }
        if ["node name", "user id"].iter().any(|name| lower.starts_with(name)) {
            // A head of a table; two columns stand two blanks apart at least.
            let second = line.trim_start().find("  ").map(|gap| gap + line.len() - line.trim_start().len());
            self.second = second.and_then(|gap| {
                let rest = line.get(gap..)?;
                (!rest.trim().is_empty()).then(|| gap + rest.len() - rest.trim_start().len())
            });
            return Ok(());
        }
        self.row(section, line)
    }

    fn session(&mut self, line: &str) {
        let is_prompt = line.starts_with("admin:");
        self.session = match self.session {
            _ if is_prompt && line.contains("utils users validate") => Session::Asked,
            Session::Asked if is_prompt => Session::Over,
            Session::Asked if !line.is_empty() => Session::Unclear,
            _ => return,
        };
    }

    fn row(&mut self, fault: UserFault, line: &str) -> Result<(), &'static str> {
        let (first, second) = match self.second {
            Some(at) => match (line.get(..at), line.get(at..)) {
                (Some(first), Some(second)) if first.ends_with(' ') => (first.trim(), second.trim()),
                _ => return Err("the row does not stand under its head"),
            },
            None => (line.trim(), ""),
        };
        if self.subject.is_empty() || (self.second.is_some() && (first.is_empty() || second.is_empty())) {
            return Err("the row belongs to no user, node or directory URI");
        }
        let subject = self.subject.clone();
        let owned = str::to_owned;
        let (user_id, directory_uri, node) = match fault {
            UserFault::DuplicateUserId => (subject, None, owned(first)),
            UserFault::NoDirectoryUri => (owned(first), None, subject),
            UserFault::InvalidDirectoryUri => (owned(first), Some(owned(second)), subject),
            UserFault::DuplicateDirectoryUri => (owned(second), Some(subject), owned(first)),
        };
        self.complaints.push(Complaint { fault, user_id, directory_uri, node });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_four_sections() {
        let text = "admin:utils users validate all\r\n\
            Users with Duplicate User IDs\r\n-----\r\n User ID: user3\r\n  Node Name\r\n  imp-1\r\n  imp-2\r\n\r\n\
            Users with No Directory URI Configured\r\n-----\r\n Node Name: imp-2\r\n User ID\r\n user4\r\n\r\n\
            Users with Invalid Directory URI Configured\r\n-----\r\n Node Name: imp-2\r\n User ID   Directory URI\r\n \
            user1     asdf@ASDF@x\r\n \r\n\
            Users with Duplicate Directory URIs\r\n----- \r\nDirectory URI: user1@cisco.com\r\n Node Name   User ID\r\n \
            imp-1       user4\r\n imp-2\r\n an-unusually-long-name user5\r\n";
        let loaded = read(text.into()).unwrap();
        let rows: Vec<String> = loaded
            .table
            .iter()
            .map(|row| {
                format!("{:?} {} {} {}", row.fault, row.user_id, row.directory_uri.as_deref().unwrap_or("-"), row.node)
            })
            .collect();
        assert_eq!(
            rows,
            [
                "DuplicateUserId user3 - imp-1",
                "DuplicateUserId user3 - imp-2",
                "NoDirectoryUri user4 - imp-2",
                "InvalidDirectoryUri user1 asdf@ASDF@x imp-2",
                "DuplicateDirectoryUri user4 user1@cisco.com imp-1",
            ]
        );
        assert_eq!(loaded.rejected.iter().map(|rejected| rejected.line).collect::<Vec<_>>(), [26, 27]);
    }

    #[test]
    fn nothing_between_command_and_prompt_is_nothing_found() {
        let command = "admin:utils users validate all\n";
        let headings = "Users with Duplicate User IDs\n------\n\nUsers with Duplicate Directory URIs\n------\n";
        for (text, whole) in [
            (format!("{command}\nadmin:\n"), true),
            (format!("admin:show status\n{command}admin:exit"), true),
            (format!("{command}{headings}"), true),
            (command.to_owned(), false),
            (format!("{command}Executed command unsuccessfully\nadmin:\n"), false),
            ("admin:show status\nadmin:\n".to_owned(), false),
        ] {
            assert_eq!(read(text.clone().into()).map(|loaded| loaded.rows).ok(), whole.then_some(0), "{text}");
        }
    }
}
