//! What changed between two reports, as text.

use std::io::{self, Write};

use super::text::Style;
use super::text::flow::{Flow, Paint};
use super::words;
use crate::report::{Change, Difference};

/// Columns of "fixed", and of the code behind it.
const WORD: usize = 9;
const CODE: usize = 34;

/// Columns that a sentence needs to stand beside the code.
const LEAST: usize = 40;

/// Findings of one kind, and names of one finding, that are told; JSON has all.
const TOLD: usize = 20;
const NAMED: usize = 5;

/// Writes it. Errors are those of the writer.
pub fn render(difference: &Difference, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (old, new) = (&difference.old, &difference.new);
    let times = format!("{} → {}", old.taken_at, new.taken_at);
    let verdicts = format!("{} → {}", words::verdict(old.verdict), words::verdict(new.verdict));
    Flow::new(style).words(&times, Paint::Plain).glue(":").words(&verdicts, Paint::Bold).write(style, 0, out)?;
    let kinds = [
        ("fixed", Paint::Good, &difference.fixed),
        ("new", Paint::Bad, &difference.appeared),
        ("same", Paint::Faint, &difference.same),
    ];
    for (word, paint, changes) in kinds {
        for change in changes.iter().take(TOLD) {
            line(word, paint, change, style, out)?;
        }
        if changes.len() > TOLD {
            let more = format!("and {} more; JSON has all", changes.len() - TOLD);
            Flow::new(style)
                .lead("  ", Paint::Plain)
                .lead(word, paint)
                .pad_to(WORD)
                .words(&more, Paint::Faint)
                .write(style, WORD, out)?;
        }
    }
    if difference.fixed.is_empty() && difference.appeared.is_empty() && difference.same.is_empty() {
        Flow::new(style).words("no findings in either", Paint::Plain).write(style, 0, out)?;
    }
    Ok(())
}

fn line(word: &str, paint: Paint, change: &Change, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let accepted = if change.accepted { "(accepted)" } else { "" };
    Flow::new(style)
        .lead("  ", Paint::Plain)
        .lead(word, paint)
        .pad_to(WORD)
        .lead(&change.code, Paint::Bold)
        .pad_to(CODE)
        .words(&change.summary, Paint::Plain)
        .words(accepted, Paint::Faint)
        .write(style, if style.width >= CODE + LEAST { CODE } else { WORD }, out)?;
    let told = changed(change);
    if told.is_empty() {
        return Ok(());
    }
    Flow::new(style)
        .lead(&" ".repeat(WORD), Paint::Plain)
        .words(&told.join("; "), Paint::Caution)
        .write(style, WORD, out)
}

/// "44 → 41 users", "now also TLS-004 dc2:636 x presence", "came: jdoe".
fn changed(change: &Change) -> Vec<String> {
    let mut told = Vec::new();
    if let (Some(before), Some(now)) = (change.users_before, change.users_now)
        && before != now
    {
        told.push(format!("{before} → {}", words::users(now)));
    }
    for (opening, names) in
        [("now also ", &change.more), ("no longer ", &change.fewer), ("came: ", &change.came), ("went: ", &change.went)]
    {
        if !names.is_empty() {
            let more = match names.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {more} more"),
            };
            let named: Vec<&str> = names.iter().map(String::as_str).take(NAMED).collect();
            told.push(format!("{opening}{}{more}", named.join(", ")));
        }
    }
    told
}
