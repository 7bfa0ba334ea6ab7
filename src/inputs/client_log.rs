//! Logs of clients and appliances: a problem report (zip) or log files, read into the last attempt and its last error.
//!
//! One pass over the text, bounded in bytes, members and kept lines; an attempt is what lies between two starts of the
//! client or sign-outs.

mod appliance;
mod archive;
mod attempt;
mod java;
mod line;
mod request;
mod scan;
mod searches;
mod servers;
mod signal;
mod stamp;
mod told;
mod wide;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::fs::File;
use std::io::{self, BufReader, Cursor, ErrorKind, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use flate2::read::MultiGzDecoder;

use super::excerpt::excerpt;
use crate::evidence::client_log::{ClientLog, ReportEnd, UnknownLines};
use scan::{Bounds, Scanned, Seen};
use told::Told;

/// Bytes read of all files together, unpacked; a problem report of a year has a tenth of it.
const MOST_BYTES: u64 = 4 << 30;
/// Bytes read of standard input, which is kept whole since an archive is read from its end.
const MOST_PIPED: u64 = 256 << 20;
/// Signals kept of one file or archive.
const MOST_SIGNALS: usize = 20_000;
/// Kinds of unknown lines, and of lines of appliances, in the result.
const MOST_KINDS: usize = 20;

/// A source of bytes that may turn out to be an archive.
pub trait Source: Read + Seek + Send {}
impl<T: Read + Seek + Send> Source for T {}

/// Reads files: each a log, packed by gzip or not, or a zip archive of logs. Errors say which file cannot be read, or
/// is no log.
pub fn load(paths: &[PathBuf]) -> anyhow::Result<ClientLog> {
    let name = |path: &Path| match path.to_str() {
        Some("-") => "standard input".to_owned(),
        _ => path.display().to_string(),
    };
    read(paths.iter().map(|path| (name(path), move || open(path))))
}

fn open(path: &Path) -> anyhow::Result<Box<dyn Source>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().take(MOST_PIPED + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MOST_PIPED {
            bail!("it has more than {} MiB; name the file", MOST_PIPED >> 20);
        }
        return Ok(Box::new(Cursor::new(bytes)));
    }
    if path.is_dir() {
        bail!("it is a folder; name the problem report (zip), or the log files in it");
    }
    match File::open(path) {
        Ok(file) => Ok(Box::new(BufReader::new(file))),
        Err(error) if error.kind() == ErrorKind::NotFound => bail!("there is no such file"),
        Err(error) => Err(error.into()),
    }
}

/// Reads sources by their names, one opened after the other. See [`load`].
pub fn read<O: FnOnce() -> anyhow::Result<Box<dyn Source>>>(
    sources: impl IntoIterator<Item = (String, O)>,
) -> anyhow::Result<ClientLog> {
    let (mut scanned, mut cut, mut left) = (Vec::new(), Vec::new(), MOST_BYTES);
    let mut ends = Vec::new();
    for (name, open) in sources {
        let mut one = one(&name, open, &mut left).with_context(|| format!("cannot read {name}"))?;
        cut.extend(one.cut.into_iter().map(|why| excerpt(&format!("{name}: {why}"))));
        if one.is_archive {
            ends.extend(end(&name, &one.scanned));
        }
        scanned.append(&mut one.scanned);
    }
    if left == 0 {
        cut.push(format!("more than {} GiB of logs: the rest was not read", MOST_BYTES >> 30));
    }
    let mut log = together(scanned, cut);
    // Of one person's reports the last counts, and nothing tells whether they are one person's.
    if ends.first().is_some_and(|first| ends.iter().any(|end| end.error != first.error)) {
        log.reports = ends.into_iter().take(MOST_KINDS).collect();
    }
    Ok(log)
}

/// Files read one by one from memory, where one that cannot be read costs itself only.
#[derive(Debug)]
pub struct Reader {
    scanned: Vec<Scanned>,
    cut: Vec<String>,
    left: u64,
}

impl Default for Reader {
    fn default() -> Self {
        Self { scanned: Vec::new(), cut: Vec::new(), left: MOST_BYTES }
    }
}

impl Reader {
    /// Reads one file.
    pub fn take(&mut self, name: &str, bytes: Vec<u8>) {
        let open = || Ok(Box::new(Cursor::new(bytes)) as Box<dyn Source>);
        match members(name, open, &mut self.left) {
            Ok(mut one) => {
                one.cut.iter().for_each(|why| self.cut(&format!("{name}: {why}")));
                self.scanned.append(&mut one.scanned);
            }
            Err(why) => self.cut(&format!("{name}: {why:#}")),
        }
    }

    /// Something was not read, and why.
    pub fn cut(&mut self, why: &str) {
        if self.cut.len() < MOST_KINDS {
            self.cut.push(excerpt(why));
        }
    }

