//! TLS-004: the classic: the CA was uploaded to one appliance and not to the other.

use super::answered_otherwise::{answered_otherwise, told_another_address};
use super::appliance::{breaks, breaks_of, holder, owner, store_kind};
use super::at::{At, per_store};
use super::ca_replaced::{replaced, replaced_unseen};
use super::ca_upload::{comes, holders, label, restart, upload};
use super::held;
use super::lacking::behind_too;
use super::tls_003_chain_complete::{not_sent, quoted, send};
use super::tls_006_names_host::{is_stand_in, usual_certificate};
use crate::check::{Check, Finding, Judged, Owner, Proof, Severity, Skip, Stage, Step, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Fingerprint, TrustStore};
use crate::trust::certificate::Certificate;
use crate::trust::java;
use crate::trust::judgement;
use crate::trust::path::Path;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls004,
    stage: Stage::Tls,
    title: "every trust store holds the issuing CA",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-004.md"),
    run: |case| per_store(case, store_holds_ca),
};

fn store_holds_ca(at: At<'_>, store: &TrustStore) -> Judged {
    let walked = at.path(store)?;
    let (way, path) = (&walked.way, &walked.path);
    let [leaf, ..] = path.as_slice() else { return Err(Skip::Blocked(CheckCode::Tls002)) };
    let end = path.last().unwrap_or(leaf);
    if store.system {
        return Err(not_given(at, way, path));
    }
    let anchored = matches!(way, Path::Anchored { .. });
    if anchored && let Some(java) = at.java(store).filter(|java| java.lacks_path()) {
        return Ok(java_finds_no_way(at, store, end, &java).into());
    }
    // Whoever holds it or not: what has expired is to be renewed, not uploaded.
    let self_signed_leaf = !anchored && path.len() == 1 && leaf.self_signed;
    if self_signed_leaf && held::expired(at, leaf) {
        return Err(Skip::Blocked(CheckCode::Tls005));
    }
    if self_signed_leaf && is_stand_in(at) {
        return Err(Skip::Blocked(CheckCode::Tls006));
    }
    if !anchored && let Some(finding) = answered_otherwise(at, store) {
        return Ok(finding.into());
    }
    let mut finding = match way {
        Path::Anchored { anchor_is_root, .. } => return Ok(held_there(store, path, end, *anchor_is_root).into()),
        Path::SelfSigned { same_name, .. } if !same_name.is_empty() => replaced(at, store, end, same_name),
        Path::SelfSigned { .. } => self_signed(at, store, end, path.len() == 1),
        Path::Missing { issuer, key_id, same_name, seen_elsewhere, .. } => {
            issuer_lacks(at, store, (end, path.len()), (issuer, key_id.as_deref()), (same_name, seen_elsewhere))
        }
    };
    finding = behind_too(at, store, finding);
    if let Some(first) = told_another_address(at, store).or_else(|| usual_certificate(at)) {
        finding.fix.insert(0, first);
    }
    Ok(finding.into())
}

/// The way ends in the store, at a root or before it.
fn held_there(store: &TrustStore, path: &[Certificate], end: &Certificate, root: bool) -> Proof {
    let proof = pass(format!("\"{}\" is in {}", end.label, store.name)).fact("anchor", &end.subject);
    match (root, path.len()) {
        (true, _) => proof,
        (false, 1) => proof.fact("note", "the server's own certificate, not its CA: the next renewal breaks it"),
        (false, _) => proof.fact("note", "not a root: Java and GnuTLS clients accept it, OpenSSL does not"),
    }
}

/// The way ends, after so many certificates, at one whose issuer (name and key identifier) is neither sent nor in the
/// store. Certificates of that name may stand in the store, and the issuer itself may have been seen elsewhere.
fn issuer_lacks(
    at: At<'_>,
    store: &TrustStore,
    (end, length): (&Certificate, usize),
    (issuer, key_id): (&str, Option<&str>),
    (same_name, seen_elsewhere): (&[Fingerprint], &[Fingerprint]),
) -> Finding {
    let seen = seen_elsewhere.iter().filter_map(|f| at.certificate(f));
    // What has expired is not what to upload: it was renewed, or is to be.
    let seen: Vec<Certificate> = seen.take_while(|one| !held::expired(at, one)).cloned().collect();
    match seen.first() {
        // A store that has the root needs nothing but a server that sends the whole chain.
        Some(first) if !first.self_signed && holds_last(store, &seen) => {
            let unsent: Vec<Certificate> = seen.iter().filter(|c| !c.self_signed).cloned().collect();
            unsent_intermediate(at, store, &unsent, &quoted(&unsent), "").fact("issuer", issuer)
        }
        Some(first) if !same_name.is_empty() => replaced(at, store, first, same_name),
        None if !same_name.is_empty() => replaced_unseen(at, store, issuer, same_name),
        // What a server with a CA of its own in the chain leaves out is the root, as it may.
        None if length == 1 && may_be_below_a_root(at, store, issuer) => {
            let may = " (it may be an intermediate of a root that the store has)";
            unsent_intermediate(at, store, &[], &format!("\"{}\"", label(issuer)), may).fact("issuer", issuer)
        }
        _ => missing(at, store, end, (issuer, key_id), &seen),
    }
}

