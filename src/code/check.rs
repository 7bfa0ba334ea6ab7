//! The codes of checks, in the order of the report.

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
    /// Call manager takes the user's password.
    #[strum(serialize = "USER-007")]
    User007,
    /// The user's presence node takes the password.
    #[strum(serialize = "USER-008")]
    User008,
    /// Call manager is the user's home cluster.
    #[strum(serialize = "USER-009")]
    User009,
    /// One cluster alone is the user's home.
    #[strum(serialize = "USER-010")]
    User010,
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
    /// The server itself holds all that is below the base.
    #[strum(serialize = "SRCH-014")]
    Srch014,
    /// Base and filter find somebody on every further server.
    #[strum(serialize = "SRCH-015")]
    Srch015,
    /// Every further server finds about as many people.
    #[strum(serialize = "SRCH-016")]
    Srch016,
    /// The directory does not refuse to give its result in pages.
    #[strum(serialize = "SRCH-017")]
    Srch017,
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
    /// Every contact list has an owner.
    #[strum(serialize = "ID-017")]
    Id017,
    /// Call manager is the home cluster of every user enabled for presence.
    #[strum(serialize = "ID-018")]
    Id018,
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
    /// The nodes show their certificates.
    #[strum(serialize = "CONF-011")]
    Conf011,
    /// The nodes answer AXL.
    #[strum(serialize = "CONF-012")]
    Conf012,
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
    /// Every node that is asked by ssh answers to the end.
    #[strum(serialize = "NODE-006")]
    Node006,
    /// Every node has the host key that is known.
    #[strum(serialize = "NODE-007")]
    Node007,
    /// The list of every node names the CA of every directory server.
    #[strum(serialize = "NODE-008")]
    Node008,
    /// The client's last login ends without an error.
    #[strum(serialize = "LOG-001")]
    Log001,
    /// The client's contact search meets no error.
    #[strum(serialize = "LOG-002")]
    Log002,
    /// The appliances' own logs complain of no directory server.
    #[strum(serialize = "LOG-003")]
    Log003,
    /// The logs of the nodes were read.
    #[strum(serialize = "LOG-004")]
    Log004,
    /// Every probe of ucdoctor ran to its end.
    #[strum(serialize = "TOOL-001")]
    Tool001,
}
