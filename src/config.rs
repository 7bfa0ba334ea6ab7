//! The configuration file and the flags, as validated values.
