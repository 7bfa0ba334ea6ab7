//! Whoever has the user ID of somebody in another agreement: call manager has one user of a name, whoever comes first.

use super::Looker;
use super::tally::{Of, Tally};
use crate::evidence::search::{Sample, Search};
use crate::evidence::{Asked, LdapFailure};
use crate::ldap::dn;
use crate::ldap::filter::{self, Filter};

/// Reads the people of each further agreement that stands beside the ones before, and counts who shares a user ID.
pub(super) async fn look(
    looker: &mut Looker<'_>,
    asked: &Asked,
    base: &str,
    seen: &mut Search,
) -> Result<(), LdapFailure> {
    let (Some(mut ids), Ok(first)) = (looker.ids.take(), filter::parse(&seen.filter)) else { return Ok(()) };
    let mut read: Vec<(&str, Filter)> = vec![(base, first)];
    let mut shares = false;
    for (further, agreement) in asked.further_searches.iter().zip(&mut seen.agreements) {
        let (Some(true), Ok(parsed)) = (agreement.found, filter::parse(&agreement.filter)) else { continue };
        if read.iter().any(|(known, _)| overlap(known, &further.base)) {
            continue;
        }
        let tally = Tally::new(&seen.user_id).after(ids);
        let (counted, _) = looker.count(&further.base, &parsed, tally, &seen.user_id, None).await?;
        ids = counted.ids;
        shares |= counted.matched.duplicate_user_id.is_some_and(|shared| shared.count > 0);
        agreement.compared = Some(counted.matched.end.is_whole());
        read.push((&further.base, parsed));
    }
    if !shares {
        return Ok(());
    }
    let (values, mut all) = (ids.shared(), Sample::default());
    for (base, parsed) in &read {
        let here = looker.sharing((base, parsed, &seen.user_id), (Of::UserId, &values), Sample::default()).await?;
        all.count += here.count;
        all.dns.extend(here.dns);
    }
    if let Some(matched) = &mut seen.matched {
        matched.duplicate_user_id = Some(all);
    }
    Ok(())
}

/// One base stands below the other, so that people may be in both: nobody shares an ID with themselves.
fn overlap(one: &str, other: &str) -> bool {
    match (dn::parse(one), dn::parse(other)) {
        (Ok(one), Ok(other)) => one.is_within(&other) || other.is_within(&one),
        _ => true,
    }
}
