//! `objectGUID` and `entryUUID`: sixteen bytes that stay with an entry, whatever else of it changes.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// The sixteen bytes, in the order in which the directory stores them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guid([u8; 16]);

/// None at all, which no directory gives (RFC 4122, section 4.1.7).
const NIL: Guid = Guid([0; 16]);

impl Guid {
    /// The bytes as a directory sends them.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self).filter(|guid| *guid != NIL)
    }

    /// Of `05914b08-fa56-96f7-29d6-6b8de90e0346`, with dashes and braces or not.
    pub fn from_text(text: &[u8]) -> Option<Self> {
        let mut digits = [0_u8; 32];
        let mut shown = text.iter().filter(|byte| !matches!(byte, b'-' | b'{' | b'}'));
        for (digit, byte) in digits.iter_mut().zip(shown.by_ref()) {
            *digit = *byte;
        }
        let mut bytes = [0; 16];
        let whole = shown.next().is_none() && HEXLOWER_PERMISSIVE.decode_mut(&digits, &mut bytes).is_ok();
        Self::from_bytes(&bytes).filter(|_| whole)
    }

    /// The same one where a tool has turned the bytes of the first three groups for its text form (RFC 4122, section 4.1.2).
    pub fn turned(self) -> Self {
        let Self([a, b, c, d, e, f, g, h, rest @ ..]) = self;
        let [i, j, k, l, m, n, o, p] = rest;
        Self([d, c, b, a, f, e, h, g, i, j, k, l, m, n, o, p])
    }

    /// The bytes.
    pub fn bytes(self) -> [u8; 16] {
        self.0
    }

    /// 32 hexadecimal digits.
    pub fn digits(self) -> String {
        HEXLOWER.encode(&self.0)
    }
}

/// A column of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Guids {
    /// Rows before the first one cost nothing.
    blank: usize,
    values: Vec<Guid>,
}

impl Guids {
    /// Appends a row.
    pub fn push(&mut self, guid: Option<Guid>) {
        match guid {
            None if self.values.is_empty() => self.blank += 1,
            guid => self.values.push(guid.unwrap_or(NIL)),
        }
    }

    /// What a row has.
    pub fn at(&self, row: usize) -> Option<Guid> {
        self.values.get(row.checked_sub(self.blank)?).copied().filter(|guid| *guid != NIL)
    }

    /// The digits of a row; empty when absent.
    pub fn digits(&self, row: usize) -> String {
        self.at(row).map(Guid::digits).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_one_guid() {
        let digits = "084b910556faf79629d66b8de90e0346";
        let stored = Guid::from_text(digits.as_bytes()).unwrap();
        assert_eq!((Guid::from_bytes(&stored.bytes()), stored.digits()), (Some(stored), digits.to_owned()));
        let shown = Guid::from_text(b"{05914B08-fa56-96f7-29d6-6b8de90e0346}").unwrap();
        assert_eq!(shown.turned(), stored);
        for text in
            ["", "084b", "084b910556faf79629d66b8de90e03461", "no hexadecimal digits, 32 of them", &"0".repeat(32)]
        {
            assert_eq!(Guid::from_text(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn rows_come_back_as_they_went_in() {
        let one = Guid::from_text(b"084b910556faf79629d66b8de90e0346");
        let mut column = Guids::default();
        [None, one, None].into_iter().for_each(|guid| column.push(guid));
        assert_eq!([0, 1, 2, 3].map(|row| column.at(row)), [None, one, None, None]);
        assert_eq!([0, 1].map(|row| column.digits(row).len()), [0, 32]);
    }
}
