//! The evidence of a case: whole, or as what differs from the healthy case.
//!
//! Where every key of `evidence.json` is a JSON pointer (RFC 6901), it says what stands there instead of what the healthy
//! case has: a manager account that is disabled is the answer to one bind, and nothing else. An index that is one past
//! the end of a list adds to it. `like` names another case instead of the healthy one.

use std::fs;

use serde_json::Value;

const HEALTHY: &str = "healthy";
const LIKE: &str = "like";

/// The evidence of a case, complete.
pub(crate) fn of(case: &str) -> Value {
    let own = read(case);
    match own.as_object() {
        Some(lines) if !lines.is_empty() && lines.keys().all(|key| key.starts_with('/') || key == LIKE) => {
            let like = lines.get(LIKE).map_or(HEALTHY, |name| name.as_str().unwrap());
            let mut evidence = of(like);
            // A parent before what stands in it, and the ninth of a list before the tenth.
            let mut lines: Vec<_> = lines.iter().filter(|(key, _)| *key != LIKE).collect();
            lines.sort_by_key(|(pointer, _)| pointer.len());
            for (pointer, value) in lines {
                put(&mut evidence, pointer, value.clone()).unwrap_or_else(|| {
                    panic!("{case}/evidence.json: the case {like} has no place {pointer}");
                });
            }
            evidence
        }
        _ => own,
    }
}

fn read(case: &str) -> Value {
    let path = super::root().join(case).join("evidence.json");
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Puts the value where the pointer says. None where nothing holds that place.
fn put(evidence: &mut Value, pointer: &str, value: Value) -> Option<()> {
    let (parent, last) = pointer.rsplit_once('/')?;
    match evidence.pointer_mut(parent)? {
        Value::Object(object) => _ = object.insert(last.replace("~1", "/").replace("~0", "~"), value),
        Value::Array(list) => {
            let index: usize = last.parse().ok()?;
            if index == list.len() {
                list.push(value);
            } else {
                *list.get_mut(index)? = value;
            }
        }
        _ => return None,
    }
    Some(())
}
