//! A secret in a finished report, letter by letter: every format writes some letters in ways of its own, and lines wrap
//! between words.

use super::forms::{BEGINNING, entity};
use crate::render::escape;

/// Where it stands: first byte, and the byte behind the last. Whatever format wrote it: as it is, in capitals or small
/// letters, with a quote doubled (CSV), a backslash in front (JSON, Prometheus, Markdown), by number (`\u00e4`, `\x09`,
/// `&#38;`, `%3A`), by name (`&amp;`), wrapped at its blanks, with colour between, or cut short before three dots.
pub(super) fn found<'r>(report: &'r [u8], secret: &'r str) -> impl Iterator<Item = (usize, usize)> + 'r {
    let letters: Vec<Letter> = secret.chars().map(Letter::new).collect();
    let mut begins = [false; 256];
    for begin in letters.first().iter().flat_map(|first| first.begins()) {
        if let Some(begins) = begins.get_mut(usize::from(begin)) {
            *begins = true;
        }
    }
    let begins = move |byte: u8| begins.get(usize::from(byte)).copied().unwrap_or(false);
    let starts = report.iter().enumerate().filter(move |(_, byte)| begins(**byte)).map(|(at, _)| at);
    starts.filter_map(move |from| Some((from, end(report, from, &letters)?)))
}

/// Behind the secret that begins here, the longest way to read it.
fn end(report: &[u8], from: usize, letters: &[Letter]) -> Option<usize> {
    let mut places = vec![from];
    for (nth, letter) in letters.iter().enumerate() {
        let next: Vec<usize> = places.iter().flat_map(|&at| letter.ends(report, behind_paint(report, at))).collect();
        if next.is_empty() {
            let cut = |at: &&usize| nth >= BEGINNING && rest(report, **at).is_some_and(|rest| letter.is_cut_in(rest));
            return places.iter().find(cut).copied();
        }
        places = next;
        places.sort_unstable();
        places.dedup();
    }
    places.last().copied()
}

fn rest(report: &[u8], at: usize) -> Option<&[u8]> {
    report.get(at..).filter(|rest| !rest.is_empty())
}

/// Behind the codes by which a terminal changes colour.
fn behind_paint(report: &[u8], mut at: usize) -> usize {
    while let Some(code) = rest(report, at).and_then(|rest| rest.strip_prefix(b"\x1b[")) {
        let Some(length) = code.iter().take(16).position(|byte| *byte == b'm') else { break };
        at += b"\x1b[".len() + length + 1;
    }
    at
}

/// One character of a secret.
struct Letter {
    letter: char,
    /// As reports show it: itself, and by number or neighbour where a reader could not see it.
    shown: Vec<String>,
}

impl Letter {
    fn new(letter: char) -> Self {
        let own = letter.to_string();
        let mut shown = vec![escape::text(&own).into_owned(), escape::ascii(&own).into_owned()];
        match letter {
            // A bar ends the text of a monitoring plugin, which writes another sign for it.
            '|' => shown.push("/".to_owned()),
            // Pages mark what stands between two of them.
            '`' => shown.extend(["<code>".to_owned(), "</code>".to_owned()]),
            _ => {}
        }
        shown.push(own);
        shown.sort();
        shown.dedup();
        Self { letter, shown }
    }

    /// The bytes with which it may begin.
    fn begins(&self) -> impl Iterator<Item = u8> {
        let first = self.shown.iter().filter_map(|shown| shown.bytes().next());
        let either = first.flat_map(|byte| [byte.to_ascii_lowercase(), byte.to_ascii_uppercase()]);
        either.chain(*b"\\&%")
    }

    /// Whether what follows was cut before this letter, or in the midst of its number.
    fn is_cut_in(&self, rest: &[u8]) -> bool {
        let dots = |rest: &[u8]| rest.starts_with(b"...") || rest.starts_with("…".as_bytes());
        let within = self.shown.iter().any(|shown| {
            let same = shown.bytes().zip(rest).take_while(|(one, other)| one == *other).count();
            (0..=same).any(|begun| rest.get(begun..).is_some_and(dots))
        });
        within || dots(rest)
    }

    /// Where it may end when it begins here.
    fn ends(&self, report: &[u8], at: usize) -> Vec<usize> {
        let Some(rest) = rest(report, at) else { return Vec::new() };
        if self.letter == ' ' {
            let blank = blanks(rest);
            return [blank, escaped(rest, ' ')].into_iter().flatten().map(|length| at + length).collect();
        }
        let plain = self.shown.iter().flat_map(|shown| {
            let once = starts_with(rest, shown).then_some(shown.len());
            let doubled = (shown == "\"" && rest.starts_with(b"\"\"")).then_some(2);
            // Shown by number, and the backslash of that escaped once more.
            let twice = shown.starts_with('\\') && rest.first() == Some(&b'\\');
            let twice = twice.then(|| rest.get(1..)).flatten().filter(|rest| starts_with(rest, shown));
            [once, doubled, twice.map(|_| shown.len() + 1)]
        });
        plain.chain([escaped(rest, self.letter)]).flatten().map(|length| at + length).collect()
    }
}

