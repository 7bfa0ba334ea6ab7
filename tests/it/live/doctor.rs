//! One run of the built binary, and what its JSON report says.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::pki::{self, HOST, Issued};
use super::slapd::MANAGER;

/// The environment variable that the configurations of the tests name.
pub(crate) const PASSWORD_VARIABLE: &str = "UCDOCTOR_BIND_PASSWORD";

/// An administrator's folder: a configuration, trust folders, and the way the tool is called there.
pub(crate) struct Doctor {
    pub(crate) folder: TempDir,
    servers: Vec<String>,
    start_tls: bool,
    bind: Option<String>,
    search: Option<String>,
    stores: Vec<&'static str>,
    exports: String,
    password: Option<String>,
    host_known: bool,
    /// Another program that runs the tool, as nsenter(1), with its arguments.
    runner: Vec<String>,
}

/// What came out of a run.
pub(crate) struct Run {
    pub(crate) status: Option<i32>,
    pub(crate) stderr: String,
    /// The JSON report.
    pub(crate) report: Value,
}

impl Doctor {
    /// An empty folder and these servers, in order.
    pub(crate) fn new(servers: &[&str]) -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            servers: servers.iter().map(|&server| server.to_owned()).collect(),
            start_tls: false,
            bind: None,
            search: None,
            stores: Vec::new(),
            exports: String::new(),
            password: None,
            host_known: false,
            runner: Vec::new(),
        }
    }

    pub(crate) fn start_tls(mut self) -> Self {
        self.start_tls = true;
        self
    }

    /// Gives an appliance (`call_manager`, `presence`, `client`) a trust folder with these certificates.
    pub(crate) fn trust(mut self, appliance: &'static str, certificates: &[&Issued]) -> Self {
        let folder = self.trust_folder(appliance);
        fs::create_dir_all(&folder).unwrap();
        for (number, certificate) in certificates.iter().enumerate() {
            fs::write(folder.join(format!("ca-{number}.pem")), pki::bundle(&[certificate])).unwrap();
        }
        self.stores.push(appliance);
        self
    }

    /// The folder of an appliance's trust store.
    pub(crate) fn trust_folder(&self, appliance: &str) -> PathBuf {
        self.folder.path().join("trust").join(appliance)
    }

    /// Binds as the manager with this password.
    pub(crate) fn manager(self, password: &str) -> Self {
        self.bind_as(MANAGER, password)
    }

    /// Binds with this name and password.
    pub(crate) fn bind_as(mut self, name: &str, password: &str) -> Self {
        self.bind = Some(format!("dn = '{name}'\npassword_env = \"{PASSWORD_VARIABLE}\"\n"));
        self.password = Some(password.to_owned());
        self
    }

    /// Adds a switch under `[directory.bind]`, as `allow_plaintext`.
    pub(crate) fn allow(mut self, switch: &str) -> Self {
        writeln!(self.bind.as_mut().unwrap(), "{switch} = true").unwrap();
        self
    }

    /// Looks for people below this base by this filter; an empty one is the appliances' own.
    pub(crate) fn search(mut self, base: &str, filter: &str) -> Self {
        let filter = if filter.is_empty() { String::new() } else { format!("filter = '{filter}'\n") };
        self.search = Some(format!("base = '{base}'\n{filter}"));
        self
    }

    /// Takes this attribute as the user ID.
    pub(crate) fn user_id(mut self, attribute: &str) -> Self {
        writeln!(self.search.as_mut().unwrap(), "user_id = \"{attribute}\"").unwrap();
        self
    }

    /// Adds exports: tables of the configuration, whose files stand in the folder.
    pub(crate) fn exports(mut self, tables: &str) -> Self {
        self.exports.push_str(tables);
        self
    }

    /// Writes a part of the exports' tables otherwise.
    pub(crate) fn replace_export(mut self, from: &str, to: &str) -> Self {
        assert!(self.exports.contains(from));
        self.exports = self.exports.replace(from, to);
        self
    }

    /// Runs where the hosts file knows [`HOST`] as 127.0.0.1, and no name server is configured.
    pub(crate) fn knows_host(mut self) -> Self {
        self.host_known = true;
        self
    }

    /// Lets this program, with these arguments, run the tool: `nsenter --target …`.
    pub(crate) fn run_by(mut self, runner: Vec<String>) -> Self {
        self.runner = runner;
        self
    }

    /// Runs `check` on the configuration, as JSON.
    pub(crate) fn check(&self) -> Run {
        self.check_with(&[])
    }

    /// The same with further arguments.
    pub(crate) fn check_with(&self, arguments: &[&str]) -> Run {
        let output = self.command(&[&["-o", "json"], arguments].concat()).output().unwrap();
        Run::read(&output)
    }

    /// The command itself, to be run otherwise.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        self.call("check", arguments)
    }

    /// Another command of the tool that reads the configuration.
    pub(crate) fn call(&self, subcommand: &str, arguments: &[&str]) -> Command {
        let file = self.folder.path().join("lab.toml");
        fs::write(&file, self.configuration()).unwrap();
        let mut command = self.program();
        command.arg(subcommand).arg("-c").arg(file).args(arguments).current_dir(self.folder.path());
        command.stdin(Stdio::null()).env_remove("UCDOCTOR_CONFIG").env_remove(PASSWORD_VARIABLE);
        command.env("UCDOCTOR_STATE_DIR", self.folder.path().join("state"));
        if let Some(password) = &self.password {
            command.env(PASSWORD_VARIABLE, password);
        }
        command
    }

    fn program(&self) -> Command {
        if let Some((program, arguments)) = self.runner.split_first() {
            let mut command = Command::new(program);
            command.args(arguments).arg(binary());
            return command;
        }
        if !self.host_known {
            return Command::new(binary());
        }
        let hosts = self.folder.path().join("hosts");
        let resolv_conf = self.folder.path().join("resolv.conf");
        fs::write(&hosts, format!("127.0.0.1 localhost\n127.0.0.1 {HOST}\n")).unwrap();
        fs::write(&resolv_conf, "").unwrap();
        let mut command = Command::new("unshare");
        command.arg("--mount");
        // An ordinary user may mount in a user namespace of its own.
        if fs::metadata("/proc/self").unwrap().uid() != 0 {
            command.arg("--map-root-user");
        }
        command.args(["sh", "-euc"]);
        command.arg("mount --bind \"$0\" /etc/hosts; mount --bind \"$1\" /etc/resolv.conf; shift; exec \"$@\"");
        command.arg(hosts).arg(resolv_conf).arg(binary());
        command
    }

    fn configuration(&self) -> String {
        let servers = self.servers.iter().map(|server| format!("\"{server}\"")).collect::<Vec<_>>().join(", ");
        let mut text = format!("[directory]\nservers = [{servers}]\nstart_tls = {}\n", self.start_tls);
        if let Some(bind) = &self.bind {
            write!(text, "[directory.bind]\n{bind}").unwrap();
        }
        if let Some(search) = &self.search {
            write!(text, "[directory.search]\n{search}").unwrap();
        }
        text.push_str(&self.exports);
        for appliance in &self.stores {
            write!(text, "[{appliance}]\ntrust = \"trust/{appliance}\"\n").unwrap();
        }
        text
    }
}

