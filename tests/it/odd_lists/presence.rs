//! Presence's copy of a user that is not as call manager has the user.

use ucdoctor::evidence::identity::AddressScheme;

use super::site::{Person, Site, site};
use super::{one, told};

/// A user of presence: address, directory URI, status; and the directory URI that call manager has.
type Copy = ([&'static str; 3], &'static str);

/// The site with one other copy, addresses made of directory URIs or not.
fn judged(by_uri: bool, (copy, uri): Copy) -> (u8, Vec<(String, Option<u64>)>) {
    let mut site: Site = site();
    let mail = |n: usize| format!("h{n}.mate@quay.test");
    let address = |n: usize| if by_uri { mail(n) } else { format!("hand{n}@quay.test") };
    let users = site.people.iter().enumerate().map(|(n, person)| {
        let uri = if n == 4 { uri.to_owned() } else { mail(n) };
        format!("Mate,{},{},{uri},t\n", person.user[0], mail(n))
    });
    let head = "LAST NAME,USER ID,MAIL ID,DIRECTORY URI,ENABLE USER FOR UNIFIED CM IM AND PRESENCE\n";
    let users = head.to_owned() + &users.collect::<String>();
    let presence = site.people.iter().enumerate().map(|(n, person)| {
        let (own, own_uri) = (address(n), mail(n));
        let [address, uri, status] = if n == 4 { copy } else { [own.as_str(), own_uri.as_str(), "1"] };
        format!("{},{address},{uri},{},{status},t\n", person.presence[0], mail(n))
    });
    let presence =
        "userid,imaddress,directoryuri,mailid,status,enablecups\n".to_owned() + &presence.collect::<String>();
    if by_uri {
        site.settings.address_scheme = Some(AddressScheme::DirectoryUri);
        site.contacts = (0..12).map(|n| (format!("h{n}.mate"), format!("h{}.mate", (n + 5) % 12))).collect();
    }
    told(&site.judge([site.directory(), users, presence], None))
}

#[test]
fn a_copy_that_differs_is_one_finding() {
    let own = "h4.mate@quay.test";
    assert_eq!(judged(true, ([own, own, "1"], own)), (0, vec![]));
    assert_eq!(judged(true, ([own, own, "1"], "SIP:H4.Mate@quay.test")), (0, vec![]));
    for (by_uri, copy, code) in [
        // Call manager has a new directory URI, which has not arrived.
        (true, ([own, own, "1"], "ann.fjell@quay.test"), "not-on-presence"),
        (true, (["", "", "1"], own), "directory-uri-conflict"),
        (false, (["hand4@quay.test", own, "2"], own), "not-on-presence"),
        (false, (["", own, "1"], own), "presence-domain-mismatch"),
    ] {
        assert_eq!(judged(by_uri, copy), (1, one(code, 1)), "{copy:?}");
    }
    // Where addresses are made of the user ID, presence's copy of the URI breaks nothing.
    assert_eq!(judged(false, (["hand4@quay.test", own, "1"], "ann.fjell@quay.test")), (0, vec![]));
}

#[test]
fn an_id_that_another_object_has_is_left_open() {
    let given_away = |guid: u8, last_name: &str, mail: &str| {
        let mut site = site();
        site.people[4].guid = guid;
        site.people[4].last_name = last_name.into();
        site.people[4].mail = Some(mail.into());
        let row = |person: &Person| format!("{},Mate,{},{},t\n", person.user[0], person.user[1], person.user_guid);
        let users = site.people.iter().map(row).collect::<String>();
        let users = "userid,lastname,mailid,uniqueidentifier,enablecups\n".to_owned() + &users;
        told(&site.judge([site.directory(), users, site.presence()], None))
    };
    assert_eq!(given_away(99, "Olsen", "kai.olsen@quay.test"), (3, vec![]));
    // The account was made anew; the person has another name.
    assert_eq!(given_away(99, "Mate", "h4.mate@shore.test"), (0, vec![]));
    assert_eq!(given_away(4, "Fjell", "ann.fjell@quay.test"), (0, vec![]));
}
