//! A report that was written before: its evidence, to be judged again or joined with others.

use anyhow::{Context, bail};
use serde::Deserialize;

use super::{Judging, Report, SCHEMA_VERSION, once};
use crate::check::Item;
use crate::evidence::Evidence;

const EXPECTED: &str = "expected a report as `ucdoctor check -o json` writes it";

/// What tells a report from other JSON, before the rest is believed.
#[derive(Deserialize)]
struct Head {
    schema_version: Option<String>,
}

/// The part of a report that is judged again; verdicts are not taken over.
#[derive(Deserialize)]
struct Saved {
    schema_version: Option<String>,
    evidence: Evidence,
    #[serde(default)]
    outcomes: Vec<Listing>,
}

/// Whom an outcome is about.
#[derive(Deserialize)]
struct Listing {
    #[serde(default)]
    items: Vec<Item>,
}

/// Judges a JSON report again. One with pseudonyms has no certificates to be judged: it is taken as it is.
///
/// Fails as [`evidence`] does.
pub fn report(bytes: &[u8], judging: &Judging) -> anyhow::Result<Report> {
    let evidence = evidence(bytes)?;
    if evidence.pseudonyms.is_none() {
        return Ok(Report::judge(evidence, judging));
    }
    let saved: Report = serde_json::from_slice(bytes).with_context(|| format!("the report is damaged; {EXPECTED}"))?;
    Ok(Report { evidence, ..saved })
}

/// Takes the evidence out of a JSON report whose major `schema_version` is ours.
///
/// Fails when the bytes are no such report, are of another major version, or lack what evidence must have.
pub fn evidence(bytes: &[u8]) -> anyhow::Result<Evidence> {
    let damaged = || format!("the evidence is damaged; {EXPECTED}");
    let saved: Result<Saved, _> = serde_json::from_slice(bytes);
    let version = match &saved {
        Ok(saved) => saved.schema_version.clone(),
        // Another version may well lack what ours must have.
        Err(_) => {
            let head: Head = serde_json::from_slice(bytes).with_context(|| format!("not a JSON report; {EXPECTED}"))?;
            head.schema_version
        }
    };
    let Some(version) = version else {
        bail!("this JSON has no schema_version; {EXPECTED}");
    };
    let major = |version: &str| version.split('.').next().map(str::to_owned);
    if major(&version) != major(SCHEMA_VERSION) {
        bail!("the report's schema_version is {version:?}; this version of ucdoctor reads {SCHEMA_VERSION}");
    }
    let Saved { mut evidence, outcomes, .. } = saved.with_context(damaged)?;
    if let Some(identity) = &mut evidence.identity {
        let items: Vec<Item> = outcomes.into_iter().flat_map(|outcome| outcome.items).collect();
        once::put_back(identity, &items).with_context(damaged)?;
    }
    Ok(evidence)
}
