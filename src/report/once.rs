//! People stand once in a saved report: where outcomes list many of them, the evidence names their places there.

use std::collections::HashMap;

use anyhow::Context;

use super::Report;
use crate::check::Item;
use crate::evidence::identity::{Class, Comparison, Difference, Identity, InSystem, Listed, OnNode, WhatIf};

/// Fewer people than this are written out in the evidence too: it can then be read, and copied, by itself.
const MANY: usize = 100;

/// What a difference and an item have in common.
type Who<'a> = (&'a str, [Option<&'a str>; 5]);

/// The comparison as it is written: runs of people whom outcomes list are one entry.
pub(crate) fn left_out(report: &Report) -> Option<Identity> {
    let identity = report.evidence.identity.as_ref()?;
    let mut places: HashMap<Who<'_>, usize> = HashMap::new();
    for (place, item) in report.outcomes.iter().flat_map(|outcome| &outcome.items).enumerate() {
        places.entry(of_item(item)).or_insert(place);
    }
    Some(mapped(identity, &|people| runs(people, &places)))
}

/// Puts back what [`left_out`] left out. Fails where a place holds nobody.
pub(super) fn put_back(identity: &mut Identity, items: &[Item]) -> anyhow::Result<()> {
    let all = lists(identity).into_iter();
    all.filter(|people| people.iter().any(|one| one.items.is_some())).try_for_each(|people| {
        let (mut whole, most) = (Vec::new(), people.len() + items.len());
        for one in people.drain(..) {
            match one.items {
                None => whole.push(one),
                Some(Listed { from, count }) => {
                    let end = from.checked_add(count).context("items beyond the last one")?;
                    let listed = items.get(from..end).context("items beyond the last one")?;
                    whole.extend(listed.iter().map(|item| of(item, &one)));
                    // Of a made-up report, no list grows beyond what the file itself could hold.
                    anyhow::ensure!(whole.len() <= most, "items named again and again");
                }
            }
        }
        *people = whole;
        Ok(())
    })
}

/// All lists of people.
fn lists(identity: &mut Identity) -> Vec<&mut Vec<Difference>> {
    // Every field by name: a new list is not forgotten.
    let Identity {
        in_directory,
        in_call_manager,
        duplicate_ids,
        illegal_ids,
        inactive,
        closed,
        local,
        at_login,
        passed_over,
        owners,
        home,
        on_presence,
        contacts,
        addresses,
        duplicate_uris,
        on_nodes,
        what_if,
        settings: _,
        rows: _,
        live: _,
        local_untold: _,
        gaps: _,
        left_out: _,
        complaints: _,
        advice: _,
        uri_advice: _,
        person: _,
    } = identity;
    let ours = [
        in_directory,
        in_call_manager,
        illegal_ids,
        inactive,
        closed,
        local,
        at_login,
        passed_over,
        owners,
        home,
        on_presence,
        contacts,
        addresses,
    ];
    let systems = duplicate_ids.iter_mut().chain(duplicate_uris).map(|system| &mut system.comparison);
    let nodes = on_nodes.iter_mut().map(|node| &mut node.comparison);
    let comparisons = ours.into_iter().flatten().chain(systems).chain(nodes);
    let tried = what_if.iter_mut().flat_map(|WhatIf { added, inactive, .. }| [added, inactive]);
    comparisons.map(|comparison| &mut comparison.differences).chain(tried).collect()
}

/// The same comparison with other lists of people.
fn mapped(identity: &Identity, list: &dyn Fn(&[Difference]) -> Vec<Difference>) -> Identity {
    let one = |comparison: &Comparison| Comparison {
        everybody: comparison.everybody,
        compared: comparison.compared,
        case_only: comparison.case_only,
        case_samples: comparison.case_samples.clone(),
        differences: list(&comparison.differences),
        undecided: comparison.undecided.clone(),
    };
    let of = |comparison: &Option<Comparison>| comparison.as_ref().map(one);
    let systems = |all: &[InSystem]| {
        all.iter()
            .map(|InSystem { system, comparison }| InSystem { system: *system, comparison: one(comparison) })
            .collect()
    };
    let what_if = identity.what_if.as_ref().map(|trial| WhatIf {
        base: trial.base.clone(),
        filter: trial.filter.clone(),
        added: list(&trial.added),
        inactive: list(&trial.inactive),
        gaps: trial.gaps.clone(),
        ..*trial
    });
    Identity {
        settings: identity.settings.clone(),
        rows: identity.rows.clone(),
        live: identity.live.clone(),
        local_untold: identity.local_untold,
        gaps: identity.gaps.clone(),
        in_directory: of(&identity.in_directory),
        in_call_manager: of(&identity.in_call_manager),
        duplicate_ids: systems(&identity.duplicate_ids),
        illegal_ids: of(&identity.illegal_ids),
        inactive: of(&identity.inactive),
        left_out: identity.left_out.clone(),
        closed: of(&identity.closed),
        local: of(&identity.local),
        at_login: of(&identity.at_login),
        passed_over: of(&identity.passed_over),
        owners: of(&identity.owners),
        home: of(&identity.home),
        on_presence: of(&identity.on_presence),
        on_nodes: identity
            .on_nodes
            .iter()
            .map(|OnNode { node, comparison }| OnNode { node: node.clone(), comparison: one(comparison) })
            .collect(),
        contacts: of(&identity.contacts),
        addresses: of(&identity.addresses),
        duplicate_uris: systems(&identity.duplicate_uris),
        complaints: identity.complaints.clone(),
        advice: identity.advice.clone(),
        uri_advice: identity.uri_advice.clone(),
        what_if,
        person: identity.person.clone(),
    }
}

fn runs(people: &[Difference], places: &HashMap<Who<'_>, usize>) -> Vec<Difference> {
    if people.len() < MANY {
        return people.to_vec();
    }
    let mut written: Vec<Difference> = Vec::new();
    for one in people {
        let Some(&place) = places.get(&of_difference(one)) else {
            written.push(one.clone());
            continue;
        };
        let follows = |last: &&mut Difference| {
            last.items.is_some_and(|listed| listed.from + listed.count == place)
                && last.class == one.class
                && alike(last, one)
        };
        match written.last_mut().filter(follows).and_then(|last| last.items.as_mut()) {
            Some(listed) => listed.count += 1,
            None => written.push(Difference { items: Some(Listed { from: place, count: 1 }), ..beside(one) }),
        }
    }
    written
}

/// What an item does not tell is the same of both.
fn alike(one: &Difference, other: &Difference) -> bool {
    let of = |one: &Difference| (one.barrier, one.lists);
    let texts = |one: &Difference| (one.attribute.clone(), one.since.clone());
    of(one) == of(other) && one.candidates == other.candidates && texts(one) == texts(other)
}

/// What an item does not tell.
fn beside(one: &Difference) -> Difference {
    Difference {
        class: one.class,
        candidates: one.candidates.clone(),
        attribute: one.attribute.clone(),
        since: one.since.clone(),
        barrier: one.barrier,
        lists: one.lists,
        ..Difference::default()
    }
}

/// The difference that an item was made of.
fn of(item: &Item, run: &Difference) -> Difference {
    Difference {
        call_manager_id: item.call_manager_id.clone(),
        directory_id: item.directory_id.clone(),
        dn: item.dn.clone(),
        contact: item.contact.clone(),
        suggestion: item.suggestion.clone(),
        ..beside(run)
    }
}

fn of_item(item: &Item) -> Who<'_> {
    let Item { call_manager_id, directory_id, dn, class, contact, suggestion } = item;
    (class, [call_manager_id, directory_id, dn, contact, suggestion].map(Option::as_deref))
}

