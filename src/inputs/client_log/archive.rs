//! The zip archive of a problem report: its members that are logs, bounded in number, size and ratio. Names of members
//! are shown, and never become paths.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::bail;
use zip::ZipArchive;

use super::Source;
use super::scan::{self, Bounds, Scanned};

/// Members looked at; a problem report holds a few dozen.
const MOST_MEMBERS: usize = 200;
/// Bytes read to find the list of members: that of a problem report has some kilobytes.
const LIST: u64 = 4 << 20;
/// A log packs twenty to one; beyond this ratio a member is no log.
const HIGHEST_RATIO: u64 = 250;
/// Below this size the ratio says nothing, in bytes.
const SMALL: u64 = 16 << 20;
/// Reasons that are kept.
const MOST_REASONS: usize = 20;

/// The logs of an archive.
#[derive(Debug, Default)]
pub(super) struct Members {
    pub(super) scanned: Vec<Scanned>,
    pub(super) cut: Vec<String>,
    /// They are the members of an archive, as of a problem report.
    pub(super) is_archive: bool,
}

/// Searches the members that are logs by their names. A damaged member is said and costs itself only.
///
/// Fails when this is no archive, or one without any log.
pub(super) fn logs(source: Box<dyn Source>, left: &mut u64, signals: usize) -> anyhow::Result<Members> {
    let budget = Arc::new(AtomicU64::new(LIST));
    let mut archive = match ZipArchive::new(Metered { source, left: Arc::clone(&budget) }) {
        Ok(archive) => archive,
        Err(_) if budget.load(Ordering::Relaxed) == 0 => {
            bail!("the list of its members is too long for a problem report")
        }
        Err(error) => bail!("it begins as a zip archive and is none that can be read: {error}"),
    };
    budget.store(u64::MAX, Ordering::Relaxed);
    let name = |index| archive.name_for_index(index)?.ok().map(|name| (index, name.into_owned()));
    let names: Vec<(usize, String)> = (0..archive.len()).filter_map(name).filter(|(_, name)| is_log(name)).collect();
    if names.is_empty() {
        bail!("none of its {} members is a log (*.log, *.txt)", archive.len());
    }
    let mut members = Members { is_archive: true, ..Members::default() };
    if names.len() > MOST_MEMBERS {
        members.cut.push(format!("{} logs: the first {MOST_MEMBERS} were read", names.len()));
    }
    let signals = (signals / names.len().min(MOST_MEMBERS)).max(100);
    for (index, name) in names.into_iter().take(MOST_MEMBERS) {
        match member(&mut archive, index, &name, Bounds { bytes: *left, signals }) {
            Ok(scanned) => {
                *left = left.saturating_sub(scanned.file.bytes);
                members.scanned.push(scanned);
            }
            Err(error) if members.cut.len() < MOST_REASONS => members.cut.push(format!("{name}: {error}")),
            Err(_) => {}
        }
    }
    Ok(members)
}

fn member(archive: &mut ZipArchive<Metered>, index: usize, name: &str, bounds: Bounds) -> io::Result<Scanned> {
    let file = archive.by_index(index).map_err(io::Error::other)?;
    let most = file.compressed_size().saturating_mul(HIGHEST_RATIO).max(SMALL);
    let too_much = || io::Error::other("it unpacks to more than a log can");
    if file.size() > most {
        return Err(too_much());
    }
    // A size that the list gets wrong is found by reading one byte more.
    let scanned = scan::scan(name, file.take(most + 1), bounds)?;
    if scanned.file.bytes > most { Err(too_much()) } else { Ok(scanned) }
}

/// A log by its name: `jabber.log`, `csf-unified.log.1`, `jabber-2024.log`.
fn is_log(name: &str) -> bool {
    let file = name.rsplit(['/', '\\']).next().unwrap_or_default().to_ascii_lowercase();
    file.contains(".log") || file.ends_with(".txt")
}

/// Reads no more than a budget allows.
struct Metered {
    source: Box<dyn Source>,
    left: Arc<AtomicU64>,
}

impl Read for Metered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.left.load(Ordering::Relaxed);
        if left == 0 {
            return Err(io::Error::other("too much"));
        }
        let room = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.source.read(buffer.get_mut(..room).unwrap_or_default())?;
        if left != u64::MAX {
            self.left.store(left - read as u64, Ordering::Relaxed);
        }
        Ok(read)
    }
}

impl Seek for Metered {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.source.seek(to)
    }
}
