//! User IDs as texts: which are the same, and in what they differ.

use std::borrow::Cow;

use unicode_normalization::UnicodeNormalization;

use super::digits;
use crate::evidence::identity::Class;

/// Equal ignoring case, as Active Directory compares names and the presence server compares addresses.
pub fn same(a: &str, b: &str) -> bool {
    // Most are equal byte by byte, which is the cheapest to see.
    a == b || a.eq_ignore_ascii_case(b) || (!(a.is_ascii() && b.is_ascii()) && lower_eq(a, b))
}

fn lower_eq(a: &str, b: &str) -> bool {
    // The only letters beyond ASCII whose small letter is one of ASCII: the Kelvin sign and the Turkish capital İ. Whoever
    // has them in an ID has another one than the `k` or `i` they look like.
    let other = |c: &char| matches!(c, '\u{212a}' | '\u{130}');
    a.chars().flat_map(char::to_lowercase).eq(b.chars().flat_map(char::to_lowercase))
        && a.chars().filter(other).eq(b.chars().filter(other))
}

/// In what two IDs of one person differ; none when they do not look like one ID.
pub(super) fn relation(a: &str, b: &str) -> Option<Class> {
    if same(a, b) {
        return Some(Class::Case);
    }
    let (bare_a, bare_b) = (without_blanks(a), without_blanks(b));
    if bare_a.is_empty() || bare_b.is_empty() {
        return None;
    }
    if same(&bare_a, &bare_b) {
        return Some(Class::WhiteSpace);
    }
    let (local_a, local_b) = (local_part(&bare_a), local_part(&bare_b));
    if same(local_a, local_b) {
        return Some(Class::DomainPart);
    }
    if skeleton(&bare_a) == skeleton(&bare_b) {
        return Some(Class::LookAlike);
    }
    if skeleton(local_a) == skeleton(local_b) {
        return Some(Class::DomainPart);
    }
    digits::same_number(a, b).then_some(Class::DigitsFormat)
}

/// What IDs that look like one ID have in common: no blanks, no domain part, no look-alikes. Case is left to the hash.
pub(super) fn loose(text: &str) -> Cow<'_, str> {
    match without_blanks(text) {
        Cow::Borrowed(text) if text.is_ascii() => local_part(text).into(),
        bare => skeleton(local_part(&bare)).into(),
    }
}

/// `jdoe` of `jdoe@corp.example` and of `CORP\jdoe`; the text itself when there is no such part.
pub(super) fn local_part(text: &str) -> &str {
    let text = text.rsplit_once('@').map_or(text, |(local, _)| local);
    let local = text.rsplit_once('\\').map_or(text, |(_, name)| name);
    if local.is_empty() { text } else { local }
}

/// Without blanks of any kind and without characters of no width.
pub(super) fn without_blanks(text: &str) -> Cow<'_, str> {
    let invisible = |c: char| {
        c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}' | '\u{180e}')
    };
    if text.contains(invisible) {
        text.chars().filter(|&c| !invisible(c)).collect::<String>().into()
    } else {
        text.into()
    }
}

/// The text as a person sees it: compatibility forms folded (NFKC), letters of other scripts as the Latin ones they
/// look like, lower case.
fn skeleton(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    // Confusables stand in both cases, since a Greek capital looks Latin where its small letter does not.
    text.nfkc().map(looks_like).flat_map(char::to_lowercase).map(looks_like).collect()
}

