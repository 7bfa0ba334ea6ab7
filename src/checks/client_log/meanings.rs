//! What each error of a client's log means: in one clause, whose it is, and what to do. Steps: Cisco TAC 221845, 220225, 212081,
//! 212084, 223101.

use super::Meaning;
use crate::check::Owner;
use crate::code::CauseCode;
use crate::evidence::client_log::LoginErrorKind as Kind;

/// What an error means.
pub(in crate::checks) fn of(kind: Kind) -> &'static Meaning {
    match kind {
        Kind::NoSrvRecords => &NO_SRV_RECORDS,
        Kind::NoHomeCluster => &NO_HOME_CLUSTER,
        Kind::HostUnresolved => &HOST_UNRESOLVED,
        Kind::CallManagerUnreachable => &CALL_MANAGER_UNREACHABLE,
        Kind::CallManagerRefuses => &CALL_MANAGER_REFUSES,
        Kind::RoleMissing => &ROLE_MISSING,
        Kind::EdgeRefuses => &EDGE_REFUSES,
        Kind::PresenceCertificate => &PRESENCE_CERTIFICATE,
        Kind::PresenceRefuses => &PRESENCE_REFUSES,
        Kind::PresenceUnreachable => &PRESENCE_UNREACHABLE,
        Kind::ClientTooOld => &CLIENT_TOO_OLD,
        Kind::XmppCertificate => &XMPP_CERTIFICATE,
        Kind::XmppRefuses => &XMPP_REFUSES,
        Kind::XmppUnreachable => &XMPP_UNREACHABLE,
        Kind::SingleSignOn => &SINGLE_SIGN_ON,
        Kind::DirectoryUnreachable => &DIRECTORY_UNREACHABLE,
        Kind::DirectoryRefuses => &DIRECTORY_REFUSES,
        Kind::DirectoryBase => &DIRECTORY_BASE,
        Kind::DirectoryWantsTls => &DIRECTORY_WANTS_TLS,
        Kind::CallManagerCertificate => &CALL_MANAGER_CERTIFICATE,
        Kind::ProxyRefuses => &PROXY_REFUSES,
        Kind::PresenceFails => &PRESENCE_FAILS,
        Kind::Other => &OTHER,
    }
}

