//! A directory over TLS that grants every bind, and the Java client that asks it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use openssl::ssl::{Ssl, SslContext, SslContextBuilder, SslMethod, SslStream, SslVerifyMode, SslVersion};
use openssl::stack::Stack;
use openssl::x509::X509NameBuilder;

use super::cases::Case;

/// Listens on 127.0.0.1 until the process ends, and answers each connection on a thread.
pub(super) fn serve(case: &Case) -> u16 {
    listen(context(case).build())
}

/// The same, and asks for a client certificate of so many CAs, without insisting on one.
pub(super) fn serve_asking(case: &Case, authorities: usize) -> u16 {
    let mut context = context(case);
    let mut names = Stack::new().unwrap();
    for number in 0..authorities {
        let mut name = X509NameBuilder::new().unwrap();
        name.append_entry_by_text("O", "A company that issues certificates to others").unwrap();
        name.append_entry_by_text("CN", &format!("Certification authority {number:05}")).unwrap();
        names.push(name.build()).unwrap();
    }
    context.set_client_ca_list(names);
    context.set_verify(SslVerifyMode::PEER);
    listen(context.build())
}

fn listen(context: SslContext) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let context = context.clone();
            std::thread::spawn(move || {
                let _ = stream.set_read_timeout(Some(std::time::Duration::from_secs(20)));
                if let Ok(tls) = Ssl::new(&context).unwrap().accept(stream) {
                    grant(tls);
                }
            });
        }
    });
    port
}

fn context(case: &Case) -> SslContextBuilder {
    let mut context = SslContext::builder(SslMethod::tls_server()).unwrap();
    context.set_security_level(0);
    if case.tls_1_2 {
        context.set_max_proto_version(Some(SslVersion::TLS1_2)).unwrap();
    }
    let ciphers = if case.ciphers.is_empty() { "ALL:!aNULL:!eNULL" } else { case.ciphers };
    context.set_cipher_list(&format!("{ciphers}:@SECLEVEL=0")).unwrap();
    context.set_groups_list("X25519:P-256:P-384:P-521:P-224:secp256k1:brainpoolP256r1").unwrap();
    let dh = openssl::dh::Dh::get_2048_256().unwrap();
    context.set_tmp_dh(&dh).unwrap();
    let (leaf, rest) = case.sent.split_first().unwrap();
    context.set_certificate(&leaf.certificate).unwrap();
    context.set_private_key(&leaf.key).unwrap();
    for issued in rest {
        context.add_extra_chain_cert(issued.certificate.clone()).unwrap();
    }
    // Or OpenSSL would complete a chain of the leaf alone.
    context.set_mode(openssl::ssl::SslMode::NO_AUTO_CHAIN);
    context
}

/// Grants the bind (RFC 4511 section 4.2.2), then waits for the end.
fn grant(mut tls: SslStream<std::net::TcpStream>) {
    let mut head = [0; 5];
    if tls.read_exact(&mut head).is_ok() && head[0] == 0x30 && head[4] != 0 {
        let answer = [0x30, 0x0c, 0x02, 0x01, head[4], 0x61, 0x07, 0x0a, 0x01, 0x00, 0x04, 0x00, 0x04, 0x00];
        if tls.write_all(&answer).is_ok() {
            let _ = tls.read(&mut [0; 512]);
        }
    }
}

/// One JVM that is asked line by line.
pub(super) struct Java {
    child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    pub(super) version: String,
    /// It refuses what only recent versions do.
    pub(super) recent: bool,
}

impl Java {
    /// Compiles and starts the client in a folder that has a file `hosts` with the addresses of all names.
    pub(super) fn start(java: &str, folder: &Path) -> Self {
        let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/java/Ask.java");
        let shown = folder.display().to_string();
        let compiled = Command::new("javac").args(["--release", "11", "-d", &shown, source]).status();
        assert!(compiled.expect("javac is missing: tests/run installs it").success());
        let hosts = format!("-Djdk.net.hosts.file={shown}/hosts");
        let mut child = Command::new(java)
            .args(["-XX:TieredStopAtLevel=1", &hosts, "-cp", &shown, "Ask"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("java is missing: tests/run installs it");
        let questions = child.stdin.take().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let mut java = Self { questions, answers, child, version: String::new(), recent: false };
        let ready = java.line();
        let told = ready.strip_prefix("READY ").and_then(|told| told.split_once(' '));
        let (version, age) = told.unwrap_or_else(|| panic!("{ready}"));
        (java.version, java.recent) = (version.to_owned(), age == "recent");
        java
    }

    /// `OK`, or `NO` and the exceptions.
    pub(super) fn ask(&mut self, host: &str, port: u16, store: &Path) -> String {
        writeln!(self.questions, "{host} {port} {}", store.display()).unwrap();
        self.questions.flush().unwrap();
        self.line()
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.answers.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }
}

impl Drop for Java {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
