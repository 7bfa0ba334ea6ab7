//! Sites of any size with planted faults, each counted, and with hazards that must not be reported.
//!
//! Deterministic: the same seed gives the same site.

use std::collections::BTreeMap;
use std::fmt::Write;

use ucdoctor::evidence::identity::{AddressScheme, Class, Settings};
use ucdoctor::identity::Tables;
use ucdoctor::people::{CallManagerUsers, Contacts, DirectoryUsers, ID_ATTRIBUTES, PresenceUsers, Tri};

pub(crate) const DOMAIN: &str = "corp.example";

/// A comparison, as the fields of `Identity` name them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Claim {
    InDirectory,
    InCallManager,
    Inactive,
    DuplicateIds,
    IllegalIds,
    OnPresence,
    Contacts,
    Addresses,
    DuplicateUris,
}

/// What was planted: claim, class, and the name that identifies the item (call-manager ID, DN or contact).
pub(crate) type Planted = BTreeMap<(Claim, Class), Vec<String>>;

/// One person; empty texts are absent.
#[derive(Debug, Clone, Default)]
struct Person {
    account: String,
    first: String,
    last: String,
    mail: String,
    phone: String,
    guid: String,
    dn: String,
    directory_id: Option<String>,
    disabled: bool,
    out_of_scope: bool,
    user: Option<User>,
    address: Option<Address>,
}

#[derive(Debug, Clone)]
struct User {
    id: String,
    guid: String,
    mail: String,
    uri: String,
    active: bool,
    from_ldap: bool,
    presence: bool,
    assigned: bool,
}

#[derive(Debug, Clone)]
struct Address {
    id: String,
    address: String,
    enabled: bool,
    assigned: bool,
    rows: usize,
}

/// A whole site.
pub(crate) struct Site {
    people: Vec<Person>,
    contacts: Vec<(String, String)>,
    pub(crate) planted: Planted,
}

/// A small generator of numbers (SplitMix64): no crate, the same everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
}

const FIRST: [&str; 12] = ["Ada", "Ben", "Cleo", "Dov", "Eva", "Finn", "Gia", "Hugo", "Ines", "Jan", "Kira", "Lars"];
const LAST: [&str; 12] =
    ["Abbot", "Berg", "Cole", "Diaz", "Eder", "Falk", "Gray", "Holm", "Iver", "Jung", "Kane", "Lund"];

/// The faults, each planted on one person; the number of people chooses how often.
const FAULTS: [fn(&mut Site, usize, &mut Random); 29] = [
    white_space,
    domain_part,
    domain_part_of_directory,
    look_alike,
    digits_plus,
    digits_country,
    digits_zero,
    digits_rounded,
    extension,
    renamed_by_guid,
    renamed_by_mail,
    gone,
    out_of_scope,
    ambiguous,
    no_last_name,
    no_user_id,
    duplicate_mail,
    duplicate_id,
    illegal_absent,
    disabled_absent,
    not_synced,
    inactive,
    illegal,
    missing_on_presence,
    not_enabled,
    no_node,
    stale_contact,
    wrong_domain,
    duplicate_uri,
];

/// Hazards: differences that are none.
const HAZARDS: [fn(&mut Site, usize, &mut Random); 6] =
    [case_only, local_user, shared_mailbox, federated_contact, token_like, case_of_contact];

impl Site {
    /// A site of `size` people, about one in `every` with a fault, one in `every` with a hazard.
    pub(crate) fn new(size: usize, every: usize, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let people = (0..size).map(|n| person(n, &mut random)).collect();
        let mut site = Self { people, contacts: Vec::new(), planted: Planted::new() };
        for n in 0..size {
            let other = random.below(size);
            if other % every > 1 {
                // Whoever is chosen below has no fault that changes an address.
                site.contact_of(other);
            }
            match n % every {
                0 => FAULTS[(n / every) % FAULTS.len()](&mut site, n, &mut random),
                1 => HAZARDS[(n / every) % HAZARDS.len()](&mut site, n, &mut random),
                _ => {}
            }
        }
        site
    }

