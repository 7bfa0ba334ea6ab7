//! Certificate policies (RFC 5280 section 6.1), from anyPolicy, as `sun.security.provider.certpath.PolicyChecker`.

use std::collections::BTreeSet;

use x509_parser::extensions::ParsedExtension;

use super::read::Read;

const ANY: &str = "2.5.29.32.0";

/// What a certificate says about policies.
#[derive(Default)]
pub(super) struct Policies {
    named: Option<BTreeSet<String>>,
    mappings: Vec<(String, String)>,
    require_explicit: Option<u32>,
    inhibit_mapping: Option<u32>,
    inhibit_any: Option<u32>,
}

impl Policies {
    pub(super) fn add(&mut self, extension: &ParsedExtension<'_>) {
        match extension {
            ParsedExtension::CertificatePolicies(found) => {
                self.named = Some(found.iter().map(|policy| policy.policy_id.to_id_string()).collect());
            }
            ParsedExtension::PolicyMappings(found) => {
                self.mappings = found
                    .mappings
                    .iter()
                    .map(|pair| (pair.issuer_domain_policy.to_id_string(), pair.subject_domain_policy.to_id_string()))
                    .collect();
            }
            ParsedExtension::PolicyConstraints(found) => {
                self.require_explicit = found.require_explicit_policy;
                self.inhibit_mapping = found.inhibit_policy_mapping;
            }
            ParsedExtension::InhibitAnyPolicy(found) => self.inhibit_any = Some(found.skip_certs),
            _ => {}
        }
    }
}

/// The state that RFC 5280 section 6.1 carries from certificate to certificate.
struct State {
    /// Policies expected below; none once the tree is empty.
    valid: Option<BTreeSet<String>>,
    explicit: u32,
    mapping: u32,
    any: u32,
}

/// The first certificate, counted from the anchor's side, with which no policy is left although one is required.
/// `path` begins below the anchor and ends with the leaf.
pub(super) fn refuse(path: &[&Read]) -> Option<usize> {
    let many = u32::try_from(path.len()).unwrap_or(u32::MAX).saturating_add(1);
    let mut state = State { valid: Some(BTreeSet::from([ANY.to_owned()])), explicit: many, mapping: many, any: many };
    path.iter().enumerate().find(|(index, read)| state.step(read, index + 1 == path.len()).is_err()).map(|(at, _)| at)
}

impl State {
    fn step(&mut self, read: &Read, last: bool) -> Result<(), ()> {
        let self_issued = read.self_issued();
        let policies = &read.policies;
        self.valid = self.valid.take().zip(policies.named.as_ref()).and_then(|(expected, named)| {
            let any = named.contains(ANY) && (self.any > 0 || (!last && self_issued));
            let kept = named
                .iter()
                .filter(|policy| *policy != ANY)
                .filter(|p| expected.contains(*p) || expected.contains(ANY));
            let mut kept: BTreeSet<String> = kept.cloned().collect();
            kept.extend(expected.iter().filter(|_| any).cloned());
            (!kept.is_empty()).then_some(kept)
        });
        if last {
            self.explicit = self.explicit.saturating_sub(u32::from(!self_issued));
            if policies.require_explicit == Some(0) {
                self.explicit = 0;
            }
        }
        if self.explicit == 0 && self.valid.is_none() {
            return Err(());
        }
        if !last { self.prepare(read, self_issued) } else { Ok(()) }
    }

    fn prepare(&mut self, read: &Read, self_issued: bool) -> Result<(), ()> {
        let policies = &read.policies;
        if policies.mappings.iter().any(|(issuer, subject)| issuer == ANY || subject == ANY) {
            return Err(());
        }
        if let Some(valid) = &mut self.valid {
            let mapped: BTreeSet<&String> = policies.mappings.iter().map(|(issuer, _)| issuer).collect();
            let held: BTreeSet<String> =
                mapped.iter().filter(|i| valid.contains(**i) || valid.contains(ANY)).map(|i| (*i).clone()).collect();
            valid.retain(|policy| !mapped.contains(policy));
            if self.mapping > 0 {
                let below = policies.mappings.iter().filter(|(issuer, _)| held.contains(issuer));
                valid.extend(below.map(|(_, subject)| subject.clone()));
            }
        }
        if self.valid.as_ref().is_some_and(BTreeSet::is_empty) {
            self.valid = None;
        }
        let step = u32::from(!self_issued);
        let lowered = |counter: u32, limit: Option<u32>| counter.saturating_sub(step).min(limit.unwrap_or(u32::MAX));
        self.explicit = lowered(self.explicit, policies.require_explicit);
        self.mapping = lowered(self.mapping, policies.inhibit_mapping);
        self.any = lowered(self.any, policies.inhibit_any);
        Ok(())
    }
}
