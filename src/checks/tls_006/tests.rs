use super::CHECK;
use crate::case::Case;
use crate::checks::appliances::tests::{list, settled};
use crate::checks::sample::pki;
use crate::checks::sample::{ca, diagnosed, expect, healthy, leaf, plain, present, second_address};
use crate::evidence::{Evidence, Observed};

fn serve(evidence: &mut Evidence, host: &str, names: &[&str]) {
    let certificate = leaf("some name").names(names).signed_by(&pki().issuing);
    evidence.vantages[0].servers[0].url = format!("ldaps://{host}").parse().unwrap();
    present(evidence, 0, &[&certificate, &pki().issuing]);
}

#[test]
fn a_name_that_servers_share_is_no_name_to_configure_first() {
    let of_domain = |e: &mut Evidence| {
        for nth in [0, 1] {
            present(e, nth, &[&leaf("corp.example").signed_by(&pki().issuing), &pki().issuing]);
        }
    };
    expect(
        &CHECK,
        &[(
            of_domain,
            &[
                "name-mismatch~Issue each server a certificate~dc1.corp.example, dc2.corp.example~only the first address",
                "name-mismatch~Issue each server a certificate",
            ],
        )],
    );
    assert_eq!(diagnosed(of_domain), ["name-mismatch"]);
    let of_one = |e: &mut Evidence| {
        present(e, 0, &[&leaf("corp.example").signed_by(&pki().issuing), &pki().issuing]);
    };
    expect(&CHECK, &[(of_one, &["name-mismatch~Issue a certificate with dc1.corp.example~only the first", "pass"])]);
}

/// The certificate of one server was installed on the other: the name it has is configured, and leads elsewhere.
#[test]
fn the_name_of_another_configured_server_is_no_name_to_configure() {
    let copied =
        |e: &mut Evidence| present(e, 1, &[&leaf("dc1.corp.example").signed_by(&pki().issuing), &pki().issuing]);
    expect(
        &CHECK,
        &[(copied, &["pass", "name-mismatch~is for dc1.corp.example~Issue a certificate with dc2.corp.example"])],
    );
    let steps = |change: &dyn Fn(&mut Evidence)| {
        let mut evidence = healthy();
        change(&mut evidence);
        let report = crate::report::Report::judge(evidence, &crate::report::Judging::default());
        report.diagnoses[0].fix[0].clone()
    };
    assert!(steps(&copied).starts_with("Issue a certificate"), "{}", steps(&copied));
    // Both names lead to one machine: then it is the same server.
    let one = steps(&|e| {
        copied(e);
        let here = e.vantages[0].servers[0].endpoints[0].address;
        e.vantages[0].servers[1].endpoints[0].address = here;
    });
    assert!(one.starts_with("Configure dc1.corp.example"), "{one}");
}

#[test]
fn the_configured_name_is_in_the_certificate() {
    expect(
        &CHECK,
        &[
            (|_| {}, &["pass~names dc1.corp.example", "pass"]),
            (
                |e| serve(e, "dc1.corp.example", &["*.corp.example"]),
                &["name-mismatch~*.corp.example~utils ldap config ipaddr", "pass"],
            ),
            (
                |e| {
                    e.stores.retain(|store| store.name != "presence");
                    serve(e, "dc1.corp.example", &["*.corp.example"]);
                },
                &["pass~*.corp.example covers", "pass"],
            ),
            (
                |e| serve(e, "dc1.corp.example", &["old.corp.example"]),
                &["name-mismatch~is for old.corp.example~Configure old", "pass"],
            ),
            (
                |e| serve(e, "dc1", &["dc1.corp.example"]),
                &["name-mismatch~configured as \"dc1\"~full name dc1.corp.example", "pass"],
            ),
            (
                |e| serve(e, "10.0.0.1", &["dc1.corp.example"]),
                &["name-mismatch~instead of the address~utils ldap config ipaddr", "pass"],
            ),
            (
                |e| serve(e, "dc1.corp.example", &["a.x", "b.x", "c.x", "d.x", "e.x", "f.x"]),
                &["name-mismatch~d.x and 2 more", "pass"],
            ),
            (
                |e| behind_one_name(e, "dc3.corp.example"),
                &[
                    "pass",
                    "name-mismatch~remove the address from the records of dc1.corp.example, which 10.0.0.1 serves",
                    "pass",
                ],
            ),
            (
                |e| {
                    e.vantages[0].servers[0].url = "ldaps://10.0.0.9".parse().unwrap();
                    let by_name = leaf("10.0.0.9").names(&[]).signed_by(&ca("South CA").self_signed());
                    present(e, 0, &[&by_name]);
                },
                &[
                    "name-mismatch~not as an IP address, and Java does not read that~as an IP address~in its hello for an address",
                    "pass",
                ],
            ),
            // The usual certificate of a balancer that picks one by the name in the hello.
            (
                |e| serve(e, "dc7", &["balancer.corp.example"]),
                &[
                    "name-mismatch~Configure balancer~in its hello for a short name; configure the server's full name",
                    "pass",
                ],
            ),
            (plain, &["not asked", "not asked"]),
        ],
    );
    // What Java takes for no host name is nothing to configure.
    let mut evidence = healthy();
    serve(&mut evidence, "dc1.corp.example", &["dc1.corp.example."]);
    let told = format!("{:?}", (CHECK.run)(&Case::new(&evidence))[0].verdict);
    assert!(told.contains("Issue a certificate with dc1.corp.example") && !told.contains("Configure"), "{told}");
}

