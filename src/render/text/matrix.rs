//! From × to: which place reaches which server, when there are several places.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::Style;
use super::flow::{Flow, Paint};
use crate::compare::reach::server_word;
use crate::evidence::Vantage;
use crate::render::escape;
use crate::report::Report;
use crate::server_url::ServerUrl;

/// Left of the rows, and between two columns.
const INDENT: &str = "  ";
/// Columns of a place's name; a longer one is cut.
const NAME: usize = 28;
/// The longest word of a cell.
const CELL: usize = 12;

/// Writes the table, wide or with numbered columns, in as many parts as the width asks for.
pub(super) fn write(report: &Report, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let places = &report.evidence.vantages;
    let servers = &report.evidence.asked.servers;
    if places.len() < 2 || servers.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    let title = if style.unicode { "From × to" } else { "From x to" };
    Flow::new(style).words(title, Paint::Bold).write(style, 0, out)?;
    let most = NAME.min(style.width.max(40).saturating_sub(2 * INDENT.len() + CELL));
    let names: Vec<String> = places.iter().map(|place| shortened(&place.name, most, style)).collect();
    let name = names.iter().map(|name| name.width()).max().unwrap_or(0);
    let heads: Vec<String> = servers.iter().map(|server| shown(&server.authority(), style)).collect();
    let room = style.width.max(40).saturating_sub(INDENT.len() + name);
    let wide = |head: &String| head.width().max(CELL) + INDENT.len();
    if heads.iter().map(wide).sum::<usize>() <= room {
        let columns: Vec<Column<'_>> =
            servers.iter().zip(&heads).map(|(server, head)| Column { server, head: head.clone() }).collect();
        return part(&names, places, &columns, style, out);
    }
    let columns: Vec<Column<'_>> =
        servers.iter().enumerate().map(|(number, server)| Column { server, head: format!("{}", number + 1) }).collect();
    for columns in columns.chunks((room / (CELL + INDENT.len())).max(1)) {
        part(&names, places, columns, style, out)?;
    }
    for (number, head) in heads.iter().enumerate() {
        let flow = Flow::new(style).lead(INDENT, Paint::Plain).lead(&format!("{}", number + 1), Paint::Bold);
        flow.pad_to(INDENT.len() + 4).atom(head, Paint::Plain).write(style, INDENT.len() + 4, out)?;
    }
    Ok(())
}

struct Column<'a> {
    server: &'a ServerUrl,
    head: String,
}

/// One line of heads, one line a place.
fn part(
    names: &[String],
    places: &[Vantage],
    columns: &[Column<'_>],
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = INDENT.len() + names.iter().map(|name| name.width()).max().unwrap_or(0);
    let mut flow = Flow::new(style).lead(INDENT, Paint::Plain);
    let mut column = name;
    for Column { head, .. } in columns {
        flow = flow.pad_to(column + INDENT.len()).lead(head, Paint::Faint);
        column += INDENT.len() + head.width().max(CELL);
    }
    flow.write(style, 0, out)?;
    for (place, shown) in places.iter().zip(names) {
        let mut flow = Flow::new(style).lead(INDENT, Paint::Plain).lead(shown, Paint::Bold);
        let mut column = name;
        for Column { server, head } in columns {
            let word = cell(place, server);
            let paint = match word {
                "ok" => Paint::Good,
                "-" | "cut" | "not seen" => Paint::Faint,
                _ => Paint::Bad,
            };
            flow = flow.pad_to(column + INDENT.len()).lead(word, paint);
            column += INDENT.len() + head.width().max(CELL);
        }
        flow.write(style, 0, out)?;
    }
    Ok(())
}

fn cell(place: &Vantage, server: &ServerUrl) -> &'static str {
    if place.unreached.is_some() {
        return "not seen";
    }
    place.servers.iter().find(|seen| seen.url == *server).map_or("-", server_word)
}

fn shown(text: &str, style: &Style) -> String {
    if style.unicode { escape::text(text) } else { escape::ascii(text) }.into_owned()
}

/// A name that leaves room for the cells.
fn shortened(name: &str, most: usize, style: &Style) -> String {
    let whole = shown(name, style);
    if whole.width() <= most {
        return whole;
    }
    let mut short = String::new();
    for c in whole.chars() {
        if short.width() + c.len_utf8() > most.saturating_sub(3) {
            break;
        }
        short.push(c);
    }
    short + "..."
}

#[cfg(test)]
#[path = "matrix/tests.rs"]
mod tests;
