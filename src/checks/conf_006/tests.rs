//! Each key of the clients, by each way it can be wrong.

use super::CHECK;
use crate::checks::appliances::tests::{fits, settled};
use crate::checks::sample::{diagnosed, expect};
use crate::evidence::Evidence;
use crate::evidence::identity::{AddressScheme, Advice, Identity, Mapping, Transform};

fn set(evidence: &mut Evidence, key: &str, value: &str) {
    let client = settled(evidence).client.as_mut().unwrap();
    let keys = client.keys.as_mut().unwrap();
    keys.remove(key.trim_start_matches("BDI"));
    keys.insert(key.to_owned(), value.to_owned());
}

#[test]
fn every_key_against_what_it_must_fit() {
    expect(
        &CHECK,
        &[
            (|_| {}, &["not asked"]),
            (|e| settled(e).client = None, &["not asked~client.jabber_config"]),
            (fits, &["pass~sAMAccountName", "pass", "pass~by user ID", "pass~636"]),
            (
                |e| set(e, "UserAccountName", "mail"),
                &["client-attribute-mismatch~mail~sAMAccountName", "pass", "pass", "pass"],
            ),
            (
                |e| {
                    settled(e).client.as_mut().unwrap().keys.as_mut().unwrap().clear();
                    e.deployment.as_mut().unwrap().user_id = Some("mail".into());
                },
                &["client-attribute-mismatch~by default", "not asked", "pass", "not asked"],
            ),
            (
                |e| {
                    set(e, "UserAccountName", "mail");
                    e.deployment.as_mut().unwrap().client.as_mut().unwrap().user_id = Some("ipPhone".into());
                },
                &["settings-contradict~client.user_id says ipPhone", "pass", "pass", "pass"],
            ),
            (
                |e| {
                    set(e, "UserAccountName", "mail");
                    let client = e.deployment.as_mut().unwrap().client.as_mut().unwrap();
                    client.keys.as_mut().unwrap().insert("DirectoryServerType".into(), "uds".into());
                },
                &["not asked~UDS", "pass", "pass", "not asked~do not read"],
            ),
            (|e| set(e, "DirectoryServerType", "UDS"), &["not asked~UDS", "pass", "pass", "not asked~do not read"]),
            (|e| set(e, "BDIPresenceDomain", "CORP.example."), &["pass", "pass", "pass", "pass"]),
            (
                |e| set(e, "PresenceDomain", "other.example"),
                &["pass", "presence-domain-mismatch~other.example", "pass", "pass"],
            ),
            (
                |e| set(e, "usesipuritoresolvecontacts", "true"),
                &["pass", "pass", "presence-domain-mismatch~it is true", "pass"],
            ),
            (
                |e| settled(e).presence.address_scheme = Some(AddressScheme::DirectoryUri),
                &["not asked~directory URI", "pass", "presence-domain-mismatch~it is false~true</Use", "pass"],
            ),
            (
                |e| {
                    set(e, "BDIServerPort1", "3268");
                    let keys = e.deployment.as_mut().unwrap().client.as_mut().unwrap().keys.as_mut().unwrap();
                    keys.insert("BDIEnableTLS".into(), "True".into());
                },
                &["pass", "pass", "pass", "settings-contradict~3268 is for plain LDAP, and BDIEnableTLS is on"],
            ),
            (
                |e| {
                    settled(e);
                    let keys = e.deployment.as_mut().unwrap().client.as_mut().unwrap().keys.as_mut().unwrap();
                    keys.insert("BDIServerPort1".into(), "389".into());
                    keys.insert("BDIEnableTLS".into(), "False".into());
                },
                &["pass", "pass", "pass", "pass~port 636", "pass~port 389"],
            ),
            (
                |e| set(e, "UseANR", "ja"),
                &["pass", "pass", "pass", "pass", "settings-contradict~neither true nor false"],
            ),
            (
                |e| {
                    let meant = ("PresenceDomain".into(), "PresenceDomian".into());
                    settled(e).client.as_mut().unwrap().misspelt.extend([meant]);
                },
                &["pass", "pass", "pass", "pass", "settings-contradict~PresenceDomain is nearly the same"],
            ),
            // Clients before 11.8 on Mac and mobile read the twin.
            (
                |e| {
                    settled(e);
                    let keys = e.deployment.as_mut().unwrap().client.as_mut().unwrap().keys.as_mut().unwrap();
                    keys.insert("BDIUserAccountName".into(), "mail".into());
                    keys.insert("BDIPresenceDomain".into(), "corp.example".into());
                },
                &["pass", "pass", "pass", "client-attribute-mismatch~mail~right value into BDIUserAccountName", "pass"],
            ),
            (
                |e| {
                    set(e, "BDIUserAccountName", "uid");
                    e.deployment.as_mut().unwrap().user_id = Some("uid".into());
                },
                &["client-attribute-mismatch~which the other clients read, is not set", "pass", "pass", "pass"],
            ),
            (|e| set(e, "UseSSL", "0"), &["pass", "pass", "pass", "settings-contradict~UseSSL is off"]),
            (
                |e| set(e, "BaseFilter", "(&(objectCategory=person)(cn=a)"),
                &["pass", "pass", "pass", "pass", "filter-invalid~column"],
            ),
            (|e| set(e, "BaseFilter", "(objectClass=user)"), &["pass", "pass", "pass", "pass", "not asked"]),
            (
                |e| set(e, "GroupSearchBase1", "OU=Crews,DC=corp,DC=example"),
                &["pass", "pass", "pass", "pass", "not asked~base for groups"],
            ),
            (
                |e| settled(e).client.as_mut().unwrap().passwords.push("ConnectionPassword".into()),
                &["pass", "pass", "pass", "pass", "settings-contradict~ConnectionPassword"],
            ),
        ],
    );
    assert_eq!(diagnosed(|e| set(e, "UserAccountName", "mail")), ["client-attribute-mismatch"]);
    // Clients ignore a damaged file: what stands in it is no finding of its own.
    expect(
        &CHECK,
        &[(
            |e| {
                set(e, "UserAccountName", "mail");
                let client = e.deployment.as_mut().unwrap().client.as_mut().unwrap();
                client.damage.push("line 7 holds a raw `&`".into());
            },
            &[
                "not asked~when it is mended, look at this: the client reads mail",
                "not asked~clients ignore the file",
                "not asked",
                "not asked",
                "settings-contradict~line 7",
            ],
        )],
    );
}

