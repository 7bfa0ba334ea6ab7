//! Large reads: each entry is looked at as it comes and forgotten, so memory does not grow with the directory.

use std::time::Instant;

use ldap3::LdapResult;

use super::search::{ADMIN_LIMIT_EXCEEDED, Search, UNAVAILABLE_CRITICAL_EXTENSION, UNWILLING_TO_PERFORM, cookie};
use super::{Entry, READ_PATIENCE, Scope, Session, failure, tidy};
use crate::evidence::{LdapFailure, Millis};
use crate::ldap::ber::Reader;
use crate::ldap::fault::Fault;
use crate::ldap::relay::{Allowance, shape};

/// What a smaller page is, for servers that refuse a large one (OpenLDAP `size.pr`).
const SMALL_PAGE: usize = 100;
/// Bytes that entries may have without being counted: some are large.
const LARGE_ENTRIES: u64 = 16 << 20;
/// Bytes of each entry beyond that, on average. The attributes that are asked for have some hundreds.
const BYTES_EACH: u64 = 2048;
/// URLs that are kept of one read.
pub(super) const REFERENCES: usize = 20;

/// A search whose entries are looked at one by one.
#[derive(Debug, Clone, Copy)]
pub struct Query<'a> {
    /// Where it starts, a distinguished name.
    pub base: &'a str,
    /// How far it reaches.
    pub scope: Scope,
    /// Filter (RFC 4515) without blanks between its parts.
    pub filter: &'a str,
    /// Attributes wanted; `1.1` alone is none.
    pub attributes: &'a [&'a str],
    /// Entries asked for at once; `None` asks for everything in one answer, with the limit as size limit.
    pub page: Option<usize>,
    /// Entries after which the rest is left to the server.
    pub limit: usize,
    /// When to stop, whatever is left.
    pub deadline: Instant,
}

/// How a read ended. A refusal is an end like any other: its code says so.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadEnd {
    /// LDAP result code of the last answer (RFC 4511 appendix A); 0 also when enough entries had come before it.
    pub code: u32,
    /// The server's words.
    pub text: String,
    /// `matchedDN`.
    pub matched: String,
    /// URLs of referrals and of references among the entries, at most 20.
    pub referrals: Vec<String>,
    /// Entries that were passed on.
    pub entries: u64,
    /// Answers it took.
    pub pages: u32,
    /// The server refused to page, so everything was asked for at once.
    pub paging_refused: bool,
    /// What it said to that: result code and words.
    pub no_pages: Option<(u32, String)>,
    /// The deadline, or the limit of the query, ended it before the server did.
    pub cut: bool,
    /// What a second read gave, where the last page was full and no cookie had carried the read on to it.
    pub again: Option<Again>,
    /// From the first request to the end of the last answer.
    pub ms: Millis,
}

/// A second read of the same, in pages of another size, with little of each entry. A last page that is exactly full is legal.
/// Where it is the only one, or the first once more, it is also all that is seen of a proxy that loses the cookie, or
/// that asks for each page over another connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Again {
    /// Entries asked for at once.
    pub page: u64,
    /// Entries that had come before.
    pub before: u64,
    /// Entries that came now.
    pub entries: u64,
    /// It did not come to its end, so it decides nothing.
    pub open: bool,
}

impl ReadEnd {
    /// Whether everything came: the server said so, and a second read did not contradict it.
    pub fn is_whole(&self) -> bool {
        let agrees = |again: Again| !again.open && again.entries == again.before;
        self.code == 0 && !self.cut && self.again.is_none_or(agrees)
    }
}

/// One entry, borrowed from the answer.
#[derive(Debug, Clone, Copy)]
pub struct RawEntry<'a> {
    dn: &'a [u8],
    /// The content of the list of its attributes (RFC 4511 section 4.5.2).
    attributes: &'a [u8],
}

