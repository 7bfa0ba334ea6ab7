//! `--write-missing`: exactly what each store lacks, ready to upload.

use std::collections::BTreeMap;

use openssl::x509::X509;
use serde_json::{Value, json};

use crate::cli::{text, ucdoctor};
use crate::live::pki::{Draft, Issued, Pki};

/// A saved report: one server that sends `chain`, and stores by name.
fn report(chain: &[&Issued], stores: &[(&str, &[&Issued])]) -> Value {
    let all = chain.iter().chain(stores.iter().flat_map(|(_, store)| store.iter()));
    let certificates: BTreeMap<String, String> = all.map(|minted| (minted.fingerprint(), minted.pem())).collect();
    let fingerprints = |list: &[&Issued]| list.iter().map(|minted| minted.fingerprint()).collect::<Vec<_>>();
    let stores: Vec<Value> = stores
        .iter()
        .map(|(name, store)| {
            json!({"name": name, "source": "f", "system": false, "certificates": fingerprints(store), "junk": []})
        })
        .collect();
    let unasked = json!({"not-asked": "no account is configured"});
    let tls = json!({"seen": {
        "version": "TLSv1.3", "cipher": "TLS_AES_256_GCM_SHA384", "chain": fingerprints(chain), "start_tls": false,
        "ms": 2.0,
    }});
    json!({
        "schema_version": "1.0",
        "evidence": {
            "asked": {
                "servers": ["ldaps://192.0.2.1:636"], "start_tls": false, "bind": null,
                "connect_timeout_ms": 3000, "deadline_ms": 30000,
            },
            "stores": stores, "certificates": certificates,
            "vantages": [{
                "name": "this-host", "tool_version": "0.1.0", "taken_at": "2026-11-23T21:00:00Z", "duration_ms": 12,
                "cut": null, "bugs": [],
                "servers": [{
                    "url": "ldaps://192.0.2.1:636",
                    "name": {"seen": {"literal": true, "addresses": ["192.0.2.1"], "ms": 0.0, "dns": []}},
                    "srv": {"not-asked": "the host is an address"},
                    "endpoints": [{
                        "address": "192.0.2.1:636",
                        "tcp": {"seen": {"source": "192.0.2.9", "ms": 0.3, "syn_retransmissions": 0}},
                        "tls": tls, "ldap": "cut", "session": unasked, "bind": unasked, "account": unasked,
                    }],
                }],
            }],
        },
    })
}

#[test]
fn each_store_gets_what_it_lacks_and_nothing_else() {
    let Pki { root, issuing } = Pki::new("Corp");
    let leaf = Draft::server(&["dc1"]).sign(Some(&issuing));
    let own = Draft::server(&["own"]).sign(None);
    let other = Draft::authority("Other", "Root CA").sign(None);
    type Row<'a> = (&'a str, Value, &'a [&'a Issued], &'a str);
    let rows: [Row<'_>; 5] = [
        (
            "the root was sent, and only presence lacks it",
            report(&[&leaf, &issuing, &root], &[("call-manager", &[&root]), ("presence", &[&other])]),
            &[&root],
            "wrote",
        ),
        (
            "issuers that only call manager has",
            report(&[&leaf], &[("call-manager", &[&issuing, &root]), ("presence", &[&other])]),
            &[&issuing, &root],
            "wrote",
        ),
        ("a self-signed server", report(&[&own], &[("presence", &[&other])]), &[&own], "wrote"),
        ("an issuer nobody showed", report(&[&leaf], &[("presence", &[&other])]), &[], "Issuing"),
        ("nothing is missing", report(&[&leaf, &issuing], &[("presence", &[&root])]), &[], "nothing was written"),
    ];
    for (name, saved, expected, says) in rows {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("saved.json"), saved.to_string()).unwrap();
        let arguments = ["check", "--replay", "saved.json", "--write-missing", "out", "-q"];
        let output = ucdoctor(folder.path()).args(arguments).output().unwrap();
        assert!(text(&output.stderr).contains(says), "{name}: {}", text(&output.stderr));
        let written = std::fs::read(folder.path().join("out/presence.pem")).unwrap_or_default();
        let written: Vec<Vec<u8>> =
            X509::stack_from_pem(&written).unwrap().iter().map(|certificate| certificate.to_der().unwrap()).collect();
        let expected: Vec<Vec<u8>> = expected.iter().map(|minted| minted.certificate.to_der().unwrap()).collect();
        assert_eq!(written, expected, "{name}");
        assert!(!folder.path().join("out/call-manager.pem").exists(), "{name}");
    }
}
