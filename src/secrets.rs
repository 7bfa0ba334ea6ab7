//! The one filter between every peer and the evidence, and the last search of a finished report: it knows all secrets
//! of the run, also as peers may write them back.

mod forms;
mod letters;
mod report;

use std::collections::{BTreeMap, BTreeSet};

use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use self::forms::Word;
pub use self::report::Written;
use crate::evidence::Evidence;
use crate::plan::Plan;

/// What stands where a secret was.
const WITHHELD: &str = "[withheld]";

/// Keys of evidence under which a peer's own sentences stand. A secret that the run says openly anyway (a password that
/// is the account's name) is looked for there alone: elsewhere it would be found in every address and name.
const SENTENCES: [&str; 11] =
    ["text", "raw", "what", "matched", "words", "why", "stderr", "said", "sample", "first_bytes", "referrals"];

/// Keys under which the first bytes of an answer stand: they may end in the midst of a secret.
const FIRST_BYTES: [&str; 2] = ["first_bytes", "sample"];

/// All secrets of a run.
#[derive(Debug, Clone, Default)]
pub struct Secrets {
    words: Vec<Word>,
}

impl Secrets {
    /// Those of a plan: the manager's password, the person's, AXL's (these two also with their account as HTTP sends it),
    /// and those of nodes.
    pub fn of(plan: &Plan) -> Self {
        let axl = plan.axl.as_ref();
        let open = open_words(plan);
        let person = plan.asked.person.as_ref().map(|person| person.id.as_str());
        let given = plan.password.iter().map(|password| (password, None));
        let given = given.chain(plan.person_password.iter().map(|password| (password, person)));
        let given = given.chain(axl.map(|access| (&access.password, Some(access.user.as_str()))));
        let nodes = plan.node_logs.iter().flat_map(|logs| &logs.nodes).chain(&plan.node_certificates);
        let nodes = nodes.chain(plan.node_axl.iter().map(|axl| &axl.access));
        let given = given.chain(nodes.map(|access| (&access.password, Some(access.user.as_str()))));
        let given = given.chain(plan.shells.iter().map(|access| (&access.password, None)));
        Self::new(given.map(|(password, user)| (password.clone(), user.map(str::to_owned))), &open)
    }

    /// `given` are passwords, each with the account it is sent with as one word; `open` is what the run says anyway.
    fn new(given: impl IntoIterator<Item = (SecretString, Option<String>)>, open: &str) -> Self {
        let open = open.to_lowercase();
        let given = given.into_iter().filter(|(password, _)| !password.expose_secret().is_empty());
        let words = given.map(|(password, user)| {
            let said = open.contains(&password.expose_secret().to_lowercase());
            Word::new(password, user.as_deref(), said)
        });
        Self { words: words.collect() }
    }

