//! Every folder of tests/cases is a fault: evidence in, the three reports out.
//!
//! `UCDOCTOR_BLESS=1 cargo test --test it cases` writes the expected files anew; read the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};

use ucdoctor::render::{json, junit, text};
use ucdoctor::report::{Judging, Report};

/// Every case by name, with its evidence judged.
pub(crate) fn all() -> Vec<(String, PathBuf, Report)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(&root).expect("tests/cases").map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let judge = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(folder.join("evidence.json")).unwrap_or_else(|e| panic!("{name}: {e}"));
        let evidence = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}/evidence.json: {e}"));
        (name, folder, Report::judge(evidence, &Judging::default()))
    };
    folders.into_iter().map(judge).collect()
}

#[test]
fn every_case_gives_its_three_reports() {
    let cases = all();
    assert!(cases.len() >= 20, "only {} cases", cases.len());
    for (name, folder, report) in cases {
        let style = text::Style { color: false, unicode: true, width: 80, quiet: false, verbose: false };
        let mut as_text = Vec::new();
        text::render(&report, &style, &mut as_text).unwrap();
        let mut as_junit = Vec::new();
        junit::render(&report, false, &mut as_junit).unwrap();
        // The evidence stands in its own file already.
        let mut as_json = Vec::new();
        json::render(&report, &mut as_json).unwrap();
        let mut value: serde_json::Value = serde_json::from_slice(&as_json).unwrap();
        value.as_object_mut().unwrap().remove("evidence");
        let as_json = serde_json::to_string_pretty(&value).unwrap() + "\n";
        same(&name, &folder.join("expected.txt"), &as_text);
        same(&name, &folder.join("expected.json"), as_json.as_bytes());
        same(&name, &folder.join("expected.xml"), &as_junit);
    }
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

fn same(name: &str, path: &Path, actual: &[u8]) {
    if std::env::var_os("UCDOCTOR_BLESS").is_some() {
        fs::write(path, actual).unwrap();
    }
    let expected = fs::read(path).unwrap_or_else(|e| panic!("{name}: {}: {e}", path.display()));
    let (expected, actual) = (String::from_utf8_lossy(&expected), String::from_utf8_lossy(actual));
    assert_eq!(expected, actual, "{name}: {} differs", path.display());
}
