//! The demo's world before it starts: healthy, until a fault changes one thing of it.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context;
use openssl::error::ErrorStack;
use openssl::x509::X509;
use secrecy::SecretString;
use tokio::net::TcpListener;

use super::appliances::Appliances;
use super::cluster::Cluster;
use super::company;
use super::directory::Directory;
use super::logs;
use super::pki::{self, Demand, Draft, Identity, Pki};
use super::server::{Behaviour, Quirk, Server, Transport};
use super::staff::Staff;
use super::web::Web;
use crate::check::Stage;
use crate::evidence::person::AskedPerson;
use crate::evidence::{Asked, AskedBind, AskedSearch, Evidence, Fingerprint, TrustStore};
use crate::gathered::Files;
use crate::identity::Tables;
use crate::people::Tri;
use crate::plan::{DEFAULT_VANTAGE, Plan};
use crate::server_url::{Scheme, ServerUrl};

/// The server's name in the demo company.
pub const HOST: &str = "dc1.demo.example";
/// The name a second server would have.
pub const SECOND_HOST: &str = "dc2.demo.example";
/// Where the Global Catalog listens: its port is fixed, so it needs an address that nobody else uses.
const CATALOG_MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 32, 68, 69));
/// The Global Catalog's port with TLS.
const CATALOG_PORT: u16 = 3269;

/// Everything a fault may change.
pub struct Setup {
    /// The company's CAs.
    pub pki: Pki,
    /// The server's certificate, not yet signed.
    pub leaf: Draft,
    /// The server sends the issuing CA after its own certificate.
    pub sends_issuing: bool,
    /// What its TLS layer insists on.
    pub demand: Demand,
    /// The port speaks TLS from the first byte; otherwise plain LDAP, with StartTLS.
    pub speaks_tls: bool,
    /// How it breaks the rules.
    pub quirk: Quirk,
    /// What the directory holds and how it answers.
    pub directory: Directory,
    /// Call manager's trust store.
    pub call_manager: Vec<X509>,
    /// The presence server's trust store.
    pub presence: Vec<X509>,
    /// The scheme the appliances are configured with.
    pub scheme: Scheme,
    /// The manager's password may go over plain LDAP.
    pub allow_plaintext: bool,
    /// The name the manager binds by.
    pub manager: &'static str,
    /// Search base, filter and user-ID attribute of the appliances.
    pub search: AskedSearch,
    /// Which names and machines there are.
    pub machines: Machines,
    /// What the exports of the systems list.
    pub staff: Staff,
    /// What call manager, presence and clients are set to.
    pub appliances: Appliances,
    /// The person `why` is asked about.
    pub person: Option<AskedPerson>,
    /// The password that is tried for that person; everybody's right one, unless a fault changes it.
    pub person_password: SecretString,
    /// Makes, from what was seen, what was recorded at a second place.
    pub elsewhere: Option<fn(&Evidence) -> Evidence>,
    /// The text of the client's log.
    pub client_log: Option<&'static str>,
    /// Which web services of appliances are asked about the person.
    pub web: Web,
    /// Nodes whose sessions are given.
    pub cluster: Option<Cluster>,
    password: SecretString,
}

/// Which names and machines there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Machines {
    /// One name, one machine.
    One,
    /// One name, one machine, and the service on it does not run.
    Stopped,
    /// Two names, which are one machine.
    TwoNames,
    /// One name and one address, and two machines behind it in turn; the certificate of one has another name.
    InTurn,
    /// One name, one machine, and the port is the Global Catalog's.
    GlobalCatalog,
}

impl Setup {
    /// A world in which everything works.
    pub fn healthy() -> Result<Self, ErrorStack> {
        let pki = Pki::mint()?;
        let password = random_password()?;
        Ok(Self {
            leaf: Draft::server(HOST),
            sends_issuing: true,
            demand: Demand::Modern,
            speaks_tls: true,
            quirk: Quirk::None,
            directory: Directory::new(HOST, password.clone()),
            call_manager: vec![pki.root.certificate.clone()],
            presence: vec![pki.root.certificate.clone()],
            scheme: Scheme::Ldaps,
            allow_plaintext: false,
            manager: company::MANAGER_DN,
            search: AskedSearch {
                base: company::PEOPLE_DN.to_owned(),
                filter: company::PEOPLE_FILTER.to_owned(),
                user_id: "sAMAccountName".to_owned(),
            },
            machines: Machines::One,
            staff: Staff::default(),
            appliances: Appliances::default(),
            person: None,
            person_password: random_password()?,
            elsewhere: None,
            client_log: None,
            web: Web::None,
            cluster: None,
            password,
            pki,
        })
    }

    /// Asks about a person, whom the directory lets in with the right password.
    pub fn ask_about(&mut self, id: &str, bind: bool) {
        self.person = Some(AskedPerson { id: id.to_owned(), bind, ..AskedPerson::default() });
        self.directory.people_password = Some(self.person_password.clone());
    }

