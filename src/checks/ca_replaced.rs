//! A store that holds a CA under the right name and with another key, or an older copy of it.

use time::Duration;

use super::appliance::{breaks, holder, owner, store_kind};
use super::at::At;
use super::ca_upload::{ask_the_owner, label, restart, vouched_for};
use super::held;
use crate::check::{Change, Finding, Owner, Step, fail};
use crate::code::CauseCode;
use crate::evidence::TrustStore;
use crate::trust::certificate::Certificate;

/// The store has a certificate of this name: another key, or an older copy.
pub(super) fn replaced(at: At<'_>, store: &TrustStore, wanted: &Certificate, same_name: &[String]) -> Finding {
    let held = same_name.iter().filter_map(|fingerprint| at.certificate(fingerprint)).max_by_key(|c| c.not_before);
    if let Some(held) = held.as_ref().filter(|held| held.key_id != wanted.key_id) {
        if let Some(other) = held::needed_by(at, store, same_name) {
            return both_needed(at, store, wanted, held, &other);
        }
        // Two made on one day may be of any order.
        if held.not_before - wanted.not_before >= Duration::days(1) {
            return server_lags(at, store, wanted, held);
        }
    }
    if held::expired(at, wanted) {
        return replaced_unseen(at, store, &wanted.subject, same_name);
    }
    let other = match &held {
        Some(held) if held.key_id.is_some() && held.key_id == wanted.key_id => "an older copy of it",
        _ => "another key under the same name",
    };
    let vouched = vouched_for(at.case, store, wanted);
    // Only what somebody vouches for is today's.
    let what = match vouched {
        true => format!("not today's \"{}\"", wanted.label),
        false => format!("not the \"{}\" that the connection showed", wanted.label),
    };
    let summary = format!("{} does not trust {}: it holds {other}, {what}", holder(store), at.shown());
    let finding = ca_replaced(store, format!("the store holds {other}, {what}"), summary).fault(&wanted.subject);
    swap(finding, store, (wanted, vouched), &same_name.join(", "))
}

/// Two CAs of one name, and servers of both: a store holds only one of them at a time.
fn both_needed(at: At<'_>, store: &TrustStore, wanted: &Certificate, held: &Certificate, other: &str) -> Finding {
    let server = at.shown();
    let (behind, newer) = if wanted.not_before >= held.not_before { (other, wanted) } else { (server.as_str(), held) };
    let since = newer.not_before.date();
    let message = format!(
        "\"{}\" was renewed with another key on {since}; {server} and {other} have certificates of both, and the store holds one",
        wanted.label
    );
    let finding = ca_replaced(
        store,
        message,
        format!(
            "{} does not trust {server}: its \"{}\" is the one of {other}; the CA has two keys under one name",
            holder(store),
            wanted.label
        ),
    )
    .fault(&wanted.subject)
    .owner(Owner::Directory)
    .fact("wanted_sha256", &wanted.fingerprint)
    .fact("held_sha256", &held.fingerprint)
    .fix(format!(
        "Renew the certificate of {behind} first, from \"{}\" as it is since {since}, SHA-256 {}",
        newer.label, newer.fingerprint
    ));
    let finding = match newer.fingerprint == held.fingerprint {
        true => finding,
        // Somebody vouches for it, or its owner has to.
        false if vouched_for(at.case, store, newer) => finding,
        false => ask_the_owner(finding, newer),
    };
    let finding = match newer.fingerprint == held.fingerprint {
        true => finding,
        false => finding.fix(format!(
            "Only then replace the certificate in {} on every node by that one: {other} needs the one it holds until then",
            store_kind(store)
        )),
    };
    finding.fix("Or let the servers send an issuing CA of another name, and upload that: both work meanwhile")
}

