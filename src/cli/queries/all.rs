//! What there is to be asked, and where its output goes.

/// Something to run or to export, and where its output goes.
pub(super) struct Query {
    /// What it tells.
    pub(super) tells: &'static str,
    /// Statement for the command line of the appliance, or steps in its web pages.
    pub(super) how: &'static [&'static str],
    /// Key of `ucdoctor.toml` that takes the output.
    pub(super) key: &'static str,
}

pub(super) const CALL_MANAGER: &[Query] = &[
    Query {
        tells: "End users, with their state and where they come from",
        how: &[
            "run sql select userid,firstname,lastname,mailid,telephonenumber,status,fkdirectorypluginconfig,islocaluser,\
             directoryuri,enablecups,primarynodeid,uniqueidentifier from enduser",
        ],
        key: "call_manager.users",
    },
    Query {
        tells: "The same for a release that answers \"not found in any table\"",
        how: &["run sql select userid,status,fkdirectorypluginconfig from enduser"],
        key: "call_manager.users",
    },
    Query {
        tells: "Or, from the web pages; they do not tell who is inactive or local",
        how: &[
            "Bulk Administration > Users > Export Users > Find > Next, format \"All User Details\"",
            "or Bulk Administration > Import/Export > Export, End User; the tar file is read as it is",
        ],
        key: "call_manager.users",
    },
    Query {
        tells: "The directory servers of this node; run it on each node",
        how: &["run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost"],
        key: "call_manager.ldap_hosts",
    },
    Query {
        tells: "How it searches at login; its column ldappassword is left out on purpose",
        how: &["run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication"],
        key: "call_manager.ldap_settings",
    },
];

pub(super) const PRESENCE: &[Query] = &[
    Query {
        tells: "Users, with the addresses that others use",
        how: &["run sql select userid,imaddress,directoryuri,mailid,status,enablecups,primarynodeid from enduser"],
        key: "presence.users",
    },
    Query {
        tells: "What the server itself finds wrong with users, on all nodes; it misses some, so give the users too",
        how: &["utils users validate all"],
        key: "presence.validate",
    },
    Query {
        tells: "The directory servers of this node; they must be those of call manager; run it on each node",
        how: &["run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost"],
        key: "presence.ldap_hosts",
    },
    Query {
        tells: "How it searches at login; must be as on call manager",
        how: &["run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication"],
        key: "presence.ldap_settings",
    },
    Query {
        tells: "Whether users arrive from call manager; run it on the publisher",
        how: &["run sql select syncstatus from epassyncagentcfg"],
        key: "presence.sync_status",
    },
    Query {
        tells: "Contact lists",
        how: &["Bulk Administration > Contact List > Export Contact List > Find > Next"],
        key: "presence.contacts",
    },
];

pub(super) const DIRECTORY: &[Query] = &[Query {
    // Whoever is left out of the export looks as if they had left; base and filter are applied to it anyway.
    tells: "Only when ucdoctor cannot search the directory itself: everybody, also outside base and filter",
    how: &[
        "ldapsearch -LLL -o ldif-wrap=no -E pr=1000/noprompt -H ldaps://dc1.corp.example -D MANAGER -W -b DC=corp,DC=example '(objectCategory=person)'",
        "or on a domain controller: ldifde -f directory.ldf -d DC=corp,DC=example -r (objectCategory=person), or csvde -u -f directory.csv …",
    ],
    key: "directory.search.export",
}];

pub(super) const TRUST: &[Query] = &[
    Query {
        tells: "Certificates that call manager trusts; on the publisher, and on each node whose store may differ",
        how: &[
            "Cisco Unified OS Administration > Security > Certificate Management > Find, Certificate List begins with tomcat-trust",
            "open each one > Download .PEM File (or .DER), all into one folder; two clicks a certificate, five minutes in all",
        ],
        key: "call_manager.trust",
    },
    Query {
        tells: "The same on every presence node: it has a store of its own, and this is where a CA is mostly missing",
        how: &[
            "Cisco Unified IM and Presence OS Administration > Security > Certificate Management > Find, tomcat-trust",
            "open each one > Download .PEM File, all into another folder; one for each node that differs ([[presence.nodes]])",
        ],
        key: "presence.trust",
    },
    Query {
        tells: "To see on the command line which CAs are there, before downloading anything",
        how: &["show cert list trust"],
        key: "call_manager.trust",
    },
];
#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn statements_only_read_and_show_no_secret() {
        for query in [CALL_MANAGER, PRESENCE, DIRECTORY, TRUST].into_iter().flatten() {
            for how in query.how.iter().filter(|how| how.starts_with("run ") || how.starts_with("utils ")) {
                let only_reads = how.starts_with("run sql select ") || *how == "utils users validate all";
                assert!(only_reads && !how.contains('*'), "{how}");
                for secret in ["password", "pwd", "pin", "credential", "accesscode"] {
                    assert!(!how.contains(secret), "{how}");
                }
            }
        }
    }

    #[test]
    fn the_keys_are_those_of_the_configuration() {
        for query in [CALL_MANAGER, PRESENCE, DIRECTORY, TRUST].into_iter().flatten() {
            let (table, key) = query.key.rsplit_once('.').unwrap();
            let parsed = toml::from_str::<Config>(&format!("[{table}]\n{key} = \"x\"\n"));
            assert!(parsed.is_ok(), "{}: {parsed:?}", query.key);
        }
    }
}
