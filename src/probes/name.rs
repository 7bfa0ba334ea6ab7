//! What a host name resolves to for applications on this host: getaddrinfo, with its own error code.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::dns;
use super::tcp;
use crate::evidence::{LookupFailure, LookupFailureKind, Resolution};
use crate::platform::errno;

/// Resolves `host` by getaddrinfo on a thread of its own (it cannot be interrupted, only left behind),
/// and asks the name servers beside it.
///
/// Both end within `timeout`. An IP address is its own answer, and nobody is asked.
pub async fn resolve(host: &str, timeout: Duration) -> Result<Resolution, LookupFailure> {
    if let Ok(address) = host.parse::<IpAddr>() {
        let ms = Duration::ZERO.into();
        return Ok(Resolution { literal: true, addresses: vec![address], left_out: 0, ms, dns: Vec::new() });
    }
    let (looked_up, dns) = tokio::join!(look_up(host, timeout), dns::addresses(host, timeout));
    let (answer, took) = looked_up;
    match answer {
        Ok(addresses) => Ok(Resolution { literal: false, addresses, left_out: 0, ms: took.into(), dns }),
        Err((kind, raw)) => Err(LookupFailure { kind, raw, ms: took.into(), dns }),
    }
}

/// The addresses getaddrinfo gives within `timeout`, without asking the name servers beside it; or its own words.
pub async fn addresses(host: &str, timeout: Duration) -> Result<Vec<IpAddr>, String> {
    match host.parse::<IpAddr>() {
        Ok(address) => Ok(vec![address]),
        Err(_) => look_up(host, timeout).await.0.map_err(|(_, raw)| raw),
    }
}

type Answer = Result<Vec<IpAddr>, (LookupFailureKind, String)>;

/// The answer of getaddrinfo and the time it took. A runtime would wait for its own blocking threads when it shuts
/// down, 10 s for a dead name server; nobody waits for this one.
async fn look_up(host: &str, timeout: Duration) -> (Answer, Duration) {
    let started = Instant::now();
    let (sender, receiver) = oneshot::channel();
    let asked = host.to_owned();
    let thread = std::thread::Builder::new().name("getaddrinfo".to_owned()).spawn(move || {
        // Nobody listens any more when the time is over.
        let _ = sender.send(getaddrinfo(&asked));
    });
    let answer = match thread {
        Err(error) => Err((LookupFailureKind::HostLimited, error.to_string())),
        Ok(_) => match tokio::time::timeout(timeout, receiver).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(_)) => Err((LookupFailureKind::Other, "getaddrinfo ended without an answer".to_owned())),
            Err(_) => {
                let raw = format!("getaddrinfo gave no answer within {} s", timeout.as_secs_f64());
                Err((LookupFailureKind::TimedOut, raw))
            }
        },
    };
    (answer, started.elapsed())
}

/// Each address once, in the resolver's order (RFC 6724 and gai.conf(5)).
fn getaddrinfo(host: &str) -> Answer {
    let hints = AddrInfoHints { socktype: SockType::Stream.into(), ..AddrInfoHints::default() };
    let found = dns_lookup::getaddrinfo(Some(host), None, Some(hints)).map_err(named)?;
    let mut addresses = Vec::new();
    for address in found.flatten().map(|info| info.sockaddr.ip()) {
        if !addresses.contains(&address) {
            addresses.push(address);
        }
    }
    if addresses.is_empty() {
        return Err((LookupFailureKind::NoSuchName, "getaddrinfo found no address".to_owned()));
    }
    Ok(addresses)
}

fn named(error: LookupError) -> (LookupFailureKind, String) {
    let memory = error.error_num() == errno::LOOKUP_OUT_OF_MEMORY;
    let kind = match error.kind() {
        _ if memory => LookupFailureKind::HostLimited,
        LookupErrorKind::System if errno::of(&io::Error::last_os_error()).is_some_and(tcp::is_of_this_host) => {
            LookupFailureKind::HostLimited
        }
        LookupErrorKind::NoName | LookupErrorKind::NoData => LookupFailureKind::NoSuchName,
        LookupErrorKind::Again => LookupFailureKind::TryAgain,
        _ => LookupFailureKind::Other,
    };
    (kind, io::Error::from(error).to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(3);

    #[tokio::test]
    async fn an_address_is_its_own_answer() {
        for address in ["10.77.2.2", "fd77:2::2"] {
            let resolution = resolve(address, PATIENCE).await.unwrap();
            assert!(resolution.literal && resolution.dns.is_empty(), "{resolution:?}");
            assert_eq!(resolution.addresses, [address.parse::<IpAddr>().unwrap()]);
        }
    }

    #[tokio::test]
    async fn the_hosts_file_counts_and_each_address_comes_once() {
        let (answer, _) = look_up("localhost", PATIENCE).await;
        let addresses = answer.unwrap();
        assert!(addresses.iter().all(IpAddr::is_loopback), "{addresses:?}");
        let mut once = addresses.clone();
        once.dedup();
        assert_eq!(once, addresses);
    }

    #[tokio::test]
    async fn time_is_over_when_it_is_over() {
        let (answer, took) = look_up("localhost", Duration::ZERO).await;
        assert!(matches!(answer, Ok(_) | Err((LookupFailureKind::TimedOut, _))), "{answer:?}");
        assert!(took < Duration::from_secs(1));
    }

    #[test]
    fn the_codes_of_getaddrinfo_have_names() {
        use LookupFailureKind::{NoSuchName, Other, TryAgain};
        use nix::libc::{EAI_AGAIN, EAI_FAIL, EAI_MEMORY, EAI_NODATA, EAI_NONAME};
        for (code, expected) in [
            (EAI_NONAME, NoSuchName),
            (EAI_NODATA, NoSuchName),
            (EAI_AGAIN, TryAgain),
            (EAI_FAIL, Other),
            (EAI_MEMORY, LookupFailureKind::HostLimited),
        ] {
            let (kind, raw) = named(LookupError::new(code));
            assert_eq!(kind, expected, "{code}");
            assert!(!raw.is_empty());
        }
    }
}
