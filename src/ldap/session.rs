//! An LDAP session over a connection of ours: ldap3 behind the relay, every answer in bounded time.

use std::time::Duration;

use secrecy::SecretString;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::evidence::{BindAnswer, LdapFailure, RootDse};

/// One LDAP conversation. Each operation ends within the time given to `open`.
pub struct Session {
    _private: (),
}

/// How far a read reaches below its base (RFC 4511 section 4.5.1.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The base entry alone.
    Base,
    /// The base and everything below.
    Subtree,
}

/// One entry of an answer; values as bytes, in the server's order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Distinguished name, lossy UTF-8.
    pub dn: String,
    /// Attribute descriptions as the server spells them, each with its values.
    pub attributes: Vec<(String, Vec<Vec<u8>>)>,
}

impl Session {
    /// Starts a conversation on an open connection, encrypted or not.
    pub async fn open<S>(stream: S, answer_timeout: Duration) -> Result<Self, LdapFailure>
    where
        S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
    {
        let _ = (stream, answer_timeout);
        todo!()
    }

    /// Reads the root entry (RFC 4512 section 5.1), all user and operational attributes.
    pub async fn root_dse(&mut self) -> Result<RootDse, LdapFailure> {
        todo!()
    }

    /// One simple bind, with the password policy request control. Any result code is an answer.
    /// An empty password is never sent (RFC 4513 section 5.1.2): it is a fault of ours.
    pub async fn simple_bind(&mut self, name: &str, password: &SecretString) -> Result<BindAnswer, LdapFailure> {
        let _ = (name, password);
        todo!()
    }

    /// Who the server takes us for (RFC 4532); `Ok(None)` where it does not offer that.
    pub async fn who_am_i(&mut self) -> Result<Option<String>, LdapFailure> {
        todo!()
    }

    /// Reads at most `limit` entries, paged by the server's leave; more is a truncated answer, not an error.
    pub async fn read(
        &mut self,
        base: &str,
        scope: Scope,
        filter: &str,
        attributes: &[&str],
        limit: usize,
    ) -> Result<Vec<Entry>, LdapFailure> {
        let _ = (base, scope, filter, attributes, limit);
        todo!()
    }

    /// Unbinds and closes.
    pub async fn close(self) {
        todo!()
    }
}
