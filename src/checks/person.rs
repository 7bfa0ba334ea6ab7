//! Where in the evidence the person asked about stands.

pub(super) mod by_export;
pub(super) mod named;
pub(super) mod state;

use super::appliances::{OWN_PASSWORDS, authentication};
use super::at::{AtServer, endpoints, everywhere, observed};
use super::barriers::is_left_out_with_many;
use super::bind_answer::decode;
use super::people::One;
use super::srch_012_login_finds_person::judge as unfit;
use crate::case::Case;
use crate::check::{Judged, Outcome, Skip, Subject};
use crate::code::CheckCode;
use crate::evidence::person::{AskedPerson, Person, PersonAccount, Sighting};
use crate::evidence::search::Matched;
use crate::evidence::{Observed, RootDse, Vantage};

/// The person, seen from one vantage point.
#[derive(Clone, Copy)]
pub(super) struct AtPerson<'a> {
    pub(super) case: &'a Case<'a>,
    pub(super) vantage: &'a Vantage,
    pub(super) asked: &'a AskedPerson,
}

/// Judges the person from every vantage point; nothing when no person was asked about.
pub(super) fn per_vantage(case: &Case<'_>, judge: impl Fn(AtPerson<'_>) -> Judged) -> Vec<Outcome> {
    let Some(asked) = &case.asked.person else { return Vec::new() };
    let outcome = |vantage: &Vantage| {
        Outcome::seen_from(vantage, Subject::Person(asked.id.clone()), judge(AtPerson { case, vantage, asked }))
    };
    // The person is looked for from one place; where nobody came so far, each place says why.
    let looked = |vantage: &&Vantage| vantage.person.is_some();
    match case.vantages.iter().find(looked) {
        Some(_) => case.vantages.iter().filter(looked).map(outcome).collect(),
        None => case.vantages.iter().map(outcome).collect(),
    }
}

impl<'a> AtPerson<'a> {
    /// What was looked up; else what kept the manager from looking.
    pub(super) fn person(&self) -> Result<&'a Person, Skip> {
        match &self.vantage.person {
            Some(person) => Ok(person),
            None => Err(self.no_manager()),
        }
    }

    /// The one entry that base, filter and user ID find.
    pub(super) fn found(&self) -> Result<&'a Sighting, Skip> {
        let person = self.person()?;
        let found = observed(self.vantage, &person.found, |_| self.not_found(), |_| self.not_found())?;
        match found.as_slice() {
            [one] => Ok(one),
            [] => named::one(person, self.asked).map(|one| &one.entry).ok_or_else(|| self.not_found()),
            _ => Err(Skip::Blocked(CheckCode::User001)),
        }
    }

    /// Which check says why nobody is found.
    fn not_found(&self) -> Skip {
        if self.is_local() {
            return Skip::NotAsked(named::LOCAL.to_owned());
        }
        let cut = matches!(self.vantage.person.as_ref().map(|person| &person.elsewhere), Some(Observed::Cut));
        let undecided = || Skip::Undecided("the run was cut before the reason was known".to_owned());
        self.search_fault().unwrap_or_else(|| if cut { undecided() } else { Skip::Blocked(CheckCode::User001) })
    }

    /// Call manager has the user as a local one, whom the directory need not have.
    pub(super) fn is_local(&self) -> bool {
        let users = One::asked(self.case).map_or(&[][..], |one| one.person.call_manager.as_slice());
        !users.is_empty() && users.iter().all(|user| user.from_ldap == Some(false))
    }

    /// Why the state of the directory's account keeps the user out of nothing: call manager's own password counts, and
    /// the user is active there.
    pub(super) fn own_password(&self) -> Option<Skip> {
        let one = One::asked(self.case).filter(|one| !one.person.call_manager.is_empty() && !one.is_inactive())?;
        if self.is_local() {
            return Some(Skip::NotAsked(named::LOCAL.to_owned()));
        }
        let disabled = one.person.directory.iter().any(|row| row.disabled == Some(true));
        let then = if disabled {
            "; where the filter leaves disabled accounts out, the next synchronisation makes the user inactive"
        } else {
            ""
        };
        (authentication(self.case) == Some(false)).then(|| Skip::NotAsked(format!("{OWN_PASSWORDS}{then}")))
    }

    /// What is wrong with base or filter for everybody: then it is not about this person.
    pub(super) fn search_fault(&self) -> Option<Skip> {
        let at = everywhere(self.case, self.vantage).find(|at| at.endpoint.search.seen().is_some())?;
        let (search, matched) = match at.somebody() {
            Ok(found) => found,
            Err(fault) => return Some(fault).filter(|fault| matches!(fault, Skip::Blocked(_))),
        };
        if nobody_has_an_id(matched) {
            return Some(Skip::Blocked(CheckCode::Srch007));
        }
        let login = search.login.as_ref().filter(|login| unfit(search, login).is_some());
        let narrow = || self.case.identity.as_ref().is_some_and(is_left_out_with_many);
        let code = login.map(|_| CheckCode::Srch012).or_else(|| narrow().then_some(CheckCode::Srch013));
        code.map(Skip::Blocked)
    }

    /// The account of that entry.
    pub(super) fn account(&self) -> Result<&'a PersonAccount, Skip> {
        self.found()?;
        let lost = |_: &_| Skip::Undecided("the conversation broke while the account was read".to_owned());
        observed(self.vantage, &self.person()?.account, lost, |_| Skip::Blocked(CheckCode::User001))
    }

    /// The root entry of the server that was asked.
    pub(super) fn root_dse(&self) -> Option<&'a RootDse> {
        let address = self.vantage.person.as_ref()?.address;
        let endpoints = self.vantage.servers.iter().flat_map(|server| &server.endpoints);
        endpoints.filter(|endpoint| endpoint.address == address).find_map(|endpoint| endpoint.ldap.seen())
    }

    /// The beginning of a first line that is about this person.
    pub(super) fn cannot_log_in(&self, why: &str) -> String {
        format!("{} cannot log in: {why}", self.asked.id)
    }

    /// Why no server let the manager look: the first reason that a check reports, else the first reason at all.
    fn no_manager(&self) -> Skip {
        let AtPerson { case, vantage, .. } = *self;
        let mut reasons = Vec::new();
        for server in &vantage.servers {
            match endpoints(AtServer { case, vantage, server }) {
                Err(skip) => reasons.push(skip),
                Ok(endpoints) => reasons.extend(endpoints.iter().map(|at| match at.bind() {
                    Err(skip) => skip,
                    Ok(answer) if let Some(skip) = at.bind_stop(answer) => skip,
                    Ok(answer) if decode(answer, at.endpoint.ldap.seen()).is_some() => {
                        Skip::Blocked(CheckCode::Bind005)
                    }
                    Ok(_) => Skip::Undecided("the run ended before the person was looked for".to_owned()),
                })),
            }
        }
        reasons.sort_by_key(|reason| !matches!(reason, Skip::Blocked(_)));
        match reasons.into_iter().next() {
            Some(Skip::NotAsked(reason)) => Skip::Undecided(format!("nobody was looked for: {reason}")),
            Some(reason) => reason,
            None => Skip::NotAsked("no directory server is looked at".to_owned()),
        }
    }
}

