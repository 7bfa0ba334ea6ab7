//! The flags that several commands share: where to look, and how to judge and report.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::exit_style::ExitStyle;
use super::output::{self, Output};
use super::values;
use crate::check::{Owner, Stage};
use crate::plan::Window;
use crate::report::{Judging, Report};

/// Flags of the commands that look at servers.
#[derive(Debug, Args)]
#[command(next_help_heading = "Where to look, and for how long")]
pub struct Look {
    /// The configuration; without it (and without TARGET), ./ucdoctor.toml [env: UCDOCTOR_CONFIG]; `check` takes several, or a pattern as 'clusters/*.toml'
    #[arg(short, long, value_name = "FILE")]
    pub config: Vec<PathBuf>,
    /// What this host stands for: call-manager, presence, client, or a free name [default: this-host]
    #[arg(long, value_name = "NAME", value_parser = values::vantage_name)]
    pub vantage: Option<String>,
    /// The trust store of call-manager, presence or client: a folder or a file; repeatable, replaces that of the file
    #[arg(long, value_name = "NAME=PATH", value_parser = values::trust_store)]
    pub trust: Vec<(String, PathBuf)>,
    /// Connect from this local address
    #[arg(long, value_name = "ADDRESS")]
    pub source: Option<IpAddr>,
    /// Fetch and read what the nodes with logs = true have logged so lately: 30m, 2h, 1d
    #[arg(long, value_name = "DURATION", value_parser = values::window)]
    pub since: Option<Window>,
    /// Send a password that an earlier run saw rejected once more
    #[arg(long)]
    pub bind_anyway: bool,
    /// Seconds for one connection attempt; answers are waited for as long, and never less than 7 s
    #[arg(long, value_name = "SECONDS", default_value = "3", value_parser = values::seconds)]
    pub connect_timeout: Duration,
    /// Seconds for the whole run [default: 30, or 300 where nodes are asked by ssh]
    #[arg(long, value_name = "SECONDS", value_parser = values::seconds)]
    pub deadline: Option<Duration>,
}

/// Flags of every command that judges.
#[derive(Debug, Args)]
#[command(next_help_heading = "Judging and reporting")]
pub struct Judge {
    /// Report as text, json, junit, html, ticket, csv, nagios, prometheus or github, to FILE or standard output; repeatable [default: text]
    #[arg(short, long = "output", value_name = "FORMAT[=FILE]", value_parser = output::parse)]
    pub outputs: Vec<Output>,
    /// The number of one finding, as the report counts them: the text tells it alone, with what its checks saw
    #[arg(long, value_name = "N", conflicts_with = "quiet")]
    pub finding: Option<usize>,
    /// Whose findings the ticket is about [default: everybody's]
    #[arg(long, value_name = "OWNER", value_enum)]
    pub owner: Option<Owner>,
    /// What the exit status means; nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN
    #[arg(long, value_name = "STYLE", value_enum, default_value_t = ExitStyle::Ucdoctor)]
    pub exit_style: ExitStyle,
    /// Replace names, IDs, addresses and certificates of the site by pseudonyms of this key: the same key gives the same ones
    #[arg(long, value_name = "KEYFILE")]
    pub pseudonyms: Option<PathBuf>,
    /// Report this stage only; repeatable, or several with commas
    #[arg(long, value_name = "STAGE", value_enum, value_delimiter = ',')]
    pub only: Vec<Stage>,
    /// Exit with 1 from this severity on
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = FailOn::Error)]
    pub fail_on: FailOn,
    /// Only diagnoses and failures
    #[arg(short, long, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Also the details of what passed
    #[arg(short, long)]
    pub verbose: bool,
}

impl Judge {
    /// How the report is to be judged.
    pub fn judging(&self) -> Judging {
        Judging { only: self.only.clone(), fail_on_warning: self.fail_on == FailOn::Warning }
    }

    /// The exit status of a report.
    pub fn status(&self, report: &Report) -> u8 {
        self.exit_style.status(report)
    }
}

/// The least severity that makes the exit status 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Errors only.
    Error,
    /// Warnings too.
    Warning,
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        judge: Judge,
    }

    #[test]
    fn stages_are_given_one_by_one_or_with_commas() {
        let stages = |line: &str| Line::try_parse_from(line.split(' ')).ok().map(|line| line.judge.only);
        let both = Some(vec![Stage::Tls, Stage::Search]);
        assert_eq!(stages("x --only tls --only search"), both);
        assert_eq!(stages("x --only tls,search"), both);
        assert_eq!(stages("x --only tls,serach"), None);
    }
}
