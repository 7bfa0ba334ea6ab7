//! How an appliance searches at login: `run sql select … from ldapauthentication`.
//!
//! The table has the manager's password too, encrypted: of all its columns three are read, and no other is kept.

use std::borrow::Cow;
use std::path::Path;

use super::columns::{Places, yes_or_no};
use super::feed::{self, Sink, feed};
use super::{Loaded, Log, source, text};
use crate::evidence::deployment::LdapSettings;
use crate::people::Tri;

/// Reads the settings from a file, or from standard input for `-`; their node is not known yet.
///
/// Fails, with what was expected and what was found, on a file that is no such table, has two of them, or no row.
pub fn load(path: &Path) -> anyhow::Result<Loaded<LdapSettings>> {
    source::load(path, "the LDAP settings of an appliance", read)
}

/// Reads the settings from the bytes of a file.
pub fn read(bytes: Vec<u8>) -> anyhow::Result<Loaded<LdapSettings>> {
    let mut log = Log::default();
    let text = text::decode(bytes, &mut log)?;
    let mut rows = Rows::default();
    feed(&text, &mut rows, &mut log)?;
    if rows.seen == 0 {
        return feed::refuse::<Rows, _>("the columns without a row: LDAP authentication was never set up there");
    }
    Ok(log.finish("table ldapauthentication", rows.seen, rows.settings))
}

const MANAGER: usize = 0;
const BASE: usize = 1;
const SWITCH: usize = 2;

/// As the table calls them, and as AXL does (`getLdapAuthentication`).
const COLUMNS: [&[&str]; 3] = [
    &["DISTINGUISHEDNAME", "MANAGERDISTINGUISHEDNAME", "LDAPMANAGER", "MANAGERDN", "LDAPDN"],
    &["USERSEARCHBASE", "USERSEARCHBASE1", "SEARCHBASE", "LDAPSEARCHBASE"],
    &["AUTHENTICATEENDUSERS", "ENABLEAUTHENTICATION", "ENABLELDAPAUTHENTICATION", "USELDAPAUTHENTICATION"],
];

/// What was met so far.
#[derive(Default)]
struct Rows {
    settings: LdapSettings,
    seen: usize,
    places: Option<Places<3>>,
}

impl Sink for Rows {
    const EXPECTED: &'static str = "the output of `run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication` \
         of one appliance";

    fn accepts(&mut self, names: &[&str]) -> anyhow::Result<bool> {
        let places = Places::new(names.iter().copied(), COLUMNS);
        let accepted = places.has(BASE) && (places.has(MANAGER) || places.has(SWITCH));
        if accepted && self.places.is_some() {
            return feed::refuse::<Self, _>("two such tables: give each appliance a file of its own");
        }
        if accepted {
            self.places = Some(places);
        }
        Ok(accepted)
    }

    fn row(&mut self, cells: &[Cow<'_, str>]) -> Result<(), String> {
        let Some(places) = &self.places else { return Ok(()) };
        self.seen += 1;
        add(&mut self.settings, [MANAGER, BASE, SWITCH].map(|column| places.cell(cells, column)));
        Ok(())
    }
}

/// Adds a row: the cells of the manager's name, of the base, and of whether users log in with their directory password.
pub fn add(settings: &mut LdapSettings, [manager, base, switch]: [&str; 3]) {
    let text = |cell| Some(cell).filter(|text| !matches!(*text, "" | "NULL"));
    settings.manager = settings.manager.take().or_else(|| text(manager).map(str::to_owned));
    if let Some(base) = text(base).filter(|base| !settings.bases.iter().any(|known| known == base)) {
        settings.bases.push(base.to_owned());
    }
    settings.authentication = match yes_or_no(switch) {
        Tri::Yes => Some(true),
        Tri::No => Some(false),
        Tri::Unknown => settings.authentication,
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_three_columns_and_no_password() {
        let table = "admin:run sql select * from ldapauthentication\n\
            pkid authenticateendusers distinguishedname              ldappassword      usersearchbase           \n\
            ==== ==================== ============================== ================= =========================\n\
            a1   t                    CN=svc voice,DC=mill,DC=test   8ae4c0ffee8ae4c0f OU=Crew,DC=mill,DC=test  \n\
            admin:\n";
        let read = read(table.as_bytes().to_vec()).unwrap();
        let bases = vec!["OU=Crew,DC=mill,DC=test".to_owned()];
        let manager = Some("CN=svc voice,DC=mill,DC=test".to_owned());
        assert_eq!(read.table, LdapSettings { node: String::new(), authentication: Some(true), manager, bases });
        assert!(!format!("{read:?}").contains("c0ffee"));
        for (text, says) in [
            ("hostname priority\n======== ========\ndc1      1       \n", "ldapauthentication"),
            ("distinguishedname usersearchbase\n================= ==============\n", "without a row"),
        ] {
            let why = format!("{:#}", super::read(text.as_bytes().to_vec()).unwrap_err());
            assert!(why.contains(says), "{why}");
        }
    }
}
