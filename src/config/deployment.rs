//! What the file says of the appliances' settings, the files it names for them, and how call manager is asked.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::exports::{self, Told};
use super::file::{Config, Node};
use super::parse::Loaded;
use super::plan::CheckOptions;
use super::secret::{self, Ways};
use super::stored;
use super::transcripts::{self, OfNode};
use crate::check::Stage;
use crate::evidence::deployment::{CallManager, Client, Deployment, Presence};
use crate::evidence::{Fingerprint, TrustStore};
use crate::https_url::HttpsUrl;
use crate::identity::Tables;
use crate::inputs::jabber_config::JabberKey;
use crate::inputs::{jabber_config, sync_status, trust_store};
use crate::ldap::filter;
use crate::plan::{AxlAccess, UdsAccess};

/// Keys of jabber-config.xml that are judged, without `BDI` before them; no other is kept.
const JABBER_KEYS: [&str; 32] = [
    "ServerPort1",
    "ServerPort2",
    "UseSSL",
    "EnableTLS",
    "BaseFilter",
    "PredictiveSearchFilter",
    "GroupBaseFilter",
    "UserAccountName",
    "PresenceDomain",
    "UseSipUriToResolveContacts",
    "SipUri",
    "DirectoryServerType",
    "ConnectionType",
    "PrimaryServerName",
    "SecondaryServerName",
    "LdapUserDomain",
    "UdsServer",
    "SearchBase1",
    "SearchBase2",
    "SearchBase3",
    "SearchBase4",
    "SearchBase5",
    "GroupSearchBase1",
    "GroupSearchBase2",
    "GroupSearchBase3",
    "GroupSearchBase4",
    "GroupSearchBase5",
    "UseANR",
    "PhotoUriSubstitutionEnabled",
    "PhotoUriSubstitutionToken",
    "PhotoUriWithToken",
    "UdsPhotoUriWithToken",
];

/// Whether the file gives anything that is judged about the appliances.
pub(super) fn names_any(config: &Config) -> bool {
    let hosts = |own: &Option<PathBuf>, nodes: &[Node]| {
        let any = |node: &Node| {
            node.ldap_hosts.is_some()
                || node.ldap_settings.is_some()
                || node.transcript.is_some()
                || node.ssh.is_some()
                || node.asks_axl()
        };
        own.is_some() || nodes.iter().any(any)
    };
    let call_manager = config.call_manager.as_ref().is_some_and(|table| {
        table.version.is_some()
            || table.ldap_authentication.is_some()
            || table.ldap_synchronization.is_some()
            || table.axl.is_some()
            || table.uds.is_some()
            || table.ldap_settings.is_some()
            || hosts(&table.ldap_hosts, &table.nodes)
    });
    let presence = config.presence.as_ref().is_some_and(|table| {
        table.version.is_some()
            || table.sync_status.is_some()
            || table.ldap_settings.is_some()
            || hosts(&table.ldap_hosts, &table.nodes)
    });
    call_manager || presence || config.client.as_ref().is_some_and(|table| table.jabber_config.is_some())
}

/// Whether only files and call manager are to be looked at, and no directory server.
pub(super) fn offline(options: &CheckOptions, config: Option<&Config>, has_people: bool) -> bool {
    let settings = config.is_some_and(|config| names_any(config) && config.vantage.is_empty());
    let stage = |stage: &Stage| match stage {
        Stage::Identity => has_people,
        Stage::Deployment => settings,
        Stage::Logs => true,
        _ => false,
    };
    !options.only.is_empty() && options.only.iter().all(stage)
}

