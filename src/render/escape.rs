//! Makes strings that came from a server, a file or a certificate safe to show.
//!
//! A terminal obeys control characters, a reader is fooled by characters that reorder or hide others,
//! and a pasted identifier with an invisible space never matches. All of them are shown by number instead.

use std::borrow::Cow;

/// The string with every character that cannot be seen for what it is written as `\xNN` (below U+0100)
/// or `\u{…}`: controls, line breaks, tabs, spaces other than U+0020, bidirectional overrides (Unicode
/// annex 9), zero-width and other invisible characters, noncharacters.
///
/// A backslash stays as it is, since distinguished names and `DOMAIN\name` are full of them; the JSON
/// report has the exact string.
pub(crate) fn text(raw: &str) -> Cow<'_, str> {
    if !raw.contains(is_deceptive) {
        return Cow::Borrowed(raw);
    }
    let mut shown = String::with_capacity(raw.len() + 16);
    for c in raw.chars() {
        if is_deceptive(c) { push_number(&mut shown, c) } else { shown.push(c) }
    }
    Cow::Owned(shown)
}

/// Like [`text`], for terminals without UTF-8: typographic signs become their ASCII neighbours, every
/// other character above U+007E is shown by number, letters as `\u{…}`.
pub(crate) fn ascii(raw: &str) -> Cow<'_, str> {
    if raw.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Cow::Borrowed(raw);
    }
    let mut shown = String::with_capacity(raw.len() + 16);
    for c in raw.chars() {
        match c {
            ' '..='~' => shown.push(c),
            '…' => shown.push_str("..."),
            '–' | '—' => shown.push('-'),
            '×' => shown.push('x'),
            '→' => shown.push_str("->"),
            '“' | '”' | '„' => shown.push('"'),
            '‘' | '’' => shown.push('\''),
            // All letters alike, whatever their number.
            _ if !is_deceptive(c) => shown.push_str(&c.escape_unicode().to_string()),
            _ => push_number(&mut shown, c),
        }
    }
    Cow::Owned(shown)
}

/// Whether a character is shown by number: it moves the cursor, reorders or hides text, or looks like
/// nothing or like a plain space.
pub(crate) fn is_deceptive(c: char) -> bool {
    if (' '..='~').contains(&c) {
        return false;
    }
    c.is_control() || c.is_whitespace() || is_noncharacter(c) || is_invisible(c)
}

/// U+FDD0 to U+FDEF and the last two of every plane; two of them are forbidden in XML.
fn is_noncharacter(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}') || u32::from(c) & 0xfffe == 0xfffe
}

/// `Default_Ignorable_Code_Point` and the format characters that reorder or annotate (Unicode 16).
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}'
        | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

fn push_number(shown: &mut String, c: char) {
    let number = u32::from(c);
    let written = if number < 0x100 { format!("\\x{number:02x}") } else { format!("\\u{{{number:x}}}") };
    shown.push_str(&written);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_shown_by_number() {
        for (raw, shown, in_ascii) in [
            ("dc1.corp.example:636", "dc1.corp.example:636", "dc1.corp.example:636"),
            (r"CORP\svc, CN=a\, b", r"CORP\svc, CN=a\, b", r"CORP\svc, CN=a\, b"),
            ("\u{1b}]0;owned\u{7}", r"\x1b]0;owned\x07", r"\x1b]0;owned\x07"),
            ("a\r\nb\tc\0", r"a\x0d\x0ab\x09c\x00", r"a\x0d\x0ab\x09c\x00"),
            ("\u{9b}31m\u{7f}", r"\x9b31m\x7f", r"\x9b31m\x7f"),
            ("user\u{202e}nimda", r"user\u{202e}nimda", r"user\u{202e}nimda"),
            ("j\u{200b}doe\u{feff}\u{2028}", r"j\u{200b}doe\u{feff}\u{2028}", r"j\u{200b}doe\u{feff}\u{2028}"),
            ("jdoe\u{a0}", r"jdoe\xa0", r"jdoe\xa0"),
            ("\u{ffff}\u{1fffe}", r"\u{ffff}\u{1fffe}", r"\u{ffff}\u{1fffe}"),
            ("Müller – “日本”…", "Müller – “日本”…", r#"M\u{fc}ller - "\u{65e5}\u{672c}"..."#),
        ] {
            assert_eq!(text(raw), shown);
            assert_eq!(ascii(raw), in_ascii);
            assert!(matches!(text(shown), Cow::Borrowed(_)), "already safe: {shown}");
        }
    }
}
