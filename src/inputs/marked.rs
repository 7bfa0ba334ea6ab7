//! Users as XML or JSON: what AXL answers (`listUser`, `getUser`, `executeSQLQuery`), and what scripts make of it.
//!
//! Each element or object that has a user ID is a row, and what it holds are its cells.

use std::collections::BTreeMap;

use serde_json::Value;

use super::columns::{is_secret, key};
use super::excerpt::excerpt;
use crate::xml;

/// Users of a file at most, and fields that are taken of each.
const MAX_ROWS: usize = 2_000_000;
const MAX_FIELDS: usize = 512;

/// Names and values of one user.
type Fields = Vec<(String, String)>;

/// Rows with the names of their columns.
pub(super) struct Table {
    pub(super) names: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Whether a text begins as XML or JSON do, maybe below the header of an answer.
pub(super) fn is_marked(text: &str) -> bool {
    body(text).starts_with(['<', '{', '['])
}

/// The users of such a text; fails with what is wrong, and where.
pub(super) fn table(text: &str) -> Result<Table, String> {
    let body = body(text);
    let users = if body.starts_with('<') { of_xml(body)? } else { of_json(body)? };
    if users.len() > MAX_ROWS {
        return Err(format!("it holds more than {MAX_ROWS} users"));
    }
    // Clients of AXL show every field that a user can have, also those that were not asked for: they are empty.
    let mut filled: BTreeMap<&str, usize> = BTreeMap::new();
    let mut names: Vec<&str> = Vec::new();
    for (name, _) in users.iter().flatten().filter(|(name, value)| !value.is_empty() && !is_secret(name)) {
        filled.entry(name).or_insert_with(|| {
            names.push(name);
            names.len() - 1
        });
    }
    let row = |user: &Fields| {
        let mut cells = vec![String::new(); names.len()];
        for (name, value) in user {
            if let Some(cell) = filled.get(name.as_str()).and_then(|&at| cells.get_mut(at)) {
                cell.clone_from(value);
            }
        }
        cells
    };
    let rows = users.iter().map(row).collect();
    Ok(Table { rows, names: names.into_iter().map(str::to_owned).collect() })
}

/// What a program saved may begin with the header of the answer.
fn body(text: &str) -> &str {
    let text = text.trim_start();
    let start = if text.starts_with("HTTP/") { text.find("\n\n").or_else(|| text.find("\r\n\r\n")) } else { None };
    start.and_then(|at| text.get(at..)).unwrap_or(text).trim_start()
}

fn is_user(fields: &Fields) -> bool {
    fields.iter().any(|(name, value)| key(name) == "USERID" && !value.is_empty())
}

/// Elements with a user ID; answers may follow one another, each a document.
fn of_xml(text: &str) -> Result<Vec<Fields>, String> {
    let mut users = Vec::new();
    let starts: Vec<usize> = text.match_indices("<?xml").map(|(at, _)| at).collect();
    let starts = if starts.first() == Some(&0) { starts } else { [vec![0], starts].concat() };
    for (nth, &start) in starts.iter().enumerate() {
        let document = text.get(start..starts.get(nth + 1).copied().unwrap_or(text.len())).unwrap_or_default();
        // What stands between two answers is the header of the second.
        let document = document.rfind('>').and_then(|end| document.get(..=end)).unwrap_or(document);
        of_document(document, &mut users)?;
    }
    Ok(users)
}

fn of_document(text: &str, users: &mut Vec<Fields>) -> Result<(), String> {
    // The fields of the open elements, by their depth.
    let mut open: Vec<Fields> = Vec::new();
    let mut fault = Fault::default();
    xml::walk(text.as_bytes(), &mut |path, value| {
        let Some(name) = path.last().filter(|name| !name.starts_with('@')) else { return };
        fault.take(path, value);
        let depth = path.len();
        open.resize_with(open.len().max(depth + 1), Vec::new);
        let own = open.get_mut(depth).map(std::mem::take).unwrap_or_default();
        // An element that holds others stands for the first of them: `primaryExtension` for its `pattern`.
        let value = value.map_or_else(|| own.first().map(|(_, value)| value.clone()), |value| Some(value.to_owned()));
        let is_row = is_user(&own) && (own.len() > 1 || matches!(name.as_str(), "row" | "user"));
        if is_row {
            users.extend((users.len() <= MAX_ROWS).then_some(own));
        } else if let (Some(value), Some(parent)) = (value, open.get_mut(depth - 1))
            && parent.len() < MAX_FIELDS
        {
            parent.push((name.clone(), value.trim().to_owned()));
        }
    })?;
    fault.told()
}

/// An answer that is a refusal: whoever would stand in it is in no other.
#[derive(Default)]
struct Fault {
    is_any: bool,
    /// How much the words say, and they themselves.
    words: (usize, String),
}

impl Fault {
    fn take(&mut self, path: &[String], value: Option<&str>) {
        if !path.windows(2).any(|pair| pair == ["Body", "Fault"]) {
            return;
        }
        self.is_any = true;
        // AXL's own words, those of SOAP 1.2, and of SOAP 1.1: the last say most.
        let place =
            path.last().and_then(|name| ["axlmessage", "Text", "faultstring"].iter().position(|known| known == name));
        if let (Some(place), Some(words)) = (place, value.map(str::trim).filter(|words| !words.is_empty()))
            && place >= self.words.0
        {
            self.words = (place, excerpt(words));
        }
    }

