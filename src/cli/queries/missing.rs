//! What a configuration does not have yet.

use crate::config::file::{CallManager, Config, Node, Presence};
use crate::config::parse::Loaded;

/// Keys of files that could be given and are not, in the order of the sections. What call manager is asked itself needs
/// no file, and neither does what a node showed in its session or tells by AXL.
pub(super) fn keys(config: &Config) -> Vec<&'static str> {
    let (directory, call_manager) = (config.directory.as_ref(), config.call_manager.as_ref());
    let (presence, asked) = (config.presence.as_ref(), call_manager.is_some_and(|table| table.axl.is_some()));
    let nodes = |nodes: &[Node], has: fn(&Node) -> bool| nodes.iter().any(has);
    let cm = |has: fn(&CallManager) -> bool, node: fn(&Node) -> bool| {
        call_manager.is_some_and(|table| has(table) || nodes(&table.nodes, node))
    };
    let imp = |has: fn(&Presence) -> bool, node: fn(&Node) -> bool| {
        presence.is_some_and(|table| has(table) || nodes(&table.nodes, node))
    };
    let none = |_: &Node| false;
    let lists_hosts = |node: &Node| node.ldap_hosts.is_some() || node.tells();
    let shows_logins = |node: &Node| node.ldap_settings.is_some() || node.asks_axl();
    let searches = || directory.iter().flat_map(|table| &table.search).flat_map(|search| &search.all);
    let live = directory.is_some_and(|table| table.servers.is_some() && table.bind.is_some());
    let all = [
        ("call_manager.users", asked || cm(|table| table.users.is_some(), none)),
        ("call_manager.ldap_hosts", asked || cm(|table| table.ldap_hosts.is_some(), lists_hosts)),
        ("call_manager.ldap_settings", asked || cm(|table| table.ldap_settings.is_some(), shows_logins)),
        ("presence.users", imp(|table| table.users.is_some(), Node::asks_axl)),
        ("presence.validate", imp(|table| table.validate.is_some(), none)),
        ("presence.ldap_hosts", imp(|table| table.ldap_hosts.is_some(), lists_hosts)),
        ("presence.ldap_settings", imp(|table| table.ldap_settings.is_some(), shows_logins)),
        ("presence.sync_status", imp(|table| table.sync_status.is_some(), Node::tells)),
        ("presence.contacts", imp(|table| table.contacts.is_some(), none)),
        ("directory.search.export", live || searches().any(|search| search.export.is_some())),
        ("call_manager.trust", cm(|table| table.trust.is_some(), |node| node.trust.is_some())),
        ("presence.trust", imp(|table| table.trust.is_some(), |node| node.trust.is_some())),
    ];
    all.into_iter().filter(|(_, given)| !given).map(|(key, _)| key).collect()
}

/// The same in one sentence, with the next step.
pub(super) fn sentence(loaded: &Loaded) -> String {
    let file = loaded.path.display();
    match keys(&loaded.config).as_slice() {
        [] => format!("{file} lacks none of these; next, `ucdoctor check`"),
        keys => format!("{file} lacks {}; `ucdoctor queries missing` prints these alone", keys.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::SECTIONS;
    use super::*;

    fn of(text: &str) -> Vec<&'static str> {
        keys(&toml::from_str(text).unwrap())
    }

    #[test]
    fn every_key_of_the_queries_can_be_missing() {
        let empty = of("");
        for query in SECTIONS.iter().flat_map(|(_, _, queries)| *queries) {
            assert!(empty.contains(&query.key), "{}", query.key);
        }
    }

    #[test]
    fn what_is_given_in_any_way_is_not_missing() {
        let live =
            of("[directory]\nservers = [\"ldaps://ad7.lab.example\"]\n[directory.bind]\ndn = \"svc@lab.example\"\n");
        assert!(!live.contains(&"directory.search.export"));
        let asked = of("[call_manager]\naxl = \"https://ucm2:8443/axl/\"\n");
        assert!(!asked.iter().any(|key| key.starts_with("call_manager.") && *key != "call_manager.trust"), "{asked:?}");
        let session = of("[[presence.nodes]]\nname = \"im4\"\ntranscript = \"im4.log\"\ntrust = \"im4\"\n");
        let gone = ["presence.ldap_hosts", "presence.sync_status", "presence.trust"];
        let told = of("[[presence.nodes]]\nname = \"im4\"\naxl = true\n");
        let by_axl = ["presence.users", "presence.ldap_hosts", "presence.ldap_settings", "presence.sync_status"];
        assert!(told.iter().all(|key| !by_axl.contains(key)), "{told:?}");
        assert!(of("[[presence.nodes]]\nname = \"im4\"\naxl = false\n").contains(&"presence.users"));
        assert!(session.iter().all(|key| !gone.contains(key)) && session.contains(&"presence.users"), "{session:?}");
    }
}
