//! From entries to the table of people.

use time::OffsetDateTime;

use super::closed;
use super::entry::Entry;
use super::ldif::text_of;
use crate::evidence::identity::{Gap, Missing, System};
use crate::people::{Barred, Column, DirectoryUsers, Guid, ID_ATTRIBUTES, Tri};

/// Further attributes that are read.
const FURTHER: [&str; 15] = [
    "givenName",
    "sn",
    "objectGUID",
    "entryUUID",
    "userAccountControl",
    "msDS-UserAccountDisabled",
    "nsAccountLock",
    "loginDisabled",
    "accountExpires",
    "lockoutTime",
    "pwdAccountLockedTime",
    "displayName",
    "objectClass",
    "pwdLastSet",
    "pwdReset",
];

/// Where the attributes stand in [`Filling::places`]: the user ID, `ID_ATTRIBUTES`, `FURTHER`, and what is read of exports
/// alone.
const USER_ID: usize = 0;
const FIRST_NAME: usize = 1 + ID_ATTRIBUTES.len();
const LAST_NAME: usize = FIRST_NAME + 1;
const OBJECT_GUID: usize = FIRST_NAME + 2;
const ENTRY_UUID: usize = FIRST_NAME + 3;
const ACCOUNT_CONTROL: usize = FIRST_NAME + 4;
const ACCOUNT_DISABLED: usize = FIRST_NAME + 5;
const ACCOUNT_LOCK: usize = FIRST_NAME + 6;
const LOGIN_DISABLED: usize = FIRST_NAME + 7;
const ACCOUNT_EXPIRES: usize = FIRST_NAME + 8;
const LOCKOUT_TIME: usize = FIRST_NAME + 9;
const LOCKED_TIME: usize = FIRST_NAME + 10;
const DISPLAY_NAME: usize = FIRST_NAME + 11;
const OBJECT_CLASS: usize = FIRST_NAME + 12;
const PASSWORD_SET: usize = FIRST_NAME + 13;
const PASSWORD_RESET: usize = FIRST_NAME + 14;
const IS_DELETED: usize = FIRST_NAME + FURTHER.len();
const PROXIES: usize = IS_DELETED + 1;
const COMPUTED: usize = PROXIES + 1;

/// Classes that people have.
const PEOPLE: [&str; 5] = ["user", "person", "inetOrgPerson", "account", "posixAccount"];

/// Classes that no person has; those of Active Directory's computers are people's besides.
const OTHERS: [&str; 18] = [
    "computer",
    "contact",
    "group",
    "groupOfNames",
    "groupOfUniqueNames",
    "groupOfURLs",
    "posixGroup",
    "organizationalUnit",
    "organization",
    "organizationalRole",
    "domain",
    "builtinDomain",
    "container",
    "locality",
    "country",
    "foreignSecurityPrincipal",
    "nsTombstone",
    "msExchSystemMailbox",
];

/// Whether a name is of an entry that was deleted and kept: Active Directory renames it to `CN=Ruth\\0ADEL:…` (MS-ADTS
/// 3.1.1.5.5), 389 Directory Server to `nsuniqueid=…,cn=ruth`.
fn is_deleted(dn: &str) -> bool {
    dn.get(..11).is_some_and(|start| start.eq_ignore_ascii_case("nsuniqueid=")) || dn.contains("\\0ADEL:")
}

/// What is not compared by itself. A directory is asked for the addresses alone: it finds no deleted entries.
const BESIDE: [&str; 3] = ["isDeleted", "proxyAddresses", "msDS-User-Account-Control-Computed"];

/// Whether a program wrote `?` for letters that it could not write, as Windows PowerShell's Export-Csv does by itself: in
/// Active Directory no account name has one, and hardly an address.
fn lost_letters(attribute: &str, id: &str) -> bool {
    let names = ["sAMAccountName", "userPrincipalName", "mail"];
    names.iter().any(|name| attribute.eq_ignore_ascii_case(name)) && id.contains(['?', '\u{fffd}'])
}

/// Attributes that a directory is asked for, beside the user ID.
pub(crate) fn attributes() -> impl Iterator<Item = &'static str> {
    ID_ATTRIBUTES.into_iter().chain(FURTHER).chain(["proxyAddresses"])
}

/// Takes people one by one.
pub(crate) struct Filling<'q> {
    user_id: &'q str,
    table: DirectoryUsers,
    /// Where the attributes stand in the entry.
    places: Vec<Option<usize>>,
    /// Names the entry knew when the places were found.
    names: usize,
    now: OffsetDateTime,
    /// How long locks last, by the entry of the domain.
    lock_lasts: Option<i64>,
    /// User IDs of which the export lost letters.
    lost: usize,
}

