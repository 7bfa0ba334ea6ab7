//! Any file handed in as a comma-separated export: read without a panic, no row lost without a word.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::inputs::{call_manager, contacts, presence};

fuzz_target!(|bytes: &[u8]| {
    let mut headed = b"USER ID,LAST NAME,PRIMARY EXTENSION 1,TYPE PATTERN USAGE 1\n".to_vec();
    headed.extend_from_slice(bytes);
    for bytes in [bytes.to_vec(), headed] {
        if let Ok(loaded) = call_manager::read(bytes.clone()) {
            assert_eq!(loaded.rows as usize, loaded.table.id.len());
            assert_eq!(loaded.table.active.len(), loaded.table.id.len());
        }
        let _ = presence::read(bytes.clone());
        let _ = contacts::read(bytes);
    }
});
