//! Rows of comma-separated values (RFC 4180 and what Excel, call manager and scripts make of it).
//!
//! Our own splitter, since lines must be counted exactly also with CRLF, and a quote that is never closed must cost
//! one row, not the rest of the file. Fields are borrowed from the text, so a row costs no allocation.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter, memrchr_iter};

/// Line breaks inside the quoted fields of a row (RFC 4180 section 2.6): addresses and notes have some; more of them
/// mean that a quote was not closed.
const MAX_ROW_BREAKS: u32 = 200;

/// Fields of a row; numbered groups of columns run into the hundreds.
const MAX_FIELDS: usize = 4096;

/// Delimiters that are tried.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Rows of a text, one after the other.
pub(super) struct Records<'a> {
    text: &'a str,
    at: usize,
    /// Where no further row begins.
    limit: usize,
    line: u64,
    /// Where the current line ends, without its line end; found once a line, however many fields it has.
    end: usize,
    style: Style,
}

#[derive(Debug, Clone, Copy)]
struct Style {
    delimiter: u8,
    /// A blank after the delimiter belongs to the file's style, not to the value.
    skip_blank: bool,
    /// Fields of the header; 0 before it is known.
    fields: usize,
    /// Rows have fewer fields than the header: spreadsheets leave empty ones at the end out.
    short: bool,
}

/// Where the rows of a file go on in its next piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    line: u64,
    style: Style,
}

/// Why a row cannot be split.
const UNCLOSED: &str = "a quote is opened and not closed in this row";
const AFTER_QUOTE: &str = "text follows a closing quote";
/// The last row of a file that was cut.
pub(super) const CUT_OFF: &str = "the file ends within this row: it was cut, and rows are missing";
const TOO_MANY: &str = "more than 4096 fields";

impl<'a> Records<'a> {
    /// The delimiter is the one that the first line holds most often outside quotes; `sep=;` names it.
    pub(super) fn new(text: &'a str) -> Self {
        let style = Style { delimiter: b',', skip_blank: false, fields: 0, short: false };
        let mut records = Self::go_on(text, Mark { line: 1, style });
        records.skip_blank_lines();
        // Export-Csv of Windows PowerShell writes the type of its objects first.
        if records.rest_of_line().trim_start_matches('"').starts_with("#TYPE ") {
            records.next_line();
            records.skip_blank_lines();
        }
        let first = records.rest_of_line();
        let named = first.strip_prefix("sep=").or_else(|| first.strip_prefix("SEP="));
        if let Some(delimiter) = named.and_then(|named| named.bytes().next()) {
            if DELIMITERS.contains(&delimiter) {
                records.style.delimiter = delimiter;
            }
            records.next_line();
        } else {
            records.style.delimiter = delimiter_of(first);
        }
        records
    }

    /// Goes on with the next piece of a file.
    pub(super) fn go_on(text: &'a str, mark: Mark) -> Self {
        let mut records = Records { text, at: 0, limit: text.len(), line: mark.line, end: 0, style: mark.style };
        records.find_end();
        records
    }

    /// Leaves the rows that may need what follows this text; false when that may be all of them.
    ///
    /// No row needs more than the line in which it begins and one for each line break it may have, also to find out
    /// that it cannot be split.
    pub(super) fn leave_the_end(&mut self) -> bool {
        let lines = memrchr_iter(b'\n', self.text.as_bytes()).nth(MAX_ROW_BREAKS as usize + 1);
        self.limit = lines.map_or(0, |at| at + 1);
        self.at < self.limit
    }

    /// Where the next piece must begin, and what is to be known there.
    pub(super) fn mark(&self) -> (usize, Mark) {
        (self.at, Mark { line: self.line, style: self.style })
    }

