//! Distinguished names in one form, so that a million of them can be compared as bytes.

/// Marks a character that was escaped: it is part of a value and separates nothing.
const ESCAPED: u8 = 1;

/// Appends the name in lower case, without blanks around separators, each escape written one way. Names that are equal
/// (RFC 4514) give equal bytes, those of text values at least; what stands below a name ends with `,` and its bytes.
pub(super) fn canonical(dn: &str, out: &mut Vec<u8>) {
    let mut characters = dn.trim().chars();
    // After a separator blanks are skipped; before one they are taken back.
    let mut fresh = true;
    let mut kept = out.len();
    while let Some(character) = characters.next() {
        match character {
            ' ' if fresh => continue,
            ',' | '=' | '+' | ';' => {
                out.truncate(kept);
                out.push(if character == ';' { b',' } else { character as u8 });
                fresh = true;
                kept = out.len();
                continue;
            }
            '\\' => escaped(&mut characters, out),
            _ if character.is_ascii() => out.push(character.to_ascii_lowercase() as u8),
            _ => push_lower(character, out),
        }
        fresh = false;
        if character != ' ' {
            kept = out.len();
        }
    }
}

/// `\2C` and `\,` are one.
fn escaped(characters: &mut std::str::Chars<'_>, out: &mut Vec<u8>) {
    let mut ahead = characters.clone();
    let digits = [ahead.next(), ahead.next()].map(|digit| digit.and_then(|digit| digit.to_digit(16)));
    if let [Some(high), Some(low)] = digits {
        *characters = ahead;
        let byte = u8::try_from(high * 16 + low).unwrap_or_default().to_ascii_lowercase();
        if byte.is_ascii() && !byte.is_ascii_alphanumeric() {
            out.push(ESCAPED);
        }
        out.push(byte);
    } else if let Some(character) = characters.next() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() {
            out.push(ESCAPED);
        }
        push_lower(character, out);
    }
}

fn push_lower(character: char, out: &mut Vec<u8>) {
    for lower in character.to_lowercase() {
        out.extend_from_slice(lower.encode_utf8(&mut [0; 4]).as_bytes());
    }
}

/// Whether a canonical name is a canonical base, or stands below it. The empty base holds everything.
pub(super) fn is_within(name: &[u8], base: &[u8]) -> bool {
    let separated = |rest: &[u8]| rest.is_empty() || (rest.ends_with(b",") && !rest.ends_with(&[ESCAPED, b',']));
    base.is_empty() || name.strip_suffix(base).is_some_and(separated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(dn: &str) -> Vec<u8> {
        let mut out = Vec::new();
        canonical(dn, &mut out);
        out
    }

    #[test]
    fn equal_names_are_equal_bytes() {
        for (one, other) in [
            ("CN=Doe\\, John,DC=x", "cn=doe\\2c john, dc=X"),
            (" OU = People , DC=x ", "ou=people,dc=x"),
            ("CN=Müller", "cn=mÜller"),
        ] {
            assert_eq!(of(one), of(other), "{one}");
        }
        assert_ne!(of("CN=a\\,b"), of("CN=a,b"));
    }

    #[test]
    fn below_a_base() {
        let base = of("OU=People,DC=x");
        assert!(is_within(&of("cn=a, ou=people, dc=x"), &base));
        assert!(is_within(&base, &base));
        assert!(!is_within(&of("CN=a,OU=NoPeople,DC=x"), &base));
        assert!(!is_within(&of("CN=a\\,OU=People,DC=x"), &base));
        assert!(is_within(&of("CN=a"), b""));
    }
}
