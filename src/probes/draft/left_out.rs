//! What is not asked, and why.

use secrecy::ExposeSecret;

use crate::check::Stage;
use crate::plan::Plan;

/// Why the manager's bind is left out, if it is.
pub(super) fn no_bind(plan: &Plan) -> Option<String> {
    if plan.asked.bind.is_none() {
        return Some("no [directory.bind] is configured".to_owned());
    }
    if plan.last_stage < Stage::Bind {
        return Some(format!("--only {} leaves the manager's bind out", plan.last_stage.name()));
    }
    match &plan.password {
        None => Some("no password was given".to_owned()),
        Some(password) if password.expose_secret().is_empty() => {
            Some("the password is empty, and an empty password is never sent (RFC 4513 section 5.1.2)".to_owned())
        }
        Some(_) => None,
    }
}

/// Why base and filter are left out, if they are.
pub(super) fn no_search(plan: &Plan) -> Option<String> {
    if plan.asked.search.is_none() {
        return Some("no [directory.search] is configured".to_owned());
    }
    match plan.last_stage {
        earlier if earlier < Stage::Search => Some(format!("--only {} leaves the search out", earlier.name())),
        _ => no_bind(plan),
    }
}
