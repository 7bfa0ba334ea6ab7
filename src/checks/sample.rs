//! A healthy deployment for tests to break: two servers, two trust stores, one place that looks.

mod table;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::OnceLock;

use time::OffsetDateTime;

use crate::evidence::result::leaves_the_password_alone;
use crate::evidence::*;
use crate::ldap::fault::Fault;
use crate::trust::mint::{self, Minted};

pub(crate) use self::table::{diagnosed, expect, run};

/// The day of every test.
pub(crate) const NOW: OffsetDateTime = mint::NOW;

/// The certificates of the healthy deployment.
pub(crate) struct Pki {
    pub(crate) root: Minted,
    pub(crate) issuing: Minted,
    pub(crate) dc: [Minted; 2],
}

/// The same certificates for all tests: minting takes time.
pub(crate) fn pki() -> &'static Pki {
    static PKI: OnceLock<Pki> = OnceLock::new();
    PKI.get_or_init(|| {
        let root = ca("Corp Root CA").days(-900, 2000).self_signed();
        let issuing = ca("Corp Issuing CA").days(-800, 1000).signed_by(&root);
        let dc = ["dc1.corp.example", "dc2.corp.example"].map(|host| leaf(host).signed_by(&issuing));
        Pki { root, issuing, dc }
    })
}

/// A CA of the company.
pub(crate) fn ca(name: &str) -> mint::Certificate {
    mint::Certificate::ca(name).subject(&[("O", "Corp"), ("CN", name)])
}

/// A server's certificate.
pub(crate) fn leaf(host: &str) -> mint::Certificate {
    mint::Certificate::leaf(host).names(&[host])
}

/// Everything works, over LDAPS, in Active Directory.
pub(crate) fn healthy() -> Evidence {
    let pki = pki();
    let servers: Vec<Server> = (0..2).map(server).collect();
    let mut evidence = Evidence {
        asked: Asked {
            servers: servers.iter().map(|server| server.url.clone()).collect(),
            start_tls: false,
            bind: Some(AskedBind {
                name: "svc-ucm@corp.example".into(),
                allow_plaintext: false,
                allow_untrusted: false,
                padded: false,
            }),
            search: None,
            search_told: false,
            further_searches: Vec::new(),
            login_bases: Vec::new(),
            accepts: Vec::new(),
            person: None,
            connect_timeout_ms: 3000,
            answer_timeout_ms: 0,
            deadline_ms: 30_000,
        },
        vantages: vec![Vantage { tool_version: "0".into(), duration_ms: 100, servers, ..Vantage::begun("here", NOW) }],
        ..Evidence::default()
    };
    for (index, dc) in pki.dc.iter().enumerate() {
        present(&mut evidence, index, &[dc, &pki.issuing]);
    }
    for name in ["call-manager", "presence"] {
        trust(&mut evidence, name, &[&pki.root]);
    }
    evidence
}

fn server(index: usize) -> Server {
    let host = format!("dc{}.corp.example", index + 1);
    let address: SocketAddr = format!("10.0.0.{}:636", index + 1).parse().unwrap();
    let answer = DnsAnswer { rcode: "NOERROR".into(), records: vec![address.ip().to_string()], truncated: false };
    let target = |n: usize| SrvTarget {
        priority: 0,
        weight: 100,
        port: 389,
        host: format!("dc{n}.corp.example"),
        addresses: Vec::new(),
    };
    Server {
        url: format!("ldaps://{host}").parse().unwrap(),
        name: Observed::Seen(Resolution {
            literal: false,
            addresses: vec![address.ip()],
            left_out: 0,
            ms: Millis(1.0),
            dns: ["10.0.0.53:53", "10.0.1.53:53"].map(|server| asked(server, &host, Ok(answer.clone()))).to_vec(),
        }),
        srv: Observed::Seen(Srv {
            query: "_ldap._tcp.corp.example".into(),
            rcode: "NOERROR".into(),
            targets: vec![target(1), target(2)],
        }),
        endpoints: vec![endpoint(address)],
    }
}

/// One question for the address of a host.
pub(crate) fn asked(server: &str, host: &str, answer: Result<DnsAnswer, DnsFailure>) -> DnsExchange {
    DnsExchange { server: server.parse().unwrap(), question: format!("A {host}"), answer, ms: Millis(1.0) }
}

