//! Two servers that should hold the same people and do not: whichever of them is asked first, the lacking one is named.

use super::doctor::{Doctor, Run};
use super::slapd::{Setup, Slapd};
use crate::watchdog;

const BASE: &str = "ou=Yard,dc=corp,dc=example";

/// A yard with so many people, or none at all.
fn yard(people: Option<usize>) -> String {
    let Some(people) = people else { return String::new() };
    let person = |n| {
        format!(
            "dn: cn=Hand {n},{BASE}\nobjectClass: inetOrgPerson\ncn: Hand {n}\nuid: hand{n}\nsn: Hand\n\
             mail: hand{n}@firm.test\n\n"
        )
    };
    let yard = format!("dn: {BASE}\nobjectClass: organizationalUnit\n\n");
    // What comes last was written last.
    (0..people).map(person).fold(yard, |all, one| all + &one)
}

fn second(whole: &Slapd, setup: Setup) -> Slapd {
    setup.with_password(&whole.password).start()
}

fn doctor(servers: &[&Slapd]) -> Doctor {
    let urls: Vec<String> = servers.iter().map(|server| server.ldap()).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    let doctor = Doctor::new(&urls).manager(&servers[0].password).allow("allow_plaintext");
    doctor.search(BASE, "(objectClass=inetOrgPerson)").user_id("uid")
}

fn name(server: &Slapd) -> String {
    server.ldap().replace("ldap://", "")
}

#[test]
fn the_server_that_lacks_the_people_is_named() {
    let whole = Setup::plain().entries(&yard(Some(12))).start();
    let same = second(&whole, Setup::plain().entries(&yard(Some(12))));
    doctor(&[&whole, &same]).check().healthy();
    let hidden = "access to dn.subtree=\"ou=Yard,dc=corp,dc=example\" by * none";
    for (what, setup) in [
        ("no base", Setup::plain()),
        ("nobody", Setup::plain().entries(&yard(Some(0)))),
        ("hidden", Setup::plain().entries(&yard(Some(12))).access(hidden)),
        ("no last names", Setup::plain().entries(&yard(Some(12))).access("access to attrs=sn by * none")),
        ("no IDs", Setup::plain().entries(&yard(Some(12)).replace("uid:", "employeeNumber:"))),
        // Logins find by it, and the synchronisation reads nobody's.
        ("IDs not shown", Setup::plain().entries(&yard(Some(12))).access("access to attrs=uid by users =sc by * none")),
    ] {
        let lacking = second(&whole, setup);
        let lacks = format!("{} lacks what {} has", name(&lacking), name(&whole));
        let after = doctor(&[&whole, &lacking]);
        let run = after.check();
        run.finds(1, 1, "servers-differ", &lacks);
        assert_eq!(run.diagnoses()[0]["breaks"].as_array().unwrap().len(), 0, "{what}: {}", run.told());
        let why = Run::read(&watchdog::output(&mut after.call("why", &["hand3", "-o", "json"])));
        why.finds(1, 1, "servers-differ", &lacks);
        let run = doctor(&[&lacking, &whole]).check();
        run.finds(1, 1, "servers-differ", &lacks);
        let why = Run::read(&watchdog::output(&mut doctor(&[&lacking, &whole]).call("why", &["hand3", "-o", "json"])));
        assert_eq!(why.diagnoses()[0]["code"], "servers-differ", "{what}: {}", why.told());
        assert!(run.told().contains("login"), "{what}: {}", run.told());
    }
    // Nobody searches by last names.
    let read =
        second(&whole, Setup::plain().entries(&yard(Some(12))).access("access to attrs=sn by users =rc by * none"));
    doctor(&[&whole, &read]).check().healthy();
}

#[test]
fn a_copy_that_stayed_behind_is_told_and_so_is_who_is_missing_there() {
    let whole = Setup::plain().entries(&yard(Some(12))).start();
    let behind = second(&whole, Setup::plain().entries(&yard(Some(7))));
    let fewer = format!("{} finds 7 entries, and {} 12", name(&behind), name(&whole));
    doctor(&[&whole, &behind]).check().finds(0, 0, "servers-differ", &fewer);
    doctor(&[&behind, &whole]).check().finds(0, 0, "servers-differ", &fewer);
    // One who is on both, and one who is on the second alone.
    let first = doctor(&[&behind, &whole]);
    let why = |who| Run::read(&watchdog::output(&mut first.call("why", &[who, "-o", "json"])));
    why("hand2").finds(0, 0, "servers-differ", &fewer);
    let absent = why("hand9");
    absent.finds(1, 1, "servers-differ", "hand9 cannot log in");
    assert!(absent.told().contains(&name(&behind)), "{}", absent.told());
    // One of twelve may be on the way.
    let nearly = second(&whole, Setup::plain().entries(&yard(Some(11))));
    doctor(&[&whole, &nearly]).check().healthy();
}

