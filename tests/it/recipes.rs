//! The recipes of docs/ci.md, run as they stand there, and read by the tools that they are for.

mod monitoring;
mod schedules;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use ucdoctor::config::parse::Loaded;

use crate::cases::invariants::assert_valid_junit;
use crate::cli::text;
use crate::watchdog;

/// A block of the document.
struct Block {
    heading: String,
    text: String,
}

fn blocks() -> Vec<Block> {
    let document = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ci.md")).unwrap();
    let (mut blocks, mut heading, mut block) = (Vec::new(), String::new(), None::<String>);
    for line in document.lines() {
        match (&mut block, line.strip_prefix("## ")) {
            (Some(_), _) if line == "```" => {
                blocks.push(Block { heading: heading.clone(), text: block.take().unwrap() });
            }
            (Some(text), _) => *text += &format!("{line}\n"),
            (None, Some(title)) => title.clone_into(&mut heading),
            (None, None) if line.starts_with("```") => block = Some(String::new()),
            (None, None) => {}
        }
    }
    blocks
}

/// The blocks under one heading.
fn under(heading: &str) -> Vec<String> {
    let blocks = blocks().into_iter().filter(|block| block.heading == heading);
    let texts: Vec<String> = blocks.map(|block| block.text).collect();
    assert!(!texts.is_empty(), "docs/ci.md has no recipe under {heading}");
    texts
}

/// A machine as the recipes have it: program, configuration and folders, each at a place of its own.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    /// With the small site of `examples/` as its configuration.
    fn new() -> Self {
        let machine = Self { folder: tempfile::tempdir().unwrap() };
        for folder in ["bin", "etc", "lib", "node_exporter/textfile", "home"] {
            fs::create_dir_all(machine.at(folder)).unwrap();
        }
        symlink(env!("CARGO_BIN_EXE_ucdoctor"), machine.at("bin/ucdoctor")).unwrap();
        let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
        for place in ["etc", "home"] {
            copy(&examples, &machine.at(place));
        }
        machine
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// A recipe with the places of this machine.
    fn moved(&self, recipe: &str) -> String {
        let place = |path: &str| self.at(path).display().to_string();
        let moved = recipe.replace("/etc/ucdoctor", &place("etc")).replace("/var/lib/ucdoctor", &place("lib"));
        let moved = moved.replace("/var/lib/node_exporter", &place("node_exporter"));
        moved.replace("/usr/local/bin/ucdoctor", &place("bin/ucdoctor"))
    }

    /// Runs a line in a shell, in the folder of a job; programs are found as cron finds them, and in `bin`.
    fn run(&self, line: &str) -> Output {
        let mut command = Command::new("/bin/sh");
        let path = format!("{}:/usr/bin:/bin", self.at("bin").display());
        command.args(["-c", &self.moved(line)]).env_clear().env("PATH", path).env("HOME", self.at("home"));
        watchdog::output(command.current_dir(self.at("home")).stdin(Stdio::null()))
    }

    fn json(&self, path: &str) -> Value {
        serde_json::from_slice(&fs::read(self.at(path)).unwrap()).unwrap()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap()) {
        let to = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &to),
            false => {
                fs::write(&to, fs::read(entry.path()).unwrap()).unwrap();
                fs::set_permissions(&to, fs::Permissions::from_mode(0o600)).unwrap();
            }
        }
    }
}

/// YAML, read by a parser that is not ours.
fn yaml(document: &str) -> Value {
    let program = "import sys, json, yaml; json.dump(yaml.load(sys.stdin, yaml.BaseLoader), sys.stdout)";
    let output = fed(Command::new("python3").args(["-c", program]), document);
    assert!(output.status.success(), "{}\n{document}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Runs a program with something on its standard input.
fn fed(command: &mut Command, input: &str) -> Output {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let mut pipe = child.stdin.take().unwrap();
    let input = input.to_owned();
    // A program that has seen enough closes its end.
    std::thread::spawn(move || drop(std::io::Write::write_all(&mut pipe, input.as_bytes())));
    watchdog::output_of(child)
}

fn document(machine: &Machine, path: &str) {
    assert_valid_junit(&[fs::read_to_string(machine.at(path)).unwrap()]);
}

#[test]
fn github_annotates_and_keeps_the_report() {
    let [recipe] = under("GitHub Actions").try_into().unwrap();
    let workflow = yaml(&recipe);
    assert!(workflow["on"]["schedule"][0]["cron"].is_string(), "{workflow}");
    let steps = workflow["jobs"]["check"]["steps"].as_array().unwrap();
    let machine = Machine::new();
    let lines: Vec<&str> = steps.iter().filter_map(|step| step["run"].as_str()).collect();
    assert_eq!(lines.len(), 1);
    let output = machine.run(lines[0]);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).lines().all(|line| line.starts_with("::error title=")), "{}", text(&output.stdout));
    let uploads = steps.iter().find_map(|step| step["with"]["path"].as_str()).unwrap();
    assert_eq!(machine.json(&format!("home/{uploads}"))["exit_code"], 1);
}

