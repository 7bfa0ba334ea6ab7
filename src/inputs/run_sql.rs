//! Text tables as the appliances' command line prints them for `run sql`.
//!
//! ```text
//! admin:run sql select userid,lastname from enduser      (the echo, when it was copied too)
//! userid  lastname
//! ======= ========
//! mscott  Scott
//! ```
//!
//! Values hold blanks and may be empty, so cells are cut by the ruler, in characters; the last one is not padded. A
//! copy in which lines were joined or blanks lost cannot be cut: it is refused, never guessed.

use super::csv::CUT_OFF;
use std::borrow::Cow;

use anyhow::bail;
use memchr::{memchr, memchr_iter, memmem, memrchr};

/// What is written when a table cannot be read.
const COPY_AGAIN: &str = "copy the output again as plain text, or log the terminal session to a file";

/// Columns of a table at most.
const MAX_COLUMNS: usize = 512;

/// Tables with fewer columns may have rows in which only the first is filled.
const FEW_COLUMNS: usize = 4;

/// How the question of the pager begins.
const PAGER: &str = "Press <enter>";

/// Texts with which the appliance refuses a statement.
const REFUSALS: [&str; 4] = ["not found in any table", "syntax error", "specified table", "command execution failed"];

/// Lines of a terminal session, without what pagers and prompts leave behind.
pub(super) struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Lines { text, at: 0, line: 0 }
    }
}

impl<'a> Iterator for Lines<'a> {
    /// The number of the line, counted from 1, and its text.
    type Item = (u64, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
            let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            self.at += length + 1;
            self.line += 1;
            let line = rest.get(..length).unwrap_or_default();
            let line = line.trim_end_matches('\r').trim_start_matches('\u{c}');
            // What stands before a carriage return was overwritten on the screen.
            let line = line.rsplit('\r').next().unwrap_or(line);
            // A pager that nobody answered: what stands behind it was never printed.
            if !line.starts_with(PAGER) || self.at > self.text.len() {
                return Some((self.line, line));
            }
        }
    }
}

/// A line of nothing but rulers: groups of `=` with single blanks between them.
fn is_ruler(line: &str) -> bool {
    line.starts_with('=') && line.bytes().all(|byte| matches!(byte, b'=' | b' ' | b'\t'))
}

/// Whether a text holds a table as `run sql` prints it.
pub(super) fn is_run_sql(text: &str) -> bool {
    // Most files hold no ruler, and need not be cut into lines to know it.
    memmem::find(text.as_bytes(), b"\n=").is_some() && Lines::new(text).any(|(_, line)| is_ruler(line))
}

/// Whether a text that is no other table is what is left of such a table, or of the attempt to get one.
pub(super) fn was_run_sql(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"run sql ").is_some()
        || refusal(text).is_some()
        || Lines::new(text).any(|(_, line)| holds_ruler(line))
}

/// A ruler with something else on its line.
fn holds_ruler(line: &str) -> bool {
    line.contains(" ===") || line.contains("=== ")
}

/// Where a piece of a text may end: before a line that is shown and is no ruler, so that nothing is decided by what
/// stands behind the end. 0 when there is no such line.
pub(super) fn whole_rows(text: &str) -> usize {
    let mut end = text.len();
    while let Some(line) = text.get(..end).and_then(|text| text.strip_suffix('\n')) {
        let start = memrchr(b'\n', line.as_bytes()).map_or(0, |at| at + 1);
        if Lines::new(text.get(start..end).unwrap_or_default()).next().is_some_and(|(_, line)| !is_ruler(line)) {
            return start;
        }
        end = start;
    }
    0
}

/// The tables of a text, one after the other.
pub(super) struct Tables<'a> {
    lines: std::iter::Peekable<Lines<'a>>,
    /// The line above a ruler that has been met already.
    header: Option<(u64, &'a str)>,
    place: Place,
    /// The text ends within a line.
    cut_off: bool,
}

/// Where the tables of a text go on in its next piece.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Lines of the pieces before.
    line: u64,
    /// The columns of the table that the piece before ended in, and whether its rows were wanted.
    open: Option<(Vec<Span>, bool)>,
}

/// Where a column begins and ends, in characters.
type Span = (usize, usize);

