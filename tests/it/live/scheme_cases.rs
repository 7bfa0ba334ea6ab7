//! Ports that speak something else than the scheme says, and servers that want a certificate of the client.

use super::doctor::Doctor;
use super::pki::Pki;
use super::slapd::Setup;

#[test]
fn tls_and_plain_ports_are_told_apart() {
    let pki = Pki::new("Lab");
    let slapd = Setup::with_chain(&[&pki.server(), &pki.issuing]).start();
    let (tls, plain) = (slapd.tls_port, slapd.plain_port);
    let cases = [
        (format!("ldaps://127.0.0.1:{plain}"), "configured as ldaps://, but the port speaks LDAP without TLS"),
        (format!("ldap://127.0.0.1:{tls}"), "configured as ldap://, but the port speaks TLS"),
    ];
    for (url, words) in cases {
        let run = Doctor::new(&[&url]).trust("call_manager", &[&pki.root]).manager(&slapd.password).check();
        run.finds(1, 1, "scheme-mismatch", words);
    }
    assert_eq!(slapd.stop_and_count_binds(), 0);
}

/// GnuTLS ends such a handshake without a reason that OpenSSL could name; what decides is its request for a certificate.
#[test]
fn a_demand_for_a_client_certificate_is_named() {
    let pki = Pki::new("Lab");
    let setup = Setup::with_chain(&[&pki.server(), &pki.issuing]).directive("TLSVerifyClient demand");
    let slapd = setup.start();
    let doctor = Doctor::new(&[&slapd.ldaps()]).trust("call_manager", &[&pki.root]).manager(&slapd.password);
    doctor.check().finds(1, 1, "client-certificate-required", "the server demands a client certificate");
}