/// Not one of the people who match has a user ID that the manager may read.
pub(super) fn nobody_has_an_id(matched: &Matched) -> bool {
    let whole = matched.end.code == 0 && !matched.end.cut;
    whole && matched.people() > 0 && matched.without_user_id.count == matched.people()
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::check::{Check, Finding, Verdict};
    use crate::evidence::Evidence;
    use crate::evidence::person::{AskedPerson, Elsewhere};
    use crate::evidence::{Asked, AskedSearch, BindAnswer};

    pub(in crate::checks) fn sighting(dn: &str, id: &str) -> Sighting {
        Sighting { dn: dn.to_owned(), id: Some(id.to_owned()) }
    }

    /// jdoe, found, with an account nothing speaks against, and no bind.
    pub(in crate::checks) fn found() -> Person {
        let account = PersonAccount { disabled: Some(false), lockout_threshold: Some(5), ..PersonAccount::default() };
        Person {
            server: "dc1:636".into(),
            address: "10.0.0.1:636".parse().unwrap(),
            active_directory: true,
            search: AskedSearch {
                base: "OU=People,DC=x".into(),
                filter: "(objectClass=user)".into(),
                user_id: "sAMAccountName".into(),
            },
            assumed: false,
            found: Observed::Seen(vec![sighting("CN=J Doe,OU=People,DC=x", "jdoe")]),
            elsewhere: Observed::NotAsked(String::new()),
            account: Observed::Seen(account),
            session: Observed::NotAsked(String::new()),
            bind: Observed::NotAsked("not tried: one more would lock".into()),
            logins: Vec::new(),
        }
    }

    pub(in crate::checks) fn not_found(elsewhere: Elsewhere) -> Person {
        Person { found: Observed::Seen(Vec::new()), elsewhere: Observed::Seen(elsewhere), ..found() }
    }

    pub(in crate::checks) fn answer(code: u32, ad_data: Option<u32>) -> BindAnswer {
        BindAnswer { ad_data, ..BindAnswer::of(code, "") }
    }

    /// What a check says about jdoe on 2026-11-23, a Monday, at 12:00 UTC.
    pub(in crate::checks) fn verdict(check: &Check, person: Option<Person>, bind: bool) -> Verdict {
        verdict_of(check, person, AskedPerson { id: "jdoe".into(), bind, nodes: false })
    }

    pub(in crate::checks) fn verdict_of(check: &Check, person: Option<Person>, asked: AskedPerson) -> Verdict {
        let at = time::macros::datetime!(2026-11-23 12:00 UTC);
        let vantage = Vantage { person, ..Vantage::begun("here", at) };
        let asked = Asked { person: Some(asked), ..Asked::default() };
        let evidence = Evidence { asked, vantages: vec![vantage], ..Evidence::default() };
        let mut outcomes = (check.run)(&Case::new(&evidence));
        assert_eq!(outcomes.len(), 1);
        assert!(
            (check.run)(&Case::new(&Evidence { asked: Asked::default(), ..evidence })).is_empty(),
            "`check` asks about nobody"
        );
        outcomes.remove(0).verdict
    }

    pub(in crate::checks) fn failed(verdict: Verdict) -> Finding {
        match verdict {
            Verdict::Fail(finding) => *finding,
            other => unreachable!("{other:?}"),
        }
    }
}
