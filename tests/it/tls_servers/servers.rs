//! Servers to look at: real ones of OpenSSL, and fakes that break the conversation in a given way.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use nix::libc;
use nix::sys::socket::{SetSockOpt, sockopt::SetStruct};
use openssl::ssl::{Ssl, SslContext, SslMethod};
use tempfile::TempDir;

use super::pki::Pki;

/// `openssl s_server` with the leaf and the whole chain of a PKI.
pub(super) struct SServer {
    pub(super) address: SocketAddr,
    child: Child,
    _files: TempDir,
}

impl SServer {
    pub(super) fn start(pki: &Pki, options: &str) -> Self {
        let files = tempfile::tempdir().unwrap();
        let path = |name: &str, content: &[u8]| {
            let path = files.path().join(name);
            std::fs::write(&path, content).unwrap();
            path.into_os_string()
        };
        let mut command = Command::new("openssl");
        let address = free_address();
        command.args(["s_server", "-quiet", "-accept", &address.to_string()]);
        if !options.contains("-nocert") {
            let chain = pki.issuing.pem() + &pki.root.pem();
            command.arg("-cert").arg(path("leaf.pem", pki.leaf.pem().as_bytes()));
            command.arg("-key").arg(path("leaf.key", &pki.leaf.key.private_key_to_pem_pkcs8().unwrap()));
            command.arg("-cert_chain").arg(path("chain.pem", chain.as_bytes()));
        }
        command.args(options.split_whitespace());
        // s_server ends a connection when its input ends, so the pipe stays open.
        let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let started = Instant::now();
        while TcpStream::connect(address).is_err() {
            assert!(started.elapsed() < crate::watchdog::HANGS, "openssl s_server {options} does not listen");
            std::thread::sleep(Duration::from_millis(10));
        }
        Self { address, child, _files: files }
    }
}

impl Drop for SServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A listener that gives each connection to `talk`, in a thread of its own.
pub(super) fn fake(talk: impl Fn(TcpStream) + Send + Sync + Copy + 'static) -> SocketAddr {
    serve(TcpListener::bind("127.0.0.1:0").unwrap(), talk)
}

/// A silent listener whose host drops every segment that carries more than a few bytes of data.
pub(super) fn fake_behind_a_hole() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let step = |code, jt, jf, k| libc::sock_filter { code, jt, jf, k };
    // Load the length of the segment; more than 60 bytes with its header: drop; else keep all of it.
    let mut program = [step(0x80, 0, 0, 0), step(0x25, 0, 1, 60), step(0x06, 0, 0, 0), step(0x06, 0, 0, u32::MAX)];
    AttachFilter.set(&listener, &libc::sock_fprog { len: 4, filter: program.as_mut_ptr() }).unwrap();
    serve(listener, hold)
}

#[derive(Clone, Copy)]
struct AttachFilter;

nix::setsockopt_impl!(
    AttachFilter,
    libc::SOL_SOCKET,
    libc::SO_ATTACH_FILTER,
    libc::sock_fprog,
    SetStruct<libc::sock_fprog>
);

/// A listener that grants StartTLS, adds `behind` to its answer, and shakes hands.
pub(super) fn fake_start_tls(pki: &Pki, behind: &'static [u8]) -> SocketAddr {
    let mut context = SslContext::builder(SslMethod::tls_server()).unwrap();
    context.set_certificate(&pki.leaf.certificate).unwrap();
    context.set_private_key(&pki.leaf.key).unwrap();
    context.add_extra_chain_cert(pki.issuing.certificate.clone()).unwrap();
    context.add_extra_chain_cert(pki.root.certificate.clone()).unwrap();
    let context = context.build();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map(Result::unwrap) {
            read_some(&mut stream);
            let _ = stream.write_all(&[GRANTED, behind].concat());
            let _ = Ssl::new(&context).unwrap().accept(stream).map(|mut tls| tls.read(&mut [0]));
        }
    });
    address
}

/// ExtendedResponse to message 1, success.
pub(super) const GRANTED: &[u8] = b"\x30\x0c\x02\x01\x01\x78\x07\x0a\x01\x00\x04\x00\x04\x00";

/// End of a search, message 1, success.
pub(super) const SEARCH_DONE: &[u8] = b"\x30\x0c\x02\x01\x01\x65\x07\x0a\x01\x00\x04\x00\x04\x00";

/// An address nobody listens on.
pub(super) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

/// Reads once, whatever comes.
pub(super) fn read_some(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = vec![0; 4096];
    let len = stream.read(&mut bytes).unwrap_or(0);
    bytes.truncate(len);
    bytes
}

/// Keeps the connection open without a word until the peer has gone.
pub(super) fn hold(mut stream: TcpStream) {
    while !read_some(&mut stream).is_empty() {}
}

/// Ends the connection by a reset.
pub(super) fn reset(stream: TcpStream) {
    socket2::SockRef::from(&stream).set_linger(Some(Duration::ZERO)).unwrap();
}

/// Answers the first data with these bytes, then keeps the connection.
pub(super) fn answer(mut stream: TcpStream, bytes: &[u8]) {
    read_some(&mut stream);
    let _ = stream.write_all(bytes);
    hold(stream);
}

/// Answers the first data with these bytes, then closes.
pub(super) fn answer_and_close(mut stream: TcpStream, bytes: &[u8]) {
    read_some(&mut stream);
    let _ = stream.write_all(bytes);
}

/// Speaks first, then keeps the connection.
pub(super) fn greet(mut stream: TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes);
    hold(stream);
}

/// Closes as soon as anything comes.
pub(super) fn close_on_data(mut stream: TcpStream) {
    read_some(&mut stream);
}

/// Resets as soon as anything comes, as an application firewall does.
pub(super) fn reset_on_data(mut stream: TcpStream) {
    read_some(&mut stream);
    reset(stream);
}

/// Resets a whole message, not a single byte, as a server does that understands it and wants no more.
pub(super) fn reset_on_message(mut stream: TcpStream) {
    if read_some(&mut stream).len() > 9 { reset(stream) } else { hold(stream) }
}

/// Resets without having read anything.
pub(super) fn reset_unprompted(stream: TcpStream) {
    std::thread::sleep(Duration::from_millis(30));
    reset(stream);
}

fn serve(listener: TcpListener, talk: impl Fn(TcpStream) + Send + Sync + Copy + 'static) -> SocketAddr {
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming().map(Result::unwrap) {
            std::thread::spawn(move || talk(stream));
        }
    });
    address
}
