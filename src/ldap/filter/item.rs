//! What stands between two parentheses: attribute, comparison, value.

use super::mistake::{Mistake, closing, column, replaced, without_xml};
use super::parse::shortened;
use super::{Assertion, Kind};

/// Reads `attribute=value` from `from`; also returns where its `)` stands. `open` is the parenthesis it belongs to.
pub(super) fn parse(text: &str, open: usize, from: usize) -> Result<(Kind, usize), Mistake> {
    let item = Item { text, open, from };
    let (left_end, comparison, value_at) = item.comparison()?;
    let left = text.get(from..left_end).unwrap_or_default();
    let extended = if comparison == Comparison::Extended { Some(item.extended(left)?) } else { None };
    if extended.is_none() {
        item.check_attribute(left, value_at)?;
    }
    let (mut parts, end) = item.value(value_at, comparison)?;
    // Java asks for substrings without a part, others for an empty one: OpenLDAP and Samba find nobody by either.
    if parts.len() > 2 && parts.iter().all(Vec::is_empty) {
        let what = "stars with nothing between them find nobody: whoever has the attribute at all is found by one `*`";
        return Err(Mistake::new(value_at, what).repaired(replaced(text, value_at, end, "*")));
    }
    let kind = if parts.len() > 1 {
        substrings(left, parts)
    } else {
        let value = parts.pop().unwrap_or_default();
        let it = |value| Assertion { attribute: left.to_owned(), value };
        match (comparison, extended) {
            (Comparison::Greater, _) => Kind::GreaterOrEqual(it(value)),
            (Comparison::Less, _) => Kind::LessOrEqual(it(value)),
            (Comparison::Approx, _) => Kind::Approx(it(value)),
            (_, Some(Extended { attribute, dn, rule })) => Kind::Extensible { attribute, dn, rule, value },
            (_, None) => Kind::Equal(it(value)),
        }
    };
    Ok((kind, end))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Comparison {
    Equal,
    Greater,
    Less,
    Approx,
    Extended,
}

/// The left side of `:=`.
struct Extended {
    attribute: Option<String>,
    dn: bool,
    rule: Option<String>,
}

struct Item<'a> {
    text: &'a str,
    open: usize,
    from: usize,
}

