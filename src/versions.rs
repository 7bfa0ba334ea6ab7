//! Versions of call manager and presence, and which of them go together.
//!
//! What is known comes from Cisco's upgrade guides, the SRND and field reports; a pair nobody wrote about is "not
//! known", never guessed.
#![deny(clippy::disallowed_methods, clippy::disallowed_types)]

/// The first numbers of a version: `14.0.1.13900-155`, `9.0(1)`, `6.0.3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version {
    /// First number.
    pub(crate) major: u32,
    /// Second number; none in `14` or `14SU3`.
    pub(crate) minor: Option<u32>,
    /// Third number, where there is one.
    pub(crate) maintenance: Option<u32>,
}

/// Whether two versions go together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fit {
    /// Supported.
    Together,
    /// Not supported, for this reason.
    Apart(String),
    /// Nothing is known about this pair, for this reason.
    Unknown(String),
}

impl Version {
    /// Takes the first version in a text, as `Active Master Version: 14.0.1.13900-155`; none when it holds none.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let found = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
        let dotted = |part: &&str| part.contains(['.', '(']);
        let words = || text.split(|c: char| c.is_whitespace() || matches!(c, ':' | ',' | ';')).filter(found);
        let word = words().find(dotted).or_else(|| words().next())?;
        let mut numbers = word.split(|c: char| !c.is_ascii_digit()).map(|digits| digits.parse::<u32>().ok());
        let major = numbers.next().flatten()?;
        // `14SU3` has no second number, and the 3 is none.
        let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
        if !rest.starts_with('.') {
            return Some(Self { major, minor: None, maintenance: None });
        }
        let minor = numbers.next().flatten();
        let maintenance = minor.and_then(|_| numbers.next().flatten());
        Some(Self { major, minor, maintenance })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.major)?;
        for number in [self.minor, self.maintenance].into_iter().flatten() {
            write!(f, ".{number}")?;
        }
        Ok(())
    }
}

/// Call manager before 11.5 speaks no newer TLS than 1.0 as a client, as field reports say (11.5(1)SU3 brought 1.2).
/// Of 11.5 itself the service update would have to be known.
pub(crate) fn speaks_tls_1_0_only(call_manager: Version) -> bool {
    (call_manager.major, call_manager.minor.unwrap_or(u32::MAX)) < (11, 5)
}

/// Call manager speaks TLS 1.3 from 15SU2 on (Cisco, Security Guide 15). 15 itself is not told apart by its first
/// numbers.
pub(crate) fn speaks_no_tls_1_3(call_manager: Version) -> bool {
    call_manager.major < 15
}

/// Whether this call manager and this presence server go together.
///
/// From 9.0 on both need the same first two numbers (CUCM 9.0(1) upgrade guide); below, only pairs that are known to
/// fail are called wrong.
pub(crate) fn fit(call_manager: Version, presence: Version) -> Fit {
    if call_manager.major <= 4 {
        return Fit::Apart("no presence server works with call manager 4 or older".to_owned());
    }
    if call_manager.major >= 9 || presence.major >= 9 {
        return same_release(call_manager, presence);
    }
    let pair = ((call_manager.major, call_manager.minor), (presence.major, presence.minor, presence.maintenance));
    match pair {
        ((7, Some(0)), (6, Some(0), Some(3))) => {
            Fit::Apart("presence 6.0.3 does not work with call manager 7.0: its sync agent does not start".to_owned())
        }
        ((6, Some(0)), (7, Some(0), _)) => Fit::Unknown(
            "presence 7.0 with call manager 6.0 was seen in the field; whether it is supported is not known".to_owned(),
        ),
        _ => Fit::Unknown(format!(
            "whether presence {presence} goes with call manager {call_manager} is not known here; \
             Cisco's compatibility matrix of these releases says"
        )),
    }
}

/// The rule from 9.0 on.
fn same_release(call_manager: Version, presence: Version) -> Fit {
    if call_manager.major != presence.major {
        return Fit::Apart(format!(
            "presence {presence} does not go with call manager {call_manager}: from 9.0 on both need the same release"
        ));
    }
    match (call_manager.minor, presence.minor) {
        (Some(one), Some(other)) if one == other => Fit::Together,
        (Some(_), Some(_)) => Fit::Apart(format!(
            "presence {presence} does not go with call manager {call_manager}: \
             the first two numbers must be the same"
        )),
        _ => Fit::Unknown(
            "one of the versions lacks its second number; give it as `show version active` prints it".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_people_write_them() {
        for (text, shown) in [
            ("14.0.1.13900-155", Some("14.0.1")),
            ("Active Master Version: 9.1.2.10000-28\nActive Version Installed", Some("9.1.2")),
            ("8.6(2a)", Some("8.6.2")),
            ("6.0.3", Some("6.0.3")),
            ("Cisco Unified CM 12.5(1)SU4", Some("12.5.1")),
            ("15", Some("15")),
            ("14SU3", Some("14")),
            ("12.", Some("12")),
            ("unknown", None),
            ("", None),
            ("99999999999.1", None),
        ] {
            assert_eq!(Version::parse(text).map(|version| version.to_string()).as_deref(), shown, "{text:?}");
        }
    }

    #[test]
    fn pairs_are_right_wrong_or_not_known() {
        for (call_manager, presence, expected) in [
            ("14.0.1.13900-155", "14.0.1.10000-1", "together"),
            ("9.0.2", "9.0.12.30000-2", "together"),
            ("12.5.1", "12.5.1", "together"),
            ("9.1", "9.0", "apart"),
            ("12.5", "14.0", "apart"),
            ("8.6.2", "9.0.1", "apart"),
            ("9.0", "8.6", "apart"),
            ("14SU3", "12.5", "apart"),
            ("14", "14.0", "unknown"),
            ("7.0(1)", "6.0(3)", "apart"),
            ("7.0.1.11000-2", "6.0.3.1000-12", "apart"),
            ("7.0", "6.0.2", "unknown"),
            ("7.0", "6.0", "unknown"),
            ("6.0", "7.0", "unknown"),
            ("8.6", "8.6", "unknown"),
            ("4.3", "6.0", "apart"),
        ] {
            let parsed = |text| Version::parse(text).unwrap();
            let found = match fit(parsed(call_manager), parsed(presence)) {
                Fit::Together => "together",
                Fit::Apart(_) => "apart",
                Fit::Unknown(_) => "unknown",
            };
            assert_eq!(found, expected, "call manager {call_manager}, presence {presence}");
        }
    }
}
