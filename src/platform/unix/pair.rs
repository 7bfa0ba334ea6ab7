//! Two ends of one connection within this process.

use std::io;

use ldap3::StdStream;
use tokio::net::UnixStream;

/// Our end.
pub(crate) type End = UnixStream;

/// A URL that tells the LDAP client what kind of stream it gets.
pub(crate) const URL: &str = "ldapi:///";

/// Our end, and that of the LDAP client.
pub(crate) async fn pair() -> io::Result<(End, StdStream)> {
    let (ours, theirs) = UnixStream::pair()?;
    Ok((ours, StdStream::Unix(theirs.into_std()?)))
}
