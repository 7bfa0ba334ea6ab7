//! The clocks of nodes that were asked by ssh, beside this host's and the directories'.

use time::macros::format_description;
use time::{Duration, OffsetDateTime, PrimitiveDateTime};

use super::at::{self, At};
use super::clock::{self, TOLERATED, differs, directory, shown};
use super::nodes::owner;
use super::tls_005_inside_validity::words;
use crate::case::Case;
use crate::check::{Finding, fail};
use crate::code::CauseCode;
use crate::evidence::TrustStore;
use crate::evidence::node::Node;
use crate::trust::certificate::Certificate;
use crate::trust::judgement;

/// How far the directories' clocks are from those of the hosts that read them.
fn directories(case: &Case<'_>) -> Vec<Duration> {
    let places = case.vantages.iter().flat_map(|vantage| at::everywhere(case, vantage));
    places.filter_map(|at| Some(directory(at)? - at.vantage.taken_at)).collect()
}

/// What a node's clock said, while this host's said something else by more than the time of the session explains.
pub(super) struct Apart<'a> {
    pub(super) node: &'a Node,
    pub(super) shows: OffsetDateTime,
    /// This host's clock at the end of the session that is nearer.
    pub(super) host: OffsetDateTime,
    /// Who has the time that a directory has, or all nodes.
    pub(super) right: Option<Right>,
}

/// Whose clock agrees with a directory's, or with those of the other nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Right {
    Host,
    Node,
}

/// Nodes were asked for their time in this run, and all of them have this host's.
pub(super) fn all_agree_with_host(case: &Case<'_>) -> bool {
    let mut told = case.nodes.iter().filter(|node| told(node).is_some()).peekable();
    told.peek().is_some() && told.all(|node| apart(case, node).is_none())
}

/// What a node's clock showed, and this host's at that moment: at the end of the session that is nearer. A logged session may
/// be of any time, and where this host's clock was set back meanwhile, it tells nothing.
fn told(node: &Node) -> Option<(OffsetDateTime, OffsetDateTime)> {
    let shell = node.shell.as_ref()?;
    let (began, ended) = shell.began.zip(shell.ended).filter(|(began, ended)| began <= ended)?;
    let shows = shown_by_node(node.clock.as_ref()?.utc.as_deref()?)?;
    Some((shows, shows.clamp(began, ended)))
}

/// A node whose clock and this host's differ.
pub(super) fn apart<'a>(case: &Case<'_>, node: &'a Node) -> Option<Apart<'a>> {
    let (shows, host) = told(node).filter(|&(shows, host)| differs(shows, host))?;
    let directories = directories(case);
    let agrees = |offset: Duration| directories.iter().any(|one| (*one - offset).abs() <= TOLERATED);
    let right = match (agrees(Duration::ZERO), agrees(shows - host)) {
        (true, false) => Some(Right::Host),
        (false, true) => Some(Right::Node),
        (false, false) if shared(case, shows - host) => Some(Right::Node),
        _ => None,
    };
    Some(Apart { node, shows, host, right })
}

/// Several nodes were asked in this run, and all of them are so far from this host.
fn shared(case: &Case<'_>, offset: Duration) -> bool {
    let all: Vec<Duration> = case.nodes.iter().filter_map(told).map(|(shows, host)| shows - host).collect();
    all.len() > 1 && all.iter().all(|one| (*one - offset).abs() <= TOLERATED)
}

/// A node was asked in this run and has the time of the directory or of all others, and this host has another.
pub(super) fn host_is_wrong(case: &Case<'_>) -> bool {
    case.nodes.iter().filter_map(|node| apart(case, node)).any(|apart| apart.right == Some(Right::Node))
}

/// The fault of this host's clock, by whatever check it is seen, and what mends it.
pub(super) const OF_HOST: &str = "this host's clock";
pub(super) const SET_HOST: &str = "Set this host's clock (NTP), then run the check again";

