//! Tests against real systems: network namespaces, name servers, directory servers.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod netns;
mod tcp_outcomes;
