//! A Samba domain controller in a network and mount namespace of its own.
//!
//! Its ports (389, 636, 3268, 3269) are fixed, so it needs a network for itself; its folder is a memory file system that
//! only its mount namespace sees. Both end with the last process in them, and every process here dies with the test
//! binary, however that ends: nothing is left to remove. The domain is provisioned and filled once; each controller
//! runs on a copy.

use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, mpsc};
use std::time::{Duration, Instant};

use openssl::base64::decode_block;
use serde_json::Value;

use super::seed;
use crate::live::doctor::Doctor;
use crate::live::pki::{self, Draft, Pki};

/// The head of the domain.
pub(super) const DOMAIN: &str = "DC=lab,DC=example";
/// The controller's name, which the hosts file of its namespace knows.
pub(super) const HOST: &str = "dc1.lab.example";

/// Where a controller keeps everything.
const FOLDER: &str = "/var/lib/samba";
/// The first day of 2020, in 100 ns since 1601.
const IN_2020: &str = "132223104000000000";
const ADMINISTRATOR: &str = "Administrator@lab.example";
const ADMINISTRATOR_PASSWORD: &str = "Adm1n-of-the-lab";

/// The controller that all tests share and none changes: it lets passwords come in clear.
pub(super) static SHARED: LazyLock<Dc> = LazyLock::new(|| Dc::start("no"));

/// A provisioned and filled domain, at rest.
static DOMAIN_FILLED: LazyLock<(Quarters, Pki)> = LazyLock::new(|| {
    let quarters = Quarters::new(&format!(
        "samba-tool domain provision --targetdir={FOLDER}/dc --realm=LAB.EXAMPLE --domain=LAB --server-role=dc \
         --host-name=dc1 --host-ip=10.77.9.1 --dns-backend=SAMBA_INTERNAL --use-rfc2307 \
         --adminpass={ADMINISTRATOR_PASSWORD} >{FOLDER}/provision.log 2>&1 || {{ tail {FOLDER}/provision.log; exit 1; }}
         printf '10.77.9.1 {HOST}\\n' >{FOLDER}/hosts; : >{FOLDER}/resolv.conf
         mkdir {FOLDER}/dc/lock {FOLDER}/dc/pid {FOLDER}/dc/ntp {FOLDER}/dc/ncalrpc"
    ));
    let authority = Pki::new("Lab");
    let server = Draft::server(&[HOST]).sign(Some(&authority.issuing));
    quarters.write("server.key", &server.key.private_key_to_pem_pkcs8().unwrap());
    quarters.write("server.pem", pki::bundle(&[&server, &authority.issuing]).as_bytes());
    quarters.write("ca.pem", pki::bundle(&[&authority.root]).as_bytes());
    let dc = Dc::run(quarters, "no");
    seed::fill(&dc);
    let quarters = dc.stop();
    quarters.age_passwords(seed::OLD_PASSWORDS);
    quarters.hide_children(seed::HIDDEN);
    (quarters, authority)
});

/// A running controller, gone when dropped.
pub(super) struct Dc {
    quarters: Quarters,
    process: Child,
}

/// A simple bind that reached the accounts, as the controller's audit log has it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Bind {
    /// `NT_STATUS_OK`, `NT_STATUS_WRONG_PASSWORD` …
    pub(super) status: String,
    /// The port it came by.
    pub(super) port: u16,
}

impl Dc {
    /// A controller of its own on a fresh copy of the domain, with a value of `ldap server require strong auth`.
    pub(super) fn start(strong_auth: &str) -> Self {
        let original = DOMAIN_FILLED.0.path("");
        // The log of filling it stays behind: binds are counted in it.
        let quarters =
            Quarters::new(&format!("cp -a {}/. {FOLDER}/; rm {FOLDER}/dc/samba.log", original.to_str().unwrap()));
        Self::run(quarters, strong_auth)
    }