/// The lists of LDAP hosts of call manager and presence, where call manager's server is the first one.
fn known_as(evidence: &mut Evidence, call_manager: &str, presence: &str) {
    let lists = [("call-manager", call_manager), ("presence", presence)];
    settled(evidence).ldap_hosts = lists.map(|(node, host)| list(node, &[host, "dc2.corp.example:636:t"])).to_vec();
}

#[test]
fn the_names_by_which_the_nodes_ask_are_in_the_certificate_too() {
    expect(
        &CHECK,
        &[
            (|e| known_as(e, "DC1.corp.example.:636:t", "dc1.corp.example:636:t"), &["pass", "pass"]),
            (
                |e| known_as(e, "dc1:636:t", "dc1:636:t"),
                &["name-mismatch~call-manager and presence have it as \"dc1\"~Configure dc1.corp.example", "pass"],
            ),
            (
                |e| known_as(e, "dc1.corp.example:636:t", "dc1:636:t"),
                &["name-mismatch~presence has it as \"dc1\"~restart Cisco Sync Agent", "pass"],
            ),
            // Not asked for with TLS, or at another port, or by address: another check's.
            (|e| known_as(e, "dc1:389:f", "dc1:3269:t"), &["pass", "pass"]),
            (|e| known_as(e, "10.0.0.1:636:t", "10.0.0.1:636:t"), &["pass", "pass"]),
            // Of two servers it may be either; and what is configured here is looked at itself.
            (
                |e| {
                    known_as(e, "dc1:636:t", "dc1:636:t");
                    e.vantages[0].servers[1].url = "ldaps://dc1.lab.example".parse().unwrap();
                },
                &["pass", "name-mismatch~configured as \"dc1.lab.example\""],
            ),
            (
                |e| {
                    known_as(e, "dc2.corp.example:636:t", "dc2.corp.example:636:t");
                    e.vantages[0].servers[1].name = e.vantages[0].servers[0].name.clone();
                },
                &["pass", "pass"],
            ),
            // The certificate has both names.
            (
                |e| {
                    known_as(e, "dc1:636:t", "dc1:636:t");
                    serve(e, "dc1.corp.example", &["dc1.corp.example", "dc1"]);
                },
                &["pass", "pass"],
            ),
        ],
    );
    assert_eq!(diagnosed(|e| known_as(e, "dc1:636:t", "dc1:636:t")), ["name-mismatch"]);
}

/// A second address of the first server, where a certificate for another name is shown.
fn behind_one_name(evidence: &mut Evidence, name: &str) {
    second_address(evidence, "10.0.0.3:636");
    let second = leaf(name).signed_by(&pki().issuing);
    evidence.certificates.insert(second.fingerprint(), second.pem());
    let Observed::Seen(tls) = &mut evidence.vantages[0].servers[0].endpoints[1].tls else { unreachable!() };
    tls.chain[0] = second.fingerprint();
}

/// A name that stands for several controllers, and that no certificate has.
#[test]
fn one_configured_name_is_one_fault_whatever_answers_behind_it() {
    let round_robin = diagnosed(|e| {
        serve(e, "ldap.corp.example", &["dc1.corp.example"]);
        behind_one_name(e, "dc3.corp.example");
    });
    assert_eq!(round_robin, ["name-mismatch"]);
}
