//! One address that is several machines, or none: real balancers and proxies before real directories.

use super::doctor::{Doctor, Run};
use super::front::{Device, Dislike, Front, Switch};
use super::pki::{Draft, Issued, Pki};
use super::slapd::{Setup, Slapd};
use crate::ports::free_port;

/// Two directories with the same content and password, each with a certificate of its own.
fn pair(pki: &Pki, second: &Issued) -> (Slapd, Slapd) {
    let one = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let two = Setup::with_chain(&[second, &pki.issuing]).with_password(&one.password).start();
    (one, two)
}

pub(super) fn doctor(pki: &Pki, url: &str, password: &str) -> Doctor {
    Doctor::new(&[url]).trust("call_manager", &[&pki.root]).trust("presence", &[&pki.root]).manager(password)
}

/// Key, certificate and issuing CA in one file, as proxies take them.
pub(super) fn pem(leaf: &Issued, pki: &Pki) -> (&'static str, String) {
    let key = String::from_utf8(leaf.key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    ("pem", [leaf.pem(), pki.issuing.pem(), key].concat())
}

#[test]
fn usual_healthy_sites_behind_a_proxy_have_no_finding() {
    type Port = fn(&Slapd) -> u16;
    let pki = Pki::new("North");
    let (one, two) = pair(&pki, &pki.server());
    let own = [pem(&pki.server(), &pki)];
    let servers = |port: Port, options: &str| {
        format!(" server one 127.0.0.1:{} {options}\n server two 127.0.0.1:{} {options}\n", port(&one), port(&two))
    };
    let (tls, plain): (Port, Port) = (|slapd| slapd.tls_port, |slapd| slapd.plain_port);
    let dead = free_port();
    let fronts = [
        ("tcp", Front::haproxy(&format!(" bind 127.0.0.1:PORT\n{}", servers(tls, "")), &[])),
        ("tcp with checks", Front::haproxy(&format!(" bind 127.0.0.1:PORT\n{}", servers(tls, "check")), &[])),
        (
            "terminating",
            Front::haproxy(&format!(" bind 127.0.0.1:PORT ssl crt FOLDER/pem\n{}", servers(plain, "")), &own),
        ),
        (
            "encrypting again",
            Front::haproxy(
                &format!(" bind 127.0.0.1:PORT ssl crt FOLDER/pem\n{}", servers(tls, "ssl verify none")),
                &own,
            ),
        ),
        ("stunnel", Front::stunnel(one.plain_port, &own)),
        (
            "nginx, one of two down",
            Front::nginx(
                &format!(
                    "upstream all {{ server 127.0.0.1:{}; server 127.0.0.1:{dead}; }}\n\
                     server {{ listen 127.0.0.1:PORT; proxy_pass all; }}",
                    one.tls_port
                ),
                &[],
            ),
        ),
        (
            "nginx, terminating",
            Front::nginx(
                &format!(
                    "server {{ listen 127.0.0.1:PORT ssl; ssl_certificate FOLDER/pem; ssl_certificate_key FOLDER/pem; \
                     proxy_pass 127.0.0.1:{}; }}",
                    one.plain_port
                ),
                &own,
            ),
        ),
    ];
    for (name, front) in &fronts {
        let run = doctor(&pki, &front.ldaps(), &one.password).check();
        assert_eq!((run.status, run.diagnoses().len()), (Some(0), 0), "{name}: {}", run.told());
        run.outcome("BIND-005", "pass", "binds").outcome("NET-007", "pass", "");
    }
}

#[test]
fn servers_that_differ_behind_one_address_are_one_finding_in_every_run() {
    let pki = Pki::new("North");
    let (one, two) = pair(&pki, &Draft::server(&["ldap7.north.example"]).sign(Some(&pki.issuing)));
    let servers = format!(" server one 127.0.0.1:{}\n server two 127.0.0.1:{}\n", one.tls_port, two.tls_port);
    let front = Front::haproxy(&format!(" bind 127.0.0.1:PORT\n{servers}"), &[]);
    let summaries: Vec<String> = (0..3)
        .map(|_| {
            let run = doctor(&pki, &front.ldaps(), &one.password).check();
            run.finds(1, 1, "identity-differs", "ldap7.north.example");
            assert_eq!(run.diagnoses().len(), 1, "{}", run.told());
            run.diagnoses()[0]["summary"].to_string()
        })
        .collect();
    assert!(summaries.windows(2).all(|pair| pair[0] == pair[1]), "{summaries:#?}");
}

fn only(run: &Run, code: &str) {
    run.finds(1, 1, code, "");
    assert_eq!(run.diagnoses().len(), 1, "{}", run.told());
    assert_eq!(run.diagnoses()[0]["owner"], "network", "{}", run.told());
}

#[test]
fn a_balancer_without_a_live_server_is_named_as_such() {
    let pki = Pki::new("North");
    let own = [pem(&pki.server(), &pki)];
    let dead = free_port();
    let to_nobody = format!(" server one 127.0.0.1:{dead} check inter 100\n");
    let unchecked = format!(" server one 127.0.0.1:{dead}\n");
    for (name, front) in [
        ("all down", Front::haproxy(&format!(" bind 127.0.0.1:PORT\n{to_nobody}"), &[])),
        ("refused after its own tries", Front::haproxy(&format!(" bind 127.0.0.1:PORT\n{unchecked}"), &[])),
        ("terminating", Front::haproxy(&format!(" bind 127.0.0.1:PORT ssl crt FOLDER/pem\n{to_nobody}"), &own)),
        ("nginx", Front::nginx(&format!("server {{ listen 127.0.0.1:PORT; proxy_pass 127.0.0.1:{dead}; }}"), &[])),
    ] {
        // HAProxy's first check has to have failed.
        std::thread::sleep(std::time::Duration::from_millis(700));
        eprintln!("{name}");
        only(&doctor(&pki, &front.ldaps(), "secret").check(), "no-live-backend");
        if name == "all down" {
            let plain = format!("ldap://127.0.0.1:{}", front.port);
            only(&doctor(&pki, &plain, "secret").allow("allow_plaintext").check(), "no-live-backend");
        }
    }
}

/// The port of a balancer's back: whoever comes without the balancer's line is dropped, and the line is not sent to others.
#[test]
fn a_port_that_awaits_a_line_of_its_balancer_is_named_as_such() {
    let pki = Pki::new("North");
    let own = [pem(&pki.server(), &pki)];
    let server = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let (tls, plain) = (server.tls_port, server.plain_port);
    for (name, front, scheme) in [
        (
            "nginx",
            Front::nginx(
                &format!("server {{ listen 127.0.0.1:PORT proxy_protocol; proxy_pass 127.0.0.1:{plain}; }}"),
                &[],
            ),
            "ldap",
        ),
        (
            "nginx, terminating",
            Front::nginx(
                &format!(
                    "server {{ listen 127.0.0.1:PORT ssl proxy_protocol; ssl_certificate FOLDER/pem; \
                     ssl_certificate_key FOLDER/pem; proxy_pass 127.0.0.1:{plain}; }}"
                ),
                &own,
            ),
            "ldaps",
        ),
        (
            "haproxy",
            Front::haproxy(&format!(" bind 127.0.0.1:PORT accept-proxy\n server one 127.0.0.1:{tls}\n"), &[]),
            "ldaps",
        ),
    ] {
        eprintln!("{name}");
        let url = format!("{scheme}://127.0.0.1:{}", front.port);
        let run = doctor(&pki, &url, &server.password).allow("allow_plaintext").check();
        only(&run, "path-filtered");
        run.finds(1, 1, "path-filtered", "PROXY line of a balancer");
    }
    // The other way round the server hangs up on the line.
    let front = Front::nginx(
        &format!("server {{ listen 127.0.0.1:PORT; proxy_pass 127.0.0.1:{plain}; proxy_protocol on; }}"),
        &[],
    );
    let run =
        doctor(&pki, &format!("ldap://127.0.0.1:{}", front.port), &server.password).allow("allow_plaintext").check();
    run.finds(1, 1, "connection-lost", "");
    assert!(run.diagnoses()[0]["fix"].to_string().contains("PROXY line"), "{}", run.told());
}

#[test]
fn one_dead_server_of_two_is_the_same_finding_in_every_run() {
    let pki = Pki::new("North");
    let one = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let servers = format!(" server one 127.0.0.1:{}\n server two 127.0.0.1:{}\n", one.tls_port, free_port());
    let front = Front::haproxy(&format!(" bind 127.0.0.1:PORT\n{servers}"), &[]);
    for shift in 0..3 {
        let run = doctor(&pki, &front.ldaps(), &one.password).check();
        eprintln!("run {shift}");
        only(&run, "no-live-backend");
        run.outcome("NET-007", "fail", "some end without a byte");
    }
}

/// Servers taken in turn, one of them dead: however the connections of a run fall, their size is not to blame.
#[test]
fn in_turn_a_dead_server_is_never_a_matter_of_size() {
    let pki = Pki::new("North");
    let one = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let (alive, dead) = (one.tls_port, free_port());
    for servers in [&[alive, dead][..], &[dead, alive], &[alive, alive, dead]] {
        for _ in 0..4 {
            let turns = servers.to_vec();
            let front = Switch::by(move |nth| turns[nth % turns.len()]);
            let run = doctor(&pki, &format!("ldaps://127.0.0.1:{}", front.port), &one.password).check();
            assert!(
                run.diagnoses().iter().all(|found| found["code"] != "path-filtered"),
                "{servers:?}: {}",
                run.told()
            );
        }
    }
}

#[test]
fn a_device_that_minds_large_hellos_is_one_warning_and_the_bind_works() {
    let pki = Pki::new("North");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    for dislike in [Dislike::Close, Dislike::Reset, Dislike::Drop] {
        let device = Device::new(dislike, slapd.tls_port);
        let run = doctor(&pki, &format!("ldaps://127.0.0.1:{}", device.port), &slapd.password).check();
        run.finds(0, 0, "path-filtered", "gets no answer");
        assert_eq!(run.diagnoses().len(), 1, "{dislike:?}: {}", run.told());
        run.outcome("BIND-005", "pass", "binds").outcome("TLS-014", "warn", "bytes does");
    }
}

#[test]
fn a_directory_closed_to_strangers_on_purpose_has_no_finding() {
    let pki = Pki::new("North");
    for directive in ["require authc", "disallow bind_anon"] {
        let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).directive(directive).start();
        let run = doctor(&pki, &slapd.ldaps(), &slapd.password).check();
        assert_eq!((run.status, run.diagnoses().len()), (Some(0), 0), "{directive}: {}", run.told());
        run.outcome("BIND-005", "pass", "binds");
    }
}

