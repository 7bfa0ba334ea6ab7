//! LDIF (RFC 2849), as ldapsearch and ldifde write it.

use std::borrow::Cow;

use data_encoding::{BASE64, DecodeError};
use encoding_rs::WINDOWS_1252;
use memchr::memchr;

use super::entry::Entry;
use super::whole::Whole;

/// What `ldapsearch -E pr=100` writes into its output between two pages, straight in front of the next entry.
const QUESTION: &str = "Press [size] Enter for the next ";

/// The last entry of a file that was cut.
const CUT_OFF: &str = "the file ends within this entry: it was cut, and entries are missing";

/// How lines begin that AdFind writes above the entries; it writes each attribute behind a `>`.
const ABOVE: [&str; 4] = ["AdFind V", "Using server:", "Directory:", "Base DN:"];

/// How lines end that it writes below them.
const BELOW: &str = " Objects returned";

/// Why an entry was not taken.
#[derive(Debug)]
pub(super) enum Trouble {
    /// Only this entry is concerned.
    Entry(String),
    /// The file is no export.
    File(String),
}

/// A value as it is written.
#[derive(Debug, Clone, Copy)]
enum Written<'l> {
    Plain(&'l str),
    Base64(&'l str),
    /// In another file, which is never opened.
    Elsewhere,
}

impl<'l> Written<'l> {
    fn bytes(self) -> Result<Cow<'l, [u8]>, Trouble> {
        match self {
            Self::Plain(text) => Ok(text.as_bytes().into()),
            Self::Base64(text) => Ok(BASE64.decode(text.as_bytes()).map_err(damaged)?.into()),
            Self::Elsewhere => Ok(b"".into()),
        }
    }
}

/// Entries of a text, one after the other.
pub(super) struct Ldif<'a> {
    text: &'a str,
    at: usize,
    /// Lines that were read.
    pub(super) line: u64,
    /// What ldapsearch says of the whole.
    pub(super) whole: Whole,
    /// Values that stand in another file.
    pub(super) elsewhere: u64,
    /// The attribute with which the entry before ended.
    pub(super) ending: String,
}

/// Whether a text is LDIF: its first line that is no comment names a version or an entry.
pub(super) fn is_ldif(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim_end).filter(|line| !line.is_empty() && !line.starts_with(['#', ' ']));
    lines.next().is_some_and(|line| {
        let start = line.get(..8).unwrap_or(line).to_ascii_lowercase();
        let is_adfind = || line.starts_with(ABOVE[0]) && text.lines().any(|line| starts_with_name(line, "dn:"));
        start.starts_with("version:") || start.starts_with("dn:") || is_adfind()
    })
}

