//! Our verdict on a server is the one of OpenSSL's own client with the same store and the same name.

use std::fs;
use std::process::{Command, Stdio};

use openssl::hash::MessageDigest;
use openssl::ssl::SslVersion;

use super::doctor::Doctor;
use super::pki::{self, Draft, HOST, Issued, Pki};
use super::slapd;
use super::tls_front::Setup;

/// The checks that say what a strict client objects to. Weakness (TLS-010) is among them: OpenSSL's security level 2,
/// the default of Debian and RHEL, refuses it.
const STRICT: [&str; 6] = ["TLS-004", "TLS-005", "TLS-006", "TLS-009", "TLS-010", "TLS-011"];

struct Case<'a> {
    name: &'static str,
    host: &'static str,
    chain: Vec<&'a Issued>,
    store: Vec<&'a Issued>,
    version: Option<SslVersion>,
    accepted: bool,
}

impl<'a> Case<'a> {
    fn refused(self) -> Self {
        Self { accepted: false, ..self }
    }

    fn by_name(self) -> Self {
        Self { host: HOST, ..self }
    }

    fn store(self, store: &[&'a Issued]) -> Self {
        Self { store: store.to_vec(), ..self }
    }

    fn speaks(self, version: SslVersion) -> Self {
        Self { version: Some(version), ..self }
    }
}

#[test]
fn the_verdict_equals_that_of_s_client() {
    let (lab, elsewhere) = (Pki::new("Lab"), Pki::new("Elsewhere"));
    let Pki { root, issuing } = &lab;
    let sound = Draft::server(&[HOST, "127.0.0.1"]);
    let by_issuing = |draft: Draft| draft.sign(Some(issuing));
    let leaf = by_issuing(sound.clone());
    let expired = by_issuing(sound.clone().days(-60, -5));
    let not_yet = by_issuing(sound.clone().days(5, 60));
    let other_name = by_issuing(Draft::server(&["other.corp.example"]));
    let wildcard = by_issuing(Draft::server(&["*.corp.example"]));
    let wide_wildcard = by_issuing(Draft::server(&["*.example"]));
    let upper_case = by_issuing(Draft::server(&["DC1.Corp.Example"]));
    let common_name = by_issuing(sound.clone().without_alternative_names());
    let sha1 = by_issuing(sound.clone().digest(MessageDigest::sha1()));
    let rsa1024 = by_issuing(sound.clone().rsa(1024));
    let rsa2048 = by_issuing(sound.clone().rsa(2048));
    let client = by_issuing(sound.clone().for_clients_only());
    let self_signed = sound.sign(None);
    let same_name = Draft::authority("Lab", "Root CA").sign(None);
    let by_leaf = sound.sign(Some(&leaf));
    let old_issuing = Draft::authority("Lab", "Issuing CA").days(-900, -5).sign(Some(root));
    let by_old = sound.sign(Some(&old_issuing));
    let case = |name, chain| Case { name, host: "127.0.0.1", chain, store: vec![root], version: None, accepted: true };
    let cases = [
        case("sound", vec![&leaf, issuing]),
        case("sound, by name", vec![&leaf, issuing]).by_name(),
        case("root sent too", vec![&leaf, issuing, root]),
        case("wrong order", vec![&leaf, root, issuing]),
        case("incomplete", vec![&leaf]).refused(),
        case("incomplete, but held", vec![&leaf]).store(&[root, issuing]),
        case("unknown CA", vec![&leaf, issuing]).store(&[&elsewhere.root]).refused(),
        case("CA of the same name", vec![&leaf, issuing, root]).store(&[&same_name]).refused(),
        case("CA of the same name beside the right one", vec![&leaf, issuing]).store(&[&same_name, root]),
        case("self-signed", vec![&self_signed]).refused(),
        case("self-signed, held", vec![&self_signed]).store(&[&self_signed]),
        case("issued by a leaf", vec![&by_leaf, &leaf, issuing]).refused(),
        case("expired", vec![&expired, issuing]).refused(),
        case("not yet valid", vec![&not_yet, issuing]).refused(),
        case("expired CA", vec![&by_old, &old_issuing]).refused(),
        case("other name", vec![&other_name, issuing]).refused(),
        case("wildcard", vec![&wildcard, issuing]).by_name(),
        case("wildcard over two labels", vec![&wide_wildcard, issuing]).by_name().refused(),
        case("name in upper case", vec![&upper_case, issuing]).by_name(),
        case("common name only", vec![&common_name, issuing]).by_name(),
        case("common name only, by address", vec![&common_name, issuing]).refused(),
        case("SHA-1", vec![&sha1, issuing]).refused(),
        case("RSA 1024", vec![&rsa1024, issuing]).refused(),
        case("RSA 2048", vec![&rsa2048, issuing]),
        case("for clients only", vec![&client, issuing]).refused(),
        case("TLS 1.0", vec![&leaf, issuing]).speaks(SslVersion::TLS1).refused(),
        case("TLS 1.1", vec![&leaf, issuing]).speaks(SslVersion::TLS1_1).refused(),
        case("TLS 1.2", vec![&leaf, issuing]).speaks(SslVersion::TLS1_2),
    ];
    let slapd = slapd::Setup::plain().start();
    let mut wrong = Vec::new();
    for case in &cases {
        let (ours, theirs) = verdicts(case, slapd.plain_port);
        if (ours, theirs) != (case.accepted, case.accepted) {
            wrong.push(format!("{}: expected {}, ucdoctor {ours}, s_client {theirs}", case.name, case.accepted));
        }
    }
    assert!(wrong.is_empty(), "accepted?\n{}", wrong.join("\n"));
}

/// Whether ucdoctor and OpenSSL's client accept the server.
fn verdicts(case: &Case<'_>, plain_port: u16) -> (bool, bool) {
    let front = Setup::new(&case.chain);
    let front = if let Some(version) = case.version { front.only(version) } else { front };
    let front = front.in_front_of(plain_port);
    let doctor = Doctor::new(&[&format!("ldaps://{}:{}", case.host, front.port)]).trust("call_manager", &case.store);
    let doctor = if case.host == HOST { doctor.knows_host() } else { doctor };
    let run = doctor.check();
    run.outcome("BIND-001", "pass", "");
    let store = doctor.folder.path().join("store.pem");
    fs::write(&store, pki::bundle(&case.store)).unwrap();
    let mut client = Command::new("openssl");
    client.args(["s_client", "-verify_return_error", "-connect", &format!("127.0.0.1:{}", front.port), "-CAfile"]);
    client.arg(store).args(["-no-CApath", "-no-CAstore"]);
    client.args([if case.host == HOST { "-verify_hostname" } else { "-verify_ip" }, case.host]);
    let theirs = client.stdin(Stdio::null()).output().unwrap().status.success();
    (!run.complains(&STRICT), theirs)
}
