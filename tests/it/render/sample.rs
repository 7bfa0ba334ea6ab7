//! Reports as the judgement makes them, from the evidence of cases.

use serde_json::{Value, json};
use ucdoctor::report::{DiagnosisEntry, Judging, OutcomeEntry, Report};

use crate::cases;

const ENDPOINT: &str = "/vantages/0/servers/0/endpoints/0";

/// Presence lacks the CA of one server, where the manager account is also close to its lock; the other one refuses.
pub(super) fn broken() -> Report {
    changed("ca-missing__and_a_dead_second_server", &[("/account/seen/bad_password_count", json!(2))])
}

/// One server, nothing wrong.
pub(super) fn healthy() -> Report {
    cases::judged("healthy")
}

/// The deadline came before the server had answered anything but TCP.
pub(super) fn inconclusive() -> Report {
    let cut = ["/tls", "/ldap", "/session", "/bind", "/account", "/search"].map(|slot| (slot, json!("cut")));
    let mut report = changed("healthy", &cut);
    report.evidence.vantages[0].cut = Some(ucdoctor::evidence::Cut::Deadline);
    Report::judge(report.evidence, &Judging::default())
}

/// A case with other answers in the slots of its first address.
fn changed(case: &str, slots: &[(&str, Value)]) -> Report {
    let mut evidence = cases::evidence::of(case);
    for (slot, value) in slots {
        *evidence.pointer_mut(&format!("{ENDPOINT}{slot}")).unwrap() = value.clone();
    }
    Report::judge(serde_json::from_value(evidence).unwrap(), &Judging::default())
}

/// One check that fails for very many subjects.
pub(super) fn crowded(subjects: usize) -> Report {
    let mut report = cases::judged("server-unreachable");
    let failure = report.outcomes.iter().find(|outcome| outcome.check == "NET-002").unwrap().clone();
    let named = |nth: usize| format!("dc{nth}.corp.example:636");
    report.outcomes =
        (0..subjects).map(|nth| OutcomeEntry { subject: named(nth), ..failure.clone() }).collect::<Vec<_>>();
    report.diagnoses.truncate(1);
    let because = report.diagnoses[0].because[0].clone();
    report.diagnoses[0].because = (0..subjects)
        .map(|nth| {
            let mut one = because.clone();
            one.subject = named(nth);
            one
        })
        .collect();
    report.summary = ucdoctor::report::Summary { fail: subjects, ..Default::default() };
    report
}

/// A report with the same text in every string a server or a file may have had a hand in.
pub(super) fn hostile(text: &str) -> Report {
    let mut report = broken();
    for outcome in &mut report.outcomes {
        replaced(outcome, text, &["stage", "verdict"]);
        outcome.facts = [(text.to_owned(), text.to_owned())].into();
    }
    for diagnosis in &mut report.diagnoses {
        replaced::<DiagnosisEntry>(diagnosis, text, &["severity", "owner", "breaks"]);
    }
    let item = json!({"call_manager_id": text, "directory_id": text, "dn": text, "class": text, "contact": text,
        "suggestion": text});
    report.outcomes[0].items = vec![serde_json::from_value(item).unwrap()];
    report.evidence.vantages[0].name = text.to_owned();
    report.taken_at = text.to_owned();
    report.tool.name = text.to_owned();
    report
}

/// Puts the text into every string, but in those keys, whose words are our own.
fn replaced<T: serde::Serialize + serde::de::DeserializeOwned>(entry: &mut T, text: &str, but: &[&str]) {
    let mut value = serde_json::to_value(&*entry).unwrap();
    for (key, value) in value.as_object_mut().unwrap() {
        if !but.contains(&key.as_str()) {
            fill(value, text);
        }
    }
    *entry = serde_json::from_value(value).unwrap();
}

fn fill(value: &mut Value, text: &str) {
    match value {
        Value::String(string) => text.clone_into(string),
        Value::Array(list) => list.iter_mut().for_each(|value| fill(value, text)),
        Value::Object(object) => object.values_mut().for_each(|value| fill(value, text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
