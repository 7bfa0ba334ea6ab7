//! ucdoctor finds out why logins or presence of a Cisco voice system fail because of LDAP.
//!
//! `config → probes → Evidence → checks → Outcomes → causes → Diagnoses → Report → render`;
//! docs/architecture.md is the map.

pub mod evidence;
pub mod ldap;
pub mod server_url;