/// An address where everything works, without certificates yet.
pub(crate) fn endpoint(address: SocketAddr) -> Endpoint {
    let root = [("currentTime", "20261123120000.0Z"), ("namingContexts", "DC=corp,DC=example")];
    let attributes = root.map(|(name, value)| (name.to_owned(), vec![value.to_owned()]));
    Endpoint {
        address,
        tcp: Observed::Seen(TcpConnected {
            source: "10.0.9.9".parse().unwrap(),
            ms: Millis(1.0),
            syn_retransmissions: 0,
        }),
        tls: Observed::Seen(TlsSeen {
            version: "TLSv1.3".into(),
            cipher: "TLS_AES_256_GCM_SHA384".into(),
            chain: Vec::new(),
            start_tls: false,
            ms: Millis(5.0),
        }),
        ldap: Observed::Seen(RootDse {
            vendor: "Active Directory".into(),
            active_directory: true,
            attributes: attributes.into_iter().collect(),
            ms: Millis(2.0),
        }),
        session: Observed::Seen(Session::Verified { store: "call-manager".into() }),
        bind: Observed::Seen(BindAnswer {
            who_am_i: Some("u:CORP\\svc-ucm".into()),
            ms: Millis(3.0),
            ..BindAnswer::of(0, "")
        }),
        account: Observed::Seen(AccountState {
            dn: "CN=svc-ucm,DC=corp,DC=example".into(),
            bad_password_count: Some(0),
            lockout_threshold: Some(5),
            ..AccountState::default()
        }),
        search: Observed::default(),
        samples: Vec::new(),
        strict: None,
        likewise: None,
        sibling: None,
        open_port: None,
        late: None,
    }
}

/// The first address of a server.
pub(crate) fn at(evidence: &mut Evidence, server: usize) -> &mut Endpoint {
    &mut evidence.vantages[0].servers[server].endpoints[0]
}

/// A second address of the first server, where everything works.
pub(crate) fn second_address(evidence: &mut Evidence, address: &str) {
    let address: SocketAddr = address.parse().unwrap();
    let server = &mut evidence.vantages[0].servers[0];
    server.endpoints.push(Endpoint { address, ..server.endpoints[0].clone() });
}

/// One more connection to a server: with its own certificate or one for `other`, answered or ended by `dead`.
pub(crate) fn sampled(evidence: &mut Evidence, server: usize, other: Option<&str>, dead: Option<Fault>) {
    let Observed::Seen(mut tls) = at(evidence, server).tls.clone() else { unreachable!("no TLS") };
    tls.version = "TLSv1.2".into();
    if let Some(host) = other {
        let certificate = leaf(host).signed_by(&pki().issuing);
        evidence.certificates.insert(certificate.fingerprint(), certificate.pem());
        tls.chain[0] = certificate.fingerprint();
    }
    let ldap = dead.map_or(Observed::Seen(Named::default()), Observed::Failed);
    let sample =
        Sample { hello: Some(HelloKind::Tls12), hello_bytes: 400, request_bytes: None, tls: Observed::Seen(tls), ldap };
    at(evidence, server).samples.push(sample);
}

/// One more connection to the first server, with a hello of this kind and this certificate in answer.
pub(crate) fn shown_to(evidence: &mut Evidence, hello: HelloKind, other: &Minted) {
    sampled(evidence, 0, None, None);
    evidence.certificates.insert(other.fingerprint(), other.pem());
    let sample = at(evidence, 0).samples.last_mut().expect("a sample");
    sample.hello = Some(hello);
    let Observed::Seen(tls) = &mut sample.tls else { unreachable!() };
    tls.chain[0] = other.fingerprint();
}

/// Lets a server send this chain, on all its addresses.
pub(crate) fn present(evidence: &mut Evidence, server: usize, chain: &[&Minted]) {
    evidence.certificates.extend(chain.iter().map(|minted| (minted.fingerprint(), minted.pem())));
    for endpoint in &mut evidence.vantages[0].servers[server].endpoints {
        let Observed::Seen(tls) = &mut endpoint.tls else { unreachable!("no TLS") };
        tls.chain = chain.iter().map(|minted| minted.fingerprint()).collect();
    }
}

