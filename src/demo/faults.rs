//! The faults the demo can plant: each changes one thing of a healthy world, and has one cause.

mod bind;
mod deployment;
mod identity;
mod logs;
mod network;
mod nodes;
mod person;
mod search;
mod tls;

use openssl::error::ErrorStack;

use super::server::Quirk;
use super::setup::Setup;

/// One fault.
#[derive(Debug)]
pub struct Fault {
    /// What `ucdoctor demo` calls it; mostly the code of its cause.
    pub name: &'static str,
    /// What happened, in one line.
    pub story: &'static str,
    /// The code of the cause the report must name first; none when nothing is wrong.
    pub expected: Option<&'static str>,
    pub(super) plant: fn(&mut Setup) -> Result<(), ErrorStack>,
}

/// The fault `ucdoctor demo` plants when none is named.
pub const DEFAULT: &str = "ca-missing";

/// Every fault: first nothing, then in the order in which a connection would meet them.
pub fn all() -> impl Iterator<Item = &'static Fault> {
    STAGES.iter().copied().flatten()
}

static STAGES: &[&[Fault]] = &[
    &[HEALTHY],
    network::FAULTS,
    tls::FAULTS,
    bind::FAULTS,
    person::FAULTS,
    search::FAULTS,
    identity::FAULTS,
    deployment::FAULTS,
    nodes::FAULTS,
    logs::FAULTS,
];

const HEALTHY: Fault = Fault {
    name: "healthy",
    story: "nothing is wrong: both appliances trust the directory, and the manager account binds",
    expected: None,
    plant: |_| Ok(()),
};

fn quirk(setup: &mut Setup, quirk: Quirk) -> Result<(), ErrorStack> {
    setup.quirk = quirk;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_fault_has_its_own_short_name_and_a_story_of_one_line() {
        let names: BTreeSet<_> = all().map(|fault| fault.name).collect();
        assert_eq!(names.len(), all().count());
        assert!(names.contains(DEFAULT));
        for fault in all() {
            assert!(fault.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'), "{}", fault.name);
            assert!(fault.story.len() <= 120 && !fault.story.ends_with('.'), "{}", fault.story);
        }
    }
}
