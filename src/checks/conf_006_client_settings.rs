//! CONF-006: jabber-config.xml says the same as call manager, presence and the directory.

use super::appliances::{deployment, not_asked, outcome};
use super::base_and_filter::count_of;
use super::client_addresses;
use super::client_directory;
use super::client_photo;
use crate::case::Case;
use crate::cause::Feature;
use crate::check::{Check, FaultKey, Finding, Judged, Outcome, Owner, Severity, Skip, Stage, Verdict, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::Evidence;
use crate::evidence::deployment::{Client, Deployment, FoundBy};
use crate::ldap::filter;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Conf006,
    stage: Stage::Deployment,
    title: "jabber-config.xml agrees with call manager and the directory",
    severity: Severity::Warning,
    page: include_str!("../../docs/checks/CONF-006.md"),
    run,
};

/// What clients read when nobody sets anything.
const DEFAULT_ATTRIBUTE: &str = "sAMAccountName";

/// Keys that hold a filter.
const BASE_FILTER: &str = "BaseFilter";
const FILTERS: [&str; 3] = [BASE_FILTER, "PredictiveSearchFilter", "GroupBaseFilter"];

fn run(case: &Case<'_>) -> Vec<Outcome> {
    let client = deployment(case).and_then(|deployment| match &deployment.client {
        Some(client) if client.keys.is_some() => Ok((deployment, client)),
        _ => not_asked("no jabber-config.xml is given (client.jabber_config)"),
    });
    let (deployment, client) = match client {
        Ok(both) => both,
        Err(skip) => return vec![outcome("jabber-config.xml", Err(skip))],
    };
    let mut all = vec![
        ("UserAccountName", account_name(deployment, client)),
        ("PresenceDomain", client_addresses::domain(deployment, client)),
        ("UseSipUriToResolveContacts", client_addresses::scheme(case, deployment, client)),
    ];
    all.extend(client_addresses::sip_uri(case, deployment, client).map(|judged| ("SipUri", judged)));
    all.extend(twins(case, deployment, client));
    all.extend(ports(client));
    let filters = FILTERS.iter().filter_map(|&key| {
        let found = client.base_filter.filter(|_| key == BASE_FILTER);
        Some((key, base_filter((case, deployment), (key, client.key(key)?), found)))
    });
    all.extend(filters);
    let mut all: Vec<(String, Judged)> = all.into_iter().map(|(key, judged)| (key.to_owned(), judged)).collect();
    all.extend(client_photo::photos(client));
    let others = client_directory::judge(case, deployment, client).into_iter();
    for (key, judged) in others.chain(client_directory::misplaced(client)) {
        // What is no value at all, or not one value, is told once, and fits nothing.
        match all.iter_mut().find(|(known, _)| known.eq_ignore_ascii_case(&key)) {
            Some((_, known)) => *known = judged,
            None => all.push((key, judged)),
        }
    }
    if client_directory::asks_call_manager(deployment) {
        leave_to_call_manager(&mut all);
    }
    let mut outcomes: Vec<Outcome> =
        all.into_iter().map(|(key, judged)| outcome(format!("jabber-config.xml {key}"), judged)).collect();
    if !client.damage.is_empty() {
        outcomes.iter_mut().for_each(ignored);
        outcomes.push(damaged(&client.damage));
    }
    outcomes.extend(client.passwords.iter().map(|key| password(key)));
    outcomes
}

/// Keys of the clients' own search are read by nobody who asks call manager.
fn leave_to_call_manager(all: &mut [(String, Judged)]) {
    for (_, judged) in all.iter_mut().filter(|(key, _)| client_directory::is_of_ldap(key)) {
        *judged = not_asked("clients that ask call manager (UDS) do not read it");
    }
}

/// The keys that have a twin for clients before 11.8 on Mac and mobile, where the two say different things.
fn twins(case: &Case<'_>, deployment: &Deployment, client: &Client) -> Vec<(&'static str, Judged)> {
    let with = |name: &str| client.by_twin(name);
    let account = with("UserAccountName").map(|client| ("BDIUserAccountName", account_name(deployment, &client)));
    let domain =
        with("PresenceDomain").map(|client| ("BDIPresenceDomain", client_addresses::domain(deployment, &client)));
    let scheme = with("UseSipUriToResolveContacts")
        .map(|client| ("BDIUseSipUriToResolveContacts", client_addresses::scheme(case, deployment, &client)));
    let sip_uri =
        with("SipUri").and_then(|client| Some(("BDISipUri", client_addresses::sip_uri(case, deployment, &client)?)));
    let all = [account, domain, scheme, sip_uri].into_iter().flatten();
    all.map(|(key, judged)| (key, judged.map(|verdict| of_twin(key, verdict)))).collect()
}

/// What is wrong with the twin alone is put right there.
fn of_twin(key: &str, verdict: Verdict) -> Verdict {
    let Verdict::Fail(mut finding) = verdict else { return verdict };
    let summary = finding.summary.take().unwrap_or_default();
    finding.summary =
        Some(format!("{key}, which clients before 11.8 on Mac and mobile read, differs from its twin: {summary}"));
    finding.fix = vec![
        format!("Write the right value into {key} of jabber-config.xml too, or remove it where all clients are 11.8 or newer")
            .into(),
    ];
    Verdict::Fail(finding)
}

