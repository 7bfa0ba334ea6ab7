//! Whoever has a value that everybody should have alone: the first of each pair is found by a second look.

use std::collections::HashSet;

use super::tally::{Of, Tally};
use super::{Looker, clause, with};
use crate::evidence::LdapFailure;
use crate::evidence::search::{Matched, Sample};
use crate::ldap::filter::{Assertion, Filter, Kind};

impl Looker<'_> {
    /// Adds the first of each pair to those who were noted: by mail address, and by user ID.
    pub(super) async fn complete(
        &mut self,
        matched: &mut Matched,
        search: (&str, &Filter, &str),
        [mails, ids]: [Vec<Vec<u8>>; 2],
    ) -> Result<(), LdapFailure> {
        if !mails.is_empty() {
            let known = std::mem::take(&mut matched.duplicate_mail);
            matched.duplicate_mail = self.sharing(search, (Of::Mail, &mails), known).await?;
        }
        if !ids.is_empty() {
            let known = matched.duplicate_user_id.take().unwrap_or_default();
            matched.duplicate_user_id = Some(self.sharing(search, (Of::UserId, &ids), known).await?);
        }
        Ok(())
    }

    /// Everybody who has one of these values: the first look knows all of them but the first of each.
    pub(super) async fn sharing(
        &mut self,
        (base, filter, user_id): (&str, &Filter, &str),
        (of, shared): (Of, &[Vec<u8>]),
        known: Sample,
    ) -> Result<Sample, LdapFailure> {
        let attribute = if of == Of::Mail { "mail" } else { user_id };
        let has =
            |value: &Vec<u8>| clause(Kind::Equal(Assertion { attribute: attribute.to_owned(), value: value.clone() }));
        let filter = with(filter, vec![clause(Kind::Or(shared.iter().map(has).collect()))]);
        let (all, _) = self.count(base, &filter, Tally::sharing(user_id, of, shared), user_id, None).await?;
        let mut all = match of {
            Of::Mail => all.matched.duplicate_mail,
            Of::UserId => all.matched.duplicate_user_id.unwrap_or_default(),
        };
        let listed: HashSet<String> = all.dns.iter().cloned().collect();
        let missing: Vec<String> = known.dns.into_iter().filter(|dn| !listed.contains(dn)).collect();
        all.count = (all.count + missing.len() as u64).max(known.count);
        all.dns.extend(missing);
        Ok(all)
    }
}