    /// Starts Samba on what is there, and returns when it answers on every port.
    fn run(quarters: Quarters, strong_auth: &str) -> Self {
        quarters.write("smb.conf", configuration(strong_auth).as_bytes());
        let mut samba = quarters.command("samba");
        samba.args(["-F", "--no-process-group", "-M", "single", "-s"]).arg(format!("{FOLDER}/smb.conf"));
        samba.stdout(Stdio::null()).stderr(Stdio::null());
        let mut dc = Self { process: spawn(samba), quarters };
        for port in [389, 636, 3268, 3269] {
            dc.wait_for(port);
        }
        dc
    }

    fn wait_for(&mut self, port: u16) {
        let listening = format!(":{port:04X} 00000000:0000 0A");
        let sockets = format!("/proc/{}/net/tcp", self.process.id());
        let end = Instant::now() + Duration::from_secs(30);
        while !fs::read_to_string(&sockets).unwrap_or_default().contains(&listening) {
            let runs = self.process.try_wait().unwrap().is_none() && Instant::now() < end;
            assert!(runs, "samba does not listen on port {port} (tests/run installs it):\n{}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Lets it write everything down and end.
    fn stop(mut self) -> Quarters {
        assert!(Command::new("kill").arg(self.process.id().to_string()).status().unwrap().success());
        self.process.wait().unwrap();
        let Self { quarters, .. } = &mut self;
        std::mem::take(quarters)
    }

    /// An administrator's folder for these servers, with the controller's CA in call manager's trust store; the tool
    /// runs where the controller is.
    pub(super) fn doctor(&self, servers: &[&str]) -> Doctor {
        let doctor = Doctor::new(servers).trust("call_manager", &[&DOMAIN_FILLED.1.root]);
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
        bind.args(["-x", "-H", "ldap://10.77.9.1", "-D", &format!("{account}@lab.example"), "-w", "wrong"]);
        let output = bind.output().unwrap();
        assert_eq!(output.status.code(), Some(49), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// The binds of one account, by any form of its name.
    pub(super) fn binds(&self, account: &str) -> Vec<Bind> {
        let log = self.log();
        let entries = log.lines().filter_map(|line| serde_json::from_str::<Value>(line.trim()).ok());
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
        String::from_utf8_lossy(&fs::read(self.quarters.path("dc/samba.log")).unwrap_or_default()).into_owned()
    }

    fn ldap_tool(&self, program: &str) -> Command {
        let mut command = self.quarters.command(program);
        command.args(["-x", "-H", "ldaps://dc1.lab.example", "-D", ADMINISTRATOR, "-w", ADMINISTRATOR_PASSWORD]);
        command.env("LDAPTLS_CACERT", format!("{FOLDER}/ca.pem"));
        command
    }
}

impl Drop for Dc {
    fn drop(&mut self) {
        end(&mut self.process);
    }
}

/// A network namespace with one address, and a mount namespace in which the controller's folder is its own.
#[derive(Default)]
struct Quarters {
    holder: Option<Child>,
}

impl Quarters {
    /// Makes the namespaces, runs `script` in them, and keeps them.
    fn new(script: &str) -> Self {
        let script = format!(
            "ip link set lo up; ip address add 10.77.9.1/32 dev lo; mount -t tmpfs -o mode=755 tmpfs {FOLDER}
             {script}
             mount --bind {FOLDER}/hosts /etc/hosts; mount --bind {FOLDER}/resolv.conf /etc/resolv.conf
             echo ready; exec sleep infinity"
        );
        let mut shell = Command::new("setpriv");
        shell.args(["--pdeathsig", "KILL", "unshare", "--net", "--mount", "sh", "-euc", &script]);
        shell.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut holder = spawn(shell);
        let mut told = Vec::new();
        let mut stdout = holder.stdout.take().unwrap();
        while !told.ends_with(b"ready\n") {
            let mut bytes = [0; 4096];
            let read = stdout.read(&mut bytes).unwrap();
            told.extend_from_slice(&bytes[..read]);
            assert!(
                read > 0,
                "no domain controller: {}\nIt needs root (its system volume has other owners) and the Debian packages \
                 samba-ad-dc, samba-ad-provision, ldap-utils, iproute2; tests/run installs them.",
                String::from_utf8_lossy(&told)
            );
        }
        Self { holder: Some(holder) }
    }

    fn id(&self) -> u32 {
        self.holder.as_ref().expect("quarters have a holder until they are handed on").id()
    }

    /// A file of the controller, as seen from outside.
    fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{FOLDER}/{name}", self.id()))
    }

    /// Writes a file that only the owner may read, as Samba wants it of a key.
    fn write(&self, name: &str, content: &[u8]) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// Dates the passwords of these entries back to 2020, in the database itself: by LDAP only "now" and "never" can be
    /// written. Samba must not run.
    fn age_passwords(&self, entries: &[&str]) {
        let script = "import ldb, sys\n\
            database = ldb.Ldb(sys.argv[1])\n\
            for dn in sys.argv[3:]:\n  \
            entry = {'dn': dn, 'pwdLastSet': sys.argv[2]}\n  \
            database.modify(ldb.Message.from_dict(database, entry, ldb.FLAG_MOD_REPLACE))";
        // The system's own Python: Samba depends on it, and no other has its modules.
        let mut python = self.command("/usr/bin/python3");
        python.args(["-c", script, &format!("{FOLDER}/dc/private/sam.ldb.d/DC=LAB,DC=EXAMPLE.ldb"), IN_2020]);
        run_to_end(python.args(entries), b"");
    }

    /// Nobody but the system may list what stands below this entry.
    fn hide_children(&self, dn: &str) {
        let mut tool = self.command("samba-tool");
        tool.args(["dsacl", "set", "--objectdn", dn, "--sddl", "(D;;LC;;;WD)", "-H"]);
        run_to_end(tool.arg(format!("{FOLDER}/dc/private/sam.ldb")).args(["-s", &format!("{FOLDER}/smb.conf")]), b"");
    }

    /// The words in front of a command that shall run inside.
    fn entry(&self) -> Vec<String> {
        let id = self.id().to_string();
        ["setpriv", "--pdeathsig", "KILL", "nsenter", "--net", "--mount", "--target", &id].map(str::to_owned).to_vec()
    }

    fn command(&self, program: &str) -> Command {
        let entry = self.entry();
        let mut command = Command::new(&entry[0]);
        command.args(&entry[1..]).arg(program).stdin(Stdio::null());
        command
    }
}

impl Drop for Quarters {
    fn drop(&mut self) {
        self.holder.iter_mut().for_each(end);
    }
}

fn configuration(strong_auth: &str) -> String {
    let folder = format!("{FOLDER}/dc");
    format!(
        "[global]
        netbios name = DC1
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
        interfaces = 10.77.9.1/32
        bind interfaces only = yes
        tls keyfile = {FOLDER}/server.key
        tls certfile = {FOLDER}/server.pem
        tls cafile = {FOLDER}/ca.pem
        ldap server require strong auth = {strong_auth}
        logging = file
        log file = {folder}/samba.log
        max log size = 0
        log level = 1 auth_json_audit:3
        "
    )
}

/// Starts a process that dies with this program. The signal of `setpriv --pdeathsig` comes when the thread ends that
/// started it, and tests are threads: so one that never ends does.
fn spawn(mut command: Command) -> Child {
    let (send, receive) = mpsc::channel();
    let keeper = move || {
        send.send(command.spawn()).expect("the test waits for it");
        loop {
            std::thread::park();
        }
    };
    std::thread::Builder::new().name("keeper".to_owned()).spawn(keeper).unwrap();
    receive.recv().unwrap().expect("setpriv is not installed; tests/run installs it")
}

fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

/// Runs a program with this input, and returns its output.
fn run_to_end(command: &mut Command, input: &[u8]) -> String {
    use std::io::Write;
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}