/// What would have the other clock wrong.
pub(super) const HOST_IS_WRONG: &[&str] = &["the clock of the host that ran ucdoctor is the wrong one"];

/// "A, and the host that asked B".
pub(super) fn against_host(apart: &Apart<'_>) -> String {
    let witness = if apart.right == Some(Right::Host) { ", as the directory's does" } else { "" };
    format!("{} where this host's shows {}{witness}", shown(apart.shows), shown(apart.host))
}

/// `Fri Nov 27 20:54:50 UTC 2026`, as date(1) prints it.
fn shown_by_node(text: &str) -> Option<OffsetDateTime> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let [_, month, day, clock, "UTC", year] = words.as_slice() else { return None };
    let format = format_description!("[month repr:short] [day padding:none] [hour]:[minute]:[second] [year]");
    PrimitiveDateTime::parse(&format!("{month} {day} {clock} {year}"), format).ok().map(PrimitiveDateTime::assume_utc)
}

/// A node that holds the store has another time, by which a certificate is not valid.
pub(super) fn invalid_there(at: At<'_>, store: &TrustStore, path: &[Certificate]) -> Option<Finding> {
    let holds =
        |node: &&Node| node.name.strip_prefix(&store.name).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    let apart = at.case.nodes.iter().filter(holds).filter_map(|node| apart(at.case, node));
    let mut wrong = apart.filter(|apart| apart.right != Some(Right::Node));
    let (apart, (certificate, side)) =
        wrong.find_map(|apart| judgement::outside_validity(path, apart.shows).map(|found| (apart, found)))?;
    let name = &apart.node.name;
    let message =
        format!("{name}'s clock shows {}: by it \"{}\" {}", against_host(&apart), certificate.label, words(side));
    let finding = fail(CauseCode::ClockSkew, &message)
        .summary(format!("{}: {message}", at.shown()))
        .fault(name)
        .owner(owner(apart.node))
        .fact("node_clock", clock::shown(apart.shows))
        .fact("local_clock", clock::shown(apart.host))
        .fix(format!("Set the clock of {name}: let it reach its time servers (UDP 123), and compare `utils ntp status` with real time"))
        .fix("The certificate is good: it needs no other one");
    Some(if apart.right == Some(Right::Host) { finding } else { finding.refuted_if(HOST_IS_WRONG) })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::check::{Owner, Severity};
    use crate::checks;
    use crate::checks::sample::{NOW, at, healthy};
    use crate::evidence::node::{NodeClock, Shell};
    use crate::evidence::{Evidence, Observed};

    #[test]
    fn a_node_writes_its_time_as_date_does() {
        for (text, time) in [
            ("Fri Nov 27 20:54:50 UTC 2026", Some(datetime!(2026-11-27 20:54:50 UTC))),
            ("Tue Dec  1 03:04:05 UTC 2026", Some(datetime!(2026-12-01 03:04:05 UTC))),
            ("Tue Dec 1 03:04:05 CET 2026", None),
            ("no time", None),
        ] {
            assert_eq!(shown_by_node(text), time, "{text}");
        }
    }

    /// A node of presence whose clock is so far from this host's, and a directory's clock.
    fn site(node: Duration, of_directory: Option<Duration>) -> Evidence {
        let mut evidence = healthy();
        let digits = format_description!("[year][month][day][hour][minute][second].0Z");
        for server in 0..2 {
            let Observed::Seen(root) = &mut at(&mut evidence, server).ldap else { unreachable!("no root entry") };
            root.attributes.remove("currentTime");
            if let Some(offset) = of_directory {
                root.attributes.insert("currentTime".into(), vec![(NOW + offset).format(digits).expect("a time")]);
            }
        }
        let printed = format_description!(
            "[weekday repr:short] [month repr:short] [day padding:space] [hour]:[minute]:[second] UTC [year]"
        );
        let utc = (NOW + node).format(printed).expect("a time");
        evidence.nodes = vec![Node {
            name: "presence/im4".into(),
            clock: Some(NodeClock { synchronised: Some(true), stratum: Some(3), utc: Some(utc) }),
            shell: Some(Shell { began: Some(NOW), ended: Some(NOW + Duration::minutes(2)), ..Shell::default() }),
            ..Node::default()
        }];
        evidence
    }

    fn diagnosed(evidence: &Evidence) -> Vec<(&'static str, Severity, Owner, bool)> {
        let found = crate::causes::explain(evidence, &checks::run(evidence));
        found
            .iter()
            .map(|one| (one.cause.code.name(), one.severity, one.owner, one.refuted_if[0].contains("host that ran")))
            .collect()
    }

    #[test]
    fn a_node_with_another_time_refuses_what_is_valid() {
        let (year, hour) = (Duration::days(400), Duration::hours(1));
        let presence = |severity, open| vec![("clock-skew", severity, Owner::Presence, open)];
        for (node, directory, expected) in [
            (Duration::minutes(4), None, vec![]),
            (Duration::minutes(6), None, vec![]),
            (-hour, None, presence(Severity::Warning, true)),
            (-hour, Some(Duration::ZERO), presence(Severity::Warning, false)),
            (-year, Some(Duration::ZERO), presence(Severity::Error, false)),
            (year, None, presence(Severity::Error, true)),
            // This host is the one that is wrong.
            (hour, Some(hour), vec![("clock-skew", Severity::Warning, Owner::Ucdoctor, false)]),
        ] {
            assert_eq!(diagnosed(&site(node, directory)), expected, "{node} {directory:?}");
        }
    }

    #[test]
    fn all_nodes_together_are_right() {
        let hour = Duration::hours(1);
        for (second, directory, owners) in [
            (hour, None, vec![Owner::Ucdoctor]),
            (-hour, None, vec![Owner::Presence, Owner::Presence]),
            (hour, Some(Duration::ZERO), vec![Owner::Presence, Owner::Presence]),
        ] {
            let mut evidence = site(hour, directory);
            let mut other = site(second, directory).nodes.remove(0);
            other.name = "presence/im5".into();
            evidence.nodes.push(other);
            assert_eq!(
                diagnosed(&evidence).iter().map(|told| told.2).collect::<Vec<_>>(),
                owners,
                "{second} {directory:?}"
            );
        }
    }

    #[test]
    fn a_logged_session_tells_no_distance() {
        let mut evidence = site(Duration::days(-3), None);
        evidence.nodes[0].shell = None;
        assert_eq!(diagnosed(&evidence), []);
    }

    /// Two nodes, so that each is compared with the other as well.
    #[test]
    fn a_clock_that_was_set_back_meanwhile_tells_nothing() {
        let mut evidence = site(Duration::hours(1), None);
        let shell = evidence.nodes[0].shell.as_mut().expect("a session");
        shell.ended = Some(NOW - Duration::hours(3));
        let mut other = evidence.nodes[0].clone();
        other.name = "presence/im5".into();
        evidence.nodes.push(other);
        assert_eq!(diagnosed(&evidence), []);
    }

    #[test]
    fn nodes_are_witnesses_of_whose_clock_is_wrong() {
        // By the directory's clock every certificate has expired.
        let ahead = Some(Duration::days(4000));
        let owner_with = |node| diagnosed(&site(node, ahead)).first().map(|told| (told.0, told.2));
        assert_eq!(owner_with(Duration::minutes(1)), Some(("clock-skew", Owner::Directory)));
        // The node has the directory's time: what both checks see is one fault.
        let of_host = diagnosed(&site(Duration::days(4000), ahead));
        assert_eq!(of_host.iter().map(|told| (told.0, told.2)).collect::<Vec<_>>(), [("clock-skew", Owner::Ucdoctor)]);
        let mut alone = site(Duration::ZERO, ahead);
        alone.nodes.clear();
        assert_eq!(diagnosed(&alone).first().map(|told| (told.0, told.2)), Some(("clock-skew", Owner::Ucdoctor)));
    }
}