    fn contact_of(&mut self, n: usize) {
        if let Some(address) = &self.people[n].address {
            let (node, domain) = address.address.rsplit_once('@').unwrap();
            self.contacts.push((node.to_owned(), domain.to_owned()));
        }
    }

    fn plant(&mut self, claim: Claim, class: Class, name: impl Into<String>) {
        self.planted.entry((claim, class)).or_default().push(name.into());
    }

    /// Another ID in call manager and presence.
    fn rename(&mut self, n: usize, id: String) {
        let person = &mut self.people[n];
        if let Some(user) = &mut person.user {
            user.id.clone_from(&id);
        }
        if let Some(address) = &mut person.address {
            address.address = format!("{}@{DOMAIN}", escaped(&id));
            address.id = id;
        }
    }

    fn mismatch(&mut self, n: usize, id: String, class: Class) {
        self.rename(n, id.clone());
        self.plant(Claim::InDirectory, class, id);
    }

    /// Only the directory has the person.
    fn absent(&mut self, n: usize, class: Class) {
        let person = &mut self.people[n];
        (person.user, person.address) = (None, None);
        let dn = person.dn.clone();
        self.plant(Claim::InCallManager, class, dn);
    }

    /// The tables the readers would have made.
    pub(crate) fn tables(&self) -> Tables {
        let (mut users, mut presence) = (CallManagerUsers::default(), PresenceUsers::default());
        let (mut directory, mut contacts) = (DirectoryUsers::default(), Contacts::default());
        for person in &self.people {
            add_directory(&mut directory, person);
            add_user(&mut users, person);
            add_presence(&mut presence, person);
        }
        for (node, domain) in &self.contacts {
            contacts.owner.push("someone");
            contacts.owner_domain.push(DOMAIN);
            contacts.contact.push(node);
            contacts.contact_domain.push(domain);
            contacts.nickname.push("");
            contacts.group.push("General");
            contacts.line.push(0);
        }
        Tables {
            call_manager: Some(users),
            presence: Some(presence),
            contacts: Some(contacts),
            directory: Some(directory),
            tried: None,
            settings: Settings {
                ldap_synchronization: Some(true),
                directory_attribute: Some("sAMAccountName".to_owned()),
                client_attribute: Some("sAMAccountName".to_owned()),
                presence_domain: Some(DOMAIN.to_owned()),
                address_scheme: Some(AddressScheme::UserId),
            },
        }
    }
}

fn escaped(id: &str) -> String {
    id.replace(' ', "\\20")
}

fn person(n: usize, random: &mut Random) -> Person {
    let (first, last) = (FIRST[random.below(12)], LAST[random.below(12)]);
    let account = format!("{}{}{n}", first.to_lowercase(), last.to_lowercase());
    let guid = format!("{:016x}{:016x}", random.next(), n);
    let mail = format!("{account}@{DOMAIN}");
    Person {
        first: first.to_owned(),
        last: last.to_owned(),
        phone: format!("+1555{:07}", 1_000_000 + n),
        dn: format!("CN={first} {last} {n},OU=People,DC=corp,DC=example"),
        directory_id: Some(account.clone()),
        user: Some(User {
            id: account.clone(),
            guid: guid.clone(),
            mail: mail.clone(),
            uri: mail.clone(),
            active: true,
            from_ldap: true,
            presence: true,
            assigned: true,
        }),
        address: Some(Address { id: account.clone(), address: mail.clone(), enabled: true, assigned: true, rows: 1 }),
        guid,
        mail,
        account,
        ..Person::default()
    }
}

/// Nothing but the ID tells who it is.
fn strip(site: &mut Site, n: usize) {
    if let Some(user) = &mut site.people[n].user {
        (user.guid, user.mail) = (String::new(), String::new());
    }
}

fn number(site: &mut Site, n: usize, directory: &str) {
    strip(site, n);
    site.people[n].account = directory.to_owned();
    site.people[n].directory_id = Some(directory.to_owned());
    site.people[n].phone.clear();
}

fn white_space(site: &mut Site, n: usize, random: &mut Random) {
    if random.below(2) == 0 {
        strip(site, n);
    }
    let id = format!("{} ", site.people[n].account);
    site.mismatch(n, id, Class::WhiteSpace);
}

