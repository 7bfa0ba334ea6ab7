//! The command line: what may be typed, and what each command does with it.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub mod accept;
pub mod check;
pub mod color;
pub mod compare;
pub mod demo;
pub mod diff;
mod examples;
pub mod exit_style;
pub mod explain;
mod flags;
pub mod fleet;
pub mod init;
mod last;
pub mod output;
pub mod pages;
mod pasted;
pub mod process;
pub mod queries;
pub mod read;
pub mod replay;
mod say;
pub mod signals;
mod usage;
mod values;
pub mod why;

use crate::config::named::NamedNode;

pub use color::ColorWhen;
pub use exit_style::ExitStyle;
pub use flags::{FailOn, Judge, Look};
pub use output::Output;
pub use say::say;
pub use usage::{explain_usage, parse};

const AFTER_HELP: &str = "Exit status: 0 healthy, 1 a problem was found, 2 could not run as asked, 3 inconclusive.\n\
    Start with `ucdoctor demo`, or with `ucdoctor check ldaps://dc1.corp.example`; then `ucdoctor init` with the same\n\
    server writes a configuration and says what comes next.";

const ENVIRONMENT: &str = "Exit status:\n  \
    0  healthy: every check that applies passed\n  \
    1  at least one problem was found\n  \
    2  could not run as asked: usage, configuration or an input file is wrong\n  \
    3  inconclusive: nothing was checked, the run was cut short, or the evidence does not decide\n\n\
    Environment:\n  \
    UCDOCTOR_CONFIG  the configuration file, when -c is not given\n  \
    UCDOCTOR_STATE_DIR  where rejected passwords are remembered (as hashes); else $XDG_STATE_HOME/ucdoctor\n  \
    NO_COLOR         not empty: no colour\n  \
    CLICOLOR_FORCE   not empty and not 0: colour also without a terminal\n  \
    TERM=dumb        no colour, no progress line";

/// Finds out why logins or presence of a Cisco voice system fail because of LDAP.
///
/// Gathers evidence from this host, judges it, and says what is broken, whose it is, and what to do next.
/// It only reads: it changes nothing on any server.
#[derive(Debug, Parser)]
#[command(name = "ucdoctor", version, long_version = pages::names_of_versions(), max_term_width = 100, after_help = AFTER_HELP, after_long_help = ENVIRONMENT)]
#[command(subcommand_required = true, arg_required_else_help = true, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    /// When to use colour on standard output.
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t = ColorWhen::Auto)]
    pub color: ColorWhen,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Look at the directory servers from this host, and say what is wrong
    #[command(after_long_help = examples::CHECK)]
    Check(Check),
    /// Print the statements and export steps whose output `check` reads
    #[command(after_long_help = examples::QUERIES)]
    Queries(Queries),
    /// Find out why one person cannot log in: every step from the directory on, one cause
    #[command(after_long_help = examples::WHY)]
    Why(Why),
    /// Join the JSON reports of several vantage points, and say what differs between them
    #[command(after_long_help = examples::COMPARE)]
    Compare(Compare),
    /// Say what changed between two JSON reports of one place: fixed, new, the same
    #[command(after_long_help = examples::DIFF)]
    Diff(Diff),
    /// Accept a finding until a day: it is told as before, and does not count
    #[command(after_long_help = examples::ACCEPT)]
    Accept(Accept),
    /// Read a client's problem report, or logs of clients and nodes: how far the last login came, and its last error
    #[command(after_long_help = examples::READ)]
    Read(Read),
    /// Print the manual page of a check or cause
    #[command(after_long_help = examples::EXPLAIN)]
    Explain(Explain),
    /// Print every check and cause, one line each
    List,
    /// Write a commented ucdoctor.toml
    #[command(after_long_help = examples::INIT)]
    Init(Init),
    /// Check an embedded directory with a fault built in
    #[command(after_long_help = examples::DEMO)]
    Demo(Demo),
    /// Print the JSON Schema of the report or of the configuration
    Schema {
        /// Whose schema
        #[arg(value_enum)]
        of: SchemaOf,
    },
    /// Print shell completions
    #[command(after_long_help = examples::COMPLETIONS)]
    Completions {
        /// For which shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the man page, of all commands or of one
    #[command(after_long_help = examples::MAN)]
    Man {
        /// The command whose page is wanted
        command: Option<String>,
    },
    /// Print the version
    Version,
}

