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
}

/// The kind of a name whose content is not read: its tag (RFC 5280 section 4.2.1.6); none for what is no name at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Kind(Option<u8>);

impl Kind {
    pub(super) fn of(name: &GeneralName<'_>) -> Self {
        Self(match name {
            GeneralName::OtherName(..) => Some(0),
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
        subjects.into_iter().find(|subject| !self.allow(subject)).map(|subject| subject.shown())
    }

    fn allow(&self, subject: &Subject<'_>) -> bool {
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

/// The name is `base`, or ends with a separator and it; a base may begin with the separator.
fn below(name: &str, base: &str, separator: char) -> bool {
    let bare = base.strip_prefix(separator).unwrap_or(base);
    let above = |rest: &str| bare.is_empty() || rest.ends_with(separator);
    name == base || name.strip_suffix(bare).is_some_and(above)
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
