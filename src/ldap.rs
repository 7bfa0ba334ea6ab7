//! The guarded LDAP session: our own framing checks around a stock client.

pub mod fault;
