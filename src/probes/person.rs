//! Finds one person the way the nodes do, and says where they are when that search does not find them.
//!
//! Everything is read over the manager's session; nothing here sends a password.

mod account;
mod elsewhere;

use super::account::text;
use crate::evidence::person::{Elsewhere, Person, Sighting};
use crate::evidence::{AskedSearch, LdapFailure, Millis, Observed, RootDse, Wire};
use crate::ldap::fault::Fault;
use crate::ldap::filter;
use crate::ldap::session::{Entry, Scope, Session};

/// Entries of one user ID that are kept: two are ambiguous, more say nothing new.
const KEPT: usize = 5;
/// Naming contexts that are searched when base and filter find nobody.
const CONTEXTS: usize = 4;

/// Where and for whom to look.
pub struct Wanted {
    /// The user ID, as typed.
    id: String,
    search: AskedSearch,
    /// The search is what such a directory usually has, not what was configured.
    assumed: bool,
    /// Where people can be at all.
    contexts: Vec<String>,
    active_directory: bool,
    /// No policy can lock an account on this server.
    never_locks: bool,
}

impl Wanted {
    /// The search that was configured; without one, what such a directory usually has.
    pub fn new(id: &str, asked: Option<&AskedSearch>, root_dse: Option<&RootDse>) -> Self {
        let active_directory = root_dse.is_some_and(|root| root.active_directory);
        let mut contexts = root_dse.map(contexts).unwrap_or_default();
        let base = contexts.first().cloned().unwrap_or_default();
        let usual = AskedSearch { base, filter: String::new(), user_id: String::new() };
        let given = asked.unwrap_or(&usual);
        let search = AskedSearch {
            base: given.base.clone(),
            filter: given.filter_of(active_directory, root_dse.is_some_and(RootDse::is_lightweight)),
            user_id: given.user_id_on(active_directory),
        };
        if contexts.is_empty() && !search.base.is_empty() {
            contexts.push(search.base.clone());
        }
        let never_locks = root_dse.is_some_and(never_locks);
        Self { id: id.to_owned(), search, assumed: asked.is_none(), contexts, active_directory, never_locks }
    }

    /// The attributes that identify an entry.
    fn identity(&self) -> [&str; 1] {
        [self.search.user_id.as_str()]
    }

    fn sighting(&self, entry: &Entry) -> Sighting {
        Sighting { dn: entry.dn.clone(), id: text(entry, &self.search.user_id) }
    }
}

/// Looks for the person and reads their account. Each answer is told as it comes; a broken conversation ends the look.
pub async fn look(session: &mut Session, wanted: &Wanted, mut person: Person, tell: impl Fn(&Person)) -> Person {
    person.found = found(session, wanted).await;
    tell(&person);
    if person.found.failed().is_some_and(broken) {
        person.elsewhere = Observed::NotAsked("the conversation broke before".to_owned());
        person.account = Observed::NotAsked("the conversation broke before".to_owned());
        return person;
    }
    person.elsewhere = match person.found.seen().map(Vec::as_slice) {
        Some([_]) => Observed::NotAsked("base and filter find exactly one person".to_owned()),
        _ => elsewhere::look(session, wanted).await.into(),
    };
    tell(&person);
    person.account = match only_one(&person) {
        None => Observed::NotAsked("not exactly one person was found".to_owned()),
        Some(dn) => account::read(session, &dn, wanted).await.into(),
    };
    tell(&person);
    person
}

/// Nothing is known yet.
pub fn unknown(wanted: &Wanted, server: String, address: std::net::SocketAddr) -> Person {
    Person {
        server,
        address,
        active_directory: wanted.active_directory,
        search: wanted.search.clone(),
        assumed: wanted.assumed,
        found: Observed::Cut,
        elsewhere: Observed::Cut,
        account: Observed::Cut,
        session: Observed::Cut,
        bind: Observed::Cut,
        logins: Vec::new(),
    }
}

