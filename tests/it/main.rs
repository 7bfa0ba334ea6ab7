//! All integration tests, in one binary: it links once.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stderr)]

mod axl;
mod bind_once;
mod broken_servers;
mod cases;
mod catalogue;
mod cli;
mod compare;
mod demo;
mod demo_faults;
mod deployment;
mod echo;
mod examples;
mod exit_status;
mod filters;
mod formats;
mod fuzz;
mod generate;
mod identity;
mod inputs;
mod java;
mod live;
mod logs;
mod netns;
mod render;
mod samba;
mod surroundings;
mod talker;
mod tcp_outcomes;
mod tls_servers;
mod vantage_live;
mod watchdog;
mod why;
mod why_equals_check;
mod why_offline;
mod write_missing;
