//! The last search: a finished report, before it is written.

use std::io::{self, Write};

use memchr::memmem;
use zeroize::Zeroizing;

use super::{Secrets, WITHHELD};

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Lines for people.
    Text,
    /// JSON: a secret stands in it as JSON escapes it.
    Json,
    /// XML and HTML: a secret stands in it with entities.
    Markup,
}

impl Secrets {
    /// Renders a report and hands it on without secrets. Without any secret nothing is held back on the way. Short
    /// secrets are not looked for here, since they are found in every number: they end at the filter before the evidence.
    pub fn write(
        &self,
        out: &mut dyn Write,
        written: Written,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let forms = self.finished(written);
        if forms.is_empty() {
            return render(out);
        }
        let mut report = Zeroizing::new(Vec::new());
        render(&mut *report)?;
        for form in forms {
            if let Some(clean) = without(&report, form.as_bytes(), written) {
                report = Zeroizing::new(clean);
            }
        }
        out.write_all(&report)
    }

    /// As each secret would stand in a finished report.
    fn finished(&self, written: Written) -> Vec<Zeroizing<String>> {
        let long = self.words.iter().filter(|word| !word.is_short() && !word.said());
        long.flat_map(|word| match written {
            Written::Text => vec![Zeroizing::new(word.plain().to_owned())],
            Written::Json => {
                let quoted = Zeroizing::new(serde_json::to_string(word.plain()).unwrap_or_default());
                vec![Zeroizing::new(quoted.trim_matches('"').to_owned())]
            }
            Written::Markup => {
                let full = quick_xml::escape::escape(word.plain()).into_owned();
                let partial = quick_xml::escape::partial_escape(word.plain()).into_owned();
                let minimal = quick_xml::escape::minimal_escape(word.plain()).into_owned();
                [full, partial, minimal].map(Zeroizing::new).to_vec()
            }
        })
        .filter(|form| !form.is_empty())
        .collect()
    }
}

/// The bytes without a form; none when it is not in there. What is part of the document's own structure stays.
fn without(report: &[u8], form: &[u8], written: Written) -> Option<Vec<u8>> {
    let mut clean: Option<Vec<u8>> = None;
    let mut done = 0;
    for at in memmem::find_iter(report, form) {
        if structural(report, at, at + form.len(), written) {
            continue;
        }
        let clean = clean.get_or_insert_default();
        clean.extend_from_slice(report.get(done..at).unwrap_or_default());
        clean.extend_from_slice(WITHHELD.as_bytes());
        done = at + form.len();
    }
    if let Some(clean) = &mut clean {
        clean.extend_from_slice(report.get(done..).unwrap_or_default());
    }
    clean
}

/// Whether these bytes are a name of the format itself, or begin in the midst of an escape: then they only look alike.
fn structural(report: &[u8], from: usize, to: usize, written: Written) -> bool {
    let before = from.checked_sub(1).and_then(|at| report.get(at)).copied();
    let after = report.get(to).copied();
    match written {
        Written::Text => false,
        Written::Json => {
            let escapes =
                report.get(..from).unwrap_or_default().iter().rev().take_while(|byte| **byte == b'\\').count();
            let word =
                report.get(from..to).unwrap_or_default().iter().all(|b| b.is_ascii_lowercase() || b"-_".contains(b));
            escapes % 2 == 1 || (before == Some(b'"') && after == Some(b'"') && word)
        }
        Written::Markup => {
            matches!(before, Some(b'<' | b'/' | b'&' | b'#')) || (after == Some(b'=') && before == Some(b' '))
        }
    }
}
