//! Two ends of one connection within this process, over the loopback interface: Windows has no socket pairs.

use std::io;
use std::net::Ipv4Addr;

use ldap3::StdStream;
use tokio::net::{TcpListener, TcpStream};

/// Our end.
pub(crate) type End = TcpStream;

/// A URL that tells the LDAP client what kind of stream it gets.
pub(crate) const URL: &str = "ldap://localhost";

/// Strangers that may come before our own connection does.
const STRANGERS: usize = 16;

/// Our end, and that of the LDAP client. Another program of this host that connects first is turned away.
pub(crate) async fn pair() -> io::Result<(End, StdStream)> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let theirs = TcpStream::connect(listener.local_addr()?).await?;
    for _ in 0..STRANGERS {
        let (ours, from) = listener.accept().await?;
        if from == theirs.local_addr()? {
            ours.set_nodelay(true)?;
            theirs.set_nodelay(true)?;
            return Ok((ours, StdStream::Tcp(theirs.into_std()?)));
        }
    }
    Err(io::Error::other("other programs of this host take the connections of this one"))
}
