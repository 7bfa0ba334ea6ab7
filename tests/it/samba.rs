//! The built binary against a real Active Directory domain controller: Samba's, provisioned for the tests.

mod bind;
pub(crate) mod dc;
pub(crate) mod domain;
mod healthy;
mod quarters;
mod search;
pub(crate) mod seed;
mod why;
