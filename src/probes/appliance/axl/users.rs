//! The end users of call manager or of a presence node, in chunks: all columns that are compared, and none that holds a
//! secret.

use std::borrow::Cow;

use tokio::time::sleep;

use super::super::soap::failure;
use super::soap::{Answer, PAUSES, Soap, is_throttled};
use super::verb::{Statement, Verb};
use crate::evidence::deployment::{AxlFailure, AxlFailureKind};
use crate::inputs::{Sink, call_manager, presence};
use crate::people::CallManagerUsers;

/// Rows asked for at once; some 2 MiB of XML.
const CHUNK: usize = 2000;

/// Fewer rows are not worth a request.
const SMALLEST: usize = 25;

/// Users at most: call manager holds 160 000.
const MAX_USERS: usize = 1_000_000;

/// Bytes of one cell; the longest column that is compared has 255 characters.
const MAX_CELL: usize = 1 << 10;

/// Bytes of all cells together: some 250 for each of a million users.
const MAX_BYTES: usize = 256 << 20;

/// Where they stand, in an order that stays while chunks are read.
const TABLE: &str = "enduser ORDER BY userid";

/// Users of one kind of appliance, row by row.
pub(super) trait Users: Sink {
    /// What is compared. `passwordreverse` and its like are never asked for.
    const COLUMNS: &'static [&'static str];
    /// What every release has.
    const FEWER: &'static [&'static str];

    /// None yet, of these columns.
    fn begin(columns: &[&str]) -> Self;
}

impl Users for call_manager::Users {
    const COLUMNS: &'static [&'static str] = &[
        "userid",
        "firstname",
        "lastname",
        "mailid",
        "telephonenumber",
        "directoryuri",
        "uniqueidentifier",
        "status",
        "fkdirectorypluginconfig",
        "enablecups",
        "primarynodeid",
    ];
    const FEWER: &'static [&'static str] = &["userid", "status", "fkdirectorypluginconfig"];

    fn begin(columns: &[&str]) -> Self {
        Self::of_columns(columns)
    }
}

impl Users for presence::Users {
    const COLUMNS: &'static [&'static str] =
        &["userid", "imaddress", "directoryuri", "mailid", "status", "enablecups", "primarynodeid"];
    /// Without `enablecups` everybody would look enabled.
    const FEWER: &'static [&'static str] = &["userid", "status", "enablecups"];

    fn begin(columns: &[&str]) -> Self {
        Self::of_columns(columns)
    }
}

/// Reads all end users.
pub(super) async fn read<U: Users>(soap: &mut Soap) -> Result<U, AxlFailure> {
    let mut statement = Statement { columns: U::COLUMNS, from: TABLE, skip: 0, first: CHUNK };
    let mut users = U::begin(statement.columns);
    let mut bytes = 0;
    let mut pauses = PAUSES.iter();
    loop {
        match soap.call(Verb::Query(statement)).await {
            Ok(answer) => {
                pauses = PAUSES.iter();
                let rows = take(&answer, statement, &mut users, &mut bytes);
                if rows > statement.first || bytes > MAX_BYTES {
                    let what = "more than was asked for: the answer is not that of a database";
                    return Err(failure(Verb::Query(statement).name(), AxlFailureKind::Malformed, what));
                }
                statement.skip += rows;
                if rows < statement.first || statement.skip >= MAX_USERS {
                    return Ok(users);
                }
            }
            // Fewer rows take less of the memory that is short.
            Err(refused) if is_throttled(&refused) => {
                sleep(*pauses.next().ok_or(refused)?).await;
                statement.first = (statement.first / 2).max(SMALLEST);
            }
            Err(refused) => {
                let next = instead(refused, statement, U::FEWER)?;
                if next.columns != statement.columns {
                    users = U::begin(next.columns);
                }
                statement = next;
            }
        }
    }
}

/// The users of one answer.
pub(super) fn in_one_answer(answer: &Answer) -> CallManagerUsers {
    let columns = call_manager::Users::COLUMNS;
    let mut users = call_manager::Users::of_columns(columns);
    take(answer, Statement { columns, from: TABLE, skip: 0, first: CHUNK }, &mut users, &mut 0);
    users.finish()
}

/// What to ask after a refusal that another question may get around.
fn instead(refused: AxlFailure, statement: Statement, fewer: &'static [&'static str]) -> Result<Statement, AxlFailure> {
    match refused.kind {
        AxlFailureKind::Fault => after(&refused.raw, statement, fewer).ok_or(refused),
        AxlFailureKind::TooLarge if statement.first / 2 < SMALLEST => {
            Err(failure(Verb::Query(statement).name(), AxlFailureKind::TooLarge, "rows are too large"))
        }
        AxlFailureKind::TooLarge => Ok(Statement { first: statement.first / 2, ..statement }),
        _ => Err(refused),
    }
}

/// What to ask after a fault: fewer rows, where it says so; or fewer columns, where one is unknown.
fn after(fault: &str, statement: Statement, fewer: &'static [&'static str]) -> Option<Statement> {
    let fault = fault.to_ascii_lowercase();
    if fault.contains("too large") || fault.contains("row fetch") {
        let suggested = fault.rsplit_once("row fetch").and_then(|(_, rest)| {
            rest.split(|c: char| !c.is_ascii_digit()).find_map(|digits| digits.parse::<usize>().ok())
        });
        let first = suggested.unwrap_or(statement.first / 2).min(statement.first / 2);
        return (first >= SMALLEST).then_some(Statement { first, ..statement });
    }
    let unknown = fault.contains("column") || fault.contains("-217");
    (unknown && statement.columns.len() > fewer.len() && statement.skip == 0)
        .then_some(Statement { columns: fewer, ..statement })
}

/// Takes the rows of an answer, as many as were asked for, and counts them all and the bytes taken.
fn take(answer: &Answer, statement: Statement, users: &mut impl Users, bytes: &mut usize) -> usize {
    let columns = statement.columns;
    let mut cells = vec![Cow::Borrowed(""); columns.len()];
    let mut rows = 0;
    answer.walk(&mut |path, text| match (path, text) {
        ([.., row, name], Some(text)) if row == "row" => {
            if let Some(cell) =
                columns.iter().position(|column| column.eq_ignore_ascii_case(name)).and_then(|at| cells.get_mut(at))
            {
                let kept = text.get(..text.floor_char_boundary(MAX_CELL)).unwrap_or_default();
                *cell = Cow::Owned(kept.to_owned());
            }
        }
        ([.., ret, row], _) if row == "row" && ret == "return" => {
            rows += 1;
            if rows <= statement.first && *bytes <= MAX_BYTES {
                *bytes += cells.iter().map(|cell| cell.len()).sum::<usize>();
                // What is passed over cannot be told anybody by its line.
                let _ = users.row(&cells);
            }
            cells.fill(Cow::Borrowed(""));
        }
        _ => {}
    });
    rows
}
