//! What a store lacks for one chain, and the steps that bring it: for chains that a server shows beside its usual one.

use super::at::At;
use super::ca_upload::{label, restarted, steps};
use super::held;
use crate::check::{Finding, Step};
use crate::evidence::TrustStore;
use crate::trust::certificate::Certificate;
use crate::trust::path::Path;

/// A CA that a store lacks.
pub(super) struct Lacking {
    /// Its name.
    pub(super) issuer: String,
    /// What a person calls it.
    pub(super) label: String,
    /// Its certificates, where anybody showed them.
    certificates: Vec<Certificate>,
}

impl Lacking {
    /// The CA that ends the way from this chain outside the store; none where the way leads into it.
    pub(super) fn of(at: At<'_>, store: &TrustStore, chain: &[String]) -> Option<Self> {
        let walked = at.case.walk(chain, store);
        let valid = |one: &&Certificate| !held::expired(at, one);
        match &walked.way {
            Path::Anchored { .. } => None,
            Path::SelfSigned { .. } => {
                let root = walked.path.last()?;
                let certificates = Some(root).filter(valid).cloned().into_iter().collect();
                Some(Self { issuer: root.subject.clone(), label: root.label.clone(), certificates })
            }
            Path::Missing { issuer, seen_elsewhere, .. } => {
                let seen = seen_elsewhere.iter().filter_map(|one| at.certificate(one));
                let certificates: Vec<Certificate> = seen.take_while(valid).cloned().collect();
                let label = certificates.first().map_or_else(|| label(issuer), |one| one.label.clone());
                Some(Self { issuer: issuer.clone(), label, certificates })
            }
        }
    }

    /// What brings it into the store.
    pub(super) fn steps(&self, at: At<'_>, store: &TrustStore) -> Vec<Step> {
        steps(at, store, &self.label, &self.certificates)
    }
}

/// What the stores lack for these chains, each CA once for each store, and what makes the uploads count.
pub(super) fn uploads(at: At<'_>, chains: &[&[String]]) -> Vec<Step> {
    let mut all: Vec<Step> = Vec::new();
    let mut restart = None;
    let stores = at.case.stores.iter().filter(|store| !store.system && at.judged_elsewhere(store).is_none());
    for store in stores {
        for lacking in chains.iter().filter_map(|chain| Lacking::of(at, store, chain)) {
            let new: Vec<Step> = lacking.steps(at, store).into_iter().filter(|step| !all.contains(step)).collect();
            all.extend(new);
            restart = restart.or(restarted(store));
        }
    }
    all.extend(restart);
    all
}

/// What the other certificates at this address need: those of further machines behind it, and the server's second one.
pub(super) fn behind_too(at: At<'_>, store: &TrustStore, mut finding: Finding) -> Finding {
    let own = at.chain().ok().and_then(|chain| Lacking::of(at, store, chain)).map(|own| own.issuer);
    let mut told: Vec<String> = own.into_iter().collect();
    for lacking in at.chains().into_iter().filter_map(|chain| Lacking::of(at, store, chain)) {
        if told.contains(&lacking.issuer) {
            continue;
        }
        let also = format!("; another server behind this address needs \"{}\", which is missing too", lacking.label);
        finding.message.push_str(&also);
        finding.summary = finding.summary.map(|summary| summary + &also);
        // What makes an upload count comes after all of them.
        let restart = restarted(store);
        let before = finding.fix.iter().position(|step| Some(step) == restart.as_ref()).unwrap_or(finding.fix.len());
        finding.fix.splice(before..before, lacking.steps(at, store));
        told.push(lacking.issuer);
    }
    match at.second().filter(|second| second.accepted) {
        Some(second) => finding.fix(format!(
            "Or leave the server with its {} certificate only, which is accepted: while it has both, Java is shown the other one",
            second.kind
        )),
        None => finding,
    }
}
