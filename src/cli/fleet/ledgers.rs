//! Which clusters have a directory in common: they share one ledger of passwords, so that what one of them was told holds
//! for all.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Cluster;
use crate::attempts::Attempts;
use crate::config::file::Config;
use crate::config::parse::Loaded;
use crate::memory::Memory;

/// One ledger for each cluster, the same for those of one directory.
pub(super) fn of(clusters: &[Cluster], memory: &Arc<Memory>) -> Vec<Attempts> {
    // A file that cannot be read is told when its turn comes.
    let names = |cluster: &Cluster| Loaded::read(&cluster.file).map(|loaded| names(&loaded.config)).unwrap_or_default();
    let groups = groups(clusters.iter().map(names).collect());
    let ledgers: Vec<Attempts> = groups.iter().map(|_| Attempts::of_several(Arc::clone(memory))).collect();
    let ledger = |nth: usize| groups.iter().position(|group| group.contains(&nth)).and_then(|at| ledgers.get(at));
    (0..clusters.len())
        .map(|nth| ledger(nth).map_or_else(|| Attempts::of_several(Arc::clone(memory)), Attempts::shared))
        .collect()
}

/// Everything by which a directory may be known: its servers, and the domains of servers, account and bases. A count of
/// wrong passwords belongs to the domain, whichever of its servers is asked.
fn names(config: &Config) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let Some(directory) = &config.directory else { return names };
    for server in directory.servers.iter().flatten() {
        let host = server.host.to_lowercase();
        // The domain of dc1.corp.example is corp.example; that of dc1.example may be anybody's.
        if let (None, Some((_, domain))) = (server.address(), host.split_once('.'))
            && domain.contains('.')
        {
            names.insert(domain.to_owned());
        }
        names.insert(host);
    }
    let bases = directory.search.iter().flat_map(|search| &search.all).filter_map(|search| search.base.as_deref());
    let account = directory.bind.as_ref().and_then(|bind| bind.dn.as_deref());
    for name in bases.chain(account) {
        let components = name.split(',').filter_map(|part| part.trim().split_once('='));
        let labels: Vec<String> = components
            .filter(|(key, _)| key.trim().eq_ignore_ascii_case("dc"))
            .map(|(_, label)| label.trim().to_lowercase())
            .collect();
        if labels.len() > 1 {
            names.insert(labels.join("."));
        }
    }
    if let Some((_, domain)) = account.and_then(|account| account.rsplit_once('@')) {
        names.insert(domain.to_lowercase());
    }
    names
}

/// Clusters that share a name, directly or by others.
fn groups(names: Vec<BTreeSet<String>>) -> Vec<BTreeSet<usize>> {
    let mut groups: Vec<(BTreeSet<String>, BTreeSet<usize>)> = Vec::new();
    for (nth, mut known) in names.into_iter().enumerate() {
        let mut members = BTreeSet::from([nth]);
        let (ours, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(|(names, _)| !names.is_disjoint(&known));
        for (names, others) in ours {
            known.extend(names);
            members.extend(others);
        }
        groups = others;
        groups.push((known, members));
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> BTreeSet<String> {
        names(&toml::from_str(text).unwrap())
    }

    #[test]
    fn clusters_of_one_domain_share_what_its_servers_said() {
        let one = of(
            "[directory]\nservers = [\"ldaps://ad1.north.example\"]\n[directory.bind]\ndn = \"svc@north.example\"\n",
        );
        let two = of(
            "[directory]\nservers = [\"ldaps://10.0.0.7\"]\n[directory.bind]\ndn = \"CN=svc,DC=North,DC=example\"\n",
        );
        let three = of("[directory]\nservers = [\"ldaps://ad1.south.example\", \"ldaps://10.0.0.7\"]\n");
        let four = of(
            "[directory]\nservers = [\"ldaps://ad1.west.example\"]\n[directory.bind]\ndn = \"CN=svc,DC=west,DC=example\"\n",
        );
        let five = of("[directory]\nservers = [\"ldaps://dc1.example\"]\n");
        let six = of("[directory]\nservers = [\"ldaps://dc2.example\"]\n");
        let groups = groups(vec![one, two, three, four, five, six, BTreeSet::new()]);
        let expected = [vec![0, 1, 2], vec![3], vec![4], vec![5], vec![6]];
        assert_eq!(groups, expected.map(|members| members.into_iter().collect::<BTreeSet<_>>()));
    }
}
