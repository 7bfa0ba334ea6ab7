//! Three network namespaces in a row: client – router – server, for what a real network can do to a connection.
//!
//! ```text
//!  client 10.77.1.2, .3  ──  10.77.1.1 router 10.77.2.1  ──  10.77.2.2 server
//!         fd77:1::2          fd77:1::1        fd77:2::1      fd77:2::2
//! ```
//!
//! A lab with presence has a second client, 10.77.3.2, in a third network of the same router.
//!
//! The client knows the two networks and has no default route. Nothing leaves the namespaces, and they go with the
//! [`Lab`]. Making them needs root, or a user namespace with a mount of its own over `/run`.

use std::fs::File;
use std::future::Future;
use std::io::{self, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use nix::sched::{CloneFlags, setns};

use crate::watchdog::HANGS;

/// The client's first address, and the one the kernel chooses by itself.
pub(crate) const CLIENT: &str = "10.77.1.2";
/// The client's second address, for `--source`.
pub(crate) const CLIENT_SECOND: &str = "10.77.1.3";
/// The client's IPv6 address.
pub(crate) const CLIENT_V6: &str = "fd77:1::2";
/// The router, as the client sees it.
pub(crate) const ROUTER: &str = "10.77.1.1";
/// The router, as the client sees it by IPv6.
pub(crate) const ROUTER_V6: &str = "fd77:1::1";
/// The server's address.
pub(crate) const SERVER: &str = "10.77.2.2";
/// The server's IPv6 address.
pub(crate) const SERVER_V6: &str = "fd77:2::2";

/// The second client's address, where there is one.
pub(crate) const PRESENCE: &str = "10.77.3.2";

/// One of the namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ns {
    /// Where probes run.
    Client,
    /// Forwards between the two networks, and filters.
    Router,
    /// Where servers run.
    Server,
    /// A second client in a network of its own, in a lab [with presence](Lab::with_presence).
    Presence,
}

/// The namespaces and the programs started in them; all gone when it is dropped.
pub(crate) struct Lab {
    name: String,
    programs: Mutex<Vec<Child>>,
}

impl Lab {
    /// Makes the namespaces. `name` must be unique among the tests of this process.
    pub(crate) fn new(name: &str) -> Self {
        let lab = Self { name: format!("ucd-{name}-{}", std::process::id()), programs: Mutex::default() };
        for ns in [Ns::Client, Ns::Router, Ns::Server] {
            run(Command::new("ip").args(["netns", "add", &lab.namespace(ns)]));
            // No duplicate address detection: every address, link-local ones too, can be used at once.
            lab.settings(ns, &[("ipv6/conf/default/accept_dad", "0")]);
            lab.ip(ns, "link set lo up");
        }
        lab.ip(Ns::Client, &format!("link add wire type veth peer name clients netns {}", lab.namespace(Ns::Router)));
        lab.ip(Ns::Server, &format!("link add wire type veth peer name servers netns {}", lab.namespace(Ns::Router)));
        lab.join(Ns::Client, "wire", &[CLIENT, CLIENT_SECOND, CLIENT_V6]);
        lab.join(Ns::Router, "clients", &[ROUTER, ROUTER_V6]);
        lab.join(Ns::Router, "servers", &["10.77.2.1", "fd77:2::1"]);
        lab.join(Ns::Server, "wire", &[SERVER, SERVER_V6]);
        lab.ip(Ns::Client, "route add 10.77.2.0/24 via 10.77.1.1");
        lab.ip(Ns::Client, "route add fd77:2::/64 via fd77:1::1");
        lab.ip(Ns::Server, "route add 10.77.1.0/24 via 10.77.2.1");
        lab.ip(Ns::Server, "route add fd77:1::/64 via fd77:2::1");
        // A router that answers every refusal, not one in a second.
        let limits = [("ipv4/icmp_ratelimit", "0"), ("ipv6/icmp/ratelimit", "0")];
        lab.settings(Ns::Router, &[("ipv4/ip_forward", "1"), ("ipv6/conf/all/forwarding", "1")]);
        lab.settings(Ns::Router, &limits);
        lab.settle();
        lab
    }

    /// The same, and a second client in a network of its own behind the same router: presence beside call manager.
    pub(crate) fn with_presence(name: &str) -> Self {
        let lab = Self::new(name);
        run(Command::new("ip").args(["netns", "add", &lab.namespace(Ns::Presence)]));
        lab.ip(Ns::Presence, "link set lo up");
        lab.ip(Ns::Presence, &format!("link add wire type veth peer name third netns {}", lab.namespace(Ns::Router)));
        lab.join(Ns::Presence, "wire", &[PRESENCE]);
        lab.join(Ns::Router, "third", &["10.77.3.1"]);
        lab.ip(Ns::Presence, "route add 10.77.0.0/16 via 10.77.3.1");
        lab.ip(Ns::Client, "route add 10.77.3.0/24 via 10.77.1.1");
        lab.ip(Ns::Server, "route add 10.77.3.0/24 via 10.77.2.1");
        lab
    }

    /// The name of a namespace, as `ip netns` lists it.
    pub(crate) fn namespace(&self, ns: Ns) -> String {
        let part = match ns {
            Ns::Client => "client",
            Ns::Router => "router",
            Ns::Server => "server",
            Ns::Presence => "presence",
        };
        format!("{}-{part}", self.name)
    }

