//! The codes of checks and causes. They are part of the contract: never renamed, never reused.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Serialize, Serializer};
use strum::{Display, EnumIter, EnumString, IntoStaticStr};

/// The code of a check: names its file, its page and its outcomes. In the order of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr, EnumIter, EnumString)]
pub enum CheckCode {
    /// The host name of every server resolves.
    #[strum(serialize = "NET-001")]
    Net001,
    /// The TCP port of every server answers.
    #[strum(serialize = "NET-002")]
    Net002,
    /// Every name server of this host answers, and alike.
    #[strum(serialize = "NET-003")]
    Net003,
    /// The SRV records of the domain list every server.
    #[strum(serialize = "NET-004")]
    Net004,
    /// Every configured server is a machine of its own.
    #[strum(serialize = "NET-005")]
    Net005,
    /// Connection, TLS and LDAP answers take less than the appliances' 5 s.
    #[strum(serialize = "NET-006")]
    Net006,
    /// Every connection to one address is answered alike.
    #[strum(serialize = "NET-007")]
    Net007,
    /// Every port speaks what its scheme says.
    #[strum(serialize = "TLS-001")]
    Tls001,
    /// The TLS handshake with every server completes.
    #[strum(serialize = "TLS-002")]
    Tls002,
    /// Every server sends a complete, ordered chain.
    #[strum(serialize = "TLS-003")]
    Tls003,
    /// Every trust store holds the issuing CA.
    #[strum(serialize = "TLS-004")]
    Tls004,
    /// Every certificate from the server to the trust store is inside its validity.
    #[strum(serialize = "TLS-005")]
    Tls005,
    /// Every server's certificate names the configured host.
    #[strum(serialize = "TLS-006")]
    Tls006,
    /// The appliances read the certificate's name the same way.
    #[strum(serialize = "TLS-007")]
    Tls007,
    /// No certificate from the server to the trust store expires within 30 days.
    #[strum(serialize = "TLS-008")]
    Tls008,
    /// Every certificate is issued for what it does here.
    #[strum(serialize = "TLS-009")]
    Tls009,
    /// Keys and signatures are strong enough for today's clients.
    #[strum(serialize = "TLS-010")]
    Tls010,
    /// Every server speaks TLS 1.2 or later.
    #[strum(serialize = "TLS-011")]
    Tls011,
    /// All addresses behind one name present the same certificate.
    #[strum(serialize = "TLS-012")]
    Tls012,
    /// A strict client with the trust store accepts every server.
    #[strum(serialize = "TLS-013")]
    Tls013,
    /// TLS hellos of every size get through.
    #[strum(serialize = "TLS-014")]
    Tls014,
    /// Old and new releases of the appliances find versions and suites in common with every server.
    #[strum(serialize = "TLS-015")]
    Tls015,
    /// Every server answers LDAP.
    #[strum(serialize = "BIND-001")]
    Bind001,
    /// The manager's password goes over verified TLS, or as configured.
    #[strum(serialize = "BIND-002")]
    Bind002,
    /// An anonymous client may read the rootDSE.
    #[strum(serialize = "BIND-003")]
    Bind003,
    /// The directory accepts simple binds on this port.
    #[strum(serialize = "BIND-004")]
    Bind004,
    /// The manager account binds.
    #[strum(serialize = "BIND-005")]
    Bind005,
    /// The bind gives the manager an identity.
    #[strum(serialize = "BIND-006")]
    Bind006,
    /// The manager account is not about to lock or to expire.
    #[strum(serialize = "BIND-007")]
    Bind007,
    /// The user is found with base, filter and user-ID attribute.
    #[strum(serialize = "USER-001")]
    User001,
    /// The account may log in.
    #[strum(serialize = "USER-002")]
    User002,
    /// The user's password is accepted.
    #[strum(serialize = "USER-003")]
    User003,
    /// Call manager knows the user.
    #[strum(serialize = "USER-004")]
    User004,
    /// The user is active in call manager.
    #[strum(serialize = "USER-005")]
    User005,
    /// The directory's password counts for the user.
    #[strum(serialize = "USER-006")]
    User006,
    /// The search base exists and is readable.
    #[strum(serialize = "SRCH-001")]
    Srch001,
    /// The search base is a container.
    #[strum(serialize = "SRCH-002")]
    Srch002,
    /// The search filter is a valid filter.
    #[strum(serialize = "SRCH-003")]
    Srch003,
    /// The search filter matches somebody.
    #[strum(serialize = "SRCH-004")]
    Srch004,
    /// The search filter matches enabled people only.
    #[strum(serialize = "SRCH-005")]
    Srch005,
    /// The directory gives the whole result.
    #[strum(serialize = "SRCH-006")]
    Srch006,
    /// The user-ID attribute is filled for everybody who matches.
    #[strum(serialize = "SRCH-007")]
    Srch007,
    /// The manager account can read last names.
    #[strum(serialize = "SRCH-011")]
    Srch011,
    /// Everybody has a last name, and nobody shares a mail address.
    #[strum(serialize = "SRCH-008")]
    Srch008,
    /// The search filter says what it means.
    #[strum(serialize = "SRCH-009")]
    Srch009,
    /// The search of a login finds the person.
    #[strum(serialize = "SRCH-012")]
    Srch012,
    /// The search for one user takes less than the appliances' 5 s.
    #[strum(serialize = "SRCH-010")]
    Srch010,
    /// Base and filter keep the users of call manager.
    #[strum(serialize = "SRCH-013")]
    Srch013,
    /// Every LDAP-backed call-manager user is in the directory under the same ID.
    #[strum(serialize = "ID-001")]
    Id001,
    /// Every person in base and filter is in call manager.
    #[strum(serialize = "ID-002")]
    Id002,
    /// User IDs are unique in each system.
    #[strum(serialize = "ID-003")]
    Id003,
    /// User IDs use characters the clients support.
    #[strum(serialize = "ID-004")]
    Id004,
    /// No LDAP-backed user is inactive.
    #[strum(serialize = "ID-005")]
    Id005,
    /// The client reads the attribute that holds the call-manager ID.
    #[strum(serialize = "ID-006")]
    Id006,
    /// The presence server has the enabled users, each with a node.
    #[strum(serialize = "ID-007")]
    Id007,
    /// Every contact of our own domains is somebody on the presence server.
    #[strum(serialize = "ID-008")]
    Id008,
    /// Addresses follow the presence domain and the address scheme.
    #[strum(serialize = "ID-009")]
    Id009,
    /// Directory URIs are unique.
    #[strum(serialize = "ID-010")]
    Id010,
    /// The presence server's own check of its users finds nothing.
    #[strum(serialize = "ID-013")]
    Id013,
    /// No user of call manager has a closed account in the directory.
    #[strum(serialize = "ID-014")]
    Id014,
    /// No local user of call manager is a person of the directory.
    #[strum(serialize = "ID-015")]
    Id015,
    /// The search at login reaches every user of LDAP.
    #[strum(serialize = "ID-016")]
    Id016,
    /// The base and filter tried keep every active user.
    #[strum(serialize = "ID-011")]
    Id011,
    /// The base and filter tried match more than a few.
    #[strum(serialize = "ID-012")]
    Id012,
    /// Call manager and presence versions go together.
    #[strum(serialize = "CONF-001")]
    Conf001,
    /// The LDAP hosts of call manager and presence are the same.
    #[strum(serialize = "CONF-002")]
    Conf002,
    /// The sync agent reports a completed sync.
    #[strum(serialize = "CONF-003")]
    Conf003,
    /// LDAP authentication and LDAP synchronisation fit.
    #[strum(serialize = "CONF-004")]
    Conf004,
    /// Ports, TLS and schemes fit.
    #[strum(serialize = "CONF-005")]
    Conf005,
    /// Jabber-config.xml agrees with call manager and the directory.
    #[strum(serialize = "CONF-006")]
    Conf006,
    /// LDAP is used.
    #[strum(serialize = "CONF-007")]
    Conf007,
    /// What call manager says and what the configuration says agree.
    #[strum(serialize = "CONF-008")]
    Conf008,
    /// Call manager answers AXL.
    #[strum(serialize = "CONF-009")]
    Conf009,
    /// Base, filter and manager name fit into call manager's fields.
    #[strum(serialize = "CONF-010")]
    Conf010,
    /// Every vantage point reaches every server that another one reaches.
    #[strum(serialize = "PATH-001")]
    Path001,
    /// Where vantage points get different addresses for one name, each of them answers.
    #[strum(serialize = "PATH-002")]
    Path002,
    /// Every node reaches every directory server, by its own test.
    #[strum(serialize = "NODE-001")]
    Node001,
    /// The name servers of every node know every directory server.
    #[strum(serialize = "NODE-002")]
    Node002,
    /// The services that logins need run on every node.
    #[strum(serialize = "NODE-003")]
    Node003,
    /// The clock of every node follows a time server.
    #[strum(serialize = "NODE-004")]
    Node004,
    /// Every session is that of the node it is given for.
    #[strum(serialize = "NODE-005")]
    Node005,
    /// The client's last login ends without an error.
    #[strum(serialize = "LOG-001")]
    Log001,
    /// The client's contact search meets no error.
    #[strum(serialize = "LOG-002")]
    Log002,
    /// The appliances' own logs complain of no directory server.
    #[strum(serialize = "LOG-003")]
    Log003,
    /// Every probe of ucdoctor ran to its end.
    #[strum(serialize = "TOOL-001")]
    Tool001,
}

