use super::CHECK;
use crate::case::Case;
use crate::check::Verdict;
use crate::checks::sample::{at, broken, diagnosed, expect, reject};
use crate::evidence::*;
use crate::ldap::fault::Fault;

#[test]
fn active_directory_tells_the_state_of_the_account() {
    for (data, cause) in [
        (0x52e, "manager-rejected"),
        (0x525, "manager-rejected"),
        (0x530, "manager-restricted"),
        (0x531, "manager-restricted"),
        (0x532, "manager-password-expired"),
        (0x773, "manager-password-expired"),
        (0x533, "manager-disabled"),
        (0x701, "manager-expired"),
        (0x775, "manager-locked"),
        (0x57, "bind-name-form"),
        (0x8009_0346, "bind-refused"),
        (0x54b, "bind-refused"),
    ] {
        assert_eq!(diagnosed(|e| reject(e, 49, Some(data))), [cause], "data {data:x}");
    }
}

#[test]
fn a_name_that_is_none_is_no_wrong_password() {
    let by = |name: &str| {
        diagnosed(|e| {
            let Observed::Seen(root) = &mut at(e, 0).ldap else { unreachable!("no root entry") };
            (root.active_directory, root.vendor) = (false, "389 Project".into());
            e.asked.bind.as_mut().unwrap().name = name.to_owned();
            reject(e, 49, None);
        })
    };
    for name in ["voice", "voice@quay.example", "QUAY\\voice"] {
        assert_eq!(by(name), ["bind-name-form"], "{name}");
    }
    assert_eq!(by("uid=voice,ou=Systems,dc=quay,dc=example"), ["manager-rejected"]);
    let lightweight = diagnosed(|e| {
        let Observed::Seen(root) = &mut at(e, 0).ldap else { unreachable!("no root entry") };
        (root.active_directory, root.vendor) = (false, "Active Directory Lightweight Directory Services".into());
        e.asked.bind.as_mut().unwrap().name = "voice@quay.example".to_owned();
        reject(e, 49, Some(0x52e));
    });
    assert_eq!(lightweight, ["manager-rejected"], "it takes user principal names");
}

#[test]
fn what_is_advised_about_a_name_fits_the_directory() {
    let advice = |name: &str, vendor: &str, contexts: &[&str]| {
        let mut evidence = crate::checks::sample::healthy();
        let root = root(&mut evidence);
        (root.active_directory, root.vendor) = (vendor.is_empty(), vendor.to_owned());
        root.attributes.insert("namingContexts".into(), contexts.iter().map(|&dn| dn.to_owned()).collect());
        evidence.asked.bind.as_mut().unwrap().name = name.to_owned();
        reject(&mut evidence, 49, vendor.is_empty().then_some(0x52e));
        let Verdict::Fail(finding) = (CHECK.run)(&Case::new(&evidence)).remove(0).verdict else { unreachable!() };
        finding.fix.iter().map(|step| step.words.clone()).collect::<Vec<_>>().join(" ")
    };
    for (name, vendor, contexts, of_another, by_principal) in [
        ("cn=ucm,dc=fen,dc=example", "OpenLDAP", &["dc=fen,dc=example"][..], false, false),
        ("cn=ucm,dc=moor,dc=example", "OpenLDAP", &["dc=fen,dc=example"], true, false),
        ("cn=ucm,dc=moor,dc=example", "OpenLDAP", &[], false, false),
        ("cn=ucm,dc=moor,dc=example", "OpenLDAP", &["dc=fen,dc=example", ""], false, false),
        ("CN=ucm,DC=moor,DC=example", "", &["DC=fen,DC=example"], true, true),
        ("ucm@fen.example", "", &["DC=fen,DC=example"], false, true),
    ] {
        let steps = advice(name, vendor, contexts);
        assert_eq!(steps.contains("is of this directory"), of_another, "{name} {contexts:?}: {steps}");
        assert_eq!(steps.contains("user principal name"), by_principal, "{name} {vendor}: {steps}");
    }
}

