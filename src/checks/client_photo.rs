//! What jabber-config.xml says of photos: a URI that is made of an attribute needs all three keys, and the attribute's name in it
//! (Cisco Jabber deployment guides, URI substitution).

use crate::check::{Judged, Owner, fail, pass};
use crate::code::CauseCode;
use crate::evidence::deployment::Client;

/// The photos of each kind of client that has keys of its own; nothing where photos are not made so.
pub(super) fn photos(client: &Client) -> Vec<(String, Judged)> {
    ["", "BDI"].iter().filter_map(|kind| of(client, kind)).collect()
}

fn of(client: &Client, kind: &str) -> Option<(String, Judged)> {
    let set = |name: &str| {
        let keys = client.keys.iter().flatten();
        let mut named = keys.filter(|(key, _)| key.eq_ignore_ascii_case(&format!("{kind}{name}")));
        named.next().map(|(_, value)| value.as_str()).filter(|value| !value.is_empty())
    };
    let enabled = set("PhotoUriSubstitutionEnabled")?;
    let is_on = enabled.eq_ignore_ascii_case("true") || enabled == "1";
    let key = |name: &str| format!("{kind}PhotoUri{name}");
    let judged = match (set("PhotoUriSubstitutionToken"), set("PhotoUriWithToken")) {
        _ if !is_on => return None,
        (None, _) => Err((key("SubstitutionToken"), "names no attribute".to_owned())),
        (_, None) => Err((key("WithToken"), "names no address".to_owned())),
        (Some(token), Some(uri)) if !uri.to_lowercase().contains(&token.to_lowercase()) => {
            Err((key("WithToken"), format!("{uri} does not hold {token}, which would be replaced in it")))
        }
        (Some(token), Some(_)) => Ok(pass(format!("made of {token}")).into()),
    };
    let subject = key("SubstitutionEnabled");
    Some(match judged {
        Ok(passed) => (subject, Ok(passed)),
        Err((wrong, why)) => {
            let finding = fail(CauseCode::SettingsContradict, format!("{wrong} {why}"))
                .fault("client photos")
                .owner(Owner::Client)
                .summary(format!("Clients show no photos: {subject} is on, and {wrong} {why}"))
                .fix(format!(
                    "Set {} to the attribute (sAMAccountName) and {} to the address with that name in it (http://photos.corp.example/sAMAccountName.jpg), or {subject} to false",
                    key("SubstitutionToken"),
                    key("WithToken")
                ));
            (subject, Ok(finding.into()))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;

    #[test]
    fn a_photo_needs_its_attribute_in_its_address() {
        let on = ("PhotoUriSubstitutionEnabled", "True");
        let (token, other) = (("PhotoUriSubstitutionToken", "employeeID"), ("PhotoURISubstitutionToken", "uid"));
        let uri = ("PhotoUriWithToken", "http://pics.lab.example/%%EmployeeId%%.jpg");
        for (keys, says) in [
            (vec![], None),
            (vec![("PhotoUriSubstitutionEnabled", "false"), token], None),
            (vec![on, token, uri], Some("made of employeeID")),
            (vec![on, uri], Some("PhotoUriSubstitutionToken names no attribute")),
            (vec![on, token], Some("PhotoUriWithToken names no address")),
            (vec![on, other, uri], Some("does not hold uid")),
            (vec![("BDIPhotoUriSubstitutionEnabled", "1"), token, uri], Some("BDIPhotoUriSubstitutionToken names")),
        ] {
            let keys = keys.into_iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
            let client = Client { keys: Some(keys), ..Client::default() };
            let told = photos(&client).pop().map(|(_, judged)| match judged.unwrap() {
                Verdict::Pass(proof) => proof.message,
                Verdict::Fail(finding) => finding.message,
                Verdict::Skip(_) => unreachable!(),
            });
            assert_eq!(told.is_some(), says.is_some(), "{told:?}");
            assert!(told.unwrap_or_default().contains(says.unwrap_or_default()), "{says:?}");
        }
    }
}
