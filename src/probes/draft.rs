//! What is known so far: answers are filed as they come, so a run may be cut at any moment and still report.

mod left_out;

use std::collections::{BTreeMap, BTreeSet};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::sync::mpsc::UnboundedSender;

use self::left_out::{no_bind, no_search};
use super::tls::Certificates;
use crate::check::Stage;
use crate::evidence::person::Person;
use crate::evidence::search::{Likewise, Search};
use crate::evidence::{
    AccountState, AskedSearch, BindAnswer, DnsFailure, Endpoint, Fingerprint, LdapFailure, LookupFailure, Millis,
    Observed, Resolution, RootDse, Sample, Server, Session, SessionFailure, Sibling, Srv, Strict, TcpConnected,
    TcpFailure, TlsFailure, TlsSeen,
};
use crate::gathered::ReadDirectory;
use crate::plan::Plan;
use crate::server_url::{Scheme, ServerUrl};

/// Which address of which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct At {
    /// Position in `Plan::asked.servers`.
    pub(super) server: usize,
    /// Position in the server's endpoints.
    pub(super) endpoint: usize,
}

/// The answer of one probe at one address.
pub(super) enum Answer {
    Tcp(Observed<TcpConnected, TcpFailure>),
    Tls(Observed<TlsSeen, TlsFailure>),
    Ldap(Observed<RootDse, LdapFailure>),
    Session(Observed<Session, SessionFailure>),
    Bind(Observed<BindAnswer, LdapFailure>),
    Account(Observed<AccountState, LdapFailure>),
    Search(Box<Observed<Search, LdapFailure>>),
    Likewise(Box<Observed<Likewise, LdapFailure>>),
    Samples(Vec<Sample>),
    Strict(Strict),
    Sibling(Sibling),
    OpenPort(u16),
    /// So long after the connection was asked for.
    Late(Millis),
}

/// What a task tells the run.
pub(super) enum Note {
    /// Something began, for the progress line.
    Step(String),
    /// The addresses of a host, for every server on it.
    Name(String, Result<Resolution, LookupFailure>),
    /// The SRV records beside a host, for every server on it.
    Srv(String, Observed<Srv, DnsFailure>),
    /// An answer at one address; a later note about the same slot replaces it.
    Answer(At, Answer),
    /// Certificates that a handshake brought to light.
    Certificates(Certificates),
    /// What is known of the person asked about; a later note replaces it.
    Person(Box<Person>),
    /// The people of the directory.
    Directory(Box<ReadDirectory>),
    /// The search that call manager told, where the configuration names none.
    Told(Box<AskedSearch>),
    /// Nothing came so far: whether something comes after its time is to be seen beside the rest of the run.
    Unheard(At),
}

/// The way back from a task to the run. Telling a run that is over does nothing.
#[derive(Clone)]
pub(super) struct Notes(pub(super) UnboundedSender<Note>);

impl Notes {
    pub(super) fn tell(&self, note: Note) {
        let _ = self.0.send(note);
    }

    pub(super) fn answer(&self, at: At, answer: Answer) {
        self.tell(Note::Answer(at, answer));
    }

    pub(super) fn step(&self, url: &ServerUrl, layer: &str) {
        self.tell(Note::Step(format!("{} {layer}", url.authority())));
    }
}

/// The servers as far as they are known. A slot that was asked and not answered yet is `Cut`.
pub(super) struct Draft {
    plan: Arc<Plan>,
    pub(super) servers: Vec<Server>,
    pub(super) person: Option<Person>,
    pub(super) directory: Option<Box<ReadDirectory>>,
    /// The search that call manager told.
    pub(super) told: Option<Box<AskedSearch>>,
    /// Certificates seen in handshakes, beside those of the plan.
    pub(super) certificates: BTreeMap<Fingerprint, String>,
}

impl Draft {
    pub(super) fn new(plan: Arc<Plan>) -> Self {
        let servers = unknown_servers(&plan);
        Self { plan, servers, person: None, directory: None, told: None, certificates: BTreeMap::new() }
    }

    /// Files one note. Returns the addresses that have become known by it, to be looked at next.
    pub(super) fn file(&mut self, note: Note) -> Vec<At> {
        match note {
            Note::Step(_) | Note::Unheard(_) => {}
            Note::Name(host, result) => return self.resolved(&host, &result),
            Note::Srv(host, srv) => {
                for server in self.servers.iter_mut().filter(|server| server.url.host == host) {
                    server.srv = srv.clone();
                }
            }
            Note::Answer(at, answer) => {
                if let Some(endpoint) = self.endpoint_mut(at) {
                    record(endpoint, answer);
                }
            }
            Note::Certificates(seen) => self.certificates.extend(seen),
            Note::Person(person) => self.person = Some(*person),
            Note::Directory(read) => self.directory = Some(read),
            Note::Told(search) => self.told = Some(search),
        }
        Vec::new()
    }

    pub(super) fn endpoint(&self, at: At) -> Option<&Endpoint> {
        self.servers.get(at.server)?.endpoints.get(at.endpoint)
    }

    /// Every address, in configured order, then the resolver's.
    pub(super) fn all(&self) -> Vec<At> {
        let endpoints = |(server, known): (usize, &Server)| {
            (0..known.endpoints.len()).map(move |endpoint| At { server, endpoint }).collect::<Vec<_>>()
        };
        self.servers.iter().enumerate().flat_map(endpoints).collect()
    }

