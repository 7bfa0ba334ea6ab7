//! Integration tests: one binary.

mod broken_servers;