/// Flags of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Servers to look at; they replace those of the file.
    // Parsed by us and not by clap, which would repeat a password in the URL.
    #[arg(value_name = "TARGET", help = "ldap://host[:port] or ldaps://host[:port]; replaces the servers of the file")]
    pub targets: Vec<String>,
    /// Where to look from, and for how long.
    #[command(flatten)]
    pub look: Look,
    /// Ask for the manager's password on the terminal, and for those of nodes that the file gives no way to
    #[arg(long)]
    pub ask_password: bool,
    /// Judge the evidence of a saved JSON report again, without any network; - is standard input. With -c, by what that configuration accepts today
    #[arg(long, value_name = "REPORT.json")]
    #[arg(conflicts_with_all = ["targets", "vantage", "trust", "source", "since", "connect_timeout", "deadline", "ask_password", "bind_anyway"])]
    pub replay: Option<PathBuf>,
    /// Say what is new since this earlier report, and exit with 1 for that alone
    #[arg(long, value_name = "REPORT.json")]
    pub baseline: Option<PathBuf>,
    /// Write the certificates each trust store lacks into this folder, one PEM file per store
    #[arg(long, value_name = "DIR")]
    pub write_missing: Option<PathBuf>,
    /// Write what nodes showed by ssh into this folder, one session each, to be given as `transcript` another time
    #[arg(long, value_name = "DIR", conflicts_with = "replay")]
    pub save_transcripts: Option<PathBuf>,
    /// Write the contacts that have another address now, for Bulk Administration > Rename Contact IDs
    #[arg(long, value_name = "FILE")]
    pub write_renames: Option<PathBuf>,
    /// Say who would be added and who would become inactive with this LDAP filter; needs an export of the directory, or an account to read it
    #[arg(long, value_name = "FILTER", conflicts_with = "replay")]
    pub what_if_filter: Option<String>,
    /// The same with this search base
    #[arg(long, value_name = "DN", conflicts_with = "replay")]
    pub what_if_base: Option<String>,
    /// How to judge and report.
    #[command(flatten)]
    pub judge: Judge,
}

/// Flags of `why`.
#[derive(Debug, Args)]
pub struct Why {
    /// The user ID, as the person types it to log in
    #[arg(value_name = "USER", value_parser = values::user_id)]
    pub user: String,
    /// Where to look from, and for how long.
    #[command(flatten)]
    pub look: Look,
    /// Ask for the person's password on the terminal, and try it once if that cannot lock the account
    #[arg(long)]
    pub ask_password: bool,
    /// After the directory, log in at a node of call manager and at the person's presence node too, each only after the one before took the password
    #[arg(long, requires = "ask_password")]
    pub through_nodes: bool,
    /// Log in at this node of the configuration: after the directory alone, or with --through-nodes in place of the usual one
    #[arg(long, value_name = "NAME", requires = "ask_password")]
    pub node: Option<String>,
    /// A problem report (zip) or log of the person's client, read too; repeatable
    #[arg(long, value_name = "FILE")]
    pub problem_report: Vec<PathBuf>,
    /// How to judge and report.
    #[command(flatten)]
    pub judge: Judge,
}

/// Flags of `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// As reports name it: TLS-004, ca-missing; or the number of a finding: 1
    #[arg(value_name = "CODE|N", index = 1)]
    pub what: String,
    /// The report that counts it; without it, the one that was shown last
    #[arg(value_name = "REPORT.json", index = 2)]
    pub report: Option<PathBuf>,
}

