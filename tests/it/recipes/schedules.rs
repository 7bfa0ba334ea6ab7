//! cron and systemd.

use std::fs;
use std::process::Command;

use super::{Machine, under};
use crate::cli::text;
use crate::watchdog;

#[test]
fn cron_writes_figures_and_sends_no_mail() {
    let [table] = under("cron").try_into().unwrap();
    let machine = Machine::new();
    let (mut variables, mut lines) = (String::new(), 0);
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, value)) = line.split_once('=').filter(|(name, _)| !name.contains(' ')) {
            variables += &format!("export {name}='{value}'; ");
            continue;
        }
        let mut fields = line.splitn(7, ' ');
        let time: Vec<&str> = fields.by_ref().take(5).collect();
        assert!(time.iter().all(|field| *field == "*" || field.parse::<u8>().is_ok_and(|at| at < 60)), "{time:?}");
        assert_eq!(fields.next(), Some("ucdoctor"), "the user");
        let command = fields.next().unwrap();
        // cron ends a command at the first one, and gives the rest to it as its input.
        assert!(!command.contains('%'), "{command}");
        let output = machine.run(&format!("{variables}PATH=/usr/bin:/bin; {command}"));
        assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
        assert_eq!((text(&output.stdout), text(&output.stderr)), (String::new(), String::new()));
        lines += 1;
    }
    assert_eq!(lines, 1);
    assert_eq!(machine.json("lib/last.json")["exit_code"], 1);
    super::monitoring::assert_metrics(&fs::read_to_string(machine.at("node_exporter/ucdoctor.prom")).unwrap());
}

#[test]
fn systemd_takes_the_units() {
    let units = under("systemd");
    let machine = Machine::new();
    let mut files = Vec::new();
    for unit in &units {
        let (name, _) = unit.split_once('\n').unwrap();
        let file = machine.at(name.rsplit_once('/').unwrap().1);
        fs::write(&file, machine.moved(unit)).unwrap();
        files.push(file);
    }
    assert_eq!(files.len(), 2);
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--man=no", "--recursive-errors=no"]).args(&files);
    let output = watchdog::output(&mut command);
    // Of keys that it does not know, it only says so.
    let said = text(&output.stderr);
    let ours: Vec<&str> = said.lines().filter(|line| line.contains("ucdoctor.")).collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");

    let service = units.iter().find(|unit| unit.contains("[Service]")).unwrap();
    let value = |key: &str| service.lines().find_map(|line| line.strip_prefix(key)).unwrap().to_owned();
    let output = machine.run(&format!("export {}; {}", value("Environment="), value("ExecStart=")));
    assert_eq!(output.status.code().unwrap().to_string(), value("SuccessExitStatus="), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("BROKEN  "), "{}", text(&output.stdout));
    assert_eq!(machine.json("lib/last.json")["exit_code"], 1);
}
