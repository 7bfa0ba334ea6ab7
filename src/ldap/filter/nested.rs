//! Members of groups inside a group.

use super::eval::IN_CHAIN;
use super::{Assertion, Filter, Kind};

impl Filter {
    /// The same with the members of nested groups, where it must hold that people are direct members of a group; none where
    /// nothing asks for that. Only Active Directory has this rule (MS-ADTS 3.1.1.3.4.4.3).
    pub fn with_nested_groups(&self) -> Option<Self> {
        let all = self.required();
        if !all.iter().any(|clause| clause.asks_for_direct_members()) {
            return None;
        }
        let nested = |clause: &Self| match &clause.kind {
            Kind::Equal(it) if clause.asks_for_direct_members() => Self {
                span: clause.span.clone(),
                kind: Kind::Extensible {
                    attribute: Some(it.attribute.clone()),
                    dn: false,
                    rule: Some(IN_CHAIN.to_owned()),
                    value: it.value.clone(),
                },
            },
            _ => clause.clone(),
        };
        Some(Self::and(all.into_iter().map(nested).collect()))
    }

    /// The same without that rule, for other directories; none where nothing asks by it.
    pub fn with_direct_members(&self) -> Option<Self> {
        let all = self.required();
        if !all.iter().any(|clause| clause.asks_for_nested_members()) {
            return None;
        }
        let direct = |clause: &Self| match &clause.kind {
            Kind::Extensible { attribute: Some(attribute), value, .. } if clause.asks_for_nested_members() => Self {
                span: clause.span.clone(),
                kind: Kind::Equal(Assertion { attribute: attribute.clone(), value: value.clone() }),
            },
            _ => clause.clone(),
        };
        Some(Self::and(all.into_iter().map(direct).collect()))
    }

    /// `(memberOf:1.2.840.113556.1.4.1941:=CN=…)`.
    pub fn asks_for_nested_members(&self) -> bool {
        matches!(&self.kind, Kind::Extensible { attribute: Some(name), rule: Some(rule), .. }
            if name.eq_ignore_ascii_case("memberOf") && rule == IN_CHAIN)
    }

    /// `(memberOf=CN=…)`.
    pub fn asks_for_direct_members(&self) -> bool {
        matches!(&self.kind, Kind::Equal(it) if it.attribute.eq_ignore_ascii_case("memberOf"))
    }
}
