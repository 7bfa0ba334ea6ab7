//! A site's exports as the systems write them, and as plain CSV for a database to join.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ucdoctor::identity::Tables;
use ucdoctor::people::{CallManagerUsers, DirectoryUsers, PresenceUsers, Tri};

use super::generate::files;

/// One configuration per directory: what stands between is the name of its file.
const CONFIGURATION: [&str; 2] = [
    "[directory.search]\nbase = \"OU=People,DC=corp,DC=example\"\nexport = \"",
    "\"\n[call_manager]\nusers = \"call-manager.csv\"\nldap_synchronization = true\n[presence]\nusers = \"presence.txt\"\n\
     domain = \"corp.example\"\naddress_scheme = \"user-id\"\n",
];

/// Writes call-manager.csv, directory.ldif, directory.csv, presence.txt, presence.csv, contacts.csv, and a
/// configuration for each directory file, and one with the contact lists.
pub(super) fn write(folder: &Path, tables: &Tables) {
    fs::create_dir_all(folder).unwrap();
    let [_, ldif, presence_csv, contacts] = files(tables);
    let [before, after] = CONFIGURATION;
    let with_contacts = after.replace("[presence]\n", "[presence]\ncontacts = \"contacts.csv\"\n");
    for (name, text) in [
        ("call-manager.csv", bulk_export(tables.call_manager.as_ref().unwrap())),
        ("directory.ldif", ldif),
        ("directory.csv", csvde(tables.directory.as_ref().unwrap())),
        ("presence.txt", run_sql(tables.presence.as_ref().unwrap())),
        ("presence.csv", presence_csv),
        ("contacts.csv", contacts),
        ("ldif.toml", format!("{before}directory.ldif{after}")),
        ("csvde.toml", format!("{before}directory.csv{after}")),
        ("contacts.toml", format!("{before}directory.ldif{with_contacts}")),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
}

/// Bulk Administration > Users > Export Users, 13 columns.
fn bulk_export(users: &CallManagerUsers) -> String {
    let mut text = String::from(
        "FIRST NAME,MIDDLE NAME,LAST NAME,USER ID,MAIL ID,DEPARTMENT,TELEPHONE NUMBER,DIRECTORY URI,\
         UNIQUE IDENTIFIER,STATUS,FKDIRECTORYPLUGINCONFIG,\
         ENABLE USER FOR UNIFIED CM IM AND PRESENCE,PRIMARY NODE ID\n",
    );
    for row in 0..users.id.len() {
        let _ = writeln!(
            text,
            "{},,{},{},{},Sales,{},{},{},{},{},{},{}",
            users.first_name.at(row),
            users.last_name.at(row),
            users.id.at(row),
            users.mail.at(row),
            users.telephone.at(row),
            users.directory_uri.at(row),
            users.guid.digits(row),
            if users.active[row] == Tri::Yes { 1 } else { 2 },
            if users.from_ldap[row] == Tri::Yes { "b5acd3a6-5ac2-055b-cf27-ba4f818533d6" } else { "" },
            if users.presence[row] == Tri::Yes { "t" } else { "f" },
            if users.assigned[row] == Tri::Yes { "1100" } else { "" },
        );
    }
    text
}

fn csvde(people: &DirectoryUsers) -> String {
    let mut text = String::from(
        "DN,objectClass,objectCategory,userAccountControl,sAMAccountName,mail,telephoneNumber,givenName,sn,objectGUID\n",
    );
    for row in 0..people.id.len() {
        let _ = writeln!(
            text,
            "\"{}\",user,\"CN=Person,CN=Schema,CN=Configuration,DC=corp,DC=example\",{},{},{},{},{},{},X'{}'",
            people.dn.at(row),
            if people.disabled[row] == Tri::Yes { 514 } else { 512 },
            people.id.at(row),
            people.attributes[2].at(row),
            people.attributes[6].at(row),
            people.first_name.at(row),
            people.last_name.at(row),
            people.guid.digits(row),
        );
    }
    text
}

/// `run sql select userid,imaddress,status,enablecups,primarynodeid from enduser` on a presence node.
fn run_sql(users: &PresenceUsers) -> String {
    let width = |name: &str, texts: &mut dyn Iterator<Item = usize>| texts.max().unwrap_or(0).max(name.len());
    let rows = 0..users.id.len();
    let id = width("userid", &mut rows.clone().map(|row| users.id.at(row).chars().count()));
    let address = width("imaddress", &mut rows.clone().map(|row| users.im_address.at(row).chars().count()));
    let mut text = format!(
        "{:id$} {:address$} status enablecups primarynodeid\n{} {} ====== ========== =============\n",
        "userid",
        "imaddress",
        "=".repeat(id),
        "=".repeat(address)
    );
    for row in rows {
        let enabled = if users.enabled[row] == Tri::Yes { "t" } else { "f" };
        let node = if users.assigned[row] == Tri::Yes { "1100" } else { "NULL" };
        let _ =
            writeln!(text, "{:id$} {:address$} 1      {enabled:10} {node}", users.id.at(row), users.im_address.at(row));
    }
    text
}
