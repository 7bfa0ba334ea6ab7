//! When two names are the same.

use super::Rdn;

/// Types with more than one name (RFC 4519), shortest first.
const ALIASES: [&[&str]; 8] = [
    &["cn", "commonname", "2.5.4.3"],
    &["ou", "organizationalunitname", "2.5.4.11"],
    &["dc", "domaincomponent", "0.9.2342.19200300.100.1.25"],
    &["o", "organizationname", "2.5.4.10"],
    &["uid", "userid", "0.9.2342.19200300.100.1.1"],
    &["l", "localityname", "2.5.4.7"],
    &["st", "stateorprovincename", "2.5.4.8"],
    &["c", "countryname", "2.5.4.6"],
];

pub(super) fn same_parts(left: &[Rdn], right: &[Rdn]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same_rdn(left, right))
}

pub(super) fn same_type(left: &str, right: &str) -> bool {
    let same = |known: &&str| known.eq_ignore_ascii_case(left);
    left.eq_ignore_ascii_case(right)
        || ALIASES.iter().any(|names| names.iter().any(same) && names.iter().any(|n| n.eq_ignore_ascii_case(right)))
}

fn same_rdn(left: &Rdn, right: &Rdn) -> bool {
    let known = |in_: &Rdn, (name, value): &(String, String)| {
        in_.values.iter().any(|(other, its)| same_type(name, other) && same_value(value, its))
    };
    left.values.len() == right.values.len()
        && left.values.iter().all(|value| known(right, value))
        && right.values.iter().all(|value| known(left, value))
}

fn same_value(left: &str, right: &str) -> bool {
    folded(left).eq(folded(right))
}

/// Lower case, no blanks at the ends, single ones inside.
fn folded(text: &str) -> impl Iterator<Item = char> {
    let text = text.trim();
    let mut after_blank = false;
    text.chars()
        .filter(move |c| {
            let repeated = after_blank && *c == ' ';
            after_blank = *c == ' ';
            !repeated
        })
        .flat_map(char::to_lowercase)
}
