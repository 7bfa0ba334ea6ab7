//! A search base as people type it, and the names it may be meant to be. Each is looked up before it is offered.

use super::dn;

/// Names that are looked up.
const MEANT: usize = 24;
/// Levels of a console name whose type is tried both ways.
const LEVELS: usize = 4;
/// Signs that quote, of a keyboard and of a text processor.
pub(crate) const QUOTES: [char; 11] = ['"', '\'', '`', '“', '”', '„', '‘', '’', '«', '»', '‚'];

/// The names that a text may be meant to be, the likeliest first: without quotation marks, out of a URL, in the form the
/// console shows (`corp.example/Staff`), with a comma escaped that belongs to a name, from the other end, with the domain
/// in dots, with a comma where one is missing, with the domain where there is none. Never the text itself.
pub fn meant(typed: &str, domain: &str) -> Vec<String> {
    let bare = unwrapped(typed);
    let mut names = vec![bare.clone()];
    names.extend(console(&bare));
    names.extend(escaped(&bare));
    names.push(commas(&bare));
    names.push(dotted(&bare));
    names.extend(reversed(&bare));
    if !domain.is_empty() && !bare.to_ascii_lowercase().contains("dc=") && !bare.contains('/') {
        let typed: &[&str] = if bare.contains('=') { &[""] } else { &["OU=", "CN="] };
        names.extend(typed.iter().map(|kind| format!("{kind}{bare},{domain}")));
    }
    let mut different: Vec<String> = Vec::new();
    for name in names {
        if !name.is_empty() && name != typed && !different.contains(&name) && different.len() < MEANT {
            different.push(name);
        }
    }
    different
}

