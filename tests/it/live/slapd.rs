//! A real slapd with a configuration and a database of its own, on loopback, gone when dropped.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::pki::{self, Issued};
use crate::ports::free_port;

/// The account that the appliances would bind as.
pub(super) const MANAGER: &str = "cn=svc-ucm,ou=Service,dc=corp,dc=example";

const SLAPD: &str = "/usr/sbin/slapd";
const SCHEMAS: &str = "/etc/ldap/schema";
const MODULES: &str = "/usr/lib/ldap";

/// What the server is like, before it starts.
pub(super) struct Setup {
    directives: String,
    /// Access rules before the usual ones.
    access: String,
    /// After the database: overlays.
    overlays: String,
    policy: Option<String>,
    /// Further lines of the manager's entry.
    manager_state: String,
    /// Further entries, as LDIF.
    entries: String,
    password: String,
    certificate: Option<(String, String)>,
    /// Databases of a proxy, in place of one of its own.
    proxy: Option<String>,
}

/// The running server.
pub(super) struct Slapd {
    folder: TempDir,
    process: Child,
    /// Plain LDAP, with StartTLS when there is a certificate.
    pub(super) plain_port: u16,
    /// LDAPS; answers only when there is a certificate.
    pub(super) tls_port: u16,
    with_tls: bool,
    /// The manager's password, made for this server.
    pub(super) password: String,
}

impl Setup {
    /// A sound server without TLS.
    pub(super) fn plain() -> Self {
        Self {
            directives: String::new(),
            access: String::new(),
            overlays: String::new(),
            policy: None,
            manager_state: String::new(),
            entries: String::new(),
            password: random_password(),
            certificate: None,
            proxy: None,
        }
    }

    /// A sound server with LDAPS and StartTLS, that sends these certificates, its own first.
    pub(super) fn with_chain(chain: &[&Issued]) -> Self {
        let key = String::from_utf8(chain[0].key.private_key_to_pem_pkcs8().unwrap()).unwrap();
        Self { certificate: Some((pki::bundle(chain), key)), ..Self::plain() }
    }

    /// A proxy of this database type (`ldap`, `asyncmeta`) in front of another server, for whom the password is right.
    pub(super) fn proxy(kind: &str, behind: &Slapd, line: &str) -> Self {
        let uri = match kind {
            "ldap" => behind.ldap(),
            _ => format!("{}/dc=corp,dc=example", behind.ldap()),
        };
        let database = format!("database {kind}\nsuffix dc=corp,dc=example\nuri \"{uri}\"\n{line}\n");
        let setup =
            Self::plain().with_password(&behind.password).directive("moduleload back_ldap\nmoduleload back_asyncmeta");
        Self { proxy: Some(database), ..setup }
    }

    /// A server of another tree, which holds nobody and rejects everybody.
    pub(super) fn of_another_tree(suffix: &str) -> Self {
        let database = format!("database null\nsuffix {suffix}\n");
        Self { proxy: Some(database), ..Self::plain().directive("moduleload back_null") }
    }

    /// Adds a line of slapd.conf(5), as `disallow bind_simple`.
    pub(super) fn directive(mut self, line: &str) -> Self {
        writeln!(self.directives, "{line}").unwrap();
        self
    }

    /// Switches on the password policy overlay with these attributes, as `pwdMaxFailure: 3`. It says nothing of a lock,
    /// not even to a client that asks, unless `ppolicy_use_lockout` follows: see [`Setup::overlay_directive`].
    pub(super) fn password_policy(mut self, attributes: &[&str]) -> Self {
        self.overlays = "overlay ppolicy\nppolicy_default \"cn=default,ou=Policies,dc=corp,dc=example\"\n".to_owned();
        self.policy = Some(attributes.join("\n"));
        self
    }

    /// Adds a line of slapo-ppolicy(5).
    pub(super) fn overlay_directive(mut self, line: &str) -> Self {
        writeln!(self.overlays, "{line}").unwrap();
        self
    }

    /// Adds a line to the manager's entry, as `pwdReset: TRUE`.
    pub(super) fn manager(mut self, line: &str) -> Self {
        writeln!(self.manager_state, "{line}").unwrap();
        self
    }

    /// Adds an access rule before the usual ones, see slapd.access(5).
    pub(super) fn access(mut self, rule: &str) -> Self {
        writeln!(self.access, "{rule}").unwrap();
        self
    }

