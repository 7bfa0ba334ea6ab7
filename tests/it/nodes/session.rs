//! Writes the session that `ucdoctor queries --node` asks for, with known faults.

/// A node, and what is wrong with it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) name: &'static str,
    pub(super) address: &'static str,
    pub(super) presence: bool,
    /// Servers that it does not reach.
    pub(super) closed: &'static [&'static str],
    /// Names that its name servers do not know.
    pub(super) lost: &'static [&'static str],
    pub(super) stopped: &'static [&'static str],
    pub(super) unsynchronised: bool,
    /// What it has stored as LDAP hosts.
    pub(super) hosts: &'static [&'static str],
}

impl Default for Node {
    fn default() -> Self {
        Self {
            name: "",
            address: "",
            presence: false,
            closed: &[],
            lost: &[],
            stopped: &[],
            unsynchronised: false,
            hosts: &["ad1.lab.example", "ad2.lab.example"],
        }
    }
}

const BANNER: &str = "Command Line Interface is starting up, please wait ...\n\n   Welcome to the Platform Command Line Interface\n\n\
    VMware Installation:\n\t2 vCPU: Intel(R) Xeon(R)\n\tDisk 1: 80GB, Partitions aligned\n\t6144 Mbytes RAM\n\n";

const CLUSTER: &str = "10.7.0.10 ucm1.lab.example ucm1 Publisher callmanager DBPub authenticated\n\
    10.8.0.10 im1.lab.example im1 Subscriber cups DBPub authenticated using TCP since Wed Nov 23 12:58:02 2022\n";

pub(super) fn session(node: &Node) -> String {
    let mut text = BANNER.to_owned();
    let mut say = |command: &str, output: &str| text.push_str(&format!("admin:{command}\n{output}\n"));
    say("set cli pagination off", "Automatic pagination is turned off");
    say("show myself", &format!("Machine Name    : {}\naccount name    : administrator", node.name));
    say(
        "show version active",
        "Active Master Version: 14.0.1.13900-155\nActive Version Installed Software Options:\nNo Installed Software Options Found.",
    );
    say(
        "show network eth0",
        &format!(
            "Ethernet 0\nDHCP         : disabled           Status     : up\nIP Address   : {:<18} IP Mask    : 255.255.255.000\nDuplicate IP : no\n\nDNS\nPrimary      : 10.9.0.53          Secondary  : 10.9.1.53",
            node.address
        ),
    );
    say("show network cluster", CLUSTER);
    let control = if node.presence { "ucm1.lab.example" } else { "im1.lab.example" };
    for (target, port) in [(control, 8443), (control, 9), ("ad1.lab.example", 636), ("ad2.lab.example", 3269)] {
        let closed = port == 9 || node.closed.contains(&format!("{target}:{port}").as_str());
        let answer = if closed { "Service not accessible\n" } else { "Service accessible\n" };
        say(&format!("utils network connectivity {target} {port}"), answer);
    }
    for (nth, host) in ["ad1.lab.example", "ad2.lab.example"].iter().enumerate() {
        let answer = if node.lost.contains(host) {
            "Local Resolution:\n\nExternal Resolution:\nNo external servers found".to_owned()
        } else {
            format!(
                "Local Resolution:\n{host} resolves locally to 10.9.0.{nth}\n\nExternal Resolution:\n{host} has address 10.9.0.{nth}"
            )
        };
        say(&format!("utils network host {host}"), &answer);
    }
    say("utils ntp status", &clock(node));
    say("utils service list", &services(node));
    say("show cert list trust", "tomcat-trust/Lab_Root_CA_01fd6d30.pem: Signed Certificate");
    let rows: String = node
        .hosts
        .iter()
        .enumerate()
        .map(|(nth, host)| format!("{host:<15} {:<8} t          {:<10}\n", nth + 1, if nth == 0 { 636 } else { 3269 }))
        .collect();
    say(
        "run sql select hostname,priority,sslenabled,portnumber from ldapauthenticationhost",
        &format!(
            "hostname        priority sslenabled portnumber\n=============== ======== ========== ==========\n{rows}"
        ),
    );
    let logins = "t                    CN=svc-ucm,DC=lab,DC=example OU=Crew,DC=lab,DC=example";
    say(
        "run sql select authenticateendusers,distinguishedname,usersearchbase from ldapauthentication",
        &format!(
            "authenticateendusers distinguishedname            usersearchbase           \n==================== ============================ =========================\n{logins}\n"
        ),
    );
    if node.presence {
        say(
            "run sql select syncstatus from epassyncagentcfg",
            "syncstatus\n=============================\nCompleted 2023-01-02 03:04:05\n",
        );
    }
    text.push_str("admin:");
    text
}

fn clock(node: &Node) -> String {
    let state = match node.unsynchronised {
        true => "unsynchronised\n   polling server every 8 s",
        false => "synchronised to NTP server (10.9.0.123) at stratum 3\n   time correct to within 25 ms",
    };
    format!("ntpd (pid 28435) is running...\n\n{state}\n\nCurrent time in UTC is : Fri Jan  6 20:54:50 UTC 2023")
}

fn services(node: &Node) -> String {
    let names: &[&str] = match node.presence {
        true => &[
            "Cisco Tomcat",
            "Cisco Client Profile Agent",
            "Cisco Login Datastore",
            "Cisco Sync Agent",
            "Cisco XCP Router",
            "Cisco XCP Connection Manager",
            "Cisco XCP Authentication Service",
            "Cisco Presence Engine",
        ],
        false => &["Cisco Tomcat", "Cisco User Data Services"],
    };
    let row = |name: &&str| match node.stopped.contains(name) {
        true => format!("{name}[STOPPED]  Component is not running\n"),
        false => format!("{name}[STARTED]\n"),
    };
    let rows: String = names.iter().map(row).collect();
    format!(
        "Requesting service status, please wait...\nSystem SSH [STARTED]\nCisco DirSync[STOPPED]  Service Not Activated\n{rows}Primary Node =true\nCommand successful"
    )
}
