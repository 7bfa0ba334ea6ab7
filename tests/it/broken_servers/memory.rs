//! Endless data costs little memory: measured in a process of its own, as the kernel counts it.

use std::process::Command;
use std::time::Duration;

use super::server::{Act, entry, result, serve};
use super::{Ask, ask, read, session};

const CHILD: &str = "UCDOCTOR_TEST_MEMORY_CHILD";
/// What a server may send; ucdoctor must be gone long before.
const FLOOD: usize = 512 << 20;

#[test]
fn endless_data_costs_at_most_64_mib() {
    if std::env::var_os(CHILD).is_some() {
        return flood();
    }
    let name = "broken_servers::memory::endless_data_costs_at_most_64_mib";
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(CHILD, "1")
        .output()
        .unwrap();
    assert!(
        child.status.success(),
        "{}{}",
        String::from_utf8_lossy(&child.stdout),
        String::from_utf8_lossy(&child.stderr)
    );
}

fn flood() {
    let before = peak_kib();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let wait = Duration::from_secs(20);
        let zeros = Act::Endless(vec![0; 16 << 10], FLOOD);
        let noise = Act::Endless(vec![b'x'; 16 << 10], FLOOD);
        for header in
            [&b"\x30\x84\x7f\xff\xff\xff"[..], b"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff", b"\x30\x83\x3f\xff\xf0"]
        {
            for asked in [Ask::Root, Ask::Bind, Ask::WhoAmI] {
                let acts = vec![Act::Read, Act::Send(header.to_vec()), zeros.clone()];
                ask(serve(acts).await, asked, wait).await.unwrap_err();
            }
        }
        ask(serve(vec![noise]).await, Ask::Root, wait).await.unwrap_err();
        let entries = || vec![Act::Read, Act::Endless(entry(1, "cn=x", &[("cn", &[&[b'x'; 500]])]), FLOOD)];
        ask(serve(entries()).await, Ask::Root, wait).await.unwrap_err();
        ask(serve(entries()).await, Ask::Bind, wait).await.unwrap_err();
        // The largest answers that are accepted, to the last byte and to the last element.
        for (value, count) in [(&[b'x'; 2_090_000][..], 1), (b"", 299_000)] {
            let large = large_entry(value, count);
            let acts = vec![Act::Read, Act::Send(large), Act::Send(result(1, 0x65, 0, "")), Act::Hold];
            ask(serve(acts).await, Ask::Root, wait).await.unwrap();
        }
        // The read ends with its limit; the flood goes on for the operation behind it.
        let mut session = session(serve(entries()).await, Duration::from_secs(1)).await;
        assert_eq!(read(&mut session, 1000).await.unwrap().len(), 1000);
        session.who_am_i().await.unwrap_err();
    });
    let grown = peak_kib() - before;
    assert!(grown <= 64 << 10, "the peak grew by {grown} KiB");
    println!("the peak grew by {grown} KiB");
}

/// A rootDSE of one attribute, built without copies, which would count as well.
fn large_entry(value: &[u8], count: usize) -> Vec<u8> {
    let header = |bytes: &mut Vec<u8>, tag: u8, len: usize| {
        bytes.extend([tag, 0x84]);
        bytes.extend((len as u32).to_be_bytes());
    };
    let values = (6 + value.len()) * count;
    let mut bytes = Vec::with_capacity(values + 50);
    header(&mut bytes, 0x30, values + 32);
    bytes.extend(b"\x02\x01\x01");
    header(&mut bytes, 0x64, values + 23);
    bytes.extend(b"\x04\x00");
    header(&mut bytes, 0x30, values + 15);
    header(&mut bytes, 0x30, values + 9);
    bytes.extend(b"\x04\x01a");
    header(&mut bytes, 0x31, values);
    for _ in 0..count {
        header(&mut bytes, 0x04, value.len());
        bytes.extend(value);
    }
    bytes
}

fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}
