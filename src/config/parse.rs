//! From a file to [`Config`]: what is wrong is told with position, line, caret and the name that was probably meant.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use toml::de::{DeTable, DeValue};

use super::file::Config;

use super::{excerpt, refused, slips, validate};
use crate::nearest::nearest;
use crate::server_url::ServerUrl;

/// Bytes a configuration file may have.
const MAX_BYTES: u64 = 1 << 20;

/// A configuration and the text it was read from, so that later messages can still point into it.
#[derive(Debug)]
pub struct Loaded {
    /// The file, as it was named.
    pub path: PathBuf,
    /// What it says.
    pub config: Config,
    text: String,
    /// Paths that were resolved: what a run reads.
    read: Mutex<Vec<PathBuf>>,
}

impl Loaded {
    /// Reads and checks a file. Fails when it cannot be read, and with line and column where it is not valid.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let text = read_text(path)?;
        Self::parse(path, text)
    }

    /// Checks a text that stands for the file `path`.
    pub fn parse(path: &Path, text: String) -> anyhow::Result<Self> {
        let (tree, _) = DeTable::parse_recoverable(&text);
        if let Some((key, span)) = refused::password_key(tree.get_ref()) {
            let what = format!("a password in the file is refused (key `{key}`; its value is not shown)");
            bail!(excerpt::message(path, &text, span, &what, Some(refused::THREE_WAYS)));
        }
        let config = match toml::from_str::<Config>(&text) {
            Ok(config) => config,
            Err(error) => bail!(explain(path, &text, &error)),
        };
        if let Some((span, escape)) = slips::swallowed(&text, tree.get_ref()) {
            let what = format!("`{escape}` has become a control character here, which no name, filter or path holds");
            bail!(excerpt::message(path, &text, span, &what, Some(slips::LITERAL)));
        }
        // The tree borrows the text.
        drop(tree);
        let loaded = Self { path: path.to_owned(), config, text, read: Mutex::default() };
        validate::config(&loaded)?;
        Ok(loaded)
    }

    /// The text with something added at its end. Fails where that is not valid.
    pub fn with(&self, more: &str) -> anyhow::Result<String> {
        let end = if self.text.ends_with('\n') || self.text.is_empty() { "" } else { "\n" };
        let text = format!("{}{end}{more}", self.text);
        Self::parse(&self.path, text.clone()).map(|_| text)
    }

    /// An error that points at a key or an item: `["directory", "servers", "1"]`, or at the nearest table around it.
    pub fn error(&self, at: &[&str], what: &str, help: Option<&str>) -> anyhow::Error {
        let (tree, _) = DeTable::parse_recoverable(&self.text);
        let span = position(tree.get_ref(), at);
        anyhow::Error::msg(excerpt::message(&self.path, &self.text, span, what, help))
    }

    /// Variables of the environment that the file names for passwords, whoever they are for.
    pub fn secret_variables(&self) -> Vec<String> {
        let (tree, _) = DeTable::parse_recoverable(&self.text);
        refused::variables(tree.get_ref())
    }

    /// A path of the file, which is relative to the file itself.
    pub fn resolve(&self, path: &Path) -> PathBuf {
        let resolved = self.path.parent().map_or_else(|| path.to_owned(), |folder| folder.join(path));
        self.read.lock().unwrap_or_else(PoisonError::into_inner).push(resolved.clone());
        resolved
    }

    /// The file itself, and every path of it that was resolved so far.
    pub fn read_paths(&self) -> Vec<PathBuf> {
        let resolved = self.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        [vec![self.path.clone()], resolved].concat()
    }
}

/// Reads the file as text, of a size a person may have written.
fn read_text(path: &Path) -> anyhow::Result<String> {
    let unreadable = || format!("cannot read {}", path.display());
    let mut bytes = Vec::new();
    match File::open(path).and_then(|file| file.take(MAX_BYTES + 1).read_to_end(&mut bytes)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("{}: there is no such file; `ucdoctor init -c {0}` writes one", path.display())
        }
        read => read.with_context(unreadable)?,
    };
    if bytes.len() as u64 > MAX_BYTES {
        bail!("{}: larger than 1 MiB; this is no configuration of ucdoctor", path.display());
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        bail!("{}: the file is UTF-16; save it as UTF-8", path.display());
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            let line = good.iter().filter(|byte| **byte == b'\n').count() + 1;
            let column = good.iter().rev().take_while(|byte| **byte != b'\n').count() + 1;
            bail!("{}:{line}:{column}: this byte is not UTF-8; save the file as UTF-8", path.display());
        }
    }
}

/// Words an error of the TOML parser or of serde. Both name the offender and the alternatives in back quotes.
fn explain(path: &Path, text: &str, error: &toml::de::Error) -> String {
    let said = error.message();
    let span = bad_server(text, said).or(error.span()).unwrap_or(0..0);
    let quoted: Vec<&str> = said.split('`').skip(1).step_by(2).collect();
    if let (Some(name), true) = (quoted.first(), said.starts_with("unknown field")) {
        let known = quoted.get(1..).unwrap_or_default();
        let help = unknown_key(name, known);
        return excerpt::message(path, text, span, &format!("unknown key `{name}`"), Some(&help));
    }
    if let (Some(name), true) = (quoted.first(), said.starts_with("unknown variant")) {
        let known = quoted.get(1..).unwrap_or_default();
        let what = format!("unknown value \"{name}\"");
        return excerpt::message(path, text, span, &what, Some(&suggestion(name, known)));
    }
    match DeTable::parse(text) {
        Ok(_) => excerpt::message(path, text, span, &without_value(said), how_it_is_written(said)),
        Err(_) => no_toml(path, text, span, said),
    }
}

