//! A site of twelve people in four lists that agree, to be made odd.

use ucdoctor::evidence::identity::{Gap, Missing, Settings, System};
use ucdoctor::evidence::person::AskedPerson;
use ucdoctor::evidence::{Asked, Evidence};
use ucdoctor::identity::{Tables, complete, join};
use ucdoctor::inputs::{call_manager, contacts, directory, presence};
use ucdoctor::report::{Judging, Report};

pub(super) const BASE: &str = "OU=Crew,DC=quay,DC=test";

/// One person in all four lists.
#[derive(Clone)]
pub(super) struct Person {
    pub(super) account: String,
    pub(super) dn: String,
    pub(super) control: u32,
    pub(super) number: String,
    pub(super) last_name: String,
    /// First name and telephone number in the directory and in call manager.
    pub(super) first_name: [String; 2],
    pub(super) telephone: [String; 2],
    /// The directory's mail address, where it is another one than call manager's.
    pub(super) mail: Option<String>,
    pub(super) guid: u8,
    pub(super) user: [String; 4],
    pub(super) user_guid: String,
    pub(super) presence: [String; 4],
}

/// User ID, mail, status, agreement; presence: user ID, address, directory URI, mail.
pub(super) struct Site {
    pub(super) people: Vec<Person>,
    pub(super) contacts: Vec<(String, String)>,
    pub(super) settings: Settings,
}

pub(super) fn site() -> Site {
    let person = |n: u8| {
        let (account, mail) = (format!("hand{n}"), format!("h{n}.mate@quay.test"));
        Person {
            dn: format!("CN=Hand {n},{BASE}"),
            control: 512,
            number: String::new(),
            last_name: "Mate".into(),
            first_name: Default::default(),
            telephone: Default::default(),
            mail: None,
            guid: n,
            user: [account.clone(), mail.clone(), "1".into(), "agreement-1".into()],
            user_guid: format!("{n:02x}").repeat(16),
            presence: [account.clone(), format!("{account}@quay.test"), String::new(), mail],
            account,
        }
    };
    let people: Vec<Person> = (0..12).map(person).collect();
    let contacts = (0..12).map(|n| (format!("hand{n}"), format!("hand{}", (n + 5) % 12))).collect();
    let settings = Settings {
        ldap_synchronization: Some(true),
        ldap_authentication: Some(true),
        directory_attribute: Some("sAMAccountName".into()),
        presence_domain: Some("quay.test".into()),
        ..Settings::default()
    };
    Site { people, contacts, settings }
}

/// A table as `run sql` prints it.
fn table(names: &[&str], rows: &[Vec<String>]) -> String {
    let width = |at: usize| rows.iter().map(|row| row[at].chars().count()).chain([names[at].len()]).max().unwrap();
    let line = |cells: Vec<String>| {
        let padded = cells.iter().enumerate().map(|(at, cell)| format!("{cell:<0$}", width(at)));
        padded.collect::<Vec<_>>().join(" ").trim_end().to_owned() + "\n"
    };
    let rulers = (0..names.len()).map(|at| "=".repeat(width(at))).collect::<Vec<_>>().join(" ");
    let head = line(names.iter().map(|name| (*name).to_owned()).collect());
    head + &rulers + "\n" + &rows.iter().map(|row| line(row.clone())).collect::<String>()
}

/// User part and domain of an address of a contact list; the domain is that of the site where none is given.
fn cells(address: &str) -> String {
    let (node, domain) = address.rsplit_once('@').unwrap_or((address, "quay.test"));
    format!("{node},{domain}")
}

