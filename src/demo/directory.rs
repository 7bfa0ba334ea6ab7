//! The embedded directory: a small tree in memory that answers as a domain controller of Active Directory does.

mod entry;
mod people;
mod searching;

use secrecy::{ExposeSecret, SecretString};
use time::OffsetDateTime;
use time::macros::format_description;

pub use self::entry::Entry;
pub use self::searching::Searching;
use super::company;
use super::message::{Answer, Page, Scope, Search};
use crate::ldap::filter::eval::Matcher;

/// What one directory server holds and how it treats its clients.
pub struct Directory {
    /// Its own host name, as the rootDSE gives it.
    pub host: String,
    /// How far its clock is ahead of this host's.
    pub clock_ahead: time::Duration,
    /// Whether a client that has not bound may read the rootDSE, as RFC 4513 section 5.2 lets servers decide.
    pub anonymous_root_dse: bool,
    /// How it answers binds.
    pub policy: Policy,
    /// The password of everybody but the manager; without one nobody else binds.
    pub people_password: Option<SecretString>,
    /// How it answers searches below the root entry.
    pub searching: Searching,
    entries: Vec<Entry>,
    password: SecretString,
}

/// How binds are answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Policy {
    /// By name and password.
    Check,
    /// The manager is refused with this code of Active Directory (`52e`, `775` …), whatever the password.
    Refuse(&'static str),
    /// Simple binds are refused outside TLS ("LDAP server signing requirements: Require signing").
    RequireSigning,
    /// Only distinguished names bind, as in OpenLDAP.
    NamesAreDn,
    /// Every bind succeeds and gives no identity, as OpenLDAP's `allow bind_anon_cred` does for empty passwords.
    Anonymise,
    /// Every request is answered with busy (51).
    Busy,
}

/// Who a connection belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Who {
    /// Nobody has bound.
    #[default]
    Anonymous,
    /// The manager account.
    Manager,
}

/// What a search found: the entries of this page, the final answer, and the cookie when the client pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Entries with the attributes that were asked for.
    pub entries: Vec<Entry>,
    /// The final result.
    pub answer: Answer,
    /// The cookie of the next page (RFC 2696), empty on the last.
    pub cookie: Option<Vec<u8>>,
}

impl Directory {
    /// The demo company's directory on the server `host`, sound in every respect.
    pub fn new(host: &str, password: SecretString) -> Self {
        Self {
            host: host.to_owned(),
            clock_ahead: time::Duration::ZERO,
            anonymous_root_dse: true,
            policy: Policy::Check,
            people_password: None,
            searching: Searching::Normal,
            entries: company::entries(),
            password,
        }
    }

    /// Sets how often the manager's password was given wrongly since the last success.
    pub fn set_bad_password_count(&mut self, count: u32) {
        self.set(company::MANAGER_DN, "badPwdCount", &count.to_string());
    }

    /// Whether an entry names a group itself: no group of the demo is in another one.
    fn has(&self, dn: &str, attribute: &str, name: &str) -> bool {
        let entry = self.entries.iter().find(|entry| entry.dn == dn);
        let named = |value: &Vec<u8>| same_dn(&String::from_utf8_lossy(value), name);
        entry.is_some_and(|entry| entry.values(attribute).iter().any(named))
    }

