//! Every certificate that is advised to come into a trust store, or to leave it, and every other URL for a server, tried
//! on the evidence of all cases and of generated sites: something is mended then, and nothing that was right breaks.

use std::collections::BTreeSet;

use openssl::asn1::Asn1Type;
use serde_json::Value;
use ucdoctor::check::{Change, Verdict};
use ucdoctor::checks;
use ucdoctor::evidence::{Endpoint, Evidence, Observed, Session, SessionFailure, Slot, TrustStore};
use ucdoctor::trust::acceptance::{self, Presented};
use ucdoctor::trust::certificate;
use ucdoctor::trust::pki::Pki;

use super::server::moved;
use super::{Drawn, advised, said};
use crate::cases;
use crate::java::pki::{Draft, Issued};

const SITES: u64 = 240;

/// The CAs of a company that was founded long ago: renewed with the old key and with another, cross-signed, bought.
struct Company {
    roots: Vec<Issued>,
    issuing: Vec<Issued>,
    foreign: Vec<Issued>,
}

impl Company {
    fn new() -> Self {
        let root = |key: &str, days: (i64, i64)| Draft::ca("Works Root CA").key(key).days(days.0, days.1);
        let first = root("P-256 works", (-3000, 700)).self_signed();
        let expired = root("P-256 works", (-4000, -20)).self_signed();
        let renewed = root("P-256 works", (-30, 3000)).self_signed();
        let rekeyed = root("P-256 works again", (-10, 3000)).self_signed();
        let outer = Draft::ca("Outer Root CA").days(-3000, 900).self_signed();
        let outer_expired = Draft::ca("Outer Root CA").days(-4000, -9).self_signed();
        let cross = root("P-256 works", (-900, 800)).by(&outer);
        let issuing = |key: &str, days: (i64, i64)| Draft::ca("Works Issuing CA").key(key).days(days.0, days.1);
        let one = issuing("P-256 issuing", (-300, 600)).by(&first);
        let one_expired = issuing("P-256 issuing", (-900, -40)).by(&first);
        let again = issuing("P-256 issuing again", (-8, 900)).by(&rekeyed);
        let policy = Draft::ca("Works Policy CA").by(&first);
        let below = Draft::ca("Works Plant CA").by(&policy);
        Self {
            roots: vec![first, expired, renewed, rekeyed],
            issuing: vec![one, one_expired, again, policy, below],
            foreign: vec![outer, outer_expired, cross],
        }
    }

    /// Every CA of the company and of its neighbour.
    fn all(&self) -> Vec<&Issued> {
        [&self.roots, &self.issuing, &self.foreign].into_iter().flatten().collect()
    }

    /// A server's certificate, and what it sends with it.
    fn chain(&self, drawn: &mut Drawn, host: &str) -> Vec<Issued> {
        let days = [(-30, 300), (-30, 300), (-30, 300), (-400, -3), (-30, 9)][drawn.below(5)];
        let names = [host, host, host, host, "elsewhere.works.test"][drawn.below(5)];
        let draft = Draft::leaf().subject(&[("CN", host, Asn1Type::UTF8STRING)]).key(&format!("P-256 {host}"));
        let draft = draft.names(&[&format!("dns:{names}")]).days(days.0, days.1);
        let [one, one_expired, again, policy, below] = self.issuing.as_slice() else { unreachable!() };
        let [first, _, renewed, rekeyed] = self.roots.as_slice() else { unreachable!() };
        let [outer, _, cross] = self.foreign.as_slice() else { unreachable!() };
        let above = match drawn.below(12) {
            0 => vec![first],
            1 => vec![rekeyed],
            2 => vec![again, rekeyed],
            3 => vec![below, policy, first],
            4 => vec![one, cross, outer],
            5 => vec![one, renewed],
            6 => vec![one_expired, first],
            7 => Vec::new(),
            8 => vec![outer],
            _ => vec![one, first],
        };
        let leaf = above.first().map_or_else(|| draft.self_signed(), |issuer| draft.by(issuer));
        // Most leave out the root, some more, some nothing.
        let sent = match drawn.below(6) {
            0 => 0,
            1 => above.len(),
            _ => above.len().saturating_sub(1),
        };
        let mut chain: Vec<Issued> =
            std::iter::once(leaf).chain(above[..sent].iter().map(|&one| one.clone())).collect();
        if chain.len() > 2 && drawn.below(8) == 0 {
            chain[1..].reverse();
        }
        chain
    }
}

