//! Sites of any size with planted faults, each counted, and with hazards that must not be reported.
//!
//! Deterministic: the same seed gives the same site.

// The bench includes this file by its path too, and paths hold for both.
#[path = "generate/faults.rs"]
mod faults;
#[path = "generate/tables.rs"]
mod tables;

use std::collections::{BTreeMap, BTreeSet};

use ucdoctor::evidence::identity::{AddressScheme, Class, Comparison, Difference, Identity, InSystem, Settings};
use ucdoctor::identity::Tables;
use ucdoctor::people::{CallManagerUsers, Contacts, DirectoryUsers, PresenceUsers};

use faults::{FAULTS, HAZARDS};
pub(crate) use tables::files;
use tables::{add_directory, add_presence, add_user};

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

impl Site {
    /// A site of `size` people, about one in `every` with a fault, one in `every` with a hazard; 0 is nobody.
    pub(crate) fn new(size: usize, every: usize, seed: u64) -> Self {
        let mut random = Random::new(seed);
        let people = (0..size).map(|n| person(n, &mut random)).collect();
        let mut site = Self { people, contacts: Vec::new(), planted: Planted::new() };
        for n in 0..size {
            let other = random.below(size);
            if other.checked_rem(every).is_none_or(|kind| kind > 1) {
                // Whoever is chosen below has no fault that changes an address.
                site.contact_of(other);
            }
            match n.checked_rem(every) {
                Some(0) => FAULTS[(n / every) % FAULTS.len()](&mut site, n, &mut random),
                Some(1) => HAZARDS[(n / every) % HAZARDS.len()](&mut site, n, &mut random),
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
        for (nth, person) in self.people.iter().enumerate() {
            add_user(&mut users, person);
            // Every system lists its users in an order of its own.
            add_directory(&mut directory, &self.people[permuted(nth, self.people.len(), 7919)]);
            add_presence(&mut presence, &self.people[permuted(nth, self.people.len(), 104_729)]);
        }
        for (node, domain) in &self.contacts {
            contacts.owner.push(&self.people[1].account);
            contacts.owner_domain.push(DOMAIN);
            contacts.contact.push(node);
            contacts.contact_domain.push(domain);
        }
        Tables {
            call_manager: Some(users.into()),
            presence: Some(presence),
            presence_node: None,
            presence_nodes: Vec::new(),
            contacts: Some(contacts),
            complaints: None,
            directory: Some(directory),
            tried: None,
            settings: Settings {
                ldap_synchronization: Some(true),
                directory_attribute: Some("sAMAccountName".to_owned()),
                client_attribute: Some("sAMAccountName".to_owned()),
                presence_domain: Some(DOMAIN.to_owned()),
                address_scheme: Some(AddressScheme::UserId),
                ..Settings::default()
            },
            person: None,
            gaps: Vec::new(),
        }
    }
}

/// Another order of 0..count: steps of a prime number, which meet every place once unless the prime divides the count.
fn permuted(nth: usize, count: usize, prime: usize) -> usize {
    if count.is_multiple_of(prime) { nth } else { nth * prime % count }
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

/// What was found, by claim and class, each named as the generator names it.
pub(crate) fn found(identity: &Identity) -> Planted {
    let in_systems =
        |found: &[InSystem]| found.iter().flat_map(|found| found.comparison.differences.clone()).collect::<Vec<_>>();
    let of = |comparison: &Option<Comparison>| comparison.clone().map(|all| all.differences).unwrap_or_default();
    let mut found = Planted::new();
    for (claim, differences) in [
        (Claim::InDirectory, of(&identity.in_directory)),
        (Claim::InCallManager, of(&identity.in_call_manager)),
        (Claim::Inactive, of(&identity.inactive)),
        (Claim::DuplicateIds, in_systems(&identity.duplicate_ids)),
        (Claim::IllegalIds, of(&identity.illegal_ids)),
        (Claim::OnPresence, of(&identity.on_presence)),
        (Claim::Contacts, of(&identity.contacts)),
        (Claim::Addresses, of(&identity.addresses)),
        (Claim::DuplicateUris, in_systems(&identity.duplicate_uris)),
    ] {
        for difference in differences {
            found.entry((claim, difference.class)).or_default().push(name(claim, &difference));
        }
    }
    found
}

fn name(claim: Claim, difference: &Difference) -> String {
    let name = match claim {
        Claim::InCallManager | Claim::DuplicateIds => &difference.dn,
        Claim::Contacts | Claim::Addresses => &difference.contact,
        _ => &difference.call_manager_id,
    };
    name.clone().unwrap_or_default()
}

fn sorted(planted: &Planted) -> BTreeMap<(Claim, Class), Vec<String>> {
    let sort = |names: &Vec<String>| {
        let mut names = names.clone();
        names.sort();
        names
    };
    planted.iter().map(|(key, names)| (*key, sort(names))).collect()
}

impl Site {
    /// What was missed and what was invented, by claim and class. Nothing: precision and recall are 1.0 in each class.
    pub(crate) fn wrong(&self, identity: &Identity) -> Vec<String> {
        let (planted, found) = (sorted(&self.planted), sorted(&found(identity)));
        let mut wrong = Vec::new();
        for key in planted.keys().chain(found.keys()) {
            let (expected, got) = (planted.get(key), found.get(key));
            if expected != got {
                let only = |a: Option<&Vec<String>>, b: Option<&Vec<String>>| {
                    let b: BTreeSet<&String> = b.into_iter().flatten().collect();
                    a.into_iter().flatten().filter(|name| !b.contains(name)).take(3).cloned().collect::<Vec<_>>()
                };
                wrong.push(format!("{key:?}: missed {:?}, invented {:?}", only(expected, got), only(got, expected)));
            }
        }
        wrong.dedup();
        wrong
    }
}