    /// Replaces an attribute of the entry `dn`, where there is one.
    pub fn set(&mut self, dn: &str, attribute: &str, value: &str) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| same_dn(&entry.dn, dn)) {
            entry.set(attribute, value);
        }
    }

    /// Takes an attribute from every entry whose name `person` picks; its own name is compared without case.
    pub fn forget(&mut self, attribute: &str, person: impl Fn(&str) -> bool) {
        for entry in self.entries.iter_mut().filter(|entry| person(&entry.dn)) {
            entry.attributes.retain(|(key, _)| !key.eq_ignore_ascii_case(attribute));
        }
    }

    /// Answers a simple bind (RFC 4511 section 4.2).
    pub fn bind(&self, name: &str, password: &[u8], encrypted: bool) -> (Answer, Who) {
        let refused = |answer| (answer, Who::Anonymous);
        if self.policy == Policy::Busy {
            return refused(Answer::new(51, "busy"));
        }
        if password.is_empty() {
            return refused(if self.anonymous_root_dse {
                Answer::success()
            } else {
                Answer::new(48, "anonymous bind disallowed")
            });
        }
        match self.policy {
            Policy::RequireSigning if !encrypted => return refused(Answer::new(8, SIGNING_REQUIRED)),
            Policy::NamesAreDn if !name.contains('=') => return refused(Answer::new(34, "invalid DN")),
            Policy::Anonymise => return refused(Answer::success()),
            Policy::Refuse(data) => return refused(rejected(data)),
            _ => {}
        }
        if !company::MANAGER_NAMES.iter().any(|known| same_dn(known, name)) {
            return self.bind_person(name, password);
        }
        if self.password.expose_secret().as_bytes() != password {
            return refused(rejected("52e"));
        }
        (Answer::success(), Who::Manager)
    }

    /// The authorization identity (RFC 4532), as Windows words it.
    pub fn who_am_i(&self, who: Who) -> &'static str {
        match who {
            Who::Anonymous => "",
            Who::Manager => "u:DEMO\\svc-ucm",
        }
    }

    /// Answers a search (RFC 4511 section 4.5).
    pub fn search(&self, search: &Search, who: Who) -> Found {
        if self.policy == Policy::Busy {
            return Found::only(Answer::new(51, "busy"));
        }
        if search.base.is_empty() && search.scope == Scope::Base {
            return self.root_dse(search, who);
        }
        if who == Who::Anonymous {
            return Found::only(Answer::new(1, BIND_FIRST));
        }
        let base = normal_dn(&search.base);
        if let Some(refusal) = self.refused(&search.base, &base) {
            return Found::only(refusal);
        }
        let matcher = Matcher::new(&search.filter);
        let selected: Vec<Entry> = self
            .entries
            .iter()
            .filter(|entry| self.reaches(search.scope, &base, &normal_dn(&entry.dn)))
            .filter(|entry| matcher.matches(*entry, &|dn, group| self.has(dn, "memberOf", group)))
            .map(|entry| entry.select(search))
            .collect();
        match self.searching {
            Searching::Limit(limit) if selected.len() > limit => Found {
                entries: selected.into_iter().take(limit).collect(),
                answer: Answer::new(4, "size limit exceeded"),
                cookie: None,
            },
            _ => Found::within(selected, search.size_limit, search.page.as_ref()),
        }
    }

    /// The filter does not matter: clients ask for `(objectClass=*)`, and the root entry shows no object class.
    fn root_dse(&self, search: &Search, who: Who) -> Found {
        if who == Who::Anonymous && !self.anonymous_root_dse {
            return Found::only(Answer::new(53, "authentication required"));
        }
        let root = company::root_dse(&self.host, &generalized_time(OffsetDateTime::now_utc() + self.clock_ahead));
        Found { entries: vec![root.select(search)], answer: Answer::success(), cookie: None }
    }
}

impl Found {
    fn only(answer: Answer) -> Self {
        Self { entries: Vec::new(), answer, cookie: None }
    }

    /// Cuts a result to the client's size limit (0 is none), then to the page asked for.
    fn within(mut entries: Vec<Entry>, size_limit: usize, page: Option<&Page>) -> Self {
        let mut answer = Answer::success();
        if size_limit > 0 && entries.len() > size_limit {
            entries.truncate(size_limit);
            answer = Answer::new(4, "size limit exceeded");
        }
        let Some(page) = page else {
            return Self { entries, answer, cookie: None };
        };
        let start = String::from_utf8_lossy(&page.cookie).parse().unwrap_or(0_usize);
        let end = start.saturating_add(page.size.max(1));
        let more = end < entries.len();
        let entries = entries.into_iter().skip(start).take(page.size.max(1)).collect();
        if more {
            return Self { entries, answer: Answer::success(), cookie: Some(end.to_string().into_bytes()) };
        }
        Self { entries, answer, cookie: Some(Vec::new()) }
    }
}

