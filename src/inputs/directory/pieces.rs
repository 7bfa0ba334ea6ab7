//! LDIF read piece by piece: a large directory is never in memory as text.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use anyhow::bail;
use memchr::{memchr, memmem};

use super::entry::Entry;
use super::groups::{Groups, asks_for_members};
use super::ldif::{Ldif, Trouble, is_ldif};
use super::{Query, table};
use crate::inputs::{Loaded, Log};
use crate::people::DirectoryUsers;

/// Bytes that are read at once; few enough to stay in the processor's cache.
const PIECE: usize = 1 << 20;
/// Bytes of one entry at most: photographs are large.
const LONGEST: usize = 64 << 20;

/// The people of a file that is LDIF in UTF-8 from its first byte to its last. None for every other file, and for a
/// filter that takes two passes: those are read as a whole, which also finds the words for what is wrong.
pub(super) fn load(path: &Path, query: &Query<'_>) -> Option<Loaded<DirectoryUsers>> {
    if path == Path::new("-") || query.filter.is_some_and(asks_for_members) {
        return None;
    }
    let file = File::open(path).ok()?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut pieces = Pieces { file, buffer: Vec::with_capacity(2 * PIECE), used: 0 };
    table(query, Groups::default(), Log::default(), |log, take| each_entry(&mut pieces, log, take)).ok()
}

fn each_entry(pieces: &mut Pieces, log: &mut Log, take: &mut dyn FnMut(&Entry)) -> anyhow::Result<&'static str> {
    let mut entry = Entry::default();
    let (mut line, mut cut_off, mut elsewhere, mut first) = (0, None, 0, true);
    while let Some(text) = pieces.next_piece()? {
        if std::mem::take(&mut first) && !is_ldif(text) {
            bail!("no LDIF");
        }
        let mut ldif = Ldif::new(text);
        ldif.line = line;
        while let Some((line, taken)) = ldif.next_entry(&mut entry) {
            match taken {
                Ok(()) => take(&entry),
                Err(Trouble::Entry(why)) => log.reject(line, why),
                Err(Trouble::File(what)) => bail!(what),
            }
        }
        line = ldif.line;
        elsewhere += ldif.elsewhere;
        cut_off = ldif.cut_off.or(cut_off);
    }
    if first {
        bail!("nothing");
    }
    super::conclude(log, cut_off.as_deref(), elsewhere);
    Ok("LDIF")
}

/// A file as texts that end between two entries.
struct Pieces {
    file: File,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were handed out.
    used: usize,
}

impl Pieces {
    /// The next text; none at the end.
    fn next_piece(&mut self) -> anyhow::Result<Option<&str>> {
        self.buffer.drain(..self.used);
        self.used = 0;
        let mut searched = 0;
        loop {
            let more = (&mut self.file).take(PIECE as u64).read_to_end(&mut self.buffer)?;
            let end = if more == 0 { Some(self.buffer.len()) } else { last_blank_line(&self.buffer, searched) };
            if let Some(end) = end {
                self.used = end;
                break;
            }
            if self.buffer.len() > LONGEST {
                bail!("an entry without end");
            }
            searched = self.buffer.len().saturating_sub(2);
        }
        let piece = self.buffer.get(..self.used).unwrap_or_default();
        if memchr(0, piece).is_some() {
            bail!("binary data");
        }
        Ok(Some(std::str::from_utf8(piece)?).filter(|text| !text.is_empty()))
    }
}

/// Where the last blank line ends.
fn last_blank_line(bytes: &[u8], start: usize) -> Option<usize> {
    let bytes_at = bytes.get(start..).unwrap_or_default();
    let unix = memmem::rfind(bytes_at, b"\n\n").map(|at| at + 2);
    let dos = memmem::rfind(bytes_at, b"\n\r\n").map(|at| at + 3);
    unix.max(dos).map(|at| start + at)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Whatever the file, the pieces say what the whole says.
    #[test]
    fn pieces_are_the_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory.ldif");
        for end in ["\n", "\r\n"] {
            let mut text = String::from("version: 1\n\n");
            for n in 0..40_000 {
                text +=
                    &format!("dn: CN=Person {n},DC=x\nobjectClass: user\nsAMAccountName: p{n}\nsn: Some\n  one\n\n");
                if n % 1000 == 7 {
                    text += "dn: CN=broken\nno colon\n\n";
                }
            }
            text += "search: 2\nresult: 4 Size limit exceeded\n";
            fs::write(&path, text.replace('\n', end)).unwrap();
            let query = Query { user_id: "sAMAccountName", base: Some("DC=x"), filter: None };
            let whole = super::super::read(fs::read(&path).unwrap(), &query).unwrap();
            let pieces = load(&path, &query).unwrap();
            assert_eq!((pieces.rows, pieces.rejected_count), (40_000, 40));
            assert_eq!((pieces.rejected, pieces.notes), (whole.rejected, whole.notes));
            assert_eq!((pieces.table.dn, pieces.table.last_name), (whole.table.dn, whole.table.last_name));
        }
    }

    #[test]
    fn other_files_are_read_as_a_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("directory");
        let query = Query { user_id: "uid", base: None, filter: None };
        for bytes in [&b"DN,uid\nCN=a,b\n"[..], b"", b"dn: CN=a\nsn: \xff\n", b"dn: CN=a\nchangetype: delete\n"] {
            fs::write(&path, bytes).unwrap();
            assert!(load(&path, &query).is_none(), "{bytes:?}");
        }
        assert!(load(folder.path(), &query).is_none());
    }
}
