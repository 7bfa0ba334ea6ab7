//! `diff`: two reports of one place, an earlier and a later one, judged by the same program.

use std::path::{Path, PathBuf};

use anyhow::bail;

use super::color::Screen;
use super::compare::same_key;
use super::output::{self, Format, stdout, to_file};
use super::{Diff, FailOn, replay};
use crate::render;
use crate::report::{Difference, Judging};

/// Writes what changed, and returns 1 when something is new, 3 when the later report does not decide, else 0.
pub fn run(arguments: &Diff, screen: Screen) -> anyhow::Result<u8> {
    if arguments.old == Path::new("-") && arguments.new == Path::new("-") {
        bail!("two reports are to come from standard input; save one to a file");
    }
    let read = [arguments.old.as_path(), arguments.new.as_path()];
    let file = arguments.output.file.as_deref();
    if let Some(file) = file.filter(|file| read.contains(file)) {
        bail!("{} is read by this run, and would be overwritten", file.display());
    }
    let judging = Judging::default();
    let judged = |path: &PathBuf| replay::report(path, &judging);
    let (old, new) = (judged(&arguments.old)?, judged(&arguments.new)?);
    same_key(&[&old.evidence, &new.evidence])?;
    let difference = Difference::between(&old, &new);
    let style = output::plain_style(if file.is_none() { Some(screen) } else { None });
    let write = |out: &mut dyn std::io::Write| match arguments.output.format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &difference)?;
            writeln!(out)
        }
        _ => render::difference::render(&difference, &style, out),
    };
    match file {
        Some(file) => to_file(file, write)?,
        None => stdout(write)?,
    }
    Ok(difference.exit_code(arguments.fail_on == FailOn::Warning))
}

/// `-o` of `diff`: text or json.
pub fn parse_output(text: &str) -> Result<output::Output, String> {
    match output::parse(text)? {
        output if matches!(output.format, Format::Text | Format::Json) => Ok(output),
        _ => Err("what changed is written as text or json".to_owned()),
    }
}