impl<'a> Ldif<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0, line: 0, whole: Whole::default(), elsewhere: 0, ending: String::new() }
    }

    /// Fills the next entry; the line is that of its name.
    pub(super) fn next_entry(&mut self, entry: &mut Entry) -> Option<(u64, Result<(), Trouble>)> {
        loop {
            entry.clear();
            let (number, first) = self.logical_line()?;
            let no_entry = first.is_empty() || first.starts_with('#') || first.starts_with(QUESTION);
            if no_entry || starts_with_name(&first, "version:") {
                self.whole.comment(&first);
                continue;
            }
            let result = self.record(&first, entry);
            if result.is_err() {
                self.skip_record();
            }
            match result {
                Ok(false) => {}
                Ok(true) => return Some((number, Ok(()))),
                Err(trouble) => return Some((number, Err(trouble))),
            }
        }
    }

    /// Fills an entry from its first line on; false when it is none, as what ldapsearch writes at the end.
    fn record(&mut self, first: &str, entry: &mut Entry) -> Result<bool, Trouble> {
        if !starts_with_name(first, "dn:") {
            let is_trailer = ["search:", "result:", "ref:"].iter().any(|name| starts_with_name(first, name));
            if !is_trailer && !first.trim_end().ends_with(BELOW) && !ABOVE.iter().any(|start| first.starts_with(start))
            {
                return Err(Trouble::Entry("an entry begins without its dn".to_owned()));
            }
            self.trailer(first);
            return Ok(false);
        }
        self.whole.entry();
        entry.set_dn(&text_of(&attribute(first)?.1.bytes()?));
        let mut last = Cow::Borrowed(first);
        while let Some((number, line)) = self.logical_line() {
            if line.is_empty() {
                break;
            }
            if line.starts_with('#') {
                self.whole.comment(&line);
                continue;
            }
            if starts_with_name(&line, "dn:") {
                self.whole.entry();
                return Err(Trouble::Entry(format!("a second dn inside an entry (line {number})")));
            }
            self.value(&line, number, entry).map_err(|trouble| at_line(trouble, number))?;
            last = line;
        }
        self.ends_with(&last)?;
        Ok(true)
    }

    /// Programs end every line. Whoever writes by hand may not, but all entries of a file end with the same attribute.
    fn ends_with(&mut self, line: &str) -> Result<(), Trouble> {
        let name = attribute(line)?.0;
        let is_end = self.at >= self.text.len() && !self.text.ends_with('\n');
        if is_end && !self.ending.is_empty() && !self.ending.eq_ignore_ascii_case(name) {
            return Err(Trouble::Entry(CUT_OFF.to_owned()));
        }
        name.clone_into(&mut self.ending);
        Ok(())
    }

    fn value(&mut self, line: &str, number: u64, entry: &mut Entry) -> Result<(), Trouble> {
        let (name, value) = attribute(line)?;
        if name.eq_ignore_ascii_case("changetype") && value.bytes()?.as_ref() != b"add" {
            return Err(Trouble::File(format!("changes to entries (changetype in line {number})")));
        }
        match value {
            Written::Plain(value) => entry.push(name, value.as_bytes()),
            Written::Base64(value) => entry.push_decoded(name, value.as_bytes(), &BASE64).map_err(damaged)?,
            Written::Elsewhere => {
                entry.hide(name);
                self.elsewhere += 1;
            }
        }
        Ok(())
    }

    /// `result: 4 Size limit exceeded` at the end of what ldapsearch prints.
    fn trailer(&mut self, first: &str) {
        let mut line = Some((0, Cow::Borrowed(first)));
        while let Some((_, text)) = line.filter(|(_, text)| !text.is_empty()) {
            self.whole.trailer(&text);
            line = self.logical_line().map(|(number, text)| (number, Cow::Owned(text.into_owned())));
        }
    }

    fn skip_record(&mut self) {
        while self.logical_line().is_some_and(|(_, line)| !line.is_empty()) {}
    }

    /// A line with its continuations, which begin with a blank.
    fn logical_line(&mut self) -> Option<(u64, Cow<'a, str>)> {
        let first = self.physical_line()?;
        let number = self.line;
        if is_blank(first) {
            return Some((number, Cow::Borrowed("")));
        }
        let mut whole = Cow::Borrowed(first);
        while self.text.as_bytes().get(self.at) == Some(&b' ') && !self.separates() {
            let more = self.physical_line().unwrap_or_default();
            whole.to_mut().push_str(more.get(1..).unwrap_or_default());
        }
        Some((number, whole))
    }

    /// Whether the next line, which begins with a blank, stands between two entries, as editors and mail leave them,
    /// instead of going on with the line before.
    fn separates(&self) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let mut lines = rest.splitn(3, '\n');
        let (blank, next) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
        let begins = |start: &&str| starts_with_name(next, start);
        is_blank(blank) && (is_blank(next) || ["dn:", "search:", "result:", "#"].iter().any(begins))
    }

    fn physical_line(&mut self) -> Option<&'a str> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let length = memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
        self.at += length + 1;
        self.line += 1;
        let line = rest.get(..length).unwrap_or_default();
        Some(line.strip_suffix('\r').unwrap_or(line))
    }
}

/// An attribute's name and value.
fn attribute(line: &str) -> Result<(&str, Written<'_>), Trouble> {
    let colon = memchr(b':', line.as_bytes()).and_then(|at| line.split_at_checked(at));
    let (name, value) = colon.ok_or_else(|| Trouble::Entry("a line without a colon".to_owned()))?;
    let name = name.strip_prefix('>').unwrap_or(name);
    let value = value.get(1..).unwrap_or_default();
    let written = match value.as_bytes().first() {
        Some(b':') => Written::Base64(value.get(1..).unwrap_or_default().trim()),
        Some(b'<') => Written::Elsewhere,
        _ => Written::Plain(value.trim_start_matches(' ')),
    };
    Ok((name, written))
}

/// Nothing, or blanks alone.
fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r'))
}

fn damaged(_: DecodeError) -> Trouble {
    Trouble::Entry("damaged base64".to_owned())
}

