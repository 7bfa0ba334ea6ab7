//! `--pseudonyms`: a report in which names, IDs, addresses and certificates of the site are replaced by keyed pseudonyms,
//! the same in every report made with the same key, so that such reports can still be compared.
//!
//! Everything that was observed counts as a name unless its key is known to hold a word of ours; so a new field is
//! replaced until somebody says otherwise. A report in which an original value is left is not written.

mod known;
mod shape;

use std::path::Path;

use anyhow::{Context, bail};
use data_encoding::HEXLOWER;
use openssl::hash::MessageDigest;
use openssl::pkey::{PKey, Private};
use openssl::sign::Signer;
use serde::Deserialize;
use serde_json::{Map, Value};

use self::known::Known;
use crate::report::Report;
use crate::trust::pki::Pki;

/// Bytes of a key: fewer could be guessed, and more are another kind of file.
const KEY: std::ops::RangeInclusive<usize> = 16..=4096;

/// What a pseudonym stands for. The same text of two kinds has two pseudonyms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// What a person logs in with; also the part of an address before the @.
    User,
    /// One label of a host or domain name.
    Label,
    /// A value inside a distinguished name, a display name, a path: anything else.
    Name,
    /// An IPv4 or IPv6 address.
    Address,
    /// A fingerprint or serial number.
    Digits,
}

/// The key, ready for use.
pub struct Pseudonyms {
    key: PKey<Private>,
}

