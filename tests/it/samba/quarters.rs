//! The namespaces that a controller lives in, and the processes in them.
//!
//! A controller's ports (389, 636, 3268, 3269) are fixed, so it needs an address for itself; its folder is a memory
//! file system that only its mount namespace sees. Both end with the last process in them, and every process here dies
//! with the test binary, however that ends: nothing is left to remove.

use std::fs;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;

/// Where a controller keeps everything.
pub(super) const FOLDER: &str = "/var/lib/samba";
/// The one address of a network of its own.
pub(super) const ADDRESS: &str = "10.77.9.1";

/// A network namespace, and a mount namespace in which the controllers' folder is its own.
#[derive(Default)]
pub(super) struct Quarters {
    holder: Option<Child>,
    id: u32,
}

impl Quarters {
    /// A network of its own with [`ADDRESS`], in which `script` has run.
    pub(super) fn alone(script: &str) -> Self {
        let network = format!("ip link set lo up; ip address add {ADDRESS}/32 dev lo");
        Self::new(&["unshare", "--net", "--mount"], &format!("{network}\n{script}"))
    }

    /// Quarters in a network namespace that `ip netns` lists, in which `script` has run.
    pub(super) fn within(namespace: &str, script: &str) -> Self {
        let network = format!("--net=/run/netns/{namespace}");
        Self::new(&["nsenter", &network, "unshare", "--mount"], script)
    }

    /// A copy of what stands here, in other quarters: a script for them.
    pub(super) fn copied(&self) -> String {
        // The log of filling the domain stays behind: binds are counted in it.
        format!("cp -a {}/. {FOLDER}/; rm -f {FOLDER}/dc?/samba.log", self.path("").display())
    }

    fn new(way: &[&str], script: &str) -> Self {
        let script = format!(
            "mount -t tmpfs -o mode=755 tmpfs {FOLDER}
             {script}
             touch {FOLDER}/hosts {FOLDER}/resolv.conf
             mount --bind {FOLDER}/hosts /etc/hosts; mount --bind {FOLDER}/resolv.conf /etc/resolv.conf
             echo ready; exec sleep infinity"
        );
        let mut shell = Command::new("setpriv");
        shell.args(["--pdeathsig", "KILL"]).args(way).args(["sh", "-euc", &script]);
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
        Self { id: holder.id(), holder: Some(holder) }
    }

    /// The same quarters, for somebody else who lives there; they end with the first.
    pub(super) fn shared(&self) -> Self {
        Self { id: self.id, holder: None }
    }

    /// A file of the controller, as seen from outside.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        PathBuf::from(format!("/proc/{}/root{FOLDER}/{name}", self.id))
    }

    /// Writes a file that only the owner may read, as Samba wants it of a key.
    pub(super) fn write(&self, name: &str, content: &[u8]) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.path(name);
        fs::write(&path, content).unwrap();
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
    }

    /// The words in front of a command that shall run inside.
    pub(super) fn entry(&self) -> Vec<String> {
        let id = self.id.to_string();
        ["setpriv", "--pdeathsig", "KILL", "nsenter", "--net", "--mount", "--target", &id].map(str::to_owned).to_vec()
    }

    pub(super) fn command(&self, program: &str) -> Command {
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

/// Starts a process that dies with this program. The signal of `setpriv --pdeathsig` comes when the thread ends that
/// started it, and tests are threads: so one that never ends does.
pub(super) fn spawn(mut command: Command) -> Child {
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

pub(super) fn end(process: &mut Child) {
    let _ = process.kill();
    let _ = process.wait();
}

/// Runs a program with this input, and returns its output.
pub(super) fn run_to_end(command: &mut Command, input: &[u8]) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let told = || format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{command:?}: {}", told());
    String::from_utf8(output.stdout).unwrap()
}