impl Scope {
    /// Whether a search from `base` reaches `dn`; both in normal form.
    fn covers(self, base: &str, dn: &str) -> bool {
        match self {
            Self::Base => dn == base,
            Self::One => dn.split_once(',').is_some_and(|(_, parent)| parent == base),
            Self::Subtree => dn == base || dn.strip_suffix(base).is_some_and(|below| below.ends_with(',')),
        }
    }
}

/// Answers of Windows Server 2019 end in a NUL byte, so these do too.
const SIGNING_REQUIRED: &str = "00002028: LdapErr: DSID-0C090256, comment: The server requires binds to turn on \
     integrity checking if SSL\\TLS are not already active on the connection, data 0, v3839\0";
const BIND_FIRST: &str = "000004DC: LdapErr: DSID-0C090A5C, comment: In order to perform this operation a successful \
     bind must be completed on the connection., data 0, v4563\0";

fn rejected(data: &str) -> Answer {
    let text = format!("80090308: LdapErr: DSID-0C090439, comment: AcceptSecurityContext error, data {data}, v4563\0");
    Answer::new(49, &text)
}

fn same_dn(one: &str, other: &str) -> bool {
    normal_dn(one) == normal_dn(other)
}

/// Names of the demo tree hold no escaped commas, so cutting at every comma is enough to compare them.
fn normal_dn(dn: &str) -> String {
    let parts: Vec<String> = dn.split(',').map(|part| part.trim().to_lowercase()).collect();
    parts.join(",")
}