/// Words an error of the TOML parser.
fn no_toml(path: &Path, text: &str, span: Range<usize>, said: &str) -> String {
    const TWICE: &str = "this key or table stands twice in the file";
    let (is_twice, help) = (said.contains("duplicate key"), slips::help(text, &span));
    if !refused::mentions_password(text) {
        let said = without_value(said);
        return excerpt::message(path, text, span, if is_twice { TWICE } else { &said }, help);
    }
    // Broken quotes may have moved a password onto any line, so none is shown.
    let what = match (is_twice, help) {
        (true, _) => TWICE.to_owned(),
        (false, Some(help)) => format!("not valid TOML: {help}"),
        _ => "not valid TOML: look for a quote, bracket or `=` that is missing here or above".to_owned(),
    };
    let place = excerpt::message(path, text, span, &what, None);
    let first = place.lines().next().unwrap_or_default();
    format!("{first} (the line is not shown, since the file says something about passwords)")
}

/// The names of serde's types are not those of TOML.
fn how_it_is_written(said: &str) -> Option<&'static str> {
    let forms = [
        ("expected a sequence", "write a list: [\"…\", \"…\"]"),
        ("expected a boolean", "write true or false, without quotes"),
        ("expected a string", "write a text in quotes: \"…\""),
    ];
    forms.into_iter().find(|(expected, _)| said.contains(expected)).map(|(_, form)| form)
}

/// The item of `directory.servers` that a message is about; serde points at the whole list.
fn bad_server(text: &str, said: &str) -> Option<Range<usize>> {
    let (tree, _) = DeTable::parse_recoverable(text);
    let servers = tree.get_ref().get("directory")?.get_ref().get("servers")?.get_ref().as_array()?;
    let bad = servers.iter().find(|item| {
        let refused = item.get_ref().as_str().and_then(|url| url.parse::<ServerUrl>().err());
        refused.is_some_and(|why| why.to_string() == said)
    })?;
    Some(bad.span())
}

/// The message without a value it repeats: the line is shown anyway, or must not be.
fn without_value(said: &str) -> String {
    match (said.find(" \""), said.rfind("\", expected")) {
        (Some(from), Some(to)) if said.starts_with("invalid ") && from < to => {
            format!("{}{}", said.get(..from).unwrap_or_default(), said.get(to + 1..).unwrap_or_default())
        }
        _ => said.replace('\n', "; ").trim_end_matches("; ").to_owned(),
    }
}

/// What helps with an unknown key: the nearest name here, else the table it belongs to, else what is allowed.
fn unknown_key(name: &str, known: &[&str]) -> String {
    if nearest(name, known.iter().copied()).is_none() {
        let tables = tables_with(name);
        if !tables.is_empty() {
            return format!("`{name}` belongs under {}", tables.join(" or "));
        }
    }
    suggestion(name, known)
}

fn suggestion(name: &str, known: &[&str]) -> String {
    let allowed = format!("allowed here: {}", known.join(", "));
    match nearest(name, known.iter().copied()) {
        Some(meant) => format!("did you mean `{meant}`?\n{allowed}"),
        None => allowed,
    }
}

/// The tables of the format that have this key, from the schema of [`Config`].
fn tables_with(name: &str) -> Vec<String> {
    let schema = schemars::schema_for!(Config);
    let mut found = Vec::new();
    tables_below(schema.as_value(), schema.as_value(), "", name, &mut found);
    found
}

fn tables_below(root: &serde_json::Value, here: &serde_json::Value, path: &str, name: &str, found: &mut Vec<String>) {
    for (key, value) in here.get("properties").and_then(|p| p.as_object()).into_iter().flatten() {
        if key == name && !path.is_empty() {
            found.push(format!("[{path}]"));
        }
        let reference = [value, value.pointer("/anyOf/0").unwrap_or(value), value.get("items").unwrap_or(value)]
            .iter()
            .find_map(|v| v.get("$ref")?.as_str());
        let resolved = |reference: &str| root.pointer(reference.trim_start_matches('#'));
        let table = reference.and_then(resolved);
        // One table or a list of them is a choice of its own.
        let one_of = table.and_then(|table| table.pointer("/anyOf/0/$ref")?.as_str()).and_then(resolved);
        if let Some(table) = one_of.or(table) {
            let below = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
            tables_below(root, table, &below, name, found);
        }
    }
}

/// Where a key or an item stands; what is not there is answered by the nearest table around it.
fn position(table: &DeTable<'_>, at: &[&str]) -> Range<usize> {
    let Some((first, rest)) = at.split_first() else { return 0..0 };
    let Some((key, value)) = table.get_key_value(*first) else { return 0..0 };
    let mut span = key.span();
    let mut here = value.get_ref();
    for step in rest {
        let (next, value) = match here {
            DeValue::Table(table) => match table.get_key_value(*step) {
                Some((key, value)) => (key.span(), value),
                None => break,
            },
            DeValue::Array(items) => match step.parse::<usize>().ok().and_then(|index| items.get(index)) {
                Some(value) => (value.span(), value),
                None => break,
            },
            _ => break,
        };
        span = next;
        here = value.get_ref();
    }
    span
}
