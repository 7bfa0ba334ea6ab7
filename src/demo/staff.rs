//! The demo company's people as the exports of each system list them.

use super::company::entries;
use crate::evidence::identity::{AddressScheme, Complaint, Settings};
use crate::identity::Tables;
use crate::people::{CallManagerUsers, Contacts, DirectoryUsers, ID_ATTRIBUTES, PresenceUsers, Tri};

const DOMAIN: &str = "demo.example";

/// Everybody, and what the configuration says; a fault changes one thing of one person, or of all.
#[derive(Debug, Clone)]
pub struct Staff {
    /// One per person.
    pub members: Vec<Member>,
    /// The directory attribute call manager takes the user ID from.
    pub attribute: &'static str,
    /// The attribute the client takes it from, when that is configured.
    pub client_attribute: Option<&'static str>,
    /// An address on the first person's contact list, beside those of everybody.
    pub old_contact: Option<&'static str>,
    /// What the presence server's own check of its users complains about.
    pub complaints: Vec<Complaint>,
}

/// One person, in every system.
#[derive(Debug, Clone)]
pub struct Member {
    /// In the directory's export, inside base and filter.
    pub in_directory: bool,
    /// Distinguished name.
    pub dn: String,
    /// `sAMAccountName`.
    pub account: String,
    /// Given name.
    pub first_name: String,
    /// Surname; the directory's may be missing.
    pub last_name: String,
    /// Mail address.
    pub mail: String,
    /// `telephoneNumber`.
    pub telephone: String,
    /// `ipPhone`, and the extension in call manager.
    pub extension: String,
    /// User ID in call manager and presence; none when call manager does not have the person.
    pub call_manager_id: Option<String>,
    /// Comes from LDAP, and is not a local user.
    pub from_ldap: bool,
    /// Active in call manager.
    pub active: bool,
    /// Directory URI.
    pub directory_uri: String,
    /// Rows on the presence server.
    pub presence_rows: usize,
    /// Enabled on the presence server.
    pub presence_enabled: bool,
    /// Domain of the address.
    pub domain: &'static str,
}

impl Default for Staff {
    /// A company in which everything fits.
    fn default() -> Self {
        let text = |value: Option<&Vec<u8>>| value.map(|value| String::from_utf8_lossy(value).into_owned());
        let member = |entry: super::directory::Entry| {
            let first = |name: &str| text(entry.values(name).first());
            let (first_name, account) = (first("givenName")?, first("sAMAccountName")?);
            Some(Member {
                in_directory: true,
                dn: format!("CN={},OU=People,DC=demo,DC=example", first("cn")?),
                first_name,
                last_name: first("sn")?,
                mail: first("mail")?,
                telephone: first("telephoneNumber")?,
                extension: first("ipPhone")?,
                call_manager_id: Some(account.clone()),
                from_ldap: true,
                active: true,
                directory_uri: first("mail")?,
                presence_rows: 1,
                presence_enabled: true,
                domain: DOMAIN,
                account,
            })
        };
        let members = entries().into_iter().filter_map(member).collect();
        Self { members, attribute: "sAMAccountName", client_attribute: None, old_contact: None, complaints: Vec::new() }
    }
}

impl Staff {
    /// Everybody's user ID is the extension, as call manager has it.
    pub fn number_everybody(&mut self) {
        for member in &mut self.members {
            member.call_manager_id = Some(member.extension.clone());
        }
    }

    /// What the readers of the exports would have made of them.
    pub fn tables(&self) -> Tables {
        let mut tables = Tables {
            settings: Settings {
                ldap_synchronization: Some(true),
                directory_attribute: Some(self.attribute.to_owned()),
                client_attribute: self.client_attribute.map(str::to_owned),
                presence_domain: Some(DOMAIN.to_owned()),
                address_scheme: Some(AddressScheme::UserId),
                ..Settings::default()
            },
            ..Tables::default()
        };
        let (mut users, mut presence) = (CallManagerUsers::default(), PresenceUsers::default());
        let (mut directory, mut contacts) = (DirectoryUsers::default(), Contacts::default());
        // One list holds everybody; it is the last one's, whom the faults of one person leave alone.
        let owner = self.members.last().and_then(|member| member.call_manager_id.as_deref()).unwrap_or_default();
        for member in &self.members {
            member.add_to_directory(self.attribute, &mut directory);
            member.add_to_call_manager(&mut users);
            member.add_to_presence(&mut presence);
            member.add_to_contacts(owner, &mut contacts);
        }
        if let Some((node, domain)) = self.old_contact.and_then(|address| address.rsplit_once('@')) {
            add_contact(&mut contacts, owner, node, domain);
        }
        tables.call_manager = Some(users.into());
        tables.presence = Some(presence);
        tables.contacts = Some(contacts);
        tables.complaints = Some(self.complaints.clone());
        tables.directory = Some(directory);
        tables
    }
}

fn add_contact(contacts: &mut Contacts, owner: &str, node: &str, domain: &str) {
    contacts.owner.push(owner);
    contacts.owner_domain.push(DOMAIN);
    contacts.contact.push(node);
    contacts.contact_domain.push(domain);
}

impl Member {
    fn add_to_directory(&self, attribute: &str, to: &mut DirectoryUsers) {
        if !self.in_directory {
            return;
        }
        let principal = format!("{}@{DOMAIN}", self.account);
        let value = |name: &str| match name {
            "sAMAccountName" => self.account.as_str(),
            "userPrincipalName" => &principal,
            "mail" => &self.mail,
            "telephoneNumber" => &self.telephone,
            "ipPhone" => &self.extension,
            _ => "",
        };
        to.dn.push(&self.dn);
        to.id.push(value(attribute));
        for (column, name) in to.attributes.iter_mut().zip(ID_ATTRIBUTES) {
            column.push(value(name));
        }
        to.first_name.push(&self.first_name);
        to.last_name.push(&self.last_name);
        to.guid.push(None);
        to.disabled.push(Tri::No);
        to.in_scope.push(Tri::Yes);
    }

    fn add_to_call_manager(&self, to: &mut CallManagerUsers) {
        let Some(id) = &self.call_manager_id else { return };
        to.id.push(id);
        to.first_name.push(&self.first_name);
        to.last_name.push(&self.last_name);
        to.mail.push(&self.mail);
        to.telephone.push(&self.telephone);
        to.extension.push(&self.extension);
        to.directory_uri.push(&self.directory_uri);
        to.guid.push(None);
        to.active.push(yes(self.active));
        to.from_ldap.push(yes(self.from_ldap));
        to.presence.push(Tri::Yes);
        to.assigned.push(Tri::Yes);
    }

    fn add_to_presence(&self, to: &mut PresenceUsers) {
        let Some(id) = &self.call_manager_id else { return };
        for _ in 0..self.presence_rows {
            to.id.push(id);
            to.im_address.push(&format!("{}@{}", id.replace(' ', "\\20"), self.domain));
            // Presence has the URIs from call manager; saying a conflict once is enough.
            to.directory_uri.push("");
            to.mail.push(&self.mail);
            to.active.push(yes(self.active));
            to.enabled.push(yes(self.presence_enabled));
            to.assigned.push(Tri::Yes);
        }
    }

    fn add_to_contacts(&self, owner: &str, to: &mut Contacts) {
        if let Some(id) = self.call_manager_id.as_ref().filter(|_| self.active) {
            add_contact(to, owner, &id.replace(' ', "\\20"), self.domain);
        }
    }
}

fn yes(value: bool) -> Tri {
    if value { Tri::Yes } else { Tri::No }
}
