//! What base and filter find on a further server: whoever comes to it by failover finds that, and nothing else.

use std::time::{Duration, Instant};

use super::{Looker, PAGE, Read, clause, with};
use crate::evidence::search::{Agreement, Counted, Likewise, Login};
use crate::evidence::{Asked, AskedSearch, LdapFailure, RootDse};
use crate::ldap::filter::{self, Assertion, Filter, Kind};
use crate::ldap::session::{Query, Scope, Session};

/// Entries of which one shows an attribute, or hardly any does.
const FEW: usize = 20;

/// The server on which base and filter were looked at, and what is to be found elsewhere too.
pub(in crate::probes) struct Before {
    pub(in crate::probes) server: String,
    /// The look was answered.
    pub(in crate::probes) answered: bool,
    /// The search for one user ID that was found there.
    pub(in crate::probes) login: Option<Login>,
}

/// Counts whom base and filter find, by names alone, within an eighth of the run.
pub(in crate::probes) async fn likewise(
    session: &mut Session,
    (asked, search): (&Asked, &AskedSearch),
    root_dse: Option<&RootDse>,
    before: &Before,
    told: &(dyn Fn(u64) + Sync),
) -> Result<Likewise, LdapFailure> {
    let active_directory = root_dse.is_some_and(|root| root.active_directory);
    let kind = (active_directory, root_dse.is_some_and(RootDse::is_lightweight));
    let deadline = Instant::now() + Duration::from_millis(asked.deadline_ms / 8);
    let read = Read { entries: 0, told };
    let mut looker = Looker { session, deadline, active_directory, context: String::new(), read, ids: None };
    let (there, base) = looker.begins_at(&search.base).await?;
    let mut seen = Likewise { server: before.server.clone(), base: base.into(), there, ..Likewise::default() };
    if let Ok(filter) = filter::parse(&search.filter_of(kind.0, kind.1))
        && seen.there
    {
        seen.matched = Some(looker.counted(&search.base, &filter).await?);
        let user_id = search.user_id_on(active_directory);
        let having = |name: &str| with(&filter, vec![clause(Kind::Present(name.to_owned()))]);
        // Logins search by it, and the synchronisation reads it.
        seen.with_id = looker.shows(&search.base, &having(&user_id), &user_id).await?;
        seen.with_last_name = match looker.shows(&search.base, &having("sn"), "sn").await? {
            // What may not be searched by may be read.
            Some(false) => looker.shows(&search.base, &filter, "sn").await?,
            shown => shown,
        };
        seen.login = match &before.login {
            Some(login) => looker.finds(&search.base, &login.filter).await?,
            None => None,
        };
        if let Some(person) = &asked.person {
            let value = person.id.clone().into_bytes();
            let id = Kind::Equal(Assertion { attribute: user_id, value });
            seen.person = looker.finds(&search.base, &with(&filter, vec![clause(id)]).to_string()).await?;
        }
    }
    for further in &asked.further_searches {
        seen.agreements.push(looker.agreement(further, kind).await?);
    }
    for base in &asked.login_bases {
        let (there, end) = looker.begins_at(base).await?;
        let base = base.clone();
        seen.agreements.push(Agreement { base, base_code: end.code, there, login: true, ..Agreement::default() });
    }
    Ok(seen)
}

impl Looker<'_> {
    async fn counted(&mut self, base: &str, filter: &Filter) -> Result<Counted, LdapFailure> {
        let (text, mut entries) = (filter.to_string(), 0);
        let query = Query {
            base,
            scope: Scope::Subtree,
            filter: &text,
            attributes: &["1.1"],
            page: Some(PAGE),
            limit: usize::MAX,
            deadline: self.deadline,
        };
        let read = &mut self.read;
        let mut each = |_: crate::ldap::session::RawEntry<'_>| {
            read.one();
            entries += 1;
        };
        let end = self.session.read_each(query, &mut each).await?;
        Ok(Counted { entries, end: end.into() })
    }

    /// Whether a search finds anybody who shows the attribute; none where the server refuses it.
    async fn shows(&mut self, base: &str, filter: &Filter, attribute: &str) -> Result<Option<bool>, LdapFailure> {
        let (entries, end) = self.few(base, Scope::Subtree, &filter.to_string(), &[attribute], FEW).await?;
        // Servers answer by their own name of the attribute.
        let shown = entries.iter().flat_map(|entry| &entry.attributes).any(|(_, values)| !values.is_empty());
        Ok(matches!(end.code, 0 | 4).then_some(shown))
    }

    /// Whether a search finds anybody; none where the server refuses it.
    async fn finds(&mut self, base: &str, filter: &str) -> Result<Option<bool>, LdapFailure> {
        let (found, code) = self.any(base, filter).await?;
        Ok(matches!(code, 0 | 4).then_some(found))
    }
}
