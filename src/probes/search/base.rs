//! What stands at the search base, and when nothing does, how much of it is right.

use super::{Looker, texts};
use crate::evidence::search::Base;
use crate::evidence::{LdapFailure, RootDse};
use crate::ldap::dn;
use crate::ldap::filter::escape;
use crate::ldap::session::{Entry, Scope};
use crate::ldap::slips;

/// Entries below the last right one that are compared with the name that is wrong.
const SIBLINGS: usize = 200;
/// Parts of a name that are walked up.
const DEPTH: usize = 12;
/// Names offered.
const OFFERED: usize = 3;
/// Similarity (normalised Levenshtein, 0 to 1) from which a name is near.
const NEAR: f64 = 0.6;
/// Types that are mixed up or left out.
const TYPES: [&str; 2] = ["CN", "OU"];

/// Reads the base by itself. When it is not there, looks for what may be meant.
pub(super) async fn look(
    looker: &mut Looker<'_>,
    (configured, manager): (&str, &str),
    root_dse: Option<&RootDse>,
) -> Result<Base, LdapFailure> {
    let contexts = root_dse.map(|root| root.values("namingContexts").to_vec()).unwrap_or_default();
    let attributes = ["objectClass", "hasSubordinates", "numSubordinates", "entryCSN"];
    let (mut entries, end) = looker.few(configured, Scope::Base, "(objectClass=*)", &attributes, 1).await?;
    let mut base = Base {
        inside: longest_around(configured, &contexts),
        naming_contexts: contexts,
        end: end.into(),
        ..Base::default()
    };
    match entries.pop() {
        Some(entry) => described(&mut base, &entry),
        // The root of a Global Catalog, or of a server of one tree, is no entry and can be searched.
        None if configured.trim().is_empty() => {}
        // A search begins at an entry that is hidden itself, too.
        None if base.end.code == 0 && looker.any(configured, "(objectClass=*)").await?.0 => {
            (base.dn, base.has_subordinates) = (Some(configured.to_owned()), Some(true));
        }
        None if matches!(base.end.code, 0 | 32 | 34) => doctor(looker, (configured, manager), &mut base).await?,
        None => {}
    }
    Ok(base)
}

fn described(base: &mut Base, entry: &Entry) {
    let flag = texts(entry, "hasSubordinates").first().map(|value| value.eq_ignore_ascii_case("true"));
    let number = texts(entry, "numSubordinates").first().and_then(|value| value.trim().parse::<u64>().ok());
    base.dn = Some(entry.dn.clone());
    base.object_classes = texts(entry, "objectClass");
    base.entry_csn = texts(entry, "entryCSN").into_iter().next();
    base.has_subordinates = flag.or(number.map(|number| number > 0));
}

fn longest_around(name: &str, contexts: &[String]) -> Option<String> {
    let name = dn::parse(name).ok()?;
    let around = |context: &&String| dn::parse(context).is_ok_and(|context| name.is_within(&context));
    contexts.iter().filter(around).max_by_key(|context| context.len()).cloned()
}

/// Finds the nearest entry above, and entries that may be meant.
async fn doctor(
    looker: &mut Looker<'_>,
    (configured, manager): (&str, &str),
    base: &mut Base,
) -> Result<(), LdapFailure> {
    let parts = parts(configured);
    let mut wrong = parts.len();
    for above in 1..parts.len().min(DEPTH) {
        let parent = joined(parts.get(above..).unwrap_or_default());
        if let Some(entry) = looker.entry(&parent, &["1.1"]).await? {
            (base.last_right, wrong) = (Some(entry.dn), above - 1);
            break;
        }
    }
    // What was typed otherwise than the directory writes it is likelier than another entry with a name like it.
    for offer in slips::meant(configured, &base.context_for(looker)) {
        if base.near.len() < OFFERED
            && let Some(entry) = looker.entry(&offer, &["1.1"]).await?
            && !base.near.contains(&entry.dn)
        {
            base.near.push(entry.dn);
        }
    }
    if !base.near.is_empty() {
        return Ok(());
    }
    let mut offers = retyped(&parts, wrong);
    offers.extend(beside(&parts, manager));
    if let (Some(parent), Some(part)) = (&base.last_right, parts.get(wrong)) {
        let (siblings, _) = looker.few(parent, Scope::OneLevel, "(objectClass=*)", &["1.1"], SIBLINGS).await?;
        let below = parts.get(..wrong).unwrap_or_default();
        for sibling in nearest(part, siblings) {
            offers.push([below, &[sibling.as_str()]].concat().join(","));
            offers.push(sibling);
        }
    }
    for offer in offers {
        if base.near.len() < OFFERED
            && let Some(entry) = looker.entry(&offer, &["1.1"]).await?
            && !base.near.contains(&entry.dn)
        {
            base.near.push(entry.dn);
        }
    }
    if base.near.is_empty()
        && let (Some(name), Some(context)) = (parts.first().map(|part| value(part)), base.context())
    {
        let name = escape(name.as_bytes());
        let filter = format!("(|(ou={name})(cn={name}))");
        let (elsewhere, _) = looker.few(&context, Scope::Subtree, &filter, &["1.1"], OFFERED).await?;
        base.near.extend(elsewhere.into_iter().map(|entry| entry.dn));
    }
    Ok(())
}

