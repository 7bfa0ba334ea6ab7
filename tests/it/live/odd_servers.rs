//! Servers of another tree, bases that are hidden or lead back, groups that are a search, and binds that are not enough.

use super::doctor::{Doctor, Run};
use super::slapd::{Setup, Slapd};

const DECK: &str = "ou=Deck,dc=corp,dc=example";
const SAILORS: &str = "(objectClass=inetOrgPerson)";

/// Three people on a deck, and two below it.
fn deck() -> String {
    let unit = |dn: &str| format!("dn: {dn}\nobjectClass: organizationalUnit\n\n");
    let sailor = |n, at: &str| {
        format!(
            "dn: uid=sailor{n},{at}\nobjectClass: inetOrgPerson\ncn: Sailor {n}\nsn: Sailor\nmail: s{n}@firm.test\n\n"
        )
    };
    let below = format!("ou=Galley,{DECK}");
    let upper = (0..3).map(|n| sailor(n, DECK)).collect::<String>();
    unit(DECK) + &upper + &unit(&below) + &(3..5).map(|n| sailor(n, &below)).collect::<String>()
}

fn doctor(servers: &[&Slapd], password: &str) -> Doctor {
    let urls: Vec<String> = servers.iter().map(|server| server.ldap()).collect();
    let urls: Vec<&str> = urls.iter().map(String::as_str).collect();
    Doctor::new(&urls).manager(password).allow("allow_plaintext")
}

fn check(server: &Slapd, base: &str, filter: &str) -> Run {
    doctor(&[server], &server.password).search(base, filter).user_id("uid").check()
}

/// Whom a server of another tree rejects says nothing of the password: the other one is asked first.
#[test]
fn a_server_of_another_tree_is_named_wherever_it_stands() {
    let held = Setup::plain().entries(&deck()).start();
    let harbour = Setup::of_another_tree("dc=harbour,dc=test").start();
    let run = |servers: &[&Slapd]| doctor(servers, &held.password).search(DECK, SAILORS).user_id("uid").check();
    let words = "holds dc=harbour,dc=test, and nothing of the tree of cn=svc-ucm";
    let breaks = |run: &Run| run.diagnoses()[0]["breaks"].as_array().unwrap().len();
    let first = run(&[&harbour, &held]);
    first.finds(1, 1, "manager-rejected", words);
    assert!(
        breaks(&first) > 0 && first.diagnoses().len() == 1,
        "Java does not go on after a rejection: {}",
        first.told()
    );
    let second = run(&[&held, &harbour]);
    second.finds(1, 1, "manager-rejected", words).finds(1, 1, "manager-rejected", "still works");
    assert_eq!((breaks(&second), second.diagnoses().len()), (0, 1), "{}", second.told());
    run(&[&harbour]).finds(1, 1, "manager-rejected", "wrong name or password");
    // Of the same tree, the order is that of the configuration: one rejection ends it.
    let stale = Setup::plain().entries(&deck()).start();
    let run = run(&[&stale, &held]);
    run.finds(1, 1, "manager-rejected", "wrong name or password").outcome("BIND-005", "blocked", "");
    assert_eq!((held.stop_and_count_binds(), stale.stop_and_count_binds()), (2, 1));
}

#[test]
fn a_base_that_is_hidden_itself_can_be_searched() {
    let rule = |right| Setup::plain().entries(&deck()).access(&format!("access to dn.base=\"{DECK}\" by * {right}"));
    let hidden = rule("search").start();
    check(&hidden, DECK, SAILORS).healthy().outcome("SRCH-001", "pass", "hidden itself");
    let refused = rule("disclose").start();
    check(&refused, DECK, SAILORS).finds(1, 1, "insufficient-rights", "may not read the search base");
    // Two servers that show it differently hold the same.
    let shown = Setup::plain().with_password(&hidden.password).entries(&deck()).start();
    for servers in [[&hidden, &shown], [&shown, &hidden]] {
        doctor(&servers, &hidden.password).search(DECK, SAILORS).user_id("uid").check().healthy();
    }
}

#[test]
fn a_bind_that_is_not_enough_for_a_search_is_told_as_that() {
    let by_sasl = Setup::plain().directive("require SASL").entries(&deck()).start();
    check(&by_sasl, DECK, SAILORS).finds(1, 1, "search-refused", "wants another kind of bind");
    let by_anything = Setup::plain().directive("require authc").entries(&deck()).start();
    check(&by_anything, DECK, SAILORS).healthy();
}

