//! The people of the directory as a table, to be compared with the users of call manager.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

use super::kept::{Kept, fill};
use super::sieves::Sieves;
use super::{Looker, PAGE, Read};
use crate::evidence::search::{Agreement, Proposal, Search};
use crate::evidence::{AskedSearch, LdapFailure, Observed};
use crate::gathered::ReadDirectory;
use crate::identity::{Tried, left_out};
use crate::inputs::directory::people::attributes;
use crate::inputs::directory::{Entry, Filling};
use crate::ldap::dn;
use crate::ldap::filter::{self, escape};
use crate::ldap::session::{Query, RawEntry, ReadEnd, Scope, Session};
use crate::people::{Barred, CallManagerUsers, DirectoryUsers, Guid, Searched, Tri};
use crate::plan::{Plan, ReadPeople};
use crate::probes::appliance::{Awaited, Conversation, Late};

/// Users whom one search looks for outside base and filter.
const AT_ONCE: usize = 100;
/// Users up to whom they are looked for by name; for more of them everybody is read once.
const BY_NAME: usize = 2000;
/// Whoever may be a person, in any kind of directory.
const PERSON: &str = "(|(objectClass=person)(objectClass=inetOrgPerson)(objectClass=user)(objectClass=account)\
                      (objectClass=posixAccount))";

/// Whom the people of the directory are compared with.
#[derive(Debug, Clone, Default)]
pub(in crate::probes) enum Users {
    /// Nobody of call manager is known.
    #[default]
    Nobody,
    /// Files list them; call manager may be asked for its agreements all the same.
    Listed(Arc<CallManagerUsers>, Option<Awaited>),
    /// Call manager itself is asked for them.
    Awaited(Awaited),
}

impl Users {
    /// Whom files list, else whom call manager is asked for in this conversation.
    pub(in crate::probes) fn of(plan: &Plan, conversation: &Conversation) -> Self {
        let listed = plan.people.as_ref().and_then(|people| people.users.clone());
        let listed = listed.map(|users| Self::Listed(users, conversation.settings()));
        listed.or_else(|| conversation.users().map(Self::Awaited)).unwrap_or_default()
    }

    /// The searches of call manager's agreements, with their names, whose base is none of these.
    pub(in crate::probes) async fn agreements(
        &self,
        known: &[&str],
        user_id: &str,
        deadline: Instant,
    ) -> Vec<(String, AskedSearch)> {
        let (Self::Listed(_, Some(awaited)) | Self::Awaited(awaited)) = self else { return Vec::new() };
        // The other half of the time is for reading.
        let now = Instant::now();
        let half = now + deadline.saturating_duration_since(now) / 2;
        let agreements = awaited.agreements(half).await.into_iter();
        let searches = agreements.filter_map(|agreement| Some((agreement.search(user_id)?, agreement.name)));
        let others = searches.filter(|(search, _)| !known.iter().any(|known| is_same(known, &search.base)));
        others.map(|(search, name)| (name, search)).collect()
    }

    /// The search of call manager's first agreement that tells all of it, with its name, to stand for one that the
    /// configuration does not name.
    pub(in crate::probes) async fn first_agreement(&self, deadline: Instant) -> Option<(String, AskedSearch)> {
        let (Self::Listed(_, Some(awaited)) | Self::Awaited(awaited)) = self else { return None };
        let axl = awaited.told(deadline).await?;
        let user_id = axl.user_id.unwrap_or_default();
        axl.agreements
            .into_iter()
            .find_map(|agreement| Some((agreement.search(&user_id)?, agreement.name)))
            .map(|(search, name)| (name, search))
    }

    /// All of them, as soon as they are there; none when nobody tells them.
    async fn come(self, deadline: Instant) -> Result<Option<Arc<CallManagerUsers>>, Late> {
        match self {
            Self::Nobody => Ok(None),
            Self::Listed(users, _) => Ok(Some(users)),
            Self::Awaited(awaited) => awaited.come(deadline).await,
        }
    }
}