/// `20261123210000.0Z` (RFC 4517 section 3.3.13, with the fraction that Windows writes).
fn generalized_time(at: OffsetDateTime) -> String {
    let format = format_description!("[year][month][day][hour][minute][second].0Z");
    at.format(&format).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::entry::CONSTRUCTED;
    use super::*;
    use crate::ldap::filter::parse;

    fn directory() -> Directory {
        Directory::new("dc1.demo.example", SecretString::from("right"))
    }

    fn search(base: &str, scope: Scope) -> Search {
        Search {
            base: base.to_owned(),
            scope,
            size_limit: 0,
            types_only: false,
            filter: parse("(objectClass=*)").unwrap(),
            attributes: Vec::new(),
            page: None,
        }
    }

    #[test]
    fn binds_by_every_name_of_the_manager_and_says_why_not() {
        let directory = directory();
        for (name, password, code, data) in [
            ("CN=svc-ucm,OU=Service Accounts,DC=demo,DC=example", "right", 0, ""),
            ("cn=SVC-UCM, ou=service accounts, dc=demo, dc=example", "right", 0, ""),
            ("svc-ucm@demo.example", "right", 0, ""),
            ("DEMO\\svc-ucm", "right", 0, ""),
            ("svc-ucm@demo.example", "wrong", 49, "data 52e,"),
            ("svc-ucm", "right", 49, "data 525,"),
            ("", "", 0, ""),
        ] {
            let (answer, who) = directory.bind(name, password.as_bytes(), true);
            assert_eq!(answer.code, code, "{name}");
            assert!(answer.text.contains(data), "{name}: {}", answer.text);
            assert_eq!(who == Who::Manager, code == 0 && !password.is_empty(), "{name}");
        }
    }

    #[test]
    fn policies_refuse_in_the_words_of_real_servers() {
        for (policy, name, encrypted, code, words) in [
            (Policy::Refuse("775"), company::MANAGER_DN, true, 49, "data 775, v4563\0"),
            (Policy::RequireSigning, company::MANAGER_DN, false, 8, "requires binds to turn on integrity checking"),
            (Policy::RequireSigning, company::MANAGER_DN, true, 0, ""),
            (Policy::NamesAreDn, "svc-ucm@demo.example", true, 34, "invalid DN"),
            (Policy::Busy, company::MANAGER_DN, true, 51, "busy"),
        ] {
            let (answer, _) = Directory { policy, ..directory() }.bind(name, b"right", encrypted);
            assert_eq!(answer.code, code, "{policy:?}");
            assert!(answer.text.contains(words), "{policy:?}: {}", answer.text);
        }
    }

    #[test]
    fn scopes_reach_as_far_as_they_say() {
        let directory = directory();
        for (base, scope, dns) in [
            ("OU=People,DC=demo,DC=example", Scope::Base, 1),
            ("ou=people, dc=demo,dc=example", Scope::One, 6),
            ("OU=People,DC=demo,DC=example", Scope::Subtree, 7),
        ] {
            let found = directory.search(&search(base, scope), Who::Manager);
            assert_eq!((found.answer.code, found.entries.len()), (0, dns), "{base} {scope:?}");
        }
        let gone = directory.search(&search("OU=Gone,DC=demo,DC=example", Scope::Subtree), Who::Manager);
        assert_eq!((gone.answer.code, gone.answer.matched.as_str()), (32, "DC=demo,DC=example"));
    }

    #[test]
    fn strangers_read_the_root_and_nothing_else() {
        let directory = directory();
        let root = directory.search(&search("", Scope::Base), Who::Anonymous);
        assert_eq!(root.entries[0].values("DNSHOSTNAME"), [b"dc1.demo.example"]);
        assert_eq!(root.entries[0].values("currentTime")[0].len(), "20261123210000.0Z".len());
        let people = directory.search(&search("DC=demo,DC=example", Scope::Base), Who::Anonymous);
        assert_eq!((people.answer.code, people.entries.len()), (1, 0));
        let shut = Directory { anonymous_root_dse: false, ..directory };
        assert_eq!(shut.search(&search("", Scope::Base), Who::Anonymous).answer.code, 53);
        assert_eq!(shut.search(&search("", Scope::Base), Who::Manager).answer.code, 0);
        assert_eq!(shut.bind("", b"", true).0.code, 48);
    }

    #[test]
    fn attributes_come_as_asked() {
        let mut directory = directory();
        directory.set_bad_password_count(2);
        let names = |attributes: &[&str]| -> Vec<String> {
            let attributes = attributes.iter().map(|&name| name.to_owned()).collect();
            let search = Search { attributes, ..search(company::MANAGER_DN, Scope::Base) };
            directory.search(&search, Who::Manager).entries[0].attributes.iter().map(|(name, _)| name.clone()).collect()
        };
        assert_eq!(names(&["1.1"]), [""; 0]);
        assert_eq!(names(&["BADPWDCOUNT"]), ["badPwdCount"]);
        assert_eq!(names(CONSTRUCTED), CONSTRUCTED);
        assert!(names(&[]).len() > 5 && !names(&["*"]).contains(&CONSTRUCTED[0].to_owned()));
        let filter = parse("(badPwdCount=2)").unwrap();
        let search = Search { filter, ..search(company::DOMAIN_DN, Scope::Subtree) };
        assert_eq!(directory.search(&search, Who::Manager).entries[0].dn, company::MANAGER_DN);
    }

    #[test]
    fn limits_and_pages_cut_the_result() {
        let directory = directory();
        let people = search("OU=People,DC=demo,DC=example", Scope::One);
        let limited = directory.search(&Search { size_limit: 2, ..people.clone() }, Who::Manager);
        assert_eq!((limited.answer.code, limited.entries.len()), (4, 2));
        let (mut seen, mut cookie) = (Vec::new(), Vec::new());
        for expected in [4, 2] {
            let page = Page { size: 4, cookie };
            let found = directory.search(&Search { page: Some(page), ..people.clone() }, Who::Manager);
            assert_eq!((found.answer.code, found.entries.len()), (0, expected));
            cookie = found.cookie.unwrap();
            seen.extend(found.entries.into_iter().map(|entry| entry.dn));
        }
        seen.dedup();
        assert_eq!((seen.len(), cookie), (6, Vec::new()));
    }
}
