//! What the configured search base and filter find.

mod likewise;
mod tried;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::likewise::{Counted, Likewise};
pub use self::tried::{Proposal, Trial, Tried};
use super::{AskedSearch, Millis};

/// Active Directory's rule "bit and" in a filter (MS-ADTS 3.1.1.3.4.4.1).
const NO_DISABLED: &str = "(!(userAccountControl:1.2.840.113556.1.4.803:=2))";

/// Call manager's default for AD LDS.
const LIGHTWEIGHT: &str = "(&(objectClass=user)(!(objectClass=computer))(!(msDS-UserAccountDisabled=TRUE)))";

impl AskedSearch {
    /// The filter the appliances use: the configured one, or call manager's own default for this kind of directory
    /// (CUCM System Configuration Guide, LDAP filters).
    pub fn filter_on(&self, active_directory: bool) -> String {
        match (self.filter.trim(), active_directory) {
            ("", true) => format!("(&(objectClass=user)(!(objectClass=computer)){NO_DISABLED})"),
            ("", false) => "(objectClass=inetOrgPerson)".to_owned(),
            _ => self.filter.clone(),
        }
    }

    /// The same, where AD LDS has a default filter of its own.
    pub fn filter_of(&self, active_directory: bool, lightweight: bool) -> String {
        match self.filter.trim() {
            "" if lightweight => LIGHTWEIGHT.to_owned(),
            _ => self.filter_on(active_directory),
        }
    }

    /// The attribute that becomes the user ID: the configured one, or the usual one for this kind of directory.
    pub fn user_id_on(&self, active_directory: bool) -> String {
        match (self.user_id.trim(), active_directory) {
            ("", true) => "sAMAccountName".to_owned(),
            ("", false) => "uid".to_owned(),
            (given, _) => given.to_owned(),
        }
    }
}

/// One look at search base and filter, as the manager.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Search {
    /// The server calls itself Active Directory.
    #[serde(default)]
    pub active_directory: bool,
    /// The server calls itself AD LDS, which reads filters as Active Directory does and has no accounts of a domain.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub lightweight: bool,
    /// The server calls itself OpenLDAP, which holds what its schema has no rule for to be neither true nor false.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open_ldap: bool,
    /// The port is a Global Catalog's (3268, 3269), which holds a part of the attributes.
    #[serde(default)]
    pub global_catalog: bool,
    /// The filter that was judged: configured, or the appliances' default.
    #[serde(default)]
    pub filter: String,
    /// The user-ID attribute that was judged: configured, or the usual one.
    #[serde(default)]
    pub user_id: String,
    /// What stands at the base.
    #[serde(default)]
    pub base: Base,
    /// What was searched with in place of a filter that does not parse: what it probably means.
    #[serde(default)]
    pub repaired: Option<String>,
    /// Repairs of a filter that does not parse which match different people, each tried; then none of them is searched
    /// with further.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Proposal>,
    /// The bases and filters of further agreements, as far as something is found by them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub agreements: Vec<Agreement>,
    /// Who matches base and filter; none where the base or the filter cannot be searched with.
    #[serde(default)]
    pub matched: Option<Matched>,
    /// Small searches that tell why nobody matches.
    #[serde(default)]
    pub trials: Vec<Trial>,
    /// A base and a filter that were tried and work better; none where there is none or nothing is to be improved.
    #[serde(default)]
    pub proposal: Option<Proposal>,
    /// What the server's schema says about each attribute of the filter, and about the user-ID attribute.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// The search for one user ID, as a login does it.
    #[serde(default)]
    pub login: Option<Login>,
    /// Somebody has the user ID where the same server shows all attributes; none where that was not looked at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_domain: Option<bool>,
}

