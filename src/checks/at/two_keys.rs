//! One server may have two certificates, for keys of two kinds: which one a client is shown goes by the suites it takes.

use std::collections::BTreeSet;

use super::At;
use super::behind::One;
use crate::evidence::HelloKind;

/// The certificate that a server shows to clients which take no other kind of key.
pub(in crate::checks) struct Second<'a> {
    /// The kind of key: `RSA` or `ECDSA`.
    pub(in crate::checks) kind: &'static str,
    /// The chain as sent.
    pub(in crate::checks) chain: &'a [String],
    /// The certificate with what the appliances make of it.
    pub(in crate::checks) words: String,
    /// They accept it.
    pub(in crate::checks) accepted: bool,
    /// They accept the usual one.
    pub(in crate::checks) usual_accepted: bool,
}

impl<'a> At<'a> {
    /// The chains that TLS 1.3 and TLS 1.2 are shown, where each is shown one at all times and their keys are of two kinds:
    /// several machines differ by chance, and not by what they are asked.
    pub(super) fn by_version(&self, all: &[One<'a>]) -> Option<[(&'static str, &'a [String]); 2]> {
        let shown = |new: bool| {
            let of_this = all.iter().filter(|one| one.version.is_some_and(|version| (version == "TLSv1.3") == new));
            let chains: BTreeSet<&'a [String]> =
                of_this.map(|one| one.chain).filter(|chain| !chain.is_empty()).collect();
            match chains.into_iter().collect::<Vec<_>>().as_slice() {
                [alone] => Some(*alone),
                _ => None,
            }
        };
        let (new, old) = (shown(true)?, shown(false)?);
        (self.key(new)? != self.key(old)?).then_some([("TLS 1.3", new), ("TLS 1.2", old)])
    }

    /// What the server shows where keys of the other kind are asked for, if no connection met it before.
    pub(in crate::checks) fn second(&self) -> Option<Second<'a>> {
        let known = self.chains();
        let (kind, chain) = self.endpoint.samples.iter().find_map(|sample| {
            let kind = match sample.hello {
                Some(HelloKind::RsaKey) => "RSA",
                Some(HelloKind::EllipticKey) => "ECDSA",
                _ => return None,
            };
            let chain = sample.tls.seen().map(|tls| tls.chain.as_slice()).filter(|chain| !chain.is_empty())?;
            (!known.iter().any(|one| one.first() == chain.first())).then_some((kind, chain))
        })?;
        let other = self.judged(chain);
        let (accepted, usual_accepted) = (other.accepted(), known.iter().all(|chain| self.judged(chain).accepted()));
        Some(Second { kind, chain, words: other.words, accepted, usual_accepted })
    }

    fn key(&self, chain: &[String]) -> Option<&'a str> {
        Some(self.certificate(chain.first()?)?.key_type.as_str())
    }
}
