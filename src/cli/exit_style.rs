//! What the exit status means: the contract's numbers, or those of monitoring plugins.

use std::ffi::OsString;

use clap::ValueEnum;

use super::output::stdout;
use crate::render::nagios;
use crate::report::Report;

/// Whose numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ExitStyle {
    /// 0 healthy, 1 a problem, 2 could not run as asked, 3 inconclusive.
    #[default]
    Ucdoctor,
    /// 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
    Nagios,
}

impl ExitStyle {
    /// The exit status of a report.
    pub fn status(self, report: &Report) -> u8 {
        match self {
            Self::Ucdoctor => report.exit_code,
            Self::Nagios => nagios::state(report) as u8,
        }
    }

    /// Usage, configuration or an input file is wrong.
    pub fn could_not_run(self) -> u8 {
        match self {
            Self::Ucdoctor => 2,
            Self::Nagios => nagios::State::Unknown as u8,
        }
    }
}

/// What arguments ask for that may be wrong otherwise.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    style: ExitStyle,
    /// The answer of a plugin on standard output.
    plugin: bool,
}

impl Wanted {
    /// By arguments that nobody has read yet.
    pub fn of(arguments: impl IntoIterator<Item = OsString>) -> Self {
        let arguments: Vec<String> = arguments.into_iter().filter_map(|argument| argument.into_string().ok()).collect();
        let is_given = |option: &str| {
            let joined = format!("{option}=nagios");
            arguments.windows(2).any(|pair| *pair == [option, "nagios"]) || arguments.contains(&joined)
        };
        let style = if is_given("--exit-style") { ExitStyle::Nagios } else { ExitStyle::Ucdoctor };
        Self { style, plugin: is_given("-o") || is_given("--output") || arguments.iter().any(|a| a == "-onagios") }
    }

    /// The exit status of a run that could not be made. A plugin says so on standard output, where monitoring reads.
    pub fn could_not_run(self, why: &str) -> u8 {
        if self.plugin {
            let _ = stdout(|out| nagios::could_not_run(why, out));
        }
        self.style.could_not_run()
    }
}