impl Base {
    /// Where a name belongs that has no domain.
    fn context_for(&self, looker: &Looker<'_>) -> String {
        if looker.context.is_empty() {
            self.naming_contexts.first().cloned().unwrap_or_default()
        } else {
            looker.context.clone()
        }
    }

    fn context(&self) -> Option<String> {
        self.inside.clone().or_else(|| self.naming_contexts.first().cloned())
    }
}

/// The first part of the name, below each entry above the manager's own: a part in the middle may have been left out, as the
/// customer's number in a directory that many share, and not every server says what it holds.
fn beside(name: &[&str], manager: &str) -> Vec<String> {
    let Some(first) = name.first().filter(|first| first.contains('=') && dn::parse(manager).is_ok()) else {
        return Vec::new();
    };
    let manager = parts(manager);
    let above = (1..manager.len().min(DEPTH)).map(|from| joined(manager.get(from..).unwrap_or_default()));
    above.map(|above| format!("{first},{above}")).collect()
}

/// The name with another type at the wrong part, or with a type where there is none.
fn retyped(parts: &[&str], wrong: usize) -> Vec<String> {
    let untyped = parts.iter().position(|part| !part.contains('='));
    let Some((at, part)) =
        untyped.or((wrong < parts.len()).then_some(wrong)).and_then(|at| Some((at, *parts.get(at)?)))
    else {
        return Vec::new();
    };
    let typed = TYPES.iter().map(|kind| format!("{kind}={}", value(part)));
    let other = typed.filter(|typed| !typed.eq_ignore_ascii_case(part));
    other
        .map(|typed| {
            let mut parts = parts.to_vec();
            if let Some(place) = parts.get_mut(at) {
                *place = &typed;
            }
            parts.join(",")
        })
        .collect()
}

/// Children whose own part is near `part`, the nearest first.
fn nearest(part: &str, siblings: Vec<Entry>) -> Vec<String> {
    let wanted = value(part).to_lowercase();
    let mut near: Vec<(f64, String)> = siblings
        .into_iter()
        .filter_map(|sibling| {
            let own = parts(&sibling.dn).first().map(|part| value(part).to_lowercase())?;
            let likeness = strsim::normalized_levenshtein(&wanted, &own);
            (likeness >= NEAR).then_some((likeness, sibling.dn))
        })
        .collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.into_iter().take(OFFERED).map(|(_, dn)| dn).collect()
}

/// The parts of a name, cut at commas that are not escaped, also where the name is broken.
pub(super) fn parts(name: &str) -> Vec<&str> {
    let (mut parts, mut start, mut escaped, mut quoted) = (Vec::new(), 0, false, false);
    for (at, c) in name.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => quoted = !quoted,
            ',' | ';' if !quoted => {
                parts.push(name.get(start..at).unwrap_or_default().trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(name.get(start..).unwrap_or_default().trim());
    parts
}

/// What stands after the type of a part; all of it where there is no type.
pub(super) fn value(part: &str) -> &str {
    part.split_once('=').map_or(part, |(_, value)| value).trim()
}

fn joined(parts: &[&str]) -> String {
    parts.join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_names_where_their_parts_end() {
        for (name, expected) in [
            ("CN=a, OU=b ,DC=c", &["CN=a", "OU=b", "DC=c"][..]),
            (r"CN=Doe\, Jane,DC=c", &[r"CN=Doe\, Jane", "DC=c"]),
            ("CN=\"a,b\";DC=c", &["CN=\"a,b\"", "DC=c"]),
            ("Presence Users,OU=b", &["Presence Users", "OU=b"]),
            ("", &[""]),
        ] {
            assert_eq!(parts(name), expected, "{name}");
        }
    }

    #[test]
    fn offers_names_beside_the_managers_own() {
        let name = ["ou=Staff", "dc=shared", "dc=example"];
        let manager = "uid=ucm,ou=Accounts,o=4711,dc=shared,dc=example";
        assert_eq!(
            beside(&name, manager),
            [
                "ou=Staff,ou=Accounts,o=4711,dc=shared,dc=example",
                "ou=Staff,o=4711,dc=shared,dc=example",
                "ou=Staff,dc=shared,dc=example",
                "ou=Staff,dc=example",
            ]
        );
        assert_eq!(beside(&name, "ucm@shared.example"), [""; 0]);
        assert_eq!(beside(&["Staff"], manager), [""; 0]);
    }

    #[test]
    fn offers_other_types_and_near_names() {
        assert_eq!(retyped(&["Users", "DC=c"], 0), ["CN=Users,DC=c", "OU=Users,DC=c"]);
        assert_eq!(retyped(&["ou=Users", "DC=c"], 0), ["CN=Users,DC=c"]);
        assert_eq!(retyped(&["CN=x", "CN=Staff", "DC=c"], 1), ["CN=x,OU=Staff,DC=c"]);
        assert_eq!(retyped(&["CN=x"], 7), [""; 0]);
        let entry = |dn: &str| Entry { dn: dn.to_owned(), attributes: Vec::new() };
        let siblings = ["OU=Groups,DC=c", "OU=People,DC=c", "OU=Poeple old,DC=c"].map(entry).to_vec();
        assert_eq!(nearest("OU=Peopel", siblings), ["OU=People,DC=c"]);
    }
}
