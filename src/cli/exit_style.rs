//! What the exit status means: the contract's numbers, or those of monitoring plugins.

use std::ffi::OsString;

use clap::ValueEnum;

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

/// The style that arguments ask for which may be wrong otherwise.
pub fn of(arguments: impl IntoIterator<Item = OsString>) -> ExitStyle {
    let arguments: Vec<String> = arguments.into_iter().filter_map(|argument| argument.into_string().ok()).collect();
    let apart = arguments.windows(2).any(|pair| *pair == ["--exit-style", "nagios"]);
    let joined = arguments.iter().any(|argument| argument == "--exit-style=nagios");
    if apart || joined { ExitStyle::Nagios } else { ExitStyle::Ucdoctor }
}
