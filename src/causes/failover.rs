//! What still serves logins beside a fault: then nothing breaks by it, failover is gone.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::rc::Rc;

use super::Judgement;
use crate::case::Named;
use crate::cause::Diagnosis;
use crate::check::{Check, Outcome, PlaceName, Places, Severity, Skip, Stage, StoreName, Verdict};
use crate::code::CheckCode;
use crate::evidence::deployment::{Deployment, HostList, LdapHost};
use crate::evidence::{Evidence, Server};
use crate::trust::pki::remembered;

/// `invalidCredentials` (RFC 4511).
const INVALID_CREDENTIALS: u32 = 49;

/// Servers in the order of their answers, each with whom it serves.
type Serving<'o> = Rc<[(&'o str, Served<'o>)]>;

/// The outcomes about servers, by the places that saw them: those of thousands of places are gone through once.
pub(super) struct Failover<'o> {
    outcomes: &'o [Judgement],
    /// The servers that each appliance has stored, where that is known.
    stored: Vec<Cow<'o, HostList>>,
    named: Named,
    /// Seen alike from everywhere.
    everywhere: Vec<usize>,
    /// Seen from some places only.
    there: BTreeMap<&'o PlaceName, Vec<usize>>,
    /// Servers that answer, with nothing wrong but what is the same on every server.
    sound: BTreeSet<&'o str>,
    /// Servers that reject the manager and are asked before any that takes it: Java goes on to the next one where a
    /// server is silent or refuses simple binds, and not where it says that the credentials are wrong.
    rejecting_first: BTreeSet<String>,
    /// Whom each server serves as one place sees it, or all together: asked for every fault.
    served: RefCell<BTreeMap<Option<&'o PlaceName>, Serving<'o>>>,
}

impl<'o> Failover<'o> {
    pub(super) fn of(evidence: &'o Evidence, outcomes: &'o [Judgement]) -> Self {
        let stored = evidence.deployment.as_ref().map(Deployment::lists).unwrap_or_default();
        let (mut everywhere, mut there) = (Vec::new(), BTreeMap::<_, Vec<_>>::new());
        for (index, (_, outcome)) in outcomes.iter().enumerate().filter(|(_, (_, o))| o.about.server().is_some()) {
            match &outcome.seen_from {
                Places::Anywhere | Places::All(_) => everywhere.push(index),
                Places::These(names) => names.iter().for_each(|name| there.entry(name).or_default().push(index)),
            }
        }
        let named = Named::of(evidence);
        Self {
            rejecting_first: rejecting_first(evidence, &stored, &named),
            outcomes,
            stored,
            named,
            everywhere,
            there,
            sound: sound(outcomes),
            served: RefCell::default(),
        }
    }

    /// A configured server that the fault does not touch and that serves logins, at least to one of the appliances the
    /// fault concerns, from wherever the fault was seen, in words.
    pub(super) fn beside(&self, diagnosis: &Diagnosis) -> Option<String> {
        let fault = Fault::of(diagnosis, self.outcomes);
        if fault.servers.is_empty() {
            // Base, filter and user IDs are the same on every server.
            return None;
        }
        let is_bind =
            |index: &usize| self.outcomes.get(*index).is_some_and(|(check, _)| check.code == CheckCode::Bind005);
        if diagnosis.because.iter().any(is_bind) && fault.servers.iter().any(|it| self.rejecting_first.contains(*it)) {
            return None;
        }
        if let Some(works) = self.older_family(diagnosis) {
            return Some(works);
        }
        if fault.places.is_empty() {
            return self.server(&fault, None);
        }
        let mut found = fault.places.iter().map(|place| self.server(&fault, Some(place)));
        let first = found.next()??;
        found.all(|works| works.is_some()).then_some(first)
    }

    /// An IPv4 address of the same names that works, where only IPv6 addresses are at fault: Java, and so the nodes, puts
    /// IPv4 in front unless it is told otherwise (java.net.preferIPv6Addresses), and tries the first address alone.
    fn older_family(&self, diagnosis: &Diagnosis) -> Option<String> {
        let faulty = diagnosis.because.iter().map(|&index| self.outcomes.get(index).map(|(_, outcome)| &outcome.about));
        let mut works = BTreeSet::new();
        for about in faulty {
            let about = about?;
            let server = about.server().filter(|_| about.address().is_some_and(|address| address.is_ipv6()))?;
            works.insert(self.first_ipv4(server)?);
        }
        let works: Vec<String> = works.iter().map(ToString::to_string).collect();
        Some(format!("{} of the same name still works, and nodes take IPv4 first", works.join(", ")))
    }