impl Pseudonyms {
    /// Reads the key. Fails when the file cannot be read, or is too short or too long for a key.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let bytes = std::fs::read(path).with_context(|| {
            format!(
                "--pseudonyms: cannot read {0}; `head -c 32 /dev/urandom > {0}` makes a key (keep it: only the same key \
                 gives the same pseudonyms)",
                path.display()
            )
        })?;
        if !KEY.contains(&bytes.len()) {
            bail!("--pseudonyms: {} has {} bytes; a key has 16 to 4096", path.display(), bytes.len());
        }
        Ok(Self { key: PKey::hmac(&bytes).context("--pseudonyms")? })
    }

    /// The report with pseudonyms. Fails where an original value would be left, and where the report does not fit.
    pub fn applied(&self, report: &Report) -> anyhow::Result<Report> {
        if report.evidence.pseudonyms.is_some() {
            bail!("--pseudonyms: the report has pseudonyms already");
        }
        let mut known = Known::default();
        self.certificates(report, &mut known);
        let mut tree = serde_json::to_value(report).context("--pseudonyms")?;
        let root = tree.as_object_mut().context("--pseudonyms: no report")?;
        let mut evidence = root.remove("evidence").unwrap_or_default();
        if let Some(evidence) = evidence.as_object_mut() {
            evidence.insert("certificates".to_owned(), Value::Object(Map::new()));
        }
        self.observed(&mut evidence, "", &mut known);
        for outcome in root.get_mut("outcomes").and_then(Value::as_array_mut).into_iter().flatten() {
            if let Some(items) = outcome.get_mut("items") {
                self.observed(items, "items", &mut known);
            }
        }
        known.ready()?;
        self.told(&mut evidence, &known, true);
        root.iter_mut().for_each(|(key, value)| {
            if !known::OURS.contains(&key.as_str()) {
                self.told(value, &known, false);
            }
        });
        if let Some(evidence) = evidence.as_object_mut() {
            evidence.insert("pseudonyms".to_owned(), self.digest("key", "").into());
        }
        root.insert("evidence".to_owned(), evidence);
        if let Some(place) = known.left(&tree) {
            bail!("--pseudonyms: an original value is left in {place}; nothing was written. Please report it");
        }
        let mut replaced = self.whole(tree)?;
        replaced.undecided = report.undecided.as_ref().map(|reason| self.text(reason, &known));
        Ok(replaced)
    }

    /// The report that a tree is. A word of ours that stands under a key nobody has sorted yet is put back.
    fn whole(&self, mut tree: Value) -> anyhow::Result<Report> {
        const KINDS: [Kind; 4] = [Kind::Name, Kind::Label, Kind::User, Kind::Digits];
        loop {
            let error = match Report::deserialize(&tree) {
                Ok(report) => return Ok(report),
                Err(error) => error.to_string(),
            };
            // "unknown variant `nameX`, expected one of `a`, `b`": only what is in that list can be put back.
            let mut quoted = error.split('`').skip(1).step_by(2);
            let unknown = quoted.next().unwrap_or_default();
            let ours = quoted.find(|word| KINDS.iter().any(|&kind| self.pseudonym(kind, word) == unknown));
            let ours = ours.with_context(|| format!("--pseudonyms: the report would not be whole: {error}"))?;
            put_back(&mut tree, unknown, ours);
        }
    }

    /// Names in certificates, which messages repeat; the certificates themselves are left out.
    fn certificates(&self, report: &Report, known: &mut Known) {
        let pki = Pki::new(&report.evidence.certificates);
        for certificate in pki.fingerprints().filter_map(|print| pki.certificate(print)) {
            for name in [&certificate.subject, &certificate.issuer, &certificate.label] {
                self.shape(name, Kind::Name, known);
            }
            for name in certificate.common_name.iter().chain(&certificate.dns_names) {
                self.shape(name, Kind::Name, known);
            }
            for address in &certificate.ip_addresses {
                self.shape(&address.to_string(), Kind::Address, known);
            }
            known.add(&certificate.fingerprint, self.pseudonym(Kind::Digits, &certificate.fingerprint));
        }
    }

    /// Replaces what was observed, by the key under which it stands, and remembers it.
    fn observed(&self, tree: &mut Value, key: &str, known: &mut Known) {
        match tree {
            Value::Object(object) => {
                // Attributes and services have names that everybody knows.
                let named = |name: &str| name == "name" && known::NAMED.contains(&key);
                let parts = object.iter_mut().filter(|(name, _)| !named(name));
                parts.for_each(|(key, value)| self.observed(value, key, known));
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.observed(value, key, known)),
            Value::String(text) if text.trim().is_empty() || known::is_kept(key, text) => {}
            Value::String(text) if known::SENTENCES.contains(&key) => {
                "[left out]".clone_into(text);
            }
            Value::String(text) => *text = self.shape(text, known::kind(key), known),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// Replaces what is known in sentences and keys of ours. What was observed has been replaced already.
    fn told(&self, tree: &mut Value, known: &Known, keys_alone: bool) {
        match tree {
            Value::Object(object) => {
                let entries: Vec<(String, Value)> = std::mem::take(object).into_iter().collect();
                for (key, mut value) in entries {
                    if key == "fingerprint"
                        && let Value::String(print) = &mut value
                    {
                        *print = self.digest("fingerprint", print);
                    } else if !known::OURS.contains(&key.as_str()) && key != "items" {
                        let ours = keys_alone && !known::SAID.contains(&key.as_str());
                        self.told(&mut value, known, ours);
                    }
                    object.insert(self.text(&key, known), value);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|value| self.told(value, known, keys_alone)),
            Value::String(text) if !keys_alone => *text = self.text(text, known),
            _ => {}
        }
    }

    /// A sentence of ours with pseudonyms for what is known, and for what looks like an address of any kind.
    fn text(&self, text: &str, known: &Known) -> String {
        shape::sentence(&known.replaced(text), self)
    }

    fn pseudonym(&self, kind: Kind, original: &str) -> String {
        let lower = original.to_lowercase();
        // Letters and digits alone: no word that is looked for begins or ends inside.
        match kind {
            Kind::User => format!("user{}", self.digest("user", &lower)),
            Kind::Label => format!("h{}", self.digest("label", &lower)),
            Kind::Name => format!("name{}", self.digest("name", &lower)),
            Kind::Address => self.address(original),
            Kind::Digits => {
                let digits = [self.hmac("digits", &lower), self.hmac("more digits", &lower)].concat();
                digits.to_uppercase().chars().take(original.len()).collect()
            }
        }
    }

    /// Twelve digits: among a million people, two share a pseudonym once in five hundred sites.
    fn digest(&self, kind: &str, text: &str) -> String {
        self.hmac(kind, text).chars().take(12).collect()
    }

    /// HMAC with SHA-256 (RFC 2104), as 64 digits.
    fn hmac(&self, kind: &str, text: &str) -> String {
        let signed = Signer::new(MessageDigest::sha256(), &self.key)
            .and_then(|mut signer| signer.sign_oneshot_to_vec(format!("{kind}\0{text}").as_bytes()));
        signed.map(|bytes| HEXLOWER.encode(&bytes)).unwrap_or_default()
    }
}

fn put_back(tree: &mut Value, pseudonym: &str, word: &str) {
    match tree {
        Value::Object(object) => object.values_mut().for_each(|value| put_back(value, pseudonym, word)),
        Value::Array(list) => list.iter_mut().for_each(|value| put_back(value, pseudonym, word)),
        Value::String(text) if text == pseudonym => word.clone_into(text),
        _ => {}
    }
}

#[cfg(test)]
mod tests;
