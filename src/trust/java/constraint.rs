//! Name constraints as `sun.security.x509.NameConstraintsExtension` reads them (RFC 5280 section 4.2.1.10).

use std::collections::BTreeSet;

use x509_parser::extensions::{GeneralName, GeneralSubtree, NameConstraints};

use super::name::Name;
use super::read::Read;

/// The names that certificates below may have.
#[derive(Default)]
pub(super) struct Subtrees {
    permitted: Vec<Subtree>,
    excluded: Vec<Subtree>,
    /// Constraints on kinds of names that are not read here, as a URI.
    unread: BTreeSet<Kind>,
    /// A constraint that is no name of its kind: Java does not read the certificate.
    broken: bool,
}

/// The kind of a name whose content is not read: its tag (RFC 5280 section 4.2.1.6); none for what is no name at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind(Option<u8>);

impl Kind {
    /// A login name (UPN), a domain controller's GUID: Java compares none of them, and refuses what it cannot compare.
    const OTHER_NAME: Self = Self(Some(0));

    pub(super) fn of(name: &GeneralName<'_>) -> Self {
        Self(match name {
            GeneralName::OtherName(..) => return Self::OTHER_NAME,
            GeneralName::X400Address(_) => Some(3),
            GeneralName::EDIPartyName(_) => Some(5),
            GeneralName::URI(_) => Some(6),
            GeneralName::RegisteredID(_) => Some(8),
            _ => None,
        })
    }
}

enum Subtree {
    Dns(String),
    Mail(String),
    Directory(Name),
    /// Address and mask.
    Address(Vec<u8>, Vec<u8>),
}

