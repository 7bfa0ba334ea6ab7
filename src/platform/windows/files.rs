//! Owners and rights of files. Windows gives a new file the rights of its folder: below the user's profile these are
//! the user's and the administrators'.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

/// A new file, with the rights of its folder.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// Makes a folder, and those above it, with the rights of the folder they are in.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Nothing is to be done: rights are the folder's.
pub(crate) fn keep_rights(_: &File, _: &Path, _: &fs::Metadata) -> io::Result<()> {
    Ok(())
}

/// What two names of one file have in common: its volume and index.
pub(crate) fn identity(path: &Path) -> Option<(u64, u64)> {
    let handle = winapi_util::Handle::from_path_any(path).ok()?;
    let information = winapi_util::file::information(handle).ok()?;
    Some((information.volume_serial_number(), information.file_index()))
}

/// Not known: rights are lists here, which nothing of this program reads.
pub(crate) fn is_readable_by_all(_: &File) -> bool {
    false
}

/// What to do about a file that others could have written.
pub(crate) const MAKE_IT_YOURS: &str = "move it below your profile (`%USERPROFILE%`)";

/// Why somebody else could have written a file; none below the user's profile.
pub(crate) fn written_by_others(path: &Path) -> Option<&'static str> {
    let profile = std::env::var_os("USERPROFILE").and_then(|profile| fs::canonicalize(profile).ok());
    let own = profile.zip(path.canonicalize().ok()).is_some_and(|(profile, path)| path.starts_with(profile));
    (!own).then_some("it is outside your profile, where others may write")
}

/// Where programs keep their state.
pub(crate) fn state_folder() -> Option<PathBuf> {
    std::env::var_os("LOCALAPPDATA").filter(|value| !value.is_empty()).map(PathBuf::from)
}
