//! Nagios and its kin, Checkmk, Prometheus.

use std::fs;
use std::process::Command;

use ucdoctor::render::{nagios, prometheus};

use super::{Machine, fed, under, yaml};
use crate::cases;
use crate::cases::expected::written;
use crate::cli::text;
use crate::watchdog;

/// Reads each first line as Nagios' own library does: text, then figures with thresholds.
const PLUGIN: &str = r#"
use Monitoring::Plugin::Performance;
while (<STDIN>) {
    chomp;
    /^(OK|WARNING|CRITICAL|UNKNOWN) - [^|]+ \| ([^|]+)$/ or die "not a plugin's line: $_\n";
    my @figures = Monitoring::Plugin::Performance->parse_perfstring($2);
    @figures == split(' ', $2) or die "not all figures were read: $2\n";
    for my $figure (@figures) {
        $figure->label =~ /^[a-z_]+$/ && $figure->value =~ /^-?[0-9.]+$/ or die "not a figure: $_\n";
        $figure->label ne 'cert_days' or $figure->threshold->warning->is_set or die "no threshold: $_\n";
    }
}
"#;

fn command_of(definition: &str) -> String {
    let line = definition.lines().find_map(|line| line.trim().strip_prefix("command_line")).unwrap().trim();
    // Nagios ends a line at the one, and replaces what stands between two of the other.
    assert!(!line.contains([';', '$']), "{line}");
    line.to_owned()
}

#[test]
fn a_plugin_answers_as_nagios_own_library_reads_it() {
    let mut lines = String::new();
    for (_, _, report) in cases::all() {
        let output = written(|out| nagios::render(report, out));
        lines += &format!("{}\n", output.lines().next().unwrap());
    }
    let output = fed(Command::new("perl").args(["-e", PLUGIN]), &lines);
    assert!(output.status.success(), "{}", text(&output.stderr));
}

#[test]
fn nagios_runs_the_plugin() {
    let [definition] = under("Nagios and Icinga").try_into().unwrap();
    let machine = Machine::new();
    let line = command_of(&definition);
    let output = machine.run(&line);
    assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
    assert!(text(&output.stdout).starts_with("CRITICAL - user-id-mismatch: "), "{}", text(&output.stdout));
    // A plugin of the Monitoring Plugins that runs another and turns its state round.
    let turned = machine.run(&format!("/usr/lib/nagios/plugins/negate -s -t 60 -c OK -o CRITICAL {line}"));
    assert_eq!(turned.status.code(), Some(0), "{}", text(&turned.stdout));
    assert!(text(&turned.stdout).starts_with("OK - user-id-mismatch: "), "{}", text(&turned.stdout));
    fs::remove_file(machine.at("etc/exports/contacts.csv")).unwrap();
    let output = machine.run(&line);
    let said = text(&output.stdout);
    assert_eq!(output.status.code(), Some(3));
    let first = said.lines().next().unwrap();
    assert!(first.starts_with("UNKNOWN - ") && first.len() <= 80 && said.contains("contacts.csv"), "{said}");
}

/// Source: Checkmk, "Writing local checks": `STATUS "Name" name=value|name=value text`, `-` for no figures.
#[test]
fn checkmk_reads_the_local_check() {
    let [script, mrpe] = under("Checkmk").try_into().unwrap();
    let machine = Machine::new();
    let told = |status: &str| {
        let output = machine.run(&script);
        let line = text(&output.stdout);
        let rest = line.strip_prefix(&format!("{status} \"ucdoctor\" ")).unwrap_or_else(|| panic!("{line}"));
        assert_eq!(line.lines().count(), 1, "{line}");
        let (figures, words) = rest.split_once(' ').unwrap();
        (figures.to_owned(), words.trim_end().to_owned())
    };
    let (figures, words) = told("2");
    for figure in figures.split('|') {
        let (name, value) = figure.split_once('=').unwrap();
        assert!(!name.is_empty() && value.parse::<f64>().is_ok(), "{figures}");
    }
    assert!(
        figures.starts_with("findings=3|") && words.starts_with("CRITICAL - user-id-mismatch: "),
        "{figures} {words}"
    );
    let plugin = mrpe.lines().nth(1).and_then(|line| line.strip_prefix("ucdoctor (interval=600) ")).unwrap();
    assert_eq!(machine.run(plugin).status.code(), Some(2));
    fs::write(machine.at("etc/ucdoctor.toml"), "x = 1\n").unwrap();
    let (figures, words) = told("3");
    assert!(figures == "-" && words.starts_with("UNKNOWN - ") && words.contains("unknown key"), "{figures} {words}");
}

