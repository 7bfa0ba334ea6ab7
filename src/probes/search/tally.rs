//! Counting people as they come by: a few names are kept of each kind, nothing else.

mod values;

pub(super) use self::values::Values;
use self::values::hash;
use crate::evidence::search::{Matched, Sample};
use crate::ldap::session::{RawEntry, ReadEnd};

/// Names kept of people whose data must be filled in: each is to be found and corrected, so all of them are listed.
/// The bound only keeps a hostile server from filling the memory.
const LISTED: usize = 250_000;
/// Bytes of a name.
const MAX_NAME: usize = 4096;
/// Names kept as examples.
const EXAMPLES: usize = 20;

/// What makes a person, in the schemas of Active Directory, RFC 4519, RFC 2798 and RFC 2307.
const PEOPLE: [&[u8]; 6] = [b"person", b"user", b"inetOrgPerson", b"organizationalPerson", b"account", b"posixAccount"];
/// Words of account names that stand for no person.
const SERVICES: [&str; 17] = [
    "svc",
    "service",
    "srv",
    "test",
    "tester",
    "testuser",
    "admin",
    "administrator",
    "guest",
    "krbtgt",
    "backup",
    "monitor",
    "monitoring",
    "scanner",
    "printer",
    "dummy",
    "noreply",
];
/// Beginnings of account names that stand for no person: Exchange and directory synchronisation make the last three.
const SERVICE_BEGINNINGS: [&str; 5] = ["svc", "test", "healthmailbox", "systemmailbox", "msol_"];

/// What closes an account, and the condition that leaves such accounts out: Active Directory's bits first, then AD LDS, 389
/// Directory Server and FreeIPA, eDirectory, OpenDJ.
const CLOSING: [(&str, &str); 5] = [
    ("userAccountControl", "(!(userAccountControl:1.2.840.113556.1.4.803:=2))"),
    ("msDS-UserAccountDisabled", "(!(msDS-UserAccountDisabled=TRUE))"),
    ("nsAccountLock", "(!(nsAccountLock=TRUE))"),
    ("loginDisabled", "(!(loginDisabled=TRUE))"),
    ("ds-pwp-account-disabled", "(!(ds-pwp-account-disabled=true))"),
];

/// The attributes that are counted, of every kind of directory: what an entry shows decides, since proxies and copies
/// pass attributes on under a root entry of their own.
pub(super) fn attributes(user_id: &str) -> Vec<&str> {
    const WANTED: [&str; 6] =
        ["objectClass", "sn", "mail", "sAMAccountName", "servicePrincipalName", "isCriticalSystemObject"];
    let mut wanted = vec![user_id];
    for name in WANTED.iter().chain(CLOSING.iter().map(|(name, _)| name)) {
        if !name.eq_ignore_ascii_case(user_id) {
            wanted.push(name);
        }
    }
    wanted
}

/// The count so far.
pub(super) struct Tally<'a> {
    user_id: &'a str,
    matched: Matched,
    mails: Values,
    ids: Option<Values>,
    someone: Option<(String, Vec<u8>)>,
    closed_by: [bool; CLOSING.len()],
    crowd: u64,
}

/// Which values are looked up once more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Of {
    Mail,
    UserId,
}

/// What was counted.
pub(super) struct Counted {
    pub(super) matched: Matched,
    /// One enabled person and their user ID.
    pub(super) someone: Option<(String, Vec<u8>)>,
    /// Mail addresses that several people have.
    pub(super) shared: Vec<Vec<u8>>,
    /// All user IDs, where those were noted.
    pub(super) ids: Values,
    /// The conditions that leave out who is disabled.
    pub(super) open: Vec<&'static str>,
    /// The same for the same entries, in any order.
    pub(super) crowd: u64,
}

/// What one entry has.
#[derive(Default)]
struct Seen<'e> {
    class_readable: bool,
    person: bool,
    computer: bool,
    contact: bool,
    closed_by: [bool; CLOSING.len()],
    service: bool,
    last_name: bool,
    user_id: Option<&'e [u8]>,
    account: Option<&'e [u8]>,
    mail: Option<&'e [u8]>,
}

impl<'a> Tally<'a> {
    pub(super) fn new(user_id: &'a str) -> Self {
        let (matched, mails) = (Matched::default(), Values::default());
        Self { user_id, matched, mails, ids: None, someone: None, closed_by: Default::default(), crowd: 0 }
    }

    /// Tells who shares a user ID, too.
    pub(super) fn with_ids(mut self) -> Self {
        (self.ids, self.matched.duplicate_user_id) = (Some(Values::default()), Some(Sample::default()));
        self
    }

    /// Tells who shares a user ID, with those before as well.
    pub(super) fn after(self, ids: Values) -> Self {
        Self { ids: Some(ids), ..self.with_ids() }
    }

    /// A count in which everybody who has one of these values shares it with somebody.
    pub(super) fn sharing(user_id: &'a str, of: Of, values: &[Vec<u8>]) -> Self {
        let shared = Values::all_shared(values);
        match of {
            Of::Mail => Self { mails: shared, ..Self::new(user_id) },
            Of::UserId => Self { ids: Some(shared), ..Self::new(user_id).with_ids() },
        }
    }

    /// Counts one entry.
    pub(super) fn add(&mut self, entry: RawEntry<'_>) {
        let mut seen = Seen::default();
        for (name, values) in entry.attributes() {
            seen.note(name, values, self.user_id.as_bytes());
        }
        self.count(entry.dn(), &seen);
    }

