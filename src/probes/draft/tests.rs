use std::time::Duration;

use secrecy::SecretString;

use super::*;
use crate::evidence::{Asked, AskedBind, Slot, TcpFailureKind, Wire};
use crate::ldap::fault::Fault;

fn plan(last_stage: Stage, servers: &[&str]) -> Plan {
    let bind = AskedBind { name: "cn=m".into(), allow_plaintext: false, allow_untrusted: false, padded: false };
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
    Answer::Bind(Observed::Seen(BindAnswer::of(code, "")))
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
        let resolution = Resolution { literal: false, addresses, left_out: 0, ms: Millis::default(), dns: Vec::new() };
        draft.file(Note::Name("dc2".into(), Ok(resolution)));
        draft.servers[0].name.seen().unwrap().clone()
    };
    let (up, down) = (looked_at(&mut (1..=40)), looked_at(&mut (1..=40).rev()));
    assert_eq!((up.addresses.len(), up.left_out), (32, 8));
    assert_eq!(up, down);
    // Fewer stay in the order of the resolver, which is that of applications.
    assert_eq!(looked_at(&mut (1..=32).rev()).addresses[0], IpAddr::from([10, 0, 0, 32]));
}