#[test]
fn a_name_as_it_was_pasted_is_told_from_a_wrong_password() {
    for (name, cause, meant) in [
        ("\"CN=voice,OU=Systems,DC=quay,DC=example\"", "bind-name-form", "Write the name as CN=voice,"),
        ("QUAY/voice", "bind-name-form", "Write the name as QUAY\\voice"),
        ("quay.example/Systems/voice", "manager-rejected", "Check the name"),
        ("quay.example/voice", "manager-rejected", "Check the name"),
        ("QUAY\\voice", "manager-rejected", "Check the name"),
        ("CN=voice/2,DC=corp,DC=example", "manager-rejected", "Check the name"),
    ] {
        let mut evidence = crate::checks::sample::healthy();
        evidence.asked.bind.as_mut().unwrap().name = name.to_owned();
        reject(&mut evidence, 49, Some(0x52e));
        let found = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
        assert_eq!(found[0].cause.code.name(), cause, "{name}: {found:?}");
        assert!(found[0].fix[0].words.starts_with(meant), "{name}: {:?}", found[0].fix);
    }
}

#[test]
fn other_directories_answer_by_result_and_policy() {
    expect(
        &CHECK,
        &[
            (|_| {}, &["pass~svc-ucm@corp.example binds", "pass"]),
            (|e| reject(e, 49, None), &["manager-rejected", "blocked by BIND-005"]),
            (|e| policy(e, 49, 1), &["manager-locked", "blocked by BIND-005"]),
            (|e| policy(e, 49, 0), &["manager-password-expired", "blocked by BIND-005"]),
            (|e| policy(e, 0, 2), &["manager-password-expired~must change", "blocked by BIND-005"]),
            (|e| reject(e, 19, None), &["manager-locked", "blocked by BIND-005"]),
            (|e| reject(e, 32, None), &["manager-rejected~no entry", "blocked by BIND-005"]),
            (|e| reject(e, 34, None), &["bind-name-form", "blocked by BIND-005"]),
            (|e| reject(e, 53, None), &["bind-refused~result 53: words", "blocked by BIND-005"]),
            (
                |e| {
                    root(e).vendor = "389 Project".into();
                    reject(e, 53, None);
                },
                &["manager-disabled", "blocked by BIND-005"],
            ),
            (|e| reject(e, 51, None), &["server-busy", "pass"]),
            (|e| reject(e, 52, None), &["server-busy~no other server", "blocked by BIND-005"]),
            (|e| reject(e, 8, None), &["blocked by BIND-004", "pass"]),
            (
                |e| {
                    e.asked.bind.as_mut().unwrap().name = "svc-ucm".into();
                    reject(e, 49, Some(0x52e));
                },
                &["bind-name-form~no bare account name", "blocked by BIND-005"],
            ),
        ],
    );
}

#[test]
fn what_another_server_accepts_is_no_wrong_password() {
    let differ = |e: &mut Evidence| {
        let accepted = at(e, 0).bind.clone();
        reject(e, 49, Some(0x52e));
        at(e, 1).bind = std::mem::replace(&mut at(e, 0).bind, accepted);
    };
    expect(&CHECK, &[(differ, &["pass", "manager-rejected~right on dc1.corp.example:636~replicates between them"])]);
}

#[test]
fn a_state_that_one_server_has_alone_is_compared() {
    for data in [0x533, 0x775, 0x51f] {
        let mut evidence = crate::checks::sample::healthy();
        let accepted = at(&mut evidence, 0).bind.clone();
        reject(&mut evidence, 49, Some(data));
        at(&mut evidence, 1).bind = std::mem::replace(&mut at(&mut evidence, 0).bind, accepted);
        let outcomes = (CHECK.run)(&Case::new(&evidence));
        let Verdict::Fail(finding) = &outcomes[1].verdict else { unreachable!("{outcomes:#?}") };
        let compared = finding.fix.iter().any(|step| step.starts_with("dc1.corp.example:636 takes the account"));
        assert_eq!(compared, data != 0x51f, "{data:x} {:#?}", finding.fix);
    }
}

