//! Any file in a trust-store folder: read without a panic, whatever its name says it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::inputs::trust_store::certificates_in;

fuzz_target!(|bytes: &[u8]| {
    for name in ["ca.pem", "ca.der", "ca.p7b"] {
        let _ = certificates_in(name, bytes);
    }
});