/// One table: its columns, then its rows.
pub(super) struct Table<'a, 't> {
    /// Names of the columns.
    pub(super) names: Vec<&'a str>,
    /// Line of the names.
    pub(super) line: u64,
    /// A table that the piece before ended in: its names are not known any more.
    pub(super) resumed: bool,
    /// Whether the rows are wanted; the caller says so, and finds it again when the table is resumed.
    pub(super) wanted: bool,
    spans: Vec<Span>,
    /// Rows end before their last column: a copy lost the blanks at the ends of lines.
    short: bool,
    tables: &'t mut Tables<'a>,
}

impl<'a> Tables<'a> {
    /// Goes on with the next piece of a text; with the first one at the default place.
    pub(super) fn go_on(text: &'a str, place: Place) -> Self {
        let lines = Lines { line: place.line, ..Lines::new(text) };
        let line = place.line + memchr_iter(b'\n', text.as_bytes()).count() as u64;
        let cut_off = !text.ends_with('\n');
        Tables { lines: lines.peekable(), header: None, place: Place { line, ..place }, cut_off }
    }

    /// Where the next piece goes on, once there is no further table in this one.
    pub(super) fn place(self) -> Place {
        self.place
    }

    /// The next table. Fails on a damaged copy.
    pub(super) fn next_table(&mut self) -> anyhow::Result<Option<Table<'a, '_>>> {
        // A table that is open when the lines have come to their end stays so.
        if let Some((spans, wanted)) = self.place.open.take_if(|_| self.lines.peek().is_some()) {
            return Ok(Some(Table {
                names: Vec::new(),
                line: 0,
                resumed: true,
                wanted,
                spans,
                short: false,
                tables: self,
            }));
        }
        let Some((line, header)) = self.find_header()? else { return Ok(None) };
        // The ruler is there: `find_header` has seen it.
        let ruler = self.lines.next().map_or("", |(_, ruler)| ruler.trim_end());
        if self.lines.peek().is_some_and(|(_, next)| is_ruler(next)) {
            bail!(
                "found a ruler of several lines below line {line}: the terminal wrapped long lines; widen it and {COPY_AGAIN}"
            );
        }
        let spans = spans(ruler, line)?;
        let names = names(header, &spans).ok_or_else(|| misaligned(line))?;
        Ok(Some(Table { names, line, resumed: false, wanted: true, spans, short: false, tables: self }))
    }

    /// Skips what is between tables: echoes, prompts, messages.
    fn find_header(&mut self) -> anyhow::Result<Option<(u64, &'a str)>> {
        if let Some(header) = self.header.take() {
            return Ok(Some(header));
        }
        while let Some((number, line)) = self.lines.next() {
            if is_ruler(line) {
                bail!("found a ruler in line {number} without column names above it; {COPY_AGAIN}");
            }
            if self.lines.peek().is_some_and(|(_, next)| is_ruler(next)) {
                return Ok(Some((number, line)));
            }
            if holds_ruler(line) {
                bail!(
                    "found column names, ruler and rows on one line (line {number}): line ends were lost; {COPY_AGAIN}"
                );
            }
        }
        Ok(None)
    }
}

fn misaligned(line: u64) -> anyhow::Error {
    anyhow::anyhow!(
        "found column names in line {line} that do not stand above the ruler below them: blanks were lost or added; \
         {COPY_AGAIN}"
    )
}

/// Where each group of a ruler begins and ends; one blank between two of them.
fn spans(ruler: &str, header: u64) -> anyhow::Result<Vec<Span>> {
    let mut spans = Vec::new();
    let mut start = 0;
    for group in ruler.split(' ') {
        if group.is_empty() || group.contains('\t') || spans.len() == MAX_COLUMNS {
            return Err(misaligned(header));
        }
        spans.push((start, start + group.len()));
        start += group.len() + 1;
    }
    Ok(spans)
}

