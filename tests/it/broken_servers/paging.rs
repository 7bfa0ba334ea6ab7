//! Paging: to its end, to the limit, and against servers that never end.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ucdoctor::ldap::fault::Fault;
use ucdoctor::ldap::session::{Query, Scope};

use super::server::{Act, answering, answering_to, control, entry, message, outcome, page, result, serve};
use super::{read, session};
use crate::watchdog;

const PAGED: &str = "1.2.840.113556.1.4.319";
const WAIT: Duration = Duration::from_secs(20);

fn page_of(id: i64, names: &[String], cookie: &[u8]) -> Vec<u8> {
    let mut bytes: Vec<u8> = names.iter().flat_map(|name| entry(id, name, &[("cn", &[b"x"])])).collect();
    bytes.extend(message(id, 0x65, &outcome(0, ""), &control(PAGED, Some(&page(cookie)))));
    bytes
}

/// A read of everybody, in pages of so many.
fn everybody(page: usize) -> Query<'static> {
    Query {
        base: "dc=corp,dc=example",
        scope: Scope::Subtree,
        filter: "(cn=*)",
        attributes: &["cn"],
        page: Some(page),
        limit: 100,
        deadline: Instant::now() + WAIT,
    }
}

#[tokio::test]
async fn pages_are_joined_even_under_one_cookie() {
    let count = AtomicUsize::new(0);
    // As 389 Directory Server does: one cookie for the whole search.
    let address = answering(move |id| {
        let at = count.fetch_add(1, Ordering::Relaxed);
        let names = [format!("cn={at}a"), format!("cn={at}b")];
        page_of(id, &names, if at < 2 { b"0" } else { b"" })
    })
    .await;
    let entries = read(&mut session(address, WAIT).await, 100).await.unwrap();
    let names: Vec<&str> = entries.iter().map(|entry| entry.dn.as_str()).collect();
    assert_eq!(names, ["cn=0a", "cn=0b", "cn=1a", "cn=1b", "cn=2a", "cn=2b"]);
}

/// Samba 4.17: one cookie for all pages, and pages without anybody where people were deleted during the read.
#[tokio::test]
async fn pages_without_anybody_are_no_end() {
    for empty in [1, 3, 40] {
        let count = AtomicUsize::new(0);
        let address = answering(move |id| {
            let at = count.fetch_add(1, Ordering::Relaxed);
            let names = if at > 1 && at <= 1 + empty { Vec::new() } else { vec![format!("cn={at}")] };
            page_of(id, &names, if at < empty + 2 { b"1" } else { b"" })
        })
        .await;
        let entries = read(&mut session(address, WAIT).await, 100).await.unwrap();
        assert_eq!(entries.len(), 3, "{empty}");
    }
}

#[tokio::test]
async fn the_same_page_again_is_endless() {
    for names in [vec!["cn=x".to_owned()], vec![]] {
        let address = answering(move |id| page_of(id, &names, b"again")).await;
        let mut session = session(address, WAIT).await;
        let failure = watchdog::ends("paging", read(&mut session, 1_000_000)).await.unwrap_err();
        let what = "paging has no end: the same page and the same cookie again".to_owned();
        assert_eq!(failure.fault, Fault::Endless { what });
    }
}

#[tokio::test]
async fn pages_without_end_meet_the_deadline() {
    let count = AtomicUsize::new(0);
    let address = answering(move |id| {
        let at = count.fetch_add(1, Ordering::Relaxed).to_string();
        page_of(id, &[format!("cn={at}")], at.as_bytes())
    })
    .await;
    // A machine that is busy with other tests may need a while for one page.
    let mut session = session(address, Duration::from_millis(1500)).await;
    let failure = watchdog::ends("paging", read(&mut session, usize::MAX)).await.unwrap_err();
    let Fault::Endless { what } = failure.fault else { panic!("{failure:?}") };
    assert!(what.starts_with("entries still come after "), "{what}");
}

#[tokio::test]
async fn enough_is_enough_and_the_conversation_goes_on() {
    let address = answering(|id| match id {
        1 => [entry(1, "cn=x", &[]).repeat(5000), result(1, 0x65, 0, "")].concat(),
        // The abandon, which has no answer.
        2 => Vec::new(),
        _ => result(id, 0x78, 0, ""),
    })
    .await;
    let mut session = session(address, WAIT).await;
    assert_eq!(read(&mut session, 50).await.unwrap().len(), 50);
    assert_eq!(session.who_am_i().await.unwrap(), Some(String::new()));
}

