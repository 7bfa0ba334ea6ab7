//! One pass over a log of any size: only lines that hold a needle are looked at, and no more is kept than has a bound.

use std::collections::{HashMap, VecDeque};
use std::io::Read;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use memchr::{memchr, memmem, memrchr};

use super::line::{self, Level, Line};
use super::request::Requests;
use super::servers::Servers;
use super::signal::{self, NEEDLES, Signal};
use super::stamp::Moment;
use super::told::Told;
use super::wide;
use crate::evidence::client_log::{ApplianceLineKind, LogFile, UnknownLines};
use crate::inputs::excerpt::excerpt;

/// Lines longer than this are cut; what follows in them is not looked at.
const LONGEST_LINE: usize = 16 * 1024;
/// Kinds of unknown warnings and errors kept of one file.
const MOST_UNKNOWN: usize = 50;
/// Lines that one message is broken into at most.
const MOST_BREAKS: usize = 8;
/// Read at a time, in bytes.
const CHUNK: usize = 1 << 20;
/// What marks a warning or an error, in any of the forms.
const LEVELS: [&str; 7] = ["ERROR", "FATAL", "WARN", "<Error>", "<Fatal>", "<Warning>", "|AppError"];

/// Finds all needles at once; building it can only fail on sizes far beyond these few short constants.
static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| AhoCorasick::new(NEEDLES.iter().chain(&LEVELS)).ok());

/// A signal with what the lines around it say.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Seen {
    pub(super) signal: Signal,
    pub(super) at: Option<String>,
    /// The time of this line, or of the last before it.
    pub(super) order: Moment,
    /// The servers named last, with this line.
    pub(super) servers: Servers,
    pub(super) text: String,
}

/// What one file holds.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub(super) file: LogFile,
    pub(super) seen: VecDeque<Seen>,
    pub(super) told: Told,
    pub(super) unknown: Vec<UnknownLines>,
    /// Lines of further kinds that are not known.
    pub(super) more_unknown: u64,
    /// Whether any line has a known form.
    pub(super) is_log: bool,
}

/// How much of a file is read and kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes read.
    pub(super) bytes: u64,
    /// Signals of clients kept; of more the oldest go, since the last attempt is what counts.
    pub(super) signals: usize,
}

/// Searches one file; errors are those of reading it.
pub(super) fn scan(name: &str, source: impl Read, bounds: Bounds) -> std::io::Result<Scanned> {
    let mut source = wide::text(source)?;
    let mut search = Search::new(name, bounds.signals);
    let mut buffer = vec![0; CHUNK + LONGEST_LINE];
    let (mut kept, mut left) = (0, bounds.bytes);
    loop {
        let room = buffer.get_mut(kept..).unwrap_or_default();
        let limit = usize::try_from(left).unwrap_or(usize::MAX).min(room.len());
        let (read, ended) = fill(&mut source, room.get_mut(..limit).unwrap_or_default())?;
        left -= read as u64;
        search.scanned.file.bytes += read as u64;
        let filled = kept + read;
        if ended {
            search.chunk(buffer.get(..filled).unwrap_or_default());
            return Ok(search.done());
        }
        let whole = memrchr(b'\n', buffer.get(..filled).unwrap_or_default()).map_or(0, |end| end + 1);
        search.chunk(buffer.get(..whole).unwrap_or_default());
        kept = filled - whole;
        buffer.copy_within(whole..filled, 0);
        // A line without an end: its beginning was enough.
        if kept > LONGEST_LINE {
            search.chunk(buffer.get(..kept).unwrap_or_default());
            kept = 0;
        }
    }
}

