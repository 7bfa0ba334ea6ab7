//! What call manager told by AXL, as tables of the file.

use super::{printable, quoted};
use crate::evidence::deployment::{Agreement, Axl};
use crate::ldap::{dn, filter};

/// What it told, and how it was asked.
#[derive(Debug, Clone)]
pub struct ToldByAxl {
    /// Where, as it was typed.
    pub url: String,
    /// As whom.
    pub user: String,
    /// The answer.
    pub axl: Axl,
}

/// The agreements, each with its base and filter; none without one that has a base.
pub(super) fn searches(told: &Axl) -> Option<String> {
    let with_base: Vec<(&Agreement, &String)> = told
        .agreements
        .iter()
        .filter_map(|agreement| Some((agreement, agreement.base.as_ref().filter(|base| dn::parse(base).is_ok())?)))
        .collect();
    let several = with_base.len() > 1;
    let header = if several { "[[directory.search]]" } else { "[directory.search]" };
    let mut out = "# The synchronisation agreements, as call manager has them.\n".to_owned();
    for (nth, (agreement, base)) in with_base.iter().enumerate() {
        out.push_str(&format!("{header}\nname = {}\n", quoted(&printable(&agreement.name))));
        out.push_str(&format!("base = {}\n", quoted(&printable(base))));
        match &agreement.filter {
            Some(text) if filter::parse(text).is_ok() => {
                out.push_str(&format!("filter = {}\n", quoted(&printable(text))));
            }
            Some(text) => out.push_str(&format!("# filter = {}   # no filter of LDAP\n", quoted(&printable(text)))),
            None => out.push_str("# filter: call manager's own, since the agreement has none\n"),
        }
        // Call manager takes it from one attribute, the same for all agreements.
        if let Some(user_id) = told.user_id.as_ref().filter(|_| nth == 0) {
            out.push_str(&format!("user_id = {}\n", quoted(&printable(user_id))));
        }
        out.push('\n');
    }
    (!with_base.is_empty()).then_some(out)
}