/// Goes on from the people whom base and filter find: those of further agreements, those outside, and those found
/// through what is tried, over the manager's session.
pub(in crate::probes) async fn read(
    session: &mut Session,
    (search, kept): (&Search, Option<Kept>),
    base: &str,
    (users, asked): (Users, &ReadPeople),
    deadline: Instant,
    told: &(dyn Fn(u64) + Sync),
) -> ReadDirectory {
    let mut read = ReadDirectory::nothing(&search.user_id);
    let Some(kept) = kept.filter(|kept| kept.end.entries > 0 && kept.end.is_whole()) else {
        return read;
    };
    let context = super::context(&search.base, None);
    let active_directory = search.active_directory;
    let searches = searches(search, base, &asked.further);
    let read_so_far = Read { entries: kept.end.entries, told };
    let looker = Looker { session, deadline, active_directory, context, read: read_so_far, ids: None };
    let mut reader = Reader { looker, search, sieves: Sieves::of(&searches) };
    read.live.end = reader.everybody((base, kept), (users, asked), &mut read).await.map(Into::into).into();
    if !matches!(&read.live.end, Observed::Seen(end) if end.is_whole()) {
        (read.people, read.tried) = (None, None);
    }
    if let Some(people) = &mut read.people {
        people.bars.searches = searches;
        reader.try_without(people).await;
    }
    read
}

/// The searches of all agreements, the one that was looked at closely first.
fn searches(search: &Search, base: &str, further: &[AskedSearch]) -> Vec<Searched> {
    let first = Searched { base: base.to_owned(), filter: search.filter.clone() };
    let others = further.iter().map(|other| Searched {
        base: other.base.clone(),
        filter: other.filter_of(search.active_directory, search.lightweight),
    });
    std::iter::once(first).chain(others).collect()
}

struct Reader<'s, 'l> {
    looker: Looker<'l>,
    search: &'s Search,
    sieves: Sieves,
}

impl Reader<'_, '_> {
    /// Fills what is read, up to the first search that does not come to its end; that end, or the last one.
    async fn everybody(
        &mut self,
        (base, kept): (&str, Kept),
        (users, asked): (Users, &ReadPeople),
        read: &mut ReadDirectory,
    ) -> Result<ReadEnd, LdapFailure> {
        let Kept { people: mut inside, mut end } = kept;
        let known: Vec<&str> =
            std::iter::once(base).chain(asked.further.iter().map(|further| further.base.as_str())).collect();
        let agreements = users.agreements(&known, &self.search.user_id, self.looker.deadline).await;
        for (name, _) in &agreements {
            read.agreements.push(name.clone());
        }
        for (nth, further) in asked.further.iter().chain(agreements.iter().map(|(_, search)| search)).enumerate() {
            if !finished(&end) {
                break;
            }
            let mut filling = Filling::new(&self.search.user_id);
            let filter = further.filter_of(self.search.active_directory, self.search.lightweight);
            end = self.people(&further.base, &filter, |entry| filling.push_person(entry)).await?;
            let people = filling.finish();
            // Those of the configuration were looked at before.
            if nth >= asked.further.len() {
                read.live.agreements.push(led_to(&further.base, filter, &end, &people));
            }
            inside.join(people);
        }
        read.live.entries = inside.dn.len() as u64;
        if finished(&end) {
            let users = users.come(self.looker.deadline).await;
            // Who is outside cannot be told from who is gone before the users are known.
            end.cut = users.is_err();
            if let Ok(Some(users)) = users {
                read.live.outside = self.outside(&users, &mut inside, &mut end).await?;
            }
        }
        read.people = Some(inside);
        if finished(&end) && (asked.base.is_some() || asked.filter.is_some()) {
            self.other(base, asked, read).await;
        }
        Ok(end)
    }

