//! A filter as it arrives in a search request (RFC 4511 section 4.5.1.7).

use super::{Assertion, DEPTH_LIMIT, Filter, Kind};
use crate::ldap::ber::{BerError, Element, Reader};

/// Decodes a filter. It stands in no text, so its spans are empty. Nested deeper than [`DEPTH_LIMIT`] it is an error.
pub fn decode(element: &Element<'_>) -> Result<Filter, BerError> {
    nested(element, DEPTH_LIMIT)
}

/// Recursive; `depth` bounds it.
fn nested(element: &Element<'_>, depth: usize) -> Result<Filter, BerError> {
    let too_deep = BerError::Depth { at: element.offset, limit: DEPTH_LIMIT };
    let depth = depth.checked_sub(1).ok_or(too_deep)?;
    let mut inside = Reader::inside(element);
    let kind = match element.tag {
        0xa0 => Kind::And(all(inside, depth)?),
        0xa1 => Kind::Or(all(inside, depth)?),
        0xa2 => Kind::Not(Box::new(nested(&inside.any()?, depth)?)),
        0xa3 => Kind::Equal(assertion(inside)?),
        0xa4 => Kind::Substrings { attribute: text(&inside.any()?), parts: substrings(&inside.any()?)? },
        0xa5 => Kind::GreaterOrEqual(assertion(inside)?),
        0xa6 => Kind::LessOrEqual(assertion(inside)?),
        0x87 => Kind::Present(text(element)),
        0xa8 => Kind::Approx(assertion(inside)?),
        0xa9 => extensible(inside)?,
        tag => return Err(BerError::Tag { at: element.offset, found: tag, expected: 0xa0 }),
    };
    Ok(Filter { span: 0..0, kind })
}

fn all(mut parts: Reader<'_>, depth: usize) -> Result<Vec<Filter>, BerError> {
    let mut filters = Vec::new();
    while let Some(part) = parts.next_element()? {
        filters.push(nested(&part, depth)?);
    }
    Ok(filters)
}

fn assertion(mut parts: Reader<'_>) -> Result<Assertion, BerError> {
    Ok(Assertion { attribute: text(&parts.any()?), value: parts.any()?.content.to_vec() })
}

/// The parts between the stars; where no initial or final part comes, an empty one stands.
fn substrings(element: &Element<'_>) -> Result<Vec<Vec<u8>>, BerError> {
    let mut pieces = Reader::inside(element);
    let (mut parts, mut last) = (vec![Vec::new()], Vec::new());
    while let Some(piece) = pieces.next_element()? {
        match (piece.tag, parts.as_mut_slice()) {
            (0x80, [initial]) => *initial = piece.content.to_vec(),
            (0x81, _) => parts.push(piece.content.to_vec()),
            (0x82, _) => last = piece.content.to_vec(),
            (tag, _) => return Err(BerError::Tag { at: piece.offset, found: tag, expected: 0x81 }),
        }
    }
    parts.push(last);
    Ok(parts)
}

fn extensible(mut parts: Reader<'_>) -> Result<Kind, BerError> {
    let rule = parts.optional(0x81)?.map(|rule| text(&rule));
    let attribute = parts.optional(0x82)?.map(|attribute| text(&attribute));
    let value = parts.expect(0x83)?.content.to_vec();
    let dn = parts.optional(0x84)?.is_some_and(|dn| dn.content != [0]);
    Ok(Kind::Extensible { attribute, dn, rule, value })
}

fn text(element: &Element<'_>) -> String {
    String::from_utf8_lossy(element.content).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ldap::ber::Writer;

    fn ava(tag: u8, name: &str, value: &str) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(tag, |w| {
            w.octets(name).octets(value);
        });
        writer.into_bytes()
    }

    fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.primitive(tag, &parts.concat());
        writer.into_bytes()
    }

    fn stars(name: &str, pieces: &[(u8, &str)]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(0xa4, |w| {
            w.octets(name).constructed(0x30, |w| {
                for (tag, piece) in pieces {
                    w.primitive(*tag, piece.as_bytes());
                }
            });
        });
        writer.into_bytes()
    }

    fn rule(parts: &[(u8, &[u8])]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.constructed(0xa9, |w| {
            for (tag, part) in parts {
                w.primitive(*tag, part);
            }
        });
        writer.into_bytes()
    }

    fn decoded(bytes: &[u8]) -> Result<String, BerError> {
        decode(&Reader::new(bytes).any().unwrap()).map(|filter| filter.to_string())
    }

    #[test]
    fn every_kind_reads_as_it_is_written() {
        let (alice, present) = (ava(0xa3, "uid", "alice"), wrap(0x87, &[b"cn"]));
        for (bytes, shown) in [
            (alice.clone(), "(uid=alice)"),
            (present.clone(), "(cn=*)"),
            (ava(0xa5, "a", "1"), "(a>=1)"),
            (ava(0xa6, "a", "1"), "(a<=1)"),
            (ava(0xa8, "a", "x"), "(a~=x)"),
            (wrap(0xa0, &[&alice, &present]), "(&(uid=alice)(cn=*))"),
            (wrap(0xa1, &[]), "(|)"),
            (wrap(0xa2, &[&alice]), "(!(uid=alice))"),
            (stars("cn", &[(0x80, "al"), (0x81, "b"), (0x82, "e")]), "(cn=al*b*e)"),
            (stars("cn", &[(0x81, "b")]), "(cn=*b*)"),
            (stars("cn", &[(0x82, "e")]), "(cn=*e)"),
            (rule(&[(0x81, b"1.2.3"), (0x82, b"flags"), (0x83, b"2")]), "(flags:1.2.3:=2)"),
            (rule(&[(0x82, b"ou"), (0x83, b"x"), (0x84, b"\xff")]), "(ou:dn:=x)"),
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Ok(shown), "{bytes:02x?}");
        }
    }

    #[test]
    fn what_is_broken_or_too_deep_is_refused() {
        let mut deep = wrap(0x87, &[b"cn"]);
        for _ in 0..DEPTH_LIMIT {
            deep = wrap(0xa2, &[&deep]);
        }
        assert!(matches!(decoded(&deep), Err(BerError::Depth { limit: DEPTH_LIMIT, .. })));
        assert!(matches!(decoded(&wrap(0xa2, &[])), Err(BerError::Missing { .. })));
        assert!(matches!(decoded(&ava(0x30, "a", "b")), Err(BerError::Tag { .. })));
        assert!(matches!(decoded(&stars("cn", &[(0x81, "b"), (0x80, "a")])), Err(BerError::Tag { .. })));
    }
}
