//! Reading the command line, and what is said of one that cannot be read.

use std::ffi::OsString;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory, FromArgMatches};

use super::{Cli, color, say, values};

/// Parses the arguments. An error is printed by [`explain_usage`]; help and version are "errors" that exit with 0.
pub fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, clap::Error> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let color = color::for_clap(&arguments);
    let matches = Cli::command().color(color).try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}

/// Prints a usage error (or help, or the version) and returns the exit status.
pub fn explain_usage(mut error: clap::Error) -> u8 {
    let argument = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument.to_lowercase(),
        _ => String::new(),
    };
    let gives_one = match error.kind() {
        ErrorKind::UnknownArgument => values::gives_a_password(&argument),
        // It takes none, and what was given is shown with the error.
        ErrorKind::TooManyValues => argument.contains("password"),
        _ => false,
    };
    if gives_one {
        say("error: a password on the command line is refused, since every user of this host could read it\n\
             Give it under [directory.bind] of the configuration by password_env, password_file or password_command,\n\
             or type it with --ask-password.");
        return 2;
    }
    // "to pass '--ldap' as a value, use '-- --ldap'": no value of ours begins with a dash.
    if error.kind() == ErrorKind::UnknownArgument {
        error.remove(ContextKind::Suggested);
    }
    let _ = error.print();
    u8::try_from(error.exit_code()).unwrap_or(2)
}