impl Item<'_> {
    /// Where the left side ends, how it compares, and where the value begins.
    fn comparison(&self) -> Result<(usize, Comparison, usize), Mistake> {
        let rest = self.text.get(self.from..).unwrap_or_default();
        let stop = rest.find(['=', '(', ')']).map(|n| self.from + n);
        let equals = match stop.and_then(|at| Some((at, *self.text.as_bytes().get(at)?))) {
            Some((at, b'=')) => at,
            _ => return Err(self.no_comparison(stop.unwrap_or(self.text.len()))),
        };
        let before = equals.checked_sub(1).filter(|at| *at >= self.from).and_then(|at| self.text.as_bytes().get(at));
        Ok(match before {
            Some(b'>') => (equals - 1, Comparison::Greater, equals + 1),
            Some(b'<') => (equals - 1, Comparison::Less, equals + 1),
            Some(b'~') => (equals - 1, Comparison::Approx, equals + 1),
            Some(b':') => (equals - 1, Comparison::Extended, equals + 1),
            _ => (equals, Comparison::Equal, equals + 1),
        })
    }

    fn no_comparison(&self, stop: usize) -> Mistake {
        let name = self.text.get(self.from..stop).unwrap_or_default();
        if let Some(sign) = name.find(['<', '>']) {
            let sign_at = self.from + sign;
            let what = "LDAP compares with `<=` and `>=` only; `<` and `>` alone do not exist";
            return Mistake::new(sign_at, what).repaired(replaced(self.text, sign_at + 1, sign_at + 1, "="));
        }
        let mistake = Mistake::new(stop, format!("`=` is missing after `{}`", shortened(name)));
        let present = replaced(self.text, self.from + name.trim_end().len(), stop, "=*");
        if bad_name(name.trim_end()).is_none() { mistake.repaired(present) } else { mistake }
    }

    /// An attribute description (RFC 4512 section 2.5), directly before its comparison.
    fn check_attribute(&self, name: &str, value_at: usize) -> Result<(), Mistake> {
        if name.is_empty() {
            return Err(Mistake::new(self.from, "the attribute name is missing before the comparison"));
        }
        let Some(bad) = bad_name(name) else {
            return Ok(());
        };
        let at = self.from + bad;
        if let Some(name) = name.strip_suffix('!').filter(|_| bad + 1 == name.len()) {
            let mistake = Mistake::new(at, "LDAP has no `!=`: write `(!(attribute=value))`");
            let negated = replaced(self.text, self.open, value_at, &format!("(!({name}="));
            return Err(match closing(&negated, self.open + 2) {
                Some(end) => mistake.repaired(replaced(&negated, end, end, ")")),
                None => mistake,
            });
        }
        let tail = name.get(bad..).unwrap_or_default();
        if tail.starts_with('&') && ["&lt;", "&gt;", "&amp;"].iter().any(|entity| tail.starts_with(entity)) {
            let what = "`&lt;`, `&gt;` and `&amp;` are how XML writes `<`, `>` and `&`";
            return Err(Mistake::new(at, what).repaired(without_xml(self.text)));
        }
        if tail.trim().is_empty() {
            let what = "no blank may stand between the attribute name and its comparison";
            return Err(Mistake::new(at, what).repaired(replaced(self.text, at, self.from + name.len(), "")));
        }
        Err(self.bad_attribute(at, name))
    }

    fn bad_attribute(&self, at: usize, name: &str) -> Mistake {
        let found = self.text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or_default();
        let what = if found == ' ' {
            format!("an attribute name has no blank: `{}`", shortened(name))
        } else {
            format!(
                "`{}` does not belong into an attribute name: letters, digits and `-` do, and it begins with a letter",
                found.escape_debug()
            )
        };
        let squeezed: String = name.split_whitespace().collect();
        let mistake = Mistake::new(at, what);
        match found {
            ' ' => mistake.repaired(replaced(self.text, self.from, self.from + name.len(), &squeezed)),
            ':' => mistake.repaired(self.colons(name)),
            _ => mistake,
        }
    }

    /// `memberOf:CN=x`, `memberOf:1.2.3=CN=x` and `memberOf:1.2.3:CN=x`: a colon in place of the comparison, or beside half
    /// of it. A rule is told from a value by its form.
    fn colons(&self, name: &str) -> String {
        let (attribute, rest) = name.split_once(':').unwrap_or((name, ""));
        let behind = self.from + attribute.trim_end().len();
        let (rule, value) = rest.split_once(':').map_or((rest, None), |(rule, value)| (rule, Some(value)));
        if is_rule(rule) {
            let at = self.from + attribute.len() + 1 + rule.len();
            return match value {
                None => replaced(self.text, at, at, ":"),
                Some(_) => replaced(self.text, at + 1, at + 1, "="),
            };
        }
        let value_at = self.from + name.len() - rest.trim_start().len();
        replaced(self.text, behind, value_at, "=")
    }

    /// `attribute:dn:rule` in front of `:=`; attribute and rule may each be absent, not both.
    fn extended(&self, left: &str) -> Result<Extended, Mistake> {
        let mut pieces = left.split(':');
        let attribute = pieces.next().unwrap_or_default();
        if !attribute.is_empty() {
            self.check_attribute(attribute, self.from + attribute.len())?;
        }
        let mut at = self.from + attribute.len();
        let (mut dn, mut rule) = (false, None);
        for piece in pieces {
            at += 1;
            if piece.eq_ignore_ascii_case("dn") && !dn && rule.is_none() {
                dn = true;
            } else if rule.is_some() {
                return Err(Mistake::new(at, "one matching rule is enough: `attribute:rule:=value`"));
            } else if let Some(bad) = bad_rule(piece) {
                let what = format!("`{}` is no matching rule: a name, or numbers with dots", shortened(piece));
                return Err(Mistake::new(at + bad, what));
            } else {
                rule = Some(piece.to_owned());
            }
            at += piece.len();
        }
        if attribute.is_empty() && rule.is_none() {
            return Err(Mistake::new(self.from, "an attribute or a matching rule belongs in front of `:=`"));
        }
        Ok(Extended { attribute: (!attribute.is_empty()).then(|| attribute.to_owned()), dn, rule })
    }

    /// The parts between stars, unescaped, and where the `)` stands.
    fn value(&self, from: usize, comparison: Comparison) -> Result<(Vec<Vec<u8>>, usize), Mistake> {
        let bytes = self.text.as_bytes();
        let (mut parts, mut part, mut at) = (Vec::new(), Vec::new(), from);
        let mut inner = 0_usize;
        loop {
            match bytes.get(at) {
                None => return Err(self.unfinished()),
                Some(b')') if at == from && comparison != Comparison::Equal => {
                    return Err(Mistake::new(at, "the value is missing behind the comparison"));
                }
                Some(b')') if inner == 0 => break,
                Some(b')') => {
                    inner -= 1;
                    part.push(b')');
                }
                Some(b'(') => {
                    self.inner_parenthesis(at)?;
                    inner += 1;
                    part.push(b'(');
                }
                Some(b'*') if comparison == Comparison::Equal => parts.push(std::mem::take(&mut part)),
                Some(b'\\') => {
                    let (byte, length) = self.escaped(at)?;
                    part.push(byte);
                    at += length;
                }
                Some(0) => return Err(self.raw(at, "a NUL character", "\\00")),
                Some(b'*') => {
                    return Err(self.raw(at, "a `*` has no meaning in this comparison: as a character it", "\\2a"));
                }
                Some(byte) => part.push(*byte),
            }
            at += 1;
        }
        parts.push(part);
        Ok((parts, at))
    }

    /// The byte that `\xx` at `at` stands for, and how many characters follow the backslash. `\(` and the like, as LDAPv2
    /// escaped (RFC 1558), are what Java reads too.
    fn escaped(&self, at: usize) -> Result<(u8, usize), Mistake> {
        let digits = self.text.get(at + 1..at + 3).filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()));
        if let Some(byte) = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            return Ok((byte, 2));
        }
        let behind = self.text.as_bytes().get(at + 2);
        match self.text.as_bytes().get(at + 1) {
            Some(old @ (b'(' | b'*' | b'\\')) if behind.is_some() => return Ok((*old, 1)),
            // `CORP\)`: that one closes the filter after all.
            Some(old @ b')') if behind.is_some_and(|next| *next != b'(') => return Ok((*old, 1)),
            _ => {}
        }
        let what = "`\\` takes two hexadecimal digits behind it; the character itself is written `\\5c`";
        let mistake = Mistake::new(at, what);
        Err(match self.text.as_bytes().get(at + 1) {
            Some(old @ (b'(' | b')' | b'*' | b'\\')) => {
                let escaped = replaced(self.text, at, at + 2, &format!("\\{old:02x}"));
                // `CORP\)`: the parenthesis closes after all.
                mistake.repaired(escaped).repaired(replaced(self.text, at, at + 1, "\\5c"))
            }
            _ => mistake.repaired(replaced(self.text, at, at + 1, "\\5c")),
        })
    }

    fn raw(&self, at: usize, what: &str, written: &str) -> Mistake {
        Mistake::new(at, format!("{what} is written `{written}`")).repaired(replaced(self.text, at, at + 1, written))
    }

    /// A `(` inside a value: either the `)` before it was forgotten, or it belongs to the value, as Java takes it where it
    /// is closed again.
    fn inner_parenthesis(&self, at: usize) -> Result<(), Mistake> {
        let behind = self.text.get(at + 1..).unwrap_or_default().trim_start();
        let name = behind.split(['=', '<', '>', '~', ':', '(', ')']).next().unwrap_or_default();
        let compared = behind.get(name.len()..).is_some_and(|rest| rest.starts_with(['=', '<', '>', '~', ':']));
        if behind.starts_with(['&', '|', '!']) || (compared && bad_name(name).is_none()) {
            let what = format!(
                "a `)` is missing before this `(`: the one in column {} is still open",
                column(self.text, self.open)
            );
            return Err(Mistake::new(at, what).repaired(replaced(self.text, at, at, ")")));
        }
        // The one that closes the item itself stands behind the one that closes this.
        let closed = closing(self.text, at).and_then(|end| self.text.get(end + 1..));
        if closed.is_some_and(|rest| rest.contains(')')) && closing(self.text, self.open).is_some() {
            return Ok(());
        }
        let mistake = Mistake::new(at, "a `(` inside a value is written `\\28`, a `)` is written `\\29`");
        Err(mistake.repaired(replaced(self.text, at, at + 1, "\\28")))
    }

    fn unfinished(&self) -> Mistake {
        let text = self.text.trim_end();
        let begun = shortened(text.get(self.open..).unwrap_or_default());
        let what =
            format!("a `)` is missing: `{begun}`, opened in column {}, is not closed", column(self.text, self.open));
        // Lists around it may be open too; a further round closes them.
        Mistake::new(text.len(), what).repaired(format!("{text})"))
    }
}

