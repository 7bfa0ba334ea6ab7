//! Ports for servers that cannot choose one themselves.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ports that the system gives to whoever asks for any (ip_local_port_range, from 32768 on): between the choice
/// and the start of a slow server no other test gets it.
const FIRST: u16 = 10_000;
const COUNT: u16 = 20_000;

/// A free port of the loopback interface, another one each time.
pub(crate) fn free_port() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Runs beside each other begin at places of their own.
    let start = std::process::id().wrapping_mul(97) as u16;
    let next = || FIRST + start.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % COUNT;
    (0..COUNT).map(|_| next()).find(|&port| TcpListener::bind(("127.0.0.1", port)).is_ok()).expect("no port is free")
}