    /// The first IPv4 address of the server, where nothing is wrong or open with it for anybody.
    fn first_ipv4(&self, server: &str) -> Option<IpAddr> {
        let of_server = |outcome: &&Outcome| outcome.about.server() == Some(server);
        let all =
            self.outcomes.iter().filter(|(check, _)| check.severity == Severity::Error).map(|(_, outcome)| outcome);
        let (mut by_address, mut of_all) = (BTreeMap::<_, Vec<&Outcome>>::new(), Vec::new());
        for outcome in all.filter(of_server) {
            match outcome.about.address() {
                Some(address) => by_address.entry(address).or_default().push(outcome),
                None => of_all.push(outcome),
            }
        }
        // A node takes any of several: all must work.
        let ipv4 = by_address.into_iter().filter(|(address, _)| address.is_ipv4());
        let mut works = ipv4.map(|(address, outcomes)| {
            let whole = served_stores(outcomes.into_iter().chain(of_all.iter().copied()));
            matches!(whole, Some(Served::All)).then_some(address)
        });
        let first = works.next()??;
        works.all(|other| other.is_some()).then_some(first)
    }

    /// Whether another server answers, and nothing is wrong with it but what is the same on every server: then a login
    /// comes back by mending that, whatever becomes of this fault.
    pub(super) fn answers_beside(&self, diagnosis: &Diagnosis) -> bool {
        let alike = |index: &usize| self.outcomes.get(*index).is_some_and(|(check, _)| same_everywhere(check));
        if diagnosis.because.iter().all(alike) {
            return false;
        }
        let fault = Fault::of(diagnosis, self.outcomes);
        !fault.servers.is_empty() && self.sound.iter().any(|server| !fault.servers.contains(server))
    }

    /// The first such server, as this place sees them.
    fn server(&self, fault: &Fault<'o>, place: Option<&'o PlaceName>) -> Option<String> {
        let served = remembered(&self.served, place, || self.served(place).into());
        let others = served.iter().filter(|(server, _)| !fault.servers.contains(server));
        let mut others = others
            .filter(|(server, _)| fault.stores.is_empty() || fault.stores.iter().any(|store| self.asks(store, server)));
        others.find_map(|(server, served)| match served {
            Served::All => Some(format!("{server} still works")),
            Served::Only(stores) => {
                let helped = stores.iter().any(|store| fault.stores.is_empty() || fault.stores.contains(store));
                let names: Vec<String> = stores.iter().map(ToString::to_string).collect();
                helped.then(|| format!("{server} still works for {}", names.join(" and ")))
            }
        })
    }

    /// Whether the appliance of this store asks this server at a login: what it has stored decides, where that is given.
    fn asks(&self, store: &StoreName, server: &str) -> bool {
        let (node, host) = (store.to_string(), server.rsplit_once(':').map_or(server, |(host, _)| host));
        let host = host.trim_matches(['[', ']']);
        let of = |name: &str| self.stored.iter().find(|list| list.node == name && !list.hosts.is_empty());
        let appliance = node.split('/').next().unwrap_or_default();
        // A name that nothing is known of may be this server's.
        let known = |stored: &LdapHost| self.named.same_machine(&stored.host, host) || !self.named.has(&stored.host);
        of(&node).or_else(|| of(appliance)).is_none_or(|list| list.hosts.iter().any(known))
    }

    /// The servers that answer, and whom they serve. One where something is open, such as the bind that an earlier
    /// rejection prevented, proves nothing.
    fn served(&self, place: Option<&PlaceName>) -> Vec<(&'o str, Served<'o>)> {
        let mut seen: Vec<usize> = match place {
            None => (0..self.outcomes.len()).collect(),
            Some(place) => self.everywhere.iter().chain(self.there.get(place).into_iter().flatten()).copied().collect(),
        };
        seen.sort_unstable();
        let mut at: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
        let mut servers = Vec::new();
        for (check, outcome) in seen.into_iter().filter_map(|index| self.outcomes.get(index)) {
            let Some(server) = outcome.about.server() else { continue };
            if check.code == CheckCode::Bind001 && matches!(outcome.verdict, Verdict::Pass(_)) {
                servers.push(server);
            }
            if check.severity == Severity::Error {
                at.entry(server).or_default().push(outcome);
            }
        }
        let served = |server| Some((server, served_stores(at.get(server)?.iter().copied())?));
        servers.into_iter().filter_map(served).collect()
    }
}

