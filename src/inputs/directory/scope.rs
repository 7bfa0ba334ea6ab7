//! Whether an entry of an export is inside base and filter, as far as the export tells.
//!
//! An attribute that no entry shows was perhaps not exported: a clause that asks for it is neither true nor false. That
//! is known at the end of the file only, so entries that hang on it stay open until then.

use std::cell::Cell;

use super::Query;
use super::entry::Entry;
use super::groups::{self, Groups};
use super::implied::Implied;
use super::server;
use super::sieve::Sieve;
use crate::evidence::identity::{Gap, Missing, System};
use crate::ldap::filter::eval::{self, Matcher};
use crate::ldap::filter::{Filter, Kind};
use crate::people::{Barred, Tri};

/// Attributes of a filter that are told apart; the last bit stands for all further ones.
const MAX_ASKED: usize = 64;

/// Base and filter, ready to judge entries.
pub(super) struct Scope {
    sieve: Sieve,
    matcher: Option<Matcher>,
    pub(super) groups: Groups,
    name: Vec<u8>,
    /// Attributes the filter asks for, in lower case.
    asked: Vec<String>,
    /// Those no entry has shown so far, by bit.
    unseen: u64,
    implied: Implied,
    /// Those that other attributes have told of some entry, by bit.
    told: u64,
    /// Names the entry knew when that was found out.
    names: usize,
    open: Vec<Open>,
    /// Rows that hang on members of groups, or on values, that are not shown.
    hidden: u64,
    /// Servers read some clause otherwise.
    by_server: bool,
    /// An answer hung on what kind of server the export is of.
    server: Cell<bool>,
    /// Canonical names of the groups that the filter asks for.
    asked_groups: Vec<Vec<u8>>,
}

/// What is known of one entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Judged {
    pub(super) in_base: bool,
    /// Matches the filter, if every attribute that is not shown is absent.
    pub(super) matches: bool,
    hangs_on: HangsOn,
    /// What leaves it out, if every attribute that is not shown is absent.
    pub(super) barred: Barred,
}

/// What decides about an entry and is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum HangsOn {
    Nothing,
    /// Attributes not seen so far, by bit.
    Unseen(u64),
    /// Values of the entry, or members of a group.
    Hidden,
}

/// A row that hangs on attributes not seen when it was met.
struct Open {
    row: usize,
    unseen: u64,
    matches: bool,
}

impl Judged {
    /// Inside base and filter, as far as is known now.
    pub(super) fn in_scope(&self) -> Tri {
        match self.hangs_on {
            HangsOn::Nothing => (self.in_base && self.matches).into(),
            HangsOn::Unseen(_) | HangsOn::Hidden => Tri::Unknown,
        }
    }
}

impl Scope {
    pub(super) fn new(query: &Query<'_>, groups: Groups) -> Self {
        let asked = query.filter.map(Filter::attributes).unwrap_or_default();
        let mut asked: Vec<String> = asked.into_iter().map(str::to_ascii_lowercase).collect();
        asked.retain(|name| !matches!(name.as_str(), "distinguishedname" | "entrydn"));
        let matcher = query.filter.map(Matcher::new);
        Self {
            sieve: Sieve::new(query.base.unwrap_or_default(), query.filter),
            matcher,
            groups,
            name: Vec::new(),
            asked,
            unseen: 0,
            implied: Implied::new(query.filter),
            told: 0,
            names: usize::MAX,
            open: Vec::new(),
            hidden: 0,
            by_server: query.filter.is_some_and(|filter| filter.walk().any(is_read_otherwise)),
            server: Cell::new(false),
            asked_groups: query.filter.map(groups::asked).unwrap_or_default(),
        }
    }

    pub(super) fn judge(&mut self, entry: &Entry) -> Judged {
        let in_base = self.sieve.is_inside(entry.dn(), &mut self.name);
        if self.names != entry.names() {
            self.names = entry.names();
            let bits = self.asked.iter().enumerate().filter(|(_, name)| !self.is_seen(entry, name));
            self.unseen = bits.fold(0, |bits, (place, _)| bits | bit(place));
        }
        let unseen = self.asked.iter().enumerate().filter(|(place, _)| self.unseen & bit(*place) != 0);
        let told = unseen.filter(|(_, name)| self.implied.value(entry, name).is_some());
        self.told |= told.fold(0, |bits, (place, _)| bits | bit(place));
        let judged = |matches, hangs_on, barred| Judged { in_base, matches, hangs_on, barred };
        let Some(matcher) = &self.matcher else {
            return judged(true, HangsOn::Nothing, Barred { outside: !in_base, ..Barred::default() });
        };
        let nested = |_: &str, group: &str| self.groups.is_member_nested(entry, group);
        let cut = self.has_cut_group(entry);
        let member =
            |strict| Member { entry, scope: self, strict, cut, unseen: Cell::new(0), hidden: Cell::new(false) };
        let matches = matcher.matches(&member(false), &nested);
        let barred = match in_base && matches {
            true => Barred::default(),
            false => self.sieve.barred(0, in_base, &member(false), &nested),
        };
        let shown = self.unseen == 0
            && !cut
            && !entry.hides_any()
            && self.groups.are_whole()
            && !self.groups.has_open_chains()
            && !self.by_server;
        if shown || !in_base {
            return judged(matches, HangsOn::Nothing, barred);
        }
        let strict = member(true);
        match (matcher.evaluate(&strict, &nested), strict.unseen.get(), strict.hidden.get()) {
            (Some(matches), ..) => judged(matches, HangsOn::Nothing, barred),
            (None, _, true) => judged(matches, HangsOn::Hidden, barred),
            // Undefined on every server too, as an unknown rule: then it does not match (RFC 4511 section 4.5.1.7).
            (None, 0, false) => judged(matches, HangsOn::Nothing, barred),
            (None, unseen, false) => judged(matches, HangsOn::Unseen(unseen), barred),
        }
    }

