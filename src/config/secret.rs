//! The passwords of accounts: from the environment, a file, a program, or a terminal; never from the file or a flag itself.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{ErrorKind, IsTerminal, Read};
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use super::file::{Bind, CallManager, Node};
use super::parse::Loaded;
use crate::{environment, platform};

/// Bytes a password file or a program's output may have.
const MAX_BYTES: u64 = 64 << 10;

/// What begins a UTF-8 file of Windows, and no password.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Time a password command may take.
const COMMAND_LIMIT: Duration = Duration::from_secs(10);

/// A password, and a warning about how it is kept.
#[derive(Debug)]
pub struct Obtained {
    /// The password, never empty.
    pub password: SecretString,
    /// What the user should know.
    pub warning: Option<String>,
}

/// The ways a table gives a password, at most one of them used.
#[derive(Debug, Clone)]
pub struct Ways<'a> {
    /// The table.
    table: Vec<String>,
    /// What its keys begin with.
    prefix: &'static str,
    env: Option<&'a str>,
    file: Option<&'a Path>,
    command: Option<&'a [String]>,
}

impl<'a> Ways<'a> {
    /// Those of `[directory.bind]`.
    pub fn bind(bind: &'a Bind) -> Self {
        Self {
            table: ["directory", "bind"].map(str::to_owned).to_vec(),
            prefix: "",
            env: bind.password_env.as_deref(),
            file: bind.password_file.as_deref(),
            command: bind.password_command.as_deref(),
        }
    }

    /// Those for AXL.
    pub fn axl(table: &'a CallManager) -> Self {
        Self {
            table: vec!["call_manager".to_owned()],
            prefix: "axl_",
            env: table.axl_password_env.as_deref(),
            file: table.axl_password_file.as_deref(),
            command: table.axl_password_command.as_deref(),
        }
    }

    /// Those for the application user of a node, which is that of `table.nodes` at this place.
    pub fn of_node(table: &str, place: usize, node: &'a Node) -> Self {
        Self {
            table: vec![table.to_owned(), "nodes".to_owned(), place.to_string()],
            prefix: "axl_",
            env: node.axl_password_env.as_deref(),
            file: node.axl_password_file.as_deref(),
            command: node.axl_password_command.as_deref(),
        }
    }

    /// Those for the shell of a node, which is the one at `place` of a table's.
    pub fn shell(table: &str, place: usize, node: &'a Node) -> Self {
        Self {
            table: vec![table.to_owned(), "nodes".to_owned(), place.to_string()],
            prefix: "ssh_",
            env: node.ssh_password_env.as_deref(),
            file: node.ssh_password_file.as_deref(),
            command: node.ssh_password_command.as_deref(),
        }
    }

    /// None is given.
    pub fn is_empty(&self) -> bool {
        self.env.is_none() && self.file.is_none() && self.command.is_none()
    }

    fn error(&self, loaded: &Loaded, key: &str, what: &str) -> anyhow::Error {
        let key = format!("{}{key}", self.prefix);
        let at: Vec<&str> = self.table.iter().map(String::as_str).chain([key.as_str()]).collect();
        loaded.error(&at, what, None)
    }
}

/// Gets the password of `[directory.bind]` by the way the file names; none when it names none. Fails when that way
/// leads nowhere: a variable that is not set, a file that cannot be read, a command that fails or says nothing.
pub fn obtain(loaded: &Loaded, bind: &Bind) -> anyhow::Result<Option<Obtained>> {
    obtain_by(loaded, &Ways::bind(bind))
}

/// Gets a password by the way the file names; none when it names none.
pub fn obtain_by(loaded: &Loaded, ways: &Ways<'_>) -> anyhow::Result<Option<Obtained>> {
    if let Some(name) = ways.env {
        let Some(value) = std::env::var_os(name) else {
            // A password typed in the name's place is not repeated, so only what looks like a name is.
            let named = if name.chars().any(|c| c.is_ascii_lowercase()) { "named here" } else { name };
            return Err(ways.error(
                loaded,
                "password_env",
                &format!("the environment variable {named} is not set: export it before the run"),
            ));
        };
        return from_environment(&value).map_err(|why| ways.error(loaded, "password_env", &why.to_string())).map(Some);
    }
    if let Some(path) = ways.file {
        let path = loaded.resolve(path);
        let pointed = |why: anyhow::Error| ways.error(loaded, "password_file", &format!("{why:#}"));
        return from_file(&path).map_err(pointed).map(Some);
    }
    if let Some(command) = ways.command {
        let folder = loaded.resolve(Path::new("."));
        let pointed = |why: anyhow::Error| ways.error(loaded, "password_command", &format!("{why:#}"));
        let limits = (COMMAND_LIMIT, loaded.secret_variables());
        return from_command(command, &folder, limits).map_err(pointed).map(Some);
    }
    Ok(None)
}

