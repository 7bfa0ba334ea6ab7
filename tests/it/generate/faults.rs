//! What can be wrong with a person, and what only looks so.

use ucdoctor::evidence::identity::Class;

use super::{Claim, DOMAIN, Person, Random, Site};

/// The faults, each planted on one person; the number of people chooses how often.
pub(super) const FAULTS: [fn(&mut Site, usize, &mut Random); 29] = [
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
pub(super) const HAZARDS: [fn(&mut Site, usize, &mut Random); 6] =
    [case_only, local_user, shared_mailbox, federated_contact, token_like, case_of_contact];

/// Nothing but the ID tells who it is.
fn strip(site: &mut Site, n: usize) {
    if let Some(user) = &mut site.people[n].user {
        (user.guid, user.mail) = (String::new(), String::new());
    }
}

/// Out of the base.
fn move_out(site: &mut Site, n: usize) {
    site.people[n].out_of_scope = true;
    site.people[n].dn = site.people[n].dn.replace("OU=People", "OU=Former");
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
    move_out(site, n);
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
            move_out(site, n);
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
