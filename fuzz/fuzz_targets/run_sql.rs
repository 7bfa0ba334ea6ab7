//! Any terminal session handed in as the output of `run sql` or of `utils users validate`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::inputs::{call_manager, ldap_hosts, presence, sync_status, validate};

fuzz_target!(|bytes: &[u8]| {
    let mut headed = b"userid   imaddress  status\n======== ========== ======\n".to_vec();
    headed.extend_from_slice(bytes);
    for bytes in [bytes.to_vec(), headed] {
        let _ = call_manager::read(bytes.clone());
        let _ = presence::read(bytes.clone());
        let _ = ldap_hosts::read(bytes.clone());
        let _ = sync_status::read(bytes.clone());
        let _ = validate::read(bytes);
    }
});
