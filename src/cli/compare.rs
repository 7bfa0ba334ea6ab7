//! `compare`: the evidence of saved reports, joined and judged again.

use std::collections::BTreeSet;
use std::num::NonZero;
use std::path::{Path, PathBuf};

use anyhow::{anyhow, bail};

use super::color::Screen;
use super::output::Outputs;
use super::{Compare, replay};
use crate::compare::{join, one_place_twice};
use crate::evidence::Evidence;
use crate::report::Report;
use crate::secrets::Secrets;

/// Fails where names are pseudonyms of different keys, or only some are: nothing would be the same.
pub(super) fn same_key(evidences: &[&Evidence]) -> anyhow::Result<()> {
    let keys: BTreeSet<Option<&str>> = evidences.iter().map(|evidence| evidence.pseudonyms.as_deref()).collect();
    if keys.len() > 1 {
        bail!(
            "the reports have pseudonyms of different keys, or only one has any; make both with the same --pseudonyms KEYFILE"
        );
    }
    Ok(())
}

/// Judges the joined evidence, and returns the exit status.
pub fn run(arguments: &Compare, screen: Screen) -> anyhow::Result<u8> {
    let outputs = Outputs::new(&arguments.judge, screen)?;
    outputs.apart(&[], &arguments.reports.iter().map(PathBuf::as_path).collect::<Vec<_>>())?;
    let standard_input = arguments.reports.iter().filter(|path| path.as_path() == Path::new("-")).count();
    if standard_input > 1 {
        bail!("two reports are to come from standard input; save all but one to a file");
    }
    let evidences = loaded(&arguments.reports)?;
    same_key(&evidences.iter().collect::<Vec<_>>())?;
    if let Some(place) = one_place_twice(&evidences) {
        bail!(
            "two of these reports are from {place}; `ucdoctor diff OLD.json NEW.json` shows what changed there. \
             If they are from two places, give each a name: `ucdoctor check --vantage presence`"
        );
    }
    let report = Report::judge(join(evidences), &arguments.judge.judging());
    outputs.write(&report, &Secrets::default())?;
    let status = arguments.judge.status(&report);
    // The process ends here: to free each text of thousands of reports would be a twentieth of the time.
    std::mem::forget(report);
    Ok(status)
}

/// All reports in their order, read by as many threads as there are cores. The first that cannot be read is told.
fn loaded(paths: &[PathBuf]) -> anyhow::Result<Vec<Evidence>> {
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let share = paths.len().div_ceil(threads).max(1);
    std::thread::scope(|scope| {
        let read =
            |paths: &'_ [PathBuf]| paths.iter().map(|path| replay::load(path)).collect::<anyhow::Result<Vec<_>>>();
        let threads: Vec<_> = paths.chunks(share).map(|paths| scope.spawn(move || read(paths))).collect();
        let mut all = Vec::with_capacity(paths.len());
        for thread in threads {
            all.extend(thread.join().map_err(|_| anyhow!("reading the reports failed"))??);
        }
        Ok(all)
    })
}
