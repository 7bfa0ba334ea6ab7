//! OpenSSL's own offline verdict on a chain, one dimension at a time.

use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509PurposeId, X509StoreContext};

use crate::evidence::{Fingerprint, TrustStore};
use crate::trust::pki::Pki;

/// What OpenSSL says offline about one dimension: `Ok`, or its error number, depth and text.
pub(super) type Verdict = Result<(), (i32, u32, String)>;

/// Why OpenSSL refuses signatures and anchor, or the purpose "TLS server"; dates, name and strength are not asked about.
pub(in crate::trust) fn openssl_refusal(pki: &Pki<'_>, chain: &[Fingerprint], store: &TrustStore) -> Option<String> {
    let case = Case::new(pki, chain, store)?;
    // The second question contains the first, which has the better word where both are refused.
    let purpose = case.judge(|parameters| parameters.set_purpose(X509PurposeId::SSL_SERVER)).err()?;
    let (number, depth, text) = case.judge(|_| Ok(())).err().unwrap_or(purpose);
    Some(format!("{text} (error {number} at depth {depth})"))
}

/// `X509_V_ERR_UNSPECIFIED`: its number is stable.
const UNSPECIFIED: i32 = 1;

pub(super) struct Case {
    leaf: X509,
    sent: Stack<X509>,
    trusted: Vec<X509>,
}

impl Case {
    /// None where the leaf is missing or OpenSSL cannot read it.
    pub(super) fn new(pki: &Pki<'_>, chain: &[Fingerprint], store: &TrustStore) -> Option<Self> {
        let read = |print: &Fingerprint| pki.node(print).and_then(|node| node.x509()).cloned();
        let (leaf, rest) = chain.split_first()?;
        let mut sent = Stack::new().ok()?;
        for certificate in rest.iter().filter_map(read) {
            sent.push(certificate).ok()?;
        }
        Some(Self { leaf: read(leaf)?, sent, trusted: store.certificates.iter().filter_map(read).collect() })
    }

    /// One verification; `ask` adds its dimension to parameters that check signatures and anchors only.
    pub(super) fn judge(&self, ask: impl FnOnce(&mut X509VerifyParam) -> Result<(), ErrorStack>) -> Verdict {
        let verdict = self.verify(ask).unwrap_or_else(|error| Err((UNSPECIFIED, 0, error.to_string())));
        // A rejected signature leaves its reason in the thread's queue, where the next user would find it.
        let _ = ErrorStack::get();
        verdict
    }

    fn verify(&self, ask: impl FnOnce(&mut X509VerifyParam) -> Result<(), ErrorStack>) -> Result<Verdict, ErrorStack> {
        let mut parameters = X509VerifyParam::new()?;
        parameters.set_flags(X509VerifyFlags::NO_CHECK_TIME)?;
        parameters.set_auth_level(0);
        ask(&mut parameters)?;
        let store = self.store(&parameters)?;
        X509StoreContext::new()?.init(&store, &self.leaf, &self.sent, |context| {
            if context.verify_cert()? {
                return Ok(Ok(()));
            }
            let error = context.error();
            Ok(Err((error.as_raw(), context.error_depth(), error.error_string().to_owned())))
        })
    }

    fn store(&self, parameters: &X509VerifyParam) -> Result<X509Store, ErrorStack> {
        let mut store = X509StoreBuilder::new()?;
        for certificate in &self.trusted {
            store.add_cert(certificate.clone())?;
        }
        store.set_param(parameters)?;
        Ok(store.build())
    }
}
