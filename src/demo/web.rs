//! The web services of the demo company's appliances on loopback: UDS of call manager and the presence login, in the
//! shapes that the vendor documents.

use std::io;
use std::net::Ipv4Addr;
use std::pin::Pin;
use std::time::Duration;

use openssl::ssl::{Ssl, SslContext};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_openssl::SslStream;

use super::pki::{self, Demand, Draft, Pki};
use super::server::Server;
use crate::https_url::HttpsUrl;
use crate::plan::{Logins, NodeAccess, Plan, PresenceNodes, UdsAccess};

/// Which of them are asked about the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Web {
    /// None.
    None,
    /// The person logs in through call manager, which lets them in, and presence, which does not.
    Logins,
    /// Two clusters are asked whose home the person is, and each says its own.
    TwoHomes,
}

impl Web {
    /// Starts them, with certificates of `pki`, and says how to ask them.
    pub(super) async fn start(self, pki: &Pki, plan: &mut Plan) -> anyhow::Result<Vec<Server>> {
        let (_, root) = pki::pem(&pki.root.certificate)?;
        let leaf = Draft::server("127.0.0.1").sign(Some(&pki.issuing))?;
        let context = leaf.server_context(&[&pki.issuing], Demand::Modern, &pki.root)?;
        let east = Answers::Uds { host: "cucm.demo.example" };
        let (one, other) = match self {
            Self::None => return Ok(Vec::new()),
            Self::Logins => (east, Answers::NoLogin),
            Self::TwoHomes => (east, Answers::Uds { host: "cucm-west.demo.example" }),
        };
        let (one, other) = (start(context.clone(), one).await?, start(context, other).await?);
        let url = |server: &Server, path: &str| format!("https://{}{path}", server.address()).parse::<HttpsUrl>();
        if self == Self::Logins {
            let access = |name: &str, url| NodeAccess {
                name: name.to_owned(),
                url,
                named: false,
                trust: vec![root.clone()],
                client_version: "14.2.0.58008".to_owned(),
            };
            let call_manager = Some(access("call-manager/cucm.demo.example", url(&one, "/cucm-uds")?));
            let presence = vec![access("presence/cups.demo.example", url(&other, "/")?)];
            plan.logins = Some(Logins { call_manager, presence: PresenceNodes::Assigned(presence), exported: None });
            plan.asked.person.iter_mut().for_each(|person| person.nodes = true);
        } else {
            let access = |url| UdsAccess { url, trust: vec![root.clone()] };
            plan.uds = Some(access(url(&one, "/cucm-uds")?));
            plan.other_uds = vec![access(url(&other, "/cucm-uds")?)];
        }
        Ok(vec![one, other])
    }
}

/// Bytes of a request; those of the check have some hundreds.
const MAX_REQUEST: usize = 64 << 10;
/// How long a client may take for its request.
const PATIENCE: Duration = Duration::from_secs(10);

/// What an appliance answers.
#[derive(Debug, Clone, Copy)]
enum Answers {
    /// Call manager takes the password, and is the home of everybody.
    Uds {
        /// The name by which its cluster calls itself.
        host: &'static str,
    },
    /// Presence refuses the password.
    NoLogin,
}

/// Listens on a free port of 127.0.0.1. Fails when the system grants none.
async fn start(context: SslContext, answers: Answers) -> io::Result<Server> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    let address = listener.local_addr()?;
    let accepting = tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let context = context.clone();
            // A client that breaks off is its own business.
            tokio::spawn(async move { timeout(PATIENCE, serve(tcp, &context, answers)).await });
        }
    });
    Ok(Server::running(address, accepting))
}

async fn serve(tcp: TcpStream, context: &SslContext, answers: Answers) -> io::Result<()> {
    let mut tls = SslStream::new(Ssl::new(context)?, tcp)?;
    Pin::new(&mut tls).accept().await.map_err(io::Error::other)?;
    let request = request(&mut tls).await?;
    let (status, body) = answers.to(&request);
    let head = "Content-Type: text/xml\r\nConnection: close";
    let answer = format!("HTTP/1.1 {status} Demo\r\n{head}\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    tls.write_all(answer.as_bytes()).await?;
    tls.shutdown().await
}

/// The head of a request, once its body has come too.
async fn request(tls: &mut SslStream<TcpStream>) -> io::Result<String> {
    let mut bytes = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&bytes);
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")?.parse::<usize>().ok());
            if body.len() >= length.unwrap_or_default() {
                return Ok(head.to_owned());
            }
        }
        let mut more = [0; 4096];
        match tls.read(&mut more).await? {
            read @ 1.. if bytes.len() < MAX_REQUEST => bytes.extend_from_slice(more.get(..read).unwrap_or_default()),
            _ => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

impl Answers {
    /// Status and body.
    fn to(self, head: &str) -> (u16, String) {
        let path = head.split(' ').nth(1).unwrap_or_default();
        let (place, _) = path.split_once('?').unwrap_or((path, ""));
        match self {
            Self::Uds { host } => match place.strip_prefix("/cucm-uds/") {
                Some("servers") => (200, format!("<servers><server>{host}</server></servers>")),
                Some("clusterUser") => (
                    200,
                    format!("<clusterUser><result found=\"true\"/><homeCluster>{host}</homeCluster></clusterUser>"),
                ),
                Some(user) if user.starts_with("user/") => (200, USER.to_owned()),
                _ => (404, String::new()),
            },
            Self::NoLogin => (200, REFUSED.to_owned()),
        }
    }
}

/// What UDS says to somebody who has just logged in.
const USER: &str = "<user><accountType useLdapAuth=\"true\">ldap</accountType>\
    <homeCluster enableImAndPresence=\"true\">true</homeCluster>\
    <imAndPresence><server>cups.demo.example</server></imAndPresence></user>";
/// A login that was not taken (code 114 of the developer's cookbook).
const REFUSED: &str = "<soap:Envelope xmlns:soap=\"http://www.w3.org/2003/05/soap-envelope\"><soap:Body>\
    <e:login-resp xmlns:e=\"urn:cisco:epas:soap\"><e:failure><e:code>114</e:code><e:reason>failed to login</e:reason>\
    </e:failure></e:login-resp></soap:Body></soap:Envelope>";
