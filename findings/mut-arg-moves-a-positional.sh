#!/usr/bin/env bash
# mut-arg-moves-a-positional.sh : what clap's `Command::mut_arg` does to the order of positional arguments.
#
# Rust crate clap 4.6.9, release profile (without debug assertions). Seen on 2026-11-29.
#
# `mut_arg` is there to change one argument of a command that somebody else built, as its help or its values before
# completions are written. One would guess that the argument stays where it is. What happens: it is taken out and put at
# the end, so that of two positionals without an index of their own the first becomes the second: `x ONE TWO` then
# fills them the other way round, without a word; with debug assertions, a required first one ends in a panic about
# indices. A positional with `.index(1)` stays the first.
. "$(dirname "$0")/lab/lab.bash"
mkdir src
cat >Cargo.toml <<T
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
clap = { version = "=4.6.9", default-features = false, features = ["std"] }
[profile.release]
opt-level = 0
T
cat >src/main.rs <<'R'
use clap::{Arg, Command};
fn filled(command: Command) -> String {
    let matches = command.try_get_matches_from(["x", "ONE", "TWO"]).unwrap();
    let value = |id: &str| matches.get_one::<String>(id).unwrap().clone();
    format!("first={} second={}", value("first"), value("second"))
}
fn main() {
    let plain = || Command::new("x").arg(Arg::new("first")).arg(Arg::new("second"));
    let indexed = Command::new("x").arg(Arg::new("first").index(1)).arg(Arg::new("second").index(2));
    println!("as built:             {}", filled(plain()));
    println!("mut_arg(first):       {}", filled(plain().mut_arg("first", |first| first.help("H"))));
    println!("the same, with index: {}", filled(indexed.mut_arg("first", |first| first.help("H"))));
}
R
seen=$(cargo run --quiet --release 2>/dev/null)
expect "$seen" 'as built:             first=ONE second=TWO
mut_arg(first):       first=TWO second=ONE
the same, with index: first=ONE second=TWO'
