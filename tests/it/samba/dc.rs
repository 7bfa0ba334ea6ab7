//! A running Samba domain controller: alone in a network of its own, or at an address of a network that is there.

use std::fs;
use std::net::Ipv4Addr;
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use openssl::base64::decode_block;
use serde_json::Value;

use super::domain::{self, ADMINISTRATOR, ADMINISTRATOR_PASSWORD};
use super::quarters::{ADDRESS, FOLDER, Quarters, end, run_to_end, spawn};
use crate::live::doctor::Doctor;

/// The head of the domain.
pub(super) const DOMAIN: &str = "DC=lab,DC=example";
/// The names of the two controllers.
pub(crate) const HOSTS: [&str; 2] = ["dc1.lab.example", "dc2.lab.example"];
/// The first controller's name.
pub(super) const HOST: &str = HOSTS[0];

/// The controller that all tests share and none changes: it lets passwords come in clear.
pub(super) static SHARED: LazyLock<Dc> = LazyLock::new(|| Dc::start("no"));

/// A running controller, gone when dropped.
pub(crate) struct Dc {
    quarters: Quarters,
    process: Child,
    /// `dc1` or `dc2`: its folder.
    name: &'static str,
}

/// A simple bind that reached the accounts, as the controller's audit log has it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Bind {
    /// `NT_STATUS_OK`, `NT_STATUS_WRONG_PASSWORD` …
    pub(crate) status: String,
    /// The port it came by.
    pub(crate) port: u16,
}

impl Dc {
    /// A controller alone on a fresh copy of the domain, with a value of `ldap server require strong auth`.
    pub(super) fn start(strong_auth: &str) -> Self {
        Self::run(Quarters::alone(&domain::FILLED.0.copied()), "dc1", &[ADDRESS], strong_auth)
    }

    /// The first controller, in a network namespace that `ip netns` lists, at addresses that are there.
    pub(crate) fn first_within(namespace: &str, addresses: &[&str]) -> Self {
        Self::run(Quarters::within(namespace, &domain::FILLED.0.copied()), "dc1", addresses, "yes")
    }

    /// The second controller of the domain, in the same way.
    pub(crate) fn second_within(namespace: &str, addresses: &[&str]) -> Self {
        Self::run(Quarters::within(namespace, &domain::JOINED.copied()), "dc2", addresses, "yes")
    }

    /// Both controllers in one network of their own, the second at this further address, with these certificates.
    pub(super) fn both(second: &str, certificates: [&[u8]; 2], keys: [&[u8]; 2]) -> [Self; 2] {
        let script = format!("ip address add {second}/32 dev lo\n{}", domain::JOINED.copied());
        let quarters = Quarters::alone(&script);
        for (name, (certificate, key)) in ["dc1", "dc2"].iter().zip(certificates.into_iter().zip(keys)) {
            quarters.write(&format!("{name}.pem"), certificate);
            quarters.write(&format!("{name}.key"), key);
        }
        let shared = quarters.shared();
        let first = Self::run(quarters, "dc1", &[ADDRESS], "no");
        [first, Self::run(shared, "dc2", &[second], "no")]
    }

    /// Runs a program beside the controller until the test ends.
    pub(super) fn beside(&self, program: &str, arguments: &[&str]) -> Child {
        let mut command = self.quarters.command(program);
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        spawn(command)
    }

    /// Whether a program succeeds beside the controller.
    pub(super) fn runs(&self, program: &[&str]) -> bool {
        let mut command = self.quarters.command(program[0]);
        command.args(&program[1..]).output().unwrap().status.success()
    }

    /// Writes a file where the controller and the tool see it, below [`FOLDER`].
    pub(super) fn write(&self, name: &str, content: &str) {
        self.quarters.write(name, content.as_bytes());
    }

    /// Starts Samba on what is there, and returns when it answers on every port.
    pub(super) fn run(quarters: Quarters, name: &'static str, addresses: &[&str], strong_auth: &str) -> Self {
        quarters.write("hosts", format!("{} {name}.lab.example\n", addresses[0]).as_bytes());
        quarters.write(&format!("{name}.conf"), configuration(name, &addresses.join(" "), strong_auth).as_bytes());
        for folder in ["lock", "pid", "ntp", "ncalrpc"] {
            fs::create_dir_all(quarters.path(&format!("{name}/{folder}"))).unwrap();
        }
        let mut samba = quarters.command("samba");
        samba.args(["-F", "--no-process-group", "-M", "single", "-s"]).arg(format!("{FOLDER}/{name}.conf"));
        samba.stdout(Stdio::null()).stderr(Stdio::null());
        let mut dc = Self { process: spawn(samba), quarters, name };
        for port in [389, 636, 3268, 3269] {
            dc.wait_for(addresses[0].parse().unwrap(), port);
        }
        dc
    }