/// How a search ended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct End {
    /// LDAP result code (RFC 4511 appendix A).
    pub code: u32,
    /// The server's words.
    pub text: String,
    /// `matchedDN`.
    pub matched: String,
    /// URLs of referrals and references, at most 20.
    pub referrals: Vec<String>,
    /// Answers it took.
    pub pages: u32,
    /// The server refused to page.
    pub paging_refused: bool,
    /// What it said to that: result code and words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_pages: Option<(u32, String)>,
    /// Our own limit of time ended it before the server did.
    pub cut: bool,
    /// What a second read gave, where the last page was full and came without a cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub again: Option<Again>,
    /// From the first request to the end of the last answer.
    pub ms: Millis,
}

/// A second read of the same in smaller pages, by names only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Again {
    /// Entries asked for at once.
    pub page: u64,
    /// Entries that had come before.
    pub before: u64,
    /// Entries that came now.
    pub entries: u64,
    /// It did not come to its end, so it decides nothing.
    pub open: bool,
}

/// The search base, read by itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Base {
    /// How the read of this one entry ended.
    pub end: End,
    /// The entry's distinguished name as the server writes it; none where there is no entry.
    pub dn: Option<String>,
    /// `objectClass`.
    pub object_classes: Vec<String>,
    /// Whether entries stand below it (`hasSubordinates`, `numSubordinates`), where the server says so.
    pub has_subordinates: Option<bool>,
    /// `entryCSN`: OpenLDAP's own entries have it, and those of another directory behind it have not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry_csn: Option<String>,
    /// What the server holds (`namingContexts`).
    pub naming_contexts: Vec<String>,
    /// The longest naming context the base is in.
    pub inside: Option<String>,
    /// How much of a base that is missing is right: the nearest entry above it.
    pub last_right: Option<String>,
    /// Entries it may be meant to be, the nearest first; each exists.
    pub near: Vec<String>,
}

/// Who matches base and filter: counted while reading, with some of the names.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Matched {
    /// How the read ended.
    pub end: End,
    /// Entries.
    pub entries: u64,
    /// Computer accounts (`objectClass=computer`, a name that ends in `$`).
    pub computers: Sample,
    /// Contacts (`objectClass=contact`): address book entries that cannot log in.
    pub contacts: Sample,
    /// Groups, containers and whatever else is no person, or hides its class and has no user ID.
    pub others: Sample,
    /// Those of them whose class is readable, and no person's.
    #[serde(default)]
    pub no_people: u64,
    /// Accounts that are disabled (`userAccountControl` bit 2, `nsAccountLock`).
    pub disabled: Sample,
    /// Enabled accounts that look like services or tests by their name, have a `servicePrincipalName`, or are built in
    /// (`isCriticalSystemObject`).
    pub service_like: Sample,
    /// Enabled people without the user-ID attribute. Everything above is not counted here, nor in the next two.
    pub without_user_id: Sample,
    /// People without `sn`.
    pub without_last_name: Sample,
    /// People whose mail address somebody else has too.
    pub duplicate_mail: Sample,
    /// People whose user ID somebody else has too; none where the people are compared, which tells it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_user_id: Option<Sample>,
}

/// Classes of groups: RFC 4519, RFC 2307, Active Directory, and dynamic ones.
const GROUPS: [&str; 5] = ["group", "groupOfNames", "groupOfUniqueNames", "posixGroup", "groupOfURLs"];

impl End {
    /// Whether everything came: the server said so, and a second read did not contradict it.
    pub fn is_whole(&self) -> bool {
        self.code == 0 && !self.is_open() && self.lost().is_none()
    }

    /// Whether our own limits ended it, so that nobody knows what else there is.
    pub fn is_open(&self) -> bool {
        self.cut || self.again.is_some_and(|again| again.open)
    }

    /// The second read that gave another number of entries.
    pub fn lost(&self) -> Option<Again> {
        self.again.filter(|again| !again.open && again.entries != again.before)
    }
}

impl Base {
    /// A group: its members stand elsewhere in the tree, so a search from here finds none of them.
    pub fn is_group(&self) -> bool {
        self.is_a(&GROUPS)
    }

    /// A part of the tree, of which nobody is a member.
    pub fn is_branch(&self) -> bool {
        !self.is_group() && self.is_a(&["organizationalUnit", "container", "domain", "domainDNS", "builtinDomain"])
    }