/// Asks Prometheus whether it reads these figures, and whether they are named as it wants them.
pub(super) fn assert_metrics(figures: &str) {
    let output = fed(Command::new("promtool").args(["check", "metrics"]), figures);
    assert!(output.status.success(), "{}{}\n{figures}", text(&output.stdout), text(&output.stderr));
}

#[test]
fn prometheus_reads_the_figures() {
    for (_, _, report) in cases::all().iter().step_by(9) {
        assert_metrics(&written(|out| prometheus::render(report, out)));
        assert_metrics(&written(|out| prometheus::render_of(report, Some("b\"e\\r\nn"), out)));
    }
}

#[test]
fn the_alerts_fire_by_the_figures_of_a_report() {
    let [rules] = under("Prometheus").try_into().unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rules.yml"), &rules).unwrap();
    let mut promtool = Command::new("promtool");
    let output = watchdog::output(promtool.args(["check", "rules", "rules.yml"]).current_dir(folder.path()));
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));

    // Time begins at 0 there: a certificate that ends on the tenth day, a run at the very beginning.
    let report = cases::judged("certificate-expiring");
    let figures = written(|out| prometheus::render(&report, out));
    let mut series = String::new();
    for line in figures.lines().filter(|line| !line.starts_with('#')) {
        let (name, value) = line.rsplit_once(' ').unwrap();
        let value = match name {
            name if name.starts_with("ucdoctor_certificate_not_after") => "864000",
            "ucdoctor_taken_timestamp_seconds" => "0",
            _ => value,
        };
        series += &format!("      - {{ series: '{name}', values: '{value}x300' }}\n");
    }
    let errors = "      - { series: 'ucdoctor_findings{code=\"ca-missing\",severity=\"error\",owner=\"presence\",accepted=\"false\"}', values: '1x300' }\n";
    let undecided = series.replace("verdict=\"degraded\"} 1", "verdict=\"degraded\"} 0");
    let alerts = yaml(&rules)["groups"][0]["rules"].as_array().unwrap().clone();
    let all: Vec<&str> = alerts.iter().map(|rule| rule["alert"].as_str().unwrap()).collect();
    assert_eq!(all, ["VoiceLoginBroken", "VoiceLoginNotDecided", "DirectoryCertificateEnds", "UcdoctorDoesNotRun"]);
    let fires = |at: &str, alert: &str, labels: &str, summary: &str| {
        format!(
            "      - eval_time: {at}\n        alertname: {alert}\n        exp_alerts:\n          - exp_labels: {{ {labels} }}\n            exp_annotations: {{ summary: '{summary}' }}\n"
        )
    };
    let silent = |at: &str, alert: &str| format!("      - {{ eval_time: {at}, alertname: {alert} }}\n");
    let server = report.certificates()[0].server.clone();
    let ends = |left: &str| format!("the certificate of {server} ends in {left}");
    let test = format!(
        "rule_files: [rules.yml]\nevaluation_interval: 1m\ntests:\n  - interval: 1m\n    input_series:\n{series}{errors}    alert_rule_test:\n{}{}{}{}{}",
        silent("5m", all[0]),
        fires(
            "15m",
            all[0],
            "code: ca-missing, severity: error, owner: presence, accepted: 'false'",
            "ca-missing: presence must act"
        ),
        silent("15m", all[1]),
        fires("1h", all[2], &format!("server: '{server}'"), &ends("9d 23h 0m 0s")),
        silent("2h", all[3]),
    );
    let late = format!(
        "  - interval: 1m\n    input_series:\n{}    alert_rule_test:\n{}{}  - interval: 1m\n    input_series: []\n    alert_rule_test:\n{}",
        undecided.replace("verdict=\"inconclusive\"}', values: '0.0x", "verdict=\"inconclusive\"}', values: '1.0x"),
        fires("200m", all[1], "verdict: inconclusive", "ucdoctor could not decide for three hours"),
        fires("200m", all[3], "", "ucdoctor has not looked for three hours"),
        fires("10m", all[3], "", "ucdoctor has not looked for three hours"),
    );
    fs::write(folder.path().join("test.yml"), test + &late).unwrap();
    let mut promtool = Command::new("promtool");
    let output = watchdog::output(promtool.args(["test", "rules", "test.yml"]).current_dir(folder.path()));
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}