    fn endpoint_mut(&mut self, at: At) -> Option<&mut Endpoint> {
        self.servers.get_mut(at.server)?.endpoints.get_mut(at.endpoint)
    }

    fn resolved(&mut self, host: &str, result: &Result<Resolution, LookupFailure>) -> Vec<At> {
        let mut found = Vec::new();
        for (position, server) in self.servers.iter_mut().enumerate().filter(|(_, server)| server.url.host == host) {
            match result {
                Err(failure) => server.name = Observed::Failed(failure.clone()),
                Ok(resolution) => {
                    let mut once = BTreeSet::new();
                    let mut resolution = resolution.clone();
                    resolution.addresses.retain(|address| once.insert(*address));
                    resolution.left_out = resolution.addresses.len().saturating_sub(MAX_ADDRESSES) as u64;
                    if resolution.left_out > 0 {
                        // Name servers tell them in another order each time, and places are to look at the same ones.
                        resolution.addresses.sort_unstable();
                    }
                    resolution.addresses.truncate(MAX_ADDRESSES);
                    let addresses = resolution.addresses.iter();
                    server.endpoints = addresses.map(|&ip| unknown_endpoint(&self.plan, &server.url, ip)).collect();
                    server.name = Observed::Seen(resolution);
                    found.extend((0..server.endpoints.len()).map(|endpoint| At { server: position, endpoint }));
                }
            }
        }
        found
    }
}

/// Addresses of a name that are looked at: the largest sites have a dozen domain controllers behind one, and a name server
/// may answer with thousands.
const MAX_ADDRESSES: usize = 32;

/// Whether the server's port is to speak TLS, from the start or by StartTLS.
pub(super) fn encrypted(plan: &Plan, url: &ServerUrl) -> bool {
    url.scheme == Scheme::Ldaps || plan.asked.start_tls
}

/// Addresses that need no name server: given by the plan, or the host is one.
fn known_addresses(plan: &Plan, url: &ServerUrl) -> Option<(Vec<IpAddr>, &'static str)> {
    let given = plan.hosts.get(&url.host).map(|given| (given.clone(), "the addresses of this host are given"));
    given.or_else(|| Some((vec![url.address()?], "the host is an address")))
}

/// The servers before anything was seen of them.
pub(super) fn unknown_servers(plan: &Plan) -> Vec<Server> {
    plan.asked.servers.iter().map(|url| unknown_server(plan, url)).collect()
}

fn unknown_server(plan: &Plan, url: &ServerUrl) -> Server {
    let mut server = Server { url: url.clone(), name: Observed::Cut, srv: Observed::Cut, endpoints: Vec::new() };
    if let Some((addresses, reason)) = known_addresses(plan, url) {
        server.endpoints = addresses.iter().map(|&ip| unknown_endpoint(plan, url, ip)).collect();
        server.name = Observed::Seen(Resolution {
            literal: true,
            addresses,
            left_out: 0,
            ms: Millis::default(),
            dns: Vec::new(),
        });
        server.srv = Observed::NotAsked(reason.to_owned());
    }
    server
}

fn unknown_endpoint(plan: &Plan, url: &ServerUrl, ip: IpAddr) -> Endpoint {
    let mut endpoint = Endpoint {
        address: SocketAddr::new(ip, url.port),
        tcp: Observed::Cut,
        tls: Observed::Cut,
        ldap: Observed::Cut,
        session: Observed::Cut,
        bind: Observed::Cut,
        account: Observed::Cut,
        search: Observed::Cut,
        samples: Vec::new(),
        strict: None,
        likewise: None,
        sibling: None,
        open_port: None,
        late: None,
    };
    if plan.last_stage == Stage::Network {
        endpoint.tls = Observed::NotAsked("--only network leaves TLS out".to_owned());
        endpoint.ldap = Observed::NotAsked("--only network leaves LDAP out".to_owned());
    } else if !encrypted(plan, url) {
        endpoint.tls = Observed::NotAsked("ldap:// without StartTLS".to_owned());
    }
    if let Some(reason) = no_bind(plan) {
        endpoint.session = Observed::NotAsked(reason.clone());
        endpoint.bind = Observed::NotAsked(reason.clone());
        endpoint.account = Observed::NotAsked(reason);
    }
    if let Some(reason) = no_search(plan) {
        endpoint.search = Observed::NotAsked(reason);
    }
    endpoint
}

/// Files an answer; what depends on it and will never be asked becomes `Blocked`.
fn record(endpoint: &mut Endpoint, answer: Answer) {
    match answer {
        Answer::Tcp(tcp) => endpoint.tcp = tcp,
        Answer::Tls(tls) => endpoint.tls = tls,
        Answer::Ldap(ldap) => endpoint.ldap = ldap,
        Answer::Session(session) => endpoint.session = session,
        Answer::Bind(bind) => endpoint.bind = bind,
        Answer::Account(account) => endpoint.account = account,
        Answer::Search(search) => endpoint.search = *search,
        Answer::Likewise(likewise) => endpoint.likewise = Some(*likewise),
        Answer::Samples(samples) => endpoint.samples = samples,
        Answer::Strict(strict) => endpoint.strict = Some(strict),
        Answer::Sibling(sibling) => endpoint.sibling = Some(sibling),
        Answer::OpenPort(port) => endpoint.open_port = Some(port),
        Answer::Late(ms) => endpoint.late = Some(ms),
    }
    if let Some(slot) = endpoint.stopped_at() {
        endpoint.block_after(slot);
    }
}

#[cfg(test)]
mod tests;
