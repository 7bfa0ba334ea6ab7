//! Integration tests: one binary, a module per area.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, missing_docs)]

mod bind_once;
mod tls_servers;
