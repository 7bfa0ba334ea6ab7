//! `[[accept]]`: checked while the file can still be pointed at.

use std::path::Path;

use anyhow::{Context, Result};
use strum::IntoEnumIterator;
use time::{Date, Duration, Month, OffsetDateTime};

use super::file::{self, Config};
use super::parse::Loaded;
use crate::code::CauseCode;
use crate::evidence::Accept;
use crate::files;
use crate::nearest::nearest;

/// How far ahead the end may be.
const LONGEST: Duration = Duration::days(366);

/// Fails on a code that no finding has, on an empty reason, and on an end that is no day or more than a year away.
pub(super) fn valid(loaded: &Loaded) -> Result<()> {
    let latest = (OffsetDateTime::now_utc() + LONGEST).date();
    for (place, accept) in loaded.config.accept.iter().enumerate() {
        let error = |key: &str, what: &str, help: Option<&str>| {
            Err(loaded.error(&["accept", &place.to_string(), key], what, help))
        };
        if CauseCode::iter().all(|code| code.name() != accept.code) {
            let help = match nearest(&accept.code, CauseCode::iter().map(CauseCode::name)) {
                Some(meant) => format!("did you mean {meant}?"),
                None => {
                    "it is the word in front of a finding, as certificate-expiring; `ucdoctor list` has them all".into()
                }
            };
            return error("code", &format!("no finding has the code {:?}", accept.code), Some(&help));
        }
        if accept.reason.trim().is_empty() {
            return error("reason", "the reason is empty", Some("say why this is left as it is"));
        }
        match day(accept) {
            None => return error("until", "this is no day", Some("write it as 2027-03-31")),
            Some(until) if until > latest => {
                let help = format!("the latest day is {latest}");
                return error("until", "a finding is accepted for a year at most", Some(&help));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

/// A finding that is to be accepted.
#[derive(Debug, Clone)]
pub struct NewAccept<'a> {
    /// Its code.
    pub code: String,
    /// Its subjects; none is all.
    pub subjects: Vec<String>,
    /// Why.
    pub reason: &'a str,
    /// Who answers for it.
    pub owner: Option<&'a str>,
    /// The last day.
    pub until: Date,
}

/// Adds entries to a configuration, one a subject. Fails, and leaves the file as it is, where it cannot be read or
/// written, or would not be valid.
pub fn accept(path: &Path, new: &NewAccept<'_>) -> Result<()> {
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let all = ["*".to_owned()];
    let subjects = if new.subjects.is_empty() { all.as_slice() } else { &new.subjects };
    let entry = |subject: &String| {
        let owner = new.owner.map(|owner| format!("owner = {}\n", quoted(owner))).unwrap_or_default();
        format!(
            "\n[[accept]]\ncode = {}\nsubject = {}\nreason = {}\n{owner}until = {}\n",
            quoted(&new.code),
            quoted(subject),
            quoted(new.reason),
            new.until
        )
    };
    let more: String = subjects.iter().map(entry).collect();
    let text = Loaded::read(path)?.with(&more)?;
    files::write(path, |out| out.write_all(text.as_bytes())).with_context(|| format!("cannot write {}", path.display()))
}

/// What a configuration accepts. Fails as reading it does, and on an entry that is not valid.
pub fn accepted(path: &Path) -> Result<Vec<Accept>> {
    let loaded = Loaded::read(path)?;
    valid(&loaded)?;
    Ok(accepts(Some(&loaded.config)))
}

/// What is accepted, as evidence keeps it.
pub(super) fn accepts(config: Option<&Config>) -> Vec<Accept> {
    let given = config.map(|config| config.accept.as_slice()).unwrap_or_default();
    let accept = |accept: &file::Accept| {
        Some(Accept {
            code: accept.code.clone(),
            subject: accept.subject.clone(),
            reason: accept.reason.clone(),
            owner: accept.owner.clone(),
            until: day(accept)?,
        })
    };
    given.iter().filter_map(accept).collect()
}

fn day(accept: &file::Accept) -> Option<Date> {
    let given = accept.until.date?;
    Date::from_calendar_date(given.year.into(), Month::try_from(given.month).ok()?, given.day).ok()
}