    /// Whether it is of one of these classes.
    pub fn is_a(&self, classes: &[&str]) -> bool {
        self.object_classes.iter().any(|own| classes.iter().any(|class| own.eq_ignore_ascii_case(class)))
    }
}

impl Matched {
    /// Entries that are no people who can log in.
    pub fn unwanted(&self) -> u64 {
        self.computers.count + self.contacts.count + self.others.count + self.disabled.count
    }

    /// Whether everything that matches is known to be something else than a person: groups, computers, contacts.
    pub fn nobody_is_a_person(&self) -> bool {
        self.entries > 0 && self.computers.count + self.contacts.count + self.no_people == self.entries
    }

    /// Whether the last name of everybody who must have one is missing, or hidden.
    pub fn nobody_has_a_last_name(&self) -> bool {
        self.people() > 0 && self.without_last_name.count >= self.people()
    }

    /// Enabled people: those who must have a user ID and a last name.
    pub fn people(&self) -> u64 {
        self.entries.saturating_sub(self.unwanted() + self.service_like.count)
    }
}

/// How many entries have something in common, and some of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Sample {
    /// All of them.
    pub count: u64,
    /// Distinguished names of the first ones.
    pub dns: Vec<String>,
}

/// What base and filter of a further agreement lead to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Agreement {
    /// Search base.
    pub base: String,
    /// The filter that was judged: configured, or the appliances' default.
    pub filter: String,
    /// LDAP result code of the read of the base.
    pub base_code: u32,
    /// The base is there.
    pub there: bool,
    /// Somebody matches; none where that was not asked, or not answered.
    pub found: Option<bool>,
    /// Whether all of its people were read, to be compared by user ID with those of the agreements before; none where its base
    /// overlaps one of theirs, or that was not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compared: Option<bool>,
    /// It is no agreement's, but where logins search.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub login: bool,
}

/// What the server's schema says about one attribute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Attribute {
    /// As the configuration writes it.
    pub name: String,
    /// The schema has it; none where the schema could not be read.
    pub known: Option<bool>,
    /// It is in the Global Catalog (`isMemberOfPartialAttributeSet`), in Active Directory.
    pub in_global_catalog: Option<bool>,
    /// How the schema lets it be compared, its own rules and inherited ones; none where that was not read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<Rules>,
}

/// The matching rules of an attribute (RFC 4512 section 2.5.1).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// EQUALITY, for `=`.
    pub equality: bool,
    /// ORDERING, for `>=` and `<=`.
    pub ordering: bool,
    /// SUBSTR, for `=` with `*` beside other characters.
    pub substrings: bool,
}

/// The search for one user ID.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Login {
    /// LDAP result code.
    pub code: u32,
    /// The server's words.
    #[serde(default)]
    pub text: String,
    /// Whose user ID it was, as read just before; a distinguished name.
    #[serde(default)]
    pub who: String,
    /// The filter, with that ID.
    #[serde(default)]
    pub filter: String,
    /// Entries found: one.
    pub entries: u64,
    /// Our own limit of time ended it before an answer came.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cut: bool,
    /// From request to the end of the answer.
    pub ms: Millis,
}

impl Search {
    /// What the schema says about an attribute, ignoring case and options (`;binary`).
    pub fn attribute(&self, name: &str) -> Option<&Attribute> {
        let bare = name.split(';').next().unwrap_or(name);
        self.attributes.iter().find(|attribute| attribute.name.eq_ignore_ascii_case(bare))
    }

    /// People lack the user ID here, and the Global Catalog does not hold that attribute.
    pub fn lacks_ids_of_the_domain(&self) -> bool {
        let without = self.matched.as_ref().is_some_and(|matched| matched.without_user_id.count > 0);
        let held = self.attribute(&self.user_id).and_then(|attribute| attribute.in_global_catalog);
        self.global_catalog && without && held == Some(false)
    }
}
