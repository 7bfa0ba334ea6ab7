//! What not every client reads.

use super::{Filter, Kind};

/// The first place where the text is laid out in a way that is read here and that Java's LDAP client refuses (each tried
/// with OpenJDK 17; the appliances are written in Java), and what it is: a line break or tab between parts, a blank behind
/// the first `(`, or `(!cn=a)` without the inner parentheses. `filter` must be what `text` parses to.
pub fn java_refuses(text: &str, filter: &Filter) -> Option<(usize, &'static str)> {
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or_default();
    let first = filter.span.start;
    if let Some(at) = line_break(text, 0, first).or_else(|| line_break(text, filter.span.end, text.len())) {
        return Some((at, "a line break or tab around the filter"));
    }
    if byte(first + 1) == b' ' {
        return Some((first + 1, "a blank behind the first `(`"));
    }
    filter.walk().find_map(|part| match &part.kind {
        Kind::Not(inner) if byte(inner.span.start) != b'(' => Some((
            inner.span.start,
            "no parentheses around what `!` negates, as only Active Directory's own client takes it",
        )),
        _ => between_parts(text, part).map(|at| (at, "a line break or tab inside the filter")),
    })
}

/// A line break or tab of this part that is in none of the parts inside it, nor in a value.
fn between_parts(text: &str, part: &Filter) -> Option<usize> {
    if part.inside().is_empty() {
        let start = part.span.start + 1;
        let blanks = text.get(start..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        return line_break(text, start, start + blanks);
    }
    let mut from = part.span.start;
    let end = part.span.end;
    let mut starts = part.inside().iter().map(|inner| inner.span.clone()).chain(std::iter::once(end..end));
    starts.find_map(|inner| {
        let found = line_break(text, from, inner.start);
        from = inner.end;
        found
    })
}

fn line_break(text: &str, start: usize, end: usize) -> Option<usize> {
    text.get(start..end)?.find(['\n', '\r', '\t']).map(|at| start + at)
}
