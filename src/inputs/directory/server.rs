//! What kind of server an entry of an export is of, by what such servers alone give their entries.

use super::entry::Entry;

/// Attributes of Active Directory and AD LDS.
const HERE: [&str; 7] =
    ["sAMAccountName", "objectSid", "objectCategory", "userAccountControl", "instanceType", "uSNChanged", "groupType"];
/// Attributes that OpenLDAP, 389 Directory Server and others keep for themselves (RFC 4530, RFC 4512 section 3.4).
const ELSEWHERE: [&str; 7] =
    ["entryUUID", "entryCSN", "structuralObjectClass", "nsUniqueId", "creatorsName", "modifiersName", "entryDN"];

/// Whether it is Active Directory; none where nothing tells.
pub(super) fn is_active_directory(entry: &Entry) -> Option<bool> {
    let shows = |names: &[&str]| names.iter().any(|name| entry.place(name).is_some());
    let is = |class: &str| entry.values("objectClass").any(|own| own.eq_ignore_ascii_case(class.as_bytes()));
    // Its own class of people is above inetOrgPerson, which others have without it.
    let foreign = || ["inetOrgPerson", "posixAccount"].into_iter().any(is) && !is("user");
    match () {
        () if shows(&HERE) || is("user") => Some(true),
        () if shows(&ELSEWHERE) || foreign() => Some(false),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::identity::Missing;
    use crate::inputs::directory::{self, Query};
    use crate::ldap::filter;
    use crate::people::Tri;

    #[test]
    fn an_entry_tells_its_server() {
        for (pairs, expected) in [
            (&[("sAMAccountName", "kim")][..], Some(true)),
            (&[("objectClass", "User"), ("mail", "x")], Some(true)),
            (&[("objectClass", "inetOrgPerson"), ("objectclass", "user")], Some(true)),
            (&[("objectClass", "inetOrgPerson"), ("uid", "kim")], Some(false)),
            (&[("objectClass", "person"), ("entryUUID", "x")], Some(false)),
            (&[("objectClass", "person"), ("uid", "kim")], None),
            (&[], None),
        ] {
            let mut entry = Entry::default();
            pairs.iter().for_each(|(name, value)| entry.push(name, value.as_bytes()));
            assert_eq!(is_active_directory(&entry), expected, "{pairs:?}");
        }
    }

    #[test]
    fn what_a_clause_means_is_each_servers_own() {
        let export =
            |class: &str| format!("dn: cn=Kim,ou=Crew,dc=x\nobjectClass: {class}\nuid: kim\nsn: Roe\ntitle: Lead\n");
        let inside = |class: &str, filter: &str| {
            let filter = filter::parse(filter).unwrap();
            let query = Query { user_id: "uid", base: Some("dc=x"), filter: Some(&filter) };
            let read = directory::read(export(class).into_bytes(), &query).unwrap().table;
            let gaps: Vec<Missing> = read.gaps.iter().map(|gap| gap.kind).collect();
            (read.in_scope.first().copied(), gaps)
        };
        let (yes, no) = ((Some(Tri::Yes), vec![]), (Some(Tri::No), vec![]));
        let open = (Some(Tri::Unknown), vec![Missing::Server]);
        for (filter, of_user, of_inet, of_person) in [
            ("(title:caseExactMatch:=Lead)", &no, &yes, &open),
            ("(title~=LEAD)", &yes, &yes, &yes),
            ("(title~=leed)", &no, &open, &open),
            ("(&(sn=Roe)(cn:dn:=kim))", &(Some(Tri::Unknown), vec![Missing::Attributes]), &yes, &open),
            ("(title:caseIgnoreMatch:=Boss)", &no, &no, &open),
            ("(title:2.16.840.1.113730.3.3.2.11.1:=Lead)", &no, &open, &open),
            ("(title:1.2.840.113556.1.4.1941:=cn=Lead,dc=x)", &no, &no, &no),
            ("(|(sn=Roe)(memberOf:1.2.840.113556.1.4.1941:=cn=Lead,dc=x))", &yes, &yes, &yes),
        ] {
            for (class, expected) in [("user", of_user), ("inetOrgPerson", of_inet), ("person", of_person)] {
                assert_eq!(&inside(class, filter), expected, "{class} {filter}");
            }
        }
    }
}
