//! The entries of a directory in a file, whichever of its forms it has, piece by piece; a whole text is one piece.

use anyhow::bail;
use memchr::memrchr_iter;

use super::csvde::Csvde;
use super::entry::Entry;
use super::ldif::{Ldif, Trouble, is_ldif};
use super::whole::Whole;
use super::{json, unlike};
use crate::evidence::identity::{Gap, Missing, System};
use crate::inputs::Log;

/// What a file with delimiters is called.
pub(super) const CSV: &str = "csvde CSV";

/// What is written when a file is no directory.
const EXPECTED: &str = "expected the people of a directory: LDIF (`ldapsearch -LLL -E pr=1000/noprompt`, or \
    `ldifde -f`) whose entries begin with dn:, the CSV of csvde with a column DN, or that of PowerShell with \
    DistinguishedName";

/// How far the entries of a file were read.
#[derive(Default)]
pub(super) struct Entries {
    entry: Entry,
    form: Option<Form>,
}

enum Form {
    Ldif(Lines),
    Csvde(Csvde),
}

/// What is known of LDIF so far.
#[derive(Default)]
struct Lines {
    line: u64,
    whole: Whole,
    elsewhere: u64,
    ending: String,
}

impl Entries {
    /// Calls for every entry of a piece, and says how many bytes it is done with. Fails when the file is neither LDIF
    /// nor the CSV of csvde, and on LDIF with changes instead of entries.
    pub(super) fn take(
        &mut self,
        text: &str,
        last: bool,
        log: &mut Log,
        mut take: impl FnMut(&Entry),
    ) -> anyhow::Result<usize> {
        let mut above = 0;
        if self.form.is_none() && json::is_json(text) {
            // Where the last object ends, only the whole text tells.
            let Some(csv) = (if last { json::as_csv(text) } else { return Ok(0) }) else {
                bail!("{EXPECTED}; found {}", unlike::what(text));
            };
            self.take(&csv, true, log, take)?;
            return Ok(text.len());
        }
        if self.form.is_none() {
            self.form = Some(if is_ldif(text) {
                Form::Ldif(Lines::default())
            } else {
                let Some((csvde, header)) = Csvde::new(text) else {
                    bail!("{EXPECTED}; found {}", unlike::what(text));
                };
                above = header;
                Form::Csvde(csvde)
            });
        }
        let rest = text.get(above..).unwrap_or_default();
        match &mut self.form {
            Some(Form::Csvde(csvde)) => Ok(above + csvde.take(rest, last, &mut self.entry, log, take)),
            Some(Form::Ldif(lines)) => {
                let whole = if last { rest.len() } else { last_blank_line(rest.as_bytes()) };
                lines.take(rest.get(..whole).unwrap_or_default(), &mut self.entry, log, &mut take)?;
                Ok(whole)
            }
            None => Ok(0),
        }
    }

    /// What is to be said of the file as a whole, and what it is.
    pub(super) fn conclude(self, log: &mut Log) -> (&'static str, Vec<Gap>) {
        let Some(Form::Ldif(lines)) = self.form else { return (CSV, Vec::new()) };
        let mut gaps = Vec::new();
        if let Some(why) = lines.whole.told() {
            log.note(format!("the export is not whole: {why}"));
            gaps.push(Gap { system: System::Directory, kind: Missing::End, count: 1, names: vec![why] });
        }
        log.note_count(lines.elsewhere, "{n} value(s) that stand in other files were not read");
        ("LDIF", gaps)
    }
}

impl Lines {
    fn take(
        &mut self,
        text: &str,
        entry: &mut Entry,
        log: &mut Log,
        take: &mut impl FnMut(&Entry),
    ) -> anyhow::Result<()> {
        let mut ldif = Ldif::new(text);
        (ldif.line, ldif.ending) = (self.line, std::mem::take(&mut self.ending));
        ldif.whole = std::mem::take(&mut self.whole);
        while let Some((line, taken)) = ldif.next_entry(entry) {
            match taken {
                Ok(()) => take(entry),
                Err(Trouble::Entry(why)) => log.reject(line, why),
                Err(Trouble::File(what)) => bail!("{EXPECTED}; found {what}"),
            }
        }
        (self.line, self.ending) = (ldif.line, ldif.ending);
        self.elsewhere += ldif.elsewhere;
        self.whole = ldif.whole;
        Ok(())
    }
}

/// Where the last blank line ends, which is between two entries; 0 when there is none.
fn last_blank_line(bytes: &[u8]) -> usize {
    let blank = memrchr_iter(b'\n', bytes).find_map(|at| {
        let rest = bytes.get(at + 1..)?;
        let ends = rest.starts_with(b"\n").then_some(at + 2);
        ends.or_else(|| rest.starts_with(b"\r\n").then_some(at + 3))
    });
    blank.unwrap_or(0)
}
