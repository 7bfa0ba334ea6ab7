//! From a text to the rows of a table, whichever of its forms it has.

use std::borrow::Cow;
use std::path::Path;

use anyhow::bail;

use super::columns::is_secret;
use super::csv::{CUT_OFF, Mark, Records};
use super::run_sql::{self, Place, Table, Tables};
use super::{Log, marked, pieces};

/// Lines above a header that are passed over, with it: titles, comments.
const MAX_PREAMBLE: usize = 20;

/// The form in which a table was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Comma-separated, or with another delimiter.
    Csv,
    /// `run sql`.
    RunSql,
    /// XML or JSON.
    Marked,
}

/// Takes the rows of one kind of table.
pub(crate) trait Sink {
    /// What is expected, in words that tell how to get it.
    const EXPECTED: &'static str;
    /// Lines up to which column names are looked for.
    const NAMES_WITHIN: usize = MAX_PREAMBLE;

    /// Whether names of columns are those of this kind of table; its rows follow then. Fails when the table is known
    /// to be of another kind.
    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool>;

    /// Whether a row looks like column names: files that were put one behind the other repeat them, maybe in another
    /// order.
    fn is_like_names(&self, _cells: &[Cow<'_, str>]) -> bool {
        false
    }

    /// Whether the last cell of a row may be the beginning of a longer one: asked of the last row of a file that ends within
    /// its line.
    fn is_cut(&self, _cells: &[Cow<'_, str>]) -> bool {
        false
    }

    /// Takes a row, or says why not, without what its cells hold.
    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String>;
}

/// Feeds the rows of all tables of a text that the sink accepts. Fails when it accepts none.
pub(super) fn feed<S: Sink>(text: &str, sink: &mut S, log: &mut Log) -> anyhow::Result<Form> {
    let mut feeding = Feeding::default();
    feeding.take(text, true, sink, log)?;
    Ok(feeding.conclude(log))
}

/// Feeds a file piece by piece. None for one that must be read as a whole.
pub(super) fn feed_pieces<S: Sink + Default>(path: &Path, size: usize) -> Option<(Form, S, Log)> {
    let (mut feeding, mut sink, mut log) = (Feeding::default(), S::default(), Log::default());
    pieces::each(path, size, |text, last| feeding.take(text, last, &mut sink, &mut log))?;
    let form = feeding.conclude(&mut log);
    Some((form, sink, log))
}

/// How far a file was fed; a whole text is one piece.
#[derive(Default)]
struct Feeding {
    /// None before the column names of CSV.
    form: Option<State>,
    accepted: usize,
    others: Vec<String>,
    /// Fields of the header of CSV that has a column for passwords: a shorter row may have one in any place.
    whole: Option<usize>,
}

#[derive(Clone)]
enum State {
    Csv(Mark),
    RunSql(Place),
    Marked,
}

impl Feeding {
    /// Feeds the rows of a piece, and says how many bytes it is done with.
    fn take<S: Sink>(&mut self, text: &str, last: bool, sink: &mut S, log: &mut Log) -> anyhow::Result<usize> {
        match self.form.clone() {
            Some(State::RunSql(place)) => self.tables(text, last, place, sink, log),
            _ if !run_sql::is_run_sql(text) => self.records(text, last, sink, log),
            None => self.tables(text, last, Place::default(), sink, log),
            Some(State::Csv(_) | State::Marked) => bail!("a table of run sql within another text"),
        }
    }

    /// What is to be said of the file as a whole, and what it is.
    fn conclude(self, log: &mut Log) -> Form {
        for other in self.others {
            log.note(format!("{other} was left aside"));
        }
        match self.form {
            Some(State::RunSql(_)) => Form::RunSql,
            Some(State::Marked) => Form::Marked,
            Some(State::Csv(_)) | None => Form::Csv,
        }
    }

    fn tables<S: Sink>(
        &mut self,
        text: &str,
        last: bool,
        place: Place,
        sink: &mut S,
        log: &mut Log,
    ) -> anyhow::Result<usize> {
        let used = if last { text.len() } else { run_sql::whole_rows(text) };
        let piece = text.get(..used).unwrap_or_default();
        let mut tables = Tables::go_on(piece, place);
        let mut cells = Vec::new();
        while let Some(mut table) = tables.next_table().map_err(|error| expected::<S>(&error.to_string()))? {
            if !table.resumed {
                table.wanted = sink.accepts(&table.names)?;
                self.accepted += usize::from(table.wanted);
                if !table.wanted {
                    self.others.push(described(&table));
                }
            }
            while let Some((line, cut)) = table.next_row(&mut cells) {
                let is_cut = table.wanted && table.ends_within_line() && sink.is_cut(&cells);
                let cut = if is_cut { cut.and(Err(CUT_OFF)) } else { cut };
                if table.wanted
                    && let Err(why) = cut.map_err(str::to_owned).and_then(|()| sink.row(&cells))
                {
                    log.reject(line, why);
                }
            }
        }
        if last && self.accepted == 0 {
            let found = match (run_sql::refusal(text), self.others.is_empty()) {
                (Some(refusal), _) => format!("the appliance's refusal {refusal:?}"),
                (None, true) => "the echo of a statement and no table below it".to_owned(),
                (None, false) => self.others.join(", "),
            };
            return Err(expected::<S>(&format!("found {found}")));
        }
        self.form = Some(State::RunSql(tables.place()));
        Ok(used)
    }

    /// Rows are numbered from 1 where there are no lines.
    fn marked<S: Sink>(&mut self, text: &str, sink: &mut S, log: &mut Log) -> anyhow::Result<usize> {
        let found = |what: &str| expected::<S>(&format!("found XML or JSON{what}"));
        let table = marked::table(text).map_err(|why| found(&format!(": {why}")))?;
        let names: Vec<&str> = table.names.iter().map(String::as_str).collect();
        if names.is_empty() || !sink.accepts(&names)? {
            return Err(found(" without users and what belongs to them"));
        }
        for (nth, row) in table.rows.iter().enumerate() {
            let cells: Vec<Cow<'_, str>> = row.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect();
            if let Err(why) = sink.row(&cells) {
                log.reject(nth as u64 + 1, why);
            }
        }
        self.form = Some(State::Marked);
        Ok(text.len())
    }

    fn records<S: Sink>(&mut self, text: &str, last: bool, sink: &mut S, log: &mut Log) -> anyhow::Result<usize> {
        let begun = if let Some(State::Csv(mark)) = self.form { Some(mark) } else { None };
        if begun.is_none() && marked::is_marked(text) {
            // Where the last element ends, only the whole text tells.
            return if last { self.marked(text, sink, log) } else { Ok(0) };
        }
        let mut records = begun.map_or_else(|| Records::new(text), |mark| Records::go_on(text, mark));
        if !last && !records.leave_the_end() {
            return Ok(0);
        }
        if begun.is_none() {
            match find_names(&mut records, sink, log) {
                Ok(whole) => self.whole = whole,
                Err(_) if run_sql::was_run_sql(text) => {
                    return self.tables(text, last, Place::default(), sink, log);
                }
                Err(error) if last => return Err(error),
                // The names may stand beyond the rows that can be judged so far.
                Err(_) => return Ok(0),
            }
        }
        feed_rows(&mut records, &mut self.whole, sink, log)?;
        let (used, mark) = records.mark();
        self.form = Some(State::Csv(mark));
        Ok(used)
    }
}

/// A table that was not wanted.
fn described(table: &Table<'_, '_>) -> String {
    let names = table.names.iter().take(8).filter(|name| is_identifier(name)).copied().collect::<Vec<_>>();
    format!("a table of {} (line {})", names.join(", "), table.line)
}

/// Reads up to the column names; gives their number where one of them is a password's. Fails where the sink accepts
/// none.
fn find_names<S: Sink>(records: &mut Records<'_>, sink: &mut S, log: &mut Log) -> anyhow::Result<Option<usize>> {
    let mut cells = Vec::new();
    let mut fields = 0;
    for preamble in 0..S::NAMES_WITHIN {
        let Some((line, split)) = records.next_row(&mut cells) else { break };
        fields = fields.max(cells.len());
        let names: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        if split.is_ok() && sink.accepts(&names)? {
            if are_quoted(&names) {
                return Err(expected::<S>(
                    "found values in single quotes, which would be part of them: export again with double quotes, or none",
                ));
            }
            if preamble > 0 {
                log.note(format!("what stands above the column names in line {line} was left aside"));
            }
            records.learn_style(&cells);
            return Ok(whole(&names));
        }
    }
    // What stands there may be a row with a password: it is not repeated.
    let found = if fields > 1 {
        format!("found lines of up to {fields} fields separated by {}, without such column names", records.delimiter())
    } else {
        "found lines of text that are no table".to_owned()
    };
    Err(expected::<S>(&found))
}

/// Whether each name stands in single quotes, as some programs write every value; no name of a column has one.
fn are_quoted(names: &[&str]) -> bool {
    names.len() > 1 && names.iter().all(|name| name.len() > 2 && name.starts_with('\'') && name.ends_with('\''))
}

/// The number of columns, where one of them is a password's.
pub(super) fn whole(names: &[&str]) -> Option<usize> {
    names.iter().any(|name| is_secret(name)).then_some(names.len())
}

/// Feeds the rows below a header, and below those that follow it. `fields` is the number of its fields, where one is a
/// password's: shorter rows are rejected, since nobody knows which field is missing, and a password may stand where the
/// user ID is looked for. Fails where a header that follows is of another kind of table.
pub(super) fn feed_rows<S: Sink>(
    records: &mut Records<'_>,
    fields: &mut Option<usize>,
    sink: &mut S,
    log: &mut Log,
) -> anyhow::Result<()> {
    let mut cells = Vec::new();
    while let Some((line, split)) = records.next_row(&mut cells) {
        if sink.is_like_names(&cells) {
            let names: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
            if sink.accepts(&names)? {
                *fields = whole(&names);
                records.learn_style(&cells);
                continue;
            }
        }
        if is_count(&cells) {
            continue;
        }
        let is_cut = records.ends_within_line() && sink.is_cut(&cells);
        let split = if is_cut { split.and(Err(CUT_OFF)) } else { split };
        let long_enough = match *fields {
            Some(fields) if cells.len() < fields => Err(format!(
                "{} fields, the header has {fields} and a password among them, so no field is taken",
                cells.len()
            )),
            _ => Ok(()),
        };
        if let Err(why) = split.map_err(str::to_owned).and(long_enough).and_then(|()| sink.row(&cells)) {
            log.reject(line, why);
        }
    }
    Ok(())
}

/// `(12 rows affected)`, `12 row(s) retrieved.`: what programs that query a database write below a table.
fn is_count(cells: &[Cow<'_, str>]) -> bool {
    let Some((first, rest)) = cells.split_first() else { return false };
    let text = first.trim().trim_start_matches('(');
    let words = text.trim_start_matches(|c: char| c.is_ascii_digit());
    words.len() < text.len() && words.starts_with(" row") && rest.iter().all(|cell| cell.trim().is_empty())
}

/// The error of a text that is no table of this kind.
pub(super) fn expected<S: Sink>(found: &str) -> anyhow::Error {
    anyhow::anyhow!("expected {}; {found}", S::EXPECTED)
}

/// Fails with what the text is instead.
pub(super) fn refuse<S: Sink, T>(found: &str) -> anyhow::Result<T> {
    bail!("expected {}; found {found}", S::EXPECTED)
}

/// A name as databases write them, so that no other text is repeated.
fn is_identifier(name: &str) -> bool {
    name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