/// Fills a buffer as far as the source goes: a message at its end, which no line break follows, stays whole. Tells how far, and
/// whether nothing more comes.
fn fill(source: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<(usize, bool)> {
    let mut filled = 0;
    while let Some(room) = buffer.get_mut(filled..).filter(|room| !room.is_empty()) {
        match source.read(room)? {
            0 => return Ok((filled, true)),
            read => filled += read,
        }
    }
    Ok((filled, buffer.is_empty()))
}

struct Search {
    scanned: Scanned,
    most_signals: usize,
    unknown: HashMap<String, UnknownLines>,
    servers: Servers,
    requests: Requests,
    order: Moment,
    /// A node's line was kept since the last line with a time: what follows may be the trace below it.
    exception: bool,
    /// The same in a file with times: then what follows is.
    in_trace: bool,
    /// The file is Android's own log, whose levels are single letters: every line is looked at.
    logcat: bool,
}

impl Search {
    fn new(name: &str, most_signals: usize) -> Self {
        let file = LogFile { name: name.chars().take(200).collect(), ..LogFile::default() };
        let scanned = Scanned { file, ..Scanned::default() };
        let (unknown, servers, requests) = (HashMap::new(), Servers::default(), Requests::default());
        let (order, exception, in_trace, logcat) = (Moment::default(), false, false, false);
        Self { scanned, most_signals, unknown, servers, requests, order, exception, in_trace, logcat }
    }

    /// Looks at whole lines.
    fn chunk(&mut self, bytes: &[u8]) {
        self.times(bytes);
        if self.logcat {
            return self.every_line(bytes);
        }
        let Some(finder) = &*FINDER else { return };
        let mut from = 0;
        while let Some(hit) = finder.find(bytes.get(from..).unwrap_or_default()) {
            let at = from + hit.start();
            let start = memrchr(b'\n', bytes.get(..at).unwrap_or_default()).map_or(0, |end| end + 1);
            let end = memchr(b'\n', bytes.get(at..).unwrap_or_default()).map_or(bytes.len(), |end| at + end);
            let end = wrapped(bytes, start, end);
            let end_kept = end.min(start + LONGEST_LINE);
            let line = String::from_utf8_lossy(bytes.get(start..end_kept).unwrap_or_default());
            match line.contains('\n') {
                true => self.line(&line.replace(['\r', '\n'], " ")),
                false => self.line(&line),
            }
            from = (end + 1).min(bytes.len());
        }
    }

    fn every_line(&mut self, bytes: &[u8]) {
        for line in bytes.split(|byte| *byte == b'\n') {
            self.line(&String::from_utf8_lossy(line.get(..line.len().min(LONGEST_LINE)).unwrap_or_default()));
        }
    }

    /// The first and the last time of the file, from the first and last lines of each piece.
    fn times(&mut self, bytes: &[u8]) {
        let time_of = |line: &[u8]| {
            let line = String::from_utf8_lossy(line.get(..line.len().min(200)).unwrap_or_default());
            line::parse(&line).time.map(str::to_owned)
        };
        let mut lines = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        if self.scanned.file.first.is_none() {
            let first = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).take(50);
            self.logcat =
                first.filter_map(|line| std::str::from_utf8(line).ok()).any(|line| line::logcat(line).is_some());
            self.scanned.file.first = lines.by_ref().take(50).find_map(time_of);
        }
        let last = bytes.rsplit(|byte| *byte == b'\n').filter(|line| !line.is_empty()).take(50).find_map(time_of);
        self.scanned.file.last = last.or(self.scanned.file.last.take());
    }

    fn line(&mut self, raw: &str) {
        let line = line::parse(raw);
        self.scanned.is_log |= line.time.is_some() || line.level != Level::Lower || !line.from.is_empty();
        if let Some(moment) = line.time.and_then(Moment::of) {
            self.order = moment;
        }
        if line.time.is_some() {
            (self.exception, self.in_trace) = (false, false);
        }
        // The function's name is part of the meaning: `CLoginCup::OnLoginFailed` stands there too.
        let mut signal = signal::of(raw).filter(|_| !self.told_already(raw));
        if let Some(Signal::Launched | Signal::SignedOut) = signal {
            self.servers = Servers::default();
        }
        self.servers.named(line.text, signal.as_ref());
        if let Some(Signal::Appliance(ApplianceLineKind::LoginTimedOut, about)) = &mut signal
            && line.text.contains("ProviderOpenCompletedEvent")
        {
            *about = self.servers.directory().unwrap_or_default().to_owned();
        }
        match signal.or_else(|| self.requests.signal(line.text)) {
            Some(signal) => self.keep(signal, &line),
            None if line.level != Level::Lower || line.text.contains("LERR_") => self.unknown(&line),
            None => {}
        }
    }

    /// Java writes an exception several times: in the message, above its stack trace, and as what caused another.
    fn told_already(&self, raw: &str) -> bool {
        let again = raw.trim_start().starts_with("Caused by:");
        raw.contains("Exception") && (again && self.exception || self.in_trace)
    }

    fn keep(&mut self, signal: Signal, line: &Line<'_>) {
        self.scanned.is_log = true;
        self.exception = matches!(signal, Signal::Appliance(..));
        // In a text without any times, which somebody pasted, each line stands for itself.
        self.in_trace |= self.exception && self.scanned.file.first.is_some();
        if self.scanned.told.take(&signal, (line.time, self.order), self.most_signals) {
            return;
        }
        if self.scanned.seen.len() >= self.most_signals {
            self.scanned.seen.pop_front();
        }
        let (at, order, servers) = (line.time.map(str::to_owned), self.order, self.servers.clone());
        self.scanned.seen.push_back(Seen { signal, at, order, servers, text: excerpt(line.text) });
    }

    fn unknown(&mut self, line: &Line<'_>) {
        let from = if line.from.is_empty() { shape(line.text) } else { line.from.chars().take(200).collect() };
        if self.unknown.len() >= MOST_UNKNOWN && !self.unknown.contains_key(&from) {
            self.scanned.more_unknown += 1;
            return;
        }
        let entry = self.unknown.entry(from).or_insert_with_key(|from| UnknownLines {
            from: excerpt(from),
            sample: excerpt(line.text),
            count: 0,
            last: None,
        });
        entry.count += 1;
        entry.last = line.time.map(str::to_owned).or(entry.last.take());
    }

    fn done(mut self) -> Scanned {
        self.scanned.unknown = self.unknown.into_values().collect();
        self.scanned.is_log |= self.scanned.file.first.is_some();
        self.scanned
    }
}

