use std::os::unix::fs::{PermissionsExt, symlink};

use openssl::pkcs7::{Pkcs7, Pkcs7Flags};
use openssl::pkcs12::Pkcs12;
use openssl::stack::Stack;
use openssl::x509::X509Req;

use super::*;
use crate::trust::mint::{Certificate, Minted};
use crate::trust::pem;

struct Samples {
    root: Minted,
    issuing: Minted,
    leaf: Minted,
}

impl Samples {
    fn new() -> Self {
        let root = Certificate::ca("Corp Root CA").self_signed();
        let issuing = Certificate::ca("Corp Issuing CA").signed_by(&root);
        let leaf = Certificate::leaf("dc1.corp.example").signed_by(&issuing);
        Self { root, issuing, leaf }
    }

    /// The PEM of the root: its base64 fills lines 2 to (n - 1) of n.
    fn pem(&self) -> String {
        self.root.pem()
    }

    fn pkcs7(&self) -> Pkcs7 {
        let mut more = Stack::new().unwrap();
        more.push(self.root.x509.clone()).unwrap();
        Pkcs7::sign(&self.issuing.x509, &self.issuing.key, &more, b"", Pkcs7Flags::DETACHED).unwrap()
    }

    fn pkcs12(&self) -> Vec<u8> {
        let mut builder = Pkcs12::builder();
        builder.name("x").pkey(&self.leaf.key).cert(&self.leaf.x509);
        builder.build2("secret").unwrap().to_der().unwrap()
    }

    fn request(&self) -> X509Req {
        let mut builder = X509Req::builder().unwrap();
        builder.set_subject_name(self.leaf.x509.subject_name()).unwrap();
        builder.set_pubkey(&self.leaf.key).unwrap();
        builder.sign(&self.leaf.key, openssl::hash::MessageDigest::sha256()).unwrap();
        builder.build()
    }
}

/// DER of anything under another label.
fn labelled(label: &str, der: &[u8]) -> String {
    pem::encode(der).replace("CERTIFICATE", label)
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    std::iter::once(0xfeff).chain(text.encode_utf16()).flat_map(unit).collect()
}

fn text(minted: &Minted) -> String {
    String::from_utf8(minted.x509.to_text().unwrap()).unwrap()
}

const KEY: &str = "a private key: remove it from here";
const REQUEST: &str = "a certificate request, not a certificate";
const CUT: &str = "cut off: its END line is missing";
const PKCS12: &str = "a PKCS#12 file: export the certificate alone, as PEM";
const NOTHING: &str = "not a certificate";

/// Name, contents, certificates in order, junk as line and words.
type Row<'a> = (&'a str, Vec<u8>, Vec<&'a Minted>, Vec<(Option<usize>, &'a str)>);