/// Blanks, line breaks and indents between two words.
fn blanks(rest: &[u8]) -> Option<usize> {
    let mut at = 0;
    loop {
        let next = behind_paint(rest, at);
        match rest.get(next) {
            Some(b' ' | b'\n' | b'\r') => at = next + 1,
            _ => return (at > 0).then_some(at),
        }
    }
}

fn starts_with(rest: &[u8], text: &str) -> bool {
    rest.get(..text.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(text.as_bytes()))
}

/// How many bytes this letter takes, written by an escape of markup, of JSON and its kin, or of URLs.
fn escaped(rest: &[u8], letter: char) -> Option<usize> {
    match rest.first()? {
        b'&' => {
            let end = rest.iter().take(12).position(|byte| *byte == b';')?;
            let name = std::str::from_utf8(rest.get(1..end)?).ok()?;
            (entity(name)? == letter).then_some(end + 1)
        }
        b'%' => percent(rest, letter),
        b'\\' => backslash(rest.get(1..)?, letter).map(|length| length + 1),
        _ => None,
    }
}

fn percent(rest: &[u8], letter: char) -> Option<usize> {
    let mut own = [0; 4];
    let own = letter.encode_utf8(&mut own).as_bytes();
    let written = rest.get(..own.len() * 3)?.chunks(3);
    let same = written.zip(own).all(|(written, byte)| {
        written.first() == Some(&b'%') && written.get(1..).and_then(number) == Some(u32::from(*byte))
    });
    same.then_some(own.len() * 3)
}

/// What follows a backslash.
fn backslash(rest: &[u8], letter: char) -> Option<usize> {
    let short = match letter {
        '\n' => Some(b'n'),
        '\r' => Some(b'r'),
        '\t' => Some(b't'),
        '\u{8}' => Some(b'b'),
        '\u{c}' => Some(b'f'),
        _ => None,
    };
    if short.is_some() && rest.first().copied() == short {
        return Some(1);
    }
    if letter.is_ascii_punctuation() && rest.first() == u8::try_from(letter).ok().as_ref() {
        return Some(1);
    }
    let mut units = [0; 2];
    let units = letter.encode_utf16(&mut units);
    // The first backslash is the one before `rest`.
    let mut at = 0;
    for (nth, unit) in units.iter().enumerate() {
        let mark: &[u8] = if nth == 0 { b"u" } else { b"\\u" };
        let digits = rest.get(at..)?.strip_prefix(mark)?.get(..4)?;
        (number(digits)? == u32::from(*unit)).then_some(())?;
        at += mark.len() + 4;
    }
    Some(at)
}

fn number(digits: &[u8]) -> Option<u32> {
    u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands around and in place of the secret, once all of it is found.
    fn left(report: &str, secret: &str) -> Vec<String> {
        let found = found(report.as_bytes(), secret);
        found.map(|(from, to)| format!("{}|{}", &report[..from], &report[to..])).collect()
    }

    #[test]
    fn every_way_of_writing_a_letter_is_read() {
        for (secret, written) in [
            ("a\"b,c", r#"a"b,c"#),
            ("a\"b,c", r#"a""b,c"#),
            ("a\"\"b", r#"a""b"#),
            ("a\"\"b", r#"a""""b"#),
            (r"a\nb", r"a\\nb"),
            ("a\nb", r"a\nb"),
            ("a\nb", "a%0Ab"),
            ("a\nb", "a&#10;b"),
            ("50%:x,", "50%25%3Ax%2C"),
            ("<ü>&'", "&lt;ü&gt;&amp;&#x27;"),
            ("<ü>&'", "&lt;&#252;&gt;&amp;&apos;"),
            ("<ü>&'", r"\u003c\u00fc\u003e\u0026\u0027"),
            ("ü€", "%c3%BC%E2%82%AC"),
            ("a𝄞b", r"a\ud834\udd1eb"),
            ("a𝄞b", r"a\u{1d11e}b"),
            ("a\tb", r"a\x09b"),
            ("a\tb", r"a\\x09b"),
            ("x…y", "x...y"),
            ("*[a]*", r"\*\[a\]\*"),
            ("two words", "two\n      words"),
            ("two words", "two\u{1b}[0m \u{1b}[1;31mwords"),
            ("two words", "two&#32;words"),
            ("a|b", "a/b"),
            ("`a`", "<code>a</code>"),
            ("MiXed", "mIxED"),
            ("longer secret", "longer secr..."),
            ("secret für", "secret f\\u{f..."),
        ] {
            let report = format!("before {written} after");
            let left = left(&report, secret);
            assert!(
                left.iter().any(|left| left == "before | after" || left.starts_with("before |") && left.ends_with("... after")),
                "{written}: {left:?}"
            );
        }
    }

    #[test]
    fn what_is_no_secret_is_left() {
        for (secret, written) in [
            ("abcdef", "abcde"),
            ("abcdef", "abc..."),
            ("a\"bc", "a\"\"\"bc"),
            ("a%b", "a%2b"),
            ("ä", r"\u00"),
            ("a b", "ab"),
        ] {
            assert_eq!(left(written, secret), Vec::<String>::new(), "{written}");
        }
    }
}
