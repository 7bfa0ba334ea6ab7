//! The integration tests, one binary.

mod tls_servers;
