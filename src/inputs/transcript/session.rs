//! A session cut into commands with their outputs: what follows `admin:` at the beginning of a line is a command.

use super::screen::{Shown, shown};

/// The prompt of the platform's shell, whatever account is logged in.
pub(super) const PROMPT: &str = "admin:";
/// Commands kept of one log; a session by hand has a few dozen.
const MOST_COMMANDS: usize = 2_000;
/// The first line of a login.
const WELCOME: &str = "Welcome to the Platform Command Line Interface";

/// One command, as typed, and what it printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Command {
    /// Words of the command with single blanks between them.
    pub(super) words: String,
    /// Lines of the output.
    pub(super) output: Vec<String>,
    /// The output came to its end: the prompt came back, and nothing shows that somebody ended it.
    pub(super) whole: bool,
}

/// A whole log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Session {
    /// What was typed, in order.
    pub(super) commands: Vec<Command>,
    /// The banner says that no name server answers.
    pub(super) dns_unreachable: bool,
    /// Commands beyond the bound.
    pub(super) dropped: usize,
}

/// Cuts a log into commands. A text without a prompt has none.
pub(super) fn session(text: &str) -> Session {
    let mut session = Session::default();
    // The command that prints, and whether its last sign of life is a pager.
    let (mut current, mut at_pager): (Option<Command>, bool) = (None, false);
    for shown in shown(text) {
        let line = match shown {
            Shown::Pager => {
                at_pager = true;
                continue;
            }
            Shown::Line(line) => line,
        };
        if let Some(words) = typed(&line) {
            session.keep(current.take(), !at_pager);
            current = (!words.is_empty()).then(|| Command { words, ..Command::default() });
            at_pager = false;
        } else if line.trim() == WELCOME {
            // A new login: whatever was running was cut.
            session.keep(current.take(), false);
        } else {
            at_pager &= line.trim().is_empty();
            session.dns_unreachable |= current.is_none() && line.trim() == "WARNING: DNS unreachable";
            if let Some(command) = &mut current {
                command.output.push(line);
            }
        }
    }
    session.keep(current, false);
    session
}

impl Session {
    fn keep(&mut self, command: Option<Command>, ended: bool) {
        let Some(mut command) = command else { return };
        if self.commands.len() == MOST_COMMANDS {
            self.dropped += 1;
            return;
        }
        let output = &mut command.output;
        let end = output.iter().rposition(|line| !line.trim().is_empty()).map_or(0, |last| last + 1);
        output.truncate(end);
        let start = output.iter().position(|line| !line.trim().is_empty()).unwrap_or(0);
        output.drain(..start);
        command.whole = ended && !output.iter().any(|line| line.contains("^C"));
        self.commands.push(command);
    }
}

/// What was typed after the prompt. A prompt that came twice was printed on one line.
fn typed(line: &str) -> Option<String> {
    let mut rest = line.trim_start_matches(' ').strip_prefix(PROMPT)?;
    while let Some(again) = rest.trim_start().strip_prefix(PROMPT) {
        rest = again;
    }
    Some(rest.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::session;

    fn told(log: &str) -> Vec<(String, String, bool)> {
        session(log).commands.into_iter().map(|c| (c.words, c.output.join("|"), c.whole)).collect()
    }

    #[test]
    fn commands_and_outputs_are_told_apart() {
        let log = "=~=~= PuTTY log =~=~=\r\n   Welcome to the Platform Command Line Interface\r\n\r\nadmin:show  myself\r\nMachine Name : \
                   cups7\r\n\r\nadmin:\r\nadmin:admin:utils ntp status\r\nntpd (pid 1) is running...\r\n";
        let expected =
            [("show myself", "Machine Name : cups7", true), ("utils ntp status", "ntpd (pid 1) is running...", false)];
        assert_eq!(told(log), expected.map(|(words, output, whole)| (words.to_owned(), output.to_owned(), whole)));
    }

    #[test]
    fn an_output_that_somebody_ended_is_not_whole() {
        let pager = "Press <enter> for 1 line, <space> for one page, or <q> to quit";
        for (end, whole) in [
            ("row\r\nadmin:", true),
            ("row\r\n", false),
            ("row^C\r\nadmin:", false),
            (&format!("row\r\n{pager}\r\u{1b}[K\r\nadmin:") as &str, false),
            (&format!("row\r\n{pager}\r\u{1b}[Krow\r\nadmin:"), true),
            ("row\r\n   Welcome to the Platform Command Line Interface\r\nadmin:", false),
        ] {
            assert_eq!(told(&format!("admin:run sql select x\r\n{end}"))[0].2, whole, "{end:?}");
        }
    }
}