/// Of a file that clients ignore, neither what would be right nor what would be wrong is so yet, and what was not read may say
/// otherwise.
fn ignored(outcome: &mut Outcome) {
    let once = match &outcome.verdict {
        Verdict::Fail(finding) => format!("; when it is mended, look at this: {}", finding.message),
        Verdict::Pass(_) => String::new(),
        Verdict::Skip(_) => return,
    };
    outcome.verdict = Verdict::Skip(Skip::NotAsked(format!("clients ignore the file as it is{once}")));
}

/// The attribute the client takes for the user ID, against the one call manager takes.
fn account_name(deployment: &Deployment, client: &Client) -> Judged {
    let set = client.key("UserAccountName").filter(|value| !value.is_empty());
    let is_own = client.own("UserAccountName").is_some_and(|value| !value.is_empty());
    if let (Some(file), Some(configured)) = (set, &client.user_id)
        && !file.eq_ignore_ascii_case(configured)
    {
        return Ok(fail(
            CauseCode::SettingsContradict,
            format!("the file says {file}, client.user_id says {configured}"),
        )
        .fault("client.user_id")
        .owner(Owner::Ucdoctor)
        .fix("Remove client.user_id from the configuration: the file counts")
        .into());
    }
    if let Some(reason) = client_directory::reads_no_user_id(deployment) {
        return not_asked(reason);
    }
    let Some(wanted) = deployment.user_id_attribute() else {
        return not_asked("the attribute of call manager's user IDs is not given (directory.search.user_id)");
    };
    let reads = set.unwrap_or(DEFAULT_ATTRIBUTE);
    if reads.eq_ignore_ascii_case(&wanted) {
        if !is_own && set.is_some() && !wanted.eq_ignore_ascii_case(DEFAULT_ATTRIBUTE) {
            return Ok(for_some(&wanted).into());
        }
        return Ok(pass(format!("{reads}, as call manager")).into());
    }
    let by_default = if set.is_none() { " by default" } else { "" };
    Ok(fail(CauseCode::ClientAttributeMismatch, format!("the client reads {reads}{by_default}; call manager's user IDs are {wanted}"))
        .fault(FaultKey::ClientAttribute)
        .summary(format!("The client takes the user ID from {reads}{by_default}, call manager takes it from {wanted}: contacts added from a search may never show presence"))
        .fix(format!("Set <UserAccountName>{wanted}</UserAccountName> in the section Directory (also BDIUserAccountName for clients before 11.8)"))
        .fix("If the service profile sets it, correct it there: the profile wins over the file")
        .into())
}

/// Only the twin for clients before 11.8 on Mac and mobile has the right attribute.
fn for_some(wanted: &str) -> Finding {
    let message =
        format!("BDIUserAccountName is {wanted}, and UserAccountName, which the other clients read, is not set");
    fail(CauseCode::ClientAttributeMismatch, message)
        .fault(FaultKey::ClientAttribute)
        .summary(format!("UserAccountName is not set in jabber-config.xml: all clients but those before 11.8 on Mac and mobile take the user ID from {DEFAULT_ATTRIBUTE} by default, call manager takes it from {wanted}"))
        .refuted_if(&["all clients are older than 11.8, and run on Mac or mobile"])
        .fix(format!("Set <UserAccountName>{wanted}</UserAccountName> in the section Directory, beside BDIUserAccountName"))
}

/// Port and TLS, for each kind of client that has keys of its own; the two kinds may use different ports.
fn ports(client: &Client) -> Vec<(&'static str, Judged)> {
    let kinds = [("ServerPort1", "UseSSL"), ("BDIServerPort1", "BDIEnableTLS")];
    let set = |name: &str| {
        let keys = client.keys.iter().flatten();
        keys.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str()).next()
    };
    let mut judged: Vec<(&str, Judged)> = Vec::new();
    for (key, switch) in kinds {
        judged.extend(set(key).map(|number| (key, port((key, number), (switch, set(switch))))));
    }
    if judged.is_empty() {
        judged.push(("ServerPort1", not_asked("the key is not set")));
    }
    judged
}

/// The port, and whether TLS is to be spoken on it.
fn port((key, port): (&str, &str), (switch, tls): (&str, Option<&str>)) -> Judged {
    let finding = match (port, tls.and_then(client_addresses::yes)) {
        ("389" | "3268", Some(true)) => contradict(format!("port {port} is for plain LDAP, and {switch} is on"))
            .fix(format!("Set {key} to 636 (3269 for the Global Catalog), or {switch} to false")),
        ("636" | "3269", Some(false)) => contradict(format!("port {port} is for LDAPS, and {switch} is off"))
            .fix(format!("Set {switch} to true, and see that the clients' machines trust the directory's CA")),
        _ if port.parse::<u16>().is_ok_and(|port| port > 0) => return Ok(pass(format!("port {port}")).into()),
        _ => contradict(format!("{port:?} is no port"))
            .summary(format!("{key} of jabber-config.xml is no port: {port}"))
            .fix(format!("Set {key} to 636 (3269 for the Global Catalog), or remove it")),
    };
    Ok(finding.fault("client port").into())
}

