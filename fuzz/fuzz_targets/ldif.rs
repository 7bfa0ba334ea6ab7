//! Any file handed in as an exported directory, LDIF or CSV, with a filter that asks for groups.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::inputs::directory::{Query, read};
use ucdoctor::ldap::filter::parse;

fuzz_target!(|bytes: &[u8]| {
    let Ok(filter) = parse("(&(objectClass=user)(memberOf:1.2.840.113556.1.4.1941:=CN=a,DC=b)(memberOf=CN=c))") else {
        return;
    };
    for start in [&b""[..], b"dn: CN=a,DC=b\n", b"DN,objectClass,member\n"] {
        let query = Query { user_id: "uid", base: Some("DC=b"), filter: Some(&filter) };
        if let Ok(loaded) = read([start, bytes].concat(), &query) {
            assert_eq!(loaded.table.in_scope.len(), loaded.table.dn.len());
        }
    }
});