/// The one server of the healthy case, as one of the company.
fn server(number: usize, chain: &[Issued]) -> Value {
    let mut server = cases::evidence::of("healthy").pointer("/vantages/0/servers/0").unwrap().clone();
    server["url"] = format!("ldaps://dc{number}.works.test:636").into();
    let at = &mut server["endpoints"][0];
    at["address"] = format!("192.0.2.{number}:636").into();
    at["tls"]["seen"]["chain"] = chain.iter().map(Issued::fingerprint).collect();
    let attributes = &mut at["ldap"]["seen"]["attributes"];
    attributes["dnsHostName"][0] = format!("dc{number}.works.test").into();
    attributes["currentTime"] = serde_json::json!([]);
    server["name"]["seen"]["addresses"] = serde_json::json!([format!("192.0.2.{number}")]);
    server
}

fn site(drawn: &mut Drawn, company: &Company) -> Evidence {
    let chains: Vec<Vec<Issued>> =
        (1..=1 + drawn.below(2)).map(|n| company.chain(drawn, &format!("dc{n}.works.test"))).collect();
    let mut evidence = cases::evidence::of("healthy");
    let known = chains.iter().flatten();
    let servers: Vec<Value> = chains.iter().enumerate().map(|(n, chain)| server(n + 1, chain)).collect();
    evidence["asked"]["servers"] = servers.iter().map(|server| server["url"].clone()).collect();
    evidence["vantages"][0]["servers"] = servers.into();
    evidence["vantages"][0]["taken_at"] =
        time::OffsetDateTime::now_utc().format(&time::format_description::well_known::Rfc3339).unwrap().into();
    let mut certificates: serde_json::Map<String, Value> =
        known.map(|one| (one.fingerprint(), one.pem().into())).collect();
    let stores: Vec<Value> = ["call-manager", "presence"][..1 + drawn.below(2)]
        .iter()
        .map(|name| {
            let mut held: BTreeSet<String> = BTreeSet::new();
            for _ in 0..drawn.below(4) {
                let all = company.all();
                let one = if drawn.below(8) == 0 { &chains[0][0] } else { all[drawn.below(all.len())] };
                certificates.insert(one.fingerprint(), one.pem().into());
                held.insert(one.fingerprint());
            }
            serde_json::json!({ "name": name, "source": "drawn", "system": false, "junk": [], "certificates": held })
        })
        .collect();
    evidence["stores"] = stores.into();
    evidence["certificates"] = certificates.into();
    let mut evidence: Evidence = serde_json::from_value(evidence).unwrap();
    settle(&mut evidence);
    evidence
}

/// What follows from the stores: whether the manager's password goes, and what is asked after it.
pub(super) fn settle(evidence: &mut Evidence) {
    let bound = bound();
    let certificates = evidence.certificates.clone();
    let (pki, stores) = (Pki::new(&certificates), evidence.stores.clone());
    for vantage in &mut evidence.vantages {
        let now = vantage.taken_at;
        for server in &mut vantage.servers {
            let host = server.url.host.to_string();
            for at in &mut server.endpoints {
                let Observed::Seen(tls) = &at.tls else { continue };
                if matches!(at.session, Observed::NotAsked(_)) {
                    continue;
                }
                let presented = Presented { chain: &tls.chain, host: &host, cipher: Some(&tls.cipher), now };
                let judged: Vec<(&TrustStore, Result<(), acceptance::Refusal>)> =
                    stores.iter().map(|store| (store, acceptance::judge(&pki, presented, store))).collect();
                follow(at, &bound, &judged);
            }
        }
    }
}

/// An address where the manager was let in.
pub(super) fn bound() -> Endpoint {
    let healthy: Evidence = serde_json::from_value(cases::evidence::of("healthy")).unwrap();
    healthy.vantages[0].servers[0].endpoints[0].clone()
}

fn follow(at: &mut Endpoint, bound: &Endpoint, judged: &[(&TrustStore, Result<(), acceptance::Refusal>)]) {
    if let Some((store, _)) = judged.iter().find(|(_, judged)| judged.is_ok()) {
        if at.session.seen().is_none() {
            at.session = Observed::Seen(Session::Verified { store: store.name.clone() });
            at.bind = bound.bind.clone();
            at.account = bound.account.clone();
            at.search = bound.search.clone();
        }
        return;
    }
    let why = |(store, judged): &(&TrustStore, Result<(), acceptance::Refusal>)| {
        (store.name.clone(), judged.as_ref().unwrap_err().to_string())
    };
    at.session = Observed::Failed(SessionFailure::NotVerified { by_store: judged.iter().map(why).collect() });
    at.bind = Observed::Blocked(Slot::Session);
    at.account = Observed::Blocked(Slot::Session);
    at.search = Observed::Blocked(Slot::Session);
}

