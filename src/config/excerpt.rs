//! A message that points into a file: position, the line itself, a caret, and what helps. Secrets are never shown.

use std::fmt::Write as _;
use std::ops::Range;
use std::path::Path;

use super::refused;

/// Characters of a line shown at most.
const WIDTH: usize = 100;

/// Words a message about the bytes `span` of `text`, which was read from `file`.
pub(super) fn message(file: &Path, text: &str, span: Range<usize>, what: &str, help: Option<&str>) -> String {
    let place = Place::of(text, span);
    let mut out = format!("{}:{}:{}: {what}", file.display(), place.line, place.column);
    let number = place.line.to_string();
    let gutter = " ".repeat(number.len());
    let (shown, before, marked) = place.window();
    let caret = format!("{}{}", " ".repeat(before), "^".repeat(marked.max(1)));
    let _ = write!(out, "\n{gutter} |\n{number} | {shown}\n{gutter} | {caret}");
    for line in help.into_iter().flat_map(str::lines) {
        let _ = write!(out, "\n{gutter} = {line}");
    }
    out
}

/// A position in a text, counted from 1, and the line it is on.
struct Place<'a> {
    line: usize,
    column: usize,
    text: &'a str,
    /// What stands above the line.
    above: &'a str,
    marked: usize,
}

impl<'a> Place<'a> {
    fn of(text: &'a str, span: Range<usize>) -> Self {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let (before, after) = text.split_at(start);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = text.get(line_start..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let on_line = after.lines().next().unwrap_or_default();
        let length = span.end.saturating_sub(start).min(on_line.len());
        Self {
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).unwrap_or_default().chars().count() + 1,
            text: line,
            above: before.get(..line_start).unwrap_or_default(),
            marked: on_line.char_indices().take_while(|(at, _)| *at < length).count(),
        }
    }

    /// The part of the line to show, the characters before the caret, and the characters to mark.
    fn window(&self) -> (String, usize, usize) {
        let visible = refused::shown(self.above, self.text);
        let hidden = visible.len() < self.text.len();
        let characters: Vec<char> = visible.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let at = (self.column - 1).min(characters.len());
        let from = if at > WIDTH / 2 && characters.len() > WIDTH { at - WIDTH / 2 } else { 0 };
        let mut shown: String = characters.iter().skip(from).take(WIDTH).collect();
        if hidden || characters.len() > from + WIDTH {
            shown.push('…');
        }
        let room = shown.chars().count().saturating_sub(at - from);
        (shown, at - from, self.marked.min(room))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_at_the_right_characters() {
        for (text, span, expected) in [
            ("a = 1\nbö = 2\n", 6..9, "f:2:1: wrong\n  |\n2 | bö =…\n  | ^^"),
            ("base = [x]", 7..10, "f:1:8: wrong\n  |\n1 | base = [x]\n  |        ^^^"),
            ("base = 1", 8..8, "f:1:9: wrong\n  |\n1 | base = 1\n  |         ^"),
            ("base = \"\"\"\nlong\n\"\"\"", 7..18, "f:1:8: wrong\n  |\n1 | base = \"\"\"\n  |        ^^^"),
            ("", 0..0, "f:1:1: wrong\n  |\n1 | \n  | ^"),
            ("a\u{1b}[31m = 1\r\n", 0..1, "f:1:1: wrong\n  |\n1 | a [31m =…\n  | ^"),
            ("pasword = \"hunter2\"", 11..18, "f:1:12: wrong\n  |\n1 | pasword =…\n  |          ^"),
        ] {
            assert_eq!(message(Path::new("f"), text, span, "wrong", None), expected);
        }
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("base = \"{}\" b", "x".repeat(5000));
        let message = message(Path::new("f"), &text, 5009..5010, "wrong", Some("help"));
        assert!(message.lines().all(|line| line.chars().count() < 120), "{message}");
        assert!(message.ends_with("= help"), "{message}");
    }
}
