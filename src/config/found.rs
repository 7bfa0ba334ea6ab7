//! A configuration that was found and not named: a program that somebody may have left in this folder.

use std::path::Path;

use anyhow::bail;

use crate::platform;

/// Refuses a found file that somebody else could have written: it names commands that are run, and where passwords go.
pub(crate) fn trusted(path: &Path) -> anyhow::Result<()> {
    match platform::files::written_by_others(path) {
        None => Ok(()),
        Some(why) => bail!(
            "{} was found, not named, and is not used: {why}\n\
             A configuration names programs that are run and where passwords are sent. Read it; then name it with \
             `-c {}`, or {}.",
            path.display(),
            path.display(),
            platform::files::MAKE_IT_YOURS
        ),
    }
}
