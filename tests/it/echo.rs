//! Whatever a peer says back, in whatever form, no secret of the run is in anything that is written.

mod appliance;
mod directory;
mod everywhere;
mod forms;
mod last_search;
mod other_host;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use forms::Form;

/// The manager's password of these tests: with what markup, JSON, URLs, filters and patterns escape.
pub(crate) const SECRET: &str = "Zq<7&w\"(Ü)Xk29vLm";
/// The part of it that no escape changes but one that changes everything.
const TAIL: &str = "Xk29vLm";

/// Runs `check` in a folder with every format, and looks through all that comes out, files included.
fn check(folder: &Path, form: &Form, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ucdoctor"));
    command.args(["check", "-v", "-o", "text", "-o", "json=out.json", "-o", "junit=out.xml", "-c", "ucdoctor.toml"]);
    for format in ["ticket", "csv", "nagios", "prometheus", "github", "html"] {
        command.args(["-o", &format!("{format}=out.{format}")]);
    }
    command.args(["--write-missing", "missing", "--deadline", "60"]).args(more).current_dir(folder);
    command.env("UCDOCTOR_STATE_DIR", folder.join("state")).env_remove("UCDOCTOR_CONFIG");
    let path = std::env::var("PATH").unwrap_or_default();
    command.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    let output = crate::watchdog::output(&mut command);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(0 | 1 | 3)), "{}: {told}", form.name);
    form.is_not_in("standard output", &output.stdout);
    form.is_not_in("standard error", &output.stderr);
    let written = |name: &str| name.starts_with("out.") || name == "missing" || name == "state";
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    for entry in entries.filter(|entry| written(&entry.file_name().to_string_lossy())) {
        for (name, bytes) in files(&entry.path()) {
            form.is_not_in(&name, &bytes);
        }
    }
    output
}

/// A file, or all of a folder, with their bytes; nothing where there is none.
fn files(path: &Path) -> Vec<(String, Vec<u8>)> {
    if let Ok(bytes) = fs::read(path) {
        return vec![(path.display().to_string(), bytes)];
    }
    let Ok(folder) = fs::read_dir(path) else { return Vec::new() };
    folder.flat_map(|entry| files(&entry.unwrap().path())).collect()
}