    fn told(self) -> Result<(), String> {
        match (self.is_any, self.words.1.as_str()) {
            (false, _) => Ok(()),
            (true, "") => Err("it holds a fault in place of an answer: ask again".to_owned()),
            (true, words) => Err(format!("it holds a fault in place of an answer ({words}): ask again")),
        }
    }
}

/// Objects with a user ID, however deep; one JSON text, or one after the other.
fn of_json(text: &str) -> Result<Vec<Fields>, String> {
    let mut users = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        of_value(&value.map_err(|error| format!("line {}: it is damaged", error.line()))?, &mut users);
    }
    Ok(users)
}

fn of_value(value: &Value, users: &mut Vec<Fields>) {
    match value {
        Value::Array(all) => all.iter().for_each(|value| of_value(value, users)),
        Value::Object(fields) => {
            let own: Fields = fields.iter().map(|(name, value)| (name.clone(), plain(value))).collect();
            if is_user(&own) && own.len() > 1 {
                users.extend((users.len() <= MAX_ROWS).then_some(own));
            } else {
                fields.values().for_each(|value| of_value(value, users));
            }
        }
        _ => {}
    }
}

/// A value as text. Clients in Python write what has attributes as an object with `_value_1`.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(yes) => yes.to_string(),
        Value::Object(fields) => {
            let value = ["_value_1", "#text", "$", "value", "pattern"].iter().find_map(|name| fields.get(*name));
            value.filter(|value| !value.is_object()).map(plain).unwrap_or_default()
        }
        Value::Null | Value::Array(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Result<Vec<String>, String> {
        let Table { names, rows } = table(text)?;
        let line = |row: &Vec<String>| {
            let cells = names.iter().zip(row).map(|(name, cell)| format!("{name}={cell}"));
            cells.collect::<Vec<_>>().join(" ")
        };
        Ok(rows.iter().map(line).collect())
    }

    #[test]
    fn answers_of_axl() {
        let list = "HTTP/1.1 200\r\nSet-Cookie: x\r\n\r\n<?xml version='1.0'?><s:Envelope xmlns:s=\"u\"><s:Body>\
            <ns:listUserResponse xmlns:ns=\"v\"><return>\
            <user uuid=\"{A}\"><userid>tove</userid><password>canary</password><primaryExtension><pattern>4711</pattern>\
            <routePartitionName/></primaryExtension><ldapDirectoryName uuid=\"{B}\">North</ldapDirectoryName><status>1</status></user>\
            <user uuid=\"{C}\"><userid>aud</userid><primaryExtension/><ldapDirectoryName/><status>2</status></user>\
            </return></ns:listUserResponse></s:Body></s:Envelope>\n";
        let expected = [
            "userid=tove primaryExtension=4711 ldapDirectoryName=North status=1",
            "userid=aud primaryExtension= ldapDirectoryName= status=2",
        ];
        assert_eq!(told(list).unwrap(), expected);
        let rows = "<r><return><row><userid>tove</userid></row><row><userid>aud</userid></row></return></r>";
        assert_eq!(told(rows).unwrap(), ["userid=tove", "userid=aud"]);
        assert_eq!(told(&format!("{list}{list}")).unwrap().len(), 4, "two pages of a list");
        // Owners of telephones are no list of users.
        let phones = "<r><phone><name>SEP1</name><enduser><userId>tove</userId></enduser></phone></r>";
        assert_eq!(told(phones).unwrap(), [""; 0]);
        assert!(told("<r><user><userid>tove</userid>").unwrap_err().contains("ends inside"));
    }

    #[test]
    fn a_refusal_is_no_page_of_a_list() {
        let fault =
            |inner: &str| format!("<e:Envelope xmlns:e=\"u\"><e:Body><e:Fault>{inner}</e:Fault></e:Body></e:Envelope>");
        let page = "<?xml version='1.0'?><r><return><user><userid>tove</userid><status>1</status></user></return></r>";
        for (text, words) in [
            (fault("<faultcode>Client</faultcode><faultstring>Query too large</faultstring>"), "(Query too large)"),
            (fault("<detail><axlError><axlmessage>Not valid</axlmessage></axlError></detail>"), "(Not valid)"),
            (fault("<e:Reason><e:Text>No such version</e:Text></e:Reason>"), "(No such version)"),
            (fault("<faultcode>Server</faultcode>"), "answer: ask"),
            (format!("{page}<?xml version='1.0'?>{}", fault("<faultstring>Busy</faultstring>")), "(Busy)"),
        ] {
            assert!(told(&text).unwrap_err().contains(words), "{text}");
        }
        // The name of a person is none.
        let named = page.replace("<status>1</status>", "<lastName>Fault</lastName><Fault>x</Fault>");
        assert_eq!(told(&named).unwrap().len(), 1);
    }

    #[test]
    fn what_scripts_write() {
        let json = "{\"return\": {\"user\": [\n{\"userid\": \"tove\", \"status\": 1, \"ldapDirectoryName\": {\"_value_1\": \"North\", \
            \"uuid\": \"{B}\"}, \"pin\": \"canary\", \"mailid\": null},\n\
            {\"userid\": \"aud\", \"status\": 1, \"ldapDirectoryName\": null, \"mailid\": null}]}}";
        assert_eq!(
            told(json).unwrap(),
            ["ldapDirectoryName=North status=1 userid=tove", "ldapDirectoryName= status=1 userid=aud"]
        );
        assert!(told("[{\"userid\": ").unwrap_err().starts_with("line 1"));
        assert!(told("{\"a\": [1, {\"name\": \"x\"}]}").unwrap().is_empty());
    }
}
