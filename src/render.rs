//! A report as bytes. Renderers decide nothing: verdicts, order and wording of faults come from the report.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub(crate) mod escape;
pub mod json;
pub mod junit;
pub mod text;
