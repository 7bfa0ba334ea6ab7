//! `ssh:user@host`: this program copies itself there, looks, and brings its report back.
//!
//! The system's OpenSSH does all of it: keys, agents, jump hosts and the check of host keys are its configuration's.
//! No password of ours travels, neither ssh's (BatchMode) nor the manager's.

use std::future::Future;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::time::Instant;

use super::script;
use super::via::Via;
use crate::check::Stage;
use crate::environment;
use crate::evidence::{Asked, Cut, Evidence, Unreached, Vantage, milliseconds};
use crate::platform;
use crate::probes::alarm;
use crate::report::saved;

/// Bytes a report may have; one of the network and TLS stages has some ten thousand per server.
const MAX_REPORT: u64 = 64 << 20;
/// Bytes of standard error that are read.
const MAX_STDERR: u64 = 64 << 10;
/// Lines of it that are kept, the last ones.
const LINES: usize = 4;
/// Characters of them.
const CHARACTERS: usize = 500;
/// The status of ssh when ssh itself failed (ssh(1), EXIT STATUS).
const SSH_FAILED: i32 = 255;

/// This program as it runs, whatever has happened to its file since; or why it cannot be read.
#[derive(Debug, Clone, Default)]
pub(super) struct Program(Arc<[u8]>, Option<String>);

impl Program {
    pub(super) async fn load() -> Self {
        match tokio::task::spawn_blocking(platform::process::own_program).await {
            Ok(Ok(bytes)) => Self(bytes.into(), None),
            Ok(Err(why)) => Self(Arc::default(), Some(why)),
            Err(_) => Self(Arc::default(), Some("cannot read this program to copy it".to_owned())),
        }
    }
}

/// Another host, and what this one keeps from ssh and from what ssh starts.
pub(super) struct Destination {
    /// What OpenSSH takes as a destination.
    pub(super) destination: String,
    /// Variables of the environment that hold passwords.
    pub(super) hidden: Arc<[String]>,
}

/// Looks from another host. What stands in the way becomes evidence.
pub(super) async fn look(
    name: String,
    from: Destination,
    asked: Asked,
    last_stage: Stage,
    program: Program,
    stop: impl Future<Output = Cut> + Send,
) -> Evidence {
    let (taken_at, start) = (OffsetDateTime::now_utc(), Instant::now());
    let command = script::command(&name, &asked, last_stage, program.0.len() as u64);
    let deadline = Duration::from_millis(asked.deadline_ms);
    let (seen, cut) = tokio::select! {
        biased;
        seen = run(&from, &asked, &command, &program) => (seen, None),
        cut = stop => (Err(Trouble::of("this run was ended before the report came")), Some(cut)),
        () = alarm::after(deadline) => {
            (Err(Trouble::of("the deadline came before its report")), Some(Cut::Deadline))
        }
    };
    match seen.and_then(|report| from_there(&report, &name, &asked)) {
        Ok(evidence) => evidence,
        Err(Trouble { why, exit_status, stderr }) => {
            let via = Via::Ssh(from.destination).into();
            let vantage = Vantage {
                name,
                host: None,
                tool_version: env!("CARGO_PKG_VERSION").to_owned(),
                taken_at: taken_at.replace_nanosecond(0).unwrap_or(taken_at),
                duration_ms: milliseconds(start.elapsed()),
                cut,
                servers: Vec::new(),
                person: None,
                bugs: Vec::new(),
                unreached: Some(Unreached { via, why, exit_status, stderr }),
                untold: None,
            };
            let (stores, certificates) = Default::default();
            Evidence { asked, stores, certificates, vantages: vec![vantage], ..Evidence::default() }
        }
    }
}

/// What stands in the way, plainly.
struct Trouble {
    why: String,
    exit_status: Option<i32>,
    stderr: String,
}

impl Trouble {
    fn of(why: impl Into<String>) -> Self {
        Self { why: why.into(), exit_status: None, stderr: String::new() }
    }
}