/// The end of a line that a screen or a mail has broken before or inside the brackets of an exception.
fn wrapped(bytes: &[u8], start: usize, mut end: usize) -> usize {
    let marks = ["[LDAP: error code ", "[Root exception is "];
    for _ in 0..MOST_BREAKS {
        let line = bytes.get(start..end).unwrap_or_default();
        let java = memmem::find(line, b"javax.naming.").is_some();
        if !java && memmem::find(line, b"LDAP: error code ").is_none() {
            break;
        }
        let open = marks.iter().filter_map(|mark| memmem::rfind(line, mark.as_bytes())).max();
        let closed = |open: usize| memchr(b']', line.get(open..).unwrap_or_default()).is_some();
        let may_go_on = match open {
            Some(open) => !closed(open),
            None => java,
        };
        if !may_go_on || line.len() > LONGEST_LINE {
            break;
        }
        let rest = bytes.get((end + 1).min(bytes.len())..).unwrap_or_default();
        let next = memchr(b'\n', rest).unwrap_or(rest.len());
        let words = String::from_utf8_lossy(rest.get(..next.min(LONGEST_LINE)).unwrap_or_default());
        let words = words.trim();
        let is_other = words.is_empty() || words.starts_with("at ") || line::parse(words).time.is_some();
        if is_other || open.is_none() && !marks.iter().any(|mark| words.starts_with(mark)) {
            break;
        }
        end += 1 + next;
    }
    end
}

/// The beginning of a text with its digits made equal: lines that differ in a number are of one kind.
fn shape(text: &str) -> String {
    text.chars().take(60).map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}