fn domain_part(site: &mut Site, n: usize, random: &mut Random) {
    if random.below(2) == 0 {
        strip(site, n);
    }
    let id = format!("{}@old.example", site.people[n].account);
    site.mismatch(n, id, Class::DomainPart);
}

fn domain_part_of_directory(site: &mut Site, n: usize, _: &mut Random) {
    strip(site, n);
    let account = site.people[n].account.clone();
    site.people[n].directory_id = Some(format!("{account}@{DOMAIN}"));
    site.plant(Claim::InDirectory, Class::DomainPart, account);
}

fn look_alike(site: &mut Site, n: usize, _: &mut Random) {
    strip(site, n);
    let id = site.people[n].account.replace('a', "\u{430}").replace('e', "\u{435}");
    let class = if id == site.people[n].account { None } else { Some(Class::LookAlike) };
    if let Some(class) = class {
        site.mismatch(n, id, class);
    }
}

fn digits_plus(site: &mut Site, n: usize, _: &mut Random) {
    let number_there = format!("4970{:08}", n + 10_000_000);
    number(site, n, &number_there);
    site.mismatch(n, format!("+{number_there}"), Class::DigitsFormat);
}

fn digits_country(site: &mut Site, n: usize, _: &mut Random) {
    number(site, n, &format!("+4471{:08}", n + 20_000_000));
    site.mismatch(n, format!("071{:08}", n + 20_000_000), Class::DigitsFormat);
}

fn digits_zero(site: &mut Site, n: usize, _: &mut Random) {
    number(site, n, &format!("0072{:07}", n + 3_000_000));
    site.mismatch(n, format!("72{:07}", n + 3_000_000), Class::DigitsFormat);
}

fn digits_rounded(site: &mut Site, n: usize, _: &mut Random) {
    // Twelve digits of which a spreadsheet shows nine: enough to be nobody else's.
    let shown = 830_000_000 + n;
    number(site, n, &format!("{shown}000"));
    let text = shown.to_string();
    site.mismatch(n, format!("{}.{}E+11", &text[..1], &text[1..]), Class::DigitsFormat);
}

fn extension(site: &mut Site, n: usize, random: &mut Random) {
    if random.below(2) == 0 {
        strip(site, n);
    }
    let id = site.people[n].phone[5..].to_owned();
    site.mismatch(n, id, Class::Extension);
}

fn renamed_by_guid(site: &mut Site, n: usize, _: &mut Random) {
    if let Some(user) = &mut site.people[n].user {
        user.mail = String::new();
    }
    site.mismatch(n, format!("maiden{n}"), Class::Renamed);
}

fn renamed_by_mail(site: &mut Site, n: usize, _: &mut Random) {
    if let Some(user) = &mut site.people[n].user {
        user.guid = String::new();
    }
    site.mismatch(n, format!("former{n}"), Class::Renamed);
}

fn gone(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].directory_id = None;
    site.people[n].dn.clear();
    let id = site.people[n].account.clone();
    site.plant(Claim::InDirectory, Class::Gone, id);
}

fn out_of_scope(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].out_of_scope = true;
    let id = site.people[n].account.clone();
    site.plant(Claim::InDirectory, Class::OutOfScope, id);
}

/// Two people of the directory fit one user: `x@a` and `x@b` for `x`.
fn ambiguous(site: &mut Site, n: usize, _: &mut Random) {
    strip(site, n);
    let account = site.people[n].account.clone();
    site.people[n].directory_id = Some(format!("{account}@a.example"));
    let twin = Person {
        directory_id: Some(format!("{account}@b.example")),
        dn: format!("CN=Twin {n},OU=People,DC=corp,DC=example"),
        account: format!("twin{n}"),
        mail: format!("twin{n}@{DOMAIN}"),
        guid: format!("{n:032x}"),
        last: "Twin".to_owned(),
        user: None,
        address: None,
        ..site.people[n].clone()
    };
    site.people.push(twin);
    site.plant(Claim::InDirectory, Class::Ambiguous, account);
}

fn no_last_name(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].last.clear();
    site.absent(n, Class::NoLastName);
}

fn no_user_id(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].directory_id = Some(String::new());
    site.absent(n, Class::NoUserId);
}

