//! What stands in `examples/` runs, and finds what its comment says.

use std::path::Path;

use crate::cli::{text, ucdoctor};

#[test]
fn the_small_site_has_the_two_faults_its_comment_names() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    // Named, since a configuration that is only found must belong to whoever runs it.
    let output = ucdoctor(&folder).args(["check", "-c", "ucdoctor.toml", "-o", "json"]).output().unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let codes: Vec<&str> =
        report["diagnoses"].as_array().unwrap().iter().map(|finding| finding["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["user-id-mismatch", "stale-contact", "ldap-hosts-differ"], "{}", text(&output.stderr));
    assert_eq!(output.status.code(), Some(1));
    let output = ucdoctor(&folder).args(["why", "carla", "-c", "ucdoctor.toml", "-q"]).output().unwrap();
    let told = text(&output.stdout);
    assert!(told.starts_with("BROKEN  carla cannot log in: call manager has \"carla\""), "{told}");
}
