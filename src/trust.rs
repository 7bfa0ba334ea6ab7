//! What certificates say and whether a store leads to them: pure, time is passed in.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod acceptance;
pub mod certificate;
pub mod java;
pub mod judgement;
pub mod names;
pub mod numbers;
pub mod path;
pub mod pem;
pub mod pki;

#[cfg(test)]
pub(crate) mod mint;
