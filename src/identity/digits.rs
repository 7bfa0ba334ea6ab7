//! Numbers as user IDs: the ways in which phone systems, directories and spreadsheets write them.

use std::borrow::Cow;

/// Digits of something that is a phone number and nothing else, at least three; `+`, blanks, brackets, dots, dashes
/// and slashes are left out.
pub(super) fn number(text: &str) -> Option<String> {
    digits_of(text).filter(|digits| digits.len() >= 3)
}

/// The digits of what is a telephone number and nothing else.
pub(crate) fn phone_digits(text: &str) -> Option<String> {
    number(text.trim())
}

/// Whether what was typed is this telephone number, written otherwise, or the extension at its end.
pub(crate) fn is_phone(typed: &str, own: &str) -> bool {
    let (typed, own) = (phone_digits(typed), phone_digits(own));
    typed.zip(own).is_some_and(|(typed, own)| fit(&typed, &own).is_some())
}

/// A number as a spreadsheet shows it (`1.23E+10`): whose it was cannot be told any more.
pub(crate) fn is_shortened(id: &str) -> bool {
    scientific(id).is_some()
}

/// A number without what a spreadsheet or a program that computes adds: signs between thousands, these and those that
/// nobody writes into a telephone number, or a decimal that is zero.
pub(super) fn ungrouped<'t>(text: &'t str, signs: &[char]) -> Cow<'t, str> {
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = text.strip_suffix(".0").or_else(|| text.strip_suffix(",0"));
    if let Some(whole) = whole.filter(|whole| are_digits(whole)) {
        return whole.into();
    }
    let mut signs = [',', '\'', '\u{2019}'].iter().chain(signs);
    let Some(&sign) = signs.find(|&&sign| text.contains(sign)) else { return text.into() };
    let mut groups = text.split(sign);
    let first = groups.next().unwrap_or_default();
    let is_first = are_digits(first) && first.len() <= 3 && !first.starts_with('0');
    if is_first && groups.all(|group| group.len() == 3 && are_digits(group)) {
        return text.replace(sign, "").into();
    }
    text.into()
}

/// The same of any length up to 20.
fn digits_of(text: &str) -> Option<String> {
    let mut digits = String::new();
    for c in ungrouped(text, &[]).chars() {
        match c {
            '0'..='9' => digits.push(c),
            '+' | ' ' | '\u{a0}' | '(' | ')' | '-' | '.' | '/' => {}
            _ => return None,
        }
    }
    (1..=20).contains(&digits.len()).then_some(digits)
}

/// What a spreadsheet makes of a long number: `1.23E+10` are the digits 123 and a length of 11.
pub(super) fn scientific(text: &str) -> Option<(String, usize)> {
    let (mantissa, exponent) = text.trim().split_once(['E', 'e'])?;
    let exponent: usize = exponent.strip_prefix('+')?.parse().ok().filter(|exponent| (3..20).contains(exponent))?;
    let (whole, fraction) = mantissa.split_once(['.', ',']).unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let plain = whole.len() == 1 && digits.len() <= exponent && digits.bytes().all(|byte| byte.is_ascii_digit());
    plain.then_some((digits, exponent + 1))
}

/// The first `keep` digits of a number, rounded as a spreadsheet shows them; none when rounding makes it longer.
pub(super) fn rounded(digits: &str, keep: usize) -> Option<String> {
    let (head, tail) = (digits.get(..keep)?, digits.get(keep..)?);
    let up = tail.bytes().next().is_some_and(|byte| byte >= b'5');
    let value = head.parse::<u64>().ok()? + u64::from(up);
    Some(value.to_string()).filter(|text| text.len() == keep)
}

/// Without the zeros in front that spreadsheets lose and international prefixes add.
pub(super) fn significant(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

/// Whether two texts are one number: the same digits but for `+`, leading zeros, a country code of up to three digits
/// with or without a trunk zero, or a spreadsheet's rounding.
pub(super) fn same_number(a: &str, b: &str) -> bool {
    match (digits_of(a), digits_of(b)) {
        (Some(a), Some(b)) => {
            // `000042` and `42`; two numbers that short are no numbers of anybody.
            if a.len().max(b.len()) < 3 {
                return false;
            }
            let (a, b) = (significant(&a), significant(&b));
            let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
            !short.is_empty() && (short == long || (short.len() >= 7 && is_national(short, long)))
        }
        (Some(plain), None) => is_rounded(&plain, b),
        (None, Some(plain)) => is_rounded(&plain, a),
        (None, None) => false,
    }
}

fn is_national(short: &str, long: &str) -> bool {
    long.strip_suffix(short).is_some_and(|code| code.len() <= 3)
}

fn is_rounded(plain: &str, text: &str) -> bool {
    scientific(text).is_some_and(|(digits, length)| {
        significant(plain).len() == length && rounded(significant(plain), digits.len()).as_ref() == Some(&digits)
    })
}

/// How an ID that is a number fits a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// It is the whole number.
    Whole,
    /// It is the number's last digits, or the number without its country code.
    End,
}

/// How `id` (digits) fits a phone number (digits).
pub(super) fn fit(id: &str, phone: &str) -> Option<Fit> {
    if id == phone {
        Some(Fit::Whole)
    } else if phone.ends_with(id) || (significant(id).len() >= 7 && same_number(id, phone)) {
        Some(Fit::End)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_is_written_in_many_ways() {
        for (a, b, expected) in [
            ("+14085551234", "14085551234", true),
            ("14085551234", "4085551234", true),
            ("+44 20 7123 4567", "02071234567", true),
            ("0041443334455", "0443334455", true),
            ("004711", "4711", true),
            ("1.23E+10", "12345678901", true),
            ("1,24E+10", "12353678901", true),
            ("1.23457E+10", "12345678901", true),
            ("1.23E+10", "1234567890", false),
            ("2001", "32001", false),
            ("4085551234", "4085551235", false),
            ("jdoe", "2001", false),
            ("12", "12", false),
        ] {
            assert_eq!(same_number(a, b), expected, "{a} {b}");
            assert_eq!(same_number(b, a), expected, "{b} {a}");
        }
    }

    #[test]
    fn thousands_and_decimals_are_of_no_number() {
        for (a, b, expected) in [
            ("1,234,567", "1234567", true),
            ("12,345", "0012345", true),
            ("1'234'567", "1234567", true),
            ("12345.0", "0012345", true),
            ("12345,0", "12345", true),
            ("12,34", "1234", false),
            ("1,2345", "12345", false),
            ("12345.5", "12345", false),
            ("555,1234", "5551234", false),
        ] {
            assert_eq!(same_number(a, b), expected, "{a} {b}");
        }
        assert_eq!(ungrouped("212.555.1234", &['.']), "212.555.1234");
        assert_eq!(ungrouped("12.345", &['.']), "12345");
        assert_eq!(ungrouped("030.123.456", &['.']), "030.123.456");
    }

    #[test]
    fn spreadsheets_round() {
        assert_eq!(scientific("1.23E+10"), Some(("123".to_owned(), 11)));
        assert_eq!(
            [scientific("12.3E+10"), scientific("E+10"), scientific("1.2E-3"), scientific("fred")],
            [const { None }; 4]
        );
        assert_eq!(rounded("12363", 3).as_deref(), Some("124"));
        assert_eq!(rounded("99963", 3), None);
    }
}