/// The names in a text that holds several: no separator stands between two names in one.
pub fn several(typed: &str) -> Vec<&str> {
    let names: Vec<&str> = typed.split([';', '|', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect();
    // A semicolon may stand for a comma: what ends in no domain, organisation or country is half a name.
    let ends = |part: &dn::Rdn| {
        part.values.iter().all(|(kind, _)| ["dc", "o", "c"].iter().any(|top| kind.eq_ignore_ascii_case(top)))
    };
    let whole =
        |name: &&str| dn::parse(name).is_ok_and(|name| name.parts.len() > 1 && name.parts.last().is_some_and(ends));
    if names.len() > 1 && names.iter().all(whole) { names } else { Vec::new() }
}

/// Without quotation marks, a scheme and a host around it, and escapes of a URL.
fn unwrapped(typed: &str) -> String {
    let text = typed.trim().trim_matches(QUOTES).trim();
    let plain = text.replace("&amp;", "&");
    let Some((scheme, rest)) = text.split_once("://") else { return plain };
    if !["ldap", "ldaps", "gc"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return text.to_owned();
    }
    // `LDAP://DC=corp,DC=example` has no host.
    let name = match rest.split_once('/') {
        Some((host, name)) if !host.contains('=') => name,
        _ => rest,
    };
    let name = name.split('?').next().unwrap_or_default();
    decoded(name)
}

fn decoded(name: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = name.bytes();
    while let Some(byte) = rest.next() {
        let digits = rest.as_slice_of_two();
        match (byte, digits) {
            (b'%', Some(value)) => {
                bytes.push(value);
                rest.nth(1);
            }
            _ => bytes.push(byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Two hexadecimal digits ahead.
trait Ahead {
    fn as_slice_of_two(&self) -> Option<u8>;
}

impl Ahead for std::str::Bytes<'_> {
    fn as_slice_of_two(&self) -> Option<u8> {
        let mut ahead = self.clone();
        let mut digit = || char::from(ahead.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        u8::try_from(high * 16 + low).ok()
    }
}

/// `corp.example/Staff/Sales` (canonicalName): the domain, then containers from the top. Whether each is an OU or a
/// container, the form does not tell.
fn console(name: &str) -> Vec<String> {
    let name = name.trim_matches('/');
    let mut levels = split(name, '/').into_iter();
    let Some(domain) = levels.next().map(|domain| domain.trim().trim_end_matches('.').to_owned()) else {
        return Vec::new();
    };
    let is_domain =
        !domain.is_empty() && !domain.contains(['=', ',', ' ']) && (domain.contains('.') || name.contains('/'));
    let levels: Vec<String> = levels.map(|level| level.replace("\\/", "/").trim().replace(',', "\\,")).collect();
    if !is_domain
        || levels.len() > LEVELS
        || levels.iter().any(String::is_empty)
        || levels.iter().any(|it| it.contains('='))
    {
        return Vec::new();
    }
    let domain: Vec<String> = domain.split('.').map(|label| format!("DC={label}")).collect();
    (0..1_usize << levels.len())
        .map(|kinds| {
            let parts = levels
                .iter()
                .enumerate()
                .rev()
                .map(|(nth, level)| format!("{}={level}", if kinds >> nth & 1 == 0 { "OU" } else { "CN" }));
            parts.chain(domain.iter().cloned()).collect::<Vec<_>>().join(",")
        })
        .collect()
}

/// A piece without a type belongs to the name before it: the comma between them is to be escaped.
fn escaped(name: &str) -> Vec<String> {
    let mut whole = String::new();
    let mut joined = false;
    for piece in split(name, ',') {
        let typed = piece.contains('=');
        if !whole.is_empty() {
            joined |= !typed;
            whole.push_str(if typed { "," } else { "\\," });
        }
        whole.push_str(if typed { piece.trim() } else { piece.trim_end() });
    }
    if joined { vec![whole] } else { Vec::new() }
}

/// Semicolons for commas, and a comma before a type that has none: `OU=Staff DC=corp;DC=example`.
fn commas(name: &str) -> String {
    let mut text = name.replace(';', ",");
    for kind in ["DC=", "OU=", "CN=", "dc=", "ou=", "cn="] {
        for gap in [" ", "."] {
            let wrong = format!("{gap}{kind}");
            let mut from = 0;
            while let Some(at) = text.get(from..).and_then(|rest| rest.find(&wrong)).map(|at| from + at) {
                let before = text.get(..at).unwrap_or_default().trim_end();
                if !before.is_empty() && !before.ends_with([',', '+', '\\']) {
                    text.replace_range(at..at + gap.len(), ",");
                }
                from = at + wrong.len();
            }
        }
    }
    text
}

/// `OU=Staff,corp.example`: the domain as the name service writes it.
fn dotted(name: &str) -> String {
    let mut pieces = split(name, ',');
    let Some(last) = pieces.pop().map(str::trim).filter(|last| !last.contains('=') && last.contains('.')) else {
        return String::new();
    };
    let domain = last.split('.').filter(|label| !label.is_empty()).map(|label| format!("DC={label}"));
    pieces.into_iter().map(|piece| piece.trim().to_owned()).chain(domain).collect::<Vec<_>>().join(",")
}

/// From the top down, as a path: all of it, or the units alone. `DC=corp,DC=example,OU=Staff` has the domain in its own
/// order, `DC=example,DC=corp,OU=Staff` has not.
fn reversed(name: &str) -> Vec<String> {
    let is_dc = |piece: &&str| piece.to_ascii_lowercase().starts_with("dc=");
    let (mut domain, mut units): (Vec<&str>, Vec<&str>) = split(name, ',').into_iter().map(str::trim).partition(is_dc);
    let domain_first = name.trim_start().get(..3).is_some_and(|start| start.eq_ignore_ascii_case("dc="));
    if units.is_empty() || (!domain_first && units.len() < 2) {
        return Vec::new();
    }
    units.reverse();
    let mut names = vec![[units.as_slice(), &domain].concat().join(",")];
    if domain_first {
        domain.reverse();
        names.push([units, domain].concat().join(","));
    }
    names
}

/// Cut at a character that is not escaped.
fn split(text: &str, at: char) -> Vec<&str> {
    let (mut pieces, mut start, mut escaped) = (Vec::new(), 0, false);
    for (place, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == at => {
                pieces.push(text.get(start..place).unwrap_or_default());
                start = place + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

#[cfg(test)]
mod tests {
    use super::{meant, several};

    const DOMAIN: &str = "DC=firm,DC=test";

    #[test]
    fn every_usual_slip_leads_to_the_name() {
        for (typed, name) in [
            ("\"OU=Crew,DC=firm,DC=test\"", "OU=Crew,DC=firm,DC=test"),
            ("„OU=Crew,DC=firm,DC=test“", "OU=Crew,DC=firm,DC=test"),
            (" 'OU=Crew,DC=firm,DC=test' ", "OU=Crew,DC=firm,DC=test"),
            ("ldap://dc1.firm.test/OU=Night%20Crew,DC=firm,DC=test", "OU=Night Crew,DC=firm,DC=test"),
            ("LDAP://OU=Crew,DC=firm,DC=test", "OU=Crew,DC=firm,DC=test"),
            ("OU=Fish &amp; Nets,DC=firm,DC=test", "OU=Fish & Nets,DC=firm,DC=test"),
            ("firm.test/Crew", "OU=Crew,DC=firm,DC=test"),
            ("firm.test/Users", "CN=Users,DC=firm,DC=test"),
            ("firm.test/Sites/North, South/", "OU=North\\, South,OU=Sites,DC=firm,DC=test"),
            ("firm.test", "DC=firm,DC=test"),
            ("OU=Ops, North,DC=firm,DC=test", "OU=Ops\\, North,DC=firm,DC=test"),
            ("OU=Crew;DC=firm;DC=test", "OU=Crew,DC=firm,DC=test"),
            ("OU=Crew DC=firm DC=test", "OU=Crew,DC=firm,DC=test"),
            ("OU=Crew.DC=firm.DC=test", "OU=Crew,DC=firm,DC=test"),
            ("OU=Crew,firm.test", "OU=Crew,DC=firm,DC=test"),
            ("DC=firm,DC=test,OU=Sites,OU=Crew", "OU=Crew,OU=Sites,DC=firm,DC=test"),
            ("DC=test,DC=firm,OU=Sites,OU=Crew", "OU=Crew,OU=Sites,DC=firm,DC=test"),
            ("OU=Sites,OU=Crew,DC=firm,DC=test", "OU=Crew,OU=Sites,DC=firm,DC=test"),
            ("OU=Crew", "OU=Crew,DC=firm,DC=test"),
            ("Crew", "OU=Crew,DC=firm,DC=test"),
            ("Crew", "CN=Crew,DC=firm,DC=test"),
        ] {
            let names = meant(typed, DOMAIN);
            assert!(names.iter().any(|offered| offered == name), "{typed}: {names:?}");
            assert!(!names.iter().any(|offered| offered == typed), "{typed}: {names:?}");
        }
        assert_eq!(meant("OU=Crew,DC=firm,DC=test", DOMAIN), [""; 0]);
    }

    #[test]
    fn several_names_in_one_text_are_told_apart() {
        let two = ["OU=Crew,DC=firm,DC=test", "OU=Office,DC=firm,DC=test"];
        for between in [";", " | ", "\n"] {
            assert_eq!(several(&two.join(between)), two);
        }
        for one in [
            "OU=Crew;DC=firm;DC=test",
            "OU=Crew,DC=firm,DC=test",
            "OU=Crew;",
            ";",
            "OU=Crew,OU=North;DC=firm,DC=test",
            "OU=A|B,DC=firm,DC=test",
        ] {
            assert_eq!(several(one), [""; 0], "{one}");
        }
    }

    #[test]
    fn nothing_typed_breaks_it() {
        for typed in [
            "",
            "/",
            "//",
            "\\",
            "%",
            "ldap://",
            "ldap://%e9",
            "a/b/c/d/e/f/g",
            ",,,",
            "DC=",
            "\u{2019}",
            ".",
            " DC=.DC= ",
        ] {
            assert!(meant(typed, DOMAIN).len() <= 24, "{typed}");
        }
    }
}
