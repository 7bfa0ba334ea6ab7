//! A node of the tests: AXL over HTTPS, which answers statements about the tables that it has.

use crate::axl::call_manager::{CallManager, LDAP_PASSWORD, Reply, chunk, fault, soap};

/// What the database of a node holds.
#[derive(Clone)]
pub(super) struct Database {
    /// Name, port, TLS.
    pub(super) hosts: Vec<(&'static str, u16, bool)>,
    pub(super) manager: &'static str,
    pub(super) base: &'static str,
    pub(super) sync_status: &'static str,
    /// IDs of users, all enabled and assigned.
    pub(super) users: Vec<String>,
}

impl Database {
    /// As presence has it when everything fits call manager's documented answers.
    pub(super) fn sound() -> Self {
        Self {
            hosts: vec![("dc1.corp.example", 636, true), ("dc2.corp.example", 636, true)],
            manager: "cn=svc-ucm, dc=corp, dc=example",
            base: "OU=People,DC=corp,DC=example",
            sync_status: "Completed 2026-11-22 15:03:55",
            users: (0..40).map(|n| format!("user{n:06}")).collect(),
        }
    }

    /// The rows of one statement, with columns that nobody asks for.
    pub(super) fn answer(&self, body: &str) -> Reply {
        let sql = body.split_once("<sql>").unwrap().1.split_once("</sql>").unwrap().0;
        let table = sql.rsplit_once(" FROM ").unwrap().1.split(' ').next().unwrap();
        assert!(sql.starts_with("SELECT SKIP ") && !sql.contains("password") && !sql.contains('*'), "{sql}");
        let rows: String = match table {
            "ldapauthenticationhost" => self.hosts.iter().enumerate().rev().map(host).collect(),
            "ldapauthentication" => format!(
                "<row><authenticateendusers>t</authenticateendusers><distinguishedname>{}</distinguishedname>\
                 <ldappassword>{LDAP_PASSWORD}</ldappassword><usersearchbase>{}</usersearchbase></row>",
                self.manager, self.base
            ),
            "epassyncagentcfg" => format!("<row><syncstatus>{}</syncstatus></row>", self.sync_status),
            "enduser" => self.users[chunk(body, self.users.len())].iter().map(|id| user(id)).collect(),
            other => panic!("a table that is not on the list: {other}"),
        };
        Reply::Http(200, soap("executeSQLQuery", &rows))
    }

    /// A node with this database, unless `other` has an answer to a statement.
    pub(super) async fn node(self, other: impl Fn(&str, &str) -> Option<Reply> + Send + Sync + 'static) -> CallManager {
        CallManager::start(move |verb, head, body| match verb {
            "executeSQLQuery" => other(head, body).unwrap_or_else(|| self.answer(body)),
            // Nobody has seen a presence node answer anything else.
            _ => Reply::Http(500, fault("not here")),
        })
        .await
    }
}

fn host((nth, (name, port, tls)): (usize, &(&str, u16, bool))) -> String {
    let tls = if *tls { "t" } else { "f" };
    format!(
        "<row><hostname>{name}</hostname><priority>{}</priority><sslenabled>{tls}</sslenabled>\
         <portnumber>{port}</portnumber></row>",
        nth + 1
    )
}

fn user(id: &str) -> String {
    format!(
        "<row><userid>{id}</userid><imaddress>{id}@corp.example</imaddress><directoryuri/><mailid/><status>1</status>\
         <enablecups>t</enablecups><primarynodeid>2</primarynodeid><passwordreverse>{LDAP_PASSWORD}</passwordreverse></row>"
    )
}
