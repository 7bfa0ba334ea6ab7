//! What search base and filter find, read as the manager on one server: searches only, each bounded.

mod base;
mod between;
mod kept;
mod ladder;
mod likewise;
mod people;
mod schema;
mod shared;
mod sieves;
mod tally;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use self::kept::{Keeping, Kept};
pub(super) use self::likewise::{Before, likewise};
pub(super) use self::people::{Users, read};
use crate::evidence::search::{Again, Agreement, Base, End, Login, Proposal, Search};
use crate::evidence::{Asked, AskedSearch, LdapFailure, RootDse};
use crate::ldap::filter::{self, Assertion, Filter, Kind};
use crate::ldap::session::{self, Entry, Query, RawEntry, ReadEnd, Scope, Session};

/// Ports of Active Directory's Global Catalog, plain and TLS.
const GLOBAL_CATALOG: [u16; 2] = [3268, 3269];
/// `timeLimitExceeded` (RFC 4511 appendix A).
const TIME_LIMIT_EXCEEDED: u32 = 3;
/// Entries asked for at once: Active Directory's own limit.
const PAGE: usize = 1000;

/// Looks at base and filter over the manager's session. A refusal is part of the answer; only a conversation that
/// breaks is a failure. Whom they find is kept where that is `wanted`, so that nobody is read twice.
pub(super) async fn look(
    session: &mut Session,
    (asked, search): (&Asked, &AskedSearch),
    root_dse: Option<&RootDse>,
    port: u16,
    wanted: bool,
    told: &(dyn Fn(u64) + Sync),
) -> Result<(Search, Option<Kept>), LdapFailure> {
    let mut seen = nothing_yet(search, root_dse, port);
    let (active_directory, lightweight) = (seen.active_directory, seen.lightweight);
    // What is read until the end of half the run can still be judged; the run's own end leaves nothing.
    let deadline = Instant::now() + Duration::from_millis(asked.deadline_ms / 2);
    let domain = root_dse.and_then(|root| root.values("defaultNamingContext").first()).cloned().unwrap_or_default();
    let mut looker =
        Looker { session, deadline, active_directory, context: domain, read: Read { entries: 0, told }, ids: None };
    let mut kept = None;
    let manager = asked.bind.as_ref().map_or("", |bind| bind.name.as_str());
    seen.base = base::look(&mut looker, (&search.base, manager), root_dse).await?;
    looker.context = context(&seen.base, root_dse);
    let parsed = match filter::parse(&seen.filter) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            let readings: Vec<Filter> = error.readings().filter_map(|text| filter::parse(text).ok()).collect();
            let repaired = looker.reading(&search.base, readings, &mut seen).await?;
            seen.repaired = repaired.as_ref().map(Filter::to_string);
            repaired
        }
    };
    seen.attributes = schema::look(&mut looker, root_dse, parsed.as_ref(), &seen.user_id).await?;
    if let Some(parsed) = parsed {
        // A repaired filter is not the one that the appliances use.
        let keep = wanted && seen.repaired.is_none();
        kept = looker.people(&search.base, &parsed, &mut seen, keep).await?;
    }
    for further in &asked.further_searches {
        let agreement = looker.agreement(further, (active_directory, lightweight)).await?;
        seen.agreements.push(agreement);
    }
    between::look(&mut looker, asked, &search.base, &mut seen).await?;
    for base in &asked.login_bases {
        let (there, end) = looker.begins_at(base).await?;
        let base = base.clone();
        seen.agreements.push(Agreement { base, base_code: end.code, there, login: true, ..Agreement::default() });
    }
    Ok((seen, kept))
}

/// What is asked, on a server of this kind.
fn nothing_yet(search: &AskedSearch, root_dse: Option<&RootDse>, port: u16) -> Search {
    let active_directory = root_dse.is_some_and(|root| root.active_directory);
    let lightweight = root_dse.is_some_and(RootDse::is_lightweight);
    Search {
        active_directory,
        lightweight,
        open_ldap: root_dse.is_some_and(|root| root.vendor == "OpenLDAP"),
        global_catalog: active_directory && GLOBAL_CATALOG.contains(&port),
        filter: search.filter_of(active_directory, lightweight),
        user_id: search.user_id_on(active_directory),
        ..Search::default()
    }
}

