//! The bodies of the fuzz targets, without a fuzzer: over the files in `fuzz/corpus/`, and over what is made of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

#[path = "../../fuzz/src/targets.rs"]
mod targets;

/// Beginnings and changed copies of each file that are tried, evenly spread.
const TRIED: usize = 24;

fn corpus() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus")
}

#[test]
fn every_target_has_a_corpus_and_every_corpus_a_target() {
    let folders: BTreeSet<String> =
        fs::read_dir(corpus()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let targets: BTreeSet<String> = targets::TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(folders, targets);
}

#[test]
fn what_must_hold_for_any_bytes_holds_for_those_that_are_kept() {
    for (name, body) in targets::TARGETS {
        let files: Vec<_> = fs::read_dir(corpus().join(name)).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(!files.is_empty(), "{name} has no file");
        for file in files {
            let bytes = fs::read(&file).unwrap();
            eprintln!("{}", file.display());
            body(&bytes);
            for nth in 0..TRIED.min(bytes.len()) {
                let at = bytes.len() * nth / TRIED;
                body(&bytes[..at]);
                let mut changed = bytes.clone();
                changed[at] ^= 1 << (nth % 8);
                body(&changed);
            }
        }
    }
}