impl<'q> Filling<'q> {
    pub(crate) fn new(user_id: &'q str) -> Self {
        let (table, now) = (DirectoryUsers::default(), OffsetDateTime::now_utc());
        Self { user_id, table, places: Vec::new(), names: 0, now, lock_lasts: None, lost: 0 }
    }

    /// Goes on with a table.
    pub(crate) fn of(user_id: &'q str, table: DirectoryUsers) -> Self {
        Self { table, ..Self::new(user_id) }
    }

    pub(crate) fn finish(mut self) -> DirectoryUsers {
        let (now, lasts) = (self.now.unix_timestamp(), self.lock_lasts.unwrap_or(i64::MAX));
        self.table.locked.retain(|_, at| *at == 0 || at.saturating_add(lasts) > now);
        let in_files = self.table.hidden_ids.len().saturating_sub(self.lost);
        let counts =
            [(Missing::Ids, in_files), (Missing::Letters, self.lost), (Missing::Values, self.table.hidden.len())];
        for (kind, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
            let names = if kind == Missing::Values { Vec::new() } else { vec![self.user_id.to_owned()] };
            self.table.gaps.push(Gap { system: System::Directory, kind, count: count as u64, names });
        }
        self.table
    }

    /// Whether an entry is a person: by its object classes, and by what it has when none of them is known.
    pub(crate) fn is_person(&mut self, entry: &Entry) -> bool {
        self.find_places(entry);
        let (mut person, mut other) = (false, false);
        for class in entry.values_at(self.place(OBJECT_CLASS)) {
            let is = |names: &[&str]| names.iter().any(|name| class.eq_ignore_ascii_case(name.as_bytes()));
            person |= is(&PEOPLE);
            other |= is(&OTHERS);
        }
        let has_id = || !self.value(entry, USER_ID).is_empty() || entry.hides(self.user_id);
        let mut deleted = entry.values_at(self.place(IS_DELETED));
        let mut gone = || deleted.any(|value| value.eq_ignore_ascii_case(b"TRUE")) || is_deleted(entry.dn());
        !other && (person || has_id()) && !gone()
    }

    /// Takes what an entry that is no person tells of all of them; of several policies, the longest lock.
    pub(crate) fn take_domain(&mut self, entry: &Entry) {
        for name in ["lockoutDuration", "msDS-LockoutDuration"] {
            self.lock_lasts = self.lock_lasts.max(entry.values(name).next().map(closed::lock_lasts));
        }
    }

    /// Rows taken so far.
    pub(crate) fn rows(&self) -> usize {
        self.table.dn.len()
    }

    /// Takes an entry that base and filter find, if it is a person: computers and the like are told of by the search.
    pub(crate) fn push_person(&mut self, entry: &Entry) {
        if self.is_person(entry) {
            self.push(entry, true);
        }
    }

    pub(crate) fn push(&mut self, entry: &Entry, in_scope: impl Into<Tri>) {
        self.find_places(entry);
        let value = |place: usize| entry.first(self.places.get(place).copied().flatten());
        let table = &mut self.table;
        let text = |column: &mut Column, value: &[u8]| match value {
            [] => column.push(""),
            value => column.push(&text_of(value)),
        };
        table.dn.push(entry.dn());
        text(&mut table.id, value(USER_ID));
        for (index, column) in table.attributes.iter_mut().enumerate() {
            text(column, value(1 + index));
        }
        text(&mut table.first_name, value(FIRST_NAME));
        text(&mut table.last_name, value(LAST_NAME));
        text(&mut table.display_name, value(DISPLAY_NAME));
        table.proxies.push(&addresses(entry.values_at(self.places.get(PROXIES).copied().flatten())));
        table.guid.push(guid(value(OBJECT_GUID), value(ENTRY_UUID)));
        table.in_scope.push(in_scope.into());
        self.push_state(entry);
        if entry.hides_any() {
            self.hide(entry);
        }
        let row = self.rows() - 1;
        if lost_letters(self.user_id, self.table.id.at(row)) {
            self.table.hidden_ids.insert(row);
            self.lost += 1;
        }
    }

