//! `queries`: the statements and export steps whose output we read. None of them changes anything, and none of them
//! shows a password.

mod node;

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::bail;

use super::Queries;
use super::check::file_of_environment;
use super::output::stdout;
use crate::config::parse::Loaded;
use crate::config::plan::DEFAULT_FILE;

/// Something to run or to export, and where its output goes.
struct Query {
    /// What it tells.
    tells: &'static str,
    /// Statement for the command line of the appliance, or steps in its web pages.
    how: &'static [&'static str],
    /// Key of `ucdoctor.toml` that takes the output.
    key: &'static str,
}

const CALL_MANAGER: &[Query] = &[
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

const PRESENCE: &[Query] = &[
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

const DIRECTORY: &[Query] = &[Query {
    // Whoever is left out of the export looks as if they had left; base and filter are applied to it anyway.
    tells: "Only when ucdoctor cannot search the directory itself: everybody, also outside base and filter",
    how: &[
        "ldapsearch -LLL -o ldif-wrap=no -E pr=1000/noprompt -H ldaps://dc1.corp.example -D MANAGER -W -b DC=corp,DC=example '(objectCategory=person)'",
        "or on a domain controller: ldifde -f directory.ldf -d DC=corp,DC=example -r (objectCategory=person), or csvde -u -f directory.csv …",
    ],
    key: "directory.search.export",
}];

const WHY: &str = "\
Why no `select *`: some columns of these tables hold passwords or their hashes (passwordreverse, auth_pwd). They do not
belong into a file that is mailed around. Should they be in one, ucdoctor drops them while it reads.";

const HOW: &str = "\
Log the terminal session to a file, and hand over the file as it is: echo, prompts and several tables in one file are
understood. A table that was pasted into mail or a document has lost its columns, and is refused.";

/// Prints everything, or what one node is asked, and returns the exit status.
pub fn run(arguments: &Queries) -> anyhow::Result<u8> {
    if let Some(name) = &arguments.node {
        return of_node(arguments, name);
    }
    stdout(|out| {
        section(
            out,
            "Call manager: on the command line of the publisher, as the platform administrator",
            CALL_MANAGER,
        )?;
        section(out, "Presence server (IM and Presence, CUPS)", PRESENCE)?;
        section(out, "Directory", DIRECTORY)?;
        writeln!(out, "{WHY}\n\n{HOW}")
    })?;
    Ok(0)
}

fn of_node(arguments: &Queries, name: &str) -> anyhow::Result<u8> {
    let file = arguments.config.clone().or_else(file_of_environment).unwrap_or_else(|| PathBuf::from(DEFAULT_FILE));
    let loaded = Loaded::read(&file)?;
    let Some(commands) = node::commands(&loaded.config, name) else {
        bail!(
            "{} has no node {name:?}: give it an entry in [[call_manager.nodes]] or [[presence.nodes]]",
            file.display()
        );
    };
    stdout(|out| node::write(out, name, &commands))?;
    Ok(0)
}

fn section(out: &mut dyn Write, title: &str, queries: &[Query]) -> io::Result<()> {
    writeln!(out, "{title}\n")?;
    for query in queries {
        writeln!(out, "  {}  ->  {}", query.tells, query.key)?;
        for how in query.how {
            writeln!(out, "    {how}")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn statements_only_read_and_show_no_secret() {
        for query in [CALL_MANAGER, PRESENCE, DIRECTORY].into_iter().flatten() {
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
        for query in [CALL_MANAGER, PRESENCE, DIRECTORY].into_iter().flatten() {
            let (table, key) = query.key.rsplit_once('.').unwrap();
            let parsed = toml::from_str::<Config>(&format!("[{table}]\n{key} = \"x\"\n"));
            assert!(parsed.is_ok(), "{}: {parsed:?}", query.key);
        }
    }
}
