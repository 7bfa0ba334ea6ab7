use super::CHECK;
use crate::case::{Case, missing};
use crate::cause::{Diagnosis, Feature};
use crate::check::{Finding, Owner, Severity, Verdict};
use crate::checks::sample::pki;
use crate::checks::sample::{self, NOW, ca, diagnosed, expect, leaf, plain, present, shown_to, trust};
use crate::code::CauseCode;
use crate::evidence::{Accept, Evidence, HelloKind, Observed};
use crate::trust::mint::{Certificate, Minted};
use crate::{causes, checks};

fn other() -> Minted {
    Certificate::ca("Other Root CA").self_signed()
}

#[test]
fn what_a_store_lacks_is_named_with_its_owner() {
    const PASS: &[&str] = &["pass~\"Corp Root CA\" is in call-manager", "pass", "pass", "pass"];
    expect(
        &CHECK,
        &[
            (|_| {}, PASS),
            (
                |e| trust(e, "presence", &[&other()]),
                &["pass", "ca-missing~\"Corp Root CA\"~Restart Cisco Tomcat", "pass", "ca-missing"],
            ),
            (|e| trust(e, "call-manager", &[&pki().issuing]), &["pass~not a root", "pass", "pass", "pass"]),
            (|e| trust(e, "call-manager", &[&pki().dc[0], &pki().root]), PASS),
            (
                |e| trust(e, "call-manager", &[&pki().dc[0]]),
                &["pass~the next renewal breaks it", "pass", "ca-missing~Corp Root CA", "pass"],
            ),
            (
                |e| trust(e, "presence", &[&ca("Corp Root CA").days(-2000, 300).self_signed()]),
                &["pass", "ca-replaced~another key under the same name", "pass", "ca-replaced"],
            ),
            (
                |e| present(e, 0, &[&leaf("dc1.corp.example").self_signed()]),
                &["ca-missing~its self-signed certificate", "ca-missing", "pass", "pass"],
            ),
            (plain, &["not asked", "not asked", "not asked", "not asked"]),
            (|e| e.stores.clear(), &["not asked~no trust store", "not asked"]),
        ],
    );
}

/// The finding about the first server and this store, by its place.
fn of_store(evidence: &Evidence, nth: usize) -> Finding {
    let Verdict::Fail(finding) = (CHECK.run)(&Case::new(evidence)).swap_remove(nth).verdict else {
        unreachable!("it passes")
    };
    *finding
}

#[test]
fn all_that_stands_behind_an_address_is_told_at_once() {
    let (south, west) = (ca("South Root CA").self_signed(), ca("West Root CA").self_signed());
    let of = |by: &Minted| leaf("dc1.corp.example").signed_by(by);
    let mut evidence = sample::healthy();
    present(&mut evidence, 0, &[&of(&south)]);
    shown_to(&mut evidence, HelloKind::Tls12, &of(&west));
    shown_to(&mut evidence, HelloKind::Large, &of(&west));
    trust(&mut evidence, "call-manager", &[&south, &west]);
    let finding = of_store(&evidence, 1);
    assert!(
        finding.message.ends_with("another server behind this address needs \"West Root CA\", which is missing too")
    );
    let words: Vec<&str> = finding.fix.iter().map(|step| step.words.as_str()).collect();
    let [south, west, restart] = words.as_slice() else { unreachable!("{words:#?}") };
    assert!(
        south.contains("Upload \"South Root CA\"")
            && west.contains("Upload \"West Root CA\"")
            && restart.contains("Restart")
    );
    assert!(missing::missing(&Case::new(&evidence)).certificates["presence"].len() == 2);
}