/// A name of a certificate that a constraint can be about.
enum Subject<'a> {
    Dns(&'a str),
    Mail(&'a str),
    Directory(&'a Name),
    Address(&'a [u8]),
}

impl Subtrees {
    pub(super) fn new(constraints: &NameConstraints<'_>) -> Self {
        let mut read = Self::default();
        for (subtrees, permitted) in [(&constraints.permitted_subtrees, true), (&constraints.excluded_subtrees, false)]
        {
            for GeneralSubtree { base } in subtrees.iter().flatten() {
                read.broken |= is_broken(base);
                match subtree(base) {
                    Some(subtree) if permitted => read.permitted.push(subtree),
                    Some(subtree) => read.excluded.push(subtree),
                    None => drop(read.unread.insert(Kind::of(base))),
                }
            }
        }
        read
    }

    /// Whether a constraint that is not read here is about a name that the certificate has: without such a name it
    /// decides nothing.
    pub(super) fn unread_for(&self, read: &Read) -> bool {
        self.unread.iter().any(|kind| kind.0.is_none() || read.unread_names.contains(kind))
    }

    /// Whether one of them is no name of its kind.
    pub(super) fn is_broken(&self) -> bool {
        self.broken
    }

    /// The first name of a certificate that these subtrees do not allow.
    pub(super) fn refuse(&self, read: &Read) -> Option<String> {
        let directory = (!read.subject.is_empty()).then_some(Subject::Directory(&read.subject));
        // Addresses in the subject count only where there is no subjectAltName extension.
        let mail = match read.has_alternatives {
            true => &read.mail_names,
            false => &read.subject.mail,
        };
        // The common name counts as a DNS name where there is no other.
        let alone = read.dns_names.is_empty().then_some(read.common_name.as_deref()).flatten();
        let common_name = alone.filter(|name| super::host::is_legal(name)).map(Subject::Dns);
        let subjects = directory
            .into_iter()
            .chain(read.directory_names.iter().map(Subject::Directory))
            .chain(common_name)
            .chain(read.dns_names.iter().map(|name| Subject::Dns(name)))
            .chain(mail.iter().map(|name| Subject::Mail(name)))
            .chain(read.addresses.iter().map(|bytes| Subject::Address(bytes)));
        let refused = subjects.into_iter().find(|subject| !self.allow(subject)).map(|subject| subject.shown());
        let kind = Kind::OTHER_NAME;
        let uncompared = self.unread.contains(&kind) && read.unread_names.contains(&kind);
        refused.or_else(|| uncompared.then(|| "any name of the kind otherName (UPN, GUID)".to_owned()))
    }

    fn allow(&self, subject: &Subject<'_>) -> bool {
        // Java looks at the first letter of a DNS constraint, and ends the handshake where there is none.
        let nameless = |subtree: &Subtree| matches!(subtree, Subtree::Dns(base) if base.is_empty());
        if matches!(subject, Subject::Dns(_)) && self.permitted.iter().chain(&self.excluded).any(nameless) {
            return false;
        }
        let excluded = self.excluded.iter().any(|subtree| subtree.covers(subject) == Some(true));
        let mut of_kind = self.permitted.iter().filter_map(|subtree| subtree.covers(subject)).peekable();
        !excluded && (of_kind.peek().is_none() || of_kind.any(|covers| covers))
    }
}

impl Subtree {
    /// Whether the name is inside; none for another kind of name.
    fn covers(&self, subject: &Subject<'_>) -> Option<bool> {
        match (self, subject) {
            (Self::Dns(base), Subject::Dns(name)) => Some(below(&name.to_lowercase(), &base.to_lowercase(), '.')),
            (Self::Mail(base), Subject::Mail(name)) => Some(mail_below(&name.to_lowercase(), &base.to_lowercase())),
            (Self::Directory(base), Subject::Directory(name)) => Some(name.within(base)),
            (Self::Address(base, mask), Subject::Address(address)) => {
                let masked = |bytes: &[u8]| bytes.iter().zip(mask).map(|(byte, mask)| byte & mask).collect::<Vec<_>>();
                Some(base.len() == address.len() && masked(base) == masked(address))
            }
            _ => None,
        }
    }
}

/// The name is `base`, or ends with a separator and it; a base may begin with the separator, and has more than that.
fn below(name: &str, base: &str, separator: char) -> bool {
    let bare = base.strip_prefix(separator).unwrap_or(base);
    name == base || (!bare.is_empty() && name.strip_suffix(bare).is_some_and(|rest| rest.ends_with(separator)))
}

/// What `RFC822Name`, `URIName` and `IPAddressName` refuse to make.
fn is_broken(name: &GeneralName<'_>) -> bool {
    match name {
        GeneralName::RFC822Name(name) | GeneralName::URI(name) => name.is_empty(),
        GeneralName::IPAddress(bytes) => !matches!(bytes.len(), 8 | 32),
        _ => false,
    }
}

fn mail_below(name: &str, base: &str) -> bool {
    match (base.contains('@'), base.starts_with('.')) {
        (true, _) => name == base,
        (false, true) => name.ends_with(base),
        (false, false) => below(name, base, '@'),
    }
}

fn subtree(name: &GeneralName<'_>) -> Option<Subtree> {
    match name {
        GeneralName::DNSName(name) => Some(Subtree::Dns((*name).to_owned())),
        GeneralName::RFC822Name(name) => Some(Subtree::Mail((*name).to_owned())),
        GeneralName::DirectoryName(name) => Some(Subtree::Directory(Name::new(name))),
        GeneralName::IPAddress(bytes) => {
            let (address, mask) = bytes.split_at_checked(bytes.len() / 2)?;
            Some(Subtree::Address(address.to_vec(), mask.to_vec()))
        }
        _ => None,
    }
}

impl Subject<'_> {
    fn shown(&self) -> String {
        match self {
            Self::Dns(name) | Self::Mail(name) => super::name::printable(name),
            Self::Directory(_) => "its subject".to_owned(),
            Self::Address(_) => "an address".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_below_what_is_a_name() {
        for (name, base, is) in [
            ("ldap4.shore.example", "shore.example", true),
            ("ldap4.shore.example", ".shore.example", true),
            ("shore.example", "shore.example", true),
            ("offshore.example", "shore.example", false),
            ("ldap4.shore.example", ".", false),
        ] {
            assert_eq!(below(name, base, '.'), is, "{name} {base}");
        }
    }

    #[test]
    fn a_constraint_on_the_empty_dns_name_allows_none() {
        let nameless = || Subtrees { permitted: vec![Subtree::Dns(String::new())], ..Subtrees::default() };
        let excluding = Subtrees { excluded: vec![Subtree::Dns(String::new())], ..Subtrees::default() };
        for subtrees in [nameless(), excluding] {
            assert!(!subtrees.allow(&Subject::Dns("ldap4.shore.example")));
        }
        assert!(nameless().allow(&Subject::Address(&[10, 4, 0, 1])), "that is about names");
        assert!(is_broken(&GeneralName::RFC822Name("")) && is_broken(&GeneralName::IPAddress(&[10, 0, 255, 0])));
        assert!(
            !is_broken(&GeneralName::IPAddress(&[10, 0, 0, 0, 255, 0, 0, 0])) && !is_broken(&GeneralName::DNSName(""))
        );
    }
}
