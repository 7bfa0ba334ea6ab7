//! The parentheses and operators of a filter; what stands between two parentheses is read in `item`.

use percent_encoding::percent_decode_str;

use super::item;
use super::joined;
use super::mistake::{Mistake, closing, column, replaced, without_xml, wrapped};
use super::{DEPTH_LIMIT, Filter, Kind, LENGTH_LIMIT};

/// Places at which a missing parenthesis may belong that are tried.
const PLACES: usize = 8;

/// Parses without looking for a suggestion. It keeps its own stack, so depth costs no stack of ours.
pub(super) fn parse(text: &str) -> Result<Filter, Mistake> {
    if text.len() > LENGTH_LIMIT {
        return Err(Mistake::new(0, format!("the filter has {} bytes; {LENGTH_LIMIT} are the limit", text.len())));
    }
    Parser { text, at: 0, open: Vec::new() }.run()
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The lists begun and not closed, outermost first.
    open: Vec<Open>,
}

/// Stands for the operator of a pair of parentheses around one filter.
const DOUBLED: u8 = b'(';

/// `(&`, `(|` or `(!`, and what it holds so far.
struct Open {
    start: usize,
    operator: u8,
    inside: Vec<Filter>,
}

impl Parser<'_> {
    fn run(mut self) -> Result<Filter, Mistake> {
        loop {
            self.skip_blanks();
            let filter = match self.peek() {
                Some(b'(') => self.opening()?,
                Some(b')') => Some(self.closing()?),
                Some(_) => Some(self.bare()?),
                None => return Err(self.unfinished()),
            };
            let Some(filter) = filter else { continue };
            match self.open.last_mut() {
                Some(list) => list.inside.push(filter),
                None => return self.end(filter),
            }
        }
    }

    /// At a `(`: a whole item, or `None` when a list begins.
    fn opening(&mut self) -> Result<Option<Filter>, Mistake> {
        let start = self.at;
        self.check_room(start)?;
        self.at += 1;
        self.skip_blanks();
        match self.peek() {
            Some(operator @ (b'&' | b'|' | b'!')) => {
                self.check_xml()?;
                self.at += 1;
                self.open.push(Open { start, operator, inside: Vec::new() });
                Ok(None)
            }
            Some(b'(') if self.doubled(start) => {
                self.open.push(Open { start, operator: DOUBLED, inside: Vec::new() });
                Ok(None)
            }
            Some(b'(') => Err(self.no_operator(start)),
            Some(b')') => Err(self.empty(start)),
            _ => {
                let (kind, end) = item::parse(self.text, start, self.at)?;
                self.at = end + 1;
                Ok(Some(Filter { span: start..self.at, kind }))
            }
        }
    }

    /// `((a=b))` inside a list: Java takes one pair too many there, and nowhere else.
    fn doubled(&self, start: usize) -> bool {
        let outer = closing(self.text, start);
        let behind = closing(self.text, self.at).and_then(|end| self.text.get(end + 1..outer?));
        behind == Some("") && self.open.last().is_some_and(|list| list.operator != DOUBLED)
    }

    /// Before another filter begins inside the innermost list.
    fn check_room(&self, start: usize) -> Result<(), Mistake> {
        if self.open.len() >= DEPTH_LIMIT {
            return Err(Mistake::new(start, format!("more than {DEPTH_LIMIT} filters inside each other")));
        }
        match self.open.last() {
            Some(list) if list.operator == b'!' && !list.inside.is_empty() => {
                let mistake = Mistake::new(start, "`!` takes one filter, and this is the second");
                Err(match (self.text.get(list.start..).and_then(|t| t.find('!')), closing(self.text, list.start)) {
                    (Some(mark), Some(end)) => {
                        let inside = list.start + mark + 1;
                        // One parenthesis that stands too late is likelier than an operator left out; which one of the
                        // two is left out, nobody can tell.
                        mistake
                            .repaired(replaced(&replaced(self.text, end, end + 1, ""), start, start, ")"))
                            .repaired(wrapped(self.text, (inside, "(|"), (end, ")")))
                            .repaired(wrapped(self.text, (inside, "(&"), (end, ")")))
                    }
                    _ => mistake,
                })
            }
            _ => Ok(()),
        }
    }

    /// At a `)`: the innermost list is whole.
    fn closing(&mut self) -> Result<Filter, Mistake> {
        let Some(list) = self.open.pop() else {
            return Err(self.superfluous());
        };
        let kind = match list.operator {
            b'&' => Kind::And(list.inside),
            b'|' => Kind::Or(list.inside),
            DOUBLED => {
                self.at += 1;
                let only = list.inside.into_iter().next();
                return only.ok_or_else(|| Mistake::new(list.start, "nothing between the parentheses"));
            }
            _ => match list.inside.into_iter().next() {
                Some(part) => Kind::Not(Box::new(part)),
                None => return Err(Mistake::new(self.at, "`!` needs a filter behind it: `(!(attribute=value))`")),
            },
        };
        self.at += 1;
        Ok(Filter { span: list.start..self.at, kind })
    }

    /// At something that is no parenthesis: right only behind `!`, where Active Directory's client accepts it.
    fn bare(&mut self) -> Result<Filter, Mistake> {
        let start = self.at;
        let Some(list) = self.open.last() else {
            return Err(self.no_outer_parentheses());
        };
        if list.operator == b'!' && list.inside.is_empty() && !matches!(self.peek(), Some(b'&' | b'|' | b'!')) {
            let (kind, end) = item::parse(self.text, list.start, start)?;
            self.at = end;
            return Ok(Filter { span: start..end, kind });
        }
        self.check_xml()?;
        let stop = self.text.get(start..).and_then(|rest| rest.find(['(', ')'])).map_or(self.text.len(), |n| start + n);
        let run = self.text.get(start..stop).unwrap_or_default().trim_end();
        let mistake = Mistake::new(start, format!("a `(` is missing in front of `{}`", shortened(run)));
        let opened = replaced(self.text, start, start, "(");
        Err(if let Some(or) = joined::says_or(run) {
            self.joined(list, (start, stop), or).into_iter().fold(mistake, Mistake::repaired)
        } else if let Some(end) = closing(self.text, stop).filter(|_| run.eq_ignore_ascii_case("not")) {
            mistake.repaired(wrapped(
                &replaced(self.text, start, stop, &" ".repeat(stop - start)),
                (stop, "(!"),
                (end + 1, ")"),
            ))
        } else if run == "!" {
            mistake.repaired(replaced(self.text, start, stop, "")).repaired(opened)
        } else {
            mistake.repaired(wrapped(self.text, (start, "("), (start + run.len(), ")"))).repaired(opened)
        })
    }

    /// What is meant by a word that joins conditions inside a list, from `start` to `stop`: none where words of both kinds
    /// stand there, of which nobody can tell what belongs together.
    fn joined(&self, list: &Open, (start, stop): (usize, usize), or: bool) -> Vec<String> {
        let inside = closing(self.text, list.start).and_then(|end| self.text.get(start..end)).unwrap_or_default();
        if !joined::of_one_kind(inside) {
            return Vec::new();
        }
        let without = replaced(self.text, start, stop, "");
        let mark = self.text.get(list.start..).and_then(|rest| rest.find('&')).map(|n| list.start + n);
        let next = closing(self.text, stop).map(|end| end + 1);
        match (list.operator, list.inside.as_slice(), next) {
            // `(!(a=b) and (c=d))`: the parenthesis behind the first is missing.
            (b'!', [first], _) => {
                let sign = if or { "(|" } else { "(&" };
                let closed = replaced(self.text, first.span.end, stop, ")");
                vec![replaced(&closed, list.start, list.start, sign)]
            }
            // `(&(a=b) or (c=d))`: the sign in front, or the word; of several, the two that the word stands between.
            (b'&', parts, Some(next)) if or => {
                let both = parts.last().map(|last| wrapped(self.text, (last.span.start, "(|"), (next, ")")));
                let both = both.filter(|_| parts.len() > 1).map(|text| replaced(&text, start + 2, stop + 2, ""));
                let instead = mark.map(|mark| replaced(&without, mark, mark + 1, "|"));
                both.into_iter().chain(instead).chain([without]).collect()
            }
            _ => vec![without, replaced(self.text, start, start, "(")],
        }
    }

    /// Behind the outermost filter.
    fn end(mut self, filter: Filter) -> Result<Filter, Mistake> {
        self.skip_blanks();
        let last = filter.span.end;
        match self.peek() {
            None => Ok(filter),
            Some(b')') => Err(self.superfluous()),
            Some(b'(') => {
                let what = "a second filter begins here: filters side by side need `(&` … `)` around them";
                let mistake = Mistake::new(self.at, what);
                // `(&(a=b))(c=d)`: the parenthesis stands too early.
                let later = replaced(self.text.trim_end(), last - 1, last, "");
                let mistake =
                    if matches!(filter.kind, Kind::And(_)) { mistake.repaired(format!("{later})")) } else { mistake };
                Err(mistake.repaired(format!("(&{})", self.text.trim())).repaired(later))
            }
            Some(_) => {
                let rest = self.text.get(self.at..).unwrap_or_default();
                let mistake = Mistake::new(self.at, format!("the filter ends before `{}`", shortened(rest)));
                // What is joined by a word is meant too: only what is no condition may go.
                Err(match joined::as_list(self.text) {
                    Some(list) => mistake.repaired(list),
                    None if rest.contains(['(', '=']) => mistake,
                    None => mistake.repaired(self.text.get(..last).unwrap_or_default()),
                })
            }
        }
    }

    fn unfinished(&self) -> Mistake {
        let Some(list) = self.open.last() else {
            return Mistake::new(self.at, "the filter is empty");
        };
        let text = self.text.trim_end();
        let begun = shortened(text.get(list.start..).unwrap_or_default());
        let what = format!("a `)` is missing: `{begun}`, opened in column {}, is not closed", column(text, list.start));
        let mut mistake = Mistake::new(text.len(), what).repaired(text.to_owned() + &")".repeat(self.open.len()));
        // The one that is missing may belong behind any part of the list that was begun last.
        let ends = list.inside.iter().rev().skip(1).map(|part| part.span.end);
        if self.open.len() == 2 && list.operator != b'!' {
            for end in ends.take(PLACES) {
                mistake = mistake.repaired(replaced(text, end, end, ")") + ")");
            }
        }
        mistake
    }

    fn superfluous(&self) -> Mistake {
        let what = "one `)` too many: nothing is open here";
        Mistake::new(self.at, what).repaired(replaced(self.text, self.at, self.at + 1, ""))
    }

    fn empty(&self, start: usize) -> Mistake {
        let mistake =
            Mistake::new(self.at, "nothing between the parentheses: an attribute and a comparison belong here");
        if self.open.is_empty() { mistake } else { mistake.repaired(replaced(self.text, start, self.at + 1, "")) }
    }

    /// `((a=b))` or `((a=b)(c=d))`; `self.at` is the second parenthesis.
    fn no_operator(&self, start: usize) -> Mistake {
        let what = "an operator is missing before this `(`: `&` (all of), `|` (one of) or `!` (not)";
        let mistake = Mistake::new(self.at, what);
        let and = replaced(self.text, self.at, self.at, "&");
        let outer = closing(self.text, start);
        let alone = closing(self.text, self.at).and_then(|end| self.text.get(end + 1..outer?)).map(str::trim);
        let list = outer.and_then(|end| Some((end, joined::as_list(self.text.get(self.at..end)?)?)));
        match (outer, alone) {
            _ if list.is_some() => {
                let (end, list) = list.unwrap_or_default();
                mistake.repaired(replaced(self.text, start, end + 1, &list))
            }
            (Some(end), Some("")) => {
                mistake.repaired(replaced(&replaced(self.text, end, end + 1, ""), start, self.at, "")).repaired(and)
            }
            _ => mistake.repaired(and),
        }
    }

    /// The text does not begin with a parenthesis.
    fn no_outer_parentheses(&self) -> Mistake {
        let text = self.text.trim();
        if let Some(inner) = text.strip_prefix(['"', '\'', '`', '“', '„', '‘']) {
            let inner = inner.trim_end_matches(['"', '\'', '`', '“', '”', '‘', '’']);
            return Mistake::new(self.at, "a filter begins with `(`, not with a quotation mark").repaired(inner);
        }
        if let Some(filter) = of_url(text) {
            let what = "this is the URL of a search: the appliances want its filter alone";
            let mistake = Mistake::new(self.at, what);
            return if filter.is_empty() {
                mistake
            } else {
                mistake.repaired(filter.clone()).repaired(format!("({filter})"))
            };
        }
        let what = "a filter begins with `(`: the appliances want parentheses around the whole filter";
        Mistake::new(self.at, what).repaired(format!("({text}")).repaired(format!("({text})"))
    }

    /// `&amp;` where an operator belongs: copied out of a jabber-config.xml.
    fn check_xml(&self) -> Result<(), Mistake> {
        if self.text.get(self.at..).is_some_and(|rest| rest.starts_with("&amp;")) {
            let what = "`&amp;` is how XML writes `&`, and no part of a filter";
            return Err(Mistake::new(self.at, what).repaired(without_xml(self.text)));
        }
        Ok(())
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }
}

/// The filter of `ldap://host/base?attributes?scope?filter` (RFC 4516), also where a part before it was left out; empty
/// where the URL has none.
fn of_url(text: &str) -> Option<String> {
    let (scheme, rest) = text.split_once("://")?;
    let ldap = ["ldap", "ldaps"].iter().any(|known| scheme.eq_ignore_ascii_case(known));
    let last = || rest.rsplit('?').next().filter(|last| last.contains('=') && last.len() < rest.len());
    let filter = ldap.then(|| rest.splitn(4, '?').nth(3).or_else(last).unwrap_or_default())?;
    Some(percent_decode_str(filter).decode_utf8_lossy().into_owned())
}

/// Enough of a text to recognise it by.
pub(super) fn shortened(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(24) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}
