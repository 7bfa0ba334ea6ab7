//! A site as the tables the readers make, and as the files they read.

use std::fmt::Write;

use data_encoding::BASE64;
use ucdoctor::identity::Tables;
use ucdoctor::people::{CallManagerUsers, Contacts, DirectoryUsers, Guid, ID_ATTRIBUTES, PresenceUsers, Tri};

use super::Person;

pub(super) fn add_directory(to: &mut DirectoryUsers, person: &Person) {
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
    to.guid.push(Guid::from_text(person.guid.as_bytes()));
    to.disabled.push(yes(person.disabled));
    to.in_scope.push((!person.out_of_scope).into());
}

pub(super) fn add_user(to: &mut CallManagerUsers, person: &Person) {
    let Some(user) = &person.user else { return };
    to.id.push(&user.id);
    to.first_name.push(&person.first);
    to.last_name.push(&person.last);
    to.mail.push(&user.mail);
    to.telephone.push(&person.phone);
    to.extension.push("");
    to.directory_uri.push(&user.uri);
    to.guid.push(Guid::from_text(user.guid.as_bytes()));
    to.active.push(yes(user.active));
    to.from_ldap.push(yes(user.from_ldap));
    to.presence.push(yes(user.presence));
    to.assigned.push(yes(user.assigned));
}

pub(super) fn add_presence(to: &mut PresenceUsers, person: &Person) {
    let Some(address) = &person.address else { return };
    for _ in 0..address.rows {
        to.id.push(&address.id);
        to.im_address.push(&address.address);
        to.directory_uri.push("");
        to.mail.push("");
        to.active.push(Tri::Yes);
        to.enabled.push(yes(address.enabled));
        to.assigned.push(yes(address.assigned));
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
            cm.guid.digits(row),
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
            match value.is_ascii() {
                true => writeln!(text, "{name}: {value}"),
                false => writeln!(text, "{name}:: {}", BASE64.encode(value.as_bytes())),
            }
            .unwrap();
        }
        let guid = people.guid.at(row).unwrap().bytes();
        let _ = writeln!(text, "objectGUID:: {}", BASE64.encode(&guid));
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
