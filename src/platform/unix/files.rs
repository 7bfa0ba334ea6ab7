//! Owners and rights of files.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

/// A new file that its user alone can read and write.
pub(crate) fn create_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// Makes a folder, and those above it, for this user alone.
pub(crate) fn make_private_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

/// Gives a file the rights of what it will replace and, where this user may do that, its owner.
pub(crate) fn keep_rights(file: &File, path: &Path, before: &fs::Metadata) -> io::Result<()> {
    let now = file.metadata()?;
    if (now.uid(), now.gid()) != (before.uid(), before.gid()) {
        // Only root may give files away; a group is given by its members.
        let _ = chown(path, Some(before.uid()), Some(before.gid())).or_else(|_| chown(path, None, Some(before.gid())));
    }
    file.set_permissions(fs::Permissions::from_mode(before.mode() & 0o777))
}

/// What two names of one file have in common: its device and inode.
pub(crate) fn identity(path: &Path) -> Option<(u64, u64)> {
    path.metadata().ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Whether everybody on this host can read an open file.
pub(crate) fn is_readable_by_all(file: &File) -> bool {
    file.metadata().is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o004 != 0)
}

/// What to do about a file that others could have written.
pub(crate) const MAKE_IT_YOURS: &str = "make it yours (`chown`, `chmod go-w`)";

/// Why somebody else could have written a file; none when only this user and root can.
pub(crate) fn written_by_others(path: &Path) -> Option<&'static str> {
    let metadata = path.metadata().ok()?;
    refusal(metadata.uid(), metadata.mode(), nix::unistd::geteuid().as_raw())
}

fn refusal(owner: u32, mode: u32, user: u32) -> Option<&'static str> {
    if owner != user && owner != 0 {
        return Some("it belongs to another user");
    }
    (mode & 0o022 != 0).then_some("others may write it")
}

/// Where programs keep their state: the XDG base directory specification.
pub(crate) fn state_folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("XDG_STATE_HOME")
        .filter(|path| path.is_absolute())
        .or_else(|| variable("HOME").map(|home| home.join(".local/state")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_users_own_files_are_trusted() {
        for (owner, mode, user, used) in [
            (1000, 0o644, 1000, true),
            (1000, 0o600, 1000, true),
            (0, 0o644, 1000, true),
            (1001, 0o644, 1000, false),
            (1001, 0o600, 0, false),
            (1000, 0o664, 1000, false),
            (1000, 0o646, 1000, false),
            (0, 0o666, 0, false),
        ] {
            assert_eq!(refusal(owner, mode, user).is_none(), used, "{owner} {mode:o} {user}");
        }
    }
}