impl Session {
    /// Passes every entry of a search to `each`, page by page, and says how it ended.
    ///
    /// Fails only when the conversation breaks. Each answer within a page must come within the session's own time;
    /// the whole ends at the query's deadline.
    pub async fn read_each(
        &mut self,
        query: Query<'_>,
        each: &mut (dyn FnMut(RawEntry<'_>) + Send),
    ) -> Result<ReadEnd, LdapFailure> {
        let started = Instant::now();
        let mut end = ReadEnd::default();
        let mut outcome = self.read_pages(query, each, &mut end).await.map(|last| last.is_doubtful);
        if let Ok(true) = outcome {
            outcome = self.read_again(query, &mut end).await.map(|()| true);
        }
        end.ms = started.elapsed().into();
        match outcome {
            Ok(_) => Ok(end),
            Err(fault) => Err(failure(&self.line, fault, started)),
        }
    }

    /// Reads the same once more, little of each entry, in smaller pages, up to the query's own deadline.
    async fn read_again(&mut self, query: Query<'_>, end: &mut ReadEnd) -> Result<(), Fault> {
        // A larger page would be cut to its own size by a server that has a limit for it.
        let page = query.page.unwrap_or(SMALL_PAGE) * 7 / 10;
        // Not `1.1`: Apache's server sends no cookie for pages without attributes, so they would seem to end here.
        let names = Query { attributes: &["objectClass"], page: Some(page.max(1)), ..query };
        let mut again = ReadEnd::default();
        self.read_pages(names, &mut |_| {}, &mut again).await?;
        let more = again.entries > end.entries;
        let open = !more && (again.cut || again.code != 0 || again.paging_refused);
        end.again = Some(Again { page: page as u64, before: end.entries, entries: again.entries, open });
        Ok(())
    }

    async fn read_pages(
        &mut self,
        query: Query<'_>,
        each: &mut (dyn FnMut(RawEntry<'_>) + Send),
        end: &mut ReadEnd,
    ) -> Result<Last, Fault> {
        let query = Query { page: query.page.filter(|_| self.offered.control(shape::PAGED_RESULTS)), ..query };
        // A page that has begun may end.
        let mut search = query.first_page(query.deadline + self.answer_timeout * READ_PATIENCE);
        let mut begun = Begun::default();
        let mut bytes = 0;
        loop {
            search.allowed.entries = usize::try_from(end.entries).map_or(0, |read| query.limit.saturating_sub(read));
            // Whoever sends what was not asked for, or names without end, is not heard to the end.
            let too_large = bytes > LARGE_ENTRIES + end.entries * BYTES_EACH;
            if search.allowed.entries == 0 || too_large || Instant::now() >= query.deadline {
                end.cut = true;
                return Ok(Last::default());
            }
            let mut first = None;
            let page = self.page(&search, &mut keeping_first(&mut first, &mut bytes, each)).await?;
            end.entries += page.entries as u64;
            end.pages += 1;
            // References count where pages are cut.
            let is_full = page.entries + page.references.len() >= search.page_size && page.entries > 0;
            keep(&mut end.referrals, page.references);
            let Some(result) = page.result else {
                end.cut = true;
                return Ok(Last::default());
            };
            if end.entries == 0 && smaller_page(&mut search, &result) {
                end.paging_refused = search.page.is_none();
                end.no_pages = end.paging_refused.then(|| (result.rc, tidy(&result.text)));
                continue;
            }
            let next = cookie(&result.ctrls).filter(|_| result.rc == 0 && search.page.is_some());
            let is_doubtful = is_full && begun.again(&first) && result.rc == 0 && search.page.is_some();
            finish(end, result);
            let Some(next) = next else { return Ok(Last { is_doubtful }) };
            // 389 Directory Server names all pages by one cookie, so only a page that repeats itself is a loop.
            if search.page.as_ref() == Some(&next) && begun.repeats(&first) {
                let what = "paging has no end: the same page and the same cookie again".to_owned();
                return Err(self.line.fail(Fault::Endless { what }));
            }
            begun.with(first);
            search.page = Some(next);
        }
    }
}

/// Pages without anybody that may follow one another. Where people go while they are read, Samba sends some.
const EMPTY_PAGES: usize = 100;

/// The names by which pages of a read began.
#[derive(Default)]
pub(super) struct Begun {
    /// The first page that had an entry.
    all: Option<Vec<u8>>,
    /// The last page that had one.
    previous: Option<Vec<u8>>,
    /// Pages since that had none.
    empty: usize,
}

impl Begun {
    /// Whether a page that begins so is the first one, or the first once more.
    fn again(&self, first: &Option<Vec<u8>>) -> bool {
        self.all.is_none() || *first == self.all
    }

    /// Whether a page that begins so is the one before once more, or one of too many that have nobody.
    pub(super) fn repeats(&self, first: &Option<Vec<u8>>) -> bool {
        if first.is_none() { self.empty >= EMPTY_PAGES } else { *first == self.previous }
    }

    pub(super) fn with(&mut self, first: Option<Vec<u8>>) {
        if first.is_none() {
            self.empty += 1;
            return;
        }
        self.empty = 0;
        if self.all.is_none() {
            self.all.clone_from(&first);
        }
        self.previous = first;
    }
}

/// The last page of a read.
#[derive(Default)]
struct Last {
    /// It had as many entries as were asked for, the server called it the last, and it began as the whole read began.
    is_doubtful: bool,
}

impl<'a> Query<'a> {
    /// The search for its first page, or for everything at once.
    fn first_page(&self, deadline: Instant) -> Search<'a> {
        Search {
            base: self.base,
            scope: self.scope,
            filter: self.filter,
            attributes: self.attributes,
            page: self.page.map(|_| Vec::new()),
            page_size: self.page.unwrap_or(0),
            allowed: Allowance::LARGEST,
            deadline,
        }
    }
}

/// Passes entries on, keeps the name of the first, and counts bytes.
fn keeping_first(
    first: &mut Option<Vec<u8>>,
    bytes: &mut u64,
    each: &mut (dyn FnMut(RawEntry<'_>) + Send),
) -> impl FnMut(RawEntry<'_>) + Send {
    |entry| {
        first.get_or_insert_with(|| entry.dn().to_vec());
        let values = entry.attributes().flat_map(|(_, values)| values).map(<[u8]>::len).sum::<usize>();
        *bytes += (entry.dn().len() + values) as u64;
        each(entry);
    }
}

/// Whether a refusal to page can be got round: by a smaller page, then by none.
fn smaller_page(search: &mut Search<'_>, result: &LdapResult) -> bool {
    let may_be_the_page = [ADMIN_LIMIT_EXCEEDED, UNAVAILABLE_CRITICAL_EXTENSION, UNWILLING_TO_PERFORM];
    if !may_be_the_page.contains(&result.rc) || search.page.is_none() {
        return false;
    }
    if result.rc == ADMIN_LIMIT_EXCEEDED && search.page_size > SMALL_PAGE {
        search.page_size = SMALL_PAGE;
    } else {
        search.page = None;
    }
    true
}

fn finish(end: &mut ReadEnd, result: LdapResult) {
    end.code = result.rc;
    end.text = tidy(&result.text);
    end.matched = tidy(&result.matched);
    keep(&mut end.referrals, result.refs);
}

fn keep(kept: &mut Vec<String>, more: Vec<String>) {
    for url in more {
        if kept.len() < REFERENCES && !kept.contains(&url) {
            kept.push(tidy(&url));
        }
    }
}

impl<'a> RawEntry<'a> {
    /// Passes on each of these whole messages.
    pub(super) fn each(messages: &'a [u8], mut each: impl FnMut(Self)) {
        shape::each_entry(messages, |dn, attributes| each(Self { dn, attributes }));
    }

    /// Its distinguished name, as the server wrote it.
    pub fn dn(self) -> &'a [u8] {
        self.dn
    }

    /// Its attributes: description, and values in the server's order.
    pub fn attributes(self) -> impl Iterator<Item = (&'a [u8], impl Iterator<Item = &'a [u8]>)> {
        let mut list = Reader::new(self.attributes);
        std::iter::from_fn(move || {
            let mut halves = Reader::inside(&list.next_element().ok()??);
            let (name, values) = (halves.any().ok()?, halves.any().ok()?);
            let mut values = Reader::inside(&values);
            Some((name.content, std::iter::from_fn(move || Some(values.next_element().ok()??.content))))
        })
    }
}

impl From<RawEntry<'_>> for Entry {
    fn from(entry: RawEntry<'_>) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let attributes = entry.attributes().map(|(name, values)| (text(name), values.map(<[u8]>::to_vec).collect()));
        Self { dn: text(entry.dn()), attributes: attributes.collect() }
    }
}