/// A forest with one controller for the domain and one that has all of it: what the first refers to others is the fault.
#[test]
fn a_server_that_refers_to_others_does_not_lag_behind() {
    let branch = "ou=Dock,ou=Yard,dc=corp,dc=example";
    let docked: String = (0..6)
        .map(|n| {
            format!("dn: cn=Docker {n},{branch}\nobjectClass: inetOrgPerson\ncn: Docker {n}\nuid: docker{n}\nsn: D\n\n")
        })
        .collect();
    let people = yard(Some(6));
    let all = format!("{people}dn: {branch}\nobjectClass: organizationalUnit\n\n{docked}");
    let reference = format!(
        "dn: {branch}\nobjectClass: referral\nobjectClass: extensibleObject\nou: Dock\nref: ldap://dock.corp.example/{branch}\n\n"
    );
    let whole = Setup::plain().entries(&all).start();
    let refers = second(&whole, Setup::plain().entries(&format!("{people}{reference}")));
    let run = doctor(&[&refers, &whole]).check();
    run.finds(0, 0, "base-elsewhere", branch);
    assert_eq!(run.diagnoses().len(), 1, "{}", run.told());
    let run = doctor(&[&whole, &refers]).check();
    run.finds(0, 0, "servers-differ", &format!("{} finds 6 entries, and {} 12", name(&refers), name(&whole)));
    let steps = run.diagnoses()[0]["fix"].to_string();
    assert!(steps.starts_with("[\"Name only servers that hold the whole tree"), "{steps}");
    // Of somebody whom nobody finds here, it is the branch where they may be.
    let alone = doctor(&[&refers]);
    let why = |who| Run::read(&watchdog::output(&mut alone.call("why", &[who, "-o", "json"])));
    let told = why("docker2").diagnoses()[0].to_string();
    assert!(told.contains(&format!("If the person is of {branch}: ldap://dock.corp.example")), "{told}");
    let lone = doctor(&[&whole]);
    let told =
        Run::read(&watchdog::output(&mut lone.call("why", &["nobody", "-o", "json"]))).diagnoses()[0].to_string();
    assert!(!told.contains("If the person is of"), "{told}");
}

/// Who was let go on one server is not to log in by the other, which has not heard of it.
#[test]
fn an_entry_that_differs_is_told_by_what_the_first_server_holds() {
    let (whole, here) = (yard(Some(12)), |rest: &str| {
        let entry = format!("dn: cn=Hand 4,{BASE}\nobjectClass: inetOrgPerson\n");
        yard(Some(12)).replace(&entry, &format!("{entry}employeeType: {rest}\n"))
    });
    let first = Setup::plain().entries(&here("former")).start();
    let late = second(&first, Setup::plain().entries(&whole));
    let filter = "(&(objectClass=inetOrgPerson)(!(employeeType=former)))";
    let doctor = doctor(&[&first, &late]).search(BASE, filter);
    let why = Run::read(&watchdog::output(&mut doctor.call("why", &["hand4", "-o", "json"])));
    why.finds(1, 1, "user-unknown", "does not match (!(employeeType=former)) of the filter");
    let steps = why.diagnoses()[0]["fix"].to_string();
    assert!(steps.contains(&format!("{} finds them by the same search", name(&late))), "{steps}");
    assert!(!steps.contains("name only servers that hold"), "{steps}");
}

#[test]
fn a_limit_of_the_second_server_alone_is_its_own() {
    let whole = Setup::plain().entries(&yard(Some(12))).start();
    let cut = second(&whole, Setup::plain().directive("sizelimit 4").entries(&yard(Some(12))));
    let run = doctor(&[&whole, &cut]).check();
    run.finds(1, 1, "result-truncated", &format!("{}: the search does not end well", name(&cut)));
}
