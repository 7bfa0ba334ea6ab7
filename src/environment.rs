//! What the surroundings of this process do to it, and what it hands on to its children.

use std::ffi::{OsStr, OsString};
use std::process::Command;
use std::sync::OnceLock;

/// Names OpenSSL's configuration file.
const OPENSSL_CONF: &str = "OPENSSL_CONF";

/// What `OPENSSL_CONF` was when this program was started.
static GIVEN: OnceLock<Option<OsString>> = OnceLock::new();

/// Lets OpenSSL start without any configuration file: neither that of `OPENSSL_CONF` nor that of its own folder, since
/// both may load code into this process. To be called before OpenSSL's first use, which is when it reads the variable,
/// and before there is a second thread.
pub fn plain_openssl() {
    GIVEN.get_or_init(|| std::env::var_os(OPENSSL_CONF));
    // An empty name stands for no file (CONF_modules_load_file_ex in OpenSSL's conf_mod.c).
    let line = format!("{OPENSSL_CONF}=''\n");
    // It cannot fail: the line is a constant.
    let _ = dotenvy::from_read_override(line.as_bytes());
}

/// A program to be run, which does not see the variables `hidden`, since they hold passwords, and finds OpenSSL's
/// configuration as this program found it.
pub(crate) fn child(program: impl AsRef<OsStr>, hidden: &[String]) -> Command {
    let mut command = Command::new(program);
    match GIVEN.get().and_then(Option::as_ref) {
        Some(given) => command.env(OPENSSL_CONF, given),
        None => command.env_remove(OPENSSL_CONF),
    };
    for variable in hidden {
        command.env_remove(variable);
    }
    command
}
