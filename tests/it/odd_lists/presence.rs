//! Presence's copy of a user that is not as call manager has the user.

use ucdoctor::evidence::identity::AddressScheme;
use ucdoctor::identity::Tables;
use ucdoctor::report::OutcomeEntry;

use super::site::{Site, site};
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

/// Addresses made of directory URIs, and an export of presence without a column of those; `own` are the addresses of all,
/// `uris` what call manager has, or nothing.
fn without_uris(own: [&str; 12], uris: Option<[&str; 12]>) -> (u8, Vec<(String, Option<u64>)>) {
    let mut site: Site = site();
    site.settings.address_scheme = Some(AddressScheme::DirectoryUri);
    site.contacts = (0..12).map(|n| (own[n].to_owned(), own[(n + 5) % 12].to_owned())).collect();
    let mut users = "LAST NAME,USER ID,ENABLE USER FOR UNIFIED CM IM AND PRESENCE,DIRECTORY URI\n".to_owned();
    let mut presence = "userid,imaddress\n".to_owned();
    for (n, person) in site.people.iter().enumerate() {
        users += &format!("Mate,{},t,{}\n", person.user[0], uris.map_or("", |uris| uris[n]));
        presence += &format!("{},{}\n", person.presence[0], own[n]);
    }
    told(&site.judge([site.directory(), users, presence], None))
}

#[test]
fn an_export_without_directory_uris_says_nothing_of_them() {
    let all: Vec<String> = (0..12).map(|n| format!("mate.{n}@quay.test")).collect();
    let own: [&str; 12] = std::array::from_fn(|n| all[n].as_str());
    let with = |n: usize, address| std::array::from_fn(|at| if at == n { address } else { own[at] });
    assert_eq!(without_uris(own, None), (0, vec![]));
    assert_eq!(without_uris(own, Some(own)), (0, vec![]));
    for (addresses, uris, code, count) in [
        // Presence has an earlier one, that of a colleague, and nothing.
        (with(3, "h3.old@quay.test"), own, "presence-domain-mismatch", 1),
        (with(3, own[7]), own, "presence-domain-mismatch", 1),
        (with(3, ""), with(3, ""), "directory-uri-conflict", 1),
        (with(3, own[7]), with(3, own[7]), "directory-uri-conflict", 2),
    ] {
        assert_eq!(without_uris(addresses, Some(uris)), (1, one(code, count)), "{addresses:?}");
    }
    assert_eq!(without_uris(with(3, own[7]), None), (1, one("directory-uri-conflict", 2)));
}

/// Contact lists of a site without users of call manager; `but` makes presence's own odd.
fn without_users(but: fn(&mut Site), directory: bool) -> (u8, Vec<(String, Option<u64>)>) {
    let mut site: Site = site();
    but(&mut site);
    let change: fn(&mut Tables) = match directory {
        true => |tables| tables.call_manager = None,
        false => |tables| (tables.call_manager, tables.directory) = (None, None),
    };
    let mut presence = site.presence();
    if let Some(at) = presence.find("nobody") {
        let start = presence[..at].rfind('\n').unwrap_or(0);
        let end = at + presence[at..].find('\n').unwrap_or(0);
        presence.replace_range(start..end, "");
    }
    told(&site.judge_but([site.directory(), site.users(), presence], None, change))
}

#[test]
fn presence_says_whom_contacts_mean_where_call_manager_is_not_given() {
    for directory in [true, false] {
        assert_eq!(without_users(|_| {}, directory), (0, vec![]));
        let by_mail = |s: &mut Site| s.contacts[4].1 = "h9.mate".into();
        assert_eq!(without_users(by_mail, directory), (1, one("stale-contact", 1)));
        let by_id = |s: &mut Site| {
            for person in &mut s.people {
                let mail = person.presence[3].clone();
                (person.presence[1], person.presence[2]) = (mail.clone(), mail);
            }
        };
        assert_eq!(without_users(by_id, directory), (1, one("stale-contact", 12)));
    }
    // Whom only the directory has, call manager may have, or not.
    let missing = |s: &mut Site| s.people[9].presence[0] = "nobody".into();
    assert_eq!(without_users(missing, true), (3, vec![]));
}

