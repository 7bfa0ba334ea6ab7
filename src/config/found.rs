//! A configuration that was found and not named: a program that somebody may have left in this folder.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use anyhow::bail;

/// Refuses a found file that somebody else could have written: it names commands that are run, and where passwords go.
pub(crate) fn trusted(path: &Path) -> anyhow::Result<()> {
    let Ok(metadata) = path.metadata() else { return Ok(()) };
    match refusal(metadata.uid(), metadata.mode(), nix::unistd::geteuid().as_raw()) {
        None => Ok(()),
        Some(why) => bail!(
            "{} was found, not named, and is not used: {why}\n\
             A configuration names programs that are run and where passwords are sent. Read it; then name it with \
             `-c {}`, or make it yours (`chown`, `chmod go-w`).",
            path.display(),
            path.display()
        ),
    }
}

fn refusal(owner: u32, mode: u32, user: u32) -> Option<&'static str> {
    if owner != user && owner != 0 {
        return Some("it belongs to another user");
    }
    (mode & 0o022 != 0).then_some("others may write it")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_users_own_files_are_found() {
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
