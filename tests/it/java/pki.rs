//! Certificates of any shape, sound or not.

use std::collections::BTreeMap;
use std::process::Command;
use std::sync::{Mutex, OnceLock};

use openssl::asn1::{Asn1Integer, Asn1Object, Asn1OctetString, Asn1Time, Asn1Type};
use openssl::bn::BigNum;
use openssl::dsa::Dsa;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::rsa::Rsa;
use openssl::x509::{X509, X509Extension, X509NameBuilder};

use super::der;

/// The host that the servers of the matrix are asked for.
pub(crate) const HOST: &str = "dc7.lab.example";

/// A certificate and its key.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) certificate: X509,
    pub(crate) key: PKey<Private>,
}

/// What a certificate is to be.
#[derive(Clone)]
pub(crate) struct Draft {
    subject: Vec<(&'static str, String, Asn1Type)>,
    issuer: Option<Vec<(&'static str, String, Asn1Type)>>,
    days: (i64, i64),
    key: String,
    digest: &'static str,
    /// Options of `openssl x509` with which it is signed once more, as for RSASSA-PSS.
    resign: Option<&'static str>,
    version: i32,
    extensions: Extensions,
    key_ids: bool,
}

pub(crate) const BASIC: &str = "2.5.29.19";
pub(crate) const USAGE: &str = "2.5.29.15";
pub(crate) const PURPOSE: &str = "2.5.29.37";
pub(crate) const NAMES: &str = "2.5.29.17";
pub(crate) const SERVER: &str = "1.3.6.1.5.5.7.3.1";
pub(crate) const CLIENT: &str = "1.3.6.1.5.5.7.3.2";

impl Draft {
    fn new(common_name: &str) -> Self {
        let subject =
            vec![("O", "Lab".to_owned(), Asn1Type::UTF8STRING), ("CN", common_name.to_owned(), Asn1Type::UTF8STRING)];
        Self {
            subject,
            issuer: None,
            days: (-30, 300),
            key: format!("P-256 {common_name}"),
            digest: "sha256",
            resign: None,
            version: 3,
            extensions: BTreeMap::new(),
            key_ids: true,
        }
    }

    /// A CA: critical basic constraints, keyCertSign and cRLSign.
    pub(crate) fn ca(common_name: &str) -> Self {
        let draft = Self::new(common_name).with(BASIC, true, der::basic_constraints(true, None));
        Self { days: (-400, 2000), ..draft.usage(&[5, 6]) }
    }

    /// A server's: digitalSignature, keyEncipherment; serverAuth, clientAuth; the host's name.
    pub(crate) fn leaf() -> Self {
        Self::new(HOST)
            .usage(&[0, 2])
            .with(PURPOSE, false, der::oids(&[SERVER, CLIENT]))
            .names(&[&format!("dns:{HOST}")])
    }

    pub(crate) fn with(mut self, oid: &'static str, critical: bool, value: Vec<u8>) -> Self {
        self.extensions.insert(oid, (critical, value));
        self
    }

    pub(crate) fn without(mut self, oid: &str) -> Self {
        self.extensions.remove(oid);
        self
    }

    pub(crate) fn usage(self, set: &[u8]) -> Self {
        self.with(USAGE, true, der::bits(set))
    }

    pub(crate) fn names(self, names: &[&str]) -> Self {
        self.with(NAMES, false, der::general_names(names))
    }

    pub(crate) fn purposes(self, oids: &[&str]) -> Self {
        self.with(PURPOSE, false, der::oids(oids))
    }

    pub(crate) fn path_len(self, limit: u8) -> Self {
        self.with(BASIC, true, der::basic_constraints(true, Some(limit)))
    }

    pub(crate) fn days(self, from: i64, to: i64) -> Self {
        Self { days: (from, to), ..self }
    }

    /// `RSA 2048 label`, `P-256 label`, `brainpoolP256r1 label`, `ED25519 label`: the same words, the same key.
    pub(crate) fn key(self, words: &str) -> Self {
        Self { key: words.to_owned(), ..self }
    }

    pub(crate) fn digest(self, digest: &'static str) -> Self {
        Self { digest, ..self }
    }

    pub(crate) fn resigned(self, options: &'static str) -> Self {
        Self { resign: Some(options), ..self }
    }

    /// Version 1 has no extensions.
    pub(crate) fn version_1(self) -> Self {
        Self { version: 1, extensions: BTreeMap::new(), key_ids: false, ..self }
    }

    pub(crate) fn without_key_ids(self) -> Self {
        Self { key_ids: false, ..self }
    }

    pub(crate) fn subject(self, parts: &[(&'static str, &str, Asn1Type)]) -> Self {
        let subject = parts.iter().map(|(kind, value, string)| (*kind, (*value).to_owned(), *string)).collect();
        Self { subject, ..self }
    }

    /// The issuer's name as this one writes it, whatever the issuer's own certificate has.
    pub(crate) fn issuer(self, parts: &[(&'static str, &str, Asn1Type)]) -> Self {
        let issuer = parts.iter().map(|(kind, value, string)| (*kind, (*value).to_owned(), *string)).collect();
        Self { issuer: Some(issuer), ..self }
    }

    pub(crate) fn self_signed(&self) -> Issued {
        self.mint(None)
    }

    pub(crate) fn by(&self, issuer: &Issued) -> Issued {
        self.mint(Some(issuer))
    }

    fn mint(&self, issuer: Option<&Issued>) -> Issued {
        let key = key(&self.key);
        let subject = name(&self.subject);
        let mut builder = X509::builder().unwrap();
        builder.set_version(self.version - 1).unwrap();
        let mut serial = BigNum::new().unwrap();
        serial.rand(100, openssl::bn::MsbOption::MAYBE_ZERO, false).unwrap();
        builder.set_serial_number(&Asn1Integer::from_bn(&serial).unwrap()).unwrap();
        builder.set_subject_name(&subject).unwrap();
        match (&self.issuer, issuer) {
            (Some(written), _) => builder.set_issuer_name(&name(written)).unwrap(),
            (None, Some(issuer)) => builder.set_issuer_name(issuer.certificate.subject_name()).unwrap(),
            (None, None) => builder.set_issuer_name(&subject).unwrap(),
        }
        builder.set_not_before(&from_now(self.days.0)).unwrap();
        builder.set_not_after(&from_now(self.days.1)).unwrap();
        builder.set_pubkey(&key).unwrap();
        let issuer_key = issuer.map_or(&key, |issuer| &issuer.key);
        let mut extensions = self.extensions.clone();
        if self.key_ids {
            let id = |key: &PKey<Private>| openssl::sha::sha1(&key.public_key_to_der().unwrap()).to_vec();
            extensions.entry("2.5.29.14").or_insert((false, der::tlv(4, &id(&key))));
            if issuer.is_some() {
                extensions.entry("2.5.29.35").or_insert((false, der::sequence(&[der::tlv(0x80, &id(issuer_key))])));
            }
        }
        for (oid, (critical, value)) in &extensions {
            let oid = Asn1Object::from_str(oid).unwrap();
            let value = Asn1OctetString::new_from_bytes(value).unwrap();
            builder.append_extension(X509Extension::new_from_der(&oid, *critical, &value).unwrap()).unwrap();
        }
        let digest = match issuer_key.id() {
            openssl::pkey::Id::ED25519 | openssl::pkey::Id::ED448 => MessageDigest::null(),
            _ => MessageDigest::from_name(self.digest).unwrap(),
        };
        builder.sign(issuer_key, digest).unwrap();
        let certificate = builder.build();
        let certificate = match self.resign {
            Some(options) => resign(&certificate, &extensions, issuer, &key, options),
            None => certificate,
        };
        Issued { certificate, key }
    }
}

impl Issued {
    pub(crate) fn pem(&self) -> String {
        String::from_utf8(self.certificate.to_pem().unwrap()).unwrap()
    }

    pub(crate) fn fingerprint(&self) -> String {
        let digest = self.certificate.digest(MessageDigest::sha256()).unwrap();
        digest.iter().map(|byte| format!("{byte:02X}")).collect()
    }

    /// The same certificate with its signature damaged.
    pub(crate) fn damaged(&self) -> Self {
        let mut der = self.certificate.to_der().unwrap();
        let last = der.len() - 1;
        der[last] ^= 1;
        Self { certificate: X509::from_der(&der).unwrap(), key: self.key.clone() }
    }
}

fn name(parts: &[(&'static str, String, Asn1Type)]) -> openssl::x509::X509Name {
    let mut name = X509NameBuilder::new().unwrap();
    for (kind, value, string) in parts {
        name.append_entry_by_text_with_type(kind, value, *string).unwrap();
    }
    name.build()
}

/// Keys take long to make: one for each label, and RSA ones are shared.
fn key(words: &str) -> PKey<Private> {
    static KEYS: OnceLock<Mutex<BTreeMap<String, PKey<Private>>>> = OnceLock::new();
    let keys = KEYS.get_or_init(Mutex::default);
    let mut keys = keys.lock().unwrap();
    keys.entry(words.to_owned()).or_insert_with(|| make_key(words)).clone()
}

fn make_key(words: &str) -> PKey<Private> {
    let mut words = words.split(' ');
    let number = |text: Option<&str>| text.unwrap().parse().unwrap();
    match words.next().unwrap() {
        "RSA" => PKey::from_rsa(Rsa::generate(number(words.next())).unwrap()).unwrap(),
        "DSA" => PKey::from_dsa(Dsa::generate(number(words.next())).unwrap()).unwrap(),
        "ED25519" => PKey::generate_ed25519().unwrap(),
        "ED448" => PKey::generate_ed448().unwrap(),
        curve => {
            let nid = match curve {
                "P-224" => Nid::SECP224R1,
                "P-256" => Nid::X9_62_PRIME256V1,
                "P-384" => Nid::SECP384R1,
                "P-521" => Nid::SECP521R1,
                "secp256k1" => Nid::SECP256K1,
                "brainpoolP256r1" => Nid::BRAINPOOL_P256R1,
                other => unreachable!("{other}"),
            };
            PKey::from_ec_key(EcKey::generate(&EcGroup::from_curve_name(nid).unwrap()).unwrap()).unwrap()
        }
    }
}

/// Extensions by OID: critical or not, and the value as encoded.
type Extensions = BTreeMap<&'static str, (bool, Vec<u8>)>;

/// Signs once more with options that the library does not offer; names and extensions stay, the dates begin today.
fn resign(
    certificate: &X509,
    extensions: &Extensions,
    issuer: Option<&Issued>,
    key: &PKey<Private>,
    options: &str,
) -> X509 {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, contents: Vec<u8>| {
        let path = folder.path().join(name).to_str().unwrap().to_owned();
        std::fs::write(&path, contents).unwrap();
        path
    };
    let extension = |(oid, (critical, value)): (&&str, &(bool, Vec<u8>))| {
        let hex: String = value.iter().map(|octet| format!("{octet:02x}")).collect();
        format!("{oid}={}DER:{hex}\n", if *critical { "critical," } else { "" })
    };
    let extensions = file("extensions", extensions.iter().map(extension).collect::<String>().into_bytes());
    let subject: String = certificate
        .subject_name()
        .entries()
        .map(|entry| format!("/{}={}", entry.object().nid().short_name().unwrap(), entry.data().to_string().unwrap()))
        .collect();
    let mut command = Command::new("openssl");
    command.args(["x509", "-new", "-days", "300", "-subj", &subject, "-extfile", &extensions]);
    match issuer {
        Some(issuer) => {
            let (ca, ca_key) = (issuer.certificate.to_pem().unwrap(), issuer.key.private_key_to_pem_pkcs8().unwrap());
            command.args(["-CA", &file("ca.pem", ca), "-CAkey", &file("ca.key", ca_key), "-set_serial", "77"]);
            command.args(["-force_pubkey", &file("public", key.public_key_to_pem().unwrap())]);
        }
        None => drop(command.args(["-key", &file("key", key.private_key_to_pem_pkcs8().unwrap())])),
    }
    let output = command.args(options.split(' ')).output().unwrap();
    assert!(output.status.success(), "{options}: {}", String::from_utf8_lossy(&output.stderr));
    X509::from_pem(&output.stdout).unwrap()
}

fn from_now(days: i64) -> Asn1Time {
    let now = time::OffsetDateTime::now_utc().unix_timestamp();
    Asn1Time::from_unix(now + days * 86_400).unwrap()
}