#[test]
fn finds_certificates_in_messy_files_and_names_the_rest() {
    let samples = Samples::new();
    let (root, issuing, leaf) = (&samples.root, &samples.issuing, &samples.leaf);
    let pem = samples.pem();
    let lines = pem.lines().count();
    let key = String::from_utf8(leaf.key.private_key_to_pem_pkcs8().unwrap()).unwrap();
    let encrypted = leaf.key.private_key_to_pem_pkcs8_passphrase(openssl::symm::Cipher::aes_128_cbc(), b"x").unwrap();
    let encrypted_der = leaf.key.private_key_to_pkcs8_passphrase(openssl::symm::Cipher::aes_128_cbc(), b"x").unwrap();
    let request = samples.request();
    let trusted = [root.der(), vec![0x30, 0x06, 0x0c, 0x04, b'n', b'a', b'm', b'e']].concat();
    let all = [root.pem(), issuing.pem(), leaf.pem()].concat();
    let spaced: String = pem.lines().map(|line| format!("  {line} \t\r\n")).collect();
    let p7 = samples.pkcs7();
    let b = |text: &str| text.as_bytes().to_vec();
    let table: Vec<Row<'_>> = vec![
        ("plain", b(&pem), vec![root], vec![]),
        ("three", b(&all), vec![root, issuing, leaf], vec![]),
        ("twice", b(&[pem.as_str(), &pem].concat()), vec![root], vec![]),
        (
            "openssl -text",
            b(&format!("{}{pem}\n{}{}", text(root), text(issuing), issuing.pem())),
            vec![root, issuing],
            vec![],
        ),
        ("show cert", b(&format!("admin:show cert trust x\n\n[\n  Version: V3\n]\n{pem}\nadmin:")), vec![root], vec![]),
        ("crlf", b(&pem.replace('\n', "\r\n")), vec![root], vec![]),
        ("old mac", b(&pem.replace('\n', "\r")), vec![root], vec![]),
        ("blanks around lines", b(&spaced), vec![root], vec![]),
        ("one line", b(&pem.replace('\n', " ")), vec![root], vec![]),
        ("no final newline", b(pem.trim_end()), vec![root], vec![]),
        ("no END line, all there", b(pem.rsplit_once("-----END").unwrap().0), vec![root], vec![]),
        ("utf-8 mark", [vec![0xef, 0xbb, 0xbf], b(&pem)].concat(), vec![root], vec![]),
        ("utf-16 little endian", utf16(&pem, u16::to_le_bytes), vec![root], vec![]),
        ("utf-16 big endian", utf16(&pem.replace('\n', "\r\n"), u16::to_be_bytes), vec![root], vec![]),
        ("latin-1 text around", [b"Z\xfcrich\n".to_vec(), b(&pem)].concat(), vec![root], vec![]),
        ("trusted", b(&labelled("TRUSTED CERTIFICATE", &trusted)), vec![root], vec![]),
        ("x509 certificate", b(&labelled("X509 CERTIFICATE", &root.der())), vec![root], vec![]),
        ("der", root.der(), vec![root], vec![]),
        ("two der and padding", [root.der(), leaf.der(), vec![0, 0, b'\n']].concat(), vec![root, leaf], vec![]),
        ("pkcs7 pem", p7.to_pem().unwrap(), vec![issuing, root], vec![]),
        ("pkcs7 der", p7.to_der().unwrap(), vec![issuing, root], vec![]),
        ("pkcs7 called a certificate", b(&pem::encode(&p7.to_der().unwrap())), vec![issuing, root], vec![]),
        ("with its key", b(&format!("{pem}{key}{}", issuing.pem())), vec![root, issuing], vec![(Some(lines + 1), KEY)]),
        ("encrypted key", encrypted, vec![], vec![(Some(1), KEY)]),
        ("key der", leaf.key.private_key_to_der().unwrap(), vec![], vec![(None, KEY)]),
        ("pkcs8 der", leaf.key.private_key_to_pkcs8().unwrap(), vec![], vec![(None, KEY)]),
        ("encrypted key der", encrypted_der, vec![], vec![(None, KEY)]),
        (
            "public key",
            leaf.key.public_key_to_pem().unwrap(),
            vec![],
            vec![(Some(1), "a public key, not a certificate")],
        ),
        ("request", [b("\n\n"), request.to_pem().unwrap(), b(&pem)].concat(), vec![root], vec![(Some(3), REQUEST)]),
        ("request der", request.to_der().unwrap(), vec![], vec![(None, REQUEST)]),
        ("request called a certificate", b(&pem::encode(&request.to_der().unwrap())), vec![], vec![(Some(1), REQUEST)]),
        ("crl", b(&labelled("X509 CRL", b"x")), vec![], vec![(Some(1), "a revocation list, not a certificate")]),
        ("pkcs12", samples.pkcs12(), vec![], vec![(None, PKCS12)]),
        (
            "jks",
            vec![0xfe, 0xed, 0xfe, 0xed, 0, 0, 0, 2],
            vec![],
            vec![(None, "a Java keystore: export its certificates, as PEM")],
        ),
        (
            "damaged",
            b(&format!("x\n{}{}", pem.replacen("MII", "M*I", 1), leaf.pem())),
            vec![leaf],
            vec![(Some(3), "base64 damaged")],
        ),
        (
            "shortened",
            b(&format!("x\n{}{}", pem.replacen("MII", "MI", 1), leaf.pem())),
            vec![leaf],
            vec![(Some(2), "base64 damaged")],
        ),
        ("cut, then another", b(&format!("{}\n{}", &pem[..200], leaf.pem())), vec![leaf], vec![(Some(1), CUT)]),
        (
            "cut at the end",
            b(&format!("{}{}", leaf.pem(), &pem[..201])),
            vec![leaf],
            vec![(Some(leaf.pem().lines().count() + 1), CUT)],
        ),
        (
            "no BEGIN line",
            b(pem.split_once('\n').unwrap().1),
            vec![],
            vec![(Some(lines - 1), "an END line without its BEGIN line")],
        ),
        ("readme", b("Exported on Monday.\n"), vec![], vec![(Some(1), NOTHING)]),
        ("unknown label", b(&labelled("PGP MESSAGE", b"x")), vec![], vec![(Some(1), NOTHING)]),
        (
            "empty certificate",
            b("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
            vec![],
            vec![(Some(1), NOTHING)],
        ),
        ("cut der", root.der()[..100].to_vec(), vec![], vec![(None, NOTHING)]),
        ("binary", vec![0, 1, 2, 3], vec![], vec![(None, NOTHING)]),
        ("empty", vec![], vec![], vec![(None, "empty")]),
        ("blank", b(" \r\n"), vec![], vec![(None, "empty")]),
    ];
    for (name, bytes, certificates, junk) in table {
        let (found, rejected) = certificates_in(name, &bytes);
        let expected: Vec<_> = certificates.iter().map(|minted| (minted.fingerprint(), minted.pem())).collect();
        assert_eq!(found, expected, "{name}");
        let junk: Vec<_> =
            junk.into_iter().map(|(line, what)| Junk { file: name.into(), line, what: what.into() }).collect();
        assert_eq!(rejected, junk, "{name}");
    }
}

