//! Certificates and TLS versions, served by OpenSSL in front of a real slapd. The bind is left out: what counts is the
//! verdict on TLS, and that it is the only one.

use openssl::hash::MessageDigest;
use openssl::ssl::SslVersion;

use super::doctor::{Doctor, Run};
use super::pki::{Draft, HOST, Issued, Pki};
use super::slapd::{self, Slapd};
use super::tls_front::Setup;

/// One slapd and one PKI for all cases of a test.
struct Lab {
    slapd: Slapd,
    pki: Pki,
}

impl Lab {
    fn new() -> Self {
        Self { slapd: slapd::Setup::plain().start(), pki: Pki::new("Lab") }
    }

    /// Checks `ldaps://host` against a server that sends this chain, with the store of call manager holding `store`.
    fn check(&self, host: &str, chain: &[&Issued], store: &[&Issued]) -> Run {
        self.check_front(host, Setup::new(chain), store)
    }

    fn check_front(&self, host: &str, front: Setup, store: &[&Issued]) -> Run {
        let front = front.in_front_of(self.slapd.plain_port);
        let doctor = Doctor::new(&[&format!("ldaps://{host}:{}", front.port)]).trust("call_manager", store);
        if host == HOST { doctor.knows_host() } else { doctor }.check()
    }
}

#[test]
fn dates_names_and_purposes() {
    let lab = Lab::new();
    let sound = Draft::server(&[HOST, "127.0.0.1"]);
    let day = |days| (time::OffsetDateTime::now_utc() + time::Duration::days(days)).date();
    let cases = [
        (sound.clone().days(-60, -5), "certificate-expired", format!("its certificate expired on {}", day(-5))),
        (sound.clone().days(5, 60), "certificate-not-yet-valid", format!("is valid from {} only", day(5))),
        (
            Draft::server(&["other.corp.example"]),
            "name-mismatch",
            "configured as \"127.0.0.1\", but the certificate is for other.corp.example".to_owned(),
        ),
        (sound.clone().for_clients_only(), "certificate-unsuitable", format!("\"{HOST}\": ")),
    ];
    for (draft, code, words) in cases {
        let leaf = draft.sign(Some(&lab.pki.issuing));
        let run = lab.check("127.0.0.1", &[&leaf, &lab.pki.issuing], &[&lab.pki.root]);
        run.finds(1, 1, code, &words).outcome("BIND-001", "pass", "");
    }
}

#[test]
fn what_newer_clients_refuse_warns() {
    let lab = Lab::new();
    let sound = Draft::server(&[HOST, "127.0.0.1"]);
    let by_common_name = sound.clone().without_alternative_names();
    let cases = [
        ("127.0.0.1", sound.clone().digest(MessageDigest::sha1()), "certificate-unsuitable", "SHA1"),
        ("127.0.0.1", sound.clone().rsa(1024), "certificate-unsuitable", "1024"),
        (HOST, Draft::server(&["*.corp.example"]), "name-mismatch", "only the wildcard *.corp.example fits"),
        (HOST, by_common_name, "name-mismatch", "the name is in the common name only"),
    ];
    for (host, draft, code, words) in cases {
        let leaf = draft.sign(Some(&lab.pki.issuing));
        let run = lab.check(host, &[&leaf, &lab.pki.issuing], &[&lab.pki.root]);
        run.finds(0, 0, code, words);
    }
    let leaf = lab.pki.server();
    lab.check(HOST, &[&leaf, &lab.pki.issuing], &[&lab.pki.root]).healthy();
}

#[test]
fn chains() {
    let lab = Lab::new();
    let Pki { root, issuing } = &lab.pki;
    let leaf = lab.pki.server();
    let wrong_order = lab.check("127.0.0.1", &[&leaf, root, issuing], &[root]);
    wrong_order.finds(0, 0, "chain-incomplete", "the chain is sent in the wrong order");
    let incomplete = lab.check("127.0.0.1", &[&leaf], &[root]);
    incomplete.finds(1, 1, "chain-incomplete", "does not send \"Lab Issuing CA\", which call-manager lacks");
    let held = lab.check("127.0.0.1", &[&leaf], &[root, issuing]);
    held.finds(0, 0, "chain-incomplete", "the server does not send \"Lab Issuing CA\"");
    lab.check("127.0.0.1", &[&leaf, issuing, root], &[root]).healthy();
}

