//! The clients' `jabber-config.xml`: its keys, as far as they may be known.
//!
//! Three generations of keys mean the same: EDI for Windows, the same names with `BDI` before them for the others, and
//! CDI for all clients from 11.8 on.

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

/// What is written when a file is no client configuration.
const EXPECTED: &str = "expected jabber-config.xml, an XML file whose root element is <config>";

/// The keys of a client configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JabberConfig {
    /// Keys in the order of the file; passwords are left out.
    pub keys: Vec<JabberKey>,
    /// Names of the keys that hold a password and are not empty; the passwords were not read.
    pub passwords: Vec<String>,
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
/// Fails on a file that is no well-formed XML, has another root element, or a document type: entities of a file's own
/// can blow up, and no client configuration needs them.
pub fn load(path: &Path) -> anyhow::Result<Loaded<JabberConfig>> {
    source::load(path, "the client configuration", read)
}

/// Reads the keys from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<JabberConfig>> {
    if bytes.len() > MAX_BYTES {
        bail!("{EXPECTED}; found a file of more than {} MiB", MAX_BYTES >> 20);
    }
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut xml = Reader::from_str(&text);
    let mut reading = Reading::default();
    let (mut counted, mut line) = (0, 1);
    loop {
        let at = usize::try_from(xml.buffer_position()).unwrap_or(usize::MAX);
        line += text.as_bytes().get(counted..at).map_or(0, |passed| memchr::memchr_iter(b'\n', passed).count() as u64);
        counted = counted.max(at);
        let event = xml
            .read_event()
            .with_context(|| format!("{EXPECTED}; found XML that is damaged in line {line} or below"))?;
        if !reading.take(event, line, &mut log)? {
            break;
        }
    }
    if reading.root.is_none() {
        bail!("{EXPECTED}; found no XML element");
    }
    if !reading.path.is_empty() {
        bail!("{EXPECTED}; found the end of the file inside <{}>: it is cut off", reading.path.join("><"));
    }
    let rows = reading.config.keys.len();
    Ok(log.finish("jabber-config.xml", rows, reading.config))
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
}

impl Reading {
    /// Takes an event; false at the end of the file.
    fn take(&mut self, event: Event<'_>, line: u64, log: &mut Log) -> anyhow::Result<bool> {
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
                    None => bail!("{EXPECTED}; found an entity in line {line} that XML does not define"),
                },
            },
            Event::DocType(_) => bail!("{EXPECTED}; found a document type in line {line}, which is refused"),
            Event::Eof => return Ok(false),
            Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
        }
        Ok(true)
    }

    fn start(&mut self, name: &str, line: u64) -> anyhow::Result<()> {
        if self.path.is_empty() {
            if !name.eq_ignore_ascii_case("config") {
                bail!(
                    "{EXPECTED}; found the root element <{}> in line {line}",
                    name.chars().take(40).collect::<String>()
                );
            }
            if self.root.is_some() {
                bail!("{EXPECTED}; found a second root element in line {line}");
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

/// `ConnectionPassword`, `BDIConnectionPassword` and their like. Keys that only speak about passwords go with them.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["password", "passwd", "secret"].iter().any(|word| name.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_all_generations() {
        let text = "\u{feff}<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<config version=\"1.0\">\r\n\
            <Directory><!-- both --><BDIPresenceDomain>corp.example</BDIPresenceDomain>\r\n\
            <BaseFilter>(&amp;(objectCategory=person)(cn=&#65;*))</BaseFilter>\r\n\
            <ConnectionPassword>canary</ConnectionPassword><UserAccountName/>\r\n\
            <useraccountname> mail </useraccountname></Directory>\r\n</config>\r\n";
        let loaded = read(text.into()).unwrap();
        let config = loaded.table;
        let keys: Vec<(&str, &str, &str)> =
            config.keys.iter().map(|key| (key.section.as_str(), key.name.as_str(), key.value.as_str())).collect();
        assert_eq!(
            keys,
            [
                ("Directory", "BDIPresenceDomain", "corp.example"),
                ("Directory", "BaseFilter", "(&(objectCategory=person)(cn=A*))"),
                ("Directory", "UserAccountName", ""),
                ("Directory", "useraccountname", "mail"),
            ]
        );
        assert_eq!(config.passwords, ["ConnectionPassword"]);
        assert_eq!(loaded.notes, ["the value of ConnectionPassword in line 5 was not read"]);
    }

    #[test]
    fn what_is_no_configuration_is_refused() {
        for (text, reason) in [
            ("<config><Directory>", "cut off"),
            ("<config><a></b></config>", "line 1"),
            ("<!DOCTYPE c [<!ENTITY a \"b\">]><config/>", "document type in line 1"),
            ("<config><Directory><x>&boom;</x></Directory></config>", "entity in line 1"),
            ("<Directory></Directory>", "<Directory> in line 1"),
            ("key=value", "no XML element"),
        ] {
            let error = format!("{:#}", read(text.into()).unwrap_err());
            assert!(error.contains(EXPECTED) && error.contains(reason), "{text}: {error}");
        }
    }
}
