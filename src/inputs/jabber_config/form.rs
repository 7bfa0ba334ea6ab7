//! What makes a parser refuse XML that a lenient reader still understands (XML 1.0, sections 2.5, 2.8, 3.1 and 4.3.3).

use quick_xml::events::Event;
use quick_xml::events::attributes::Attributes;

/// What only the bytes of a file tell of its encoding.
#[derive(Debug, Clone, Copy)]
pub(super) struct Encoded {
    utf_16: bool,
    /// The line of the first byte that is not UTF-8.
    not_utf_8: Option<usize>,
}

impl Encoded {
    pub(super) fn of(bytes: &[u8]) -> Self {
        let marked = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
        let utf_16 = marked || memchr::memchr(0, bytes).is_some();
        let wrong = std::str::from_utf8(bytes).err().map(|error| error.valid_up_to());
        let line = |at| 1 + memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or_default()).count();
        Self { utf_16, not_utf_8: wrong.filter(|_| !utf_16).map(line) }
    }

    /// Why the file is not in the encoding that it names; without a name that is UTF-8, or UTF-16 with its mark.
    pub(super) fn contradicts(self, named: Option<&str>) -> Option<String> {
        let named = named.unwrap_or(if self.utf_16 { "utf-16" } else { "utf-8" }).to_ascii_lowercase();
        let is_utf_16 = named.starts_with("utf-16") || named.starts_with("ucs-2");
        if is_utf_16 != self.utf_16 {
            let real = if self.utf_16 { "UTF-16" } else { "not" };
            return Some(format!("the file names the encoding {named}, and is {real}: save it as UTF-8 and name that"));
        }
        let line = self.not_utf_8.filter(|_| named == "utf-8" || named == "us-ascii")?;
        Some(format!("line {line} holds a letter that is not UTF-8: save the file as UTF-8"))
    }
}

/// What is wrong with one piece of the file; `begun` once anything came before, `outside` of the root element.
pub(super) fn damage(event: &Event<'_>, (begun, outside): (bool, bool), line: u64) -> Option<String> {
    match event {
        Event::Decl(_) if begun => Some(format!(
            "line {line} holds the XML declaration (<?xml …?>), before which nothing may stand, not even a blank line"
        )),
        Event::Decl(declaration) => {
            let text = String::from_utf8_lossy(declaration);
            let attributes = Attributes::new(&text, "xml".len());
            attributes_damage(attributes, line)
        }
        Event::Start(element) | Event::Empty(element) if is_words(element) => Some(format!(
            "line {line} holds <{}>, which is no element: what a guide has in place of a value, or a `<` in a value, which is written &lt;",
            String::from_utf8_lossy(element).chars().take(40).collect::<String>()
        )),
        Event::Start(element) | Event::Empty(element) => attributes_damage(element.attributes(), line),
        Event::Comment(comment) if comment.windows(2).any(|two| two == b"--") || comment.ends_with(b"-") => {
            Some(format!("line {line} or above holds a comment with -- in it"))
        }
        Event::Text(text) if outside && !text.iter().all(u8::is_ascii_whitespace) => {
            Some(format!("line {line} or above holds text outside the root element"))
        }
        _ => None,
    }
}

/// `<cucm ip address>`: words, and no attribute among them.
fn is_words(element: &[u8]) -> bool {
    element.trim_ascii().contains(&b' ') && !element.contains(&b'=')
}

fn attributes_damage(mut attributes: Attributes<'_>, line: u64) -> Option<String> {
    let wrong = attributes.any(|attribute| attribute.is_err());
    wrong.then(|| {
        format!(
            "line {line} holds an attribute that stands twice or without straight quotation marks (version=\"1.0\")"
        )
    })
}
