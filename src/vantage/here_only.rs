//! What other places leave to this host, said plainly in their evidence.

use crate::check::Stage;
use crate::evidence::{Evidence, Observed};
use crate::plan::Plan;

/// Why nobody binds from another place.
const BINDS: &str = "binds are tried from this host only, so that a wrong password counts once";

/// Why base and filter are not looked at from there.
const SEARCHES: &str =
    "binds are tried from this host only, and with them base and filter: they are the same from everywhere";

/// Which of it this host does itself; what it leaves out for a reason of its own stays out for that reason.
#[derive(Debug, Clone, Copy)]
pub(super) struct HereOnly {
    binds: bool,
    searches: bool,
}

impl HereOnly {
    pub(super) fn of(plan: &Plan) -> Self {
        let binds = plan.asked.bind.is_some() && plan.password.is_some() && plan.last_stage >= Stage::Bind;
        Self { binds, searches: binds && plan.asked.search.is_some() && plan.last_stage >= Stage::Search }
    }

    /// Says so wherever something was not asked from another place.
    pub(super) fn said_in(self, mut evidence: Evidence) -> Evidence {
        let servers = evidence.vantages.iter_mut().flat_map(|vantage| &mut vantage.servers);
        for endpoint in servers.flat_map(|server| &mut server.endpoints) {
            if self.binds {
                say(&mut endpoint.session, BINDS);
                say(&mut endpoint.bind, BINDS);
                say(&mut endpoint.account, BINDS);
            }
            if self.searches {
                say(&mut endpoint.search, SEARCHES);
            }
        }
        evidence
    }
}

fn say<T, F>(slot: &mut Observed<T, F>, why: &str) {
    if let Observed::NotAsked(reason) = slot {
        why.clone_into(reason);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::sample::healthy;

    #[test]
    fn only_what_was_not_asked_says_where_it_is() {
        let seen = HereOnly { binds: true, searches: true }.said_in(healthy());
        assert!(
            seen.vantages.iter().flat_map(|v| &v.servers).all(|s| s.endpoints.iter().all(|e| e.bind.seen().is_some()))
        );
        let mut unbound = seen;
        for endpoint in unbound.vantages.iter_mut().flat_map(|v| &mut v.servers).flat_map(|s| &mut s.endpoints) {
            endpoint.bind = Observed::NotAsked("no password was given".to_owned());
            endpoint.search = Observed::NotAsked("no [directory.search] is configured".to_owned());
        }
        let told = HereOnly { binds: true, searches: false }.said_in(unbound);
        for endpoint in told.vantages.iter().flat_map(|v| &v.servers).flat_map(|s| &s.endpoints) {
            assert_eq!(endpoint.bind, Observed::NotAsked(BINDS.to_owned()));
            assert_eq!(endpoint.search, Observed::NotAsked("no [directory.search] is configured".to_owned()));
        }
    }
}