/// The names above a ruler: each begins where its group begins, and nothing stands between two of them.
fn names<'a>(header: &'a str, spans: &[Span]) -> Option<Vec<&'a str>> {
    if !header.is_ascii() {
        return None;
    }
    let mut names = Vec::with_capacity(spans.len());
    for (index, &(start, end)) in spans.iter().enumerate() {
        let last = index + 1 == spans.len();
        let cell = header.get(start..if last { header.len() } else { header.len().min(end + 1) })?;
        let name = cell.trim_end();
        let plain = !name.is_empty() && name.bytes().all(|byte| !byte.is_ascii_whitespace());
        if !plain || name.len() > end - start {
            return None;
        }
        names.push(name);
    }
    Some(names)
}

impl<'a> Table<'a, '_> {
    /// The next row: its line, and whether it could be cut into `cells`. `NULL` is an absent value.
    pub(super) fn next_row(&mut self, cells: &mut Vec<Cow<'a, str>>) -> Option<(u64, Result<(), &'static str>)> {
        loop {
            let Some((number, line)) = self.tables.lines.next() else {
                self.tables.place.open = Some((std::mem::take(&mut self.spans), self.wanted));
                return None;
            };
            if line.starts_with("admin:") {
                return None;
            }
            if self.tables.lines.peek().is_some_and(|(_, next)| is_ruler(next)) {
                self.tables.header = Some((number, line));
                return None;
            }
            if line.starts_with(PAGER) {
                return Some((number, Err(CUT_OFF)));
            }
            if !line.trim_ascii().is_empty() {
                return Some((number, self.cut(line, cells)));
            }
        }
    }

    /// Whether the text ends within the line of the row that was read last.
    pub(super) fn ends_within_line(&mut self) -> bool {
        self.tables.cut_off && self.tables.lines.peek().is_none()
    }

    fn cut(&mut self, line: &'a str, cells: &mut Vec<Cow<'a, str>>) -> Result<(), &'static str> {
        let in_bytes = |column: usize| column.min(line.len());
        let mut characters = line.char_indices().enumerate();
        // Asked for columns in ascending order only.
        let mut next = characters.next();
        let in_characters = |column: usize| {
            while next.is_some_and(|(index, _)| index < column) {
                next = characters.next();
            }
            next.map_or(line.len(), |(_, (at, _))| at)
        };
        // Columns are counted in characters; should a release count bytes, the separators show it.
        let fits = (!line.is_ascii() && self.cut_at(line, cells, in_characters)) || self.cut_at(line, cells, in_bytes);
        if !fits {
            return Err("the row does not stand under the ruler");
        }
        let only_first = self.spans.len() >= FEW_COLUMNS && cells.iter().skip(1).all(|cell| cell.is_empty());
        let whole = self.spans.last().is_some_and(|(last, _)| line.len() >= *last);
        // All columns but the last are padded.
        if !whole && !self.short && self.ends_within_line() {
            return Err(CUT_OFF);
        }
        self.short |= !whole;
        if only_first && !whole {
            return Err("the row ends after its first column: the line was cut or broken");
        }
        Ok(())
    }

    /// Cuts at the byte offsets that `offset` gives for columns; false when something stands between two columns.
    fn cut_at(&self, line: &'a str, cells: &mut Vec<Cow<'a, str>>, mut offset: impl FnMut(usize) -> usize) -> bool {
        cells.clear();
        let mut between = 0;
        for (index, &(start, end)) in self.spans.iter().enumerate() {
            let start = offset(start);
            let end = if index + 1 == self.spans.len() { line.len() } else { offset(end) };
            let (Some(blank), Some(value)) = (line.get(between..start), line.get(start..end)) else { return false };
            if !blank.trim_ascii().is_empty() {
                return false;
            }
            // What pads a column is blanks; a no-break space is part of the value.
            let value = value.trim_ascii_end();
            cells.push(Cow::Borrowed(if value == "NULL" { "" } else { value }));
            between = end;
        }
        true
    }
}

/// The line with which the appliance refused the statement, when there is one.
pub(super) fn refusal(text: &str) -> Option<&str> {
    let mut lines = Lines::new(text).map(|(_, line)| line.trim());
    let refused = lines.find(|line| {
        let line = line.to_ascii_lowercase();
        !line.starts_with("admin:") && REFUSALS.iter().any(|refusal| line.contains(refusal))
    })?;
    // Longer lines are something else.
    (refused.len() <= 160).then_some(refused)
}

#[cfg(test)]
mod tests;