/// The evidence with the change made.
fn changed(evidence: &Evidence, change: &Change) -> Option<Evidence> {
    let (store, add, remove) = match change {
        Change::Trust { store, add, remove } => (store, add, remove),
        Change::Server { from, to } => return moved(evidence, from, to),
        Change::Search { .. } => return None,
    };
    let mut evidence = evidence.clone();
    for one in evidence.stores.iter_mut().filter(|one| one.name == *store) {
        one.certificates.retain(|held| !remove.contains(held));
        one.certificates.extend(add.iter().cloned());
    }
    settle(&mut evidence);
    Some(evidence)
}

/// Every finding: which check, of what, and which fault.
fn found(evidence: &Evidence) -> BTreeSet<String> {
    let outcomes = checks::run(evidence);
    let failed = outcomes.iter().filter_map(|(check, outcome)| match &outcome.verdict {
        Verdict::Fail(finding) => Some(format!("{} {}: {}", check.code, outcome.about, finding.message)),
        _ => None,
    });
    failed.collect()
}

/// The certificates that were sent and that the stores hold.
fn shown(evidence: &Evidence) -> String {
    let label = |print: &String| {
        let one = certificate::decode(&evidence.certificates[print]).unwrap();
        let key = one.key_id.as_deref().unwrap_or_default().chars().take(4).collect::<String>();
        format!("{} by {}, {} to {}, key {key}", one.subject, one.issuer, one.not_before.date(), one.not_after.date())
    };
    let chains = evidence.vantages.iter().flat_map(|vantage| &vantage.servers).map(|server| {
        let chain = server.endpoints.iter().filter_map(|at| at.tls.seen()).flat_map(|tls| &tls.chain);
        (server.url.to_string(), chain.map(label).collect::<Vec<_>>())
    });
    let stores =
        evidence.stores.iter().map(|store| (store.name.clone(), store.certificates.iter().map(label).collect()));
    format!("{:#?}", chains.chain(stores).collect::<Vec<(String, Vec<String>)>>())
}

/// Tries each change that is advised; how many of stores and of servers, and those that mend nothing or break something.
fn tried(name: &str, before: &Evidence) -> ([usize; 2], Vec<String>) {
    let [passed, ..] = said(before);
    let failed = found(before);
    let (mut count, mut wrong) = ([0; 2], Vec::new());
    for (words, change) in advised(before) {
        let Some(after) = changed(before, &change) else { continue };
        count[usize::from(matches!(change, Change::Server { .. }))] += 1;
        let [_, fails, _] = said(&after);
        let broken: Vec<&String> = fails.intersection(&passed).collect();
        let still = found(&after);
        let mended = failed.difference(&still).count();
        if !broken.is_empty() || mended == 0 {
            wrong.push(format!(
                "{name}: {words}\n  broken {broken:?}, mended {mended}, found before {failed:#?}, then {still:#?}\n{}",
                shown(before)
            ));
        }
    }
    (count, wrong)
}

#[test]
fn every_certificate_and_url_that_is_advised_mends_something_and_breaks_nothing() {
    let company = Company::new();
    let (mut count, mut wrong) = ([0; 2], Vec::new());
    let mut add = |(more, faults): ([usize; 2], Vec<String>)| {
        (0..2).for_each(|kind| count[kind] += more[kind]);
        wrong.extend(faults);
    };
    for (name, ..) in cases::all() {
        add(tried(name, &serde_json::from_value(cases::evidence::of(name)).unwrap()));
    }
    for seed in 0..SITES {
        add(tried(&format!("site {seed}"), &site(&mut Drawn(seed), &company)));
    }
    eprintln!("certificates and URLs tried: {count:?}");
    assert!(count[0] >= 150 && count[1] >= 20, "only {count:?}");
    assert!(wrong.is_empty(), "{} of {count:?}:\n{}", wrong.len(), wrong[..wrong.len().min(12)].join("\n"));
}
