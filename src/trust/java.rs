//! A server's chain and a trust store as a Java LDAP client sees them (JNDI over JSSE, the default PKIX trust manager).
//!
//! Call manager and presence are such clients. Measured with Java 8u504, 11.0.13, 17.0.9, 17.0.21, 21.0.8 and 25.0.2;
//! `docs/java.md` has the table. Which Java a release has, and whether Cisco put its own trust manager into it, is not
//! public: what versions judge differently is no error here.

mod algorithm;
mod constraint;
mod host;
mod name;
mod path;
mod policy;
mod read;
mod reader;
mod validate;

use time::OffsetDateTime;

pub use self::host::{HostMatch, HostRefusal, covers, is_legal};
use self::path::Way;
use self::reader::Known;
pub use self::reader::Reader;
use crate::evidence::Fingerprint;

/// Bytes of a handshake message that Java reads at most (`jdk.tls.maxHandshakeMessageSize`).
pub const MAX_MESSAGE: usize = 32_768;

/// Certificates of a chain that Java reads at most (`jdk.tls.maxCertificateChainLength`).
const MAX_CHAIN: usize = 10;

/// What is to be judged.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// The chain exactly as sent, leaf first.
    pub sent: &'a [Fingerprint],
    /// What the store holds.
    pub store: &'a [Fingerprint],
    /// The host as configured.
    pub host: &'a str,
    /// The negotiated cipher suite by its IANA name, where the handshake completed.
    pub cipher: Option<&'a str>,
    /// The clock to judge dates by.
    pub now: OffsetDateTime,
}

/// One thing Java looks at, apart from the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Dimension {
    /// The sent chain is more than Java reads.
    Size,
    /// No way leads to the store, or a signature on it does not fit.
    Path,
    /// A certificate below the anchor has expired.
    Expired,
    /// A certificate below the anchor is not valid yet.
    NotYetValid,
    /// A certificate is used for what it was not issued for.
    Use,
    /// A key or signature that Java refuses or lacks.
    Algorithm,
    /// The cipher suite, where the server has no other.
    Cipher,
}

/// Which Java versions refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusers {
    /// Every one measured.
    All,
    /// Before 8u251, which brought RSASSA-PSS.
    BeforePss,
    /// Before 15, which brought EdDSA.
    BeforeEdwards,
    /// Some old ones.
    SomeOld,
    /// Since 2026.
    Recent,
    /// Since 2026, where the server speaks TLS 1.3.
    OverTls13,
    /// Every one, now and then.
    ByChance,
    /// Not known.
    Unsure,
}

/// Why Java refuses, in one dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it is about.
    pub dimension: Dimension,
    /// The certificate it is about.
    pub certificate: Option<Fingerprint>,
    /// The fact that decides, as half a sentence about the certificate.
    pub what: String,
    /// Which versions refuse.
    pub refusers: Refusers,
}

/// How Java judges a chain against a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The way with the fewest faults: leaf first, anchor last; empty without one.
    pub path: Vec<Fingerprint>,
    /// What is wrong with it; the name is judged apart.
    pub faults: Vec<Fault>,
    /// How the configured host is taken.
    pub host: Result<HostMatch, HostRefusal>,
    /// A certificate of the store whose name is that of the missing issuer to a reader and not to Java.
    pub name_by_text_only: Option<Fingerprint>,
    /// A certificate of the store that signed one of those sent, which names another serial number of its issuer: the CA
    /// was renewed with its key. The one that was signed, then that of the store.
    pub other_serial: Option<(Fingerprint, Fingerprint)>,
}

impl Verdict {
    /// Every Java refuses the chain, whatever the host's name.
    pub fn refuses_chain(&self) -> bool {
        self.faults.iter().any(|fault| fault.refusers == Refusers::All)
    }

    /// What a certificate says of itself stops every Java: its use, its key, its size.
    pub fn unfit(&self) -> Option<&Fault> {
        let about = |fault: &&Fault| matches!(fault.dimension, Dimension::Use | Dimension::Algorithm | Dimension::Size);
        self.faults.iter().filter(about).find(|fault| fault.refusers == Refusers::All)
    }

    /// No way leads to the store, or none whose signatures fit.
    pub fn lacks_path(&self) -> bool {
        self.faults.iter().any(|fault| fault.dimension == Dimension::Path)
    }

    /// Every Java takes the chain and the name.
    pub fn accepts(&self) -> bool {
        self.faults.is_empty() && self.host.is_ok()
    }

    /// Every Java refuses the chain or the name.
    pub fn refuses(&self) -> bool {
        let host = matches!(self.host, Err(HostRefusal::NotNamed | HostRefusal::IllegalName(Refusers::All)));
        host || self.refuses_chain()
    }
}

impl Fault {
    fn new(dimension: Dimension, certificate: &Known, what: String, refusers: Refusers) -> Self {
        Self { dimension, certificate: Some(certificate.fingerprint.clone()), what, refusers }
    }

    fn of_chain(dimension: Dimension, what: String, refusers: Refusers) -> Self {
        Self { dimension, certificate: None, what, refusers }
    }
}