fn duplicate_mail(site: &mut Site, n: usize, _: &mut Random) {
    if site.people.len() > 2 {
        let other = if n + 2 < site.people.len() { n + 2 } else { n - 1 };
        site.people[n].mail = site.people[other].mail.to_uppercase();
        site.absent(n, Class::DuplicateMail);
    }
}

/// Two rows of one ID: the second is left out, and both are named.
fn duplicate_id(site: &mut Site, n: usize, _: &mut Random) {
    let twin = Person {
        dn: format!("CN=Double {n},OU=People,DC=corp,DC=example"),
        mail: format!("double{n}@{DOMAIN}"),
        guid: format!("d{n:031x}"),
        directory_id: site.people[n].directory_id.as_ref().map(|id| id.to_uppercase()),
        user: None,
        address: None,
        ..site.people[n].clone()
    };
    let dns = [site.people[n].dn.clone(), twin.dn.clone()];
    site.plant(Claim::InCallManager, Class::DuplicateId, twin.dn.clone());
    site.people.push(twin);
    dns.into_iter().for_each(|dn| site.plant(Claim::DuplicateIds, Class::DuplicateId, dn));
}

fn illegal_absent(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].directory_id = Some(format!("o'brien{n}"));
    site.absent(n, Class::IllegalId);
}

fn disabled_absent(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].disabled = true;
    site.absent(n, Class::Disabled);
}

fn not_synced(site: &mut Site, n: usize, _: &mut Random) {
    site.absent(n, Class::NotSynced);
}

fn inactive(site: &mut Site, n: usize, random: &mut Random) {
    let class = match random.below(3) {
        0 => Class::InScope,
        1 => {
            site.people[n].out_of_scope = true;
            Class::OutOfScope
        }
        _ => {
            site.people[n].directory_id = None;
            Class::Gone
        }
    };
    let person = &mut site.people[n];
    person.address = None;
    if let Some(user) = &mut person.user {
        user.active = false;
    }
    let id = person.account.clone();
    site.plant(Claim::Inactive, class, id);
}

fn illegal(site: &mut Site, n: usize, _: &mut Random) {
    let id = format!("müller{n}");
    site.people[n].directory_id = Some(id.clone());
    site.rename(n, id.clone());
    site.plant(Claim::IllegalIds, Class::IllegalId, id);
}

fn missing_on_presence(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].address = None;
    let id = site.people[n].account.clone();
    site.plant(Claim::OnPresence, Class::Missing, id);
}

fn not_enabled(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].address.as_mut().unwrap().enabled = false;
    let id = site.people[n].account.clone();
    site.plant(Claim::OnPresence, Class::NotEnabled, id);
    let address = site.people[n].address.as_ref().unwrap().address.clone();
    site.contact_of(n);
    site.plant(Claim::Contacts, Class::NotEnabled, address);
}

fn no_node(site: &mut Site, n: usize, random: &mut Random) {
    let class = if random.below(3) == 0 {
        site.people[n].user.as_mut().unwrap().presence = false;
        Class::Extra
    } else {
        site.people[n].address.as_mut().unwrap().assigned = false;
        Class::NoNode
    };
    let id = site.people[n].account.clone();
    site.plant(Claim::OnPresence, class, id);
}

/// One of the ways in which a contact points to nobody, in two lists.
fn stale_contact(site: &mut Site, n: usize, random: &mut Random) {
    let account = site.people[n].account.clone();
    let (node, class) = match random.below(5) {
        0 => (format!("{account}@old.example"), Class::DomainPart),
        1 => (format!("{account}\u{a0}"), Class::WhiteSpace),
        2 => (site.people[n].phone.clone(), Class::Extension),
        3 => {
            // The mail address differs from the user ID.
            let mail = format!("first.last{n}@{DOMAIN}");
            site.people[n].mail.clone_from(&mail);
            site.people[n].user.as_mut().unwrap().mail = mail;
            (format!("first.last{n}"), Class::Renamed)
        }
        _ => (format!("left{n}"), Class::Gone),
    };
    for _ in 0..2 {
        site.contacts.push((node.clone(), DOMAIN.to_owned()));
    }
    site.plant(Claim::Contacts, class, format!("{node}@{DOMAIN}"));
}