/// A service that answers others is not restarted for one request.
#[test]
fn a_bind_that_is_not_answered_waits_for_something() {
    let silent = || Fault::Silent { waited_ms: 9000 };
    let told = |known: bool| {
        let mut evidence = crate::checks::sample::healthy();
        lose(&mut evidence, silent());
        if !known {
            at(&mut evidence, 0).ldap =
                Observed::Failed(broken(Fault::Result { code: 53, text: String::new(), matched: String::new() }));
        }
        let outcomes = (CHECK.run)(&Case::new(&evidence));
        let Verdict::Fail(finding) = &outcomes[0].verdict else { unreachable!("{outcomes:#?}") };
        finding.fix[0].starts_with("Find what this bind waits for")
    };
    assert!(told(true) && !told(false));
}

#[test]
fn a_bind_that_breaks_ends_all_tries() {
    expect(
        &CHECK,
        &[
            (
                |e| lose(e, Fault::Closed { pending: 0 }),
                &["connection-lost~after the bind was sent: the server closed~no other server", "blocked by BIND-005"],
            ),
            (
                |e| lose(e, Fault::NotLdap { protocol: Protocol::Tls, sample: "16".into() }),
                &["malformed-answer", "blocked by BIND-005"],
            ),
            (|e| lose(e, Fault::Local { raw: "EMFILE".into() }), &["undecided~EMFILE", "undecided~EMFILE"]),
            (|e| at(e, 0).bind = Observed::NotAsked("no bind".into()), &["not asked", "pass"]),
        ],
    );
}

#[test]
fn a_member_of_protected_users_is_not_refuted_by_hours_that_it_has_not() {
    let refuted = |data| {
        let mut evidence = crate::checks::sample::healthy();
        reject(&mut evidence, 49, Some(data));
        let all = crate::causes::explain(&evidence, &crate::checks::run(&evidence));
        (all[0].cause.code.name(), all[0].refuted_if.join("; "))
    };
    let (cause, words) = refuted(0x52f);
    assert!(cause == "manager-restricted" && words.contains("Protected Users") && !words.contains("hours"), "{words}");
    assert!(refuted(0x530).1.contains("hours"));
}

#[test]
fn rejections_whose_words_alone_differ_are_one_fault() {
    let by = |texts: [&str; 2], data: [Option<u32>; 2]| {
        diagnosed(|e| {
            reject(e, 49, data[0]);
            at(e, 1).bind = at(e, 0).bind.clone();
            for (index, text) in texts.iter().enumerate() {
                let Observed::Seen(answer) = &mut at(e, index).bind else { unreachable!("no answer") };
                (answer.text, answer.ad_data) = ((*text).to_owned(), data[index]);
            }
        })
    };
    let moments = ["denied at 20:41:07, connection 17", "denied at 20:41:09, connection 40212"];
    assert_eq!(by(moments, [None, None]), ["manager-rejected"]);
    assert_eq!(by(["", ""], [Some(0x775), Some(0x52e)]).len(), 2, "locked on one and rejected by the other");
}

fn root(evidence: &mut Evidence) -> &mut RootDse {
    let Observed::Seen(root) = &mut at(evidence, 0).ldap else { unreachable!() };
    root
}

fn policy(evidence: &mut Evidence, code: u32, error: u32) {
    reject(evidence, code, None);
    let Observed::Seen(answer) = &mut at(evidence, 0).bind else { unreachable!() };
    answer.password_policy = Some(PasswordPolicy { error: Some(error), ..PasswordPolicy::default() });
}

fn lose(evidence: &mut Evidence, fault: Fault) {
    reject(evidence, 49, None);
    at(evidence, 0).bind = Observed::Failed(broken(fault));
}