    /// Replaces the router's rules for forwarded packets: nftables rules, one a line, as `tcp dport 636 drop`.
    pub(crate) fn router_rules(&self, rules: &str) {
        let chain = "type filter hook forward priority 0; policy accept;";
        let text = format!("flush ruleset\ntable inet lab {{\nchain forward {{\n{chain}\n{rules}\n}}\n}}\n");
        let mut nft = self
            .command_in(Ns::Router, "nft")
            .args(["-f", "-"])
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("ip netns exec starts");
        nft.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
        let output = nft.wait_with_output().unwrap();
        assert!(output.status.success(), "nft: {}\n{text}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs `ip` on a namespace: `lab.ip(Ns::Client, "route add blackhole 10.78.1.0/24")`.
    pub(crate) fn ip(&self, ns: Ns, arguments: &str) {
        run(Command::new("ip").args(["-n", &self.namespace(ns)]).args(arguments.split_ascii_whitespace()));
    }

    /// A program that will run in a namespace, with stdin closed: add arguments, then run it or [`start`](Self::start)
    /// it.
    pub(crate) fn command_in(&self, ns: Ns, program: &str) -> Command {
        let mut command = Command::new("ip");
        command.args(["netns", "exec", &self.namespace(ns), program]).stdin(Stdio::null());
        command
    }

    /// Runs a shell command in the client's namespace to its end.
    pub(crate) fn exec_client(&self, command: &str) -> Output {
        self.command_in(Ns::Client, "sh").args(["-c", command]).output().expect("ip netns exec starts")
    }

    /// Starts a program that runs on, until the lab is dropped. Its output is thrown away unless the command says
    /// otherwise; the answer is its process id.
    pub(crate) fn start(&self, command: &mut Command) -> u32 {
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        let id = child.id();
        self.programs.lock().unwrap().push(child);
        id
    }

    /// Waits until the server accepts connections on `port`. Asked from the server itself, so the
    /// router's rules do not matter.
    pub(crate) fn wait_for_port(&self, port: u16) {
        self.inside(Ns::Server, || {
            let end = Instant::now() + HANGS;
            while TcpStream::connect((SERVER, port)).is_err() {
                assert!(Instant::now() < end, "nobody listens on {SERVER}:{port}");
                std::thread::sleep(Duration::from_millis(20));
            }
        });
    }

    /// Runs `body` on a thread of its own that has joined the namespace. Sockets made there stay there.
    pub(crate) fn inside<T: Send>(&self, ns: Ns, body: impl FnOnce() -> T + Send) -> T {
        let path = format!("/run/netns/{}", self.namespace(ns));
        std::thread::scope(|scope| {
            let joined = scope.spawn(|| {
                let namespace = File::open(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
                setns(namespace, CloneFlags::CLONE_NEWNET).expect("a thread may join a namespace as root");
                body()
            });
            joined.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        })
    }

    /// Runs probes in the client's namespace, on a single-threaded runtime. The future is made there, too, since it
    /// may open sockets at once.
    pub(crate) fn probe<T: Send, F: Future<Output = T>>(&self, probes: impl FnOnce() -> F + Send) -> T {
        self.inside(Ns::Client, || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async { probes().await })
        })
    }

    /// Writes below `/proc/sys/net`.
    fn settings(&self, ns: Ns, settings: &[(&str, &str)]) {
        self.inside(ns, || {
            for (key, value) in settings {
                let path = format!("/proc/sys/net/{key}");
                std::fs::write(&path, value).unwrap_or_else(|error| panic!("{path} cannot be set to {value}: {error}"));
            }
        });
    }

    /// Waits until both protocols pass both wires: links need a moment before IPv6 uses them.
    fn settle(&self) {
        let end = Instant::now() + HANGS;
        for server in [SERVER, SERVER_V6] {
            let closed_port = SocketAddr::new(server.parse().unwrap(), 9);
            let refused = |error: io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
            let once = || TcpStream::connect_timeout(&closed_port, Duration::from_millis(100)).is_err_and(refused);
            while !self.inside(Ns::Client, once) {
                assert!(Instant::now() < end, "the client does not reach {server}");
            }
        }
    }

    fn join(&self, ns: Ns, device: &str, addresses: &[&str]) {
        for address in addresses {
            let prefix = if address.contains(':') { 64 } else { 24 };
            self.ip(ns, &format!("address add {address}/{prefix} dev {device}"));
        }
        self.ip(ns, &format!("link set {device} up"));
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for program in self.programs.get_mut().into_iter().flatten() {
            let _ = program.kill();
            let _ = program.wait();
        }
        for ns in [Ns::Client, Ns::Router, Ns::Server, Ns::Presence] {
            let _ = Command::new("ip").args(["netns", "delete", &self.namespace(ns)]).stderr(Stdio::null()).status();
        }
    }
}

fn run(command: &mut Command) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?} (Debian package iproute2): {error}"));
    assert!(
        output.status.success(),
        "{command:?} failed: {}\nNetwork namespaces need root, or `unshare -Urnm` with a tmpfs on /run.",
        String::from_utf8_lossy(&output.stderr),
    );
}

#[test]
fn a_program_in_the_server_namespace_answers_the_client_and_ends_with_the_lab() {
    let lab = Lab::new("program");
    let mut server = lab.command_in(Ns::Server, "openssl");
    server.args(["s_server", "-accept", "636", "-nocert", "-quiet"]).stdout(Stdio::null()).stderr(Stdio::null());
    let id = lab.start(&mut server);
    lab.wait_for_port(636);
    let client = format!("openssl s_client -connect {SERVER}:636 </dev/null 2>&1 | grep -c CONNECTED");
    assert_eq!(String::from_utf8_lossy(&lab.exec_client(&client).stdout), "1\n");
    let namespaces = [Ns::Client, Ns::Router, Ns::Server].map(|ns| format!("/run/netns/{}", lab.namespace(ns)));
    drop(lab);
    assert!(!std::path::Path::new(&format!("/proc/{id}")).exists(), "the program outlived its lab");
    assert!(namespaces.iter().all(|path| !std::path::Path::new(path).exists()), "a namespace outlived its lab");
}
