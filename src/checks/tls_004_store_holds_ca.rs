//! TLS-004: the classic: the CA was uploaded to one appliance and not to the other.

use super::appliance::{breaks, breaks_of, holder, owner, store_kind};
use super::at::{At, per_store};
use super::held;
use super::tls_003_chain_complete::{not_sent, quoted, send};
use crate::check::{Check, Finding, Judged, Owner, Severity, Skip, Stage, fail, pass};
use crate::code::{CauseCode, CheckCode};
use crate::evidence::{Evidence, TrustStore};
use crate::trust::certificate::Certificate;
use crate::trust::java;
use crate::trust::judgement::{self, Outside};
use crate::trust::path::Path;

pub(super) static CHECK: Check = Check {
    code: CheckCode::Tls004,
    stage: Stage::Tls,
    title: "every trust store holds the issuing CA",
    severity: Severity::Error,
    page: include_str!("../../docs/checks/TLS-004.md"),
    run: |case| per_store(case, store_holds_ca),
};

/// Largest key in bit that call manager takes as an upload (Security Guide 15).
const MAX_UPLOAD: u32 = 4096;

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
    if self_signed_leaf && judgement::outside(leaf, at.vantage.taken_at) == Some(Outside::Expired) {
        return Err(Skip::Blocked(CheckCode::Tls005));
    }
    Ok(match way {
        Path::Anchored { anchor_is_root, .. } => {
            let proof = pass(format!("\"{}\" is in {}", end.label, store.name)).fact("anchor", &end.subject);
            match (anchor_is_root, path.len()) {
                (true, _) => proof,
                (false, 1) => {
                    proof.fact("note", "the server's own certificate, not its CA: the next renewal breaks it")
                }
                (false, _) => proof.fact("note", "not a root: Java and GnuTLS clients accept it, OpenSSL does not"),
            }
            .into()
        }
        Path::SelfSigned { same_name, .. } if !same_name.is_empty() => replaced(at, store, end, same_name).into(),
        Path::SelfSigned { .. } => self_signed(at, store, end, path.len() == 1).into(),
        Path::Missing { issuer, key_id, same_name, seen_elsewhere, .. } => {
            let seen: Vec<Certificate> = seen_elsewhere.iter().filter_map(|f| at.certificate(f)).cloned().collect();
            match seen.first() {
                // A store that has the root needs nothing but a server that sends the whole chain.
                Some(first) if !first.self_signed && holds_last(store, &seen) => {
                    let unsent: Vec<Certificate> = seen.iter().filter(|c| !c.self_signed).cloned().collect();
                    unsent_intermediate(at, store, &quoted(&unsent), "").fact("issuer", issuer)
                }
                Some(first) if !same_name.is_empty() => replaced(at, store, first, same_name),
                None if !same_name.is_empty() => replaced_unseen(at, store, issuer, same_name),
                // What a server with a CA of its own in the chain leaves out is the root, as it may.
                None if path.len() == 1 && may_be_below_a_root(at, store, issuer) => {
                    let may = " (it may be an intermediate of a root that the store has)";
                    unsent_intermediate(at, store, &format!("\"{}\"", label(issuer)), may).fact("issuer", issuer)
                }
                _ => missing(at, store, end, issuer, key_id.as_deref(), &seen),
            }
            .into()
        }
    })
}

fn holds_last(store: &TrustStore, seen: &[Certificate]) -> bool {
    seen.last().is_some_and(|top| store.certificates.contains(&top.fingerprint))
}

/// An intermediate that the server should have sent is the server's fault.
fn unsent_intermediate(at: At<'_>, store: &TrustStore, names: &str, may: &str) -> Finding {
    let message = format!("the server does not send {names}, which {} lacks{may}", store.name);
    let server = at.server.url.authority();
    fail(CauseCode::ChainIncomplete, message)
        .summary(format!("{server} does not send {names}, which {} lacks{may}", store.name))
        .fault(not_sent(names))
        .fix(send(names))
        .fix(format!("Or upload {names} as {} on every node, and restart Cisco Tomcat there", store_kind(store)))
}

