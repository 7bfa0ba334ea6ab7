use super::*;
use crate::checks::sample::{at, ca, diagnosed, fail_ldap, leaf, pki, plain, reject, trust};
use crate::evidence::*;
use crate::ldap::fault::Fault;
use crate::trust::mint::Minted;
use crate::{case::Case, checks};

/// A port of the first server speaks TLS, with this chain.
fn shows(evidence: &mut Evidence, port: u16, chain: &[&Minted]) {
    let Observed::Seen(tls) = at(&mut checks::sample::healthy(), 0).tls.clone() else { unreachable!("no TLS") };
    evidence.certificates.extend(chain.iter().map(|minted| (minted.fingerprint(), minted.pem())));
    let tls = TlsSeen { chain: chain.iter().map(|minted| minted.fingerprint()).collect(), ..tls };
    let seen = Sample {
        hello: Some(HelloKind::Usual),
        hello_bytes: 300,
        request_bytes: None,
        tls: Observed::Seen(tls),
        ldap: Observed::Seen(Named::default()),
    };
    at(evidence, 0).sibling = Some(Sibling { port, seen: Some(seen) });
}

fn steps(change: impl FnOnce(&mut Evidence)) -> Vec<String> {
    let mut evidence = checks::sample::healthy();
    plain(&mut evidence);
    change(&mut evidence);
    let case = Case::new(&evidence);
    let (vantage, server) = (&evidence.vantages[0], &evidence.vantages[0].servers[0]);
    let place = At { case: &case, vantage, server, endpoint: &server.endpoints[0] };
    let port = server.endpoints[0].sibling.as_ref().map_or(0, |sibling| sibling.port);
    let before = before(place, &server.url.host, port).unwrap();
    before.into_iter().map(|step| step.words).collect()
}

#[test]
fn nothing_is_in_the_way_of_a_certificate_that_the_stores_accept() {
    let pki = pki();
    assert_eq!(steps(|e| shows(e, 389, &[&pki.dc[0], &pki.issuing])), Vec::<String>::new());
}

#[test]
fn each_refusal_has_its_own_first_step() {
    let pki = pki();
    let strange = ca("Harbour CA").self_signed();
    let lone = leaf("dc1.corp.example").signed_by(&strange);
    let told = steps(|e| shows(e, 389, &[&lone, &strange]));
    assert!(told.len() == 1 && told[0].starts_with("First upload the CA"), "{told:?}");

    let other = leaf("ldap-west.corp.example").signed_by(&pki.issuing);
    let told = steps(|e| shows(e, 636, &[&other, &pki.issuing]));
    assert!(told.len() == 1 && told[0].contains("(ldap-west.corp.example)"), "{told:?}");

    let old = leaf("dc1.corp.example").days(-400, -20).signed_by(&pki.issuing);
    let told = steps(|e| shows(e, 636, &[&old, &pki.issuing]));
    assert!(told.len() == 1 && told[0].starts_with("Renew the server's certificate first"), "{told:?}");

    // Two things are wrong.
    let both = leaf("ldap-west.corp.example").signed_by(&strange);
    let told = steps(|e| shows(e, 636, &[&both, &strange]));
    assert!(told.len() == 2 && told[0].contains("upload the CA") && told[1].contains("ldap-west"), "{told:?}");

    let told = steps(|e| {
        e.stores.clear();
        shows(e, 636, &[&pki.dc[0], &pki.issuing]);
    });
    assert!(told.len() == 1 && told[0].starts_with("Give the nodes' trust stores"), "{told:?}");
}

/// The steps of the first diagnosis, each with how many changes it knows.
fn first(change: &dyn Fn(&mut Evidence)) -> Vec<(String, usize)> {
    let mut evidence = checks::sample::healthy();
    change(&mut evidence);
    let found = crate::causes::explain(&evidence, &checks::run(&evidence));
    found[0].fix.iter().map(|step| (step.words.clone(), step.changes.len())).collect()
}

#[test]
fn the_advice_waits_for_what_is_in_the_way() {
    let pki = pki();
    let tls_on_plain = |e: &mut Evidence, chain: &[&Minted]| {
        plain(e);
        trust(e, "presence", &[&pki.root]);
        let fault = Fault::NotLdap { protocol: Protocol::Tls, sample: "15 03".into() };
        fail_ldap(e, 0, checks::sample::broken(fault));
        shows(e, 389, chain);
    };
    let told = first(&|e| tls_on_plain(e, &[&pki.dc[0], &pki.issuing]));
    assert!(told[0].0 == "Use ldaps://dc1.corp.example:389" && told[0].1 == 1, "{told:?}");
    let other = leaf("east.corp.example").signed_by(&pki.issuing);
    let told = first(&|e| tls_on_plain(e, &[&other, &pki.issuing]));
    assert!(told[0].0.contains("east.corp.example") && told[1].0.starts_with("Then use ldaps://"), "{told:?}");
    assert!(told.iter().all(|(_, changes)| *changes == 0), "{told:?}");

    let signing = |e: &mut Evidence, chain: &[&Minted]| {
        plain(e);
        reject(e, 8, None);
        shows(e, 636, chain);
    };
    let told = first(&|e| signing(e, &[&pki.dc[0], &pki.issuing]));
    assert!(told[0].0.starts_with("Use ldaps://dc1.corp.example:636") && told[0].1 == 1, "{told:?}");
    let told = first(&|e| signing(e, &[&other, &pki.issuing]));
    assert!(told[0].0.contains("east.corp.example") && told[1].0.starts_with("Then use"), "{told:?}");
    assert_eq!(diagnosed(|e| signing(e, &[&other, &pki.issuing])), ["signing-required"]);

    // A certificate that was not kept: nothing is known of it.
    let unread = |e: &mut Evidence| {
        signing(e, &[&other, &pki.issuing]);
        e.certificates.remove(&other.fingerprint());
    };
    let told = first(&unread);
    assert!(told[0].0.starts_with("Look whether the nodes would take") && told[1].0.starts_with("If they would, use"));
    assert!(told.iter().all(|(_, changes)| *changes == 0), "{told:?}");
}

#[test]
fn a_domain_controller_takes_tls_at_one_port_and_others_at_one_of_their_own() {
    for (port, domain_controller, begins) in [
        (389, true, "Install a server"),
        (389, false, "Install a server"),
        (23909, true, "Install a server"),
        (50000, false, "Find the port"),
    ] {
        let told = first(&|e| {
            plain(e);
            reject(e, 8, None);
            // Nothing answers there.
            e.vantages[0].servers[0].url.port = port;
            at(e, 0).sibling = Some(Sibling { port: 636, seen: None });
            let Observed::Seen(root) = &mut at(e, 0).ldap else { unreachable!("no root entry") };
            root.active_directory = domain_controller;
        });
        assert!(told[0].0.starts_with(begins), "{port} {domain_controller}: {told:?}");
    }
}