    /// Whether a group of the entry is the beginning of one that the filter asks for: a cell that ended early cut its name.
    fn has_cut_group(&self, entry: &Entry) -> bool {
        let is_cut = |group: &[u8]| {
            let name = groups::in_one_form(group);
            let longer = |asked: &Vec<u8>| asked.len() > name.len() && asked.starts_with(&name);
            name.contains(&b'=') && self.asked_groups.iter().any(longer)
        };
        !self.asked_groups.is_empty() && entry.values("memberOf").any(is_cut)
    }

    /// Keeps what a row hangs on.
    pub(super) fn keep(&mut self, row: usize, judged: Judged) {
        match judged.hangs_on {
            HangsOn::Nothing => {}
            HangsOn::Unseen(unseen) => self.open.push(Open { row, unseen, matches: judged.matches }),
            HangsOn::Hidden => self.hidden += 1,
        }
    }

    /// Decides about the rows whose attributes were seen after all, and says what was not.
    pub(super) fn conclude(&self, in_scope: &mut [Tri]) -> Vec<Gap> {
        let (mut count, mut never) = (0, 0);
        for open in &self.open {
            if open.unseen & self.unseen == 0 {
                in_scope.get_mut(open.row).into_iter().for_each(|scope| *scope = open.matches.into());
            } else {
                count += 1;
                never |= open.unseen & self.unseen;
            }
        }
        let names = self.asked.iter().enumerate().filter(|(place, _)| never & bit(*place) != 0);
        let names: Vec<String> = names.map(|(_, name)| name.clone()).collect();
        let gap = |kind, count, names| Gap { system: System::Directory, kind, count, names };
        let mut gaps = Vec::new();
        if count > 0 {
            gaps.push(gap(Missing::Attributes, count, names));
        }
        if self.hidden > 0 && self.server.get() {
            gaps.push(gap(Missing::Server, self.hidden, Vec::new()));
        } else if self.hidden > 0 {
            let (kind, names) = self.groups.missing();
            gaps.push(gap(kind, self.hidden, names));
        }
        gaps
    }

    /// Attributes of the filter that no entry has shown.
    pub(super) fn missing(&self) -> impl Iterator<Item = &str> {
        let missing = self.asked.iter().enumerate().filter(|(place, _)| self.unseen & !self.told & bit(*place) != 0);
        missing.map(|(_, name)| name.as_str())
    }

    fn is_seen(&self, entry: &Entry, attribute: &str) -> bool {
        entry.place(attribute).is_some() || (attribute == "memberof" && self.groups.tell_all())
    }
}

/// `~=`, `:dn:` and rules by name: what they mean is each server's own.
fn is_read_otherwise(part: &Filter) -> bool {
    match &part.kind {
        Kind::Approx(_) => true,
        Kind::Extensible { dn, rule, .. } => {
            *dn || rule.as_deref().is_some_and(|rule| ![eval::ALL_BITS, eval::ANY_BITS, eval::IN_CHAIN].contains(&rule))
        }
        _ => false,
    }
}

fn bit(place: usize) -> u64 {
    1 << place.min(MAX_ASKED - 1)
}

/// An entry with the memberships that only the groups of the file tell.
struct Member<'e> {
    entry: &'e Entry,
    scope: &'e Scope,
    /// What is not shown is not known, instead of absent.
    strict: bool,
    /// The name of one of its groups is cut.
    cut: bool,
    /// Attributes that were asked for and not seen so far.
    unseen: Cell<u64>,
    /// Values were asked for that are not shown.
    hidden: Cell<bool>,
}

impl eval::Entry for Member<'_> {
    fn dn(&self) -> &str {
        self.entry.dn()
    }

    fn values<'a>(&'a self, attribute: &'a str) -> impl Iterator<Item = &'a [u8]> {
        let listed = (attribute == "memberof").then(|| self.scope.groups.of(self.entry.dn()));
        let shown = self.entry.values(attribute).chain(listed.into_iter().flatten().map(str::as_bytes));
        let implied = || self.scope.implied.value(self.entry, attribute);
        shown.chain((self.scope.unseen != 0).then(implied).flatten())
    }

    fn knows(&self, attribute: &str) -> bool {
        let place = self.scope.asked.iter().position(|asked| asked == attribute);
        let unseen = place.map_or(0, bit) & self.scope.unseen;
        // One of the groups may name the member where others are not in the file.
        if !self.strict || unseen == 0 || self.values(attribute).next().is_some() {
            return true;
        }
        self.unseen.set(self.unseen.get() | unseen);
        false
    }

    fn is_whole(&self, attribute: &str) -> bool {
        let listed = attribute == "memberof" && self.entry.place(attribute).is_none() && !self.scope.groups.are_whole();
        let cut = attribute == "memberof" && self.cut;
        let hidden = self.strict && (listed || cut || self.entry.hides(attribute));
        self.hidden.set(self.hidden.get() || hidden);
        !hidden
    }

    fn knows_chains(&self, group: &str) -> bool {
        let knows = !self.strict || self.scope.groups.knows_chains(self.entry, group);
        self.hidden.set(self.hidden.get() || !knows);
        knows
    }

    fn active_directory(&self) -> Option<bool> {
        server::is_active_directory(self.entry)
    }

    fn hangs_on_server(&self) {
        if self.strict {
            self.hidden.set(true);
            self.scope.server.set(true);
        }
    }
}
