//! What is replaced, what is a word of ours, and the search for what is left.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use anyhow::Context;
use serde_json::Value;

use super::Kind;

/// Keys of the report whose texts are words of ours.
pub(super) const OURS: [&str; 18] = [
    "schema_version",
    "tool",
    "verdict",
    "taken_at",
    "code",
    "severity",
    "title",
    "owner",
    "breaks",
    "check",
    "stage",
    "blocked_by",
    "class",
    "until",
    "only",
    "attribute",
    "tool_version",
    "pseudonyms",
];

/// Keys of lists whose entries have a name that is none of the site's.
pub(super) const NAMED: [&str; 2] = ["attributes", "services"];

/// Keys of evidence with sentences of ours, in which names may stand.
pub(super) const SAID: [&str; 3] = ["not-asked", "bugs", "reason"];

/// Keys of evidence with sentences of peers: nobody knows what stands in them.
pub(super) const SENTENCES: [&str; 14] = [
    "text",
    "raw",
    "matched",
    "words",
    "why",
    "stderr",
    "said",
    "sample",
    "first_bytes",
    "refusal",
    "junk",
    "command",
    "damage",
    "info",
];

/// Keys of evidence with words of ours or of standards: kinds, states, times, versions, attributes, OIDs.
const KEPT: [&str; 75] = [
    "Err",
    "chosen",
    "client_version",
    "service",
    "address_scheme",
    "algorithm",
    "attribute",
    "attributes",
    "at",
    "began",
    "blocked",
    "by",
    "cipher",
    "class",
    "client_attribute",
    "code",
    "currentTime",
    "directory_attribute",
    "domainControllerFunctionality",
    "domainFunctionality",
    "end",
    "expires_at",
    "fault",
    "first",
    "forestFunctionality",
    "hello",
    "isGlobalCatalogReady",
    "isSynchronized",
    "kind",
    "last",
    "locked_at",
    "missing",
    "mode",
    "not-asked",
    "bugs",
    "object_classes",
    "ok",
    "outcome",
    "owner",
    "password_set_at",
    "place",
    "protection",
    "protocol",
    "rcode",
    "reached",
    "reason",
    "scope",
    "since",
    "slot",
    "stage",
    "state",
    "status",
    "subject_kind",
    "supportedCapabilities",
    "supportedControl",
    "supportedExtension",
    "supportedLDAPVersion",
    "supportedSASLMechanisms",
    "system",
    "taken_at",
    "tool_version",
    "transform",
    "tried",
    "unlocks_at",
    "until",
    "user_id",
    "UserAccountName",
    "utc",
    "vendor",
    "verb",
    "version",
    "what",
    "direction",
    "protocols",
    "tls_version",
];

/// Words of ours that stand where names may stand too.
const WORDS: [&str; 16] = [
    "call-manager",
    "presence",
    "client",
    "this-host",
    "system",
    "directory",
    "cut",
    "deadline",
    "signal",
    "*",
    "tcp",
    "tls",
    "ldap",
    "session",
    "bind",
    "Cisco Tomcat",
];

/// Values of filters and names that say nothing about a site.
const COMMON: [&str; 16] = [
    "person",
    "user",
    "contact",
    "group",
    "computer",
    "top",
    "organizationalperson",
    "inetorgperson",
    "true",
    "false",
    "configuration",
    "schema",
    "*",
    "organizationalunit",
    "domain",
    "posixaccount",
];

/// Whether everybody's directory has this value; as the name of a user it tells nobody apart.
pub(super) fn is_common(value: &str) -> bool {
    COMMON.contains(&value.to_lowercase().as_str())
}

/// Whether a text of evidence is none that names anything of the site.
pub(super) fn is_kept(key: &str, text: &str) -> bool {
    KEPT.contains(&key) || WORDS.contains(&text)
}

