#!/usr/bin/env bash
# a-name-in-a-label.sh : metrics (Prometheus' text format) whose labels hold names and filters of a directory, by three readers.
#
# PyPI prometheus_client 0.26.0; npm parse-prometheus-text-format 1.1.1; Rust crate prometheus-parse 0.2.5. Seen on 2026-11-30.
#
# A label's value is any text in quotation marks, in which a backslash, a quotation mark and a line break are escaped, and nothing else.
# One would guess that a reader of the format reads a distinguished name in a label, whose commas and equals signs are in the
# quotation marks. What happens: prometheus-parse divides at commas first: of base="ou=Staff,dc=lab" it makes a label dc="lab", and the
# label base, by which one looks, is gone. It leaves escapes as they are, takes no label where a value has a hash sign, and leaves out
# the whole line, without an error, where a filter has a brace. Blanks beside the signs, which the format allows, are a part of name
# and value to it. The two others read all.
. "$(dirname "$0")/lab/lab.bash"
python_packages prometheus_client==0.26.0
node_packages parse-prometheus-text-format@1.1.1
cat >lines <<'T'
lab{port="636"} 1
lab{base="ou=Staff,dc=lab"} 1
lab{user="LAB\\anna"} 1
lab{room="CN=Room #4"} 1
lab{filter="(uid={0})"} 1
lab{ port = "636" } 1
T
cat >read.py <<'P'
from prometheus_client.parser import text_string_to_metric_families

for line in open("lines"):
    [family] = text_string_to_metric_families(line)
    print("prometheus_client", line.strip(), " and ".join(f"{key} is {value}" for key, value in family.samples[0].labels.items()), sep="\t")
P
cat >read.cjs <<'J'
const parse = require('parse-prometheus-text-format')
for (const line of require('fs').readFileSync('lines', 'utf8').trim().split('\n')) {
  const said = Object.entries(parse(line + '\n')[0].metrics[0].labels).map(([key, value]) => `${key} is ${value}`)
  console.log(`npm\t${line}\t${said.join(' and ')}`)
}
J
mkdir src
cat >Cargo.toml <<'T'
[package]
name = "seen"
version = "0.0.0"
edition = "2021"
[dependencies]
prometheus-parse = "=0.2.5"
T
cat >src/main.rs <<'R'
fn main() {
    for line in std::fs::read_to_string("lines").unwrap().lines() {
        let read = prometheus_parse::Scrape::parse(std::iter::once(Ok(line.to_string()))).unwrap();
        let labels = |one: &prometheus_parse::Sample| {
            let mut all: Vec<_> = one.labels.iter().map(|(key, value)| format!("{key} is {value}")).collect();
            all.sort();
            if all.is_empty() { "no label".into() } else { all.join(" and ") }
        };
        println!("prometheus-parse\t{line}\t{}", read.samples.first().map_or("no line".into(), labels));
    }
}
R
{
    venv/bin/python read.py
    node read.cjs
    cargo run --quiet
} >readings
seen=$(alike lines readings)
expect "$seen" 'lab{port="636"} 1 = port is 636: prometheus_client, npm, prometheus-parse
lab{base="ou=Staff,dc=lab"} 1 = base is ou=Staff,dc=lab: prometheus_client, npm
lab{base="ou=Staff,dc=lab"} 1 = dc is lab: prometheus-parse
lab{user="LAB\\anna"} 1 = user is LAB\anna: prometheus_client, npm
lab{user="LAB\\anna"} 1 = user is LAB\\anna: prometheus-parse
lab{room="CN=Room #4"} 1 = room is CN=Room #4: prometheus_client, npm
lab{room="CN=Room #4"} 1 = no label: prometheus-parse
lab{filter="(uid={0})"} 1 = filter is (uid={0}): prometheus_client, npm
lab{filter="(uid={0})"} 1 = no line: prometheus-parse
lab{ port = "636" } 1 = port is 636: prometheus_client, npm
lab{ port = "636" } 1 =  port  is  "636" : prometheus-parse'