/// Whether a prompt is open.
static ASKING: AtomicBool = AtomicBool::new(false);

/// Whether a password is being asked for at this moment.
pub fn is_asking() -> bool {
    ASKING.load(Ordering::Relaxed)
}

/// Asks for the password on the terminal, without echo. Fails without a terminal.
pub fn ask(account: &str) -> anyhow::Result<Obtained> {
    if !std::io::stdin().is_terminal() {
        bail!("--ask-password needs a terminal; without one, give password_env, password_file or password_command");
    }
    let shown: String = account.chars().map(|c| if c.is_control() { '?' } else { c }).collect();
    ASKING.store(true, Ordering::Relaxed);
    let typed = rpassword::prompt_password(format!("Password of {shown}: "));
    ASKING.store(false, Ordering::Relaxed);
    let typed = typed
        .context("--ask-password needs a terminal; without one, use password_env, password_file or password_command")?;
    accepted(Zeroizing::new(typed.into_bytes()), None)
}

/// Whether a blank stands at one end of a password, or quotation marks around it: it is sent as it is, and may be meant so.
pub fn padded(password: &SecretString) -> bool {
    let text = password.expose_secret();
    let quoted = |mark: char| text.len() > mark.len_utf8() && text.starts_with(mark) && text.ends_with(mark);
    text.trim() != text || quoted('"') || quoted('\'')
}

/// The value of a variable.
pub(super) fn from_environment(value: &OsStr) -> anyhow::Result<Obtained> {
    accepted(Zeroizing::new(value.as_encoded_bytes().to_vec()), None)
}

/// The first line of a file.
fn from_file(path: &Path) -> anyhow::Result<Obtained> {
    // What is no file may be the password itself.
    let like_a_path = path.exists() || path.extension().is_some();
    let unreadable = || match like_a_path {
        true => format!("cannot read {}", path.display()),
        false => "cannot read the file named here".to_owned(),
    };
    let mut file = match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            bail!("{}: there is no such file (paths are relative to the configuration)", unreadable())
        }
        opened => opened.with_context(unreadable)?,
    };
    let warning = platform::files::is_readable_by_all(&file)
        .then(|| format!("{} is readable by everyone on this host; chmod 600 {}", path.display(), path.display()));
    accepted(first_line(&mut file).with_context(unreadable)?, warning)
}

/// The first line a program prints. What it prints is never part of an error; what it complains about is.
///
/// The variables `hidden` hold other passwords: it does not see them.
fn from_command(
    command: &[String],
    folder: &Path,
    (limit, hidden): (Duration, Vec<String>),
) -> anyhow::Result<Obtained> {
    let (program, arguments) = command.split_first().context("password_command names no program")?;
    // A single word may be the password itself.
    let named = match arguments {
        [] if !program.contains('/') => "the program named here".to_owned(),
        _ => format!("{program:?}"),
    };
    let mut child = environment::child(program, &hidden)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot run {named}"))?;
    let printed = reader(child.stdout.take());
    let complaint = reader(child.stderr.take());
    let end = Instant::now() + limit;
    let status = wait(&mut child, end).with_context(|| format!("{named} did not end within {} s", limit.as_secs()))?;
    let left = || end.saturating_duration_since(Instant::now()).max(Duration::from_millis(200));
    if !status.success() {
        let complaint = complaint.recv_timeout(left()).unwrap_or_default();
        let complaint = String::from_utf8_lossy(&complaint);
        let complaint: String = complaint.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(1000).collect();
        bail!("{named} failed ({status}){}", said(&complaint));
    }
    let printed = printed.recv_timeout(left()).with_context(|| format!("{named} left its output open"))?;
    accepted(first_line(&mut printed.as_slice())?, None)
}

/// Reads one of the child's pipes on a thread of its own, so that neither pipe can fill up and block it.
fn reader(pipe: Option<impl Read + Send + 'static>) -> mpsc::Receiver<Zeroizing<Vec<u8>>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES as usize));
        if let Some(mut pipe) = pipe {
            let _ = pipe.by_ref().take(MAX_BYTES).read_to_end(&mut bytes);
            let _ = std::io::copy(&mut pipe, &mut std::io::sink());
        }
        let _ = sender.send(bytes);
    });
    receiver
}

