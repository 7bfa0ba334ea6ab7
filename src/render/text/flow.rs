//! Words on lines: wrapping, hanging indents, colour.

use std::borrow::Cow;
use std::io::{self, Write};

use colored::Colorize;
use time::UtcOffset;
use unicode_width::UnicodeWidthStr;

use super::{Style, moments};
use crate::render::escape;

/// Narrower than this the hanging indents leave no room for words.
const NARROWEST: usize = 40;

/// Stands around what users type or copy.
const QUOTE: char = '`';

/// How a piece of text stands out, where colour is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::render) enum Paint {
    /// Not at all.
    Plain,
    /// What the eye should find first.
    Bold,
    /// What may be overlooked.
    Faint,
    /// Something holds.
    Good,
    /// Something is broken.
    Bad,
    /// Something is weak or not known.
    Caution,
    /// Something to type.
    Command,
}

/// One paragraph: a lead that stays together on the first line, then words that wrap.
pub(in crate::render) struct Flow {
    unicode: bool,
    local: Option<UtcOffset>,
    lead: Vec<Piece>,
    words: Vec<Word>,
}

struct Piece {
    shown: String,
    paint: Paint,
}

/// Pieces with no break between them.
struct Word {
    pieces: Vec<Piece>,
    width: usize,
}

impl Flow {
    /// An empty paragraph.
    pub(in crate::render) fn new(style: &Style) -> Self {
        Self { unicode: style.unicode, local: style.local, lead: Vec::new(), words: Vec::new() }
    }

    /// Adds to the lead; spaces in it are kept.
    pub(in crate::render) fn lead(mut self, text: &str, paint: Paint) -> Self {
        let piece = self.piece(text, paint);
        self.lead.push(piece);
        self
    }

    /// Fills the lead with spaces up to this column; where it is longer already, adds one.
    pub(in crate::render) fn pad_to(mut self, column: usize) -> Self {
        let missing = column.saturating_sub(self.lead_width()).max(1);
        self.lead.push(Piece { shown: " ".repeat(missing), paint: Paint::Plain });
        self
    }

    /// Adds words, which wrap at their spaces. What stands in backticks is there to be copied and stays together, and so
    /// do a number and its unit.
    pub(in crate::render) fn words(mut self, text: &str, paint: Paint) -> Self {
        let text = moments::beside_local(text, self.local);
        let mut quoted = String::new();
        let mut words = text.split(' ').filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            if let Some(unit) = words.next_if(|next| quoted.is_empty() && is_number(word) && is_unit(next)) {
                self = self.atom(&format!("{word} {unit}"), paint);
                continue;
            }
            let turns = word.matches(QUOTE).count() % 2 == 1;
            match (quoted.is_empty(), turns) {
                (true, true) => word.clone_into(&mut quoted),
                (true, false) => self = self.atom(word, paint),
                (false, _) => {
                    quoted.push(' ');
                    quoted.push_str(word);
                    if turns {
                        self = self.atom(&std::mem::take(&mut quoted), paint);
                    }
                }
            }
        }
        // A backtick without its partner quotes nothing.
        for word in quoted.split(' ').filter(|word| !word.is_empty()) {
            self = self.atom(word, paint);
        }
        self
    }

    /// Adds text that stays on one line if a line can hold it, such as the subject of a check.
    pub(in crate::render) fn atom(mut self, text: &str, paint: Paint) -> Self {
        let piece = self.piece(text, paint);
        self.words.push(Word { width: piece.shown.width(), pieces: vec![piece] });
        self
    }

    /// Adds text right behind the last word.
    pub(in crate::render) fn glue(mut self, text: &str) -> Self {
        let piece = self.piece(text, Paint::Plain);
        match self.words.last_mut() {
            Some(word) => {
                word.width += piece.shown.width();
                word.pieces.push(piece);
            }
            None => self.lead.push(piece),
        }
        self
    }

    /// Adds subjects, comma-separated: as many as `most`, then how many more there are.
    pub(in crate::render) fn list<'a>(
        mut self,
        names: impl ExactSizeIterator<Item = Cow<'a, str>>,
        most: usize,
    ) -> Self {
        let (total, mut first) = (names.len(), true);
        for name in names.take(most) {
            self = if first { self } else { self.glue(",") }.atom(&name, Paint::Plain);
            first = false;
        }
        if total > most { self.words(&format!("and {} more", total - most), Paint::Plain) } else { self }
    }

    /// Writes the paragraph; lines after the first begin at column `hang`.
    pub(in crate::render) fn write(self, style: &Style, hang: usize, out: &mut dyn Write) -> io::Result<()> {
        let width = style.width.max(NARROWEST);
        for piece in &self.lead {
            write_piece(piece, style, out)?;
        }
        let (mut column, mut fresh) = (self.lead_width(), true);
        for word in self.words.into_iter().flat_map(|word| word.fitting(width.saturating_sub(hang))) {
            let gap = usize::from(!fresh);
            if column + gap + word.width > width && column > hang {
                write!(out, "\n{:hang$}", "")?;
                column = hang;
            } else {
                write!(out, "{:gap$}", "")?;
                column += gap;
            }
            for piece in &word.pieces {
                write_piece(piece, style, out)?;
            }
            column += word.width;
            fresh = false;
        }
        writeln!(out)
    }

    fn lead_width(&self) -> usize {
        self.lead.iter().map(|piece| piece.shown.width()).sum()
    }

    fn piece(&self, text: &str, paint: Paint) -> Piece {
        let shown = if self.unicode { escape::text(text) } else { escape::ascii(text) };
        Piece { shown: shown.into_owned(), paint }
    }
}

fn is_number(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || ".,".contains(c))
}

fn is_unit(word: &str) -> bool {
    let unit = word.trim_end_matches(['.', ',', ';', ':', ')']);
    ["s", "ms", "min", "h", "%", "bit", "bits", "KiB", "MiB", "MB", "bytes", "days", "users"].contains(&unit)
}

impl Word {
    /// The word itself, or, where no line can hold it, its parts between spaces.
    fn fitting(self, room: usize) -> Vec<Self> {
        let quoted = self.pieces.iter().any(|piece| piece.shown.contains(QUOTE));
        if self.width <= room || quoted {
            return vec![self];
        }
        let mut words: Vec<Self> = Vec::new();
        for piece in self.pieces {
            for (nth, part) in piece.shown.split(' ').enumerate() {
                let (width, piece) = (part.width(), Piece { shown: part.to_owned(), paint: piece.paint });
                match words.last_mut().filter(|_| nth == 0) {
                    Some(word) => {
                        word.width += width;
                        word.pieces.push(piece);
                    }
                    None => words.push(Self { pieces: vec![piece], width }),
                }
            }
        }
        words
    }
}

fn write_piece(piece: &Piece, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let shown = piece.shown.as_str();
    if !style.color {
        return out.write_all(shown.as_bytes());
    }
    match piece.paint {
        Paint::Plain => write!(out, "{shown}"),
        Paint::Bold => write!(out, "{}", shown.bold()),
        Paint::Faint => write!(out, "{}", shown.dimmed()),
        Paint::Good => write!(out, "{}", shown.green()),
        Paint::Bad => write!(out, "{}", shown.red().bold()),
        Paint::Caution => write!(out, "{}", shown.yellow().bold()),
        Paint::Command => write!(out, "{}", shown.cyan()),
    }
}
