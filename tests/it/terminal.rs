//! A program on a terminal of its own, at which somebody types.

use std::fs;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::{Command, Output, Stdio};
use std::time::Instant;

use crate::watchdog::{HANGS, output_of};

/// Runs the command with a terminal as standard input, and types a line when it has asked for it.
pub(crate) fn typed(command: &Command, prompt: &str, line: &str) -> Output {
    let terminal = nix::pty::openpty(None, None).unwrap();
    let mut on_terminal = Command::new("setsid");
    on_terminal.args(["--ctty", "--wait"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => on_terminal.env(name, value),
            None => on_terminal.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        on_terminal.current_dir(folder);
    }
    on_terminal.stdin(terminal.slave.as_fd().try_clone_to_owned().unwrap());
    let child = on_terminal.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop((terminal.slave, on_terminal));
    let mut keyboard = fs::File::from(terminal.master);
    let mut shown = Vec::new();
    let end = Instant::now() + HANGS;
    while !String::from_utf8_lossy(&shown).contains(prompt) {
        assert!(Instant::now() < end, "no prompt");
        let mut bytes = [0; 256];
        match keyboard.read(&mut bytes) {
            Ok(read @ 1..) => shown.extend_from_slice(&bytes[..read]),
            // It ended without asking.
            _ => break,
        }
    }
    let _ = keyboard.write_all(format!("{line}\n").as_bytes());
    output_of(child)
}
