use super::*;

fn with(key: &[u8]) -> Pseudonyms {
    Pseudonyms { key: PKey::hmac(key).unwrap() }
}

fn shaped(text: &str, kind: Kind) -> String {
    with(b"0123456789abcdef").shape(text, kind, &mut Known::default())
}

#[test]
fn a_pseudonym_keeps_the_shape() {
    let label = |text: &str| shaped(text, Kind::Label);
    let host = label("ad1.north.example");
    assert_eq!(host.split('.').count(), 3);
    let domain = host.split_once('.').unwrap().1.to_owned();
    assert_eq!(label("north.example"), domain);
    assert_eq!(label("AD1.North.Example:636"), format!("{host}:636"));
    assert_eq!(label("ldaps://ad1.north.example:3269"), format!("ldaps://{host}:3269"));
    assert_eq!(label("_ldap._tcp.north.example"), format!("_ldap._tcp.{domain}"));
    let user = shaped("nora", Kind::User);
    assert_eq!(shaped("nora@north.example", Kind::User), format!("{user}@{domain}"));
    assert_eq!(shaped(" nora ", Kind::User), format!(" {user} "));
    let dn = shaped("CN=Nora Nagy\\, jr,OU=Staff,DC=north,DC=example", Kind::Name);
    let labels: Vec<&str> = domain.split('.').collect();
    assert!(dn.ends_with(&format!("DC={},DC={}", labels[0], labels[1])) && dn.split(',').count() == 4, "{dn}");
    let filter = shaped("(&(objectClass=user)(memberOf=CN=Phones,DC=north,DC=example)(department=Sales*))", Kind::Name);
    assert!(filter.starts_with("(&(objectClass=user)(memberOf=CN=name") && filter.ends_with("*))"), "{filter}");
    assert!(!filter.contains("Phones") && !filter.contains("Sales"), "{filter}");
    let address: std::net::Ipv4Addr = shaped("192.0.2.7", Kind::Name).parse().unwrap();
    assert!(address.is_private());
    assert_eq!(shaped("[2001:db8::7]:636", Kind::Name).split(']').count(), 2);
    assert_eq!(shaped("127.0.0.1", Kind::Name), "127.0.0.1");
}

#[test]
fn another_key_gives_other_pseudonyms() {
    let (one, other) = (with(b"0123456789abcdef"), with(b"0123456789abcdeg"));
    assert_ne!(one.pseudonym(Kind::User, "nora"), other.pseudonym(Kind::User, "nora"));
    assert_ne!(one.pseudonym(Kind::User, "nora"), one.pseudonym(Kind::Label, "nora"));
}

#[test]
fn what_is_left_is_found() {
    let mut known = Known::default();
    let key = with(b"0123456789abcdef");
    key.shape("nora", Kind::User, &mut known);
    known.ready().unwrap();
    assert_eq!(known.replaced("Nora, nora and nora2 say (NORA)").matches("user").count(), 3);
    for (tree, left) in [
        (serde_json::json!({"summary": "for Nora"}), Some("/summary")),
        (serde_json::json!({"facts": {"a": ["b", "nora."]}}), Some("/facts/a/1")),
        (serde_json::json!({"code": "nora", "summary": "noras"}), None),
    ] {
        assert_eq!(known.left(&tree).as_deref(), left);
    }
}
