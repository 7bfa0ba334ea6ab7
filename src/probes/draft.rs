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
            Note::Step(_) => {}
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
    }
    if let Some(slot) = endpoint.stopped_at() {
        endpoint.block_after(slot);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use secrecy::SecretString;

    use super::*;
    use crate::evidence::{Asked, AskedBind, Slot, TcpFailureKind, Wire};
    use crate::ldap::fault::Fault;

    fn plan(last_stage: Stage, servers: &[&str]) -> Plan {
        let bind = AskedBind { name: "cn=m".into(), allow_plaintext: false, allow_untrusted: false };
        let servers = servers.iter().map(|url| url.parse().unwrap()).collect();
        Plan {
            password: Some(SecretString::from("x")),
            last_stage,
            hosts: BTreeMap::from([("dc1".to_owned(), vec!["127.0.0.1".parse().unwrap()])]),
            ..Plan::of_network(Asked { servers, bind: Some(bind), ..Asked::default() }, "client")
        }
    }

    fn first(draft: &Draft) -> &Endpoint {
        draft.endpoint(At { server: 0, endpoint: 0 }).unwrap()
    }

    fn after(answers: Vec<Answer>) -> Endpoint {
        let mut draft = Draft::new(Arc::new(plan(Stage::Deployment, &["ldaps://dc1"])));
        for answer in answers {
            draft.file(Note::Answer(At { server: 0, endpoint: 0 }, answer));
        }
        first(&draft).clone()
    }

    fn ldap_failure(fault: Fault) -> LdapFailure {
        LdapFailure { fault, wire: Wire::default(), follow_up: None, ms: Millis::default() }
    }

    fn bind_answer(code: u32) -> Answer {
        let (text, ms) = (String::new(), Millis::default());
        Answer::Bind(Observed::Seen(BindAnswer {
            code,
            text,
            ad_data: None,
            password_policy: None,
            who_am_i: None,
            referrals: Vec::new(),
            ms,
            remembered: None,
        }))
    }

    #[test]
    fn a_failed_slot_blocks_what_depends_on_it() {
        let refused = TcpFailure {
            kind: TcpFailureKind::Refused,
            icmp: None,
            errno: Some(111),
            source: None,
            syn_retransmissions: 0,
            ms: Duration::from_millis(1).into(),
            raw: String::new(),
        };
        let endpoint = after(vec![Answer::Tcp(Observed::Failed(refused))]);
        assert_eq!(endpoint.tls, Observed::Blocked(Slot::Tcp));
        assert_eq!(endpoint.account, Observed::Blocked(Slot::Tcp));

        let endpoint = after(vec![Answer::Session(Observed::Failed(SessionFailure::WithoutTls))]);
        assert_eq!(endpoint.bind, Observed::Blocked(Slot::Session));

        let endpoint = after(vec![Answer::Session(Observed::Blocked(Slot::EarlierBind))]);
        assert_eq!(endpoint.bind, Observed::Blocked(Slot::EarlierBind));
        assert_eq!(endpoint.account, Observed::Blocked(Slot::EarlierBind));

        assert_eq!(after(vec![bind_answer(49)]).account, Observed::Blocked(Slot::Bind));
        assert_eq!(after(vec![bind_answer(0)]).account, Observed::Cut);
    }

    #[test]
    fn a_refused_root_dse_leaves_the_bind_open() {
        for (fault, bind) in [
            (Fault::Result { code: 1, text: String::new(), matched: String::new() }, Observed::Cut),
            (Fault::Result { code: 51, text: String::new(), matched: String::new() }, Observed::Blocked(Slot::Ldap)),
            (Fault::Result { code: 52, text: String::new(), matched: String::new() }, Observed::Blocked(Slot::Ldap)),
            (Fault::Closed { pending: 0 }, Observed::Blocked(Slot::Ldap)),
        ] {
            assert_eq!(after(vec![Answer::Ldap(Observed::Failed(ldap_failure(fault.clone())))]).bind, bind, "{fault}");
        }
    }

    #[test]
    fn what_is_not_asked_says_why() {
        let reason = |plan: Plan| {
            let draft = Draft::new(Arc::new(plan));
            let Endpoint { tls, ldap, bind, .. } = first(&draft).clone();
            let why = |text: &str| text.to_owned();
            (
                if let Observed::NotAsked(text) = tls { text } else { why("asked") },
                if let Observed::NotAsked(text) = ldap { text } else { why("asked") },
                if let Observed::NotAsked(text) = bind { text } else { why("asked") },
            )
        };
        let texts = |a: &str, b: &str, c: &str| (a.to_owned(), b.to_owned(), c.to_owned());
        assert_eq!(
            reason(plan(Stage::Network, &["ldaps://dc1"])),
            texts(
                "--only network leaves TLS out",
                "--only network leaves LDAP out",
                "--only network leaves the manager's bind out"
            )
        );
        assert_eq!(
            reason(plan(Stage::Tls, &["ldap://dc1"])),
            texts("ldap:// without StartTLS", "asked", "--only tls leaves the manager's bind out")
        );
        assert_eq!(reason(plan(Stage::Bind, &["ldaps://dc1"])), texts("asked", "asked", "asked"));
        let silent = Plan { password: None, ..plan(Stage::Bind, &["ldaps://dc1"]) };
        assert_eq!(reason(silent), texts("asked", "asked", "no password was given"));
    }

    #[test]
    fn one_answer_serves_every_server_of_a_host() {
        let mut draft = Draft::new(Arc::new(plan(Stage::Bind, &["ldap://dc2", "ldaps://10.0.0.9", "ldaps://dc2"])));
        assert_eq!(draft.all(), [At { server: 1, endpoint: 0 }]);
        assert!(draft.servers[1].name.seen().unwrap().literal);
        let addresses = ["10.0.0.2", "10.0.0.1", "10.0.0.2"].map(|text| text.parse().unwrap()).to_vec();
        let resolution = Resolution { literal: false, addresses, left_out: 0, ms: Millis::default(), dns: Vec::new() };
        let found = draft.file(Note::Name("dc2".into(), Ok(resolution)));
        assert_eq!(found.len(), 4);
        let addresses =
            |at: usize| -> Vec<_> { draft.servers[at].endpoints.iter().map(|e| e.address.to_string()).collect() };
        assert_eq!(addresses(0), ["10.0.0.2:389", "10.0.0.1:389"]);
        assert_eq!(addresses(2), ["10.0.0.2:636", "10.0.0.1:636"]);
    }

    #[test]
    fn of_very_many_addresses_every_place_looks_at_the_same_ones() {
        let looked_at = |order: &mut dyn Iterator<Item = u8>| {
            let mut draft = Draft::new(Arc::new(plan(Stage::Bind, &["ldap://dc2"])));
            let addresses = order.map(|last| IpAddr::from([10, 0, 0, last])).collect();
            let resolution =
                Resolution { literal: false, addresses, left_out: 0, ms: Millis::default(), dns: Vec::new() };
            draft.file(Note::Name("dc2".into(), Ok(resolution)));
            draft.servers[0].name.seen().unwrap().clone()
        };
        let (up, down) = (looked_at(&mut (1..=40)), looked_at(&mut (1..=40).rev()));
        assert_eq!((up.addresses.len(), up.left_out), (32, 8));
        assert_eq!(up, down);
        // Fewer stay in the order of the resolver, which is that of applications.
        assert_eq!(looked_at(&mut (1..=32).rev()).addresses[0], IpAddr::from([10, 0, 0, 32]));
    }
}
