//! Our questions against name servers on loopback that answer as told.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket};

use super::*;

const PATIENCE: Duration = Duration::from_secs(3);

/// Makes the bytes of an answer from those of a question; none is silence.
type Script = fn(Message, bool) -> Option<Vec<u8>>;

/// A name server on loopback, by UDP and TCP on the same port.
async fn name_server(script: Script) -> SocketAddr {
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let udp = UdpSocket::bind(address).await.unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 512];
        loop {
            let (length, from) = udp.recv_from(&mut buffer).await.unwrap();
            if let Some(answer) = script(Message::from_vec(&buffer[..length]).unwrap(), false) {
                udp.send_to(&answer, from).await.unwrap();
            }
        }
    });
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = tcp.accept().await.unwrap();
            let mut question = vec![0; usize::from(stream.read_u16().await.unwrap())];
            stream.read_exact(&mut question).await.unwrap();
            if let Some(answer) = script(Message::from_vec(&question).unwrap(), true) {
                stream.write_u16(u16::try_from(answer.len()).unwrap()).await.unwrap();
                stream.write_all(&answer).await.unwrap();
            }
        }
    });
    address
}

fn conf(servers: &[SocketAddr], search: &[&str]) -> ResolvConf {
    let search = search.iter().map(|&domain| domain.to_owned()).collect();
    ResolvConf { servers: servers.to_vec(), implied: false, search, ndots: 1 }
}

fn reply(question: &Message, code: ResponseCode) -> Message {
    let mut answer = Message::response(question.metadata.id, question.metadata.op_code);
    answer.add_queries(question.queries.clone());
    answer.metadata.response_code = code;
    answer
}

fn asked_name(question: &Message) -> String {
    question.queries[0].name().to_ascii().trim_end_matches('.').to_owned()
}

fn name(text: &str) -> Name {
    Name::from_ascii(text).unwrap()
}

fn a(host: &Name, last: u8) -> Record {
    Record::from_rdata(host.clone(), 60, RData::A(A(Ipv4Addr::new(10, 77, 2, last))))
}

/// `dc1.corp.example` is an alias with two addresses and no IPv6; nothing else exists.
fn corp(question: Message, _: bool) -> Option<Vec<u8>> {
    if asked_name(&question) != "dc1.corp.example" {
        return reply(&question, ResponseCode::NXDomain).to_vec().ok();
    }
    let mut answer = reply(&question, ResponseCode::NoError);
    if question.queries[0].query_type() == RecordType::A {
        let real = name("real.corp.example.");
        answer.add_answer(Record::from_rdata(name("dc1.corp.example."), 60, RData::CNAME(CNAME(real.clone()))));
        answer.add_answers([a(&real, 9), a(&real, 10)]);
    }
    answer.to_vec().ok()
}

fn seen(exchanges: &[DnsExchange]) -> Vec<(String, String, usize)> {
    let rcode = |exchange: &DnsExchange| match &exchange.answer {
        Ok(answer) => (answer.rcode.clone(), answer.records.len()),
        Err(failure) => (format!("{failure:?}"), 0),
    };
    exchanges.iter().map(|exchange| (exchange.question.clone(), rcode(exchange).0, rcode(exchange).1)).collect()
}

#[tokio::test]
async fn every_server_is_asked_for_both_families() {
    let silent = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let nobody = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let servers = [name_server(corp).await, silent.local_addr().unwrap(), nobody];
    let timeout = Duration::from_millis(300);
    let exchanges = addresses_by(&conf(&servers, &["lab.example"]), "dc1.corp.example", timeout).await;
    let expected = ["NOERROR", "NOERROR", "TimedOut", "TimedOut", "Refused", "Refused"];
    assert_eq!(seen(&exchanges).iter().map(|(_, rcode, _)| rcode.as_str()).collect::<Vec<_>>(), expected);
    assert_eq!(exchanges[0].answer.as_ref().unwrap().records, ["10.77.2.10", "10.77.2.9"]);
    assert_eq!((exchanges[1].question.as_str(), exchanges[1].server), ("AAAA dc1.corp.example", servers[0]));
    assert!(exchanges[2].ms.0 >= 300.0 && exchanges[4].ms.0 < 300.0, "{exchanges:?}");
}

#[tokio::test]
async fn search_domains_are_tried_until_one_has_records() {
    let conf = conf(&[name_server(corp).await], &["lab.example", "corp.example", "other.example"]);
    let question = |text: &str, rcode: &str, records| (text.to_owned(), rcode.to_owned(), records);
    assert_eq!(
        seen(&addresses_by(&conf, "dc1", PATIENCE).await),
        [
            question("A dc1.lab.example", "NXDOMAIN", 0),
            question("AAAA dc1.lab.example", "NXDOMAIN", 0),
            question("A dc1.corp.example", "NOERROR", 2),
            question("AAAA dc1.corp.example", "NOERROR", 0),
        ]
    );
    assert_eq!(addresses_by(&conf, "gone", PATIENCE).await.len(), 2 * CANDIDATE_LIMIT);
}

