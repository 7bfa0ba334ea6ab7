//! The demo company: its domain, its people, and the account the appliances bind with.

use time::OffsetDateTime;

use super::directory::Entry;

/// The domain's head.
pub const DOMAIN_DN: &str = "DC=demo,DC=example";
/// The account the appliances bind with ("LDAP Manager").
pub const MANAGER_DN: &str = "CN=svc-ucm,OU=Service Accounts,DC=demo,DC=example";
/// The manager's user principal name.
pub const MANAGER_UPN: &str = "svc-ucm@demo.example";
/// Where the people are.
pub const PEOPLE_DN: &str = "OU=People,DC=demo,DC=example";
/// The filter the appliances are configured with.
pub const PEOPLE_FILTER: &str =
    "(&(objectCategory=person)(objectClass=user)(!(userAccountControl:1.2.840.113556.1.4.803:=2)))";
/// Every form of name the manager may bind by.
pub const MANAGER_NAMES: &[&str] = &[MANAGER_DN, MANAGER_UPN, "DEMO\\svc-ucm"];

/// User ID, given name, surname, department, extension.
const PEOPLE: &[(&str, &str, &str, &str, &str)] = &[
    ("alice", "Alice", "Archer", "Reception", "2001"),
    ("bob", "Bob", "Baker", "Sales", "2002"),
    ("carol", "Carol", "Carter", "Sales", "2003"),
    ("dave", "Dave", "Dawson", "Support", "2004"),
    ("erin", "Erin", "Evans", "Support", "2005"),
    ("frank", "Frank", "Foster", "Management", "2006"),
];

/// The distinguished name of a person, by user ID.
pub fn dn_of(id: &str) -> Option<String> {
    PEOPLE.iter().find(|person| person.0 == id).map(|&(_, given, surname, ..)| person_dn(given, surname))
}

/// Why this account logs in nowhere, by Active Directory's code; none when it does.
pub fn closed(entry: &Entry, now: OffsetDateTime) -> Option<&'static str> {
    let number = |name: &str| {
        let value = entry.values(name).first().map(|value| String::from_utf8_lossy(value).into_owned());
        value.and_then(|value| value.parse::<i64>().ok()).unwrap_or(0)
    };
    let now: i64 = file_time(now).parse().unwrap_or(0);
    let (control, computed) = (number("userAccountControl"), number("msDS-User-Account-Control-Computed"));
    let shut = [
        (computed & 0x10 != 0, "775"),
        (control & 0x2 != 0, "533"),
        (number("accountExpires") < now, "701"),
        (!entry.values("userWorkstations").is_empty(), "531"),
        (number("pwdLastSet") == 0, "773"),
        (computed & 0x80_0000 != 0, "532"),
    ];
    shut.iter().find(|(is, _)| *is).map(|(_, data)| *data)
}
/// Attributes of the schema, and whether the Global Catalog has them.
const SCHEMA: &[(&str, bool)] = &[
    ("cn", true),
    ("department", false),
    ("displayName", true),
    ("employeeNumber", false),
    ("givenName", true),
    ("ipPhone", true),
    ("mail", true),
    ("member", true),
    ("memberOf", true),
    ("objectCategory", true),
    ("objectClass", true),
    ("sAMAccountName", true),
    ("servicePrincipalName", true),
    ("sn", true),
    ("telephoneNumber", true),
    ("userAccountControl", true),
    ("userPrincipalName", true),
];