/// The port is known only once the server runs: the reference is written by it.
fn refers(server: &Slapd, dn: &str, to: &str) {
    let ldif = format!(
        "dn: {dn}\nobjectClass: referral\nobjectClass: extensibleObject\nou: Back\nref: {}/{to}\n",
        server.ldap()
    );
    let mut add = std::process::Command::new("ldapadd");
    add.args(["-x", "-H", &server.ldap(), "-D", "cn=admin,dc=corp,dc=example", "-w", "of-the-test"]);
    add.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::null());
    let mut add = add.spawn().expect("tests/run installs ldapadd");
    std::io::Write::write_all(&mut add.stdin.take().unwrap(), ldif.as_bytes()).unwrap();
    assert!(add.wait().unwrap().success());
}

#[test]
fn a_reference_back_to_the_server_leads_to_nobody_else() {
    let server = Setup::plain().entries(&deck()).access("rootpw of-the-test").start();
    refers(&server, &format!("ou=Back,{DECK}"), DECK);
    check(&server, DECK, SAILORS).healthy();
    let back = "ou=Back,dc=corp,dc=example";
    refers(&server, back, back);
    check(&server, back, SAILORS).finds(1, 1, "base-elsewhere", "is a reference to itself, which leads nowhere");
    let across = "ou=Across,dc=corp,dc=example";
    refers(&server, across, DECK);
    let run = check(&server, across, SAILORS);
    run.finds(1, 1, "base-elsewhere", "another place of this server");
    assert!(run.report.to_string().contains(&format!("Take {DECK} as the search base")), "{}", run.told());
    // To another server it is one.
    let elsewhere = Setup::plain().entries(&format!(
        "{}dn: ou=Far,{DECK}\nobjectClass: referral\nobjectClass: extensibleObject\nou: Far\nref: ldap://far.firm.test/ou=Far,{DECK}\n",
        deck()
    ));
    check(&elsewhere.start(), DECK, SAILORS).finds(0, 0, "base-elsewhere", "ldap://far.firm.test:389");
}

#[test]
fn a_group_that_is_a_search_leads_to_whom_it_finds() {
    let group_told = |base: &str, scope: &str, told: &str| {
        let entry = "dn: cn=Crew,dc=corp,dc=example\nobjectClass: groupOfURLs\ncn: Crew\n";
        let setup =
            Setup::plain().directive("include /etc/ldap/schema/dyngroup.schema").directive("moduleload dynlist");
        let setup = setup.entries(&format!("{}{entry}memberURL: ldap:///{base}??{scope}?(sn=Sailor)\n", deck()));
        setup.overlay_directive(&format!("overlay dynlist\ndynlist-attrset groupOfURLs memberURL {told}")).start()
    };
    let group = |base: &str, scope: &str| group_told(base, scope, "member");
    let tried = |run: &Run, words: &str| assert!(run.report.to_string().contains(words), "{words}: {}", run.told());
    let galley = format!("ou=Galley,{DECK}");
    let narrow = group(&galley, "sub");
    let run = check(&narrow, "cn=Crew,dc=corp,dc=example", SAILORS);
    run.finds(1, 1, "base-not-container", "is a group");
    tried(&run, &format!("`{galley}` with the filter"));
    assert!(!run.report["diagnoses"].to_string().contains("memberOf="), "{}", run.told());
    let member = "(&(objectClass=inetOrgPerson)(memberOf=cn=Crew,dc=corp,dc=example))";
    let run = check(&narrow, DECK, member);
    run.finds(1, 1, "filter-matches-nobody", "its members are whoever its memberURL finds");
    tried(&run, "(tried: it matches 2 entries)");
    // A search of one level is not what call manager does: nothing is proposed.
    let run = check(&group(DECK, "one"), DECK, member);
    run.finds(1, 1, "filter-matches-nobody", "");
    assert!(!run.report.to_string().contains("tried: it matches"), "{}", run.told());
    // A server that computes memberOf, too: members are found, and who is none is left out by right.
    let computing = group_told(&galley, "sub", "member+memberOf");
    check(&computing, DECK, member).healthy();
    let run = check(&computing, DECK, &member.replace("example))", "example)(uid=sailor0))"));
    run.finds(1, 1, "filter-matches-nobody", "");
    assert!(!run.report.to_string().contains("nobody has it in memberOf"), "{}", run.told());
}

#[test]
fn a_password_that_must_be_changed_is_not_taken_by_the_same_server() {
    let server = Setup::plain().password_policy(&["pwdMustChange: TRUE"]).manager("pwdReset: TRUE").start();
    let run = doctor(&[&server], &server.password).check();
    run.finds(1, 1, "manager-password-expired", "must change its password");
    assert!(!run.report.to_string().contains("takes the account"), "{}", run.told());
}