/// Connections made before the bind's: the first look, TLS 1.2, and the large hello.
const BEFORE_THE_BIND: usize = 4;

#[test]
fn a_certificate_that_is_swapped_before_the_bind_gets_no_password() {
    let (pki, impostor) = (Pki::new("North"), Pki::new("North"));
    for (name, other) in [("of the same CA", &pki), ("of a CA of the same name", &impostor)] {
        let one = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
        let two = Setup::with_chain(&[&other.server(), &other.issuing]).with_password(&one.password).start();
        let switch = Switch::new(one.tls_port, BEFORE_THE_BIND, two.tls_port);
        let run = doctor(&pki, &format!("ldaps://127.0.0.1:{}", switch.port), &one.password).check();
        run.finds(1, 1, "identity-differs", "the password was withheld");
        assert_eq!(run.diagnoses().len(), 1, "{name}: {}", run.told());
        assert_eq!((one.stop_and_count_binds(), two.stop_and_count_binds()), (0, 0), "{name}: {}", run.told());
    }
}

#[test]
fn an_impostor_of_the_same_name_gets_no_password() {
    let (pki, impostor) = (Pki::new("North"), Pki::new("North"));
    let slapd = Setup::with_chain(&[&impostor.server(), &impostor.issuing]).start();
    let run = doctor(&pki, &slapd.ldaps(), &slapd.password).check();
    run.finds(1, 1, "ca-replaced", "");
    assert_eq!(slapd.stop_and_count_binds(), 0, "{}", run.told());
}

#[test]
fn a_port_is_advised_only_where_it_answers() {
    let pki = Pki::new("North");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).directive("security simple_bind=128").start();
    let run = doctor(&pki, &slapd.ldap(), &slapd.password).allow("allow_plaintext").check();
    run.finds(1, 1, "signing-required", "");
    let fix = run.diagnoses()[0]["fix"].to_string();
    // Nothing listens on 636 of this host, and a port of one's own has another twin.
    assert!(fix.starts_with("[\"Find the port on which this server takes TLS"), "{fix}");
    assert!(!fix.contains("ldaps://127.0.0.1:636"), "{fix}");
}