/// The store has the CA's newer key, and the server a certificate from before: what the store holds is not what is old.
fn server_lags(at: At<'_>, store: &TrustStore, wanted: &Certificate, held: &Certificate) -> Finding {
    let (server, since) = (at.shown(), held.not_before.date());
    let message = format!(
        "the store holds \"{}\" with its key since {since}; the certificate of {server} is from the key before",
        held.label
    );
    let summary = format!(
        "{} does not trust {server}: its certificate is from \"{}\" as it was before {since}, and the store holds the new one",
        holder(store),
        wanted.label
    );
    let finding = ca_replaced(store, message, summary).fault(&wanted.subject).owner(Owner::Directory).fix(format!(
        "Renew the certificate of {server} from \"{}\" as it is since {since}, SHA-256 {}",
        held.label, held.fingerprint
    ));
    let finding = finding.fact("wanted_sha256", &wanted.fingerprint).fact("held_sha256", &held.fingerprint);
    if held::expired(at, wanted) {
        return finding;
    }
    let words = format!(
        "Or, until then, delete the newer \"{}\" from {} on every node, and upload the one with SHA-256 {}: no other \
         configured server needs the newer one; `--write-missing DIR` writes the file",
        held.label,
        store_kind(store),
        wanted.fingerprint
    );
    let finding = if vouched_for(at.case, store, wanted) { finding } else { ask_the_owner(finding, wanted) };
    let change = Change::trust(store, vec![wanted.fingerprint.clone()], vec![held.fingerprint.clone()]);
    restart(finding.fix(Step::from(words).changing(change)), store)
}

/// The old certificate must go before the new one of the same name comes. `vouched`: another store has the new one, or
/// it has the key of the old one.
pub(super) fn swap(
    finding: Finding,
    store: &TrustStore,
    (wanted, vouched): (&Certificate, bool),
    held: &str,
) -> Finding {
    let finding = finding.fact("wanted_sha256", &wanted.fingerprint).fact("held_sha256", held);
    let gone = held.split(", ").map(Into::into).collect();
    let (finding, only_then) = match vouched {
        true => (finding, "Delete"),
        false => (ask_the_owner(finding, wanted), "If it is the same, delete"),
    };
    let finding = finding
        .fix(format!(
            "{only_then} the old \"{}\" from {} on every node: a CA of the same name replaces it only when its validity begins later",
            wanted.label,
            store_kind(store)
        ))
        .fix(
            Step::from(format!(
                "Upload the one with SHA-256 {} there; `--write-missing DIR` writes the file",
                wanted.fingerprint
            ))
            .changing(Change::trust(store, vec![wanted.fingerprint.clone()], gone)),
        );
    restart(finding, store)
}

/// The CA was renewed with its old key, and the store still has the certificate that expired. TLS-005 finds it.
pub(super) fn expired_copy(at: At<'_>, store: &TrustStore, held: &Certificate, renewed: &Certificate) -> Finding {
    let day = held.not_after.date();
    let message = format!("the store holds a copy of \"{}\" that expired on {day}, not the renewed one", held.label);
    let summary = format!(
        "{} does not trust {}: its copy of \"{}\" expired on {day}; the CA was renewed",
        holder(store),
        at.shown(),
        held.label
    );
    let finding = ca_replaced(store, message, summary);
    swap(finding.fault(&held.subject), store, (renewed, true), &held.fingerprint)
}

/// The same, where nobody showed the new one. That there is one at all is not known: an impostor's certificate names the
/// CA just so.
pub(super) fn replaced_unseen(at: At<'_>, store: &TrustStore, issuer: &str, same_name: &[String]) -> Finding {
    let (label, server) = (label(issuer), at.shown());
    let summary = format!(
        "{} does not trust {server}: its \"{label}\" has another key than the one that issued the certificate",
        holder(store)
    );
    let finding = ca_replaced(store, format!("the store's \"{label}\" has another key than the issuer"), summary)
        .fault(issuer)
        .fact("issuer", issuer)
        .fact("held_sha256", same_name.join(", "))
        .fix(format!("Get the present certificate of \"{label}\" from who runs the CA"))
        .fix(format!(
            "If it is the one that is held already, SHA-256 {}, the server's certificate is not from that CA, and \
             interception looks the same: look into the server and what stands before it, and change no store",
            same_name.join(", ")
        ));
    let kind = store_kind(store);
    if let Some(other) = held::needed_by(at, store, same_name) {
        return finding
            .owner(Owner::Directory)
            .fix(format!(
                "If it is another, renew the certificate of {other} from it first: {other} needs the one that is held"
            ))
            .fix(format!("Only then delete the old one from {kind} on every node and upload that one"))
            .fix("Or let the servers send an issuing CA of another name, and upload that: both work meanwhile");
    }
    restart(
        finding.fix(format!("If it is another, delete the old one from {kind} on every node and upload that one")),
        store,
    )
}

fn ca_replaced(store: &TrustStore, message: String, summary: String) -> Finding {
    fail(CauseCode::CaReplaced, message).summary(summary).owner(owner(store)).breaks(breaks(store))
}