/// The issuer is neither sent nor in the store: a root, which servers leave out, or nobody can tell.
fn missing(
    at: At<'_>,
    store: &TrustStore,
    needed_by: &Certificate,
    issuer: &str,
    key_id: Option<&str>,
    seen: &[Certificate],
) -> Finding {
    let server = at.server.url.authority();
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
    let server = at.server.url.authority();
    let elsewhere = holders(at.case, store, std::slice::from_ref(root));
    let what = if leaf { "its self-signed certificate" } else { "the root" };
    let stores = held::lacking_alike(at, &root.subject);
    let summary = untrusted(store, &stores, &server, (what, &root.label), &elsewhere);
    let finding = ca_missing(store, format!("{what} \"{}\" is missing", root.label), summary)
        .fault(&root.subject)
        .breaks(breaks_of(&stores))
        .fact("issuer", &root.subject);
    upload(at, finding, store, &root.label, std::slice::from_ref(root))
}

/// No store was given: whose certificate it is can be said, and whether the appliances trust it cannot. What this host's
/// own bundle holds says nothing about theirs.
fn not_given(at: At<'_>, walked: &Path, path: &[Certificate]) -> Skip {
    let mut chain: Vec<String> = path.iter().map(|certificate| format!("\"{}\"", certificate.label)).collect();
    if let Path::Missing { issuer, .. } = walked {
        chain.push(format!("\"{}\"", label(issuer)));
    }
    let here = match walked {
        Path::Anchored { .. } => "this host's own bundle has its CA",
        _ => "this host's own bundle does not have its CA",
    };
    let url = &at.server.url;
    Skip::Undecided(format!(
        "{} presents {}; {here}, which says nothing about the appliances: whether call manager and presence trust it is \
         not known, since no trust store was given; export tomcat-trust of both (`ucdoctor queries`) and run \
         `ucdoctor check {url} --trust call-manager=DIR --trust presence=DIR`",
        url.authority(),
        chain.join(", issued by ")
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
    let server = at.server.url.authority();
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
    let message = format!("Java finds no way from the chain as sent to \"{}\" in {}", end.label, store.name);
    fail(CauseCode::ChainIncomplete, message.clone())
        .summary(format!("{server}: {message}"))
        .fault("java finds no way")
        .fix("Put the certificates in the server's chain file in order, each once: its own first, then each issuer")
}

fn ca_missing(store: &TrustStore, message: String, summary: String) -> Finding {
    fail(CauseCode::CaMissing, message).summary(summary).owner(owner(store)).breaks(breaks(store))
}

fn upload(at: At<'_>, finding: Finding, store: &TrustStore, label: &str, certificates: &[Certificate]) -> Finding {
    let finding = match certificates {
        [] => finding.fix(format!(
            "Get the certificate of \"{label}\" from the directory's administrator and upload it as {} on every node; \
             if it has an issuer itself, upload that too",
            store_kind(store)
        )),
        certificates => certificates.iter().fold(finding, |finding, certificate| {
            let (label, kind) = (&certificate.label, store_kind(store));
            if certificate.key_type == "RSA" && certificate.key_bits > MAX_UPLOAD && owner(store) != Owner::Client {
                return finding.fix(format!(
                    "\"{label}\" has {} bit, and an upload takes {MAX_UPLOAD}: upload the CA that issued the server's certificate \
                     instead, or let a CA with a smaller key issue it",
                    certificate.key_bits
                ));
            }
            if held(at.case, store, certificate) {
                return finding.fix(format!(
                    "Upload \"{label}\" with SHA-256 {} as {kind} on every node; `--write-missing DIR` writes the file",
                    certificate.fingerprint
                ));
            }
            ask_the_owner(finding, certificate).fix(format!(
                "If it is the same, upload \"{label}\" as {kind} on every node; `--write-missing DIR` writes the file"
            ))
        }),
    };
    restart(finding, store)
}

/// Whether another store of the company, or this host's own bundle, vouches for a certificate.
fn held(evidence: &Evidence, store: &TrustStore, certificate: &Certificate) -> bool {
    !holders(evidence, store, std::slice::from_ref(certificate)).is_empty()
}

/// What only the connection showed that could not be verified may be anybody's: its owner decides, not the name.
fn ask_the_owner(finding: Finding, certificate: &Certificate) -> Finding {
    finding.fix(format!(
        "Only the unverified connection showed \"{}\", and interception looks the same: get the certificate from who \
         runs the CA, and compare the whole SHA-256: {}",
        certificate.label, certificate.fingerprint
    ))
}

/// An appliance reads its trust store when Tomcat starts.
pub(super) fn restart(finding: Finding, store: &TrustStore) -> Finding {
    match owner(store) {
        Owner::CallManager | Owner::Presence => {
            finding.fix("Restart Cisco Tomcat on every node (`utils service restart Cisco Tomcat`)")
        }
        _ => finding,
    }
}

/// The store has a certificate of this name: another key, or an older copy.
fn replaced(at: At<'_>, store: &TrustStore, wanted: &Certificate, same_name: &[String]) -> Finding {
    let held = same_name.iter().filter_map(|fingerprint| at.certificate(fingerprint)).max_by_key(|c| c.not_before);
    if let Some(held) = &held
        && held.key_id != wanted.key_id
        && let Some(other) = held::needed_by(at, store, same_name)
    {
        return both_needed(at, store, wanted, held, &other);
    }
    let other = match &held {
        Some(held) if held.key_id.is_some() && held.key_id == wanted.key_id => "an older copy of it",
        _ => "another key under the same name",
    };
    let vouched = self::held(at.case, store, wanted);
    // Only what somebody vouches for is today's.
    let what = match vouched {
        true => format!("not today's \"{}\"", wanted.label),
        false => format!("not the \"{}\" that the connection showed", wanted.label),
    };
    let summary = format!("{} does not trust {}: it holds {other}, {what}", holder(store), at.server.url.authority());
    let finding = ca_replaced(store, format!("the store holds {other}, {what}"), summary).fault(&wanted.subject);
    swap(finding, store, (wanted, vouched), &same_name.join(", "))
}

/// Two CAs of one name, and servers of both: a store holds only one of them at a time.
fn both_needed(at: At<'_>, store: &TrustStore, wanted: &Certificate, held: &Certificate, other: &str) -> Finding {
    let server = at.server.url.authority();
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
        false if self::held(at.case, store, newer) => finding,
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

/// The old certificate must go before the new one of the same name comes. `vouched`: another store has the new one, or
/// it has the key of the old one.
pub(super) fn swap(
    finding: Finding,
    store: &TrustStore,
    (wanted, vouched): (&Certificate, bool),
    held: &str,
) -> Finding {
    let finding = finding.fact("wanted_sha256", &wanted.fingerprint).fact("held_sha256", held);
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
        .fix(format!(
            "Upload the one with SHA-256 {} there; `--write-missing DIR` writes the file",
            wanted.fingerprint
        ));
    restart(finding, store)
}

/// The CA was renewed with its old key, and the store still has the certificate that expired. TLS-005 finds it.
pub(super) fn expired_copy(at: At<'_>, store: &TrustStore, held: &Certificate, renewed: &Certificate) -> Finding {
    let day = held.not_after.date();
    let message = format!("the store holds a copy of \"{}\" that expired on {day}, not the renewed one", held.label);
    let summary = format!(
        "{} does not trust {}: its copy of \"{}\" expired on {day}; the CA was renewed",
        holder(store),
        at.server.url.authority(),
        held.label
    );
    let finding = ca_replaced(store, message, summary);
    swap(finding.fault(&held.subject), store, (renewed, true), &held.fingerprint)
}

fn replaced_unseen(at: At<'_>, store: &TrustStore, issuer: &str, same_name: &[String]) -> Finding {
    let label = label(issuer);
    let summary = format!(
        "{} does not trust {}: its \"{label}\" has another key than the one that issued the certificate",
        holder(store),
        at.server.url.authority()
    );
    let finding = ca_replaced(store, format!("the store's \"{label}\" has another key than the issuer"), summary)
        .fault(issuer)
        .fact("issuer", issuer)
        .fact("held_sha256", same_name.join(", "))
        .fix(format!("Get the present certificate of \"{label}\" from who runs the CA"))
        .fix(format!("Delete the old one from {} on every node and upload that one", store_kind(store)));
    restart(finding, store)
}

fn ca_replaced(store: &TrustStore, message: String, summary: String) -> Finding {
    fail(CauseCode::CaReplaced, message).summary(summary).owner(owner(store)).breaks(breaks(store))
}

/// Other stores that hold the first of these certificates.
fn holders<'a>(evidence: &'a Evidence, store: &TrustStore, certificates: &[Certificate]) -> Vec<&'a str> {
    let Some(first) = certificates.first() else { return Vec::new() };
    let holds = |other: &&TrustStore| other.name != store.name && other.certificates.contains(&first.fingerprint);
    evidence.stores.iter().filter(holds).map(|other| other.name.as_str()).collect()
}

/// A root of the store belongs to the organisation that the missing issuer names (O, or the DC labels), has another
/// name, is valid, and may have CAs below it: then the issuer may well be its intermediate.
fn may_be_below_a_root(at: At<'_>, store: &TrustStore, issuer: &str) -> bool {
    let organisation = judgement::organisation(issuer);
    !organisation.is_empty()
        && store.certificates.iter().filter_map(|f| at.certificate(f)).any(|root| {
            root.self_signed
                && judgement::outside(&root, at.vantage.taken_at).is_none()
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

/// The common name of a distinguished name in RFC 4514 form, else the whole.
fn label(name: &str) -> String {
    let cn = judgement::parts(name).find_map(|part| part.strip_prefix("CN="));
    cn.map_or_else(|| name.to_owned(), |cn| cn.replace('\\', ""))
}

#[cfg(test)]
mod tests {
    use super::CHECK;
    use crate::case::Case;
    use crate::cause::Feature;
    use crate::check::Owner;
    use crate::check::Verdict;
    use crate::checks::sample::pki;
    use crate::checks::sample::{self, ca, diagnosed, expect, leaf, plain, present, trust};
    use crate::code::CauseCode;
    use crate::evidence::Evidence;
    use crate::trust::mint::{Certificate, Minted};
    use crate::{causes, checks};

    fn other() -> Minted {
        Certificate::ca("Other Root CA").self_signed()
    }

    #[test]
    fn what_a_store_lacks_is_named_with_its_owner() {
        const PASS: &[&str] = &["pass~\"Corp Root CA\" is in call-manager", "pass", "pass", "pass"];
        expect(
            &CHECK,
            &[
                (|_| {}, PASS),
                (
                    |e| trust(e, "presence", &[&other()]),
                    &["pass", "ca-missing~\"Corp Root CA\"~Restart Cisco Tomcat", "pass", "ca-missing"],
                ),
                (|e| trust(e, "call-manager", &[&pki().issuing]), &["pass~not a root", "pass", "pass", "pass"]),
                (|e| trust(e, "call-manager", &[&pki().dc[0], &pki().root]), PASS),
                (
                    |e| trust(e, "call-manager", &[&pki().dc[0]]),
                    &["pass~the next renewal breaks it", "pass", "ca-missing~Corp Root CA", "pass"],
                ),
                (
                    |e| trust(e, "presence", &[&ca("Corp Root CA").self_signed()]),
                    &["pass", "ca-replaced~another key under the same name", "pass", "ca-replaced"],
                ),
                (
                    |e| present(e, 0, &[&leaf("dc1.corp.example").self_signed()]),
                    &["ca-missing~its self-signed certificate", "ca-missing", "pass", "pass"],
                ),
                (plain, &["not asked", "not asked", "not asked", "not asked"]),
                (|e| e.stores.clear(), &["not asked~no trust store", "not asked"]),
            ],
        );
    }

    #[test]
    fn a_server_that_sends_too_little_is_told_from_a_store_that_holds_too_little() {
        let leaf_of = |ca: &Minted| leaf("dc1.corp.example").signed_by(ca);
        let told = |change: &dyn Fn(&mut Evidence)| {
            let mut evidence = sample::healthy();
            evidence.vantages[0].servers.truncate(1);
            evidence.certificates.clear();
            evidence.stores.clear();
            trust(&mut evidence, "presence", &[&pki().root]);
            change(&mut evidence);
            match &(CHECK.run)(&Case::new(&evidence))[0].verdict {
                Verdict::Fail(finding) => format!("{}: {}", finding.cause, finding.message),
                other => format!("{other:?}"),
            }
        };
        let unseen = ca("Corp Issuing CA 2").signed_by(&pki().root);
        // Nobody has seen the issuer: below a root of the same company it may be an intermediate.
        let leaf_only = told(&|e| present(e, 0, &[&leaf_of(&unseen)]));
        assert!(
            leaf_only.starts_with("chain-incomplete: the server does not send \"Corp Issuing CA 2\""),
            "{leaf_only}"
        );
        assert!(leaf_only.contains("may be an intermediate"), "{leaf_only}");
        // A server that sends an intermediate leaves out the root alone.
        let new_root = ca("Corp Root CA 2").self_signed();
        let below = ca("Corp Issuing CA 2").signed_by(&new_root);
        let root_missing = told(&|e| present(e, 0, &[&leaf_of(&below), &below]));
        assert!(root_missing.starts_with("ca-missing: \"Corp Root CA 2\""), "{root_missing}");
        // Another company's root says nothing.
        let foreign = told(&|e| {
            trust(e, "presence", &[&other()]);
            present(e, 0, &[&leaf_of(&unseen)]);
        });
        assert!(foreign.starts_with("ca-missing: \"Corp Issuing CA 2\""), "{foreign}");
        // The old intermediate in the store is harmless: the root is there, and another store knows the new one.
        let renewed = told(&|e| {
            trust(e, "presence", &[&pki().root, &ca("Corp Issuing CA").signed_by(&pki().root)]);
            trust(e, "system", &[&pki().root, &pki().issuing]);
            present(e, 0, &[&pki().dc[0]]);
        });
        assert!(renewed.starts_with("chain-incomplete: the server does not send \"Corp Issuing CA\""), "{renewed}");
    }

    #[test]
    fn one_store_that_lacks_the_ca_is_one_fault_of_its_owner() {
        let mut evidence = sample::healthy();
        trust(&mut evidence, "presence", &[&other()]);
        let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
        let [only] = diagnoses.as_slice() else { unreachable!("{diagnoses:?}") };
        assert_eq!((only.cause.code, only.owner, only.because.len()), (CauseCode::CaMissing, Owner::Presence, 2));
        assert_eq!(only.breaks, [Feature::Login]);
        assert!(
            only.summary.starts_with(
                "presence does not trust dc1.corp.example:636: \"Corp Root CA\" is in call-manager's store only"
            ),
            "{}",
            only.summary
        );
        assert!(only.fix.iter().any(|fix| fix.contains("pload \"Corp Root CA\"")), "{:?}", only.fix);
    }

    #[test]
    fn one_missing_ca_is_one_fault_whoever_lacks_it() {
        let nodes =
            diagnosed(|e| ["presence/imp1", "presence/imp2"].iter().for_each(|name| trust(e, name, &[&other()])));
        assert_eq!(nodes, ["ca-missing"]);
        let both = diagnosed(|e| ["presence", "call-manager"].iter().for_each(|name| trust(e, name, &[&other()])));
        assert_eq!(both, ["ca-missing"]);
    }

    /// Replacing the CA would break the server that works: the one that lags behind is renewed first.
    #[test]
    fn two_keys_under_one_name_are_told_with_the_server_that_lags_behind() {
        let old = ca("Corp Root CA").days(-3000, 600).self_signed();
        let new = ca("Corp Root CA").days(-40, 3000).self_signed();
        for (held, behind) in [(&old, "dc2.corp.example:636"), (&new, "dc2.corp.example:636")] {
            let mut evidence = sample::healthy();
            present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&new), &new]);
            present(&mut evidence, 1, &[&leaf("dc2.corp.example").signed_by(&old), &old]);
            ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[held]));
            let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
            let [only] = diagnoses.as_slice() else { unreachable!("{diagnoses:?}") };
            assert_eq!((only.cause.code, only.owner), (CauseCode::CaReplaced, Owner::Directory));
            assert!(only.fix[0].starts_with(&format!("Renew the certificate of {behind} first")), "{:?}", only.fix);
            assert!(!only.fix.iter().any(|step| step.starts_with("Delete")), "{:?}", only.fix);
        }
    }

    #[test]
    fn a_label_ends_at_a_comma_that_is_none_of_its_own() {
        assert_eq!(super::label("CN=Example\\, Inc. CA,O=Example"), "Example, Inc. CA");
        assert_eq!(super::label("O=Example"), "O=Example");
    }
}
