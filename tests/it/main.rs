//! Integration tests: one binary, a module per area.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod bind_once;
mod netns;
mod tcp_outcomes;
mod tls_servers;
