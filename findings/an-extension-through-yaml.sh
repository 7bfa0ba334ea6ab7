#!/usr/bin/env bash
# an-extension-through-yaml.sh : IDs and numbers of people as strings, written as YAML by six libraries and read by each of them.
#
# PyPI PyYAML 6.0.4 and ruamel.yaml 0.19.1 (safe); npm js-yaml 5.5.0 and yaml 2.9.1; YAML::XS 0.86 of Perl and psych of Ruby 3.1
# (Debian 12). Seen on 2026-11-30.
#
# Extensions, rooms and IDs go from one program to the next as YAML, and whoever writes a string puts quotes around it where it would be
# read as something else. One would guess that this is safe at least among libraries, or that an extension with a zero in front is
# in danger or not. What happens: two versions of YAML have different numbers. PyYAML puts quotes around 0711, which is octal to it, and
# none around 0815, which is no number to it and 815 to ruamel.yaml, js-yaml and yaml: of one list some extensions lose their zero.
# So does the user ID 12e5, which becomes 1200000, also from Ruby. The other way round 1:30 is 90 to PyYAML, 5400 to Ruby, and the
# user "no" is false. YAML::XS leaves the quotes away at some of each. js-yaml alone writes what all read.
. "$(dirname "$0")/lab/lab.bash"
debs libyaml-libyaml-perl=0.86+ {ruby3.1,libruby3.1}=3.1. libyaml-0-2=0.2.5-
python_packages PyYAML==6.0.4 ruamel.yaml==0.19.1
node_packages js-yaml@5.5.0 yaml@2.9.1
cat >values <<'T'
8901
0711
0815
08
+49301000
030/1000
12e5
1e3
0x1f
0o17
1_000
1:30
no
on
null
T
cat >lab.py <<'P'
import io
import json
import sys

import yaml
from ruamel.yaml import YAML

library, doing = sys.argv[1:]
if doing == "write":
    values = open("values").read().split()
    if library == "PyYAML":
        print(yaml.safe_dump(values), end="")
    else:
        YAML(typ="safe", pure=True).dump(values, sys.stdout)
else:
    text = sys.stdin.read()
    print(json.dumps(yaml.safe_load(text) if library == "PyYAML" else YAML(typ="safe", pure=True).load(text), default=str))
P
cat >lab.cjs <<'J'
const fs = require('fs'), [library, doing] = process.argv.slice(2), it = require(library)
if (doing === 'write') process.stdout.write((it.dump ?? it.stringify)(fs.readFileSync('values', 'utf8').trimEnd().split('\n')))
else console.log(JSON.stringify((it.load ?? it.parse)(fs.readFileSync(0, 'utf8'))))
J
cat >lab.pl <<'P'
use JSON::PP;
use YAML::XS;
local $/;
if ($ARGV[1] eq 'write') { open my $values, '<', 'values'; print Dump([split /\n/, <$values>]) }
else { print encode_json(Load(<STDIN>)), "\n" }
P
cat >lab.rb <<'R'
require 'json'
require 'yaml'
if ARGV[1] == 'write' then print File.readlines('values', chomp: true).to_yaml
else puts YAML.load($stdin.read).to_json end
R
ruby() { RUBYLIB=$(echo usr/lib/ruby/vendor_ruby usr/lib/ruby/3.1.0 usr/lib/*-linux-gnu/ruby/3.1.0 | tr ' ' :) unpacked ruby3.1 --disable-gems "$@"; }
call() {
    case $1 in
    PyYAML | ruamel) venv/bin/python lab.py "$@" ;;
    js-yaml | yaml) node lab.cjs "$@" ;;
    YAML::XS) unpacked_perl lab.pl "$@" ;;
    psych) ruby lab.rb "$@" ;;
    esac
}
libraries=(PyYAML ruamel js-yaml yaml YAML::XS psych)
for writer in "${libraries[@]}"; do
    call "$writer" write >"by $writer"
    for reader in "${libraries[@]}"; do
        call "$reader" read <"by $writer" >"by $writer to $reader"
    done
done
cat >compare.py <<'P'
import json
import sys

values, libraries = open("values").read().split(), sys.argv[1:]
for number, value in enumerate(values):
    told = {}
    for writer in libraries:
        for reader in libraries:
            read = json.load(open(f"by {writer} to {reader}"))[number]
            if read != value:
                told.setdefault((writer, json.dumps(read)), []).append(reader)
    for (writer, read), readers in told.items():
        print(f"{value}, written by {writer} = {read}: {', '.join(readers)}")
    if not told:
        print(f"{value} = as written, by all to all")
P
seen=$(python3 compare.py "${libraries[@]}")
expect "$seen" '8901 = as written, by all to all
0711 = as written, by all to all
0815, written by PyYAML = 815: ruamel, js-yaml, yaml
08, written by PyYAML = 8: ruamel, js-yaml, yaml
+49301000 = as written, by all to all
030/1000 = as written, by all to all
12e5, written by PyYAML = 1200000.0: ruamel
12e5, written by PyYAML = 1200000: js-yaml, yaml
12e5, written by psych = 1200000.0: ruamel
12e5, written by psych = 1200000: js-yaml, yaml
1e3, written by PyYAML = 1000.0: ruamel
1e3, written by PyYAML = 1000: js-yaml, yaml
1e3, written by psych = 1000.0: ruamel
1e3, written by psych = 1000: js-yaml, yaml
0x1f, written by YAML::XS = 31: PyYAML, ruamel, js-yaml, yaml, psych
0o17, written by PyYAML = 15: ruamel, js-yaml, yaml
0o17, written by YAML::XS = 15: ruamel, js-yaml, yaml
0o17, written by psych = 15: ruamel, js-yaml, yaml
1_000, written by yaml = 1000: PyYAML, ruamel, psych
1_000, written by YAML::XS = 1000: PyYAML, ruamel, psych
1:30, written by ruamel = 90: PyYAML
1:30, written by ruamel = 5400: psych
1:30, written by yaml = 90: PyYAML
1:30, written by yaml = 5400: psych
1:30, written by YAML::XS = 90: PyYAML
1:30, written by YAML::XS = 5400: psych
no, written by ruamel = false: PyYAML, psych
no, written by yaml = false: PyYAML, psych
no, written by YAML::XS = false: PyYAML, psych
on, written by ruamel = true: PyYAML, psych
on, written by yaml = true: PyYAML, psych
on, written by YAML::XS = true: PyYAML, psych
null = as written, by all to all'
