//! Every base and filter that is advised for a live directory, configured and checked again: less is wrong then, and
//! nothing that was right.

use ucdoctor::check::Change;
use ucdoctor::evidence::Evidence;

use super::doctor::{Doctor, Run};
use super::slapd::Setup;
use crate::fixes::{advised, said};

const DOMAIN: &str = "dc=corp,dc=example";

fn entries() -> String {
    let mut entries = String::new();
    for unit in ["Mill", "Mill Groups"] {
        entries.push_str(&format!("dn: ou={unit},{DOMAIN}\nobjectClass: organizationalUnit\n\n"));
    }
    entries.push_str(&format!("dn: ou=East\\2C Side,ou=Mill,{DOMAIN}\nobjectClass: organizationalUnit\n\n"));
    let mut members = String::new();
    let member_of = format!("memberOf: cn=Mill Phones,ou=Mill Groups,{DOMAIN}\n");
    for n in 0..12 {
        let unit = if n % 3 == 0 { "ou=East\\2C Side,ou=Mill" } else { "ou=Mill" };
        let dn = format!("cn=Miller {n},{unit},{DOMAIN}");
        if n % 2 == 0 {
            members.push_str(&format!("member: {dn}\n"));
        }
        entries.push_str(&format!(
            "dn: {dn}\nobjectClass: inetOrgPerson\ncn: Miller {n}\nuid: miller{n}\nsn: Miller{n}\nmail: m{n}@corp.example\n\
             departmentNumber: 7\n{}\n",
            if n % 2 == 0 { member_of.as_str() } else { "" }
        ));
    }
    entries + &format!("dn: cn=Mill Phones,ou=Mill Groups,{DOMAIN}\nobjectClass: groupOfNames\n{members}\n")
}

fn evidence(run: &Run) -> Evidence {
    serde_json::from_value(run.report["evidence"].clone()).unwrap()
}

#[test]
fn every_search_that_is_advised_works_on_the_directory() {
    let server = Setup::plain().directive("moduleload memberof").entries(&entries()).start();
    let check = |base: &str, filter: &str| {
        let doctor = Doctor::new(&[&server.ldap()]).manager(&server.password).allow("allow_plaintext");
        doctor.search(base, filter).user_id("uid").check()
    };
    let mill = format!("ou=Mill,{DOMAIN}");
    let phones = format!("cn=Mill Phones,ou=Mill Groups,{DOMAIN}");
    let cases = [
        (mill.clone(), "(&(objectClass=inetOrgPerson)(departmentNumber=7".to_owned()),
        (mill.clone(), "&(objectClass=inetOrgPerson)(uid=miller*))".into()),
        (mill.clone(), "(objectClass=inetOrgPerson)(departmentNumber=7)".into()),
        (mill.clone(), "\"(objectClass=inetOrgPerson)\"".into()),
        (mill.clone(), "(&(objectClass=user)(uid=*))".into()),
        (mill.clone(), "(&(objectCategory=person)(objectClass=user))".into()),
        (mill.clone(), format!("({phones})")),
        (mill.clone(), "(objectClass=*)".into()),
        (mill.clone(), "(&(objectClass=inetOrgPerson)(telephoneNumber=9*))".into()),
        (format!("ou=Mil,{DOMAIN}"), "(objectClass=inetOrgPerson)".into()),
        (format!("cn=Mill,{DOMAIN}"), "(objectClass=inetOrgPerson)".into()),
        (format!("ou=East, Side,ou=Mill,{DOMAIN}"), "(objectClass=inetOrgPerson)".into()),
        ("corp.example/Mill".into(), "(objectClass=inetOrgPerson)".into()),
        (phones.clone(), "(objectClass=inetOrgPerson)".into()),
        (format!("ou=Mill Groups,{DOMAIN}"), "(objectClass=inetOrgPerson)".into()),
    ];
    let (mut tried, mut wrong) = (0, Vec::new());
    for (base, filter) in cases {
        let before = evidence(&check(&base, &filter));
        let [passed, failed, _] = said(&before);
        for (words, change) in advised(&before) {
            let Change::Search { base: new_base, filter: new_filter } = change else { continue };
            tried += 1;
            let run = check(&new_base, &new_filter);
            let [_, after, _] = said(&evidence(&run));
            let broken: Vec<&String> = after.intersection(&passed).collect();
            let mended = failed.difference(&after).count();
            if !broken.is_empty() || mended == 0 {
                wrong.push(format!("{base} {filter}: {words}\n  broken {broken:?}, mended {mended}\n{}", run.told()));
            }
        }
    }
    assert!(tried >= 12, "only {tried}");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
}
