//! User parts of addresses that hold characters an address cannot: XEP-0106 writes `bjones@usa` as `bjones\40usa`.

/// Escape and character. The backslash is last, since the others hold one.
const ESCAPES: [(&str, &str); 10] = [
    ("\\20", " "),
    ("\\22", "\""),
    ("\\26", "&"),
    ("\\27", "'"),
    ("\\2f", "/"),
    ("\\3a", ":"),
    ("\\3c", "<"),
    ("\\3e", ">"),
    ("\\40", "@"),
    ("\\5c", "\\"),
];

/// The user part without escapes.
pub(super) fn unescaped(node: &str) -> String {
    if !node.contains('\\') {
        return node.to_owned();
    }
    ESCAPES.iter().fold(node.to_owned(), |text, (escape, meant)| text.replace(escape, meant))
}

/// The user part as an address holds it.
pub(super) fn escaped(node: &str) -> String {
    ESCAPES.iter().rev().fold(node.to_owned(), |text, (escape, meant)| text.replace(meant, escape))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        for (plain, written) in [("bjones@usa", "bjones\\40usa"), ("o'neil x", "o\\27neil\\20x"), ("jdoe", "jdoe")] {
            assert_eq!((escaped(plain).as_str(), unescaped(written).as_str()), (written, plain));
        }
        assert_eq!(unescaped(&escaped("a\\b")), "a\\b");
    }
}