/// Exports of call manager that do not tell who is enabled: whom it lacks altogether, presence should not have, either.
#[test]
fn whom_call_manager_lacks_is_one_too_many_whatever_else_its_export_tells() {
    let judged = |change: fn(&mut Site)| {
        let mut site = site();
        change(&mut site);
        let users = site.people.iter().filter(|person| !person.user[0].is_empty());
        let users: String = users.map(|person| format!("Mate,{},{}\n", person.user[0], person.user[1])).collect();
        let living = Site { people: site.people.clone(), ..site };
        let entries = living.directory();
        told(&living.judge([entries, "LAST NAME,USER ID,MAIL ID\n".to_owned() + &users, living.presence()], None))
    };
    assert_eq!(judged(|_| ()), (0, vec![]));
    let renamed: fn(&mut Site) = |s| {
        (s.people[2].account, s.people[2].user[0]) = ("spare".into(), "spare".into());
    };
    assert_eq!(judged(renamed), (1, one("not-on-presence", 1)));
    let gone: fn(&mut Site) = |s| {
        (s.people[9].control, s.people[9].user[0]) = (514, String::new());
    };
    assert_eq!(judged(gone), (1, one("not-on-presence", 1)));
    // The lists of two sites say nothing of each other.
    let other_site: fn(&mut Site) =
        |s| s.people.iter_mut().for_each(|person| person.presence[0] = format!("x{}", person.presence[0]));
    assert_ne!(judged(other_site).0, 1);
}

/// A central presence cluster has the users of other telephony clusters too; where it lacks somebody, it is the one that is odd.
#[test]
fn users_of_another_telephony_cluster_are_left_open() {
    let site = site();
    let others = |count: usize| {
        let mut all = super::site::site();
        for n in 0..count {
            let mut person = all.people[0].clone();
            let id = format!("stoker{n}");
            person.presence = [id.clone(), format!("{id}@quay.test"), String::new(), format!("{id}@quay.test")];
            all.people.push(person);
        }
        all.presence()
    };
    let texts = |presence: String| [site.directory(), site.users(), presence];
    let of_two = site.judge(texts(others(11)), None);
    assert_eq!(told(&of_two), (3, vec![]));
    let says = |outcome: &OutcomeEntry| outcome.message.contains("serves several telephony clusters");
    assert!(of_two.outcomes.iter().any(says));
    assert_eq!(site.judge(texts(others(11)), Some("stoker4")).exit_code, 3);
    // Few are left over; and where others are missing, something does not arrive.
    assert_eq!(told(&site.judge(texts(others(4)), None)), (1, one("not-on-presence", 4)));
    let lacking =
        others(11).lines().filter(|line| !line.starts_with("hand3 ")).map(|line| format!("{line}\n")).collect();
    assert_eq!(site.judge(texts(lacking), None).exit_code, 1);
}

/// Where people may be at home on another cluster, contacts whom nobody here knows may be theirs.
#[test]
fn contacts_of_another_cluster_are_left_open() {
    let mut site = site();
    site.contacts.push(("hand1".into(), "stoker".into()));
    assert_eq!(told(&site.check()), (1, one("stale-contact", 1)));
    site.settings.other_clusters = true;
    let report = site.check();
    assert_eq!(told(&report), (3, vec![]));
    assert!(
        report.outcomes.iter().any(|outcome| outcome.message.contains("stoker@quay.test")),
        "{:?}",
        report.outcomes
    );
    // Whom this cluster knows by another address is no stranger.
    site.contacts.pop();
    site.contacts.push(("hand1".into(), "h3.mate".into()));
    assert_eq!(told(&site.check()), (1, one("stale-contact", 1)));
}

/// One row too many on presence: of somebody who is there already, or of an account that call manager does not have any more.
#[test]
fn what_one_row_too_many_brings_along_is_no_finding_of_its_own() {
    let judged = |extra: &str| {
        let mut site: Site = site();
        site.settings.address_scheme = Some(AddressScheme::UserId);
        let users = site
            .people
            .iter()
            .enumerate()
            .map(|(n, person)| format!("Mate,{},h{n}.mate@quay.test,h{n}.mate@quay.test,t\n", person.user[0]));
        let head = "LAST NAME,USER ID,MAIL ID,DIRECTORY URI,ENABLE USER FOR UNIFIED CM IM AND PRESENCE\n";
        let users = head.to_owned() + &users.collect::<String>();
        let row = |n: usize, id: &str| format!("{id},{id}@quay.test,h{n}.mate@quay.test,h{n}.mate@quay.test,1,t\n");
        let presence = site.people.iter().enumerate().map(|(n, person)| row(n, &person.presence[0]));
        let head = "userid,imaddress,directoryuri,mailid,status,enablecups\n";
        let presence = head.to_owned() + &presence.collect::<String>() + extra;
        told(&site.judge([site.directory(), users, presence], None))
    };
    assert_eq!(judged(""), (0, vec![]));
    let twice = one("duplicate-user-id", 1);
    assert_eq!(judged("hand4,hand4@old.test,h4.mate@quay.test,h4.mate@quay.test,1,t\n"), (1, twice.clone()));
    assert_eq!(judged("HAND4,mate4@quay.test,h4.mate@quay.test,h4.mate@quay.test,1,t\n"), (1, twice));
    // The removal has not arrived: the directory URI is nobody else's for long.
    assert_eq!(
        judged("left4,left4@quay.test,h4.mate@quay.test,h4.mate@quay.test,1,t\n"),
        (1, one("not-on-presence", 1))
    );
}
