//! The report as junit.
