//! Filters side by side with a word or a sign between them, as other languages join conditions.

use super::mistake::closing;

/// What stands between two filters.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    /// `and`, `&`, `&&`, a comma, or nothing.
    And,
    /// `or`, `|`, `||`.
    Or,
}

fn joint(text: &str) -> Option<Joint> {
    match text.trim().to_ascii_lowercase().as_str() {
        "" | "and" | "&" | "&&" | "," | ";" | "+" => Some(Joint::And),
        "or" | "|" | "||" => Some(Joint::Or),
        _ => None,
    }
}

/// Whether a text between filters is such a word, and whether it says "or".
pub(super) fn says_or(text: &str) -> Option<bool> {
    joint(text).map(|found| found == Joint::Or)
}

/// Whether the words between the filters of a list, up to its end, do not mix "and" with "or".
pub(super) fn of_one_kind(inside: &str) -> bool {
    let (mut rest, mut all) = (inside, None);
    while let Some(next) = rest.find('(') {
        let word = rest.get(..next).unwrap_or_default();
        let found = joint(word).filter(|_| !word.trim().is_empty());
        if found.is_some_and(|found| *all.get_or_insert(found) != found) {
            return false;
        }
        let Some(end) = closing(rest, next) else { break };
        rest = rest.get(end + 1..).unwrap_or_default();
    }
    true
}

/// `(a=b) and (c=d)` as `(&(a=b)(c=d))`. Nobody can tell what "and" beside "or" belongs to.
pub(super) fn as_list(text: &str) -> Option<String> {
    let (mut rest, mut parts, mut all) = (text.trim(), Vec::new(), None);
    loop {
        let end = closing(rest, 0).filter(|_| rest.starts_with('('))? + 1;
        parts.push(rest.get(..end)?);
        let behind = rest.get(end..)?;
        if behind.trim().is_empty() {
            break;
        }
        let next = behind.find('(')?;
        let found = joint(behind.get(..next)?)?;
        if *all.get_or_insert(found) != found {
            return None;
        }
        rest = behind.get(next..)?;
    }
    let operator = if all? == Joint::And { '&' } else { '|' };
    Some(format!("({operator}{})", parts.concat()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_between_filters_become_an_operator() {
        for (text, list) in [
            ("(a=b) and (c=d)", Some("(&(a=b)(c=d))")),
            ("(a=b) AND (c=d) AND (e=f)", Some("(&(a=b)(c=d)(e=f))")),
            ("(a=b) Or (&(c=d)(e=f))", Some("(|(a=b)(&(c=d)(e=f)))")),
            ("(a=b)||(c=d)", Some("(|(a=b)(c=d))")),
            ("(a=b), (c=d)", Some("(&(a=b)(c=d))")),
            ("(a=b) and (c=d) or (e=f)", None),
            ("(a=b) unless (c=d)", None),
            ("(a=b) and", None),
            ("(a=b)", None),
            ("", None),
        ] {
            assert_eq!(as_list(text).as_deref(), list, "{text}");
        }
    }
}
