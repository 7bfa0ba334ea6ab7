//! Keys and signatures.

use super::super::pki::{Draft, Issued};
use super::{Case, Sound};

const PSS: &str = "-sha256 -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32";
const PSS_SHA_384: &str = "-sha384 -sigopt rsa_padding_mode:pss";
const PSS_SHA_1: &str = "-sha1 -sigopt rsa_padding_mode:pss -sigopt rsa_mgf1_md:sha1";

pub(super) fn all() -> Vec<Case> {
    let case = |name: &str, sent: &[&Issued], store: &[&Issued]| Case::new("algorithm", name, sent, store);
    let Sound { root, issuing, .. } = &Sound::new();
    let rsa = &Draft::ca("RSA Root").key("RSA 2048 root").self_signed();
    let mut cases = Vec::new();
    for key in [
        "RSA 512",
        "RSA 1000",
        "RSA 1024",
        "RSA 2048",
        "RSA 3072",
        "RSA 4096",
        "P-224 l",
        "P-384 l",
        "P-521 l",
        "secp256k1 l",
        "brainpoolP256r1 l",
        "ED25519 l",
        "ED448 l",
    ] {
        let leaf = &Draft::leaf().key(key).by(issuing);
        let with = case(&format!("leaf with {key}"), &[leaf, issuing], &[root]);
        cases.push(if key.starts_with("RSA 5") || key.starts_with("RSA 100") {
            with.over("ECDHE-RSA-AES128-SHA")
        } else {
            with
        });
    }
    for key in [
        "RSA 512 c",
        "RSA 1024 c",
        "RSA 4160 c",
        "P-224 c",
        "P-384 c",
        "P-521 c",
        "secp256k1 c",
        "brainpoolP256r1 c",
        "ED25519 c",
        "ED448 c",
    ] {
        let top = &Draft::ca("Odd Root").key(key).digest("sha256").self_signed();
        let middle = &Draft::ca("Odd Issuing").key(key).by(root);
        cases.push(case(&format!("root with {key}"), &[&Draft::leaf().by(top)], &[top]));
        cases.push(case(&format!("issuing with {key}"), &[&Draft::leaf().by(middle), middle], &[root]));
    }
    for digest in ["md5", "sha1", "sha224", "sha384", "sha512", "ripemd160"] {
        let leaf = &Draft::leaf().digest(digest).by(rsa);
        cases.push(case(&format!("leaf signed with RSA, {digest}"), &[leaf], &[rsa]));
    }
    for digest in ["sha1", "sha224", "sha384", "sha512"] {
        let leaf = &Draft::leaf().digest(digest).by(root);
        cases.push(case(&format!("leaf signed with ECDSA, {digest}"), &[leaf], &[root]));
    }
    let md5 = Draft::ca("RSA Issuing").digest("md5").by(rsa);
    cases.push(case("issuing CA signed with MD5", &[&Draft::leaf().by(&md5), &md5], &[rsa]));
    cases.push(case("issuing CA signed with MD5, trusted itself", &[&Draft::leaf().by(&md5), &md5], &[&md5]));
    let md5_root = &Draft::ca("Odd Root").key("RSA 2048 root").digest("md5").self_signed();
    cases.push(case("root signed with MD5", &[&Draft::leaf().by(md5_root)], &[md5_root]));
    cases.push(case("root signed with MD5, sent", &[&Draft::leaf().by(md5_root), md5_root], &[md5_root]));
    for (name, options) in [("PSS", PSS), ("PSS and SHA-384", PSS_SHA_384), ("PSS and SHA-1", PSS_SHA_1)] {
        let leaf = &Draft::leaf().resigned(options).by(rsa);
        cases.push(case(&format!("leaf signed with {name}"), &[leaf], &[rsa]));
        let middle = &Draft::ca("PSS Issuing").resigned(options).by(rsa);
        cases.push(case(&format!("issuing signed with {name}"), &[&Draft::leaf().by(middle), middle], &[rsa]));
    }
    let pss_root = &Draft::ca("PSS Root").key("RSA 2048 root").resigned(PSS).self_signed();
    cases.push(case("root signed with PSS", &[&Draft::leaf().by(pss_root)], &[pss_root]));
    let dsa = &Draft::ca("DSA Root").key("DSA 2048 c").self_signed();
    cases.push(case("DSA root over TLS 1.3", &[&Draft::leaf().by(dsa)], &[dsa]));
    cases.push(case("DSA root over TLS 1.2", &[&Draft::leaf().by(dsa)], &[dsa]).over("ALL"));
    let short = &Draft::leaf().digest("sha224").by(rsa);
    cases.push(case("leaf signed with SHA-224 over TLS 1.2", &[short], &[rsa]).over("ALL"));
    cases
}
