//! Any bytes: the reader neither panics nor leaves its parent, and what is sound is written back the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ucdoctor::ldap::ber::{Element, Reader, Writer, check_structure};

fuzz_target!(|bytes: &[u8]| {
    let mut reader = Reader::new(bytes);
    while let Ok(Some(element)) = reader.next_element() {
        assert!(reader.at() <= bytes.len());
        assert!(bytes[element.content_offset..].starts_with(element.content));
        if let Ok(number) = element.number() {
            let mut writer = Writer::new();
            writer.number(element.tag, number);
            let written = writer.into_bytes();
            assert_eq!(Reader::new(&written).any().and_then(|again| again.number()), Ok(number));
        }
    }
    if check_structure(bytes, 40).is_ok() {
        let mut writer = Writer::new();
        copy(Reader::new(bytes), &mut writer);
        let copied = writer.into_bytes();
        let mut again = Writer::new();
        copy(Reader::new(&copied), &mut again);
        assert_eq!(copied, again.into_bytes());
    }
});

/// Writes everything again, with the shortest lengths.
fn copy(mut from: Reader<'_>, to: &mut Writer) {
    while let Some(element) = from.next_element().expect("checked before") {
        match element {
            Element { tag, .. } if element.constructed() => {
                to.constructed(tag, |inner| copy(Reader::inside(&element), inner));
            }
            Element { tag, content, .. } => {
                to.primitive(tag, content);
            }
        }
    }
}
