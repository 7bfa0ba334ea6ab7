//! ID-006: the client makes a contact's address of an attribute of the directory; call manager and presence of the user ID.

use super::client_directory;
use super::id_001_same_id_in_directory::why_not;
use super::people::{identity, mapping, outcome, settings_for};
use crate::case::Case;
use crate::check::{Check, FaultKey, Judged, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::identity::{Advice, Mapping, Transform};
use crate::identity::advice::is_nearly_all;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Id006,
    stage: Stage::Identity,
    title: "the client reads the attribute that holds the call-manager ID",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/ID-006.md"),
    run: |evidence| vec![outcome("client", judge(evidence).unwrap_or_else(Verdict::Skip))],
};

/// What clients read when nobody sets anything.
const DEFAULT: &str = "sAMAccountName";

fn judge(case: &Case<'_>) -> Judged {
    let identity = identity(case)?;
    let client = case.deployment.as_ref().and_then(|deployment| deployment.client.as_ref());
    if client.is_some_and(|client| !client.damage.is_empty() && client.user_id.is_none()) {
        return Err(Skip::Blocked(CheckCode::Conf006));
    }
    if let Some(reason) = case.deployment.as_ref().and_then(client_directory::reads_no_user_id) {
        return Err(Skip::NotAsked(reason.to_owned()));
    }
    let advice = identity.advice.as_ref().ok_or_else(|| {
        let too_few = "too few users come from LDAP to tell which attribute holds their IDs";
        match identity.in_directory {
            None => why_not(case, identity),
            Some(_) => Skip::NotAsked(too_few.to_owned()),
        }
    })?;
    let ranking: Vec<String> = advice.ranking.iter().map(|mapping| share(mapping, advice)).collect();
    if let Some(client) = advice.client.as_ref().filter(|client| is_enough(client, advice)) {
        return Ok(pass(format!("{} holds the IDs", share(client, advice)))
            .fact("attributes", ranking.join("; "))
            .into());
    }
    let Some(best) = &advice.best else { return Err(no_advice(advice)) };
    let Some(client) = &advice.client else { return by_default(best, advice) };
    // What no client can make of an attribute is no better one, where most IDs are right.
    if best.transform != Transform::AsIs && client.covered * 2 > advice.users {
        let reason = "the client reads {}, and no attribute holds more of the IDs as they are; ID-001 has the others";
        return Err(Skip::NotAsked(reason.replace("{}", &share(client, advice))));
    }
    let mut finding = fail(
        CauseCode::ClientAttributeMismatch,
        format!("the client reads {}; the call-manager IDs are in {}", share(client, advice), share(best, advice)),
    )
    .fault(FaultKey::ClientAttribute)
    .summary(format!("The client takes the user ID from the wrong attribute: {} is right", mapping(best)))
    .fact("attributes", ranking.join("; "));
    for step in settings_for(best, case) {
        finding = finding.fix(step);
    }
    Ok(finding
        .fix("Contacts that were added before keep the wrong address: `ucdoctor check --write-renames FILE`, or add them again")
        .into())
}

/// What a client does that is told nothing, as far as is known.
fn by_default(best: &Mapping, advice: &Advice) -> Judged {
    let share = share(best, advice);
    if best.attribute == DEFAULT && best.transform == Transform::AsIs {
        return Ok(pass(format!("{share} holds the IDs, and is what clients read by default")).into());
    }
    Err(Skip::NotAsked(format!(
        "no user_id is given under [client]; the IDs are in {share}, and clients read {DEFAULT} unless told otherwise"
    )))
}

/// Why no attribute is advised.
fn no_advice(advice: &Advice) -> Skip {
    let best = advice.ranking.first().map(|best| share(best, advice));
    let reason = match (best, advice.tie) {
        (None, _) => "no attribute of the directory holds any call-manager ID".to_owned(),
        (Some(best), true) => {
            let second = advice.ranking.get(1).map(mapping).unwrap_or_default();
            format!("{best} and {second} hold the IDs equally well; nothing decides between them")
        }
        (Some(best), false) => format!("no attribute holds 95 % of the IDs, each of one person; the best is {best}"),
    };
    match advice.client {
        Some(_) => Skip::Undecided(reason),
        None => Skip::NotAsked(reason),
    }
}

/// "ipPhone (98 of 100)".
fn share(found: &Mapping, advice: &Advice) -> String {
    format!("{} ({} of {})", mapping(found), found.covered, advice.users)
}

fn is_enough(client: &Mapping, advice: &Advice) -> bool {
    is_nearly_all(client.covered, advice.users)
}

#[cfg(test)]
mod tests {
    use super::super::people::tests::{evidence, told};
    use super::*;
    use crate::checks::sample::run;
    use crate::evidence::identity::Identity;

    fn mapping(attribute: &str, covered: u64) -> Option<Mapping> {
        let attribute = attribute.to_owned();
        Some(Mapping { attribute, transform: Transform::AsIs, covered, collisions: None })
    }

    #[test]
    fn the_client_is_compared_with_the_advice() {
        let cut = mapping("upn", 100).map(|best| Mapping { transform: Transform::WithoutDomain, ..best });
        for (best, client, tie, expected) in [
            (mapping("ipPhone", 100), mapping("sAMAccountName", 0), false, "client-attribute-mismatch"),
            (cut.clone(), mapping("sAMAccountName", 83), false, "NotAsked"),
            (cut, mapping("sAMAccountName", 0), false, "client-attribute-mismatch"),
            (mapping("ipPhone", 100), mapping("ipPhone", 100), false, "pass"),
            (mapping("uid", 100), mapping("sAMAccountName", 99), false, "pass"),
            (mapping("sAMAccountName", 100), None, false, "pass"),
            (mapping("ipPhone", 100), None, false, "NotAsked"),
            (None, mapping("sAMAccountName", 10), false, "Undecided"),
            (None, None, true, "NotAsked"),
        ] {
            let ranking = best.clone().or_else(|| mapping("uid", 40)).into_iter().collect();
            let advice = Some(Advice { users: 100, best, ranking, tie, client });
            let outcomes = told(&run(&CHECK, &evidence(Identity { advice, ..Identity::default() })));
            assert!(outcomes[0].1.starts_with(expected), "{expected}: {outcomes:?}");
        }
    }
}
