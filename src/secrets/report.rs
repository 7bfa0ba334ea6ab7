//! The last search: a finished report, before it is written.

use std::io::{self, Write};

use zeroize::Zeroizing;

use super::{Secrets, WITHHELD, letters};

/// What a report is written as: which of its words are the format's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Lines for people.
    Text,
    /// JSON: keys and one-word values are ours.
    Json,
    /// XML and HTML: elements, attributes and entities are ours.
    Markup,
    /// CSV: the first row is ours.
    Table,
    /// What Prometheus reads: all but the values of labels is ours.
    Figures,
    /// Workflow commands of GitHub: what stands before the title is ours.
    Commands,
}

/// The longest beginning of a workflow command: `::warning title=`.
const COMMAND: usize = "::warning title=".len();

impl Secrets {
    /// Renders a report and hands it on without secrets. Without any secret nothing is held back on the way. Short
    /// secrets are not looked for here, since they are found in every number: they end at the filter before the evidence.
    pub fn write(
        &self,
        out: &mut dyn Write,
        written: Written,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut long = self.words.iter().filter(|word| !word.is_short() && !word.said()).peekable();
        if long.peek().is_none() {
            return render(out);
        }
        let mut report = Zeroizing::new(Vec::new());
        render(&mut *report)?;
        for word in long {
            if let Some(clean) = without(&report, word.plain(), written) {
                report = Zeroizing::new(clean);
            }
        }
        out.write_all(&report)
    }
}

/// The bytes without a secret, however the format writes it; none when it is not in there. What is part of the
/// document's own structure stays.
fn without(report: &[u8], secret: &str, written: Written) -> Option<Vec<u8>> {
    let mut clean: Option<Vec<u8>> = None;
    let mut done = 0;
    for (from, to) in letters::found(report, secret) {
        if from < done || structural(report, from, to, written) {
            continue;
        }
        let clean = clean.get_or_insert_default();
        clean.extend_from_slice(report.get(done..from).unwrap_or_default());
        clean.extend_from_slice(WITHHELD.as_bytes());
        done = to;
    }
    if let Some(clean) = &mut clean {
        clean.extend_from_slice(report.get(done..).unwrap_or_default());
    }
    clean
}

/// Whether these bytes are a name of the format itself, or begin in the midst of an escape: then they only look alike.
fn structural(report: &[u8], from: usize, to: usize, written: Written) -> bool {
    let head = report.get(..from).unwrap_or_default();
    let line = head.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let line = head.get(line..).unwrap_or_default();
    let before = head.last().copied();
    let after = report.get(to).copied();
    // A whole value of one small word is one of ours: a verdict, an owner, a code.
    let whole = before == Some(b'"') && after == Some(b'"') && is_word(report.get(from..to).unwrap_or_default());
    match written {
        Written::Text => false,
        Written::Json => within_escape(head) || whole,
        Written::Markup => {
            matches!(before, Some(b'<' | b'/' | b'&' | b'#')) || (after == Some(b'=') && before == Some(b' '))
        }
        Written::Table => line.len() == head.len(),
        Written::Figures => within_escape(head) || whole || !within_quotes(line),
        Written::Commands => line.len() < COMMAND || line.iter().rev().take(2).any(|byte| *byte == b'%'),
    }
}

fn is_word(bytes: &[u8]) -> bool {
    bytes.iter().all(|byte| byte.is_ascii_lowercase() || b"-_".contains(byte))
}

/// Whether an odd number of backslashes stands last: what follows is escaped by it.
fn within_escape(head: &[u8]) -> bool {
    head.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1
}

fn within_quotes(line: &[u8]) -> bool {
    let quotes = line
        .iter()
        .enumerate()
        .filter(|(at, byte)| **byte == b'"' && !within_escape(line.get(..*at).unwrap_or_default()));
    quotes.count() % 2 == 1
}
