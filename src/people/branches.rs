//! Distinguished names, whose branch is kept once: most people of a directory stand in a few of them.

use super::{Column, Few};

/// A column of distinguished names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// The first part of each.
    leaves: Column,
    /// What follows, with the comma before it.
    branches: Few,
}

impl Names {
    /// Appends a row.
    pub fn push(&mut self, dn: &str) {
        let (leaf, branch) = dn.split_at(end_of_leaf(dn));
        self.leaves.push(leaf);
        self.branches.push(branch);
    }

    /// The name of a row, as it was written; empty when absent.
    pub fn at(&self, row: usize) -> String {
        [self.leaves.at(row), self.branches.at(row)].concat()
    }

    /// How many rows were read.
    pub fn len(&self) -> usize {
        self.leaves.len()
    }

    /// Whether not a single row was read.
    pub fn is_empty(&self) -> bool {
        self.leaves.is_empty()
    }
}

/// Where the first comma stands that is not escaped (RFC 4514, section 2.4).
fn end_of_leaf(dn: &str) -> usize {
    let mut escaped = false;
    let comma = dn.bytes().position(|byte| {
        let ends = byte == b',' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    });
    comma.unwrap_or(dn.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_back_as_they_went_in() {
        let names = [
            "",
            "CN=Falk\\, Ines,OU=People,DC=corp,DC=example",
            "cn=ends with \\\\,ou=People,dc=lab,dc=example",
            "CN=\"Berg, Kurt\",OU=People,DC=corp,DC=example",
            "DC=example",
            "uid=möller , ou=Süd,o=lab",
        ];
        let mut column = Names::default();
        names.iter().for_each(|name| column.push(name));
        assert_eq!((0..names.len()).map(|row| column.at(row)).collect::<Vec<_>>(), names);
        assert_eq!((column.len(), column.is_empty()), (6, false));
        assert_eq!(column.branches.at(1), ",OU=People,DC=corp,DC=example");
        assert_eq!(column.branches.at(2), ",ou=People,dc=lab,dc=example");
    }
}