    /// Reads the people through the base and filter that are tried. How that ends says nothing of the people read before.
    async fn other(&mut self, base: &str, asked: &ReadPeople, read: &mut ReadDirectory) {
        let base = asked.base.as_deref().unwrap_or(base).to_owned();
        let filter = asked.filter.as_ref().unwrap_or(&self.search.filter).clone();
        let mut filling = Filling::new(&self.search.user_id);
        let end = self.people(&base, &filter, |entry| filling.push_person(entry)).await;
        // A base that is not there has nobody.
        let decided = |end: &ReadEnd| finished(end) || matches!(end.code, 32 | 34);
        if end.as_ref().is_ok_and(decided) {
            read.tried = Some(Tried { directory: filling.finish(), base, filter });
        }
        read.live.tried_end = Some(end.map(Into::into).into());
    }

    /// Adds the people outside who have the ID, mail address or objectGUID of a user who is not inside, and counts them.
    async fn outside(
        &mut self,
        users: &CallManagerUsers,
        directory: &mut DirectoryUsers,
        end: &mut ReadEnd,
    ) -> Result<u64, LdapFailure> {
        let open = not_found(users, directory);
        let hasher = RandomState::new();
        let mut known: HashSet<u64> = if open.is_empty() {
            HashSet::new()
        } else {
            (0..directory.dn.len()).map(|row| hasher.hash_one(directory.dn.at(row))).collect()
        };
        let filters = if open.len() > BY_NAME {
            vec![PERSON.to_owned()]
        } else {
            open.chunks(AT_ONCE).map(|users_at| self.who_is(users, users_at)).collect()
        };
        let context = self.looker.context.clone();
        let mut filling = Filling::of(&self.search.user_id, std::mem::take(directory));
        let mut sieves = std::mem::take(&mut self.sieves);
        let mut found = 0;
        for filter in filters {
            *end = self
                .people(&context, &filter, |entry| {
                    if filling.is_person(entry) && known.insert(hasher.hash_one(entry.dn())) {
                        filling.push_barred(entry, Tri::No, sieves.nearest(entry));
                        found += 1;
                    }
                })
                .await?;
            if !finished(end) {
                break;
            }
        }
        *directory = filling.finish();
        Ok(found)
    }

    /// Tries base and filter without what bars many of those outside. What breaks here leaves it untried.
    async fn try_without(&mut self, people: &mut DirectoryUsers) {
        for barred in left_out::worth_trying(people) {
            let Some((base, filter)) = left_out::without(people, barred, self.search.active_directory) else {
                continue;
            };
            let Ok(parsed) = filter::parse(&filter) else { continue };
            if let Some(nested) = self.nested(people, barred, &base).await {
                people.bars.tried.insert(barred, nested);
                continue;
            }
            let user_id = &self.search.user_id;
            let Ok(Some(mut found)) = self.looker.proposal(&base, &parsed, user_id).await else { continue };
            if found.unwanted > 0
                && let Some(narrow) = left_out::people_only(&filter, self.search.active_directory)
                && let Ok(narrow) = filter::parse(&narrow)
                && let Ok(Some(better)) = self.looker.proposal(&base, &narrow, user_id).await
                && better.entries + found.unwanted >= found.entries
            {
                found = better;
            }
            people.bars.tried.insert(barred, found);
        }
    }

    /// The same search with the members of groups inside the group, where that takes in all who are barred alike.
    async fn nested(&mut self, people: &DirectoryUsers, barred: Barred, base: &str) -> Option<Proposal> {
        let search = people.bars.searches.get(usize::from(barred.search))?;
        let filter = filter::parse(&search.filter).ok().filter(|_| self.search.active_directory && !barred.outside)?;
        let barring = filter.required().into_iter().enumerate().filter(|(n, _)| barred.clauses & Barred::bit(*n) != 0);
        if !barring.into_iter().all(|(_, clause)| clause.asks_for_direct_members()) {
            return None;
        }
        let found = self.looker.proposal(base, &filter.with_nested_groups()?, &self.search.user_id).await.ok()??;
        let inside = self.search.matched.as_ref().map_or(0, |matched| matched.entries);
        let left_out = people.bars.rows.iter().filter(|own| **own == barred).count() as u64;
        (found.entries >= inside + left_out).then_some(found)
    }