/// What a text is that has no shape of its own.
pub(super) fn kind(key: &str) -> Kind {
    match key {
        "id" | "call_manager_id" | "directory_id" | "suggestion" | "near" | "candidates" | "contact" | "axl_user" => {
            Kind::User
        }
        "host" | "machine" | "node" | "server" | "name" | "workstations" | "dns_host_name" | "domain" => Kind::Label,
        "certificates" | "chain" | "leaf" | "leaves" | "issuers" => Kind::Digits,
        _ => Kind::Name,
    }
}

/// Originals and their pseudonyms.
#[derive(Default)]
pub(super) struct Known {
    all: BTreeMap<String, String>,
    search: Option<AhoCorasick>,
    pseudonyms: Vec<String>,
}

impl Known {
    /// One letter is found in every sentence: it is replaced where it was observed, and not looked for.
    pub(super) fn add(&mut self, original: &str, pseudonym: String) {
        let original = original.trim();
        if original.chars().count() >= 2
            && !WORDS.contains(&original)
            && !is_common(original)
            && !original.eq_ignore_ascii_case(&pseudonym)
        {
            self.all.insert(original.to_lowercase(), pseudonym);
        }
    }

    /// All are known now.
    pub(super) fn ready(&mut self) -> anyhow::Result<()> {
        let mut builder = AhoCorasickBuilder::new();
        builder.match_kind(MatchKind::LeftmostLongest).ascii_case_insensitive(true);
        self.search = Some(builder.build(self.all.keys()).context("--pseudonyms: too many names")?);
        self.pseudonyms = self.all.values().cloned().collect();
        Ok(())
    }

    /// A sentence with pseudonyms instead of whole words that are known.
    pub(super) fn replaced(&self, text: &str) -> String {
        let mut shown = String::with_capacity(text.len());
        let mut done = 0;
        for (start, end, nth) in self.words(text) {
            shown.push_str(text.get(done..start).unwrap_or_default());
            shown.push_str(self.pseudonyms.get(nth).map_or("", String::as_str));
            done = end;
        }
        shown.push_str(text.get(done..).unwrap_or_default());
        shown
    }

    /// Where whole words that are known stand.
    fn words(&self, text: &str) -> Vec<(usize, usize, usize)> {
        let Some(search) = &self.search else { return Vec::new() };
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let lower = text.to_lowercase();
        // Where lower case has other lengths, places are not the same; ASCII is found in any case.
        let haystack = if lower.len() == text.len() { lower.as_str() } else { text };
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(hit) = haystack.get(from..).and_then(|rest| search.find(rest)) {
            let (start, end) = (from + hit.start(), from + hit.end());
            let before = haystack.get(..start).and_then(|text| text.chars().next_back());
            let after = haystack.get(end..).and_then(|text| text.chars().next());
            if is_word(before) || is_word(after) {
                from = start + haystack.get(start..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            } else {
                found.push((start, end, hit.pattern().as_usize()));
                from = end;
            }
        }
        found
    }

    /// The place of an original value that is still there, as a JSON pointer.
    pub(super) fn left(&self, tree: &Value) -> Option<String> {
        self.left_below(tree, "", "")
    }

    fn left_below(&self, tree: &Value, key: &str, place: &str) -> Option<String> {
        match tree {
            Value::Object(object) => object.iter().find_map(|(key, value)| {
                let place = format!("{place}/{key}");
                // Keys of ours are words, and so is what stands under them.
                if OURS.contains(&key.as_str()) || KEPT.contains(&key.as_str()) && !SAID.contains(&key.as_str()) {
                    return None;
                }
                self.left_below(value, key, &place)
            }),
            Value::Array(list) => {
                list.iter().enumerate().find_map(|(nth, value)| self.left_below(value, key, &format!("{place}/{nth}")))
            }
            Value::String(text) => (!is_kept(key, text) && !self.words(text).is_empty()).then(|| place.to_owned()),
            Value::Null | Value::Bool(_) | Value::Number(_) => None,
        }
    }
}