/// Reads everything the file names about the appliances; none when it names nothing. What the clients map to the user
/// ID is told to the comparison of `people`.
pub(super) fn settings(
    loaded: Option<&Loaded>,
    sessions: &[OfNode],
    people: &mut Option<Tables>,
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<Option<Deployment>> {
    let Some(loaded) = loaded.filter(|loaded| names_any(&loaded.config)) else { return Ok(None) };
    let settings = read(loaded, sessions, &mut Told { warnings, notes })?;
    if let (Some(tables), Some(stored)) = (people.as_mut(), settings.stored_logins()) {
        let known = &mut tables.settings;
        known.ldap_authentication = known.ldap_authentication.or(stored.authentication);
        if known.authentication_bases.is_empty() {
            known.authentication_bases.clone_from(&stored.bases);
        }
    }
    if let (Some(tables), Some(client)) = (people.as_mut(), &settings.client) {
        let attribute = &mut tables.settings.client_attribute;
        let key = client.key("UserAccountName").filter(|value| !value.is_empty());
        *attribute = attribute.take().or_else(|| key.map(str::to_owned));
    }
    Ok(Some(settings))
}

/// How call manager is asked, when a stage that wants it is. `people` then gets a place for its users, which are asked
/// for where no file lists them.
pub(super) fn axl(
    options: &CheckOptions,
    loaded: Option<&Loaded>,
    (stores, certificates): (&[TrustStore], &BTreeMap<Fingerprint, String>),
    people: &mut Option<Tables>,
    (warnings, notes): (&mut Vec<String>, &mut Vec<String>),
) -> anyhow::Result<Option<AxlAccess>> {
    let wanted = |stage| options.only.is_empty() || options.only.contains(&stage);
    let asked = wanted(Stage::Deployment) || wanted(Stage::Identity);
    let Some(loaded) = loaded.filter(|_| asked) else { return Ok(None) };
    let Some(access) = access(loaded, stores, certificates, warnings, notes)? else { return Ok(None) };
    let settings = || Tables { settings: exports::settings(&loaded.config), ..Tables::default() };
    let users = people.get_or_insert_with(settings).call_manager.is_none();
    Ok(Some(AxlAccess { users, ..access }))
}

/// How call manager is asked whether it knows a person.
pub(super) fn uds(
    loaded: Option<&Loaded>,
    (stores, certificates): (&[TrustStore], &BTreeMap<Fingerprint, String>),
) -> anyhow::Result<Option<UdsAccess>> {
    let table = loaded.and_then(|loaded| Some((loaded, loaded.config.call_manager.as_ref()?.uds.as_ref()?)));
    let Some((loaded, address)) = table else { return Ok(None) };
    Ok(Some(UdsAccess { url: url(loaded, "uds", address)?, trust: trust((stores, certificates), "call-manager")? }))
}

fn read(loaded: &Loaded, sessions: &[OfNode], told: &mut Told<'_>) -> anyhow::Result<Deployment> {
    let config = &loaded.config;
    let directory = config.directory.as_ref();
    let call_manager = config.call_manager.as_ref();
    let presence = config.presence.as_ref();
    let ldap_hosts = stored::hosts(loaded, sessions, told)?;
    let ldap_settings = stored::logins(loaded, sessions, told)?;
    let sync_status = presence.and_then(|table| table.sync_status.as_ref());
    let sync_status = told.read(loaded, sync_status, &["presence", "sync_status"], sync_status::load)?;
    let version = |given: Option<&String>, key| given.cloned().or_else(|| transcripts::version(sessions, key));
    let mut settings = Deployment {
        servers: directory.and_then(|table| table.servers.clone()).unwrap_or_default(),
        start_tls: directory.is_some_and(|table| table.start_tls),
        user_id: directory.and_then(|table| table.search.as_ref()?.user_id().map(str::to_owned)),
        call_manager: CallManager {
            version: version(call_manager.and_then(|table| table.version.as_ref()), "call_manager"),
            ldap_authentication: call_manager.and_then(|table| table.ldap_authentication),
            ldap_synchronization: call_manager.and_then(|table| table.ldap_synchronization),
        },
        presence: Presence {
            version: version(presence.and_then(|table| table.version.as_ref()), "presence"),
            domain: presence.and_then(|table| table.domain.clone()),
            address_scheme: exports::settings(config).address_scheme,
            sync_status,
        },
        ldap_hosts,
        ldap_settings,
        client: client(loaded, told)?,
        ..Deployment::default()
    };
    let told = settings.stored_logins().and_then(|stored| stored.authentication);
    settings.call_manager.ldap_authentication = settings.call_manager.ldap_authentication.or(told);
    Ok(settings)
}

fn client(loaded: &Loaded, told: &mut Told<'_>) -> anyhow::Result<Option<Client>> {
    let Some(table) = &loaded.config.client else { return Ok(None) };
    let at = ["client", "jabber_config"];
    let read = told.read(loaded, table.jabber_config.as_ref(), &at, jabber_config::load)?;
    let passwords = read.as_ref().map(|config| config.passwords.clone()).unwrap_or_default();
    let damage = read.as_ref().map(|config| config.damage.clone()).unwrap_or_default();
    let misspelt = read.as_ref().map(|config| misspelt(&config.keys)).unwrap_or_default();
    let read_keys = read.map(|config| client_keys(config.keys));
    let given_file = read_keys.is_some();
    let (keys, twice, elsewhere) = read_keys.unwrap_or_default();
    let keys = given_file.then_some(keys);
    let user_id = table.user_id.clone();
    let given = keys.is_some() || user_id.is_some();
    let mut client = Client { keys, twice, elsewhere, misspelt, passwords, damage, user_id, base_filter: None };
    if let Some(Ok(filter)) = client.key("BaseFilter").map(filter::parse) {
        client.base_filter = exports::found_by(loaded, &filter)?;
    }
    Ok(given.then_some(client))
}

/// A key of a client, without what it has before it for Mac and mobile.
fn bare_key(name: &str) -> &str {
    let (twin, rest) = name.split_at_checked(3).unwrap_or(("", name));
    if twin.eq_ignore_ascii_case("BDI") { rest } else { name }
}

/// Keys that are judged, and those that are nearly the same: clients pass over what they do not know.
fn misspelt(keys: &[JabberKey]) -> BTreeMap<String, String> {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let is_slip = |name: &str, key: &&str| {
        let most = if key.len() < 12 { 1 } else { 2 };
        let differs = strsim::damerau_levenshtein(&name.to_lowercase(), &key.to_lowercase());
        (1..=most).contains(&differs) && digits(name) == digits(key)
    };
    let is_known = |name: &str| JABBER_KEYS.iter().any(|key| key.eq_ignore_ascii_case(name));
    let here = keys.iter().filter(|key| key.section.eq_ignore_ascii_case("Directory"));
    let others = here.filter(|key| !is_known(bare_key(&key.name)));
    others
        .filter_map(|key| {
            let meant = JABBER_KEYS.iter().find(|known| is_slip(bare_key(&key.name), known))?;
            let before = key.name.get(..key.name.len() - bare_key(&key.name).len()).unwrap_or_default();
            Some((format!("{before}{meant}"), key.name.clone()))
        })
        .collect()
}

/// The keys that are judged, those that have several values, and those that stand in another section.
type ClientKeys = (BTreeMap<String, String>, BTreeMap<String, Vec<String>>, BTreeMap<String, String>);

fn client_keys(all: Vec<JabberKey>) -> ClientKeys {
    let known = |name: &str| JABBER_KEYS.iter().any(|key| key.eq_ignore_ascii_case(bare_key(name)));
    let is_here = |key: &JabberKey| key.section.eq_ignore_ascii_case("Directory");
    let (here, others): (Vec<_>, Vec<_>) = all.into_iter().filter(|key| known(&key.name)).partition(is_here);
    let mut values: Vec<(String, Vec<String>)> = Vec::new();
    for JabberKey { name, value, .. } in here {
        match values.iter_mut().find(|(own, _)| own.eq_ignore_ascii_case(&name)) {
            None => values.push((name, vec![value])),
            // An empty one sets nothing.
            Some((_, all)) if value.is_empty() || all.iter().any(|own| own.eq_ignore_ascii_case(&value)) => {}
            Some((_, all)) if all.iter().all(String::is_empty) => *all = vec![value],
            Some((_, all)) => all.push(value),
        }
    }
    let is_set = |key: &JabberKey| !key.value.is_empty();
    let is_new = |key: &JabberKey| !values.iter().any(|(own, _)| own.eq_ignore_ascii_case(&key.name));
    let elsewhere = others.into_iter().filter(|key| is_set(key) && is_new(key)).map(|key| (key.name, key.section));
    let elsewhere = elsewhere.collect();
    let (one, several): (Vec<_>, Vec<_>) = values.into_iter().partition(|(_, all)| all.len() == 1);
    let one = one.into_iter().map(|(name, all)| (name, all.into_iter().next().unwrap_or_default()));
    (one.collect(), several.into_iter().collect(), elsewhere)
}

/// How call manager is asked; none, with a note, when it cannot be.
fn access(
    loaded: &Loaded,
    stores: &[TrustStore],
    certificates: &BTreeMap<Fingerprint, String>,
    warnings: &mut Vec<String>,
    notes: &mut Vec<String>,
) -> anyhow::Result<Option<AxlAccess>> {
    let Some((table, address)) =
        loaded.config.call_manager.as_ref().and_then(|table| Some((table, table.axl.as_ref()?)))
    else {
        return Ok(None);
    };
    let url: HttpsUrl = url(loaded, "axl", address)?;
    let Some(user) = table.axl_user.clone().filter(|user| !user.is_empty()) else {
        let help = "add axl_user = \"…\", a user with the role \"Standard AXL API Access\"";
        return Err(loaded.error(&["call_manager", "axl"], "axl is given, but no user for it", Some(help)));
    };
    if user.contains(':') || user.chars().any(char::is_control) {
        return Err(loaded.error(&["call_manager", "axl_user"], "this is not the name of a user", None));
    }
    let Some(obtained) = secret::obtain_by(loaded, &Ways::axl(table))? else {
        notes.push(
            "[call_manager] gives no password for AXL, so call manager is not asked; \
             add axl_password_env, axl_password_file or axl_password_command"
                .to_owned(),
        );
        return Ok(None);
    };
    warnings.extend(obtained.warning);
    let version = table.version.clone();
    let trust = trust((stores, certificates), "call-manager")?;
    Ok(Some(AxlAccess { url, user, password: obtained.password, trust, version, users: false }))
}

/// The certificates given for an appliance and its nodes; without any, this host's own bundle.
pub(super) fn trust(
    (stores, certificates): (&[TrustStore], &BTreeMap<Fingerprint, String>),
    appliance: &str,
) -> anyhow::Result<Vec<String>> {
    let ours = |store: &&TrustStore| store.name.split('/').next() == Some(appliance);
    let mut given = stores.iter().filter(ours).peekable();
    if given.peek().is_none() {
        return Ok(trust_store::load_system().1.into_values().collect());
    }
    let mut pems: Vec<String> =
        given.flat_map(|store| &store.certificates).filter_map(|print| certificates.get(print).cloned()).collect();
    pems.sort();
    pems.dedup();
    Ok(pems)
}

/// The address of one of call manager's services.
fn url(loaded: &Loaded, key: &str, text: &str) -> anyhow::Result<HttpsUrl> {
    let help = format!("it looks like {key} = \"https://cucm.corp.example:8443/…\"");
    text.parse().map_err(|why| loaded.error(&["call_manager", key], &format!("{why}"), Some(&help)))
}
