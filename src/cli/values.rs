//! What single flags take.

use std::path::PathBuf;
use std::time::Duration;

use crate::plan::Window;

/// Whether an unknown flag is one by which other tools take a password: `-w`, `--password`, `--bind-pw`. A slip in a flag
/// of ours is none.
pub(super) fn gives_a_password(argument: &str) -> bool {
    match argument.strip_prefix("--") {
        Some(name) => {
            (name.contains("pass") || name.contains("pw")) && strsim::damerau_levenshtein(name, "ask-password") > 3
        }
        None => argument.starts_with("-w"),
    }
}

/// Seconds from 0.1 to 3600, fractions allowed.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("expected seconds from 0.1 to 3600".to_owned()),
    }
}

/// `30m`, `2h`, `1d`: up to 127 days.
pub(super) fn window(text: &str) -> Result<Window, String> {
    Window::parse(text).ok_or_else(|| "expected a time as 30m, 2h or 1d, of at most 127 days".to_owned())
}

pub(super) fn vantage_name(text: &str) -> Result<String, String> {
    let printable = !text.chars().any(char::is_control);
    if text.trim().is_empty() || !printable || text.chars().count() > 64 {
        return Err("expected a short printable name".to_owned());
    }
    Ok(text.to_owned())
}

/// `NAME=PATH` of --trust: an appliance, or one of its nodes as `presence/imp2`.
pub(super) fn trust_store(text: &str) -> Result<(String, PathBuf), String> {
    const EXPECTED: &str = "expected NAME=PATH, as presence=trust/cups; NAME is call-manager, presence or client";
    let (name, path) = text.split_once('=').ok_or(EXPECTED)?;
    let appliance = name.split('/').next().unwrap_or_default();
    let known = ["call-manager", "presence", "client"].contains(&appliance) && !name.ends_with('/');
    if !known || path.is_empty() || name.chars().any(char::is_control) {
        return Err(EXPECTED.to_owned());
    }
    Ok((name.to_owned(), PathBuf::from(path)))
}

pub(super) fn user_id(text: &str) -> Result<String, String> {
    if text.trim().is_empty() || text.chars().any(char::is_control) || text.len() > 256 {
        return Err("expected a user ID of at most 256 bytes".to_owned());
    }
    Ok(super::pasted::bare(text))
}

/// A platform account.
pub(super) fn account(text: &str) -> Result<String, String> {
    let plain = !text.is_empty() && text.len() <= 64 && !text.contains(|c: char| c.is_control() || c.is_whitespace());
    if plain { Ok(text.to_owned()) } else { Err("expected the name of an account, without blanks".to_owned()) }
}

/// `SHA256:` and 43 characters of base64, as `ssh-keygen -l` prints it.
pub(super) fn host_key(text: &str) -> Result<String, String> {
    let key = text.trim_end_matches('=');
    let is_base64 = |c: char| c.is_ascii_alphanumeric() || "+/".contains(c);
    match key.strip_prefix("SHA256:") {
        Some(digest) if digest.len() == 43 && digest.chars().all(is_base64) => Ok(key.to_owned()),
        _ => Err("expected SHA256: and 43 characters, as `ssh-keygen -l` prints it".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_named_by_something() {
        assert_eq!(user_id("mail: k.moll@ship.test").unwrap(), "k.moll@ship.test");
        for typed in ["  ", "k\tmoll", &"k".repeat(257)] {
            assert!(user_id(typed).is_err(), "{typed}");
        }
    }
}
