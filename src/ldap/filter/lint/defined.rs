//! Comparisons that a server does not make, for want of a matching rule.

use super::{At, LintKind, is_membership};
use crate::ldap::filter::Kind;

/// What a matching rule is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Matching {
    /// `=`.
    Equality,
    /// `>=` and `<=`.
    Order,
    /// `=` with `*` beside other characters.
    Pieces,
}

impl At<'_> {
    pub(super) fn comparison_defined(&mut self) {
        let (attribute, comparison, what) = match &self.part.kind {
            Kind::Equal(it) => (&it.attribute, Matching::Equality, "has no equality, so `=`"),
            Kind::GreaterOrEqual(it) => (&it.attribute, Matching::Order, "has no order, so `>=`"),
            Kind::LessOrEqual(it) => (&it.attribute, Matching::Order, "has no order, so `<=`"),
            // Stars in memberOf are told by their own words.
            Kind::Substrings { attribute, .. } if !is_membership(attribute) => {
                (attribute, Matching::Pieces, "is compared as a whole only, so `*` in a value")
            }
            _ => return,
        };
        let bare = attribute.split(';').next().unwrap_or_default().to_ascii_lowercase();
        if self.schema.undefined.contains(&(bare, comparison)) {
            let what = format!(
                "in the server's schema `{attribute}` {what} finds nobody, nor does its negation, and no error says so"
            );
            self.add(LintKind::Undefined, what, None);
        }
    }
}
