//! USER-009: clients look for the user's home cluster before anything else, and log in at no other.

use super::node_login::{Answered, answered, finding_with_facts, proof_with_facts};
use super::person::{AtPerson, per_vantage};
use crate::check::{Check, Judged, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::login::LoginService;

pub(super) static CHECK: Check = Check {
    code: CheckCode::User009,
    stage: Stage::Identity,
    title: "call manager is the user's home cluster",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/USER-009.md"),
    run: |case| per_vantage(case, home),
};

fn home(at: AtPerson<'_>) -> Judged {
    let answered = answered(at, LoginService::Uds).map_err(|skip| match skip {
        // What keeps the login from an answer is told there.
        Skip::Undecided(_) => Skip::NotAsked("call manager says so to a user who is logged in".to_owned()),
        other => other,
    })?;
    let Answered { login, answer } = answered;
    let Some(account) = &answer.account else {
        return Err(Skip::NotAsked("call manager says so to a user who is logged in".to_owned()));
    };
    match (account.home, account.home_elsewhere.as_deref()) {
        (Some(true), _) => Ok(proof_with_facts(pass(format!("says {}", login.node)), answered).into()),
        (None, _) => Err(Skip::NotAsked("the answer of UDS does not tell (homeCluster)".to_owned())),
        (Some(false), Some(other)) => Err(Skip::Undecided(format!(
            "the user's home is another cluster, {other}: ask there, with its nodes in the configuration"
        ))),
        (Some(false), None) => {
            let why = format!("{} does not call itself the user's home, and names no other cluster", login.node);
            let finding = fail(CauseCode::HomeClusterMissing, why.clone())
                .summary(at.cannot_log_in(&why))
                .fault(&at.asked.id)
                .affected(1)
                .refuted_if(&[
                    "clusterUser of every cluster's UDS is asked, and one of them answers that it is the home",
                ])
                .fix("Tick Home Cluster for this user (User Management > End User), on exactly one cluster");
            Ok(finding_with_facts(finding, answered).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::node_login_tests::{Reply, asked, says};
    use super::*;
    use crate::evidence::login::UdsAccount;

    #[test]
    fn a_home_elsewhere_is_no_fault() {
        let account = |home, elsewhere: Option<&str>| {
            let home_elsewhere = elsewhere.map(str::to_owned);
            asked(&[(LoginService::Uds, Reply::Account(UdsAccount { home, home_elsewhere, ..UdsAccount::default() }))])
        };
        says(&CHECK, &account(Some(true), None), "pass~call-manager/cm7");
        says(&CHECK, &account(Some(false), None), "home-cluster-missing~names no other");
        says(&CHECK, &account(Some(false), Some("west.lab.example")), "undecided~west.lab.example");
        says(&CHECK, &account(None, None), "not asked~homeCluster");
        says(&CHECK, &asked(&[(LoginService::Uds, Reply::Failed("timed-out"))]), "not asked~logged in");
    }
}