/// The code of a cause: names its page and its diagnoses. In the order in which they claim failures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Display, IntoStaticStr, EnumIter, EnumString)]
#[strum(serialize_all = "kebab-case")]
pub enum CauseCode {
    /// Call manager and presence are of releases that do not go together.
    VersionMismatch,
    /// Call manager and presence use different directory servers.
    LdapHostsDiffer,
    /// The presence server does not get its users from call manager.
    SyncAgentFailed,
    /// One place is cut off from a server that another one reaches.
    PathBlocked,
    /// A host name of the directory does not resolve.
    DnsFailure,
    /// The directory server cannot be reached.
    ServerUnreachable,
    /// Something on the way lets connections through and stops their data.
    PathFiltered,
    /// A balancer or proxy lacks a live server behind it.
    NoLiveBackend,
    /// Something that is no directory answers on the LDAP port.
    NotLdap,
    /// The server accepts connections and never answers.
    ServerSilent,
    /// The server ends the conversation in the middle.
    ConnectionLost,
    /// The server speaks LDAP and breaks it.
    MalformedAnswer,
    /// The directory server says it is busy or unavailable.
    ServerBusy,
    /// The directory answers slower than the appliances wait.
    SlowServer,
    /// The configured servers are one machine.
    NoFailover,
    /// Settings contradict each other.
    SettingsContradict,
    /// Plain LDAP on a TLS port, or TLS on a plain port.
    SchemeMismatch,
    /// The server has no usable certificate for TLS.
    NoServerCertificate,
    /// The server and today's clients share no TLS version.
    TlsVersionUnsupported,
    /// The server demands a client certificate.
    ClientCertificateRequired,
    /// A trust store lacks the CA of the LDAP server.
    CaMissing,
    /// A trust store holds another certificate under the CA's name.
    CaReplaced,
    /// The server does not send the certificates between its own and the root.
    ChainIncomplete,
    /// A certificate on the way to the trust store has expired.
    CertificateExpired,
    /// A certificate is not valid yet.
    CertificateNotYetValid,
    /// A certificate is about to expire.
    CertificateExpiring,
    /// A clock is wrong, or follows no time server.
    ClockSkew,
    /// The certificate does not name the configured host.
    NameMismatch,
    /// A certificate is not fit for this use.
    CertificateUnsuitable,
    /// Several servers answer behind one name.
    IdentityDiffers,
    /// The directory rejects the manager's name or password.
    ManagerRejected,
    /// The manager account is locked.
    ManagerLocked,
    /// The manager account is disabled.
    ManagerDisabled,
    /// The manager account has expired.
    ManagerExpired,
    /// The manager's password has expired or must be changed.
    ManagerPasswordExpired,
    /// The manager account may not log on at this hour or from here.
    ManagerRestricted,
    /// The manager account is about to lock or to expire.
    ManagerAtRisk,
    /// The directory refuses simple binds on this port.
    SigningRequired,
    /// The directory does not take this form of bind name.
    BindNameForm,
    /// The directory shows its root entry to nobody who has not bound.
    AnonymousRefused,
    /// The directory accepts a bind without authenticating anybody.
    UnauthenticatedBindAccepted,
    /// The directory refuses the bind for another reason.
    BindRefused,
    /// The search base does not exist.
    BaseMissing,
    /// The search base is no container: nobody stands below it.
    BaseNotContainer,
    /// Another domain or server holds the search base.
    BaseElsewhere,
    /// The search filter is not what it is meant to be.
    FilterInvalid,
    /// Nobody matches search base and filter.
    FilterMatchesNobody,
    /// Search base or filter leave out users of call manager.
    FilterTooNarrow,
    /// The search filter lets in more than enabled people.
    FilterTooWide,
    /// A limit of the directory cuts the list of people.
    ResultTruncated,
    /// People lack an attribute the synchronisation needs.
    AttributeMissing,
    /// The Global Catalog does not hold the user-ID attribute.
    NotInGlobalCatalog,
    /// The manager account may not read the people.
    InsufficientRights,
    /// The directory refuses the search for another reason.
    SearchRefused,
    /// The search of the nodes does not find this user.
    UserUnknown,
    /// Several directory entries have this user ID.
    UserAmbiguous,
    /// The user's account is disabled.
    UserDisabled,
    /// The user's account has expired.
    UserExpired,
    /// The user's account is locked.
    UserLocked,
    /// The user's password has expired or must be changed.
    UserPasswordExpired,
    /// The user's account may not log on at this hour or from here.
    UserRestricted,
    /// The directory does not accept the user's password.
    UserPasswordWrong,
    /// The user ID in the directory is not the one in call manager.
    UserIdMismatch,
    /// Call manager knows users by their phone number.
    UserIdIsExtension,
    /// Several users have one user ID.
    DuplicateUserId,
    /// User IDs hold characters the clients do not support.
    IllegalUserId,
    /// Users of call manager are not in the directory.
    NotInDirectory,
    /// The synchronisation leaves people out.
    NotInCallManager,
    /// Users are inactive in call manager, or are about to be.
    InactiveUser,
    /// Users of call manager have a closed account in the directory.
    AccountsClosed,
    /// The user is local in call manager, so the directory's password does not count.
    LocalUser,
    /// Call manager and the presence server do not have the same users.
    NotOnPresence,
    /// Users are not enabled for presence.
    NotEnabledForPresence,
    /// Contact lists point to addresses that nobody has.
    StaleContact,
    /// Addresses contradict the presence domain or the address scheme.
    PresenceDomainMismatch,
    /// Directory URIs are shared, missing or no addresses.
    DirectoryUriConflict,
    /// The client takes the user ID from the wrong attribute.
    ClientAttributeMismatch,
    /// LDAP is not used at all.
    LdapNotUsed,
    /// Call manager does not answer what AXL asks.
    AxlUnavailable,
    /// A node's name servers do not know a directory server.
    NodeDnsFailure,
    /// A service that logins need does not run.
    ServiceStopped,
    /// No cluster calls itself the person's home.
    HomeClusterMissing,
    /// The person lacks the role that the client's login needs.
    RoleMissing,
    /// The presence server wants a newer client.
    ClientTooOld,
    /// The directory takes the password, a node does not.
    NodeRefusesLogin,
    /// The client's log ends in an error that only the client saw.
    ClientError,
    /// ucdoctor failed by its own fault.
    UcdoctorBug,
    /// The host that looks could not try everything.
    ThisHostLimited,
}

