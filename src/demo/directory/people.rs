//! Binds of people, answered as a domain controller does.

use secrecy::ExposeSecret;
use time::OffsetDateTime;

use super::super::company;
use super::{Answer, Directory, Entry, Who, rejected, same_dn};

impl Directory {
    /// A person's bind, by distinguished name or user principal name: the lock first, then the password, then what only
    /// the right password brings to light.
    pub(super) fn bind_person(&self, name: &str, password: &[u8]) -> (Answer, Who) {
        let named = |entry: &&Entry| {
            same_dn(&entry.dn, name)
                || entry.values("userPrincipalName").iter().any(|upn| upn.eq_ignore_ascii_case(name.as_bytes()))
        };
        let person = self.entries.iter().filter(|entry| !entry.values("userAccountControl").is_empty()).find(named);
        let (Some(person), Some(expected)) = (person, &self.people_password) else {
            return (rejected("525"), Who::Anonymous);
        };
        let data = match company::closed(person, OffsetDateTime::now_utc()) {
            Some("775") => Some("775"),
            _ if expected.expose_secret().as_bytes() != password => Some("52e"),
            closed => closed,
        };
        match data {
            Some(data) => (rejected(data), Who::Anonymous),
            // A person may read no more here than a stranger.
            None => (Answer::success(), Who::Anonymous),
        }
    }
}
