//! What the checks of log files share: what a code means, whose it is, and what to do.

use crate::check::{Finding, Owner};
use crate::code::CauseCode;
use crate::evidence::client_log::{ClientLog, LoginError, LoginErrorKind as Kind};

/// What an error of a client's log means to people.
pub(super) struct Meaning {
    /// One clause: "the presence server refuses user ID or password".
    pub(super) words: &'static str,
    pub(super) cause: CauseCode,
    pub(super) owner: Owner,
    pub(super) fixes: &'static [&'static str],
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
        "Open port 8443 of the presence server from the client's PC, and see that Cisco Tomcat and Client Profile Agent run there",
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
    &["See that Cisco XCP Authentication Service and Cisco XCP Connection Manager run on the user's presence node"],
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
static OTHER: Meaning = meaning(
    "this code is not known here",
    CauseCode::ClientError,
    Owner::Client,
    &["Search the vendor's documents for the code, and read the lines of the log before it"],
);

/// What an error means.
pub(super) fn of(kind: Kind) -> &'static Meaning {
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
        Kind::Other => &OTHER,
    }
}

/// "LERR_CUP_AUTH <12> from cups1.corp.example at 2024-03-01 09:00:00,000".
pub(super) fn told(error: &LoginError) -> String {
    let server = error.server.as_deref().map(|server| format!(" from {server}")).unwrap_or_default();
    let at = error.at.as_deref().map(|at| format!(" at {at}")).unwrap_or_default();
    format!("{}{server}{at}", error.code)
}

/// The error's own facts.
pub(super) fn with_facts(finding: Finding, error: &LoginError) -> Finding {
    let facts = [
        ("stage", Some(error.stage.words())),
        ("code", Some(error.code.as_str())),
        ("server", error.server.as_deref()),
        ("at", error.at.as_deref()),
        ("line", Some(error.text.as_str())),
        ("line before", error.words.as_deref()),
    ];
    facts.into_iter().fold(finding, |finding, (name, value)| match value {
        Some(value) if !value.is_empty() => finding.fact(name, value),
        _ => finding,
    })
}

/// What the log has that is not known here, in words; none when everything is known.
pub(super) fn unknown(log: &ClientLog) -> Option<String> {
    let lines: u64 = log.unknown.iter().map(|lines| lines.count).sum::<u64>() + log.more_unknown;
    let kinds = log.unknown.len();
    let more = if log.more_unknown > 0 { " and more" } else { "" };
    let lines = (lines > 0)
        .then(|| format!("{lines} warnings and errors of {kinds}{more} kinds are not known here (-v lists them)"));
    let others = match log.others.as_slice() {
        [] => None,
        [one] => Some(format!("{one} has no line of a known form")),
        several => Some(format!("{} files have no line of a known form (-v lists them)", several.len())),
    };
    match (lines, others) {
        (Some(lines), Some(others)) => Some(format!("{lines}; {others}")),
        (one, other) => one.or(other),
    }
}

/// The facts of what is not known here, of files, and of codes that mean nothing.
pub(super) fn about_files(log: &ClientLog) -> Vec<(String, String)> {
    let mut facts = Vec::new();
    for (nth, file) in log.files.iter().enumerate() {
        let span = |time: &Option<String>| time.clone().unwrap_or_else(|| "no time".to_owned());
        let words = format!("{} ({} to {})", file.name, span(&file.first), span(&file.last));
        facts.push((format!("file {:02}", nth + 1), words));
    }
    for (nth, lines) in log.unknown.iter().enumerate() {
        let last = lines.last.as_deref().map(|last| format!(", last {last}")).unwrap_or_default();
        facts.push((
            format!("not known {:02}", nth + 1),
            format!("{} x {}{last}: {}", lines.count, lines.from, lines.sample),
        ));
    }
    if !log.harmless.is_empty() {
        let codes: Vec<String> = log.harmless.iter().map(|(code, count)| format!("{code} ({count})")).collect();
        facts.push(("no errors".to_owned(), codes.join(", ")));
    }
    if let Some(earlier) = &log.earlier {
        facts.push(("earlier attempt".to_owned(), told(earlier)));
    }
    for (nth, name) in log.others.iter().enumerate() {
        facts.push((format!("no known form {:02}", nth + 1), name.clone()));
    }
    for (nth, why) in log.cut.iter().enumerate() {
        facts.push((format!("not read {:02}", nth + 1), why.clone()));
    }
    facts
}