#[test]
fn the_usual_certificate_of_a_balancer_is_no_reason_to_upload_its_ca() {
    for (host, asks) in [("dc7", true), ("dc7.corp.example", false), ("balancer", false)] {
        let mut evidence = sample::healthy();
        evidence.vantages[0].servers[0].url = format!("ldaps://{host}").parse().unwrap();
        let usual = leaf("balancer.corp.example").signed_by(&ca("South Root CA").self_signed());
        present(&mut evidence, 0, &[&usual]);
        let first = of_store(&evidence, 0).fix.swap_remove(0).words;
        assert_eq!(first.contains("configure the full name of dc7"), asks, "{host}: {first}");
    }
}

#[test]
fn a_certificate_that_a_program_made_for_itself_is_not_uploaded() {
    const BLOCKED: &[&str] = &["blocked by TLS-006", "blocked by TLS-006", "pass", "pass"];
    expect(
        &CHECK,
        &[
            (|e| present(e, 0, &[&leaf("proxy.invalid").self_signed()]), BLOCKED),
            (|e| present(e, 0, &[&leaf("localhost").self_signed()]), BLOCKED),
        ],
    );
    // Where nodes do not check names, it lacks nothing but the store's trust.
    fn accepting(e: &mut Evidence, code: &str) {
        present(e, 0, &[&leaf("localhost").self_signed()]);
        let (subject, reason, until) = ("*".to_owned(), "nodes check no names".to_owned(), NOW.date());
        e.asked.accepts = vec![Accept { code: code.to_owned(), subject, reason, owner: None, until }];
    }
    expect(
        &CHECK,
        &[
            (|e| accepting(e, "name-mismatch"), &["ca-missing", "ca-missing", "pass", "pass"]),
            (|e| accepting(e, "no-failover"), BLOCKED),
        ],
    );
}

#[test]
fn a_server_with_a_certificate_that_is_accepted_may_keep_that_one_alone() {
    let south = ca("South Root CA").self_signed();
    let mut evidence = sample::healthy();
    shown_to(&mut evidence, HelloKind::RsaKey, &leaf("dc1.corp.example").rsa(2048).signed_by(&pki().issuing));
    let Observed::Seen(tls) = &mut sample::at(&mut evidence, 0).tls else { unreachable!() };
    let usual = leaf("dc1.corp.example").signed_by(&south);
    tls.chain[0] = usual.fingerprint();
    evidence.certificates.insert(usual.fingerprint(), usual.pem());
    let finding = of_store(&evidence, 0);
    assert!(finding.fix.last().unwrap().words.contains("with its RSA certificate only"), "{:#?}", finding.fix);
}

#[test]
fn a_server_that_sends_too_little_is_told_from_a_store_that_holds_too_little() {
    let leaf_of = |ca: &Minted| leaf("dc1.corp.example").signed_by(ca);
    let told = |change: &dyn Fn(&mut Evidence)| {
        let mut evidence = sample::healthy();
        evidence.vantages[0].servers.truncate(1);
        evidence.certificates.clear();
        evidence.stores.clear();
        trust(&mut evidence, "presence", &[&pki().root]);
        change(&mut evidence);
        match &(CHECK.run)(&Case::new(&evidence))[0].verdict {
            Verdict::Fail(finding) => format!("{}: {}", finding.cause, finding.message),
            other => format!("{other:?}"),
        }
    };
    let unseen = ca("Corp Issuing CA 2").signed_by(&pki().root);
    // Nobody has seen the issuer: below a root of the same company it may be an intermediate.
    let leaf_only = told(&|e| present(e, 0, &[&leaf_of(&unseen)]));
    assert!(leaf_only.starts_with("chain-incomplete: the server does not send \"Corp Issuing CA 2\""), "{leaf_only}");
    assert!(leaf_only.contains("may be an intermediate"), "{leaf_only}");
    // What calls itself a root is left out by every server.
    let old_name = ca("Corp Root CA 9").self_signed();
    let by_root = told(&|e| present(e, 0, &[&leaf_of(&old_name)]));
    assert!(by_root.starts_with("ca-missing: \"Corp Root CA 9\""), "{by_root}");
    // A server that sends an intermediate leaves out the root alone.
    let new_root = ca("Corp Root CA 2").self_signed();
    let below = ca("Corp Issuing CA 2").signed_by(&new_root);
    let root_missing = told(&|e| present(e, 0, &[&leaf_of(&below), &below]));
    assert!(root_missing.starts_with("ca-missing: \"Corp Root CA 2\""), "{root_missing}");
    // Another company's root says nothing.
    let foreign = told(&|e| {
        trust(e, "presence", &[&other()]);
        present(e, 0, &[&leaf_of(&unseen)]);
    });
    assert!(foreign.starts_with("ca-missing: \"Corp Issuing CA 2\""), "{foreign}");
    // The old intermediate in the store is harmless: the root is there, and another store knows the new one.
    let renewed = told(&|e| {
        trust(e, "presence", &[&pki().root, &ca("Corp Issuing CA").signed_by(&pki().root)]);
        trust(e, "system", &[&pki().root, &pki().issuing]);
        present(e, 0, &[&pki().dc[0]]);
    });
    assert!(renewed.starts_with("chain-incomplete: the server does not send \"Corp Issuing CA\""), "{renewed}");
}