/// The tool as cargo built it.
pub(crate) fn binary() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_ucdoctor"))
}

impl Run {
    /// Reads the outputs of a run with `-o json`.
    pub(crate) fn read(output: &Output) -> Self {
        let stdout = String::from_utf8_lossy(&output.stdout);
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("no JSON report ({error}), {}\n{stdout}\n{stderr}", output.status);
        });
        let run = Self { status: output.status.code(), stderr, report };
        assert_eq!(run.status, run.report["exit_code"].as_i64().map(|code| code as i32), "{}", run.told());
        run
    }

    /// Asserts the exit status, the number of error diagnoses, and the first diagnosis with a part of its first line.
    #[track_caller]
    pub(crate) fn finds(&self, status: i32, errors: usize, code: &str, words: &str) -> &Self {
        let first = &self.diagnoses().first().unwrap_or_else(|| panic!("no diagnosis\n{}", self.told()));
        assert_eq!(first["code"], code, "{}", self.told());
        assert!(first["summary"].as_str().unwrap().contains(words), "\"{words}\" is not in\n{}", self.told());
        assert_eq!((self.status, self.errors()), (Some(status), errors), "{}", self.told());
        self
    }

    /// Asserts that nothing at all was found, warnings included.
    #[track_caller]
    pub(crate) fn healthy(&self) -> &Self {
        assert_eq!((self.status, self.diagnoses().len()), (Some(0), 0), "{}", self.told());
        assert_eq!(self.report["verdict"], "healthy", "{}", self.told());
        self
    }

    /// Whether nothing was found at all; where the server was asked by StartTLS, but that this is not what the appliances do.
    pub(crate) fn is_sound(&self, by_start_tls: bool) -> bool {
        let (verdict, found) = if by_start_tls { ("degraded", 1) } else { ("healthy", 0) };
        let warned = |one: &Value| one["summary"].as_str().unwrap().contains("checks StartTLS");
        let as_expected =
            (self.status, self.diagnoses().len()) == (Some(0), found) && self.report["verdict"] == verdict;
        as_expected && self.diagnoses().iter().all(warned)
    }

    /// Asserts what one check says, whatever the subject: its verdict, and a part of its message.
    #[track_caller]
    pub(crate) fn outcome(&self, check: &str, verdict: &str, words: &str) -> &Self {
        let outcomes = self.report["outcomes"].as_array().unwrap();
        let of_check: Vec<&Value> = outcomes.iter().filter(|outcome| outcome["check"] == check).collect();
        let fits = |outcome: &&Value| {
            outcome["verdict"] == verdict && outcome["message"].as_str().unwrap_or_default().contains(words)
        };
        assert!(of_check.iter().any(fits), "no {check} {verdict} \"{words}\": {of_check:#?}");
        self
    }

    /// Whether one of these checks failed or warns.
    pub(crate) fn complains(&self, checks: &[&str]) -> bool {
        let complaint = |outcome: &Value| {
            checks.contains(&outcome["check"].as_str().unwrap())
                && matches!(outcome["verdict"].as_str(), Some("fail" | "warn"))
        };
        self.report["outcomes"].as_array().unwrap().iter().any(complaint)
    }

    pub(crate) fn diagnoses(&self) -> &[Value] {
        self.report["diagnoses"].as_array().unwrap()
    }

    fn errors(&self) -> usize {
        self.diagnoses().iter().filter(|diagnosis| diagnosis["severity"] == "error").count()
    }

    /// The run in short, for a failed assertion.
    pub(crate) fn told(&self) -> String {
        let mut text = format!("exit status {:?}\n", self.status);
        for diagnosis in self.diagnoses() {
            writeln!(text, "{} {}: {}", diagnosis["severity"], diagnosis["code"], diagnosis["summary"]).unwrap();
        }
        for outcome in self.report["outcomes"].as_array().unwrap() {
            let part = |name: &str| outcome[name].as_str().unwrap_or("").to_owned();
            writeln!(
                text,
                "{} {} [{}] {} {}",
                part("check"),
                part("verdict"),
                part("subject"),
                part("message"),
                part("blocked_by")
            )
            .unwrap();
        }
        text + &self.stderr
    }
}
