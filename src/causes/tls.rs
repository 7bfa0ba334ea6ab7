//! Causes in TLS, certificates and trust stores.

use super::by_fault::by_fault;
use crate::cause::{Cause, Feature};
use crate::check::Owner;
use crate::code::CauseCode;

pub(super) static SCHEME_MISMATCH: Cause = Cause {
    code: CauseCode::SchemeMismatch,
    title: "Plain LDAP on a TLS port, or TLS on a plain port",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the nodes are configured with another scheme or port than this check was given"],
    page: include_str!("../../docs/causes/scheme-mismatch.md"),
    explain: by_fault,
};

pub(super) static NO_SERVER_CERTIFICATE: Cause = Cause {
    code: CauseCode::NoServerCertificate,
    title: "The server has no usable certificate for TLS",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &[
        "another client completes a TLS handshake on the same port",
        "an inspecting firewall on the way ends the handshake in the server's name",
    ],
    page: include_str!("../../docs/causes/no-server-certificate.md"),
    explain: by_fault,
};

pub(super) static TLS_VERSION_UNSUPPORTED: Cause = Cause {
    code: CauseCode::TlsVersionUnsupported,
    title: "The server and today's clients share no TLS version",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the appliances are old enough to accept what the server speaks"],
    page: include_str!("../../docs/causes/tls-version-unsupported.md"),
    explain: by_fault,
};

pub(super) static CLIENT_CERTIFICATE_REQUIRED: Cause = Cause {
    code: CauseCode::ClientCertificateRequired,
    title: "The server demands a client certificate",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync, Feature::ContactSearch],
    refuted_if: &["the server only asks for a certificate and accepts none"],
    page: include_str!("../../docs/causes/client-certificate-required.md"),
    explain: by_fault,
};

/// A chain that leads to an unknown CA looks the same, whoever made it.
const INTERCEPTED: &str = "something between presents certificates of its own: compare the fingerprint with the one seen on \
                           the server itself, or from another place";

pub(super) static CA_MISSING: Cause = Cause {
    code: CauseCode::CaMissing,
    title: "A trust store lacks the CA of the LDAP server",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &[
        "the trust folder given is older than the last upload",
        "the node keeps this CA in another store than the one exported",
        INTERCEPTED,
    ],
    page: include_str!("../../docs/causes/ca-missing.md"),
    explain: by_fault,
};

pub(super) static CA_REPLACED: Cause = Cause {
    code: CauseCode::CaReplaced,
    title: "A trust store holds another certificate under the CA's name",
    owner: Owner::CallManager,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the trust folder given is older than the last upload", INTERCEPTED],
    page: include_str!("../../docs/causes/ca-replaced.md"),
    explain: by_fault,
};

pub(super) static CHAIN_INCOMPLETE: Cause = Cause {
    code: CauseCode::ChainIncomplete,
    title: "The server's chain of certificates has a gap or is out of order",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &[
        "the missing certificate is a root: then the trust store lacks it",
        "something between presents certificates of its own: compare the fingerprint with the one seen on the server itself, or from another place",
    ],
    page: include_str!("../../docs/causes/chain-incomplete.md"),
    explain: by_fault,
};

pub(super) static CERTIFICATE_EXPIRED: Cause = Cause {
    code: CauseCode::CertificateExpired,
    title: "A certificate on the way to the trust store has expired",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the clock of this host is wrong"],
    page: include_str!("../../docs/causes/certificate-expired.md"),
    explain: by_fault,
};

pub(super) static CERTIFICATE_NOT_YET_VALID: Cause = Cause {
    code: CauseCode::CertificateNotYetValid,
    title: "A certificate is not valid yet",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the clock of this host is wrong"],
    page: include_str!("../../docs/causes/certificate-not-yet-valid.md"),
    explain: by_fault,
};

pub(super) static CERTIFICATE_EXPIRING: Cause = Cause {
    code: CauseCode::CertificateExpiring,
    title: "A certificate is about to expire",
    owner: Owner::Directory,
    breaks: &[],
    refuted_if: &["the certificate is renewed by itself before that day"],
    page: include_str!("../../docs/causes/certificate-expiring.md"),
    explain: by_fault,
};

pub(super) static CLOCK_SKEW: Cause = Cause {
    code: CauseCode::ClockSkew,
    title: "A clock is wrong, or follows no time server",
    owner: Owner::Ucdoctor,
    breaks: &[],
    refuted_if: &["both clocks agree when they are compared again"],
    page: include_str!("../../docs/causes/clock-skew.md"),
    explain: by_fault,
};

pub(super) static NAME_MISMATCH: Cause = Cause {
    code: CauseCode::NameMismatch,
    title: "The certificate does not name the configured host",
    owner: Owner::CallManager,
    breaks: &[Feature::Login],
    refuted_if: &[
        "the nodes are configured with another name than this check was given",
        "`utils ldap config ipaddr` is set on every node, so the name is not checked",
    ],
    page: include_str!("../../docs/causes/name-mismatch.md"),
    explain: by_fault,
};

pub(super) static CERTIFICATE_UNSUITABLE: Cause = Cause {
    code: CauseCode::CertificateUnsuitable,
    title: "A certificate is not fit for this use",
    owner: Owner::Directory,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["the appliances' release accepts it: then their log shows completed handshakes"],
    page: include_str!("../../docs/causes/certificate-unsuitable.md"),
    explain: by_fault,
};

pub(super) static IDENTITY_DIFFERS: Cause = Cause {
    code: CauseCode::IdentityDiffers,
    title: "Servers behind one name or address differ in what matters",
    owner: Owner::Network,
    breaks: &[Feature::Login, Feature::DirectorySync],
    refuted_if: &["one server with one certificate answers there, each time it is asked"],
    page: include_str!("../../docs/causes/identity-differs.md"),
    explain: by_fault,
};
