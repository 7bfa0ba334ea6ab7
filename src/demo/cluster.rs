//! The nodes of the demo company: what their shells show, as the log of a session has it.

use anyhow::Context;

use crate::evidence::node::{CLOSED_CONTROL, OPEN_CONTROL};
use crate::inputs::transcript::{self, Transcript};
use crate::server_url::{Scheme, ServerUrl};

/// The nodes, by the names that the configuration would give them.
const CALL_MANAGER: &str = "cucm.demo.example";
const PRESENCE: &str = "cups.demo.example";

/// A cluster of one node of each kind, and what is wrong with the one of presence.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cluster {
    /// An access list keeps it from the directory.
    pub cut_off: bool,
    /// A directory server that was taken away is still on its list.
    pub stale_host: Option<&'static str>,
    /// Its name servers do not know the directory.
    pub lost: bool,
    /// A service of it that does not run.
    pub stopped: Option<&'static str>,
}

impl Cluster {
    /// The sessions of both nodes, for these directory servers.
    pub fn sessions(&self, servers: &[ServerUrl]) -> anyhow::Result<Vec<Transcript>> {
        let nodes = [CALL_MANAGER, PRESENCE].map(str::to_owned);
        let sound = Self::default();
        let all = [("call-manager", CALL_MANAGER, &sound), ("presence", PRESENCE, self)];
        let read = |(kind, name, state): (&str, &str, &Self)| {
            let text = state.session(kind == "presence", servers);
            let read = transcript::read(text.into_bytes(), &format!("{kind}/{name}"), "made for this demo", &nodes);
            read.map(|read| read.table).context("cannot read the demo's own session")
        };
        all.into_iter().map(read).collect()
    }

    fn session(&self, presence: bool, servers: &[ServerUrl]) -> String {
        let (name, address, other) = match presence {
            true => ("cups", "10.20.30.11", CALL_MANAGER),
            false => ("cucm", "10.20.20.11", PRESENCE),
        };
        let mut all = vec![
            ("show myself".to_owned(), format!("Machine Name    : {name}")),
            ("show version active".to_owned(), "Active Master Version: 14.0.1.13900-155".to_owned()),
            ("show network eth0".to_owned(), format!("IP Address   : {address}\nDuplicate IP : no\n")),
        ];
        let test = |host: &str, port: u16, open: bool| {
            let answer = if open { "Service accessible" } else { "Service not accessible" };
            (format!("utils network connectivity {host} {port}"), answer.to_owned())
        };
        all.extend([test(other, OPEN_CONTROL, true), test(other, CLOSED_CONTROL, false)]);
        for server in servers {
            all.push(test(&server.host, server.port, !self.cut_off && !self.lost));
            let external = match self.lost {
                true => "No external servers found".to_owned(),
                false => format!("{} has address 127.0.0.1", server.host),
            };
            let answer = format!("Local Resolution:\n\nExternal Resolution:\n{external}");
            all.push((format!("utils network host {}", server.host), answer));
        }
        let clock = "synchronised to NTP server (10.20.10.123) at stratum 3\nCurrent time in UTC is : Fri Nov 27 20:54:50 UTC 2026";
        all.push(("utils ntp status".to_owned(), clock.to_owned()));
        all.push(("utils service list".to_owned(), self.services(presence)));
        let statement = "run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost";
        all.push((statement.to_owned(), self.hosts(servers)));
        let typed = all.iter().map(|(command, answer)| format!("admin:{command}\n{answer}\n"));
        typed.chain(["admin:".to_owned()]).collect()
    }

    fn services(&self, presence: bool) -> String {
        let names: &[&str] = match presence {
            true => &["Cisco Tomcat", "Cisco Client Profile Agent", "Cisco Sync Agent", "Cisco XCP Router"],
            false => &["Cisco Tomcat", "Cisco User Data Services"],
        };
        let row = |name: &&str| match self.stopped == Some(*name) {
            true => format!("{name}[STOPPED]  Component is not running\n"),
            false => format!("{name}[STARTED]\n"),
        };
        names.iter().map(row).collect()
    }

    fn hosts(&self, servers: &[ServerUrl]) -> String {
        let mut rows = format!(
            "{:<30} priority sslenabled portnumber\n{} ======== ========== ==========\n",
            "hostname",
            "=".repeat(30)
        );
        for (nth, server) in servers.iter().enumerate() {
            let host = self.stale_host.unwrap_or(&server.host);
            let tls = if server.scheme == Scheme::Ldaps { "t" } else { "f" };
            rows.push_str(&format!("{host:<30} {:<8} {tls:<10} {:<10}\n", nth + 1, server.port));
        }
        rows
    }
}