    /// The delimiter, as words.
    pub(super) fn delimiter(&self) -> &'static str {
        match self.style.delimiter {
            b';' => "semicolons",
            b'\t' => "tabs",
            b'|' => "vertical bars",
            _ => "commas",
        }
    }

    /// Takes the style from the header: a script that puts a blank after each comma there does so in every row.
    pub(super) fn learn_style(&mut self, header: &[Cow<'a, str>]) {
        let mut names = header.iter().skip(1).filter(|name| !name.is_empty()).peekable();
        // The blanks of names that stand there again were skipped already.
        self.style.skip_blank |= names.peek().is_some() && names.all(|name| name.starts_with(' '));
        self.style.fields = header.len();
    }

    /// The next row that holds anything: its line, and whether its fields could be told apart into `fields`.
    pub(super) fn next_row(&mut self, fields: &mut Vec<Cow<'a, str>>) -> Option<(u64, Result<(), &'static str>)> {
        loop {
            self.skip_blank_lines();
            if self.at >= self.limit {
                return None;
            }
            let (start, line) = (self.at, self.line);
            fields.clear();
            let mut split = self.split(fields);
            // A quote that is closed in another row than its own swallows what stands between them: no row of many
            // lines lacks fields.
            if split.is_ok() && self.line > line + 1 && fields.len() < self.style.fields {
                split = Err(UNCLOSED);
            }
            if split.is_ok() && fields.len() < self.style.fields {
                if !self.style.short && self.ends_within_line() {
                    split = Err(CUT_OFF);
                }
                self.style.short = true;
            }
            if split.is_err() {
                // Only this line is lost: what follows it may be whole.
                (self.at, self.line) = (start, line);
                self.find_end();
                self.next_line();
            }
            // Excel leaves rows of nothing but delimiters behind.
            if split.is_err() || fields.iter().any(|field| !field.trim().is_empty()) {
                return Some((line, split));
            }
        }
    }

    /// Whether the text ends within the line of the row that was read last.
    pub(super) fn ends_within_line(&self) -> bool {
        self.at >= self.text.len() && !self.text.ends_with('\n')
    }

    fn skip_blank_lines(&mut self) {
        while self.at < self.limit && self.rest_of_line().trim_ascii().is_empty() {
            self.next_line();
        }
    }

    /// The text up to the end of this line, without the line end.
    fn rest_of_line(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    fn next_line(&mut self) {
        let rest = self.text.as_bytes().get(self.end..).unwrap_or_default();
        self.at = self.end + memchr(b'\n', rest).map_or(rest.len(), |end| end + 1);
        self.line += 1;
        self.find_end();
    }

    fn find_end(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let length = memchr(b'\n', rest).unwrap_or(rest.len());
        let carriage_return = length.checked_sub(1).and_then(|last| rest.get(last)) == Some(&b'\r');
        self.end = self.at + length - usize::from(carriage_return);
    }

    fn split(&mut self, fields: &mut Vec<Cow<'a, str>>) -> Result<(), &'static str> {
        let line = self.rest_of_line();
        if memchr(b'"', line.as_bytes()).is_some() {
            return self.split_quoted(fields);
        }
        let mut start = 0;
        for end in memchr_iter(self.style.delimiter, line.as_bytes()) {
            fields.push(self.plain(line.get(start..end).unwrap_or_default()));
            start = end + 1;
            if fields.len() == MAX_FIELDS {
                return Err(TOO_MANY);
            }
        }
        fields.push(self.plain(line.get(start..).unwrap_or_default()));
        self.next_line();
        Ok(())
    }

    fn plain(&self, field: &'a str) -> Cow<'a, str> {
        Cow::Borrowed(unmarked(if self.style.skip_blank { field.trim_start_matches(' ') } else { field }))
    }

    /// A row with quotes somewhere. A quote opens a field only at its beginning, blanks before it aside.
    fn split_quoted(&mut self, fields: &mut Vec<Cow<'a, str>>) -> Result<(), &'static str> {
        let mut breaks = 0;
        loop {
            if fields.len() == MAX_FIELDS {
                return Err(TOO_MANY);
            }
            let rest = self.rest_of_line();
            let unpadded = rest.trim_start_matches(' ');
            if unpadded.starts_with('"') {
                self.at += rest.len() - unpadded.len() + 1;
                fields.push(self.quoted(&mut breaks)?);
            } else {
                let end = memchr(self.style.delimiter, rest.as_bytes()).unwrap_or(rest.len());
                fields.push(self.plain(rest.get(..end).unwrap_or_default()));
                self.at += end;
            }
            let rest = self.rest_of_line();
            match rest.as_bytes().first() {
                None => {
                    self.next_line();
                    return Ok(());
                }
                Some(byte) if *byte == self.style.delimiter => self.at += 1,
                Some(_) => return Err(AFTER_QUOTE),
            }
        }
    }

    /// The value of a field after its opening quote; stands behind the closing one, and blanks after it, at the end.
    fn quoted(&mut self, row_breaks: &mut u32) -> Result<Cow<'a, str>, &'static str> {
        let start = self.at;
        let mut doubled = false;
        loop {
            let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
            let found = memchr::memchr2(b'"', b'\n', rest).ok_or(UNCLOSED)?;
            self.at += found + 1;
            if rest.get(found) == Some(&b'\n') {
                self.line += 1;
                self.find_end();
                *row_breaks += 1;
                if *row_breaks > MAX_ROW_BREAKS {
                    return Err(UNCLOSED);
                }
            } else if rest.get(found + 1) == Some(&b'"') {
                doubled = true;
                self.at += 1;
            } else {
                break;
            }
        }
        let value = self.text.get(start..self.at - 1).unwrap_or_default();
        let rest = self.rest_of_line();
        self.at += rest.len() - rest.trim_start_matches(' ').len();
        Ok(match doubled {
            true => Cow::Owned(unmarked(&value.replace("\"\"", "\"")).to_owned()),
            false => Cow::Borrowed(unmarked(value)),
        })
    }
}

/// A value without what keeps a spreadsheet from taking it for a number: `="0042"`, or a `'` in front of it.
fn unmarked(field: &str) -> &str {
    let is_number = |text: &&str| text.starts_with(|c: char| c == '+' || c.is_ascii_digit());
    match field.as_bytes().first() {
        Some(b'=') => field.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')).unwrap_or(field),
        Some(b'\'') => field.strip_prefix('\'').filter(is_number).unwrap_or(field),
        _ => field,
    }
}

/// The delimiter that stands most often outside quotes.
fn delimiter_of(line: &str) -> u8 {
    let mut counts = [0_usize; DELIMITERS.len()];
    let mut quoted = false;
    for byte in line.bytes() {
        quoted ^= byte == b'"';
        if !quoted {
            for (count, delimiter) in counts.iter_mut().zip(DELIMITERS) {
                *count += usize::from(byte == delimiter);
            }
        }
    }
    // The first of equals wins, so that the comma is the usual answer.
    let best = counts.iter().zip(DELIMITERS).rev().max_by_key(|(count, _)| **count);
    best.map_or(b',', |(_, delimiter)| delimiter)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<(u64, Result<Vec<String>, &'static str>)> {
        let mut records = Records::new(text);
        let mut fields = Vec::new();
        let mut rows = Vec::new();
        while let Some((line, split)) = records.next_row(&mut fields) {
            if rows.is_empty() {
                records.learn_style(&fields);
            }
            rows.push((line, split.map(|()| fields.iter().map(|field| field.to_string()).collect())));
        }
        rows
    }

    #[test]
    fn rows_and_their_lines() {
        let ok = |line: u64, fields: &[&str]| (line, Ok(fields.iter().map(|field| (*field).to_owned()).collect()));
        let cases = [
            ("a,b\r\n1,2\r\n\r\n3,4", vec![ok(1, &["a", "b"]), ok(2, &["1", "2"]), ok(4, &["3", "4"])]),
            ("\n\na;b\n;\n1;\n", vec![ok(3, &["a", "b"]), ok(5, &["1", ""])]),
            ("a\tb\n1,5\t2\n", vec![ok(1, &["a", "b"]), ok(2, &["1,5", "2"])]),
            ("sep=;\r\na;b\r\n", vec![ok(2, &["a", "b"])]),
            ("a,\"b,\"\"c\"\"\",d\n", vec![ok(1, &["a", "b,\"c\"", "d"])]),
            ("a, b\n1, \"x, y\"\n", vec![ok(1, &["a", " b"]), ok(2, &["1", "x, y"])]),
            ("a,b\n1,\"x\ny\"\n2,z\n", vec![ok(1, &["a", "b"]), ok(2, &["1", "x\ny"]), ok(4, &["2", "z"])]),
            (
                "a,b\n1,\"x\n\ny\nz, 2\"\n\"2\n3\n4\",\"5\n6\n7\"\n8,9\n",
                vec![
                    ok(1, &["a", "b"]),
                    ok(2, &["1", "x\n\ny\nz, 2"]),
                    ok(6, &["2\n3\n4", "5\n6\n7"]),
                    ok(11, &["8", "9"]),
                ],
            ),
            ("#TYPE System.Object\r\n\"a\",\"b\"\r\n\"1\",\"2\"\r\n", vec![ok(2, &["a", "b"]), ok(3, &["1", "2"])]),
            // The inch of row 4 is no end of the quote of row 2.
            (
                "a,b,c\n1,\"x\n2,y,z\n3,4\"\n5,6,7\n",
                vec![
                    ok(1, &["a", "b", "c"]),
                    (2, Err(UNCLOSED)),
                    ok(3, &["2", "y", "z"]),
                    ok(4, &["3", "4\""]),
                    ok(5, &["5", "6", "7"]),
                ],
            ),
            // The end of a file that was cut, and rows that Excel left short.
            ("a,b,c\n1,2,3\n4,5", vec![ok(1, &["a", "b", "c"]), ok(2, &["1", "2", "3"]), (3, Err(CUT_OFF))]),
            ("a,b,c\n1,2\n4,5", vec![ok(1, &["a", "b", "c"]), ok(2, &["1", "2"]), ok(3, &["4", "5"])]),
            ("a,b\n1,5\" screen\n", vec![ok(1, &["a", "b"]), ok(2, &["1", "5\" screen"])]),
            (
                "a,b\n1,\"x\n2,y\n3,z\n",
                vec![ok(1, &["a", "b"]), (2, Err(UNCLOSED)), ok(3, &["2", "y"]), ok(4, &["3", "z"])],
            ),
            ("a,b\n\"1\"x,y\n2,z", vec![ok(1, &["a", "b"]), (2, Err(AFTER_QUOTE)), ok(3, &["2", "z"])]),
        ];
        for (text, expected) in cases {
            assert_eq!(rows(text), expected, "{text:?}");
        }
    }
}
