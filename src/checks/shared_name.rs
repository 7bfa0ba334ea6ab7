//! A certificate for a name that several servers share, as that of their domain.

use super::at::At;
use crate::check::{Change, Finding, Owner, Step};
use crate::evidence::Server;
use crate::trust::certificate::Certificate;
use crate::trust::names::{self, NameMatch};

/// Whether a name is not this server's own: that of the domain above the host, or one that another configured server's
/// certificate has instead of that server's.
pub(super) fn is_shared(at: At<'_>, name: &str) -> bool {
    if at.server.url.address().is_some() {
        return false;
    }
    let host = at.server.url.host.to_lowercase();
    let above = host.strip_suffix(&name.to_lowercase()).is_some_and(|label| label.ends_with('.'));
    above || !alike(at, name).is_empty()
}

/// Other configured servers that show a certificate for this name, and not for their own.
fn alike<'a>(at: At<'a>, name: &str) -> Vec<&'a str> {
    let others = at.vantage.servers.iter().filter(|other| other.url.host != at.server.url.host);
    let shows = |server: &&'a Server| {
        let leaves = server.endpoints.iter().filter_map(|endpoint| At { server, endpoint, ..at }.leaf().ok());
        let foreign = |leaf: &Certificate| matches!(names::matches(leaf, &server.url.host), NameMatch::None(_));
        let mut wrong =
            leaves.filter(|leaf| foreign(leaf) && !matches!(names::matches(leaf, name), NameMatch::None(_)));
        wrong.next().is_some()
    };
    others.filter(shows).map(|server| server.url.host.as_str()).collect()
}

/// What helps then: configured by one name, several servers are no failover.
pub(super) fn advise(at: At<'_>, finding: Finding, (host, name): (&str, &str), change: Change) -> Finding {
    let mut all: Vec<&str> = std::iter::once(host).chain(alike(at, name)).collect();
    all.sort_unstable();
    let (these, own) = match all.as_slice() {
        [_] => ("The certificate names".to_owned(), "its own name".to_owned()),
        _ => (format!("The certificates of {} name", all.join(" and ")), "their own names".to_owned()),
    };
    let each = match all.as_slice() {
        [_] => format!("Issue a certificate with {host} among its subject alternative names"),
        _ => format!(
            "Issue each server a certificate with its own full name among the subject alternative names ({})",
            all.join(", ")
        ),
    };
    finding
        .fault(format!("only {name}"))
        .summary(format!("{these} {name}, and not {own}"))
        .owner(Owner::Directory)
        .fix(format!("{each}; {name} may stay beside it"))
        .fix(
            Step::from(format!(
                "Until then, configure {name} on call manager and presence if it leads to these servers: the appliances \
                 try only the first address that it has, so there is no second server behind it"
            ))
            .changing(change),
        )
}