    /// A filter for people who may be one of these users.
    fn who_is(&self, users: &CallManagerUsers, rows: &[usize]) -> String {
        let mut any = String::new();
        for &row in rows {
            let mut add = |attribute: &str, value: &str| {
                if !value.is_empty() {
                    any.push_str(&format!("({attribute}={value})"));
                }
            };
            add(&self.search.user_id, &escape(users.id.at(row).as_bytes()));
            add("mail", &escape(users.mail.at(row).as_bytes()));
            let (attribute, value) = unique_id(users.guid.at(row), self.search.active_directory);
            add(attribute, &value);
        }
        format!("(&{PERSON}(|{any}))")
    }

    async fn people(
        &mut self,
        base: &str,
        filter: &str,
        mut take: impl FnMut(&Entry) + Send,
    ) -> Result<ReadEnd, LdapFailure> {
        // The server wants no blanks between the parts.
        let filter = filter::parse(filter).map_or_else(|_| filter.to_owned(), |parsed| parsed.to_string());
        let mut wanted: Vec<&str> = attributes().collect();
        for name in [self.search.user_id.as_str()].into_iter().chain(self.sieves.attributes()) {
            if !wanted.iter().any(|known| known.eq_ignore_ascii_case(name)) {
                wanted.push(name);
            }
        }
        let query = Query {
            base,
            scope: Scope::Subtree,
            filter: &filter,
            attributes: &wanted,
            page: Some(PAGE),
            limit: usize::MAX,
            deadline: self.looker.deadline,
        };
        let mut entry = Entry::default();
        let read = &mut self.looker.read;
        let mut each = |raw: RawEntry<'_>| {
            fill(&mut entry, raw);
            take(&entry);
            read.one();
        };
        self.looker.session.read_each(query, &mut each).await
    }
}

/// Whether two names are of one entry; texts that are no names are compared as they are.
fn is_same(one: &str, other: &str) -> bool {
    match (dn::parse(one), dn::parse(other)) {
        (Ok(one), Ok(other)) => one.same_as(&other),
        _ => one == other,
    }
}

/// What the search of an agreement led to. A result that is neither of a whole search nor of a missing base decides nothing.
fn led_to(base: &str, filter: String, end: &ReadEnd, people: &DirectoryUsers) -> Agreement {
    let there = !matches!(end.code, 32 | 34);
    let found = finished(end).then(|| !people.dn.is_empty());
    Agreement {
        base: base.to_owned(),
        filter,
        base_code: if there { 0 } else { end.code },
        there,
        found,
        compared: None,
        login: false,
    }
}

fn finished(end: &ReadEnd) -> bool {
    end.is_whole()
}

/// Users of call manager whose ID nobody in the table has, local ones left out.
fn not_found(users: &CallManagerUsers, directory: &DirectoryUsers) -> Vec<usize> {
    let from_ldap = |row: &usize| users.from_ldap.get(*row) != Some(&Tri::No);
    let open: Vec<usize> = crate::identity::not_found(&users.id, &directory.id);
    open.into_iter().filter(from_ldap).collect()
}

/// The attribute that never changes, and the value that a filter asks for; empty where it is not known.
fn unique_id(guid: Option<Guid>, active_directory: bool) -> (&'static str, String) {
    let Some(guid) = guid else { return ("objectGUID", String::new()) };
    if active_directory {
        return ("objectGUID", guid.bytes().iter().map(|byte| format!("\\{byte:02x}")).collect());
    }
    let mut text = guid.digits();
    [20, 16, 12, 8].into_iter().for_each(|place| text.insert(place, '-'));
    ("entryUUID", text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unique_ids_as_each_directory_wants_them() {
        let guid = Guid::from_text(b"084b910556faf79629d66b8de90e0346");
        assert_eq!(unique_id(guid, true).1, "\\08\\4b\\91\\05\\56\\fa\\f7\\96\\29\\d6\\6b\\8d\\e9\\0e\\03\\46");
        assert_eq!(unique_id(guid, false), ("entryUUID", "084b9105-56fa-f796-29d6-6b8de90e0346".to_owned()));
        assert_eq!(unique_id(None, true).1, "");
    }
}
