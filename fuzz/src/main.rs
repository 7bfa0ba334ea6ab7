//! The fuzzer's way in: the body that the environment names.
#![no_main]

mod targets;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static BODY: LazyLock<fn(&[u8])> = LazyLock::new(|| {
    let name = std::env::var("TARGET").expect("TARGET names what to fuzz; see fuzz/README.md");
    targets::TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name").1
});

fuzz_target!(|bytes: &[u8]| BODY(bytes));
