//! Files that users hand in.

pub mod trust_store;
