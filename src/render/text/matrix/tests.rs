use super::*;
use crate::compare::join;
use crate::compare::sample::{Ending, evidence, place};
use crate::evidence::{TcpFailureKind, Unreached};
use crate::report::Judging;

/// A report on so many servers, from four places.
fn matrix(servers: usize, unicode: bool, width: usize) -> String {
    let seen = |name: &str, ending| {
        let mut vantage = place(name, 0, ending);
        let first = vantage.servers[0].clone();
        for number in 2..=servers {
            let mut server = first.clone();
            server.url = format!("ldaps://dc{number}.corp.example:636").parse().unwrap();
            vantage.servers.push(server);
        }
        evidence(vantage)
    };
    let unreached = Unreached { via: "ssh:x".into(), why: "y".into(), exit_status: None, stderr: String::new() };
    let mut away = seen("a place with a rather long name\u{1b}", Ending::Cut);
    away.vantages[0].unreached = Some(unreached);
    let all = vec![
        seen("presence", Ending::Tcp(TcpFailureKind::NoNeighbour)),
        seen("call-manager", Ending::Answers("LEAF")),
        away,
        seen("client", Ending::Tcp(TcpFailureKind::Prohibited)),
    ];
    let report = Report::judge(join(all), &Judging::default());
    let style = Style { color: false, unicode, width, quiet: false, verbose: false, local: None, plugin: false };
    let mut out = Vec::new();
    write(&report, &style, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn few_servers_stand_under_their_names() {
    let text = matrix(1, false, 80);
    let expected = "\nFrom x to\n                                dc1.corp.example:636\n  \
                    call-manager                  ok\n  presence                      no neighbour\n  \
                    client                        prohibited\n  a place with a rather lon...  not seen\n";
    assert_eq!(text, expected);
}

#[test]
fn many_servers_are_numbered_and_no_line_is_too_long() {
    for (servers, width) in [(3, 80), (9, 80), (30, 80), (5, 40)] {
        let text = matrix(servers, true, width);
        for line in text.lines() {
            assert!(line.width() <= width, "{servers} servers: {line:?}");
        }
        assert!(text.contains(&format!("  {servers}")) && text.contains("dc2.corp.example:636"), "{text}");
        assert_eq!(text.matches("prohibited").count(), servers, "{text}");
    }
}

#[test]
fn one_place_needs_no_table() {
    let report = Report::judge(evidence(place("presence", 0, Ending::Answers("LEAF"))), &Judging::default());
    let style =
        Style { color: false, unicode: true, width: 80, quiet: false, verbose: false, local: None, plugin: false };
    let mut out = Vec::new();
    write(&report, &style, &mut out).unwrap();
    assert!(out.is_empty());
}
