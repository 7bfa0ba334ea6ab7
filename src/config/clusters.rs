//! The clusters that are asked whose home a person is.

use std::collections::BTreeMap;

use super::deployment;
use super::file::OtherCluster;
use super::parse::Loaded;
use crate::evidence::{Fingerprint, TrustStore};
use crate::inputs::trust_store;
use crate::plan::UdsAccess;

/// How each other cluster is asked; none where call manager's own UDS is not given. `certificates` are those given:
/// stores, and PEM by fingerprint.
pub(super) fn others(
    loaded: Option<&Loaded>,
    certificates: (&[TrustStore], &BTreeMap<Fingerprint, String>),
) -> anyhow::Result<Vec<UdsAccess>> {
    let Some((loaded, table)) = loaded.and_then(|loaded| Some((loaded, loaded.config.call_manager.as_ref()?))) else {
        return Ok(Vec::new());
    };
    if table.uds.is_none() && !table.other_clusters.is_empty() {
        let help = "add uds = \"https://cucm.corp.example:8443/cucm-uds\": its answer is compared with theirs";
        let what = "other clusters are to be asked, and call manager's own UDS is not given";
        return Err(loaded.error(&["call_manager", "other_clusters"], what, Some(help)));
    }
    let clusters = table.other_clusters.iter().enumerate();
    clusters.map(|(place, cluster)| access(loaded, &place.to_string(), cluster, certificates)).collect()
}

fn access(
    loaded: &Loaded,
    place: &str,
    cluster: &OtherCluster,
    certificates: (&[TrustStore], &BTreeMap<Fingerprint, String>),
) -> anyhow::Result<UdsAccess> {
    let error = |key: &str, what: &str, help: &str| {
        loaded.error(&["call_manager", "other_clusters", place, key], what, Some(help))
    };
    let like = "it looks like uds = \"https://cucm-west.corp.example:8443/cucm-uds\"";
    let url = cluster.uds.parse().map_err(|why| error("uds", &format!("{why}"), like))?;
    let Some(path) = &cluster.uds_trust else {
        return Ok(UdsAccess { url, trust: deployment::trust(certificates, "call-manager")? });
    };
    let pointed = |what: &str| error("uds_trust", what, "give the cluster's tomcat certificate, or its CA");
    let (store, pems) =
        trust_store::load("cluster", &loaded.resolve(path)).map_err(|why| pointed(&format!("{why:#}")))?;
    match store.certificates.is_empty() {
        true => Err(pointed(&trust_store::without_certificates(&store))),
        false => Ok(UdsAccess { url, trust: pems.into_values().collect() }),
    }
}
