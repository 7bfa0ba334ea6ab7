//! The clients' `jabber-config.xml`: its keys, as far as they may be known.
//!
//! Three generations of keys mean the same: EDI for Windows, the same names with `BDI` before them for the others, and
//! CDI for all clients from 11.8 on.

mod form;

use std::path::Path;

use anyhow::{Context, bail};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::Event;

use super::{Loaded, Log, source, text};

/// Largest file, in bytes; clients refuse far smaller ones.
const MAX_BYTES: usize = 4 << 20;

/// Depth of elements; `config`, section and key need three.
const MAX_DEPTH: usize = 16;

/// Keys that are kept.
const MAX_KEYS: usize = 10_000;

/// Sections of a client configuration; a file that begins with one lacks the root element.
const SECTIONS: [&str; 7] = ["Client", "Directory", "Options", "Phone", "Policies", "Presence", "Voicemail"];

/// What is written when a file is no client configuration.
const EXPECTED: &str = "expected jabber-config.xml, an XML file whose root element is <config>";

/// The keys of a client configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JabberConfig {
    /// Keys in the order of the file; passwords are left out.
    pub keys: Vec<JabberKey>,
    /// Names of the keys that hold a password and are not empty; the passwords were not read.
    pub passwords: Vec<String>,
    /// Why clients cannot read the file, and ignore it; the keys are those that are meant, as far as they can be told.
    pub damage: Vec<String>,
}

/// One key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JabberKey {
    /// The section: `Directory`, `Policies`.
    pub section: String,
    /// The key, as written.
    pub name: String,
    /// Its value, entities resolved, without blanks around it.
    pub value: String,
}

/// Reads the keys from a file, or from standard input for `-`.
///
/// Fails on a file that is no client configuration, has another root element, or a document type: entities of a file's
/// own can blow up, and no client configuration needs them. A client configuration that is damaged is read as far as it
/// goes: that clients ignore it is what is to be told.
pub fn load(path: &Path) -> anyhow::Result<Loaded<JabberConfig>> {
    source::load(path, "the client configuration", read)
}

/// Reads the keys from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<JabberConfig>> {
    if bytes.len() > MAX_BYTES {
        bail!("{EXPECTED}; found a file of more than {} MiB", MAX_BYTES >> 20);
    }
    let mut log = Log::default();
    let encoded = form::Encoded::of(&bytes);
    let text = text::decode(bytes, &mut log)?;
    let (text, raw) = escaped(text);
    let mut reading = walked(&text, &mut log)?;
    if reading.root.is_none() {
        bail!("{EXPECTED}; found no XML element");
    }
    reading.config.damage.extend(encoded.contradicts(reading.encoding.as_deref()));
    if !reading.path.is_empty() && reading.config.damage.is_empty() {
        let what =
            format!("the file ends inside <{}>: it is cut off, or the element is not closed", reading.path.join("><"));
        reading.config.damage.push(what);
    }
    let raw = raw.into_iter().map(|line| format!("line {line} holds a raw `&`, which is written &amp; in XML"));
    reading.config.damage.splice(0..0, raw);
    let rows = reading.config.keys.len();
    Ok(log.finish("jabber-config.xml", rows, reading.config))
}

/// Reads to the end, or to where a reader of XML goes no further.
fn walked(text: &str, log: &mut Log) -> anyhow::Result<Reading> {
    let mut xml = Reader::from_str(text);
    let mut reading = Reading::default();
    let (mut counted, mut line) = (0, 1);
    loop {
        let at = usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX);
        line += text.as_bytes().get(counted..at).map_or(0, |passed| memchr::memchr_iter(b'\n', passed).count() as u64);
        counted = counted.max(at);
        let damaged = || {
            format!(
                "line {line} or below is no XML: an element that is not closed, closed twice, or a `<` in a value, which is written &lt;"
            )
        };
        let event = match xml.read_event() {
            Ok(event) => event,
            Err(_) if reading.root.is_some() => {
                reading.config.damage.push(damaged());
                break;
            }
            Err(why) => return Err(why).with_context(|| format!("{EXPECTED}; found {}", damaged())),
        };
        if !reading.take(event, line, log)? {
            break;
        }
    }
    Ok(reading)
}

/// Where the reader stands.
#[derive(Default)]
struct Reading {
    config: JabberConfig,
    root: Option<String>,
    path: Vec<String>,
    value: String,
    line: u64,
    /// The innermost element holds no other.
    leaf: bool,
    /// Something came before.
    begun: bool,
    /// The encoding that the XML declaration names.
    encoding: Option<String>,
}

