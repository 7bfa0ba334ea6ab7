//! What Active Directory keeps of an account, asked for in a way that misses others of the same state.

use super::super::eval::ALL_BITS;
use super::super::{Assertion, Filter, Kind};
use super::equal;

/// Attributes of Active Directory that hold names of entries, beside memberships.
pub(super) const HOLDS_NAMES: [&str; 6] =
    ["distinguishedName", "objectCategory", "manager", "managedBy", "directReports", "member"];

/// ADS_UF_ACCOUNTDISABLE (MS-ADTS 2.2.16).
const DISABLED: u32 = 2;
/// What enabled accounts usually have: a normal account, one that needs no password, one whose password never expires. Who
/// asks for another sum, as of smart cards, asks for these accounts.
const USUAL: [u32; 3] = [0x200, 0x220, 0x1_0200];
/// The two values of `accountExpires` that mean "never".
const NEVER: [&str; 2] = ["0", "9223372036854775807"];

/// The question that was meant by a comparison with a whole, and why it is another one.
pub(in super::super) fn better(part: &Filter) -> Option<(Kind, String)> {
    let Kind::Equal(Assertion { attribute, value }) = &part.kind else { return None };
    let text = std::str::from_utf8(value).ok()?;
    let whole = |kind| Filter { span: 0..0, kind };
    if attribute.eq_ignore_ascii_case("userAccountControl") {
        let usual = text.parse::<u32>().is_ok_and(|flags| USUAL.contains(&flags));
        let rule = Kind::Extensible {
            attribute: Some(attribute.clone()),
            dn: false,
            rule: Some(ALL_BITS.to_owned()),
            value: DISABLED.to_string().into_bytes(),
        };
        let what = format!(
            "`{attribute}` is a sum of flags: enabled accounts of which more is set, or less, have another sum than {text}"
        );
        return usual.then(|| (Kind::Not(Box::new(whole(rule))), what));
    }
    if attribute.eq_ignore_ascii_case("accountExpires") && NEVER.contains(&text) {
        let all = NEVER.map(|never| whole(equal(attribute, never)));
        let what = format!("`{attribute}` says \"never\" by {} and by {}", NEVER[0], NEVER[1]);
        return Some((Kind::Or(all.into()), what));
    }
    None
}
