//! Looking from several places at once: this host, its other addresses, other hosts by ssh, and saved reports.

mod here_only;
mod script;
mod ssh;
pub mod via;

use std::future::{Future, poll_fn};
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;

use tokio::sync::watch;

use crate::compare;
use crate::evidence::{Cut, Evidence};
use crate::gathered::Files;
use crate::plan::Plan;
use crate::probes::{self, Progress};
use here_only::HereOnly;

/// A further place to look from.
#[derive(Debug)]
pub struct Place {
    /// What it stands for.
    pub name: String,
    /// How to look from there.
    pub way: Way,
}

/// How to look from a further place.
#[derive(Debug)]
pub enum Way {
    /// Run there: what OpenSSH takes as a destination, as `admin@10.1.2.3` or `ssh://admin@10.1.2.3:2222`.
    Ssh(String),
    /// Connect from this local address.
    Source(IpAddr),
    /// Was looked at before.
    Report(Box<Evidence>),
}

/// A look from one place.
type Look<'a> = Pin<Box<dyn Future<Output = Evidence> + Send + 'a>>;

/// Looks from this host and from every place at once, and joins what was seen. Each ends at the plan's deadline, or
/// when `stop` resolves. The manager's password is used from this host only; `files` are compared with what is seen
/// from here. Where one person is asked about, the other places tell of the network alone.
pub async fn gather(
    plan: Plan,
    files: Files,
    places: Vec<Place>,
    stop: impl Future<Output = Cut> + Send,
    progress: &dyn Progress,
) -> Evidence {
    if places.is_empty() {
        return files.complete(probes::gather(plan, stop, progress).await).await;
    }
    let of_one = plan.asked.person.is_some();
    let (sender, stopped) = watch::channel(None);
    let (looks, saved) = looks(plan, files, places, &stopped, progress).await;
    let tell = async {
        let cut = stop.await;
        let _ = sender.send(Some(cut));
        std::future::pending::<()>().await;
    };
    let mut evidences = tokio::select! {
        biased;
        seen = all(looks) => seen,
        () = tell => Vec::new(),
    };
    if !of_one {
        evidences.extend(saved);
        return compare::join(evidences);
    }
    let here = evidences.pop().unwrap_or_default();
    compare::beside(here, evidences.into_iter().chain(saved).collect())
}

/// Everything that is to be polled at once, this host last, and what was seen before.
async fn looks<'p>(
    plan: Plan,
    files: Files,
    places: Vec<Place>,
    stopped: &watch::Receiver<Option<Cut>>,
    progress: &'p dyn Progress,
) -> (Vec<Look<'p>>, Vec<Evidence>) {
    let program = match places.iter().any(|place| matches!(place.way, Way::Ssh(_))) {
        true => ssh::Program::load().await,
        false => ssh::Program::default(),
    };
    let here_only = HereOnly::of(&plan);
    let hidden: Arc<[String]> = plan.secret_variables.clone().into();
    let (mut looks, mut saved): (Vec<Look<'p>>, _) = (Vec::new(), Vec::new());
    for Place { name, way } in places {
        let stopped = until(stopped.clone());
        looks.push(match way {
            Way::Report(evidence) => {
                saved.push(named(*evidence, &name));
                continue;
            }
            Way::Source(source) => {
                let plan = from_address(&plan, name, source);
                Box::pin(async move { here_only.said_in(probes::gather(plan, stopped, progress).await.evidence) })
            }
            Way::Ssh(destination) => {
                progress.step(&format!("{name} by ssh"));
                let from = ssh::Destination { destination, hidden: Arc::clone(&hidden) };
                let look = ssh::look(name, from, plan.asked.clone(), plan.last_stage, program.clone(), stopped);
                Box::pin(async move { here_only.said_in(look.await) })
            }
        });
    }
    let stopped = until(stopped.clone());
    looks.push(Box::pin(async move { files.complete(probes::gather(plan, stopped, progress).await).await }));
    (looks, saved)
}

/// Resolves when everybody is told to stop.
async fn until(mut stopped: watch::Receiver<Option<Cut>>) -> Cut {
    let told = stopped.wait_for(Option::is_some).await.ok().and_then(|cut| *cut);
    match told {
        Some(cut) => cut,
        None => std::future::pending().await,
    }
}

/// The same plan from another local address, without the password: each account is tried once in a run.
fn from_address(plan: &Plan, vantage: String, source: IpAddr) -> Plan {
    Plan {
        source: Some(source),
        stores: plan.stores.clone(),
        certificates: plan.certificates.clone(),
        last_stage: plan.last_stage,
        hosts: plan.hosts.clone(),
        ..Plan::of_network(plan.asked.clone(), &vantage)
    }
}

/// A report from one place gets the name that the configuration gives to the place.
fn named(mut evidence: Evidence, name: &str) -> Evidence {
    if let [only] = evidence.vantages.as_mut_slice() {
        name.clone_into(&mut only.name);
    }
    evidence
}

/// Waits for all of them, in their order.
async fn all<T: Unpin>(futures: Vec<Pin<Box<dyn Future<Output = T> + Send + '_>>>) -> Vec<T> {
    let mut waiting: Vec<_> = futures.into_iter().map(|future| (Some(future), None)).collect();
    poll_fn(|context| {
        for (future, done) in &mut waiting {
            if let Some(pending) = future
                && let Poll::Ready(value) = pending.as_mut().poll(context)
            {
                *done = Some(value);
                *future = None;
            }
        }
        match waiting.iter().all(|(_, done)| done.is_some()) {
            true => Poll::Ready(waiting.iter_mut().filter_map(|(_, done)| done.take()).collect()),
            false => Poll::Pending,
        }
    })
    .await
}