    /// Keeps what keeps the last row's account from logging in.
    fn push_state(&mut self, entry: &Entry) {
        let value = |place: usize| entry.first(self.places.get(place).copied().flatten());
        let table = &mut self.table;
        let flags = [value(ACCOUNT_DISABLED), value(ACCOUNT_LOCK), value(LOGIN_DISABLED)];
        table.disabled.push(disabled(value(ACCOUNT_CONTROL), &flags));
        let row = table.dn.len() - 1;
        if let Some(at) = closed::expired(value(ACCOUNT_EXPIRES), self.now) {
            table.expired.insert(row, at);
        }
        let computed = closed::Computed::of(value(COMPUTED));
        let locked = closed::locked(value(LOCKOUT_TIME), value(LOCKED_TIME));
        if let Some(at) = computed.as_ref().map_or(locked, |of| of.is_locked.then(|| locked.unwrap_or(0))) {
            table.locked.insert(row, at);
        }
        let expired = computed.is_some_and(|of| of.is_password_expired);
        if expired || closed::must_change(value(PASSWORD_SET), value(ACCOUNT_CONTROL), value(PASSWORD_RESET)) {
            table.must_change.insert(row);
        }
        if closed::smart_card(value(ACCOUNT_CONTROL)) {
            table.smart_card.insert(row);
        }
    }

    /// Takes somebody, and what leaves them out.
    pub(crate) fn push_barred(&mut self, entry: &Entry, in_scope: Tri, barred: Barred) {
        let row = self.rows();
        self.push(entry, in_scope);
        self.table.bars.push(row, barred);
    }

    /// Keeps that values of the last row are not known.
    fn hide(&mut self, entry: &Entry) {
        let row = self.table.dn.len() - 1;
        if self.table.id.at(row).is_empty() && entry.hides(self.user_id) {
            self.table.hidden_ids.insert(row);
        }
        if ["sn", "mail", "userAccountControl"].iter().any(|name| entry.hides(name)) {
            self.table.hidden.insert(row);
        }
    }

    fn place(&self, attribute: usize) -> Option<usize> {
        self.places.get(attribute).copied().flatten()
    }

    fn value<'e>(&self, entry: &'e Entry, attribute: usize) -> &'e [u8] {
        entry.first(self.place(attribute))
    }

    /// Looks the attributes up again only when the file has shown a new name.
    fn find_places(&mut self, entry: &Entry) {
        if self.names != entry.names() {
            self.names = entry.names();
            let names = [self.user_id].into_iter().chain(ID_ATTRIBUTES).chain(FURTHER).chain(BESIDE);
            self.places = names.map(|name| entry.place(name)).collect();
        }
    }
}

/// The addresses for mail and SIP among `SMTP:Ruth@x.example`, `smtp:ruth@y.example`, `X500:/o=…`, one a line.
fn addresses<'v>(values: impl Iterator<Item = &'v [u8]>) -> String {
    let address = |value: &[u8]| {
        let text = text_of(value);
        let (scheme, address) = text.split_once(':')?;
        let is_one = ["smtp", "sip"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
        is_one.then(|| address.trim().to_owned())
    };
    values.filter_map(address).collect::<Vec<_>>().join("\n")
}

/// Disabled by the bit of `userAccountControl`; other directories say TRUE in an attribute of their own.
fn disabled(account_control: &[u8], flags: &[&[u8]]) -> Tri {
    match closed::control(account_control) {
        Some(bits) if bits & closed::DISABLED != 0 => Tri::Yes,
        Some(_) => Tri::No,
        None if flags.iter().any(|flag| flag.eq_ignore_ascii_case(b"true")) => Tri::Yes,
        None if flags.iter().any(|flag| flag.eq_ignore_ascii_case(b"false")) => Tri::No,
        None => Tri::Unknown,
    }
}

/// The `objectGUID` as its bytes or its text, else the `entryUUID`.
///
/// Call manager's `uniqueidentifier` has the same shape; that it has the same order of bytes is not proven.
fn guid(object_guid: &[u8], entry_uuid: &[u8]) -> Option<Guid> {
    let shown = || Guid::from_text(object_guid).map(Guid::turned);
    Guid::from_bytes(object_guid).or_else(shown).or_else(|| Guid::from_text(entry_uuid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guids_in_the_order_of_their_bytes() {
        let hex = "084b910556faf79629d66b8de90e0346";
        let raw = data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
        let cases: [(&[u8], &[u8], &str); 5] = [
            (&raw, b"", hex),
            (b"{05914b08-fa56-96f7-29d6-6b8de90e0346}", b"", hex),
            (b"", b"05914B08-fa56-96f7-29d6-6b8de90e0346", "05914b08fa5696f729d66b8de90e0346"),
            (b"short", b"", ""),
            (b"", b"", ""),
        ];
        for (object_guid, entry_uuid, expected) in cases {
            assert_eq!(guid(object_guid, entry_uuid).map(Guid::digits).unwrap_or_default(), expected);
        }
    }

    #[test]
    fn disabled_accounts() {
        assert_eq!(disabled(b"514", &[]), Tri::Yes);
        assert_eq!(disabled(b"512", &[b"TRUE"]), Tri::No);
        assert_eq!(disabled(b"", &[b"TRUE"]), Tri::Yes);
        assert_eq!(disabled(b"", &[b""]), Tri::Unknown);
    }
}
