//! Every text of every evidence at once: what a field of any protocol can bring into a report.

use std::collections::BTreeMap;

use secrecy::SecretString;
use serde_json::Value;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::plan::Plan;
use ucdoctor::render::{github, html, json, junit, nagios, people, prometheus, text, ticket};
use ucdoctor::report::{Judging, Report};
use ucdoctor::secrets::{Secrets, Written};

use super::SECRET;
use super::forms::{FORMS, Form};
use crate::cases;

/// Whether the text at this place, the same in every list, may be anything and still be evidence.
type Free = BTreeMap<String, bool>;

/// Calls `change` with each text that peers say, and its place.
fn texts(tree: &mut Value, place: &str, change: &mut dyn FnMut(&str, &mut String)) {
    match tree {
        Value::String(text) => change(place, text),
        Value::Array(list) => list.iter_mut().for_each(|item| texts(item, place, change)),
        Value::Object(fields) => {
            fields.iter_mut().for_each(|(name, value)| texts(value, &format!("{place}/{name}"), change));
        }
        _ => {}
    }
}

/// Everything but what was asked and what was given.
fn said(tree: &mut Value, change: &mut dyn FnMut(&str, &mut String)) {
    for part in ["vantages", "deployment", "identity"] {
        if let Some(part_of) = tree.get_mut(part) {
            texts(part_of, part, change);
        }
    }
}

fn free(free: &mut Free, whole: &Value) {
    let mut unknown = BTreeMap::new();
    said(&mut whole.clone(), &mut |place, _| {
        if !free.contains_key(place) {
            unknown.insert(place.to_owned(), ());
        }
    });
    for (place, ()) in unknown {
        let mut tried = whole.clone();
        said(&mut tried, &mut |at, text| {
            if at == place {
                *text = "x y".to_owned();
            }
        });
        let is_free = serde_json::from_value::<Evidence>(tried).is_ok();
        free.insert(place, is_free);
    }
}

pub(super) fn written(secrets: &Secrets, report: &Report) -> Vec<(&'static str, Vec<u8>)> {
    type Render<'a> = &'a dyn Fn(&mut dyn std::io::Write) -> std::io::Result<()>;
    let style = text::Style {
        color: false,
        unicode: true,
        width: 100,
        quiet: false,
        verbose: true,
        local: None,
        plugin: false,
    };
    let formats: [(&str, Written, Render<'_>); 9] = [
        ("text", Written::Text, &|out| text::render(report, &style, out)),
        ("JSON", Written::Json, &|out| json::render(report, out)),
        ("JUnit", Written::Markup, &|out| junit::render(report, false, out)),
        ("HTML", Written::Markup, &|out| html::render(report, None, out)),
        ("ticket", Written::Text, &|out| ticket::render(report, None, &style, out)),
        ("CSV", Written::Table, &|out| people::render(report, out)),
        ("nagios", Written::Text, &|out| nagios::render(report, out)),
        ("prometheus", Written::Figures, &|out| prometheus::render(report, out)),
        ("github", Written::Commands, &|out| github::render(report, out)),
    ];
    let whole = |(name, as_what, render): (&'static str, Written, Render<'_>)| {
        let mut bytes = Vec::new();
        secrets.write(&mut bytes, as_what, render).unwrap();
        (name, bytes)
    };
    formats.into_iter().map(whole).collect()
}

fn secrets() -> Secrets {
    let password = Some(SecretString::from(SECRET));
    Secrets::of(&Plan { password, ..Plan::of_network(Asked::default(), "place") })
}

#[test]
fn no_text_of_any_evidence_brings_a_secret_into_a_report() {
    let (secrets, mut known) = (secrets(), Free::new());
    let mut changed = 0;
    for (number, (case, _, _)) in cases::all().iter().enumerate() {
        let whole = cases::evidence::of(case);
        free(&mut known, &whole);
        let form: &Form = &FORMS[number % FORMS.len()];
        let mut evidence = whole.clone();
        said(&mut evidence, &mut |place, text| {
            if known[place] {
                *text = format!("{text} {} {text}", form.secret());
                changed += 1;
            }
        });
        let evidence: Evidence = serde_json::from_value(evidence).unwrap();
        let report = Report::judge(secrets.withheld(evidence), &Judging::default());
        for (what, bytes) in written(&secrets, &report) {
            form.is_not_in(&format!("{what} of {case}"), &bytes);
        }
    }
    assert!(changed > 5_000 && known.values().filter(|free| **free).count() > 60, "{changed}, {known:?}");
}
