//! One server with a certificate for each kind of key.

use super::balancers::{doctor, pem};
use super::front::Front;
use super::pki::{Draft, Issued, Pki};
use super::slapd::Setup;

/// nginx with a certificate for each kind of key, which shows TLS 1.2 the RSA one and TLS 1.3 the other.
#[test]
fn one_server_with_two_certificates_is_no_pair_of_servers() {
    let (pki, other) = (Pki::new("North"), Pki::new("South"));
    let one = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let rsa = |by: &Pki| Draft::server(&["127.0.0.1"]).rsa(2048).sign(Some(&by.issuing));
    let front = |second: &Issued, by: &Pki, options: &str| {
        let files = [pem(&pki.server(), &pki), ("second", pem(second, by).1)];
        let certificate = |file: &str| format!("ssl_certificate FOLDER/{file}; ssl_certificate_key FOLDER/{file}; ");
        let (both, to) = ([certificate("pem"), certificate("second")].concat(), one.plain_port);
        Front::nginx(
            &format!("server {{ listen 127.0.0.1:PORT ssl; {both}{options} proxy_pass 127.0.0.1:{to}; }}"),
            &files,
        )
    };
    let rsa_first = "ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers on; ssl_ciphers ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES256-GCM-SHA384; ";
    let check = |front: Front| doctor(&pki, &front.ldaps(), &one.password).check();
    for options in [rsa_first, "ssl_prefer_server_ciphers off; "] {
        check(front(&rsa(&pki), &pki, options)).healthy();
    }
    check(front(&rsa(&other), &other, rsa_first)).finds(
        1,
        1,
        "identity-differs",
        "one for each kind of key: TLS 1.3 is shown",
    );
    let run = check(front(&rsa(&other), &other, "ssl_prefer_server_ciphers off; "));
    run.finds(0, 0, "identity-differs", "to clients with RSA suites alone");
}
