//! OpenSSL's own offline verdict on a chain, one dimension at a time.

use std::collections::BTreeMap;

use openssl::error::ErrorStack;
use openssl::stack::Stack;
use openssl::x509::store::{X509Store, X509StoreBuilder};
use openssl::x509::verify::{X509CheckFlags, X509VerifyFlags, X509VerifyParam};
use openssl::x509::{X509, X509PurposeId, X509StoreContext};
use time::OffsetDateTime;

use crate::evidence::{Fingerprint, TrustStore};
use crate::trust::{names, pem};

/// What OpenSSL says offline about one dimension: `Ok`, or its error number, depth and text.
pub type OpensslVerdict = Result<(), (i32, u32, String)>;

/// The dimensions OpenSSL is asked about one by one, since it reports only its first error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpensslVerdicts {
    /// Signatures and anchors only.
    pub path: OpensslVerdict,
    /// The same, accepting an anchor that is not self-signed.
    pub partial_path: OpensslVerdict,
    /// Path and dates at `now`.
    pub time: OpensslVerdict,
    /// Path and name.
    pub host: OpensslVerdict,
    /// Path and purpose "TLS server".
    pub purpose: OpensslVerdict,
    /// Path at security level 1 (RSA 1024, SHA-1 refused) and 2 (RSA 2048).
    pub level_1: OpensslVerdict,
    /// See `level_1`.
    pub level_2: OpensslVerdict,
}

/// Judges a chain against a store by OpenSSL's own verification, dimension by dimension.
/// None where the leaf is missing or OpenSSL cannot read it.
pub fn openssl_verdicts(
    certificates: &BTreeMap<Fingerprint, String>,
    chain: &[Fingerprint],
    store: &TrustStore,
    host: &str,
    now: OffsetDateTime,
) -> Option<OpensslVerdicts> {
    let read = |fingerprint: &Fingerprint| certificates.get(fingerprint).and_then(|pem| pem::x509(pem));
    let (leaf, rest) = chain.split_first()?;
    let mut sent = Stack::new().ok()?;
    for certificate in rest.iter().filter_map(read) {
        sent.push(certificate).ok()?;
    }
    let case = Case { leaf: read(leaf)?, sent, trusted: store.certificates.iter().filter_map(read).collect() };
    let name_mismatch = || Err((HOSTNAME_MISMATCH, 0, "hostname mismatch".to_owned()));
    Some(OpensslVerdicts {
        path: case.judge(|_| Ok(())),
        partial_path: case.judge(|parameters| parameters.set_flags(X509VerifyFlags::PARTIAL_CHAIN)),
        time: case.judge(|parameters| {
            parameters.clear_flags(X509VerifyFlags::NO_CHECK_TIME)?;
            parameters.set_time(now.unix_timestamp());
            Ok(())
        }),
        // An empty name would switch the check off, and one with a leading dot would match every host below it.
        host: if host.is_empty() || host.starts_with('.') {
            name_mismatch()
        } else {
            case.judge(|parameters| set_host(parameters, host))
        },
        purpose: case.judge(|parameters| parameters.set_purpose(X509PurposeId::SSL_SERVER)),
        level_1: case.judge(|parameters| {
            parameters.set_auth_level(1);
            Ok(())
        }),
        level_2: case.judge(|parameters| {
            parameters.set_auth_level(2);
            Ok(())
        }),
    })
}

/// `X509_V_ERR_HOSTNAME_MISMATCH` and `X509_V_ERR_UNSPECIFIED`: these numbers are stable.
const HOSTNAME_MISMATCH: i32 = 62;
const UNSPECIFIED: i32 = 1;

struct Case {
    leaf: X509,
    sent: Stack<X509>,
    trusted: Vec<X509>,
}

impl Case {
    /// One verification; `ask` adds its dimension to parameters that check signatures and anchors only.
    fn judge(&self, ask: impl FnOnce(&mut X509VerifyParam) -> Result<(), ErrorStack>) -> OpensslVerdict {
        let verdict = self.verify(ask).unwrap_or_else(|error| Err((UNSPECIFIED, 0, error.to_string())));
        // A rejected signature leaves its reason in the thread's queue, where the next user would find it.
        let _ = ErrorStack::get();
        verdict
    }

    fn verify(
        &self,
        ask: impl FnOnce(&mut X509VerifyParam) -> Result<(), ErrorStack>,
    ) -> Result<OpensslVerdict, ErrorStack> {
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

fn set_host(parameters: &mut X509VerifyParam, host: &str) -> Result<(), ErrorStack> {
    parameters.set_hostflags(X509CheckFlags::NO_PARTIAL_WILDCARDS);
    match names::address(host) {
        Some(address) => parameters.set_ip(address),
        None => parameters.set_host(host.strip_suffix('.').unwrap_or(host)),
    }
}
