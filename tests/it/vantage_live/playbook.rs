//! docs/ansible/check.yml against two hosts by ssh: the reports come back, and compare finds both reasons at once.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::world::World;
use crate::netns::{CLIENT, Ns, PRESENCE};

#[test]
fn the_playbook_looks_from_every_host_and_compares() {
    let world = World::new("ansible").presence_lacks_the_ca().with_sshd(Ns::Presence).with_sshd(Ns::Client);
    world.lab.router_rules(&format!("ip saddr {PRESENCE} tcp dport 636 drop"));
    let python = "ansible_python_interpreter=/usr/bin/python3 ansible_user=root";
    let inventory = format!(
        "[all]\ncucm ansible_host={CLIENT} ucdoctor_vantage=call-manager {python}\n\
         cups ansible_host={PRESENCE} ucdoctor_vantage=presence {python}\n"
    );
    fs::write(world.path("inventory"), inventory).unwrap();
    let configuration = world.configuration(&[]);
    let variables = serde_json::json!({
        "ucdoctor_servers": ["ldaps://dc1.lab.example:636"],
        "ucdoctor_program": world.binary(),
        "ucdoctor_reports": world.path("reports"),
        "ucdoctor_connect_timeout": 1,
        "ucdoctor_configuration": configuration,
    });
    let playbook = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/ansible/check.yml");
    let mut ansible = world.inside(Ns::Client, "ansible-playbook");
    ansible.arg("-i").arg(world.path("inventory")).arg(playbook).arg("-e").arg(variables.to_string());
    ansible.env("ANSIBLE_HOME", world.path("ansible")).env("ANSIBLE_LOCAL_TEMP", world.path("ansible/tmp"));
    ansible.env("ANSIBLE_SSH_ARGS", format!("-F {}", world.path("ssh_config").display()));
    ansible.env("ANSIBLE_REMOTE_TMP", world.path("tmp")).env("ANSIBLE_NOCOLOR", "1").env("LC_ALL", "C.UTF-8");
    let output = ansible.output().expect("ansible-playbook (Debian package ansible-core)");
    let told = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    // The last task fails because a problem was found.
    assert_eq!(output.status.code(), Some(2), "{told}");
    let compared = fs::read(world.path("reports/compared.json")).unwrap_or_else(|error| panic!("{error}\n{told}"));
    let report: Value = serde_json::from_slice(&compared).unwrap();
    let codes: Vec<&Value> = report["diagnoses"].as_array().unwrap().iter().map(|d| &d["code"]).collect();
    assert_eq!(codes, ["path-blocked", "ca-missing"], "{told}");
    let vantages: Vec<&Value> = report["evidence"]["vantages"].as_array().unwrap().iter().map(|v| &v["name"]).collect();
    assert_eq!(vantages, ["call-manager", "presence", "this-host"]);
    assert!(told.contains("path-blocked") && told.contains("presence (10.77.3.2) is cut off"), "{told}");
    assert_eq!(world.left_behind(), 0, "{told}");
}
