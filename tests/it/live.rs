//! The built binary against real servers: slapd, OpenSSL, and listeners that say nothing.

mod acceptance;
mod agreement;
mod balancers;
mod certificate_cases;
mod closed;
mod directory_389;
pub(crate) mod doctor;
mod fixes;
mod front;
mod further_servers;
mod identity;
mod interruption;
mod manager_cases;
mod odd_servers;
pub(crate) mod pki;
mod proxies;
mod scheme_cases;
mod search_cases;
mod secret_cases;
mod slapd;
mod tls_front;
mod too_narrow;
mod trial;
mod two_keys;
mod why_equals_check;
