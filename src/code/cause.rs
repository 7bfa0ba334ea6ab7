//! The codes of causes, the most specific first.

use strum::{Display, EnumIter, EnumString, IntoStaticStr};

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
    /// DNS does not lead to a directory server.
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
    /// The chain of certificates that the server sends has a gap, or is out of order.
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
    /// The configured servers do not hold the same people.
    ServersDiffer,
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
    /// A node shows another host key than the one that is known.
    HostKeyChanged,
    /// No cluster calls itself the person's home.
    HomeClusterMissing,
    /// Several clusters call themselves the person's home.
    UserOnTwoClusters,
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
