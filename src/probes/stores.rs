//! The trust stores that nodes show of themselves: asked for first, since every handshake and every password is judged by
//! them, as by those that were exported.

use std::time::Duration;

use tokio::task::JoinSet;

use super::appliance::{Ledger, certificates};
use crate::evidence::Observed;
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::evidence::node_stores::NodeStore;
use crate::inputs::trust_store;
use crate::plan::{Plan, WebAccess};

/// Asks all nodes at once. What they show takes the place of what was given for them; the system's own store, which
/// stands in where nothing is given, goes when any of them shows one.
pub(super) async fn ask(plan: &mut Plan, seen: &mut Vec<NodeStore>) {
    let connect = Duration::from_millis(plan.asked.connect_timeout_ms);
    let ledger = Ledger { attempts: plan.attempts.clone(), manager: None };
    let accesses = std::mem::take(&mut plan.node_certificates);
    seen.extend(accesses.iter().map(|access| told(access, Observed::Cut)));
    let mut asked = JoinSet::new();
    for access in accesses {
        let ledger = ledger.clone();
        asked.spawn(async move {
            let shown = certificates::fetch(&access, (connect, &ledger)).await;
            (access, shown)
        });
    }
    while let Some(ended) = asked.join_next().await {
        // Who panicked stays cut.
        let Ok((access, shown)) = ended else { continue };
        let answer = match shown {
            Observed::Seen(held) => Observed::from(take(plan, &access, held)),
            Observed::Failed(failure) => Observed::Failed(failure),
            Observed::NotAsked(why) => Observed::NotAsked(why),
            Observed::Blocked(check) => Observed::Blocked(check),
            Observed::Cut => Observed::Cut,
        };
        if let Some(known) = seen.iter_mut().find(|known| known.node == access.name) {
            known.answer = answer;
        }
    }
}

fn told(access: &WebAccess, answer: Observed<u64, AxlFailure>) -> NodeStore {
    NodeStore { node: access.name.clone(), server: access.url.authority(), answer }
}

/// Keeps a store; how many certificates it has.
fn take(plan: &mut Plan, access: &WebAccess, held: Vec<certificates::Held>) -> Result<u64, AxlFailure> {
    let (count, source) = (held.len(), format!("certificate management of {}", access.url.authority()));
    let (store, pems) = trust_store::shown(&access.name, &source, held);
    if store.certificates.is_empty() && count > 0 {
        let (verb, raw) = ("GET snapshot/server".to_owned(), format!("none of its {count} certificates can be read"));
        return Err(AxlFailure { verb, kind: AxlFailureKind::Malformed, raw });
    }
    plan.stores.retain(|known| !known.system && known.name != store.name);
    let kept = store.certificates.len() as u64;
    plan.certificates.extend(pems);
    plan.stores.push(store);
    plan.stores.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(kept)
}
