//! Searches: entries decoded by our own code, page by page, to an end that is always near.

use std::sync::Arc;
use std::time::{Duration, Instant};

use ldap3::asn1::{PL, StructureTag};
use ldap3::controls::{Control, PagedResults};
use ldap3::{Ldap, LdapResult, SearchOptions, SearchStream};

use super::each::{Begun, RawEntry};
use super::{Entry, Scope, Session, refusal, remaining};
use crate::ldap::fault::Fault;
use crate::ldap::relay::{Allowance, shape};

/// Entries asked for at once: Active Directory's own limit is 1000, some servers are set to 500.
pub(super) const PAGE: usize = 500;
/// URLs of references that are kept of one page.
const REFERENCES: usize = 20;
pub(super) const SIZE_LIMIT_EXCEEDED: u32 = 4;
pub(super) const ADMIN_LIMIT_EXCEEDED: u32 = 11;
pub(super) const UNAVAILABLE_CRITICAL_EXTENSION: u32 = 12;
/// 389 Directory Server, where it allows no paged result on a connection.
pub(super) const UNWILLING_TO_PERFORM: u32 = 53;

/// One search, or one page of it.
#[derive(Clone)]
pub(super) struct Search<'a> {
    pub(super) base: &'a str,
    pub(super) scope: Scope,
    pub(super) filter: &'a str,
    pub(super) attributes: &'a [&'a str],
    /// The cookie of the page to ask for, empty for the first; `None` asks for everything at once.
    pub(super) page: Option<Vec<u8>>,
    /// Entries asked for at once, when paging.
    pub(super) page_size: usize,
    /// Entries wanted, after which the rest is left to the server, and bytes one answer may have.
    pub(super) allowed: Allowance,
    pub(super) deadline: Instant,
}

/// What came back for one page, beside its entries.
pub(super) struct Page {
    /// Entries passed on.
    pub(super) entries: usize,
    /// URLs of the references among them (RFC 4511 section 4.5.3).
    pub(super) references: Vec<String>,
    /// `None` when enough entries had come before the server's result.
    pub(super) result: Option<LdapResult>,
}

/// What a search brings next.
enum Arrival {
    /// Entries, or nothing of note.
    Entries,
    /// URLs of one reference.
    Reference(Vec<String>),
    /// The server's result.
    End,
}

impl Session {
    /// All entries of a search, up to the number allowed.
    pub(super) async fn entries(&mut self, mut search: Search<'_>) -> Result<Vec<Entry>, Fault> {
        let wanted = search.allowed.entries;
        let mut entries: Vec<Entry> = Vec::new();
        let mut begun = Begun::default();
        if search.scope == Scope::Subtree && self.offered.control(shape::PAGED_RESULTS) {
            search.page = Some(Vec::new());
        }
        while entries.len() < wanted {
            search.allowed.entries = wanted - entries.len();
            let before = entries.len();
            let page = self.page(&search, &mut |entry| entries.push(Entry::from(entry))).await?;
            let first = entries.get(before).map(|entry| entry.dn.clone().into_bytes());
            let Some(result) = page.result else { break };
            match result.rc {
                0 => {}
                SIZE_LIMIT_EXCEEDED if !entries.is_empty() => break,
                // Some servers refuse to page although the control is not critical.
                ADMIN_LIMIT_EXCEEDED | UNAVAILABLE_CRITICAL_EXTENSION | UNWILLING_TO_PERFORM
                    if entries.is_empty() && search.page.take().is_some() =>
                {
                    continue;
                }
                _ => return Err(refusal(&result)),
            }
            let Some(next) = search.page.as_ref().and_then(|_| cookie(&result.ctrls)) else { break };
            // 389 Directory Server names all pages by one cookie, so only a page that repeats itself is a loop.
            if search.page.as_ref() == Some(&next) && begun.repeats(&first) {
                let what = "paging has no end: the same page and the same cookie again".to_owned();
                return Err(self.line.fail(Fault::Endless { what }));
            }
            begun.with(first);
            search.page = Some(next);
        }
        Ok(entries)
    }

