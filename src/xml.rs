//! XML that a server sent: read once from front to back, with limits, and without entities of its own.

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements inside each other.
const MAX_DEPTH: usize = 32;

/// Bytes of one text.
const MAX_TEXT: usize = 1 << 20;

/// Told of each attribute, as an element whose name begins with `@`, and of each element at its end: the names from the
/// root to it without their prefixes, and its text, which is absent when it holds other elements.
pub(crate) type Visit<'v> = dyn FnMut(&[String], Option<&str>) + 'v;

/// Walks through a document. The text of elements and attributes that may hold a password or a PIN is passed over.
///
/// Fails, with what is wrong and where, on XML that is not well-formed or not UTF-8, nests deeper than 32 elements, or
/// brings a document type: entities of a document's own can blow up.
pub(crate) fn walk(bytes: &[u8], visit: &mut Visit<'_>) -> Result<(), String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("byte {} is not UTF-8", error.valid_up_to()))?;
    let mut xml = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    let mut walk = Walk { path: Vec::new(), text: String::new(), leaf: false, elements: 0, visit };
    loop {
        let at = xml.buffer_position();
        let event = xml.read_event().map_err(|error| format!("damaged at byte {at}: {error}"))?;
        if !walk.take(event).map_err(|what| format!("{what} at byte {at}"))? {
            break;
        }
    }
    match walk.path.last() {
        Some(open) => Err(format!("it ends inside <{open}>")),
        None if walk.elements == 0 => Err("it holds no element".to_owned()),
        None => Ok(()),
    }
}

/// Where the walk stands.
struct Walk<'v, 'w> {
    path: Vec<String>,
    text: String,
    /// The innermost element holds no other.
    leaf: bool,
    elements: u64,
    visit: &'v mut Visit<'w>,
}

impl Walk<'_, '_> {
    /// Takes an event; false at the end of the document.
    fn take(&mut self, event: Event<'_>) -> Result<bool, String> {
        match event {
            Event::Start(element) => self.start(&element)?,
            Event::Empty(element) => {
                self.start(&element)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.push(&text.decode().map_err(|error| error.to_string())?)?,
            Event::CData(text) => self.push(&text.decode().map_err(|error| error.to_string())?)?,
            Event::GeneralRef(entity) => match entity.resolve_char_ref().map_err(|error| error.to_string())? {
                Some(character) => self.push(character.encode_utf8(&mut [0; 4]))?,
                None => {
                    let name = entity.decode().map_err(|error| error.to_string())?;
                    let text = resolve_predefined_entity(&name).ok_or("an entity that XML does not define")?;
                    self.push(text)?;
                }
            },
            Event::DocType(_) => return Err("a document type, which is refused,".to_owned()),
            Event::Eof => return Ok(false),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
        Ok(true)
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        if self.path.is_empty() && self.elements > 0 {
            return Err("a second root element".to_owned());
        }
        if self.path.len() == MAX_DEPTH {
            return Err(format!("more than {MAX_DEPTH} elements inside each other"));
        }
        self.elements += 1;
        self.path.push(String::from_utf8_lossy(element.local_name().as_ref()).into_owned());
        self.text.clear();
        self.leaf = true;
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
            if !is_secret(&name) {
                self.path.push(format!("@{name}"));
                (self.visit)(&self.path, Some(&String::from_utf8_lossy(&attribute.value)));
                self.path.pop();
            }
        }
        Ok(())
    }

    fn push(&mut self, text: &str) -> Result<(), String> {
        let secret = self.path.last().is_some_and(|name| is_secret(name));
        if self.path.is_empty() || secret {
            return Ok(());
        }
        if self.text.len() + text.len() > MAX_TEXT {
            return Err(format!("a text of more than {} KiB", MAX_TEXT >> 10));
        }
        self.text.push_str(text);
        Ok(())
    }

    fn end(&mut self) {
        let text = self.leaf.then_some(self.text.trim_matches(['\n', '\r', '\t']));
        (self.visit)(&self.path, text);
        self.path.pop();
        self.text.clear();
        self.leaf = false;
    }
}

/// `ldapPassword`, `pin`, `passwordreverse` and their like.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name == "pin"
        || ["password", "passwd", "pwd", "digestcredential", "accesscode"].iter().any(|word| name.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Vec<String>, String> {
        let mut all = Vec::new();
        walk(text.as_bytes(), &mut |path, text| all.push(format!("{}={}", path.join("/"), text.unwrap_or("…"))))?;
        Ok(all)
    }

    #[test]
    fn names_texts_and_attributes_come_in_order() {
        let text = "<?xml version=\"1.0\"?><s:a xmlns:s=\"u\"><b k=\"v\">x &amp; &#65;</b><c/><d>\n<![CDATA[<e>]]>\n</d></s:a>";
        assert_eq!(told(text).unwrap(), ["a/@s=u", "a/b/@k=v", "a/b=x & A", "a/c=", "a/d=<e>", "a=…"]);
    }

    #[test]
    fn passwords_are_passed_over() {
        let text = "<a><ldapPassword>canary</ldapPassword><passwordreverse>canary</passwordreverse><PIN>canary</PIN>\
            <b password=\"canary\">ok</b></a>";
        let told = told(text).unwrap();
        assert!(!told.join(" ").contains("canary"), "{told:?}");
        assert!(told.contains(&"a/b=ok".to_owned()));
    }

    #[test]
    fn what_could_hurt_is_refused() {
        let deep = "<a>".repeat(200_000);
        let bomb = "<!DOCTYPE a [<!ENTITY b \"bbbbbbbb\"><!ENTITY c \"&b;&b;&b;\">]><a>&c;</a>";
        let large = format!("<a>{}</a>", "x".repeat(MAX_TEXT + 1));
        for (text, says) in [
            (deep.as_str(), "inside each other"),
            (bomb, "document type"),
            ("<a>&c;</a>", "entity"),
            ("<a><b></a>", "damaged"),
            ("<a>", "ends inside <a>"),
            ("<a/><b/>", "second root"),
            ("text", "no element"),
            ("", "no element"),
            (&large, "1024 KiB"),
        ] {
            let error = told(text).unwrap_err();
            assert!(error.contains(says), "{}: {error}", text.get(..20).unwrap_or(text));
        }
        assert!(walk(b"<a>\xff</a>", &mut |_, _| {}).unwrap_err().contains("UTF-8"));
    }
}