    /// These, and those of another plan.
    pub fn and(&mut self, other: Self) {
        self.words.extend(other.words);
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The evidence without them. What was asked for and the trust stores are the user's own and stay.
    pub fn withheld(&self, mut evidence: Evidence) -> Evidence {
        if self.is_empty() {
            return evidence;
        }
        self.certificates(&mut evidence);
        evidence.vantages = self.filtered(evidence.vantages);
        evidence.deployment = self.filtered(evidence.deployment);
        evidence.identity = self.filtered(evidence.identity);
        evidence.nodes = self.filtered(evidence.nodes);
        evidence.client_log = self.filtered(evidence.client_log);
        evidence.node_logs = self.filtered(evidence.node_logs);
        evidence.node_stores = self.filtered(evidence.node_stores);
        evidence.node_axl = self.filtered(evidence.node_axl);
        evidence
    }

    /// Certificates that a server sent, with a password in one of their names: what is judged of a certificate is shown.
    fn certificates(&self, evidence: &mut Evidence) {
        let given: BTreeSet<&String> = evidence.stores.iter().flat_map(|store| &store.certificates).collect();
        let given: BTreeSet<String> = given.into_iter().cloned().collect();
        evidence.certificates.retain(|fingerprint, pem| {
            given.contains(fingerprint)
                || !self.words.iter().any(|word| word.is_in(fingerprint) || word.is_in_certificate(pem))
        });
    }

    /// The same value without the secrets in its texts. The shape stays: a text that is our own word for something, or
    /// an address, is no peer's, and no value of the type without it.
    fn filtered<T: Serialize + DeserializeOwned>(&self, value: T) -> T {
        let Ok(bytes) = serde_json::to_vec(&value) else { return value };
        if !self.are_in(&bytes) {
            return value;
        }
        let Ok(tree) = serde_json::from_slice::<Value>(&bytes) else { return value };
        drop(bytes);
        let mut places = BTreeMap::new();
        let whole = self.rewritten(&tree, &mut places, None);
        if let Ok(filtered) = serde_json::from_value(whole) {
            return filtered;
        }
        // Some texts are words of ours: those places keep them, each tried by itself.
        let harmless = |place: &String| {
            let only = BTreeMap::from([(place.clone(), true)]);
            serde_json::from_value::<T>(self.rewritten(&tree, &mut only.clone(), Some(&only))).is_ok()
        };
        let allowed: BTreeMap<String, bool> = places.keys().map(|place| (place.clone(), harmless(place))).collect();
        serde_json::from_value(self.rewritten(&tree, &mut BTreeMap::new(), Some(&allowed))).unwrap_or(value)
    }

    /// Whether any secret is in a text of this JSON.
    fn are_in(&self, json: &[u8]) -> bool {
        let is_in = |text: &str, word: &Word| word.is_in(text) || word.out_of_first_bytes(text).is_some();
        forms::texts(json).any(|text| self.words.iter().any(|word| is_in(&text, word)))
    }

    /// A copy of a tree without the secrets. `places` gathers where there were some; with `allowed` only those places
    /// are changed.
    fn rewritten(
        &self,
        tree: &Value,
        places: &mut BTreeMap<String, bool>,
        allowed: Option<&BTreeMap<String, bool>>,
    ) -> Value {
        let mut copy = tree.clone();
        self.rewrite(&mut copy, "", "", places, allowed);
        copy
    }

    fn rewrite(
        &self,
        tree: &mut Value,
        key: &str,
        place: &str,
        places: &mut BTreeMap<String, bool>,
        allowed: Option<&BTreeMap<String, bool>>,
    ) {
        match tree {
            Value::String(text) => {
                if let Some(shown) = self.of_key(text, key) {
                    let may = allowed.is_none_or(|allowed| allowed.get(place).copied().unwrap_or(false));
                    places.insert(place.to_owned(), true);
                    if may {
                        *text = shown;
                    }
                }
            }
            Value::Array(items) => {
                items.iter_mut().for_each(|item| self.rewrite(item, key, place, places, allowed));
            }
            Value::Object(fields) => {
                // The names of a root entry's attributes are the server's.
                if key == "attributes" {
                    let named = std::mem::take(fields);
                    let shown = |name: String| self.text(&name, false).unwrap_or(name);
                    fields.extend(named.into_iter().map(|(name, value)| (shown(name), value)));
                }
                for (name, value) in fields {
                    self.rewrite(value, name, &format!("{place}/{name}"), places, allowed);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    /// A whole text of a peer, line by line, without secrets.
    pub fn out_of_text(&self, text: &str) -> String {
        let lines = text.split_inclusive('\n').map(|line| {
            let (words, end) = match line.strip_suffix('\n') {
                Some(words) => (words, "\n"),
                None => (line, ""),
            };
            self.text(words, true).unwrap_or_else(|| words.to_owned()) + end
        });
        lines.collect()
    }

    /// The text that stands under this key without secrets; none when there is none in it.
    fn of_key(&self, text: &str, key: &str) -> Option<String> {
        if !FIRST_BYTES.contains(&key) {
            return self.text(text, SENTENCES.contains(&key));
        }
        let withheld = |word: &Word| word.out_of_first_bytes(text).map(|_| WITHHELD.to_owned());
        self.words.iter().find_map(withheld)
    }

    /// The text without secrets; none when there is none in it.
    fn text(&self, text: &str, sentence: bool) -> Option<String> {
        let mut shown = None;
        for word in self.words.iter().filter(|word| sentence || !word.said()) {
            let now = shown.as_deref().unwrap_or(text);
            if let Some(without) = word.out_of(now) {
                shown = Some(without);
            }
        }
        shown
    }
}

/// What the run says openly: what was asked for, names of places, stores and hosts.
fn open_words(plan: &Plan) -> String {
    let mut open = serde_json::to_string(&plan.asked).unwrap_or_default();
    let names = plan.stores.iter().map(|store| &store.name).chain([&plan.vantage]).chain(plan.hosts.keys());
    for name in names {
        open.push(' ');
        open.push_str(name);
    }
    open
}

#[cfg(test)]
mod tests;