/// Addresses are made of directory URIs, which `mail` holds.
fn by_uri(evidence: &mut Evidence, keys: &[(&str, &str)]) {
    let deployment = settled(evidence);
    deployment.presence.address_scheme = Some(AddressScheme::DirectoryUri);
    let own = deployment.client.as_mut().and_then(|client| client.keys.as_mut()).unwrap();
    let keys = [("UseSipUriToResolveContacts", "1")].into_iter().chain(keys.iter().copied());
    own.extend(keys.map(|(key, value)| (key.to_owned(), value.to_owned())));
    let held = |attribute: &str, covered| Mapping {
        attribute: attribute.to_owned(),
        transform: Transform::AsIs,
        covered,
        collisions: None,
    };
    let ranking = vec![held("mail", 39), held("msRTCSIP-PrimaryUserAddress", 2)];
    let best = ranking.first().cloned();
    let uri_advice = Some(Advice { users: 40, best, ranking, tie: false, client: None });
    evidence.identity = Some(Identity { uri_advice, ..Identity::default() });
}

/// So many of the forty addresses stand in `mail`, and more in no other attribute.
fn held_by_mail(evidence: &mut Evidence, covered: u64) {
    by_uri(evidence, &[("SipUri", "mail")]);
    let advice = evidence.identity.as_mut().and_then(|identity| identity.uri_advice.as_mut()).unwrap();
    advice.best = None;
    advice.ranking[0].covered = covered;
}

#[test]
fn addresses_that_the_directory_does_not_have_are_nobodys_to_a_client() {
    expect(
        &CHECK,
        &[
            (
                |e| held_by_mail(e, 3),
                &[
                    "not asked~directory URI",
                    "pass",
                    "pass~by directory URI",
                    "presence-domain-mismatch~holds 3 of 40",
                    "pass",
                ],
            ),
            (
                |e| held_by_mail(e, 20),
                &["not asked~directory URI", "pass", "pass~by directory URI", "not asked~nearly all", "pass"],
            ),
        ],
    );
}

