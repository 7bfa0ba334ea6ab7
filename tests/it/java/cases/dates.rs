//! Who may have expired.

use super::super::pki::{Draft, Issued};
use super::Case;

pub(super) fn all() -> Vec<Case> {
    let case = |name: &str, sent: &[&Issued], store: &[&Issued]| Case::new("dates", name, sent, store);
    let chain = |root: (i64, i64), issuing: (i64, i64), leaf: (i64, i64)| {
        let root = Draft::ca("Lab Root").days(root.0, root.1).self_signed();
        let issuing = Draft::ca("Lab Issuing").days(issuing.0, issuing.1).by(&root);
        let leaf = Draft::leaf().days(leaf.0, leaf.1).by(&issuing);
        (root, issuing, leaf)
    };
    let (good, gone, soon) = ((-100, 900), (-900, -2), (2, 900));
    let mut cases = Vec::new();
    for (name, root, issuing, leaf) in [
        ("all valid", good, good, good),
        ("leaf expired", good, good, gone),
        ("leaf not yet", good, good, soon),
        ("issuing expired", good, gone, good),
        ("issuing not yet", good, soon, good),
        ("root expired", gone, good, good),
        ("root not yet", soon, good, good),
        ("all but the leaf expired", gone, gone, good),
        ("all expired", gone, gone, gone),
        ("root expired, leaf too", gone, good, gone),
    ] {
        let (root, issuing, leaf) = &chain(root, issuing, leaf);
        cases.push(case(&format!("{name}: root trusted"), &[leaf, issuing], &[root]));
        cases.push(case(&format!("{name}: issuing trusted"), &[leaf, issuing], &[issuing]));
        cases.push(case(&format!("{name}: leaf trusted"), &[leaf, issuing], &[leaf]));
        cases.push(case(&format!("{name}: root sent and out of order"), &[leaf, root, issuing], &[root]));
        // The server sends the root in place of the CA that issued its certificate, which the store has.
        cases.push(case(&format!("{name}: root sent alone, issuing trusted"), &[leaf, root], &[issuing]));
        cases.push(case(&format!("{name}: root sent alone, both trusted"), &[leaf, root], &[root, issuing]));
    }
    let alone = &Draft::leaf().days(-900, -2).self_signed();
    cases.push(case("self-signed and expired, trusted", &[alone], &[alone]));
    let renewed = &Draft::leaf().days(-1, 900).self_signed();
    cases.push(case("self-signed and expired, renewed with its key, the new one trusted", &[alone], &[renewed]));
    cases.push(case("self-signed and renewed with its key, the expired one trusted", &[renewed], &[alone]));
    let early = &Draft::ca("Lab Root").days(-900, 100).self_signed();
    let late = &Draft::ca("Lab Issuing").days(-10, 900).by(early);
    let leaf = &Draft::leaf().by(late);
    cases.push(case("root ends before what it issued, out of order", &[leaf, early, late], &[early]));
    let gone_root = &Draft::ca("Lab Root").days(-900, -2).self_signed();
    let upper = &Draft::ca("Lab Upper").by(gone_root);
    let lower = &Draft::ca("Lab Lower").by(upper);
    let leaf = &Draft::leaf().by(lower);
    cases.push(case("root expired and not sent, out of order", &[leaf, upper, lower], &[gone_root]));
    let old = &Draft::ca("Lab Root").version_1().days(-900, -2).self_signed();
    let upper = &Draft::ca("Lab Upper").by(old);
    let lower = &Draft::ca("Lab Lower").by(upper);
    let leaf = &Draft::leaf().by(lower);
    cases.push(case("root of version 1, expired and not sent, out of order", &[leaf, upper, lower], &[old]));
    cases
}
