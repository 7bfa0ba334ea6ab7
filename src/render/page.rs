//! Pages of the manual and long lists, on the width of the terminal.

use std::io::{self, Write};

use super::text::Style;
use super::text::flow::{Flow, Paint};

/// The least that a last column needs beside those before it.
const LEAST: usize = 24;

/// Column of what does not fit beside its name.
const BELOW: usize = 4;

/// Writes a page of the manual: headings bold, paragraphs and lists wrapped. Errors are those of the writer.
pub fn page(markdown: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut block: Vec<&str> = Vec::new();
    for line in markdown.trim_end().lines() {
        // A paragraph goes on until something else begins.
        if !block.is_empty() && (line.trim().is_empty() || line.starts_with(['#', '|']) || item(line).is_some()) {
            write_block(&std::mem::take(&mut block), style, out)?;
        }
        match line.trim_start_matches('#') {
            "" => writeln!(out)?,
            heading if heading.len() < line.len() => {
                Flow::new(style).words(heading, Paint::Bold).write(style, 2, out)?;
            }
            _ if line.starts_with('|') => write_row(line, style, out)?,
            _ => block.push(line),
        }
    }
    write_block(&block, style, out)
}

/// The mark of a list's item, "- " or "1. ".
fn item(line: &str) -> Option<&str> {
    let end = line.find(' ')? + 1;
    let mark = line.get(..end)?;
    let number = mark.strip_suffix(". ").is_some_and(|digits| digits.parse::<u8>().is_ok());
    (mark == "- " || number).then_some(mark)
}

fn write_block(lines: &[&str], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some((first, others)) = lines.split_first() else { return Ok(()) };
    let mark = item(first).unwrap_or("");
    let text: Vec<&str> =
        std::iter::once(first.get(mark.len()..).unwrap_or("")).chain(others.iter().copied()).collect();
    let flow = Flow::new(style).lead(mark, Paint::Bold).words(&text.join(" "), Paint::Plain);
    flow.write(style, mark.len(), out)
}

/// A row of a table, its cells one after the other; the line below its head is left out.
fn write_row(line: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    if cells.iter().all(|cell| cell.chars().all(|c| matches!(c, '-' | ':'))) {
        return Ok(());
    }
    Flow::new(style).words(&cells.join(" | "), Paint::Plain).write(style, 2, out)
}

/// One row of a list: columns of fixed width, then text that wraps. Where the terminal is too narrow for both, the text
/// stands below. Errors are those of the writer.
pub fn row(columns: &[(&str, usize)], text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut lead = Flow::new(style);
    let mut end = 0;
    for (nth, &(name, width)) in columns.iter().enumerate() {
        let paint = if nth == 0 { Paint::Bold } else { Paint::Faint };
        end += width + 2;
        lead = lead.lead(name, paint);
        if style.width >= end + LEAST || nth + 1 < columns.len() {
            lead = lead.pad_to(end);
        }
    }
    if style.width >= end + LEAST {
        return lead.words(text, Paint::Plain).write(style, end, out);
    }
    lead.write(style, 0, out)?;
    let below = Flow::new(style).lead(&" ".repeat(BELOW), Paint::Plain);
    below.words(text, Paint::Plain).write(style, BELOW, out)
}

/// A paragraph, indented; what stands in backticks stays together. Errors are those of the writer.
pub fn paragraph(text: &str, indent: usize, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    Flow::new(style).lead(&" ".repeat(indent), Paint::Plain).words(text, Paint::Plain).write(style, indent, out)
}

/// A heading. Errors are those of the writer.
pub fn heading(text: &str, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    Flow::new(style).words(text, Paint::Bold).write(style, 2, out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::causes::CAUSES;
    use crate::checks::CHECKS;

    fn style(width: usize) -> Style {
        Style { color: false, unicode: true, width, quiet: false, verbose: false, local: None, plugin: false }
    }

    fn shown(markdown: &str, width: usize) -> String {
        let mut out = Vec::new();
        page(markdown, &style(width), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_page_fits_every_terminal() {
        let pages = CHECKS.iter().map(|check| check.page).chain(CAUSES.iter().map(|cause| cause.page));
        for (page, width) in pages.flat_map(|page| [60, 80, 120].map(|width| (page, width))) {
            let text = shown(page, width);
            let words = |text: &str| {
                let words = text.split_whitespace().map(|word| word.trim_matches('|').to_owned());
                words.filter(|word| !word.chars().all(|c| "#|-".contains(c))).collect::<Vec<_>>()
            };
            assert_eq!(words(&text), words(page));
            for line in text.lines().filter(|line| line.chars().count() > width) {
                // What is there to be copied is one piece.
                assert!(line.contains('`') || !line.trim().contains(' '), "{width}: {line}");
            }
            assert!(!text.contains("\n\n\n") && !text.contains("##"), "{text}");
        }
    }

    #[test]
    fn lists_keep_their_marks_and_hang() {
        let text = shown("## Fix\n\n- one two three four five six\n  seven eight nine ten\n2. last\nof all\n", 40);
        assert_eq!(text, "Fix\n\n- one two three four five six seven\n  eight nine ten\n2. last of all\n");
    }
}