    /// What all files together say.
    pub fn log(self) -> ClientLog {
        together(self.scanned, self.cut)
    }
}

fn one(
    name: &str,
    open: impl FnOnce() -> anyhow::Result<Box<dyn Source>>,
    left: &mut u64,
) -> anyhow::Result<archive::Members> {
    let members = members(name, open, left)?;
    if let [only] = members.scanned.as_slice()
        && !only.is_log
    {
        bail!(
            "it has no line of a known log: a client's problem report (zip) or jabber.log, Tomcat's security log, \
             a trace of the CTI manager, or an error message of Java about LDAP"
        );
    }
    Ok(members)
}

/// The files of a source: itself, or the members of an archive.
fn members(
    name: &str,
    open: impl FnOnce() -> anyhow::Result<Box<dyn Source>>,
    left: &mut u64,
) -> anyhow::Result<archive::Members> {
    let mut source = open()?;
    let mut magic = [0; 4];
    let filled = up_to(&mut source, &mut magic)?;
    source.seek(SeekFrom::Start(0))?;
    let bounds = Bounds { bytes: *left, signals: MOST_SIGNALS };
    let scanned = match magic.get(..filled).unwrap_or_default() {
        [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6] => return archive::logs(source, left, MOST_SIGNALS),
        // What a node still writes has no end yet.
        [0x1f, 0x8b, ..] if name.ends_with(".gzo") => scan::scan(name, SoFar(MultiGzDecoder::new(source)), bounds)?,
        [0x1f, 0x8b, ..] => scan::scan(name, MultiGzDecoder::new(source), bounds)?,
        _ => scan::scan(name, source, bounds)?,
    };
    *left = left.saturating_sub(scanned.file.bytes);
    Ok(archive::Members { scanned: vec![scanned], cut: Vec::new(), is_archive: false })
}

/// What there is of a stream that has no end.
struct SoFar<R>(R);

impl<R: Read> Read for SoFar<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self.0.read(buffer) {
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(0),
            read => read,
        }
    }
}

fn up_to(source: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room)? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// How a problem report ends by itself; none without an attempt to log in.
fn end(name: &str, scanned: &[Scanned]) -> Option<ReportEnd> {
    let last = attempt::read(by_time(scanned.iter().map(|file| file.seen.clone()).collect())).last?;
    Some(ReportEnd { name: excerpt(name), error: last.error })
}

/// Joins files by the times of their lines: a log that was rolled over goes on in the next file.
fn together(mut scanned: Vec<Scanned>, cut: Vec<String>) -> ClientLog {
    let others = scanned.iter().filter(|file| !file.is_log && file.file.bytes > 0);
    let others = others.map(|file| excerpt(&file.file.name)).take(MOST_KINDS).collect();
    scanned.retain(|file| file.is_log);
    let mut log = ClientLog { cut, others, ..ClientLog::default() };
    unknown(&mut scanned, &mut log);
    log.files = scanned.iter().map(|file| file.file.clone()).collect();
    let told = scanned.iter_mut().map(|file| std::mem::take(&mut file.told));
    (log.appliance, log.harmless) = Told::together(told, MOST_KINDS);
    let attempts = attempt::read(by_time(scanned.into_iter().map(|file| file.seen).collect()));
    (log.last, log.attempts) = (attempts.last, attempts.count);
    (log.earlier, log.directory) = (attempts.earlier, attempts.directory);
    log
}

/// The signals of all files by time; those of one file keep their order.
fn by_time(mut files: Vec<VecDeque<Seen>>) -> impl Iterator<Item = Seen> {
    let heads = files.iter().enumerate().filter_map(|(at, seen)| Some(Reverse((seen.front()?.order, at))));
    let mut heads: BinaryHeap<_> = heads.collect();
    std::iter::from_fn(move || {
        let Reverse((_, at)) = heads.pop()?;
        let file = files.get_mut(at)?;
        let seen = file.pop_front();
        heads.extend(file.front().map(|next| Reverse((next.order, at))));
        seen
    })
}

fn unknown(scanned: &mut [Scanned], log: &mut ClientLog) {
    let mut kinds: BTreeMap<String, UnknownLines> = BTreeMap::new();
    for file in scanned {
        log.more_unknown += file.more_unknown;
        for lines in std::mem::take(&mut file.unknown) {
            match kinds.get_mut(&lines.from) {
                Some(known) => {
                    known.count += lines.count;
                    known.last = lines.last.or(known.last.take());
                }
                None => drop(kinds.insert(lines.from.clone(), lines)),
            }
        }
    }
    log.unknown = kinds.into_values().collect();
    log.unknown.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.from.cmp(&b.from)));
    let rest = log.unknown.iter().skip(MOST_KINDS).map(|lines| lines.count).sum::<u64>();
    log.more_unknown += rest;
    log.unknown.truncate(MOST_KINDS);
}
