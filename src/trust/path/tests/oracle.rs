//! OpenSSL as a second opinion: each dimension asked by itself.

use std::collections::BTreeMap;

use openssl::error::ErrorStack;
use openssl::x509::X509PurposeId;
use openssl::x509::verify::{X509CheckFlags, X509VerifyFlags, X509VerifyParam};
use time::OffsetDateTime;

use super::super::verdicts::{Case, Verdict};
use crate::evidence::{Fingerprint, TrustStore};
use crate::trust::names;
use crate::trust::pki::Pki;

/// The dimensions OpenSSL is asked about one by one, since it reports only its first error.
pub(super) struct OpensslVerdicts {
    /// Signatures and anchors only.
    pub(super) path: Verdict,
    /// The same, accepting an anchor that is not self-signed.
    pub(super) partial_path: Verdict,
    /// Path and dates at `now`.
    pub(super) time: Verdict,
    /// Path and name.
    pub(super) host: Verdict,
    /// Path and purpose "TLS server".
    pub(super) purpose: Verdict,
    /// Path at security level 1 (RSA 1024, SHA-1 refused) and 2 (RSA 2048).
    pub(super) level_1: Verdict,
    pub(super) level_2: Verdict,
}

pub(super) fn openssl_verdicts(
    certificates: &BTreeMap<Fingerprint, String>,
    chain: &[Fingerprint],
    store: &TrustStore,
    host: &str,
    now: OffsetDateTime,
) -> Option<OpensslVerdicts> {
    let case = Case::new(&Pki::new(certificates), chain, store)?;
    let at_level = |level| {
        case.judge(|parameters| {
            parameters.set_auth_level(level);
            Ok(())
        })
    };
    Some(OpensslVerdicts {
        path: case.judge(|_| Ok(())),
        partial_path: case.judge(|parameters| parameters.set_flags(X509VerifyFlags::PARTIAL_CHAIN)),
        time: case.judge(|parameters| {
            parameters.clear_flags(X509VerifyFlags::NO_CHECK_TIME)?;
            parameters.set_time(now.unix_timestamp());
            Ok(())
        }),
        host: case.judge(|parameters| set_host(parameters, host)),
        purpose: case.judge(|parameters| parameters.set_purpose(X509PurposeId::SSL_SERVER)),
        level_1: at_level(1),
        level_2: at_level(2),
    })
}

fn set_host(parameters: &mut X509VerifyParam, host: &str) -> Result<(), ErrorStack> {
    parameters.set_hostflags(X509CheckFlags::NO_PARTIAL_WILDCARDS);
    match names::address(host) {
        Some(address) => parameters.set_ip(address),
        None => parameters.set_host(host.strip_suffix('.').unwrap_or(host)),
    }
}

/// OpenSSL's error number; 0 is ok.
pub(super) fn code(verdict: &Verdict) -> i32 {
    verdict.as_ref().err().map_or(0, |(code, ..)| *code)
}