#[test]
fn one_store_that_lacks_the_ca_is_one_fault_of_its_owner() {
    let mut evidence = sample::healthy();
    trust(&mut evidence, "presence", &[&other()]);
    let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
    let [only] = diagnoses.as_slice() else { unreachable!("{diagnoses:?}") };
    assert_eq!((only.cause.code, only.owner, only.because.len()), (CauseCode::CaMissing, Owner::Presence, 2));
    assert_eq!(only.breaks, [Feature::Login]);
    assert!(
        only.summary.starts_with(
            "presence does not trust dc1.corp.example:636: \"Corp Root CA\" is in call-manager's store only"
        ),
        "{}",
        only.summary
    );
    assert!(only.fix.iter().any(|fix| fix.contains("pload \"Corp Root CA\"")), "{:?}", only.fix);
}

#[test]
fn one_missing_ca_is_one_fault_whoever_lacks_it() {
    let nodes = diagnosed(|e| ["presence/imp1", "presence/imp2"].iter().for_each(|name| trust(e, name, &[&other()])));
    assert_eq!(nodes, ["ca-missing"]);
    let both = diagnosed(|e| ["presence", "call-manager"].iter().for_each(|name| trust(e, name, &[&other()])));
    assert_eq!(both, ["ca-missing"]);
}

/// Replacing the CA would break the server that works: the one that lags behind is renewed first.
#[test]
fn two_keys_under_one_name_are_told_with_the_server_that_lags_behind() {
    let old = ca("Corp Root CA").days(-3000, 600).self_signed();
    let new = ca("Corp Root CA").days(-40, 3000).self_signed();
    for (held, behind) in [(&old, "dc2.corp.example:636"), (&new, "dc2.corp.example:636")] {
        let mut evidence = sample::healthy();
        present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&new), &new]);
        present(&mut evidence, 1, &[&leaf("dc2.corp.example").signed_by(&old), &old]);
        ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[held]));
        let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
        let [only] = diagnoses.as_slice() else { unreachable!("{diagnoses:?}") };
        assert_eq!((only.cause.code, only.owner), (CauseCode::CaReplaced, Owner::Directory));
        assert!(only.fix[0].starts_with(&format!("Renew the certificate of {behind} first")), "{:?}", only.fix);
        assert!(!only.fix.iter().any(|step| step.starts_with("Delete")), "{:?}", only.fix);
    }
}