    /// Starts the servers and says how to look at them, and what is compared with what they show.
    pub async fn start(self) -> anyhow::Result<(Plan, Files, Vec<Server>)> {
        let mut plan = self.plan()?;
        let (appliances, user_id) = (self.appliances.clone(), self.search.user_id.clone());
        let person = self.person.as_ref().map(|person| person.id.clone());
        let mut people = Tables { person, ..self.staff.tables() };
        if !appliances.synchronization && !appliances.authentication {
            without_ldap(&mut people);
        }
        let people = Some(people);
        let client_log = self.client_log.map(logs::read).transpose()?;
        let (web, pki, cluster) = (self.web, self.pki.clone(), self.cluster);
        let (port, mut servers) = self.listen().await.context("cannot start the demo directory on loopback")?;
        for url in &mut plan.asked.servers {
            url.port = port;
        }
        servers.extend(web.start(&pki, &mut plan).await.context("cannot start the demo's web services on loopback")?);
        let mut settings = appliances.settings(&plan.asked.servers, &user_id);
        let sessions = cluster.map(|cluster| cluster.sessions(&plan.asked.servers)).transpose()?.unwrap_or_default();
        if !sessions.is_empty() {
            settings.ldap_hosts.clear();
        }
        let mut nodes = Vec::new();
        for session in sessions {
            settings.ldap_hosts.extend(session.ldap_hosts()?);
            nodes.push(session.node);
        }
        Ok((plan, Files { people, settings: Some(settings), nodes, client_log }, servers))
    }

    /// What `check` would be asked, but for the port, which only a running server knows.
    fn plan(&self) -> Result<Plan, ErrorStack> {
        let mut certificates = BTreeMap::new();
        let call_manager = trust_store("call-manager", &self.call_manager, &mut certificates)?;
        let presence = trust_store("presence", &self.presence, &mut certificates)?;
        let names = if self.machines == Machines::TwoNames { &[HOST, SECOND_HOST][..] } else { &[HOST] };
        let mut addresses = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
        if self.machines == Machines::GlobalCatalog {
            addresses = vec![CATALOG_MACHINE];
        }
        let url = |&host: &&str| ServerUrl { scheme: self.scheme, host: host.to_owned(), port: 0 };
        let name = self.manager.to_owned();
        let asked = Asked {
            servers: names.iter().map(url).collect(),
            start_tls: false,
            bind: Some(AskedBind {
                name,
                allow_plaintext: self.allow_plaintext,
                allow_untrusted: false,
                padded: false,
            }),
            search: Some(self.search.clone()),
            search_told: false,
            further_searches: Vec::new(),
            login_bases: Vec::new(),
            accepts: Vec::new(),
            person: self.person.clone(),
            connect_timeout_ms: 1000,
            answer_timeout_ms: 0,
            deadline_ms: 10_000,
        };
        let vantage = if self.elsewhere.is_some() { "call-manager" } else { DEFAULT_VANTAGE };
        Ok(Plan {
            stores: vec![call_manager, presence],
            certificates,
            password: Some(self.password.clone()),
            person_password: self.person.as_ref().filter(|person| person.bind).map(|_| self.person_password.clone()),
            last_stage: Stage::Search,
            hosts: names.iter().map(|&host| (host.to_owned(), addresses.clone())).collect(),
            ..Plan::of_network(asked, vantage)
        })
    }

    /// Starts what the fault leaves to be started; the port is the same on every machine.
    async fn listen(self) -> anyhow::Result<(u16, Vec<Server>)> {
        let first = self.transport(&self.leaf.sign(Some(&self.pki.issuing))?)?;
        let second = self.transport(&Draft::server(SECOND_HOST).sign(Some(&self.pki.issuing))?)?;
        let (machines, quirk, directory) = (self.machines, self.quirk, Arc::new(self.directory));
        let behaviour = |transport| Behaviour { transport, in_turn: None, quirk, directory: Arc::clone(&directory) };
        match machines {
            Machines::Stopped => Ok((free_port().await?, Vec::new())),
            Machines::One | Machines::TwoNames => {
                let server = Server::start(behaviour(first)).await?;
                Ok((server.address().port(), vec![server]))
            }
            Machines::GlobalCatalog => {
                let server = Server::start_on(SocketAddr::new(CATALOG_MACHINE, CATALOG_PORT), behaviour(first)).await?;
                Ok((CATALOG_PORT, vec![server]))
            }
            Machines::InTurn => {
                let server = Server::start(Behaviour { in_turn: Some(second), ..behaviour(first) }).await?;
                Ok((server.address().port(), vec![server]))
            }
        }
    }

    fn transport(&self, leaf: &Identity) -> Result<Transport, ErrorStack> {
        let chain = if self.sends_issuing { &[&self.pki.issuing][..] } else { &[] };
        let context = leaf.server_context(chain, self.demand, &self.pki.root)?;
        Ok(if self.speaks_tls { Transport::Tls(context) } else { Transport::Plain(Some(context)) })
    }
}

fn trust_store(
    name: &str,
    held: &[X509],
    certificates: &mut BTreeMap<Fingerprint, String>,
) -> Result<TrustStore, ErrorStack> {
    let mut fingerprints = Vec::new();
    for certificate in held {
        let (fingerprint, pem) = pki::pem(certificate)?;
        certificates.insert(fingerprint.clone(), pem);
        fingerprints.push(fingerprint);
    }
    let source = "made for this demo".to_owned();
    Ok(TrustStore { name: name.to_owned(), source, system: false, certificates: fingerprints, junk: Vec::new() })
}

/// A port nobody listens on: the kernel gave it as free, and it is given back at once.
async fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?.local_addr()?.port())
}

/// 144 random bits; nobody needs to type or to see it.
fn random_password() -> Result<SecretString, ErrorStack> {
    let mut bytes = [0; 18];
    openssl::rand::rand_bytes(&mut bytes)?;
    Ok(SecretString::from(openssl::base64::encode_block(&bytes)))
}

/// Where LDAP is not used at all, nobody comes from there.
fn without_ldap(people: &mut Tables) {
    people.settings.ldap_synchronization = Some(false);
    if let Some(users) = &mut people.call_manager {
        Arc::make_mut(users).from_ldap.fill(Tri::No);
    }
}
