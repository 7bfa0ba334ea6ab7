//! Any bytes handed in as a client's problem report or as a log, and lines that follow a login.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use ucdoctor::inputs::client_log::{self, Source};

fuzz_target!(|bytes: &[u8]| {
    let begun = "2024-02-01 05:48:33,461 INFO [0x1] [a/b.cpp(1)] [m] [f] - login cup async, server:imp.corp.example, user:****\n";
    for bytes in [bytes.to_vec(), [begun.as_bytes(), bytes].concat()] {
        let open = || Ok(Box::new(Cursor::new(bytes)) as Box<dyn Source>);
        let _ = client_log::read([("jabber.log".to_owned(), open)]);
    }
});
