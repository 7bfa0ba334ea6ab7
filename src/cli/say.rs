//! Standard error: the one place that writes there, apart from the progress line.

use std::io::{IsTerminal, Write};

use crate::render::escape;

/// A line on standard error, or several; nothing else writes there, apart from the progress line. What came from files,
/// servers and names is shown by number where a terminal would obey it.
pub fn say(text: &str) {
    let width = std::io::stderr().is_terminal().then(|| terminal_size::terminal_size_of(std::io::stderr())).flatten();
    let width = width.map(|(width, _)| usize::from(width.0).max(40));
    let shown: Vec<_> = text.split('\n').map(|line| wrapped(&escape::text(line), width)).collect();
    let _ = writeln!(std::io::stderr(), "{}", shown.join("\n"));
}

/// A sentence that is longer than a line of the terminal, broken between words; what it quotes of a file stays as it is.
fn wrapped(line: &str, width: Option<usize>) -> String {
    let sentence = ["error: ", "warning: ", "note: "].iter().any(|lead| line.starts_with(lead));
    let Some(width) = width.filter(|width| sentence && line.chars().count() > *width) else { return line.to_owned() };
    let (mut shown, mut column) = (String::new(), 0);
    for word in line.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            shown.push_str("\n  ");
            column = 2;
        } else if column > 0 {
            shown.push(' ');
            column += 1;
        }
        shown.push_str(word);
        column += length;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn sentences_wrap_between_words_and_excerpts_stay() {
        let long = format!("note: {}", "seven 77 ".repeat(20));
        let shown = wrapped(&long, Some(60));
        assert!(shown.lines().count() > 2 && shown.lines().all(|line| line.chars().count() <= 60), "{shown}");
        assert_eq!(shown.replace("\n  ", " "), long);
        assert_eq!(wrapped(&long, None), long);
        let excerpt = format!("3 | {}", "x ".repeat(60));
        assert_eq!(wrapped(&excerpt, Some(60)), excerpt);
    }
}