#[test]
fn gitlab_shows_the_test_cases() {
    let [recipe] = under("GitLab").try_into().unwrap();
    let job = &yaml(&recipe)["ucdoctor"];
    let machine = Machine::new();
    let output = machine.run(job["script"][0].as_str().unwrap());
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("BROKEN  "), "{}", text(&output.stdout));
    let artifacts = &job["artifacts"];
    assert!(machine.json(&format!("home/{}", artifacts["paths"][0].as_str().unwrap())).is_object());
    document(&machine, &format!("home/{}", artifacts["reports"]["junit"].as_str().unwrap()));
    // A release alone decides nothing, which warns.
    fs::write(machine.at("home/ucdoctor.toml"), "[call_manager]\nversion = \"14.0.1.13900-155\"\n").unwrap();
    let status = machine.run(job["script"][0].as_str().unwrap()).status.code().unwrap();
    assert_eq!(job["allow_failure"]["exit_codes"], status.to_string());
}

#[test]
fn jenkins_is_unstable_by_a_problem_and_fails_by_anything_else() {
    let [recipe] = under("Jenkins").try_into().unwrap();
    let steps: Vec<&str> = recipe.lines().map(str::trim).collect();
    let argument = |step: &str| {
        let line = steps.iter().find_map(|line| line.strip_prefix(step)).unwrap_or_else(|| panic!("no step {step}"));
        line.strip_prefix('\'').and_then(|line| line.strip_suffix('\'')).unwrap_or_else(|| panic!("{line}")).to_owned()
    };
    assert_eq!(recipe.matches('{').count(), recipe.matches('}').count());
    let machine = Machine::new();
    let output = machine.run(&argument("sh "));
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    document(&machine, &format!("home/{}", argument("junit ")));
    assert_eq!(machine.json(&format!("home/{}", argument("archiveArtifacts ")))["verdict"], "broken");
    fs::write(machine.at("home/ucdoctor.toml"), "x = 1\n").unwrap();
    assert_ne!(machine.run(&argument("sh ")).status.code(), Some(0));
}

#[test]
fn only_what_is_new_counts_and_what_is_accepted_is_told() {
    let [commands, accept] = under("Only what is new").try_into().unwrap();
    let machine = Machine::new();
    assert_eq!(machine.run("ucdoctor check -q -o json=yesterday.json").status.code(), Some(1));
    for line in commands.lines() {
        let output = machine.run(line);
        assert_eq!(output.status.code(), Some(0), "{line}: {}", text(&output.stderr));
    }
    let until = time::OffsetDateTime::now_utc().date() + time::Duration::days(60);
    let stands = accept.split_once("until = ").unwrap().1.split_once(' ').unwrap().0.to_owned();
    fs::write(machine.at("home/accepts.toml"), accept.replace(&stands, &until.to_string())).unwrap();
    assert_eq!(Loaded::read(&machine.at("home/accepts.toml")).unwrap().config.accept.len(), 1);
}

#[test]
fn many_clusters_have_one_list_and_one_document() {
    let [line] = under("Many clusters").try_into().unwrap();
    let machine = Machine::new();
    fs::rename(machine.at("etc/ucdoctor.toml"), machine.at("etc/bern.toml")).unwrap();
    fs::copy(machine.at("etc/bern.toml"), machine.at("etc/oslo.toml")).unwrap();
    let output = machine.run(&line);
    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("2 clusters: 2 with a problem"), "{}", text(&output.stdout));
    document(&machine, "home/clusters.xml");
    for cluster in ["bern", "oslo"] {
        assert_eq!(machine.json(&format!("home/reports/{cluster}.json"))["exit_code"], 1);
        let figures = fs::read_to_string(machine.at(&format!("node_exporter/textfile/{cluster}.prom"))).unwrap();
        assert!(figures.contains(&format!("ucdoctor_exit_code{{cluster=\"{cluster}\"}} 1")), "{figures}");
        monitoring::assert_metrics(&figures);
    }
}
