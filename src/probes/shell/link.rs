//! The connection: TCP, the algorithms, and the host key, before anything of ours is sent.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use russh::client::{self, Config, GexParams, Handle};
use russh::keys::{HashAlg, PublicKeyOrCertificate};
use russh::{Error, SshId};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::algorithms::{FAMILIES, Family, offered};
use super::{Told, trouble};
use crate::evidence::node::{HostKey, ShellTrouble, ShellTroubleKind as Kind};
use crate::plan::ShellAccess;
use crate::probes::name;

/// An open connection whose host key is the one that is known.
pub(super) type Link = Handle<Verifier>;

/// A handshake of an old, busy node: it looks up our name first, and computes with large numbers.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// Bytes a node may send ahead.
const WINDOW: u32 = 256 << 10;
/// Packets that wait to be read.
const WAITING: usize = 16;

/// Takes a host key that is known, and no channel that the node opens.
pub(super) struct Verifier {
    known: Vec<String>,
    shown: Arc<Mutex<Option<HostKey>>>,
}

impl client::Handler for Verifier {
    type Error = Error;

    async fn check_server_key(&mut self, key: &PublicKeyOrCertificate) -> Result<bool, Error> {
        let PublicKeyOrCertificate::PublicKey { key, .. } = key else { return Ok(false) };
        let sha256 = key.fingerprint(HashAlg::Sha256).to_string();
        let known = self.known.contains(&sha256);
        let shown = HostKey { algorithm: key.algorithm().as_str().to_owned(), sha256 };
        *self.shown.lock().unwrap_or_else(PoisonError::into_inner) = Some(shown);
        Ok(known)
    }
}

/// Connects. A node may have a key of each kind, of which it shows the first that is asked for: one that is not known is
/// no changed key while another kind may be.
pub(super) async fn open(access: &ShellAccess, connect: Duration, told: &Told) -> Result<Link, ShellTrouble> {
    let mut families = FAMILIES.to_vec();
    let mut first: Option<HostKey> = None;
    loop {
        let socket = reach(access, connect).await?;
        let shown = Arc::default();
        let verifier = Verifier { known: access.known.clone(), shown: Arc::clone(&shown) };
        let config = Arc::new(config(&families, access.old_algorithms));
        let opened = timeout(HANDSHAKE, client::connect_stream(config, socket, verifier)).await;
        let shown: Option<HostKey> = shown.lock().unwrap_or_else(PoisonError::into_inner).take();
        told.locked().host_key = first.clone().or_else(|| shown.clone());
        match (opened, shown) {
            (Err(_), _) => return Err(trouble(Kind::NotSsh, silence())),
            (Ok(Ok(link)), shown) => {
                told.locked().host_key = shown;
                return Ok(link);
            }
            (Ok(Err(Error::UnknownKey)), Some(key)) => {
                families.retain(|family| Family::of(&key.algorithm) != Some(*family));
                first.get_or_insert(key);
                if access.known.is_empty() || families.is_empty() {
                    return Err(not_known(access));
                }
            }
            // No key of the other kinds.
            (Ok(Err(Error::NoCommonAlgo { .. })), _) if first.is_some() => return Err(not_known(access)),
            (Ok(Err(error)), _) => return Err(broken(&error)),
        }
    }
}

fn not_known(access: &ShellAccess) -> ShellTrouble {
    let kind = if access.known.is_empty() { Kind::HostKeyUnknown } else { Kind::HostKeyChanged };
    trouble(kind, "nothing was sent")
}

fn silence() -> String {
    format!("no SSH within {} s", HANDSHAKE.as_secs())
}

fn broken(error: &Error) -> ShellTrouble {
    match error {
        Error::NoCommonAlgo { kind, ours, theirs } => {
            let list = |names: &[String]| names.iter().take(12).cloned().collect::<Vec<_>>().join(",");
            let words = format!("{kind:?}: the node offers {}; this offers {}", list(theirs), list(ours));
            ShellTrouble { kind: Kind::NoCommonAlgorithm, raw: printable(&words) }
        }
        Error::IO(error) => trouble(Kind::NotSsh, error.to_string()),
        error => trouble(Kind::NotSsh, error.to_string()),
    }
}

/// Names of algorithms look like tokens, which an excerpt leaves out: these are cut and plain.
fn printable(words: &str) -> String {
    words.chars().map(|c| if c.is_control() { ' ' } else { c }).take(1_000).collect()
}

fn config(families: &[Family], old: bool) -> Config {
    let mut config = Config {
        client_id: SshId::Standard(concat!("SSH-2.0-ucdoctor_", env!("CARGO_PKG_VERSION")).into()),
        window_size: WINDOW,
        channel_buffer_size: WAITING,
        preferred: offered(families, old),
        nodelay: true,
        ..Config::default()
    };
    // Groups of 8192 bits take seconds; 2048 are what nodes have.
    if let Ok(gex) = GexParams::new(2048, 3072, 8192) {
        config.gex = gex;
    }
    config
}

/// The first address that takes a connection.
async fn reach(access: &ShellAccess, connect: Duration) -> Result<TcpStream, ShellTrouble> {
    let unreachable = |why: String| trouble(Kind::Unreachable, why);
    let addresses = name::addresses(&access.host, connect).await.map_err(unreachable)?;
    let mut last = "the name has no address".to_owned();
    for address in addresses {
        match timeout(connect, TcpStream::connect(SocketAddr::new(address, access.port))).await {
            Ok(Ok(socket)) => {
                let _ = socket.set_nodelay(true);
                return Ok(socket);
            }
            Ok(Err(error)) => last = format!("{address}: {error}"),
            Err(_) => last = format!("{address}: no connection within {} s", connect.as_secs_f64()),
        }
    }
    Err(unreachable(last))
}
