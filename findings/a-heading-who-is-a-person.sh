#!/usr/bin/env bash
# a-heading-who-is-a-person.sh : exports of people with their distinguished names, divided by semicolons or tabs, read by six tools.
#
# PyPI duckdb 2.0.1, pandas 3.1.1 (`sep=None`), clevercsv 0.8.5, csvkit 2.2.0; npm papaparse 5.7.1. Seen on 2026-11-30.
#
# Programs that read CSV may find out by themselves what divides the columns. A distinguished name has commas of its own, so an
# export of a directory is often divided by semicolons or tabs. One would guess that the heading decides, as it has no comma, and
# that more people make the guess safer. What happens: where all people are in one branch, DuckDB divides their names at the
# commas, has no use for the heading, which has fewer columns then, drops it, and makes the first person the heading: one person
# is lost, no column is called dn, and there is no error. One person in a deeper branch, two more columns, or quotes around all
# values, and it reads the file as written. csvkit is two readers: csvjson finds out, csvcut takes commas whatever is there. The
# others read all of them.
. "$(dirname "$0")/lab/lab.bash"
python_packages duckdb==2.0.1 pandas==3.1.1 clevercsv==0.8.5 csvkit==2.2.0
node_packages papaparse@5.7.1
cat >papa.cjs <<'J'
const { data, meta } = require('papaparse').parse(require('fs').readFileSync('people.csv', 'utf8'), { header: true, skipEmptyLines: true })
console.log(JSON.stringify([meta.fields, data.length]))
J
cat >ask.py <<'P'
import csv
import json
import subprocess

import clevercsv
import duckdb
import pandas

NAMES = ["anna;CN=Anna Archer,OU=Staff,DC=lab,DC=example;+49301", "bert;CN=Bert Baker,OU=Staff,DC=lab,DC=example;+49302",
         "carla;CN=Carla Cook,OU=Staff,DC=lab,DC=example;+49303", "dora;CN=Dora Dean,OU=Staff,DC=lab,DC=example;+49304"]
PEOPLE = ["uid;dn;tel", *NAMES]
DEEPER = [*PEOPLE[:2], PEOPLE[2].replace("OU=Staff", "OU=Ulm,OU=Staff"), *PEOPLE[3:]]
MORE = [f"{line};{room};{town}" for line, room, town in zip(PEOPLE, ("room", 1, 2, 3, 4), ("town", "Ulm", "Bonn", "Ulm", "Bonn"))]
FILES = {"semicolons": PEOPLE, "tabs": [line.replace(";", "\t") for line in PEOPLE], "one person deeper": DEEPER, "two columns more": MORE,
         "all quoted": ['"' + line.replace(";", '";"') + '"' for line in PEOPLE]}


def duck():
    read = duckdb.sql("from read_csv('people.csv')")
    return read.columns, len(read)


def panda():
    read = pandas.read_csv("people.csv", sep=None, engine="python")
    return list(read.columns), len(read)


def clever():
    heading, *rows = clevercsv.read_table("people.csv")
    return heading, len(rows)


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def cut():
    heading, *rows = csv.reader(output("venv/bin/csvcut", "people.csv").splitlines())
    return heading, len(rows)


def kit_json():
    rows = json.loads(output("venv/bin/csvjson", "people.csv"))
    return rows[0], len(rows)


def papa():
    return json.loads(output("node", "papa.cjs"))


for title, lines in FILES.items():
    with open("people.csv", "w") as file:
        file.writelines(line + "\n" for line in lines)
    for name, reader in (("DuckDB", duck), ("pandas", panda), ("clevercsv", clever), ("csvcut", cut), ("csvjson", kit_json), ("Papa", papa)):
        heading, rows = reader()
        print(f"{title}, {name}: {' | '.join(heading)}: {rows} people".replace("\t", "<tab>"))
P
seen=$(venv/bin/python ask.py)
expect "$seen" 'semicolons, DuckDB: anna;CN=Anna Archer | OU=Staff | DC=lab | DC=example;+49301: 3 people
semicolons, pandas: uid | dn | tel: 4 people
semicolons, clevercsv: uid | dn | tel: 4 people
semicolons, csvcut: uid;dn;tel: 4 people
semicolons, csvjson: uid | dn | tel: 4 people
semicolons, Papa: uid | dn | tel: 4 people
tabs, DuckDB: anna<tab>CN=Anna Archer | OU=Staff | DC=lab | DC=example<tab>+49301: 3 people
tabs, pandas: uid | dn | tel: 4 people
tabs, clevercsv: uid | dn | tel: 4 people
tabs, csvcut: uid<tab>dn<tab>tel: 4 people
tabs, csvjson: uid | dn | tel: 4 people
tabs, Papa: uid | dn | tel: 4 people
one person deeper, DuckDB: uid | dn | tel: 4 people
one person deeper, pandas: uid | dn | tel: 4 people
one person deeper, clevercsv: uid | dn | tel: 4 people
one person deeper, csvcut: uid;dn;tel: 4 people
one person deeper, csvjson: uid | dn | tel: 4 people
one person deeper, Papa: uid | dn | tel: 4 people
two columns more, DuckDB: uid | dn | tel | room | town: 4 people
two columns more, pandas: uid | dn | tel | room | town: 4 people
two columns more, clevercsv: uid | dn | tel | room | town: 4 people
two columns more, csvcut: uid;dn;tel;room;town: 4 people
two columns more, csvjson: uid | dn | tel | room | town: 4 people
two columns more, Papa: uid | dn | tel | room | town: 4 people
all quoted, DuckDB: uid | dn | tel: 4 people
all quoted, pandas: uid | dn | tel: 4 people
all quoted, clevercsv: uid | dn | tel: 4 people
all quoted, csvcut: uid;"dn";"tel": 4 people
all quoted, csvjson: uid | dn | tel: 4 people
all quoted, Papa: uid | dn | tel: 4 people'