/// Runs of stars count as one, and a star alone asks for presence.
fn substrings(attribute: &str, parts: Vec<Vec<u8>>) -> Kind {
    let attribute = attribute.to_owned();
    let last = parts.len() - 1;
    let parts: Vec<_> = parts
        .into_iter()
        .enumerate()
        .filter(|(n, part)| *n == 0 || *n == last || !part.is_empty())
        .map(|(_, p)| p)
        .collect();
    if parts.iter().all(Vec::is_empty) { Kind::Present(attribute) } else { Kind::Substrings { attribute, parts } }
}

/// Where a text stops being an attribute description: a name or an OID, then options with `;`.
fn bad_name(name: &str) -> Option<usize> {
    let (bare, options) = name.split_once(';').map_or((name, None), |(bare, options)| (bare, Some(options)));
    if let Some(bad) = bad_rule(bare) {
        return Some(bad);
    }
    let mut at = bare.len();
    for option in options?.split(';') {
        if option.is_empty() {
            return Some(at);
        }
        at += 1;
        if let Some(bad) = option.find(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
            return Some(at + bad);
        }
        at += option.len();
    }
    None
}

/// Looks like a matching rule: numbers with dots, `dn`, or a name such as `caseExactMatch`.
fn is_rule(text: &str) -> bool {
    let named = text.eq_ignore_ascii_case("dn") || text.ends_with("Match");
    bad_rule(text).is_none() && (named || (text.contains('.') && text.starts_with(|c: char| c.is_ascii_digit())))
}

/// Where a text stops being a short name (letters, digits, hyphens, and `_`, as Java and some servers take it) or an OID; its length when it ends too early.
fn bad_rule(text: &str) -> Option<usize> {
    match text.bytes().next() {
        None => Some(0),
        Some(first) if first.is_ascii_alphabetic() => {
            text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
        }
        Some(first) if first.is_ascii_digit() => {
            let mut before = '.';
            for (at, c) in text.char_indices() {
                if !c.is_ascii_digit() && (c != '.' || before == '.') {
                    return Some(at);
                }
                before = c;
            }
            (before == '.').then_some(text.len())
        }
        Some(_) => Some(0),
    }
}