/// Judges a chain against a store. None where a certificate that was sent cannot be read here, or none was sent.
pub fn judge(reader: &Reader<'_>, asked: Asked<'_>) -> Option<Verdict> {
    let sent = asked.sent.iter().map(|one| reader.get(one)).collect::<Option<Vec<Known>>>()?;
    let store: Vec<Known> = asked.store.iter().filter_map(|one| reader.get(one)).collect();
    let leaf = sent.first()?;
    let now = asked.now.unix_timestamp();
    let judged = path::ways(reader, &sent, &store, now).into_iter().map(|way| {
        let faults = validate::faults(reader, &way, now, asked.cipher);
        (way, faults)
    });
    // Java goes on to the next way, so the one with the fewest faults decides; a broken signature is worst.
    let best = judged.min_by_key(|(_, faults)| (faults.iter().any(|f| f.dimension == Dimension::Path), faults.len()));
    let mut verdict = Verdict {
        path: Vec::new(),
        faults: [size(&sent), nameless(&sent), broken(&sent), asked.cipher.and_then(cipher)]
            .into_iter()
            .flatten()
            .collect(),
        host: host::check(asked.host, leaf),
        name_by_text_only: None,
        other_serial: None,
    };
    match best {
        Some((way, faults)) => {
            verdict.path = way.below.iter().chain([&way.anchor]).map(|known| known.fingerprint.clone()).collect();
            let sound = !faults.iter().any(|fault| fault.refusers == Refusers::All);
            verdict.faults.extend(faults);
            verdict.faults.extend(twin(&way, &store).filter(|_| sound && !way.below.is_empty()));
        }
        None => {
            let looks = |anchor: &&Known| {
                sent.iter().any(|c| c.issuer.looks_like(&anchor.subject) && !c.issuer.same(&anchor.subject))
            };
            verdict.name_by_text_only = store.iter().find(looks).map(|known| known.fingerprint.clone());
            verdict.other_serial = other_serial(reader, &sent, &store);
            let what = "no way leads from it to the store".to_owned();
            verdict.faults.push(Fault::new(Dimension::Path, leaf, what, Refusers::All));
        }
    }
    Some(verdict)
}

fn other_serial(reader: &Reader<'_>, sent: &[Known], store: &[Known]) -> Option<(Fingerprint, Fingerprint)> {
    let pairs = sent.iter().flat_map(|child| store.iter().map(move |anchor| (child, anchor)));
    let mut fitting = pairs.filter(|(child, anchor)| path::fits_but_for_its_serial(child, anchor));
    let (child, anchor) = fitting.find(|(child, anchor)| reader.signed(child, anchor))?;
    Some((child.fingerprint.clone(), anchor.fingerprint.clone()))
}

/// The limits of one Certificate message (RFC 8446 section 4.4.2).
fn size(sent: &[Known]) -> Option<Fault> {
    let bytes = sent.iter().map(|known| known.size() + 5).sum::<usize>() + 4;
    if bytes > MAX_MESSAGE {
        let what = format!("the certificates sent have {bytes} bytes, and Java reads {MAX_MESSAGE}");
        return Some(Fault::of_chain(Dimension::Size, what, Refusers::All));
    }
    (sent.len() > MAX_CHAIN).then(|| {
        let what = format!("{} certificates are sent, and Java reads {MAX_CHAIN}", sent.len());
        Fault::of_chain(Dimension::Size, what, Refusers::All)
    })
}

fn nameless(sent: &[Known]) -> Option<Fault> {
    let found = sent.iter().find(|known| known.nameless)?;
    let what = "its subject is empty, and no critical subject alternative name stands in for it".to_owned();
    Some(Fault::new(Dimension::Use, found, what, Refusers::All))
}

/// A certificate that Java does not read ends the handshake, needed or not.
fn broken(sent: &[Known]) -> Option<Fault> {
    let found = sent.iter().find(|known| known.subtrees.is_broken())?;
    let what = "Java does not read it: its name constraints hold what is no name or address".to_owned();
    Some(Fault::new(Dimension::Use, found, what, Refusers::All))
}

/// A certificate of the store with the name and the key of the anchor, which is no CA to Java: it makes its pick of the
/// two anew with every start.
fn twin(way: &Way, store: &[Known]) -> Option<Fault> {
    let twins = store.iter().filter(|known| known.fingerprint != way.anchor.fingerprint);
    let mut twins = twins.filter(|known| known.same_identity(&way.anchor));
    let found = twins.find(|known| validate::is_no_authority(known))?;
    let what =
        "it has the name and the key of the CA beside it in the store, and is no CA itself: Java takes the one or \
                the other by chance"
            .to_owned();
    Some(Fault::new(Dimension::Use, found, what, Refusers::ByChance))
}

/// What the suite our own, wider hello agreed on says: the server may well have another one for Java.
fn cipher(suite: &str) -> Option<Fault> {
    let shown = name::printable(suite);
    if suite.starts_with("TLS_RSA_") {
        let what = format!("the server chose {shown}, without forward secrecy");
        return Some(Fault::of_chain(Dimension::Cipher, what, Refusers::Recent));
    }
    let lacking = [
        "_CCM", "CAMELLIA", "ARIA", "_SEED_", "_IDEA_", "_NULL_", "3DES", "_RC4_", "_DES_", "_anon_", "_PSK_", "_SRP_",
    ];
    lacking.iter().any(|part| suite.contains(part)).then(|| {
        let what = format!("the server chose {shown}, which Java does not have; it may have others");
        Fault::of_chain(Dimension::Cipher, what, Refusers::Unsure)
    })
}

/// How a person would call a certificate.
fn label(known: &Known) -> String {
    let name = known.common_name.as_deref().map(name::printable);
    name.unwrap_or_else(|| known.fingerprint.chars().take(16).collect())
}