fn holds_last(store: &TrustStore, seen: &[Certificate]) -> bool {
    seen.last().is_some_and(|top| store.certificates.contains(&top.fingerprint))
}

/// An intermediate that the server should have sent is the server's fault.
fn unsent_intermediate(at: At<'_>, store: &TrustStore, unsent: &[Certificate], names: &str, may: &str) -> Finding {
    let message = format!("the server does not send {names}, which {} lacks{may}", store.name);
    let server = at.shown();
    fail(CauseCode::ChainIncomplete, message)
        .summary(format!("{server} does not send {names}, which {} lacks{may}", store.name))
        .fault(not_sent(names))
        .fix(send(names))
        .fix(
            Step::from(format!(
                "Or upload {names} as {} on every node, and restart Cisco Tomcat there",
                store_kind(store)
            ))
            .changing(comes(store, unsent)),
        )
}

/// The issuer is neither sent nor in the store: a root, which servers leave out, or nobody can tell.
fn missing(
    at: At<'_>,
    store: &TrustStore,
    needed_by: &Certificate,
    (issuer, key_id): (&str, Option<&str>),
    seen: &[Certificate],
) -> Finding {
    let server = at.shown();
    let label = seen.first().map_or_else(|| label(issuer), |certificate| certificate.label.clone());
    let elsewhere = holders(at.case, store, seen);
    let stores = held::lacking_alike(at, issuer);
    let summary = untrusted(store, &stores, &server, ("the CA", &label), &elsewhere);
    let finding = ca_missing(store, format!("\"{label}\", which issued \"{}\", is missing", needed_by.label), summary)
        .fault(issuer)
        .breaks(breaks_of(&stores))
        .fact("issuer", issuer)
        .fact("needed_by", &needed_by.subject);
    let finding = match key_id {
        Some(key_id) => finding.fact("issuer_key_id", key_id),
        None => finding,
    };
    upload(at, finding, store, &label, seen)
}

fn self_signed(at: At<'_>, store: &TrustStore, root: &Certificate, leaf: bool) -> Finding {
    let server = at.shown();
    let elsewhere = holders(at.case, store, std::slice::from_ref(root));
    let what = if leaf { "its self-signed certificate" } else { "the root" };
    let stores = held::lacking_alike(at, &root.subject);
    let summary = untrusted(store, &stores, &server, (what, &root.label), &elsewhere);
    let finding = ca_missing(store, format!("{what} \"{}\" is missing", root.label), summary)
        .fault(&root.subject)
        .breaks(breaks_of(&stores))
        .fact("issuer", &root.subject);
    let given = if held::expired(at, root) { &[][..] } else { std::slice::from_ref(root) };
    upload(at, finding, store, &root.label, given)
}

/// No store was given: whose certificate it is can be said, and whether the appliances trust it cannot. What this host's
/// own bundle holds says nothing about theirs.
fn not_given(at: At<'_>, walked: &Path, path: &[Certificate]) -> Skip {
    let mut way: Vec<String> = path.iter().map(|certificate| format!("\"{}\"", certificate.label)).collect();
    if let Path::Missing { issuer, .. } = walked {
        way.push(format!("\"{}\"", label(issuer)));
    }
    // From the CA down to the server.
    way.reverse();
    let wanted = match way.as_slice() {
        [own] => format!("{own}, its own certificate"),
        _ => way.join(", which issued "),
    };
    let here = match walked {
        Path::Anchored { .. } => "this host's own bundle has it",
        _ => "this host's own bundle does not have it",
    };
    let url = &at.server.url;
    Skip::Undecided(format!(
        "whether call manager and presence trust {} is not known: they would have to hold {wanted}, and no \
         trust store was given; {here}, which says nothing about the appliances; export tomcat-trust of both (`ucdoctor queries \
         trust`) and run `ucdoctor check {url} --trust call-manager=DIR --trust presence=DIR`",
        url.authority(),
    ))
}