/// The part of the tree in which people are looked for when the base holds none.
fn context(base: &Base, root_dse: Option<&RootDse>) -> String {
    let default = root_dse.and_then(|root| root.values("defaultNamingContext").first());
    let first = base.inside.as_ref().or(default).or_else(|| base.naming_contexts.first());
    first.cloned().unwrap_or_default()
}

/// A session with what every search of this stage needs to know.
struct Looker<'a> {
    session: &'a mut Session,
    deadline: Instant,
    active_directory: bool,
    /// Where to look outside the base.
    context: String,
    read: Read<'a>,
    /// The user IDs of whom base and filter find, where those were noted.
    ids: Option<tally::Values>,
}

/// How much has been read, for the progress line.
struct Read<'a> {
    entries: u64,
    /// Is told now and then how many entries that are.
    told: &'a (dyn Fn(u64) + Sync),
}

impl Read<'_> {
    /// Entries after which the progress line is told.
    const TOLD_EVERY: u64 = 1000;

    fn one(&mut self) {
        self.entries += 1;
        if self.entries.is_multiple_of(Self::TOLD_EVERY) {
            (self.told)(self.entries);
        }
    }
}

impl Looker<'_> {
    /// The one meaning of a broken filter; several that match different people are told, and none is taken.
    async fn reading(
        &mut self,
        base: &str,
        mut readings: Vec<Filter>,
        seen: &mut Search,
    ) -> Result<Option<Filter>, LdapFailure> {
        if readings.len() < 2 || seen.base.dn.is_none() || seen.base.is_group() {
            readings.truncate(1);
            return Ok(readings.pop());
        }
        let (mut told, mut crowds) = (Vec::new(), HashSet::new());
        for reading in &readings {
            let tally::Counted { matched, crowd, .. } = self.read_people(base, reading, &seen.user_id).await?;
            if matched.end.is_whole() {
                crowds.insert((matched.entries, crowd));
                let (entries, unwanted) = (matched.entries, matched.unwanted());
                told.push(Proposal { base: base.to_owned(), filter: reading.to_string(), entries, unwanted });
            }
        }
        // What finds nobody is not meant where another reading finds somebody.
        let all = told.len() == readings.len();
        if told.iter().any(|reading| reading.entries > 0) {
            told.retain(|reading| reading.entries > 0);
            crowds.retain(|(entries, _)| *entries > 0);
            readings.retain(|reading| told.iter().any(|kept| kept.filter == reading.to_string()) || !all);
        }
        if crowds.len() < 2 && all {
            readings.truncate(1);
            return Ok(readings.pop());
        }
        seen.readings = told;
        Ok(None)
    }

    /// The people themselves, and when something is wrong with them, why and what works better.
    async fn people(
        &mut self,
        base: &str,
        filter: &Filter,
        seen: &mut Search,
        keep: bool,
    ) -> Result<Option<Kept>, LdapFailure> {
        if let Some(group) = self.group_at(&seen.base).await? {
            seen.proposal = ladder::members(self, &group, filter, &seen.user_id).await?;
            return Ok(None);
        }
        if seen.base.dn.is_none() {
            return Ok(None);
        }
        let mut keeping = keep.then(|| Keeping::new(&seen.user_id));
        let tally = tally::Tally::new(&seen.user_id);
        let tally = if keep { tally } else { tally.with_ids() };
        let (counted, end) = self.count(base, filter, tally, &seen.user_id, keeping.as_mut()).await?;
        let kept = keeping.map(|keeping| keeping.finish(end));
        let tally::Counted { mut matched, someone, shared, ids, open, .. } = counted;
        let shared_ids = ids.shared();
        // Of a repaired filter it is not known whom the appliances find.
        self.ids = (!keep && seen.repaired.is_none()).then_some(ids);
        self.complete(&mut matched, (base, filter, &seen.user_id), [shared, shared_ids]).await?;
        if matched.entries == 0 && matched.end.code == 0 {
            (seen.trials, seen.proposal) =
                ladder::nobody(self, base, filter, (&seen.user_id, &seen.attributes)).await?;
        } else if matched.nobody_is_a_person() {
            seen.proposal = self.for_people(base, &seen.user_id).await?;
        } else if seen.repaired.is_some() && matched.entries > 0 {
            // As it was meant: whom else it lets in is told by the count, and is another question.
            let (entries, unwanted) = (matched.entries, matched.unwanted());
            seen.proposal = Some(Proposal { base: base.to_owned(), filter: filter.to_string(), entries, unwanted });
        } else if matched.unwanted() > 0 {
            let narrow = ladder::narrowed(filter, &matched, self.active_directory, &open);
            seen.proposal = self.proposal(base, &narrow, &seen.user_id).await?;
        }
        if let Some(someone) = someone {
            seen.login = Some(self.login(base, filter, &seen.user_id, someone).await?);
        }
        seen.matched = Some(matched);
        Ok(kept)
    }

    /// The usual filter for people, where this one is for something else: below the base, else in the whole tree.
    async fn for_people(&mut self, base: &str, user_id: &str) -> Result<Option<Proposal>, LdapFailure> {
        let usual = AskedSearch::default().filter_on(self.active_directory);
        let Ok(usual) = filter::parse(&usual) else { return Ok(None) };
        let here = self.proposal(base, &usual, user_id).await?;
        if here.is_some() || self.context.is_empty() {
            return Ok(here);
        }
        let context = self.context.clone();
        self.proposal(&context, &usual, user_id).await
    }

    /// The group that is used as base, or that is meant by a base that is not there.
    async fn group_at(&mut self, base: &Base) -> Result<Option<String>, LdapFailure> {
        if base.dn.is_some() {
            return Ok(base.dn.clone().filter(|_| base.is_group()));
        }
        let Some(near) = base.near.first() else { return Ok(None) };
        let entry = self.entry(near, &["objectClass"]).await?;
        let meant = Base {
            object_classes: entry.iter().flat_map(|entry| texts(entry, "objectClass")).collect(),
            ..Base::default()
        };
        Ok(entry.map(|entry| entry.dn).filter(|_| meant.is_group()))
    }

    /// Reads everybody who matches, once, and counts.
    async fn read_people(&mut self, base: &str, filter: &Filter, user_id: &str) -> Result<tally::Counted, LdapFailure> {
        Ok(self.count(base, filter, tally::Tally::new(user_id), user_id, None).await?.0)
    }

    /// Reads everybody who matches, counts, and keeps them where they are to be kept.
    async fn count(
        &mut self,
        base: &str,
        filter: &Filter,
        mut tally: tally::Tally<'_>,
        user_id: &str,
        mut keeping: Option<&mut Keeping<'_>>,
    ) -> Result<(tally::Counted, ReadEnd), LdapFailure> {
        let text = filter.to_string();
        let mut attributes = tally::attributes(user_id);
        if keeping.is_some() {
            kept::add_wanted(&mut attributes);
        }
        let query = Query {
            base,
            scope: Scope::Subtree,
            filter: &text,
            attributes: &attributes,
            page: Some(PAGE),
            limit: usize::MAX,
            deadline: self.deadline,
        };
        let read = &mut self.read;
        let mut each = |entry: RawEntry<'_>| {
            read.one();
            tally.add(entry);
            if let Some(keeping) = &mut keeping {
                keeping.add(entry);
            }
        };
        let end = self.session.read_each(query, &mut each).await?;
        Ok((tally.finish(end.clone()), end))
    }

    /// Base and filter as a proposal, when they match somebody.
    async fn proposal(&mut self, base: &str, filter: &Filter, user_id: &str) -> Result<Option<Proposal>, LdapFailure> {
        let tally::Counted { matched, .. } = self.read_people(base, filter, user_id).await?;
        let (entries, unwanted) = (matched.entries, matched.unwanted());
        let works = entries > 0 && matched.end.is_whole();
        Ok(works.then(|| Proposal { base: base.to_owned(), filter: filter.to_string(), entries, unwanted }))
    }

    /// The search a login does: the filter, and one user ID.
    async fn login(
        &mut self,
        base: &str,
        filter: &Filter,
        user_id: &str,
        (who, value): (String, Vec<u8>),
    ) -> Result<Login, LdapFailure> {
        let this_one = clause(Kind::Equal(Assertion { attribute: user_id.to_owned(), value }));
        let filter = with(filter, vec![this_one]).to_string();
        let (entries, end) = self.few(base, Scope::Subtree, &filter, &["1.1"], 10).await?;
        let cut = end.cut && entries.is_empty();
        let ReadEnd { code, text, ms, .. } = end;
        Ok(Login { code, text, who, filter, entries: entries.len() as u64, cut, ms })
    }

    /// The first entries of a search.
    async fn few(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
        limit: usize,
    ) -> Result<(Vec<Entry>, ReadEnd), LdapFailure> {
        let mut entries = Vec::new();
        let query = Query { base, scope, filter, attributes, page: None, limit, deadline: self.deadline };
        let mut end = self.session.read_each(query, &mut |entry| entries.push(entry.into())).await?;
        if end.cut && entries.is_empty() {
            // It was left before it was answered, and that is not nobody.
            end.code = TIME_LIMIT_EXCEEDED;
        }
        Ok((entries, end))
    }

    /// Whether the base of a further agreement is there, and anybody matches there.
    async fn agreement(
        &mut self,
        further: &AskedSearch,
        (active_directory, lightweight): (bool, bool),
    ) -> Result<Agreement, LdapFailure> {
        let (base, filter) = (further.base.clone(), further.filter_of(active_directory, lightweight));
        let (there, end) = self.begins_at(&base).await?;
        let found = match there && filter::parse(&filter).is_ok() {
            true => Some(self.any(&base, &filter).await?).filter(|(_, code)| matches!(code, 0 | 4)).map(|(any, _)| any),
            false => None,
        };
        Ok(Agreement { base, filter, base_code: end.code, there, found, compared: None, login: false })
    }

    /// Whether a search can begin at this name: its entry is shown, or is hidden and something below it is not.
    async fn begins_at(&mut self, base: &str) -> Result<(bool, ReadEnd), LdapFailure> {
        let (entries, end) = self.few(base, Scope::Base, "(objectClass=*)", &["1.1"], 1).await?;
        let hidden = entries.is_empty() && end.code == 0;
        Ok((!entries.is_empty() || (hidden && self.any(base, "(objectClass=*)").await?.0), end))
    }

    /// One entry by its name.
    async fn entry(&mut self, dn: &str, attributes: &[&str]) -> Result<Option<Entry>, LdapFailure> {
        let (mut entries, _) = self.few(dn, Scope::Base, "(objectClass=*)", attributes, 1).await?;
        Ok(entries.pop())
    }

    /// Whether a search finds anything, and its result code.
    async fn any(&mut self, base: &str, filter: &str) -> Result<(bool, u32), LdapFailure> {
        let (entries, end) = self.few(base, Scope::Subtree, filter, &["1.1"], 1).await?;
        Ok((!entries.is_empty(), end.code))
    }
}

