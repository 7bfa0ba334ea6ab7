//! Every server's URL that is advised, tried on the evidence: the name on the same port, or the port beside it that was
//! looked at.

use ucdoctor::evidence::{Evidence, Observed};
use ucdoctor::server_url::ServerUrl;

use super::trust::{bound, settle};

/// The evidence as it is with another URL for a server; none where the port beside it was not looked at.
pub(super) fn moved(evidence: &Evidence, from: &ServerUrl, to: &ServerUrl) -> Option<Evidence> {
    let mut evidence = evidence.clone();
    for asked in evidence.asked.servers.iter_mut().filter(|asked| *asked == from) {
        *asked = to.clone();
    }
    let same_port = (from.scheme, from.port) == (to.scheme, to.port);
    for server in evidence.vantages.iter_mut().flat_map(|vantage| &mut vantage.servers).filter(|one| one.url == *from) {
        server.url = to.clone();
        for at in &mut server.endpoints {
            if !same_port {
                let seen = at.sibling.take().filter(|sibling| sibling.port == to.port)?.seen?;
                at.address.set_port(to.port);
                at.tls = seen.tls;
                at.samples.clear();
                if at.ldap.seen().is_none() {
                    at.ldap = bound().ldap;
                }
            }
            if !matches!(at.session, Observed::NotAsked(_)) {
                at.session = Observed::Cut;
            }
        }
    }
    settle(&mut evidence);
    Some(evidence)
}