    fn wait_for(&mut self, address: Ipv4Addr, port: u16) {
        let address = u32::from_ne_bytes(address.octets());
        let listening = format!("{address:08X}:{port:04X} 00000000:0000 0A");
        let sockets = format!("/proc/{}/net/tcp", self.process.id());
        let end = Instant::now() + crate::watchdog::HANGS;
        while !fs::read_to_string(&sockets).unwrap_or_default().contains(&listening) {
            let runs = self.process.try_wait().unwrap().is_none() && Instant::now() < end;
            assert!(runs, "samba does not listen on port {port} (tests/run installs it):\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets it write everything down and end.
    pub(super) fn stop(mut self) -> Quarters {
        assert!(Command::new("kill").arg(self.process.id().to_string()).status().unwrap().success());
        self.process.wait().unwrap();
        let Self { quarters, .. } = &mut self;
        std::mem::take(quarters)
    }

    /// An administrator's folder for these servers, with the controller's CA in call manager's trust store; the tool
    /// runs where the controller is.
    pub(super) fn doctor(&self, servers: &[&str]) -> Doctor {
        let doctor = Doctor::new(servers).trust("call_manager", &[domain::root()]);
        doctor.run_by(self.quarters.entry())
    }

    /// What `ldapsearch` finds as the administrator, as `(objectClass=user)` below a base: LDIF without comments.
    pub(super) fn search(&self, base: &str, filter: &str, attributes: &[&str]) -> String {
        let mut search = self.ldap_tool("ldapsearch");
        search.args(["-LLL", "-o", "ldif-wrap=no", "-b", base, filter]).args(attributes);
        run_to_end(&mut search, b"")
    }

    /// The distinguished names that `ldapsearch` finds, in order.
    pub(super) fn names(&self, base: &str, filter: &str) -> Vec<String> {
        let ldif = self.search(base, filter, &["1.1"]);
        let decoded = |name: &str| String::from_utf8(decode_block(name).unwrap()).unwrap();
        let name = |line: &str| match line.strip_prefix("dn:: ") {
            Some(encoded) => Some(decoded(encoded)),
            None => line.strip_prefix("dn: ").map(str::to_owned),
        };
        let mut names: Vec<String> = ldif.lines().filter_map(name).collect();
        names.sort_unstable();
        names
    }

    /// One value of an entry that everybody can find.
    pub(super) fn value(&self, account: &str, attribute: &str) -> String {
        let ldif = self.search(DOMAIN, &format!("(sAMAccountName={account})"), &[attribute]);
        let prefix = format!("{attribute}: ");
        ldif.lines().find_map(|line| line.strip_prefix(&prefix)).unwrap_or_default().to_owned()
    }

    /// Changes the directory as the administrator, by an LDIF of `changetype`s.
    pub(super) fn modify(&self, ldif: &str) {
        run_to_end(&mut self.ldap_tool("ldapmodify"), ldif.as_bytes());
    }

    /// Another client tries a wrong password.
    pub(super) fn bind_with_a_wrong_password(&self, account: &str) {
        let mut bind = self.quarters.command("ldapwhoami");
        bind.args(["-x", "-H", &format!("ldap://{HOST}"), "-D", &format!("{account}@lab.example"), "-w", "wrong"]);
        let output = bind.output().unwrap();
        assert_eq!(output.status.code(), Some(49), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Runs a shell script beside the controller, which must succeed.
    pub(super) fn run_tool(&self, script: &str) {
        run_to_end(self.quarters.command("sh").args(["-euc", script]), b"");
    }

    /// The binds of one account, by any form of its name.
    pub(crate) fn binds(&self, account: &str) -> Vec<Bind> {
        let log = self.log();
        // Some messages of Samba end without a line end, as that of a hello after StartTLS with which it shares no suite.
        let entries = log.lines().filter_map(|line| line.get(line.find('{')?..));
        let entries = entries.filter_map(|entry| serde_json::from_str::<Value>(entry.trim()).ok());
        let authentications = entries.filter(|entry| entry["type"] == "Authentication");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        authentications
            .map(|entry| entry["Authentication"].clone())
            .filter(|entry| text(&entry["mappedAccount"]).eq_ignore_ascii_case(account))
            .map(|entry| Bind {
                status: text(&entry["status"]),
                port: text(&entry["localAddress"]).rsplit(':').next().unwrap().parse().unwrap(),
            })
            .collect()
    }

    fn log(&self) -> String {
        let log = self.quarters.path(&format!("{}/samba.log", self.name));
        String::from_utf8_lossy(&fs::read(log).unwrap_or_default()).into_owned()
    }

    fn ldap_tool(&self, program: &str) -> Command {
        let mut command = self.quarters.command(program);
        command.args(["-x", "-H", &format!("ldaps://{HOST}"), "-D", ADMINISTRATOR, "-w", ADMINISTRATOR_PASSWORD]);
        command.env("LDAPTLS_CACERT", format!("{FOLDER}/ca.pem"));
        command
    }
}

impl Drop for Dc {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

fn configuration(name: &str, addresses: &str, strong_auth: &str) -> String {
    let folder = format!("{FOLDER}/{name}");
    format!(
        "[global]
        netbios name = {name}
        realm = LAB.EXAMPLE
        workgroup = LAB
        server role = active directory domain controller
        server services = ldap, cldap, kdc, rpc
        private dir = {folder}/private
        state directory = {folder}/state
        cache directory = {folder}/cache
        lock directory = {folder}/lock
        pid directory = {folder}/pid
        ncalrpc dir = {folder}/ncalrpc
        ntp signd socket directory = {folder}/ntp
        interfaces = {addresses}
        bind interfaces only = yes
        tls keyfile = {folder}.key
        tls certfile = {folder}.pem
        tls cafile = {FOLDER}/ca.pem
        ldap server require strong auth = {strong_auth}
        logging = file
        log file = {folder}/samba.log
        max log size = 0
        log level = 1 auth_json_audit:3
        "
    )
}