    /// Adds entries, as LDIF. No overlay sees them: `memberOf` is written like any attribute.
    pub(super) fn entries(mut self, ldif: &str) -> Self {
        write!(self.entries, "\n\n{}\n", ldif.trim()).unwrap();
        self
    }

    /// Gives the manager this password, as on another server.
    pub(super) fn with_password(mut self, password: &str) -> Self {
        password.clone_into(&mut self.password);
        self
    }

    /// Starts it, and returns when it answers.
    pub(super) fn start(self) -> Slapd {
        // A port that was free a moment ago can be taken by another test: then the server ends at once.
        (0..3).find_map(|_| self.try_start()).expect("slapd does not start: see its log above")
    }

    fn try_start(&self) -> Option<Slapd> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        copy_program(path);
        fs::create_dir(path.join("data")).unwrap();
        fs::write(path.join("slapd.conf"), self.configuration(path)).unwrap();
        fs::write(path.join("seed.ldif"), self.seed()).unwrap();
        if self.proxy.is_none() {
            load(path);
        }
        let (plain_port, tls_port) = (free_port(), free_port());
        let mut urls = format!("ldap://127.0.0.1:{plain_port}/");
        if self.certificate.is_some() {
            write!(urls, " ldaps://127.0.0.1:{tls_port}/").unwrap();
        }
        let log = File::create(path.join("log")).unwrap();
        // setpriv: the server dies with the test's thread, however that ends.
        let process = Command::new("setpriv")
            .args(["--pdeathsig", "KILL"])
            .arg(path.join("slapd"))
            .args(["-d", "stats", "-h", &urls, "-f"])
            .arg(path.join("slapd.conf"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .expect("setpriv is not installed; tests/run installs it");
        let with_tls = self.certificate.is_some();
        let mut slapd = Slapd { folder, process, plain_port, tls_port, with_tls, password: self.password.clone() };
        slapd.answers().then_some(slapd)
    }

    fn configuration(&self, path: &Path) -> String {
        let mut text = String::new();
        for schema in ["core", "cosine", "inetorgperson"] {
            writeln!(text, "include {SCHEMAS}/{schema}.schema").unwrap();
        }
        writeln!(text, "modulepath {MODULES}\nmoduleload back_mdb\nmoduleload ppolicy").unwrap();
        text.push_str(&self.directives);
        if let Some((certificates, key)) = &self.certificate {
            let (certificate_file, key_file) = (path.join("server.pem"), path.join("server.key"));
            fs::write(&certificate_file, certificates).unwrap();
            fs::write(&key_file, key).unwrap();
            writeln!(text, "TLSCertificateFile {}", certificate_file.display()).unwrap();
            writeln!(text, "TLSCertificateKeyFile {}", key_file.display()).unwrap();
        }
        if let Some(database) = &self.proxy {
            return text + database;
        }
        writeln!(
            text,
            "database mdb\nmaxsize 4294967296\nsuffix dc=corp,dc=example\ndirectory {}",
            path.join("data").display()
        )
        .unwrap();
        // The overlays write as this identity: without it, ppolicy counts nothing.
        writeln!(text, "rootdn cn=admin,dc=corp,dc=example").unwrap();
        text.push_str(&self.access);
        // Anonymous clients may bind and nothing else; who has bound may read.
        writeln!(text, "access to attrs=userPassword by anonymous auth by * none\naccess to * by users read by * none")
            .unwrap();
        text + &self.overlays
    }

    fn seed(&self) -> String {
        let mut text =
            String::from("dn: dc=corp,dc=example\nobjectClass: dcObject\nobjectClass: organization\no: Corp\n");
        for unit in ["Service", "People", "Policies"] {
            writeln!(text, "\ndn: ou={unit},dc=corp,dc=example\nobjectClass: organizationalUnit").unwrap();
        }
        for (uid, name) in [("jdoe", "John Doe"), ("aarcher", "Alice Archer"), ("bbaker", "Bob Baker")] {
            let surname = name.split(' ').nth(1).unwrap();
            writeln!(text, "\ndn: uid={uid},ou=People,dc=corp,dc=example\nobjectClass: inetOrgPerson").unwrap();
            writeln!(text, "cn: {name}\nsn: {surname}\nmail: {uid}@corp.example").unwrap();
        }
        if let Some(policy) = &self.policy {
            let dn = "cn=default,ou=Policies,dc=corp,dc=example";
            writeln!(text, "\ndn: {dn}\nobjectClass: organizationalRole\nobjectClass: pwdPolicy").unwrap();
            writeln!(text, "pwdAttribute: userPassword\n{policy}").unwrap();
        }
        writeln!(text, "\ndn: {MANAGER}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject").unwrap();
        writeln!(text, "userPassword: {}", self.password).unwrap();
        text + &self.manager_state + &self.entries
    }
}

impl Slapd {
    /// The URL of the TLS port.
    pub(super) fn ldaps(&self) -> String {
        format!("ldaps://127.0.0.1:{}", self.tls_port)
    }

