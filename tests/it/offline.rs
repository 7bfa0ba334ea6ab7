//! A run that looks at files alone.

use ucdoctor::evidence::Vantage;

/// This host, which looked at no server.
pub(crate) fn place() -> Vantage {
    Vantage {
        name: "this-host".into(),
        host: None,
        tool_version: String::new(),
        taken_at: time::macros::datetime!(2026-11-25 01:00 UTC),
        duration_ms: 0,
        cut: None,
        servers: Vec::new(),
        person: None,
        bugs: Vec::new(),
        unreached: None,
        untold: None,
    }
}