fn of_difference(one: &Difference) -> Who<'_> {
    let Difference { call_manager_id, directory_id, dn, class, contact, suggestion, .. } = one;
    (Class::name(*class), [call_manager_id, directory_id, dn, contact, suggestion].map(Option::as_deref))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Evidence;
    use crate::render::json;
    use crate::report::{Judging, saved};

    /// A site in which a filter left most people out, some are gone, and a few stand apart from every run.
    fn evidence(people: usize) -> Evidence {
        let one = |nth: usize| Difference {
            class: if nth % 7 == 3 { Class::Gone } else { Class::WhiteSpace },
            call_manager_id: Some(format!("p{nth} ")),
            directory_id: (nth % 7 != 3).then(|| format!("p{nth}")),
            dn: Some(format!("CN=P {nth},OU=Staff,DC=lab,DC=example")),
            since: (nth == 20).then(|| "2026-11-01T00:00:00Z".to_owned()),
            candidates: if nth == 30 { vec!["q".to_owned()] } else { Vec::new() },
            ..Difference::default()
        };
        let in_directory = Comparison {
            compared: 2 * people as u64,
            differences: (0..people).map(one).collect(),
            undecided: vec![one(people)],
            ..Comparison::default()
        };
        let twice = InSystem { system: crate::evidence::identity::System::Directory, comparison: in_directory.clone() };
        let identity = Identity { in_directory: Some(in_directory), duplicate_ids: vec![twice], ..Identity::default() };
        Evidence { identity: Some(identity), ..Evidence::default() }
    }

    #[test]
    fn people_stand_once_and_come_back_in_their_order() {
        for people in [MANY - 1, 3 * MANY] {
            let evidence = evidence(people);
            let report = Report::judge(evidence.clone(), &Judging::default());
            let mut bytes = Vec::new();
            json::render(&report, &mut bytes).unwrap();
            assert_eq!(saved::evidence(&bytes).unwrap().identity, evidence.identity, "{people}");
            let text = String::from_utf8(bytes).unwrap();
            let times = text.matches("CN=P 21,").count();
            // Once as a blank, once as somebody who stands twice, and the same in the evidence where they are few.
            assert_eq!(times, if people < MANY { 4 } else { 2 }, "{people}: {text}");
        }
    }

    #[test]
    fn a_place_that_holds_nobody_is_damage() {
        let report = Report::judge(evidence(3 * MANY), &Judging::default());
        let mut bytes = Vec::new();
        json::render(&report, &mut bytes).unwrap();
        let mut value: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        for from in [1_000_000_u64, u64::MAX] {
            value["evidence"]["identity"]["in_directory"]["differences"][0]["items"]["from"] = from.into();
            let error = saved::evidence(value.to_string().as_bytes()).unwrap_err();
            assert!(format!("{error:#}").contains("the evidence is damaged"), "{error:#}");
        }
        let whole = serde_json::json!({"class": "gone", "items": {"from": 0, "count": 2 * MANY}});
        value["evidence"]["identity"]["in_directory"]["differences"] = vec![whole; 50].into();
        let error = saved::evidence(value.to_string().as_bytes()).unwrap_err();
        assert!(format!("{error:#}").contains("again and again"), "{error:#}");
    }
}
