//! The configuration file and the flags, as validated values.
//!
//! Everything wrong with them is found before anything is contacted, and told with file, line and column.

pub mod commands;
pub mod file;
pub mod named;
pub mod parse;
pub mod plan;
pub mod searches;
pub mod secret;
pub mod template;

mod accept;
mod clusters;
mod deployment;
mod excerpt;
mod exports;
pub(crate) mod found;
mod logins;
mod refused;
mod shells;
mod slips;
mod stored;
mod stores;
mod transcripts;
mod validate;
mod web;

pub use accept::{NewAccept, accept, accepted};
pub use file::Config;
pub use plan::{CheckOptions, Prepared, plan};
