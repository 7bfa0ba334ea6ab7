//! Every fault of the demo, looked at by the real check: its own cause and no other.

use ucdoctor::demo::{self, faults};
use ucdoctor::report::Judging;

use crate::watchdog;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_is_named_by_its_own_cause() {
    let mut wrong = Vec::new();
    for fault in faults::all() {
        let outcome = watchdog::ends(fault.name, demo::run(fault, &Judging::default())).await.unwrap();
        if !outcome.passed {
            let found: Vec<String> =
                outcome.report.diagnoses.iter().map(|entry| format!("{}: {}", entry.code, entry.summary)).collect();
            wrong.push(format!("{}: expected {:?}, found {found:#?}", fault.name, fault.expected));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