/// The whole tree, parents before children.
pub fn entries() -> Vec<Entry> {
    let mut entries = vec![domain()];
    for (container, class) in [
        ("CN=Configuration", "configuration"),
        ("CN=Schema,CN=Configuration", "dMD"),
        ("OU=Domain Controllers", "organizationalUnit"),
        ("OU=Service Accounts", "organizationalUnit"),
        ("OU=Groups", "organizationalUnit"),
        ("OU=People", "organizationalUnit"),
        ("OU=Leavers", "organizationalUnit"),
        ("CN=Computers", "container"),
    ] {
        let mut entry = Entry::new(&format!("{container},{DOMAIN_DN}"));
        entry.add("objectClass", &["top", class]);
        entries.push(entry);
    }
    entries.push(domain_controller());
    entries.push(manager());
    entries.extend(PEOPLE.iter().map(|&(id, given, surname, department, extension)| {
        let mut entry = user(&person_dn(given, surname), id);
        let (name, mail) = (format!("{given} {surname}"), format!("{id}@demo.example"));
        entry.add("cn", &[&name]).add("displayName", &[&name]).add("givenName", &[given]).add("sn", &[surname]);
        entry.add("mail", &[&mail]).add("department", &[department]).add("memberOf", &[&presence_users_dn()]);
        entry.add("telephoneNumber", &[&format!("+1 555 010 {extension}")]).add("ipPhone", &[extension]);
        entry
    }));
    entries.push(presence_users());
    entries.extend(["PC-0041", "PC-0042"].map(computer));
    entries.push(leaver());
    entries.push(test_account());
    entries.extend(SCHEMA.iter().map(|&(attribute, in_catalog)| attribute_schema(attribute, in_catalog)));
    entries
}

/// The root entry of a domain controller (RFC 4512 section 5.1), at the time given as generalized time.
pub fn root_dse(host: &str, current_time: &str) -> Entry {
    let configuration = format!("CN=Configuration,{DOMAIN_DN}");
    let schema = format!("CN=Schema,{configuration}");
    let mut root = Entry::new("");
    root.add("currentTime", &[current_time])
        .add("dnsHostName", &[host])
        .add("defaultNamingContext", &[DOMAIN_DN])
        .add("rootDomainNamingContext", &[DOMAIN_DN])
        .add("configurationNamingContext", &[&configuration])
        .add("schemaNamingContext", &[&schema])
        .add("namingContexts", &[DOMAIN_DN, &configuration, &schema])
        .add("ldapServiceName", &["demo.example:dc1$@DEMO.EXAMPLE"])
        .add("domainFunctionality", &["7"])
        .add("domainControllerFunctionality", &["7"])
        .add("isSynchronized", &["TRUE"])
        .add("isGlobalCatalogReady", &["TRUE"])
        .add("supportedLDAPVersion", &["3", "2"])
        // Active Directory, LDAP integration, V6.0 of it.
        .add("supportedCapabilities", &["1.2.840.113556.1.4.800", "1.2.840.113556.1.4.1670", "1.2.840.113556.1.4.1935"])
        .add("supportedControl", &["1.2.840.113556.1.4.319"])
        .add("supportedExtension", &["1.3.6.1.4.1.1466.20037", "1.3.6.1.4.1.4203.1.11.3"])
        .add("supportedSASLMechanisms", &["GSSAPI", "GSS-SPNEGO", "EXTERNAL", "DIGEST-MD5"]);
    root
}

/// Times are negative counts of 100 ns, as Active Directory stores intervals.
fn domain() -> Entry {
    let mut entry = Entry::new(DOMAIN_DN);
    entry.add("objectClass", &["top", "domain", "domainDNS"]).add("dc", &["demo"]).add("name", &["demo"]);
    entry.add("lockoutThreshold", &["3"]).add("lockoutDuration", &["-18000000000"]); // 3 tries, 30 minutes
    entry.add("lockOutObservationWindow", &["-18000000000"]).add("maxPwdAge", &["-36288000000000"]); // 42 days
    entry.add("minPwdLength", &["12"]);
    entry
}

fn manager() -> Entry {
    let mut entry = user(MANAGER_DN, "svc-ucm");
    entry.add("cn", &["svc-ucm"]).add("displayName", &["Call manager and presence"]).add("sn", &["svc-ucm"]);
    entry.add("description", &["LDAP Manager of the voice system: do not delete"]);
    entry
}

fn domain_controller() -> Entry {
    let mut entry = Entry::new(&format!("CN=DC1,OU=Domain Controllers,{DOMAIN_DN}"));
    entry.add("objectClass", &["top", "person", "organizationalPerson", "user", "computer"]);
    entry.add("objectCategory", &[&category("Computer")]);
    entry.add("cn", &["DC1"]).add("sAMAccountName", &["DC1$"]).add("dNSHostName", &["dc1.demo.example"]);
    entry.add("userAccountControl", &["532480"]); // SERVER_TRUST_ACCOUNT, TRUSTED_FOR_DELEGATION
    entry
}

