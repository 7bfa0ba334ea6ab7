//! ucdoctor finds out why logins or presence of a Cisco voice system fail because of LDAP.
//!
//! `config → probes → Evidence → checks → Outcomes → causes → Diagnoses → Report → render`;
//! docs/architecture.md is the map.

pub mod allowed;
pub mod attempts;
pub mod case;
pub mod cause;
pub mod causes;
pub mod check;
pub mod checks;
pub mod cli;
pub mod code;
pub mod compare;
pub mod config;
pub mod demo;
pub mod environment;
pub mod evidence;
pub mod files;
pub mod gathered;
pub mod https_url;
pub mod identity;
pub mod impact;
pub mod inputs;
pub mod ldap;
pub mod memory;
pub(crate) mod nearest;
pub mod people;
pub mod plan;
pub(crate) mod platform;
pub mod probes;
pub mod progress;
pub mod pseudonyms;
pub mod render;
pub mod report;
pub mod secrets;
pub mod server_url;
pub mod trust;
pub mod vantage;
pub(crate) mod versions;
pub(crate) mod xml;