/// Clients ignore a file that is not well-formed, all of it.
fn damaged(damage: &[String]) -> Outcome {
    let what = damage.join("; ");
    let finding = contradict(format!("not well-formed XML: {what}"))
        .fault("client file")
        .summary(format!("Clients ignore jabber-config.xml, all of it: it is not well-formed XML: {what}"))
        .fix("Correct the file: in values write & as &amp; and < as &lt;, and close every element; a browser that opens the file shows the place")
        .fix("Upload it to every TFTP node, restart Cisco Tftp there, and let the clients log in again")
        .refuted_if(&["another file than this one is on the TFTP servers"]);
    outcome("jabber-config.xml", Ok(finding.into()))
}

fn base_filter(
    (evidence, deployment): (&Evidence, &Deployment),
    (key, text): (&str, &str),
    found: Option<FoundBy>,
) -> Judged {
    match filter::parse(text) {
        Ok(parsed) if client_directory::half_a_name(evidence, deployment, &parsed).is_some() => {
            let what = client_directory::half_a_name(evidence, deployment, &parsed).unwrap_or_default();
            Ok(fail(CauseCode::FilterMatchesNobody, &what)
                .fault(format!("client {key}"))
                .refuted_if(client_directory::BY_PROFILE)
                .summary(format!("{key} of jabber-config.xml finds nobody: {what}"))
                .owner(Owner::Client)
                .breaks(&[Feature::ContactSearch])
                .fact("filter", text)
                .fix("Write the group's name up to the domain, as (memberOf=CN=Voice,OU=Groups,DC=corp,DC=example)")
                .into())
        }
        Ok(_) => whom_it_finds(key, text, found),
        Err(error) => {
            let column = text.get(..error.at).unwrap_or(text).chars().count();
            let finding = fail(CauseCode::FilterInvalid, format!("column {}: {}", column + 1, error.what))
                .fault(format!("client {key}"))
                .refuted_if(client_directory::BY_PROFILE)
                .summary(format!(
                    "{key} of jabber-config.xml is not a valid filter, column {}: {}",
                    column + 1,
                    error.what
                ))
                .owner(Owner::Client)
                .breaks(&[Feature::ContactSearch])
                .fact("filter", text)
                .fact("marked", format!("{}^", " ".repeat(column)));
            let finding = match error.suggestion {
                Some(meant) if meant.contains(['&', '<']) => {
                    let written = meant.replace('&', "&amp;").replace('<', "&lt;");
                    finding.fix(format!("Probably meant: {meant}, in the file {written}"))
                }
                Some(meant) => finding.fix(format!("Probably meant: {meant}")),
                None => finding.fix("Correct the filter; in the file & is written &amp;"),
            };
            Ok(finding.into())
        }
    }
}

/// A filter that is well written may still find nobody.
fn whom_it_finds(key: &str, text: &str, found: Option<FoundBy>) -> Judged {
    match found {
        Some(FoundBy { people: 0, untold: 0 }) => {
            let message = format!("no person of the directory's export matches {text}");
            Ok(fail(CauseCode::FilterMatchesNobody, &message)
                .fault(format!("client {key}"))
                .refuted_if(client_directory::BY_PROFILE)
                .summary(format!("{key} of jabber-config.xml finds nobody: {message}"))
                .owner(Owner::Client)
                .breaks(&[Feature::ContactSearch])
                .fact("filter", text)
                .fix(format!("Correct the filter, or leave {key} out: clients then look for all people"))
                .into())
        }
        Some(FoundBy { people: 0, .. }) => Err(Skip::Undecided(format!(
            "whom {key} of jabber-config.xml finds cannot be told: the directory's export does not show what {text} asks for"
        ))),
        Some(FoundBy { people, .. }) => {
            Ok(pass(format!("matches {} of the directory's export", count_of(people, "person", "people"))).into())
        }
        None => not_asked("whom it finds is told by an export of the directory alone (directory.search.export)"),
    }
}

fn password(key: &str) -> Outcome {
    let finding = contradict(format!("{key} stands in the file, which every client may read"))
        .fault("client password")
        .refuted_if(&["the file that clients fetch is another one, without it"])
        .summary(format!("jabber-config.xml holds a password ({key}); everybody who can reach the TFTP server can read it"))
        .fix("Remove it, let the clients bind as their users (LDAP_UseCredentialsFrom), and change the account's password");
    outcome(format!("jabber-config.xml {key}"), Ok(finding.into()))
}

fn contradict(message: String) -> Finding {
    fail(CauseCode::SettingsContradict, message).owner(Owner::Client)
}

#[cfg(test)]
#[path = "conf_006/tests.rs"]
mod tests;
