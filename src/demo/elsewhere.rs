//! What a second place saw: recorded, since a demo has one host and no firewall to put in front of it.

use std::net::{IpAddr, Ipv4Addr};

use crate::evidence::{Endpoint, Evidence, Millis, Observed, Slot, TcpFailure, TcpFailureKind};

/// The presence server's address in the recording.
const PRESENCE: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 20, 0, 21));

/// The same servers as the presence server sees them, behind an access list that drops what it sends.
pub(super) fn behind_a_filter(seen: &Evidence) -> Evidence {
    let mut elsewhere = seen.clone();
    for vantage in &mut elsewhere.vantages {
        "presence".clone_into(&mut vantage.name);
        // The other place is recorded: no machine of today stands there.
        vantage.host = None;
        for endpoint in vantage.servers.iter_mut().flat_map(|server| &mut server.endpoints) {
            *endpoint = dropped(endpoint);
        }
    }
    elsewhere
}

/// As the kernel tells it after three seconds: the SYN was sent three times, and nothing came back.
fn dropped(endpoint: &Endpoint) -> Endpoint {
    Endpoint {
        address: endpoint.address,
        tcp: Observed::Failed(TcpFailure {
            kind: TcpFailureKind::Dropped,
            icmp: None,
            errno: None,
            source: Some(PRESENCE),
            syn_retransmissions: 2,
            ms: Millis(3_000.0),
            raw: "no answer within 3 s".to_owned(),
        }),
        tls: Observed::Blocked(Slot::Tcp),
        ldap: Observed::Blocked(Slot::Tcp),
        session: Observed::Blocked(Slot::Tcp),
        bind: Observed::Blocked(Slot::Tcp),
        account: Observed::Blocked(Slot::Tcp),
        search: Observed::Blocked(Slot::Tcp),
        samples: Vec::new(),
        strict: None,
        likewise: None,
        sibling: None,
        open_port: None,
        late: None,
    }
}