/// One line for all stores that lack the same, by name.
fn untrusted(
    store: &TrustStore,
    stores: &[String],
    server: &str,
    (what, label): (&str, &str),
    elsewhere: &[&str],
) -> String {
    let (who, verbs) = match stores {
        [] | [_] => (holder(store).to_owned(), ["does", "it lacks"]),
        [most @ .., last] => (format!("{} and {last}", most.join(", ")), ["do", "they lack"]),
    };
    let [does, lacks] = verbs;
    match elsewhere {
        [] => format!("{who} {does} not trust {server}: {lacks} {what} \"{label}\""),
        names => format!("{who} {does} not trust {server}: \"{label}\" is in {} only", join_possessive(names)),
    }
}

/// OpenSSL would find one, or the store's name differs from the issuer's by its encoding only.
fn java_finds_no_way(at: At<'_>, store: &TrustStore, end: &Certificate, java: &java::Verdict) -> Finding {
    let server = at.shown();
    let by_text = java.name_by_text_only.as_ref().and_then(|one| at.certificate(one));
    if let Some(named) = by_text {
        let message = format!(
            "Java takes the name of \"{}\" in {} for another one than the issuer's: the same letters, encoded otherwise",
            named.label, store.name
        );
        return fail(CauseCode::CertificateUnsuitable, message.clone())
            .summary(format!("{server}: {message}"))
            .fault(format!("encoded {}", named.fingerprint))
            .fact("subject", &named.subject)
            .fix("Issue the server's certificate again, from the CA certificate that the store holds")
            .fix("Or upload the CA certificate whose name is encoded as in the server's certificate");
    }
    let by_serial = java.other_serial.as_ref();
    if let Some((child, anchor)) = by_serial.and_then(|(c, a)| Some((at.certificate(c)?, at.certificate(a)?))) {
        return named_by_serial(at, store, child, anchor);
    }
    let message = format!("Java finds no way from the chain as sent to \"{}\" in {}", end.label, store.name);
    fail(CauseCode::ChainIncomplete, message.clone())
        .summary(format!("{server}: {message}"))
        .fault("java finds no way")
        .fix("Put the certificates in the server's chain file in order, each once: its own first, then each issuer")
}

/// The CA was renewed with its key, and a certificate from before names its issuer by the serial number of then: OpenSSL and
/// the key identifier do not mind, Java takes that very certificate only.
fn named_by_serial(at: At<'_>, store: &TrustStore, child: &Certificate, anchor: &Certificate) -> Finding {
    let server = at.shown();
    let message = format!(
        "\"{}\" names its issuer by serial number, and \"{}\" in {} has the same key and another one: it was renewed since, and \
         Java takes the certificate of that serial number only",
        child.label, anchor.label, store.name
    );
    let finding = fail(CauseCode::CaReplaced, message)
        .summary(format!(
            "{} does not trust {server}: \"{}\" was renewed with the same key, and \"{}\" names it by its earlier serial number",
            holder(store),
            anchor.label,
            child.label
        ))
        .owner(Owner::Directory)
        .breaks(breaks(store))
        .fault(format!("serial {}", anchor.fingerprint))
        .fact("certificate", &child.subject)
        .fact("held_sha256", &anchor.fingerprint)
        .fix(format!(
            "Issue \"{}\" again from the renewed \"{}\", best with the key identifier alone (`authorityKeyIdentifier=keyid`)",
            child.label, anchor.label
        ))
        .fix(format!(
            "Or, until then, put the earlier certificate of \"{}\" back as {}, if it is still valid: a store may keep one of a name only",
            anchor.label,
            store_kind(store)
        ));
    restart(finding, store)
}

fn ca_missing(store: &TrustStore, message: String, summary: String) -> Finding {
    fail(CauseCode::CaMissing, message).summary(summary).owner(owner(store)).breaks(breaks(store))
}

/// A root of the store belongs to the organisation that the missing issuer names (O, or the DC labels), has another
/// name, is valid, and may have CAs below it: then the issuer may well be its intermediate, unless it calls itself a root.
fn may_be_below_a_root(at: At<'_>, store: &TrustStore, issuer: &str) -> bool {
    let organisation = judgement::organisation(issuer);
    !organisation.is_empty()
        && !label(issuer).to_lowercase().contains("root")
        && store.certificates.iter().filter_map(|f| at.certificate(f)).any(|root| {
            root.self_signed
                && judgement::outside(root, at.vantage.taken_at).is_none()
                && root.subject != issuer
                && root.path_len != Some(0)
                && judgement::organisation(&root.subject) == organisation
        })
}

fn join_possessive(names: &[&str]) -> String {
    match names {
        [one] => format!("{one}'s store"),
        many => format!("the stores of {}", many.join(" and ")),
    }
}

#[cfg(test)]
#[path = "tls_004/failover/tests.rs"]
mod failover_tests;
#[cfg(test)]
#[path = "tls_004/tests.rs"]
mod tests;