#[tokio::test]
async fn a_truncated_answer_is_an_answer_and_refused_paging_is_done_without() {
    let cut = [entry(1, "cn=x", &[]), result(1, 0x65, 4, "size limit exceeded")].concat();
    let address = serve(vec![Act::Read, Act::Send(cut), Act::Hold]).await;
    assert_eq!(read(&mut session(address, WAIT).await, 50).await.unwrap().len(), 1);

    // Active Directory refers to its other partitions; references are no entries.
    let elsewhere = message(1, 0x73, b"\x04\x07ldap://", b"").repeat(3);
    let found = [&elsewhere[..], &entry(1, "cn=x", &[]), &entry(1, "cn=y", &[]), &elsewhere].concat();
    let address = serve(vec![Act::Read, Act::Send(found), Act::Hold]).await;
    assert_eq!(read(&mut session(address, WAIT).await, 2).await.unwrap().len(), 2);

    let address = answering(|id| match id {
        1 => result(1, 0x65, 11, "pagedResults control not allowed"),
        _ => [entry(id, "cn=x", &[]), result(id, 0x65, 0, "")].concat(),
    })
    .await;
    assert_eq!(read(&mut session(address, WAIT).await, 50).await.unwrap().len(), 1);
}

/// Whoever refuses pages answers a login, which asks for none.
#[tokio::test]
async fn everybody_is_read_without_pages_where_those_alone_are_refused() {
    for code in [11, 12, 53] {
        let address = answering_to(move |id, request| {
            match request.windows(PAGED.len()).any(|window| window == PAGED.as_bytes()) {
                true => result(id, 0x65, code, "no pages here"),
                false => [entry(id, "cn=q", &[]), entry(id, "cn=r", &[]), result(id, 0x65, 0, "")].concat(),
            }
        })
        .await;
        let mut session = session(address, WAIT).await;
        let end = watchdog::ends("paging", session.read_each(everybody(500), &mut |_| {})).await.unwrap();
        assert_eq!((end.code, end.entries, end.paging_refused), (0, 2, true), "{code}");
    }
}

/// Apache Directory Server 2.0.0.AM26: no control comes back with a page for which no attribute was asked, whether more
/// entries follow or not.
#[tokio::test]
async fn a_server_that_pages_only_with_attributes_is_read_to_its_end() {
    let people = ["cn=a", "cn=b", "cn=c", "cn=d"].map(str::to_owned);
    let asks = |request: &[u8], bytes: &[u8]| request.windows(bytes.len()).any(|window| window == bytes);
    let address = answering_to(move |id, request| {
        // Where the last page ended is its cookie; the control's value begins with the size of the page.
        let from = (1..4).find(|at| asks(request, &[4, 2, b'@', *at])).unwrap_or(0);
        let size = (1..=4).find(|size| asks(request, &[2, 1, *size, 4])).unwrap();
        let to = people.len().min(usize::from(from + size));
        let page = &people[usize::from(from)..to];
        let end = if to < people.len() { vec![b'@', to as u8] } else { Vec::new() };
        let whole = page_of(id, page, &end);
        let bare = page.iter().flat_map(|name| entry(id, name, &[])).chain(result(id, 0x65, 0, "")).collect();
        if asks(request, b"\x04\x031.1") { bare } else { whole }
    })
    .await;
    let mut session = session(address, WAIT).await;
    let end = watchdog::ends("paging", session.read_each(everybody(4), &mut |_| {})).await.unwrap();
    assert!(end.again.is_some() && end.is_whole(), "{end:?}");
}

/// A proxy that asks for each page over another connection: 389 Directory Server then begins anew and offers no cookie.
#[tokio::test]
async fn a_full_last_page_is_doubted_only_where_it_is_the_first_once_more() {
    for (last, doubted) in [(["cn=a", "cn=b"], true), (["cn=c", "cn=d"], false)] {
        let address = answering_to(move |id, request| {
            let goes_on = request.windows(3).any(|window| window == b"\x04\x01@");
            let (page, cookie): (_, &[u8]) = if goes_on { (last, b"") } else { (["cn=a", "cn=b"], b"@") };
            page_of(id, &page.map(str::to_owned), cookie)
        })
        .await;
        let mut session = session(address, WAIT).await;
        let end = watchdog::ends("paging", session.read_each(everybody(2), &mut |_| {})).await.unwrap();
        assert_eq!((end.entries, end.again.is_some()), (4, doubted), "{end:?}");
    }
}
