//! What a shell waits for, by the last thing that its terminal shows.

use super::screen::{FILE_PAGER, PAGER, Shown, shown};
use super::session::PROMPT;

/// What a shell waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waiting {
    /// The next command.
    Command,
    /// A key, to go on with a long answer.
    Page,
    /// A key, to go on with a file.
    PageOfFile,
    /// Yes or no.
    Confirmation,
    /// A password.
    Password,
    /// Something that is not known here, though it looks like a question.
    Perhaps,
    /// Nothing: it goes on printing.
    Nothing,
}

/// Words of a question that yes or no answers, in small letters.
const CONFIRMATIONS: [&str; 6] = ["(y/n)", "(yes/no)", "[y/n]", "[yes/no]", "please answer 'y'", "y or n"];

/// What it waits for, when this is the last line of its terminal, escapes and all, without an end.
pub fn waiting(line: &str) -> Waiting {
    let line = match shown(line).pop() {
        None => return Waiting::Nothing,
        Some(Shown::Pager) if line.contains(FILE_PAGER) => return Waiting::PageOfFile,
        Some(Shown::Pager) => return Waiting::Page,
        Some(Shown::Line(line)) => line,
    };
    if line.contains(PAGER) {
        return Waiting::Page;
    }
    let mut rest = line.trim();
    while let Some(again) = rest.strip_prefix(PROMPT) {
        rest = again.trim_start();
        if rest.is_empty() {
            return Waiting::Command;
        }
    }
    let small = rest.to_lowercase();
    if small.ends_with("password:") || small.ends_with("passphrase:") {
        return Waiting::Password;
    }
    if CONFIRMATIONS.iter().any(|words| small.contains(words)) {
        return Waiting::Confirmation;
    }
    if small.ends_with('?') || small.ends_with(':') { Waiting::Perhaps } else { Waiting::Nothing }
}

#[cfg(test)]
mod tests {
    use super::Waiting::{self, *};
    use super::waiting;

    #[test]
    fn the_last_line_tells() {
        let pager = "\u{1b}[1mPress <enter> for 1 line, <space> for one page, or <q> to quit\u{1b}[0m";
        let cleared = format!("{pager}\r\u{1b}[K");
        let table: [(&str, Waiting); 16] = [
            ("", Nothing),
            ("admin:", Command),
            ("\radmin:", Command),
            ("\u{1b}[Kadmin: ", Command),
            ("admin:admin:", Command),
            ("admin:show my", Nothing),
            ("xadmin:", Perhaps),
            (pager, Page),
            (&cleared, Page),
            ("options: q=quit, n=next, p=prev, b=begin, e=end (lines 1 - 2 of 9) : ", PageOfFile),
            ("Continue (y/n)?", Confirmation),
            ("Please answer 'y' for <yes> or 'n' for <no>:", Confirmation),
            ("(current) UNIX password: ", Password),
            ("Enter the name:", Perhaps),
            ("Cisco Tomcat[STARTED]", Nothing),
            ("\u{1b}[", Nothing),
        ];
        for (line, expected) in table {
            assert_eq!(waiting(line), expected, "{line:?}");
        }
    }
}
