//! The one way files are written: whole or untouched, beside their place first, with the rights they had.

use std::fs::{self, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::platform;

/// What is being written now, to be removed when the process is ended in the midst of it.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Writes a file so that it is either whole or untouched; a device or pipe is written as it is. A file that was there
/// keeps its rights and, where this user may do that, its owner; a new one is the user's alone: reports name people.
pub fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    if path.exists() && !path.is_file() {
        let mut out = BufWriter::new(OpenOptions::new().write(true).open(path)?);
        return content(&mut out).and_then(|()| out.flush());
    }
    // The target of a link is replaced, not the link.
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let before = path.metadata().ok();
    let temporary = beside(&path)?;
    unfinished(|all| all.push(temporary.clone()));
    let written = platform::files::create_private(&temporary).and_then(|file| {
        let mut out = BufWriter::new(file);
        content(&mut out)?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        if let Some(before) = &before {
            platform::files::keep_rights(&file, &temporary, before)?;
        }
        file.sync_all()?;
        fs::rename(&temporary, &path)
    });
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    unfinished(|all| all.retain(|other| *other != temporary));
    written
}

/// Removes what is half written; the process ends now.
pub fn remove_unfinished() {
    unfinished(|all| {
        for path in all.drain(..) {
            let _ = fs::remove_file(path);
        }
    });
}

fn unfinished(change: impl FnOnce(&mut Vec<PathBuf>)) {
    change(&mut UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner));
}

fn beside(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{}.tmp", std::process::id())))
}

/// A place that can be compared: two names of one file are one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// A file that exists, by device and inode.
    File(u64, u64),
    /// One that does not, by its folder and name.
    New(PathBuf),
}

impl Place {
    /// Of a path, links resolved.
    pub fn of(path: &Path) -> Self {
        if let Some((device, inode)) = platform::files::identity(path) {
            return Self::File(device, inode);
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        Self::New(path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name)))
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    use super::*;

    #[test]
    fn rights_stay_and_new_files_are_the_users_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        let mode = || path.metadata().unwrap().mode() & 0o777;
        write(&path, |out| out.write_all(b"new")).unwrap();
        assert_eq!(mode(), 0o600);
        for rights in [0o640, 0o600, 0o444] {
            fs::set_permissions(&path, fs::Permissions::from_mode(rights)).unwrap();
            write(&path, |out| out.write_all(b"again")).unwrap();
            assert_eq!(mode(), rights);
        }
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, |out| out.write_all(b"by the link")).unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"by the link");
        assert!(link.is_symlink());
    }

    #[test]
    fn a_failed_write_leaves_the_old_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.json");
        write(&path, |out| out.write_all(b"old")).unwrap();
        let half = |out: &mut dyn Write| out.write_all(b"new").and(Err(io::Error::other("full")));
        assert!(write(&path, half).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        write(Path::new("/dev/null"), |out| out.write_all(b"x")).unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }

    #[test]
    fn two_names_of_one_place_are_equal() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("sub")).unwrap();
        fs::write(at("a"), "x").unwrap();
        fs::hard_link(at("a"), at("b")).unwrap();
        std::os::unix::fs::symlink(at("a"), at("c")).unwrap();
        for (one, another, same) in [
            ("a", "a", true),
            ("a", "sub/../a", true),
            ("a", "b", true),
            ("a", "c", true),
            ("a", "new", false),
            ("new", "sub/../new", true),
            ("new", "sub/new", false),
        ] {
            assert_eq!(Place::of(&at(one)) == Place::of(&at(another)), same, "{one} {another}");
        }
    }
}