    /// The count and what was kept for further questions.
    pub(super) fn finish(mut self, end: ReadEnd) -> Counted {
        self.matched.end = end.into();
        let (shared, ids) = (self.mails.shared(), self.ids.unwrap_or_default());
        let Self { matched, someone, closed_by, crowd, .. } = self;
        let open = CLOSING.iter().zip(closed_by).filter(|(_, some)| *some).map(|((_, open), _)| *open).collect();
        Counted { matched, someone, shared, ids, open, crowd }
    }

    fn count(&mut self, dn: &[u8], seen: &Seen<'_>) {
        let matched = &mut self.matched;
        matched.entries += 1;
        self.crowd ^= hash(dn);
        if seen.computer {
            return note(&mut matched.computers, dn, EXAMPLES);
        }
        if seen.contact {
            return note(&mut matched.contacts, dn, EXAMPLES);
        }
        if !seen.is_person() {
            matched.no_people += u64::from(seen.class_readable);
            return note(&mut matched.others, dn, EXAMPLES);
        }
        if seen.closed_by.contains(&true) {
            self.closed_by.iter_mut().zip(seen.closed_by).for_each(|(all, one)| *all |= one);
            return note(&mut matched.disabled, dn, LISTED);
        }
        if let (Some(id), None) = (seen.user_id, &self.someone) {
            self.someone = Some((String::from_utf8_lossy(dn).into_owned(), id.to_vec()));
        }
        // What programs lack harms nobody.
        if seen.service || seen.account.or(seen.user_id).is_some_and(like_a_service) {
            return note(&mut matched.service_like, dn, EXAMPLES);
        }
        if seen.user_id.is_none() {
            note(&mut matched.without_user_id, dn, LISTED);
        }
        if !seen.last_name {
            note(&mut matched.without_last_name, dn, LISTED);
        }
        if let Some(mail) = seen.mail {
            self.mails.add(mail, dn, &mut matched.duplicate_mail);
        }
        if let (Some(id), Some(ids), Some(sample)) = (seen.user_id, &mut self.ids, &mut matched.duplicate_user_id) {
            ids.add(id, dn, sample);
        }
    }
}

impl<'e> Seen<'e> {
    /// Every domain has system objects that hide even their class; people whose class is hidden have a user ID.
    fn is_person(&self) -> bool {
        self.person || (!self.class_readable && self.user_id.or(self.account).is_some())
    }

    fn note(&mut self, name: &[u8], values: impl Iterator<Item = &'e [u8]>, user_id: &[u8]) {
        let named = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
        if named("objectClass") {
            self.class_readable = true;
            for value in values {
                self.person |= PEOPLE.iter().any(|class| value.eq_ignore_ascii_case(class));
                self.computer |= value.eq_ignore_ascii_case(b"computer");
                self.contact |= value.eq_ignore_ascii_case(b"contact");
            }
            return;
        }
        let Some(first) = values.into_iter().find(|value| !value.trim_ascii().is_empty()) else { return };
        if name.eq_ignore_ascii_case(user_id) {
            self.user_id = Some(first);
        }
        if named("sn") {
            self.last_name = true;
        } else if named("mail") {
            self.mail = Some(first);
        } else if named("sAMAccountName") {
            self.account = Some(first);
            self.computer |= first.ends_with(b"$");
        } else if named("servicePrincipalName") {
            self.service = true;
        } else if named("isCriticalSystemObject") {
            self.service |= first.eq_ignore_ascii_case(b"true");
        } else if let Some(at) = CLOSING.iter().position(|(known, _)| named(known)) {
            // The first of them has bits.
            let closed = if at == 0 { flags(first) & 2 != 0 } else { first.eq_ignore_ascii_case(b"true") };
            self.closed_by.iter_mut().skip(at).take(1).for_each(|it| *it = closed);
        }
    }
}

fn flags(value: &[u8]) -> i64 {
    std::str::from_utf8(value).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0)
}

fn note(sample: &mut Sample, dn: &[u8], kept: usize) {
    sample.count += 1;
    if sample.dns.len() < kept {
        sample.dns.push(short(dn));
    }
}

/// A name, cut where no name of a directory is as long.
fn short(dn: &[u8]) -> String {
    match dn.get(..MAX_NAME) {
        Some(start) if dn.len() > MAX_NAME => format!("{}…", String::from_utf8_lossy(start)),
        _ => String::from_utf8_lossy(dn).into_owned(),
    }
}

/// Whether an account name looks like a service's or a test's. A guess: reports say "looks like".
fn like_a_service(account: &[u8]) -> bool {
    let name = String::from_utf8_lossy(account).to_ascii_lowercase();
    let name = name.split('@').next().unwrap_or_default();
    let word = |word: &str| SERVICES.contains(&word.trim_end_matches(|c: char| c.is_ascii_digit()));
    SERVICE_BEGINNINGS.iter().any(|start| begins(name, start)) || name.split(|c: char| !c.is_alphanumeric()).any(word)
}

/// `test` begins `test-user` and `test01`, and not `testa`, which may be a name.
fn begins(name: &str, start: &str) -> bool {
    let long = start.len() > 4;
    name.strip_prefix(start).is_some_and(|rest| long || !rest.starts_with(|c: char| c.is_alphabetic()))
}

#[cfg(test)]
mod tests;