#[test]
fn stays_small_and_whole_on_hostile_bytes() {
    let lonely = "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n".repeat(20_000);
    let (found, junk) = certificates_in("x", lonely.as_bytes());
    assert_eq!((found.len(), junk.len()), (0, 101));
    for pattern in ["-----END ", "-----", "-----BEGIN ", "-----BEGIN \n-----BEGIN é", "0\u{80}", "0\u{0}"] {
        let (found, junk) = certificates_in("x", pattern.repeat(100_000).as_bytes());
        assert!(found.is_empty() && junk.len() <= 101, "{pattern:?}");
    }
    let bundle = Samples::new().pkcs7().to_der().unwrap();
    for length in 0..bundle.len() {
        let _ = certificates_in("x", &bundle[..length]);
        let mut damaged = bundle.clone();
        damaged[length] ^= 0x81;
        let _ = certificates_in("x", &damaged);
    }
}

#[test]
fn reads_a_folder_one_level_deep_in_order() {
    let Samples { root, issuing, leaf } = Samples::new();
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir_all(at("nodes/deeper")).unwrap();
    fs::write(at("b.pem"), root.pem()).unwrap();
    fs::write(at("a.der"), issuing.der()).unwrap();
    fs::write(at("nodes/c.pem"), [leaf.pem(), "\n\n".into(), root.pem().replacen("MII", "MI", 1)].concat()).unwrap();
    fs::write(at("nodes/deeper/d.pem"), "never read").unwrap();
    fs::write(at(".hidden"), "never read").unwrap();
    symlink(at("b.pem"), at("z.pem")).unwrap();
    symlink(at("nowhere"), at("y.pem")).unwrap();
    let (store, pems) = load("presence", folder.path()).unwrap();
    assert_eq!(store.certificates, [issuing.fingerprint(), root.fingerprint(), leaf.fingerprint()]);
    assert_eq!(pems.get(&leaf.fingerprint()), Some(&leaf.pem()));
    assert_eq!((store.name.as_str(), store.system), ("presence", false));
    assert_eq!(store.source, folder.path().display().to_string());
    let lines = leaf.pem().lines().count();
    let junk: Vec<_> = store.junk.iter().map(|junk| (junk.file.as_str(), junk.line, junk.what.as_str())).collect();
    let expected = [
        ("nodes/c.pem", Some(lines + 3), "base64 damaged"),
        ("nodes/deeper", None, "a folder within a folder: not read"),
        ("y.pem", None, "cannot be read: No such file or directory (os error 2)"),
    ];
    assert_eq!(junk, expected);
}

#[test]
fn reads_one_file_or_says_why_not() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    assert_eq!(load("client", folder.path()).unwrap().0.certificates, Vec::<String>::new());
    fs::write(at("x.pem"), "nothing\n").unwrap();
    let (store, _) = load("client", &at("x.pem")).unwrap();
    assert_eq!(store.junk, [Junk { file: "x.pem".into(), line: Some(1), what: NOTHING.into() }]);
    let size = MAX_FILE + 1;
    File::create(at("big")).unwrap().set_len(size).unwrap();
    assert_eq!(load("client", &at("big")).unwrap().0.junk[0].what, "larger than 16 MiB: not read");
    for (path, why) in [(at("nowhere"), "no such file"), ("/dev/null".into(), "neither a file nor a folder")] {
        let error = format!("{:#}", load("client", &path).unwrap_err());
        assert!(error.contains(&path.display().to_string()) && error.contains(why), "{error}");
    }
}

