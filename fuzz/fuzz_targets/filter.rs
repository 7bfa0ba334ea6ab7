//! Any text: a filter is written back the same, an error points into the text and suggests only what parses.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::ldap::filter::{Schema, lint, lint::layout, parse};

fuzz_target!(|text: &str| match parse(text) {
    Ok(filter) => {
        let written = filter.to_string();
        // Escapes are longer than what they stand for.
        if let Ok(again) = parse(&written) {
            assert_eq!(again.to_string(), written);
        } else {
            assert!(written.len() > ucdoctor::ldap::filter::LENGTH_LIMIT);
        }
        assert!(filter.walk().all(|part| text.get(part.span.clone()).is_some()));
        for active_directory in [false, true] {
            for found in lint(&filter, &Schema { active_directory, attributes: None }) {
                assert!(text.get(found.span).is_some());
                assert!(found.suggestion.is_none_or(|meant| meant.len() > 60_000 || parse(&meant).is_ok()));
            }
        }
        if let Some(found) = layout(text, &filter) {
            assert!(found.span.end <= text.len());
        }
    }
    Err(error) => {
        assert!(text.is_char_boundary(error.at));
        assert!(error.suggestion.is_none_or(|meant| parse(&meant).is_ok()));
    }
});