/// The same, where nobody shows the newer key; and where nothing needs the held one: it may be no new key at all.
#[test]
fn a_ca_that_nobody_showed_is_neither_assumed_nor_does_its_place_cost_the_other_server() {
    let old = ca("Corp Root CA").days(-3000, 600).self_signed();
    let unseen = ca("Corp Root CA").days(-40, 3000).self_signed();
    for (both, owner) in [(true, Owner::Directory), (false, Owner::CallManager)] {
        let mut evidence = sample::healthy();
        present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&unseen)]);
        let second = leaf("dc2.corp.example").signed_by(if both { &old } else { &unseen });
        present(&mut evidence, 1, &[&second]);
        evidence.stores.clear();
        trust(&mut evidence, "call-manager", &[&old]);
        let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
        let told = diagnoses.iter().find(|one| one.cause.code == CauseCode::CaReplaced).unwrap();
        assert_eq!(told.owner, owner);
        assert!(told.fix.iter().any(|step| step.contains("interception looks the same")), "{:?}", told.fix);
        let keeps = told.fix.iter().any(|step| step.contains("dc2.corp.example:636 needs the one that is held"));
        let deletes = told.fix.iter().any(|step| step.starts_with("If it is another, delete"));
        assert_eq!((keeps, deletes), (both, !both), "{:?}", told.fix);
    }
}

/// What one place alone is shown is no CA that the stores lack.
#[test]
fn another_certificate_on_the_way_of_one_place_is_nothing_to_upload() {
    let stranger = ca("Stranger CA").self_signed();
    for (minutes, code) in [(5, CauseCode::IdentityDiffers), (3000, CauseCode::CaMissing)] {
        let mut evidence = sample::healthy();
        evidence.vantages[0].servers.truncate(1);
        let mut other = evidence.vantages[0].clone();
        other.name = "call-manager".to_owned();
        other.taken_at += time::Duration::minutes(minutes);
        present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&stranger), &stranger]);
        evidence.vantages[0].name = "presence".to_owned();
        evidence.vantages.push(other);
        let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
        let first = diagnoses.first().unwrap();
        assert_eq!(first.cause.code, code, "{diagnoses:?}");
        let uploads = first.fix.iter().any(|step| step.contains("upload \"Stranger CA\""));
        assert_eq!(uploads, code == CauseCode::CaMissing, "{:?}", first.fix);
    }
}

/// A server that was not renewed with its CA: the newer key in the store is not what is old.
#[test]
fn a_server_from_before_the_ca_changed_its_key_is_renewed_and_the_newer_key_stays() {
    for (ends, ways) in [(400, 2), (-4, 1)] {
        let before = ca("Corp Root CA").days(-3000, ends).self_signed();
        let today = ca("Corp Root CA").days(-40, 3000).self_signed();
        let mut evidence = sample::healthy();
        (0..2).for_each(|n| {
            let host = format!("dc{}.corp.example", n + 1);
            present(&mut evidence, n, &[&leaf(&host).names(&[&host]).signed_by(&before), &before]);
        });
        ["call-manager", "presence"].iter().for_each(|name| trust(&mut evidence, name, &[&today]));
        let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
        let told = diagnoses.iter().find(|one| one.cause.code == CauseCode::CaReplaced).unwrap();
        assert_eq!(told.owner, Owner::Directory);
        assert!(told.fix[0].starts_with("Renew the certificate of dc1.corp.example:636 from"), "{:?}", told.fix);
        let uploads = told.fix.iter().filter(|step| step.contains("upload")).count();
        assert_eq!(uploads > 0, ways == 2, "{:?}", told.fix);
        assert!(!told.fix.iter().any(|step| step.starts_with("Delete the old")), "{:?}", told.fix);
    }
}

/// What another store holds and has expired is not advised: an upgrade would drop it again.
#[test]
fn an_expired_certificate_is_not_what_to_upload() {
    let root = ca("Corp Root CA").days(-4000, -3).self_signed();
    let mut evidence = sample::healthy();
    evidence.certificates.clear();
    evidence.stores.clear();
    evidence.vantages[0].servers.truncate(1);
    present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&root)]);
    trust(&mut evidence, "call-manager", &[&root]);
    trust(&mut evidence, "presence", &[&other()]);
    let diagnoses = causes::explain(&evidence, &checks::run(&evidence));
    let told = diagnoses.iter().find(|one| one.cause.code == CauseCode::CaMissing).unwrap();
    assert!(told.fix[0].starts_with("Get the certificate of \"Corp Root CA\""), "{:?}", told.fix);
    assert!(told.fix.iter().all(|step| step.changes.is_empty()), "{:?}", told.fix);
    let missing = crate::case::missing::missing(&Case::new(&evidence));
    assert!(missing.certificates.is_empty(), "{:?}", missing.certificates);
    assert!(
        missing.unseen.contains(&("presence".to_owned(), "CN=Corp Root CA,O=Corp".to_owned())),
        "{:?}",
        missing.unseen
    );
}