/// Fills a trust store, which is made if it is not there.
pub(crate) fn trust(evidence: &mut Evidence, name: &str, certificates: &[&Minted]) {
    evidence.certificates.extend(certificates.iter().map(|minted| (minted.fingerprint(), minted.pem())));
    evidence.stores.retain(|store| store.name != name);
    evidence.stores.push(TrustStore {
        name: name.into(),
        source: format!("trust/{name}"),
        system: false,
        certificates: certificates.iter().map(|minted| minted.fingerprint()).collect(),
        junk: Vec::new(),
    });
    evidence.stores.sort_by(|a, b| a.name.cmp(&b.name));
}

/// The host name of a server does not resolve.
pub(crate) fn fail_name(evidence: &mut Evidence, server: usize, kind: LookupFailureKind) {
    let server = &mut evidence.vantages[0].servers[server];
    server.name = Observed::Failed(LookupFailure { kind, raw: "gai".into(), ms: Millis(1.0), dns: Vec::new() });
    server.endpoints.clear();
}

/// The connection to a server fails.
pub(crate) fn fail_tcp(evidence: &mut Evidence, server: usize, kind: TcpFailureKind) {
    let icmp = Icmp { kind: 3, code: 13, from: Some("10.0.9.1".parse().unwrap()) };
    let endpoint = at(evidence, server);
    endpoint.tcp = Observed::Failed(TcpFailure {
        kind,
        icmp: matches!(kind, TcpFailureKind::Prohibited).then_some(icmp),
        errno: None,
        source: Some("10.0.9.9".parse().unwrap()),
        syn_retransmissions: 2,
        ms: Millis(3000.0),
        raw: "words".into(),
    });
    block_after(endpoint, Slot::Tcp);
}

/// The handshake with a server fails after so many bytes.
pub(crate) fn fail_tls(evidence: &mut Evidence, server: usize, kind: TlsFailureKind, received: u64) {
    let wire = Wire { sent: 500, received, ..Wire::default() };
    let endpoint = at(evidence, server);
    endpoint.tls =
        Observed::Failed(TlsFailure { kind, chain: Vec::new(), wire, ms: Millis(3000.0), raw: "words".into() });
    block_after(endpoint, Slot::Tls);
}

/// A conversation that broke.
pub(crate) fn broken(fault: Fault) -> LdapFailure {
    LdapFailure { fault, wire: Wire::default(), follow_up: None, ms: Millis(4.0) }
}

/// An answer with this result code.
pub(crate) fn result(code: u32) -> Fault {
    Fault::Result { code, text: "words".into(), matched: String::new() }
}

/// The rootDSE read of a server fails; a mere refusal leaves the bind alone.
pub(crate) fn fail_ldap(evidence: &mut Evidence, server: usize, failure: LdapFailure) {
    let endpoint = at(evidence, server);
    endpoint.ldap = Observed::Failed(failure);
    if let Some(slot) = endpoint.stopped_at() {
        block_after(endpoint, slot);
    }
}

/// No store verifies a server, so the password is withheld.
pub(crate) fn withhold(evidence: &mut Evidence, server: usize) {
    let by_store = BTreeMap::from([("call-manager".to_owned(), "verify failed".to_owned())]);
    let endpoint = at(evidence, server);
    block_after(endpoint, Slot::Session);
    endpoint.session = Observed::Failed(SessionFailure::NotVerified { by_store });
}

/// The first server answers the bind like this, and the second one is not asked any more.
pub(crate) fn reject(evidence: &mut Evidence, code: u32, ad_data: Option<u32>) {
    let endpoint = at(evidence, 0);
    let Observed::Seen(answer) = &mut endpoint.bind else { unreachable!("no bind") };
    (answer.code, answer.ad_data, answer.text, answer.who_am_i) = (code, ad_data, "words".into(), None);
    block_after(endpoint, Slot::Bind);
    if !leaves_the_password_alone(code) {
        block_after(at(evidence, 1), Slot::EarlierBind);
    }
}

/// Both servers by `ldap://`, without TLS; the password may be sent all the same.
pub(crate) fn plain(evidence: &mut Evidence) {
    for server in &mut evidence.vantages[0].servers {
        server.url = format!("ldap://{}", server.url.host).parse().unwrap();
        for endpoint in &mut server.endpoints {
            endpoint.address.set_port(389);
            endpoint.tls = Observed::NotAsked("ldap:// without StartTLS".into());
            endpoint.session = Observed::Seen(Session::Plaintext);
        }
    }
}

/// As if what comes after this had never been asked.
fn block_after(endpoint: &mut Endpoint, slot: Slot) {
    endpoint.forget_after(slot);
    endpoint.block_after(slot);
}
