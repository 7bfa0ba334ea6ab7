//! The person by a telephone number that the directory has written otherwise.

use super::super::super::account::values;
use super::super::{KEPT, Wanted, unless_broken};
use super::{COMPARED, outsider};
use crate::evidence::LdapFailure;
use crate::evidence::person::Outsider;
use crate::identity;
use crate::ldap::session::{Scope, Session};

/// Attributes that hold telephone numbers.
pub(super) const NUMBERS: [&str; 3] = ["telephoneNumber", "ipPhone", "mobile"];

/// Whoever has this telephone number, written otherwise: with a country code, blanks, dashes, brackets, or zeros in front.
pub(super) async fn owners(
    session: &mut Session,
    wanted: &Wanted,
    attributes: &[&str],
) -> Result<Vec<Outsider>, LdapFailure> {
    let mut people: Vec<Outsider> = Vec::new();
    let Some(filter) = digits_in_order(&wanted.id) else { return Ok(people) };
    for context in &wanted.contexts {
        let entries = session.read(context, Scope::Subtree, &filter, attributes, COMPARED).await;
        for entry in unless_broken(entries)? {
            let has = |name: &&str| values(&entry, name).iter().any(|value| is_number(value, &wanted.id));
            if people.len() < KEPT && NUMBERS.iter().any(has) && !people.iter().any(|known| known.entry.dn == entry.dn)
            {
                people.push(outsider(session, wanted, attributes, &entry).await?);
            }
        }
    }
    Ok(people)
}

/// A filter for what ends in the digits of a number, whatever stands between them. Where the number may begin with a
/// country code, its last digits are asked for, since the directory may have it without.
fn digits_in_order(number: &str) -> Option<String> {
    let digits = identity::phone_digits(number)?;
    let significant = digits.trim_start_matches('0');
    let asked = significant.len().saturating_sub(3).max(7).min(significant.len());
    let last = significant.get(significant.len() - asked..).filter(|last| last.len() >= 3)?;
    let pattern: String = last.chars().map(|digit| format!("*{digit}")).collect();
    let of_each: String = NUMBERS.iter().map(|name| format!("({name}={pattern})")).collect();
    Some(format!("(|{of_each})"))
}

fn is_number(value: &[u8], typed: &str) -> bool {
    identity::is_phone(typed, &String::from_utf8_lossy(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_asked_for_by_its_last_digits() {
        for (number, last) in [
            ("4711", "*4*7*1*1"),
            ("+49 30 5550107", "*0*5*5*5*0*1*0*7"),
            ("0049 (30) 555-01077", "*0*5*5*5*0*1*0*7*7"),
        ] {
            assert_eq!(
                digits_in_order(number).unwrap(),
                format!("(|(telephoneNumber={last})(ipPhone={last})(mobile={last}))")
            );
        }
        assert_eq!([digits_in_order("jdoe"), digits_in_order("000"), digits_in_order("12")], [const { None }; 3]);
    }
}