fn wrong_domain(site: &mut Site, n: usize, random: &mut Random) {
    let account = site.people[n].account.clone();
    let (address, class) = match random.below(2) {
        0 => (format!("{account}@elsewhere.example"), Class::Domain),
        _ => (format!("first.{account}@{DOMAIN}"), Class::Scheme),
    };
    site.people[n].address.as_mut().unwrap().address.clone_from(&address);
    site.plant(Claim::Addresses, class, address);
}

fn duplicate_uri(site: &mut Site, n: usize, _: &mut Random) {
    let uri = format!("shared{n}@{DOMAIN}");
    let other = n.checked_sub(2).filter(|&other| other % 10 > 1);
    let Some(other) = other.filter(|&other| site.people[other].user.is_some()) else { return };
    for (row, uri) in [(n, uri.clone()), (other, uri.to_uppercase())] {
        site.people[row].user.as_mut().unwrap().uri = uri;
        let id = site.people[row].user.as_ref().unwrap().id.clone();
        site.plant(Claim::DuplicateUris, Class::DuplicateUri, id);
    }
}

// --- hazards

fn case_only(site: &mut Site, n: usize, _: &mut Random) {
    let id = site.people[n].account.to_uppercase();
    site.rename(n, id);
}

fn local_user(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].directory_id = None;
    let user = site.people[n].user.as_mut().unwrap();
    (user.from_ldap, user.guid) = (false, String::new());
}

/// A disabled account outside the filter has the same mail address, and its local part is an ID.
fn shared_mailbox(site: &mut Site, n: usize, _: &mut Random) {
    let shared = Person {
        directory_id: Some(format!("shared-mailbox-{n}")),
        dn: format!("CN=Shared {n},OU=Mailboxes,DC=corp,DC=example"),
        account: format!("shared-mailbox-{n}"),
        guid: format!("e{n:031x}"),
        disabled: true,
        out_of_scope: true,
        user: None,
        address: None,
        ..site.people[n].clone()
    };
    site.people.push(shared);
}

fn federated_contact(site: &mut Site, n: usize, _: &mut Random) {
    site.contacts.push((format!("friend{n}"), "partner.example".to_owned()));
}

/// A user who is not enabled for presence and comes from nowhere, as a meeting room.
fn token_like(site: &mut Site, n: usize, _: &mut Random) {
    site.people[n].directory_id = None;
    site.people[n].address = None;
    let user = site.people[n].user.as_mut().unwrap();
    (user.from_ldap, user.presence, user.guid) = (false, false, String::new());
    user.id = format!("room {n}");
}

fn case_of_contact(site: &mut Site, n: usize, _: &mut Random) {
    site.contacts.push((site.people[n].account.to_uppercase(), DOMAIN.to_uppercase()));
}

// --- tables

fn add_directory(to: &mut DirectoryUsers, person: &Person) {
    let Some(id) = &person.directory_id else { return };
    to.dn.push(&person.dn);
    to.id.push(id);
    for (column, name) in to.attributes.iter_mut().zip(ID_ATTRIBUTES) {
        column.push(match name {
            "sAMAccountName" => id,
            "mail" => &person.mail,
            "telephoneNumber" => &person.phone,
            _ => "",
        });
    }
    to.first_name.push(&person.first);
    to.last_name.push(&person.last);
    to.display_name.push("");
    to.guid.push(&person.guid);
    to.disabled.push(yes(person.disabled));
    to.in_scope.push(!person.out_of_scope);
}

fn add_user(to: &mut CallManagerUsers, person: &Person) {
    let Some(user) = &person.user else { return };
    to.id.push(&user.id);
    to.first_name.push(&person.first);
    to.last_name.push(&person.last);
    to.mail.push(&user.mail);
    to.telephone.push(&person.phone);
    to.extension.push("");
    to.directory_uri.push(&user.uri);
    to.guid.push(&user.guid);
    to.active.push(yes(user.active));
    to.from_ldap.push(yes(user.from_ldap));
    to.presence.push(yes(user.presence));
    to.assigned.push(yes(user.assigned));
    to.line.push(0);
}