/// A code is written as the text that it is.
macro_rules! written_as_text {
    ($code:ident) => {
        impl $code {
            /// As reports write it.
            pub fn name(self) -> &'static str {
                self.into()
            }
        }

        impl Serialize for $code {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        // Reports of other versions have other codes, so the schema promises a text and no list.
        impl JsonSchema for $code {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                stringify!($code).into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!({ "type": "string" })
            }
        }
    };
}

written_as_text!(CheckCode);
written_as_text!(CauseCode);

#[cfg(test)]
mod tests {
    use strum::IntoEnumIterator;

    use super::*;
    use crate::causes::CAUSES;
    use crate::check::Stage;
    use crate::checks::CHECKS;
    use crate::evidence::identity::{Class, System};

    #[test]
    fn every_code_stands_in_its_table_once_and_in_order() {
        assert_eq!(CHECKS.iter().map(|check| check.code).collect::<Vec<_>>(), CheckCode::iter().collect::<Vec<_>>());
        assert_eq!(CAUSES.iter().map(|cause| cause.code).collect::<Vec<_>>(), CauseCode::iter().collect::<Vec<_>>());
    }

    #[test]
    fn a_code_is_read_as_it_is_written() {
        assert_eq!((CheckCode::Tls004.name(), "TLS-004".parse()), ("TLS-004", Ok(CheckCode::Tls004)));
        assert_eq!((CauseCode::CaMissing.name(), "ca-missing".parse()), ("ca-missing", Ok(CauseCode::CaMissing)));
    }

    /// strum names a value in words, serde in reports.
    #[test]
    fn a_name_in_words_is_the_name_in_reports() {
        let written = |value: serde_json::Value| value.as_str().unwrap().to_owned();
        for stage in Stage::iter() {
            assert_eq!(written(serde_json::json!(stage)), stage.name());
        }
        for class in Class::iter() {
            assert_eq!(written(serde_json::json!(class)), class.name());
        }
        for system in System::iter() {
            assert_eq!(written(serde_json::json!(system)), system.name());
        }
    }
}
