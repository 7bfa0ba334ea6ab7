//! LDAP answers: the root entry, the manager's session, bind and account.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::{Millis, Wire};

/// A conversation that broke, or an answer other than success.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LdapFailure {
    /// What the server did.
    pub fault: Fault,
    /// What went over the wire.
    pub wire: Wire,
    /// A follow-up look at the same port, where the fault alone does not decide.
    pub follow_up: Option<FollowUp>,
    /// How long it took.
    pub ms: Millis,
}

/// What a second connection to the same port showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FollowUp {
    /// A TLS hello is answered: the port speaks TLS, not plain LDAP.
    SpeaksTls,
    /// Even a single first byte is reset.
    SingleByteReset,
    /// A single first byte is accepted: the server itself reacts to the message.
    SingleByteAccepted,
    /// The same question is answered behind the line that a balancer puts in front (PROXY protocol, version 1).
    AwaitsProxyLine,
    /// A connection on which nothing is asked is ended, too: whoever accepts it has nobody to hand it to.
    EndedUnasked,
    /// In a handshake up to TLS 1.2, where that is not encrypted, the server asks for a client certificate.
    WantsClientCertificate,
}

/// The root entry of a directory server (RFC 4512 section 5.1).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RootDse {
    /// `vendorName` and `vendorVersion`, or what the capabilities tell.
    pub vendor: String,
    /// Active Directory (or Samba): capability 1.2.840.113556.1.4.800.
    pub active_directory: bool,
    /// Every attribute that was readable, values lossy UTF-8.
    pub attributes: BTreeMap<String, Vec<String>>,
    /// From request to the end of the answer.
    pub ms: Millis,
}

impl RootDse {
    /// Active Directory Lightweight Directory Services: `LDAP_CAP_ACTIVE_DIRECTORY_ADAM_OID` without that of a domain.
    pub fn is_lightweight(&self) -> bool {
        let adam = |value: &String| value == "1.2.840.113556.1.4.1851";
        !self.active_directory && self.values("supportedCapabilities").iter().any(adam)
    }

    /// The values of an attribute, ignoring case of its name (RFC 4512 section 2.5).
    pub fn values(&self, name: &str) -> &[String] {
        self.attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map_or(&[], |(_, values)| values.as_slice())
    }
}

/// The connection the manager's password was sent over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "protection")]
pub enum Session {
    /// TLS with a certificate that was looked at and that the appliances' rules accept with this store.
    Verified {
        /// The store's name.
        store: String,
    },
    /// TLS that no store verifies; `allow_untrusted` is set.
    Untrusted,
    /// No TLS; `allow_plaintext` is set.
    Plaintext,
}

/// Why the manager's password was withheld on a port that speaks LDAP.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "what")]
pub enum SessionFailure {
    /// `ldap://` without StartTLS, and `allow_plaintext` is not set.
    WithoutTls,
    /// With no store that was given do the appliances' rules accept the server's certificate.
    NotVerified {
        /// Why, by store.
        by_store: BTreeMap<String, String>,
    },
    /// The certificate of this connection is none of those that were looked at, and neither were those of further tries.
    OtherLeaf {
        /// The certificate presented instead.
        leaf: String,
    },
    /// No handshake with what the appliances offer, whatever the certificate.
    Handshake {
        /// The TLS library's words.
        raw: String,
    },
    /// The second connection failed although the first one worked.
    Broken {
        /// How.
        raw: String,
    },
    /// This host could not open a second connection.
    HostLimited {
        /// Why.
        raw: String,
    },
}

/// The answer to a simple bind (RFC 4511 section 4.2.2), as it was given.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BindAnswer {
    /// LDAP result code (RFC 4511 appendix A).
    pub code: u32,
    /// `diagnosticMessage`, lossy UTF-8, without a trailing NUL.
    pub text: String,
    /// Active Directory's own code after `data` in the text, where there is one.
    pub ad_data: Option<u32>,
    /// The password policy response control (draft-behera-ldap-password-policy-10).
    pub password_policy: Option<PasswordPolicy>,
    /// `WhoAmI` (RFC 4532) after a success; none where the server does not offer it.
    pub who_am_i: Option<String>,
    /// URLs of a referral (result 10), at most 20.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub referrals: Vec<String>,
    /// From request to answer.
    pub ms: Millis,
    /// The answer is that of an earlier run: the password was not sent again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remembered: Option<Remembered>,
}

impl BindAnswer {
    /// A result code and the server's words, and nothing else.
    pub fn of(code: u32, text: &str) -> Self {
        Self {
            code,
            text: text.to_owned(),
            ad_data: None,
            password_policy: None,
            who_am_i: None,
            referrals: Vec::new(),
            ms: Millis::default(),
            remembered: None,
        }
    }
}

/// A rejection of an earlier run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remembered {
    /// When, RFC 3339.
    pub at: String,
    /// Which server, `host:port`.
    pub server: String,
}

/// The password policy response control.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PasswordPolicy {
    /// Seconds until the password expires.
    pub expires_in_s: Option<u64>,
    /// Binds left with an expired password.
    pub grace_binds: Option<u64>,
    /// `passwordExpired` (0), `accountLocked` (1), `changeAfterReset` (2) … by number.
    pub error: Option<u32>,
}

/// What the directory lets the manager read about its own account and the policy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AccountState {
    /// The entry's distinguished name.
    pub dn: String,
    /// Rejected binds counted now (`badPwdCount`, number of `pwdFailureTime`).
    pub bad_password_count: Option<u64>,
    /// Rejected binds that lock the account; 0 is never (`lockoutThreshold`, `pwdMaxFailure`).
    pub lockout_threshold: Option<u64>,
    /// When the password expires, RFC 3339; none when never or not readable.
    pub password_expires_at: Option<String>,
    /// When the account expires, RFC 3339; none when never or not readable.
    pub account_expires_at: Option<String>,
    /// `userAccountControl` has DONT_EXPIRE_PASSWORD (0x10000).
    pub password_never_expires: Option<bool>,
}