/// The order of each appliance's own list counts; where none is known, that in which the servers are configured here.
fn rejecting_first(evidence: &Evidence, stored: &[Cow<'_, HostList>], named: &Named) -> BTreeSet<String> {
    let code = |server: &Server| server.endpoints.iter().find_map(|endpoint| Some(endpoint.bind.seen()?.code));
    let rejects = |server: &Server| code(server) == Some(INVALID_CREDENTIALS);
    let mut found = BTreeSet::new();
    for vantage in evidence.vantages.iter().filter(|vantage| vantage.servers.iter().any(rejects)) {
        let server = |host: &LdapHost| vantage.servers.iter().find(|it| named.same_machine(&host.host, &it.url.host));
        let lists = stored.iter().map(|list| list.hosts.iter().filter_map(server).collect::<Vec<_>>());
        let mut orders: Vec<Vec<&Server>> = lists.filter(|order| !order.is_empty()).collect();
        if orders.is_empty() {
            orders.push(vantage.servers.iter().collect());
        }
        for order in orders {
            let taking = order.iter().position(|server| code(server) == Some(0));
            let before = taking.and_then(|at| order.get(..at)).unwrap_or_default();
            found.extend(before.iter().filter(|server| rejects(server)).map(|server| server.url.authority()));
        }
    }
    found
}

fn sound(outcomes: &[Judgement]) -> BTreeSet<&str> {
    let (mut answering, mut wrong) = (BTreeSet::new(), BTreeSet::new());
    for (check, outcome) in outcomes {
        let Some(server) = outcome.about.server() else { continue };
        let failed = matches!(outcome.verdict, Verdict::Fail(_)) && check.severity == Severity::Error;
        if failed && !same_everywhere(check) {
            wrong.insert(server);
        }
        if check.code == CheckCode::Bind001 && matches!(outcome.verdict, Verdict::Pass(_)) {
            answering.insert(server);
        }
    }
    answering.retain(|server| !wrong.contains(server));
    answering
}

/// What is wrong with the manager's account, base or filter is wrong on every server.
fn same_everywhere(check: &Check) -> bool {
    let of_one = matches!(check.code, CheckCode::Srch015 | CheckCode::Srch016);
    check.code == CheckCode::Bind005 || (check.stage == Stage::Search && !of_one)
}

/// What a fault touches.
struct Fault<'o> {
    servers: BTreeSet<&'o str>,
    stores: BTreeSet<&'o StoreName>,
    /// The places that alone see it; none where it is seen from everywhere.
    places: BTreeSet<&'o PlaceName>,
}

impl<'o> Fault<'o> {
    fn of(diagnosis: &Diagnosis, outcomes: &'o [Judgement]) -> Self {
        let because = || diagnosis.because.iter().filter_map(|&index| outcomes.get(index)).map(|(_, outcome)| outcome);
        let some_of = |outcome: &&Outcome| matches!(outcome.seen_from, Places::These(_));
        Self {
            servers: because().filter_map(|outcome| outcome.about.server()).collect(),
            stores: because().filter_map(|outcome| outcome.about.store()).collect(),
            places: because().filter(some_of).flat_map(|outcome| outcome.seen_from.names()).collect(),
        }
    }
}

/// The trust stores, and so the appliances, that a server works for.
enum Served<'a> {
    All,
    Only(BTreeSet<&'a StoreName>),
}

/// Whom a server serves by its outcomes; none when something is wrong or open whatever the store.
fn served_stores<'a>(outcomes: impl Iterator<Item = &'a Outcome>) -> Option<Served<'a>> {
    let (mut served, mut barred) = (BTreeSet::new(), BTreeSet::new());
    for outcome in outcomes {
        let open = !matches!(outcome.verdict, Verdict::Pass(_) | Verdict::Skip(Skip::NotAsked(_)));
        match outcome.about.store() {
            None if open => return None,
            None => {}
            Some(store) if open => drop(barred.insert(store)),
            Some(store) => drop(served.insert(store)),
        }
    }
    if barred.is_empty() {
        return Some(Served::All);
    }
    served.retain(|store| !barred.contains(store));
    Some(Served::Only(served))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Observed;

    #[test]
    fn an_address_in_brackets_is_the_one_that_is_stored_without() {
        let mut evidence = crate::checks::sample::healthy();
        let servers = &mut evidence.vantages[0].servers;
        servers.iter_mut().zip(["fd00::1", "fd00::2"]).for_each(|(server, host)| host.clone_into(&mut server.url.host));
        let stored = LdapHost { host: "fd00::1".into(), port: None, priority: None, tls: None };
        evidence.deployment.get_or_insert_default().ldap_hosts =
            vec![HostList { node: "presence".into(), hosts: vec![stored] }];
        let failover = Failover::of(&evidence, &[]);
        let asks = |server| failover.asks(&StoreName::new("presence"), server);
        assert_eq!((asks("[fd00::1]:636"), asks("[fd00::2]:636")), (true, false));
    }

    #[test]
    fn who_is_asked_first_stands_in_the_lists_of_the_appliances() {
        let mut evidence = crate::checks::sample::healthy();
        let servers = &mut evidence.vantages[0].servers;
        servers
            .iter_mut()
            .zip(["ds-a.lab.test", "ds-b.lab.test"])
            .for_each(|(it, host)| host.clone_into(&mut it.url.host));
        let Observed::Seen(answer) = &mut servers[0].endpoints[0].bind else { unreachable!("no answer") };
        answer.code = INVALID_CREDENTIALS;
        let mut first = |hosts: &[&str]| {
            let stored = |host: &&str| LdapHost { host: (*host).into(), port: None, priority: None, tls: None };
            evidence.deployment.get_or_insert_default().ldap_hosts =
                vec![HostList { node: "presence".into(), hosts: hosts.iter().map(stored).collect() }];
            Failover::of(&evidence, &[]).rejecting_first.into_iter().collect::<Vec<_>>()
        };
        assert_eq!(first(&[]), ["ds-a.lab.test:636"]);
        assert_eq!(first(&["ds-a.lab.test", "ds-b.lab.test"]), ["ds-a.lab.test:636"]);
        assert_eq!(first(&["ds-b.lab.test", "ds-a.lab.test"]), [""; 0]);
        assert_eq!(first(&["ds-c.lab.test"]), ["ds-a.lab.test:636"], "nothing is known of that one");
    }
}
