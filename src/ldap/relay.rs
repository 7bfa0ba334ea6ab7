//! The relay between a server's socket and ldap3: whole, well-formed, expected messages only.
