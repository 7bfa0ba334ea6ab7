//! Whether to use colour, decided once: the flag, then the environment, then the terminal.

use std::ffi::OsString;
use std::io::IsTerminal;

use clap::{ColorChoice, ValueEnum};
use time::UtcOffset;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless the environment says otherwise.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the report is shown on.
#[derive(Debug, Clone, Copy)]
pub struct Screen {
    /// Standard output gets colour.
    pub color: bool,
    /// The local time of this host, where it is known. It can be asked for before there are threads only.
    pub local: Option<UtcOffset>,
}

/// What standard output is, and what time it is here.
pub fn screen(when: ColorWhen) -> Screen {
    Screen { color: on_stdout(when), local: UtcOffset::current_local_offset().ok() }
}

/// Whether standard output gets colour, by the flag, the environment and whether it is a terminal.
fn on_stdout(when: ColorWhen) -> bool {
    decided(when, |name| std::env::var_os(name)).unwrap_or_else(|| std::io::stdout().is_terminal())
}

/// The same rule for clap, which needs it before anything is parsed and knows its own streams.
pub fn for_clap(arguments: &[OsString]) -> ColorChoice {
    match decided(flag(arguments), |name| std::env::var_os(name)) {
        Some(true) => ColorChoice::Always,
        Some(false) => ColorChoice::Never,
        None => ColorChoice::Auto,
    }
}

/// Whether the locale writes UTF-8, by the variables that setlocale(3) reads, in its order.
pub fn unicode() -> bool {
    ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .is_some_and(|value| {
            let value = value.to_lowercase();
            value.contains("utf-8") || value.contains("utf8")
        })
}

/// What flag and environment decide without looking at the terminal.
/// `NO_COLOR` counts when it is not empty (no-color.org), and beats `CLICOLOR_FORCE`.
fn decided(when: ColorWhen, variable: impl Fn(&str) -> Option<OsString>) -> Option<bool> {
    let filled = |name: &str| variable(name).filter(|value| !value.is_empty());
    match when {
        ColorWhen::Always => Some(true),
        ColorWhen::Never => Some(false),
        ColorWhen::Auto if filled("NO_COLOR").is_some() => Some(false),
        ColorWhen::Auto if filled("CLICOLOR_FORCE").is_some_and(|value| value != "0") => Some(true),
        ColorWhen::Auto if filled("TERM").is_some_and(|value| value == "dumb") => Some(false),
        ColorWhen::Auto => None,
    }
}

/// `--color` among arguments that are not parsed yet.
fn flag(arguments: &[OsString]) -> ColorWhen {
    let arguments: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let spaced = arguments.windows(2).filter_map(|pair| match pair {
        ["--color", when] => Some(*when),
        _ => None,
    });
    let joined = arguments.iter().filter_map(|argument| argument.strip_prefix("--color="));
    spaced.chain(joined).find_map(|when| ColorWhen::from_str(when, false).ok()).unwrap_or(ColorWhen::Auto)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flag_then_environment_then_terminal() {
        use ColorWhen::{Always, Auto, Never};
        type Row<'a> = (ColorWhen, &'a [(&'a str, &'a str)], Option<bool>);
        let rows: &[Row<'_>] = &[
            (Auto, &[], None),
            (Auto, &[("NO_COLOR", "1")], Some(false)),
            (Auto, &[("NO_COLOR", "")], None),
            (Auto, &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")], Some(false)),
            (Auto, &[("CLICOLOR_FORCE", "1"), ("TERM", "dumb")], Some(true)),
            (Auto, &[("CLICOLOR_FORCE", "0")], None),
            (Auto, &[("TERM", "dumb")], Some(false)),
            (Always, &[("NO_COLOR", "1")], Some(true)),
            (Never, &[("CLICOLOR_FORCE", "1")], Some(false)),
        ];
        for (when, environment, expected) in rows {
            let variable =
                |name: &str| environment.iter().find(|(key, _)| *key == name).map(|(_, v)| OsString::from(v));
            assert_eq!(decided(*when, variable), *expected, "{when:?} {environment:?}");
        }
    }

    #[test]
    fn finds_the_flag_before_parsing() {
        for (arguments, expected) in [
            (&["ucdoctor", "check", "--color", "never"][..], ColorWhen::Never),
            (&["ucdoctor", "--color=always", "list"], ColorWhen::Always),
            (&["ucdoctor", "--color"], ColorWhen::Auto),
            (&["ucdoctor", "--color=blue"], ColorWhen::Auto),
        ] {
            let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
            assert_eq!(flag(&arguments), expected);
        }
    }
}
