//! What ucdoctor knows about itself: lists, schemas, completions, the man page. None of it needs the network.

use std::io::{self, Write};
use std::sync::LazyLock;

use anyhow::bail;
use clap::builder::PossibleValuesParser;
use clap::{CommandFactory, ValueEnum};

use super::color::Screen;
use super::output::{Format, plain_style, stdout};
use super::{Cli, SchemaOf};
use crate::causes::CAUSES;
use crate::checks::CHECKS;
use crate::config::Config;
use crate::demo::faults;
use crate::nearest::nearest;
use crate::render::page;
use crate::report::Report;

/// Columns of "error", "warning", "cause".
const KIND: usize = 7;

/// Prints every check, then every cause, one line each.
pub fn list(screen: Screen) -> anyhow::Result<u8> {
    let style = plain_style(Some(screen));
    let checks = CHECKS.iter().map(|check| (check.code.name(), check.severity.into(), check.title));
    let rows: Vec<(&str, &str, &str)> =
        checks.chain(CAUSES.iter().map(|cause| (cause.code.name(), "cause", cause.title))).collect();
    let width = rows.iter().map(|(code, ..)| code.len()).max().unwrap_or(0);
    stdout(|out| {
        rows.iter().try_for_each(|&(code, kind, title)| page::row(&[(code, width), (kind, KIND)], title, &style, out))
    })?;
    Ok(0)
}

/// Prints a JSON Schema (2020-12).
pub fn schema(of: SchemaOf) -> anyhow::Result<u8> {
    let schema = match of {
        SchemaOf::Report => schemars::schema_for!(Report),
        SchemaOf::Config => schemars::schema_for!(Config),
    };
    stdout(|out| {
        serde_json::to_writer_pretty(&mut *out, &schema)?;
        writeln!(out)
    })?;
    Ok(0)
}

/// Prints completions for a shell.
pub fn completions(shell: clap_complete::Shell) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut with_names(Cli::command()), "ucdoctor", &mut script);
    stdout(|out| out.write_all(&script))?;
    Ok(0)
}

/// The commands with everything that can be completed: codes, faults, formats. While arguments are parsed, these stay
/// free: a slip is then told in words of ours.
fn with_names(command: clap::Command) -> clap::Command {
    let codes = CHECKS.iter().map(|check| check.code.name()).chain(CAUSES.iter().map(|cause| cause.code.name()));
    let (codes, faults) =
        (PossibleValuesParser::new(codes), PossibleValuesParser::new(faults::all().map(|fault| fault.name)));
    let formats = PossibleValuesParser::new(Format::value_variants().iter().filter_map(Format::to_possible_value));
    let judging = ["check", "why", "compare", "read", "demo"];
    let command = command
        .mut_subcommand("explain", |explain| explain.mut_arg("what", |what| what.value_parser(codes)))
        .mut_subcommand("demo", |demo| demo.mut_arg("fault", |fault| fault.value_parser(faults)));
    judging.into_iter().fold(command, |command, name| {
        command.mut_subcommand(name, |one| one.mut_arg("outputs", |output| output.value_parser(formats.clone())))
    })
}

/// Its own version, and that of the TLS library which is part of it or of the system.
pub fn names_of_versions() -> &'static str {
    static NAMES: LazyLock<String> =
        LazyLock::new(|| format!("{}\n{}", env!("CARGO_PKG_VERSION"), openssl::version::version()));
    &NAMES
}

/// Prints name and version, as `--version` does.
pub fn version() -> anyhow::Result<u8> {
    stdout(|out| writeln!(out, "ucdoctor {}", names_of_versions()))?;
    Ok(0)
}

/// Prints the man page of one command, or one with all of them. Fails on a command that there is not.
pub fn man(name: Option<&str>) -> anyhow::Result<u8> {
    let mut command = Cli::command();
    command.build();
    if let Some(name) = name {
        let Some(one) = command.get_subcommands().find(|one| one.get_name() == name) else {
            let meant = nearest(name, command.get_subcommands().map(clap::Command::get_name));
            let hint = meant.map(|meant| format!("; did you mean {meant}?")).unwrap_or_default();
            bail!("there is no command {name:?}{hint}");
        };
        let page = clap_mangen::Man::new(one.clone()).title(format!("ucdoctor-{name}"));
        return stdout(|out| page.render(out)).map(|()| 0);
    }
    let page = clap_mangen::Man::new(command.clone());
    let mut text = Vec::new();
    page.render_title(&mut text)?;
    page.render_name_section(&mut text)?;
    page.render_synopsis_section(&mut text)?;
    page.render_description_section(&mut text)?;
    for subcommand in command.get_subcommands().filter(|subcommand| subcommand.get_name() != "help") {
        man_of(subcommand, &mut text)?;
    }
    page.render_extra_section(&mut text)?;
    stdout(|out| out.write_all(&text))?;
    Ok(0)
}

/// One command as a section, its parts as subsections.
fn man_of(command: &clap::Command, out: &mut Vec<u8>) -> io::Result<()> {
    let page = clap_mangen::Man::new(command.clone());
    let mut parts = Vec::new();
    page.render_synopsis_section(&mut parts)?;
    page.render_description_section(&mut parts)?;
    page.render_options_section(&mut parts)?;
    writeln!(out, ".SH \"UCDOCTOR {}\"", command.get_name().to_uppercase())?;
    out.extend(String::from_utf8_lossy(&parts).replace(".SH ", ".SS ").into_bytes());
    Ok(())
}
