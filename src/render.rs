//! A report as bytes. Renderers decide nothing.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

pub mod json;
pub mod junit;
pub mod text;
