//! All I/O with the network, in one order: `gather` never fails, it only learns.

pub mod bind;
pub mod dns;
pub mod name;
pub mod tcp;
pub mod tls;

use std::collections::BTreeMap;
use std::future::Future;
use std::net::IpAddr;

use secrecy::SecretString;

use crate::check::Stage;
use crate::evidence::{Asked, Cut, Evidence, Fingerprint, TrustStore};

/// What to look at, from where, with which secrets. Everything else of the configuration stays behind.
pub struct Plan {
    /// Servers, switches and time limits, as evidence keeps them.
    pub asked: Asked,
    /// What this host stands for: `call-manager`, `presence`, `client`, or a free name.
    pub vantage: String,
    /// Local address to connect from.
    pub source: Option<IpAddr>,
    /// Trust stores given, or the system's when none was.
    pub stores: Vec<TrustStore>,
    /// Certificates of the stores, as PEM, by fingerprint.
    pub certificates: BTreeMap<Fingerprint, String>,
    /// The manager's password, when `asked.bind` is set.
    pub password: Option<SecretString>,
    /// The last stage to look at: `Network` opens no TLS, `Tls` sends no password.
    pub last_stage: Stage,
    /// Host names whose addresses are known already, so nothing is looked up.
    pub hosts: BTreeMap<String, Vec<IpAddr>>,
}

/// Told what is going on, for the progress line. Calls come from several threads.
pub trait Progress: Send + Sync {
    /// A step of one endpoint ended or began, as "dc1.corp.example:636 tls".
    fn step(&self, what: &str);
}

/// Looks at everything the plan asks for, all servers and addresses at once, and ends at the deadline,
/// or when `stop` resolves, with what is known so far.
pub async fn gather(plan: Plan, stop: impl Future<Output = Cut> + Send, progress: &dyn Progress) -> Evidence {
    let _ = (plan, stop, progress);
    todo!()
}
