//! Usual healthy sites on Active Directory: whatever name or way the controllers are reached by, nothing is found.

use std::process::Child;

use super::dc::{DOMAIN, Dc, HOSTS};
use super::domain;
use super::quarters::{ADDRESS, FOLDER, end};
use super::seed::{MANAGER, PASSWORD, PEOPLE};
use crate::live::doctor::Doctor;
use crate::live::pki::{self, Draft};
use crate::watchdog::wait_until;

const SECOND: &str = "10.77.9.2";
/// People of whom there is nothing to say.
const FILTER: &str = "(&(objectCategory=person)(objectClass=user)(|(sAMAccountName=alice)(sAMAccountName=heidi)))";

/// Two controllers whose certificates have the domain's name and an alias too, as controllers of a Windows domain have
/// the first; a name server; and a proxy of OpenLDAP before the first controller.
struct Site {
    controllers: [Dc; 2],
    servers: Vec<Child>,
}

impl Site {
    fn new() -> Self {
        let certificates = HOSTS.map(|host| {
            let names = [host, "lab.example", "ldap.lab.example"];
            let leaf = Draft::server(&names).sign(Some(domain::issuing()));
            let pem = pki::bundle(&[&leaf, domain::issuing()]);
            (pem, leaf.key.private_key_to_pem_pkcs8().unwrap())
        });
        let [(one, one_key), (two, two_key)] = &certificates;
        let controllers = Dc::both(SECOND, [one.as_bytes(), two.as_bytes()], [one_key, two_key]);
        let first = &controllers[0];
        let names = format!(
            "{ADDRESS} dc1.lab.example\n{SECOND} dc2.lab.example\n{ADDRESS} lab.example\n{SECOND} lab.example\n"
        );
        first.write("names", &names);
        first.write("hosts", "127.0.0.1 localhost\n");
        first.write("resolv.conf", &format!("nameserver {ADDRESS}\n"));
        let mut dns = vec![
            "--keep-in-foreground".to_owned(),
            "--conf-file=/dev/null".to_owned(),
            "--no-resolv".to_owned(),
            "--no-hosts".to_owned(),
            "--user=root".to_owned(),
            "--pid-file=".to_owned(),
            "--bind-interfaces".to_owned(),
            format!("--listen-address={ADDRESS}"),
            format!("--addn-hosts={FOLDER}/names"),
            "--local=/lab.example/".to_owned(),
            "--cname=ldap.lab.example,dc1.lab.example".to_owned(),
        ];
        dns.extend(HOSTS.map(|host| format!("--srv-host=_ldap._tcp.lab.example,{host},389")));
        let dns: Vec<&str> = dns.iter().map(String::as_str).collect();
        let schemas = ["core", "cosine", "inetorgperson", "nis", "msuser"];
        let schemas: String = schemas.iter().map(|name| format!("include /etc/ldap/schema/{name}.schema\n")).collect();
        let proxy = format!(
            "{schemas}modulepath /usr/lib/ldap\nmoduleload back_ldap\nsizelimit unlimited\ndatabase ldap\n\
             suffix \"DC=lab,DC=example\"\nuri \"ldap://{ADDRESS}\"\n"
        );
        first.write("slapd.conf", &proxy);
        // AppArmor, where it is on, confines the packaged file, and no copy of it.
        first.run_tool(&format!("cp /usr/sbin/slapd {FOLDER}/slapd"));
        let configuration = format!("{FOLDER}/slapd.conf");
        let listen = ["-d", "0", "-h", "ldap://127.0.0.1:1389 ldap://[::1]:1389", "-f", &configuration];
        let servers = vec![first.beside("dnsmasq", &dns), first.beside(&format!("{FOLDER}/slapd"), &listen)];
        let site = Self { controllers, servers };
        wait_until("the name server and the proxy answer", || {
            let asks = ["sh", "-c", "getent hosts lab.example && ldapsearch -x -H ldap://[::1]:1389 -s base -b '' 1.1"];
            site.controllers[0].runs(&asks)
        });
        site
    }

    fn doctor(&self, servers: &[&str], base: &str) -> Doctor {
        let doctor = self.controllers[0].doctor(servers).bind_as(MANAGER, PASSWORD);
        doctor.search(base, FILTER).user_id("sAMAccountName")
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.servers.iter_mut().for_each(end);
    }
}

#[test]
fn whatever_name_or_way_healthy_controllers_have_no_finding() {
    let site = Site::new();
    let plain = |doctor: Doctor| doctor.allow("allow_plaintext");
    let upgraded = |doctor: Doctor| doctor.start_tls();
    let as_it_is = |doctor: Doctor| doctor;
    type Shape<'a> = &'a dyn Fn(Doctor) -> Doctor;
    let ways: [(&str, &[&str], Shape<'_>); 8] = [
        ("two controllers", &["ldaps://dc1.lab.example", "ldaps://dc2.lab.example"], &as_it_is),
        (
            "each by two ports",
            &[
                "ldaps://dc1.lab.example",
                "ldaps://dc2.lab.example",
                "ldaps://dc1.lab.example:3269",
                "ldaps://dc2.lab.example:3269",
            ],
            &as_it_is,
        ),
        ("the domain's name, which is two controllers", &["ldaps://lab.example"], &as_it_is),
        ("the domain's name by StartTLS", &["ldap://lab.example"], &upgraded),
        ("an alias (CNAME)", &["ldaps://ldap.lab.example"], &as_it_is),
        ("a controller by StartTLS", &["ldap://dc2.lab.example"], &upgraded),
        ("OpenLDAP's back-ldap", &["ldap://127.0.0.1:1389"], &plain),
        ("the same, by a literal address of IPv6", &["ldap://[::1]:1389"], &plain),
    ];
    let mut found = Vec::new();
    // At the head of the domain the answer has references to other partitions, which nobody follows.
    let head = ("the head of the domain as base", &["ldaps://dc1.lab.example"][..], &as_it_is as Shape<'_>, DOMAIN);
    let ways = ways.map(|(way, servers, shape)| (way, servers, shape, PEOPLE)).into_iter().chain([head]);
    for (way, servers, shape, base) in ways {
        let run = shape(site.doctor(servers, base)).check();
        if !run.is_sound(way.ends_with("by StartTLS")) {
            found.push(format!("{way}: {}", run.told()));
        } else {
            run.outcome("SRCH-004", "pass", "2 entries").outcome("BIND-005", "pass", "binds");
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