impl Reading {
    /// Takes an event; false at the end of the file.
    fn take(&mut self, event: Event<'_>, line: u64, log: &mut Log) -> anyhow::Result<bool> {
        self.config.damage.extend(form::damage(&event, (self.begun, self.path.is_empty()), line));
        self.begun = true;
        match event {
            Event::Start(element) => self.start(&String::from_utf8_lossy(element.local_name().as_ref()), line)?,
            Event::Empty(element) => {
                self.start(&String::from_utf8_lossy(element.local_name().as_ref()), line)?;
                self.end(log);
            }
            Event::End(_) => self.end(log),
            Event::Text(text) => self.value.push_str(&text.decode()?),
            Event::CData(text) => self.value.push_str(&text.decode()?),
            Event::GeneralRef(entity) => match entity.resolve_char_ref()? {
                Some(character) => self.value.push(character),
                None => match resolve_predefined_entity(&entity.decode()?) {
                    Some(text) => self.value.push_str(text),
                    None => self.config.damage.push(format!("line {line} holds an entity that XML does not define")),
                },
            },
            Event::DocType(_) => bail!("{EXPECTED}; found a document type in line {line}, which is refused"),
            Event::Eof => return Ok(false),
            Event::Decl(declaration) => {
                let named = declaration.encoding().and_then(Result::ok);
                self.encoding = named.map(|name| String::from_utf8_lossy(&name).into_owned());
            }
            Event::PI(_) | Event::Comment(_) => {}
        }
        Ok(true)
    }

    fn start(&mut self, name: &str, line: u64) -> anyhow::Result<()> {
        if self.path.is_empty() {
            let section = SECTIONS.iter().any(|section| section.eq_ignore_ascii_case(name));
            if section && self.root.is_none() {
                self.config.damage.push(format!(
                    "line {line} begins with <{name}>: the root element is <config version=\"1.0\">, around all sections"
                ));
                self.path.push("config".to_owned());
            } else if !name.eq_ignore_ascii_case("config") {
                bail!(
                    "{EXPECTED}; found the root element <{}> in line {line}",
                    name.chars().take(40).collect::<String>()
                );
            }
            if self.root.is_some() {
                self.config.damage.push(format!("line {line} begins a second root element"));
            }
            self.root = Some(name.to_owned());
        }
        if self.path.len() == MAX_DEPTH || self.config.keys.len() == MAX_KEYS {
            bail!("{EXPECTED}; found more elements in line {line} than a client configuration has");
        }
        self.path.push(name.to_owned());
        self.value.clear();
        self.line = line;
        self.leaf = true;
        Ok(())
    }

    fn end(&mut self, log: &mut Log) {
        let name = self.path.pop().unwrap_or_default();
        // The root and the sections are no keys.
        if self.leaf && self.path.len() >= 2 {
            if is_secret(&name) {
                log.note(format!("the value of {name} in line {} was not read", self.line));
                if !self.value.trim().is_empty() {
                    self.config.passwords.push(name);
                }
            } else {
                let section = self.path.get(1).cloned().unwrap_or_default();
                let value = self.value.trim().to_owned();
                self.config.keys.push(JabberKey { section, name, value });
            }
        }
        self.value.clear();
        self.leaf = false;
    }
}

/// Lines with a raw ampersand that are named.
const RAW: usize = 5;

/// The text with every ampersand that begins no reference escaped, as it is meant, and the lines that hold one.
fn escaped(text: String) -> (String, Vec<usize>) {
    let begins_reference = |rest: &str| {
        let name = rest.split(';').next().filter(|name| name.len() < rest.len()).unwrap_or_default();
        let body = name.strip_prefix('#').unwrap_or(name);
        (1..=32).contains(&name.len()) && !body.is_empty() && body.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mut lines = Vec::new();
    let mut fixed = String::new();
    let mut done = 0;
    let mut plain = unread(&text).into_iter().peekable();
    let (mut line, mut counted) = (1, 0);
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let Some(rest) = text.get(at + 1..) else { break };
        while plain.next_if(|range| range.end <= at).is_some() {}
        let is_plain = plain.peek().is_some_and(|range| range.contains(&at));
        if is_plain || begins_reference(rest.get(..40).unwrap_or(rest)) {
            continue;
        }
        line += text.as_bytes().get(counted..at).map_or(0, |passed| memchr::memchr_iter(b'\n', passed).count());
        counted = at;
        if lines.last() != Some(&line) && lines.len() < RAW {
            lines.push(line);
        }
        fixed.push_str(text.get(done..at).unwrap_or_default());
        fixed.push_str("&amp;");
        done = at + 1;
    }
    if done == 0 {
        return (text, lines);
    }
    fixed.push_str(text.get(done..).unwrap_or_default());
    (fixed, lines)
}

/// Comments and sections of plain text (CDATA): an ampersand is one there.
fn unread(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, rest)) = text.get(at..).and_then(|rest| Some((at + rest.find("<!")?, rest))) {
        let rest = rest.get(start - at..).unwrap_or_default();
        let end = match rest {
            _ if rest.starts_with("<!--") => "-->",
            _ if rest.starts_with("<![CDATA[") => "]]>",
            _ => {
                at = start + 2;
                continue;
            }
        };
        at = rest.find(end).map_or(text.len(), |length| start + length + end.len());
        found.push(start..at);
    }
    found
}

/// `ConnectionPassword`, `BDIConnectionPassword` and their like. Keys that only speak about passwords go with them.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret"].iter().any(|word| name.ends_with(word))
}

#[cfg(test)]
mod tests;
