//! The first connection to an address, and where it fails, whether the host is up: another LDAP port of it is tried.

use std::pin::pin;
use std::time::Duration;

use tokio::net::TcpStream;

use super::draft::{Answer, Notes};
use super::endpoint::Door;
use super::tcp;
use crate::evidence::{TcpConnected, TcpFailure, TcpFailureKind};

/// Time for a connection to another port: where the host is up, it answers at once.
const AT_ONCE: Duration = Duration::from_millis(1200);

/// Connects. A dead target costs one timeout: the other port is tried in the end of the time that the first one has.
pub(super) async fn connect(door: &Door, notes: &Notes) -> Result<(TcpStream, TcpConnected), TcpFailure> {
    let mut first = pin!(tcp::connect(door.target.address, door.target.source, door.connect));
    let (first, open) = match tokio::time::timeout(door.connect.saturating_sub(AT_ONCE), &mut first).await {
        Ok(Err(failure)) => {
            let open = if says_little(&failure) { open_port(door).await } else { None };
            (Err(failure), open)
        }
        Ok(connected) => (connected, None),
        Err(_) => tokio::join!(first, open_port(door)),
    };
    if let (Err(failure), Some(port)) = (&first, open)
        && says_little(failure)
    {
        notes.answer(door.at, Answer::OpenPort(port));
    }
    first
}

/// Neither tells whether the host is there.
fn says_little(failure: &TcpFailure) -> bool {
    matches!(failure.kind, TcpFailureKind::Refused | TcpFailureKind::Dropped)
}

/// Another LDAP port of the host that takes a connection; nothing is sent there.
async fn open_port(door: &Door) -> Option<u16> {
    let port = match door.target.address.port() {
        636 | 3268 => 389,
        389 | 3269 => 636,
        _ => return None,
    };
    let mut address = door.target.address;
    address.set_port(port);
    let opened = tcp::connect(address, door.target.source, door.connect.min(AT_ONCE)).await;
    opened.is_ok().then_some(port)
}
