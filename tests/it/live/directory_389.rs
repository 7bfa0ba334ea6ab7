//! A real 389 Directory Server: nothing is found on it, and its states of accounts have their causes.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::doctor::{Doctor, Run};
use crate::ports::free_port;
use crate::watchdog::wait_until;

const SUFFIX: &str = "dc=mill,dc=example";
const MANAGER: &str = "uid=voice,ou=Systems,dc=mill,dc=example";
const PASSWORD: &str = "Directory-Reader-5";

/// The server, in a mount namespace in which all its folders are its own; gone when dropped.
struct Directory {
    folder: TempDir,
    process: Child,
    ports: [u16; 2],
}

impl Directory {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ports = [free_port(), free_port()];
        let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
        write("instance.inf", instance(ports));
        write("seed.ldif", seed());
        write("systemctl", systemctl(ports[0]));
        let stand_in = folder.path().join("systemctl");
        fs::set_permissions(&stand_in, fs::Permissions::from_mode(0o755)).unwrap();
        write("start", script(folder.path()));
        let log = fs::File::create(folder.path().join("log")).unwrap();
        // setpriv: the server dies with the test's thread, however that ends.
        let process = Command::new("setpriv")
            .args(["--pdeathsig", "KILL", "unshare", "--mount", "sh"])
            .arg(folder.path().join("start"))
            .current_dir(folder.path())
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .expect("setpriv is not installed; tests/run installs it");
        let mut directory = Self { folder, process, ports };
        wait_until("389 Directory Server answers", || {
            let ended = directory.process.try_wait().unwrap();
            let said = |name: &str| fs::read_to_string(directory.folder.path().join(name)).unwrap_or_default();
            assert!(ended.is_none(), "{}{}", said("log"), said("var/log/dirsrv/slapd-mill/errors"));
            directory.answers()
        });
        directory
    }

    fn answers(&self) -> bool {
        let mut search = Command::new("ldapsearch");
        search.args(["-x", "-H", &format!("ldap://127.0.0.1:{}", self.ports[0]), "-b", SUFFIX, "(uid=voice)", "1.1"]);
        String::from_utf8_lossy(&search.output().unwrap().stdout).contains("numEntries: 1")
    }

    fn doctor(&self, url: &str) -> Doctor {
        let doctor = Doctor::new(&[url]).bind_as(MANAGER, PASSWORD);
        let doctor = doctor.search(&format!("ou=Staff,{SUFFIX}"), "(objectClass=inetOrgPerson)").user_id("uid");
        let ca = fs::read_to_string(self.folder.path().join("etc/dirsrv/ssca/ca.crt")).unwrap();
        fs::write(doctor.folder.path().join("ca.pem"), ca).unwrap();
        doctor.exports("[call_manager]\ntrust = \"ca.pem\"\n")
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn instance([plain, tls]: [u16; 2]) -> String {
    format!(
        "[general]\nsystemd = False\nstart = False\nfull_machine_name = localhost\nstrict_host_checking = False\n\
         [slapd]\ninstance_name = mill\nroot_password = Nobody-needs-it-1\nuser = root\ngroup = root\nport = {plain}\n\
         secure_port = {tls}\nself_sign_cert = True\n[backend-userroot]\nsuffix = {SUFFIX}\n"
    )
}

/// dscreate(8) starts and stops the server by systemctl(1), whatever it is told.
fn systemctl(plain: u16) -> String {
    format!(
        "#!/bin/sh\npid() {{ cat /run/dirsrv/slapd-mill.pid 2>/dev/null; }}\ncase \"$1\" in\n\
         start) ns-slapd -D /etc/dirsrv/slapd-mill -i /run/dirsrv/slapd-mill.pid\n\
         until ldapsearch -x -H ldap://127.0.0.1:{plain} -s base -b '' >/dev/null 2>&1; do sleep 0.1; done ;;\n\
         stop) kill \"$(pid)\"; while kill -0 \"$(pid)\" 2>/dev/null; do sleep 0.1; done ;;\n\
         is-active) kill -0 \"$(pid)\" 2>/dev/null || exit 3 ;;\nesac\nexit 0\n"
    )
}

fn script(folder: &Path) -> String {
    let at = folder.display();
    format!(
        "set -eu\nexport PATH={at}:$PATH:/usr/sbin\n\
         for place in etc/dirsrv var/lib/dirsrv var/log/dirsrv run/dirsrv run/lock/dirsrv; do\n\
         mkdir -p /$place {at}/$place\n[ $place = etc/dirsrv ] && cp -a /etc/dirsrv/. {at}/$place/\n\
         mount --bind {at}/$place /$place\ndone\n\
         dscreate from-file instance.inf\n\
         ns-slapd ldif2db -D /etc/dirsrv/slapd-mill -n userRoot -i {at}/seed.ldif\n\
         exec ns-slapd -D /etc/dirsrv/slapd-mill -i /run/dirsrv/slapd-mill.pid -d 0\n"
    )
}

fn seed() -> String {
    let mut ldif = format!(
        "dn: {SUFFIX}\nobjectClass: domain\ndc: mill\n\
         aci: (targetattr=\"*\")(version 3.0; acl \"all read\"; allow (read,search,compare) userdn=\"ldap:///anyone\";)\n\n"
    );
    for unit in ["Systems", "Staff"] {
        ldif.push_str(&format!("dn: ou={unit},{SUFFIX}\nobjectClass: organizationalUnit\nou: {unit}\n\n"));
    }
    ldif.push_str(&format!(
        "dn: {MANAGER}\nobjectClass: account\nobjectClass: simpleSecurityObject\nuid: voice\nuserPassword: {PASSWORD}\n\n"
    ));
    for (uid, name, state) in [("lena", "Lux", ""), ("mats", "Mohr", ""), ("nora", "Nagel", "nsAccountLock: true\n")] {
        let unit = if state.is_empty() { "Staff" } else { "Systems" };
        ldif.push_str(&format!(
            "dn: uid={uid},ou={unit},{SUFFIX}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid} {name}\nsn: {name}\n\
             mail: {uid}@mill.example\n{state}\n"
        ));
    }
    ldif
}

#[test]
fn nothing_is_found_on_a_healthy_389_directory_server() {
    let directory = Directory::start();
    let [plain, tls] = directory.ports;
    let upgraded = format!("ldap://localhost:{plain}");
    for (url, start_tls, in_clear) in [
        (format!("ldap://127.0.0.1:{plain}"), false, true),
        (format!("ldaps://localhost:{tls}"), false, false),
        (upgraded.clone(), true, false),
    ] {
        let mut doctor = directory.doctor(&url);
        if in_clear {
            doctor = doctor.allow("allow_plaintext");
        }
        let run = if start_tls { doctor.start_tls() } else { doctor }.check();
        // What works is not what the appliances do.
        let run = if start_tls { run.finds(0, 0, "settings-contradict", "StartTLS") } else { run.healthy() };
        run.outcome("SRCH-004", "pass", "2 entries").outcome("BIND-005", "pass", "binds");
    }
    let doctor = directory.doctor(&format!("ldaps://localhost:{tls}"));
    let why = |user: &str| Run::read(&doctor.call("why", &[user, "-o", "json"]).output().unwrap());
    assert_eq!(why("Lena Lux").status, Some(0));
    // Inactivated accounts answer 53 to every bind; this one stands outside the base too.
    why("nora").finds(1, 1, "user-unknown", "outside the search base");
}