#[test]
fn writes_missing_certificates_that_load_again() {
    let Samples { root, issuing, leaf } = Samples::new();
    let hostile = Certificate::ca("-----BEGIN CERTIFICATE-----").self_signed();
    let folder = tempfile::tempdir().unwrap();
    let dir = folder.path().join("new/upload");
    let missing = BTreeMap::from([
        ("presence/imp2".to_owned(), vec![issuing.pem(), root.pem()]),
        ("presence-imp2".to_owned(), vec![leaf.pem()]),
        ("../up".to_owned(), vec![hostile.pem()]),
        ("client".to_owned(), vec![]),
    ]);
    for _ in 0..2 {
        let paths = write_missing(&dir, &missing, &BTreeMap::new()).unwrap();
        assert_eq!(paths, ["-.-up.pem", "presence-imp2.pem", "presence-imp2-2.pem"].map(|name| dir.join(name)));
        assert_eq!(fs::read_dir(&dir).unwrap().count(), 3);
        let (store, _) = load("x", &paths[2]).unwrap();
        assert_eq!((store.certificates, store.junk), (vec![issuing.fingerprint(), root.fingerprint()], vec![]));
        let (store, _) = load("x", &paths[0]).unwrap();
        assert_eq!((store.certificates, store.junk), (vec![hostile.fingerprint()], vec![]));
    }
    let text = fs::read_to_string(dir.join("presence-imp2-2.pem")).unwrap();
    let heading = format!("# CN=Corp Issuing CA SHA-256 {}\n-----BEGIN", issuing.fingerprint());
    assert!(text.contains(&heading) && text.starts_with("# UNVERIFIED: "), "{text}");
    // What another store holds is vouched for, and says by whom.
    let holders = BTreeMap::from([(root.fingerprint(), "call-\nmanager".to_owned())]);
    write_missing(&dir, &missing, &holders).unwrap();
    let text = fs::read_to_string(dir.join("presence-imp2-2.pem")).unwrap();
    assert_eq!(text.matches("UNVERIFIED").count(), 1, "{text}");
    assert!(text.contains("# seen in the store of call- manager\n# CN=Corp Root CA SHA-256"), "{text}");
    assert!(write_missing(Path::new("/dev/null/x"), &missing, &BTreeMap::new()).is_err());
    let undecodable = BTreeMap::from([("x".to_owned(), vec!["junk".to_owned()])]);
    assert!(write_missing(&dir, &undecodable, &BTreeMap::new()).is_err());
}

#[test]
fn reads_this_hosts_bundle() {
    // A machine without a bundle has an empty one.
    let (store, pems) = load_system();
    assert!(store.system && store.name == "system");
    assert_eq!(store.certificates.len(), pems.len());
    assert_eq!(store.certificates.is_empty(), store.source.starts_with("none"), "{}", store.source);
    assert!(
        is_hashed("5ed36f99.0".as_ref()) && !is_hashed("ca-root.pem".as_ref()) && !is_hashed("5ed36f99.r0".as_ref())
    );
}

#[test]
fn an_unreadable_file_is_junk_and_not_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.pem");
    fs::write(&path, "x").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    let (store, _) = load("client", folder.path()).unwrap();
    assert_eq!(store.junk.len(), 1);
}

#[test]
fn a_list_of_certificates_is_no_store_and_says_what_would_be() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("list.txt");
    for (text, listed) in [
        ("admin:show cert list trust\ntomcat-trust/Mill_Root_CA_5f.pem: Signed Certificate\nadmin:\n", true),
        ("[\n  Version: V3\n  Serial Number: 01FD\n  Issuer Name: CN=Mill Root CA\n]\n", true),
        ("nothing of that kind\n", false),
    ] {
        std::fs::write(&path, text).unwrap();
        let (store, _) = load("presence", &path).unwrap();
        let words = only_listed(&store);
        assert_eq!(words.is_some(), listed, "{text}");
        assert!(words.is_none_or(|words| words.contains("show cert trust NAME") && words.contains("presence")));
    }
}