/// The values of an attribute as text, ignoring case of its name (RFC 4512 section 2.5).
fn texts(entry: &Entry, name: &str) -> Vec<String> {
    let attribute = entry.attributes.iter().find(|(attribute, _)| attribute.eq_ignore_ascii_case(name));
    let values = attribute.map_or(&[][..], |(_, values)| values.as_slice());
    values.iter().map(|value| String::from_utf8_lossy(value).into_owned()).collect()
}

impl From<ReadEnd> for End {
    fn from(end: ReadEnd) -> Self {
        let ReadEnd { code, text, matched, referrals, pages, paging_refused, no_pages, cut, again, ms, .. } = end;
        let again = again.map(|session::Again { page, before, entries, open }| Again { page, before, entries, open });
        Self { code, text, matched, referrals, pages, paging_refused, no_pages, cut, again, ms }
    }
}

/// A filter that stands in no text.
fn clause(kind: Kind) -> Filter {
    Filter { span: 0..0, kind }
}

/// The filter and more clauses, in one "and".
fn with(filter: &Filter, more: Vec<Filter>) -> Filter {
    let mut clauses = filter.clauses().to_vec();
    let new = more.into_iter().filter(|new| !filter.clauses().iter().any(|old| same(old, new))).collect::<Vec<_>>();
    clauses.extend(new);
    Filter::and(clauses)
}

/// The same question, however it is written.
fn same(one: &Filter, other: &Filter) -> bool {
    one.to_string().eq_ignore_ascii_case(&other.to_string())
}
