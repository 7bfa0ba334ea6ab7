//! Evidence of the tests: places that look at servers and come this far.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use time::macros::datetime;
use time::{Duration, OffsetDateTime};

use crate::evidence::{
    Asked, Endpoint, Evidence, Icmp, Millis, Observed, Resolution, RootDse, Server, Slot, TcpConnected, TcpFailure,
    TcpFailureKind, TlsFailure, TlsFailureKind, TlsSeen, Vantage, Wire,
};

pub(crate) const NOON: OffsetDateTime = datetime!(2026-11-24 12:00 UTC);
pub(crate) const URL: &str = "ldaps://dc1.corp.example:636";
pub(crate) const ADDRESS: &str = "10.9.9.5:636";
pub(crate) const ROUTER: &str = "10.1.1.1";

/// How far a place comes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Ending {
    /// TCP, TLS with the leaf of this name, LDAP.
    Answers(&'static str),
    /// No connection.
    Tcp(TcpFailureKind),
    /// A connection on which TLS ends so.
    Tls(Tls),
    /// A TLS conversation whose root entry never comes.
    Cut,
    /// TCP only was asked for.
    TcpOnly,
}

/// Cloneable names of [`TlsFailureKind`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tls {
    DataDropped,
    DataReset,
    Silent,
    Reset,
    NoCommonVersion,
}

/// One place that looks at [`URL`] under [`ADDRESS`], `minutes` after noon.
pub(crate) fn place(name: &str, minutes: i64, ending: Ending) -> Vantage {
    place_at(name, minutes, &[(ADDRESS, ending)])
}

/// The same, under these addresses.
pub(crate) fn place_at(name: &str, minutes: i64, endings: &[(&str, Ending)]) -> Vantage {
    let endpoints: Vec<Endpoint> =
        endings.iter().map(|(address, ending)| endpoint(address.parse().unwrap(), *ending)).collect();
    let addresses = endpoints.iter().map(|endpoint| endpoint.address.ip()).collect();
    let server = Server {
        url: URL.parse().unwrap(),
        name: Observed::Seen(Resolution { literal: false, addresses, left_out: 0, ms: Millis(1.0), dns: Vec::new() }),
        srv: Observed::NotAsked("no SRV record was asked for".into()),
        endpoints,
    };
    Vantage {
        tool_version: "0.1.0".into(),
        duration_ms: 100,
        servers: vec![server],
        ..Vantage::begun(name, NOON + Duration::minutes(minutes))
    }
}

/// The report of one place.
pub(crate) fn evidence(vantage: Vantage) -> Evidence {
    let servers = vantage.servers.iter().map(|server| server.url.clone()).collect();
    let asked = Asked { servers, connect_timeout_ms: 3000, deadline_ms: 30_000, ..Asked::default() };
    Evidence { asked, vantages: vec![vantage], ..Evidence::default() }
}

fn endpoint(address: SocketAddr, ending: Ending) -> Endpoint {
    let blank = Endpoint {
        address,
        tcp: Observed::Seen(TcpConnected {
            source: "10.1.1.10".parse().unwrap(),
            ms: Millis(1.0),
            syn_retransmissions: 0,
        }),
        tls: Observed::NotAsked("--only network leaves TLS out".into()),
        ldap: Observed::NotAsked("--only network leaves LDAP out".into()),
        session: Observed::NotAsked("no password".into()),
        bind: Observed::NotAsked("no password".into()),
        account: Observed::NotAsked("no password".into()),
        search: Observed::NotAsked("no search".into()),
        samples: Vec::new(),
        strict: None,
        likewise: None,
        sibling: None,
        open_port: None,
        late: None,
    };
    match ending {
        Ending::TcpOnly => blank,
        Ending::Cut => Endpoint { tcp: Observed::Cut, tls: Observed::Cut, ldap: Observed::Cut, ..blank },
        Ending::Answers(leaf) => Endpoint {
            tls: Observed::Seen(TlsSeen {
                version: "TLSv1.3".into(),
                cipher: "TLS_AES_256_GCM_SHA384".into(),
                chain: vec![leaf.into()],
                start_tls: false,
                ms: Millis(3.0),
            }),
            ldap: Observed::Seen(RootDse {
                vendor: "OpenLDAP".into(),
                active_directory: false,
                attributes: BTreeMap::new(),
                ms: Millis(1.0),
            }),
            ..blank
        },
        Ending::Tcp(kind) => Endpoint {
            tcp: Observed::Failed(tcp_failure(kind)),
            tls: Observed::Blocked(Slot::Tcp),
            ldap: Observed::Blocked(Slot::Tcp),
            ..blank
        },
        Ending::Tls(tls) => Endpoint {
            tls: Observed::Failed(TlsFailure {
                kind: match tls {
                    Tls::DataDropped => TlsFailureKind::DataDropped,
                    Tls::DataReset => TlsFailureKind::DataReset,
                    Tls::Silent => TlsFailureKind::Silent,
                    Tls::Reset => TlsFailureKind::Reset,
                    Tls::NoCommonVersion => TlsFailureKind::NoCommonVersion,
                },
                chain: Vec::new(),
                wire: Wire::default(),
                ms: Millis(3000.0),
                raw: String::new(),
            }),
            ldap: Observed::Blocked(Slot::Tls),
            ..blank
        },
    }
}

fn tcp_failure(kind: TcpFailureKind) -> TcpFailure {
    let icmp = match kind {
        TcpFailureKind::Prohibited => Some(13),
        TcpFailureKind::PortUnreachable => Some(3),
        _ => None,
    };
    TcpFailure {
        kind,
        icmp: icmp.map(|code| Icmp { kind: 3, code, from: Some(ROUTER.parse().unwrap()) }),
        errno: None,
        source: Some("10.1.1.20".parse().unwrap()),
        syn_retransmissions: 0,
        ms: Millis(3000.0),
        raw: "raw".into(),
    }
}
