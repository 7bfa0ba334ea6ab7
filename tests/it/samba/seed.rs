//! Who is in the domain: every state an account can be in, and everything that is no person.

use std::fmt::Write as _;

use openssl::base64::encode_block;

use super::dc::{DOMAIN, Dc};

/// The base that is right.
pub(super) const PEOPLE: &str = "OU=People,DC=lab,DC=example";
/// The group of the users of presence: alice and heidi.
pub(super) const GROUP: &str = "CN=Presence Users,OU=Company Groups,DC=lab,DC=example";
/// A group whose name needs care in names and in filters; jmueller is in it.
pub(super) const AWKWARD_GROUP: &str = r"CN=Sales (Berlin)\, North,OU=Company Groups,DC=lab,DC=example";
/// The account that the appliances bind as.
pub(crate) const MANAGER: &str = "CN=svc-ucm,OU=Service,DC=lab,DC=example";
/// Everybody's password.
pub(crate) const PASSWORD: &str = "Right-Horse-7";
/// Wrong passwords that lock an account.
pub(super) const THRESHOLD: u32 = 3;

/// A unit in which the manager may see nobody.
pub(super) const HIDDEN: &str = "OU=Hidden,DC=lab,DC=example";
/// Whose passwords nobody changed for years: longer than the domain allows.
pub(super) const OLD_PASSWORDS: &[&str] =
    &["CN=Erin Evans,OU=People,DC=lab,DC=example", "CN=svc-old,OU=Service,DC=lab,DC=example"];

