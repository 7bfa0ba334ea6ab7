//! `init --nodes --axl`: what no shell shows, asked of call manager.

use anyhow::Context;

use super::nodes::message;
use crate::cli::{AskNodes, say};
use crate::config::named;
use crate::config::template::ToldByAxl;
use crate::evidence::deployment::{Axl, AxlFailure, Deployment};
use crate::evidence::{Evidence, Observed};
use crate::https_url::HttpsUrl;
use crate::inputs::trust_store;
use crate::plan::AxlAccess;

/// How it is asked; none when nobody wants it. Fails on a URL that is none, and without a password.
pub(super) fn access(asking: &AskNodes) -> anyhow::Result<Option<AxlAccess>> {
    let (Some(url), Some(user)) = (&asking.axl, &asking.axl_user) else { return Ok(None) };
    let url: HttpsUrl = url.parse().context("--axl")?;
    let whose = format!("{user} for AXL");
    let password = named::password(&whose, named::AXL_PASSWORD, asking.ask_password)?.password;
    let trust = trust_store::load_system().1.into_values().collect();
    Ok(Some(AxlAccess { url, user: user.clone(), password, trust, version: None, users: false }))
}

/// What it said; where it said nothing, why.
pub(super) fn told(asking: &AskNodes, said: Observed<Axl, AxlFailure>) -> Result<Option<ToldByAxl>, String> {
    let (Some(url), Some(user)) = (&asking.axl, &asking.axl_user) else { return Ok(None) };
    if let Observed::Seen(axl) = said {
        return Ok(Some(ToldByAxl { url: url.clone(), user: user.clone(), axl }));
    }
    let deployment = Some(Deployment { axl: said, ..Deployment::default() });
    let why = message(Evidence { deployment, ..Evidence::default() }, "CONF-009");
    let why = format!("AXL: {}", why.unwrap_or_else(|| "no answer".to_owned()));
    say(&format!("warning: {why}"));
    Err(why)
}
