//! Bases and filters of the agreements beside the one that is looked at closely.

use crate::case::Case;
use crate::cause::Feature;
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::search::{Agreement, Search};
use crate::ldap::dn;

/// An agreement, or the login's search, whose base this server would have, and has not (SRCH-001).
pub(super) fn without_base(case: &Case<'_>, search: &Search) -> Option<Finding> {
    let missing = |it: &&Agreement| !it.there && matches!(it.base_code, 32 | 34) && is_held_here(search, &it.base);
    let lost = || all(case, search).filter(missing);
    if let Some(login) = lost().find(|it| it.login) {
        return Some(logins(&login.base));
    }
    let lost: Vec<&str> = lost().map(|it| it.base.as_str()).collect();
    let first = lost.first()?;
    let message = match lost.as_slice() {
        [_] => format!("there is no {first}, the base of another agreement"),
        all => format!("there is no {first}, the base of another agreement (and {} more)", all.len() - 1),
    };
    Some(
        fail(CauseCode::BaseMissing, &message)
            .fault(format!("agreement {}", lost.join("; ")))
            .summary(format!("An agreement finds nobody: {message}"))
            .refuted_if(&["this agreement has servers of its own, which hold that base"])
            .fix(format!(
                "Correct {first} in that agreement (System > LDAP > LDAP Directory): take it from the directory itself"
            ))
            .fix("Then run a full synchronisation"),
    )
}

/// Synchronisation has a base of its own, so that everybody is there and nobody can log in.
fn logins(base: &str) -> Finding {
    let message = format!("there is no {base}, where logins search");
    fail(CauseCode::BaseMissing, &message)
        .fault(format!("login {base}"))
        .summary(format!("Nobody is found at login: {message}"))
        .breaks(&[Feature::Login])
        .refuted_if(&["another base is set under LDAP Authentication than is given here (directory.authentication)"])
        .fix("Correct the search base under System > LDAP > LDAP Authentication: the domain, or what is above all who log in")
}

/// An agreement whose base is there, and nobody who matches (SRCH-004).
pub(super) fn without_anybody(case: &Case<'_>, search: &Search) -> Option<Finding> {
    let empty = all(case, search).find(|it| it.there && it.found == Some(false))?;
    let message = format!("nobody below {} matches {}, base and filter of another agreement", empty.base, empty.filter);
    Some(
        fail(CauseCode::FilterMatchesNobody, &message)
            .fault(format!("agreement {}", empty.base))
            .summary(format!("An agreement finds nobody: {message}"))
            .fact("base", &empty.base)
            .fact("filter", &empty.filter)
            .fix("Look at this base and filter closely: put that [[directory.search]] first, and check again")
            .fix("If nobody is meant there any more, delete the agreement"),
    )
}

/// Those of the configuration, and those that call manager alone told.
fn all<'a>(case: &'a Case<'_>, search: &'a Search) -> impl Iterator<Item = &'a Agreement> {
    let live = case.identity.as_ref().and_then(|identity| identity.live.as_ref());
    search.agreements.iter().chain(live.into_iter().flat_map(|live| &live.agreements))
}

/// Whether the base ends in what this server holds, and not in a domain below it, which other servers hold.
fn is_held_here(search: &Search, base: &str) -> bool {
    let Ok(base) = dn::parse(base) else { return false };
    let contexts = search.base.naming_contexts.iter().filter_map(|context| dn::parse(context).ok());
    let mut around = contexts.filter(|context| base.is_within(context));
    around.any(|context| {
        let own = base.parts.len().saturating_sub(context.parts.len());
        let of_domain = |(kind, _): &(String, String)| kind.eq_ignore_ascii_case("dc");
        !base.parts.iter().take(own).any(|part| part.values.iter().any(of_domain))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample::healthy;
    use crate::evidence::Evidence;
    use crate::evidence::identity::{Identity, Live};
    use crate::evidence::search::Base;

    fn told_by_call_manager(agreements: Vec<Agreement>) -> Evidence {
        let live = Some(Live { agreements, ..Live::NOTHING });
        Evidence { identity: Some(Identity { live, ..Identity::default() }), ..healthy() }
    }

    fn search(base: &str, base_code: u32, there: bool, found: Option<bool>) -> Search {
        let naming_contexts = vec!["DC=fen,DC=example".to_owned()];
        let (base, filter) = (base.to_owned(), "(sn=*)".to_owned());
        let agreement = Agreement { base, filter, base_code, there, found, compared: None, login: false };
        Search { base: Base { naming_contexts, ..Base::default() }, agreements: vec![agreement], ..Search::default() }
    }

    #[test]
    fn a_base_that_this_server_would_hold_and_does_not_is_missing() {
        let evidence = healthy();
        let case = Case::new(&evidence);
        for (base, code, there, missing) in [
            ("OU=Wset,DC=fen,DC=example", 32, false, true),
            ("OU=West,DC=fen,DC=example", 0, true, false),
            ("OU=West,DC=isle,DC=fen,DC=example", 32, false, false),
            ("OU=West,DC=isle,DC=fen,DC=example", 10, false, false),
            ("OU=West,DC=moor,DC=example", 32, false, false),
            ("OU=West,DC=fen,DC=example", 50, false, false),
        ] {
            let found = without_base(&case, &search(base, code, there, None));
            assert_eq!(found.is_some(), missing, "{base} {code}");
        }
    }

    #[test]
    fn where_logins_search_comes_first() {
        let evidence = healthy();
        let case = Case::new(&evidence);
        let mut lost = search("OU=Wset,DC=fen,DC=example", 32, false, None);
        let login = Agreement {
            base: "OU=Al,DC=fen,DC=example".to_owned(),
            login: true,
            base_code: 32,
            ..Agreement::default()
        };
        lost.agreements.push(login);
        let found = without_base(&case, &lost).unwrap();
        assert!(found.message.contains("OU=Al,DC=fen,DC=example, where logins search"), "{}", found.message);
    }

    #[test]
    fn agreements_that_call_manager_alone_tells_are_looked_at_alike() {
        let usual = || search("OU=West,DC=fen,DC=example", 0, true, Some(true));
        let [lost] = search("OU=Esat,DC=fen,DC=example", 32, false, None).agreements.try_into().expect("one");
        let evidence = told_by_call_manager(vec![lost]);
        let found = without_base(&Case::new(&evidence), &usual()).unwrap();
        assert!(found.message.contains("there is no OU=Esat,DC=fen,DC=example"), "{}", found.message);
        let [empty] = search("OU=South,DC=fen,DC=example", 0, true, Some(false)).agreements.try_into().expect("one");
        let evidence = told_by_call_manager(vec![empty]);
        assert!(without_base(&Case::new(&evidence), &usual()).is_none());
        let found = without_anybody(&Case::new(&evidence), &usual()).unwrap();
        assert!(found.message.contains("OU=South,DC=fen,DC=example"), "{}", found.message);
    }

    #[test]
    fn nobody_at_a_base_that_is_there_is_told() {
        let evidence = healthy();
        let case = Case::new(&evidence);
        let nobody =
            |there, found| without_anybody(&case, &search("OU=West,DC=fen,DC=example", 0, there, found)).is_some();
        assert!(nobody(true, Some(false)));
        assert!(!nobody(true, Some(true)) && !nobody(true, None) && !nobody(false, None));
    }
}
