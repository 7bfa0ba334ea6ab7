//! A directory as JSON, as `Get-ADUser … | ConvertTo-Json` writes it: an object of properties for each person. It is read
//! by way of the CSV that the same program writes.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::Value;

/// Properties of all objects together at most.
const MAX_NAMES: usize = 2000;

/// Whether a text begins as JSON does.
pub(super) fn is_json(text: &str) -> bool {
    text.trim_start().starts_with(['[', '{'])
}

/// The same people as CSV; none where no object has a distinguished name.
pub(super) fn as_csv(text: &str) -> Option<String> {
    let mut people = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        collect(value.ok()?, &mut people);
    }
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut names: Vec<&str> = Vec::new();
    for name in people.iter().flat_map(|person| person.keys()) {
        if names.len() < MAX_NAMES && !places.contains_key(name.as_str()) {
            places.insert(name, names.len());
            names.push(name);
        }
    }
    let mut csv = line(names.iter().map(|name| (*name).to_owned()));
    for person in &people {
        let mut cells = vec![String::new(); names.len()];
        for (name, value) in person {
            if let Some(cell) = places.get(name.as_str()).and_then(|&at| cells.get_mut(at)) {
                *cell = plain(value);
            }
        }
        csv.push_str(&line(cells.into_iter()));
    }
    (!people.is_empty()).then_some(csv)
}

type Person = serde_json::Map<String, Value>;

fn collect(value: Value, people: &mut Vec<Person>) {
    match value {
        Value::Array(all) => all.into_iter().for_each(|value| collect(value, people)),
        Value::Object(object) => {
            let is_name = |name: &String| ["dn", "distinguishedname"].contains(&name.to_lowercase().as_str());
            if object.keys().any(is_name) {
                people.push(object);
            } else {
                object.into_iter().for_each(|(_, value)| collect(value, people));
            }
        }
        _ => {}
    }
}

/// A value as text. Lists that PowerShell keeps in an object of their own stand in its `value`.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Array(all) => all.iter().map(plain).collect::<Vec<_>>().join(";"),
        Value::Object(object) => object.get("value").filter(|value| value.is_array()).map(plain).unwrap_or_default(),
        Value::Null => String::new(),
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for (nth, cell) in cells.enumerate() {
        let comma = if nth > 0 { "," } else { "" };
        let _ = write!(line, "{comma}\"{}\"", cell.replace('"', "\"\""));
    }
    line + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_of_power_shell() {
        let text = "[{\"DistinguishedName\":\"CN=Roe, Kim,DC=x\",\"Enabled\":true,\"MemberOf\":[\"CN=a\",\"CN=b\"],\"Title\":null},\n\
            {\"DistinguishedName\":\"CN=Lee\",\"uSNCreated\":7,\"MemberOf\":{\"value\":[\"CN=a\"],\"Count\":1}}]";
        let csv = "\"DistinguishedName\",\"Enabled\",\"MemberOf\",\"Title\",\"uSNCreated\"\n\
            \"CN=Roe, Kim,DC=x\",\"true\",\"CN=a;CN=b\",\"\",\"\"\n\"CN=Lee\",\"\",\"CN=a\",\"\",\"7\"\n";
        let sorted = |text: &str| text.lines().map(str::len).collect::<Vec<_>>();
        let read = as_csv(text).unwrap();
        assert_eq!(sorted(&read), sorted(csv), "{read}");
        assert!(read.contains("\"CN=a;CN=b\"") && read.contains("\"CN=Roe, Kim,DC=x\""), "{read}");
        for text in ["[{\"mail\":\"x\"}]", "{", "[]", "{\"a\":[1]}"] {
            assert_eq!(as_csv(text), None, "{text}");
        }
    }
}
