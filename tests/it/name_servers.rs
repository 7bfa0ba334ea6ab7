//! What name servers say of a directory server, in namespaces: addresses of nobody, and one that knows less than the other.

use std::fs;
use std::process::Stdio;

use crate::live::doctor::{Doctor, Run};
use crate::netns::{Lab, Ns, SERVER};
use crate::watchdog::HANGS;

const HOST: &str = "ds7.firm.test";
/// A second name server.
const SECOND: &str = "10.77.2.9";

/// Starts a name server with these lines of dnsmasq(8), and waits for it.
fn name_server(lab: &Lab, address: &str, lines: &[&str]) {
    let mut command = lab.command_in(Ns::Server, "dnsmasq");
    command.args(["--keep-in-foreground", "--no-resolv", "--no-hosts", "--conf-file=/dev/null", "--pid-file="]);
    command.args(["--user=root", "--bind-interfaces", "--local=/test/", "--local=/arpa/"]);
    command.arg(format!("--listen-address={address}")).args(lines);
    lab.start(command.stdout(Stdio::null()).stderr(Stdio::null()));
    let address = (address.to_owned(), 53);
    lab.inside(Ns::Server, || {
        let end = std::time::Instant::now() + HANGS;
        while std::net::TcpStream::connect((address.0.as_str(), address.1)).is_err() {
            assert!(std::time::Instant::now() < end, "dnsmasq does not listen (tests/run installs it)");
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
    });
}

/// A run in the client's namespace, with these name servers.
fn check(lab: &Lab, servers: &[&str]) -> Run {
    let doctor = Doctor::new(&[&format!("ldap://{HOST}")]);
    let settings = doctor.folder.path().join("resolv.conf");
    fs::write(&settings, servers.iter().map(|one| format!("nameserver {one}\n")).collect::<String>()).unwrap();
    let script = "mount --bind \"$0\" /etc/resolv.conf; exec \"$@\"";
    let namespace = lab.namespace(Ns::Client);
    let runner = ["ip", "netns", "exec", &namespace, "unshare", "--mount", "sh", "-euc", script];
    let runner = runner.iter().map(|&word| word.to_owned()).chain([settings.display().to_string()]).collect();
    doctor.run_by(runner).check()
}

#[test]
fn an_address_of_nobody_is_a_wrong_record_and_no_limit_of_this_host() {
    for (name, records, words) in [
        ("loop", "127.0.0.1", "is 127.0.0.1, which every host is for itself"),
        ("zero", "0.0.0.0", "is 0.0.0.0, which every host is for itself"),
        ("link", "169.254.9.2", "is 169.254.9.2, which nobody reaches beyond one link"),
    ] {
        let lab = Lab::new(&format!("dns-{name}"));
        name_server(&lab, SERVER, &[&format!("--host-record={HOST},{records}")]);
        let run = check(&lab, &[SERVER]);
        run.finds(1, 1, "dns-failure", words).outcome("NET-002", "blocked", "");
    }
    // One of several.
    let lab = Lab::new("dns-some");
    let records = [format!("--host-record={HOST},{SERVER}"), format!("--host-record={HOST},169.254.9.2")];
    name_server(&lab, SERVER, &records.each_ref().map(String::as_str));
    let run = check(&lab, &[SERVER]);
    run.outcome("NET-001", "fail", "of several addresses, nodes take any").outcome("NET-002", "blocked", "");
    assert!(!run.complains(&["TOOL-001"]), "{}", run.told());
}

#[test]
fn a_name_server_that_knows_less_is_named() {
    let lab = Lab::new("dns-less");
    lab.ip(Ns::Server, &format!("address add {SECOND}/24 dev wire"));
    name_server(&lab, SERVER, &[&format!("--host-record={HOST},{SERVER}")]);
    name_server(&lab, SECOND, &[]);
    let run = check(&lab, &[SECOND, SERVER]);
    run.finds(1, 1, "dns-failure", &format!("{SECOND} says NXDOMAIN, and {SERVER} says {SERVER}"));
    // Asked in the other order the name is found, and only the difference is told.
    let run = check(&lab, &[SERVER, SECOND]);
    run.outcome("NET-001", "pass", SERVER).outcome("NET-003", "warn", "disagree");
    let run = check(&lab, &[SECOND]);
    run.finds(1, 1, "dns-failure", "no such name, or no address");
    // Questions that this host's own firewall stops say nothing of the server.
    let rules =
        "table inet own { chain out { type filter hook output priority 0; udp dport 53 drop; tcp dport 53 drop; }\n}\n";
    let mut nft = lab.command_in(Ns::Client, "nft");
    assert!(nft.arg(rules).status().unwrap().success());
    let run = check(&lab, &[SERVER]);
    assert!(run.report.to_string().contains("Let this host's own firewall pass questions"), "{}", run.told());
}
