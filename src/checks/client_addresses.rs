//! What jabber-config.xml says of addresses: domain, scheme, and the attribute that contacts are looked up by.

use super::appliances::not_asked;
use super::client_directory;
use crate::check::{Judged, Owner, Skip, fail, pass};
use crate::code::CauseCode;
use crate::evidence::Evidence;
use crate::evidence::deployment::{Client, Deployment};
use crate::evidence::identity::{AddressScheme, Advice, Mapping};
use crate::identity::advice::is_nearly_all;

/// What clients look contacts up by when nobody sets anything (Cisco Jabber parameters reference, attribute mapping).
const DEFAULT: &str = "msRTCSIP-PrimaryUserAddress";

pub(super) fn domain(deployment: &Deployment, client: &Client) -> Judged {
    let Some(domain) = &deployment.presence.domain else {
        return not_asked("the presence domain is not given (presence.domain)");
    };
    match client.key("PresenceDomain").filter(|value| !value.trim().is_empty()) {
        None => not_asked("the key is not set"),
        Some(key) if key.trim_end_matches('.').eq_ignore_ascii_case(domain.trim_end_matches('.')) => {
            Ok(pass(format!("{key}, as presence")).into())
        }
        Some(key) => {
            Ok(fail(CauseCode::PresenceDomainMismatch, format!("the client says {key}, presence says {domain}"))
                .fault("client domain")
                .summary(format!("The clients make addresses in {key}; the presence domain is {domain}"))
                .owner(Owner::Client)
                .fix(format!(
                    "Set <PresenceDomain>{domain}</PresenceDomain> in the section Directory of jabber-config.xml"
                ))
                .into())
        }
    }
}

pub(super) fn scheme(evidence: &Evidence, deployment: &Deployment, client: &Client) -> Judged {
    let Some(scheme) = deployment.presence.address_scheme else {
        return not_asked("the address scheme is not given (presence.address_scheme)");
    };
    let Some(by_uri) = by_uri(client) else { return not_asked("its value is neither true nor false") };
    if by_uri == (scheme == AddressScheme::DirectoryUri) {
        return Ok(pass(if by_uri { "by directory URI, as presence" } else { "by user ID, as presence" }).into());
    }
    let finding = |scheme: &str| {
        fail(CauseCode::PresenceDomainMismatch, format!("it is {by_uri}; presence makes addresses of {scheme}"))
            .fault("client scheme")
            .summary(format!(
                "The clients look contacts up by another scheme than presence, which makes addresses of {scheme}"
            ))
            .owner(Owner::Client)
    };
    if by_uri {
        let fix = "Set <UseSipUriToResolveContacts>false</UseSipUriToResolveContacts> in jabber-config.xml";
        return Ok(finding("the user ID").fix(fix).into());
    }
    let holder = advice(evidence).and_then(|advice| advice.best.as_ref()).map(|best| best.attribute.as_str());
    let sip_uri = match holder {
        Some(attribute) => format!("<SipUri>{attribute}</SipUri>, the attribute that holds the addresses"),
        None => "SipUri naming the attribute of the directory URI".to_owned(),
    };
    let fix = "Set <UseSipUriToResolveContacts>true</UseSipUriToResolveContacts> in jabber-config.xml, with "
        .to_owned()
        + &sip_uri;
    Ok(finding("the directory URI").fix(fix).into())
}

/// The attribute by which the clients look contacts up. Nothing where they do not ask the directory for addresses.
pub(super) fn sip_uri(evidence: &Evidence, deployment: &Deployment, client: &Client) -> Option<Judged> {
    let is_asked = deployment.presence.address_scheme == Some(AddressScheme::DirectoryUri)
        && by_uri(client) == Some(true)
        && !client_directory::asks_call_manager(deployment);
    is_asked.then(|| holds_addresses(evidence, client))
}

fn holds_addresses(evidence: &Evidence, client: &Client) -> Judged {
    let Some(advice) = advice(evidence) else {
        return not_asked("no exports tell which attribute of the directory holds the addresses");
    };
    let set = client.key("SipUri").filter(|value| !value.is_empty());
    let (reads, by_default) = (set.unwrap_or(DEFAULT), if set.is_none() { " by default" } else { "" });
    let share = |covered: u64| format!("{covered} of {} addresses", advice.users);
    let Some(own) = advice.ranking.iter().find(|found| found.attribute.eq_ignore_ascii_case(reads)) else {
        return Err(Skip::NotAsked(format!("whether {reads} holds the addresses is not looked at")));
    };
    if is_nearly_all(own.covered, advice.users) {
        return Ok(pass(format!("{reads}{by_default} holds {}", share(own.covered))).into());
    }
    let Some(best) = &advice.best else { return nothing_holds_them(own, advice) };
    let right = &best.attribute;
    let message = format!(
        "the clients look contacts up by {reads}{by_default}, which holds {}; {right} holds {}",
        share(own.covered),
        share(best.covered)
    );
    let summary = format!(
        "The clients look contacts up by {reads}{by_default}, and {right} holds the addresses: they may find nobody to an address"
    );
    Ok(fail(CauseCode::PresenceDomainMismatch, message)
        .fault("client scheme")
        .summary(summary)
        .owner(Owner::Client)
        .refuted_if(client_directory::BY_PROFILE)
        .fix(format!("Set <SipUri>{right}</SipUri> in the section Directory of jabber-config.xml (also BDISipUri for clients before 11.8)"))
        .into())
}

/// The directory has other addresses than presence: those of a new mail domain, before call manager has them.
fn nothing_holds_them(own: &Mapping, advice: &Advice) -> Judged {
    let (reads, share) = (&own.attribute, format!("{} of {} addresses", own.covered, advice.users));
    if own.covered * 2 >= advice.users {
        return not_asked("no attribute of the directory holds the addresses of nearly all users");
    }
    let message =
        format!("the clients look contacts up by {reads}, which holds {share}, and no attribute holds them all");
    let summary = format!(
        "Presence has other addresses than the directory: {reads}, by which the clients look contacts up, holds {share}"
    );
    Ok(fail(CauseCode::PresenceDomainMismatch, message)
        .fault("client scheme")
        .summary(summary)
        .owner(Owner::CallManager)
        .refuted_if(client_directory::BY_PROFILE)
        .fix("Where the addresses of the directory are new: let call manager synchronise (System > LDAP > LDAP Directory), and see that the sync agent brings them to presence, which changes everybody's address there")
        .fix(format!("Where those of presence shall stay: write them into {reads} of the directory, or into another attribute that SipUri names"))
        .into())
}

/// Whether the clients look contacts up by directory URI; none for a value that is neither.
fn by_uri(client: &Client) -> Option<bool> {
    client.key("UseSipUriToResolveContacts").map_or(Some(false), yes)
}

fn advice(evidence: &Evidence) -> Option<&Advice> {
    evidence.identity.as_ref()?.uri_advice.as_ref()
}

pub(super) fn yes(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "1" | "true" => Some(true),
        "0" | "false" => Some(false),
        _ => None,
    }
}
