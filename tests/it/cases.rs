//! Every folder of tests/cases is a fault: evidence in, and what the program makes of it.
//!
//! `UCDOCTOR_BLESS=1 cargo test --test it -- cases catalogue` writes what is expected anew; read the difference before
//! you commit it. Three things are kept:
//!
//! - `CASE/expected.txt`: the report of `-q`, each outcome that failed or warns, and the exit status.
//! - `counts.txt`, one for all cases: the outcomes by verdict, and what is blocked by what. It stands apart so that a new
//!   check, which passes or is blocked in most cases, changes this one file.
//! - `CASE/whole.txt`, for five cases only: the report in every format, byte for byte.
//!
//! What holds for the reports of every case is proven in `invariants` instead of being written down again for each.

pub(crate) mod evidence;
pub(crate) mod expected;
pub(crate) mod invariants;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use ucdoctor::report::{Judging, Report};

/// Where the cases are.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// A case by name, its folder, and its evidence judged.
pub(crate) type Case = (String, PathBuf, Report);

/// Every case. They are judged once for all tests.
pub(crate) fn all() -> &'static [Case] {
    static ALL: LazyLock<Vec<Case>> = LazyLock::new(|| {
        let mut folders: Vec<PathBuf> = fs::read_dir(root()).expect("tests/cases").map(|e| e.unwrap().path()).collect();
        folders.retain(|path| path.is_dir());
        folders.sort();
        let judge = |folder: PathBuf| {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            let report = judged(&name);
            (name, folder, report)
        };
        folders.into_iter().map(judge).collect()
    });
    &ALL
}

/// One case, judged.
pub(crate) fn judged(name: &str) -> Report {
    let evidence = serde_json::from_value(evidence::of(name)).unwrap_or_else(|e| panic!("{name}/evidence.json: {e}"));
    Report::judge(evidence, &Judging::default())
}

#[test]
fn every_case_is_judged_as_expected() {
    let cases = all();
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    let mut counts = String::new();
    for (name, folder, report) in cases {
        expected::agrees(&folder.join("expected.txt"), &expected::in_short(report));
        counts += &expected::counts(name, report);
        if expected::WHOLE.contains(&name.as_str()) {
            expected::agrees(&folder.join("whole.txt"), &expected::whole(report));
        }
        expected::nothing_else(folder);
    }
    expected::agrees(&root().join("counts.txt"), &counts);
}

/// A case tells its fault in its first diagnosis: the folder's name begins with the cause's code, or is `healthy…`.
#[test]
fn the_first_diagnosis_is_the_fault_of_the_folder() {
    for (name, _, report) in all() {
        let fault = name.split("__").next().unwrap();
        match report.diagnoses.first() {
            None => assert_eq!(fault, "healthy", "{name}: nothing was found"),
            Some(first) => assert_eq!(fault, first.code, "{name}: {}", first.summary),
        }
    }
}
