//! A run that is cut short still reports what it knows.

use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};

use super::doctor::{Doctor, Run};
use crate::watchdog;

/// Accepts connections and says nothing.
pub(super) struct SilentServer {
    port: u16,
    clients: Receiver<TcpStream>,
}

impl SilentServer {
    pub(super) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, clients) = channel();
        // Ends with the test: then nobody receives.
        std::thread::spawn(move || while listener.accept().is_ok_and(|(client, _)| sender.send(client).is_ok()) {});
        Self { port, clients }
    }

    pub(super) fn url(&self, scheme: &str) -> String {
        format!("{scheme}://127.0.0.1:{}", self.port)
    }

    /// Blocks until a client has connected and said something. It stays connected.
    pub(super) fn wait_for_client(&self) {
        let client = self.clients.recv_timeout(watchdog::HANGS).expect("no client");
        client.set_read_timeout(Some(watchdog::HANGS)).unwrap();
        client.peek(&mut [0]).expect("a client that says nothing");
        std::mem::forget(client);
    }
}

/// Nothing is known but that the port answers: inconclusive.
fn cut_short(run: &Run) {
    assert_eq!((run.status, run.diagnoses().len()), (Some(3), 0), "{}", run.told());
    assert_eq!(run.report["verdict"], "inconclusive");
    run.outcome("NET-002", "pass", "").outcome("BIND-001", "skipped", "the run was cut");
}

#[test]
fn at_the_deadline() {
    for scheme in ["ldap", "ldaps"] {
        let server = SilentServer::start();
        let doctor = Doctor::new(&[&server.url(scheme)]);
        // Nothing but the deadline ends it before the watchdog.
        let mut command = doctor.command(&["-o", "json", "--connect-timeout", "300", "--deadline", "2"]);
        let run = Run::read(&watchdog::output(&mut command));
        cut_short(&run);
    }
}

#[test]
fn at_a_signal() {
    for signal in ["TERM", "INT"] {
        let server = SilentServer::start();
        let doctor = Doctor::new(&[&server.url("ldap")]);
        let mut command = doctor.command(&["-o", "json", "--connect-timeout", "300", "--deadline", "600"]);
        let process = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        server.wait_for_client();
        let sent = Command::new("kill").args(["-s", signal, &process.id().to_string()]).status().unwrap();
        assert!(sent.success());
        let run = Run::read(&watchdog::output_of(process));
        cut_short(&run);
    }
}