    /// Sends one search request and passes each entry of its answer on.
    pub(super) async fn page(
        &mut self,
        search: &Search<'_>,
        each: &mut (dyn FnMut(RawEntry<'_>) + Send),
    ) -> Result<Page, Fault> {
        self.line.allow(search.allowed);
        // Of a search that was left.
        drop(self.line.entries());
        let keep = search.allowed.entries;
        let started = Instant::now();
        let (mut ldap, scope) = self.prepared(search);
        let attributes = search.attributes.to_vec();
        let wait = self.answer_timeout.min(remaining(search.deadline, started)?);
        let start = ldap.streaming_search(search.base, scope, search.filter, attributes);
        let mut stream = self.within(wait, start).await?;
        let mut page = Page { entries: 0, references: Vec::new(), result: None };
        while page.entries < keep {
            let left = remaining(search.deadline, started).map_err(|fault| self.line.fail(fault))?;
            let arrival = self.arrival(&mut stream, wait_of(left, self.answer_timeout)).await?;
            RawEntry::each(&self.line.entries(), |entry| {
                page.entries += 1;
                each(entry);
            });
            match arrival {
                Arrival::Entries => {}
                Arrival::Reference(urls) => {
                    let room = REFERENCES.saturating_sub(page.references.len());
                    page.references.extend(urls.into_iter().take(room));
                }
                Arrival::End => {
                    page.result = Some(stream.finish().await);
                    return Ok(page);
                }
            }
        }
        let id = stream.ldap_handle().last_id();
        let mut ldap = self.ldap.clone();
        self.within(self.answer_timeout, ldap.abandon(id)).await?;
        Ok(page)
    }

    /// Waits for what comes next. Entries go round ldap3: those that are here when anything else arrives came before it.
    async fn arrival<'s, S, A>(
        &mut self,
        stream: &mut SearchStream<'s, S, A>,
        limit: Duration,
    ) -> Result<Arrival, Fault>
    where
        S: AsRef<str> + Send + Sync + 's,
        A: AsRef<[S]> + Send + Sync + 's,
    {
        let line = Arc::clone(&self.line);
        let next = async {
            tokio::select! {
                biased;
                () = line.arrived() => Ok(Arrival::Entries),
                item = stream.next() => item.map(|item| match item {
                    None => Arrival::End,
                    Some(item) if item.is_ref() => Arrival::Reference(children(item.0).into_iter().map(text).collect()),
                    // An intermediate answer, which says nothing.
                    Some(_) => Arrival::Entries,
                }),
            }
        };
        self.within(limit, next).await
    }

    /// A handle with the options and controls of the search.
    fn prepared(&self, search: &Search<'_>) -> (Ldap, ldap3::Scope) {
        let number = |count: usize| i32::try_from(count).unwrap_or(0);
        let wanted = search.allowed.entries;
        let mut ldap = self.ldap.clone();
        ldap.with_search_options(SearchOptions::new().sizelimit(number(wanted)));
        if let Some(cookie) = &search.page {
            ldap.with_controls(PagedResults { size: number(wanted.min(search.page_size)), cookie: cookie.clone() });
        }
        match search.scope {
            Scope::Base => (ldap, ldap3::Scope::Base),
            Scope::OneLevel => (ldap, ldap3::Scope::OneLevel),
            Scope::Subtree => (ldap, ldap3::Scope::Subtree),
        }
    }
}

/// How long the next arrival is waited for, where so much of all time is left: a wait much shorter than an answer may
/// take would call a server silent that is not.
fn wait_of(left: Duration, answer: Duration) -> Duration {
    answer.min(left.max(answer / 8))
}

/// The cookie of the next page; `None` at the last.
pub(super) fn cookie(controls: &[Control]) -> Option<Vec<u8>> {
    let control = controls.iter().find(|control| control.1.ctype == shape::PAGED_RESULTS)?;
    let cookie = shape::page_cookie(control.1.val.as_deref()?).ok()?;
    (!cookie.is_empty()).then(|| cookie.to_vec())
}

/// Decodes a SearchResultEntry. ldap3's own decoder panics on what it does not expect and reorders values.
fn children(tag: StructureTag) -> Vec<StructureTag> {
    match tag.payload {
        PL::C(children) => children,
        PL::P(_) => Vec::new(),
    }
}

fn octets(tag: StructureTag) -> Vec<u8> {
    match tag.payload {
        PL::P(bytes) => bytes,
        PL::C(_) => Vec::new(),
    }
}

fn text(tag: StructureTag) -> String {
    String::from_utf8_lossy(&octets(tag)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_an_answer_has_time_to_come_after_its_beginning() {
        let ms = Duration::from_millis;
        for (left, expected) in [(9000, 800), (800, 800), (300, 300), (100, 100), (99, 100), (1, 100)] {
            assert_eq!(wait_of(ms(left), ms(800)), ms(expected), "{left}");
        }
    }
}