/// Waits for the child until `end`, then kills it.
fn wait(child: &mut Child, end: Instant) -> Option<std::process::ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => std::thread::sleep(Duration::from_millis(5)),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                return None;
            }
        }
    }
}

/// What a program complained about, one line each.
fn said(complaint: &str) -> String {
    if complaint.is_empty() { String::new() } else { format!(": {}", complaint.replace('\n', "; ")) }
}

/// The first line, without its line end.
fn first_line(source: &mut impl Read) -> anyhow::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(MAX_BYTES as usize));
    source.take(MAX_BYTES).read_to_end(&mut bytes)?;
    // Windows editors write a mark before UTF-8; PowerShell's `>` and Out-File write UTF-16.
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.contains(&0) {
        bail!(
            "it is UTF-16 text: save it as UTF-8 (PowerShell: `Set-Content -Encoding ascii`), else another password would be sent"
        );
    }
    if let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
        bytes.truncate(end);
    }
    if bytes.last() == Some(&b'\r') {
        bytes.pop();
    }
    Ok(bytes)
}

/// Refuses what would make an unauthenticated bind (RFC 4513 section 5.1.2), and what no directory takes as text.
fn accepted(bytes: Zeroizing<Vec<u8>>, warning: Option<String>) -> anyhow::Result<Obtained> {
    if bytes.is_empty() {
        bail!("the password is empty; a bind with an empty password proves nothing (RFC 4513 section 5.1.2)");
    }
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Obtained { password: SecretString::from(text), warning }),
        Err(_) => bail!("the password is not UTF-8, which a simple bind needs (RFC 4513 section 5.1)"),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use secrecy::ExposeSecret;

    fn file(content: &[u8], mode: u32) -> anyhow::Result<Obtained> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pw");
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        from_file(&path)
    }

    fn command(words: &[&str], limit_ms: u64) -> anyhow::Result<Obtained> {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        from_command(&words, Path::new("."), (Duration::from_millis(limit_ms), vec!["OTHER_SECRET".to_owned()]))
    }

    #[test]
    fn blanks_and_quotation_marks_around_a_password_are_noticed() {
        for (text, expected) in [
            (" s3", true),
            ("s3\t", true),
            ("\"s3\"", true),
            ("'s3'", true),
            ("s 3", false),
            ("\"s3", false),
            ("\"", false),
            ("s3", false),
        ] {
            assert_eq!(padded(&SecretString::from(text.to_owned())), expected, "{text:?}");
        }
    }

    #[test]
    fn the_first_line_of_a_file() {
        for (content, password) in [
            (&b"hunter2"[..], Some("hunter2")),
            (b"hunter2\n", Some("hunter2")),
            (b"hunter2\r\nsecond\n", Some("hunter2")),
            (b" h 2 \n", Some(" h 2 ")),
            (b"", None),
            (b"\nhunter2", None),
            (b"\r\n", None),
            (b"\xff\xfe", None),
            (b"\xef\xbb\xbfhunter2\r\n", Some("hunter2")),
            (b"\xff\xfeh\0u\0n\0\r\0\n\0", None),
            (b"h\0u\0n\0\n\0", None),
        ] {
            let obtained = file(content, 0o600);
            assert_eq!(obtained.as_ref().ok().map(|o| o.password.expose_secret()), password, "{content:?}");
            if let Ok(obtained) = obtained {
                assert!(obtained.warning.is_none());
                assert!(!format!("{obtained:?}").contains("hunter2"));
            }
        }
        assert!(file(b"x", 0o644).unwrap().warning.unwrap().contains("chmod 600"));
    }

    #[test]
    fn the_first_line_of_a_program() {
        let obtained = command(&["sh", "-c", "echo hunter2; echo more; seq 1 100000 >&2"], 5000).unwrap();
        assert_eq!(obtained.password.expose_secret(), "hunter2");
        for (words, limit, says) in [
            (&["sh", "-c", "echo hunter2; echo no entry ucm >&2; exit 3"][..], 5000, "no entry ucm"),
            (&["sh", "-c", "kill -9 $$"], 5000, "signal: 9"),
            (&["sleep", "20"], 300, "did not end"),
            (&["/nonexistent/program"], 5000, "cannot run"),
            (&["true"], 5000, "empty"),
        ] {
            let error = format!("{:#}", command(words, limit).unwrap_err());
            assert!(error.contains(says) && !error.contains("hunter2"), "{words:?}: {error}");
        }
    }
}
