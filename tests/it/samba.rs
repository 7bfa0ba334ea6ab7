//! The built binary against a real Active Directory domain controller: Samba's, provisioned for the tests.

mod bind;
mod dc;
mod search;
mod seed;
mod why;