#[test]
fn a_ca_that_was_renewed_with_its_key_is_another_one_to_who_names_its_serial_number() {
    let renewed = ca("Corp Issuing CA").key_of(&pki().issuing).days(-3, 3000).signed_by(&pki().root);
    let explained = |leaf: Minted| {
        let mut evidence = sample::healthy();
        evidence.vantages[0].servers.truncate(1);
        evidence.stores.clear();
        trust(&mut evidence, "presence", &[&renewed]);
        present(&mut evidence, 0, &[&leaf]);
        causes::explain(&evidence, &checks::run(&evidence))
    };
    let replaced = |found: &[Diagnosis]| found.iter().any(|one| one.cause.code == CauseCode::CaReplaced);
    // By the key alone it is the same.
    assert!(!replaced(&explained(leaf("dc1.corp.example").signed_by(&pki().issuing))));
    let found = explained(leaf("dc1.corp.example").issuer_by_serial().signed_by(&pki().issuing));
    assert!(replaced(&found), "{found:?}");
    assert_eq!(found[0].owner, Owner::Directory);
    assert!(found[0].summary.contains("earlier serial number"), "{}", found[0].summary);
    assert!(found[0].fix[0].starts_with("Issue \"dc1.corp.example\" again"), "{:?}", found[0].fix);
}

/// A place for each kind of node, and what each is shown at the same address; the stores hold what their own nodes need.
#[test]
fn a_store_is_judged_by_what_its_own_nodes_are_shown() {
    let glass = ca("Glass Root").self_signed();
    let shown = |store: &Minted, glass_at: &str, minutes: i64| {
        let mut evidence = sample::healthy();
        evidence.vantages[0].servers.truncate(1);
        trust(&mut evidence, "presence", &[store]);
        for name in ["call-manager", "presence/imp3"] {
            let mut place = evidence.vantages[0].clone();
            name.clone_into(&mut place.name);
            evidence.vantages.push(place);
        }
        evidence.vantages[2].taken_at -= time::Duration::minutes(minutes);
        let nth = evidence.vantages.iter().position(|place| place.name == glass_at).unwrap();
        evidence.vantages.swap(0, nth);
        present(&mut evidence, 0, &[&leaf("dc1.corp.example").signed_by(&glass), &glass]);
        evidence.vantages.swap(0, nth);
        let missing = crate::case::missing::missing(&Case::new(&evidence)).certificates.len();
        let found = causes::explain(&evidence, &checks::run(&evidence));
        (found.iter().map(|one| (one.cause.code, one.owner, one.severity)).collect::<Vec<_>>(), missing)
    };
    let told = |severity| (vec![(CauseCode::IdentityDiffers, Owner::Network, severity)], 0);
    // Opened on the way to presence, which has the CA for it: everybody works, and whoever opens it reads passwords.
    assert_eq!(shown(&glass, "presence/imp3", 0), told(Severity::Warning));
    // It has not: one finding, and nothing to upload.
    assert_eq!(shown(&pki().root, "presence/imp3", 0), told(Severity::Error));
    // What the host is shown that nobody is named after keeps no node out.
    assert_eq!(shown(&pki().root, "here", 0), told(Severity::Warning));
    // What was seen long ago decides nothing.
    assert!(!shown(&glass, "presence/imp3", 90).0.is_empty());
}