/// Name as in the directory, account, and further lines of the entry.
type Account = (&'static str, &'static str, &'static str);

const ENABLED: &str = "userAccountControl: 512";
const DISABLED: &str = "userAccountControl: 514";
/// Every hour of the week, one bit each, is forbidden.
const NO_HOURS: &str = "userAccountControl: 512\nlogonHours:: AAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const LAST_YEAR: &str = "userAccountControl: 512\naccountExpires: 133800000000000000";
const MUST_CHANGE: &str = "userAccountControl: 512\npwdLastSet: 0";

/// People below [`PEOPLE`]; the first word is the given name, the last one the surname.
const PERSONS: &[Account] = &[
    ("Alice Archer", "alice", "userAccountControl: 512\nmail: alice@lab.example\ntelephoneNumber: 2001"),
    ("Bob Baker", "bob", DISABLED),
    ("Carol Carter", "carol", ENABLED),
    ("Dave Dawson", "dave", LAST_YEAR),
    ("Erin Evans", "erin", ENABLED),
    ("Frank Foster", "frank", NO_HOURS),
    ("Grace Green", "grace", "userAccountControl: 512\nuserWorkstations: PC-GRACE"),
    ("Heidi Hall", "heidi", "userAccountControl: 512\nmail: heidi@lab.example"),
    ("Ivan Irving", "ivan", ENABLED),
    ("Judy Jones", "judy", ENABLED),
    ("Kim Kerr", "kim", MUST_CHANGE),
    ("Leo Lang", "leo", "userAccountControl: 512\nmail: l.lang@lab.example"),
    ("Lea Lang", "lea", "userAccountControl: 512\nmail: L.Lang@lab.example"),
    ("Mia Miller", "mia", DISABLED),
    ("Nick Nolan", "nick", ENABLED),
    ("Oscar Olsen", "oscar", ENABLED),
    (r"Müller\, Jörg (Berlin)", "jmueller", ENABLED),
];

/// Accounts that programs use, below OU=Service: one for each test that changes what the controller counts.
const SERVICES: &[Account] = &[
    ("svc-ucm", "svc-ucm", ENABLED),
    ("svc-typo", "svc-typo", ENABLED),
    ("svc-risk", "svc-risk", ENABLED),
    ("svc-locked", "svc-locked", ENABLED),
    ("svc-disabled", "svc-disabled", DISABLED),
    ("svc-expired", "svc-expired", LAST_YEAR),
    ("svc-old", "svc-old", ENABLED),
    ("svc-new", "svc-new", MUST_CHANGE),
    ("svc-night", "svc-night", NO_HOURS),
    ("svc-guarded", "svc-guarded", ENABLED),
    ("svc-desk", "svc-desk", "userAccountControl: 512\nuserWorkstations: PC-1"),
];

/// Computers stand among the people, as they do where nobody tidied up.
const COMPUTERS: &[&str] = &["PC-01", "PC-02", "PC-03"];
const CONTACTS: &[&str] = &["Supplier One", "Supplier Two"];

/// Fills a fresh domain.
pub(super) fn fill(dc: &Dc) {
    dc.modify(&entries());
    dc.modify(&states());
    dc.modify(&format!(
        "dn: CN=Protected Users,CN=Users,{DOMAIN}\nchangetype: modify\nadd: member\nmember: CN=svc-guarded,OU=Service,{DOMAIN}\n"
    ));
    for account in ["carol", "svc-locked"] {
        (0..THRESHOLD).for_each(|_| dc.bind_with_a_wrong_password(account));
    }
    dc.bind_with_a_wrong_password("oscar");
    for account in ["nick", "svc-risk"] {
        (1..THRESHOLD).for_each(|_| dc.bind_with_a_wrong_password(account));
    }
}

fn entries() -> String {
    let mut ldif = String::new();
    for unit in ["People", "Service", "Company Groups", "Empty", "Hidden"] {
        write!(ldif, "dn: OU={unit},{DOMAIN}\nchangetype: add\nobjectClass: organizationalUnit\n\n").unwrap();
    }
    for (name, account, state) in PERSONS {
        user(&mut ldif, name, PEOPLE, account, state);
    }
    user(&mut ldif, "Hugo Hidden", HIDDEN, "hugo", ENABLED);
    for (name, account, state) in SERVICES {
        user(&mut ldif, name, &format!("OU=Service,{DOMAIN}"), account, state);
    }
    for name in COMPUTERS {
        write!(ldif, "dn: CN={name},{PEOPLE}\nchangetype: add\nobjectClass: computer\n").unwrap();
        write!(ldif, "sAMAccountName: {name}$\nuserAccountControl: 4096\n\n").unwrap();
    }
    for name in CONTACTS {
        write!(ldif, "dn: CN={name},{PEOPLE}\nchangetype: add\nobjectClass: contact\n\n").unwrap();
    }
    let groups = format!("OU=Company Groups,{DOMAIN}");
    group(&mut ldif, &format!("CN=Berlin,{groups}"), &[&format!("CN=Ivan Irving,{PEOPLE}")]);
    let people = ["Alice Archer", "Heidi Hall"].map(|name| format!("CN={name},{PEOPLE}"));
    group(&mut ldif, GROUP, &people.each_ref().map(String::as_str));
    let awkward = encode_block(format!(r"CN=Müller\, Jörg (Berlin),{PEOPLE}").as_bytes());
    write!(ldif, "dn: {AWKWARD_GROUP}\nchangetype: add\nobjectClass: group\nmember:: {awkward}\n\n").unwrap();
    group(&mut ldif, &format!("CN=Everybody,{groups}"), &[GROUP, &format!("CN=Berlin,{groups}")]);
    ldif
}

fn user(ldif: &mut String, name: &str, unit: &str, account: &str, state: &str) {
    let bytes: Vec<u8> = format!("\"{PASSWORD}\"").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let dn = encode_block(format!("CN={name},{unit}").as_bytes());
    write!(ldif, "dn:: {dn}\nchangetype: add\nobjectClass: user\nsAMAccountName: {account}\n").unwrap();
    write!(ldif, "userPrincipalName: {account}@lab.example\nunicodePwd:: {}\n{state}\n", encode_block(&bytes)).unwrap();
    // Judy has no surname: call manager leaves such people out.
    if let (Some((_, surname)), false) = (name.split_once(' '), account == "judy") {
        let surname = encode_block(surname.as_bytes());
        writeln!(ldif, "sn:: {surname}").unwrap();
    }
    ldif.push('\n');
}

fn group(ldif: &mut String, dn: &str, members: &[&str]) {
    write!(ldif, "dn: {dn}\nchangetype: add\nobjectClass: group\n").unwrap();
    members.iter().for_each(|member| writeln!(ldif, "member: {member}").unwrap());
    ldif.push('\n');
}

/// Three wrong passwords lock for half an hour; a policy of his own locks Oscar at two, and he has none yet.
fn states() -> String {
    let half_an_hour = "-18000000000";
    format!(
        "dn: {DOMAIN}\nchangetype: modify\nreplace: lockoutThreshold\nlockoutThreshold: {THRESHOLD}\n-\n\
         replace: lockoutDuration\nlockoutDuration: {half_an_hour}\n-\n\
         replace: lockOutObservationWindow\nlockOutObservationWindow: {half_an_hour}\n\n\
         dn: CN=Strict,CN=Password Settings Container,CN=System,{DOMAIN}\nchangetype: add\n\
         objectClass: msDS-PasswordSettings\nmsDS-PasswordSettingsPrecedence: 1\n\
         msDS-PasswordReversibleEncryptionEnabled: FALSE\nmsDS-PasswordHistoryLength: 0\n\
         msDS-PasswordComplexityEnabled: FALSE\nmsDS-MinimumPasswordLength: 0\nmsDS-MinimumPasswordAge: 0\n\
         msDS-MaximumPasswordAge: -864000000000000\nmsDS-LockoutThreshold: 2\n\
         msDS-LockoutObservationWindow: {half_an_hour}\nmsDS-LockoutDuration: {half_an_hour}\n\
         msDS-PSOAppliesTo: CN=Oscar Olsen,{PEOPLE}\n"
    )
}
