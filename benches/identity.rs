//! How long the join takes and how much memory it needs: `cargo bench --bench identity [-- --write DIR]`.
//!
//! Sites of 10 000 to 1 000 000 people, one in a hundred with a fault; the time per person must stay the same. With
//! `--write DIR [PEOPLE]` the exports of one site are written instead, as the systems would (a bulk export of 13 columns,
//! LDIF and csvde, `run sql`), with configurations for `ucdoctor check --only identity`: benches/identity times that,
//! beside a bare join of the same rows by DuckDB. With `--recall PEOPLE` it says class by class what was found of the
//! faults that were planted.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic, clippy::print_stdout)]

#[path = "../tests/it/generate/exports.rs"]
mod exports;
#[path = "../tests/it/generate.rs"]
mod generate;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Instant;

use generate::{Random, Site};

/// Runs of which the best counts.
const RUNS: u64 = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(at) = arguments.iter().position(|argument| argument == "--write") {
        let people = arguments.get(at + 2).and_then(|people| people.parse().ok()).unwrap_or(1_000_000);
        return exports::write(Path::new(&arguments[at + 1]), &Site::new(people, 100, Random::new(1).next()).tables());
    }
    if let Some(at) = arguments.iter().position(|argument| argument == "--recall") {
        return recall(arguments[at + 1].parse().unwrap());
    }
    println!(
        "{:>9}  {:>8}  {:>6}  {:>9}  {:>11}  {:>10}  planted",
        "people", "ms", "cpu ms", "ns/person", "tables MiB", "peak MiB"
    );
    for size in [10_000, 100_000, 200_000, 1_000_000] {
        let site = Site::new(size, 100, Random::new(1).next());
        let tables = site.tables();
        assert_eq!(site.wrong(&ucdoctor::identity::join(&tables)), Vec::<String>::new(), "precision and recall");
        let (planted, planted_claims) = (site.planted.values().map(Vec::len).sum::<usize>(), site.planted.len());
        drop(site);
        let before = resident("VmRSS");
        let cpu = cpu_ms();
        let runs = (0..RUNS).map(|_| {
            let start = Instant::now();
            let identity = ucdoctor::identity::join(&tables);
            let took = start.elapsed();
            assert!(identity.in_directory.is_some());
            took
        });
        let best = runs.min().unwrap();
        let cpu = (cpu_ms() - cpu) / RUNS;
        let each = best.as_nanos() / size as u128;
        let (ms, peak) = (best.as_secs_f64() * 1000.0, resident("VmHWM"));
        println!("{size:>9}  {ms:>8.1}  {cpu:>6}  {each:>9}  {before:>11}  {peak:>10}  {planted}");
        assert!(planted_claims > 10);
    }
}

/// What of the planted faults was found, class by class, and how much of what was found had been planted.
fn recall(people: usize) {
    let site = Site::new(people, 100, Random::new(1).next());
    let found = generate::found(&ucdoctor::identity::join(&site.tables()));
    let none = Vec::new();
    for key in site.planted.keys().chain(found.keys()).collect::<BTreeSet<_>>() {
        let planted = site.planted.get(key).unwrap_or(&none);
        let mut invented = found.get(key).unwrap_or(&none).clone();
        let told = invented.len();
        let hits = planted.iter().filter(|name| {
            let place = invented.iter().position(|other| other == *name);
            place.is_some_and(|place| !invented.swap_remove(place).is_empty())
        });
        let hits = hits.count();
        let share = |of: usize| if of == 0 { 1.0 } else { hits as f64 / of as f64 };
        let (claim, class) = (format!("{:?}", key.0), format!("{:?}", key.1));
        let (precision, recall) = (share(told), share(planted.len()));
        println!(
            "{claim:>14}  {class:<24}  planted {:>5}, precision {precision:.3}, recall {recall:.3}",
            planted.len()
        );
    }
}

/// Processor time of this process, both threads together; a busy machine does not change it much.
fn cpu_ms() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<u64> = stat
        .rsplit(')')
        .next()
        .unwrap_or("")
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(|n| n.parse().unwrap_or(0))
        .collect();
    fields.iter().sum::<u64>() * 10
}

/// Memory of this process in MiB, as Linux counts it.
fn resident(what: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(what)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
}
