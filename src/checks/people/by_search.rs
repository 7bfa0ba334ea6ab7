//! People of whom the search stage tells already, where the directory itself was read: who has no user ID, no last name,
//! or somebody else's mail address, and whose disabled account the filter lets in.

use std::collections::HashMap;

use crate::check::Skip;
use crate::code::CheckCode;
use crate::evidence::Evidence;
use crate::evidence::identity::{Class, Comparison, Difference};
use crate::evidence::search::Matched;

/// The differences of which no search tells; where there are none left, the check that does.
pub(super) fn others<'a>(
    evidence: &Evidence,
    after_search: bool,
    all: &'a Comparison,
) -> Result<Vec<&'a Difference>, Skip> {
    let listed = if after_search { listed(evidence) } else { Listed::new() };
    let teller = |found: &Difference| listed.get(&(found.class, found.dn.as_deref()?)).copied();
    let others: Vec<&Difference> = all.differences.iter().filter(|found| teller(found).is_none()).collect();
    match all.differences.iter().find_map(teller).filter(|_| others.is_empty()) {
        // Nothing is left open by it.
        Some(check) => Err(Skip::NotAsked(format!("{check} lists them"))),
        None => Ok(others),
    }
}

/// Entries by what they lack, with the check that lists them.
type Listed<'a> = HashMap<(Class, &'a str), CheckCode>;

/// Nobody, where the people come from an export: of them only the comparison tells.
fn listed(evidence: &Evidence) -> Listed<'_> {
    let live = evidence.identity.as_ref().is_some_and(|identity| identity.live.is_some());
    let servers = evidence.vantages.iter().flat_map(|vantage| &vantage.servers).filter(|_| live);
    let searches = servers.flat_map(|server| &server.endpoints).filter_map(|endpoint| endpoint.search.seen());
    let whole = searches.filter_map(|search| search.matched.as_ref()).filter(|matched| matched.end.is_whole());
    whole.flat_map(lacking).collect()
}

fn lacking(matched: &Matched) -> impl Iterator<Item = ((Class, &str), CheckCode)> {
    let last_names = if matched.nobody_has_a_last_name() { CheckCode::Srch011 } else { CheckCode::Srch008 };
    let kinds = [
        (Class::NoUserId, &matched.without_user_id, CheckCode::Srch007),
        (Class::NoLastName, &matched.without_last_name, last_names),
        (Class::DuplicateMail, &matched.duplicate_mail, CheckCode::Srch008),
        (Class::Disabled, &matched.disabled, CheckCode::Srch005),
    ];
    kinds.into_iter().flat_map(|(class, who, check)| who.dns.iter().map(move |dn| ((class, dn.as_str()), check)))
}
