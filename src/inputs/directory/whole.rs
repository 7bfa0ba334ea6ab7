//! Whether LDIF is whole, by what ldapsearch writes around the entries: where a search begins and ends, how many entries it
//! had, and whether there were more pages. A file that was cut between two entries shows it by nothing else.

/// Characters of a server's words that are kept.
const WORDS: usize = 80;

/// What was met so far.
#[derive(Debug, Default)]
pub(super) struct Whole {
    /// A search has begun, and its end was not met yet.
    is_open: bool,
    /// A search ended without its end.
    has_no_end: bool,
    /// The last page said that there are more.
    has_more: bool,
    /// Entries since the last count.
    entries: u64,
    /// How many entries were there, and how many the file says there were.
    too_few: Option<(u64, u64)>,
    /// The result with which the server ended a search early.
    cut_off: Option<String>,
}

impl Whole {
    /// An entry, understood or not.
    pub(super) fn entry(&mut self) {
        self.entries += 1;
    }

    /// A comment between entries.
    pub(super) fn comment(&mut self, line: &str) {
        let line = line.trim_start_matches('#').trim();
        // With -L this is the first line that it writes, else the second.
        if matches!(line, "LDAPv3" | "LDAPv2") {
            self.has_no_end |= self.is_open;
            self.is_open = true;
        } else if line == "search result" || line.starts_with("numResponses:") {
            self.is_open = false;
        } else if let Some(count) = line.strip_prefix("numEntries:") {
            let count = count.trim().parse().unwrap_or_default();
            if count > self.entries {
                self.too_few = Some((self.entries, count));
            }
            self.entries = 0;
        }
        self.page(line);
    }

    /// A line of what it writes below the entries.
    pub(super) fn trailer(&mut self, line: &str) {
        self.page(line);
        let Some(result) = line.strip_prefix("result:").map(str::trim) else { return };
        self.is_open = false;
        if !result.starts_with("0 ") && result != "0" {
            self.cut_off = Some(result.chars().take(WORDS).collect());
        }
    }

    /// The cookie of a page is empty behind the last one alone.
    fn page(&mut self, line: &str) {
        if let Some(cookie) = line.strip_prefix("pagedresults: cookie=") {
            self.has_more = !cookie.trim().is_empty();
        }
    }

    /// Why the file is not whole.
    pub(super) fn told(&self) -> Option<String> {
        if let Some(result) = &self.cut_off {
            return Some(result.clone());
        }
        if let Some((entries, said)) = self.too_few {
            return Some(format!("it says that it has {said} entries, and has {entries}"));
        }
        if self.is_open || self.has_no_end {
            return Some("it lacks the end of a search: it was cut".to_owned());
        }
        self.has_more.then(|| "more pages follow its last one".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::super::entry::Entry;
    use super::super::ldif::Ldif;

    fn told(text: &str) -> Option<String> {
        let mut ldif = Ldif::new(text);
        while ldif.next_entry(&mut Entry::default()).is_some() {}
        ldif.whole.told()
    }

    /// As OpenLDAP's ldapsearch writes it without -L, with one, and in pages with three.
    #[test]
    fn what_ldapsearch_writes_around_entries_shows_a_cut() {
        let head = "# extended LDIF\n#\n# LDAPv3\n# base <o=x> with scope subtree\n#\n\n";
        let once = "version: 1\n\n#\n# LDAPv3\n#\n\n";
        let (one, two) = ("# a, x\ndn: uid=a,o=x\nuid: a\n\n", "# b, x\ndn: uid=b,o=x\nuid: b\n\n");
        let end = "# search result\nsearch: 2\nresult: 0 Success\n\n# numResponses: 3\n# numEntries: 2\n";
        let page =
            |cookie: &str| format!("# search result\nsearch: 2\nresult: 0 Success\npagedresults: cookie={cookie}\n");
        let lacks_end = Some("it lacks the end of a search: it was cut");
        for (text, expected) in [
            (format!("{head}{one}{two}{end}"), None),
            (format!("{once}{one}{two}# search result\n\n# numResponses: 3\n# numEntries: 2\n"), None),
            (format!("{head}{one}{two}"), lacks_end),
            (format!("{once}{one}"), lacks_end),
            (format!("{head}{one}{head}{one}{two}{end}"), lacks_end),
            (format!("{head}{one}{two}{end}{head}{one}{two}{end}"), None),
            (format!("{head}{one}{end}"), Some("it says that it has 2 entries, and has 1")),
            (format!("{head}{one}{}{head}{two}{}\n# numEntries: 2\n", page("Ag=="), page("")), None),
            (format!("{head}{one}{}", page("Ag==")), Some("more pages follow its last one")),
            (format!("{one}# pagedresults: cookie=Ag==\n{two}# pagedresults: cookie=\n"), None),
            (format!("{one}# pagedresults: cookie=Ag==\n{two}"), Some("more pages follow its last one")),
            // What shows no end, as ldifde and -LLL, and what was taken out with the comments.
            (format!("{one}{two}"), None),
            ("dn: o=x\no: x\n\nsearch: 2\nresult: 0 Success\n".to_owned(), None),
            (format!("{head}{one}search: 2\nresult: 4 Size limit exceeded\n"), Some("4 Size limit exceeded")),
        ] {
            assert_eq!(told(&text).as_deref(), expected, "{text}");
        }
    }
}