    /// The URL of the plain port.
    pub(super) fn ldap(&self) -> String {
        format!("ldap://127.0.0.1:{}", self.plain_port)
    }

    /// Lets another client try a wrong password for the manager.
    pub(super) fn bind_with_a_wrong_password(&self) {
        let arguments = ["-x", "-H", &self.ldap(), "-D", MANAGER, "-w", "wrong"];
        let output = Command::new("ldapwhoami").args(arguments).output().expect("tests/run installs ldapwhoami");
        assert_eq!(output.status.code(), Some(49), "{}", String::from_utf8_lossy(&output.stderr));
    }

    /// Ends the server and counts the bind requests it answered, anonymous ones too.
    pub(super) fn stop_and_count_binds(mut self) -> usize {
        let ended = Command::new("kill").arg(self.process.id().to_string()).status().unwrap();
        assert!(ended.success());
        self.process.wait().unwrap();
        // An LDAP message with tag 97 (0x61) is a bind response, whatever it answers.
        self.log().lines().filter(|line| line.contains("RESULT tag=97 ")).count()
    }

    fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.folder.path().join("log")).unwrap()).into_owned()
    }

    /// Waits until it listens on all its ports; false when the process ended instead. That they answer is not enough:
    /// another test may have become the owner of one in between, and then this server ends a moment later.
    fn answers(&mut self) -> bool {
        let give_up = Instant::now() + crate::watchdog::HANGS;
        while !self.listens() {
            if self.process.try_wait().unwrap().is_some() || Instant::now() > give_up {
                eprintln!("{}", self.log());
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }

    /// The sockets that listen on its ports are this process's own.
    fn listens(&self) -> bool {
        let folder = format!("/proc/{}/fd", self.process.id());
        let files = fs::read_dir(folder).into_iter().flatten().flatten();
        let own: Vec<String> =
            files.filter_map(|file| Some(fs::read_link(file.path()).ok()?.to_string_lossy().into_owned())).collect();
        let sockets = fs::read_to_string("/proc/net/tcp").unwrap_or_default();
        let listening = |port: u16| {
            let local = format!("0100007F:{port:04X}");
            // Columns: number, local address, remote address, state (0A: listens) … inode.
            sockets.lines().map(|line| line.split_whitespace().collect::<Vec<_>>()).any(|line| {
                matches!(line.as_slice(), [_, at, _, "0A", _, _, _, _, _, inode, ..]
                    if *at == local && own.contains(&format!("socket:[{inode}]")))
            })
        };
        listening(self.plain_port) && (!self.with_tls || listening(self.tls_port))
    }
}

impl Drop for Slapd {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// AppArmor, where it is on, confines the packaged file to /var/lib/ldap, and no copy of it. A process of its own makes
/// the copy: while this one has a file open for writing, the children that other tests start have it too, and a program
/// that is open for writing does not start.
fn copy_program(folder: &Path) {
    let copied = Command::new("cp").arg(SLAPD).arg(folder.join("slapd")).status().unwrap();
    assert!(copied.success(), "slapd is not installed; tests/run installs it");
}

/// Fills the database, as slapadd(8), which is the same program.
fn load(folder: &Path) {
    let mut add = Command::new(folder.join("slapd"));
    add.args(["-Tadd", "-q", "-f"]).arg(folder.join("slapd.conf")).arg("-l").arg(folder.join("seed.ldif"));
    let add = add.output().unwrap();
    assert!(add.status.success(), "slapadd: {}", String::from_utf8_lossy(&add.stderr));
}

/// A port on loopback where nobody listens at this moment.
/// Long and without a meaning, so that finding it in an output is proof.
fn random_password() -> String {
    let mut bytes = [0; 12];
    openssl::rand::rand_bytes(&mut bytes).unwrap();
    bytes.iter().fold("Pw-".to_owned(), |text, byte| format!("{text}{byte:02x}"))
}
