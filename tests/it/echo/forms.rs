//! The forms in which a peer may write a word back.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER, HEXUPPER};

use super::{SECRET, TAIL};

/// One form.
pub(crate) struct Form {
    pub(crate) name: &'static str,
    write: fn(&str) -> String,
}

/// All of them.
pub(crate) const FORMS: [Form; 14] = [
    Form { name: "plain", write: str::to_owned },
    Form { name: "in capitals", write: str::to_uppercase },
    Form { name: "in small letters", write: str::to_lowercase },
    Form { name: "base64", write: |word| BASE64.encode(word.as_bytes()) },
    Form { name: "base64 within more", write: |word| BASE64.encode(format!("svc:{word}!").as_bytes()) },
    Form { name: "base64 for URLs", write: |word| BASE64URL_NOPAD.encode(word.as_bytes()) },
    Form { name: "hexadecimal", write: |word| HEXLOWER.encode(word.as_bytes()) },
    Form { name: "hexadecimal with colons", write: colons },
    Form { name: "for URLs", write: |word| each(word, |byte| format!("%{byte:02X}")) },
    Form { name: "for XML", write: |word| quick_xml::escape::escape(word).into_owned() },
    Form { name: "by number for XML", write: |word| word.chars().map(|c| format!("&#{};", u32::from(c))).collect() },
    Form { name: "for JSON", write: |word| word.chars().map(|c| format!("\\u{:04x}", u32::from(c))).collect() },
    Form { name: "for filters", write: |word| each(word, |byte| format!("\\{byte:02x}")) },
    Form { name: "for DNS", write: |word| each(word, |byte| format!("\\{byte:03}")) },
];

fn each(word: &str, write: fn(u8) -> String) -> String {
    word.bytes().map(write).collect()
}

fn colons(word: &str) -> String {
    let pairs: Vec<String> = word.bytes().map(|byte| HEXUPPER.encode(&[byte])).collect();
    pairs.join(":")
}

impl Form {
    /// The secret in this form.
    pub(crate) fn secret(&self) -> String {
        (self.write)(SECRET)
    }

    /// Fails when anything written holds the secret, as it is or in this form.
    #[track_caller]
    pub(crate) fn is_not_in(&self, what: &str, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        // Of base64 no part stays the same by itself; of the other forms the tail does.
        let own = if self.name.starts_with("base64") { self.secret() } else { (self.write)(TAIL) };
        for sought in [TAIL.to_owned(), own.clone(), own.replace('\\', "\\\\")] {
            let at = text.find(&sought.to_lowercase());
            let from = at.map_or(0, |at| text.floor_char_boundary(at.saturating_sub(200)));
            let around: String = text[from..].chars().take(500).collect();
            assert!(at.is_none(), "{}: {sought} is in {what}: {around}", self.name);
        }
    }
}
