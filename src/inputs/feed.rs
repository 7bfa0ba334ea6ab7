//! From a text to the rows of a table, whichever of its forms it has.

use std::borrow::Cow;

use anyhow::bail;

use super::Log;
use super::csv::Records;
use super::run_sql::{self, Tables};

/// Lines above a header that are passed over: titles, comments.
const MAX_PREAMBLE: usize = 20;

/// The form in which a table was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Comma-separated, or with another delimiter.
    Csv,
    /// `run sql`.
    RunSql,
}

/// Takes the rows of one kind of table.
pub(super) trait Sink {
    /// What is expected, in words that tell how to get it.
    const EXPECTED: &'static str;

    /// Whether names of columns are those of this kind of table; its rows follow then. Fails when the table is known
    /// to be of another kind.
    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool>;

    /// Takes a row, or says why not, without what its cells hold.
    fn row(&mut self, line: u64, cells: &[Cow<'_, str>]) -> Result<(), String>;
}

/// Feeds the rows of all tables of a text that the sink accepts. Fails when it accepts none.
pub(super) fn feed<S: Sink>(text: &str, sink: &mut S, log: &mut Log) -> anyhow::Result<Form> {
    if run_sql::is_run_sql(text) {
        feed_tables(text, sink, log)?;
        return Ok(Form::RunSql);
    }
    match feed_records(text, sink, log) {
        Ok(()) => Ok(Form::Csv),
        Err(_) if run_sql::was_run_sql(text) => feed_tables(text, sink, log).map(|()| Form::RunSql),
        Err(error) => Err(error),
    }
}

fn feed_tables<S: Sink>(text: &str, sink: &mut S, log: &mut Log) -> anyhow::Result<()> {
    let mut tables = Tables::new(text);
    let mut cells = Vec::new();
    let (mut accepted, mut others) = (0, Vec::new());
    loop {
        let Some(mut table) = tables.next_table().map_err(|error| expected::<S>(&error.to_string()))? else { break };
        if !sink.accepts(&table.names)? {
            let names = table.names.iter().take(8).filter(|name| is_identifier(name)).copied().collect::<Vec<_>>();
            others.push(format!("a table of {} (line {})", names.join(", "), table.line));
            while table.next_row(&mut cells).is_some() {}
            continue;
        }
        accepted += 1;
        while let Some((line, cut)) = table.next_row(&mut cells) {
            let taken = cut.map_err(str::to_owned).and_then(|()| sink.row(line, &cells));
            if let Err(why) = taken {
                log.reject(line, why);
            }
        }
    }
    if accepted == 0 {
        let found = match (run_sql::refusal(text), others.is_empty()) {
            (Some(refusal), _) => format!("the appliance's refusal {refusal:?}"),
            (None, true) => "the echo of a statement and no table below it".to_owned(),
            (None, false) => others.join(", "),
        };
        return Err(expected::<S>(&format!("found {found}")));
    }
    for other in others {
        log.note(format!("{other} was left aside"));
    }
    Ok(())
}

fn feed_records<S: Sink>(text: &str, sink: &mut S, log: &mut Log) -> anyhow::Result<()> {
    let mut records = Records::new(text);
    let mut cells = Vec::new();
    let mut preamble = 0;
    let mut fields = 0;
    loop {
        let row = if preamble < MAX_PREAMBLE { records.next_row(&mut cells) } else { None };
        let Some((line, split)) = row else { break };
        fields = fields.max(cells.len());
        let names: Vec<&str> = cells.iter().map(|cell| cell.trim()).collect();
        if split.is_ok() && sink.accepts(&names)? {
            if preamble > 0 {
                log.note(format!("what stands above the column names in line {line} was left aside"));
            }
            records.learn_style(&cells);
            feed_rows(&mut records, sink, log);
            return Ok(());
        }
        preamble += 1;
    }
    // What stands there may be a row with a password: it is not repeated.
    let found = if fields > 1 {
        format!("found lines of up to {fields} fields separated by {}, without such column names", records.delimiter())
    } else {
        "found lines of text that are no table".to_owned()
    };
    Err(expected::<S>(&found))
}

/// Feeds the rows below a header.
pub(super) fn feed_rows<S: Sink>(records: &mut Records<'_>, sink: &mut S, log: &mut Log) {
    let mut cells = Vec::new();
    while let Some((line, split)) = records.next_row(&mut cells) {
        if let Err(why) = split.map_err(str::to_owned).and_then(|()| sink.row(line, &cells)) {
            log.reject(line, why);
        }
    }
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
