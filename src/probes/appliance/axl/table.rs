//! Rows of an answer to a statement, by the names of their columns.

use super::soap::Answer;
use crate::https_url::same_host;

/// Rows kept of one answer.
const MOST: usize = 5000;
/// Characters of one cell.
const LONGEST: usize = 1024;

/// The rows, each with one text for each name; empty where the row has no such column.
pub(super) fn rows<const N: usize>(answer: &Answer, names: [&str; N]) -> Vec<[String; N]> {
    let (mut rows, mut row) = (Vec::new(), std::array::from_fn(|_| String::new()));
    answer.walk(&mut |path, text| match (path, text) {
        ([.., parent, name], Some(text)) if parent == "row" => {
            if let Some(cell) = names.iter().position(|known| name == known).and_then(|at| row.get_mut(at)) {
                *cell = text.trim().chars().take(LONGEST).collect::<String>();
            }
        }
        ([.., last], None) if last == "row" && rows.len() < MOST => {
            rows.push(std::mem::replace(&mut row, std::array::from_fn(|_| String::new())));
        }
        _ => {}
    });
    rows
}

/// The trace level of a service on a node.
pub(in crate::probes::appliance) struct TraceLevel {
    service: String,
    server: String,
    /// As the database calls it: `Informational`.
    pub(in crate::probes::appliance) level: String,
}

impl TraceLevel {
    /// Of this service on the node of this name.
    pub(in crate::probes::appliance) fn is_of(&self, service: &str, host: &str) -> bool {
        self.service == service && same_host(&self.server, host)
    }
}

pub(super) fn trace_levels(answer: &Answer) -> Vec<TraceLevel> {
    let rows = rows(answer, ["service", "trace_level", "servername"]);
    rows.into_iter().map(|[service, level, server]| TraceLevel { service, server, level }).collect()
}
