//! "Did you mean": the name closest to a mistyped one.

use strsim::damerau_levenshtein;

/// The known name closest to `given`, ignoring case, when it is close enough to be what was meant:
/// at most a third of its letters differ, or one is the beginning of the other.
pub(crate) fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    known
        .into_iter()
        .filter_map(|name| {
            let lower = name.to_lowercase();
            let distance = damerau_levenshtein(&given, &lower);
            let prefix = given.len() >= 3 && (lower.starts_with(&given) || given.starts_with(&lower));
            (distance <= given.chars().count().max(3) / 3 || prefix).then_some((distance, name))
        })
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_away() {
        let known = ["servers", "start_tls", "bind", "search", "ca-missing", "TLS-004", "TLS-005"];
        for (given, meant) in [
            ("server", Some("servers")),
            ("Serves", Some("servers")),
            ("starttls", Some("start_tls")),
            ("bnid", Some("bind")),
            ("ca-mising", Some("ca-missing")),
            ("tls-04", Some("TLS-004")),
            ("timeout", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(given, known), meant, "{given}");
        }
    }
}