fn computer(name: &str) -> Entry {
    let mut entry = Entry::new(&format!("CN={name},CN=Computers,{DOMAIN_DN}"));
    entry.add("objectClass", &["top", "person", "organizationalPerson", "user", "computer"]);
    entry.add("objectCategory", &[&category("Computer")]);
    entry.add("cn", &[name]).add("sAMAccountName", &[&format!("{name}$")]);
    entry.add("userAccountControl", &["4096"]); // WORKSTATION_TRUST_ACCOUNT
    entry
}

fn leaver() -> Entry {
    let mut entry = user(&format!("CN=Grace Gray,OU=Leavers,{DOMAIN_DN}"), "grace");
    entry.set("userAccountControl", "66050"); // NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD, ACCOUNTDISABLE
    entry.add("cn", &["Grace Gray"]).add("givenName", &["Grace"]).add("sn", &["Gray"]);
    entry
}

fn test_account() -> Entry {
    let mut entry = user(&format!("CN=Test 01,OU=Service Accounts,{DOMAIN_DN}"), "test01");
    entry.add("cn", &["Test 01"]).add("displayName", &["Test 01"]).add("sn", &["Test"]);
    entry
}

fn attribute_schema(name: &str, in_catalog: bool) -> Entry {
    let mut entry = Entry::new(&format!("CN={name},CN=Schema,CN=Configuration,{DOMAIN_DN}"));
    entry.add("objectClass", &["top", "attributeSchema"]).add("lDAPDisplayName", &[name]);
    entry.add("isMemberOfPartialAttributeSet", &[if in_catalog { "TRUE" } else { "FALSE" }]);
    entry
}

fn presence_users() -> Entry {
    let members: Vec<String> = PEOPLE.iter().map(|&(_, given, surname, ..)| person_dn(given, surname)).collect();
    let members: Vec<&str> = members.iter().map(String::as_str).collect();
    let mut entry = Entry::new(&presence_users_dn());
    entry.add("objectClass", &["top", "group"]).add("objectCategory", &[&category("Group")]);
    entry.add("cn", &["Presence Users"]).add("sAMAccountName", &["Presence Users"]).add("member", &members);
    entry
}

/// What every user account has: a normal account whose password never expires, set a month ago.
fn user(dn: &str, id: &str) -> Entry {
    const NEVER: &str = "9223372036854775807";
    let mut entry = Entry::new(dn);
    entry.add("objectClass", &["top", "person", "organizationalPerson", "user"]);
    entry.add("objectCategory", &[&category("Person")]);
    entry.add("sAMAccountName", &[id]).add("userPrincipalName", &[&format!("{id}@demo.example")]);
    entry.add("userAccountControl", &["66048"]); // NORMAL_ACCOUNT, DONT_EXPIRE_PASSWORD
    entry.add("accountExpires", &[NEVER]).add("msDS-UserPasswordExpiryTimeComputed", &[NEVER]);
    entry.add("pwdLastSet", &[&file_time(OffsetDateTime::now_utc() - time::Duration::days(30))]);
    entry.add("badPwdCount", &["0"]).add("lockoutTime", &["0"]).add("msDS-User-Account-Control-Computed", &["0"]);
    entry
}

fn person_dn(given: &str, surname: &str) -> String {
    format!("CN={given} {surname},OU=People,{DOMAIN_DN}")
}

/// The group of everybody who may use presence.
pub fn presence_users_dn() -> String {
    format!("CN=Presence Users,OU=Groups,{DOMAIN_DN}")
}

fn category(class: &str) -> String {
    format!("CN={class},CN=Schema,CN=Configuration,{DOMAIN_DN}")
}

/// Counts of 100 ns since 1601-01-01, which is 11644473600 s before 1970.
pub(super) fn file_time(at: OffsetDateTime) -> String {
    ((at.unix_timestamp() + 11_644_473_600) * 10_000_000).to_string()
}