const fn meaning(words: &'static str, cause: CauseCode, owner: Owner, fixes: &'static [&'static str]) -> Meaning {
    Meaning { words, cause, owner, fixes }
}

static NO_SRV_RECORDS: Meaning = meaning(
    "no SRV record tells the client where its servers are",
    CauseCode::ClientError,
    Owner::Network,
    &[
        "Look up _cisco-uds._tcp.DOMAIN and _cuplogin._tcp.DOMAIN at a name server that the client uses, with the domain that the person types",
        "Create the missing records, or name the servers in the client's advanced settings",
    ],
);
static NO_HOME_CLUSTER: Meaning = meaning(
    "no cluster calls itself the home of this user",
    CauseCode::HomeClusterMissing,
    Owner::CallManager,
    &[
        "Tick Home Cluster for this user (User Management > End User), on exactly one cluster",
        "If the user is not there at all: see to the synchronisation; `ucdoctor why USER` with exports says why",
    ],
);
static HOST_UNRESOLVED: Meaning = meaning(
    "the client cannot resolve the name of its server",
    CauseCode::ClientError,
    Owner::Network,
    &["Resolve the server's full name at the client's own name servers, and add the record that is missing"],
);
static CALL_MANAGER_UNREACHABLE: Meaning = meaning(
    "call manager does not answer the client",
    CauseCode::ClientError,
    Owner::CallManager,
    &[
        "Open https://SERVER:8443/cucm-uds/version from the client's PC: no answer is the network's, an error call manager's",
    ],
);
static CALL_MANAGER_REFUSES: Meaning = meaning(
    "call manager refuses user ID or password, or cannot ask the directory",
    CauseCode::ClientError,
    Owner::CallManager,
    &[
        "Log in to the self-care page (ucmuser) with the same user ID and password: refused there too, it is the password, or call manager's way to the directory",
        "Run `ucdoctor why USER` with servers, base and trust stores: it looks at both",
    ],
);
static ROLE_MISSING: Meaning = meaning(
    "call manager knows the user, who lacks the role to read their own data",
    CauseCode::RoleMissing,
    Owner::CallManager,
    &["Add the user to the access control group \"Standard CCM End Users\""],
);
static EDGE_REFUSES: Meaning = meaning(
    "the edge for remote access refuses the login, which it asks call manager for",
    CauseCode::ClientError,
    Owner::CallManager,
    &["Log in from the inside first, without the edge: refused there too, it is not the edge"],
);
static PRESENCE_CERTIFICATE: Meaning = meaning(
    "the client does not trust the certificate of the presence server (tomcat)",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Put the CA of the presence server's tomcat certificate into the client machine's store of trusted roots",
        "Check that the certificate names the presence server as the client addresses it, and has not expired",
    ],
);
static PRESENCE_REFUSES: Meaning = meaning(
    "the presence server refuses user ID or password, or cannot have them checked",
    CauseCode::ClientError,
    Owner::Presence,
    &[
        "Log in to the self-care page (ucmuser) with the same user ID and password: refused there too, it is the password or call manager",
        "If that works: `ucdoctor check` with presence's trust store and hosts, and from a place beside the presence server, says what keeps it from the directory",
        "Check that the user is assigned to a presence node, and stands there once",
    ],
);
static PRESENCE_UNREACHABLE: Meaning = meaning(
    "the presence server does not answer the client",
    CauseCode::ClientError,
    Owner::Presence,
    &[
        "Resolve the presence server's name on the client's machine (Android takes no names without a domain), and open its ports 8443 and 5222 from there",
        "See that Cisco Tomcat, Client Profile Agent, XCP Router, XCP Connection Manager and XCP Authentication Service run on the user's node",
        "Check that the user is assigned to a presence node, and stands there once",
    ],
);
static CLIENT_TOO_OLD: Meaning = meaning(
    "the presence server wants a newer client",
    CauseCode::ClientTooOld,
    Owner::Client,
    &[
        "Update the client",
        "Or lower the minimum version on the presence server (Administration > System > Security or Client settings)",
    ],
);
static XMPP_CERTIFICATE: Meaning = meaning(
    "the client does not trust the certificate of the XMPP service (cup-xmpp)",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Put the CA of the cup-xmpp certificate into the client machine's store of trusted roots",
        "Check that the certificate names the presence domain and node, and has not expired",
    ],
);
static XMPP_REFUSES: Meaning = meaning(
    "the login was taken, and the XMPP service refuses the session; that is not LDAP",
    CauseCode::ClientError,
    Owner::Presence,
    &[
        "See that Cisco XCP Authentication Service and Cisco XCP Connection Manager run on the user's presence node, and that its redundancy group is in the state Normal",
        "Check that the user is assigned to a presence node, and stands there once, and that the cup-xmpp certificates are valid",
    ],
);
static XMPP_UNREACHABLE: Meaning = meaning(
    "the login was taken, and the XMPP service does not answer; that is not LDAP",
    CauseCode::ClientError,
    Owner::Presence,
    &[
        "Open port 5222 of the user's presence node from the client's PC, and see that Cisco XCP Connection Manager runs",
    ],
);
static SINGLE_SIGN_ON: Meaning = meaning(
    "single sign-on failed, which asks the identity provider and not LDAP",
    CauseCode::ClientError,
    Owner::CallManager,
    &[
        "Test single sign-on on call manager (System > SAML Single Sign-On), and read the identity provider's log of that minute",
        "Where the code tells of a certificate: the client's machine must trust the CA of call manager's tomcat certificate and of the identity provider, and reach their revocation lists",
    ],
);
static DIRECTORY_UNREACHABLE: Meaning = meaning(
    "the client's own contact search cannot use its directory server",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Compare server, port and TLS of the client's directory settings (jabber-config.xml, service profile) with a server that works",
        "With TLS: the client's machine must trust the server's CA, and the certificate must allow server authentication",
    ],
);
static DIRECTORY_REFUSES: Meaning = meaning(
    "the directory refuses the account that the client searches with",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Correct user name and password of the client's directory settings (ConnectionUsername in jabber-config.xml, or the service profile), or unlock the account",
    ],
);
static DIRECTORY_BASE: Meaning = meaning(
    "the search base of the client's own contact search is not on this server",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Correct SearchBase1 and the others in jabber-config.xml, or the base in the service profile; a base in another domain needs that domain's server, or the Global Catalog",
    ],
);
static DIRECTORY_WANTS_TLS: Meaning = meaning(
    "the directory wants signing or TLS, and the client's own contact search uses neither",
    CauseCode::ClientError,
    Owner::Client,
    &["Set UseSSL and the port of LDAP over TLS (636, or 3269) in the client's directory settings"],
);
static CALL_MANAGER_CERTIFICATE: Meaning = meaning(
    "the client does not trust the certificate of call manager (tomcat)",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Put the CA of call manager's tomcat certificate into the client machine's store of trusted roots",
        "Check that the certificate names call manager as the client addresses it, and has not expired",
    ],
);
static PROXY_REFUSES: Meaning = meaning(
    "a proxy stands between the client and call manager, and does not let it through",
    CauseCode::ClientError,
    Owner::Client,
    &[
        "Except the domain of call manager and presence from the proxy of the client's machine (Internet Options > Connections > LAN Settings > Advanced; `netsh winhttp show proxy`)",
        "Or let the proxy pass these connections on",
    ],
);
static PRESENCE_FAILS: Meaning = meaning(
    "the presence server took the login in and failed inside",
    CauseCode::ClientError,
    Owner::Presence,
    &[
        "See that Cisco Login Datastore, Presence Datastore, XCP Router, XCP Connection Manager and XCP Authentication Service run on the user's node",
        "Look at the replication of its data (`utils dbreplication runtimestate`, `utils imdb_replication status`)",
        "If it is one user only: take the assignment to a presence node away and give it back",
    ],
);
static OTHER: Meaning = meaning(
    "this code is not known here",
    CauseCode::ClientError,
    Owner::Client,
    &["Search the vendor's documents for the code, and read the lines of the log before it"],
);
