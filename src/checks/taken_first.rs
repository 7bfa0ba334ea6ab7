//! Several sent certificates of one CA: OpenSSL goes by the first that it meets, Java tries each.

use super::at::At;
use crate::trust::certificate::Certificate;

/// The certificate that OpenSSL takes in place of one on the path, and what to send instead.
pub(super) struct TakenFirst {
    /// "Lab Issuing CA", as the CA is called.
    pub(super) label: String,
    /// What the server is to send.
    pub(super) fix: String,
}

/// Where a certificate of the path has another one of the same CA before it in the chain as sent.
pub(super) fn taken_first(at: At<'_>, path: &[Certificate]) -> Option<TakenFirst> {
    let sent: Vec<&Certificate> = at.chain().ok()?.iter().filter_map(|print| at.certificate(print)).collect();
    let (_, above) = path.split_first()?;
    above.iter().find_map(|needed| {
        let first = sent.iter().find(|one| one.subject == needed.subject)?;
        (first.fingerprint != needed.fingerprint).then(|| TakenFirst {
            label: needed.label.clone(),
            fix: format!(
                "Send the certificate of \"{}\" with SHA-256 {} (by {}) before its other one (by {}), or alone: OpenSSL goes by the first",
                needed.label, needed.fingerprint, needed.issuer, first.issuer
            ),
        })
    })
}
