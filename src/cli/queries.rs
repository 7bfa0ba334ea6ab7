//! `queries`: the statements and export steps whose output we read. None of them changes anything, and none of them
//! shows a password.

mod all;
mod missing;
mod node;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::ValueEnum;

use self::all::{CALL_MANAGER, DIRECTORY, PRESENCE, Query, TRUST};
use super::Queries;
use super::check::file_of_environment;
use super::color::Screen;
use super::output::{plain_style, stdout};
use crate::config::commands;
use crate::config::parse::Loaded;
use crate::config::plan::DEFAULT_FILE;
use crate::render::page;
use crate::render::text::Style;

/// What `queries` tells about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Topic {
    /// Users and settings of call manager.
    CallManager,
    /// Users, settings and contact lists of the presence server.
    Presence,
    /// An export of the directory.
    Directory,
    /// The certificates that the nodes trust.
    Trust,
    /// Only what the configuration does not have yet.
    Missing,
}

const WHY: &str = "\
Why no `select *`: some columns of these tables hold passwords or their hashes (passwordreverse, auth_pwd). They do \
not belong into a file that is mailed around. Should they be in one, ucdoctor drops them while it reads.";

const HOW: &str = "\
Log the terminal session to a file, and hand over the file as it is: echo, prompts and several tables in one file \
are understood. A table that was pasted into mail or a document has lost its columns, and is refused.";

type Section = (Topic, &'static str, &'static [Query]);

const SECTIONS: [Section; 4] = [
    (
        Topic::CallManager,
        "Call manager: on the command line of the publisher, as the platform administrator",
        CALL_MANAGER,
    ),
    (Topic::Presence, "Presence server (IM and Presence, CUPS)", PRESENCE),
    (Topic::Directory, "Directory", DIRECTORY),
    (Topic::Trust, "Trust stores: the certificates that the nodes accept", TRUST),
];

/// Prints everything, one topic, what a configuration lacks, or what one node is asked; returns the exit status.
pub fn run(arguments: &Queries, screen: Screen) -> anyhow::Result<u8> {
    let style = plain_style(Some(screen));
    let named = arguments.config.clone().or_else(file_of_environment);
    let file = named.clone().unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    if let Some(name) = &arguments.node {
        return of_node(&file, name);
    }
    if arguments.topic == Some(Topic::Missing) {
        let loaded = Loaded::read(&file)?;
        return write_missing(&loaded, &style);
    }
    // A configuration that is there tells what is still to be done.
    let loaded = (named.is_some() || file.exists()).then(|| Loaded::read(&file)).transpose()?;
    stdout(|out| {
        for (topic, title, queries) in SECTIONS {
            if arguments.topic.is_none_or(|asked| asked == topic) {
                section(out, title, queries, &style)?;
            }
        }
        page::paragraph(WHY, 0, &style, out)?;
        writeln!(out)?;
        page::paragraph(HOW, 0, &style, out)?;
        let Some(loaded) = &loaded else { return Ok(()) };
        writeln!(out)?;
        page::paragraph(&missing::sentence(loaded), 0, &style, out)
    })?;
    Ok(0)
}

fn of_node(file: &Path, name: &str) -> anyhow::Result<u8> {
    let loaded = Loaded::read(file)?;
    let Some(commands) = commands::of_node(&loaded.config, name) else {
        bail!(
            "{} has no node {name:?}: give it an entry in [[call_manager.nodes]] or [[presence.nodes]]",
            file.display()
        );
    };
    stdout(|out| node::write(out, name, &commands))?;
    Ok(0)
}

/// What to ask for, of what the configuration does not have.
fn write_missing(loaded: &Loaded, style: &Style) -> anyhow::Result<u8> {
    let keys = missing::keys(&loaded.config);
    stdout(|out| {
        for (_, title, queries) in SECTIONS {
            let mut left = queries.iter().filter(|query| keys.contains(&query.key)).peekable();
            if left.peek().is_some() {
                page::heading(title, style, out)?;
                writeln!(out)?;
                left.try_for_each(|query| write_query(out, query, style))?;
            }
        }
        page::paragraph(&missing::sentence(loaded), 0, style, out)
    })?;
    Ok(0)
}

fn section(out: &mut dyn Write, title: &str, queries: &[Query], style: &Style) -> io::Result<()> {
    page::heading(title, style, out)?;
    writeln!(out)?;
    queries.iter().try_for_each(|query| write_query(out, query, style))
}

fn write_query(out: &mut dyn Write, query: &Query, style: &Style) -> io::Result<()> {
    page::paragraph(&format!("{}  ->  {}", query.tells, query.key), 2, style, out)?;
    for how in query.how {
        // What is pasted into a terminal stays on one line.
        if ["run sql ", "utils ", "show ", "ldapsearch "].iter().any(|begin| how.starts_with(begin)) {
            writeln!(out, "    {how}")?;
        } else {
            page::paragraph(how, 4, style, out)?;
        }
    }
    writeln!(out)
}
