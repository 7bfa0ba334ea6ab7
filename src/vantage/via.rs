//! How to look from a further place, as the configuration writes it and evidence keeps it.

use std::net::IpAddr;
use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How to look from a further place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String", extend("pattern" = "^(ssh|source|report):.+"))]
pub enum Via {
    /// `ssh:user@host`, or `ssh://user@host:port`: run there.
    Ssh(String),
    /// `source:10.1.2.3`: connect from this local address.
    Source(IpAddr),
    /// `report:FILE`: a JSON report that was made there.
    Report(PathBuf),
}

impl TryFrom<String> for Via {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        match text.split_once(':') {
            // A destination in the form of a URL, which has room for a port (ssh(1)).
            Some(("ssh", target)) if target.starts_with("//") => Ok(Self::Ssh(text)),
            Some(("ssh", target)) if !target.is_empty() => Ok(Self::Ssh(target.to_owned())),
            Some(("report", path)) if !path.is_empty() => Ok(Self::Report(path.into())),
            Some(("source", address)) => {
                address.parse().map(Self::Source).map_err(|_| format!("{address:?} is not an IP address"))
            }
            _ => Err("expected \"ssh:USER@HOST\", \"source:ADDRESS\" or \"report:FILE\"".to_owned()),
        }
    }
}

impl From<Via> for String {
    fn from(via: Via) -> Self {
        match via {
            Via::Ssh(target) if target.starts_with("ssh://") => target,
            Via::Ssh(target) => format!("ssh:{target}"),
            Via::Source(address) => format!("source:{address}"),
            Via::Report(path) => format!("report:{}", path.display()),
        }
    }
}