fn at_line(trouble: Trouble, line: u64) -> Trouble {
    match trouble {
        Trouble::Entry(why) => Trouble::Entry(format!("{why} (line {line})")),
        Trouble::File(why) => Trouble::File(why),
    }
}

fn starts_with_name(line: &str, name: &str) -> bool {
    line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name))
}

/// A value as text: UTF-8 as the protocol has it, else Windows-1252.
pub(super) fn text_of(value: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(value).0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(text: &str) -> Vec<String> {
        let mut ldif = Ldif::new(text);
        let mut entry = Entry::default();
        let mut all = Vec::new();
        while let Some((line, taken)) = ldif.next_entry(&mut entry) {
            let cn = entry.values("cn").map(|value| text_of(value).into_owned()).collect::<Vec<_>>().join("|");
            all.push(match taken {
                Ok(()) => format!("{line} {} {cn}", entry.dn()),
                Err(Trouble::Entry(why)) => format!("{line} - {why}"),
                Err(Trouble::File(why)) => format!("{line} ! {why}"),
            });
        }
        all
    }

    #[test]
    fn entries_and_their_lines() {
        let text = "# extended LDIF\n#\n# a comment\n  folded\nversion: 1\n\n\
            dn: CN=A very long\n  name,DC=x\ncn: a\ncn:: w7w=\nphoto:< file:///etc/passwd\n\n\
            dn:: Q049w7wsREM9eA==\r\nchangetype: add\r\ncn: b\r\n\r\n\
            dn: CN=c\ncn:: ###\nsn: x\n\n\
            cn: d\n\n\
            dn: CN=e\nno colon\n\n\
            dn: CN=f\ncn:f\n\n# search result\nsearch: 2\nresult: 4 Size limit exceeded\n";
        let expected = [
            "7 CN=A very long name,DC=x a|ü",
            "13 CN=ü,DC=x b",
            "17 - damaged base64 (line 18)",
            "21 - an entry begins without its dn",
            "23 - a line without a colon (line 24)",
            "26 CN=f f",
        ];
        assert_eq!(entries(text), expected);
        let mut ldif = Ldif::new(text);
        while ldif.next_entry(&mut Entry::default()).is_some() {}
        assert_eq!((ldif.whole.told().as_deref(), ldif.elsewhere), (Some("4 Size limit exceeded"), 1));
    }

    #[test]
    fn blanks_between_entries_do_not_join_them() {
        let text = "dn: CN=a\ncn: a\n \ndn: CN=b\ncn: b\n  \t\n\t\n# b is done\ndn: CN=c\ncn: c\n \n c\nsn: c\n\t\n";
        assert_eq!(entries(text), ["1 CN=a a", "4 CN=b b", "9 CN=c cc"]);
        let glued = "dn: CN=a\ncn: a\ndn: CN=b\ncn: b\n\ndn: CN=c\ncn: c\n";
        assert_eq!(entries(glued), ["1 - a second dn inside an entry (line 3)", "6 CN=c c"]);
    }

    #[test]
    fn a_file_that_ends_within_an_entry_was_cut() {
        let whole = "dn: CN=a\nuid: a\nsn: Roe\n\ndn: CN=b\nuid: b\nsn: Lind";
        assert_eq!(entries(whole), ["1 CN=a ", "5 CN=b "], "the end of the last line may be missing");
        for cut in ["\n", "\nuid", "\nuid: be", "\nuid: berta\ns"].map(|end| format!("{}{end}", &whole[..33])) {
            let read = entries(&cut);
            let is_told = read[1].contains("it was cut") || read[1].contains("without a colon");
            assert_eq!(is_told, !cut.ends_with('\n'), "{read:?}");
        }
    }

    #[test]
    fn the_question_between_two_pages_is_no_entry() {
        let text = "dn: CN=a\ncn: a\n\n# pagedresults: cookie=AgAAAAAAAAA=\n\
            Press [size] Enter for the next {1|size} entries.\ndn: CN=b\ncn: b\n\n# pagedresults: cookie=\n";
        assert_eq!(entries(text), ["1 CN=a a", "6 CN=b b"]);
    }

    #[test]
    fn changes_are_no_export() {
        assert_eq!(entries("dn: CN=a\nchangetype: modify\n"), ["1 ! changes to entries (changetype in line 2)"]);
        assert_eq!(entries("dn: CN=a\nchangetype:: YWRk\ncn: a\n"), ["1 CN=a a"]);
    }
}