#[test]
fn stores() {
    let lab = Lab::new();
    let Pki { root, issuing } = &lab.pki;
    let leaf = lab.pki.server();
    let self_signed = Draft::server(&[HOST, "127.0.0.1"]).sign(None);
    let run = lab.check("127.0.0.1", &[&self_signed], &[root]);
    run.finds(1, 1, "ca-missing", &format!("it lacks its self-signed certificate \"{HOST}\""));
    lab.check("127.0.0.1", &[&self_signed], &[&self_signed]).healthy();
    let same_name = Draft::authority("Lab", "Root CA").sign(None);
    let run = lab.check("127.0.0.1", &[&leaf, issuing, root], &[&same_name]);
    run.finds(
        1,
        1,
        "ca-replaced",
        "it holds another key under the same name, not the \"Lab Root CA\" that the connection showed",
    );
    let run = lab.check("127.0.0.1", &[&leaf, issuing], &[&same_name]);
    run.finds(1, 1, "ca-replaced", "its \"Lab Root CA\" has another key than the one that issued the certificate");
    let expired = Draft::authority("Lab", "Root CA").days(-900, -5).sign(None);
    let issuing = Draft::authority("Lab", "Issuing CA").sign(Some(&expired));
    let leaf = Draft::server(&[HOST, "127.0.0.1"]).sign(Some(&issuing));
    let run = lab.check("127.0.0.1", &[&leaf, &issuing], &[&expired]);
    // Java does not look at the dates of what it trusts; an upgrade of call manager does.
    run.finds(0, 0, "certificate-expired", "is trusted until the next upgrade");
}

#[test]
fn versions_and_no_certificate() {
    let lab = Lab::new();
    let Pki { root, issuing } = &lab.pki;
    let leaf = lab.pki.server();
    for (version, words) in
        [(SslVersion::TLS1, "speaks TLS 1.0 at best"), (SslVersion::TLS1_1, "speaks TLS 1.1 at best")]
    {
        let run = lab.check_front("127.0.0.1", Setup::new(&[&leaf, issuing]).only(version), &[root]);
        run.finds(1, 1, "tls-version-unsupported", words).outcome(
            "TLS-004",
            "pass",
            "\"Lab Root CA\" is in call-manager",
        );
    }
    lab.check_front("127.0.0.1", Setup::new(&[&leaf, issuing]).only(SslVersion::TLS1_2), &[root]).healthy();
    let run = lab.check_front("127.0.0.1", Setup::new(&[&leaf, issuing]).only(SslVersion::TLS1_3), &[root]);
    run.finds(0, 0, "tls-version-unsupported", "speaks TLS 1.3 only");
    lab.check("127.0.0.1", &[], &[root]).finds(1, 1, "no-server-certificate", "the server refuses the handshake");
}

/// Debian's slapd speaks TLS by GnuTLS, which ends the connection without an alert on a version that it does not take.
#[test]
fn a_server_that_hangs_up_on_older_versions() {
    let pki = Pki::new("Lab");
    let leaf = pki.server();
    for (priorities, release, finding) in [
        ("SECURE128:-VERS-ALL:+VERS-TLS1.3", None, Some((0, 0, "speaks TLS 1.3 only"))),
        (
            "SECURE128:-VERS-ALL:+VERS-TLS1.3",
            Some("12.5.1.14900-63"),
            Some((1, 1, "call manager 12.5.1.14900-63 none")),
        ),
        ("SECURE128:-VERS-ALL:+VERS-TLS1.3", Some("15.0.1.13901-2"), Some((0, 0, "speaks TLS 1.3 only"))),
        ("SECURE128:-VERS-ALL:+VERS-TLS1.2", Some("12.5.1.14900-63"), None),
        ("SECURE128:-VERS-ALL:+VERS-TLS1.2", Some("10.5.2.10000-5"), Some((1, 1, "may speak nothing newer"))),
    ] {
        let setup = slapd::Setup::with_chain(&[&leaf, &pki.issuing]).directive(&format!("TLSCipherSuite {priorities}"));
        let slapd = setup.start();
        let release = release.map(|release| format!("[call_manager]\nversion = \"{release}\"\n"));
        let doctor =
            Doctor::new(&[&slapd.ldaps()]).trust("presence", &[&pki.root]).exports(&release.unwrap_or_default());
        let run = doctor.check();
        match finding {
            Some((exit, errors, words)) => run.finds(exit, errors, "tls-version-unsupported", words),
            None => run.healthy(),
        };
    }
}