/// Flags of `accept`.
#[derive(Debug, Args)]
pub struct Accept {
    /// The number of the finding, as the report counts them
    #[arg(value_name = "N")]
    pub number: usize,
    /// The report that counts it, whose subjects alone are accepted; without it, the one that was shown last, and all its subjects
    #[arg(value_name = "REPORT.json")]
    pub report: Option<PathBuf>,
    /// The last day, at most a year on
    #[arg(long, value_name = "DATE")]
    pub until: String,
    /// Why it is left as it is
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
    /// Who answers for it
    #[arg(long, value_name = "TEXT")]
    pub owner: Option<String>,
    /// The configuration that is added to; without it, ./ucdoctor.toml [env: UCDOCTOR_CONFIG]
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Flags of `queries`.
#[derive(Debug, Args)]
pub struct Queries {
    /// What about [default: everything]
    #[arg(value_enum, conflicts_with = "node")]
    pub topic: Option<queries::Topic>,
    /// Print what to type on this node of the configuration, whose logged session is then read
    #[arg(long, value_name = "NAME")]
    pub node: Option<String>,
    /// The configuration; without it, ./ucdoctor.toml [env: UCDOCTOR_CONFIG]
    #[arg(short, long, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// Flags of `read`.
#[derive(Debug, Args)]
pub struct Read {
    /// Problem reports (zip), logs of clients, Tomcat's security log, traces of the CTI manager; packed by gzip or not;
    /// - is standard input, such as an error message that is pasted
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// How to judge and report.
    #[command(flatten)]
    pub judge: Judge,
}

/// Flags of `compare`.
#[derive(Debug, Args)]
pub struct Compare {
    /// Two or more reports of `ucdoctor check -o json`, in any order; - is standard input
    #[arg(value_name = "REPORT.json", required = true, num_args = 2..)]
    pub reports: Vec<PathBuf>,
    /// How to judge and report.
    #[command(flatten)]
    pub judge: Judge,
}

/// Flags of `diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The earlier report of `ucdoctor check -o json`; - is standard input
    #[arg(value_name = "OLD.json")]
    pub old: PathBuf,
    /// The later one
    #[arg(value_name = "NEW.json")]
    pub new: PathBuf,
    /// Write text or json, to FILE or standard output
    #[arg(short, long, value_name = "FORMAT[=FILE]", value_parser = diff::parse_output, default_value = "text")]
    pub output: Output,
    /// Exit with 1 when something of this severity is new
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
}

/// Flags of `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// ldap(s)://host, or a domain as corp.example whose SRV records name the servers
    #[arg(conflicts_with = "nodes")]
    pub target: Option<String>,
    /// The file to write; - is standard output
    #[arg(short, long, value_name = "FILE", default_value = crate::config::plan::DEFAULT_FILE)]
    pub config: PathBuf,
    /// Overwrite the file if it exists
    #[arg(long)]
    pub force: bool,
    /// Which nodes to ask, and how.
    #[command(flatten)]
    pub asking: AskNodes,
}

/// Flags of `init` that ask nodes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Asking the nodes of a cluster")]
pub struct AskNodes {
    /// Ask these nodes by ssh what they are, and write down what they say: call manager and presence; NAME=HOST:PORT where a node is reached elsewhere
    #[arg(long, value_name = "NAME,...", value_delimiter = ',', value_parser = NamedNode::parse, requires = "ssh_user")]
    pub nodes: Vec<NamedNode>,
    /// The platform account that asks; one of the lowest level tells a part
    #[arg(long, value_name = "USER", value_parser = values::account, requires = "nodes")]
    pub ssh_user: Option<String>,
    /// Ask for its password on the terminal, and for that of --axl-user; without this, the variables UCDOCTOR_NODE_PASSWORD and UCDOCTOR_AXL_PASSWORD hold them
    #[arg(long, requires = "nodes")]
    pub ask_password: bool,
    /// Ask call manager by AXL too, for its agreements, filters and the user-ID attribute, at this URL as https://cucm-pub:8443/axl/; it is verified with the certificates of this host (SSL_CERT_FILE)
    #[arg(long, value_name = "URL", requires = "axl_user", requires = "nodes")]
    pub axl: Option<String>,
    /// The application user that reads by AXL
    #[arg(long, value_name = "USER", value_parser = values::account, requires = "axl")]
    pub axl_user: Option<String>,
    /// A host key that is a node's own; repeatable. Without one the keys are shown, and nothing is sent
    #[arg(long, value_name = "SHA256:KEY", value_parser = values::host_key, requires = "nodes")]
    pub ssh_host_key: Vec<String>,
    /// A file with host keys that are known, in the form of OpenSSH's known_hosts
    #[arg(long, value_name = "FILE", requires = "nodes")]
    pub ssh_known_hosts: Option<PathBuf>,
    /// Offer algorithms of old releases too, which rest on SHA-1
    #[arg(long, requires = "nodes")]
    pub ssh_old_algorithms: bool,
    /// Send a password that an earlier run saw rejected once more
    #[arg(long, requires = "nodes")]
    pub bind_anyway: bool,
}

/// Flags of `demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// The fault to build in; --list names them
    #[arg(default_value = demo::DEFAULT_FAULT)]
    pub fault: String,
    /// Name the faults
    #[arg(long, conflicts_with_all = ["all", "fault", "outputs"])]
    pub list: bool,
    /// Run every fault, and print fault and diagnosis
    #[arg(long, conflicts_with_all = ["fault", "outputs"])]
    pub all: bool,
    /// Seconds for one connection attempt, and for each answer after it [default: 1]
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds)]
    pub connect_timeout: Option<Duration>,
    /// Seconds for each run [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds)]
    pub deadline: Option<Duration>,
    /// How to judge and report.
    #[command(flatten)]
    pub judge: Judge,
}

/// What has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// The JSON report.
    Report,
    /// `ucdoctor.toml`.
    Config,
}
