//! Trust as a real Java judges it: every certificate of the matrix is asked of JNDI, and our verdict must be the same.

mod cases;
mod der;
mod filters;
pub(crate) mod pki;
mod request;
mod server;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use openssl::ssl::{SslConnector, SslMethod, SslVerifyMode};
use time::OffsetDateTime;
use ucdoctor::trust::java::{self, Asked, Reader};

use cases::Case;
use server::Java;

/// Where our verdict may differ from Java 17's, and why. Each must be undecided by us, never the contrary.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("AES-CCM only", "our hello offers more suites than Java's: whether the server has another one is not seen"),
    ("Camellia only", "the same"),
];

/// What each side said of one case.
struct Row {
    case: Case,
    java: String,
    ours: Option<java::Verdict>,
}

impl Row {
    fn java_accepts(&self) -> bool {
        self.java == "OK"
    }

    /// Our verdict for a Java of 2026: what older ones refuse is no fault there. An older one may take what a recent one
    /// refuses.
    fn agrees(&self, recent: bool) -> bool {
        use java::Refusers::{All, ByChance, OverTls13, Recent, Unsure};
        self.ours.as_ref().is_some_and(|ours| {
            let refused = ours.faults.iter().any(|fault| matches!(fault.refusers, All | Recent | OverTls13));
            let unsure = ours.faults.iter().any(|fault| fault.refusers == Unsure);
            if ours.faults.iter().any(|fault| fault.refusers == ByChance) {
                return true;
            }
            match self.java_accepts() {
                true => !(ours.refuses() || (refused && recent) || unsure),
                false => ours.refuses() || refused,
            }
        })
    }

    fn shown(&self) -> String {
        let Some(ours) = &self.ours else { return "unread".to_owned() };
        let faults =
            ours.faults.iter().map(|fault| format!("{:?} {:?}: {}", fault.dimension, fault.refusers, fault.what));
        format!("{:?}, {:?}", faults.collect::<Vec<_>>(), ours.host)
    }

    fn undecided(&self) -> bool {
        self.ours.as_ref().is_none_or(|ours| !ours.accepts() && !ours.refuses())
    }
}

/// Another Java than the one in the path, and the file that its answers are then written to instead of being judged:
/// `tests/java-versions` sets both.
const OTHER_JAVA: &str = "UCDOCTOR_OTHER_JAVA";
const ANSWERS: &str = "UCDOCTOR_JAVA_ANSWERS";

#[test]
fn our_verdict_on_every_chain_is_that_of_a_real_java() {
    let (version, recent, rows) = rows(&std::env::var(OTHER_JAVA).unwrap_or_else(|_| "java".to_owned()));
    if let Ok(file) = std::env::var(ANSWERS) {
        return write_answers(&file, &version, &rows);
    }
    let mut figures: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut differing = String::new();
    let excused = |row: &Row| EXCEPTIONS.iter().any(|(name, _)| *name == row.case.name);
    for row in &rows {
        let figure = figures.entry(row.case.dimension).or_default();
        figure.1 += 1;
        figure.0 += usize::from(row.agrees(recent));
        if !(row.agrees(recent) || (excused(row) && row.undecided())) {
            let Case { dimension, name, .. } = &row.case;
            writeln!(differing, "{dimension}: {name}\n  Java {}\n  ours {}", row.java, row.shown()).unwrap();
        }
    }
    let age = if recent { "" } else { ", from before it refused what only recent ones do" };
    eprintln!("agreement with Java {version}{age}: {figures:?}");
    assert!(rows.len() >= 150, "{} cases", rows.len());
    assert!(EXCEPTIONS.len() * 100 <= rows.len() * 3, "{} exceptions of {}", EXCEPTIONS.len(), rows.len());
    assert!(differing.is_empty(), "{differing}");
}

/// Dimension, case, the answer and our verdict, one case a line.
fn write_answers(file: &str, version: &str, rows: &[Row]) {
    let mut text = format!("# Java {version}\n");
    for row in rows {
        let answer = if row.java_accepts() { "yes" } else { "no" };
        writeln!(text, "{}\t{}\t{answer}\t{}", row.case.dimension, row.case.name, row.shown()).unwrap();
    }
    std::fs::write(file, text).unwrap();
}

/// Version, whether it is a recent one, and what it said.
fn rows(java: &str) -> (String, bool, Vec<Row>) {
    let folder = tempfile::tempdir().unwrap();
    let cases = cases::all();
    let mut names: Vec<&str> = cases.iter().map(|case| case.host.trim_end_matches('.')).collect();
    names.extend(cases.iter().map(|case| case.host.as_str()));
    let hosts: String = names.iter().map(|name| format!("127.0.0.1 {name}\n")).collect();
    std::fs::write(folder.path().join("hosts"), hosts).unwrap();
    let mut java = Java::start(java, folder.path());
    let mut rows = Vec::new();
    for (number, case) in cases.into_iter().enumerate() {
        let port = server::serve(&case);
        let store = folder.path().join(number.to_string());
        std::fs::write(&store, case.store.iter().map(pki::Issued::pem).collect::<String>()).unwrap();
        let answer = java.ask(&case.host, port, &store);
        let ours = judge(&case, port);
        rows.push(Row { case, java: answer, ours });
    }
    (java.version.clone(), java.recent, rows)
}

/// Our verdict, with the cipher suite that a handshake of our own agrees on.
fn judge(case: &Case, port: u16) -> Option<java::Verdict> {
    let certificates: BTreeMap<String, String> =
        case.sent.iter().chain(&case.store).map(|issued| (issued.fingerprint(), issued.pem())).collect();
    let sent: Vec<String> = case.sent.iter().map(pki::Issued::fingerprint).collect();
    let store: Vec<String> = case.store.iter().map(pki::Issued::fingerprint).collect();
    let cipher = negotiated(port);
    let asked = Asked {
        sent: &sent,
        store: &store,
        host: &case.host,
        cipher: cipher.as_deref(),
        now: OffsetDateTime::now_utc(),
    };
    java::judge(&Reader::new(&certificates), asked)
}

fn negotiated(port: u16) -> Option<String> {
    let mut connector = SslConnector::builder(SslMethod::tls_client()).unwrap();
    connector.set_verify(SslVerifyMode::NONE);
    connector.set_security_level(0);
    connector.set_cipher_list("ALL:@SECLEVEL=0").unwrap();
    let stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
    let configured = connector.build().configure().unwrap().verify_hostname(false).use_server_name_indication(false);
    let tls = configured.connect("x", stream).ok()?;
    tls.ssl().current_cipher()?.standard_name().map(str::to_owned)
}