/// Runs ssh to its end and returns what the program there printed. Dropped, it ends ssh.
async fn run(from: &Destination, asked: &Asked, command: &str, program: &Program) -> Result<Vec<u8>, Trouble> {
    if let Some(why) = &program.1 {
        return Err(Trouble::of(why));
    }
    let destination = from.destination.as_str();
    let mut ssh = start(from, asked, command)
        .map_err(|error| Trouble::of(format!("cannot start ssh: {error} (Debian package openssh-client)")))?;
    let (stdin, stdout, stderr) = (ssh.stdin.take(), ssh.stdout.take(), ssh.stderr.take());
    let feed = async {
        if let Some(mut stdin) = stdin {
            // When it breaks off, the exit status and standard error say why.
            let _ = stdin.write_all(&program.0).await;
            let _ = stdin.shutdown().await;
        }
    };
    let ((), report, words) = tokio::join!(feed, read(stdout, MAX_REPORT), read(stderr, MAX_STDERR));
    let status = ssh.wait().await.map_err(|error| Trouble::of(format!("ssh: {error}")))?;
    let stderr = last_lines(&words);
    if report.len() as u64 >= MAX_REPORT {
        return Err(Trouble { stderr, ..Trouble::of("its report is larger than 64 MiB") });
    }
    match status.code() {
        Some(0 | 1 | 3) => Ok(report),
        code => Err(Trouble { why: why(destination, status, &stderr), exit_status: code, stderr }),
    }
}

fn start(from: &Destination, asked: &Asked, command: &str) -> std::io::Result<Child> {
    let timeout = asked.connect_timeout_ms.div_ceil(1000).max(1);
    let mut ssh = Command::from(environment::child("ssh", &from.hidden));
    ssh.args(["-T", "-o", "BatchMode=yes", "-o", &format!("ConnectTimeout={timeout}"), "--"])
        .args([&from.destination, command])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
}

/// Reads to the end, or to `most` bytes; what follows is refused by closing the pipe.
async fn read(pipe: Option<impl AsyncRead + Unpin>, most: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(pipe) = pipe {
        let _ = pipe.take(most).read_to_end(&mut bytes).await;
    }
    bytes
}

/// The last lines as one, for a report.
fn last_lines(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let from = lines.len().saturating_sub(LINES);
    let kept = lines.get(from..).unwrap_or_default().join("; ");
    match kept.char_indices().nth(CHARACTERS) {
        Some((end, _)) => format!("{}…", kept.get(..end).unwrap_or_default()),
        None if bytes.len() as u64 >= MAX_STDERR => format!("{kept}…"),
        None => kept,
    }
}

fn why(destination: &str, status: ExitStatus, stderr: &str) -> String {
    let words = if stderr.is_empty() { "without a word".to_owned() } else { stderr.to_owned() };
    match status.code() {
        Some(SSH_FAILED) => format!("ssh {destination} failed (exit status 255): {words}"),
        Some(code @ (126 | 127)) => format!("the program does not run there (exit status {code}): {words}"),
        Some(code) => format!("the program there ended with exit status {code}: {words}"),
        None => format!("ssh {destination} was ended by a signal: {words}"),
    }
}

/// What a report from there saw, under our name for the place. Trust stores, and what is asked, are this host's to give.
fn from_there(report: &[u8], name: &str, asked: &Asked) -> Result<Evidence, Trouble> {
    let mut evidence =
        saved::evidence(report).map_err(|error| Trouble::of(format!("what came back is no report: {error:#}")))?;
    evidence.stores.clear();
    (evidence.identity, evidence.deployment) = (None, None);
    evidence.asked = asked.clone();
    if evidence.vantages.len() != 1 {
        return Err(Trouble::of("what came back is not the report of one place"));
    }
    Ok(super::named(evidence, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn standard_error_is_kept_short_and_plain() {
        let many = (0..9).map(|n| format!("line {n}\r\n\n")).collect::<String>();
        assert_eq!(last_lines(many.as_bytes()), "line 5; line 6; line 7; line 8");
        assert_eq!(last_lines("é".repeat(900).as_bytes()).chars().count(), 501);
        assert!(last_lines(&vec![b'x'; MAX_STDERR as usize]).ends_with('…'));
    }

    #[test]
    fn what_is_no_report_of_one_place_is_told() {
        for (report, words) in [("", "no report"), ("{}", "no schema_version"), ("motd\n{", "no report")] {
            let trouble = from_there(report.as_bytes(), "presence", &Asked::default()).err().unwrap();
            assert!(trouble.why.contains(words), "{}", trouble.why);
        }
    }
}
