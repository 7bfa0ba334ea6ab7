//! What a configuration does not have yet.

use crate::config::file::{Config, Node};
use crate::config::parse::Loaded;

/// Keys of files that could be given and are not, in the order of the sections. What call manager is asked itself needs
/// no file, and neither does what a node showed in its session or tells by AXL.
pub(super) fn keys(config: &Config) -> Vec<&'static str> {
    let (directory, call_manager) = (config.directory.as_ref(), config.call_manager.as_ref());
    let (presence, asked) = (config.presence.as_ref(), call_manager.is_some_and(|table| table.axl.is_some()));
    let nodes = |nodes: &[Node], has: fn(&Node) -> bool| nodes.iter().any(has);
    let of_call_manager = |has: fn(&Node) -> bool| call_manager.is_some_and(|table| nodes(&table.nodes, has));
    let of_presence = |has: fn(&Node) -> bool| presence.is_some_and(|table| nodes(&table.nodes, has));
    let tells = |node: &Node| node.transcript.is_some() || node.asks_axl();
    let searches = || directory.iter().flat_map(|table| &table.search).flat_map(|search| &search.all);
    let live = directory.is_some_and(|table| table.servers.is_some() && table.bind.is_some());
    let all = [
        ("call_manager.users", asked || call_manager.is_some_and(|table| table.users.is_some())),
        (
            "call_manager.ldap_hosts",
            asked
                || call_manager.is_some_and(|table| table.ldap_hosts.is_some())
                || of_call_manager(|node| node.ldap_hosts.is_some())
                || of_call_manager(tells),
        ),
        (
            "call_manager.ldap_settings",
            asked
                || call_manager.is_some_and(|table| table.ldap_settings.is_some())
                || of_call_manager(|node| node.ldap_settings.is_some() || node.asks_axl()),
        ),
        ("presence.users", presence.is_some_and(|table| table.users.is_some()) || of_presence(Node::asks_axl)),
        ("presence.validate", presence.is_some_and(|table| table.validate.is_some())),
        (
            "presence.ldap_hosts",
            presence.is_some_and(|table| table.ldap_hosts.is_some())
                || of_presence(|node| node.ldap_hosts.is_some())
                || of_presence(tells),
        ),
        (
            "presence.ldap_settings",
            presence.is_some_and(|table| table.ldap_settings.is_some())
                || of_presence(|node| node.ldap_settings.is_some() || node.asks_axl()),
        ),
        ("presence.sync_status", presence.is_some_and(|table| table.sync_status.is_some()) || of_presence(tells)),
        ("presence.contacts", presence.is_some_and(|table| table.contacts.is_some())),
        ("directory.search.export", live || searches().any(|search| search.export.is_some())),
        (
            "call_manager.trust",
            call_manager.is_some_and(|table| table.trust.is_some()) || of_call_manager(|node| node.trust.is_some()),
        ),
        (
            "presence.trust",
            presence.is_some_and(|table| table.trust.is_some()) || of_presence(|node| node.trust.is_some()),
        ),
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