#[tokio::test]
async fn a_server_that_cannot_answer_is_not_asked_for_more_names() {
    for (code, expected) in [(ResponseCode::ServFail, "SERVFAIL"), (ResponseCode::Refused, "REFUSED")] {
        let script: Script = match code {
            ResponseCode::ServFail => |question, _| reply(&question, ResponseCode::ServFail).to_vec().ok(),
            // Without repeating the question, as some do.
            _ => |question, _| {
                Message::error_msg(question.metadata.id, question.metadata.op_code, ResponseCode::Refused).to_vec().ok()
            },
        };
        let exchanges = addresses_by(&conf(&[name_server(script).await], &["corp.example"]), "a.b", PATIENCE).await;
        assert!(seen(&exchanges).iter().all(|(_, rcode, _)| rcode == expected), "{exchanges:?}");
        assert_eq!(exchanges.len(), 2);
    }
}

#[tokio::test]
async fn answers_that_are_not_ours_are_malformed() {
    let scripts: [(Script, &str); 4] = [
        (|_, _| Some(b"HTTP/1.1 400 Bad Request".to_vec()), ""),
        (|question, _| Message::response(!question.metadata.id, question.metadata.op_code).to_vec().ok(), "id"),
        (|question, _| question.to_vec().ok(), "question instead"),
        (
            |question, _| {
                let mut answer = reply(&question, ResponseCode::NoError);
                answer.queries[0].set_name(name("else.example."));
                answer.to_vec().ok()
            },
            "another question",
        ),
    ];
    for (script, expected) in scripts {
        let exchanges = addresses_by(&conf(&[name_server(script).await], &[]), "dc1.corp.example", PATIENCE).await;
        let answer = &exchanges[0].answer;
        assert!(matches!(answer, Err(DnsFailure::Malformed(what)) if what.contains(expected)), "{answer:?}");
    }
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_again_by_tcp() {
    let server = name_server(|question, tcp| {
        let mut answer = reply(&question, ResponseCode::NoError);
        answer.metadata.truncation = !tcp;
        if tcp {
            answer.add_answers((1..=60).map(|last| a(&name("dc1.corp.example."), last)));
        }
        answer.to_vec().ok()
    });
    let exchanges = addresses_by(&conf(&[server.await], &[]), "dc1.corp.example", PATIENCE).await;
    let answer = exchanges[0].answer.as_ref().unwrap();
    assert_eq!((answer.truncated, answer.records.len()), (true, 60));
}

#[tokio::test]
async fn srv_targets_come_in_the_order_clients_try_them() {
    let server = name_server(|question, _| {
        let mut answer = reply(&question, ResponseCode::NoError);
        if question.queries[0].name().to_ascii() != "_ldap._tcp.corp.example." {
            return answer.to_vec().ok();
        }
        for (priority, weight, host) in [(10, 0, "dc3"), (0, 10, "dc2"), (0, 100, "DC1")] {
            let target = name(&format!("{host}.corp.example."));
            let owner = question.queries[0].name().clone();
            answer.add_answer(Record::from_rdata(owner, 60, RData::SRV(SRV::new(priority, weight, 389, target))));
        }
        answer.add_additional(a(&name("dc1.corp.example."), 1));
        answer.to_vec().ok()
    });
    let dead = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let server = server.await;
    let observed = srv_by(&conf(&[dead, server], &[]), "dc1.corp.example.", PATIENCE).await;
    let srv = observed.seen().unwrap();
    assert_eq!((srv.query.as_str(), srv.rcode.as_str()), ("_ldap._tcp.corp.example", "NOERROR"));
    // The domain's own name is asked for as such.
    let of_domain = srv_by(&conf(&[dead, server], &[]), "corp.example", PATIENCE).await;
    assert_eq!(of_domain.seen(), Some(srv));
    let hosts: Vec<&str> = srv.targets.iter().map(|target| target.host.as_str()).collect();
    assert_eq!(hosts, ["dc1.corp.example", "dc2.corp.example", "dc3.corp.example"]);
    assert_eq!(srv.targets[0].addresses, [IpAddr::from([10, 77, 2, 1])]);
}

#[tokio::test]
async fn srv_is_asked_only_of_a_domain() {
    let conf = conf(&[name_server(corp).await], &[]);
    for host in ["10.77.2.2", "fd77:2::2", "dc1", "dc1."] {
        assert!(matches!(srv_by(&conf, host, PATIENCE).await, Observed::NotAsked(_)), "{host}");
    }
    let missing = srv_by(&conf, "dc1.nowhere.example", PATIENCE).await;
    assert_eq!(missing.seen().map(|srv| (srv.rcode.as_str(), srv.targets.len())), Some(("NXDOMAIN", 0)));
}

#[tokio::test]
async fn a_host_without_name_servers_says_so() {
    let nobody = UdpSocket::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let conf = ResolvConf { implied: true, ..conf(&[nobody], &[]) };
    assert_eq!(addresses_by(&conf, "dc1.corp.example", PATIENCE).await[0].answer, Err(DnsFailure::NoServer));
    assert_eq!(srv_by(&conf, "dc1.corp.example", PATIENCE).await, Observed::Failed(DnsFailure::NoServer));
}
