//! All integration tests, in one binary: it links once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod bind_once;
mod broken_servers;
mod cases;
mod catalogue;
mod cli;
mod demo;
mod demo_faults;
mod exit_status;
mod filters;
mod live;
mod inputs;
mod netns;
mod render;
mod tcp_outcomes;
mod tls_servers;
mod write_missing;