/// The person the nodes find, or the only one there is outside base and filter.
fn only_one(person: &Person) -> Option<String> {
    match (person.found.seen().map(Vec::as_slice), person.elsewhere.seen()) {
        (Some([one]), _) => Some(one.dn.clone()),
        (Some([]) | None, Some(Elsewhere { people, .. })) => match people.as_slice() {
            [one] => Some(one.entry.dn.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// The nodes' search: base, filter, and the user ID in its attribute.
pub(super) async fn found(session: &mut Session, wanted: &Wanted) -> Observed<Vec<Sighting>, LdapFailure> {
    let AskedSearch { base, filter, user_id } = &wanted.search;
    if user_id.is_empty() || !user_id.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ';')) {
        return Observed::Failed(invalid("the user-ID attribute is not the name of an attribute"));
    }
    let filter = match filter::parse(filter) {
        Ok(filter) => filter.to_string(),
        Err(error) => return Observed::Failed(invalid(&format!("the filter is not valid: {error}"))),
    };
    let filter = format!("(&{filter}({user_id}={}))", filter::escape(wanted.id.as_bytes()));
    let entries = session.read(base, Scope::Subtree, &filter, &wanted.identity(), KEPT).await;
    entries.map(|entries| entries.iter().map(|entry| wanted.sighting(entry)).collect()).into()
}

/// A fault of what was configured: nothing was sent.
fn invalid(what: &str) -> LdapFailure {
    let fault = Fault::Local { raw: what.to_owned() };
    LdapFailure { fault, wire: Wire::default(), follow_up: None, ms: Millis::default() }
}

/// Whether the conversation is over, so that nothing more can be asked. A refusal is an answer; what was never sent
/// harms nobody.
fn broken(failure: &LdapFailure) -> bool {
    match failure.fault {
        Fault::Result { .. } => false,
        Fault::Local { .. } => failure.wire != Wire::default(),
        _ => true,
    }
}

/// A refused question is one that brought nobody; only a broken conversation is a failure.
fn unless_broken(answer: Result<Vec<Entry>, LdapFailure>) -> Result<Vec<Entry>, LdapFailure> {
    match answer {
        Err(failure) if !broken(&failure) => Ok(Vec::new()),
        other => other,
    }
}

/// OpenLDAP locks nobody without its overlay ppolicy, and with it names that overlay's control.
fn never_locks(root: &RootDse) -> bool {
    const PASSWORD_POLICY: &str = "1.3.6.1.4.1.42.2.27.8.5.1";
    let controls = root.values("supportedControl");
    root.vendor == "OpenLDAP" && !controls.is_empty() && !controls.iter().any(|control| control == PASSWORD_POLICY)
}

/// Where people can be: Active Directory's own domain, else the contexts that are no bookkeeping of the server.
fn contexts(root: &RootDse) -> Vec<String> {
    if let [domain, ..] = root.values("defaultNamingContext") {
        return vec![domain.clone()];
    }
    let bookkeeping = |context: &&String| {
        let lower = context.trim().to_lowercase();
        ["cn=config", "cn=monitor", "cn=schema", "cn=accesslog", "cn=changelog", "cn=subschema"].contains(&&*lower)
            || lower.is_empty()
    };
    root.values("namingContexts").iter().filter(|context| !bookkeeping(context)).take(CONTEXTS).cloned().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn only_a_server_that_shows_it_has_no_policy_locks_nobody() {
        for (vendor, controls, expected) in [
            ("OpenLDAP", &["1.2.840.113556.1.4.319"][..], true),
            ("OpenLDAP", &["1.2.840.113556.1.4.319", "1.3.6.1.4.1.42.2.27.8.5.1"], false),
            ("OpenLDAP", &[], false),
            ("unknown", &["1.2.840.113556.1.4.319"], false),
        ] {
            let controls = controls.iter().map(|control| (*control).to_owned()).collect();
            let attributes = BTreeMap::from([("supportedControl".to_owned(), controls)]);
            let vendor = vendor.to_owned();
            let root = RootDse { vendor, active_directory: false, attributes, ms: Millis::default() };
            assert_eq!(never_locks(&root), expected, "{root:?}");
        }
    }
}