#[test]
fn the_attribute_that_contacts_are_looked_up_by_holds_their_addresses() {
    expect(
        &CHECK,
        &[
            (
                |e| by_uri(e, &[]),
                &[
                    "not asked~directory URI",
                    "pass",
                    "pass~by directory URI",
                    "presence-domain-mismatch~mail holds 39 of 40",
                    "pass",
                ],
            ),
            (
                |e| by_uri(e, &[("SipUri", "mail")]),
                &["not asked~directory URI", "pass", "pass~by directory URI", "pass~mail holds 39 of 40", "pass"],
            ),
            (
                |e| by_uri(e, &[("BDISipUri", "MAIL")]),
                &["not asked~directory URI", "pass", "pass~by directory URI", "pass~holds 39 of 40", "pass"],
            ),
            (
                |e| by_uri(e, &[("SipUri", "msRTCSIP-PrimaryUserAddress")]),
                &[
                    "not asked~directory URI",
                    "pass",
                    "pass~by directory URI",
                    "presence-domain-mismatch~mail holds 39 of 40",
                    "pass",
                ],
            ),
            (
                |e| by_uri(e, &[("SipUri", "extensionAttribute4")]),
                &["not asked~directory URI", "pass", "pass~by directory URI", "not asked~not looked at", "pass"],
            ),
            (|e| by_uri(e, &[("DirectoryServerType", "UDS")]), &["not asked", "pass", "pass", "not asked~do not read"]),
        ],
    );
}

#[test]
fn a_domain_and_a_call_manager_are_told_from_what_they_are_not() {
    for (key, value, wrong) in [
        ("LdapUserDomain", "@corp.example", true),
        ("LdapUserDomain", "CORP\\", true),
        ("LdapUserDomain", "corp.example", false),
        ("UdsServer", "https://ucm.corp.example:8443", true),
        ("UdsServer", "DC1.corp.example", true),
        ("UdsServer", "ucm1.corp.example", false),
    ] {
        let found = diagnosed(|e| {
            fits(e);
            set(e, key, value);
        });
        assert_eq!(found.contains(&"settings-contradict"), wrong, "{key} {value}: {found:?}");
    }
}

#[test]
fn clients_that_ask_call_manager_read_nothing_of_the_directory() {
    let of = |kind: &str| {
        diagnosed(|e| {
            set(e, "BaseFilter", "(mail=*");
            let client = e.deployment.as_mut().unwrap().client.as_mut().unwrap();
            let keys = [
                ("SearchBase1", "OU=Dock,DC=other,DC=test"),
                ("ServerPort1", "0"),
                ("PresenceDomain", ""),
                ("DirectoryServerType", kind),
            ];
            client.keys.as_mut().unwrap().extend(keys.map(|(key, value)| (key.to_owned(), value.to_owned())));
        })
    };
    assert_eq!(of("UDS"), [""; 0]);
    let mut told = of("LDAP");
    told.sort_unstable();
    told.dedup();
    assert_eq!(told, ["filter-invalid", "settings-contradict"], "an empty domain is none");
}

/// The export and the file show one wrong setting of the client.
#[test]
fn one_wrong_attribute_is_one_cause() {
    let of = |kind: Option<&str>| {
        diagnosed(|e| {
            set(e, "UserAccountName", "mail");
            let mapping = |attribute: &str, covered| Mapping {
                attribute: attribute.to_owned(),
                transform: Transform::AsIs,
                covered,
                collisions: Some(0),
            };
            let (best, client) = (Some(mapping("sAMAccountName", 40)), Some(mapping("mail", 1)));
            let ranking = best.clone().into_iter().collect();
            let advice = Some(Advice { users: 40, best, ranking, tie: false, client });
            e.identity = Some(Identity { advice, ..Identity::default() });
            if let Some(kind) = kind {
                let client = e.deployment.as_mut().unwrap().client.as_mut().unwrap();
                client.keys.as_mut().unwrap().insert("DirectoryServerType".into(), kind.into());
            }
        })
    };
    assert_eq!(of(None), ["client-attribute-mismatch"]);
    assert_eq!(of(Some("UDS")), [""; 0]);
}
