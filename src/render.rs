//! A report as bytes. Renderers decide nothing: verdicts, order and wording of faults come from the report.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod difference;
pub(crate) mod escape;
pub mod github;
mod headline;
pub mod html;
pub mod json;
pub mod junit;
pub mod nagios;
pub mod page;
pub mod people;
pub mod prometheus;
pub mod rollup;
pub mod text;
pub mod ticket;
mod words;