fn add_presence(to: &mut PresenceUsers, person: &Person) {
    let Some(address) = &person.address else { return };
    for _ in 0..address.rows {
        to.id.push(&address.id);
        to.im_address.push(&address.address);
        to.directory_uri.push("");
        to.mail.push("");
        to.active.push(Tri::Yes);
        to.enabled.push(yes(address.enabled));
        to.assigned.push(yes(address.assigned));
        to.line.push(0);
    }
}

fn yes(value: bool) -> Tri {
    if value { Tri::Yes } else { Tri::No }
}

/// The three exports and the contact lists as files: call manager's CSV, LDIF, the presence server's CSV, contacts.
pub(crate) fn files(tables: &Tables) -> [String; 4] {
    let [users, presence] =
        [tables.call_manager.as_ref().unwrap().id.len(), tables.presence.as_ref().unwrap().id.len()];
    let word = |tri: &Tri| if *tri == Tri::Yes { "t" } else { "f" };
    let (cm, imp) = (tables.call_manager.as_ref().unwrap(), tables.presence.as_ref().unwrap());
    let mut call_manager = String::from(
        "FIRST NAME,LAST NAME,USER ID,MAIL ID,TELEPHONE NUMBER,DIRECTORY URI,UNIQUEIDENTIFIER,STATUS,FKDIRECTORYPLUGINCONFIG,ENABLECUPS,PRIMARYNODEID\n",
    );
    for row in 0..users {
        let (status, plugin, node) = (
            if cm.active[row] == Tri::Yes { 1 } else { 2 },
            if cm.from_ldap[row] == Tri::Yes { "b5acd3a6-5ac2-055b-cf27-ba4f818533d6" } else { "NULL" },
            if cm.assigned[row] == Tri::Yes { "1100" } else { "NULL" },
        );
        let _ = writeln!(
            call_manager,
            "{},{},\"{}\",{},{},{},{},{status},{plugin},{},{node}",
            cm.first_name.at(row),
            cm.last_name.at(row),
            cm.id.at(row),
            cm.mail.at(row),
            cm.telephone.at(row),
            cm.directory_uri.at(row),
            cm.guid.at(row),
            word(&cm.presence[row]),
        );
    }
    let mut presence_users = String::from("USERID,IMADDRESS,STATUS,ENABLECUPS,PRIMARYNODEID\n");
    for row in 0..presence {
        let node = if imp.assigned[row] == Tri::Yes { "1100" } else { "NULL" };
        let (id, address) = (imp.id.at(row), imp.im_address.at(row));
        let _ = writeln!(presence_users, "\"{id}\",\"{address}\",1,{},{node}", word(&imp.enabled[row]));
    }
    [
        call_manager,
        ldif(tables.directory.as_ref().unwrap()),
        presence_users,
        contact_lists(tables.contacts.as_ref().unwrap()),
    ]
}

fn ldif(people: &DirectoryUsers) -> String {
    let mut text = String::new();
    for row in 0..people.id.len() {
        let control = if people.disabled[row] == Tri::Yes { 514 } else { 512 };
        let _ = write!(
            text,
            "dn: {}\nobjectClass: user\nobjectCategory: CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example\nuserAccountControl: {control}\n",
            people.dn.at(row)
        );
        let columns = [
            ("sAMAccountName", people.id.at(row)),
            ("mail", people.attributes[2].at(row)),
            ("telephoneNumber", people.attributes[6].at(row)),
            ("givenName", people.first_name.at(row)),
            ("sn", people.last_name.at(row)),
        ];
        for (name, value) in columns.iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(text, "{name}: {value}");
        }
        text.push('\n');
    }
    text
}

fn contact_lists(contacts: &Contacts) -> String {
    let mut text = String::from("User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name,State\n");
    for row in 0..contacts.contact.len() {
        let (owner, domain) = (contacts.owner.at(row), contacts.owner_domain.at(row));
        let (node, contact_domain) = (contacts.contact.at(row), contacts.contact_domain.at(row));
        let _ = writeln!(text, "{owner},{domain},\"{node}\",{contact_domain},,General,0");
    }
    text
}
