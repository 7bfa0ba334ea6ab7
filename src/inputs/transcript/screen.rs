//! What a terminal showed, line by line: carriage returns, backspaces, escapes and pagers are applied and gone.
//!
//! Platform shells end lines with CR LF, CR CR LF or a lone CR, clear a pager with CR and ESC[K, and echo corrections
//! with backspaces. Logs of PuTTY may hold all of it ("all session output") or have lost the escapes ("printable
//! output"), so a pager's text is taken out wherever it stands.

/// Columns kept of one line; a shell of 200 columns wraps long before.
const WIDEST: usize = 64 * 1024;

/// The pager of the shell. What follows on its line belongs to the next line of the output.
pub(super) const PAGER: &str = "Press <enter> for 1 line, <space> for one page, or <q> to quit";
/// The pager of `file view`, up to its numbers.
pub(super) const FILE_PAGER: &str = "options: q=quit, n=next, p=prev, b=begin, e=end";

/// What was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shown {
    /// A plain line, without its end and blanks before it.
    Line(String),
    /// The shell waited for a key: the output may have been quit here.
    Pager,
}

/// What a terminal showed, in order.
pub(super) fn shown(text: &str) -> Vec<Shown> {
    let mut screen = Screen::default();
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => screen.end(),
            '\r' => screen.carriage_return(),
            '\u{8}' | '\u{7f}' => screen.cursor = screen.cursor.saturating_sub(1),
            '\u{1b}' => escape(&mut chars, &mut screen),
            '\t' => screen.put('\t'),
            c if c.is_control() => {}
            c => screen.put(c),
        }
    }
    if !screen.line.is_empty() {
        screen.end();
    }
    screen.shown
}

#[derive(Default)]
struct Screen {
    shown: Vec<Shown>,
    line: Vec<char>,
    cursor: usize,
}

impl Screen {
    fn put(&mut self, c: char) {
        if self.cursor >= WIDEST {
            return;
        }
        match self.line.get_mut(self.cursor) {
            Some(place) => *place = c,
            None => self.line.push(c),
        }
        self.cursor += 1;
    }

    /// After a pager the line begins anew, also where the escape that clears it was not logged.
    fn carriage_return(&mut self) {
        self.cursor = 0;
        let written: String = self.line.iter().collect();
        if let Some(at) = written.find(PAGER) {
            self.line.clear();
            // What stood before the pager is a line of its own.
            self.keep(written.get(..at).unwrap_or_default());
            self.shown.push(Shown::Pager);
        }
    }

    fn end(&mut self) {
        let line: String = std::mem::take(&mut self.line).into_iter().collect();
        self.cursor = 0;
        if let Some((before, _)) = line.split_once(FILE_PAGER) {
            self.keep(before);
            self.shown.push(Shown::Pager);
        } else if let Some((before, after)) = line.split_once(PAGER) {
            self.keep(before);
            self.shown.push(Shown::Pager);
            self.keep(after);
        } else {
            self.shown.push(Shown::Line(line.trim_end().to_owned()));
        }
    }

    fn keep(&mut self, part: &str) {
        if !part.trim().is_empty() {
            self.shown.push(Shown::Line(part.trim_end().to_owned()));
        }
    }
}

/// Control sequences (ECMA-48): of all of them only erasing and moving left change what is read.
fn escape(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, screen: &mut Screen) {
    match chars.peek() {
        Some('[') => {
            chars.next();
            let mut parameters = String::new();
            // A sequence is short; what goes on for longer is not one.
            for _ in 0..32 {
                match chars.next() {
                    Some(c @ '\u{40}'..='\u{7e}') => return control_sequence(c, &parameters, screen),
                    Some(c) => parameters.push(c),
                    None => return,
                }
            }
        }
        // An operating-system command, such as a window's title: up to BEL or ESC \.
        Some(']') => {
            for c in chars.by_ref().take(4096) {
                if c == '\u{7}' || c == '\\' {
                    return;
                }
            }
        }
        Some(_) => drop(chars.next()),
        None => {}
    }
}

fn control_sequence(last: char, parameters: &str, screen: &mut Screen) {
    match (last, parameters) {
        ('K', "" | "0") => screen.line.truncate(screen.cursor),
        ('K', "2") => screen.line.clear(),
        ('D', count) => screen.cursor = screen.cursor.saturating_sub(count.parse().unwrap_or(1)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{PAGER, Shown, shown};

    fn lines(text: &str) -> Vec<String> {
        let line = |shown| match shown {
            Shown::Line(line) => line,
            Shown::Pager => "--".to_owned(),
        };
        shown(text).into_iter().map(line).collect()
    }

    #[test]
    fn what_the_terminal_showed_is_read() {
        let table: [(&str, &[&str]); 12] = [
            ("a\r\nb\r\n", &["a", "b"]),
            ("a\r\r\nb\n", &["a", "b"]),
            ("admin:\r\n\radmin:", &["admin:", "admin:"]),
            ("admin:shoe\u{8} \u{8}w\r\n", &["admin:show"]),
            ("\u{1b}[1mbold\u{1b}[0m\n", &["bold"]),
            ("x\r\n\u{1b}[1mPAGER\u{1b}[0m\r\u{1b}[K y\r\n", &["x", "--", " y"]),
            // Without the escapes, as "printable output" is logged.
            ("x\r\nPAGER\ry\r\n", &["x", "--", "y"]),
            ("x\nPAGERy\n", &["x", "--", "y"]),
            ("rowPAGER\r\u{1b}[Knext\r\n", &["row", "--", "next"]),
            (
                "l\r\n\u{1b}[1m\r\noptions: q=quit, n=next, p=prev, b=begin, e=end (lines 1 - 2 of 9) : \u{1b}[0mn\r\n",
                &["l", "", "--"],
            ),
            ("\u{1b}]0;title\u{7}text\n", &["text"]),
            ("\u{1b}[", &[]),
        ];
        for (text, expected) in table {
            assert_eq!(lines(&text.replace("PAGER", PAGER)), expected, "{text:?}");
        }
    }
}
