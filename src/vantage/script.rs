//! The shell script that runs at the other end of ssh: POSIX sh, one private folder, gone in every case.

use std::fmt::Write as _;

use crate::check::Stage;
use crate::evidence::Asked;
use crate::server_url::ServerUrl;

/// The command line for ssh. The program follows on standard input, `bytes` long.
pub(super) fn command(name: &str, asked: &Asked, last_stage: Stage, bytes: u64) -> String {
    let script = format!(
        "umask 077\n\
         d=$(mktemp -d) || {{ echo 'no private folder can be made there' >&2; exit 90; }}\n\
         trap 'rm -rf \"$d\"' EXIT\n\
         trap 'exit 129' HUP INT TERM PIPE\n\
         cat >\"$d/ucdoctor\"\n\
         [ \"$(wc -c <\"$d/ucdoctor\")\" -eq {bytes} ] || {{ echo 'the copy did not arrive whole' >&2; exit 91; }}\n\
         chmod 700 \"$d/ucdoctor\" || exit 92\n\
         printf %s {configuration} >\"$d/ucdoctor.toml\"\n\
         \"$d/ucdoctor\" check -c \"$d/ucdoctor.toml\" {flags} -q -o json\n\
         s=$?\n\
         exit $s",
        configuration = quoted(&configuration(asked)),
        flags = flags(name, asked, last_stage),
    );
    // The login shell may be any; what it hands on is for sh.
    format!("exec sh -c {}", quoted(&script))
}

/// What to look at, and no account. Stores are judged here, so that host's own bundle is left out of what it reports.
fn configuration(asked: &Asked) -> String {
    let servers: Vec<String> = asked.servers.iter().map(|server: &ServerUrl| format!("\"{server}\"")).collect();
    format!("[directory]\nservers = [{}]\nstart_tls = {}\n", servers.join(", "), asked.start_tls)
}

fn flags(name: &str, asked: &Asked, last_stage: Stage) -> String {
    let mut flags = format!("--vantage={}", quoted(name));
    let seconds = |ms: u64| (std::time::Duration::from_millis(ms).as_secs_f64() * 1000.0).round() / 1000.0;
    let _ = write!(flags, " --connect-timeout={}", seconds(asked.connect_timeout_ms));
    let _ = write!(flags, " --deadline={}", seconds(remote_deadline(asked.deadline_ms)));
    flags.push_str(if last_stage == Stage::Network { " --only=network" } else { " --only=network --only=tls" });
    flags
}

/// Less than ours, so that its report still arrives: copying the program there takes a part of the time.
fn remote_deadline(deadline_ms: u64) -> u64 {
    deadline_ms.saturating_sub(3_000).max(deadline_ms / 2).max(100)
}

/// One word for any shell of the Bourne family, and for csh and fish.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn hostile_names_stay_one_word() {
        for text in ["presence", "it's $(id) `id` \"x\" \\", "'; rm -rf / #", "-rf"] {
            let output = Command::new("sh").args(["-c", &format!("printf %s {}", quoted(text))]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), text);
        }
    }

    #[test]
    fn a_copy_that_breaks_off_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let asked = Asked { deadline_ms: 30_000, connect_timeout_ms: 3_000, ..Asked::default() };
        let mut shell = Command::new("sh");
        shell.args(["-c", &command("it's", &asked, Stage::Tls, 5)]).env("TMPDIR", folder.path());
        let output = shell.stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(91), "{output:?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);

        // And when nobody is there any more to be told.
        let mut child = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        drop(child.stdin.take());
        assert!(!child.wait().unwrap().success());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn the_other_end_gives_up_before_we_do() {
        for (ours, theirs) in [(30_000, 27_000), (6_000, 3_000), (4_000, 2_000), (100, 100)] {
            assert_eq!(remote_deadline(ours), theirs);
        }
    }
}
