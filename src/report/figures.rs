//! What of a report is a number or a date for monitoring.

use time::OffsetDateTime;

use super::{DiagnosisEntry, OutcomeEntry, Report};
use crate::evidence::Fingerprint;
use crate::trust::certificate::decode;

/// The certificate a server presents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// `host:port`.
    pub server: String,
    /// SHA-256 of the certificate.
    pub sha256: Fingerprint,
    /// The last moment at which it is valid.
    pub not_after: OffsetDateTime,
}

impl Report {
    /// When the evidence was taken; none when no place looked.
    pub fn moment(&self) -> Option<OffsetDateTime> {
        self.evidence.vantages.first().map(|vantage| vantage.taken_at)
    }

    /// The findings that count, the worst first.
    pub fn open(&self) -> impl Iterator<Item = &DiagnosisEntry> {
        self.diagnoses.iter().filter(|finding| finding.accepted.is_none())
    }

    /// The finding that a failed outcome belongs to.
    pub fn finding_of(&self, outcome: &OutcomeEntry) -> Option<&DiagnosisEntry> {
        self.diagnoses.iter().find(|finding| {
            finding.because.iter().any(|because| {
                because.check == outcome.check
                    && because.subject == outcome.subject
                    && because.vantage == outcome.vantage
            })
        })
    }

    /// What each server presents, the first to end first; one for each server and certificate.
    pub fn certificates(&self) -> Vec<Presented> {
        let mut presented = Vec::new();
        for server in self.evidence.vantages.iter().flat_map(|vantage| &vantage.servers) {
            for seen in server.endpoints.iter().filter_map(|endpoint| endpoint.tls.seen()) {
                let Some(sha256) = seen.chain.first() else { continue };
                let Some(leaf) = self.evidence.certificates.get(sha256).and_then(|pem| decode(pem)) else { continue };
                let (server, sha256) = (server.url.authority(), sha256.clone());
                presented.push(Presented { server, sha256, not_after: leaf.not_after });
            }
        }
        presented.sort_by(|a, b| (a.not_after, &a.server, &a.sha256).cmp(&(b.not_after, &b.server, &b.sha256)));
        presented.dedup();
        presented
    }
}
