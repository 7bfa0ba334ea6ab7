//! Several values of an attribute in one cell, as programs and scripts join them.

/// Several values of one cell: behind semicolons, on lines of their own, and names one behind the other.
pub(super) fn values_of<'c>(name: &str, cell: &'c str) -> impl Iterator<Item = &'c str> {
    let are_names = are_names(name);
    let apart = cell.split([';', '\n', '\r']).map(str::trim);
    apart.flat_map(move |part| if are_names { names_of(part) } else { vec![part] })
}

/// Attributes whose values are distinguished names.
const NAMES: [&str; 2] = ["memberOf", "member"];

/// Whether an attribute's values are distinguished names.
pub(super) fn are_names(attribute: &str) -> bool {
    NAMES.iter().any(|known| known.eq_ignore_ascii_case(attribute))
}

/// Distinguished names behind one another, with commas or blanks between: each begins where a domain has ended.
fn names_of(cell: &str) -> Vec<&str> {
    let (mut names, mut start) = (Vec::new(), 0);
    for (at, _) in cell.match_indices([',', ' ']) {
        let (before, behind) = (cell.get(start..at).unwrap_or_default(), cell.get(at + 1..).unwrap_or_default());
        let last = before.rsplit([',', ' ']).find(|part| !part.is_empty()).unwrap_or_default();
        let begins = |text: &str, name: &str| text.get(..name.len()).is_some_and(|own| own.eq_ignore_ascii_case(name));
        if begins(last, "DC=") && ["CN=", "OU="].iter().any(|name| begins(behind.trim_start(), name)) {
            names.push(before.trim_matches([',', ' ']));
            start = at + 1;
        }
    }
    names.push(cell.get(start..).unwrap_or_default().trim());
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_as_scripts_join_them() {
        let (a, b) = ("CN=Voice, North,OU=Groups,DC=corp,DC=example", "CN=All,DC=corp,DC=example");
        for joint in [";", "; ", "\n", "\r\n", ",", ", ", " ", "  "] {
            let cell = format!("{a}{joint}{b}");
            let values: Vec<&str> = values_of("memberof", &cell).filter(|value| !value.is_empty()).collect();
            assert_eq!(values, [a, b], "{joint:?}");
        }
        assert_eq!(values_of("memberOf", "Voice,All").collect::<Vec<_>>(), ["Voice,All"]);
        assert_eq!(values_of("otherTelephone", "+47 22, 23;+48").collect::<Vec<_>>(), ["+47 22, 23", "+48"]);
    }
}
