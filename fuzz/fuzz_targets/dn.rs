//! Any text: a name is written back the same and stands below its parents, an error points into the text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::ldap::dn::parse;

fuzz_target!(|text: &str| match parse(text) {
    Ok(name) => {
        let written = name.to_string();
        if written.len() <= ucdoctor::ldap::dn::LENGTH_LIMIT {
            assert_eq!(parse(&written).as_ref(), Ok(&name));
        }
        assert!(name.same_as(&name));
        assert!(name.parent().is_none_or(|parent| name.is_within(&parent) && !parent.is_within(&name)));
    }
    Err(error) => assert!(text.is_char_boundary(error.at)),
});
