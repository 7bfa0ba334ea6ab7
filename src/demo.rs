//! `ucdoctor demo`: the real check against an embedded directory with a fault built in.

use crate::report::{Judging, Report};

/// The faults the demo can plant.
pub mod faults {
    /// One fault.
    #[derive(Debug)]
    pub struct Fault {
        /// What `ucdoctor demo` calls it.
        pub name: &'static str,
        /// What happened, in one line.
        pub story: &'static str,
        /// The code of the cause the report must name first; none when nothing is wrong.
        pub expected: Option<&'static str>,
    }
    /// The fault planted when none is named.
    pub const DEFAULT: &str = "ca-missing";
    /// All faults.
    pub static FAULTS: &[Fault] = &[Fault { name: "ca-missing", story: "stub", expected: Some("ca-missing") }];
}

/// What the real check made of a fault.
pub struct Outcome {
    /// What was planted.
    pub fault: &'static faults::Fault,
    /// What was found.
    pub report: Report,
    /// The report names the planted fault and nothing else.
    pub passed: bool,
}

/// Brings a fault to life and looks at it as `check` does.
pub async fn run(fault: &'static faults::Fault, judging: &Judging) -> anyhow::Result<Outcome> {
    let _ = (fault, judging);
    todo!()
}
