//! The guarded LDAP session: our own framing checks around a stock client.

pub mod ad;
pub mod ber;
pub mod dn;
pub mod filter;
pub(crate) mod first_bytes;
pub mod nds;
pub mod relay;
pub mod session;
pub mod slips;

pub use crate::evidence::fault;