/// Letters that fonts draw like a Latin one (the common part of Unicode's confusables.txt).
fn looks_like(c: char) -> char {
    match c {
        'а' | 'А' | 'α' | 'Α' => 'a',
        'В' | 'в' | 'Β' | 'β' => 'b',
        'с' | 'С' | 'ϲ' | 'Ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'Е' | 'Ε' | 'ё' => 'e',
        'ɡ' => 'g',
        'Н' | 'Η' | 'һ' => 'h',
        'і' | 'І' | 'ι' | 'Ι' | 'ı' | 'İ' | 'Ӏ' => 'i',
        'ј' | 'Ј' => 'j',
        'К' | 'к' | 'Κ' | 'κ' => 'k',
        'М' | 'Μ' => 'm',
        'Ν' => 'n',
        'о' | 'О' | 'ο' | 'Ο' => 'o',
        'р' | 'Р' | 'ρ' | 'Ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' | 'Ѕ' => 's',
        'Т' | 'Τ' => 't',
        'ν' => 'v',
        'ԝ' => 'w',
        'х' | 'Х' | 'χ' | 'Χ' => 'x',
        'у' | 'У' | 'Υ' => 'y',
        'Ζ' => 'z',
        '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
        '’' | '‘' | 'ʼ' => '\'',
        '․' => '.',
        _ => c,
    }
}

/// Characters of an ID that call manager takes.
const MAX_ID: usize = 128;

/// Whether the clients support the ID: `A-Z a-z 0-9 . - _ ~` and one `@` (Jabber planning guide, user management), and
/// call manager its length (128). Sites whose IDs are mail addresses have the `@`.
pub fn is_legal(id: &str) -> bool {
    id.len() <= MAX_ID && has_legal_characters(id)
}

/// What is wrong with an ID that is not legal.
pub(super) fn illegal_class(id: &str) -> Class {
    if has_legal_characters(id) { Class::LongId } else { Class::IllegalId }
}

fn has_legal_characters(id: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~' | b'@');
    let count = |is: fn(u8) -> bool| id.bytes().filter(|&byte| is(byte)).count();
    // Counting takes no branch a byte.
    count(allowed) == id.len() && count(|byte| byte == b'@') <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_one_person_differ_in_one_way() {
        for (a, b, expected) in [
            ("JDoe", "jdoe", Some(Class::Case)),
            ("MÜLLER", "müller", Some(Class::Case)),
            ("jdoe ", "jdoe", Some(Class::WhiteSpace)),
            ("j doe", "JDOE", Some(Class::WhiteSpace)),
            ("jdoe\u{200b}", "jdoe", Some(Class::WhiteSpace)),
            ("jdoe\u{a0}", "jdoe", Some(Class::WhiteSpace)),
            ("jdoe@corp.example", "jdoe", Some(Class::DomainPart)),
            ("jdoe", "JDOE@corp.example", Some(Class::DomainPart)),
            ("CORP\\jdoe", "jdoe", Some(Class::DomainPart)),
            ("jdoe@old.example", "jdoe@new.example", Some(Class::DomainPart)),
            ("jdo\u{435}", "jdoe", Some(Class::LookAlike)),
            ("ｊｄｏｅ", "jdoe", Some(Class::LookAlike)),
            ("mar\u{212a}", "mark", Some(Class::LookAlike)),
            ("\u{130}nan", "inan", Some(Class::LookAlike)),
            ("\u{212a}ÜHN", "\u{212a}ühn", Some(Class::Case)),
            ("yal\u{131}m", "yalim", Some(Class::LookAlike)),
            ("mu\u{308}ller", "müller", Some(Class::LookAlike)),
            ("+14085551234", "14085551234", Some(Class::DigitsFormat)),
            ("000042", "42", Some(Class::DigitsFormat)),
            ("07", "7", None),
            ("jdoe", "jdoe2", None),
            ("", "", Some(Class::Case)),
            (" ", "", None),
            ("@corp", "jdoe@corp", None),
        ] {
            assert_eq!(relation(a, b), expected, "{a:?} {b:?}");
            assert_eq!(relation(b, a), expected, "{b:?} {a:?}");
        }
    }

    #[test]
    fn clients_support_few_characters() {
        for (id, legal) in [
            ("j.doe-1_~", true),
            ("jdoe@corp.example", true),
            ("a@b@c", false),
            ("j doe", false),
            ("o'brien", false),
            ("müller", false),
        ] {
            assert_eq!(is_legal(id), legal, "{id}");
        }
    }
}