impl Site {
    pub(super) fn directory(&self) -> String {
        let entry = |person: &Person| {
            let guid = data_encoding::BASE64.encode(&[person.guid; 16]);
            let line =
                |name: &str, value: &str| if value.is_empty() { String::new() } else { format!("{name}: {value}\n") };
            let last_name = line("sn", &person.last_name)
                + &line("givenName", &person.first_name[0])
                + &line("telephoneNumber", &person.telephone[0]);
            let number = if person.number.is_empty() { "" } else { &format!("employeeNumber: {}\n", person.number) };
            format!(
                "dn: {}\nobjectClass: user\n{last_name}sAMAccountName: {}\nmail: {}\nuserAccountControl: {}\nobjectGUID:: {guid}\n{number}\n",
                person.dn,
                person.account,
                person.mail.as_ref().unwrap_or(&person.user[1]),
                person.control
            )
        };
        self.people.iter().map(entry).collect()
    }

    pub(super) fn users(&self) -> String {
        let has_names = self.people.iter().any(|person| !person.first_name[1].is_empty());
        let row = |person: &Person| {
            let [id, mail, status, agreement] = person.user.clone();
            let (first_name, telephone) = (person.first_name[1].clone(), person.telephone[1].clone());
            let mut cells = vec![id, mail, person.user_guid.clone(), status, "t".into(), agreement];
            cells.extend([first_name, telephone].into_iter().filter(|_| has_names));
            cells
        };
        let mut names = vec!["userid", "mailid", "uniqueidentifier", "status", "enablecups", "fkdirectorypluginconfig"];
        names.extend(["firstname", "telephonenumber"].into_iter().filter(|_| has_names));
        table(&names, &self.people.iter().map(row).collect::<Vec<_>>())
    }

    pub(super) fn presence(&self) -> String {
        let row = |person: &Person| {
            let [id, address, uri, mail] = person.presence.clone();
            vec![id, address, uri, mail, "t".into()]
        };
        let names = ["userid", "imaddress", "directoryuri", "mailid", "enablecups"];
        table(&names, &self.people.iter().map(row).collect::<Vec<_>>())
    }

    pub(super) fn judge(&self, texts: [String; 3], person: Option<&str>) -> Report {
        self.judge_but(texts, person, |_| {})
    }

    /// The same, after the tables were changed.
    pub(super) fn judge_but(&self, texts: [String; 3], person: Option<&str>, but: fn(&mut Tables)) -> Report {
        let [people, users, presence] = texts;
        let head = "User ID,User Domain,Contact ID,Contact Domain,Nickname,Group Name\n".to_owned();
        let lists: String = self
            .contacts
            .iter()
            .map(|(owner, contact)| format!("{},{},,Crew\n", cells(owner), cells(contact)))
            .collect();
        let user_id = self.settings.directory_attribute.as_deref().unwrap_or_default();
        let query = directory::Query { user_id, base: Some(BASE), filter: None };
        let rows =
            |system, count: u64| (count > 0).then(|| Gap { system, kind: Missing::Rows, count, names: Vec::new() });
        let users = call_manager::read(users.into()).unwrap();
        let presence = presence::read(presence.into()).unwrap();
        let people = directory::read(people.into(), &query).unwrap();
        let gaps = [
            rows(System::CallManager, users.rejected_count),
            rows(System::Presence, presence.rejected_count),
            rows(System::Directory, people.rejected_count),
        ];
        let mut tables = Tables {
            call_manager: Some(users.table.into()),
            presence: Some(presence.table),
            contacts: Some(contacts::read((head + &lists).into()).unwrap().table),
            directory: Some(people.table),
            settings: self.settings.clone(),
            person: person.map(str::to_owned),
            gaps: gaps.into_iter().flatten().collect(),
            ..Tables::default()
        };
        but(&mut tables);
        complete(&mut tables);
        let asked = person.map(|id| AskedPerson { id: id.to_owned(), bind: false, ..AskedPerson::default() });
        let evidence = Evidence {
            identity: Some(join(&tables)),
            asked: Asked { person: asked, ..Asked::default() },
            vantages: vec![crate::offline::place()],
            ..Evidence::default()
        };
        Report::judge(evidence, &Judging::default())
    }

    pub(super) fn check(&self) -> Report {
        self.judge([self.directory(), self.users(), self.presence()], None)
    }
}
